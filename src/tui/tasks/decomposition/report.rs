//! The report: score and band, findings that open to their evidence, what to read, ways to mend them,
//! and the ledger.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Command, accept,
    bench::Bench,
    compare::Compare,
    findings,
    sheet::{Sheet, Then},
    trial::Trial,
};
use crate::{
    design::{Band, Finding, Report},
    id::PatternId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        route::Route,
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// What a row of the report leads to.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    /// Opens and closes a finding.
    Finding(usize),
    /// Shows what a fix of a finding would bring.
    Fix(usize, usize),
    Pattern(String),
    Lesson(crate::id::LessonId),
    Compare,
    /// Asks for the reason why a finding should stand.
    Accept(usize),
    /// Takes the exceptions to a rule back.
    Withdraw(String),
    /// Grades the design as it is now.
    Grade,
}

/// The report on a design.
pub(super) struct ReportSheet {
    report: Report,
    /// The design that it is about, to see whether it has changed since.
    about: crate::design::Architecture,
    /// The best points so far; nothing before the first attempt.
    best: Option<f64>,
    /// The design is still the one that was graded.
    graded: bool,
    open: Vec<usize>,
    goals: Vec<Goal>,
    at: usize,
    rows: Rows,
    area: Rect,
}

impl ReportSheet {
    /// Shows a report.
    pub(super) fn new(report: Report, bench: &Bench, env: &Environment) -> Self {
        let best = match env.session.exercise_state(&bench.folder.exercise.id) {
            crate::session::ExerciseState::Graded { best, .. } => Some(best),
            _ => None,
        };
        let mut rows = Rows::default();
        // The score comes first, even where the window is too small for it and the first finding.
        rows.show(0);
        Self {
            report,
            about: bench.answer().clone(),
            best,
            graded: true,
            open: Vec::new(),
            goals: Vec::new(),
            at: 0,
            rows,
            area: Rect::ZERO,
        }
    }

    fn choose(
        &mut self,
        goal: Goal,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        Ok(match goal {
            Goal::Grade => {
                let report = bench.grade(env)?;
                *self = Self::new(report, bench, env);
                Then::Stay
            }
            Goal::Finding(at) => {
                match self.open.iter().position(|open| *open == at) {
                    Some(known) => drop(self.open.remove(known)),
                    None => self.open.push(at),
                }
                Then::Stay
            }
            Goal::Fix(finding, fix) => {
                let found = self.report.findings.get(finding).and_then(|f| f.fixes.get(fix));
                match found {
                    Some(fix) => Then::Open(Box::new(Trial::new(fix.clone(), bench, env))),
                    None => Then::Stay,
                }
            }
            Goal::Pattern(id) => Then::Do(Effect::Open(Route::Pattern(PatternId::new(id)))),
            Goal::Lesson(id) => Then::Do(Effect::Open(Route::Lesson { id, heading: None })),
            Goal::Compare => compare(bench, env),
            Goal::Accept(at) => match self.report.findings.get(at) {
                Some(finding) => accept::ask(finding, env),
                None => Then::Stay,
            },
            Goal::Withdraw(rule) => accept::withdraw(rule, bench, env),
        })
    }

