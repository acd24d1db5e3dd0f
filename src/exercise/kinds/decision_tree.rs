//! `decision-tree`: a broken tree of questions is mended until every path ends, and every profile where
//! it should.

mod facts;
mod mark;
mod reply;

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Input as Takes, Item, Outline},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes::{comment, line},
    },
    verdict::Verdict,
};

use super::chart::Chart;
use facts::Repair;
use reply::{Node, Tree};

/// The kind.
pub struct DecisionTree;

impl Kind for DecisionTree {
    fn id(&self) -> &'static str {
        "decision-tree"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let start = input.files.text("start/tree.toml").map(Answer::toml);
        Some(Arc::new(Repair::read(input.root, start)))
    }
}

impl Facts for Repair {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.profiles", self.profiles.len()),
            ("exercise.size.leaves", self.leaves.len()),
        ]
    }

    /// The tree that is to be mended, or an empty one.
    fn starter(&self) -> Answer {
        if let Some(start) = &self.start {
            return Answer::toml(format!("{}\n{}", self.notes(), start.toml_text()));
        }
        Answer::toml(format!(
            "{}\n# start = \"\"\n# [[node]]\n# id = \"\"\n# ask = \"\"\n# on = {{ }}\n",
            self.notes()
        ))
    }

    fn notes(&self) -> String {
        let mut text = line("Questions and their answers");
        for question in &self.questions {
            let values = question.values.join(", ");
            let asks = comment(&question.text);
            text.push_str(&line(format!("  {}: {values}  {asks}", question.name)));
        }
        text.push_str(&line("Leaves that must be reached"));
        for leaf in &self.leaves {
            text.push_str(&line(format!("  {}  {}", leaf.name, comment(&leaf.text))));
        }
        text.push_str(&line("Profiles"));
        for profile in &self.profiles {
            let says = profile.says.iter().map(|(question, value)| format!("{question} = {value}"));
            let says = says.collect::<Vec<_>>().join(", ");
            text.push_str(&line(format!("  {}: {}", profile.name, comment(&profile.text))));
            text.push_str(&line(format!("    {says} -> {}", profile.leaves.join(" or "))));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        Tree::of(answer).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules =
            vec!["DT-01", "DT-02", "DT-03", "DT-04", "DT-05", "DT-06", "DT-07", "DT-08", "DT-09"];
        rules.extend(self.max_depth.map(|_| "DT-10"));
        rules.extend(self.questions.iter().any(|question| question.weak).then_some("DT-11"));
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (tree, _) = Tree::of(answer);
        let mut mutants = Vec::new();
        let targets: Vec<&str> = self.targets(&tree);
        for (at, node) in tree.nodes.iter().enumerate() {
            let path = |value: &str| -> Vec<Key> {
                vec!["node".into(), at.into(), "on".into(), value.into()]
            };
            for (value, target) in node.branches() {
                let name = format!("{} {value}", node.id);
                let mut add = |operator, answer| {
                    mutants.push(Mutant { operator, name: name.clone(), answer });
                };
                add("drop a branch", answer.set(&path(value), None));
                let labelled = answer.set(&path(value), None);
                add("relabel a branch", labelled.set(&path("another"), Some(target.into())));
                let next =
                    targets.iter().position(|known| *known == target).unwrap_or_default() + 1;
                let other = targets[next % targets.len()];
                add("re-target a branch", answer.set(&path(value), Some(other.into())));
                add("a branch to nowhere", answer.set(&path(value), Some("nowhere".into())));
                add("a branch back", answer.set(&path(value), Some(node.id.clone().into())));
            }
            let without: Vec<Key> = vec!["node".into(), at.into(), "on".into()];
            mutants.push(Mutant {
                operator: "a dead end",
                name: node.id.clone(),
                answer: answer.set(&without, None),
            });
        }
        mutants.extend(self.spoiled(answer, &tree));
        mutants
    }

    fn drawing(&self, answer: &Answer) -> Option<String> {
        let (tree, _) = Tree::of(answer);
        let shown = |target: &str| {
            let asks = tree.asks(target);
            asks.map_or_else(|| target.to_owned(), |question| format!("{question}?"))
        };
        let mut chart = Chart::default();
        for node in &tree.nodes {
            for (value, target) in node.branches() {
                chart.arrow(&shown(&node.id), value, &shown(target));
            }
        }
        chart.source("TB")
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let (tree, _) = Tree::of(answer);
        let start = Takes::One(self.ways(&tree, false));
        let nodes = tree.nodes.iter().enumerate();
        Editor::Outline(Outline {
            start: Field::of(answer, "start", ["start"], start),
            nodes: nodes.map(|(at, node)| self.item(at, node, &tree, answer)).collect(),
        })
    }
}

