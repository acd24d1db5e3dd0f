//! Sorts files by what they are and reads them.

use std::collections::BTreeSet;

use super::{Source, Trouble, World};
use crate::manifest::{
    compose::Compose,
    docker::{self, Dockerfile},
    object::Object,
    yaml::{self, Document, Node},
};

pub(super) fn load(files: Vec<Source>, open: bool) -> World {
    let mut world = World { files, open, ..World::default() };
    for at in 0..world.files.len() {
        let name = world.name(at).to_owned();
        match what(&name) {
            What::Docker => docker(&mut world, at),
            What::Yaml => yaml(&mut world, at, &name),
            What::Other => {}
        }
    }
    customized(&mut world);
    world.index();
    world
}

enum What {
    Docker,
    Yaml,
    Other,
}

fn what(name: &str) -> What {
    let last = name.rsplit('/').next().unwrap_or_default();
    if is_dockerfile(last) {
        return What::Docker;
    }
    match last.rsplit('.').next() {
        Some("yaml" | "yml" | "json") => What::Yaml,
        _ => What::Other,
    }
}

/// Whether a file's name says that it is a Dockerfile.
pub(super) fn is_dockerfile(last: &str) -> bool {
    let folded = last.to_ascii_lowercase();
    let plain = last.starts_with("Dockerfile") || last == "Containerfile";
    let ends = !folded.ends_with(".md") && !folded.ends_with(".dockerignore");
    (plain || folded.ends_with(".dockerfile")) && ends
}

fn docker(world: &mut World, file: usize) {
    match Dockerfile::read(file, world.text(file)) {
        Ok(read) => world.dockerfiles.push(read),
        Err(docker::Refused { message, span }) => {
            let place = world.name(file).to_owned();
            world.troubles.push(Trouble { rule: "DF-01", file, span, place, message });
        }
    }
}

/// Whether a text is one that another program fills in.
fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("<%") || text.contains("{%")
}

/// Whether a text means to be an object.
fn says_object(text: &str) -> bool {
    let begins =
        |key: &str| text.lines().any(|line| line.trim_start_matches("- ").starts_with(key));
    let json = text.trim_start().starts_with('{');
    let has = |key: &str| json && text.contains(key);
    let keys = [("apiVersion:", "\"apiVersion\""), ("kind:", "\"kind\"")];
    keys.iter().all(|(plain, quoted)| begins(plain) || has(quoted))
}

fn yaml(world: &mut World, file: usize, name: &str) {
    let text = std::sync::Arc::clone(&world.files[file].text);
    // Packages and locks are JSON as well.
    if name.ends_with(".json") && !text.contains("\"apiVersion\"") {
        world.other += 1;
        return;
    }
    let is_compose = is_compose_name(name);
    let mut told = false;
    let mut others = 0;
    for document in yaml::documents(&text) {
        let inside = text.get(document.span.clone()).unwrap_or_default();
        let broken = document.issues.iter().any(|issue| !issue.mild);
        if broken {
            lose(world, file, &document, inside, is_compose, &mut told);
            continue;
        }
        let composed = document.root.get("services").is_present()
            && !document.root.has("kind")
            && !document.root.has("apiVersion")
            && (is_compose || looks_composed(&document.root));
        if composed {
            trouble(world, file, &document, name);
            world.composes.push(Compose::read(file, name, document.root));
        } else if document.root.has("apiVersion") && document.root.has("kind") {
            objects(world, file, document, name);
        } else {
            others += 1;
        }
    }
    world.other += usize::from(others > 0);
}

/// A file of default name, or `compose.*`.
fn is_compose_name(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.starts_with("docker-compose")
        || last.starts_with("compose.")
        || last.starts_with("compose-")
}

/// Services that are maps with an image or a build, so not somebody's own `services`.
fn looks_composed(root: &Node) -> bool {
    let services = root.get("services").entries();
    let runs = |node: &Node| ["image", "build", "extends"].iter().any(|key| node.has(key));
    !services.is_empty() && services.iter().any(|(_, node)| runs(node))
}

