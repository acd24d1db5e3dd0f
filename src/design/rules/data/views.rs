//! D-08 to D-10: questions over several owners, and copies that lag.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::text::listed;
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::{Style, edit::Edit},
        fix::Fix,
        limits::Limit,
        model::{
            Model, Node, Remote, Spot,
            view::{Answering, Way},
        },
        remedy,
    },
};

/// The variables of a view; what the facts do not say stays unknown.
pub(in crate::design) fn view_values(model: &Model<'_>, view: usize) -> Values {
    let facts = &model.facts.views[view];
    let owners = model.view_owners(view).len() as f64;
    let mut values =
        Values::default().number(Variable::Owners, owners).truth(Variable::ReadOnly, true);
    if let Some(rate) = facts.rate {
        values = values.number(Variable::FanoutRps, rate * owners);
    }
    if let Some(seconds) = facts.staleness_s {
        values = values.number(Variable::StalenessS, seconds);
    }
    values
}

/// Whether an answering pattern suits its view: no copy where it must be fresh, not too much asking.
fn suits(model: &Model<'_>, view: usize, answer: &Answering) -> bool {
    let pattern = model.applied[answer.applied].pattern;
    let values = view_values(model, view);
    let solvers = model.book.solvers("cross-service-query").iter();
    let mut when = solvers.filter(|s| s.pattern == pattern).map(|s| &s.when);
    // What nobody can judge, because a number is not known, is no reason against it.
    when.all(|when| !when.fails(&values))
}

pub(super) fn read_join(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        let owners = model.view_owners(view);
        if owners.len() < 2 {
            continue;
        }
        let meant = model.answering(view);
        let whole: Vec<&Answering> = meant.iter().filter(|one| one.is_whole()).collect();
        let fresh = facts.staleness_s == Some(0.0);
        let many = owners.len() as f64 > model.facts.limits.get(Limit::CompositionOwners);
        let settled = whole.iter().any(|one| suits(model, view, one));
        let composed = whole.iter().any(|one| one.way == Way::Ask);
        // Nothing but merging is better than asking many owners where the answer must be fresh.
        let tolerated = fresh && many && composed;
        let spot = Spot::View(view);
        sink.owe("cross-service-query", spot, settled || tolerated);
        // A copy of what must be fresh is for D-10 to judge.
        if settled || (!composed && fresh && stale_copy(model, view).is_some()) {
            continue;
        }
        let severity = if composed { Minor } else { Major };
        sink.raise(severity, [facts.name.as_str()], || {
            let names: Vec<&str> = owners.iter().map(|owner| model.name(*owner)).collect();
            let tried = meant.first();
            Detail::new(joins(model, view, tried, &names))
                .evidence([format!("{} owners: {}", owners.len(), names.join(", "))])
                .evidence(tried.into_iter().flat_map(|one| gaps(model, view, one)))
                .evidence(asked(model, view))
                .fixes(other_answers(model, view, tried, &owners))
        });
    }
}

fn joins(model: &Model<'_>, view: usize, tried: Option<&Answering>, names: &[&str]) -> String {
    let name = &model.facts.views[view].name;
    let pattern = |one: &Answering| &model.book.entry(model.applied[one.applied].pattern).id;
    match tried {
        Some(one) if one.is_whole() => {
            format!(
                "`{}` does not suit `{name}`, which joins data of {}",
                pattern(one),
                listed(names)
            )
        }
        Some(one) => {
            format!(
                "`{}` cannot answer `{name}`, which joins data of {}",
                pattern(one),
                listed(names)
            )
        }
        None => format!("`{name}` joins data of {}, and nothing answers it", listed(names)),
    }
}

/// What an answering pattern lacks, row by row.
fn gaps(model: &Model<'_>, view: usize, one: &Answering) -> Vec<String> {
    let name = &model.facts.views[view].name;
    let Some(at) = one.at else {
        let nowhere = one.homeless.then(|| format!("nothing says which service keeps `{name}`"));
        return nowhere.into_iter().collect();
    };
    let at = model.name(at);
    let row = |owner: &usize| match one.way {
        Way::Copy => format!("`{}` does not feed `{at}`", model.name(*owner)),
        Way::Ask => format!("`{at}` does not ask `{}`", model.name(*owner)),
    };
    one.missing.iter().map(row).collect()
}

/// How often a view is asked for and how old it may be, as far as the facts say.
fn asked(model: &Model<'_>, view: usize) -> Vec<String> {
    let facts = &model.facts.views[view];
    let owners = model.view_owners(view).len() as f64;
    let rate = facts.rate.map(|rate| format!("{rate} requests/s make {} calls/s", rate * owners));
    let age = facts.staleness_s.map(|seconds| format!("may be {seconds} s old"));
    rate.into_iter().chain(age).collect()
}

