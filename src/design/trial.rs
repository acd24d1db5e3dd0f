//! Tries the fixes that the rules offer: each is made whole, applied to a copy, and the copy is graded.
//! What stays is offered with every edit in its text and the gain of exactly these edits.

use std::collections::{HashMap, HashSet};

use super::{
    Assessment, Finding, Fix, Model, Score, Severity, apply_fix,
    architecture::{Architecture, edit::Edit},
    assess, complete,
    model::Node,
    rules::decisions::decision,
};

/// Fixes that are tried for one report; further ones are not offered.
const MOST_TRIED: usize = 240;
/// A large answer gets fewer tries: a try costs about the square of its flows and links, and some of the
/// square of the facts that every structure is compared with. This is what all tries together may cost, so
/// that a system at the limits of size is graded within a second.
const TRIED_COST: usize = 3_500_000;
/// The part of the square of the facts: measured with a thousand entities and as many capabilities.
const FACTS_PART: usize = 8;
/// Fixes that are shown with one finding.
const MOST_SHOWN: usize = 4;

/// Tries every fix of every finding, and keeps those that mend it and bring nothing worse.
pub(super) fn try_all(model: &Model<'_>, assessed: &mut Assessment) {
    let size = (model.flows.len() + model.lines.len()).max(1);
    let facts = model.facts.entities.len() + model.facts.capabilities.len();
    let cost = size * size + facts * facts / FACTS_PART;
    let most = (TRIED_COST / cost).clamp(1, MOST_TRIED);
    let mut tried = 0;
    // The worst first, in case that not all can be tried.
    let mut order: Vec<usize> = (0..assessed.findings.len()).collect();
    order.sort_by_key(|at| assessed.findings[*at].severity);
    for at in order {
        let mut offered = std::mem::take(&mut assessed.findings[at].fixes);
        offered.sort_by_key(|fix| fix.last);
        let mut fixes: Vec<Fix> = Vec::new();
        for fix in offered {
            if fix.edits.is_empty() || (fix.last && !fixes.is_empty()) {
                continue;
            }
            tried += 1;
            if tried > most {
                continue;
            }
            let Some(fix) = tried_out(model, assessed, at, fix) else { continue };
            if !fixes.iter().any(|known| known.edits == fix.edits) {
                fixes.push(fix);
            }
        }
        fixes.sort_by_key(|fix| (std::cmp::Reverse(fix.gain), fix.leaves, fix.edits.len()));
        fixes.truncate(MOST_SHOWN);
        let finding = &mut assessed.findings[at];
        if !fixes.is_empty() {
            finding.decide = None;
        } else if finding.severity < Severity::Info && finding.decide.is_none() {
            finding.decide = decision(finding.rule).map(str::to_owned);
        }
        finding.fixes = fixes;
    }
}

/// The fix with its gain, if it removes the finding and makes nothing worse.
fn tried_out(model: &Model<'_>, before: &Assessment, at: usize, fix: Fix) -> Option<Fix> {
    let (mut fix, after) = whole(model, before, fix);
    let finding = before.findings.get(at)?;
    let same = |other: &&Finding| other.rule == finding.rule;
    let there = |other: &Finding| other.rule == finding.rule && other.place == finding.place;
    let gone = !after.findings.iter().any(there)
        && after.findings.iter().filter(same).count() < before.findings.iter().filter(same).count();
    if !gone || is_worse(before, &after) {
        return None;
    }
    fix.gain = after.score.tenths - before.score.tenths;
    fix.leaves = after.score.missing();
    Some(fix.told())
}

/// Whether a change takes points, or brings a blocker or major finding that was not there.
fn is_worse(before: &Assessment, after: &Assessment) -> bool {
    // Below a cap points do not move: then fewer blockers count, and after them fewer majors.
    let stands = |score: &Score| (score.blockers, score.majors);
    let (one, two) = (&before.score, &after.score);
    let (old, new) = (heavy(&before.findings), heavy(&after.findings));
    let more = new.iter().any(|(key, count)| *count > old.get(key).copied().unwrap_or(0));
    more || two.tenths < one.tenths || (two.tenths == one.tenths && stands(two) > stands(one))
}

