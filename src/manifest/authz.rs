//! Istio's authorization: which policy lets a call in.
//!
//! Source: <https://istio.io/latest/docs/reference/config/security/authorization-policy/> and the
//! conditions page beside it, release 1.31.

use super::{
    facts::Request,
    labels::{self, Labels},
    mesh,
    object::Object,
    world::World,
    yaml::Node,
};

/// A call as the proxy before the workload sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'c> {
    pub(crate) request: &'c Request,
    pub(crate) path: &'c str,
    /// Port of the workload.
    pub(crate) port: i64,
    /// Whether the proxy reads HTTP here.
    pub(crate) http: bool,
    /// Namespace and account; nothing for a caller without mutual TLS.
    pub(crate) identity: Option<&'c str>,
}

/// What the policies say.
#[derive(Debug)]
pub(crate) enum Ruling<'w> {
    /// No policy lets only some in.
    Open,
    /// A rule lets it in, by number from 1.
    Allowed(&'w Object, usize),
    /// A rule refuses it.
    Denied(&'w Object, usize),
    /// No rule of these lets it in.
    Unmet(Vec<&'w Object>),
}

/// Whether a policy changes anything.
pub(crate) fn counts(policy: &Object) -> bool {
    let dry = policy.annotation("istio.io/dry-run") == Some("true");
    !dry && policy.spec("action").str() != "AUDIT"
}

/// Whether a Service's port speaks something else than HTTP.
pub(crate) fn is_bare(port: &Node) -> bool {
    let said = port.get("appProtocol").text().unwrap_or_else(|| port.get("name").str());
    let prefix = said.rsplit('/').next().unwrap_or(said).split('-').next().unwrap_or_default();
    ["tcp", "tls", "https", "mongo", "mysql", "redis", "udp"].contains(&prefix)
}

fn targets(policy: &Object) -> Vec<&Node> {
    let many = policy.spec("targetRefs").items().iter();
    many.chain(Some(policy.spec("targetRef")).filter(|node| node.is_present())).collect()
}

/// Policies at a workload: by selector, or for all of its namespace, or for all.
pub(crate) fn at_workload<'w>(
    world: &'w World,
    namespace: &str,
    labels: &Labels,
) -> Vec<&'w Object> {
    world
        .of_kind("AuthorizationPolicy")
        .filter(|policy| {
            policy.is_istio("AuthorizationPolicy") && counts(policy) && targets(policy).is_empty()
        })
        .filter(|policy| policy.namespace == namespace || policy.namespace == mesh::ROOT)
        .filter(|policy| labels::is_selected(policy.spec("selector.matchLabels"), labels))
        .collect()
}

/// Policies at a waypoint or Gateway, for a Service behind it.
pub(crate) fn at_gateway<'w>(
    world: &'w World,
    gateway: &Object,
    service: Option<&Object>,
) -> Vec<&'w Object> {
    let names = |target: &Node| {
        let (kind, name) = (target.get("kind").str(), target.get("name").str());
        (kind == "Gateway" && name == gateway.name)
            || (kind == "Service" && service.is_some_and(|service| service.name == name))
    };
    let space = |policy: &Object| {
        policy.namespace == gateway.namespace
            || service.is_some_and(|service| service.namespace == policy.namespace)
    };
    world
        .of_kind("AuthorizationPolicy")
        .filter(|policy| policy.is_istio("AuthorizationPolicy") && counts(policy) && space(policy))
        .filter(|policy| targets(policy).into_iter().any(names))
        .collect()
}

/// What these policies say about a call: any DENY that fits refuses; without ALLOW it is let in; else
/// one rule must fit.
pub(crate) fn rule<'w>(policies: &[&'w Object], call: Call<'_>) -> Ruling<'w> {
    let of = |action: &str| -> Vec<&'w Object> {
        policies
            .iter()
            .filter(|policy| policy.spec("action").text().unwrap_or("ALLOW") == action)
            .copied()
            .collect()
    };
    let first = |policies: &[&'w Object], deny: bool| {
        policies.iter().find_map(|policy| {
            let rules = policy.spec("rules").items();
            let at = rules.iter().position(|rule| fits(policy, rule, call, deny))?;
            Some((*policy, at + 1))
        })
    };
    if let Some((policy, at)) = first(&of("DENY"), true) {
        return Ruling::Denied(policy, at);
    }
    let allow = of("ALLOW");
    if allow.is_empty() {
        return Ruling::Open;
    }
    match first(&allow, false) {
        Some((policy, at)) => Ruling::Allowed(policy, at),
        None => Ruling::Unmet(allow),
    }
}

fn fits(policy: &Object, rule: &Node, call: Call<'_>, deny: bool) -> bool {
    let from = rule.get("from").items();
    let to = rule.get("to").items();
    (from.is_empty() || from.iter().any(|item| is_from(policy, item.get("source"), call, deny)))
        && (to.is_empty() || to.iter().any(|item| is_to(item.get("operation"), call, deny)))
        && rule.get("when").items().iter().all(|when| is_when(when, call, deny))
}