fn other_answers(
    model: &Model<'_>,
    view: usize,
    tried: Option<&Answering>,
    owners: &[usize],
) -> Vec<Fix> {
    let mut fixes = Vec::new();
    if let Some(one) = tried.filter(|one| one.way == Way::Copy && !one.homeless) {
        fixes.extend(remedy::fed(model, view, one));
    }
    let mut first = Vec::new();
    if let Some(one) = tried
        && matches!(model.applied[one.applied].spot, Spot::View(_))
    {
        let pattern = model.book.entry(model.applied[one.applied].pattern).id.clone();
        first.push(Edit::Unapply { pattern, on: Some(model.facts.views[view].name.clone()) });
    }
    let options = [remedy::read_model(model, view, None), remedy::composition(model, view)];
    for mut fix in options.into_iter().flatten() {
        fix.edits.splice(0..0, first.clone());
        fixes.push(fix);
    }
    if let [one, two] = owners {
        fixes.push(Fix::merge(model, *one, *two));
    }
    fixes
}

pub(super) fn idle_read_model(model: &Model<'_>, sink: &mut Sink<'_>) {
    for applied in &model.applied {
        let Spot::View(view) = applied.spot else { continue };
        let facts = &model.facts.views[view];
        let cqrs = &model.book.entry(applied.pattern).id == "cqrs";
        if !cqrs || model.view_owners(view).len() != 1 {
            continue;
        }
        let Some(ratio) = reads_per_write(model, view) else { continue };
        if ratio >= model.facts.limits.get(Limit::CqrsRatio) {
            continue;
        }
        sink.raise(Minor, [facts.name.as_str()], || {
            let limit = model.facts.limits.get(Limit::CqrsRatio);
            Detail::new(format!(
                "One service owns all that `{}` needs, and reads are few",
                facts.name
            ))
            .evidence([format!("{ratio:.1} reads per write, {limit} would pay")])
            .fix(Fix::unapply("cqrs", Some(&facts.name)))
        });
    }
}

/// Reads of a view for each write of what it needs; `None` where nothing is written or a rate is not
/// known.
fn reads_per_write(model: &Model<'_>, view: usize) -> Option<f64> {
    let facts = &model.facts.views[view];
    let writers = model.facts.capabilities.iter().filter(|capability| {
        capability.access.iter().any(|access| access.writes && facts.needs.contains(&access.entity))
    });
    let written: f64 = writers.map(|capability| capability.rate).sum::<Option<f64>>()?;
    let rate = facts.rate?;
    (written > 0.0).then(|| rate / written)
}

/// The copy on a view that lags.
fn stale_copy(model: &Model<'_>, view: usize) -> Option<usize> {
    let mut all = model.applied.iter();
    let on = all.find(|applied| {
        applied.spot == Spot::View(view)
            && model.book.introduces(applied.pattern, "stale-read-forbidden")
    });
    on.map(|applied| applied.pattern)
}

pub(super) fn stale(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        let copy = stale_copy(model, view).filter(|_| facts.staleness_s == Some(0.0));
        let Some(copy) = copy else { continue };
        let spot = Spot::View(view);
        let asked = model.answering(view).iter().any(|one| one.way == Way::Ask && one.is_whole());
        sink.owe("stale-read-forbidden", spot, asked);
        if asked {
            continue;
        }
        let pattern = &model.book.entry(copy).id;
        sink.raise(Major, [facts.name.as_str()], || {
            let mut instead = remedy::composition(model, view).unwrap_or_default();
            instead.edits.insert(
                0,
                Edit::Unapply { pattern: pattern.clone(), on: Some(facts.name.clone()) },
            );
            Detail::new(format!(
                "`{}` must be fresh, but `{pattern}` answers it from a copy",
                facts.name
            ))
            .evidence(["staleness_s = 0".to_owned()])
            .fix(instead)
        });
    }
    stale_reads(model, sink);
}

/// Capabilities that must read fresh data and read a copy: one finding for each reader and owner.
fn stale_reads(model: &Model<'_>, sink: &mut Sink<'_>) {
    let is_stale = |r: &&Remote| r.copied && model.facts.capabilities[r.capability].reads_fresh();
    let stale: Vec<&Remote> = model.remotes.iter().filter(is_stale).collect();
    let mut pairs: Vec<(usize, usize)> = stale.iter().map(|r| (r.from, r.to)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (reader, owner) in pairs {
        let to = Node::Service(owner);
        sink.owe("stale-read-forbidden", Spot::Link(reader, to), false);
        sink.raise(Major, [model.name(reader), model.name(owner)], || {
            let here = stale.iter().filter(|r| (r.from, r.to) == (reader, owner));
            let rows = here.map(|r| {
                let (capability, entity) = (model.capability(r.capability), model.entity(r.entity));
                format!("{capability} reads {entity} with reads_stale_s = 0")
            });
            Detail::new(format!(
                "`{}` reads a copy of what `{}` owns, and may not read old data",
                model.name(reader),
                model.name(owner)
            ))
            .evidence(rows)
            .fix(Fix::link(model, reader, to, Style::Sync))
        });
    }
}
