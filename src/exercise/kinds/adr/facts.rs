//! Forces, options with what they do to each, measures, and what was decided and measured before.

use std::collections::BTreeMap;

use crate::{
    clock::Day,
    exercise::{kind::Earlier, kinds::contradiction},
    expression::Quantity,
    table::{self, Fields, Placed},
};

/// The facts of a decision.
#[derive(Clone, Debug, Default)]
pub(super) struct Decision {
    pub(super) forces: Vec<Force>,
    pub(super) options: Vec<Choice>,
    pub(super) measures: Vec<Measure>,
    pub(super) uses: Vec<Use>,
    /// Triggers of the record before this one.
    pub(super) before: Vec<Trigger>,
    /// What has been measured since, in the measure's unit.
    pub(super) new: BTreeMap<String, f64>,
    /// Patterns that are there already.
    pub(super) grants: Vec<String>,
    /// The record that this one takes the place of.
    pub(super) supersedes: Option<String>,
    /// The day on which the record is written.
    pub(super) written: Option<Day>,
}

#[derive(Clone, Debug)]
pub(super) struct Force {
    pub(super) name: String,
    pub(super) fact: String,
}

#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) pattern: Option<String>,
    /// From -2 to 2 by number of the force; what is not named is 0.
    effects: BTreeMap<usize, f64>,
}

/// What a trigger may watch.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) unit: String,
    /// Whether it moves without the thing that matters moving: users, dates.
    pub(super) weak: bool,
    /// Whether more of it is better; nothing where that depends.
    good_is_more: Option<bool>,
}

/// A number that stands in an earlier answer.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) value: Option<f64>,
    pub(super) unit: String,
    pub(super) one: Quantity,
    /// Options that agree with it; none: all.
    pub(super) allows: Vec<usize>,
    pub(super) range: Option<(f64, f64)>,
    /// Where the learner may have answered it already.
    pub(super) earlier: Option<Earlier>,
    /// Whether it is the learner's own number.
    pub(super) is_own: bool,
    /// Options that agree with more than the number here; none: those that agree with it.
    exceeded: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Trigger {
    pub(super) metric: String,
    pub(super) op: String,
    pub(super) value: f64,
    /// Options that it calls for.
    pub(super) then: Vec<usize>,
}

