//! Istio's authorization policies: what their rules open and shut.

use crate::{
    manifest::{
        authz,
        check::{Check, listed},
        labels,
        mesh::{self, Membership},
        object::Object,
        raised::Witness,
        workload::Workload,
        yaml::{Node, is_filled_in},
    },
    verdict::Severity::{Major, Minor},
};

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for policy in
        world.of_kind("AuthorizationPolicy").filter(|object| object.is_istio("AuthorizationPolicy"))
    {
        if !authz::counts(policy) {
            continue;
        }
        empty(check, policy);
        apart(check, policy);
        identities(check, policy);
        meets(check, policy);
        web(check, policy);
        waypoint(check, policy);
        tokens(check, policy);
        paths(check, policy);
    }
}

fn action(policy: &Object) -> &str {
    policy.spec("action").text().unwrap_or("ALLOW")
}

fn empty(check: &mut Check<'_>, policy: &Object) {
    let rules = policy.spec("rules");
    let spec = policy.root.get("spec");
    let node = if rules.is_present() { rules } else { spec };
    match (action(policy), rules.items().is_empty()) {
        ("ALLOW", true) => {
            let message = "ALLOW without rules lets nobody in, the needed callers neither";
            check
                .raise("IS-22", Major, policy, node, message)
                .row("rules", "none", "a rule for each needed caller")
                .needs(Witness::Must);
        }
        ("DENY", true) => {
            let message = "DENY without rules refuses nothing";
            check.raise("IS-22", Minor, policy, node, message).row(
                "rules",
                "none",
                "what is refused",
            );
        }
        ("ALLOW", false) => {
            if let Some(open) = rules.items().iter().find(|rule| rule.entries().is_empty()) {
                let message = "A rule without conditions lets everybody do everything";
                check
                    .raise("IS-21", Major, policy, open, message)
                    .row("rule", "{}", "who may do what")
                    .needs(Witness::Never);
            }
        }
        _ => {}
    }
}

/// `from` in one rule and `to` in another: each opens by itself.
fn apart(check: &mut Check<'_>, policy: &Object) {
    if action(policy) != "ALLOW" {
        return;
    }
    let rules = policy.spec("rules").items();
    let only = |rule: &&Node, key: &str, other: &str| {
        rule.has(key) && !rule.has(other) && !rule.has("when")
    };
    let from = rules.iter().find(|rule| only(rule, "from", "to"));
    let to = rules.iter().find(|rule| only(rule, "to", "from"));
    let (Some(from), Some(to)) = (from, to) else { return };
    let edit = joined(check, policy, from, to);
    let message =
        "Two rules are two doors: the caller may do anything, and anybody may do the rest";
    let raised = check.raise("IS-20", Major, policy, to, message);
    raised.row("rules", "`from` OR `to`", "both in one rule: AND").needs(Witness::Never);
    if let Some(edit) = edit {
        raised.fix("Put `to` under the same item as `from`", edit);
    }
}

/// The edit that takes the dash of the second rule away, where it follows the first.
fn joined(
    check: &Check<'_>,
    policy: &Object,
    from: &Node,
    to: &Node,
) -> Option<Vec<crate::verdict::TextEdit>> {
    let text = check.world.text(policy.file);
    let rules = policy.spec("rules").items();
    let at = |node: &Node| rules.iter().position(|rule| std::ptr::eq(rule, node));
    let follows = at(to)? == at(from)? + 1;
    let dash = text.get(..to.span.start)?.rfind('-')?;
    let between = text.get(dash + 1..to.span.start)?;
    let plain = follows && between.chars().all(|c| c == ' ');
    let file = check.world.name(policy.file).to_owned();
    plain.then(|| {
        vec![crate::verdict::TextEdit { file, range: dash..dash + 1, text: Some(" ".to_owned()) }]
    })
}

/// Sources of every rule.
fn sources(policy: &Object) -> impl Iterator<Item = &Node> {
    let rules = policy.spec("rules").items().iter();
    rules.flat_map(|rule| rule.get("from").items()).map(|from| from.get("source"))
}

fn operations(policy: &Object) -> impl Iterator<Item = &Node> {
    let rules = policy.spec("rules").items().iter();
    rules.flat_map(|rule| rule.get("to").items()).map(|to| to.get("operation"))
}

