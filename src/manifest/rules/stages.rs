//! Dockerfiles: what the shipped stage is, as it runs beside the Compose file and the manifests.

use crate::{
    manifest::{
        check::Check,
        docker::{Dockerfile, Stage, Step},
        yaml::is_filled_in,
    },
    verdict::Severity::{Major, Minor},
};

use super::dockerfile::say;

/// Lock files, and what installs without reading them.
const LOCKS: [(&str, &[&str], &str); 4] = [
    ("npm", &["npm install", "npm i "], "npm ci"),
    ("yarn", &["yarn install", "yarn"], "yarn install --frozen-lockfile"),
    ("pnpm", &["pnpm install", "pnpm i "], "pnpm install --frozen-lockfile"),
    ("bundle", &["bundle update"], "bundle install --frozen"),
];
/// What only building needs.
const TOOLS: [&str; 8] =
    ["build-essential", "gcc", "g++", "make", "cmake", "maven", "gradle", "build-base"];
/// Commands that only root may run.
const ROOT: [&str; 8] =
    ["apt-get", "apt ", "apk add", "apk --no-cache add", "yum ", "dnf ", "useradd", "adduser"];

pub(super) fn check(check: &mut Check<'_>) {
    let world = check.world;
    for file in &world.dockerfiles {
        for stage in &file.stages {
            order(check, file, stage);
            lock(check, file, stage);
            rights(check, file, stage);
            ignored(check, file, stage);
        }
        let target = target(check, file);
        if let Some(name) = &target
            && file.stage(name, file.stages.len()).is_none()
            && let Some(last) = file.stages.last()
        {
            let names: Vec<&str> =
                file.stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
            let near = crate::text::nearest(name, names.iter().copied()).map(str::to_owned);
            let needed = near.unwrap_or_else(|| names.join(", "));
            say(
                check,
                "DF-02",
                Major,
                file,
                &last.from,
                "The Compose file builds a stage that is not there",
            )
            .row("build.target", name, needed);
        }
        if let Some(at) = file.shipped(target.as_deref()) {
            shipped(check, file, at);
        }
    }
}

/// The stage that a Compose file builds from this file.
pub(super) fn target(check: &Check<'_>, file: &Dockerfile) -> Option<String> {
    let world = check.world;
    let name = world.name(file.file);
    world.composes.iter().find_map(|compose| {
        compose.services().find_map(|service| {
            let build = service.node.get("build");
            let context = build.get("context").text().or(build.text()).unwrap_or(".");
            let last = build.get("dockerfile").text().unwrap_or("Dockerfile");
            let path = format!("{}/{}", context.trim_start_matches("./").trim_matches('/'), last);
            let full = format!("{}{}", compose.folder(), path.trim_start_matches(['.', '/']));
            let target = build.get("target").text().filter(|target| !is_filled_in(target))?;
            (full == name).then(|| target.to_owned())
        })
    })
}

/// Installs that a script makes, with the manager.
fn installs(script: &str) -> bool {
    [
        "npm ci",
        "npm install",
        "yarn install",
        "pnpm install",
        "pip install -r",
        "bundle install",
        "go mod download",
        "composer install",
        "poetry install",
    ]
    .iter()
    .any(|command| script.contains(command))
}

/// Everything is copied before what it needs is installed.
fn order(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    let mut whole: Option<&Step> = None;
    for step in &stage.steps {
        match step.word.as_str() {
            "COPY" | "ADD" if step.flag("from").is_none() => {
                let (sources, _) = step.copied();
                if sources.iter().any(|source| [".", "./"].contains(&source.as_str())) {
                    whole = whole.or(Some(step));
                }
            }
            "RUN" if installs(&step.script()) => {
                if let Some(copy) = whole {
                    say(
                        check,
                        "DF-05",
                        Minor,
                        file,
                        copy,
                        "Every change of a source installs everything again",
                    )
                    .row(
                        "COPY .",
                        "before the installation",
                        "after it; first only the lists of what is needed",
                    );
                }
                return;
            }
            _ => {}
        }
    }
}

