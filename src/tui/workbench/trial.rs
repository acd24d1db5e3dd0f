//! "Show me": a fix on a copy of the design, score and drawing before and after; `a` applies it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    design::{Assessment, Finding, Fix, Model, apply_fix, review},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        draw,
        layers::{Layer, title},
        screen::{Effect, Environment},
        widgets::{
            drawing::Drawing,
            rows::{Row, Rows},
        },
    },
};

/// From this width on both drawings stand side by side.
const BESIDE_FROM: u16 = 100;

/// The trial.
pub(super) struct Trial {
    fix: Fix,
    after: Assessment,
    drawings: [Drawing; 2],
    /// Which drawing shows where there is room for one.
    shown: usize,
    rows: Rows,
    area: Rect,
    beside: bool,
    middle: [Rect; 2],
}

impl Trial {
    /// Tries a fix out.
    pub(super) fn new(fix: Fix, work: &Workspace, env: &Environment) -> Self {
        let changed = apply_fix(work.answer(), &fix);
        let draw = |answer: &crate::design::Architecture| Drawing::new(answer.to_mermaid(), env);
        Self {
            after: review(&Model::new(work.facts(), &changed, &work.book)),
            drawings: [draw(work.answer()), draw(&changed)],
            shown: 1,
            fix,
            rows: Rows::default(),
            area: Rect::ZERO,
            beside: false,
            middle: [Rect::ZERO; 2],
        }
    }

    fn apply(&self, work: &mut Workspace, env: &Environment) -> Then {
        work.make(self.fix.edits.clone());
        Then::Leave(Effect::Notice(env.say("trial.applied").to_owned()))
    }

    fn write(&self, width: usize, work: &Workspace, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        for line in text::wrap(&self.fix.text, width) {
            rows.push(Row::text(line, Role::Strong));
        }
        let (was, is) = (work.score.points(), self.after.score.points());
        let role = if is > was { Role::Good } else { Role::Text };
        let band = format!("report.band.{}", self.after.score.band().word().replace(' ', "-"));
        let band = env.say(&band);
        rows.push(Row::spans(vec![
            (format!("{was} {} ", env.signs.arrow), Role::Muted),
            (format!("{is}  {band}"), role),
        ]));
        let known = |all: &[Finding], one: &Finding| {
            all.iter().any(|other| other.rule == one.rule && other.place == one.place)
        };
        let line = |finding: &Finding| format!("{} {}", finding.rule, finding.message);
        let mut say = |sign: &str, role: Role, finding: &Finding| {
            let cut = text::ellipsis(&line(finding), width.saturating_sub(4));
            rows.push(Row::spans(vec![(format!("{sign} "), role), (cut, Role::Text)]));
        };
        let (before, after) = (&work.findings, &self.after.findings);
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

impl Layer<Workspace> for Trial {
    fn update(
        &mut self,
        action: &Action,
        work: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Own("apply") | Action::Select => {
                return Ok(self.apply(work, env));
            }
            Action::Move(motion) => self.drawings.iter_mut().for_each(|d| d.scroll(*motion)),
            Action::Wheel { lines, .. } => self.drawings.iter_mut().for_each(|d| d.shift(*lines)),
            Action::Own("diagram") => {
                self.drawings.iter_mut().for_each(Drawing::zoom);
            }
            Action::NextPanel | Action::PreviousPanel | Action::Toggle => {
                self.shown = 1 - self.shown
            }
            Action::Click(at) if self.rows.hit(*at).is_some() => {
                return Ok(self.apply(work, env));
            }
            Action::Click(at) if at.y > self.middle[0].y => self.shown = 1 - self.shown,
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, work: &Workspace, env: &Environment) {
        self.area = area;
        self.beside = area.width >= BESIDE_FROM;
        let width = area.width.saturating_sub(4);
        let rows = self.write(usize::from(width), work, env);
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
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        title(buffer, self.area, env.say("trial.title"), env);
        self.rows.draw(buffer, env);
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
        vec!["apply", "other-drawing", "diagram", "back"]
    }
}