fn identities(check: &mut Check<'_>, policy: &Object) {
    let world = check.world;
    let mut told = false;
    for source in sources(policy) {
        for key in ["principals", "notPrincipals"] {
            for node in source.get(key).items() {
                principal(check, policy, node);
            }
        }
        if !told
            && ["principals", "namespaces", "serviceAccounts"]
                .iter()
                .any(|key| source.get(key).is_present())
        {
            told = true;
            let message = "It asks for an identity that only mutual TLS shows";
            let raised = check.raise("IS-23", Major, policy, source, message);
            raised.row("the caller", "no identity", "a caller in the mesh").needs(Witness::Must);
            if !source.get("principals").items().is_empty() && action(policy) == "ALLOW" {
                let message =
                    "Requests from outside come with the entry's identity, which is not allowed";
                let raised = check.raise("IS-35", Major, policy, source.get("principals"), message);
                raised
                    .row(
                        "principals",
                        source.get("principals").texts().join(", "),
                        "the account of the entry",
                    )
                    .needs(Witness::Must);
            }
        }
        for node in source.get("namespaces").items() {
            let name = node.str();
            let known = world.has_namespace(name)
                || name == mesh::ROOT
                || name.contains('*')
                || is_filled_in(name)
                || check.facts.sources.values().any(|source| is_in(source, name));
            if !known && !world.objects.is_empty() {
                let names: Vec<&str> =
                    world.of_kind("Namespace").map(|space| space.name.as_str()).collect();
                let message = "Nothing is in this namespace";
                check
                    .raise("IS-25", Major, policy, node, message)
                    .row("namespaces", name, names.join(", "))
                    .near(name, names)
                    .detail(name);
            }
        }
    }
}

fn is_in(source: &crate::manifest::facts::Source, namespace: &str) -> bool {
    let of_identity = source
        .identity
        .as_deref()
        .and_then(|identity| identity.split_once('/'))
        .map(|(space, _)| space);
    source.namespace.as_deref() == Some(namespace) || of_identity == Some(namespace)
}

fn principal(check: &mut Check<'_>, policy: &Object, node: &Node) {
    let text = node.str();
    if text.contains('*') || is_filled_in(text) || text.is_empty() {
        return;
    }
    let parts: Vec<&str> = text.split('/').collect();
    let ["ns", space, "sa", account] = parts.get(1..).unwrap_or_default() else {
        let bare = text.trim_start_matches("spiffe://");
        let well = bare != text && bare.split('/').count() == 5;
        let edit = well.then(|| check.edit(policy, node, &format!("\"{bare}\"")));
        let message = "No caller has a principal of this form";
        let raised = check.raise("IS-24", Major, policy, node, message);
        raised.row("principal", text, "cluster.local/ns/NAMESPACE/sa/ACCOUNT").sure().detail(text);
        if let Some(edit) = edit {
            raised.fix(format!("Write {bare}"), edit);
        }
        return;
    };
    let world = check.world;
    if mesh::is_account(world, check.facts, space, account) || world.may_be_lost("ServiceAccount") {
        return;
    }
    let accounts: Vec<&str> =
        world.of_kind("ServiceAccount").map(|account| account.name.as_str()).collect();
    let spaces: Vec<&str> =
        world.of_kind("ServiceAccount").map(|account| account.namespace.as_str()).collect();
    let near = crate::text::nearest(account, accounts.iter().copied()).is_some();
    let known: Vec<String> = world
        .of_kind("ServiceAccount")
        .map(|account| mesh::principal(&format!("{}/{}", account.namespace, account.name)))
        .collect();
    let message = "No account has this principal";
    let raised = check.raise("IS-24", Major, policy, node, message);
    raised.row(
        "principal",
        text,
        if known.is_empty() { "an account that is there".to_owned() } else { listed(&known) },
    );
    raised
        .near(if near { account } else { space }, if near { accounts } else { spaces })
        .detail(text);
}

/// Workloads that a policy's selector meets.
fn selected<'w>(check: &Check<'w>, policy: &'w Object) -> Vec<Workload<'w>> {
    let selector = policy.spec("selector.matchLabels");
    check
        .world
        .workloads_in(&policy.namespace)
        .filter(|workload| labels::is_selected(selector, &workload.labels()))
        .collect()
}

fn meets(check: &mut Check<'_>, policy: &Object) {
    let selector = policy.spec("selector.matchLabels");
    let world = check.world;
    let open = super::selectors::is_open(selector);
    let own_entry = policy.namespace == mesh::ROOT;
    if selector.entries().is_empty()
        || open
        || own_entry
        || !selected(check, policy).is_empty()
        || world.workloads_may_be_lost()
    {
        return;
    }
    let is_gateway =
        selector.has("gateway.networking.k8s.io/gateway-name") || selector.has("istio");
    if is_gateway {
        return;
    }
    let values: Vec<String> =
        world.workloads().flat_map(|workload| workload.labels().into_values()).collect();
    let bad = selector.pairs().next().map_or("", |(_, value)| value).to_owned();
    let here: Vec<String> = world
        .workloads_in(&policy.namespace)
        .map(|workload| labels::shown(&workload.labels()))
        .collect();
    let message = "The policy meets no workload: it protects nothing";
    let raised = check.raise("IS-25", Major, policy, selector, message);
    raised.row(
        "selector",
        labels::shown(&labels::labels(selector)),
        if here.is_empty() {
            format!("no workload is in {}", policy.namespace)
        } else {
            here.join("; ")
        },
    );
    raised.near(&bad, values.iter().map(String::as_str)).detail("selector");
}

