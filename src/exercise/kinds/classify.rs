//! `classify`: items go into closed sets, with the lines that decide, or so that constraints hold.

mod constraint;
mod credit;
mod facts;
mod mark;
mod reply;
mod things;

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Board, Choice, Editor, Field, Input as Takes, Item, Table},
        kind::{Facts, Input, Kind, Knowledge, Mutant},
        notes::comment,
    },
    verdict::Verdict,
};

use facts::Classification;
use reply::{Placement, Reply};
use things::{Dimension, Item as Thing, Rule, Word};

/// The kind.
pub struct Classify;

impl Kind for Classify {
    fn id(&self) -> &'static str {
        "classify"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Classification::read(input.root, &input.knowledge.catalog)))
    }
}

impl Facts for Classification {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.items", self.things.items.len()),
            ("exercise.size.dimensions", self.things.dimensions.len()),
        ]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        let decided = self.decided();
        for item in &self.things.items {
            text.push_str(&format!("\n# {}\n", comment(&item.text)));
            for (at, line) in item.lines.iter().enumerate() {
                text.push_str(&format!("#   {}  {}\n", at + 1, comment(line)));
            }
            text.push_str(&format!("[place.{}]\n", key(&item.name)));
            for dimension in &self.things.dimensions {
                let open = if dimension.rule == Rule::Many { "[]" } else { "\"\"" };
                text.push_str(&format!("# {} = {open}\n", dimension.name));
            }
            if item.lines.is_empty() {
                continue;
            }
            match decided.as_slice() {
                [] => {}
                [_] => text.push_str("# because = []\n"),
                several => {
                    let each = several.iter().map(|one| format!("{} = []", key(&one.name)));
                    let each = each.collect::<Vec<_>>().join(", ");
                    text.push_str(&format!("# because = {{ {each} }}\n"));
                }
            }
        }
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        let mut text = String::new();
        for dimension in &self.things.dimensions {
            text.push_str(&format!("# {}: {}\n", dimension.name, comment(&dimension.text)));
            for value in &dimension.values {
                let line = format!("#   {}  {}", value.id, comment(&value.test));
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, &self.things)).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let any = |test: &dyn Fn(&facts::Key) -> bool| self.keys.iter().any(test);
        let rule = |key: &facts::Key| self.things.dimensions[key.dimension].rule;
        let mut rules = vec!["CL-01", "CL-02"];
        let overlooked = any(&|key| !key.must && matches!(rule(key), Rule::FirstTrue | Rule::Many));
        rules.extend(overlooked.then_some("CL-03"));
        rules.extend(any(&|key| !key.must).then_some("CL-04"));
        rules.extend(any(&|key| !key.because.is_empty()).then_some("CL-05"));
        rules.extend((!self.constraints.is_empty()).then_some("CL-06"));
        rules.extend(any(&|key| key.must || !key.never.is_empty()).then_some("CL-07"));
        rules
    }

    fn has_key(&self) -> bool {
        !self.keys.is_empty()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let (reply, _) = answer.read(|root| Reply::read(root, &self.things));
        let mut mutants = Vec::new();
        for (item, dimension) in self.asked() {
            let scale = &self.things.dimensions[dimension];
            let mine = reply.places.values(item, dimension).to_vec();
            let name = format!("{} {}", self.things.items[item].name, scale.name);
            for value in 0..scale.values.len() {
                let values = match scale.rule {
                    Rule::Many if mine.contains(&value) => {
                        mine.iter().copied().filter(|other| *other != value).collect()
                    }
                    Rule::Many => [mine.as_slice(), &[value]].concat(),
                    _ if mine.contains(&value) => continue,
                    _ => vec![value],
                };
                let answer = self.put(answer, item, dimension, &values);
                let name = format!("{name} {}", scale.values[value].id);
                mutants.push(Mutant { operator: "another value", name, answer });
            }
            let path = place_path(&self.things.items[item].name, &scale.name);
            mutants.push(Mutant { operator: "not placed", name, answer: answer.set(&path, None) });
        }
        mutants.extend(self.without_evidence(answer, &reply.places));
        const NOBODY: &str = "nothing-of-this-name";
        let stranger = place_path(NOBODY, &self.things.dimensions[0].name);
        mutants.push(Mutant {
            operator: "an unknown item",
            name: NOBODY.to_owned(),
            answer: answer.set(&stranger, Some("nowhere".into())),
        });
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let most = self
            .things
            .dimensions
            .iter()
            .map(|dimension| dimension.values.len())
            .max()
            .unwrap_or(0);
        (0..most)
            .map(|value| {
                let all = self.asked().fold(Answer::toml(""), |answer, (item, dimension)| {
                    let last = self.things.dimensions[dimension].values.len().saturating_sub(1);
                    self.put(&answer, item, dimension, &[value.min(last)])
                });
                ("everything in one place", all)
            })
            .collect()
    }

    fn editor(&self, answer: &Answer) -> Editor {
        match self.things.dimensions.as_slice() {
            [only] if only.rule != Rule::Many => Editor::Board(Board {
                columns: choices(only),
                cards: self.things.items.iter().map(|item| self.row(item, answer)).collect(),
            }),
            _ => {
                let rows: Vec<Item> =
                    self.things.items.iter().map(|item| self.row(item, answer)).collect();
                let longest = rows.iter().max_by_key(|row| row.fields.len());
                let heads = longest.into_iter().flat_map(|row| &row.fields);
                Editor::Table(Table {
                    heads: heads.map(|field| field.label.clone()).collect(),
                    rows,
                })
            }
        }
    }
}