impl Decision {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut facts = Self::default();
        for (name, fields) in root.named_tables("force") {
            let fact = fields.string("fact").or(fields.string("text")).map(|fact| fact.value);
            fields.ignore("weight");
            fields.ignore("direction");
            facts
                .forces
                .push(Force { fact: fact.unwrap_or_else(|| name.value.clone()), name: name.value });
        }
        for (name, fields) in root.named_tables("option") {
            facts.options.push(Choice::read(name.value, &fields, &facts.forces));
        }
        for (name, fields) in root.named_tables("measure") {
            fields.ignore("text");
            let (unit, _) = unit(&fields);
            let weak = fields.boolean("weak").is_some_and(|weak| weak.value);
            let good = fields.one_of("good", &[("down", false), ("up", true)]);
            let good_is_more = good.map(|good| good.value);
            facts.measures.push(Measure { name: name.value, unit, weak, good_is_more });
        }
        for fields in root.tables("uses") {
            facts.uses.extend(Use::read(&fields, &facts.options));
        }
        for fields in root.tables("before") {
            facts.before.extend(Trigger::read(&fields, &facts.options));
        }
        if let Some(new) = root.table("new") {
            for name in new.keys() {
                let value = new.any(&name.value).and_then(|value| value.number());
                facts.new.extend(value.map(|value| (name.value, value.value)));
            }
        }
        facts.grants = root.strings("grants").into_iter().map(|id| id.value).collect();
        facts.supersedes = root.string("supersedes").map(|id| id.value);
        facts.written = root.string("written").and_then(|day| {
            let read = Day::parse(&day.value);
            if read.is_none() {
                root.report("bad-date", day.span, "a day is written \"2026-10-01\"");
            }
            read
        });
        facts.check(root);
        facts
    }

    fn check(&self, root: &Fields<'_, '_>) {
        let all: Vec<usize> = (0..self.forces.len()).collect();
        let free = (0..self.options.len())
            .filter(|at| self.dominators(*at, &all).next().is_none())
            .count();
        if free < 2 {
            let message = "at least two options must stand undominated, or nothing is to decide";
            root.warn("dominated", root.span(), message);
        }
        let unmeasured = |name: &Placed<String>| self.measure(&name.value).is_none();
        let before = contradiction::listed(root, "before").into_iter();
        let before = before.filter_map(|fields| fields.string("metric"));
        let new = root.table("new");
        let new = new.iter().flat_map(Fields::keys);
        for name in before.chain(new).filter(unmeasured) {
            let message = format!("no measure is called `{}`", name.value);
            root.report("unknown-word", name.span, message);
        }
    }

    /// What an option does to a force.
    pub(super) fn effect(&self, option: usize, force: usize) -> f64 {
        self.options[option].effects.get(&force).copied().unwrap_or(0.0)
    }

    /// Whether a force says of every option the same, so that it cannot decide between them.
    pub(super) fn is_level(&self, force: usize) -> bool {
        (1..self.options.len()).all(|option| self.effect(option, force) == self.effect(0, force))
    }

    /// Another option of which some forces say the same.
    pub(super) fn twin(&self, option: usize, forces: &[usize]) -> Option<usize> {
        let equal =
            |other: usize, force: usize| self.effect(other, force) == self.effect(option, force);
        let mut others = (0..self.options.len()).filter(|other| *other != option);
        others.find(|other| forces.iter().all(|force| equal(*other, *force)))
    }

    /// What an option costs most, as an effect below 0.
    pub(super) fn dearest(&self, option: usize) -> f64 {
        (0..self.forces.len()).map(|force| self.effect(option, force)).fold(0.0, f64::min)
    }

    /// Options that are at least as good on some forces, and better on one of them.
    pub(super) fn dominators(
        &self,
        option: usize,
        forces: &[usize],
    ) -> impl Iterator<Item = usize> {
        let is_better = move |other: &usize| {
            let better = |force: &usize| self.effect(*other, *force) > self.effect(option, *force);
            let equal = |force: &usize| self.effect(*other, *force) >= self.effect(option, *force);
            *other != option && forces.iter().all(equal) && forces.iter().any(better)
        };
        (0..self.options.len()).filter(is_better)
    }

    /// The triggers of before that the new data meet.
    pub(super) fn met(&self) -> impl Iterator<Item = &Trigger> {
        self.before.iter().filter(|trigger| {
            self.new.get(&trigger.metric).is_some_and(|value| trigger.holds(*value))
        })
    }

    /// The same with the learner's own numbers.
    pub(super) fn with(&self, numbers: &BTreeMap<String, f64>) -> Self {
        let mut own = self.clone();
        for used in &mut own.uses {
            if let Some(number) = numbers.get(&used.name) {
                *used = used.with(*number);
            }
        }
        own
    }

    /// The measure of that name.
    pub(super) fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }
}

impl Measure {
    /// Whether a comparison holds on good days rather than on bad ones.
    pub(super) fn is_good_when(&self, op: &str) -> bool {
        let more = match op.chars().next() {
            Some('>') => Some(true),
            Some('<') => Some(false),
            _ => None,
        };
        more.is_some() && more == self.good_is_more
    }

    /// Whether it is known which way it is good.
    pub(super) fn has_direction(&self) -> bool {
        self.good_is_more.is_some()
    }
}

impl Choice {
    fn read(name: String, fields: &Fields<'_, '_>, forces: &[Force]) -> Self {
        let text = |key| fields.string(key).map(|text| text.value);
        let mut effects = BTreeMap::new();
        if let Some(table) = fields.table("effect") {
            for force in table.keys() {
                let names: Vec<&str> = forces.iter().map(|force| force.name.as_str()).collect();
                let at = number(&force, &names, "force", &table);
                let effect = table.any(&force.value).and_then(|value| value.number());
                if let (Some(at), Some(effect)) = (at, effect) {
                    if !(-2.0..=2.0).contains(&effect.value) {
                        table.report("out-of-range", effect.span, "an effect is from -2 to 2");
                    }
                    effects.insert(at, effect.value);
                }
            }
        }
        Self { name, text: text("text").unwrap_or_default(), pattern: text("pattern"), effects }
    }
}

