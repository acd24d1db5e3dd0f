//! How pods are replaced, spread, evicted and ended.

use crate::{
    manifest::{
        check::Check,
        labels,
        object::Object,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    text::counted,
    verdict::Severity::{Major, Minor},
};

/// Seconds that Kubernetes waits before it kills.
const GRACE: f64 = 30.0;

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        rollout(check, &workload);
        restart(check, &workload);
        needed(check, &workload);
        apart(check, &workload);
        ending(check, &workload);
        jobs(check, &workload);
    }
    for budget in world.of_kind("PodDisruptionBudget") {
        disruption(check, budget);
    }
}

/// A number or a share of some pods, rounded up.
pub(crate) fn share(node: &Node, of: i64, otherwise: &str) -> f64 {
    let text = node.text().unwrap_or(otherwise);
    match text.strip_suffix('%') {
        Some(percent) => (percent.parse::<f64>().unwrap_or(0.0) * of as f64 / 100.0).ceil(),
        None => text.parse().unwrap_or(0.0),
    }
}

fn rollout(check: &mut Check<'_>, workload: &Workload<'_>) {
    let object = workload.object;
    let update =
        object.first(&["spec.strategy.rollingUpdate", "spec.updateStrategy.rollingUpdate"]);
    let (surge, unavailable) = (update.get("maxSurge"), update.get("maxUnavailable"));
    let none = |node: &Node| matches!(node.text(), Some("0" | "0%"));
    if none(surge) && none(unavailable) {
        let edit = check.edit(object, surge, "1");
        let message = "Nothing may be added and nothing taken away: no new version ever comes";
        check
            .raise("K8-50", Major, object, surge, message)
            .row("maxSurge, maxUnavailable", "0, 0", "one of them greater")
            .fix("Let one more pod start", edit);
    }
}

fn restart(check: &mut Check<'_>, workload: &Workload<'_>) {
    let policy = workload.pod().get("restartPolicy");
    let allowed: &[&str] = match workload.object.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" => {
            &["", "Always"]
        }
        "Job" | "CronJob" => &["OnFailure", "Never"],
        _ => return,
    };
    if allowed.contains(&policy.str()) || is_filled_in(policy.str()) || !is_core(workload.object) {
        return;
    }
    let node = if policy.is_present() { policy } else { workload.pod().get("containers") };
    let message = "The server refuses this restartPolicy for this kind";
    let yours = if policy.is_present() { policy.str() } else { "none, which means Always" };
    let right = allowed.last().copied().unwrap_or_default();
    let edit = policy.is_present().then(|| check.edit(workload.object, policy, right));
    let raised = check.raise("K8-59", Major, workload.object, node, message);
    raised.row("restartPolicy", yours, allowed.join(" or ").trim_start_matches(" or "));
    if let Some(edit) = edit {
        raised.fix(format!("Write {right}"), edit);
    }
}

fn is_core(object: &Object) -> bool {
    matches!(object.group(), "" | "apps" | "batch")
}

/// What must survive runs more than once, and not in one place.
fn needed(check: &mut Check<'_>, workload: &Workload<'_>) {
    if !check.facts.must_survive(workload.name()) || !workload.serves() {
        return;
    }
    let replicas = super::autoscaling::fewest(check, workload);
    let object = workload.object;
    let node = object.spec("replicas");
    if replicas < 2 && object.kind != "DaemonSet" {
        let message = "One pod is no pod while its node is emptied";
        check.raise("K8-53", Minor, object, node, message).row(
            "replicas",
            replicas.to_string(),
            "2 or more",
        );
    } else if !is_spread(workload) && object.kind != "DaemonSet" {
        let message = "Its pods may all stand on one node";
        let node = workload.pod().get("containers");
        check.raise("K8-54", Minor, object, node, message).row(
            "spread",
            "nothing says so",
            "topologySpreadConstraints or podAntiAffinity",
        );
    }
}

