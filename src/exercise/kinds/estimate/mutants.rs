//! Broken forms of a right estimate: numbers three tolerances away, swapped units, each known mistake,
//! workings that state the number.

use toml::Value;

use crate::exercise::{answer::Answer, kind::Mutant};

use super::{
    facts::{AskKind, Estimate, NumberAsk},
    path,
    reply::{Is, Reply},
};

/// Every mutant of an answer.
pub(super) fn of(facts: &Estimate, answer: &Answer) -> Vec<Mutant> {
    let (reply, _) = answer.read(|root| Reply::read(root, facts));
    let unknown = answer.set(&path("nothing-asks-for-this", "is"), Some(1.into()));
    let mut mutants = vec![Mutant {
        operator: "a name that nothing asks for",
        name: String::new(),
        answer: unknown,
    }];
    for (ask, given) in facts.asks.iter().zip(&reply.values) {
        let Some(given) = given else { continue };
        let mut add = |operator, key: &str, value: Option<Value>| {
            let answer = answer.set(&path(&ask.name, key), value);
            mutants.push(Mutant { operator, name: ask.name.clone(), answer });
        };
        add("unanswered", "is", None);
        match (&ask.kind, &given.is) {
            (AskKind::Number(number), Is::Number(is)) => {
                let away = away(number, *is);
                add("three tolerances up", "is", Some((is + away).into()));
                add("three tolerances down", "is", Some((is - away).into()));
                let unit = given.unit.as_ref().map_or("", |unit| unit.value.as_str());
                add("another unit", "unit", Some(other_unit(unit).into()));
                add("a bare constant", "work", Some(is.to_string().into()));
                add("no working", "work", None);
                add("working of another number", "work", Some(format!("2 * ({is} + 1)").into()));
            }
            (AskKind::Choice { options, .. }, Is::Word(word)) => {
                let others = options.iter().filter(|option| *option != word);
                others.for_each(|other| add("another choice", "is", Some(other.clone().into())));
            }
            (AskKind::Path, Is::Words(words)) => {
                let without = |skip: usize| {
                    let rest = words.iter().enumerate().filter(move |(at, _)| *at != skip);
                    rest.map(|(_, word)| Value::from(word.clone())).collect::<Vec<_>>()
                };
                (0..words.len()).for_each(|at| add("a span less", "is", Some(without(at).into())));
            }
            _ => {}
        }
    }
    mutants.extend(known_wrongs(facts, answer, &reply));
    mutants
}

fn known_wrongs(facts: &Estimate, answer: &Answer, reply: &Reply) -> Vec<Mutant> {
    let values = facts.right(reply.seed, &reply.assumed);
    let mutant = |wrong: &super::facts::Wrong| {
        let ask = &facts.asks[wrong.ask];
        let AskKind::Number(number) = &ask.kind else { return None };
        let value = wrong.formula.number(&facts.meaning(&values)).ok()?;
        let is = Value::from(number.unit.count(number.rounded(value)));
        let answer = answer
            .set(&path(&ask.name, "is"), Some(is))
            .set(&path(&ask.name, "unit"), Some(number.unit.text.clone().into()));
        Some(Mutant { operator: "a known mistake", name: ask.name.clone(), answer })
    };
    facts.wrongs.iter().filter_map(mutant).collect()
}

/// Three tolerances, in the number that stands there.
fn away(number: &NumberAsk, is: f64) -> f64 {
    if number.round.is_some() {
        return 1.0;
    }
    let base = if number.of_complement { 1.0 - is * number.unit.one.value } else { is };
    let away = 3.0 * number.tolerance * base.abs();
    if away > 0.0 {
        away / if number.of_complement { number.unit.one.value } else { 1.0 }
    } else {
        1.0
    }
}

/// A unit that one is mixed up with.
fn other_unit(unit: &str) -> &'static str {
    match unit {
        "s" => "ms",
        "ms" => "s",
        "1/s" | "rps" => "1/min",
        "min" => "h",
        "%" => "",
        "" => "%",
        _ => "s",
    }
}
