//! One Kubernetes object, and what of it many rules ask for.

use super::{
    labels::{self, Labels},
    yaml::{Node, is_filled_in},
};

/// An object of a file.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Number of the file.
    pub(crate) file: usize,
    pub(crate) version: String,
    pub(crate) kind: String,
    /// `default` where none is said.
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) root: Node,
    /// Whether it is only a part of an object: a patch, a template, something that a tool completes.
    pub(crate) partial: bool,
    /// Whether a tool sets labels, names or the namespace of it.
    pub(crate) transformed: bool,
}

/// Kinds that are in no namespace.
const CLUSTER: [&str; 20] = [
    "Namespace",
    "ClusterRole",
    "ClusterRoleBinding",
    "PersistentVolume",
    "StorageClass",
    "IngressClass",
    "GatewayClass",
    "PriorityClass",
    "CustomResourceDefinition",
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "Node",
    "RuntimeClass",
    "APIService",
    "CSIDriver",
    "ClusterIssuer",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "FlowSchema",
    "PriorityLevelConfiguration",
];

impl Object {
    /// An object of a document, if it has a version and a kind.
    pub(crate) fn of(file: usize, root: Node) -> Option<Self> {
        let version = root.get("apiVersion").text()?.to_owned();
        let kind = root.get("kind").text()?.to_owned();
        let namespace = root.at("metadata.namespace").str();
        let is_global = CLUSTER.contains(&kind.as_str());
        let namespace = match namespace {
            _ if is_global => "",
            "" => "default",
            named => named,
        };
        let name = root.first_at(&["metadata.name", "metadata.generateName"]).str().to_owned();
        let namespace = namespace.to_owned();
        Some(Self {
            file,
            version,
            kind,
            namespace,
            name,
            root,
            partial: false,
            transformed: false,
        })
    }

    /// Its kind and name, as an author would name it.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// The group of its version; empty for the core.
    pub(crate) fn group(&self) -> &str {
        self.version.split_once('/').map_or("", |(group, _)| group)
    }

    /// A value of it.
    pub(crate) fn at(&self, way: &str) -> &Node {
        self.root.at(way)
    }

    /// A value of its `spec`.
    pub(crate) fn spec(&self, way: &str) -> &Node {
        self.root.get("spec").at(way)
    }

    /// The first of several ways at which something stands.
    pub(crate) fn first(&self, ways: &[&str]) -> &Node {
        self.root.first_at(ways)
    }

    /// Its own labels.
    pub(crate) fn labels(&self) -> Labels {
        labels::labels(self.at("metadata.labels"))
    }

    /// One of its annotations.
    pub(crate) fn annotation(&self, key: &str) -> Option<&str> {
        self.at("metadata.annotations").get(key).text()
    }

    /// Whether it is of that kind and group.
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    /// Whether it is an Istio object of that kind.
    pub(crate) fn is_istio(&self, kind: &str) -> bool {
        self.kind == kind && self.group().ends_with("istio.io")
    }

    /// Whether it is an object of the Gateway API of that kind.
    pub(crate) fn is_gateway_api(&self, kind: &str) -> bool {
        self.is("gateway.networking.k8s.io", kind)
    }

    /// Whether its name is filled in by another program.
    pub(crate) fn is_nameless(&self) -> bool {
        self.name.is_empty() || is_filled_in(&self.name)
    }
}
