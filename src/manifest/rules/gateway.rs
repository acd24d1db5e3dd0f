//! Gateway API: who attaches to whom, and what rules say.

use super::references::mislaid;
use crate::{
    manifest::{
        attach::{self, Refusal},
        check::{Check, listed},
        object::Object,
        yaml::{Node, is_filled_in, same},
    },
    text::counted,
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for gateway in ["Gateway", "ListenerSet"].iter().flat_map(|kind| world.of_kind(kind)) {
        if gateway.group() == attach::GROUP {
            certificates(check, gateway);
        }
    }
    for route in attach::routes(world) {
        for parent in route.spec("parentRefs").items() {
            attachment(check, route, parent);
        }
        for rule in route.spec("rules").items() {
            for backend in rule.get("backendRefs").items() {
                one(check, route, backend);
            }
            weights(check, route, rule);
            filters(check, route, rule);
            timeouts(check, route, rule);
        }
        shadowed(check, route);
    }
}

fn attachment(check: &mut Check<'_>, route: &Object, parent: &Node) {
    let world = check.world;
    let name = parent.get("name");
    if is_filled_in(name.str()) {
        return;
    }
    let Err(refusal) = attach::listeners(world, route, parent) else { return };
    match refusal {
        Refusal::Missing(kind) => {
            if world.may_be_lost(&kind) {
                return;
            }
            let known: Vec<&str> =
                world.of_kind(&kind).map(|object| object.name.as_str()).collect();
            let near = crate::text::nearest(name.str(), known.iter().copied());
            let edit = near.map(|near| check.edit(route, name, near));
            let elsewhere = world.of_kind(&kind).find(|object| object.name == name.str());
            let needed = elsewhere.map_or_else(
                || listed(&known),
                |object| format!("it is in namespace {}", object.namespace),
            );
            let message = "The parent is not there: the route attaches to nothing";
            let raised = check.raise("GW-01", Major, route, name, message);
            raised
                .row(format!("parent {kind}"), name.str(), needed)
                .near(name.str(), known)
                .detail(name.str());
            if let Some(edit) = edit {
                raised.fix("Name the parent that is there", edit);
            }
        }
        Refusal::Section(names) => {
            let section = parent.first_at(&["sectionName", "port"]);
            let message = "The parent has no such listener";
            let near = crate::text::nearest(section.str(), names.iter().map(String::as_str));
            let edit = match (near, names.as_slice()) {
                (Some(near), _) => Some(check.edit(route, section, near)),
                (None, [only]) if parent.has("sectionName") => {
                    Some(check.edit(route, section, only))
                }
                _ => None,
            };
            let raised = check.raise("GW-01", Major, route, section, message);
            raised.row("sectionName", section.str(), names.join(", ")).sure().detail(section.str());
            if let Some(edit) = edit {
                raised.fix("Name a listener", edit);
            }
        }
        Refusal::Namespace(gateway, rule) => {
            let message = "The listener admits no routes of this namespace";
            let raised = check.raise("GW-02", Major, route, name, message);
            raised
                .row(
                    format!("{} allowedRoutes", gateway.id()),
                    format!("{rule}, the route is in {}", route.namespace),
                    "All, or a selector that meets it",
                )
                .detail(name.str());
        }
        Refusal::Kind(gateway, kinds) => {
            let message = "The listener admits no routes of this kind";
            let raised = check.raise("GW-02", Major, route, name, message);
            raised
                .row(
                    format!("{} allowedRoutes", gateway.id()),
                    route.kind.as_str(),
                    kinds.join(", "),
                )
                .detail(name.str());
        }
        Refusal::Hostname(hosts) => {
            let node = route.spec("hostnames");
            let message = "No hostname of the route is one of the listener's";
            let raised = check.raise("GW-03", Major, route, node, message);
            raised.row("hostnames", node.texts().join(", "), hosts.join(", ")).detail(name.str());
        }
    }
}

/// What a reference names, in which namespace.
fn named<'n>(object: &'n Object, node: &'n Node) -> (&'n str, &'n str) {
    let space = node.get("namespace").text().unwrap_or(&object.namespace);
    (node.get("name").str(), space)
}

