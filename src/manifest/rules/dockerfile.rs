//! Dockerfiles: what every stage does, layer by layer.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use crate::{
    manifest::{
        check::Check,
        docker::{Dockerfile, Stage, Step},
        yaml::is_filled_in,
    },
    verdict::Severity::{Info, Major, Minor},
};

/// Base images whose releases have ended.
const BASES: &str = include_str!("../../../assets/manifest/bases.toml");

#[derive(Deserialize)]
struct Bases {
    base: Vec<Base>,
}

#[derive(Deserialize)]
struct Base {
    image: String,
    tags: Vec<String>,
}

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for file in &world.dockerfiles {
        for (at, stage) in file.stages.iter().enumerate() {
            base(check, file, at, stage);
            references(check, file, at, stage);
            arguments(check, file, stage);
            secrets(check, file, stage);
            layers(check, file, stage);
            commands(check, file, stage);
        }
    }
}

/// Says something about a step.
pub(super) fn say<'c>(
    check: &'c mut Check<'_>,
    rule: &'static str,
    severity: crate::verdict::Severity,
    file: &Dockerfile,
    step: &Step,
    message: &str,
) -> &'c mut crate::manifest::raised::Raised {
    let name = check.world.name(file.file).to_owned();
    let text = check.world.text(file.file);
    let line = text.get(..step.span.start).unwrap_or_default().matches('\n').count() + 1;
    let raised = check.raise_at(rule, severity, file.file, step.span.clone(), &name, message);
    raised.detail(format!("line {line}"))
}

fn base(check: &mut Check<'_>, file: &Dockerfile, at: usize, stage: &Stage) {
    let Some(image) = file.base(stage) else { return };
    if file.stage(&image, at).is_some() || image == "scratch" || image.contains('@') {
        return;
    }
    let last = image.rsplit('/').next().unwrap_or_default();
    let Some((name, tag)) = last.split_once(':') else {
        say(check, "DF-09", Minor, file, &stage.from, "Another base may come under this name").row(
            "FROM",
            &image,
            "a tag or a digest",
        );
        return;
    };
    if tag == "latest" {
        say(check, "DF-09", Minor, file, &stage.from, "Another base may come under this name").row(
            "FROM",
            &image,
            "a tag that stays the same",
        );
    }
    let official = !image.contains('/')
        || image.starts_with("library/")
        || image.starts_with("docker.io/library/");
    if official && has_ended(name, tag) {
        say(
            check,
            "DF-08",
            Major,
            file,
            &stage.from,
            "This release is past its end: nobody mends it any more",
        )
        .row("FROM", &image, "a release that is kept up");
    }
}

