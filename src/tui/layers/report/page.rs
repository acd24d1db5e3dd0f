//! The rows of a report: findings that open, ways to mend them, exceptions, and what each row leads to.

use super::super::Subject;
use crate::{
    change::Sequence,
    id::{ExerciseId, LessonId},
    misconception::Misconception,
    role::Role,
    text,
    tui::{
        screen::Environment,
        widgets::{findings, rows::Row},
    },
    verdict::{Evidence, Finding, Fix, points},
};

/// What a row of the report leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Goal {
    /// Opens and closes a finding.
    Finding(usize),
    /// Shows what a fix of a finding would bring.
    Fix(usize, usize),
    Pattern(String),
    Misconception(String),
    /// At a heading, if one is named.
    Lesson(LessonId, Option<String>),
    /// Shows what happens, step by step.
    Trace(usize),
    Compare,
    /// What happens after the answer to this exercise was accepted.
    Changes(ExerciseId),
    /// A change that may come behind the one that was followed.
    Next(Sequence),
    /// Asks for the reason why a finding should stand.
    Accept(usize),
    /// Takes the exceptions to a rule back.
    Withdraw(String),
    /// Grades the answer as it is now.
    Grade,
}

/// Rows of a report in the making.
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) goals: Vec<Goal>,
    /// Number of the goal with the cursor.
    pub(super) at: usize,
    pub(super) width: usize,
    pub(super) ascii: bool,
}

impl Page {
    pub(super) fn head(&mut self, line: &str) {
        self.rows.push(Row::text(line, Role::Muted));
    }

    /// A row that leads somewhere.
    pub(super) fn goal(&mut self, indent: u16, spans: Vec<(String, Role)>, goal: Goal) {
        let number = self.goals.len();
        self.goals.push(goal);
        let row = Row::spans(spans).indent(indent).hit(number);
        self.rows.push(row.select(number == self.at));
    }

    /// A text that may be longer than a row; its lines are one goal, or none.
    pub(super) fn wrapped(
        &mut self,
        indent: u16,
        lead: (&str, Role),
        line: &str,
        goal: Option<Goal>,
    ) {
        let lead_width = text::width(lead.0);
        let room = self.width.saturating_sub(usize::from(indent) + lead_width).max(12);
        let number = goal.map(|goal| {
            self.goals.push(goal);
            self.goals.len() - 1
        });
        let line = text::names_quoted(line, self.ascii);
        for (at, part) in text::wrap(&text::sanitize(&line), room).into_iter().enumerate() {
            let lead_text = if at == 0 { lead.0.to_owned() } else { " ".repeat(lead_width) };
            let role = if number.is_some() { Role::Text } else { Role::Muted };
            let mut row = Row::spans(vec![(lead_text, lead.1), (part, role)]).indent(indent);
            if let Some(number) = number {
                row = row.hit(number).select(number == self.at);
            }
            self.rows.push(row);
        }
    }

    pub(super) fn fix(
        &mut self,
        indent: u16,
        fix: &Fix,
        text: &str,
        goal: Goal,
        env: &Environment,
    ) {
        let gain = match fix.gain {
            Some(gain) if gain > 0 => format!("{} +{:.1} ", env.signs.arrow, points(gain)),
            _ => format!("{} ", env.signs.arrow),
        };
        self.wrapped(indent, (&gain, Role::Good), text, Some(goal));
    }

    /// Findings that say the same, in one row; while it is open, each of the others has a row of its own. Each
    /// row names what it is about.
    pub(super) fn group<W: Subject>(
        &mut self,
        group: &[usize],
        all: &[Finding],
        open: &[usize],
        subject: &W,
        env: &Environment,
    ) {
        let Some(first) = group.first() else { return };
        let is_open = open.contains(first);
        let shown = group.iter().filter(|at| *at == first || is_open);
        for (at, finding) in shown.filter_map(|at| Some((*at, all.get(*at)?))) {
            let about = if at == *first { group } else { std::slice::from_ref(&at) };
            let said = findings::group_said(about, all, env);
            self.finding((at, finding, &said), open.contains(&at), subject, env);
        }
    }