impl Classification {
    /// The answer with other values of an item on a dimension.
    fn put(&self, answer: &Answer, item: usize, dimension: usize, values: &[usize]) -> Answer {
        let scale = &self.things.dimensions[dimension];
        let words = values.iter().map(|value| Value::from(scale.values[*value].id.as_str()));
        let value = match scale.rule {
            Rule::Many => Some(Value::Array(words.collect())),
            _ => words.into_iter().next(),
        };
        answer.set(&place_path(&self.things.items[item].name, &scale.name), value)
    }

    fn without_evidence(&self, answer: &Answer, places: &Placement) -> Vec<Mutant> {
        let needs = |item: usize| {
            let mut keys = self.keys.iter().filter(|key| key.item == item);
            keys.any(|key| {
                !key.because.is_empty() && places.values(item, key.dimension) == key.values
            })
        };
        let items = self.things.items.iter().enumerate().filter(|(item, _)| needs(*item));
        items
            .map(|(_, item)| Mutant {
                operator: "no line cited",
                name: item.name.clone(),
                answer: answer.set(&place_path(&item.name, "because"), None),
            })
            .collect()
    }

    fn row(&self, item: &Thing, answer: &Answer) -> Item {
        let mut fields: Vec<Field> = self
            .things
            .dimensions
            .iter()
            .map(|dimension| {
                let takes = match dimension.rule {
                    Rule::Many => Takes::Many(choices(dimension)),
                    _ => Takes::One(choices(dimension)),
                };
                let path = place_path(&item.name, &dimension.name);
                let mut field = Field::of(answer, dimension.name.clone(), path, takes);
                field.note.clone_from(&dimension.text);
                field
            })
            .collect();
        fields.extend(self.evidence(item, answer));
        Item {
            name: item.name.clone(),
            label: item.text.clone(),
            lines: item.lines.clone(),
            fields,
        }
    }

    /// The dimensions that lines decide.
    fn decided(&self) -> Vec<&Dimension> {
        let dimensions = self.things.dimensions.iter().enumerate();
        let cited =
            |at: usize| self.keys.iter().any(|key| key.dimension == at && !key.because.is_empty());
        dimensions.filter(|(at, _)| cited(*at)).map(|(_, dimension)| dimension).collect()
    }

    /// Where the lines are cited: one list for all, or one for each of several dimensions.
    fn evidence(&self, item: &Thing, answer: &Answer) -> Vec<Field> {
        let all = place_path(&item.name, "because");
        let takes = || Takes::Lines(item.lines.len());
        let decided = self.decided();
        if item.lines.is_empty() || decided.is_empty() {
            return Vec::new();
        }
        let is_one_list = answer.value(&all).is_some_and(|all| all.is_array());
        if decided.len() == 1 || is_one_list {
            return vec![Field::of(answer, "because", all, takes())];
        }
        let field = |dimension: &&Dimension| {
            let label = format!("because: {}", dimension.name);
            let path = all.iter().cloned().chain([dimension.name.as_str().into()]);
            Field::of(answer, label, path, takes())
        };
        decided.iter().map(field).collect()
    }
}

fn choices(dimension: &Dimension) -> Vec<Choice> {
    let choice = |value: &Word| Choice::noted(&*value.id, &*value.test);
    dimension.values.iter().map(choice).collect()
}

/// Where a value of an item stands in an answer.
fn place_path(item: &str, what: &str) -> [Key; 3] {
    ["place".into(), item.into(), what.into()]
}

/// A name as a key of a TOML table.
fn key(name: &str) -> String {
    crate::design::architecture::write::key(name)
}