/// What only HTTP has.
const WEB: [&str; 6] = ["methods", "paths", "hosts", "notMethods", "notPaths", "notHosts"];

fn web(check: &mut Check<'_>, policy: &Object) {
    let world = check.world;
    let Some(node) = operations(policy)
        .flat_map(|operation| WEB.iter().map(move |key| operation.get(key)))
        .find(|node| node.is_present())
    else {
        return;
    };
    if policy.spec("targetRefs").is_present() || policy.spec("targetRef").is_present() {
        return;
    }
    for workload in selected(check, policy) {
        let labels = workload.labels();
        let member = mesh::membership(world, check.facts, &workload);
        let through = mesh::waypoint(world, workload.namespace(), &labels).is_some();
        if member == Membership::Ambient && policy.spec("selector").is_present() {
            let message = "The node's proxy knows no methods and paths: it refuses instead";
            let needed = if through {
                "targetRefs to the Service, for the waypoint"
            } else {
                "a waypoint, and targetRefs"
            };
            check
                .raise("IS-26", Major, policy, node, message)
                .row(workload.object.id(), "ambient", needed)
                .detail(workload.name());
            continue;
        }
        let services = world.services_of(&workload);
        let ports: Vec<&Node> =
            services.iter().flat_map(|service| service.spec("ports").items()).collect();
        let bare = |port: &&Node| authz::is_bare(port);
        if !ports.is_empty() && ports.iter().all(bare) {
            let message = "On a port that is not HTTP these fields never fit";
            check
                .raise("IS-26", Major, policy, node, message)
                .row(
                    workload.object.id(),
                    "a TCP port",
                    "a port named http, or fields of a connection",
                )
                .detail(workload.name());
        }
    }
}

fn waypoint(check: &mut Check<'_>, policy: &Object) {
    let selector = policy.spec("selector.matchLabels");
    let name = selector.get("gateway.networking.k8s.io/gateway-name");
    let found = check.world.find("Gateway", &policy.namespace, name.str());
    if name.is_present() && found.is_some_and(mesh::is_waypoint) {
        let message = "A waypoint obeys policies that target it or its services, and no selector";
        check.raise("IS-27", Major, policy, selector, message).row(
            "selector",
            name.str(),
            "targetRefs",
        );
    }
}

fn tokens(check: &mut Check<'_>, policy: &Object) {
    let node = sources(policy)
        .flat_map(|source| [source.get("requestPrincipals"), source.get("notRequestPrincipals")])
        .find(|node| node.is_present());
    let Some(node) = node else { return };
    let world = check.world;
    let fits =
        |other: &&Object| other.namespace == policy.namespace || other.namespace == mesh::ROOT;
    if !world.of_kind("RequestAuthentication").any(|other| fits(&other))
        && !world.may_be_lost("RequestAuthentication")
    {
        let message = "Nobody reads tokens here: no request ever has such a principal";
        check
            .raise("IS-28", Major, policy, node, message)
            .row("RequestAuthentication", "none", "one for the same workload")
            .detail("requestPrincipals");
    }
}

/// An exact path where the paths below it are needed.
fn paths(check: &mut Check<'_>, policy: &Object) {
    let exact: Vec<&Node> = operations(policy)
        .flat_map(|operation| operation.get("paths").items())
        .filter(|path| !path.str().contains(['*', '{']))
        .collect();
    for path in exact {
        let below = |asked: &str| {
            asked
                .strip_prefix(path.str().trim_end_matches('/'))
                .is_some_and(|rest| rest.starts_with('/') && rest.len() > 1)
        };
        let needed = check
            .facts
            .musts
            .iter()
            .filter_map(|intent| intent.send.as_ref())
            .find(|request| below(&request.path));
        if let Some(request) = needed {
            let right = format!("{}/*", path.str().trim_end_matches('/'));
            let edit = check.edit(policy, path, &format!("\"{right}\""));
            let shown = request.path.clone();
            let message = "A path means itself alone, not what is below it";
            check
                .raise("IS-29", Major, policy, path, message)
                .row(shown, path.str(), &right)
                .detail(path.str())
                .needs(Witness::Must)
                .fix(format!("Write {right}"), edit);
        }
    }
}
