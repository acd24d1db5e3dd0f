//! What is said about somebody's files, as data: the same for every format.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    hash::Fnv,
    manifest::{self, Inspection, System, World},
    verdict::{Evidence, Severity, TraceStep},
};

/// The report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) files: Vec<File>,
    pub(super) findings: Vec<Finding>,
    pub(super) intents: Vec<Intent>,
    pub(super) system: System,
    /// Findings that stand in the baseline, or that a comment silences.
    pub(super) silenced: usize,
    /// Comments that would silence a rule and give no reason.
    pub(super) unexplained: Vec<String>,
}

/// One file that was looked at, or not.
#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) file: String,
    /// Objects, services or stages in it.
    pub(super) found: usize,
    /// Why it was not read, or not whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unread: Option<String>,
}

/// One finding.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    #[serde(rename = "where")]
    pub(super) place: Vec<String>,
    pub(super) message: String,
    pub(super) evidence: Vec<Evidence>,
    pub(super) fixes: Vec<String>,
    pub(super) lesson: Option<String>,
    /// The same for the same rule, object and field, wherever it stands.
    pub(super) fingerprint: String,
}

/// One intent.
#[derive(Debug, Serialize)]
pub(super) struct Intent {
    pub(super) intent: String,
    pub(super) must: bool,
    pub(super) ok: bool,
    pub(super) why: String,
    pub(super) trace: Vec<TraceStep>,
}

impl Report {
    pub(super) fn new(
        world: &World,
        inspection: &Inspection,
        unread: &[(String, String)],
        baseline: &BTreeSet<String>,
    ) -> Self {
        let silences = manifest::silences(world);
        let mut silenced = 0;
        let mut findings = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for raised in &inspection.raised {
            let mut finding = Finding::of(raised, world);
            let twin = seen.entry(finding.fingerprint.clone()).or_default();
            *twin += 1;
            if *twin > 1 {
                finding.fingerprint = format!("{}-{twin}", finding.fingerprint);
            }
            let quiet = silences.iter().any(|silence| silence.covers(raised, world));
            if quiet || baseline.contains(&finding.fingerprint) {
                silenced += 1;
            } else {
                findings.push(finding);
            }
        }
        findings.sort_by(|a, b| {
            (a.severity, &a.file, a.line, a.rule).cmp(&(b.severity, &b.file, b.line, b.rule))
        });
        let unexplained = silences.iter().filter(|silence| silence.reason.is_empty());
        let unexplained = unexplained
            .map(|silence| format!("{}:{}", world.name(silence.file), silence.line))
            .collect();
        let intents = inspection.tried.iter().map(|tried| Intent {
            intent: tried.intent.shown.clone(),
            must: tried.is_must,
            ok: tried.holds,
            why: tried.why.clone(),
            trace: tried.trace(world),
        });
        Self {
            files: files(world, unread),
            findings,
            intents: intents.collect(),
            system: System::of(world),
            silenced,
            unexplained,
        }
    }

    /// How many findings of a severity there are.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Every file that holds something, and those that were not read.
fn files(world: &World, unread: &[(String, String)]) -> Vec<File> {
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    let objects = world.objects.iter().map(|object| object.file);
    let composes = world
        .composes
        .iter()
        .flat_map(|compose| std::iter::repeat_n(compose.file, compose.services().count()));
    let stages =
        world.dockerfiles.iter().flat_map(|read| std::iter::repeat_n(read.file, read.stages.len()));
    for file in objects.chain(composes).chain(stages) {
        *found.entry(file).or_default() += 1;
    }
    let mut why: BTreeMap<usize, &str> = BTreeMap::new();
    for trouble in &world.troubles {
        why.entry(trouble.file).or_insert(&trouble.message);
        found.entry(trouble.file).or_default();
    }
    let read = found.into_iter().map(|(file, count)| File {
        file: world.name(file).to_owned(),
        found: count,
        unread: why.get(&file).map(|why| (*why).to_owned()),
    });
    let not = unread.iter().map(|(file, why)| File {
        file: file.clone(),
        found: 0,
        unread: Some(why.clone()),
    });
    read.chain(not).collect()
}

impl Finding {
    fn of(raised: &manifest::Raised, world: &World) -> Self {
        let finding = raised.finding(world);
        let span = finding.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Span(span) => Some(span.clone()),
            _ => None,
        });
        let (file, line, column) =
            span.map_or_else(Default::default, |span| (span.file, span.line, span.column));
        let field = world.field_at(raised.file, raised.span.start);
        let mut place = finding.place;
        place.extend(Some(field.clone()).filter(|field| !field.is_empty()));
        Self {
            fingerprint: fingerprint(raised, &field, &file),
            rule: raised.rule,
            severity: raised.severity,
            file,
            line,
            column,
            place,
            message: finding.message,
            evidence: finding
                .evidence
                .into_iter()
                .filter(|evidence| !matches!(evidence, Evidence::Span(_)))
                .collect(),
            fixes: finding.fixes.into_iter().map(|fix| fix.text).collect(),
            lesson: finding.lesson,
        }
    }
}

/// A hash of rule, object and field, and of the file's name, whose lines may move.
fn fingerprint(raised: &manifest::Raised, field: &str, file: &str) -> String {
    let mut hash = Fnv::default();
    // A line of a Dockerfile moves with every line above it.
    let detail = if raised.detail.starts_with("line ") { "" } else { &raised.detail };
    for part in [raised.rule, file, &raised.namespace, &raised.object, detail, field] {
        hash.feed(part.as_bytes());
        hash.feed(&[0]);
    }
    hash.hex()
}