impl Use {
    fn read(fields: &Fields<'_, '_>, options: &[Choice]) -> Option<Self> {
        let from = fields.string("from").map(|from| from.value).unwrap_or_default();
        let value = fields.number("default").map(|value| value.value);
        let (unit, one) = unit(fields);
        let allows = fields.strings("allows");
        let range =
            fields.value("range").and_then(|ends| contradiction::range(&ends, "range", fields));
        if let (Some((low, high)), Some(value)) = (range, value)
            && !(low..=high).contains(&value)
        {
            let message = format!("{value} is used, and it may be {low} to {high}");
            contradiction::report(fields, message);
        }
        let name = fields.required_string("name")?.value;
        let exceeded = of(fields.strings("exceeded"), options, fields);
        let answer = fields.string("answer");
        let earlier = answer.as_ref().and_then(|text| Earlier::parse(&name, &text.value));
        if let (Some(text), None) = (answer, &earlier) {
            let message = "an earlier answer is written \"exercise:way.to.the.number\"";
            fields.report("bad-reference", text.span, message);
        }
        let allows = of(allows, options, fields);
        let is_own = fields.boolean("own").is_some_and(|own| own.value);
        Some(Self { name, from, value, unit, one, allows, range, earlier, is_own, exceeded })
    }

    /// What a learner is told of it. The number that marking uses where they have none is not theirs to
    /// read here: it follows from the brief, or from what they are asked to work out.
    pub(super) fn told(&self) -> String {
        let value = self.value.filter(|_| self.is_own);
        let value = value.map_or_else(|| "?".to_owned(), |value| value.to_string());
        let range = self.range.map(|(low, high)| format!(" ({low} to {high})"));
        let told = format!("{}: {} = {value} {}", self.from, self.name, self.unit);
        told.trim_end().to_owned() + &range.unwrap_or_default()
    }

    /// With the learner's own number.
    fn with(&self, number: f64) -> Self {
        let more = self.value.is_some_and(|usual| number > usual) && !self.exceeded.is_empty();
        let allows = if more { self.exceeded.clone() } else { self.allows.clone() };
        Self { value: Some(number), allows, is_own: true, ..self.clone() }
    }
}

impl Trigger {
    fn read(fields: &Fields<'_, '_>, options: &[Choice]) -> Option<Self> {
        let metric = fields.required_string("metric");
        let op = fields.required_one_of("op", &["<", "<=", ">", ">="].map(|op| (op, op)));
        let then = of(fields.string_or_strings("then"), options, fields);
        let value = fields.number("value");
        Some(Self { metric: metric?.value, op: op?.value.to_owned(), value: value?.value, then })
    }

    fn holds(&self, found: f64) -> bool {
        match self.op.as_str() {
            "<" => found < self.value,
            "<=" => found <= self.value,
            ">=" => found >= self.value,
            _ => found > self.value,
        }
    }
}

fn unit(fields: &Fields<'_, '_>) -> (String, Quantity) {
    let unit = fields.string("unit");
    let text = unit.as_ref().map_or("", |unit| unit.value.as_str());
    let one = Quantity::compound(text).unwrap_or_else(|error| {
        let span = unit.as_ref().map_or(0..0, |unit| unit.span.clone());
        fields.report("unknown-unit", span, error.to_string());
        Quantity::pure(1.0)
    });
    (text.to_owned(), one)
}

fn of(words: Vec<Placed<String>>, options: &[Choice], fields: &Fields<'_, '_>) -> Vec<usize> {
    let names: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
    words.iter().filter_map(|word| number(word, &names, "option", fields)).collect()
}

/// The number of a word among some; one that is none is reported.
fn number(
    word: &Placed<String>,
    known: &[&str],
    what: &str,
    fields: &Fields<'_, '_>,
) -> Option<usize> {
    let at = known.iter().position(|known| *known == word.value);
    if at.is_none() {
        let message = format!("no {what} is called `{}`", word.value);
        let help = table::did_you_mean(&word.value, known);
        fields.report_with_help("unknown-word", word.span.clone(), message, help);
    }
    at
}
