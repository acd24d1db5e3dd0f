//! The share of requests that the facts promise a version.

use crate::{
    manifest::{
        check::Check,
        host,
        istio::{self, Destination},
        labels,
        object::Object,
        workload::Workload,
        world::World,
        yaml::Node,
    },
    verdict::Severity::Major,
};

/// Who asks for a version by name gets it whatever the shares are.
const CHOSEN: [&str; 4] = ["headers", "withoutHeaders", "queryParams", "sourceLabels"];

/// The route for all of a service whose versions are promised shares; of several it is not known how many
/// requests take which.
pub(super) fn shares(check: &mut Check<'_>, service: &Object) {
    let (world, facts) = (check.world, check.facts);
    let chosen = |route: &&Node| {
        route.get("match").items().iter().any(|one| CHOSEN.iter().any(|key| one.has(key)))
    };
    let mut routes = service.spec("http").items().iter().filter(|route| !chosen(route));
    let (Some(route), None) = (routes.next(), routes.next()) else { return };
    let destinations = istio::of_route(route);
    let all: i64 = destinations.iter().map(|destination| destination.weight.max(0)).sum();
    if all == 0 {
        return;
    }
    for (name, promised) in
        facts.workloads.iter().filter_map(|(name, known)| Some((name, known.share?)))
    {
        let of = |workload: &Workload<'_>| workload.name() == name;
        let is_meant = destinations.iter().any(|one| pods(world, service, one).iter().any(of));
        let Some(own) = weight(world, service, &destinations, name).filter(|_| is_meant) else {
            continue;
        };
        let share = own as f64 / all as f64;
        if (share - promised).abs() > promised / 2.0 {
            let percent = |share: f64| format!("{:.0} %", share * 100.0);
            let message = "This version gets another share of the requests than it should";
            check
                .raise("IS-37", Major, service, route.get("route"), message)
                .row(name, percent(share), percent(promised))
                .detail(name);
        }
    }
}

/// The weight that goes to a workload alone; nothing where it shares a destination with others.
fn weight(
    world: &World,
    service: &Object,
    destinations: &[Destination<'_>],
    name: &str,
) -> Option<i64> {
    let mut weight = 0;
    for destination in destinations.iter().filter(|one| one.weight > 0) {
        let reached = reached(world, service, destination)?;
        match reached.iter().filter(|workload| workload.name() == name).count() {
            0 => {}
            _ if reached.len() > 1 => return None,
            _ => weight += destination.weight,
        }
    }
    Some(weight)
}

fn pods<'w>(
    world: &'w World,
    service: &Object,
    destination: &Destination<'_>,
) -> Vec<Workload<'w>> {
    let target = host::service(world, destination.host.str(), &service.namespace);
    target.map(|target| world.selected(target)).unwrap_or_default()
}

/// The workloads of a destination; nothing where its subset is not defined, or is empty.
fn reached<'w>(
    world: &'w World,
    service: &Object,
    destination: &Destination<'_>,
) -> Option<Vec<Workload<'w>>> {
    let mut pods = pods(world, service, destination);
    if destination.subset.is_present() {
        let rules = istio::rules_for(world, service, destination.host.str());
        let subset =
            rules.into_iter().find_map(|rule| istio::subset(rule, destination.subset.str()))?;
        pods.retain(|workload| labels::is_selected(subset.get("labels"), &workload.labels()));
    }
    (!pods.is_empty()).then_some(pods)
}
