//! A learner's own work as one Markdown page: for every exercise that was graded, what was decided, with
//! its drawing, its report and its points by day; then what was written in one's own words.

use std::sync::Arc;

use super::{Exported, Exporter, Wanted, notes};
use crate::{
    diagram,
    exercise::{
        Answer, Exercise,
        editor::{Editor, Field},
        kinds::{capstone, decomposition},
    },
    id::ExerciseId,
    library::Reference,
    markdown::escape,
    problem::Problem,
    progress::Attempt,
    verdict::{Finding, Severity, Verdict, groups},
};

/// Drawings are made for this width, in cells.
const WIDTH: usize = 100;

pub(super) struct Portfolio;

impl Exporter for Portfolio {
    fn name(&self) -> &'static str {
        "portfolio"
    }

    fn about(&self) -> &'static str {
        "your own work as Markdown: designs with drawing and report, records, scores, dates"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let word = |key: &str| word(wanted, key);
        let mut page = format!("# {}\n\n", word("title"));
        page.push_str(&format!("{}\n", escape(&wanted.session.library().course().title)));
        let mut works = Vec::new();
        for card in wanted.session.library().exercise_cards() {
            if is_wanted(&card.id, wanted.references) {
                works.extend(Work::read(&card.id, wanted)?);
            }
        }
        page.push_str(&overview(&works, wanted));
        works.iter().for_each(|work| page.push_str(&work.section(wanted)));
        page.push_str(&notes::section(wanted, &word("written"))?);
        if works.is_empty() {
            page.push_str(&format!("\n{}\n", word("nothing")));
        }
        Ok(Exported::Text(page))
    }
}

/// A word of the page.
fn word(wanted: &Wanted<'_>, key: &str) -> String {
    wanted.words.get(&format!("portfolio.{key}")).to_owned()
}

fn is_wanted(id: &ExerciseId, references: &[Reference]) -> bool {
    references.is_empty() || references.iter().any(|one| one.id() == id.as_str())
}

/// One exercise with every attempt at it.
struct Work {
    exercise: Exercise,
    attempts: Vec<Attempt>,
    /// The answer that is shown: the best, of several the last.
    answer: Answer,
    verdict: Verdict,
}

/// A table of exercises with their best points and days.
fn overview(works: &[Work], wanted: &Wanted<'_>) -> String {
    if works.is_empty() {
        return String::new();
    }
    let heads = ["exercise", "points", "day", "attempts"];
    let heads = heads.map(|key| word(wanted, key));
    let mut table = format!("\n| {} |\n|---|---|---|---|\n", heads.join(" | "));
    for work in works {
        let best = work.best();
        let points = best.map_or(0.0, |best| best.score * 100.0);
        let day = best.map_or_else(String::new, |best| wanted.session.day_of(best.at).to_string());
        let tries = work.attempts.len();
        table.push_str(&format!("| {} | {points:.1} | {day} | {tries} |\n", work.title()));
    }
    table
}

impl Work {
    /// What was done with an exercise; nothing where it was never graded.
    fn read(id: &ExerciseId, wanted: &Wanted<'_>) -> Result<Option<Self>, Problem> {
        let attempts = wanted.session.progress().attempts(id)?;
        let Some(best) = best(&attempts) else { return Ok(None) };
        let exercise = wanted.session.exercise(id)?.exercise;
        let answer = Answer::from_text(&best.answer);
        let verdict = exercise.facts.grade(&answer, &wanted.session.library().knowledge());
        Ok(Some(Self { exercise, answer, verdict, attempts }))
    }

    fn best(&self) -> Option<&Attempt> {
        best(&self.attempts)
    }

    fn title(&self) -> String {
        let number = self.exercise.number.as_deref().unwrap_or_default();
        escape(format!("{number} {}", self.exercise.title).trim())
    }

