//! A card as a question: what is asked, which options stand there this time, and what the catalog says
//! about each of them.

use std::collections::BTreeSet;

use super::{
    Card,
    balance::balanced,
    neighbours::{Right, neighbours},
};
use crate::{
    catalog::{Catalog, Pattern, Relation, dimension::Value, obligation::Effect},
    chance::Chance,
    id::PatternId,
    messages::Messages,
    misconception::{self, Misconception},
    quiz::{Made, Question, WrongOption, shared_words},
};

/// Two patterns that a learner took for each other.
pub type Mixup = (PatternId, PatternId);

/// What cards are made from.
pub struct Setting<'a> {
    pub catalog: &'a Catalog,
    pub misconceptions: &'a [Misconception],
    /// What this learner mixed up, the latest first.
    pub mixups: &'a [Mixup],
    pub words: &'a Messages,
}

impl Card {
    /// The card as a question; the seed decides what is drawn. `None` where the catalog has no such
    /// card.
    pub fn question(&self, setting: &Setting<'_>, seed: u64) -> Option<Question> {
        let meaning = self.meaning(setting.catalog)?;
        let chance = Chance::new(Chance::seed_for(seed, &self.id()));
        let pattern = setting.catalog.get(self.pattern().as_str())?;
        let mut table = Table { card: self, setting, pattern, meaning, chance, mixed: 0 };
        match self {
            Self::Problem(_) => table.problem(),
            Self::Price(_) => table.price(),
            Self::Fits(_, other) => table.fits(other),
            Self::Solves(_) => table.effect(&pattern.grading.solves, "solves"),
            Self::Brings(_) => table.effect(&pattern.grading.introduces, "brings"),
            Self::Place(_, dimension) => table.place(dimension),
            Self::Needs(_) => table.needs(),
        }
    }
}

/// One card that is being made.
struct Table<'a> {
    card: &'a Card,
    setting: &'a Setting<'a>,
    pattern: &'a Pattern,
    meaning: String,
    chance: Chance,
    /// How many of the options that can be wrong were mixed up before; they stand first.
    mixed: usize,
}

impl<'a> Table<'a> {
    fn problem(&mut self) -> Option<Question> {
        let prompt = self.say("card.problem", &[("problem", &self.pattern.problem.trim())]);
        let others = self.others(None, &prompt);
        let wrong =
            self.options(others, "card.problem-of", |_, other| other.problem.trim().to_owned());
        self.pick(prompt, self.name(self.pattern), wrong)
    }

