//! What happens while an image is built, step by step, as far as facts and files tell.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Dockerfile, Stage, Step, assignments,
    command::{Act, acts},
    expanded,
    folder::{Ignored, folder, meant},
    tree::{Origin, Tree, joined},
};
use crate::manifest::facts::Image;

/// A stage after its last step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Built {
    pub(crate) tree: Tree,
    /// Where its commands run.
    pub(crate) folder: String,
    /// What each step brought: its layer keeps that, whatever later ones take away.
    pub(crate) brought: Vec<(usize, Origin)>,
    /// Steps that ask for what is not there.
    pub(crate) missing: Vec<Missing>,
    variables: BTreeMap<String, String>,
}

/// Something that a step asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Number of the step in its stage.
    pub(crate) step: usize,
    pub(crate) what: Lacking,
}

/// What it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// A path, in the folder or in a stage.
    Path(String),
    /// Packages for development: which command wants them.
    Development(String),
}

struct Builder<'b> {
    file: &'b Dockerfile,
    image: &'b Image,
    /// The folder without what is left out.
    given: Tree,
    stages: Vec<Built>,
}

/// Builds every stage.
pub(crate) fn build(file: &Dockerfile, image: &Image, ignored: &Ignored) -> Vec<Built> {
    let given = folder(image, ignored);
    let mut builder = Builder { file, image, given, stages: Vec::new() };
    for (at, stage) in file.stages.iter().enumerate() {
        let mut built = builder.base(at, stage);
        for (number, step) in stage.steps.iter().enumerate() {
            let before: BTreeSet<Origin> = built.tree.files().map(|(_, of)| of.clone()).collect();
            builder.step(&mut built, at, number, step);
            let after: BTreeSet<Origin> = built.tree.files().map(|(_, of)| of.clone()).collect();
            built.brought.extend(after.difference(&before).map(|of| (number, of.clone())));
        }
        builder.stages.push(built);
    }
    builder.stages
}

/// The stages that have to be built for one, itself among them.
pub(crate) fn used(file: &Dockerfile, stage: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut next = vec![stage];
    while let Some(at) = next.pop() {
        let Some(stage) = file.stages.get(at).filter(|_| found.insert(at)) else { continue };
        next.extend(file.base(stage).and_then(|base| file.stage(&base, at)));
        next.extend(stage.steps.iter().filter_map(|step| source(file, at, step.flag("from")?)));
    }
    found
}

/// The stage that `--from` means.
fn source(file: &Dockerfile, before: usize, from: &str) -> Option<usize> {
    let number = from.parse::<usize>().ok().filter(|number| *number < before);
    number.or_else(|| file.stage(from, before))
}