fn one(check: &mut Check<'_>, route: &Object, backend: &Node) {
    let world = check.world;
    let kind = backend.get("kind").text().unwrap_or("Service");
    let (name, space) = named(route, backend);
    let node = backend.get("name");
    if kind != "Service"
        || backend.get("group").text().is_some_and(|group| !group.is_empty())
        || is_filled_in(name)
        || world.may_be_lost("Service")
    {
        return;
    }
    if space != route.namespace && !attach::is_granted(world, route, space, "", "Service", name) {
        ungranted(check, route, backend.get("namespace"), space, &format!("Service/{name}"));
    }
    let Some(service) = world.find("Service", space, name) else {
        let known: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
        let near = crate::text::nearest(name, known.iter().copied());
        let edit = near.map(|near| check.edit(route, node, near));
        let elsewhere = world.services().find(|service| service.name == name);
        let needed = elsewhere.map_or_else(
            || listed(&known),
            |service| format!("it is in namespace {}", service.namespace),
        );
        let message = "The backend is not there: the entry answers 500";
        let raised = check.raise("GW-04", Major, route, node, message);
        raised
            .row("backendRef", format!("{name} in {space}"), needed)
            .near(name, known)
            .detail(name);
        if let Some(edit) = edit {
            raised.fix("Name the Service that is there", edit);
        }
        return;
    };
    let port = backend.get("port");
    let ports = service.spec("ports").items();
    let has = |service: &Object| {
        service.spec("ports").items().iter().any(|known| known.get("port").count() == port.count())
    };
    if port.is_present() && !world.all("Service", space, name).any(has) {
        let known: Vec<&str> = ports.iter().map(|port| port.get("port").str()).collect();
        let edit = match known.as_slice() {
            [only] => Some(check.edit(route, port, only)),
            _ => None,
        };
        let message = "The Service has no such port";
        let raised = check.raise("GW-04", Major, route, port, message);
        raised
            .row(service.id(), port.str(), listed(&known))
            .sure()
            .detail(format!("{name} {}", port.str()));
        if let Some(edit) = edit {
            raised.fix("Name the Service's port", edit);
        }
    }
}

fn ungranted(check: &mut Check<'_>, from: &Object, node: &Node, space: &str, target: &str) {
    let message = "A reference into another namespace needs a grant there";
    let raised = check.raise("GW-05", Major, from, node, message);
    raised
        .row(
            format!("{} to {target}", from.id()),
            format!("no ReferenceGrant in {space}"),
            format!("one in {space}, from {}", from.namespace),
        )
        .detail(target);
}

fn certificates(check: &mut Check<'_>, gateway: &Object) {
    for listener in gateway.spec("listeners").items() {
        let (name, protocol, tls) =
            (listener.get("name").str(), listener.get("protocol"), listener.get("tls"));
        let ends = tls.get("mode").text().unwrap_or("Terminate") == "Terminate";
        let secure = protocol.str() == "HTTPS" || (protocol.str() == "TLS" && tls.is_present());
        let named = tls.get("certificateRefs").items();
        if secure && ends && named.is_empty() && !tls.get("options").is_present() {
            let message = "It ends TLS and has no certificate";
            check
                .raise("GW-09", Major, gateway, protocol, message)
                .row(name, "no certificateRefs", "one, or tls.options")
                .detail(name);
        }
        for reference in named {
            let (secret, space) = self::named(gateway, reference);
            let is_secret = reference.get("kind").text().unwrap_or("Secret") == "Secret";
            if is_secret
                && space != gateway.namespace
                && !is_filled_in(space)
                && !attach::is_granted(check.world, gateway, space, "", "Secret", secret)
            {
                ungranted(
                    check,
                    gateway,
                    reference.get("namespace"),
                    space,
                    &format!("Secret/{secret}"),
                );
            }
            if is_secret && !is_filled_in(space) {
                mislaid(check, gateway, reference.get("name"), (secret, space));
            }
        }
    }
}

