//! What an answer can owe (obligations), and what a pattern settles and brings along (its grading).

use std::{collections::HashMap, sync::Arc};

pub use super::condition::{Condition, Values, Variable};
use crate::{
    diagnostic::Diagnostic,
    id::PatternId,
    table::{Document, Fields, Placed, did_you_mean},
};

/// What an obligation stands on, and what a pattern may be applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Transaction,
    View,
    Service,
    Link,
    Client,
    Store,
    System,
}

/// A change of the cut itself that settles an obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structural {
    Merge,
    Split,
    Move,
    Restyle,
    Reassign,
}

/// One thing that a pattern settles or brings along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// Id of an obligation.
    pub kind: String,
    /// Patterns that must stand in the same scope or a wider one.
    pub needs: Vec<PatternId>,
    /// Holds always where nothing is said.
    pub when: Condition,
}

/// How a pattern takes part in grading; empty for patterns that a decomposition cannot show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grading {
    pub applies_on: Vec<Scope>,
    pub solves: Vec<Effect>,
    pub introduces: Vec<Effect>,
    /// Operational weight, 1 (code in one place) to 5 (a platform).
    pub cost: Option<u8>,
}

/// A kind of obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Obligation {
    pub id: String,
    pub scope: Scope,
    /// Rules that create it; where there are none, patterns bring it along.
    pub raised_by: Vec<String>,
    pub structural: Vec<Structural>,
    /// Share in the count of obligations; 0 where a gate or another group charges it already.
    pub weight: u8,
    pub meaning: String,
    /// In words.
    pub raised_when: String,
    /// Any one of these conditions excuses it.
    pub excused_when: Vec<Condition>,
}

/// Everything of `obligations.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Obligations {
    kinds: Vec<Obligation>,
    by_id: HashMap<String, usize>,
    reach: HashMap<Scope, Vec<Scope>>,
    /// Link style to the patterns that it stands for.
    pub styles: Vec<(String, Vec<PatternId>)>,
    /// Patterns written as a protection of a link.
    pub with: Vec<PatternId>,
    /// Patterns written as `compensate`.
    pub compensate: Vec<PatternId>,
    /// Patterns that carry `exposes`.
    pub exposes: Vec<PatternId>,
    /// Rules that judge without an obligation, with the reason.
    pub judgement: Vec<(String, String)>,
}

impl Scope {
    /// Every scope with its word in the files.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("transaction", Self::Transaction),
        ("view", Self::View),
        ("service", Self::Service),
        ("link", Self::Link),
        ("client", Self::Client),
        ("store", Self::Store),
        ("system", Self::System),
    ];

    /// Its word in the files.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, scope)| *scope == self).map_or("", |(word, _)| word)
    }
}

impl Structural {
    const WORDS: [(&'static str, Self); 5] = [
        ("merge", Self::Merge),
        ("split", Self::Split),
        ("move", Self::Move),
        ("restyle", Self::Restyle),
        ("reassign", Self::Reassign),
    ];
}

impl Grading {
    /// Reads the four keys of a pattern's table.
    pub fn read(fields: &Fields<'_, '_>) -> Self {
        let effects = |key| fields.tables(key).iter().filter_map(effect).collect();
        let cost = fields.integer("cost");
        if let Some(cost) = &cost
            && !(1..=5).contains(&cost.value)
        {
            fields.report("out-of-range", cost.span.clone(), "a cost is 1 to 5");
        }
        Self {
            applies_on: words(fields, "applies_on", &Scope::WORDS),
            solves: effects("solves"),
            introduces: effects("introduces"),
            cost: cost.and_then(|cost| u8::try_from(cost.value).ok()),
        }
    }

