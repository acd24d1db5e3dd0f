//! H-06: zones that are apart share no service.

use crate::design::{
    fix::Fix,
    model::{Model, sorted},
    rules::{Detail, Severity::Blocker, Severity::Info, Sink},
};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink<'_>) {
    let facts = model.facts;
    for service in 0..model.size() {
        let mut members: Vec<(usize, String)> = Vec::new();
        for entity in &model.owns[service] {
            let zone = facts.entities[*entity].zone;
            members.extend(zone.map(|zone| (zone, model.entity(*entity).to_owned())));
        }
        for capability in &model.does[service] {
            let writes = facts.capabilities[*capability].writes_any();
            let stated = facts.capabilities[*capability].zone.is_some();
            if writes || stated {
                let name = model.capability(*capability);
                let zones = facts.zones_of(*capability).into_iter();
                members.extend(zones.map(|zone| (zone, name.to_owned())));
            }
        }
        let present = sorted(members.iter().map(|(zone, _)| *zone).collect());
        for (at, one) in present.iter().enumerate() {
            for two in present.iter().skip(at + 1).filter(|two| facts.apart(*one, **two)) {
                mixed_zones(model, sink, service, (*one, *two), &members);
            }
        }
        copied_zones(model, sink, service, &present);
    }
}

fn mixed_zones(
    model: &Model<'_>,
    sink: &mut Sink<'_>,
    service: usize,
    (one, two): (usize, usize),
    members: &[(usize, String)],
) {
    let zones = &model.facts.zones;
    let here = members.iter().filter(|(zone, _)| *zone == one || *zone == two);
    let names: Vec<&str> = here.clone().map(|(_, name)| name.as_str()).collect();
    let place = std::iter::once(model.name(service)).chain(names);
    sink.raise(Blocker, place, || {
        let of = |wanted: usize| {
            let inside =
                |name: &str| members.iter().any(|(zone, member)| *zone == wanted && member == name);
            let does = model.does[service].iter().filter(|c| inside(model.capability(**c)));
            let owns = model.owns[service].iter().filter(|e| inside(model.entity(**e)));
            (does.copied().collect::<Vec<_>>(), owns.copied().collect::<Vec<_>>())
        };
        let parts = [of(one), of(two)];
        let fixes = parts.iter().filter_map(|(does, owns)| Fix::split(model, service, does, owns));
        Detail::new(format!(
            "`{}` holds members of the zones {} and {}, which must be apart",
            model.name(service),
            zones[one].name,
            zones[two].name
        ))
        .evidence(here.map(|(zone, name)| format!("{name} is in zone {}", zones[*zone].name)))
        .fixes(fixes)
    });
}

/// A copy of the other zone's data is allowed and worth a word.
fn copied_zones(model: &Model<'_>, sink: &mut Sink<'_>, service: usize, present: &[usize]) {
    for remote in model.remotes.iter().filter(|remote| remote.from == service && remote.copied) {
        let Some(zone) = model.facts.entities[remote.entity].zone else { continue };
        if present.iter().any(|own| model.facts.apart(*own, zone)) {
            let entity = model.entity(remote.entity);
            sink.raise(Info, [model.name(service), entity], || {
                Detail::new(format!(
                    "`{}` keeps a copy of `{entity}` from the zone {}",
                    model.name(service),
                    model.facts.zones[zone].name
                ))
            });
        }
    }
}