/// Whether a list and its `not…` twin take a value.
fn takes(node: &Node, key: &str, fits: &dyn Fn(&str) -> bool) -> bool {
    let negative = format!(
        "not{}{}",
        key.get(..1).unwrap_or_default().to_uppercase(),
        key.get(1..).unwrap_or_default()
    );
    let (wanted, unwanted) = (node.get(key).texts(), node.get(&negative).texts());
    (wanted.is_empty() || wanted.into_iter().any(fits)) && !unwanted.into_iter().any(fits)
}

fn is_from(policy: &Object, source: &Node, call: Call<'_>, deny: bool) -> bool {
    let principal = call.identity.map(mesh::principal);
    let space = call.identity.and_then(|identity| identity.split_once('/')).map(|(space, _)| space);
    let account = |text: &str| {
        let full = if text.contains('/') {
            text.to_owned()
        } else {
            format!("{}/{text}", policy.namespace)
        };
        call.identity == Some(full.as_str())
    };
    let is_principal = |text: &str| principal.as_deref().is_some_and(|own| is_like(text, own));
    let is_space = |text: &str| space.is_some_and(|own| is_like(text, own));
    let everybody = |text: &str| ["0.0.0.0/0", "::/0"].contains(&text);
    let has_token = |_: &str| call.request.token;
    let web = ["requestPrincipals", "notRequestPrincipals"].iter().any(|key| source.has(key));
    let tokens =
        if call.http { takes(source, "requestPrincipals", &has_token) } else { deny || !web };
    takes(source, "principals", &is_principal)
        && takes(source, "namespaces", &is_space)
        && takes(source, "serviceAccounts", &account)
        && takes(source, "ipBlocks", &everybody)
        && takes(source, "remoteIpBlocks", &everybody)
        && tokens
}

fn is_to(operation: &Node, call: Call<'_>, deny: bool) -> bool {
    let port = call.port.to_string();
    let ports = takes(operation, "ports", &|text| text == port);
    let web = ["methods", "paths", "hosts", "notMethods", "notPaths", "notHosts"];
    if !call.http {
        let any = web.iter().any(|key| operation.has(key));
        return ports && (deny || !any);
    }
    let host = &call.request.host;
    ports
        && takes(operation, "methods", &|text| is_like(text, &call.request.method))
        && takes(operation, "paths", &|text| is_path(text, call.path))
        && takes(operation, "hosts", &|text| {
            let text = text.to_lowercase();
            is_like(&text, host) || is_like(&text, &format!("{host}:{}", call.request.port))
        })
}

fn is_when(when: &Node, call: Call<'_>, deny: bool) -> bool {
    let key = when.get("key").str();
    let (wanted, unwanted) = (when.get("values").texts(), when.get("notValues").texts());
    let space = call
        .identity
        .and_then(|identity| identity.split_once('/'))
        .map(|(space, _)| space.to_owned());
    let header =
        key.strip_prefix("request.headers[").map(|name| name.trim_end_matches(']').to_lowercase());
    let value = match key {
        "source.namespace" => space,
        "source.principal" => call.identity.map(mesh::principal),
        "destination.port" => Some(call.port.to_string()),
        _ if !call.http => return deny,
        _ if key.starts_with("request.auth") => {
            return if wanted.is_empty() { !call.request.token } else { call.request.token };
        }
        _ => header.and_then(|name| call.request.headers.get(&name).cloned()),
    };
    let fits = |text: &&str| value.as_deref().is_some_and(|own| is_like(text, own));
    (wanted.is_empty() || wanted.iter().any(fits)) && !unwanted.iter().any(fits)
}

/// Exact, `x*`, `*x`, or `*` for whatever is there.
fn is_like(pattern: &str, text: &str) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        _ if pattern == "*" => !text.is_empty(),
        (Some(start), _) => text.starts_with(start),
        (_, Some(end)) => text.ends_with(end),
        _ => pattern == text,
    }
}

/// The same for paths, where `{*}` is one segment and `{**}` any number.
fn is_path(pattern: &str, path: &str) -> bool {
    if !pattern.contains('{') {
        return is_like(pattern, path);
    }
    segments(&pattern.split('/').collect::<Vec<_>>(), &path.split('/').collect::<Vec<_>>())
}

fn segments(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["{**}", rest @ ..], _) => {
            (0..=path.len()).any(|skip| segments(rest, path.get(skip..).unwrap_or_default()))
        }
        (["{*}", rest @ ..], [one, after @ ..]) => !one.is_empty() && segments(rest, after),
        ([wanted, rest @ ..], [one, after @ ..]) => wanted == one && segments(rest, after),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_fit_exactly_or_at_an_end() {
        assert!(is_like("*", "x") && !is_like("*", ""));
        assert!(is_like("a*", "abc") && is_like("*c", "abc") && !is_like("a", "abc"));
        assert!(is_path("/users/{*}", "/users/7") && !is_path("/users/{*}", "/users/7/x"));
        assert!(is_path("/a/{**}/z", "/a/b/c/z") && is_path("/users/*", "/users/7/x"));
        assert!(!is_path("/users", "/users/7"));
    }
}