    fn head(&self, width: usize, bench: &Bench, env: &Environment, rows: &mut Vec<Row>) {
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
            notes.push(env.words.fill("report.par", &[("par", &par)]));
        }
        notes.extend(self.best.map(|best| env.words.fill("report.best", &[("best", &best)])));
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
            _ if bench.is_as_it_came() => "report.not-yours",
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
    fn write(&mut self, width: usize, bench: &Bench, env: &Environment) -> Vec<Row> {
        let mut page = Page { rows: Vec::new(), goals: Vec::new(), at: self.at, width };
        self.head(width, bench, env, &mut page.rows);
        if !self.graded {
            page.goal(0, vec![(env.say("report.again").to_owned(), Role::Accent)], Goal::Grade);
            page.rows.push(Row::blank());
        } else if self.report.passes() && !bench.folder.references.is_empty() {
            page.goal(0, vec![(env.say("report.compare").to_owned(), Role::Accent)], Goal::Compare);
            page.rows.push(Row::blank());
        }
        let gains = self.report.best_fixes(3);
        if gains.iter().any(|(_, fix)| fix.gain > 0) {
            page.head(env.say("report.most"));
            for (finding, fix) in gains.into_iter().filter(|(_, fix)| fix.gain > 0) {
                let at = self.report.findings.iter().position(|f| std::ptr::eq(f, finding));
                let number = finding.fixes.iter().position(|known| known == fix);
                if let (Some(at), Some(number)) = (at, number) {
                    page.fix(0, fix, Goal::Fix(at, number), env);
                }
            }
            page.rows.push(Row::blank());
        }
        page.head(&env.words.count("report.findings", self.report.findings.len()));
        if self.report.findings.is_empty() {
            page.rows.push(Row::text(env.say("bench.clean"), Role::Good));
        }
        for (at, finding) in self.report.findings.iter().enumerate() {
            page.finding(at, finding, self.open.contains(&at), bench, env);
        }
        page.rows.push(Row::blank());
        page.exceptions(bench, env);
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
fn compare(bench: &Bench, env: &Environment) -> Then {
    use crate::session::ExerciseState;
    let state = env.session.exercise_state(&bench.folder.exercise.id);
    let said = |key: &str| Then::Do(Effect::Notice(env.say(key).to_owned()));
    if !matches!(state, ExerciseState::Graded { passed: true, .. }) {
        return said("report.compare-later");
    }
    if bench.folder.references.is_empty() {
        return said("report.no-reference");
    }
    Then::Open(Box::new(Compare::new(bench, env)))
}

/// Rows of a report in the making.
struct Page {
    rows: Vec<Row>,
    goals: Vec<Goal>,
    at: usize,
    width: usize,
}

impl Page {
    fn head(&mut self, line: &str) {
        self.rows.push(Row::text(line, Role::Muted));
    }

    /// A row that leads somewhere.
    fn goal(&mut self, indent: u16, spans: Vec<(String, Role)>, goal: Goal) {
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

    fn fix(&mut self, indent: u16, fix: &crate::design::Fix, goal: Goal, env: &Environment) {
        let gain = if fix.gain > 0 {
            format!("{} +{:.1} ", env.signs.arrow, f64::from(fix.gain) / 10.0)
        } else {
            format!("{} ", env.signs.arrow)
        };
        self.wrapped(indent, (&gain, Role::Good), &fix.text, Some(goal));
    }

    fn finding(
        &mut self,
        at: usize,
        finding: &Finding,
        open: bool,
        bench: &Bench,
        env: &Environment,
    ) {
        let (sign, role) = findings::sign(finding.severity, env);
        let word = env.say(&format!("report.severity.{:?}", finding.severity)).to_owned();
        let lead = format!("{sign} {word} {}  ", finding.rule);
        self.wrapped(0, (&lead, role), &finding.message, Some(Goal::Finding(at)));
        if !open {
            return;
        }
        for row in &finding.evidence {
            let lead = format!("{} ", env.signs.bullet);
            self.wrapped(4, (&lead, Role::Faint), row, None);
        }
        for (number, fix) in finding.fixes.iter().enumerate() {
            self.fix(4, fix, Goal::Fix(at, number), env);
        }
        if accept::is_open_to_argument(finding) {
            let line = env.say("accept.ask").to_owned();
            self.goal(4, vec![(line, Role::Accent)], Goal::Accept(at));
        }
        let catalog = env.session.library().catalog();
        for cite in finding.cites {
            let name = bench.book.number(cite).map(|at| bench.book.entry(at).name.clone());
            let line = name.unwrap_or_else(|| (*cite).to_owned());
            let line = env.words.fill("report.read", &[("what", &line)]);
            let spans = vec![(line, Role::Link)];
            self.goal(4, spans, Goal::Pattern((*cite).to_owned()));
            let lesson = catalog.get(cite).and_then(|pattern| pattern.lesson.clone());
            let place = lesson.as_ref().and_then(|id| env.session.library().place(id, None));
            if let (Some(id), Some(place)) = (lesson, place)
                && let Some(card) = env.session.library().at(place)
            {
                let line = env.words.fill("report.lesson", &[("what", &card.title)]);
                self.goal(4, vec![(line, Role::Link)], Goal::Lesson(id));
            }
        }
    }
}

impl Page {
    /// What the learner argues for, each with a way to take it back.
    fn exceptions(&mut self, bench: &Bench, env: &Environment) {
        let accepts = &bench.answer().accepts;
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

impl Sheet for ReportSheet {
    fn update(
        &mut self,
        action: &Action,
        bench: &mut Bench,
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
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, bench, env));
            }
            Action::Click(at) => {
                let Some(hit) = self.rows.hit(*at) else { return Ok(Then::Stay) };
                self.at = hit;
                let goal = self.goals.get(hit).cloned();
                return goal.map_or(Ok(Then::Stay), |goal| self.choose(goal, bench, env));
            }
            Action::Workbench(Command::Grade) => {
                let report = bench.grade(env)?;
                *self = Self::new(report, bench, env);
            }
            Action::Workbench(Command::Undo | Command::Redo) => {
                bench.turn_back(*action == Action::Workbench(Command::Redo));
                self.refresh(bench);
            }
            Action::Workbench(Command::Compare) => return Ok(compare(bench, env)),
            Action::Workbench(Command::Accept) => {
                let goal = self.goals.get(self.at);
                let at = match goal {
                    Some(Goal::Finding(at) | Goal::Fix(at, _) | Goal::Accept(at)) => *at,
                    _ => return Ok(Then::Do(Effect::Notice(env.say("accept.where").to_owned()))),
                };
                return self.choose(Goal::Accept(at), bench, env);
            }
            Action::Workbench(Command::Replay) if !bench.facts().transactions.is_empty() => {
                return Ok(Then::Open(Box::new(super::replay::Replay::default())));
            }
            Action::Workbench(Command::Diagram) => {
                let picture = super::picture::Picture::new(bench.answer(), env);
                return Ok(Then::Open(Box::new(picture)));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, bench: &Bench, env: &Environment) {
        self.area = area;
        let inner = Rect {
            x: area.x + 2,
            y: area.y + 2,
            width: area.width.saturating_sub(4).min(100),
            height: area.height.saturating_sub(2),
        };
        let rows = self.write(usize::from(inner.width), bench, env);
        self.at = self.at.min(self.goals.len().saturating_sub(1));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, bench: &Bench, env: &Environment) {
        let title = env.words.fill("report.title", &[("title", &bench.folder.exercise.title)]);
        super::title(buffer, self.area, &title, env);
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

    fn refresh(&mut self, bench: &Bench) {
        // A fix was applied, or taken back: the report follows the design.
        if *bench.answer() != self.about {
            self.report = bench.report();
            self.about = bench.answer().clone();
            self.graded = false;
            self.open.clear();
            self.at = 0;
            self.rows.show(0);
        }
    }
}