fn lock(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    for step in stage.steps.iter().filter(|step| step.word == "RUN") {
        let script = step.script();
        for command in script.split(['\n', ';']).flat_map(|part| part.split("&&")).map(str::trim) {
            for (tool, loose, right) in LOCKS {
                let global = command.contains(" -g") || command.contains("--global");
                let bare = loose.iter().any(|known| {
                    command == known.trim() || command.starts_with(&format!("{} -", known.trim()))
                });
                let frozen = ["--frozen", "--immutable", "--ci", "ci"]
                    .iter()
                    .any(|flag| command.split_whitespace().any(|word| word.starts_with(flag)));
                if command.starts_with(tool) && bare && !global && !frozen {
                    let yours: String = command.chars().take(60).collect();
                    say(
                        check,
                        "DF-10",
                        Minor,
                        file,
                        step,
                        "It installs what is newest, not what was tried",
                    )
                    .row("install", yours, right);
                }
            }
        }
    }
}

/// Steps that need root after it was given up, and files that the user cannot read.
fn rights(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    let mut user = "root".to_owned();
    for step in &stage.steps {
        if step.word == "USER" {
            user = step.rest.split(':').next().unwrap_or_default().to_owned();
        }
        let is_root = ["root", "0", ""].contains(&user.as_str()) || is_filled_in(&user);
        if is_root {
            continue;
        }
        let script = step.script();
        if step.word == "RUN"
            && !script.contains("sudo")
            && ROOT.iter().any(|command| script.contains(command))
        {
            let shown: String = script.chars().take(60).collect();
            say(check, "DF-04", Major, file, step, "This step needs root, who was given up above")
                .row(format!("USER {user}"), shown, "before USER");
        }
        let mode = step.flag("chmod").unwrap_or_default();
        let shut = matches!(mode.trim_start_matches('0'), "600" | "400" | "700" | "500");
        if matches!(step.word.as_str(), "COPY" | "ADD") && shut && step.flag("chown").is_none() {
            say(
                check,
                "DF-04",
                Major,
                file,
                step,
                "What is copied belongs to root, and nobody else may read it",
            )
            .row("--chmod", mode, format!("--chown={user}"));
        }
    }
    dropped(check, file, stage);
}

/// Packages for building are taken away before something is built.
fn dropped(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    let drops = |script: &str| {
        [
            "npm prune --production",
            "npm prune --omit=dev",
            "npm ci --omit=dev",
            "npm ci --only=production",
            "npm ci --production",
            "npm install --production",
            "npm install --omit=dev",
            "yarn install --production",
            "pnpm prune --prod",
        ]
        .iter()
        .any(|command| script.contains(command))
    };
    let builds = |script: &str| {
        ["npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build", "npx tsc"]
            .iter()
            .any(|command| script.contains(command))
    };
    let runs: Vec<(&Step, String)> = stage
        .steps
        .iter()
        .filter(|step| step.word == "RUN")
        .map(|step| (step, step.script()))
        .collect();
    let full = |script: &str| {
        (script.contains("npm ci")
            || script.contains("npm install")
            || script.contains("yarn install"))
            && !drops(script)
    };
    let Some(first) = runs.iter().position(|(_, script)| drops(script)) else { return };
    for (step, script) in runs.iter().skip(first) {
        if full(script) {
            return;
        }
        let (before, after) =
            (script.find("prune").or_else(|| script.find("omit=dev")), script.find("build"));
        let same = std::ptr::eq(*step, runs[first].0)
            && before.zip(after).is_none_or(|(drop, build)| build < drop);
        if builds(script) && !same {
            say(
                check,
                "DF-19",
                Major,
                file,
                step,
                "The tools that it builds with were not installed, or taken away",
            )
            .row(
                "build",
                "without packages for development",
                "build first, then drop them",
            );
            return;
        }
    }
}

fn ignored(check: &mut Check<'_>, file: &Dockerfile, stage: &Stage) {
    if check.world.ignore_file(file).is_some() {
        return;
    }
    let whole = |step: &&Step| {
        let (sources, _) = step.copied();
        step.word == "COPY"
            && step.flag("from").is_none()
            && sources.iter().any(|source| [".", "./"].contains(&source.as_str()))
    };
    if let Some(step) = stage.steps.iter().find(whole) {
        say(
            check,
            "DF-16",
            Minor,
            file,
            step,
            "Everything that lies in the folder comes into the image",
        )
        .row(".dockerignore", "none", "one that leaves out secrets and what is built");
    }
}

