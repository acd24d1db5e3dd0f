//! Who sends: where it stands, which labels and which identity it has.

use super::Replay;
use crate::manifest::{
    compose::{Compose, Service},
    labels::Labels,
    mesh::{self, Membership},
    netpol::End,
    object::Object,
    workload::Workload,
};

/// Who sends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Party {
    pub(crate) shown: String,
    /// Nothing for what is no pod.
    pub(crate) namespace: Option<String>,
    pub(crate) labels: Labels,
    /// Namespace and account; nothing outside of the mesh.
    pub(crate) identity: Option<String>,
    pub(crate) in_mesh: bool,
    /// Whether it comes from the entry rather than from the source itself.
    pub(crate) is_entry: bool,
}

impl Party {
    /// As NetworkPolicies see it.
    pub(crate) fn end(&self) -> End {
        End { namespace: self.namespace.clone(), labels: self.labels.clone() }
    }
}

impl Replay<'_> {
    /// The source that an intent names.
    pub(super) fn party(&self, name: &str) -> Party {
        if let Some(given) = self.facts.sources.get(name) {
            let of_identity = given.identity.as_ref().and_then(|identity| identity.split_once('/'));
            let in_mesh = given.in_mesh.unwrap_or(given.identity.is_some());
            let namespace =
                given.namespace.clone().or(of_identity.map(|(space, _)| space.to_owned()));
            let account = || namespace.as_ref().map(|space| format!("{space}/default"));
            return Party {
                shown: given.identity.clone().unwrap_or_else(|| name.to_owned()),
                identity: in_mesh.then(|| given.identity.clone().or_else(account)).flatten(),
                labels: given.labels.clone(),
                namespace,
                in_mesh,
                is_entry: false,
            };
        }
        let (space, pod) = pod(name);
        let workload = self.workload_called(space.as_deref(), &pod);
        match workload {
            Some(workload) => self.of_workload(&workload),
            None => {
                let mesh = space.as_deref().is_some_and(|space| {
                    mesh::of_namespace(self.world, space) != Membership::Outside
                });
                Party {
                    shown: name.to_owned(),
                    identity: space
                        .as_ref()
                        .filter(|_| mesh)
                        .map(|space| format!("{space}/default")),
                    namespace: space,
                    labels: Labels::from([("app".to_owned(), pod)]),
                    in_mesh: mesh,
                    is_entry: false,
                }
            }
        }
    }

    fn workload_called(&self, space: Option<&str>, pod: &str) -> Option<Workload<'_>> {
        let fits =
            |workload: &Workload<'_>| space.is_none_or(|space| workload.namespace() == space);
        self.world.workloads().filter(fits).find(|workload| workload.name() == pod)
    }

    pub(super) fn of_workload(&self, workload: &Workload<'_>) -> Party {
        let in_mesh = mesh::is_member(self.world, self.facts, workload);
        Party {
            shown: workload.object.id(),
            namespace: Some(workload.namespace().to_owned()),
            labels: workload.labels(),
            identity: in_mesh.then(|| mesh::identity(self.facts, workload)),
            in_mesh,
            is_entry: false,
        }
    }

    /// The entry that an Istio Gateway opens.
    pub(super) fn istio_entry(&self, gateway: &Object) -> Party {
        let workload = mesh::entry_workload(self.world, gateway);
        let identity = mesh::entry_identity(self.world, self.facts, gateway);
        let labels = gateway.spec("selector");
        Party {
            shown: gateway.id(),
            namespace: Some(
                workload.map_or(mesh::ROOT, |workload| workload.namespace()).to_owned(),
            ),
            labels: workload.map_or_else(
                || crate::manifest::labels::labels(labels),
                |workload| workload.labels(),
            ),
            identity: Some(identity),
            in_mesh: true,
            is_entry: true,
        }
    }

    /// The entry that a Gateway of the Gateway API opens: its pods stand beside it, or with their
    /// controller.
    pub(super) fn gateway_entry(&self, gateway: &Object) -> Party {
        let class = gateway.spec("gatewayClassName").str();
        let in_mesh = class.starts_with("istio");
        let label = ("gateway.networking.k8s.io/gateway-name".to_owned(), gateway.name.clone());
        let given = self.entry_source(gateway);
        if let Some(given) = given {
            return Party { is_entry: true, ..given };
        }
        let namespace = match class {
            "eg" | "envoy" | "envoy-gateway" => "envoy-gateway-system",
            "nginx" => "nginx-gateway",
            _ => gateway.namespace.as_str(),
        };
        Party {
            shown: gateway.id(),
            namespace: Some(namespace.to_owned()),
            labels: Labels::from([label]),
            identity: in_mesh.then(|| format!("{}/{}-istio", gateway.namespace, gateway.name)),
            in_mesh,
            is_entry: true,
        }
    }

    /// A source of the facts that has the name of a Gateway says how its pods look.
    fn entry_source(&self, gateway: &Object) -> Option<Party> {
        self.facts.sources.contains_key(&gateway.name).then(|| self.party(&gateway.name))
    }

    /// The controller that reads Ingresses.
    pub(super) fn ingress_entry(&self) -> Party {
        let is_controller = |workload: &Workload<'_>| {
            let mut images =
                workload.containers().iter().map(|container| container.get("image").str());
            images.any(|image| image.contains("ingress-nginx") || image.contains("nginx-ingress"))
        };
        if let Some(workload) = self.world.workloads().find(is_controller) {
            return Party { is_entry: true, ..self.of_workload(&workload) };
        }
        let labels = [
            ("app.kubernetes.io/name", "ingress-nginx"),
            ("app.kubernetes.io/component", "controller"),
        ];
        Party {
            shown: "the Ingress controller".to_owned(),
            namespace: Some("ingress-nginx".to_owned()),
            labels: labels
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            is_entry: true,
            ..Party::default()
        }
    }

    /// The service of a Compose file that an intent names.
    pub(super) fn composed(&self, name: &str) -> Option<(&Compose, Service<'_>)> {
        let bare = name.rsplit('/').next().unwrap_or(name);
        self.world.composes.iter().find_map(|compose| Some((compose, compose.service(bare)?)))
    }
}

/// Namespace and pod of `ns/N pod/P`, in any of its forms.
fn pod(name: &str) -> (Option<String>, String) {
    let (mut space, mut pod) = (None, String::new());
    for word in name.split_whitespace() {
        match word.split_once('/') {
            Some(("ns" | "namespace", value)) => space = Some(value.to_owned()),
            Some(("pod" | "deployment" | "workload" | "Deployment", value)) => {
                pod = value.to_owned()
            }
            Some((first, value)) => (space, pod) = (Some(first.to_owned()), value.to_owned()),
            None => pod = word.to_owned(),
        }
    }
    (space, pod)
}
