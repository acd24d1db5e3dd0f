//! Decomposition: facts, an answer, and a verdict with its reasons.
//!
//! `Scenario` holds the facts and `Architecture` the answer; both are read from TOML. [`grade`] says
//! what is wrong, why, and what each way to mend it would bring. Nothing is compared with a key: a rule
//! has a condition that makes it relevant, a condition that satisfies it, and something to say. Which
//! pattern settles which obligation is read from the catalog.

pub mod architecture;
pub mod book;
mod cohesion;
pub mod complete;
mod dice;
pub mod entry_points;
pub mod fix;
pub mod forces;
pub mod graph;
pub mod limits;
pub mod metrics;
pub mod model;
pub mod offer;
pub mod par;
pub mod remedy;
pub mod replay;
pub mod report;
pub mod rules;
pub mod scenario;
pub mod score;
mod trial;
pub mod weights;

pub use architecture::{Accept, Apply, Architecture, Link, Service, Style, edit::Edit};
pub use book::PatternBook;
pub use fix::{Fix, apply_fix};
pub use model::Model;
pub use report::Report;
pub use rules::{Finding, Owed, Severity, surplus::Superfluous};
pub use scenario::Scenario;
pub use score::{Band, Score};

/// What the rules say about an answer, without words, fixes and metrics.
pub struct Assessment {
    pub findings: Vec<Finding>,
    pub score: Score,
    /// Every obligation that stands, settled or not.
    pub owed: Vec<Owed>,
    /// What nothing needs.
    pub surplus: Vec<Superfluous>,
}

/// Runs every rule that the scenario asks for.
fn assess_model(model: &Model<'_>, detailed: bool) -> Assessment {
    let mut sink = rules::Sink::new(detailed);
    for rule in rules::all().filter(|rule| model.parts.asks(rule.part)) {
        sink.run(rule, model);
    }
    let score = score::score(model, &sink);
    Assessment { findings: sink.findings, score, owed: sink.owed, surplus: sink.surplus }
}

/// Scores an answer; much cheaper than [`grade`].
pub fn assess(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Assessment {
    assess_model(&Model::new(facts, answer, book), false)
}

/// The same with every finding in words; no fix is tried yet.
pub fn review(model: &Model<'_>) -> Assessment {
    assess_model(model, true)
}

/// Grades an answer: findings with evidence and fixes, each fix with the gain that it brings. In whatever
/// order an answer is written, the same is said and offered.
pub fn grade(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Report {
    let answer = answer.sorted();
    let model = Model::new(facts, &answer, book);
    let mut assessed = assess_model(&model, true);
    trial::try_all(&model, &mut assessed);
    let Assessment { mut findings, score, .. } = assessed;
    let best = |finding: &Finding| finding.fixes.first().map_or(0, |fix| fix.gain);
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity, std::cmp::Reverse(best(f)), f.rule);
        key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
    });
    let metrics = metrics::metrics(&model, &score);
    Report { scenario: facts.id.clone(), score, par: facts.par, findings, metrics }
}