/// For each rule, how many findings are a blocker, and how many a blocker or major.
fn heavy(findings: &[Finding]) -> HashMap<(&str, Severity), usize> {
    let mut counts = HashMap::new();
    for finding in findings {
        let levels = [Severity::Blocker, Severity::Major].into_iter();
        for level in levels.filter(|level| finding.severity <= *level) {
            *counts.entry((finding.rule, level)).or_insert(0) += 1;
        }
    }
    counts
}

/// A fix with all that it needs: links for the flows that it opens, and without what it leaves behind
/// that nothing needs any more.
fn whole(model: &Model<'_>, before: &Assessment, mut fix: Fix) -> (Fix, Assessment) {
    let mut changed = apply_fix(model.answer, &fix);
    if fix.relink {
        let links = opened(model, &changed, &fix.edits);
        changed = changed.with(&links);
        fix.edits.extend(links);
    }
    let mut after = assess(model.facts, &changed, model.book);
    let known: HashSet<&Edit> = before.surplus.iter().flat_map(|one| &one.edits).collect();
    // What becomes needless with one thing is gone with it; twice is enough for what hangs on that.
    for _ in 0..2 {
        let left = after.surplus.iter().map(|one| &one.edits);
        let left: Vec<&Vec<Edit>> =
            left.filter(|edits| edits.iter().any(|edit| !known.contains(edit))).collect();
        if left.is_empty() {
            break;
        }
        left.into_iter().for_each(|gone| drop_or_undo(&mut fix.edits, gone));
        after = assess(model.facts, &apply_fix(model.answer, &fix), model.book);
    }
    (fix, after)
}

/// Leaves out what a fix itself brings along, or takes away what was there.
fn drop_or_undo(edits: &mut Vec<Edit>, gone: &[Edit]) {
    let [only] = gone else { return edits.extend_from_slice(gone) };
    let makes = |edit: &Edit| match (edit, only) {
        (Edit::Apply(apply), Edit::Unapply { pattern, on }) => {
            apply.pattern == *pattern && apply.on == *on
        }
        (Edit::AddLink(link), Edit::RemoveLink { from, to, style }) => {
            link.from == *from && link.to == *to && link.style == *style
        }
        (
            Edit::Protect { from, to, style, with },
            Edit::Unprotect { from: a, to: b, style: c, with: d },
        ) => (from, to, style, with) == (a, b, c, d),
        _ => false,
    };
    let brought = edits.len();
    edits.retain(|edit| !makes(edit));
    if edits.len() == brought {
        edits.push(only.clone());
    }
}

/// Links for the flows that edits open; what was open before is no business of theirs.
fn opened(model: &Model<'_>, changed: &Architecture, edits: &[Edit]) -> Vec<Edit> {
    let renamed = |name: &str| {
        let into = edits.iter().rev().find_map(|edit| match edit {
            Edit::Merge { into, other } if other == name => Some(into.clone()),
            _ => None,
        });
        into.unwrap_or_else(|| name.to_owned())
    };
    let open = model.flows.iter().filter(|flow| !model.is_covered(flow));
    let open: HashSet<(String, String)> = open
        .map(|flow| {
            let to = model.node_name(flow.to);
            let to = if matches!(flow.to, Node::Service(_)) { renamed(to) } else { to.to_owned() };
            (renamed(model.name(flow.from)), to)
        })
        .collect();
    let links = complete::missing_links(model.facts, changed, model.book).into_iter();
    links
        .filter(|edit| match edit {
            Edit::AddLink(link) => !open.contains(&(link.from.clone(), link.to.clone())),
            _ => true,
        })
        .collect()
}
