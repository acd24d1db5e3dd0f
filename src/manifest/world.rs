//! What stands in a set of files: Kubernetes objects, Compose files, Dockerfiles, and what was not
//! read. References are resolved against it.

mod load;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{compose::Compose, docker::Dockerfile, labels, object::Object, workload::Workload};

/// A file of the world.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path, with `/`.
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
}

/// Something of a file that is not as it should be read, or was not.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) rule: &'static str,
    pub(crate) file: usize,
    pub(crate) span: Range<usize>,
    /// What it is about: an object's id, or the file's name.
    pub(crate) place: String,
    pub(crate) message: String,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) files: Vec<Source>,
    pub(crate) objects: Vec<Object>,
    pub(crate) composes: Vec<Compose>,
    pub(crate) dockerfiles: Vec<Dockerfile>,
    pub(crate) troubles: Vec<Trouble>,
    /// YAML and JSON files that are neither: how many.
    pub(crate) other: usize,
    /// Kinds and names of objects that could not be read, as far as they can be guessed.
    pub(crate) lost: Vec<(String, String)>,
    /// Whether there is more than the files.
    pub(crate) open: bool,
    by_kind: BTreeMap<String, Vec<usize>>,
    /// Objects that run pods, in the order of the files.
    runners: Vec<usize>,
}

impl World {
    /// Reads files. In an `open` world an object without what it runs is taken for a part that somebody
    /// completes.
    pub(crate) fn read(files: impl IntoIterator<Item = (String, Arc<str>)>, open: bool) -> Self {
        load::load(files.into_iter().map(|(name, text)| Source { name, text }).collect(), open)
    }

    /// Objects of a kind, whatever their group.
    pub(crate) fn of_kind<'w>(&'w self, kind: &str) -> impl Iterator<Item = &'w Object> {
        let at = self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|at| self.objects.get(*at))
    }

    /// Every object of a kind, namespace and name: in an open world files may be alternatives.
    pub(crate) fn all<'w>(
        &'w self,
        kind: &str,
        namespace: &'w str,
        name: &'w str,
    ) -> impl Iterator<Item = &'w Object> {
        self.of_kind(kind)
            .filter(move |object| object.name == name && object.namespace == namespace)
    }

    /// An object by kind, namespace and name.
    pub(crate) fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Object> {
        self.of_kind(kind).find(|object| object.name == name && object.namespace == namespace)
    }

    /// Everything that runs pods.
    pub(crate) fn workloads(&self) -> impl Iterator<Item = Workload<'_>> {
        let objects = self.runners.iter().filter_map(|at| self.objects.get(*at));
        objects.filter_map(Workload::of)
    }

    /// Workloads of a namespace.
    pub(crate) fn workloads_in<'w>(
        &'w self,
        namespace: &'w str,
    ) -> impl Iterator<Item = Workload<'w>> {
        self.workloads().filter(move |workload| workload.namespace() == namespace)
    }

    /// A workload by its name alone.
    pub(crate) fn workload(&self, name: &str) -> Option<Workload<'_>> {
        self.workloads().find(|workload| workload.name() == name)
    }

    /// A workload with all else that stands under its kind and name: a patch may add to it.
    pub(crate) fn parts_of<'w>(
        &'w self,
        workload: &Workload<'w>,
    ) -> impl Iterator<Item = Workload<'w>> + use<'w> {
        let Object { kind, namespace, name, .. } = workload.object;
        let is_part = move |object: &&Object| {
            (&object.kind, &object.namespace, &object.name) == (kind, namespace, name)
        };
        self.objects.iter().filter(is_part).filter_map(Workload::of)
    }

    /// Workloads that a Service sends to.
    pub(crate) fn selected<'w>(&'w self, service: &'w Object) -> Vec<Workload<'w>> {
        let selector = service.spec("selector");
        if selector.entries().is_empty() {
            return Vec::new();
        }
        self.workloads_in(&service.namespace)
            .filter(|workload| labels::is_selected(selector, &workload.labels()))
            .collect()
    }

    /// Services that send to a workload.
    pub(crate) fn services_of<'w>(&'w self, workload: &Workload<'_>) -> Vec<&'w Object> {
        let labels = workload.labels();
        self.services()
            .filter(|service| service.namespace == workload.namespace())
            .filter(|service| {
                let selector = service.spec("selector");
                !selector.entries().is_empty() && labels::is_selected(selector, &labels)
            })
            .collect()
    }

    /// Kubernetes Services.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Object> {
        self.of_kind("Service").filter(|object| object.is("", "Service"))
    }

    /// Labels of a namespace; every one bears its own name.
    pub(crate) fn namespace_labels(&self, name: &str) -> labels::Labels {
        let known = self.of_kind("Namespace").find(|object| object.name == name);
        let mut found = known.map(Object::labels).unwrap_or_default();
        found.insert("kubernetes.io/metadata.name".into(), name.into());
        found
    }

    /// Whether a namespace holds something here, or is declared.
    pub(crate) fn has_namespace(&self, name: &str) -> bool {
        let declared = self.of_kind("Namespace").any(|object| object.name == name);
        declared || self.objects.iter().any(|object| object.namespace == name)
    }

    /// Whether an object of that kind may be among those that could not be read.
    pub(crate) fn may_be_lost(&self, kind: &str) -> bool {
        self.lost.iter().any(|(known, _)| known.is_empty() || known == kind)
    }

    /// Whether something that runs pods may be among them.
    pub(crate) fn workloads_may_be_lost(&self) -> bool {
        let runs =
            ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob"];
        runs.iter().any(|kind| self.may_be_lost(kind))
    }

    /// The text of a file.
    pub(crate) fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.text)
    }

    /// The name of a file.
    pub(crate) fn name(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.name)
    }

    /// The text of the file that says what a Dockerfile does not copy.
    pub(crate) fn ignore_file(&self, of: &Dockerfile) -> Option<&str> {
        let name = self.name(of.file);
        let folder = name.rfind('/').map_or("", |at| name.get(..=at).unwrap_or_default());
        let beside = [
            format!("{name}.dockerignore"),
            format!("{folder}.dockerignore"),
            format!("{folder}dockerignore"),
            ".dockerignore".to_owned(),
        ];
        let mut found =
            beside.iter().filter_map(|name| self.files.iter().find(|known| known.name == *name));
        found.next().map(|known| &*known.text)
    }

    /// The way of keys to what stands at a place of a file, within its object or Compose file.
    pub(crate) fn field_at(&self, file: usize, at: usize) -> String {
        let objects =
            self.objects.iter().filter(|object| object.file == file).map(|object| &object.root);
        let composes = self
            .composes
            .iter()
            .filter(|compose| compose.file == file)
            .map(|compose| &compose.root);
        let mut roots = objects.chain(composes);
        let found = roots.find(|root| root.span.contains(&at));
        found.map_or_else(String::new, |root| root.way_to(at))
    }

    fn index(&mut self) {
        self.by_kind.clear();
        self.runners.clear();
        for (at, object) in self.objects.iter().enumerate().filter(|(_, object)| !object.partial) {
            self.by_kind.entry(object.kind.clone()).or_default().push(at);
            self.runners.extend(Workload::of(object).map(|_| at));
        }
    }
}

/// A range up to the end of its first line.
pub(crate) fn clip(text: &str, span: Range<usize>) -> Range<usize> {
    let end = text.get(span.clone()).and_then(|inside| inside.find('\n'));
    let end = end.map_or(span.end, |end| span.start + end).min(text.len());
    span.start.min(end)..end
}
