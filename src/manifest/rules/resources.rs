//! Requests and limits.

use crate::{
    manifest::{
        check::Check,
        quantity::{parts, quantity},
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Major, Minor},
};

/// Memory below this many bytes means something else.
const LITTLE: f64 = 1_048_576.0;
/// So many whole processors mean thousandths.
const MANY: f64 = 100.0;

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        for container in workload.all_containers() {
            let resources = container.get("resources");
            for kind in ["cpu", "memory"] {
                pair(check, &workload, container, resources, kind);
            }
        }
        for container in workload.containers() {
            absent(check, &workload, container);
        }
    }
}

fn absent(check: &mut Check<'_>, workload: &Workload<'_>, container: &Node) {
    let name = container.get("name").str();
    let resources = container.get("resources");
    let asked = |kind: &str| {
        ["requests", "limits"].iter().any(|side| resources.get(side).get(kind).is_present())
    };
    let lacks: Vec<&str> = ["cpu", "memory"].into_iter().filter(|kind| !asked(kind)).collect();
    if !lacks.is_empty() {
        let message = "The scheduler does not know what this needs";
        let raised = check.raise("K8-41", Minor, workload.object, container.get("name"), message);
        raised
            .row("requests", format!("no {}", lacks.join(", no ")), "cpu and memory")
            .detail(name);
    }
    if !resources.at("limits.memory").is_present() {
        let message = "One leak takes the memory of everything on the node";
        let raised = check.raise("K8-42", Minor, workload.object, container.get("name"), message);
        raised.row("limits.memory", "none", "a limit").detail(name);
    }
}

fn pair(
    check: &mut Check<'_>,
    workload: &Workload<'_>,
    container: &Node,
    resources: &Node,
    kind: &str,
) {
    let name = container.get("name").str();
    let (request, limit) = (resources.get("requests").get(kind), resources.get("limits").get(kind));
    for (side, node) in [("requests", request), ("limits", limit)] {
        let Some(text) = node.text().filter(|text| !is_filled_in(text)) else { continue };
        let Some((why, right)) = misread(kind, text) else { continue };
        // Both sides at once, or one would be above the other.
        let sides = [request, limit].into_iter().filter(|other| other.text() == Some(text));
        let edit = right.as_ref().map(|right| {
            sides.flat_map(|side| check.edit(workload.object, side, right)).collect::<Vec<_>>()
        });
        let message = "This quantity says something else than is meant";
        let raised = check.raise("K8-43", Major, workload.object, node, message);
        raised.row(
            format!("{side}.{kind}"),
            format!("{text}: {why}"),
            right.clone().unwrap_or_else(|| "a quantity such as 256Mi".into()),
        );
        raised.detail(format!("{name} {side}.{kind}"));
        if let (Some(right), Some(edit)) = (right, edit) {
            raised.fix(format!("Write {right}"), edit);
        }
    }
    let (Some(asks), Some(most)) = (quantity(request.str()), quantity(limit.str())) else { return };
    if asks > most && request.is_present() && limit.is_present() {
        let edit = check.edit(workload.object, request, limit.str());
        let message = "It asks for more than it may use: the server refuses it";
        let raised = check.raise("K8-40", Major, workload.object, request, message);
        raised.row(
            kind,
            format!("request {}", request.str()),
            format!("at most the limit, {}", limit.str()),
        );
        raised.detail(format!("{name} {kind}")).fix("Ask for no more than the limit", edit);
    }
}

/// Why a quantity is not what it looks like, and what was meant.
fn misread(kind: &str, text: &str) -> Option<(&'static str, Option<String>)> {
    let (number, suffix) = parts(text);
    let Some(value) = quantity(text) else {
        let right = match suffix.to_lowercase().as_str() {
            "kb" | "kib" => Some("Ki"),
            "mb" | "mib" => Some("Mi"),
            "gb" | "gib" => Some("Gi"),
            "g" | "gi" => Some("Gi"),
            "mi" => Some("Mi"),
            "ki" | "k" => Some("Ki"),
            _ => None,
        };
        let right = right.filter(|_| kind == "memory").map(|right| format!("{number}{right}"));
        return Some(("no quantity", right));
    };
    match kind {
        "memory" if suffix == "m" => Some(("thousandths of a byte", Some(format!("{number}Mi")))),
        "memory" if value > 0.0 && value < LITTLE && suffix.is_empty() => {
            Some(("bytes", Some(format!("{number}Mi"))))
        }
        "cpu" if suffix.ends_with('i') => Some(("a size of memory", None)),
        "cpu" if value >= MANY && suffix.is_empty() => {
            Some(("whole processors", Some(format!("{number}m"))))
        }
        _ => None,
    }
}
