//! D-08 to D-10: questions over several owners, and copies that lag.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink, listed,
};
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::{Style, edit::Edit},
        fix::Fix,
        limits::Limit,
        model::{Model, Node, Spot},
        remedy,
    },
};

/// The variables of a view.
pub(in crate::design) fn view_values(model: &Model<'_>, view: usize) -> Values {
    let facts = &model.facts.views[view];
    let owners = model.view_owners(view).len() as f64;
    Values::default()
        .number(Variable::Owners, owners)
        .number(Variable::FanoutRps, facts.rate * owners)
        .number(Variable::StalenessS, facts.staleness_s.unwrap_or(f64::MAX))
        .truth(Variable::ReadOnly, true)
}

pub(super) fn read_join(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        let owners = model.view_owners(view);
        if owners.len() < 2 {
            continue;
        }
        let spot = Spot::View(view);
        let settled = model.settled("cross-service-query", spot, None, &view_values(model, view));
        let fresh = facts.staleness_s == Some(0.0);
        let tried = model.attempted("cross-service-query", spot);
        let composed = tried.is_some_and(|_| composition_of(model, view).is_some());
        // Nothing but merging is better than asking many owners where the answer must be fresh.
        let many = owners.len() as f64 > model.facts.limits.get(Limit::CompositionOwners);
        let tolerated = fresh && many && composed;
        sink.owe("cross-service-query", spot, settled || tolerated);
        let copied = tried.is_some_and(|pattern| model.book.is_copy(pattern));
        if settled || (fresh && copied) {
            continue;
        }
        let severity = if tried.is_some() { Minor } else { Major };
        sink.raise(severity, [facts.name.as_str()], || {
            let names: Vec<&str> = owners.iter().map(|owner| model.name(*owner)).collect();
            let staleness = match facts.staleness_s {
                Some(seconds) => format!("may be {seconds} s old"),
                None => "its age does not matter".to_owned(),
            };
            let message = match tried {
                Some(pattern) => format!(
                    "`{}` does not suit `{}`, which joins data of {}",
                    model.book.entry(pattern).id,
                    facts.name,
                    listed(&names)
                ),
                None => format!(
                    "`{}` joins data of {}, and nothing answers it",
                    facts.name,
                    listed(&names)
                ),
            };
            let fanout = facts.rate * owners.len() as f64;
            let mut fixes = Vec::new();
            let mut drop_first = Vec::new();
            if let Some(pattern) = tried {
                let pattern = model.book.entry(pattern).id.clone();
                drop_first.push(Edit::Unapply { pattern, on: Some(facts.name.clone()) });
            }
            let options = [remedy::read_model(model, view, None), remedy::composition(model, view)];
            for mut fix in options.into_iter().flatten() {
                fix.edits.splice(0..0, drop_first.clone());
                fixes.push(fix);
            }
            if let [one, two] = owners.as_slice() {
                fixes.push(Fix::merge(model, *one, *two));
            }
            Detail::new(message)
                .evidence([
                    format!("{} owners: {}", owners.len(), names.join(", ")),
                    format!("{} requests/s make {fanout} calls/s", facts.rate),
                    staleness,
                ])
                .fixes(fixes)
        });
    }
}

/// The pattern that composes a view by asking, if one is applied.
fn composition_of(model: &Model<'_>, view: usize) -> Option<usize> {
    let mut on = model.applied.iter().filter(|applied| applied.spot == Spot::View(view));
    on.find(|applied| {
        model.book.solves(applied.pattern, "cross-service-query")
            && !model.book.is_copy(applied.pattern)
    })
    .map(|applied| applied.pattern)
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

/// Reads of a view for each write of what it needs; `None` where nothing is written.
pub(super) fn reads_per_write(model: &Model<'_>, view: usize) -> Option<f64> {
    let facts = &model.facts.views[view];
    let writers = model.facts.capabilities.iter().filter(|capability| {
        capability.access.iter().any(|access| access.writes && facts.needs.contains(&access.entity))
    });
    let written: f64 = writers.map(|capability| capability.rate).sum();
    (written > 0.0).then(|| facts.rate / written)
}

pub(super) fn stale(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        if facts.staleness_s != Some(0.0) {
            continue;
        }
        let on = model.applied.iter().filter(|applied| applied.spot == Spot::View(view));
        let copy = on
            .clone()
            .find(|applied| model.book.introduces(applied.pattern, "stale-read-forbidden"));
        let Some(copy) = copy else { continue };
        let spot = Spot::View(view);
        let asked = composition_of(model, view).is_some();
        sink.owe("stale-read-forbidden", spot, asked);
        if asked {
            continue;
        }
        let pattern = &model.book.entry(copy.pattern).id;
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
    for remote in model.remotes.iter().filter(|remote| remote.copied) {
        let facts = &model.facts.capabilities[remote.capability];
        let mut direct = model.between(remote.from, Node::Service(remote.to));
        if facts.reads_stale_s > 0.0 || direct.any(|line| line.style.waits()) {
            continue;
        }
        let place = [facts.name.as_str(), model.entity(remote.entity)];
        sink.owe("stale-read-forbidden", Spot::Link(remote.from, Node::Service(remote.to)), false);
        sink.raise(Major, place, || {
            Detail::new(format!(
                "`{}` reads `{}` from a copy, although nothing allows it to be old",
                facts.name,
                model.entity(remote.entity)
            ))
            .evidence(["reads_stale_s = 0".to_owned()])
            .fix(Fix::link(model, remote.from, Node::Service(remote.to), Style::Sync))
        });
    }
}
