//! What the edits of an adaptation weigh: named, in halves of a point, and open to a scenario's `[weights]`,
//! which has to say why.
//!
//! The weights are ours. † They follow what is dear in practice: data that moves is migrated while it is
//! used, a contract that changes is renegotiated, a border that a team does not share needs two.

use crate::table::{Fields, Placed, did_you_mean};

/// What is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Weight {
    /// A capability gets another home.
    MoveCapability,
    /// An entity gets another owner and its data moves …
    MoveEntity,
    /// … and each further entity of an aggregate that moves the same way.
    MoveFurther,
    MakeService,
    DissolveService,
    /// A service as a whole goes to another team: as much as one capability that crosses to another team,
    /// for those who take it over have to learn it (Mockus, "Succession", ICSE 2009); less than data that
    /// moves, for nothing is migrated and no contract changes.
    HandOver,
    /// What moves leaves its team.
    CrossTeam,
    /// A link is drawn or dropped.
    Link,
    /// A link gets another style: its contract changes.
    LinkStyle,
    /// A protection on a link, a route at an entry, a way back in a saga, another number of copies.
    Protection,
    /// A pattern is put in that costs 1 or 2 in the catalog …
    PatternLow,
    /// … or 3 …
    PatternMedium,
    /// … or more.
    PatternHigh,
    /// A pattern is taken away.
    DropPattern,
}

/// Every weight: its name in `[weights]`, and halves of a point.
pub const WEIGHTS: [(Weight, &str, u32); 14] = [
    (Weight::MoveCapability, "move_capability", 2),
    (Weight::MoveEntity, "move_entity", 6),
    (Weight::MoveFurther, "move_further", 2),
    (Weight::MakeService, "make_service", 4),
    (Weight::DissolveService, "dissolve_service", 2),
    (Weight::HandOver, "hand_over", 4),
    (Weight::CrossTeam, "cross_team", 2),
    (Weight::Link, "link", 2),
    (Weight::LinkStyle, "link_style", 4),
    (Weight::Protection, "protection", 1),
    (Weight::PatternLow, "pattern_low", 2),
    (Weight::PatternMedium, "pattern_medium", 4),
    (Weight::PatternHigh, "pattern_high", 8),
    (Weight::DropPattern, "drop_pattern", 1),
];

/// The most that an edit may weigh, in points; nothing weighs nothing, or two designs would be one.
const MOST: f64 = 50.0;

/// What a scenario weighs otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    pub weight: Weight,
    pub halves: u32,
    /// Why, for the learner.
    pub because: String,
}

/// The weights in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// What the scenario weighs otherwise, in the order of the file.
    pub overrides: Vec<Weighed>,
}

/// Halves of a point in points.
pub fn points(halves: u32) -> f64 {
    f64::from(halves) / 2.0
}

impl Weight {
    /// Its name in `[weights]`.
    pub fn name(self) -> &'static str {
        WEIGHTS[self as usize].1
    }

    /// What it is where a scenario says nothing, in halves of a point.
    pub fn usual(self) -> u32 {
        WEIGHTS[self as usize].2
    }
}

impl Weights {
    /// A weight in halves of a point.
    pub fn get(&self, weight: Weight) -> u32 {
        let own = self.overrides.iter().find(|own| own.weight == weight);
        own.map_or(weight.usual(), |own| own.halves)
    }

    /// Reads `[weights]`: what is weighed otherwise, each `{ value, because }`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let own = root.named_tables("weights").into_iter();
        Self { overrides: own.filter_map(|(name, own)| weighed(root, &name, &own)).collect() }
    }
}

fn weighed(root: &Fields<'_, '_>, name: &Placed<String>, own: &Fields<'_, '_>) -> Option<Weighed> {
    let (value, because) = (own.required_number("value"), own.required_string("because"));
    let Some((weight, ..)) = WEIGHTS.iter().find(|(_, known, _)| *known == name.value) else {
        let help = did_you_mean(&name.value, &WEIGHTS.map(|(_, known, _)| known));
        let message = format!("there is no weight `{}`", name.value);
        root.report_with_help("unknown-key", name.span.clone(), message, help);
        return None;
    };
    let (value, because) = (value?, because?.value);
    let halves = value.value * 2.0;
    if !(1.0..=MOST * 2.0).contains(&halves) || halves.fract() != 0.0 {
        let message = format!("a weight is a number of halves, from 0.5 to {MOST}");
        own.report("out-of-range", value.span, message);
        return None;
    }
    Some(Weighed { weight: *weight, halves: halves as u32, because })
}
