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
        notes::comment,
    },
    verdict::Verdict,
};

use facts::Repair;
use reply::Tree;

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
        let mut text = String::from("# Questions and their answers\n");
        for question in &self.questions {
            let line = format!(
                "#   {}: {}  {}",
                question.name,
                question.values.join(", "),
                comment(&question.text)
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("# Leaves that must be reached\n");
        for leaf in &self.leaves {
            let line = format!("#   {}  {}", leaf.name, comment(&leaf.text));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("# Profiles\n");
        for profile in &self.profiles {
            let says = profile.says.iter().map(|(question, value)| format!("{question} = {value}"));
            let says = says.collect::<Vec<_>>().join(", ");
            text.push_str(&format!(
                "#   {}: {says} -> {}\n",
                profile.name,
                profile.leaves.join(" or ")
            ));
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

    fn editor(&self, answer: &Answer) -> Editor {
        let (tree, _) = Tree::of(answer);
        let leaf = |target: &str| self.leaves.iter().find(|leaf| leaf.name == target);
        let choice = |target: &&str| Choice {
            value: (*target).to_owned(),
            label: (*target).to_owned(),
            note: leaf(target).map_or_else(
                || tree.asks(target).unwrap_or_default().to_owned(),
                |leaf| leaf.text.clone(),
            ),
        };
        let targets: Vec<Choice> = self.targets(&tree).iter().map(choice).collect();
        let questions: Vec<Choice> = self
            .questions
            .iter()
            .map(|one| Choice {
                value: one.name.clone(),
                label: one.name.clone(),
                note: one.text.clone(),
            })
            .collect();
        let starts = tree.nodes.iter().map(|node| Choice::plain(&node.id)).collect();
        let new = tree.nodes.len();
        let nodes = (0..=new).map(|at| {
            let path = |key: &str| -> [Key; 3] { ["node".into(), at.into(), key.into()] };
            let node = tree.nodes.get(at);
            let mut fields = vec![
                Field::of(answer, "id", path("id"), Takes::Text),
                Field::of(answer, "ask", path("ask"), Takes::One(questions.clone())),
            ];
            let question = node.and_then(|node| self.question(&node.ask));
            let values = question.map_or(&[][..], |question| &question.values);
            let strange = node.into_iter().flat_map(|node| &node.on).map(|(value, _)| value);
            let strange = strange.filter(|value| !values.contains(value));
            for value in values.iter().chain(strange) {
                let path: [Key; 4] = ["node".into(), at.into(), "on".into(), value.as_str().into()];
                fields.push(Field::of(answer, value.clone(), path, Takes::One(targets.clone())));
            }
            Item {
                name: node.map_or_else(|| "+".to_owned(), |node| node.id.clone()),
                label: node.map_or_else(String::new, |node| node.ask.clone()),
                lines: question.map(|question| question.text.clone()).into_iter().collect(),
                fields,
            }
        });
        Editor::Outline(Outline {
            start: Field::of(answer, "start", ["start"], Takes::One(starts)),
            nodes: nodes.collect(),
        })
    }
}

impl Repair {
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