/// Says that a document cannot be read, unless it is no business of ours.
fn lose(
    world: &mut World,
    file: usize,
    document: &Document,
    inside: &str,
    is_compose: bool,
    told: &mut bool,
) {
    let name = world.name(file).to_owned();
    let kind = line_value(inside, "kind:");
    if is_template(inside) {
        if !std::mem::replace(told, true) {
            let message = "a template: render it first and give what comes out".to_owned();
            let span = document.span.start..document.span.start;
            world.troubles.push(Trouble { rule: "MF-11", file, span, place: name, message });
        }
        world.lost.push((kind, line_value(inside, "name:")));
        return;
    }
    if world.open && !says_object(inside) && !is_compose {
        world.other += 1;
        return;
    }
    let object = line_value(inside, "name:");
    let place = match kind.is_empty() || object.is_empty() {
        true => name,
        false => format!("{kind}/{object}"),
    };
    world.lost.push((kind, object));
    for issue in document.issues.iter().filter(|issue| !issue.mild) {
        let (span, message) = (issue.span.clone(), issue.message.clone());
        world.troubles.push(Trouble { rule: "MF-01", file, span, place: place.clone(), message });
    }
}

/// The name behind a key in a text that cannot be read; what is no name, such as `[` or a place to be
/// filled in, is none.
fn line_value(text: &str, key: &str) -> String {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(key));
    let value = line.and_then(|line| line.split(" #").next()).unwrap_or_default();
    let value = value.trim().trim_matches(['"', '\'']);
    let named = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if named { value.to_owned() } else { String::new() }
}

/// Keys that stand twice and tags that nobody knows.
fn trouble(world: &mut World, file: usize, document: &Document, place: &str) {
    for issue in &document.issues {
        world.troubles.push(Trouble {
            rule: "MF-01",
            file,
            span: issue.span.clone(),
            place: place.to_owned(),
            message: issue.message.clone(),
        });
    }
    let known = ["!reset", "!override"];
    for (tag, span) in document.tags.iter().filter(|(tag, _)| !known.contains(&tag.as_str())) {
        world.troubles.push(Trouble {
            rule: "MF-01",
            file,
            span: span.clone(),
            place: place.to_owned(),
            message: format!("the tag `{tag}` is not read"),
        });
    }
}

fn objects(world: &mut World, file: usize, document: Document, name: &str) {
    let kind = document.root.get("kind").str().to_owned();
    if kind == "List" || (kind.ends_with("List") && document.root.has("items")) {
        let place = name.to_owned();
        trouble(world, file, &document, &place);
        for item in document.root.get("items").items() {
            add(world, Object::of(file, item.clone()));
        }
        return;
    }
    let Some(object) = Object::of(file, document.root.clone()) else {
        let message = "`apiVersion` and `kind` are texts".to_owned();
        let span = document.span.start..document.span.start;
        world.troubles.push(Trouble { rule: "MF-01", file, span, place: name.to_owned(), message });
        return;
    };
    trouble(world, file, &document, &object.id());
    add(world, Some(object));
}

fn add(world: &mut World, object: Option<Object>) {
    let Some(mut object) = object else { return };
    object.partial = world.open && is_partial(&object);
    if object.partial {
        let place = object.id();
        let message = "a patch or a part of an object: what it completes is not known".to_owned();
        let span = object.root.key("kind").map_or(0..0, |key| key.span.clone());
        let file = object.file;
        world.troubles.push(Trouble { rule: "MF-11", file, span, place, message });
    }
    world.objects.push(object);
}

