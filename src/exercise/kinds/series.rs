//! `series`: two to four parts of other kinds, marked together.

use std::sync::Arc;

use toml::Value;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::{Answer, TOML, above},
        editor::{self, Editor},
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples, Shape},
        kinds::contradiction,
    },
    table::{Document, Fields},
    verdict::{
        Evidence, Finding, Verdict,
        score::{Earned, cap},
    },
};

/// Fewest and most parts.
const PARTS: std::ops::RangeInclusive<usize> = 2..=4;

/// The kind.
pub struct SeriesKind;

/// The facts: the parts in order.
#[derive(Debug)]
struct Series {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    id: String,
    kind: &'static str,
    facts: Arc<dyn Facts>,
    weight: f64,
    /// Whether its answer is a folder of files, not a table.
    in_folder: bool,
}

impl Kind for SeriesKind {
    fn id(&self) -> &'static str {
        "series"
    }

    /// Parts that are files stand in folders beside the tables of the others.
    fn shape(&self) -> Shape {
        Shape::Around(TOML)
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let tables = input.root.tables("part");
        let parts: Vec<Part> = tables.iter().filter_map(|part| Part::read(part, input)).collect();
        if parts.len() != tables.len() || !PARTS.contains(&tables.len()) {
            if !PARTS.contains(&tables.len()) {
                let message = "a series has two to four parts: [[part]] with id and task";
                input.root.report("missing-key", input.root.span(), message);
            }
            return None;
        }
        for (at, fields) in tables.iter().enumerate() {
            contradiction::bounded(fields, "weight", 0.0, f64::INFINITY);
            if parts.iter().take(at).any(|part| part.id == parts[at].id) {
                contradiction::report(
                    fields,
                    format!("part `{}` stands here already", parts[at].id),
                );
            }
        }
        if parts.iter().all(|part| part.weight <= 0.0) {
            contradiction::report(input.root, "no part counts: every weight is 0");
        }
        Some(Arc::new(Series { parts }))
    }
}

impl Part {
    fn read(fields: &Fields<'_, '_>, input: &Input<'_, '_, '_>) -> Option<Self> {
        let id = fields.required_id("id");
        let task = fields.required_string("task");
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        let (id, task) = (id?.value, task?);
        let kind = super::KINDS.get(&task.value).filter(|kind| kind.id() != "series");
        let Some(kind) = kind else {
            let message = format!("`{}` is no kind that a part can be", task.value);
            fields.report("unknown-word", task.span, message);
            return None;
        };
        let name = format!("{id}.toml");
        let Some(text) = input.files.text(&name) else {
            let message = format!("the facts of this part stand in {name}, which is not there");
            fields.report("missing-file", fields.span(), message);
            return None;
        };
        let document = Document::new(input.files.path(&name), Arc::clone(&text));
        let (facts, wrong) = input.files.part(&id, |files| {
            document.read(&text, |root| kind.read(&Input { root: &root, files, ..*input }))
        });
        let sound = wrong.is_empty();
        wrong.into_iter().for_each(|mistake| input.root.document().report(mistake));
        let in_folder = kind.shape() != Shape::Toml;
        Some(Self { id, kind: kind.id(), facts: facts.filter(|_| sound)?, weight, in_folder })
    }

    /// The part as an answer of its own.
    fn of(&self, answer: &Answer) -> Answer {
        if self.in_folder { answer.below(&self.id) } else { answer.part(&self.id) }
    }

    /// The whole with another answer to this part.
    fn with(&self, answer: &Answer, part: &Answer) -> Answer {
        if self.in_folder { answer.with_below(&self.id, part) } else { part.whole() }
    }

    /// What was found, with places and edits of the whole.
    fn placed(&self, mut finding: Finding) -> Finding {
        finding.place.insert(0, self.id.clone());
        if self.in_folder {
            let edits = finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| edit.file = above(&self.id, &edit.file));
            for evidence in &mut finding.evidence {
                if let Evidence::Span(span) = evidence {
                    span.file = above(&self.id, &span.file);
                }
            }
        }
        finding
    }
}

