//! A row of a table of options: what it has, what it costs, what it keeps.

use std::collections::BTreeMap;

use crate::table::Fields;

use super::case::{Case, numbers};

/// Options whose value is within this share of the best are as good.
const NEAR: f64 = 0.1;

/// One option.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) name: String,
    text: String,
    /// The catalog's pattern that it is, if it is one.
    pub(super) pattern: Option<String>,
    pub(super) has: Vec<String>,
    pub(super) cost: f64,
    limits: BTreeMap<String, f64>,
}

impl Offer {
    /// Reads `[option.NAME]`.
    pub(super) fn read(name: String, fields: &Fields<'_, '_>) -> Self {
        let text = |key| fields.string(key).map(|text| text.value);
        Self {
            name,
            text: text("text").unwrap_or_default(),
            pattern: text("pattern"),
            has: fields.strings("has").into_iter().map(|word| word.value).collect(),
            cost: fields.number("cost").map_or(0.0, |cost| cost.value),
            limits: numbers(fields, "limits"),
        }
    }

    /// What it has, costs and keeps, as a line.
    pub(super) fn describe(&self) -> String {
        let limits = self.limits.iter().map(|(name, value)| format!("{name} {value}"));
        let parts = [self.text.clone(), self.has.join(", "), format!("cost {}", self.cost)];
        let parts = parts.into_iter().filter(|part| !part.is_empty()).chain(limits);
        parts.collect::<Vec<_>>().join("; ")
    }

    /// What it is described by: abilities and limits.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.has.iter().chain(self.limits.keys()).map(String::as_str)
    }

    fn limit(&self, name: &str) -> Option<f64> {
        if name == "cost" { Some(self.cost) } else { self.limits.get(name).copied() }
    }

    /// The needs and limits of a case that it breaks: name, its own, what is needed.
    pub(super) fn broken(&self, case: &Case) -> Vec<(String, String, String)> {
        let missing = case.needs.iter().filter(|need| !self.has.contains(need));
        let missing =
            missing.map(|need| (need.clone(), "not there".to_owned(), "needed".to_owned()));
        let over = case.at_most.iter().filter_map(|(name, most)| {
            let own = self.limit(name);
            let fits = own.is_some_and(|own| own <= *most);
            let own = own.map_or_else(|| "not promised".to_owned(), |own| own.to_string());
            (!fits).then(|| (name.clone(), own, format!("at most {most}")))
        });
        missing.chain(over).collect()
    }

    /// What it is worth in a case: the wants it has, less its cost.
    pub(super) fn value(&self, case: &Case, without: Option<&str>) -> f64 {
        let wants = case
            .wants
            .iter()
            .filter(|(name, _)| self.has.contains(name) && without != Some(name.as_str()));
        wants.map(|(_, worth)| worth).sum::<f64>() - self.cost
    }

    /// Whether it lacks what a word stands for in a case.
    pub(super) fn fails(&self, case: &Case, word: &str) -> bool {
        self.broken(case).iter().any(|(name, ..)| name == word)
    }
}

/// The options that are as good as the best that a case admits; a want may be left out.
pub(super) fn near_best<'o>(
    offers: &'o [Offer],
    case: &Case,
    without: Option<&str>,
) -> Vec<&'o Offer> {
    let fits: Vec<&Offer> = offers.iter().filter(|offer| offer.broken(case).is_empty()).collect();
    let best = fits.iter().map(|offer| offer.value(case, without)).fold(f64::MIN, f64::max);
    let near = |offer: &&Offer| offer.value(case, without) >= best - NEAR * best.abs() - 1e-9;
    fits.into_iter().filter(near).collect()
}

/// What decides a case: a need or limit that some option fails, a want without which others are best.
pub(super) fn deciding(offers: &[Offer], case: &Case) -> Vec<String> {
    let names = |best: Vec<&Offer>| best.iter().map(|offer| offer.name.clone()).collect::<Vec<_>>();
    let best = names(near_best(offers, case, None));
    let fails = |word: &&str| offers.iter().any(|offer| offer.fails(case, word));
    let decides = |word: &&str| {
        fails(word)
            || (case.wants.contains_key(*word)
                && names(near_best(offers, case, Some(word))) != best)
    };
    case.words().filter(decides).map(str::to_owned).collect()
}

/// An option that is as good as the best in all of several cases, as they are or with one weight of each
/// case higher or lower by 1: then nobody has to read them.
pub(super) fn best_of_all<'o>(offers: &'o [Offer], cases: &[Case]) -> Option<&'o str> {
    if cases.len() < 2 {
        return None;
    }
    let varied = |case: &Case| -> Vec<Case> {
        let change = |(name, by): (&String, f64)| {
            let mut other = case.clone();
            other.wants.entry(name.clone()).and_modify(|worth| *worth += by);
            other
        };
        let changes = case.wants.keys().flat_map(|name| [(name, 1.0), (name, -1.0)]);
        std::iter::once(case.clone()).chain(changes.map(change)).collect()
    };
    let is_best = |offer: &&Offer, case: &Case| {
        near_best(offers, case, None).iter().any(|best| best.name == offer.name)
    };
    let mut always = offers.iter().filter(|offer| {
        let others = |skip: usize| {
            cases.iter().enumerate().all(|(at, case)| at == skip || is_best(offer, case))
        };
        let mut cases = cases.iter().enumerate();
        cases.any(|(at, case)| others(at) && varied(case).iter().any(|case| is_best(offer, case)))
    });
    always.next().map(|offer| offer.name.as_str())
}
