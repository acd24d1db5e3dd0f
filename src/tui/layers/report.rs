//! The report: score and band, findings that open to their evidence, what to read, ways to mend them,
//! and the ledger.

mod page;
mod written;

use self::page::Goal;
use super::{
    Layer, Subject, Then, accept, body, compare, title,
    trace::Trace,
    trial::{self, Trial},
};
use crate::{
    change::Told,
    exercise::Answer,
    id::PatternId,
    library::GeneratedPage,
    problem::Problem,
    session::{Choice, ExerciseState, Work},
    tui::{
        action::Action,
        keymap,
        route::Route,
        screen::{Effect, Environment},
        widgets::rows::Rows,
    },
    verdict::{Evidence, Finding, Verdict},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// The steps of what a finding shows as it happens, if it does.
pub fn trace_of<W>(finding: &Finding) -> Option<Then<W>> {
    let traced = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Trace(steps) => Some(steps.clone()),
        _ => None,
    });
    traced.map(|steps| Then::open(Trace::new(finding.message.clone(), steps)))
}

/// The changes that may come behind the one that was followed.
fn next(work: &Work, env: &Environment) -> Vec<Choice> {
    let sequence = work.meeting().map(|meeting| &meeting.sequence);
    let followed = sequence.filter(|sequence| {
        env.session.begun(sequence).is_some_and(|begun| begun.accepted().is_some())
    });
    let next = followed.and_then(|sequence| env.session.choices_behind(sequence).ok());
    next.unwrap_or_default()
}

/// The report on an answer.
pub struct Report {
    verdict: Verdict,
    /// The answer that it is about, to see whether it has changed since.
    about: Answer,
    /// The best points so far; nothing before the first attempt.
    best: Option<f64>,
    /// The answer is still the one that was graded.
    graded: bool,
    /// What is told of the change that the answer follows, if it follows one.
    told: Option<Vec<Told>>,
    /// What may come behind that change once it is followed.
    next: Vec<Choice>,
    open: Vec<usize>,
    /// The findings that a reason may excuse.
    arguable: Vec<usize>,
    /// A finding was just opened: what it says has to come into sight.
    opened: bool,
    goals: Vec<Goal>,
    at: usize,
    rows: Rows,
    area: Rect,
}

impl Report {
    /// Grades the answer and shows the report.
    ///
    /// # Errors
    /// Where the attempt cannot be written down.
    pub fn open<W: Subject>(subject: &mut W, env: &mut Environment) -> Result<Self, Problem> {
        let verdict = subject.work_mut().grade(&mut env.session)?;
        Ok(Self::new(verdict, subject, env))
    }

    fn new<W: Subject>(verdict: Verdict, subject: &W, env: &Environment) -> Self {
        let best = match subject.work().state(&env.session) {
            ExerciseState::Graded { best, .. } => Some(best),
            _ => None,
        };
        let mut rows = Rows::default();
        // The score comes first, even where the window is too small for it and the first finding.
        rows.show(0);
        Self {
            verdict,
            about: subject.work().answer().clone(),
            best,
            graded: true,
            told: subject.work().outcome(&env.session).map(|outcome| outcome.told(&env.words)),
            next: next(subject.work(), env),
            open: Vec::new(),
            arguable: Vec::new(),
            opened: false,
            goals: Vec::new(),
            at: 0,
            rows,
            area: Rect::ZERO,
        }
    }

    fn choose<W: Subject>(
        &mut self,
        goal: Goal,
        subject: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        Ok(match goal {
            Goal::Grade => {
                *self = Self::open(subject, env)?;
                Then::Stay
            }
            Goal::Finding(at) => {
                match self.open.iter().position(|open| *open == at) {
                    Some(known) => drop(self.open.remove(known)),
                    None => {
                        self.open.push(at);
                        self.opened = true;
                    }
                }
                Then::Stay
            }
            Goal::Fix(finding, fix) => {
                let found = self.verdict.findings.get(finding).and_then(|f| f.fixes.get(fix));
                match found {
                    Some(fix) if !fix.edits.is_empty() => {
                        Then::open(Trial::new(fix.clone(), subject, env))
                    }
                    Some(fix) => Then::Do(Effect::Notice(fix.text.clone())),
                    None => Then::Stay,
                }
            }
            Goal::Trace(at) => {
                let finding = self.verdict.findings.get(at);
                finding.and_then(|finding| trace_of(finding)).unwrap_or(Then::Stay)
            }
            Goal::Pattern(id) => Then::Do(Effect::Open(Route::Pattern(PatternId::new(id)))),
            Goal::Misconception(id) => {
                let page = GeneratedPage::Misconception(id);
                Then::Do(Effect::Open(Route::Page(page)))
            }
            Goal::Lesson(id, heading) => Then::Do(Effect::Open(Route::Lesson { id, heading })),
            Goal::Compare => compare::open(subject, env),
            Goal::Changes(id) => Then::Do(Effect::Open(Route::Changes(id))),
            Goal::Next(sequence) => Then::Do(Effect::Open(Route::Change(sequence))),
            Goal::Accept(at) => match self.verdict.findings.get(at) {
                Some(finding) => accept::ask(finding, subject, env),
                None => Then::Stay,
            },
            Goal::Withdraw(rule) => accept::withdraw(&rule, subject, env),
        })
    }
}

