//! The work on an exercise over numbered lines: what stands in its editor is printed, commands change it,
//! and every change is written down before the next line is asked for. The screens work on the same draft.

mod design;
mod fields;
mod files;
mod lines;
mod order;
mod texts;

use std::path::Path;

use self::lines::{Done, Lines, number};
use super::{super::exercise as command, PlainSession, line_io::Stop};
use crate::{
    exercise::{Report, editor::Editor},
    id::ExerciseId,
    messages::Messages,
    session::{ExerciseState, Work},
    verdict::{Evidence, Finding, Fix, Severity, Verdict, groups},
};

/// The commands that every exercise knows, each with the key of its words behind `plain.work.help.`.
const COMMANDS: [&str; 12] = [
    "show", "facts", "findings", "fix", "hint", "grade", "undo", "redo", "write", "read", "help",
    "leave",
];

/// So many rows of evidence are told of a finding, unless each is asked for.
const MOST_ROWS: usize = 8;
/// So many lines of what a change has made are told again.
const MOST_ECHOED: usize = 5;

/// The editor over lines for an exercise.
fn lines_of(work: &Work, words: &Messages) -> Box<dyn Lines> {
    if let Some(design) = design::DesignLines::of(work) {
        return Box::new(design);
    }
    match work.editor(words) {
        editor if editor.order().is_some() => Box::new(order::OrderLines),
        Editor::Text => Box::new(texts::TextLines),
        _ => Box::new(fields::FieldLines),
    }
}

/// What a command of the editor, or one about files, comes to; nothing if it is none.
fn ran(verb: &str, rest: &str, work: &Work, lines: &dyn Lines, words: &Messages) -> Option<Done> {
    let own = lines.run(verb, rest, work, words);
    own.or_else(|| work.has_files().then(|| files::run(verb, rest, work, words))?)
}

/// The ways to mend that can be done, with the findings that they mend, in the order of a report.
fn fixes(verdict: &Verdict) -> Vec<(&Finding, &Fix)> {
    let all = verdict.findings.iter().flat_map(|f| f.fixes.iter().map(move |fix| (f, fix)));
    all.filter(|(_, fix)| !fix.edits.is_empty()).collect()
}

/// What a way to mend is told as: what is found, and what is done about it.
fn named((finding, fix): (&Finding, &Fix)) -> String {
    format!("{} {}: {}", finding.rule, finding.message, fix.text)
}

/// How many findings there are, worst first; why none are told where that is too early.
fn standing(work: &Work, words: &Messages) -> String {
    if !work.shows_findings() {
        return words.get(work.why_nothing_shows()).to_owned();
    }
    let verdict = work.verdict();
    let counted = [
        (Severity::Blocker, "bench.blockers"),
        (Severity::Major, "bench.majors"),
        (Severity::Minor, "bench.minors"),
    ];
    let some = counted.into_iter().filter(|(severity, _)| verdict.count(*severity) > 0);
    let said: Vec<String> =
        some.map(|(severity, key)| words.plural(key, verdict.count(severity))).collect();
    if said.is_empty() { words.get("bench.clean").to_owned() } else { said.join(", ") }
}

/// What stands in an editor.
struct Sheet {
    numbered: Vec<String>,
    shown: Vec<String>,
}

impl Sheet {
    fn of(work: &Work, lines: &dyn Lines, words: &Messages) -> Self {
        Self { numbered: lines.numbered(work, words), shown: lines.show(work, words) }
    }

    /// The lines that another does not have.
    fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let shown = self.shown.iter().filter(move |line| !other.shown.contains(line));
        shown.map(|line| line.trim_start())
    }
}

impl PlainSession {
    /// Goes on with the work on an exercise, or begins it with a version, until the learner leaves.
    pub(super) fn work(&mut self, id: &ExerciseId, version: Option<&str>) -> Result<(), Stop> {
        let work = Work::open(id, version, &self.session)?;
        self.work_on(work)
    }

    /// Goes on with some work until the learner leaves.
    pub(super) fn work_on(&mut self, mut work: Work) -> Result<(), Stop> {
        if let Some(dropped) = work.take_dropped() {
            let key = if dropped.is_empty() { "bench.revised-same" } else { "bench.revised" };
            self.io.line(self.words.get(key))?;
            for name in dropped {
                self.io.line(&format!("- {name}"))?;
            }
        }
        let lines = lines_of(&work, &self.words);
        self.told_fixes.clear();
        self.sheet(&work, lines.as_ref())?;
        loop {
            work.save(&mut self.session)?;
            let line = self.io.ask(self.words.get("plain.work.prompt"))?;
            let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            match (verb, rest.trim()) {
                ("", _) => {}
                ("q", _) => return Ok(()),
                (verb, rest) => match self.does(verb, rest, &mut work, lines.as_ref()) {
                    Err(Stop::Failed(problem)) => self.io.problem(&problem)?,
                    other => other?,
                },
            }
        }
    }

