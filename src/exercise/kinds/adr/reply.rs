//! A decision record as a learner wrote it.

use crate::{
    expression::{Expression, Quantity, Value},
    table::{Fields, Placed},
    text::figure,
};

use super::facts::Decision;

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) decision: Option<usize>,
    /// Options that are argued, with the forces for and against.
    pub(super) argued: Vec<Argument>,
    pub(super) because: Vec<usize>,
    pub(super) gains: Vec<usize>,
    pub(super) pays: Vec<usize>,
    pub(super) assumes: Vec<Assumption>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) review: Option<String>,
    pub(super) supersedes: Option<String>,
    pub(super) unknown: Vec<(Placed<String>, &'static str)>,
}

#[derive(Debug)]
pub(super) struct Argument {
    pub(super) option: usize,
    pub(super) pro: Vec<usize>,
    pub(super) contra: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Assumption {
    pub(super) name: String,
    /// In base units; nothing where the unit is none.
    pub(super) value: Option<Quantity>,
    pub(super) shown: String,
    pub(super) says: bool,
}

#[derive(Debug)]
pub(super) struct Trigger {
    pub(super) metric: String,
    pub(super) op: Option<String>,
    pub(super) value: Option<f64>,
    /// In seconds.
    pub(super) window: Option<f64>,
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, facts: &Decision) -> Self {
        let mut reply = Self::default();
        let decision = root.string("decision").filter(|decision| !decision.value.is_empty());
        reply.decision = decision.and_then(|name| reply.option(name, facts));
        for (name, fields) in root.named_tables("option") {
            let (pro, contra) = (fields.strings("for"), fields.strings("against"));
            let (pro, contra) = (reply.forces(pro, facts), reply.forces(contra, facts));
            if let Some(option) = reply.option(name, facts) {
                reply.argued.push(Argument { option, pro, contra });
            }
        }
        reply.because = reply.forces(root.strings("because"), facts);
        reply.gains = reply.forces(root.strings("gains"), facts);
        reply.pays = reply.forces(root.strings("pays"), facts);
        reply.assumes = root.tables("assume").iter().filter_map(Assumption::read).collect();
        reply.triggers = root.tables("trigger").iter().map(Trigger::read).collect();
        let text =
            |key| root.string(key).map(|text| text.value).filter(|text| !text.trim().is_empty());
        reply.review = text("review");
        reply.supersedes = text("supersedes");
        root.ignore("note");
        root.ignore("title");
        reply
    }

    fn option(&mut self, name: Placed<String>, facts: &Decision) -> Option<usize> {
        let at = facts.options.iter().position(|option| option.name == name.value);
        if at.is_none() {
            self.unknown.push((name, "no option is called so"));
        }
        at
    }

    fn forces(&mut self, names: Vec<Placed<String>>, facts: &Decision) -> Vec<usize> {
        let mut found = Vec::new();
        for name in names {
            match facts.forces.iter().position(|force| force.name == name.value) {
                Some(at) if !found.contains(&at) => found.push(at),
                Some(_) => {}
                None => self.unknown.push((name, "no force is called so")),
            }
        }
        found
    }
}

impl Assumption {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let unit = fields.string("unit").map(|unit| unit.value).unwrap_or_default();
        let says = fields.string("says").is_some_and(|says| !says.value.trim().is_empty());
        let value = fields.number("value").map(|value| value.value);
        let name = fields.required_string("name")?.value;
        let one = Quantity::compound(&unit).ok();
        let quantity =
            one.zip(value).map(|(one, value)| Quantity { value: value * one.value, ..one });
        let shown = value.map_or_else(String::new, |value| format!("{} {unit}", figure(value)));
        Some(Self { name, value: quantity, shown, says })
    }
}

impl Trigger {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let text = |key| fields.string(key).map(|text| text.value).filter(|text| !text.is_empty());
        ["unit", "then"].into_iter().for_each(|key| fields.ignore(key));
        Self {
            metric: text("metric").unwrap_or_default(),
            op: text("op"),
            value: fields.number("value").map(|value| value.value),
            window: text("window").and_then(|window| seconds(&window)),
        }
    }
}

/// A span of time such as `28 d`.
fn seconds(text: &str) -> Option<f64> {
    let window = Expression::parse(text).ok()?;
    let window = window.number(&|name| Quantity::unit(name).map(Value::Number)).ok()?;
    let second = Quantity::unit("s")?;
    (window.dimension == second.dimension && window.value > 0.0).then_some(window.value)
}