impl<W: Subject> Layer<W> for Report {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        let count = self.goals.len();
        match action {
            Action::Move(motion) => {
                use crate::tui::action::Motion;
                let before = self.at;
                match motion {
                    Motion::Left | Motion::Right => {}
                    other => self.at = other.apply(self.at, count, 8),
                }
                // Below the last goal there is still the ledger to read.
                if self.at == before {
                    self.rows.scroll(*motion);
                } else {
                    self.rows.keep_in_sight();
                }
            }
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Select | Action::Toggle => {
                self.rows.keep_in_sight();
                let goal = self.goals.get(self.at).cloned();
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, subject, env));
            }
            Action::Click(at) => {
                let Some(hit) = self.rows.hit(*at) else { return Ok(Then::Stay) };
                self.at = hit;
                let goal = self.goals.get(hit).cloned();
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, subject, env));
            }
            Action::Own("grade") => {
                *self = Self::open(subject, env)?;
            }
            Action::Own("undo" | "redo") => {
                subject.turn_back(*action == Action::Own("redo"));
                self.refresh(subject);
            }
            Action::Own("compare") => return Ok(compare::open(subject, env)),
            Action::Own("fix") => {
                return Ok(trial::mend(&self.verdict, self.finding(), subject, env));
            }
            Action::Own("accept") => {
                let goal = self.goals.get(self.at);
                let at = match goal {
                    Some(Goal::Finding(at) | Goal::Fix(at, _) | Goal::Accept(at)) => *at,
                    _ => return Ok(Then::say(env, "accept.where")),
                };
                return self.choose(Goal::Accept(at), subject, env);
            }
            // What happens can be walked through elsewhere, if the work knows how.
            Action::Own("trace") if !self.has_traces() => return Ok(Then::Pass),
            Action::Own("trace") => {
                let Some(finding) = self.finding() else {
                    return Ok(Then::say(env, "trace.where"));
                };
                let shown = trace_of(finding);
                return Ok(shown.unwrap_or_else(|| Then::say(env, "trace.none")));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, subject: &W, env: &Environment) {
        self.area = area;
        let inner = body(area, 100);
        let rows = self.write(usize::from(inner.width), subject, env);
        self.at = self.at.min(self.goals.len().saturating_sub(1));
        let start = rows.iter().position(|row| row.selected).unwrap_or_default();
        let told = rows.iter().skip(start).position(|row| {
            let goal = row.hit.and_then(|goal| self.goals.get(goal));
            !row.selected && (row.spans.is_empty() || matches!(goal, Some(Goal::Finding(_))))
        });
        let end = told.map_or(rows.len(), |more| start + more);
        self.rows.arrange(inner, rows);
        if std::mem::take(&mut self.opened) {
            self.rows.reveal(start..end);
        }
    }

    fn view(&self, buffer: &mut Buffer, subject: &W, env: &Environment) {
        let line =
            env.words.format("report.title", &[("title", &subject.work().folder.exercise.title)]);
        title(buffer, self.area, &line, env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        match self.goals.get(self.at) {
            Some(Goal::Fix(..)) => vec!["select/show-me", "move", "grade", "back"],
            Some(Goal::Finding(at)) if self.arguable.contains(at) => {
                vec!["select/evidence", "fix", "move", "accept", "grade", "back"]
            }
            Some(Goal::Finding(_)) => vec!["select/evidence", "fix", "move", "grade", "back"],
            Some(Goal::Withdraw(_)) => vec!["select/withdraw", "move", "grade", "back"],
            _ => vec!["move", "select", "grade", "back"],
        }
    }

    fn works(&self, action: &str) -> bool {
        match Action::shared(action) {
            Some(_) => keymap::is_hinted(&Layer::<W>::hints(self), action),
            None => {
                matches!(action, "grade" | "undo" | "redo" | "compare" | "accept" | "trace" | "fix")
            }
        }
    }

    fn status(&self) -> String {
        format!("{}/{}", self.at + 1, self.goals.len())
    }

    fn refresh(&mut self, subject: &W) {
        self.refresh(subject);
    }
}

impl Report {
    /// The finding that the cursor is on, or on something of.
    fn finding(&self) -> Option<&Finding> {
        match self.goals.get(self.at)? {
            Goal::Finding(at) | Goal::Fix(at, _) | Goal::Trace(at) | Goal::Accept(at) => {
                self.verdict.findings.get(*at)
            }
            _ => None,
        }
    }

    /// Whether any finding shows what happens.
    fn has_traces(&self) -> bool {
        let traces = |finding: &Finding| {
            finding.evidence.iter().any(|evidence| matches!(evidence, Evidence::Trace(_)))
        };
        self.verdict.findings.iter().any(traces)
    }

    /// A fix was applied, or taken back: the report follows the answer.
    fn refresh<W: Subject>(&mut self, subject: &W) {
        if *subject.work().answer() != self.about {
            self.verdict = subject.work().report();
            self.about = subject.work().answer().clone();
            self.graded = false;
            self.open.clear();
            self.at = 0;
            self.rows.show(0);
        }
    }
}
