//! "Show me": a fix on a copy of the answer, score and drawing before and after; Enter applies it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Subject, Then, difference, title};
use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        draw,
        screen::{Effect, Environment},
        widgets::{
            drawing::Drawing,
            findings::{self, Findings},
            rows::{Row, Rows},
        },
    },
    verdict::{Finding, Fix, Verdict},
};

/// From this width on both drawings stand side by side.
const BESIDE_FROM: u16 = 100;

/// The trial.
pub struct Trial {
    fix: Fix,
    after: Verdict,
    /// Before and after; without drawings the changed lines are shown.
    drawings: Vec<Drawing>,
    changes: Rows,
    /// Which drawing shows where there is room for one.
    shown: usize,
    rows: Rows,
    area: Rect,
    beside: bool,
    middle: [Rect; 2],
}

/// Shows what a way to mend a finding would bring: the one that is selected, else the first that has a ready
/// way. The fixes of `report` have been tried.
pub fn mend<W: Subject>(
    report: &Verdict,
    selected: Option<&Finding>,
    subject: &W,
    env: &Environment,
) -> Then<W> {
    let is_selected = |finding: &&Finding| {
        selected.is_some_and(|one| one.rule == finding.rule && one.place == finding.place)
    };
    let first = report.findings.iter().find(is_selected).into_iter();
    let fixes = || first.clone().chain(&report.findings).flat_map(|finding| &finding.fixes);
    match fixes().find(|fix| !fix.edits.is_empty()).or_else(|| fixes().next()) {
        Some(fix) if fix.edits.is_empty() => Then::Do(Effect::Notice(fix.text.clone())),
        Some(fix) => Then::open(Trial::new(fix.clone(), subject, env)),
        None => Then::say(env, "trial.none"),
    }
}

/// The same for what is shown beside the work; says why where nothing is.
pub fn mend_shown<W: Subject>(findings: &Findings, subject: &W, env: &Environment) -> Then<W> {
    let work = subject.work();
    match findings.selected(work.shown()) {
        // Only a whole verdict has its fixes tried.
        Some(finding) => mend(&work.report(), Some(finding), subject, env),
        None => Then::say(env, findings::clean(work).0),
    }
}

impl Trial {
    /// Tries a fix out.
    pub fn new<W: Subject>(fix: Fix, subject: &W, env: &Environment) -> Self {
        let answer = subject.work().answer();
        let changed = answer.with(&fix.edits);
        let drawn = [answer, &changed].map(|answer| subject.drawing(answer));
        Self {
            after: subject.work().mark(&changed),
            drawings: drawn
                .into_iter()
                .flatten()
                .map(|source| Drawing::new(&source, env))
                .collect(),
            changes: Rows::default(),
            shown: 1,
            fix,
            rows: Rows::default(),
            area: Rect::ZERO,
            beside: false,
            middle: [Rect::ZERO; 2],
        }
    }

    fn apply<W: Subject>(&self, subject: &mut W, env: &Environment) -> Then<W> {
        subject.replace(subject.work().answer().with(&self.fix.edits));
        Then::Leave(Effect::Notice(env.say("trial.applied").to_owned()))
    }

    fn write<W: Subject>(&self, width: usize, subject: &W, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        for line in text::wrap(&text::names_quoted(&self.fix.text, env.settings.ascii), width) {
            rows.push(Row::text(line, Role::Strong));
        }
        let before = subject.work().verdict();
        let (was, is) = (before.points(), self.after.points());
        let role = if is > was { Role::Good } else { Role::Text };
        let band = env.say(&super::band::key(&self.after)).to_owned();
        rows.push(Row::spans(vec![
            (format!("{was} {} ", env.signs.arrow), Role::Muted),
            (format!("{is}  {band}"), role),
        ]));
        let known = |all: &[Finding], one: &Finding| {
            all.iter().any(|other| other.rule == one.rule && other.place == one.place)
        };
        let line = |finding: &Finding| {
            format!("{} {}", finding.rule, text::names_quoted(&finding.message, env.settings.ascii))
        };
        let mut say = |sign: &str, role: Role, finding: &Finding| {
            let cut = text::ellipsis(&line(finding), width.saturating_sub(4));
            rows.push(Row::spans(vec![(format!("{sign} "), role), (cut, Role::Text)]));
        };
        let (before, after) = (&before.findings, &self.after.findings);
        for gone in before.iter().filter(|finding| !known(after, finding)).take(4) {
            say(env.signs.done, Role::Good, gone);
        }
        for new in after.iter().filter(|finding| !known(before, finding)).take(4) {
            say(env.signs.due, Role::Warn, new);
        }
        rows.push(Row::text(env.say("trial.apply"), Role::Accent).hit(0).select(true));
        rows
    }
}

impl<W: Subject> Layer<W> for Trial {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Select => {
                return Ok(self.apply(subject, env));
            }
            Action::Move(motion) => {
                self.changes.scroll(*motion);
                self.drawings.iter_mut().for_each(|drawing| drawing.scroll(*motion));
            }
            Action::Wheel { lines, .. } => {
                self.changes.shift(*lines);
                self.drawings.iter_mut().for_each(|drawing| drawing.shift(*lines));
            }
            Action::Own("diagram") => {
                self.drawings.iter_mut().for_each(Drawing::zoom);
            }
            Action::NextPanel | Action::PreviousPanel | Action::Toggle => {
                self.shown = 1 - self.shown
            }
            Action::Click(at) if self.rows.hit(*at).is_some() => {
                return Ok(self.apply(subject, env));
            }
            Action::Click(at) if at.y > self.middle[0].y => self.shown = 1 - self.shown,
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, subject: &W, env: &Environment) {
        self.area = area;
        self.beside = area.width >= BESIDE_FROM;
        let width = area.width.saturating_sub(4);
        let rows = self.write(usize::from(width), subject, env);
        let most = (area.height / 2).max(4);
        let tall = (rows.len() as u16).min(most);
        let upper = Rect { x: area.x + 2, y: area.y + 2, width, height: tall };
        self.rows.arrange(upper, rows);
        let y = upper.bottom() + 2;
        let lower = Rect { y, height: area.bottom().saturating_sub(y), ..upper };
        let half = width.saturating_sub(3) / 2;
        self.middle = if self.beside {
            [Rect { width: half, ..lower }, Rect { x: lower.x + half + 3, width: half, ..lower }]
        } else {
            [lower, lower]
        };
        for (drawing, area) in self.drawings.iter_mut().zip(self.middle) {
            drawing.arrange(area);
        }
        if self.drawings.is_empty() {
            let answer = subject.work().answer();
            let rows = difference(answer, &answer.with(&self.fix.edits));
            self.changes.arrange(lower, rows);
        }
    }

    fn view(&self, buffer: &mut Buffer, _subject: &W, env: &Environment) {
        title(buffer, self.area, env.say("trial.title"), env);
        self.rows.draw(buffer, env);
        self.changes.draw(buffer, env);
        for (at, (drawing, area)) in self.drawings.iter().zip(self.middle).enumerate() {
            if area.height == 0 || (!self.beside && at != self.shown) {
                continue;
            }
            let key = if at == 0 { "trial.before" } else { "trial.after" };
            let y = area.y.saturating_sub(1);
            draw::put(buffer, area.x, y, area.width, env.say(key), env.style(Role::Muted));
            drawing.view(buffer, env);
        }
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select/apply", "toggle/other-drawing", "diagram", "back"]
    }
}
