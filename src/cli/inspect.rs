//! `archtutor inspect`: somebody's real deployment files, looked at with the rules of the course.

mod gather;
mod report;
mod sarif;
mod text;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::ValueEnum;

use super::output;
use crate::{
    file,
    manifest::{self, Facts, Inspection, Profile, System, World},
    problem::Problem,
    table::Document,
    verdict::Severity,
};

use gather::Gathered;
use report::Report;

/// Most bytes of a baseline or of intents.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What to run beside it, for the end of the help.
pub(super) const AFTER: &str = "\
Example: archtutor inspect deploy/ --intents intents.toml --fail-on major

It reads Kubernetes, Gateway API, Istio, Compose and Dockerfiles as one world, skips .git, \
node_modules and vendor, and renders nothing: give it `helm template …` or `kustomize build …` \
through `-`. A comment `# archtutor: ignore K8-42 why` on a line or above it silences a rule there.

What it leaves to others: kubeconform (schemas, also of your own kinds), kube-linter (security and \
habits of clusters), hadolint (Dockerfiles, the shell in RUN), istioctl analyze (a running mesh).

Exit: 0, 1 if something is as bad as --fail-on, 2 usage.";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders; - reads the standard input.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Which rules: integrity, hygiene, security, mesh.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    profile: Vec<String>,
    /// What must arrive and what must never: `[[must]]`, `[[never]]`, `[workload.NAME]`, `[source.NAME]`.
    #[arg(long, value_name = "FILE")]
    intents: Option<PathBuf>,
    /// From which severity on the exit is 1.
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
    /// An earlier report as JSON: what stands in it is not told again.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Print the system that was found as a Mermaid drawing instead.
    #[arg(long)]
    diagram: bool,
}

/// How to print it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    #[default]
    Text,
    Json,
    Sarif,
}

/// From which severity on it fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    #[default]
    Major,
    Minor,
    Never,
}

impl FailOn {
    fn is_met(self, severity: Severity) -> bool {
        match self {
            Self::Major => severity <= Severity::Major,
            Self::Minor => severity <= Severity::Minor,
            Self::Never => false,
        }
    }
}

/// Looks and prints; 1 where something is as bad as asked.
pub(super) fn run(args: &Args, ascii: bool) -> Result<u8, Problem> {
    let facts = facts(args)?;
    let known = args.baseline.as_deref().map(baseline).transpose()?.unwrap_or_default();
    let gathered = gather::gather(&args.paths)?;
    let files = gathered.texts.iter().map(|(name, text)| (name.clone(), Arc::clone(text)));
    let world = World::read(files, true);
    let inspection = manifest::inspect(&world, &facts);
    if args.diagram {
        output::print(&System::of(&world).mermaid())?;
        return Ok(0);
    }
    let report = reported(&world, &inspection, &gathered, &known);
    match args.format {
        Form::Text => output::print_report(&text::text(&report), ascii)?,
        Form::Json => output::print_json(&report)?,
        Form::Sarif => output::print_json(&sarif::sarif(&report))?,
    }
    Ok(u8::from(report.findings.iter().any(|finding| args.fail_on.is_met(finding.severity))))
}

fn reported(
    world: &World,
    inspection: &Inspection,
    gathered: &Gathered,
    known: &BTreeSet<String>,
) -> Report {
    Report::new(world, inspection, &gathered.unread, known)
}

fn facts(args: &Args) -> Result<Facts, Problem> {
    let mut facts = Facts::default();
    if !args.profile.is_empty() {
        facts.profiles = args.profile.iter().map(|name| profile(name)).collect::<Result<_, _>>()?;
    }
    let Some(path) = &args.intents else { return Ok(facts) };
    let text: Arc<str> = file::text(path, LARGEST)?.into();
    let name = path.to_string_lossy();
    let ((), wrong) =
        Document::new(name.as_ref(), Arc::clone(&text)).read(&text, |root| facts.intents(&root));
    if wrong.is_empty() {
        return Ok(facts);
    }
    Err(Problem::usage("The intents cannot be read").with(wrong))
}

fn profile(name: &str) -> Result<Profile, Problem> {
    let known = Profile::NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(_, profile)| *profile).ok_or_else(|| {
        let names: Vec<&str> = Profile::NAMES.iter().map(|(name, _)| *name).collect();
        Problem::usage(format!("`{name}` is no profile"))
            .hint(format!("There are: {}", names.join(", ")))
    })
}

/// Fingerprints of an earlier report.
fn baseline(path: &Path) -> Result<BTreeSet<String>, Problem> {
    let text = file::text(path, LARGEST)?;
    let unfit = || {
        Problem::usage(format!("{} is no report", path.display()))
            .hint("Write one with --format json")
    };
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| unfit().why(error))?;
    let findings = json.get("findings").and_then(serde_json::Value::as_array).ok_or_else(unfit)?;
    let prints = findings.iter().filter_map(|finding| finding.get("fingerprint")?.as_str());
    Ok(prints.map(str::to_owned).collect())
}
