//! Workloads: whatever has a template of pods.

use super::{
    labels::{self, Labels},
    object::Object,
    yaml::Node,
};

/// Something that runs pods.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workload<'w> {
    pub(crate) object: &'w Object,
    /// The pod's `metadata` and `spec`.
    pub(crate) template: &'w Node,
}

impl<'w> Workload<'w> {
    /// The workload that an object is.
    pub(crate) fn of(object: &'w Object) -> Option<Self> {
        let template = match object.kind.as_str() {
            "Pod" => &object.root,
            "CronJob" => object.spec("jobTemplate.spec.template"),
            _ => object.spec("template"),
        };
        let runs = template.at("spec.containers").is_present();
        runs.then_some(Self { object, template })
    }

    pub(crate) fn name(&self) -> &'w str {
        &self.object.name
    }

    pub(crate) fn namespace(&self) -> &'w str {
        &self.object.namespace
    }

    /// Labels of its pods.
    pub(crate) fn labels(&self) -> Labels {
        labels::labels(self.template.at("metadata.labels"))
    }

    /// The spec of its pods.
    pub(crate) fn pod(&self) -> &'w Node {
        self.template.get("spec")
    }

    /// Its containers, without those that run before them.
    pub(crate) fn containers(&self) -> &'w [Node] {
        self.pod().get("containers").items()
    }

    /// Containers that run before, or beside them as helpers.
    pub(crate) fn init(&self) -> &'w [Node] {
        self.pod().get("initContainers").items()
    }

    /// All of them.
    pub(crate) fn all_containers(&self) -> impl Iterator<Item = &'w Node> {
        self.init().iter().chain(self.containers())
    }

    /// Containers that go on running: the main ones, and helpers that restart.
    pub(crate) fn running(&self) -> impl Iterator<Item = &'w Node> {
        let helper = |container: &&Node| container.get("restartPolicy").str() == "Always";
        self.containers().iter().chain(self.init().iter().filter(helper))
    }

    /// Ports that its containers declare.
    pub(crate) fn ports(&self) -> impl Iterator<Item = &'w Node> {
        self.running().flat_map(|container| container.get("ports").items())
    }

    /// The number of a port by its name.
    pub(crate) fn named_port(&self, name: &str) -> Option<i64> {
        let port = self.ports().find(|port| port.get("name").str() == name)?;
        port.get("containerPort").count()
    }

    /// How many pods it asks for; 1 where it says nothing.
    pub(crate) fn replicas(&self) -> i64 {
        self.object.spec("replicas").count().unwrap_or(1)
    }

    /// The account that its pods run as.
    pub(crate) fn account(&self) -> &'w str {
        let named = self.pod().first_at(&["serviceAccountName", "serviceAccount"]).str();
        if named.is_empty() { "default" } else { named }
    }

    /// Whether it is one whose pods serve for as long as they live.
    pub(crate) fn serves(&self) -> bool {
        !matches!(self.object.kind.as_str(), "Job" | "CronJob")
    }
}
