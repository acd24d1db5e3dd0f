//! Dockerfiles: what is in the image, where the facts say what its folder holds and what commands make.

use crate::{
    manifest::{
        check::Check,
        docker::{self, Built, Dockerfile, Ignored, Lacking, Origin, Step, joined},
        facts::Image,
    },
    verdict::Severity::{Major, Minor},
};

use super::{dockerfile::say, stages::target};

pub(super) fn check(check: &mut Check<'_>) {
    let (world, facts) = (check.world, check.facts);
    let Some(image) = &facts.image else { return };
    for file in &world.dockerfiles {
        let target = target(check, file);
        let Some(at) = file.shipped(target.as_deref()) else { continue };
        let ignored = world.ignore_file(file).map(Ignored::read).unwrap_or_default();
        let built = docker::build(file, image, &ignored);
        for stage in docker::used(file, at) {
            missing(check, file, &built, stage);
        }
        building(check, file, image, &built, at);
        program(check, file, &built[at], at);
    }
}

/// Steps that ask for what is not there.
fn missing(check: &mut Check<'_>, file: &Dockerfile, built: &[Built], stage: usize) {
    for missing in &built[stage].missing {
        let Some(step) = file.stages[stage].steps.get(missing.step) else { continue };
        match &missing.what {
            Lacking::Path(path) => absent(check, file, step, path, "The build ends here"),
            Lacking::Development(run) => development(check, file, step, run),
        }
    }
}

fn absent(check: &mut Check<'_>, file: &Dockerfile, step: &Step, path: &str, then: &str) {
    let message = format!("{then}: what is named is not there");
    let from = step.flag("from").map_or_else(String::new, |from| format!(" --from={from}"));
    say(check, "DF-22", Major, file, step, &message).row(
        format!("{}{from}", step.word),
        path,
        "what is in the image by then",
    );
}

/// The environment leaves out the packages that a command needs.
fn development(check: &mut Check<'_>, file: &Dockerfile, step: &Step, run: &str) {
    if check.has_told("DF-19", file.file, step.span.start) {
        return;
    }
    let message = "The tools that it builds with were not installed, or taken away";
    say(check, "DF-19", Major, file, step, message).row(
        run,
        "without packages for development",
        "build first, then drop them",
    );
}

/// What only building needs is in a layer that is shipped.
fn building(
    check: &mut Check<'_>,
    file: &Dockerfile,
    image: &Image,
    built: &[Built],
    shipped: usize,
) {
    let line = file.line(shipped);
    for (at, stage) in file.stages.iter().enumerate() {
        if !line.iter().any(|known| std::ptr::eq(*known, stage)) {
            continue;
        }
        for (number, step) in stage.steps.iter().enumerate() {
            let here = built[at].brought.iter().filter(|(of, _)| *of == number);
            let mut named: Vec<String> = here.filter_map(|(_, of)| useless(image, of)).collect();
            named.dedup();
            if !named.is_empty() {
                let message = "What only building needs is shipped, and stays in its layer";
                say(check, "DF-21", Minor, file, step, message).row(
                    &step.word,
                    named.join(", "),
                    "only what runs",
                );
            }
        }
    }
}

/// What only building needs, by the name that it is told by.
fn useless(image: &Image, origin: &Origin) -> Option<String> {
    match origin {
        Origin::Folder(file) if image.is_for_building(file) => Some(file.clone()),
        Origin::Packages { development: true } => Some("packages for development".to_owned()),
        _ => None,
    }
}

/// The container begins with a file that is not in it.
fn program(check: &mut Check<'_>, file: &Dockerfile, built: &Built, shipped: usize) {
    let world = check.world;
    let overridden = world.workloads().any(|workload| {
        let mut containers = workload.all_containers();
        containers.any(|container| container.has("command") || container.has("args"))
    });
    let steps = [file.last(shipped, "ENTRYPOINT"), file.last(shipped, "CMD")];
    for step in steps.into_iter().flatten().filter(|_| !overridden) {
        let plain = || step.rest.split_whitespace().map(str::to_owned).collect();
        let words: Vec<String> = step.json().unwrap_or_else(plain);
        let script = |word: &&String| {
            !word.contains('$') && [".js", ".mjs", ".cjs"].iter().any(|end| word.ends_with(end))
        };
        let gone = |word: &&String| built.tree.is_absent(&joined(&built.folder, word));
        if let Some(word) = words.iter().filter(script).find(gone) {
            absent(check, file, step, word, "No container starts");
        }
    }
}