/// What keeps pods apart names pods: of their own, or of somebody else's that are there.
fn apart(check: &mut Check<'_>, workload: &Workload<'_>) {
    // Where pods must survive, it is said that nothing keeps them apart.
    let told = check.facts.must_survive(workload.name()) && workload.serves();
    if told || workload.object.transformed || check.world.workloads_may_be_lost() {
        return;
    }
    let own = workload.labels();
    let here: Vec<labels::Labels> =
        check.world.workloads_in(workload.namespace()).map(|other| other.labels()).collect();
    let misses = |selector: &Node, all: &[labels::Labels]| {
        let named = !selector.entries().is_empty();
        named && !all.iter().any(|labels| labels::is_matched(selector, labels))
    };
    let spread = workload.pod().get("topologySpreadConstraints").items().iter();
    let spread = spread.map(|term| term.get("labelSelector"));
    let idle: Vec<&Node> = spread
        .filter(|selector| misses(selector, std::slice::from_ref(&own)))
        .chain(
            terms(workload)
                .map(|term| term.get("labelSelector"))
                .filter(|selector| misses(selector, &here)),
        )
        .collect();
    for selector in idle {
        let message = "It keeps its pods apart from none: the selector meets no pods";
        check.raise("K8-54", Minor, workload.object, selector, message).row(
            "labelSelector",
            labels::shown(&labels::labels(selector.get("matchLabels"))),
            labels::shown(&own),
        );
    }
}

/// What its pods are kept away from.
fn terms<'w>(workload: &'w Workload<'_>) -> impl Iterator<Item = &'w Node> {
    let apart = workload.pod().at("affinity.podAntiAffinity");
    let required = apart.get("requiredDuringSchedulingIgnoredDuringExecution").items().iter();
    let preferred = apart.get("preferredDuringSchedulingIgnoredDuringExecution").items().iter();
    let all = required.chain(preferred.map(|term| term.get("podAffinityTerm")));
    // Terms about other namespaces are theirs.
    all.filter(|term| {
        !term.get("namespaces").is_present() && !term.get("namespaceSelector").is_present()
    })
}

/// Whether something keeps its pods apart.
pub(crate) fn is_spread(workload: &Workload<'_>) -> bool {
    let (pod, labels) = (workload.pod(), workload.labels());
    let means = |node: &Node| labels::is_matched(node.get("labelSelector"), &labels);
    pod.get("topologySpreadConstraints").items().iter().any(means) || terms(workload).any(means)
}

/// Seconds that its last words take.
pub(crate) fn last_words(container: &Node) -> f64 {
    let stop = container.at("lifecycle.preStop");
    if let Some(seconds) = stop.at("sleep.seconds").number() {
        return seconds;
    }
    let command = stop.at("exec.command").texts().join(" ");
    let mut words = command.split(|c: char| c.is_whitespace() || c == ';' || c == '&');
    let sleeps = words.by_ref().any(|word| word.ends_with("sleep"));
    let seconds = words.next().and_then(|word| word.trim_end_matches('s').parse().ok());
    if sleeps { seconds.unwrap_or(0.0) } else { 0.0 }
}

/// Seconds that a pod has to end.
pub(crate) fn grace(workload: &Workload<'_>) -> f64 {
    workload.pod().get("terminationGracePeriodSeconds").number().unwrap_or(GRACE)
}

fn ending(check: &mut Check<'_>, workload: &Workload<'_>) {
    let known = check.facts.known(workload.name()).cloned().unwrap_or_default();
    let waits = workload.containers().iter().map(last_words).fold(0.0, f64::max);
    let needs = waits + known.drain_s.unwrap_or(0.0);
    let node = workload.pod().get("terminationGracePeriodSeconds");
    let place = if node.is_present() { node } else { workload.pod().get("containers") };
    if needs > grace(workload) && needs > 0.0 {
        let edit =
            node.is_present().then(|| check.edit(workload.object, node, &needs.ceil().to_string()));
        let message = "The pod is killed before its last requests are answered";
        let raised = check.raise("K8-55", Major, workload.object, place, message);
        raised.row(
            "grace period",
            format!("{} s", grace(workload)),
            format!("{needs} s: preStop and the last requests"),
        );
        if let Some(edit) = edit {
            raised.fix("Wait as long as it takes", edit);
        }
    }
    let drains = known.drain_s.is_some_and(|seconds| seconds > 0.0);
    let stops = |container: &Node| container.at("lifecycle.preStop").is_present();
    if drains
        && !workload.containers().iter().any(stops)
        && !check.world.services_of(workload).is_empty()
    {
        let message = "Requests still come while the pod already ends: nothing waits for the way to be closed";
        let node = workload.pod().get("containers");
        check.raise("K8-56", Minor, workload.object, node, message).row(
            "preStop",
            "none",
            "a few seconds of sleep",
        );
    }
}

