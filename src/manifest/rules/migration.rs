//! GW-11: an Ingress and the route that shall replace it, side by side: a path that only one of them takes.

use crate::{
    manifest::{
        attach,
        check::Check,
        host,
        object::Object,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::Major,
};

/// A path that an object takes, and whether with all that begins with it.
struct Taken<'w> {
    object: &'w Object,
    node: &'w Node,
    path: &'w str,
    prefix: bool,
}

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    let routes: Vec<&Object> =
        attach::routes(world).filter(|route| route.kind == "HTTPRoute").collect();
    for ingress in world.of_kind("Ingress").filter(|object| object.group() == "networking.k8s.io") {
        for rule in ingress.spec("rules").items() {
            let name = rule.get("host").str();
            let meant: Vec<&&Object> = routes
                .iter()
                .filter(|route| route.spec("hostnames").texts().contains(&name))
                .collect();
            let old = old_paths(ingress, rule);
            if name.is_empty() || is_filled_in(name) || meant.is_empty() || old.is_none() {
                continue;
            }
            let new: Vec<Taken<'_>> =
                meant.into_iter().flat_map(|route| new_paths(route)).collect();
            compare(check, &old.unwrap_or_default(), &new);
        }
    }
}

/// The paths of an Ingress; nothing where a pattern stands among them.
fn old_paths<'w>(ingress: &'w Object, rule: &'w Node) -> Option<Vec<Taken<'w>>> {
    let read = |path: &'w Node| {
        let node = path.get("path");
        let prefix = match path.get("pathType").str() {
            "Prefix" => true,
            "Exact" => false,
            _ => return None,
        };
        Some(Taken { object: ingress, node, path: node.text().unwrap_or("/"), prefix })
    };
    rule.at("http.paths").items().iter().map(read).collect()
}

/// The plain paths of a route.
fn new_paths<'w>(route: &'w Object) -> Vec<Taken<'w>> {
    let rules = route.spec("rules").items().iter();
    let matches = rules.flat_map(|rule| rule.get("matches").items());
    let read = |one: &'w Node| {
        let node = one.at("path.value");
        let prefix = match one.at("path.type").text().unwrap_or("PathPrefix") {
            "PathPrefix" => true,
            "Exact" => false,
            _ => return None,
        };
        Some(Taken { object: route, node, path: node.text().unwrap_or("/"), prefix })
    };
    matches.filter_map(read).collect()
}

fn compare(check: &mut Check<'_>, old: &[Taken<'_>], new: &[Taken<'_>]) {
    if new.is_empty() {
        return;
    }
    for lost in old.iter().filter(|one| !is_taken(one, new)) {
        say(check, lost, "The route that stands beside this Ingress loses this path");
    }
    for added in new.iter().filter(|one| !is_taken(one, old)) {
        say(check, added, "The Ingress that stands beside this route does not have this path");
    }
}

fn is_taken(one: &Taken<'_>, others: &[Taken<'_>]) -> bool {
    others.iter().any(|other| match (one.prefix, other.prefix) {
        (_, true) => host::covers(other.path, one.path),
        (false, false) => other.path == one.path,
        (true, false) => false,
    })
}

fn say(check: &mut Check<'_>, taken: &Taken<'_>, message: &str) {
    check
        .raise("GW-11", Major, taken.object, taken.node, message)
        .row("path", taken.path, "the same paths before and after")
        .detail(taken.path);
}