/// Workloads without image and without template are completed by somebody else.
fn is_partial(object: &Object) -> bool {
    let builtin = matches!(object.group(), "" | "apps" | "batch");
    let runs = match object.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
            object.spec("template.spec.containers")
        }
        "CronJob" => object.spec("jobTemplate.spec.template.spec.containers"),
        "Pod" => object.spec("containers"),
        _ => return false,
    };
    let has_image = |container: &Node| container.get("image").is_present();
    builtin && !runs.items().iter().any(has_image)
}

/// What a `kustomization.yaml` changes: files that are patches are parts of objects, and what it sets
/// is not known from the files beside it.
fn customized(world: &mut World) {
    let mut patches = BTreeSet::new();
    let mut folders = BTreeSet::new();
    for object in world.objects.iter().filter(|object| is_kustomization(object)) {
        collect(world, object.file, &object.root, &mut patches, &mut folders);
    }
    // One without version and kind is as good.
    for at in 0..world.files.len() {
        let name = world.name(at);
        let last = name.rsplit('/').next().unwrap_or_default();
        if !matches!(last, "kustomization.yaml" | "kustomization.yml" | "Kustomization") {
            continue;
        }
        for document in yaml::documents(world.text(at)) {
            collect(world, at, &document.root, &mut patches, &mut folders);
        }
    }
    let names: Vec<String> = world.files.iter().map(|file| file.name.clone()).collect();
    for object in &mut world.objects {
        let name = names.get(object.file).map_or("", String::as_str);
        if patches.contains(name) && !object.partial {
            let span = object.root.key("kind").map_or(0..0, |key| key.span.clone());
            let (file, place) = (object.file, object.id());
            let message = "a patch: what it completes is not known".to_owned();
            world.troubles.push(Trouble { rule: "MF-11", file, span, place, message });
        }
        object.partial |= is_kustomization(object) || patches.contains(name);
        object.transformed = folders.iter().any(|folder| name.starts_with(folder.as_str()));
    }
}

fn is_kustomization(object: &Object) -> bool {
    object.group() == "kustomize.config.k8s.io" || object.kind == "Kustomization"
}

fn collect(
    world: &World,
    file: usize,
    root: &Node,
    patches: &mut BTreeSet<String>,
    folders: &mut BTreeSet<String>,
) {
    let folder = folder_of(world.name(file));
    let lists =
        ["patches", "patchesStrategicMerge", "patchesJson6902", "transformers", "components"];
    for key in lists {
        for item in root.get(key).items() {
            let path = item.text().unwrap_or_else(|| item.get("path").str());
            patches.insert(joined(&folder, path));
        }
    }
    let sets = ["commonLabels", "labels", "namePrefix", "nameSuffix", "namespace", "patches"];
    if sets.iter().any(|key| root.get(key).is_present()) {
        folders.insert(folder.clone());
        for key in ["resources", "bases"] {
            for path in root.get(key).texts() {
                folders.insert(joined(&folder, path));
            }
        }
    }
}

/// The folder of a path, with `/` at its end; empty for the root.
fn folder_of(path: &str) -> String {
    path.rfind('/').map_or(String::new(), |at| path.get(..=at).unwrap_or_default().to_owned())
}

/// A path seen from a folder.
fn joined(folder: &str, path: &str) -> String {
    let root = if folder.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    root.to_owned() + &parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_stands_at_an_object_or_at_its_file() {
        let place = |text: &str| {
            let file = ("shop/web.yaml".to_owned(), std::sync::Arc::from(text));
            let world = World::read([file], false);
            world.troubles.first().map(|trouble| trouble.place.clone())
        };
        let begins = |kind: &str| format!("apiVersion: v1\nkind: {kind}\n");
        let cases = [
            ("[", "  name: web\n", "shop/web.yaml"),
            ("Service", "metadata: {\n", "shop/web.yaml"),
            ("Service # ours", "metadata:\n  name: web\nspec: [\n", "Service/web"),
        ];
        for (kind, rest, expected) in cases {
            assert_eq!(place(&(begins(kind) + rest)).as_deref(), Some(expected), "{kind}");
        }
    }
}