    /// Does one command.
    fn does(
        &mut self,
        verb: &str,
        rest: &str,
        work: &mut Work,
        lines: &dyn Lines,
    ) -> Result<(), Stop> {
        match verb {
            "help" | "?" => self.help(work, lines),
            "show" => self.sheet(work, lines),
            "facts" => self.facts(work),
            "findings" => self.findings(work, rest == "all"),
            "fix" => self.fix(rest, work, lines),
            "hint" => self.hint(work),
            "undo" | "redo" => {
                let again = verb == "redo";
                let before = Sheet::of(work, lines, &self.words);
                if work.turn_back(again) {
                    return self.turned(&before, work, lines);
                }
                let key = if again { "bench.newest" } else { "bench.oldest" };
                self.io.line(self.words.get(key))
            }
            "grade" => self.grade(work),
            "write" => {
                let shape = work.folder.exercise.kind.shape();
                command::files::write(Path::new(rest), &work.texts(), shape)?;
                let said = self.words.format("plain.exercise.written", &[("file", &rest)]);
                self.io.line(&said)
            }
            "read" => {
                let shape = work.folder.exercise.kind.shape();
                let found = work.take_texts(command::files::answer(Path::new(rest), shape)?);
                for mistake in &found {
                    self.io.line(&mistake.render(false))?;
                }
                if found.is_empty() { self.sheet(work, lines) } else { Ok(()) }
            }
            _ => match ran(verb, rest, work, lines, &self.words) {
                Some(done) => self.done(done, work, lines),
                None => {
                    let said = self.words.format("plain.unknown", &[("line", &verb)]);
                    self.io.line(&said)?;
                    self.help(work, lines)
                }
            },
        }
    }

    /// Does what came of a command.
    fn done(&mut self, done: Done, work: &mut Work, lines: &dyn Lines) -> Result<(), Stop> {
        match done {
            Done::Say(said) => said.iter().try_for_each(|line| self.io.line(line)),
            Done::Show(text) => text.iter().try_for_each(|line| self.io.raw(line)),
            Done::Set(answer) => {
                let before = Sheet::of(work, lines, &self.words);
                match work.replace(answer) {
                    true => self.turned(&before, work, lines),
                    false => self.io.line(self.words.get("plain.work.same")),
                }
            }
        }
    }

    /// Tells what has become other; everything where numbers or letters mean something else now.
    fn turned(&mut self, before: &Sheet, work: &Work, lines: &dyn Lines) -> Result<(), Stop> {
        let now = Sheet::of(work, lines, &self.words);
        if now.numbered != before.numbered {
            return self.sheet(work, lines);
        }
        let fresh: Vec<&str> = now.without(before).take(MOST_ECHOED).collect();
        for line in &fresh {
            self.io.raw(line)?;
        }
        if fresh.is_empty() {
            for line in before.without(&now).take(MOST_ECHOED) {
                let said = self.words.format("plain.work.gone", &[("line", &line)]);
                self.io.raw(&said)?;
            }
        }
        self.io.line(&standing(work, &self.words))
    }

    /// What stands in the editor.
    fn sheet(&mut self, work: &Work, lines: &dyn Lines) -> Result<(), Stop> {
        self.io.line("")?;
        for line in lines.show(work, &self.words) {
            self.io.raw(&line)?;
        }
        for one in &work.verdict().tried {
            let key = if one.holds { "plain.work.holds" } else { "plain.work.fails" };
            let said = self.words.format(key, &[("what", &one.what)]);
            self.io.line(&said)?;
        }
        let said = standing(work, &self.words);
        self.io.line(&said)
    }

    fn help(&mut self, work: &Work, lines: &dyn Lines) -> Result<(), Stop> {
        let files: &[&str] = if work.has_files() { &files::COMMANDS } else { &[] };
        let own = lines.help().iter().filter(|name| !files.contains(name));
        for name in own.chain(files).chain(&COMMANDS) {
            let said = self.words.get(&format!("plain.work.help.{name}")).to_owned();
            self.io.line(&said)?;
        }
        Ok(())
    }

    fn facts(&mut self, work: &Work) -> Result<(), Stop> {
        self.markdown("", &work.folder.exercise.brief)?;
        let notes = work.folder.exercise.facts.notes_for(work.answer());
        for line in notes.lines() {
            let bare = line.trim_start_matches('#');
            self.io.line(bare.strip_prefix(' ').unwrap_or(bare))?;
        }
        Ok(())
    }

    /// Every finding with its evidence, and the ways to mend it, numbered.
    fn findings(&mut self, work: &Work, all: bool) -> Result<(), Stop> {
        if !work.shows_findings() {
            return self.io.line(self.words.get(work.why_nothing_shows()));
        }
        let verdict = &work.report();
        if verdict.findings.is_empty() {
            return self.io.line(self.words.get("bench.clean"));
        }
        let groups = if all {
            (0..verdict.findings.len()).map(|at| vec![at]).collect()
        } else {
            groups::groups(&verdict.findings)
        };
        self.told_fixes = fixes(verdict).into_iter().map(named).collect();
        // A place in a text says nothing where fields are filled in.
        let in_texts = work.has_files() || work.editor(&self.words) == Editor::Text;
        let most = if all { usize::MAX } else { MOST_ROWS };
        for group in &groups {
            self.group(group, verdict, in_texts, most)?;
        }
        Ok(())
    }