fn shipped(check: &mut Check<'_>, file: &Dockerfile, at: usize) {
    let Some(stage) = file.stages.get(at) else { return };
    let user = file
        .last(at, "USER")
        .map(|step| step.rest.split(':').next().unwrap_or_default().to_owned());
    let base = file.line(at).last().and_then(|stage| file.base(stage)).unwrap_or_default();
    let own = ["nonroot", "distroless", "unprivileged", "rootless", "chainguard"]
        .iter()
        .any(|word| base.contains(word));
    if !own && user.as_deref().is_none_or(|user| ["root", "0", ""].contains(&user)) {
        say(check, "DF-03", Minor, file, &stage.from, "What is shipped runs as root").row(
            "USER",
            user.unwrap_or_else(|| "none".to_owned()),
            "a user without rights",
        );
    }
    let entry = file.last(at, "ENTRYPOINT");
    let command = file.last(at, "CMD");
    if let Some(step) = entry.or(command) {
        first_process(check, file, step);
    }
    if let (Some(entry), Some(command)) = (entry, command)
        && entry.json().is_some()
        && command.json().is_none()
    {
        first_process(check, file, command);
    }
    for step in stage.steps.iter().filter(|step| step.word == "RUN") {
        let script = step.script();
        let removed = ["apt-get purge", "apt-get remove", "apk del"]
            .iter()
            .any(|command| script.contains(command));
        let adds = script.contains("install") || script.contains("apk add");
        let words: Vec<&str> = script.split(|c: char| c.is_whitespace()).collect();
        let tool = TOOLS.iter().find(|tool| words.contains(*tool));
        if let Some(tool) = tool.filter(|_| adds && !removed) {
            say(check, "DF-12", Minor, file, step, "What only building needs is shipped").row(
                "installed",
                *tool,
                "in a stage of its own",
            );
        }
    }
    port(check, file, at);
}

fn first_process(check: &mut Check<'_>, file: &Dockerfile, step: &Step) {
    let shown: String = step.rest.chars().take(60).collect();
    let Some(words) = step.json() else {
        if !step.rest.starts_with("exec ") && !step.rest.is_empty() && step.here.is_empty() {
            say(check, "DF-06", Minor, file, step, "A shell is process 1 and passes no signal on")
                .row(&step.word, shown, "the form with brackets");
        }
        return;
    };
    let first = words.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    if ["npm", "yarn", "pnpm"].contains(&first) {
        say(
            check,
            "DF-07",
            Minor,
            file,
            step,
            "A package manager is process 1: it passes signals on badly",
        )
        .row(&step.word, shown, "the program itself");
    }
}

/// The port that the program is told, against what the facts say it listens on.
fn port(check: &mut Check<'_>, file: &Dockerfile, at: usize) {
    let name = check.world.name(file.file).to_owned();
    let folder = name.rsplit('/').nth(1).unwrap_or_default().to_owned();
    let known = check.facts.workloads.iter();
    let mine: Vec<(&String, &Vec<i64>)> = known
        .map(|(name, known)| (name, &known.listens))
        .filter(|(_, listens)| !listens.is_empty())
        .collect();
    let (workload, listens) = match mine.as_slice() {
        [only] => *only,
        many => match many.iter().find(|(workload, _)| **workload == folder) {
            Some(found) => *found,
            None => return,
        },
    };
    let set =
        file.line(at).into_iter().flat_map(|stage| stage.steps.iter().rev()).find_map(|step| {
            let words =
                if step.word == "ENV" { super::dockerfile_words(&step.rest) } else { Vec::new() };
            let port = words.into_iter().find(|(name, _)| name == "PORT")?;
            Some((step, port.1?.parse::<i64>().ok()?))
        });
    let Some((step, number)) = set else { return };
    if !listens.contains(&number) {
        let right: Vec<String> = listens.iter().map(i64::to_string).collect();
        say(
            check,
            "DF-15",
            Major,
            file,
            step,
            "The program listens on another port than it is sent to",
        )
        .row(workload, number.to_string(), right.join(", "));
    }
}