/// Names of helpers that never end by themselves.
const HELPERS: [&str; 12] = [
    "istio-proxy",
    "envoy",
    "proxy",
    "sidecar",
    "fluent",
    "filebeat",
    "agent",
    "cloud-sql-proxy",
    "cloudsql",
    "vector",
    "linkerd",
    "otel",
];

fn jobs(check: &mut Check<'_>, workload: &Workload<'_>) {
    let object = workload.object;
    if !matches!(object.kind.as_str(), "Job" | "CronJob") || object.group() != "batch" {
        return;
    }
    // Where they see each other's processes, one of them ends the helper.
    let may_end_it = workload.pod().get("shareProcessNamespace").text() == Some("true");
    if workload.containers().len() > 1 && !may_end_it {
        for container in workload.containers() {
            let name = container.get("name").str();
            let image = container.get("image").str();
            let helps = |helper: &str| name.contains(helper) || image.contains(helper);
            if HELPERS.iter().any(|helper| helps(helper)) {
                let message = "The helper never ends, so neither does the job";
                let raised = check.raise("K8-48", Major, object, container.get("name"), message);
                raised
                    .row(
                        name,
                        "one of the containers",
                        "an initContainer with restartPolicy Always",
                    )
                    .detail(name);
            }
        }
    }
    let policy = object.spec("concurrencyPolicy");
    if object.kind == "CronJob" && matches!(policy.str(), "" | "Allow") {
        let node = if policy.is_present() { policy } else { object.spec("schedule") };
        let message = "A slow run and the next one work at the same time";
        check.raise("K8-49", Minor, object, node, message).row(
            "concurrencyPolicy",
            "Allow",
            "Forbid or Replace",
        );
    }
}

/// Pods of a budget's namespace that it counts.
pub(crate) fn covered<'w>(check: &Check<'w>, budget: &'w Object) -> Vec<Workload<'w>> {
    let selector = budget.spec("selector");
    let found = check.world.workloads_in(&budget.namespace);
    found
        .filter(|workload| workload.serves() && labels::is_matched(selector, &workload.labels()))
        .collect()
}

/// Pods that a budget lets go at once; nothing where it does not say.
pub(crate) fn lets_go(budget: &Object, pods: i64) -> Option<f64> {
    let (least, most) = (budget.spec("minAvailable"), budget.spec("maxUnavailable"));
    match () {
        () if least.is_present() => Some(pods as f64 - share(least, pods, "0")),
        () if most.is_present() => Some(share(most, pods, "0")),
        () => None,
    }
}

fn disruption(check: &mut Check<'_>, budget: &Object) {
    let (least, most) = (budget.spec("minAvailable"), budget.spec("maxUnavailable"));
    if least.is_present() && most.is_present() {
        let message = "A budget says one of the two";
        check
            .raise("K8-52", Major, budget, least, message)
            .row("minAvailable and maxUnavailable", "both", "one of them")
            .sure()
            .detail("both");
    }
    let found = covered(check, budget);
    let selector = budget.spec("selector");
    if found.is_empty() {
        let open = super::selectors::is_open(selector.get("matchLabels"));
        if selector.is_present() && !open && !check.world.workloads_may_be_lost() {
            let message = "The budget counts no pod";
            let labels: Vec<String> = check
                .world
                .workloads_in(&budget.namespace)
                .flat_map(|workload| workload.labels().into_values())
                .collect();
            let name = selector
                .get("matchLabels")
                .pairs()
                .next()
                .map_or("", |(_, value)| value)
                .to_owned();
            let yours = labels::shown(&labels::labels(selector.get("matchLabels")));
            check
                .raise("K8-52", Major, budget, selector, message)
                .row("selector", yours, "labels of pods")
                .near(&name, labels.iter().map(String::as_str));
        }
        return;
    }
    if found.iter().any(|workload| workload.object.kind == "DaemonSet") {
        return;
    }
    let pods: i64 = found.iter().map(|workload| super::autoscaling::fewest(check, workload)).sum();
    if pods > 0 && lets_go(budget, pods).is_some_and(|left| left < 1.0) {
        let node = if least.is_present() { least } else { most };
        let message = "The budget lets no pod go: a node can never be emptied";
        let raised = check.raise("K8-51", Major, budget, node, message);
        raised.row(format!("of {}", counted(pods, "pod")), node.str(), "at least one may go");
    }
}
