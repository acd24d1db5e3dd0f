//! ConfigMaps, Secrets and accounts that pods ask for.

use crate::{
    manifest::{
        check::Check,
        object::Object,
        workload::Workload,
        world::World,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Major, Minor},
};

/// What every namespace has.
const GIVEN: [&str; 3] = ["kube-root-ca.crt", "istio-ca-root-cert", "default-token"];

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        for used in uses(&workload) {
            used.check(check, &workload);
        }
        account(check, &workload);
    }
    for secret in world.of_kind("Secret").filter(|object| object.group().is_empty()) {
        encoded(check, secret);
    }
    for config in world.of_kind("ConfigMap") {
        for (key, value) in config.at("data").entries() {
            if super::image::is_secret_name(&key.text)
                && value.text().is_some_and(super::image::is_secret_text)
            {
                let message = "A password belongs into a Secret";
                check
                    .raise("K8-63", Minor, config, value, message)
                    .row(&key.text, "in a ConfigMap", "in a Secret")
                    .detail(&key.text);
            }
        }
    }
}

/// A reference of a pod to a ConfigMap or Secret.
struct Use<'w> {
    kind: &'static str,
    name: &'w Node,
    keys: Vec<&'w Node>,
    optional: bool,
}

fn uses<'w>(workload: &Workload<'w>) -> Vec<Use<'w>> {
    let mut found = Vec::new();
    let mut add = |kind, source: &'w Node, name: &str, keys: Vec<&'w Node>| {
        let optional = source.get("optional").is_true();
        let name = source.get(name);
        if name.is_present() {
            found.push(Use { kind, name, keys, optional });
        }
    };
    for container in workload.all_containers() {
        for variable in container.get("env").items() {
            let from = variable.get("valueFrom");
            for (kind, way) in [("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")] {
                add(kind, from.get(way), "name", vec![from.get(way).get("key")]);
            }
        }
        for from in container.get("envFrom").items() {
            add("ConfigMap", from.get("configMapRef"), "name", Vec::new());
            add("Secret", from.get("secretRef"), "name", Vec::new());
        }
    }
    let keys = |source: &'w Node| {
        source.get("items").items().iter().map(|item| item.get("key")).collect::<Vec<_>>()
    };
    for volume in workload.pod().get("volumes").items() {
        add("ConfigMap", volume.get("configMap"), "name", keys(volume.get("configMap")));
        add("Secret", volume.get("secret"), "secretName", keys(volume.get("secret")));
        for source in volume.at("projected.sources").items() {
            add("ConfigMap", source.get("configMap"), "name", keys(source.get("configMap")));
            add("Secret", source.get("secret"), "name", keys(source.get("secret")));
        }
    }
    found
}

/// Whether somebody makes a Secret while the cluster runs.
fn is_made(world: &World, namespace: &str, name: &str) -> bool {
    let makers = [
        ("Certificate", "spec.secretName"),
        ("ExternalSecret", "spec.target.name"),
        ("SealedSecret", "spec.template.metadata.name"),
    ];
    makers.iter().any(|(kind, way)| {
        world.of_kind(kind).any(|object| {
            object.namespace == namespace && (object.at(way).str() == name || object.name == name)
        })
    })
}

