//! `estimate`: numbers with units, each with the working that leads to it.

mod draws;
mod facts;
mod given;
mod mark;
mod mutants;
mod reply;
mod trace;

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Editor, Field, Form, Input as Takes, Item},
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples},
        notes::{comment, line},
    },
    verdict::Verdict,
};

use facts::{Ask, AskKind, Estimate};
use mark::Marking;
use reply::Reply;

/// The kind.
pub struct Estimates;

impl Kind for Estimates {
    fn id(&self) -> &'static str {
        "estimate"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Estimate::read(input.root)))
    }
}

impl Facts for Estimate {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.asks", self.asks.len())]
    }

    fn starter(&self) -> Answer {
        let mut text = self.notes();
        for ask in &self.asks {
            text.push_str(&format!("\n# {}\n", comment(&ask.text)));
            text.push_str(&match &ask.kind {
                AskKind::Number(number) => format!(
                    "# [value.{}]\n# is = 0\n# unit = \"{}\"\n# work = \"\"\n",
                    ask.name, number.unit.text
                ),
                AskKind::Choice { options, .. } => {
                    format!("# [value.{}]\n# is = \"\"   # {}\n", ask.name, options.join(" | "))
                }
                AskKind::Path => format!("# [value.{}]\n# is = [\"\"]\n", ask.name),
            });
        }
        Answer::toml(text)
    }

    fn notes(&self) -> String {
        let mut text = line("Given");
        for (at, given) in self.givens.iter().enumerate() {
            let (name, value, unit) = (&given.name, given.value(None, at), &given.unit.text);
            let about = comment(&given.text);
            text.push_str(&line(format!("  {name} = {value} {unit}  {about}")));
        }
        for span in &self.spans {
            let (name, start, end) = (&span.name, span.start, span.end);
            let parent = span.parent.map(|parent| &self.spans[parent].name);
            let under = parent.map_or_else(String::new, |parent| format!(", under {parent}"));
            let about = comment(&span.text);
            text.push_str(&line(format!("  {name}: {start} to {end} ms{under}  {about}")));
        }
        for assumption in &self.assumptions {
            let (name, value, unit) = (&assumption.name, assumption.value, &assumption.unit.text);
            let range = assumption
                .range
                .map_or_else(String::new, |(low, high)| format!(" ({low} to {high})"));
            let about = comment(&assumption.text);
            text.push_str(&line(format!("  {name} = {value} {unit}{range}, assumed  {about}")));
        }
        text
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|root| Reply::read(root, self)).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let (reply, _) = answer.read(|root| Reply::read(root, self));
        let mut marking = Marking::new(self, answer, &reply);
        marking.run();
        Verdict::judge(marking.earned, marking.findings)
    }

    fn has_key(&self) -> bool {
        true
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["ES-01", "ES-02"];
        let numbers: Vec<_> = self.asks.iter().filter_map(|ask| ask.number()).collect();
        if !numbers.is_empty() {
            rules.extend(["ES-04", "ES-05", "ES-06"]);
        }
        rules.extend((!self.wrongs.is_empty()).then_some("ES-03"));
        rules.extend(numbers.iter().any(|number| number.round.is_some()).then_some("ES-07"));
        let bounded = self.assumptions.iter().any(|assumption| assumption.range.is_some());
        rules.extend(bounded.then_some("ES-08"));
        rules
    }

    fn doubts(&self, _samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        draws::doubts(self)
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        mutants::of(self, answer)
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let same = self.asks.iter().fold(Answer::toml(""), |answer, ask| {
            answer.set(&path(&ask.name, "is"), Some(1.into()))
        });
        vec![("all numbers equal", same)]
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let assumed = self.assumptions.iter().map(|one| {
            let unit = &one.unit.text;
            let range =
                one.range.map_or_else(String::new, |(low, high)| format!("{low} to {high} {unit}"));
            let mut field = Field::of(answer, unit.clone(), ["assume", &one.name], Takes::Number);
            field.note = range;
            Item {
                name: one.name.clone(),
                label: format!("{} = {} {unit}", one.name, one.value),
                lines: vec![one.text.clone()],
                fields: vec![field],
            }
        });
        let asks = self.asks.iter().map(|ask| ask.item(answer, self));
        Editor::Form(Form { sections: asks.chain(assumed).collect() })
    }
}

impl Estimate {
    /// What a working may name: givens, assumptions, and what was asked before.
    fn names_before(&self, ask: &str) -> String {
        let givens = self.givens.iter().map(|given| &given.name);
        let assumptions = self.assumptions.iter().map(|one| &one.name);
        let asks = self.asks.iter().map(|one| &one.name).take_while(|name| *name != ask);
        let names: Vec<&str> = givens.chain(assumptions).chain(asks).map(String::as_str).collect();
        names.join(", ")
    }
}

impl Ask {
    fn number(&self) -> Option<&facts::NumberAsk> {
        match &self.kind {
            AskKind::Number(number) => Some(number),
            _ => None,
        }
    }

    fn item(&self, answer: &Answer, facts: &Estimate) -> Item {
        let field = |key: &str, takes| Field::of(answer, key, path(&self.name, key), takes);
        let fields = match &self.kind {
            AskKind::Number(_) => {
                let mut work = field("work", Takes::Text);
                work.note = facts.names_before(&self.name);
                vec![field("is", Takes::Number), field("unit", Takes::Text), work]
            }
            AskKind::Choice { options, .. } => {
                vec![field("is", Takes::One(options.iter().map(Choice::plain).collect()))]
            }
            AskKind::Path => {
                let spans = facts.spans.iter().map(|span| Choice::plain(&span.name));
                vec![field("is", Takes::Many(spans.collect()))]
            }
        };
        Item {
            name: self.name.clone(),
            label: format!("{}: {}", self.name, self.text),
            lines: Vec::new(),
            fields,
        }
    }
}

fn path(ask: &str, key: &str) -> [Key; 3] {
    ["value".into(), ask.into(), key.into()]
}
