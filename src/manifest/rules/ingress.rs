//! Ingresses: backends, rewriting, and the controller that reads them.

use super::references::mislaid;
use crate::{
    manifest::{
        check::{Check, listed},
        object::Object,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Info, Major, Minor},
};

/// Annotations of the controller of the Kubernetes project.
const NGINX: &str = "nginx.ingress.kubernetes.io/";
const RETIRED: &str = "24 March 2026";

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for ingress in world.of_kind("Ingress").filter(|object| object.group() == "networking.k8s.io") {
        for backend in backends(ingress) {
            one(check, ingress, backend);
        }
        for certificate in ingress.spec("tls").items() {
            let name = certificate.get("secretName");
            if name.is_present() && !is_filled_in(name.str()) {
                mislaid(check, ingress, name, (name.str(), &ingress.namespace));
            }
        }
        rewriting(check, ingress);
        class(check, ingress);
    }
    for workload in world.workloads() {
        controller(check, &workload);
    }
}

/// Every backend of an Ingress.
fn backends(ingress: &Object) -> Vec<&Node> {
    let paths = ingress.spec("rules").items().iter().flat_map(|rule| rule.at("http.paths").items());
    let all = paths.map(|path| path.get("backend")).chain([ingress.spec("defaultBackend")]);
    all.map(|backend| backend.get("service")).filter(|service| service.is_present()).collect()
}

fn one(check: &mut Check<'_>, ingress: &Object, backend: &Node) {
    let name = backend.get("name");
    let world = check.world;
    if !name.is_present() || is_filled_in(name.str()) || world.may_be_lost("Service") {
        return;
    }
    let Some(service) = world.find("Service", &ingress.namespace, name.str()) else {
        let elsewhere = world.services().find(|service| service.name == name.str());
        let known: Vec<&str> = world.services().map(|service| service.name.as_str()).collect();
        let near = crate::text::nearest(name.str(), known.iter().copied());
        let edit = near.map(|near| check.edit(ingress, name, near));
        let (rule, needed) = match elsewhere {
            Some(service) => ("K8-14", format!("an Ingress in namespace {}", service.namespace)),
            None => ("K8-80", listed(&known)),
        };
        let message = "The backend is not there: the entry answers 503";
        let raised = check.raise(rule, Major, ingress, name, message);
        raised.row("backend", name.str(), needed).near(name.str(), known).detail(name.str());
        if let Some(edit) = edit.filter(|_| elsewhere.is_none()) {
            raised.fix("Name the Service that is there", edit);
        }
        return;
    };
    let port = backend.get("port");
    let (number, named) = (port.get("number"), port.get("name"));
    let node = if number.is_present() { number } else { named };
    if !node.is_present() || is_filled_in(node.str()) {
        return;
    }
    let key = if number.is_present() { "port" } else { "name" };
    let ports = service.spec("ports").items();
    let has = |service: &Object| {
        service.spec("ports").items().iter().any(|port| port.get(key).str() == node.str())
    };
    if world.all("Service", &ingress.namespace, name.str()).any(has) {
        return;
    }
    let known: Vec<&str> = ports.iter().map(|port| port.get(key).str()).collect();
    let edit = match known.as_slice() {
        [only] if !only.is_empty() => Some(check.edit(ingress, node, only)),
        _ => None,
    };
    let message = "The Service has no such port";
    let raised = check.raise("K8-80", Major, ingress, node, message);
    raised.row(service.id(), node.str(), listed(&known)).sure().detail(format!(
        "{} {}",
        name.str(),
        node.str()
    ));
    if let Some(edit) = edit {
        raised.fix("Name the Service's port", edit);
    }
}

/// Whether the controller of the Kubernetes project reads it.
pub(crate) fn is_nginx(ingress: &Object) -> bool {
    ingress.at("metadata.annotations").entries().iter().any(|(key, _)| key.text.starts_with(NGINX))
}

/// An annotation of that controller.
pub(crate) fn annotation<'o>(ingress: &'o Object, name: &str) -> &'o Node {
    ingress.at("metadata.annotations").get(&format!("{NGINX}{name}"))
}

fn rewriting(check: &mut Check<'_>, ingress: &Object) {
    if !is_nginx(ingress) {
        return;
    }
    let target = annotation(ingress, "rewrite-target");
    let regex = annotation(ingress, "use-regex").str() == "true";
    for rule in ingress.spec("rules").items() {
        for path in rule.at("http.paths").items() {
            let (node, kind) = (path.get("path"), path.get("pathType"));
            let text = node.str();
            if is_filled_in(text) {
                continue;
            }
            let is_regex = is_regex(text);
            let drops = target.is_present()
                && !target.str().contains('$')
                && target.str() != text
                && kind.str() != "Exact"
                && text != "/";
            if drops && !is_filled_in(target.str()) {
                let message = "Every path below this one arrives as the target alone";
                let raised = check.raise("K8-81", Major, ingress, target, message);
                raised
                    .row(
                        format!("{text} \u{2026}"),
                        target.str(),
                        "a capture group and $1, or no rewriting",
                    )
                    .detail(text);
            }
            if is_regex && matches!(kind.str(), "Prefix" | "Exact") {
                let edit = check.edit(ingress, kind, "ImplementationSpecific");
                let message = "A pattern is refused under this path type";
                check
                    .raise("K8-82", Major, ingress, kind, message)
                    .row(text, kind.str(), "ImplementationSpecific")
                    .detail(text)
                    .fix("Say that the controller reads it", edit);
            } else if is_regex && !regex {
                let severity = if target.is_present() { Minor } else { Major };
                let message = "The path is a pattern, and nothing says so";
                check
                    .raise("K8-82", severity, ingress, node, message)
                    .row(text, "no use-regex", "use-regex: \"true\"")
                    .detail(text);
            }
        }
    }
}

fn is_regex(path: &str) -> bool {
    path.contains(['(', '[', '*', '|', '\\', '^', '$', '+', '?'])
}

fn class(check: &mut Check<'_>, ingress: &Object) {
    let class = ingress.spec("ingressClassName");
    let old = ingress.at("metadata.annotations").get("kubernetes.io/ingress.class");
    let version = ingress.root.get("kind");
    if !class.is_present() && !old.is_present() {
        let message = "Which controller reads this depends on the cluster";
        check.raise("K8-83", Minor, ingress, version, message).row(
            "ingressClassName",
            "none",
            "a class",
        );
    }
    if is_nginx(ingress) {
        let message = format!("Its controller, ingress-nginx, was retired on {RETIRED}");
        check.raise("K8-84", Minor, ingress, version, message).row(
            "controller",
            "ingress-nginx",
            "HTTPRoute, or another controller",
        );
    } else {
        let message = "The Ingress API is frozen: what is new comes to the Gateway API";
        check.raise("K8-84", Info, ingress, version, message).row("kind", "Ingress", "HTTPRoute");
    }
}

fn controller(check: &mut Check<'_>, workload: &Workload<'_>) {
    for container in workload.containers() {
        let image = container.get("image");
        if image.str().contains("ingress-nginx/controller") {
            let message = format!("This controller, ingress-nginx, was retired on {RETIRED}");
            check.raise("K8-84", Minor, workload.object, image, message).row(
                "image",
                image.str(),
                "another controller",
            );
        }
    }
}
