//! The hints of the exercise, one after the other: they cost nothing, but which were read is kept.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        layers::Layer,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The ladder.
pub(super) struct Hints {
    rows: Rows,
    frame: Rect,
}

impl Hints {
    /// Shows what was read before and one hint more.
    pub(super) fn next(work: &mut Workspace) -> Self {
        let all = work.folder.exercise.hints.len();
        work.draft.hints = (work.draft.hints + 1).min(all);
        Self { rows: Rows::default(), frame: Rect::ZERO }
    }
}

impl Layer<Workspace> for Hints {
    fn update(
        &mut self,
        action: &Action,
        work: &mut Workspace,
        _env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Own("hint") | Action::Select | Action::Toggle => {
                let all = work.folder.exercise.hints.len();
                if work.draft.hints == all {
                    return Ok(Then::Close);
                }
                work.draft.hints += 1;
                self.rows.scroll(Motion::Bottom);
            }
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) if self.frame.contains(*at) => {
                return self.update(&Action::Select, work, _env);
            }
            Action::Click(_) | Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, work: &Workspace, env: &Environment) {
        let wide = area.width.min(70);
        let room = usize::from(wide.saturating_sub(7)).max(10);
        let all = &work.folder.exercise.hints;
        let mut rows = Vec::new();
        let said =
            env.words.format("bench.hints", &[("n", &work.draft.hints), ("all", &all.len())]);
        rows.push(Row::text(said, Role::Heading));
        for (at, hint) in all.iter().take(work.draft.hints).enumerate() {
            rows.push(Row::blank());
            for (line, part) in crate::text::wrap(hint, room).into_iter().enumerate() {
                let number = if line == 0 { format!("{} ", at + 1) } else { "  ".into() };
                rows.push(Row::spans(vec![(number, Role::Accent), (part, Role::Text)]));
            }
        }
        if work.draft.hints < all.len() {
            rows.push(Row::blank());
            rows.push(Row::text(env.say("bench.hint-more"), Role::Muted));
        }
        self.frame = draw::centred(area, wide, rows.len() as u16 + 2);
        let inner = Rect {
            x: self.frame.x + 2,
            y: self.frame.y + 1,
            width: self.frame.width.saturating_sub(4),
            height: self.frame.height.saturating_sub(2),
        };
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["hint", "back"]
    }

    fn floats(&self) -> bool {
        true
    }
}