impl Builder<'_> {
    fn base(&self, at: usize, stage: &Stage) -> Built {
        let root = || Built { folder: "/".into(), ..Built::default() };
        let Some(base) = self.file.base(stage) else {
            return Built { tree: Tree::unknown(), ..root() };
        };
        if let Some(known) = self.file.stage(&base, at).and_then(|at| self.stages.get(at)) {
            return Built { brought: Vec::new(), missing: Vec::new(), ..known.clone() };
        }
        let is_bare = ["gcr.io/distroless/", "docker.io/library/"];
        let tree = match base.as_str() {
            "scratch" => Tree::default(),
            base if !base.contains('/') || is_bare.iter().any(|from| base.starts_with(from)) => {
                Tree::official()
            }
            _ => Tree::unknown(),
        };
        Built { tree, ..root() }
    }

    fn step(&self, built: &mut Built, at: usize, number: usize, step: &Step) {
        match step.word.as_str() {
            "ARG" | "ENV" => {
                for (name, value) in assignments(&step.rest) {
                    let value = value.or_else(|| self.file.global.get(&name).cloned());
                    built.variables.extend(value.map(|value| (name, value)));
                }
            }
            "WORKDIR" => match expanded(step.rest.trim_matches('"'), &built.variables) {
                Some(path) => {
                    built.folder = joined(&built.folder, &path);
                    built.tree.enter(&built.folder);
                }
                None => built.tree.open("/"),
            },
            "COPY" | "ADD" => self.copy(built, at, number, step),
            "RUN" => self.run(built, number, step),
            _ => {}
        }
    }

    fn copy(&self, built: &mut Built, at: usize, number: usize, step: &Step) {
        let (words, target) = step.copied();
        let Some(target) = expanded(&target, &built.variables) else {
            return built.tree.open("/");
        };
        let is_folder =
            target.ends_with('/') || words.len() > 1 || words.iter().any(|word| word.contains('*'));
        let target = joined(&built.folder, &target);
        let from = step.flag("from").map(|from| source(self.file, at, from));
        let other = match from {
            None => Some(&self.given),
            Some(stage) => stage.and_then(|stage| self.stages.get(stage)).map(|built| &built.tree),
        };
        let odd = ["exclude", "parents"].iter().any(|flag| step.flag(flag).is_some());
        let Some(other) = other.filter(|_| !odd && step.here.is_empty()) else {
            return built.tree.open(&target);
        };
        for word in &words {
            let unpacked = step.word == "ADD" && (word.contains("://") || word.contains(".t"));
            let paths = expanded(word, &built.variables).filter(|_| !unpacked);
            let Some(paths) = paths.and_then(|word| meant(other, &word)) else {
                built.tree.open(&target);
                continue;
            };
            if paths.is_empty() || paths.iter().any(|path| path != "/" && other.is_absent(path)) {
                built.missing.push(Missing { step: number, what: Lacking::Path(word.clone()) });
                built.tree.open(&target);
            }
            for path in &paths {
                let name = path.rsplit('/').next().unwrap_or_default();
                let inside = !other.is_folder(path) && (is_folder || built.tree.is_folder(&target));
                let put = if inside { joined(&target, name) } else { target.clone() };
                built.tree.copy(other, path, &put);
                if !other.is_folder(path) && !other.is_file(path) {
                    built.tree.open(&target);
                }
            }
        }
    }

    fn run(&self, built: &mut Built, number: usize, step: &Step) {
        let production = built.variables.get("NODE_ENV").is_some_and(|is| is == "production");
        let bound = step.flags.iter().any(|(name, is)| name == "mount" && is.contains("type=bind"));
        let mut folder = built.folder.clone();
        for act in acts(&step.script(), production) {
            let mut needed: Vec<&str> = Vec::new();
            let mut wants = None;
            match act {
                Act::Nothing => {}
                Act::Enter(path) => folder = joined(&folder, &path),
                Act::Open(paths) => {
                    paths.iter().for_each(|path| built.tree.open(&joined(&folder, path)));
                }
                Act::Remove(paths) => {
                    paths.iter().for_each(|path| built.tree.remove(&joined(&folder, path)));
                }
                Act::Install { locked, development } => {
                    needed = vec!["package.json"];
                    needed.extend(locked.then_some("package-lock.json"));
                    built.tree.install(&folder, development);
                }
                Act::Prune => built.tree.prune(&folder),
                Act::Other(run) => {
                    match self.image.commands.iter().find(|known| known.run == run) {
                        None => built.tree.forget(),
                        Some(known) => {
                            needed = known.needs.iter().map(String::as_str).collect();
                            let lacks = known.development && built.tree.lacks_development(&folder);
                            wants = lacks.then_some(Lacking::Development(run));
                            let made = known.makes.iter().map(|path| joined(&folder, path));
                            made.for_each(|path| built.tree.add(path, Origin::Made));
                        }
                    }
                }
            }
            let lacking =
                needed.into_iter().filter(|path| built.tree.is_absent(&joined(&folder, path)));
            let lacking = lacking.map(|path| Lacking::Path(path.to_owned())).chain(wants);
            let lacking = lacking.map(|what| Missing { step: number, what }).collect::<Vec<_>>();
            built.missing.extend(lacking.into_iter().filter(|_| !bound));
        }
    }
}