impl Repair {
    /// What the start or a branch may lead to: nodes that stand, leaves, and a new node for each question.
    fn ways(&self, tree: &Tree, leaves: bool) -> Vec<Choice> {
        let text = |question: &str| self.question(question).map_or("", |one| one.text.as_str());
        let standing = tree.nodes.iter().map(|node| {
            let alone = tree.nodes.iter().filter(|other| other.ask == node.ask).count() == 1;
            let label = match alone || node.id == node.ask {
                true => node.ask.clone(),
                false => format!("{} ({})", node.ask, node.id),
            };
            Choice { label, ..Choice::noted(node.id.as_str(), text(&node.ask)) }
        });
        let leaves = self.leaves.iter().filter(|_| leaves);
        let leaves = leaves.map(|leaf| Choice::noted(leaf.name.as_str(), leaf.text.as_str()));
        let fresh = self.questions.iter().map(|question| {
            let id = self.fresh(&question.name, tree);
            let place = |key: &str| -> Vec<Key> {
                vec!["node".into(), tree.nodes.len().into(), key.into()]
            };
            Choice {
                label: format!("+ {}", question.name),
                brings: vec![
                    (place("id"), id.as_str().into()),
                    (place("ask"), question.name.as_str().into()),
                ],
                ..Choice::noted(id.as_str(), question.text.as_str())
            }
        });
        standing.chain(leaves).chain(fresh).collect()
    }

    /// An id for a new node that nothing has yet.
    fn fresh(&self, question: &str, tree: &Tree) -> String {
        let taken = |id: &String| self.targets(tree).contains(&id.as_str());
        let numbered = (2..).map(|number| format!("{question}-{number}"));
        let mut ids = std::iter::once(question.to_owned()).chain(numbered);
        ids.find(|id| !taken(id)).unwrap_or_default()
    }

    /// A node with the question that it asks and its branches.
    fn item(&self, at: usize, node: &Node, tree: &Tree, answer: &Answer) -> Item {
        let path = |key: &str| -> [Key; 3] { ["node".into(), at.into(), key.into()] };
        let questions = self.questions.iter();
        let questions = questions.map(|one| Choice::noted(one.name.as_str(), one.text.as_str()));
        let mut ask = Field::of(answer, "ask", path("ask"), Takes::One(questions.collect()));
        ask.whole = Some(vec!["node".into(), at.into()]);
        let question = self.question(&node.ask);
        let values = question.map_or(&[][..], |question| &question.values);
        let strange = node.on.iter().map(|(value, _)| value);
        let strange = strange.filter(|value| !values.contains(value));
        let ways = self.ways(tree, true);
        let branch = |value: &String| {
            let path: [Key; 4] = ["node".into(), at.into(), "on".into(), value.as_str().into()];
            Field::of(answer, value.clone(), path, Takes::One(ways.clone()))
        };
        let branches = values.iter().chain(strange).map(branch);
        Item {
            name: node.id.clone(),
            label: node.ask.clone(),
            lines: question.map(|question| question.text.clone()).into_iter().collect(),
            fields: std::iter::once(ask).chain(branches).collect(),
        }
    }

    /// Where a branch may lead.
    fn targets<'t>(&'t self, tree: &'t Tree) -> Vec<&'t str> {
        let nodes = tree.nodes.iter().map(|node| node.id.as_str());
        nodes.chain(self.leaves.iter().map(|leaf| leaf.name.as_str())).collect()
    }

    /// Trees with a node that nobody needs, a question asked again, a start too many.
    fn spoiled(&self, answer: &Answer, tree: &Tree) -> Vec<Mutant> {
        let Some(first) = tree.nodes.first() else { return Vec::new() };
        let new = tree.nodes.len();
        let key = |key: &str| -> [Key; 3] { ["node".into(), new.into(), key.into()] };
        let on = |answer: Answer, values: &[String], target: &str| {
            values.iter().fold(answer, |answer, value| {
                let path: [Key; 4] =
                    ["node".into(), new.into(), "on".into(), value.as_str().into()];
                answer.set(&path, Some(target.into()))
            })
        };
        let node = |question: &str, target: &str| {
            let answer = answer.set(&key("id"), Some("added".into()));
            let answer = answer.set(&key("ask"), Some(question.into()));
            let values = self.question(question).map_or(&[][..], |question| &question.values);
            on(answer, values, target)
        };
        let leaf = self.leaves.first().map_or("", |leaf| leaf.name.as_str());
        let mutant =
            |operator, name: &str, answer| Mutant { operator, name: name.to_owned(), answer };
        let mut mutants = vec![
            mutant("a node that nothing leads to", &first.ask, node(&first.ask, leaf)),
            mutant("no start", "", answer.set(&["start".into()], None)),
        ];
        // A question in front of the start, asked again below it, or one that measures little.
        let in_front = |question: &str| {
            node(question, &tree.start()).set(&["start".into()], Some("added".into()))
        };
        mutants.push(mutant("a question asked twice", &first.ask, in_front(&first.ask)));
        for weak in self.questions.iter().filter(|question| question.weak) {
            mutants.push(mutant("a weak question in front", &weak.name, in_front(&weak.name)));
        }
        mutants
    }
}
