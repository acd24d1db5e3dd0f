//! Images without a version, and secrets in plain text.

use crate::{
    manifest::{
        check::Check,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::Minor,
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        for container in workload.all_containers() {
            image(check, &workload, container);
            for variable in container.get("env").items() {
                let (name, value) = (variable.get("name"), variable.get("value"));
                if is_secret_name(name.str()) && is_secret_value(value) {
                    let message = "Whoever reads this file knows the secret";
                    let raised = check.raise("MF-07", Minor, workload.object, value, message);
                    raised
                        .row(name.str(), "in plain text", "a reference to a Secret")
                        .detail(name.str());
                }
            }
        }
    }
    for compose in &world.composes {
        for service in compose.services() {
            let image = service.node.get("image");
            if let Some(why) = loose(image.str()) {
                let message = "Another image may come under this name";
                let raised = check.raise_at(
                    "MF-08",
                    Minor,
                    compose.file,
                    image.span.clone(),
                    service.name,
                    message,
                );
                raised.row("image", image.str(), why);
            }
            for (name, text, node) in service.environment() {
                if is_secret_name(name) && is_secret_text(text) {
                    let message = "Whoever reads this file knows the secret";
                    let raised = check.raise_at(
                        "MF-07",
                        Minor,
                        compose.file,
                        node.span.clone(),
                        service.name,
                        message,
                    );
                    raised
                        .row(name, "in plain text", "a secret, or a variable of the caller")
                        .detail(name);
                }
            }
        }
    }
}

fn image(check: &mut Check<'_>, workload: &Workload<'_>, container: &Node) {
    let image = container.get("image");
    let Some(why) = loose(image.str()) else { return };
    let message = "Another image may come under this name: two pods of one release can differ";
    let raised = check.raise("MF-08", Minor, workload.object, image, message);
    raised.row("image", image.str(), why).detail(container.get("name").str());
}

/// What an image's name lacks.
fn loose(image: &str) -> Option<&'static str> {
    if image.is_empty() || is_filled_in(image) || image.contains('@') || image == "auto" {
        return None;
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once(':') {
        None => Some("a tag or a digest"),
        Some((_, "latest")) => Some("a tag that stays the same"),
        Some(_) => None,
    }
}

/// Whether a name speaks of a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    let folded = name.to_uppercase().replace('-', "_");
    let ends = [
        "PASSWORD",
        "PASSWD",
        "PASS",
        "SECRET",
        "TOKEN",
        "API_KEY",
        "APIKEY",
        "PRIVATE_KEY",
        "SECRET_KEY",
        "ACCESS_KEY",
    ];
    let path = ["_FILE", "_PATH", "_NAME", "_URL"].iter().any(|end| folded.ends_with(end));
    !path && ends.iter().any(|end| folded == *end || folded.ends_with(&format!("_{end}")))
}

fn is_secret_value(node: &Node) -> bool {
    node.text().is_some_and(is_secret_text)
}

/// What switches something on or off.
const SWITCHES: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "1", "0"];

/// Whether a text may be a secret: not empty, not filled in, not the name of a file, no switch.
pub(super) fn is_secret_text(text: &str) -> bool {
    !text.is_empty()
        && !is_filled_in(text)
        && !text.starts_with('/')
        && !SWITCHES.contains(&text.to_lowercase().as_str())
}
