//! Marks the working of a number: it computes something from what is given, and comes to the answer.

use super::Marking;
use crate::{
    exercise::{
        answer::TOML,
        kinds::estimate::{
            facts::{Ask, NumberAsk},
            reply::Given,
            trace::Span,
        },
    },
    expression::{Expression, Quantity, Value, nearly_equal},
    text,
    verdict::{Evidence, Finding, Severity},
};

/// Points of a working.
const WORK: f64 = 25.0;

impl Marking<'_> {
    /// The points of the working; `target` is what it should come to.
    pub(super) fn working(
        &mut self,
        ask: &Ask,
        number: &NumberAsk,
        target: Quantity,
        given: &Given,
    ) -> f64 {
        let facts = self.facts;
        let meaning = facts.meaning(&self.mine);
        let found = match given.working() {
            None => Err(("ES-06", "no working is shown".to_owned())),
            Some(Err(error)) => Err(("ES-05", error.to_string())),
            Some(Ok(work)) if !self.is_grounded(&work) => {
                let again = "this states the number again: compute it from what is given";
                Err(("ES-06", self.strange(&work).unwrap_or_else(|| again.to_owned())))
            }
            Some(Ok(work)) => work.number(&meaning).map_err(|error| ("ES-05", error.to_string())),
        };
        drop(meaning);
        let (rule, message) = match found {
            Ok(value) if comes_to(number, value, target) => return WORK,
            Ok(value) if value.dimension != target.dimension => {
                let asked = match number.unit.text.as_str() {
                    "" => "no unit",
                    unit => unit,
                };
                let why = self
                    .divided(number, target, given)
                    .unwrap_or_else(|| "bare numbers want units, names bring theirs".to_owned());
                let message = format!("the working gives {value}, and {asked} is asked for: {why}");
                ("ES-05", message)
            }
            Ok(value) => ("ES-05", format!("the working gives {value}, another number")),
            Err(wrong) => wrong,
        };
        let mut finding = Finding::new(rule, Severity::Minor, [&ask.name], message);
        if let Some(work) = &given.work {
            let span = self.answer.span(TOML, work.span.clone());
            finding = finding.evidence(Evidence::Span(span));
        }
        self.findings.push(finding);
        0.0
    }

    /// What is said where a number with a unit such as `requests/s` stands behind a sign of division: without
    /// parentheses the working divides by each of its two units.
    fn divided(&self, number: &NumberAsk, target: Quantity, given: &Given) -> Option<String> {
        let text = given.work.as_ref()?.value.as_str();
        let parts: Vec<&str> = text.split('/').collect();
        let meaning = self.facts.meaning(&self.mine);
        (1..parts.len().saturating_sub(1)).find_map(|at| {
            let (own, next) = (parts[at].trim(), parts[at + 1].trim_start());
            let end = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
            let (unit, rest) = next.split_at(end);
            let measure = format!("{own}/{unit}");
            let before = parts[..at].join("/");
            let after: String = parts[at + 2..].iter().map(|part| format!("/{part}")).collect();
            let grouped = Expression::parse(&format!("{before}/({measure}){rest}{after}")).ok()?;
            let value = grouped.number(&meaning).ok()?;
            let fits = own.starts_with(|c: char| c.is_ascii_digit()) && !unit.is_empty();
            (fits && comes_to(number, value, target))
                .then(|| format!("write ({measure}), or it divides by both units"))
        })
    }

    /// What is said of the first name in a working that stands for nothing.
    fn strange(&self, work: &Expression) -> Option<String> {
        let meaning = self.facts.meaning(&self.mine);
        let name = work.names().into_iter().find(|name| meaning(name).is_none())?;
        let near = text::nearest(name, self.mine.iter().map(|(known, _)| known.as_str()));
        let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        Some(format!("no number is called `{name}`{near}"))
    }

    /// Whether a working computes something from what is there: a name that matters, or its number.
    fn is_grounded(&self, work: &Expression) -> bool {
        let of = |change: Option<(&str, f64)>| {
            let meaning = self.facts.meaning(&self.mine);
            let value = work.number(&|name: &str| {
                let value = meaning(name)?;
                match (change, value) {
                    (Some((changed, by)), Value::Number(number)) if changed == name => {
                        Some(Value::Number(Quantity { value: number.value * by, ..number }))
                    }
                    (_, value) => Some(value),
                }
            });
            value.map(|value| value.value)
        };
        let stated = |name: &str| {
            self.mine.iter().any(|(known, _)| known == name)
                || Span::quantity(&self.facts.spans, name).is_some()
        };
        let matters = |name: &&str| {
            let before = of(None);
            stated(name) && [1.1, 3.0].iter().any(|by| of(Some((name, *by))) != before)
        };
        let literals = work.literals();
        let same = |number: &Quantity| {
            let count =
                self.facts.givens.iter().enumerate().any(|(at, given)| {
                    nearly_equal(given.value(self.reply.seed, at), number.value)
                });
            count || self.mine.iter().any(|(_, known)| nearly_equal(known.value, number.value))
        };
        work.computes() && (work.names().iter().any(matters) || literals.iter().any(same))
    }
}

/// Whether a working's value is the answer, or becomes it by rounding.
fn comes_to(number: &NumberAsk, value: Quantity, target: Quantity) -> bool {
    let same = value.dimension == target.dimension;
    same && (number.is_near(value.value, target.value)
        || number.is_near(number.rounded(value).value, target.value))
}
