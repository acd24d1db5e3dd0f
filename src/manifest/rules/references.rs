//! References that no other rule follows: claims of pods, roles of bindings, certificates of entries.

use crate::{
    manifest::{
        check::{Check, listed},
        object::Object,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Major, Minor},
};

/// Roles that every cluster has.
/// Source: <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings>.
const BUILT_IN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for workload in world.workloads() {
        for volume in workload.pod().get("volumes").items() {
            let name = volume.at("persistentVolumeClaim.claimName");
            let space = workload.namespace();
            missing(check, workload.object, name, ("PersistentVolumeClaim", Some(space)));
        }
    }
    for binding in ["RoleBinding", "ClusterRoleBinding"].iter().flat_map(|kind| world.of_kind(kind))
    {
        role(check, binding);
    }
}

fn role(check: &mut Check<'_>, binding: &Object) {
    let role = binding.root.get("roleRef");
    let name = role.get("name");
    match role.get("kind").str() {
        "Role" => missing(check, binding, name, ("Role", Some(&binding.namespace))),
        "ClusterRole" => {
            let own = !BUILT_IN.contains(&name.str()) && !name.str().starts_with("system:");
            if own {
                missing(check, binding, name, ("ClusterRole", None));
            }
        }
        _ => {}
    }
}

/// MF-06 where nothing of that kind, in that namespace, has the name.
fn missing(
    check: &mut Check<'_>,
    object: &Object,
    name: &Node,
    (kind, space): (&'static str, Option<&str>),
) {
    let world = check.world;
    if !name.is_present() || is_filled_in(name.str()) || world.may_be_lost(kind) {
        return;
    }
    let known: Vec<&str> = world
        .of_kind(kind)
        .filter(|one| space.is_none_or(|space| one.namespace == space))
        .map(|one| one.name.as_str())
        .collect();
    if known.contains(&name.str()) {
        return;
    }
    let near = crate::text::nearest(name.str(), known.iter().copied());
    let edit = near.map(|near| check.edit(object, name, near));
    let needed = if known.is_empty() { format!("a {kind}") } else { listed(&known) };
    let raised = check.raise("MF-06", Major, object, name, "What is named here is not there");
    raised.row(kind, name.str(), needed).near(name.str(), known).detail(name.str());
    if let Some(edit) = edit {
        raised.fix("Name the one that is there", edit);
    }
}

/// A certificate may be made by a controller, but one that is there lies where it is looked for.
pub(super) fn mislaid(
    check: &mut Check<'_>,
    object: &Object,
    node: &Node,
    (secret, space): (&str, &str),
) {
    let world = check.world;
    if world.find("Secret", space, secret).is_some() {
        return;
    }
    if let Some(other) = world.of_kind("Secret").find(|other| other.name == secret) {
        let message = "The certificate lies in another namespace";
        check
            .raise("K8-14", Minor, object, node, message)
            .row(format!("Secret/{secret}"), other.namespace.clone(), space)
            .detail(secret);
    }
}