    fn finding<W: Subject>(
        &mut self,
        (at, finding, message): (usize, &Finding, &str),
        open: bool,
        subject: &W,
        env: &Environment,
    ) {
        let (sign, role) = findings::sign(finding.severity, env);
        let word = env.say(&format!("report.severity.{:?}", finding.severity)).to_owned();
        let lead = format!("{sign} {word} {}  ", finding.rule);
        self.wrapped(0, (&lead, role), message, Some(Goal::Finding(at)));
        if !open {
            return;
        }
        self.evidence(at, finding, env);
        for (number, fix) in finding.fixes.iter().enumerate() {
            self.fix(4, fix, &fix.text, Goal::Fix(at, number), env);
        }
        if subject.is_excusable(finding) {
            let line = env.say("accept.ask").to_owned();
            self.goal(4, vec![(line, Role::Accent)], Goal::Accept(at));
        }
        let library = env.session.library();
        let rule = |one: &&Misconception| one.rules.iter().any(|rule| rule == finding.rule);
        let shown = library.misconceptions().iter().find(rule);
        if let Some(shown) = shown {
            let line = env.words.format("misconception.seen", &[("says", &shown.says)]);
            let goal = Goal::Misconception(shown.id.clone());
            self.wrapped(4, ("", Role::Link), &line, Some(goal));
        }
        let catalog = library.catalog();
        for cite in &finding.cites {
            let pattern = catalog.get(cite);
            let name = pattern
                .map_or(cite.as_str(), |pattern| pattern.names.in_language(&env.settings.language));
            let line = env.words.format("report.read", &[("what", &name)]);
            self.goal(4, vec![(line, Role::Link)], Goal::Pattern(cite.clone()));
            let lesson = pattern.and_then(|pattern| pattern.lesson.clone());
            lesson.into_iter().for_each(|id| self.lesson(id, None, env));
        }
        if let Some(lesson) = &finding.lesson {
            let (id, section) = match lesson.split_once('#') {
                Some((id, section)) => (id, Some(section)),
                None => (lesson.as_str(), None),
            };
            self.lesson(LessonId::new(id), section, env);
        }
    }

    /// What shows that a finding is true.
    fn evidence(&mut self, at: usize, finding: &Finding, env: &Environment) {
        let lead = format!("{} ", env.signs.bullet);
        for evidence in &finding.evidence {
            if let Evidence::Trace(steps) = evidence {
                let line = env.words.plural("trace.steps", steps.len());
                self.goal(4, vec![(line, Role::Accent)], Goal::Trace(at));
            } else {
                self.wrapped(4, (&lead, Role::Faint), &evidence.to_string(), None);
            }
        }
    }

    /// A link to a lesson that the course has, at a section if one is named.
    fn lesson(&mut self, id: LessonId, section: Option<&str>, env: &Environment) {
        let Ok(card) = env.session.library().card(&id) else { return };
        let what = match section {
            Some(section) => format!("{}: {}", card.title, section.replace('-', " ")),
            None => card.title.clone(),
        };
        let line = env.words.format("report.lesson", &[("what", &what)]);
        let goal = Goal::Lesson(id, section.map(str::to_owned));
        self.goal(4, vec![(line, Role::Link)], goal);
    }
}

impl Page {
    /// What the learner argues for, each with a way to take it back.
    pub(super) fn exceptions<W: Subject>(&mut self, subject: &W, env: &Environment) {
        let exceptions = subject.exceptions().unwrap_or_default();
        if exceptions.is_empty() {
            return;
        }
        self.head(env.say("accept.title"));
        for exception in exceptions {
            let lead = format!("{} {}  ", env.signs.bullet, exception.rule);
            let goal = Goal::Withdraw(exception.rule);
            self.wrapped(0, (&lead, Role::Accent), &exception.because, Some(goal));
        }
        self.rows.push(Row::blank());
    }
}