    fn section(&self, wanted: &Wanted<'_>) -> String {
        let word = |key: &str| word(wanted, key);
        let mut text = format!("\n## {}\n\n", self.title());
        let tries = self.attempts.iter().map(|attempt| {
            let sign = if attempt.passed { word("accepted") } else { word("not-yet") };
            let day = wanted.session.day_of(attempt.at);
            format!("- {day}: {:.1}, {sign}\n", attempt.score * 100.0)
        });
        text.extend(tries);
        text.extend(self.drawing().map(|drawn| format!("\n{}", fenced("text", &drawn))));
        text.push_str(&format!("\n### {}\n\n", word("answer")));
        for (name, content) in self.answer.texts() {
            let name = self.exercise.kind.shape().outside(name);
            let language = name.rsplit('.').next().unwrap_or("text").to_owned();
            text.push_str(&format!("`{name}`\n\n{}\n", fenced(&language, said(content))));
        }
        text.extend(self.defence(wanted));
        text.push_str(&format!("### {}\n\n", word("report")));
        text.push_str(&format!("{}: {:.1}\n\n", word("points"), self.verdict.points()));
        if self.verdict.findings.is_empty() {
            text.push_str(&format!("{}\n", word("no-findings")));
        }
        let found = &self.verdict.findings;
        text.extend(groups::groups(found).iter().filter_map(|group| told(group, found, wanted)));
        text
    }

    /// The questions of a defence, each with the edit that was chosen.
    fn defence(&self, wanted: &Wanted<'_>) -> Option<String> {
        let Editor::Parts(parts) = self.exercise.facts.editor(&self.answer) else { return None };
        let part = parts.into_iter().find(|part| part.id == capstone::DEFENCE)?;
        let Editor::Form(form) = part.editor else { return None };
        let mut text = format!("### {}\n\n", word(wanted, "defence"));
        for question in form.sections {
            let from = question.lines.first().map_or("", String::as_str);
            let typed = question.fields.first().map(Field::typed).unwrap_or_default();
            let chosen = if typed.is_empty() { word(wanted, "open") } else { typed };
            let [name, found, from, chosen] =
                [&question.name, &question.label, from, &chosen].map(escape);
            text.push_str(&format!("- **{name}** ({from}): {found}\n  - {chosen}\n"));
        }
        Some(format!("{text}\n"))
    }

    /// The boundaries of a design as a drawing in text.
    fn drawing(&self) -> Option<String> {
        let design = match self.exercise.kind.id() {
            "decomposition" => decomposition::design_of(&self.answer),
            "capstone" => self.answer.at([]).read(crate::design::Architecture::nameless).0,
            _ => return None,
        };
        let drawing = diagram::parse(&design.to_mermaid()).ok()?;
        let options = diagram::Options { width: Some(WIDTH), ..diagram::Options::default() };
        (!design.services.is_empty()).then(|| drawing.draw(&options).text())
    }
}

/// The attempt with most points, of several the last.
fn best(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts.iter().max_by(|a, b| a.score.total_cmp(&b.score))
}

/// A text without the facts that stand above an answer as comments.
fn said(content: &Arc<str>) -> &str {
    let note = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let head: usize = content.split_inclusive('\n').take_while(note).map(str::len).sum();
    content.get(head..).unwrap_or(content).trim_end()
}

fn fenced(language: &str, content: &str) -> String {
    // A fence is longer than any run of backticks in it.
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", crate::text::harmless(content))
}

/// A finding as an item of a list, with the others that say the same.
fn told(group: &[usize], all: &[Finding], wanted: &Wanted<'_>) -> Option<String> {
    let finding = all.get(*group.first()?)?;
    let weight = match finding.severity {
        Severity::Info => String::new(),
        severity => format!(" ({})", severity.word()),
    };
    let (count, others) = groups::others(group, all);
    let more = match count {
        0 => String::new(),
        more => {
            format!(
                ". {}: {}",
                wanted.words.plural("bench.same-of", more),
                escape(&others.join(", "))
            )
        }
    };
    Some(format!("- **{}**{weight}: {}{more}\n", finding.rule, escape(&finding.headline())))
}
