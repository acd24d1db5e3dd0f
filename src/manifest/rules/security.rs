//! What a pod may do on its node and in its cluster.

use crate::{
    manifest::{check::Check, object::Object, workload::Workload, yaml::Node},
    verdict::Severity::{Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        host(check, &workload);
        token(check, &workload);
        for container in workload.containers() {
            one(check, &workload, container);
        }
    }
    for kind in ["Role", "ClusterRole"] {
        for role in world.of_kind(kind) {
            wide(check, role);
        }
    }
}

/// A setting of the container, else of its pod.
fn setting<'w>(workload: &Workload<'w>, container: &'w Node, way: &str) -> &'w Node {
    let own = container.get("securityContext").at(way);
    if own.is_present() { own } else { workload.pod().get("securityContext").at(way) }
}

fn one(check: &mut Check<'_>, workload: &Workload<'_>, container: &Node) {
    let name = container.get("name");
    let object = workload.object;
    let user = setting(workload, container, "runAsUser").int();
    let safe =
        setting(workload, container, "runAsNonRoot").is_true() || user.is_some_and(|user| user > 0);
    if !safe {
        let message = "It may run as root";
        check
            .raise("K8-70", Minor, object, name, message)
            .row("runAsNonRoot", "not set", "true")
            .detail(name.str());
    }
    let own = container.get("securityContext");
    if own.get("allowPrivilegeEscalation").truth() != Some(false) {
        let message = "A process in it may get more rights than its parent";
        check
            .raise("K8-71", Minor, object, name, message)
            .row("allowPrivilegeEscalation", "not off", "false")
            .detail(name.str());
    }
    let dropped =
        own.at("capabilities.drop").texts().iter().any(|word| word.eq_ignore_ascii_case("all"));
    let profile = setting(workload, container, "seccompProfile").is_present();
    if !dropped || !profile {
        let yours = match (dropped, profile) {
            (false, false) => "neither",
            (false, true) => "capabilities are kept",
            _ => "no seccompProfile",
        };
        let message = "It keeps rights that a service does not need";
        check
            .raise("K8-73", Minor, object, name, message)
            .row("capabilities, seccomp", yours, "drop ALL, RuntimeDefault")
            .detail(name.str());
    }
    let privileged = own.get("privileged");
    if privileged.is_true() {
        let message = "It can do on the node whatever it likes";
        check
            .raise("K8-72", Major, object, privileged, message)
            .row("privileged", "true", "false")
            .detail(name.str());
    }
}

fn host(check: &mut Check<'_>, workload: &Workload<'_>) {
    let pod = workload.pod();
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        if pod.get(key).is_true() {
            let message = "It shares what belongs to the node";
            check
                .raise("K8-72", Major, workload.object, pod.get(key), message)
                .row(key, "true", "false")
                .detail(key);
        }
    }
    for volume in pod.get("volumes").items() {
        let path = volume.get("hostPath");
        if path.is_present() {
            let message = "It reaches into the node's own files";
            check
                .raise("K8-72", Major, workload.object, path, message)
                .row("hostPath", path.get("path").str(), "another volume")
                .detail(volume.get("name").str());
        }
    }
}

/// A token for an account that nobody gave rights.
fn token(check: &mut Check<'_>, workload: &Workload<'_>) {
    let world = check.world;
    let account = world.find("ServiceAccount", workload.namespace(), workload.account());
    let off = |node: &Node| node.truth() == Some(false);
    let is_off = off(workload.pod().get("automountServiceAccountToken"))
        || account.is_some_and(|account| off(account.at("automountServiceAccountToken")));
    let named = |subject: &Node| {
        subject.get("kind").str() == "ServiceAccount"
            && subject.get("name").str() == workload.account()
    };
    let bound = ["RoleBinding", "ClusterRoleBinding"].iter().any(|kind| {
        world.of_kind(kind).any(|binding| binding.at("subjects").items().iter().any(named))
    });
    if !is_off && !bound {
        let message = "A token of the cluster lies in the pod, and nobody uses it";
        let node = workload.pod().get("containers");
        check.raise("K8-74", Minor, workload.object, node, message).row(
            "automountServiceAccountToken",
            "not off",
            "false",
        );
    }
}

fn wide(check: &mut Check<'_>, role: &Object) {
    for rule in role.at("rules").items() {
        for key in ["verbs", "resources"] {
            if rule.get(key).texts().contains(&"*") {
                let message = "Whoever has this role may do more than anybody thought of";
                check
                    .raise("K8-75", Major, role, rule.get(key), message)
                    .row(key, "*", "what is needed, by name")
                    .detail(key);
            }
        }
    }
}
