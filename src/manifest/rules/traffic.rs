//! Istio: where requests go. VirtualServices, DestinationRules, Gateways, the mesh around them.

use std::collections::BTreeMap;

use crate::{
    manifest::{
        check::{Check, Witness},
        duration, host,
        istio::{self, Destination},
        labels,
        mesh::{self, Membership},
        object::Object,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for service in
        world.of_kind("VirtualService").filter(|object| object.is_istio("VirtualService"))
    {
        hosts(check, service);
        gateways(check, service);
        for destination in istio::destinations(service) {
            target(check, service, &destination);
        }
        for route in service.spec("http").items() {
            weights(check, service, route);
            retries(check, service, route);
        }
        order(check, service);
    }
    doubled(check);
    for rule in world.of_kind("DestinationRule").filter(|object| object.is_istio("DestinationRule"))
    {
        client(check, rule);
    }
    for gateway in world.of_kind("Gateway").filter(|object| object.is_istio("Gateway")) {
        selected(check, gateway);
    }
    around(check);
}

fn hosts(check: &mut Check<'_>, service: &Object) {
    let hosts = service.spec("hosts");
    if !hosts.texts().is_empty() || istio::is_delegate(check.world, service) {
        return;
    }
    let node = service.root.get("spec");
    let message = "It is for no host, so for no request";
    check.raise("IS-01", Major, service, node, message).row(
        "hosts",
        "none",
        "the names that are called",
    );
}

fn gateways(check: &mut Check<'_>, service: &Object) {
    let world = check.world;
    let node = service.spec("gateways");
    for name in node.items() {
        let text = name.str();
        if text == "mesh" || text.is_empty() || is_filled_in(text) || world.may_be_lost("Gateway") {
            continue;
        }
        let Some(gateway) = istio::gateway(world, service, text) else {
            let known: Vec<&str> = world
                .of_kind("Gateway")
                .filter(|object| object.is_istio("Gateway"))
                .map(|object| object.name.as_str())
                .collect();
            let bare = text.rsplit('/').next().unwrap_or(text);
            let elsewhere = world
                .of_kind("Gateway")
                .find(|object| object.is_istio("Gateway") && object.name == bare);
            let right = elsewhere
                .map(|object| format!("{}/{}", object.namespace, object.name))
                .or_else(|| {
                    crate::manifest::check::nearest(bare, known.iter().copied()).map(str::to_owned)
                });
            let edit = right.as_ref().map(|right| check.edit(service, name, right));
            let message = "The Gateway is not there: nothing comes in this way";
            let raised = check.raise("IS-03", Major, service, name, message);
            raised
                .row(
                    "gateways",
                    text,
                    right.clone().unwrap_or_else(|| "a Gateway of that name".into()),
                )
                .near(bare, known)
                .detail(text);
            if let (Some(right), Some(edit)) = (right, edit) {
                raised.fix(format!("Name {right}"), edit);
            }
            continue;
        };
        let own = istio::gateway_hosts(gateway);
        for wanted in service.spec("hosts").items() {
            if is_filled_in(wanted.str())
                || own.iter().any(|known| host::intersect(known, wanted.str()))
            {
                continue;
            }
            // Names of the mesh beside those of the entry are usual.
            let inner = node.texts().contains(&"mesh")
                && host::service(world, wanted.str(), &service.namespace).is_some();
            if !inner {
                let message = "The Gateway does not open for this host";
                check
                    .raise("IS-04", Major, service, wanted, message)
                    .row(gateway.id(), wanted.str(), own.join(", "))
                    .detail(wanted.str());
            }
        }
    }
    let inside = |from: &str| {
        from.contains('/')
            || check.facts.sources.get(from).is_some_and(|source| source.in_mesh != Some(false))
    };
    let called = |wanted: &str| {
        check.facts.musts.iter().any(|intent| {
            let means = |request: &crate::manifest::Request| {
                host::service_name(&request.host, &service.namespace)
                    == host::service_name(wanted, &service.namespace)
            };
            inside(&intent.from.value) && intent.send.as_ref().is_some_and(means)
        })
    };
    let missed = service.spec("hosts").texts().into_iter().any(called);
    if node.is_present() && !node.texts().contains(&"mesh") && missed {
        let message = "Callers inside are not routed by it: `mesh` is missing";
        check
            .raise("IS-03", Major, service, node, message)
            .row("gateways", node.texts().join(", "), "mesh as well")
            .detail("mesh")
            .needs(Witness::Must);
    }
}

fn target(check: &mut Check<'_>, service: &Object, destination: &Destination<'_>) {
    let world = check.world;
    let name = destination.host;
    if !name.is_present() || is_filled_in(name.str()) {
        return;
    }
    let known = host::service(world, name.str(), &service.namespace);
    let outside = istio::is_entry(world, name.str());
    if known.is_none() && !outside && !world.may_be_lost("Service") && !name.str().contains('*') {
        let near: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
        let bare = name.str().split('.').next().unwrap_or_default();
        let elsewhere = world.services().find(|service| service.name == bare);
        let right =
            elsewhere.map(|service| format!("{}.{}", service.name, service.namespace)).or_else(
                || crate::manifest::check::nearest(bare, near.iter().copied()).map(str::to_owned),
            );
        let edit = right.as_ref().map(|right| check.edit(service, name, right));
        let message = "This name means nothing in the namespace of the object";
        let raised = check.raise("IS-02", Major, service, name, message);
        raised
            .row(
                "host",
                name.str(),
                right.clone().unwrap_or_else(|| "a Service, or a ServiceEntry".into()),
            )
            .near(bare, near)
            .detail(name.str());
        if let (Some(right), Some(edit)) = (right, edit) {
            raised.fix(format!("Name {right}"), edit);
        }
        return;
    }
    if let Some(target) = known {
        let port = destination.port;
        let ports = target.spec("ports").items();
        if port.is_present() && !ports.iter().any(|known| known.get("port").count() == port.count())
        {
            let message = "The Service has no such port";
            check
                .raise("IS-02", Major, service, port, message)
                .row(target.id(), port.str(), "a port of the Service")
                .sure()
                .detail(format!("{} {}", name.str(), port.str()));
        }
        if !destination.subset.is_present() {
            let empty =
                world.selected(target).is_empty() && !target.spec("selector").entries().is_empty();
            if destination.weight > 0
                && destination.weighted
                && empty
                && !world.workloads_may_be_lost()
                && !check.facts.open
            {
                let message = "A share of the requests goes to pods that are not there";
                check
                    .raise("IS-07", Major, service, name, message)
                    .row(name.str(), format!("weight {}", destination.weight), "pods")
                    .detail(name.str());
            }
            return;
        }
    }
    subset(check, service, destination);
}

fn subset(check: &mut Check<'_>, service: &Object, destination: &Destination<'_>) {
    let world = check.world;
    let (name, subset) = (destination.host, destination.subset);
    if !subset.is_present() || is_filled_in(subset.str()) || world.may_be_lost("DestinationRule") {
        return;
    }
    let rules = istio::rules_for(world, service, name.str());
    let found =
        rules.iter().find_map(|rule| istio::subset(rule, subset.str()).map(|node| (*rule, node)));
    let Some((rule, node)) = found else {
        let stray = world.of_kind("DestinationRule").find(|rule| {
            !rules.iter().any(|known| std::ptr::eq(*known, *rule))
                && istio::subset(rule, subset.str()).is_some()
        });
        if let Some(stray) = stray.filter(|_| rules.is_empty()) {
            let node = stray.spec("host");
            let edit = check.edit(stray, node, name.str());
            let message = "It names another host than the route: its subsets are never used";
            check
                .raise("IS-12", Major, stray, node, message)
                .row("host", node.str(), name.str())
                .fix("Name the host of the route", edit);
            return;
        }
        let known: Vec<&str> = rules
            .iter()
            .flat_map(|rule| rule.spec("subsets").items())
            .map(|node| node.get("name").str())
            .collect();
        let near = crate::manifest::check::nearest(subset.str(), known.iter().copied());
        let edit = near.map(|near| check.edit(service, subset, near));
        let message = "The subset is defined nowhere: these requests are answered 503";
        let raised = check.raise("IS-10", Major, service, subset, message);
        raised.row(
            format!("subset of {}", name.str()),
            subset.str(),
            if known.is_empty() {
                "a DestinationRule that defines it".to_owned()
            } else {
                known.join(", ")
            },
        );
        raised.near(subset.str(), known).detail(format!("{} {}", name.str(), subset.str()));
        if let Some(edit) = edit {
            raised.fix("Name the subset that is there", edit);
        }
        return;
    };
    let Some(target) = host::service(world, name.str(), &service.namespace) else { return };
    let wanted = node.get("labels");
    let pods = world.selected(target);
    if pods.is_empty()
        || pods.iter().any(|workload| labels::is_selected(wanted, &workload.labels()))
    {
        return;
    }
    let values: Vec<String> =
        pods.iter().flat_map(|workload| workload.labels().into_values()).collect();
    let bad = wanted.pairs().next().map_or("", |(_, value)| value).to_owned();
    let shown: Vec<String> =
        pods.iter().map(|workload| labels::shown(&workload.labels())).collect();
    let message = "No pod has these labels: a share of the requests is answered 503";
    let raised = check.raise("IS-11", Major, rule, wanted, message);
    raised
        .row(
            format!("subset {}", subset.str()),
            labels::shown(&labels::labels(wanted)),
            shown.join("; "),
        )
        .near(&bad, values.iter().map(String::as_str))
        .detail(subset.str());
}

fn weights(check: &mut Check<'_>, service: &Object, route: &Node) {
    let routes = route.get("route").items();
    let given: Vec<i64> = routes.iter().filter_map(|route| route.get("weight").int()).collect();
    let sum: i64 = given.iter().sum();
    if routes.len() > 1 && !given.is_empty() && sum != 100 {
        let message = "Weights are shares of their sum, which is not 100 here";
        let shown: Vec<String> = given.iter().map(i64::to_string).collect();
        check.raise("IS-07", Minor, service, route.get("route"), message).row(
            "weights",
            format!("{} = {sum}", shown.join(" + ")),
            "100 in all",
        );
    }
}

fn retries(check: &mut Check<'_>, service: &Object, route: &Node) {
    let retries = route.get("retries");
    let (attempts, each) =
        (retries.get("attempts").int().unwrap_or(0), retries.get("perTryTimeout"));
    if let (Some(one), Some(all)) =
        (duration::seconds(each.str()), duration::seconds(route.get("timeout").str()))
    {
        let tries = (attempts + 1) as f64;
        if attempts > 0 && tries * one > all && all > 0.0 {
            let message = "The last tries never come: the whole is given up before";
            check.raise("IS-09", Minor, service, retries, message).row(
                "tries",
                format!("{tries} of {}", each.str()),
                format!("within {}", route.get("timeout").str()),
            );
        }
    }
    let writes =
        |node: &Node| ["POST", "PUT", "PATCH", "DELETE"].contains(&node.at("method.exact").str());
    let matched = route.get("match").items();
    let safe = ["connect-failure", "refused-stream", "connect-failure,refused-stream"]
        .contains(&retries.get("retryOn").str());
    if attempts > 0 && !safe && !matched.is_empty() && matched.iter().all(writes) {
        let message = "A write that is sent again may be done twice";
        check.raise("IS-14", Minor, service, retries, message).row(
            "retries",
            "on writes",
            "on failures to connect only",
        );
    }
}

/// Whether a route takes every request.
fn takes_all(route: &Node) -> bool {
    let matches = route.get("match").items();
    let all = |node: &Node| {
        let keys: Vec<&str> = node
            .entries()
            .iter()
            .map(|(key, _)| key.text.as_str())
            .filter(|key| *key != "name")
            .collect();
        keys.is_empty() || (keys == ["uri"] && node.at("uri.prefix").str() == "/")
    };
    matches.is_empty() || matches.iter().any(all)
}

fn order(check: &mut Check<'_>, service: &Object) {
    let routes = service.spec("http").items();
    let Some(first) = routes.iter().position(takes_all) else { return };
    for (at, route) in routes.iter().enumerate().skip(first + 1) {
        let message = "A route above takes every request: this one gets none";
        check
            .raise("IS-06", Major, service, route, message)
            .row(
                format!("route {}", at + 1),
                "after a catch-all",
                format!("before route {}", first + 1),
            )
            .detail(format!("route {}", at + 1));
    }
}

/// Two VirtualServices for one name of the mesh.
fn doubled(check: &mut Check<'_>) {
    let world = check.world;
    let mut seen: BTreeMap<(String, String), &Object> = BTreeMap::new();
    for service in world
        .of_kind("VirtualService")
        .filter(|object| object.is_istio("VirtualService") && !object.is_nameless())
    {
        let gateways = service.spec("gateways").texts();
        if !(gateways.is_empty() || gateways.contains(&"mesh")) {
            continue;
        }
        for node in service.spec("hosts").items() {
            let name = host::service_name(node.str(), &service.namespace);
            let key = name
                .filter(|_| !node.str().contains('*'))
                .unwrap_or((node.str().to_owned(), String::new()));
            match seen.get(&key) {
                Some(first) if first.name != service.name => {
                    let severity =
                        if check.facts.open && first.file != service.file { Info } else { Major };
                    let message =
                        "Two VirtualServices are for one host: which rules hold is not defined";
                    check
                        .raise("IS-08", severity, service, node, message)
                        .row(node.str(), first.id(), "one of them")
                        .detail(node.str());
                }
                Some(_) => {}
                None => drop(seen.insert(key, service)),
            }
        }
    }
}

/// What a client does against what the server asks.
fn client(check: &mut Check<'_>, rule: &Object) {
    let world = check.world;
    let node = rule.spec("host");
    let target = host::service(world, node.str(), &rule.namespace);
    let known = target.is_some()
        || istio::is_entry(world, node.str())
        || node.str().contains('*')
        || is_filled_in(node.str());
    let near: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
    if !known && !world.may_be_lost("Service") && node.is_present() {
        let bare = node.str().split('.').next().unwrap_or_default();
        let message = "This name means nothing in the namespace of the object";
        check
            .raise("IS-02", Major, rule, node, message)
            .row("host", node.str(), "a Service, or a ServiceEntry")
            .near(bare, near)
            .detail(node.str());
    }
    let mode = rule.spec("trafficPolicy.tls.mode");
    let Some(target) = target.filter(|_| ["DISABLE", "SIMPLE"].contains(&mode.str())) else {
        return;
    };
    for workload in world.selected(target) {
        let member = mesh::membership(world, check.facts, &workload);
        let ports = target.spec("ports").items();
        let port = ports
            .first()
            .and_then(|port| port.first_at(&["targetPort", "port"]).count())
            .unwrap_or(0);
        let asked = mesh::asked(world, workload.namespace(), &workload.labels(), port, member);
        if let Some(by) = asked.by.filter(|_| asked.strict) {
            let edit = check.edit(rule, mode, "ISTIO_MUTUAL");
            let message = "The caller does not speak what the server insists on";
            check
                .raise("IS-13", Major, rule, mode, message)
                .row(by.id(), mode.str(), "ISTIO_MUTUAL")
                .fix("Speak the mesh's TLS", edit);
        }
    }
}

fn selected(check: &mut Check<'_>, gateway: &Object) {
    let world = check.world;
    let selector = gateway.spec("selector");
    let entry = mesh::entry_workload(world, gateway);
    if entry.is_none() {
        let other = selector.entries().iter().find_map(|(key, value)| {
            let found =
                world.workloads().find_map(|workload| workload.labels().get(&key.text).cloned());
            found.filter(|found| Some(found.as_str()) != value.text()).map(|found| (value, found))
        });
        if let Some((node, found)) = other {
            let edit = check.edit(gateway, node, &found);
            let message = "No entry has these labels: nobody opens this Gateway";
            check
                .raise("IS-05", Major, gateway, node, message)
                .row("selector", node.str(), &found)
                .fix("Select the entry that is there", edit);
        }
    }
    for server in gateway.spec("servers").items() {
        let node = server.at("tls.credentialName");
        let space = entry.map_or(mesh::ROOT, |workload| workload.namespace());
        let elsewhere = world
            .of_kind("Secret")
            .find(|secret| secret.name == node.str() && secret.namespace != space);
        let here = world.find("Secret", space, node.str()).is_some();
        if let (true, false, Some(secret)) = (node.is_present(), here, elsewhere) {
            let message = "The certificate lies in another namespace than the entry that needs it";
            check
                .raise("IS-05", Major, gateway, node, message)
                .row(secret.id(), secret.namespace.as_str(), space)
                .sure()
                .detail(node.str());
        }
    }
}

/// What holds for a whole namespace, and what is old.
fn around(check: &mut Check<'_>) {
    let world = check.world;
    for space in world.of_kind("Namespace") {
        let labels = space.labels();
        let injected = labels.get("istio-injection").is_some_and(|value| value == "enabled")
            || labels.contains_key("istio.io/rev");
        let ambient = labels.get("istio.io/dataplane-mode").is_some_and(|mode| mode == "ambient");
        if injected && ambient {
            let message = "A namespace is in the mesh one way or the other";
            check
                .raise("IS-32", Major, space, space.at("metadata.labels"), message)
                .row("labels", "injected and ambient", "one of them")
                .sure();
        }
    }
    outside(check);
    for service in
        world.of_kind("VirtualService").filter(|object| object.is_istio("VirtualService"))
    {
        twins(check, service);
    }
    for object in &world.objects {
        if object.group().ends_with("istio.io")
            && ["v1beta1", "v1alpha3"].iter().any(|old| object.version.ends_with(old))
        {
            let newer = format!("{}/v1", object.group());
            if crate::manifest::schema::Schema::shipped().kind(&newer, &object.kind).is_some() {
                let node = object.root.get("apiVersion");
                let edit = check.edit(object, node, &newer);
                let message = "This version is still served, and v1 exists";
                check
                    .raise("IS-34", Info, object, node, message)
                    .row("apiVersion", &object.version, &newer)
                    .fix("Write v1", edit);
            }
        }
        if object.is_istio("EnvoyFilter") {
            let message = "It changes the proxy's own settings, which any release may break";
            check.raise("IS-36", Info, object, object.root.get("kind"), message).row(
                "kind",
                "EnvoyFilter",
                "an API of the mesh, where there is one",
            );
        }
    }
}

/// Mesh policies of a namespace whose pods are not in the mesh.
fn outside(check: &mut Check<'_>) {
    let world = check.world;
    let mut told: Vec<&str> = Vec::new();
    for policy in world.objects.iter().filter(|object| {
        ["AuthorizationPolicy", "PeerAuthentication"].iter().any(|kind| object.is_istio(kind))
    }) {
        let space = policy.namespace.as_str();
        if space == mesh::ROOT || told.contains(&space) || policy.partial {
            continue;
        }
        let mut pods = world.workloads_in(space).peekable();
        let known = check.facts.workloads.values().any(|known| known.in_mesh.is_some());
        if pods.peek().is_none()
            || known
            || !pods.all(|workload| {
                mesh::membership(world, check.facts, &workload) == Membership::Outside
            })
        {
            continue;
        }
        told.push(space);
        let message = "The policy is for pods that are not in the mesh: nobody follows it";
        let raised = check.raise("IS-32", Major, policy, policy.at("metadata.namespace"), message);
        raised.row(
            format!("namespace {space}"),
            "neither injected nor ambient",
            "istio-injection=enabled, or istio.io/dataplane-mode=ambient",
        );
    }
}

/// A VirtualService and an HTTPRoute for one ambient service.
fn twins(check: &mut Check<'_>, service: &Object) {
    let world = check.world;
    for node in service.spec("hosts").items() {
        let Some(target) = host::service(world, node.str(), &service.namespace) else { continue };
        if mesh::of_namespace(world, &target.namespace) != Membership::Ambient {
            continue;
        }
        let means = |route: &&Object| {
            route.spec("parentRefs").items().iter().any(|parent| {
                let space = parent.get("namespace").text().unwrap_or(&route.namespace);
                parent.get("kind").str() == "Service"
                    && parent.get("name").str() == target.name
                    && space == target.namespace
            })
        };
        if let Some(route) = world.of_kind("HTTPRoute").find(means) {
            let message = "Two APIs route one service: what they do together is not defined";
            check
                .raise("IS-33", Major, service, node, message)
                .row(node.str(), route.id(), "one of them")
                .detail(node.str());
        }
    }
}
