//! μTOSCA models (microFreshener) as answer graphs, gradable without a scenario.
//!
//! Datastores, brokers and routers become services with a role. Upstream presumes that every service
//! may be replicated, so each gets two copies; `dynamic_discovery` becomes `service-registry` on the
//! link. Where services are deployed (Compute) is not part of a decomposition and is left out.

use serde_saphyr::from_str;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::fits;
use crate::design::architecture::{Architecture, Link, NodeRole, Service, Style};

#[derive(Deserialize)]
struct File {
    topology_template: Topology,
}

#[derive(Deserialize)]
struct Topology {
    #[serde(default)]
    node_templates: BTreeMap<String, Template>,
    #[serde(default)]
    groups: BTreeMap<String, Group>,
    #[serde(default)]
    relationship_templates: BTreeMap<String, Relationship>,
}

#[derive(Deserialize)]
struct Template {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    requirements: Vec<BTreeMap<String, Requirement>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Requirement {
    Name(String),
    Full {
        node: String,
        #[serde(default)]
        relationship: Option<String>,
    },
}

#[derive(Deserialize)]
struct Group {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Relationship {
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
struct Properties {
    #[serde(default)]
    timeout: bool,
    #[serde(default)]
    circuit_breaker: bool,
    #[serde(default)]
    dynamic_discovery: bool,
}

/// Copies that an imported service runs: upstream presumes that all of them scale.
const COPIES: u32 = 2;

/// Reads a μTOSCA file.
///
/// # Errors
/// A sentence that says what cannot be read.
pub fn read(text: &str) -> Result<Architecture, String> {
    fits(text)?;
    let file: File = from_str(text).map_err(|error| error.to_string())?;
    let topology = file.topology_template;
    let mut answer = Architecture::default();
    let mut nodes: Vec<(&String, &Template, NodeRole)> = Vec::new();
    for (name, node) in &topology.node_templates {
        let role = match node.kind.rsplit('.').next().unwrap_or_default() {
            "Service" => NodeRole::Service,
            "Datastore" | "Database" => NodeRole::Store,
            "MessageBroker" => NodeRole::Broker,
            "MessageRouter" => NodeRole::Router,
            "Compute" => continue,
            other => return Err(format!("`{name}` is of an unknown type `{other}`")),
        };
        nodes.push((name, node, role));
    }
    // Of several groups that one node is a member of, the first counts.
    let members_of = |wanted: &str| {
        let groups = topology.groups.iter().filter(|(_, group)| group.kind.ends_with(wanted));
        let members =
            groups.flat_map(|(name, group)| group.members.iter().map(move |member| (member, name)));
        members.rev().collect::<HashMap<&String, &String>>()
    };
    let (edges, teams) = (members_of(".Edge"), members_of(".Team"));
    let roles: HashMap<&String, NodeRole> =
        nodes.iter().map(|(name, _, role)| (*name, *role)).collect();
    for (name, _, role) in &nodes {
        answer.services.push(Service {
            name: (*name).clone(),
            team: teams.get(name).map(|team| (*team).clone()),
            replicas: if *role == NodeRole::Service { COPIES } else { 1 },
            role: *role,
            edge: edges.contains_key(name),
            ..Service::default()
        });
    }
    for (name, node, _) in &nodes {
        for (kind, requirement) in node.requirements.iter().flatten() {
            if kind != "interaction" {
                continue;
            }
            let (to, relationship) = match requirement {
                Requirement::Name(to) => (to, None),
                Requirement::Full { node, relationship } => (node, relationship.as_ref()),
            };
            let Some(role) = roles.get(to) else {
                return Err(format!("`{name}` interacts with `{to}`, which is not there"));
            };
            let plain = Properties::default();
            let flags = match relationship {
                Some(id) => match topology.relationship_templates.get(id) {
                    Some(found) => &found.properties,
                    None if id.starts_with("micro.") => &plain,
                    None => return Err(format!("there is no relationship `{id}`")),
                },
                None => &plain,
            };
            let with = [
                (flags.timeout, "timeout"),
                (flags.circuit_breaker, "circuit-breaker"),
                (flags.dynamic_discovery, "service-registry"),
            ];
            let with = with.into_iter().filter(|(there, _)| *there);
            answer.links.push(Link {
                from: (*name).clone(),
                to: to.clone(),
                style: if *role == NodeRole::Broker { Style::Async } else { Style::Sync },
                serves: Vec::new(),
                with: with.map(|(_, id)| id.to_owned()).collect(),
            });
        }
    }
    Ok(answer)
}