    /// What is said of many in one line, with the evidence of the first; the ways to mend keep the numbers
    /// that they have among all.
    fn group(
        &mut self,
        group: &[usize],
        verdict: &Verdict,
        in_texts: bool,
        most: usize,
    ) -> Result<(), Stop> {
        let Some((at, finding)) =
            group.first().and_then(|at| Some((*at, verdict.findings.get(*at)?)))
        else {
            return Ok(());
        };
        let severity = format!("report.severity.{:?}", finding.severity);
        let severity = self.words.get(&severity);
        let line = format!("{severity} {}: {}", finding.rule, finding.headline());
        self.io.line(&line)?;
        let (count, others) = groups::others(group, &verdict.findings);
        if count > 0 {
            let more = self.words.plural("bench.same-of", count);
            self.io.line(&format!("  {more}: {}", others.join(", ")))?;
        }
        let tells = |evidence: &&Evidence| in_texts || !matches!(evidence, Evidence::Span(_));
        let rows = finding.evidence.iter().filter(tells).flat_map(Evidence::lines);
        let rows: Vec<String> = rows.collect();
        for row in rows.iter().take(most) {
            self.io.line(&format!("  - {row}"))?;
        }
        let more = rows.len().saturating_sub(most);
        if more > 0 {
            self.io.line(&self.words.format("plain.work.more-rows", &[("n", &more)]))?;
        }
        let before = verdict.findings.iter().take(at).flat_map(|finding| &finding.fixes);
        let mut number = before.filter(|fix| !fix.edits.is_empty()).count();
        for fix in &finding.fixes {
            let command::Way { what, changes, more } = command::Way::of(fix);
            let line = if fix.edits.is_empty() {
                format!("  {what}")
            } else {
                number += 1;
                let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &number), ("what", &what)];
                self.words.format("plain.work.fix", &values)
            };
            self.io.line(&line)?;
            for change in changes {
                self.io.line(&format!("    - {change}"))?;
            }
            if more > 0 {
                self.io.line(&self.words.format("plain.work.more", &[("n", &more)]))?;
            }
        }
        Ok(())
    }

    /// Does what one of the numbered ways says, if it is what was told under that number.
    fn fix(&mut self, word: &str, work: &mut Work, lines: &dyn Lines) -> Result<(), Stop> {
        if !work.shows_findings() {
            return self.findings(work, false);
        }
        let verdict = work.report();
        let fixes = fixes(&verdict);
        let now: Vec<String> = fixes.iter().copied().map(named).collect();
        let same =
            |at: &usize| now.get(*at).is_some_and(|one| self.told_fixes.get(*at) == Some(one));
        match number(word).filter(same).and_then(|at| fixes.get(at)) {
            Some((_, fix)) => {
                let answer = work.answer().with(&fix.edits);
                self.io.line(command::Way::of(fix).what)?;
                self.done(Done::Set(answer), work, lines)
            }
            None if now.is_empty() => self.io.line(self.words.get("plain.work.no-fixes")),
            None if now == self.told_fixes => {
                let said = self.words.format("plain.work.no-fix", &[("n", &fixes.len())]);
                self.io.line(&said)
            }
            None => {
                self.io.line(self.words.get("plain.work.fixes-anew"))?;
                self.findings(work, false)
            }
        }
    }

    fn hint(&mut self, work: &mut Work) -> Result<(), Stop> {
        if !work.next_hint() && work.hints().is_empty() {
            return self.io.line(self.words.get("bench.no-hint"));
        }
        for (at, hint) in work.hints().iter().enumerate() {
            self.markdown(&format!("{}. ", at + 1), hint)?;
        }
        Ok(())
    }

    fn grade(&mut self, work: &mut Work) -> Result<(), Stop> {
        let verdict = work.grade(&mut self.session)?;
        self.notice()?;
        let best = match work.state(&self.session) {
            ExerciseState::Graded { best, .. } => Some(best),
            _ => None,
        };
        let exercise = &work.folder.exercise;
        let report = Report {
            exercise: exercise.id.to_string(),
            task: exercise.kind.id(),
            par: exercise.par,
            verdict,
        };
        self.io.line("")?;
        for line in command::shown(&report, best).lines() {
            self.io.line(line)?;
        }
        if let Some(outcome) = work.outcome(&self.session) {
            command::told(&outcome, &self.words).iter().try_for_each(|line| self.io.line(line))?;
        }
        if work.is_as_it_came() {
            self.io.line(self.words.get("report.not-yours"))?;
        }
        Ok(())
    }
}