impl Use<'_> {
    fn check(&self, check: &mut Check<'_>, workload: &Workload<'_>) {
        let (world, name) = (check.world, self.name.str());
        let lost = world.may_be_lost(self.kind);
        if self.optional || is_filled_in(name) || GIVEN.contains(&name) || lost {
            return;
        }
        let Some(object) = world.find(self.kind, workload.namespace(), name) else {
            if self.kind == "Secret" && is_made(world, workload.namespace(), name) {
                return;
            }
            let known: Vec<&str> =
                world.of_kind(self.kind).map(|object| object.name.as_str()).collect();
            let elsewhere = world.of_kind(self.kind).find(|object| object.name == name);
            let near = crate::text::nearest(name, known.iter().copied());
            let edit = near.map(|near| check.edit(workload.object, self.name, near));
            let message = format!("The container never starts: there is no such {}", self.kind);
            let raised = check.raise("K8-60", Major, workload.object, self.name, message);
            let needed = match elsewhere {
                Some(object) => format!("it is in namespace {}", object.namespace),
                None if known.is_empty() => "one of that name".to_owned(),
                None => known.join(", "),
            };
            raised
                .row(format!("{}/{name}", self.kind), "missing", needed)
                .near(name, known)
                .detail(name);
            if let (Some(near), Some(edit)) = (near, edit) {
                raised.fix(format!("Name {near}"), edit);
            }
            return;
        };
        for key in &self.keys {
            let mut twins = world.all(self.kind, workload.namespace(), name);
            if !twins.any(|twin| !std::ptr::eq(twin, object) && has_key(twin, key)) {
                self.key(check, workload, object, key);
            }
        }
    }

    fn key(&self, check: &mut Check<'_>, workload: &Workload<'_>, object: &Object, key: &Node) {
        let parts = ["data", "stringData", "binaryData"];
        let is_typed =
            self.kind == "Secret" && object.at("type").str().contains("service-account-token");
        if !key.is_present()
            || is_filled_in(key.str())
            || is_typed
            || parts.iter().any(|part| object.at(part).has(key.str()))
        {
            return;
        }
        if parts.iter().all(|part| object.at(part).entries().is_empty()) {
            return;
        }
        let known: Vec<&str> = parts
            .iter()
            .flat_map(|part| object.at(part).entries())
            .map(|(key, _)| key.text.as_str())
            .collect();
        let near = crate::text::nearest(key.str(), known.iter().copied());
        let edit = near.map(|near| check.edit(workload.object, key, near));
        let message = "The container never starts: the key is not there";
        let raised = check.raise("K8-60", Major, workload.object, key, message);
        raised
            .row(format!("{} key", object.id()), key.str(), known.join(", "))
            .sure()
            .detail(format!("{} {}", object.name, key.str()));
        if let (Some(near), Some(edit)) = (near, edit) {
            raised.fix(format!("Name {near}"), edit);
        }
    }
}

fn has_key(object: &Object, key: &Node) -> bool {
    ["data", "stringData", "binaryData"].iter().any(|part| object.at(part).has(key.str()))
}

fn account(check: &mut Check<'_>, workload: &Workload<'_>) {
    let node = workload.pod().first_at(&["serviceAccountName", "serviceAccount"]);
    let name = node.str();
    let world = check.world;
    if name.is_empty()
        || name == "default"
        || is_filled_in(name)
        || world.may_be_lost("ServiceAccount")
    {
        return;
    }
    if world.find("ServiceAccount", workload.namespace(), name).is_none() {
        let known: Vec<&str> = world
            .of_kind("ServiceAccount")
            .filter(|object| object.namespace == workload.namespace())
            .map(|object| object.name.as_str())
            .collect();
        let near = crate::text::nearest(name, known.iter().copied());
        let edit = near.map(|near| check.edit(workload.object, node, near));
        let message = "No pod starts: its account is not there";
        let needed = if known.is_empty() {
            "a ServiceAccount of that name".to_owned()
        } else {
            known.join(", ")
        };
        let raised = check.raise("K8-76", Major, workload.object, node, message);
        raised.row("serviceAccountName", name, needed).near(name, known);
        if let Some(edit) = edit {
            raised.fix("Name the account that is there", edit);
        }
    }
}

fn encoded(check: &mut Check<'_>, secret: &Object) {
    for (key, value) in secret.at("data").entries() {
        let Some(text) = value.text().filter(|text| !is_filled_in(text)) else { continue };
        if !is_base64(text) {
            let message = "What stands in `data` is base64: plain text belongs into `stringData`";
            check
                .raise("K8-62", Major, secret, value, message)
                .row(&key.text, "plain text", "base64, or stringData")
                .detail(&key.text);
        }
    }
    for part in ["stringData"] {
        for (key, value) in secret.at(part).entries() {
            let folded = key.text.to_lowercase();
            if folded == "host" || folded.ends_with("_host") || folded.ends_with("hostname") {
                let message = "A host name is no secret: it belongs into a ConfigMap";
                check
                    .raise("K8-63", Minor, secret, value, message)
                    .row(&key.text, "in a Secret", "in a ConfigMap")
                    .detail(&key.text);
            }
        }
    }
}

fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let body = text.trim_end_matches('=');
    let plain = body.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/');
    plain && text.len().is_multiple_of(4) && text.len() - body.len() <= 2
}
