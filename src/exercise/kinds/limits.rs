//! `limits`: numbers that must be consistent with each other. Three dialects: rates at the edge, pools
//! against slow dependencies, deadlines through a chain.
//!
//! Each dialect turns facts and answer into inequalities; the score is the share that holds.

mod deadlines;
mod pools;
mod proof;
mod rates;

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Editor, Field, Input as Takes, Item, Table},
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples},
    },
    table::Fields,
    verdict::Verdict,
};

use proof::Proof;

/// The kind.
pub struct Limits;

/// What one dialect does.
trait Dialect: std::fmt::Debug + Send + Sync {
    /// How many of what the numbers are for: a key of the messages.
    fn describe(&self) -> (&'static str, usize);

    /// The facts as comments.
    fn notes(&self) -> String;

    /// The inequalities of an answer.
    fn prove(&self, root: &Fields<'_, '_>) -> Proof;

    /// The rules that the facts make relevant.
    fn rules(&self) -> Vec<&'static str>;

    /// The numbers that are asked for: a label, where they stand, and which each is.
    fn rows(&self) -> Vec<(String, Vec<Key>, Vec<Number>)>;

    /// Ways over an inequality: what is done, on what, where, and the value.
    fn slips(&self, answer: &Answer) -> Vec<(&'static str, Vec<Key>, Option<toml::Value>)>;
}

/// One number, word or switch of a limit.
#[derive(Clone, Debug)]
struct Number {
    name: &'static str,
    takes: Takes,
}

/// The facts.
#[derive(Debug)]
struct Facing(Box<dyn Dialect>);

impl Kind for Limits {
    fn id(&self) -> &'static str {
        "limits"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let words = [("rates", 0_u8), ("pools", 1), ("deadlines", 2)];
        let dialect: Box<dyn Dialect> = match input.root.required_one_of("dialect", &words)?.value {
            0 => Box::new(rates::Rates::read(input.root)),
            1 => Box::new(pools::Pools::read(input.root)),
            _ => Box::new(deadlines::Deadlines::read(input.root)?),
        };
        Some(Arc::new(Facing(dialect)))
    }
}

impl Facing {
    fn prove(&self, answer: &Answer) -> (Proof, Vec<Diagnostic>) {
        answer.read(|root| self.0.prove(root))
    }
}

/// Share that a number of a right answer may grow or shrink before an inequality breaks: an answer is not
/// right by a rounding.
const DISTANCE: f64 = 0.05;

impl Facing {
    /// The numbers of a right answer that stand too near to an inequality.
    fn tight(&self, reference: &Answer) -> Vec<String> {
        let mut found = Vec::new();
        for (label, path, numbers) in self.0.rows() {
            for number in numbers {
                let path: Vec<Key> = path.iter().cloned().chain([Key::from(number.name)]).collect();
                let moved = reference.value(&path).map(|value| moved(&value)).unwrap_or_default();
                let broken = moved.into_iter().find_map(|value| {
                    let (proof, _) = self.prove(&reference.set(&path, Some(value)));
                    proof.checks.into_iter().find(|check| !check.holds)
                });
                found.extend(broken.map(|check| {
                    let name = number.name;
                    format!("{name} of {label} is nearer than 5 % to breaking {}", check.rule)
                }));
            }
        }
        found
    }
}

/// A number a little greater and a little smaller; one of few whole things, such as attempts, stays.
fn moved(value: &toml::Value) -> Vec<toml::Value> {
    let factors = [1.0 + DISTANCE, 1.0 - DISTANCE];
    match value {
        toml::Value::Float(number) => factors.map(|factor| (number * factor).into()).to_vec(),
        toml::Value::Integer(whole) => factors
            .map(|factor| (*whole as f64 * factor).round() as i64)
            .into_iter()
            .filter(|new| new != whole)
            .map(Into::into)
            .collect(),
        _ => Vec::new(),
    }
}

impl Facts for Facing {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![self.0.describe()]
    }