    fn price(&mut self) -> Option<Question> {
        let name = self.name(self.pattern);
        let prompt = self.say("card.price", &[("name", &name)]);
        let right = self.plain_drawback(&prompt)?.clone();
        let others = self.others(None, "");
        let mut wrong = Vec::new();
        for other in others {
            let text = self.draw(&other.drawbacks)?.clone();
            let what = first_sentence(&other.solution);
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("name", &link(other)), ("what", &what)];
            let feedback = self.say("card.price-of", values);
            wrong.push(WrongOption { text, feedback, tag: self.tag(other) });
        }
        self.pick(prompt, right, wrong)
    }

    /// One of the own drawbacks that have the fewest words of the question, so that they don't tell.
    fn plain_drawback(&mut self, prompt: &str) -> Option<&'a String> {
        let all = &self.pattern.drawbacks;
        let least = all.iter().map(|text| shared_words(prompt, text)).min();
        let plain = all.iter().filter(|text| Some(shared_words(prompt, text)) == least);
        let plain: Vec<&String> = plain.collect();
        plain.get(self.chance.below(plain.len())).copied()
    }

    fn fits(&mut self, other: &PatternId) -> Option<Question> {
        let other = self.setting.catalog.get(other.as_str())?;
        let swap = self.chance.below(2) == 1;
        let (right, wrong) = if swap { (other, self.pattern) } else { (self.pattern, other) };
        let against = self.chance.below(2) == 1;
        let cases = |pattern: &'a Pattern| match against {
            true => &pattern.when_not,
            false => &pattern.when,
        };
        let (ask, about) =
            if against { ("card.fits-not", "card.not-for") } else { ("card.fits", "card.for") };
        let (one, two) = (self.name(self.pattern), self.name(other));
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("one", &one), ("other", &two), ("cases", &list(cases(right)))];
        let prompt = self.say(ask, values);
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("name", &link(wrong)), ("cases", &list(cases(wrong)))];
        let option = WrongOption {
            text: self.name(wrong),
            feedback: self.say(about, values),
            tag: self.tag(other),
        };
        self.finish(prompt, self.name(right), vec![option], None)
    }

    /// Solves and brings: which pattern has an obligation.
    fn effect(&mut self, effects: &'a [Effect], kind: &str) -> Option<Question> {
        let effect = self.draw(effects)?;
        let obligations = &self.setting.catalog.obligations;
        let meaning = |kind: &str| obligations.get(kind).map(|one| one.meaning.trim().to_owned());
        let asked = meaning(&effect.kind)?;
        let others = self.others(Some(&effect.kind), &asked);
        let brings = kind == "brings";
        let prompt = self.say(&format!("card.{kind}"), &[("what", &asked)]);
        let wrong = self.options(others, &format!("card.{kind}-of"), |table, other| {
            let own = if brings { &other.grading.introduces } else { &other.grading.solves };
            let kinds: Vec<String> = own.iter().filter_map(|own| meaning(&own.kind)).collect();
            match kinds.is_empty() {
                true => table.say("card.nothing", &[]),
                false => list(&kinds),
            }
        });
        self.pick(prompt, self.name(self.pattern), wrong)
    }

    fn place(&mut self, dimension: &str) -> Option<Question> {
        let catalog = self.setting.catalog;
        let dimension = catalog.scheme.dimension(dimension)?;
        let right = self.pattern.coordinates.as_ref()?.values.get(&dimension.id)?;
        let at = dimension.values.iter().position(|value| value.id == *right)?;
        let option = |value: &Value| {
            let test = value.test.trim_end_matches("(default)").trim_end();
            format!("**{}**: {test}", value.id)
        };
        let others = dimension.values.iter().filter(|value| value.id != *right);
        let wrong = others.map(|value| {
            let there = catalog.placed().filter(|(_, coordinates)| {
                coordinates.values.get(&dimension.id) == Some(&value.id)
            });
            let names: Vec<String> = there.map(|(pattern, _)| link(pattern)).collect();
            let key = if names.is_empty() { "card.place-empty" } else { "card.place-of" };
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("value", &value.id), ("names", &names.join(", "))];
            WrongOption { text: option(value), feedback: self.say(key, values), tag: None }
        });
        let wrong = wrong.collect();
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("name", &self.name(self.pattern)), ("question", &dimension.question)];
        let prompt = self.say("card.place", values);
        self.finish(prompt, option(dimension.values.get(at)?), wrong, Some(at))
    }

    fn needs(&mut self) -> Option<Question> {
        let part = self.draw(self.pattern.related(Relation::Requires))?;
        let right = self.setting.catalog.get(part.as_str())?;
        let others = self.others(None, "");
        let prompt = self.say("card.needs", &[("name", &self.name(self.pattern))]);
        let wrong = self.options(others, "card.needs-not", |_, other| {
            first_sentence(&other.solution).to_owned()
        });
        self.pick(prompt, self.name(right), wrong)
    }

    fn options(
        &self,
        others: Vec<&Pattern>,
        about: &str,
        what: impl Fn(&Self, &Pattern) -> String,
    ) -> Vec<WrongOption> {
        let option = |other: &Pattern| {
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("name", &link(other)), ("what", &what(self, other))];
            WrongOption {
                text: self.name(other),
                feedback: self.say(about, values),
                tag: self.tag(other),
            }
        };
        others.into_iter().map(option).collect()
    }

    /// The question with a few of the options that can be wrong: those mixed up before, and others that do
    /// not show by their looks which one is right.
    fn pick(
        &mut self,
        prompt: String,
        right: String,
        mut wrong: Vec<WrongOption>,
    ) -> Option<Question> {
        let mut seen = BTreeSet::from([right.clone()]);
        wrong.retain(|one| seen.insert(one.text.clone()));
        let wrong = balanced(&prompt, &right, wrong, self.mixed, &mut self.chance);
        self.finish(prompt, right, wrong, None)
    }

    fn finish(
        &self,
        prompt: String,
        right: String,
        wrong: Vec<WrongOption>,
        place: Option<usize>,
    ) -> Option<Question> {
        if wrong.is_empty() {
            return None;
        }
        let pattern = self.pattern;
        let solution = pattern.solution.trim();
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("name", &link(pattern)), ("what", &solution)];
        let made = Made {
            id: self.card.id(),
            meaning: self.meaning.clone(),
            lesson: pattern.lesson.clone(),
            patterns: self.card.patterns().cloned().collect(),
            prompt,
            explanation: Some(self.say("card.because", values)),
        };
        Some(made.choice(right, wrong, place))
    }

    /// Patterns that can be wrong options: those mixed up before, then the others in any order.
    fn others(&mut self, kind: Option<&str>, prompt: &str) -> Vec<&'a Pattern> {
        let own = &self.pattern.id;
        let mixed = self.setting.mixups.iter().filter_map(|(a, b)| match () {
            () if a == own => Some(b),
            () if b == own => Some(a),
            () => None,
        });
        let mixed: Vec<&PatternId> = mixed.collect();
        let right = Right { card: self.card, pattern: self.pattern, kind, prompt };
        let mut pool = neighbours(self.setting.catalog, &right, &mixed);
        self.mixed = pool.iter().take_while(|one| mixed.contains(&&one.id)).count();
        if let Some(rest) = pool.get_mut(self.mixed..) {
            self.chance.shuffle(rest);
        }
        pool
    }

    fn draw<T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.chance.below(all.len()))
    }

    /// The misconception that mixes the card's pattern up with another.
    fn tag(&self, other: &Pattern) -> Option<String> {
        let found = misconception::between(
            self.setting.misconceptions,
            self.pattern.id.as_str(),
            other.id.as_str(),
        );
        found.map(|one| one.id.clone())
    }

    fn name(&self, pattern: &Pattern) -> String {
        pattern.names.en.clone()
    }

    fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.setting.words.format(key, values)
    }
}

/// The name of a pattern as a link to its page.
fn link(pattern: &Pattern) -> String {
    format!("[{}](pattern:{})", pattern.names.en, pattern.id)
}

/// Texts as a list in Markdown.
fn list(texts: &[String]) -> String {
    texts.iter().map(|text| format!("- {}\n", text.trim())).collect()
}

fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    text.find(". ").and_then(|end| text.get(..=end)).unwrap_or(text)
}
