//! The hints of the exercise, one after the other: they cost nothing, but which were read is kept.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Subject, Then};
use crate::{
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The ladder.
pub struct Hints {
    rows: Rows,
    frame: Rect,
}

impl Hints {
    /// Shows what was read before and one hint more; nothing where the exercise has none.
    pub fn open<W: Subject>(subject: &mut W, env: &Environment) -> Then<W> {
        if subject.work().folder.exercise.hints.is_empty() {
            return Then::say(env, "bench.no-hint");
        }
        subject.work_mut().next_hint();
        Then::open(Self { rows: Rows::default(), frame: Rect::ZERO })
    }
}

impl Hints {
    /// One hint more; behind the last one the hints are put away.
    fn more<W: Subject>(&mut self, subject: &mut W) -> Then<W> {
        if !subject.work_mut().next_hint() {
            return Then::Close;
        }
        self.rows.scroll(Motion::Bottom);
        Then::Stay
    }
}

impl<W: Subject> Layer<W> for Hints {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        _env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Own("hint") | Action::Select | Action::Toggle => return Ok(self.more(subject)),
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) if self.frame.contains(*at) => {
                return Ok(self.more(subject));
            }
            Action::Click(_) | Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, subject: &W, env: &Environment) {
        let wide = area.width.min(70);
        let room = usize::from(wide.saturating_sub(7)).max(10);
        let (read, all) = (subject.work().hints(), subject.work().folder.exercise.hints.len());
        let mut rows = Vec::new();
        let said = env.words.format("bench.hints", &[("n", &read.len()), ("all", &all)]);
        rows.push(Row::text(said, Role::Heading));
        for (at, hint) in read.iter().enumerate() {
            rows.push(Row::blank());
            for (line, part) in crate::text::wrap(hint, room).into_iter().enumerate() {
                let number = if line == 0 { format!("{} ", at + 1) } else { "  ".into() };
                rows.push(Row::spans(vec![(number, Role::Accent), (part, Role::Text)]));
            }
        }
        if read.len() < all {
            rows.push(Row::blank());
            rows.push(Row::text(env.say("bench.hint-more"), Role::Muted));
        }
        self.frame = draw::centred(area, wide, rows.len() as u16 + 2);
        let inner = draw::inside(self.frame);
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _subject: &W, env: &Environment) {
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