impl Facts for Series {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.parts", self.parts.len())]
    }

    fn starter(&self) -> Answer {
        let mut text = String::new();
        for part in self.parts.iter().filter(|part| !part.in_folder) {
            text.push_str(&format!("[part.{}]\n", part.id));
            for line in part.facts.starter().toml_text().lines() {
                text.push_str(&nested(line, &part.id));
                text.push('\n');
            }
        }
        let folders = self.parts.iter().filter(|part| part.in_folder);
        let tables = if text.is_empty() { Answer::default() } else { Answer::toml(text) };
        folders.fold(tables, |answer, part| part.with(&answer, &part.facts.starter()))
    }

    fn notes(&self) -> String {
        let notes =
            self.parts.iter().map(|part| format!("# Part {}\n{}", part.id, part.facts.notes()));
        notes.collect()
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        let known: Vec<&str> = self.parts.iter().map(|part| part.id.as_str()).collect();
        let (_, mut found) = answer.read(|root| {
            let Some(parts) = root.table("part") else { return };
            for name in parts.keys().iter().filter(|name| !known.contains(&name.value.as_str())) {
                let message = format!("no part is called `{}`", name.value);
                let help = crate::table::did_you_mean(&name.value, &known);
                parts.report_with_help("unknown-key", name.span.clone(), message, help);
            }
        });
        for part in &self.parts {
            let mut wrong = part.facts.diagnose(&part.of(answer));
            if part.in_folder {
                wrong.iter_mut().for_each(|one| one.file = above(&part.id, &one.file));
            }
            // A text that is no TOML is told once.
            let new: Vec<Diagnostic> =
                wrong.into_iter().filter(|mistake| !found.contains(mistake)).collect();
            found.extend(new);
        }
        found
    }

    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        let weights: f64 = self.parts.iter().map(|part| part.weight).sum();
        let (mut earned, mut findings, mut tried) = (Vec::new(), Vec::new(), Vec::new());
        let mut most = cap(&[]);
        for part in &self.parts {
            let verdict = part.facts.mark(&part.of(answer), knowledge);
            let share = part.weight / weights.max(f64::MIN_POSITIVE);
            earned.push(Earned::new(part.id.clone(), verdict.raw * share, 100.0 * share));
            // The worst part holds the whole down.
            most = most.min(cap(&verdict.findings));
            tried.extend(verdict.tried.iter().cloned());
            findings.extend(verdict.findings.into_iter().map(|finding| part.placed(finding)));
        }
        findings.sort_by(|a, b| (a.severity, a.rule).cmp(&(b.severity, b.rule)));
        Verdict { tried, ..Verdict::capped(earned, findings, most) }
    }

    fn guesses(&self) -> bool {
        self.parts.iter().any(|part| part.facts.guesses())
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<&str> = self.parts.iter().flat_map(|part| part.facts.rules()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn doubts(&self, samples: &Samples, knowledge: &Knowledge) -> Vec<String> {
        let of = |part: &Part| {
            let part_of =
                |answers: &[Answer]| answers.iter().map(|answer| part.of(answer)).collect();
            let samples = Samples {
                references: part_of(&samples.references),
                starts: part_of(&samples.starts),
            };
            let doubts = part.facts.doubts(&samples, knowledge).into_iter();
            doubts.map(|doubt| format!("{}: {doubt}", part.id)).collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(of).collect()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let of = |part: &Part| {
            let mutants = part.facts.mutants(&part.of(answer)).into_iter();
            mutants
                .map(|mutant| Mutant {
                    name: format!("{} {}", part.id, mutant.name),
                    answer: part.with(answer, &mutant.answer),
                    ..mutant
                })
                .collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(of).collect()
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let first = |part: &Part| part.facts.trivial().into_iter().next();
        let all = self.parts.iter().fold(Answer::toml(""), |answer, part| {
            if part.in_folder {
                return part.with(&answer, &first(part).map_or_else(Answer::default, |one| one.1));
            }
            let table = first(part).and_then(|(_, answer)| answer.content()).map(Value::Table);
            answer.set(&["part".into(), part.id.as_str().into()], table)
        });
        vec![("every part without a thought", all)]
    }

    fn has_key(&self) -> bool {
        self.parts.iter().any(|part| part.facts.has_key())
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let part = |part: &Part| {
            let editor = part.facts.editor(&part.of(answer)).at(&["part", &part.id]);
            editor::Part { id: part.id.clone(), kind: part.kind, editor }
        };
        let parts: Vec<editor::Part> = self.parts.iter().map(part).collect();
        // Where every part is a text, the files themselves are the parts.
        match parts.iter().all(|part| part.editor == Editor::Text) {
            true => Editor::Text,
            false => Editor::Parts(parts),
        }
    }
}

/// A line of a part's own answer as it stands in the whole.
fn nested(line: &str, part: &str) -> String {
    for (open, inside) in
        [("# [[", "# [[part."), ("# [", "# [part."), ("[[", "[[part."), ("[", "[part.")]
    {
        if let Some(rest) = line.strip_prefix(open) {
            return format!("{inside}{part}.{rest}");
        }
    }
    line.to_owned()
}