fn weights(check: &mut Check<'_>, route: &Object, rule: &Node) {
    let backends = rule.get("backendRefs").items();
    let nothing = |backend: &Node| backend.get("weight").int() == Some(0);
    if !backends.is_empty() && backends.iter().all(nothing) {
        let node = rule.get("backendRefs");
        let message = "No backend gets anything: every request is answered 500";
        check.raise("GW-10", Major, route, node, message).row(
            "weights",
            "all 0",
            "one of them greater",
        );
    }
}

fn filters(check: &mut Check<'_>, route: &Object, rule: &Node) {
    let filters = rule.get("filters").items();
    let of = |kind: &str| filters.iter().find(|filter| filter.get("type").str() == kind);
    let (redirect, rewrite) = (of("RequestRedirect"), of("URLRewrite"));
    if let Some(redirect) = redirect {
        let backends = !rule.get("backendRefs").items().is_empty();
        if rewrite.is_some() || backends {
            let yours = if rewrite.is_some() { "with URLRewrite" } else { "with backendRefs" };
            let message = "A redirect answers by itself";
            check.raise("GW-07", Major, route, redirect, message).row(
                "RequestRedirect",
                yours,
                "alone",
            );
        }
    }
    let replaces = [
        redirect.map(|filter| filter.at("requestRedirect.path")),
        rewrite.map(|filter| filter.at("urlRewrite.path")),
    ];
    for path in replaces.into_iter().flatten() {
        if path.get("type").str() != "ReplacePrefixMatch" {
            continue;
        }
        let matches = rule.get("matches").items();
        let prefix = |one: &Node| {
            let path = one.get("path");
            path.is_present() && path.get("type").text().unwrap_or("PathPrefix") == "PathPrefix"
        };
        if matches.len() != 1 || !matches.iter().all(prefix) {
            let yours = counted(matches.len(), "match");
            let message = "A prefix can only be replaced where exactly one is matched";
            check.raise("GW-06", Major, route, path, message).row(
                "ReplacePrefixMatch",
                yours,
                "one match of type PathPrefix",
            );
        }
    }
}

fn timeouts(check: &mut Check<'_>, route: &Object, rule: &Node) {
    let node = rule.at("timeouts.backendRequest");
    let seconds = |node: &Node| crate::manifest::duration::seconds(node.str());
    if let (Some(each), Some(all)) = (seconds(node), seconds(rule.at("timeouts.request")))
        && each > all
        && all > 0.0
    {
        let message = "One try may take longer than the whole request";
        check.raise("GW-12", Major, route, node, message).row(
            "backendRequest",
            node.str(),
            format!("at most {}", rule.at("timeouts.request").str()),
        );
    }
}

/// A rule that asks the same as an earlier one never gets anything.
fn shadowed(check: &mut Check<'_>, route: &Object) {
    let rules = route.spec("rules").items();
    for (at, rule) in rules.iter().enumerate() {
        let matches = rule.get("matches");
        let earlier = rules.iter().take(at).position(|known| {
            let theirs = known.get("matches");
            (!matches.is_present() && !theirs.is_present())
                || (matches.is_present() && same(theirs, matches))
        });
        if let Some(earlier) = earlier {
            let message = "An earlier rule takes every request that this one means";
            check
                .raise("GW-08", Minor, route, rule, message)
                .row(
                    format!("rule {}", at + 1),
                    "never reached",
                    format!("another match than rule {}", earlier + 1),
                )
                .detail(format!("rule {}", at + 1));
        }
    }
    let world = check.world;
    for other in attach::routes(world).filter(|other| other.kind == route.kind) {
        let before = (&other.namespace, &other.name) < (&route.namespace, &route.name);
        let hosts = |object: &Object| object.spec("hostnames").texts().join(",");
        let parents = same(other.spec("parentRefs"), route.spec("parentRefs"));
        if !before || hosts(other) != hosts(route) || !parents {
            continue;
        }
        for rule in rules {
            let twin = other.spec("rules").items().iter().any(|known| {
                rule.get("matches").is_present() && same(known.get("matches"), rule.get("matches"))
            });
            if twin {
                let message =
                    "Another route asks the same: the older one wins, which no file shows";
                check.raise("GW-08", Info, route, rule.get("matches"), message).row(
                    other.id(),
                    "the same match",
                    "another one",
                );
            }
        }
    }
}
