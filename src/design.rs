//! Decomposition: facts, an answer, and a verdict with its reasons.
//!
//! `Scenario` holds the facts and `Architecture` the answer; both are read from TOML. [`grade`] says
//! what is wrong, why, and what each way to mend it would bring. Nothing is compared with a key: a rule
//! has a condition that makes it relevant, a condition that satisfies it, and something to say. Which
//! pattern settles which obligation is read from the catalog.

pub mod affinity;
pub mod architecture;
pub mod book;
pub mod complete;
pub mod doors;
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

pub use architecture::{Accept, Apply, Architecture, Link, Service, Style, edit::Edit};
pub use book::PatternBook;
pub use fix::{Fix, apply_fix};
pub use model::Model;
pub use report::Report;
pub use rules::{Finding, Owed, Severity};
pub use scenario::Scenario;
pub use score::{Band, Score};

/// Fixes that are tried for one report; further ones are not offered.
const MOST_TRIED: usize = 240;
/// A large answer gets fewer tries: this many flows and links in all tries together.
const TRIED_FLOWS: usize = 200_000;
/// Fixes that are shown with one finding.
const MOST_SHOWN: usize = 4;

/// What the rules say about an answer, without words, fixes and metrics.
pub struct Assessment {
    pub findings: Vec<Finding>,
    pub score: Score,
    /// Every obligation that stands, settled or not.
    pub owed: Vec<Owed>,
}

/// Runs every rule that the scenario asks for.
fn assess_model(model: &Model<'_>, detailed: bool) -> Assessment {
    let mut sink = rules::Sink::new(detailed);
    for rule in rules::all().filter(|rule| model.parts.asks(rule.part)) {
        sink.run(rule, model);
    }
    let score = score::score(model, &sink.findings, &sink.owed);
    Assessment { findings: sink.findings, score, owed: sink.owed }
}

/// Scores an answer; much cheaper than [`grade`].
pub fn assess(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Assessment {
    assess_model(&Model::new(facts, answer, book), false)
}

/// The same with every finding in words; no fix is tried yet.
pub fn review(model: &Model<'_>) -> Assessment {
    assess_model(model, true)
}

/// Grades an answer: findings with evidence and fixes, each fix with the gain that it brings.
pub fn grade(facts: &Scenario, answer: &Architecture, book: &PatternBook) -> Report {
    let model = Model::new(facts, answer, book);
    let Assessment { mut findings, score, .. } = assess_model(&model, true);
    let size = (model.flows.len() + model.lines.len()).max(1);
    let most = (TRIED_FLOWS / size).clamp(4, MOST_TRIED);
    let mut tried = 0;
    for at in 0..findings.len() {
        let offered = std::mem::take(&mut findings[at].fixes);
        let mut fixes: Vec<Fix> = Vec::new();
        for fix in offered {
            tried += 1;
            if tried > most || fix.edits.is_empty() {
                continue;
            }
            let Some(fix) = tried_out(&model, &findings, at, &score, fix) else { continue };
            if !fixes.iter().any(|known| known.edits == fix.edits) {
                fixes.push(fix);
            }
        }
        fixes.sort_by_key(|fix| (std::cmp::Reverse(fix.gain), fix.edits.len()));
        fixes.truncate(MOST_SHOWN);
        findings[at].fixes = fixes;
    }
    let best = |finding: &Finding| finding.fixes.first().map_or(0, |fix| fix.gain);
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity, std::cmp::Reverse(best(f)), f.rule);
        key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
    });
    let metrics = metrics::metrics(&model, &score);
    Report { scenario: facts.id.clone(), score, par: facts.par, findings, metrics }
}

/// The fix with its gain, if it removes the finding and makes nothing worse.
fn tried_out(
    model: &Model<'_>,
    findings: &[Finding],
    at: usize,
    before: &Score,
    mut fix: Fix,
) -> Option<Fix> {
    let mut changed = apply_fix(model.answer, &fix);
    if fix.relink {
        let links = complete::missing_links(model.facts, &changed, model.book);
        changed = changed.with(&links);
        fix.edits.extend(links);
    }
    let after = assess(model.facts, &changed, model.book);
    let finding = findings.get(at)?;
    let same = |other: &&Finding| other.rule == finding.rule;
    let there = |other: &Finding| other.rule == finding.rule && other.place == finding.place;
    let gone = !after.findings.iter().any(there)
        && after.findings.iter().filter(same).count() < findings.iter().filter(same).count();
    // Below a cap points do not move: then fewer blockers count, and after them fewer majors.
    let stands = |score: &Score| (score.blockers, score.majors);
    let worse = after.score.tenths < before.tenths
        || after.score.blockers > before.blockers
        || (after.score.tenths == before.tenths && stands(&after.score) > stands(before));
    if !gone || worse {
        return None;
    }
    // What a fix brings along and nobody needs is left out.
    let is_idle = |edit: &Edit| match edit {
        Edit::Apply(apply) => after.findings.iter().any(|finding| {
            finding.rule == "P-01"
                && finding.place.first() == Some(&apply.pattern)
                && finding.place.get(1) == apply.on.as_ref()
        }),
        _ => false,
    };
    if fix.edits.iter().any(is_idle) {
        let edits = fix.edits.iter().filter(|edit| !is_idle(edit)).cloned().collect();
        let leaner = Fix { edits, ..fix.clone() };
        if let Some(leaner) = tried_out(model, findings, at, before, leaner) {
            return Some(leaner);
        }
    }
    fix.gain = after.score.tenths - before.tenths;
    Some(fix)
}
