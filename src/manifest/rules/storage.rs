//! Volumes, claims and the names of stateful pods.

use crate::{
    manifest::{
        check::{Check, listed},
        object::Object,
        workload::Workload,
        yaml::Node,
        yaml::is_filled_in,
    },
    verdict::Severity::{Info, Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        mounts(check, &workload);
        claims(check, &workload);
        read_only(check, &workload);
        if workload.object.is("apps", "StatefulSet") {
            headless(check, workload.object);
        }
    }
}

fn volumes<'w>(workload: &Workload<'w>) -> Vec<&'w str> {
    let templates = workload.object.spec("volumeClaimTemplates").items();
    let named = workload.pod().get("volumes").items().iter().map(|volume| volume.get("name").str());
    named.chain(templates.iter().map(|claim| claim.at("metadata.name").str())).collect()
}

fn mounts(check: &mut Check<'_>, workload: &Workload<'_>) {
    let known = volumes(workload);
    for container in workload.all_containers() {
        for mount in container.get("volumeMounts").items() {
            let name = mount.get("name");
            if !name.is_present() || is_filled_in(name.str()) || known.contains(&name.str()) {
                continue;
            }
            let near = crate::text::nearest(name.str(), known.iter().copied());
            let edit = near.map(|near| check.edit(workload.object, name, near));
            let message = "No volume of the pod has this name: the server refuses it";
            let raised = check.raise("K8-61", Major, workload.object, name, message);
            raised
                .row(
                    "volumeMounts",
                    name.str(),
                    if known.is_empty() { "a volume".to_owned() } else { listed(&known) },
                )
                .detail(name.str());
            if let Some(edit) = edit {
                raised.fix("Mount the volume that is there", edit);
            }
        }
    }
}

/// A disk that one node has, for several pods.
fn claims(check: &mut Check<'_>, workload: &Workload<'_>) {
    if !matches!(workload.object.kind.as_str(), "Deployment" | "ReplicaSet")
        || super::autoscaling::fewest(check, workload) < 2
    {
        return;
    }
    let world = check.world;
    for volume in workload.pod().get("volumes").items() {
        let name = volume.at("persistentVolumeClaim.claimName");
        let Some(claim) = world.find("PersistentVolumeClaim", workload.namespace(), name.str())
        else {
            continue;
        };
        let modes = claim.spec("accessModes").texts();
        let only_one = modes.iter().all(|mode| *mode == "ReadWriteOncePod");
        if modes.is_empty() || !modes.iter().all(|mode| mode.starts_with("ReadWriteOnce")) {
            continue;
        }
        let apart = must_be_apart(workload);
        let severity = if only_one || apart { Major } else { Minor };
        let message = "Only one node can have this disk: pods on another one never start";
        let raised = check.raise("K8-57", severity, workload.object, name, message);
        raised
            .row(
                claim.id(),
                modes.join(", "),
                "ReadWriteMany, or a StatefulSet with a disk for each",
            )
            .detail(name.str());
    }
}

fn must_be_apart(workload: &Workload<'_>) -> bool {
    let pod = workload.pod();
    let required =
        pod.at("affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution");
    let strict = |constraint: &Node| constraint.get("whenUnsatisfiable").str() == "DoNotSchedule";
    required.is_present() || pod.get("topologySpreadConstraints").items().iter().any(strict)
}

fn headless(check: &mut Check<'_>, object: &Object) {
    let name = object.spec("serviceName");
    let service = check.world.find("Service", &object.namespace, name.str());
    let is_headless = service.is_some_and(|service| service.spec("clusterIP").str() == "None");
    if is_headless || is_filled_in(name.str()) || check.world.may_be_lost("Service") {
        return;
    }
    let by_pod = format!("{}-", object.name);
    let mut requests = check.facts.musts.iter().filter_map(|intent| intent.send.as_ref());
    let used = requests.any(|request| request.host.starts_with(&by_pod));
    let severity = if used { Major } else { Info };
    let yours = match (name.text(), service) {
        (None, _) => "no serviceName".to_owned(),
        (Some(name), None) => format!("{name}, which is not there"),
        (Some(name), Some(_)) => format!("{name}, which has an address of its own"),
    };
    let message = "The pods have no names of their own: that takes a headless Service";
    check.raise("K8-58", severity, object, name, message).row(
        "serviceName",
        yours,
        "a Service with clusterIP None",
    );
}

/// Paths that are written to although everything is read-only.
fn read_only(check: &mut Check<'_>, workload: &Workload<'_>) {
    let Some(known) = check.facts.known(workload.name()).cloned() else { return };
    for container in workload.containers() {
        let root = container.at("securityContext.readOnlyRootFilesystem");
        if !root.is_true() {
            continue;
        }
        let writable = |path: &str| {
            container.get("volumeMounts").items().iter().any(|mount| {
                let at = mount.get("mountPath").str().trim_end_matches('/');
                !mount.get("readOnly").is_true()
                    && (path == at || path.starts_with(&format!("{at}/")))
            })
        };
        for path in known.writes.iter().filter(|path| !writable(path)) {
            let message = "It writes to a file system that it may only read";
            check
                .raise("K8-77", Major, workload.object, root, message)
                .row(path, "read only", "a volume, such as an emptyDir")
                .detail(path);
        }
    }
}