    fn starter(&self) -> Answer {
        let mut text = self.0.notes();
        for (_, path, numbers) in self.0.rows() {
            let names = path.iter().map(|key| match key {
                Key::Name(name) => crate::design::architecture::write::key(name),
                Key::At(at) => at.to_string(),
            });
            text.push_str(&format!("\n# [{}]\n", names.collect::<Vec<_>>().join(".")));
            for number in numbers {
                text.push_str(&format!("# {} = {}\n", number.name, open(&number.takes)));
            }
        }
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        self.0.notes()
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        self.prove(answer).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let (proof, _) = self.prove(answer);
        proof.verdict(answer, |answer| self.prove(answer).0)
    }

    fn rules(&self) -> Vec<&'static str> {
        self.0.rules()
    }

    fn doubts(&self, samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        /// What one begins with breaks so many inequalities.
        const BROKEN: usize = 2;
        let broken = |start: &&Answer| {
            let (proof, _) = self.prove(start);
            proof.checks.iter().filter(|check| !check.holds).count()
        };
        let weak = samples.starts.iter().any(|start| broken(&start) < BROKEN);
        let weak =
            weak.then(|| format!("what one begins with breaks fewer than {BROKEN} inequalities"));
        let tight = samples.references.iter().flat_map(|reference| self.tight(reference));
        weak.into_iter().chain(tight).collect()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let mut mutants: Vec<Mutant> = self
            .0
            .slips(answer)
            .into_iter()
            .map(|(operator, path, value)| Mutant {
                operator,
                name: named(&path),
                answer: answer.set(&path, value),
            })
            .collect();
        let given = self.0.rows().into_iter().filter(|(_, path, _)| answer.value(path).is_some());
        for (label, path, _) in given {
            let answer = answer.set(&path, None);
            mutants.push(Mutant { operator: "a limit left out", name: label, answer });
        }
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let equal = |value: i64| {
            self.0.rows().iter().fold(Answer::toml(""), |answer, (_, path, numbers)| {
                numbers.iter().filter(|number| number.takes == Takes::Number).fold(
                    answer,
                    |answer, number| {
                        let path = [path.as_slice(), &[number.name.into()]].concat();
                        answer.set(&path, Some(value.into()))
                    },
                )
            })
        };
        vec![("all numbers 1", equal(1)), ("all numbers 100", equal(100))]
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let rows = self.0.rows();
        let heads = rows.iter().max_by_key(|row| row.2.len());
        let heads = heads.map_or_else(Vec::new, |row| {
            row.2.iter().map(|number| number.name.replace('_', " ")).collect()
        });
        let rows = rows.into_iter().map(|(label, path, numbers)| Item {
            name: label.clone(),
            label,
            lines: Vec::new(),
            fields: numbers
                .into_iter()
                .map(|number| {
                    let path = [path.as_slice(), &[number.name.into()]].concat();
                    Field::of(answer, number.name, path, number.takes)
                })
                .collect(),
        });
        Editor::Table(Table { heads, rows: rows.collect() })
    }
}

fn open(takes: &Takes) -> &'static str {
    match takes {
        Takes::Number | Takes::Lines(_) => "0",
        Takes::Flag => "true",
        _ => "\"\"",
    }
}

fn named(path: &[Key]) -> String {
    let part = |key: &Key| match key {
        Key::Name(name) => name.clone(),
        Key::At(at) => at.to_string(),
    };
    path.iter().map(part).collect::<Vec<_>>().join(".")
}

/// A number of the facts that must be there.
fn required(fields: &Fields<'_, '_>, key: &'static str) -> Option<f64> {
    let found = fields.number(key);
    if found.is_none() && !fields.has(key) {
        fields.report("missing-key", fields.span(), format!("`{key}` is missing here"));
    }
    found.map(|number| number.value)
}
