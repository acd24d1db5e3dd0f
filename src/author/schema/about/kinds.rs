//! What the keys are for that one kind of exercise has, in its facts and in its answers.

mod answers;
mod decisions;
mod systems;

use answers::{
    ADR_ANSWER, CAPSTONE_ANSWER, CHOOSE_ANSWER, CLASSIFY_ANSWER, ESTIMATE_ANSWER, FLOW_ANSWER,
    LIMITS_ANSWER, PLAN_ANSWER, SAGA_ANSWER, SCENARIOS_ANSWER, SERIES_ANSWER, TREE_ANSWER,
};
use decisions::{ADR, CAPSTONE, CHOOSE, CLASSIFY, ESTIMATE, PLAN, SCENARIOS, SERIES, TREE};
use systems::{DECOMPOSITION, DESIGN, DIAGRAM, FLOW, LIMITS, MANIFEST, ROUTES, SAGA};

/// A path in a schema, and what stands there.
type Keys = &'static [(&'static str, &'static str)];

/// What a key of a kind's facts or answers is for: as that kind says it, or as all of them mean it, or, where
/// parts of other kinds stand in it, as one of those does.
pub(super) fn of(schema: &str, path: &str) -> Option<&'static str> {
    let own = KINDS.iter().find(|(name, _)| *name == schema).map_or(&[] as Keys, |(_, keys)| keys);
    let told = |keys: Keys, path: &str| keys.iter().find(|(known, _)| *known == path);
    let last = path.rsplit('/').next().unwrap_or(path);
    let parts = KINDS.iter().filter(|(name, _)| schema == SERIES_OF && name.starts_with("answer-"));
    let of_a_part = || parts.map(|(_, keys)| *keys).find_map(|keys| told(keys, path));
    told(own, path).or_else(|| told(SHARED, last)).or_else(of_a_part).map(|(_, about)| *about)
}

/// The answer in which parts of other kinds stand.
const SERIES_OF: &str = "answer-series";

/// Keys that mean one thing in every kind, by their last word.
const SHARED: Keys = &[
    ("about", "What it is, for the learner."),
    ("because", "The reason, in a sentence."),
    ("calls", "What it calls, by name."),
    ("capacity", "What it can do at most."),
    ("cost", "What it costs, as a number that is compared."),
    ("dialect", "What the numbers are of: it decides the other tables."),
    ("does", "What happens in it, as assignments such as `stock -= 1`."),
    ("expect", "What a faulty answer must be told: rules that fire, the most points."),
    ("expr", "A truth about the variables."),
    ("formula", "An expression over names, with units."),
    ("grants", "Patterns that are there already, by id."),
    ("headers", "Headers of the request."),
    ("hidden", "Whether learners hear of it only when it fails."),
    ("id", "Its name in answers."),
    ("init", "What it is at the beginning."),
    ("kind", "Which sort it is: one of the words."),
    ("max", "At most so much."),
    ("min", "At least so much."),
    ("name", "What it is called."),
    ("needs", "What must be there before, or beside it, by name."),
    ("note", "A remark of the learner's that nothing marks."),
    ("pattern", "The pattern that it stands for, by id."),
    ("rate", "How many a second."),
    ("says", "What learners are told where it does not hold."),
    ("service", "The service, by name."),
    ("task", "The kind of the part."),
    ("text", "What learners read of it."),
    ("tolerance", "How far off a number may be, such as `1%`."),
    ("unit", "The unit of the number, such as `ms` or `1/s`."),
    ("value", "The number, or the word."),
    ("weight", "How much it counts beside the others; 1 where nothing is said."),
    ("why", "The reason, in a sentence that learners read afterwards."),
    ("window", "The time over which it is measured."),
];

/// Every schema of a kind that has keys of its own.
pub(super) const KINDS: [(&str, Keys); 29] = [
    ("exercise-adr", ADR),
    ("answer-adr", ADR_ANSWER),
    ("exercise-capstone", CAPSTONE),
    ("answer-capstone", CAPSTONE_ANSWER),
    ("exercise-choose-pattern", CHOOSE),
    ("answer-choose-pattern", CHOOSE_ANSWER),
    ("exercise-classify", CLASSIFY),
    ("answer-classify", CLASSIFY_ANSWER),
    ("exercise-decision-tree", TREE),
    ("answer-decision-tree", TREE_ANSWER),
    ("exercise-decomposition", DECOMPOSITION),
    ("answer-decomposition", DESIGN),
    ("exercise-diagram-repair", DIAGRAM),
    ("exercise-estimate", ESTIMATE),
    ("answer-estimate", ESTIMATE_ANSWER),
    ("exercise-event-flow", FLOW),
    ("answer-event-flow", FLOW_ANSWER),
    ("exercise-limits", LIMITS),
    ("answer-limits", LIMITS_ANSWER),
    ("exercise-manifest", MANIFEST),
    ("exercise-plan", PLAN),
    ("answer-plan", PLAN_ANSWER),
    ("exercise-routes", ROUTES),
    ("exercise-saga", SAGA),
    ("answer-saga", SAGA_ANSWER),
    ("exercise-scenario-quality", SCENARIOS),
    ("answer-scenario-quality", SCENARIOS_ANSWER),
    ("exercise-series", SERIES),
    ("answer-series", SERIES_ANSWER),
];
