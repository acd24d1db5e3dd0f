//! Names of Services as they are called, and hosts of rules.

use super::{object::Object, world::World};

/// A Service's name as it is written, read from a namespace: name and namespace, if it can be one.
pub(crate) fn service_name(host: &str, namespace: &str) -> Option<(String, String)> {
    let host = host.trim_end_matches('.');
    let parts: Vec<&str> = host.split('.').collect();
    match parts.as_slice() {
        [name] => Some(((*name).to_owned(), namespace.to_owned())),
        [name, space] | [name, space, "svc"] | [name, space, "svc", "cluster", "local"] => {
            Some(((*name).to_owned(), (*space).to_owned()))
        }
        _ => None,
    }
}

/// The Service that a name means.
pub(crate) fn service<'w>(world: &'w World, host: &str, namespace: &str) -> Option<&'w Object> {
    let (name, space) = service_name(host, namespace)?;
    world.services().find(|service| service.name == name && service.namespace == space)
}

/// The pod of a StatefulSet that a name means: pod, service, namespace.
pub(crate) fn pod_name(host: &str, namespace: &str) -> Option<(String, String, String)> {
    let (pod, rest) = host.split_once('.')?;
    let (service, space) = service_name(rest, namespace)?;
    Some((pod.to_owned(), service, space))
}

/// Whether a host is meant by a rule's host: any number of labels stand for `*`.
pub(crate) fn is_meant(rule: &str, host: &str) -> bool {
    let (rule, host) = (rule.to_lowercase(), host.to_lowercase());
    match rule.as_str() {
        "" | "*" => true,
        wild if wild.starts_with("*.") => {
            wild.get(1..).is_some_and(|end| host.ends_with(end) && host.len() > end.len())
        }
        exact => exact == host,
    }
}

/// The same where `*` stands for exactly one label.
pub(crate) fn is_meant_by_ingress(rule: &str, host: &str) -> bool {
    match rule.strip_prefix("*.") {
        Some(end) => host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(end)),
        None => rule.is_empty() || rule.eq_ignore_ascii_case(host),
    }
}

/// Whether two hosts, either of which may be a wildcard, have something in common.
pub(crate) fn intersect(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || is_meant(one, other) || is_meant(other, one)
}

/// How exact a host is: exact ones before wildcards, longer before shorter.
pub(crate) fn rank(rule: &str) -> (u8, usize) {
    match rule {
        "" | "*" => (0, 0),
        wild if wild.starts_with('*') => (1, wild.len()),
        exact => (2, exact.len()),
    }
}

/// Whether a prefix covers a path by whole segments; a slash at its end is ignored.
pub(crate) fn covers(prefix: &str, path: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_namespace() {
        let pair = |name: &str, space: &str| Some((name.to_owned(), space.to_owned()));
        assert_eq!(service_name("users", "shop"), pair("users", "shop"));
        assert_eq!(service_name("users.dev.svc.cluster.local", "shop"), pair("users", "dev"));
        assert_eq!(service_name("a.b.c.d", "shop"), None);
    }

    #[test]
    fn wildcards_mean_other_things_to_ingress() {
        assert!(is_meant("*.example", "a.b.example") && !is_meant("*.example", "example"));
        assert!(!is_meant_by_ingress("*.example", "a.b.example"));
        assert!(intersect("*.example", "shop.example") && !intersect("a.example", "b.example"));
        assert!(
            covers("/users/", "/users")
                && covers("/users", "/users/7")
                && !covers("/users", "/users-export")
        );
        assert!(covers("/", "/x"));
    }
}
