//! What was not read, what had to stay, names that Kubernetes does not take.

use crate::{
    manifest::{check::Check, object::Object, workload::Workload, yaml::Node, yaml::is_filled_in},
    verdict::Severity::{Blocker, Info, Major},
};

pub(super) fn check(check: &mut Check<'_>) {
    unread(check);
    kept(check);
    for object in check.world.objects.iter().filter(|object| !object.partial) {
        names(check, object);
    }
}

fn unread(check: &mut Check<'_>) {
    for trouble in &check.world.troubles {
        let severity = if trouble.rule == "MF-11" { Info } else { Blocker };
        let message = match trouble.rule {
            "MF-11" => format!("Not looked at: {}", trouble.message),
            _ => format!("This cannot be read: {}", trouble.message),
        };
        let (span, place) = (trouble.span.clone(), &trouble.place);
        check.raise_at(trouble.rule, severity, trouble.file, span, place, message);
    }
}

/// Objects that the facts want to stay.
fn kept(check: &mut Check<'_>) {
    for id in &check.facts.keep {
        let (kind, name) = id.split_once('/').unwrap_or(("", id));
        let world = check.world;
        let object = world.objects.iter().any(|object| object.id() == *id);
        let composed = || {
            kind.eq_ignore_ascii_case("service")
                && world.composes.iter().any(|compose| compose.service(name).is_some())
        };
        let file = || {
            kind.eq_ignore_ascii_case("file") && world.files.iter().any(|file| file.name == name)
        };
        let lost = || world.lost.iter().any(|(known, lost)| known == kind && lost == name);
        if !(object || composed() || file() || lost()) {
            let message = "This had to stay: what depends on it is not yours to take away";
            // What is gone stands nowhere: the first file that could have it is shown.
            let could = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
            let place = world.files.iter().position(|file| could(&file.name)).unwrap_or(0);
            check.raise_at("MF-05", Blocker, place, 0..0, id, message).row(
                id,
                "gone or renamed",
                "there",
            );
        }
    }
}

/// Kinds whose names are DNS labels.
const LABELS: [&str; 2] = ["Service", "Namespace"];
/// Groups whose names are DNS subdomains.
const GROUPS: [&str; 7] = [
    "",
    "apps",
    "batch",
    "networking.k8s.io",
    "policy",
    "autoscaling",
    "gateway.networking.k8s.io",
];

fn names(check: &mut Check<'_>, object: &Object) {
    let name = object.at("metadata.name");
    if GROUPS.contains(&object.group()) && name.text().is_some_and(|text| !is_filled_in(text)) {
        let most = if LABELS.contains(&object.kind.as_str()) { 63 } else { 253 };
        let dots = most > 63;
        if !is_dns(name.str(), most, dots) {
            bad(check, object, name, "small letters, digits and -");
        }
    }
    for labels in ["metadata.labels", "spec.template.metadata.labels"] {
        for (key, value) in object.at(labels).entries() {
            let text = value.str();
            if !is_filled_in(text) && !is_label(text) {
                bad(check, object, value, "63 letters, digits, -, _ and . at most")
                    .detail(&key.text);
            }
        }
    }
    let Some(workload) = Workload::of(object) else { return };
    for container in workload.all_containers() {
        let name = container.get("name");
        if name.text().is_some_and(|text| !is_filled_in(text) && !is_dns(text, 63, false)) {
            bad(check, object, name, "small letters, digits and -");
        }
        for port in container.get("ports").items() {
            let name = port.get("name");
            if name.text().is_some_and(|text| !is_filled_in(text) && !is_dns(text, 15, false)) {
                bad(check, object, name, "15 small letters, digits and - at most");
            }
        }
    }
}

fn bad<'c>(
    check: &'c mut Check<'_>,
    object: &Object,
    node: &Node,
    needed: &str,
) -> &'c mut crate::manifest::raised::Raised {
    let text: String = node.str().chars().take(80).collect();
    let message = "Kubernetes refuses this name";
    check
        .raise("MF-09", Major, object, node, message)
        .row("the name", text.clone(), needed)
        .detail(text)
}

fn is_dns(text: &str, most: usize, dots: bool) -> bool {
    let plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || (dots && c == '.');
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.len() <= most
        && text.chars().all(plain)
        && edge(text.chars().next())
        && edge(text.chars().last())
}

fn is_label(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let edge = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && text.chars().all(plain)
        && edge(text.chars().next())
        && edge(text.chars().last())
}
