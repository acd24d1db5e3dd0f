//! The rows of a report: findings that open, ways to mend them, exceptions, and what each row leads to.

use super::super::{accept, findings, workspace::Workspace};
use crate::{
    design::{Finding, rules::reasons::reason},
    id::LessonId,
    role::Role,
    text,
    tui::{screen::Environment, widgets::rows::Row},
};

/// What a row of the report leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Goal {
    /// Opens and closes a finding.
    Finding(usize),
    /// Shows what a fix of a finding would bring.
    Fix(usize, usize),
    Pattern(String),
    /// At a heading, if one is named.
    Lesson(LessonId, Option<String>),
    Compare,
    /// Asks for the reason why a finding should stand.
    Accept(usize),
    /// Takes the exceptions to a rule back.
    Withdraw(String),
    /// Grades the design as it is now.
    Grade,
}

/// Rows of a report in the making.
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) goals: Vec<Goal>,
    /// Number of the goal with the cursor.
    pub(super) at: usize,
    pub(super) width: usize,
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
    fn wrapped(&mut self, indent: u16, lead: (&str, Role), line: &str, goal: Option<Goal>) {
        let lead_width = text::width(lead.0);
        let room = self.width.saturating_sub(usize::from(indent) + lead_width).max(12);
        let number = goal.map(|goal| {
            self.goals.push(goal);
            self.goals.len() - 1
        });
        for (at, part) in text::wrap(&text::sanitize(line), room).into_iter().enumerate() {
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
        fix: &crate::design::Fix,
        text: &str,
        goal: Goal,
        env: &Environment,
    ) {
        let gain = if fix.gain > 0 {
            format!("{} +{:.1} ", env.signs.arrow, f64::from(fix.gain) / 10.0)
        } else {
            format!("{} ", env.signs.arrow)
        };
        self.wrapped(indent, (&gain, Role::Good), text, Some(goal));
    }

    pub(super) fn finding(
        &mut self,
        at: usize,
        finding: &Finding,
        open: bool,
        work: &Workspace,
        env: &Environment,
    ) {
        let (sign, role) = findings::sign(finding.severity, env);
        let word = env.say(&format!("report.severity.{:?}", finding.severity)).to_owned();
        let lead = format!("{sign} {word} {}  ", finding.rule);
        self.wrapped(0, (&lead, role), &finding.message, Some(Goal::Finding(at)));
        if !open {
            return;
        }
        if let Some(reason) = reason(finding.rule) {
            self.wrapped(4, ("", Role::Muted), reason.why, None);
        }
        let excused = finding.excused.iter().chain(&finding.decide);
        for row in finding.evidence.iter().chain(excused) {
            let lead = format!("{} ", env.signs.bullet);
            self.wrapped(4, (&lead, Role::Faint), row, None);
        }
        for (number, fix) in finding.fixes.iter().enumerate() {
            self.fix(4, fix, &fix.text, Goal::Fix(at, number), env);
        }
        if accept::is_open_to_argument(finding) {
            let line = env.say("accept.ask").to_owned();
            self.goal(4, vec![(line, Role::Accent)], Goal::Accept(at));
        }
        let catalog = env.session.library().catalog();
        for cite in &finding.cites {
            let name = work.book.number(cite).map(|at| work.book.entry(at).name.clone());
            let line = name.unwrap_or_else(|| cite.clone());
            let line = env.words.format("report.read", &[("what", &line)]);
            let spans = vec![(line, Role::Link)];
            self.goal(4, spans, Goal::Pattern(cite.clone()));
            let lesson = catalog.get(cite).and_then(|pattern| pattern.lesson.clone());
            lesson.into_iter().for_each(|id| self.lesson(id, None, env));
        }
        if let Some(reason) = reason(finding.rule) {
            self.lesson(LessonId::new(reason.lesson), Some(reason.section), env);
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
    pub(super) fn exceptions(&mut self, work: &Workspace, env: &Environment) {
        let accepts = &work.answer().accepts;
        if accepts.is_empty() {
            return;
        }
        self.head(env.say("accept.title"));
        for accept in accepts {
            let lead = format!("{} {}  ", env.signs.bullet, accept.rule);
            let goal = Goal::Withdraw(accept.rule.clone());
            self.wrapped(0, (&lead, Role::Accent), &accept.because, Some(goal));
        }
        self.rows.push(Row::blank());
    }
}
