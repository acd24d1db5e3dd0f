//! The report: score and band, findings that open to their evidence, what to read, ways to mend them,
//! and the ledger.

use ratatui::{buffer::Buffer, layout::Rect};

mod page;

use self::page::{Goal, Page};
use super::{
    accept,
    compare::Compare,
    trial::Trial,
    workspace::{Then, Workspace},
};
use crate::{
    design::{Band, Report},
    id::PatternId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        layers::{Layer, body, picture::Picture, title},
        route::Route,
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// The report on a design.
pub(super) struct ReportPage {
    report: Report,
    /// The design that it is about, to see whether it has changed since.
    about: crate::design::Architecture,
    /// The best points so far; nothing before the first attempt.
    best: Option<f64>,
    /// The design is still the one that was graded.
    graded: bool,
    open: Vec<usize>,
    /// A finding was just opened: what it says has to come into sight.
    opened: bool,
    goals: Vec<Goal>,
    at: usize,
    rows: Rows,
    area: Rect,
}

impl ReportPage {
    /// Shows a report.
    pub(super) fn new(report: Report, work: &Workspace, env: &Environment) -> Self {
        let best = match env.session.exercise_state(&work.folder.exercise.id) {
            crate::session::ExerciseState::Graded { best, .. } => Some(best),
            _ => None,
        };
        let mut rows = Rows::default();
        // The score comes first, even where the window is too small for it and the first finding.
        rows.show(0);
        Self {
            report,
            about: work.answer().clone(),
            best,
            graded: true,
            open: Vec::new(),
            opened: false,
            goals: Vec::new(),
            at: 0,
            rows,
            area: Rect::ZERO,
        }
    }

    fn choose(
        &mut self,
        goal: Goal,
        work: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        Ok(match goal {
            Goal::Grade => {
                let report = work.grade(env)?;
                *self = Self::new(report, work, env);
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
                let found = self.report.findings.get(finding).and_then(|f| f.fixes.get(fix));
                match found {
                    Some(fix) => Then::open(Trial::new(fix.clone(), work, env)),
                    None => Then::Stay,
                }
            }
            Goal::Pattern(id) => Then::Do(Effect::Open(Route::Pattern(PatternId::new(id)))),
            Goal::Lesson(id, heading) => Then::Do(Effect::Open(Route::Lesson { id, heading })),
            Goal::Compare => compare(work, env),
            Goal::Accept(at) => match self.report.findings.get(at) {
                Some(finding) => accept::ask(finding, env),
                None => Then::Stay,
            },
            Goal::Withdraw(rule) => accept::withdraw(rule, work, env),
        })
    }

    fn head(&self, width: usize, work: &Workspace, env: &Environment, rows: &mut Vec<Row>) {
        let report = &self.report;
        let band = report.band();
        let role = match band {
            Band::NotValid | Band::Poor => Role::Bad,
            Band::Flawed | Band::Workable => Role::Warn,
            Band::Sound | Band::Excellent => Role::Good,
        };
        let sign = if report.passes() { env.signs.done } else { env.signs.wrong };
        let word = env.say(&format!("report.band.{}", band.word().replace(' ', "-"))).to_owned();
        let mut spans =
            vec![(format!("{sign} {}", report.points()), role), (format!("  {word}"), role)];
        let mut notes = Vec::new();
        if let Some(par) = report.par {
            notes.push(env.words.format("report.par", &[("par", &par)]));
        }
        notes.extend(self.best.map(|best| env.words.format("report.best", &[("best", &best)])));
        spans.push((format!("   {}", notes.join(", ")), Role::Muted));
        rows.push(Row::spans(spans));
        let full = (report.points() / 100.0 * 40.0).round() as usize;
        let wide = 40.min(width);
        let full = full.min(wide);
        rows.push(Row::spans(vec![
            (env.signs.bar_full.repeat(full), role),
            (env.signs.bar_empty.repeat(wide - full), Role::Faint),
        ]));
        let key = match band {
            _ if !self.graded => "report.changed",
            _ if work.is_as_it_came() => "report.not-yours",
            Band::NotValid => "report.not-valid",
            _ if report.passes() => "report.passed",
            _ => "report.not-yet",
        };
        for line in text::wrap(env.say(key), width) {
            rows.push(Row::text(line, Role::Muted));
        }
        rows.push(Row::blank());
    }

    /// The rows, and what the selectable ones lead to.
    fn write(&mut self, width: usize, work: &Workspace, env: &Environment) -> Vec<Row> {
        let mut page = Page { rows: Vec::new(), goals: Vec::new(), at: self.at, width };
        self.head(width, work, env, &mut page.rows);
        if !self.graded {
            page.goal(0, vec![(env.say("report.again").to_owned(), Role::Accent)], Goal::Grade);
            page.rows.push(Row::blank());
        } else if self.report.passes() && !work.folder.references.is_empty() {
            page.goal(0, vec![(env.say("report.compare").to_owned(), Role::Accent)], Goal::Compare);
            page.rows.push(Row::blank());
        }
        let gains = self.report.best_fixes(3);
        // Below a cap nothing brings points at once.
        let gaining = gains.first().is_some_and(|(_, fix)| fix.gain > 0);
        if gaining || (!gains.is_empty() && !self.report.passes()) {
            page.head(env.say(if gaining { "report.most" } else { "report.begin" }));
            for (finding, fix) in gains.into_iter().filter(|(_, fix)| !gaining || fix.gain > 0) {
                let at = self.report.findings.iter().position(|f| std::ptr::eq(f, finding));
                let number = finding.fixes.iter().position(|known| known == fix);
                if let (Some(at), Some(number)) = (at, number) {
                    page.fix(0, fix, fix.headline(), Goal::Fix(at, number), env);
                }
            }
            page.rows.push(Row::blank());
        }
        page.head(&env.words.plural("report.findings", self.report.findings.len()));
        if self.report.findings.is_empty() {
            page.rows.push(Row::text(env.say("bench.clean"), Role::Good));
        }
        for (at, finding) in self.report.findings.iter().enumerate() {
            page.finding(at, finding, self.open.contains(&at), work, env);
        }
        page.rows.push(Row::blank());
        page.exceptions(work, env);
        page.head(env.say("report.ledger"));
        for row in &self.report.score.ledger {
            let points = format!("{:>7.1}  ", f64::from(row.points) / 10.0);
            let role = if row.points < 0 { Role::Warn } else { Role::Good };
            page.rows.push(Row::spans(vec![(points, role), (row.rule.clone(), Role::Text)]));
        }
        let sum = format!("{:>7.1}  ", self.report.points());
        let all = env.say("report.sum").to_owned();
        page.rows.push(Row::spans(vec![(sum, Role::Strong), (all, Role::Muted)]));
        self.goals = page.goals;
        page.rows
    }
}

/// Opens the comparison if it is allowed yet.
fn compare(work: &Workspace, env: &Environment) -> Then {
    use crate::session::ExerciseState;
    let state = env.session.exercise_state(&work.folder.exercise.id);
    let said = |key: &str| Then::Do(Effect::Notice(env.say(key).to_owned()));
    if !matches!(state, ExerciseState::Graded { passed: true, .. }) {
        return said("report.compare-later");
    }
    if work.folder.references.is_empty() {
        return said("report.no-reference");
    }
    Then::open(Compare::new(work))
}

impl Layer<Workspace> for ReportPage {
    fn update(
        &mut self,
        action: &Action,
        work: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
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
                    self.rows.follow();
                }
            }
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Select | Action::Toggle => {
                self.rows.follow();
                let goal = self.goals.get(self.at).cloned();
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, work, env));
            }
            Action::Click(at) => {
                let Some(hit) = self.rows.hit(*at) else { return Ok(Then::Stay) };
                self.at = hit;
                let goal = self.goals.get(hit).cloned();
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, work, env));
            }
            Action::Own("grade") => {
                let report = work.grade(env)?;
                *self = Self::new(report, work, env);
            }
            Action::Own("undo" | "redo") => {
                work.turn_back(*action == Action::Own("redo"));
                self.refresh(work);
            }
            Action::Own("compare") => return Ok(compare(work, env)),
            Action::Own("accept") => {
                let goal = self.goals.get(self.at);
                let at = match goal {
                    Some(Goal::Finding(at) | Goal::Fix(at, _) | Goal::Accept(at)) => *at,
                    _ => return Ok(Then::Do(Effect::Notice(env.say("accept.where").to_owned()))),
                };
                return self.choose(Goal::Accept(at), work, env);
            }
            Action::Own("replay") if !work.facts().transactions.is_empty() => {
                return Ok(Then::open(super::replay::Replay::default()));
            }
            Action::Own("diagram") => {
                let title = work.folder.exercise.title.clone();
                return Ok(Then::open(Picture::new(title, work.answer().to_mermaid(), env)));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, work: &Workspace, env: &Environment) {
        self.area = area;
        let inner = body(area, 100);
        let rows = self.write(usize::from(inner.width), work, env);
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

    fn view(&self, buffer: &mut Buffer, work: &Workspace, env: &Environment) {
        let line = env.words.format("report.title", &[("title", &work.folder.exercise.title)]);
        title(buffer, self.area, &line, env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        match self.goals.get(self.at) {
            Some(Goal::Fix(..)) => vec!["show-me", "grade", "back"],
            Some(Goal::Finding(at))
                if self.report.findings.get(*at).is_some_and(accept::is_open_to_argument) =>
            {
                vec!["evidence", "accept", "grade", "back"]
            }
            Some(Goal::Finding(_)) => vec!["evidence", "move", "grade", "back"],
            Some(Goal::Withdraw(_)) => vec!["withdraw", "grade", "back"],
            _ => vec!["move", "select", "grade", "back"],
        }
    }

    fn status(&self) -> String {
        format!("{}/{}", self.at + 1, self.goals.len())
    }

    fn refresh(&mut self, work: &Workspace) {
        // A fix was applied, or taken back: the report follows the design.
        if *work.answer() != self.about {
            self.report = work.report();
            self.about = work.answer().clone();
            self.graded = false;
            self.open.clear();
            self.at = 0;
            self.rows.show(0);
        }
    }
}
