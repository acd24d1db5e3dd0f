//! Gateways: what one lets in, and whom it is chosen by.

use super::route::twins;
use crate::{
    manifest::{
        check::Check,
        host,
        istio::{self},
        mesh::{self, Membership},
        object::Object,
        raised::Witness,
        yaml::is_filled_in,
    },
    verdict::Severity::{Info, Major},
};

pub(super) fn gateways(check: &mut Check<'_>, service: &Object) {
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
                .or_else(|| crate::text::nearest(bare, known.iter().copied()).map(str::to_owned));
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

pub(super) fn selected(check: &mut Check<'_>, gateway: &Object) {
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
pub(super) fn around(check: &mut Check<'_>) {
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
pub(super) fn outside(check: &mut Check<'_>) {
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