    /// Whether a decomposition can show the pattern.
    pub fn is_gradable(&self) -> bool {
        !self.applies_on.is_empty()
    }
}

fn effect(fields: &Fields<'_, '_>) -> Option<Effect> {
    let kind = fields.required_string("kind");
    let needs = fields.strings("needs").into_iter().map(|id| PatternId::new(id.value)).collect();
    let when = fields.string("when").map(|text| condition(fields, text)).unwrap_or_default();
    Some(Effect { kind: kind?.value, needs, when })
}

fn condition(fields: &Fields<'_, '_>, text: Placed<String>) -> Condition {
    Condition::parse(&text.value).unwrap_or_else(|fault| {
        fields.report("malformed-condition", text.span, fault);
        Condition::default()
    })
}

/// A list of words from a closed vocabulary.
fn words<T: Copy>(fields: &Fields<'_, '_>, key: &'static str, known: &[(&str, T)]) -> Vec<T> {
    let found = fields.strings(key).into_iter();
    found
        .filter_map(|word| {
            let value = known.iter().find(|(name, _)| *name == word.value).map(|(_, value)| *value);
            if value.is_none() {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                let message = format!("`{}` is not a value of `{key}`", word.value);
                let help = did_you_mean(&word.value, &names);
                fields.report_with_help("unknown-word", word.span, message, help);
            }
            value
        })
        .collect()
}

impl Obligations {
    /// Reads `obligations.toml`.
    pub fn read(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let mut all = Self::default();
            for (name, scope) in root.named_tables("scope") {
                scope.required_string("meaning");
                let reach = words(&scope, "reach", &Scope::WORDS);
                match Scope::WORDS.iter().find(|(word, _)| *word == name.value) {
                    Some((_, found)) => drop(all.reach.insert(*found, reach)),
                    None => root.report("unknown-word", name.span, "there is no such scope"),
                }
            }
            // Messages for people; the meaning of each is in the code that reads it.
            for key in ["apply", "structural", "variable"] {
                root.ignore(key);
            }
            if let Some(form) = root.required_table("form") {
                all.read_forms(&form);
            }
            if let Some(judgement) = root.table("judgement") {
                for key in judgement.keys() {
                    let reason = judgement.any(&key.value).and_then(|value| value.string());
                    all.judgement.push((key.value, reason.map_or_else(String::new, |r| r.value)));
                }
            }
            for fields in root.tables("obligation") {
                all.add(&fields);
            }
            all
        })
    }

    fn read_forms(&mut self, form: &Fields<'_, '_>) {
        let ids = |key| form.strings(key).into_iter().map(|id| PatternId::new(id.value)).collect();
        self.with = ids("with");
        self.compensate = ids("compensate");
        self.exposes = ids("exposes");
        let Some(styles) = form.required_table("style") else { return };
        for style in styles.keys() {
            let items = styles.any(&style.value).map(|value| value.items()).unwrap_or_default();
            let ids = items.iter().filter_map(|item| item.string());
            let ids = ids.map(|id| PatternId::new(id.value)).collect();
            self.styles.push((style.value, ids));
        }
    }

    fn add(&mut self, fields: &Fields<'_, '_>) {
        let id = fields.required_id("id");
        let scope = fields.required_one_of("scope", &Scope::WORDS);
        let raised_by = fields.strings("raised_by").into_iter().map(|rule| rule.value).collect();
        let structural = words(fields, "structural", &Structural::WORDS);
        let weight = fields.integer("weight");
        let meaning = fields.required_string("meaning");
        let raised_when = fields.required_string("raised_when");
        let excused_when = fields.strings("excused_when").into_iter();
        let excused_when = excused_when.map(|text| condition(fields, text)).collect();
        let (Some(id), Some(scope)) = (id, scope) else { return };
        if self.by_id.insert(id.value.clone(), self.kinds.len()).is_some() {
            fields.report("duplicate-id", id.span, "a second obligation of this id");
        }
        self.kinds.push(Obligation {
            id: id.value,
            scope: scope.value,
            raised_by,
            structural,
            weight: weight.and_then(|weight| u8::try_from(weight.value).ok()).unwrap_or_default(),
            meaning: meaning.map_or_else(String::new, |meaning| meaning.value),
            raised_when: raised_when.map_or_else(String::new, |when| when.value),
            excused_when,
        });
    }

    /// Every kind, in the order of the file.
    pub fn kinds(&self) -> &[Obligation] {
        &self.kinds
    }

    /// The number of a kind in [`Obligations::kinds`].
    pub fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The kind of that id.
    pub fn get(&self, id: &str) -> Option<&Obligation> {
        self.kinds.get(self.number(id)?)
    }

    /// Where a pattern may stand that settles an obligation of this scope.
    pub fn reach(&self, scope: Scope) -> &[Scope] {
        self.reach.get(&scope).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../assets/catalog/obligations.toml");

    #[test]
    fn the_shipped_vocabulary_has_41_kinds_and_no_mistake() {
        let (all, found) = Obligations::read("obligations.toml", &FILE.into());
        assert_eq!(found, []);
        assert_eq!(all.kinds().len(), 41);
        assert_eq!(all.styles.len(), 4);
        assert_eq!(all.get("isolation-loss").unwrap().excused_when.len(), 1);
        assert!(all.reach(Scope::View).contains(&Scope::Client));
    }

    #[test]
    fn mistakes_of_the_vocabulary_are_reported_together() {
        let text = "[form.style]\nsync = []\n[[obligation]]\nid = 'a'\nscope = 'links'\nweight = 1\n\
                    meaning = 'm'\nraised_when = 'r'\nexcused_when = ['not owners < 2', 'speed']\n";
        let (_, found) = Obligations::read("o.toml", &text.into());
        let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, ["unknown-word", "malformed-condition", "malformed-condition"]);
    }
}
