//! `choose-pattern`: a brief, a choice, the facts that decide, and one choice that was turned down with
//! a reason. Choices are leaves of the catalog's decision tree, or rows of a table.

mod case;
mod facts;
mod mark;
mod offer;
mod reply;
mod tree;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes::comment,
    },
    verdict::Verdict,
};

use case::Case;
use facts::{Choosing, Means};
use reply::Reply;

/// The kind.
pub struct ChoosePattern;

impl Kind for ChoosePattern {
    fn id(&self) -> &'static str {
        "choose-pattern"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Choosing::read(input.root, &input.knowledge.catalog)))
    }
}

impl Facts for Choosing {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.cases", self.cases.len())]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        for case in &self.cases {
            text.push_str(&format!("\n# {}\n", comment(&case.text)));
            text.push_str(&format!("[choice.{}]\n# take = \"\"\n", case.name));
            if self.asks_add_ons(case) {
                text.push_str("# add = []\n");
            }
            text.push_str(
                "# because = []\n# not = { }   # what you turned down = the fact against it\n",
            );
        }
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        let mut text = String::from("# To choose from\n");
        for choice in self.choices() {
            let line = format!("#   {}  {}", choice.value, comment(&choice.note));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("# Facts\n");
        for choice in self.reasons() {
            let line = format!("#   {}  {}", choice.value, comment(&choice.label));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer, &knowledge.catalog)
    }

    fn has_key(&self) -> bool {
        true
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["CP-01", "CP-02", "CP-08", "CP-11"];
        let any = |test: &dyn Fn(&Case) -> bool| self.cases.iter().any(test);
        rules.extend(any(&|case| self.asks_add_ons(case)).then_some("CP-06"));
        rules.extend(any(&|case| !case.must.is_empty()).then_some("CP-07"));
        match &self.means {
            Means::Tree(_) => rules.push("CP-03"),
            Means::Table(offers) => {
                rules.push("CP-09");
                let dearer = any(&|case| {
                    let fits = offers.iter().filter(|offer| offer.broken(case).is_empty()).count();
                    fits > offer::near_best(offers, case, None).len()
                });
                rules.extend(dearer.then_some("CP-10"));
            }
        }
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let mut mutants = Vec::new();
        for (case, mine) in self.cases.iter().zip(&reply.choices) {
            let path = |key: &str| ["choice".into(), case.name.as_str().into(), key.into()];
            let mut add = |operator, what: &str, path: &[Key], value: Option<Value>| {
                let name = format!("{} {what}", case.name);
                mutants.push(Mutant { operator, name, answer: answer.set(path, value) });
            };
            let Some(mine) = mine else { continue };
            for other in self.choices() {
                if mine.take.as_ref().is_some_and(|take| take.value != other.value) {
                    let value = Some(other.value.clone().into());
                    add("another choice", &other.value, &path("take"), value);
                }
            }
            let added: Vec<&str> = mine.add.iter().map(|id| id.value.as_str()).collect();
            let list =
                |ids: Vec<&str>| Some(Value::Array(ids.into_iter().map(Value::from).collect()));
            for must in case.must.iter().filter(|id| added.contains(&id.as_str())) {
                let rest = added.iter().copied().filter(|id| id != must).collect();
                add("an add-on dropped", must, &path("add"), list(rest));
            }
            for never in &case.never {
                let more = added.iter().copied().chain([never.as_str()]).collect();
                add("an add-on that nobody needs", never, &path("add"), list(more));
            }
            add("no choice", "", &path("take"), None);
            add("no reason", "", &path("because"), None);
            add("nothing turned down", "", &path("not"), None);
            add("a choice that there is not", "", &path("take"), Some("no-such-thing".into()));
        }
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let same = |id: &str| {
            self.cases.iter().fold(Answer::toml(""), |answer, case| {
                let path = ["choice".into(), case.name.as_str().into(), "take".into()];
                answer.set(&path, Some(id.into()))
            })
        };
        self.choices().iter().map(|choice| ("the same for all", same(&choice.value))).collect()
    }

    fn editor(&self, answer: &Answer) -> Editor {
        Editor::Form(Form {
            sections: self.cases.iter().map(|case| self.item(case, answer)).collect(),
        })
    }
}

impl Choosing {
    /// What can be taken.
    fn choices(&self) -> Vec<Choice> {
        match &self.means {
            Means::Tree(tree) => {
                tree.leaves.iter().map(|leaf| Choice::plain(leaf.as_str())).collect()
            }
            Means::Table(offers) => {
                offers.iter().map(|offer| Choice::noted(&*offer.name, offer.describe())).collect()
            }
        }
    }

    /// What can be cited: questions of the tree, or what is needed, limited or wanted.
    fn reasons(&self) -> Vec<Choice> {
        match &self.means {
            Means::Tree(tree) => {
                let choice = |(id, text): &(String, String)| Choice {
                    label: text.clone(),
                    ..Choice::plain(id.as_str())
                };
                tree.questions.iter().map(choice).collect()
            }
            Means::Table(_) => {
                let mut words: Vec<&str> = self.cases.iter().flat_map(Case::words).collect();
                words.sort_unstable();
                words.dedup();
                words.into_iter().map(Choice::plain).collect()
            }
        }
    }

    /// What may be cited without being a mistake of writing: beside the reasons, whatever describes an
    /// option.
    fn citable(&self) -> Vec<String> {
        let reasons = self.reasons().into_iter().map(|reason| reason.value);
        let offers: &[offer::Offer] = match &self.means {
            Means::Tree(_) => &[],
            Means::Table(offers) => offers,
        };
        let described = offers.iter().flat_map(offer::Offer::words).chain(["cost"]);
        reasons.chain(described.map(str::to_owned)).collect()
    }

    fn item(&self, case: &Case, answer: &Answer) -> Item {
        let path =
            |key: &str| -> [Key; 3] { ["choice".into(), case.name.as_str().into(), key.into()] };
        let mut fields = vec![Field::of(answer, "take", path("take"), Takes::One(self.choices()))];
        if case.has_add_ons() {
            let mut offered: Vec<&String> =
                case.must.iter().chain(&case.may).chain(&case.never).collect();
            offered.sort();
            let offered = offered.into_iter().map(Choice::plain).collect();
            fields.push(Field::of(answer, "add", path("add"), Takes::Many(offered)));
        }
        fields.push(Field::of(answer, "because", path("because"), Takes::Many(self.reasons())));
        // What is turned down is a table whose keys are choices: the one that stands, or an open one.
        let turned = answer.value(&path("not"));
        let standing = turned.as_ref().and_then(Value::as_table);
        let standing: Vec<String> =
            standing.map_or_else(Vec::new, |table| table.keys().cloned().collect());
        for choice in self.choices() {
            if !standing.is_empty() && !standing.contains(&choice.value) {
                continue;
            }
            let not = [
                "choice".into(),
                case.name.as_str().into(),
                "not".into(),
                Key::from(choice.value.as_str()),
            ];
            let label = format!("not {}, because of", choice.value);
            fields.push(Field::of(answer, label, not, Takes::One(self.reasons())));
        }
        fields.push(Field::of(answer, "note", path("note"), Takes::Text));
        Item {
            name: case.name.clone(),
            label: case.name.clone(),
            lines: std::iter::once(case.text.clone()).chain(case.sayings()).collect(),
            fields,
        }
    }
}
