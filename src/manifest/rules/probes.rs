//! Probes: when a pod gets requests, and when it is killed.

use crate::{
    manifest::{
        check::Check,
        facts::Known,
        workload::Workload,
        yaml::{Node, is_filled_in, same},
    },
    verdict::Severity::{Major, Minor},
};

/// What Kubernetes takes where a probe says nothing.
const PERIOD: f64 = 10.0;
const FAILURES: f64 = 3.0;
const TIMEOUT: f64 = 1.0;
const HANDLERS: [&str; 4] = ["httpGet", "tcpSocket", "exec", "grpc"];

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        unready(check, &workload);
        let known = check.facts.known(workload.name()).cloned().unwrap_or_default();
        for container in workload.running() {
            one(check, &workload, container, &known);
        }
    }
}

/// Nothing says when its pods may get requests.
fn unready(check: &mut Check<'_>, workload: &Workload<'_>) {
    let asked = |container: &Node| container.get("readinessProbe").is_present();
    if !workload.serves()
        || workload.running().any(asked)
        || check.world.services_of(workload).is_empty()
    {
        return;
    }
    let node = workload.pod().get("containers");
    let message = "A Service sends to its pods as soon as they start, ready or not";
    check.raise("K8-30", Minor, workload.object, node, message).row(
        "readinessProbe",
        "none",
        "one",
    );
}

fn number(probe: &Node, key: &str, otherwise: f64) -> f64 {
    probe.get(key).number().unwrap_or(otherwise)
}

/// Seconds until a probe gives up.
pub(crate) fn budget(probe: &Node) -> f64 {
    number(probe, "initialDelaySeconds", 0.0)
        + number(probe, "failureThreshold", FAILURES) * number(probe, "periodSeconds", PERIOD)
}

fn one(check: &mut Check<'_>, workload: &Workload<'_>, container: &Node, known: &Known) {
    let name = container.get("name").str().to_owned();
    let object = workload.object;
    let live = container.get("livenessProbe");
    let ready = container.get("readinessProbe");
    let start = container.get("startupProbe");
    for (key, probe) in
        [("livenessProbe", live), ("readinessProbe", ready), ("startupProbe", start)]
    {
        if probe.is_present() {
            form(check, workload, key, probe, &name);
            port(check, workload, container, probe, known);
        }
    }
    let handler = |probe: &Node| {
        HANDLERS.iter().find(|key| probe.get(key).is_present()).map(|key| probe.get(key).clone())
    };
    if let (Some(one), Some(other)) = (handler(live), handler(ready))
        && same(&one, &other)
    {
        let message =
            "Liveness asks the same as readiness: what should only stop requests kills the pod";
        check
            .raise("K8-31", Minor, object, live, message)
            .row("livenessProbe", "as readinessProbe", "its own question")
            .detail(&name);
    }
    let path = live.at("httpGet.path");
    if known.deep.iter().any(|deep| deep == path.str()) {
        let message =
            "Liveness asks a dependency: when that is down, every pod is killed and none is mended";
        check
            .raise("K8-32", Major, object, path, message)
            .row("livenessProbe", path.str(), "a path that asks only the process")
            .detail(&name);
    }
    let Some(needs) = known.start_s else { return };
    let shown = |seconds: f64| format!("{seconds} s");
    if live.is_present() && !start.is_present() && budget(live) < needs {
        let message = "Liveness kills the container before it has started, again and again";
        let raised = check.raise("K8-33", Major, object, live, message);
        raised
            .row("killed after", shown(budget(live)), format!("{} or a startupProbe", shown(needs)))
            .detail(&name);
    }
    if start.is_present() && budget(start) < needs {
        let message = "The start takes longer than the startup probe waits";
        let threshold = start.get("failureThreshold");
        let period = number(start, "periodSeconds", PERIOD).max(1.0);
        let right = ((needs - number(start, "initialDelaySeconds", 0.0)) / period).ceil();
        let edit =
            threshold.is_present().then(|| check.edit(object, threshold, &right.to_string()));
        let raised = check.raise("K8-36", Major, object, start, message);
        raised.row("budget", shown(budget(start)), shown(needs)).detail(&name);
        if let Some(edit) = edit {
            raised.fix("Wait long enough", edit);
        }
    }
}

fn form(check: &mut Check<'_>, workload: &Workload<'_>, key: &str, probe: &Node, name: &str) {
    let object = workload.object;
    let handlers: Vec<&str> =
        HANDLERS.into_iter().filter(|handler| probe.get(handler).is_present()).collect();
    if handlers.len() > 1 {
        let message = "A probe asks one question";
        check
            .raise("K8-37", Major, object, probe, message)
            .row(key, handlers.join(", "), "one handler")
            .detail(format!("{name} {key}"));
    }
    let success = probe.get("successThreshold");
    if key != "readinessProbe" && success.int().is_some_and(|success| success != 1) {
        let message = "Only readiness may ask for several successes";
        check
            .raise("K8-37", Major, object, success, message)
            .row(key, success.str(), "1")
            .detail(format!("{name} {key}"));
    }
    let timeout = probe.get("timeoutSeconds");
    let (waits, period) =
        (number(probe, "timeoutSeconds", TIMEOUT), number(probe, "periodSeconds", PERIOD));
    if waits > period {
        let message = "The next question comes before the answer to this one is given up";
        check
            .raise("K8-35", Minor, object, timeout, message)
            .row(key, format!("timeout {waits} s"), format!("at most the period, {period} s"))
            .detail(format!("{name} {key}"));
    }
}

fn port(
    check: &mut Check<'_>,
    workload: &Workload<'_>,
    container: &Node,
    probe: &Node,
    known: &Known,
) {
    for handler in ["httpGet", "tcpSocket", "grpc"] {
        let port = probe.get(handler).get("port");
        if !port.is_present() || is_filled_in(port.str()) {
            continue;
        }
        let ports = container.get("ports").items();
        let found = match port.count() {
            None => ports.iter().any(|declared| declared.get("name").str() == port.str()),
            Some(number) => {
                known.listens.is_empty()
                    || workload.containers().len() > 1
                    || known.listens.contains(&number)
            }
        };
        if found {
            continue;
        }
        let names: Vec<&str> =
            ports.iter().filter_map(|declared| declared.get("name").text()).collect();
        let edit = match names.as_slice() {
            [only] => Some(check.edit(workload.object, port, only)),
            _ => None,
        };
        let message = "The probe asks at a port that the container does not have";
        let raised = check.raise("K8-34", Major, workload.object, port, message);
        raised.row(
            "port",
            port.str(),
            if names.is_empty() {
                "a port that is listened on".to_owned()
            } else {
                names.join(", ")
            },
        );
        raised.detail(port.str());
        if let Some(edit) = edit {
            raised.fix("Ask at the container's port", edit);
        }
    }
}