fn has_ended(image: &str, tag: &str) -> bool {
    static READ: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let known = READ.get_or_init(|| {
        let read: Result<Bases, _> = toml::from_str(BASES);
        read.map(|read| read.base.into_iter().map(|base| (base.image, base.tags)).collect())
            .unwrap_or_default()
    });
    let begins = |known: &String| {
        tag.strip_prefix(known.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    known.get(image).is_some_and(|tags| tags.iter().any(begins))
}

/// Stages that are copied from.
fn references(check: &mut Check<'_>, file: &Dockerfile, at: usize, stage: &Stage) {
    let names: Vec<&str> =
        file.stages.iter().take(at).filter_map(|stage| stage.name.as_deref()).collect();
    for step in stage.steps.iter().filter(|step| matches!(step.word.as_str(), "COPY" | "ADD")) {
        let Some(from) = step.flag("from") else { continue };
        let known =
            from.parse::<usize>().is_ok_and(|number| number < at) || file.stage(from, at).is_some();
        if known || is_filled_in(from) || from.contains([':', '/', '@', '$']) {
            continue;
        }
        let near = crate::text::nearest(from, names.iter().copied());
        let severity = if near.is_some() { Minor } else { Info };
        say(
            check,
            "DF-02",
            severity,
            file,
            step,
            "No stage before this one has the name: an image is looked for",
        )
        .row("--from", from, near.map_or_else(|| names.join(", "), str::to_owned));
    }
}

/// Names of variables in a text.
fn variables(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('$') {
        let rest = text.get(at + 1..).unwrap_or_default().trim_start_matches('{');
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if let Some(name) = rest.get(..end).filter(|name| !name.is_empty()) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Arguments before `FROM` that a stage uses without saying so again.
fn arguments(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    let mut known: Vec<String> = Vec::new();
    for step in &stage.steps {
        let name = |text: &str| text.split(['=', ' ']).next().unwrap_or_default().to_owned();
        if matches!(step.word.as_str(), "ARG" | "ENV") {
            known.extend(step.rest.split_whitespace().map(name));
        }
        if !matches!(
            step.word.as_str(),
            "RUN" | "COPY" | "ADD" | "ENV" | "LABEL" | "WORKDIR" | "EXPOSE" | "USER"
        ) {
            continue;
        }
        let script = step.script();
        let assigned = |name: &str| {
            script.contains(&format!("{name}=")) || script.contains(&format!("read {name}"))
        };
        let missing = variables(&script).into_iter().find(|name| {
            file.global.contains_key(name) && !known.contains(name) && !assigned(name)
        });
        if let Some(name) = missing.filter(|name| !script.contains(&format!("${{{name}:-"))) {
            let inherits = file.base(stage).is_some_and(|base| {
                file.stages.iter().any(|other| {
                    other.name.as_deref() == Some(base.as_str())
                        && other
                            .steps
                            .iter()
                            .any(|step| step.word == "ARG" && step.rest.starts_with(&name))
                })
            });
            if !inherits {
                say(
                    check,
                    "DF-18",
                    Major,
                    file,
                    step,
                    "An argument before FROM holds for FROM alone: here it is empty",
                )
                .row(&name, "empty", format!("ARG {name} in this stage"));
                known.push(name);
            }
        }
    }
}

/// Whether a value holds an argument whose name is a secret's.
fn is_secret_argument(file: &Dockerfile, stage: &Stage, value: &str) -> bool {
    let declared = |name: &str| {
        let arguments = stage.steps.iter().filter(|step| step.word == "ARG");
        let mut names = arguments.flat_map(|step| super::dockerfile_words(&step.rest));
        names.any(|(known, _)| known == name) || file.global.contains_key(name)
    };
    let mut used = variables(value).into_iter();
    used.any(|name| super::image::is_secret_name(&name) && declared(&name))
}

fn secrets(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    for step in &stage.steps {
        match step.word.as_str() {
            "ARG" | "ENV" => {
                for (name, value) in super::dockerfile_words(&step.rest) {
                    let value = value.unwrap_or_default();
                    // What comes from an argument is kept in the environment, whatever it is called there.
                    let kept = step.word == "ENV" && is_secret_argument(file, stage, &value);
                    let given = super::image::is_secret_text(&value);
                    if kept || super::image::is_secret_name(&name) && given {
                        say(
                            check,
                            "DF-11",
                            Major,
                            file,
                            step,
                            "What stands in a layer is in every copy of the image",
                        )
                        .row(
                            &name,
                            format!("in {}", step.word),
                            "RUN --mount=type=secret",
                        );
                    }
                }
            }
            "COPY" | "ADD" if step.flag("from").is_none() => {
                let (sources, _) = step.copied();
                let secret = |source: &String| {
                    let last = source.rsplit('/').next().unwrap_or_default();
                    last == ".env"
                        || last.starts_with("id_rsa")
                        || last.ends_with(".pem") && last.contains("key")
                        || last == ".npmrc"
                        || last == "credentials"
                };
                if let Some(source) = sources.iter().find(|source| secret(source)) {
                    say(
                        check,
                        "DF-11",
                        Major,
                        file,
                        step,
                        "What stands in a layer is in every copy of the image",
                    )
                    .row(source, "copied", "RUN --mount=type=secret");
                }
            }
            _ => {}
        }
    }
}

fn layers(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    let runs: Vec<&Step> = stage.steps.iter().filter(|step| step.word == "RUN").collect();
    let mut updated = false;
    for step in &runs {
        let script = step.script();
        let updates = script.contains("apt-get update") || script.contains("apt update");
        let installs = script.contains("apt-get install")
            || script.contains("apt install")
            || script.contains("apt-get -y install");
        if installs && !updates && updated {
            say(check, "DF-13", Minor, file, step, "The list of packages may be an old layer's")
                .row("apt-get install", "in another layer than update", "one RUN for both");
        }
        updated |= updates;
    }
    for step in stage.steps.iter().filter(|step| step.word == "ADD") {
        let (sources, _) = step.copied();
        let plain = |source: &String| {
            !source.contains("://")
                && !source.starts_with("git@")
                && ![".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst", ".zip"]
                    .iter()
                    .any(|end| source.contains(end))
        };
        if step.here.is_empty()
            && sources.iter().all(plain)
            && !sources.iter().any(|source| source.contains('$'))
        {
            say(check, "DF-14", Minor, file, step, "ADD unpacks and fetches: a plain copy is COPY")
                .row("ADD", sources.join(" "), "COPY");
        }
    }
    for step in stage.steps.iter().filter(|step| step.word == "WORKDIR") {
        let path = step.rest.trim_matches('"');
        let relative = !path.starts_with(['/', '$', '\\']) && path.chars().nth(1) != Some(':');
        let first = stage
            .steps
            .iter()
            .find(|step| step.word == "WORKDIR")
            .is_some_and(|first| std::ptr::eq(first, step));
        if relative && first {
            say(check, "DF-20", Minor, file, step, "Where this is depends on the base").row(
                "WORKDIR",
                path,
                "a path from the root",
            );
        }
    }
}

fn commands(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    for word in ["CMD", "ENTRYPOINT"] {
        let all: Vec<&Step> = stage.steps.iter().filter(|step| step.word == word).collect();
        if let [first, .., last] = all.as_slice() {
            let shown = first.rest.chars().take(60).collect::<String>();
            say(
                check,
                "DF-17",
                Major,
                file,
                last,
                "Only the last one counts: the others are never run",
            )
            .row(
                word,
                format!("{} of them", all.len()),
                format!("one: {shown} is lost"),
            );
        }
    }
}
