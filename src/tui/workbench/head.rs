//! The lines above the board: how the design stands, what is in hand, and the commands for the mouse.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Decomposition, thing::Member};
use crate::{
    role::Role,
    tui::{
        draw,
        screen::Environment,
        widgets::{bar, findings},
    },
    verdict::Finding,
};

/// What the bar offers.
pub(super) const BAR: [&str; 8] =
    ["grade", "facts", "pattern", "diagram", "trace", "hint", "undo", "redo"];

impl Decomposition {
    /// The lines above everything.
    pub(super) fn draw_head(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let work = &self.workspace.work;
        let services = self.workspace.design().services.len();
        let mut stands = vec![env.words.plural("bench.services", services)];
        if !work.draft.quiet {
            let undrawn = |finding: &Finding| self.workspace.is_undrawn(finding);
            stands.extend(findings::counts(work.shown(), undrawn, env));
        }
        bar::head(buffer, area, &work.folder.exercise.title, &stands, env);
        let said = self.hand_says(env);
        if said.is_empty() {
            self.bar.draw(buffer, env);
        } else {
            let (x, room) = (area.x + 1, area.width.saturating_sub(2));
            draw::put(buffer, x, area.y + 1, room, &said, env.style(Role::Accent));
        }
    }

    /// What is in hand, and what to do with it.
    fn hand_says(&self, env: &Environment) -> String {
        if let Some(from) = self.board.linking() {
            return env.words.format("bench.linking", &[("from", &from)]);
        }
        let hand = self.board.hand();
        let names: Vec<&str> = hand.iter().map(Member::name).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => env.words.format("bench.carrying", &[("what", one)]),
            many => {
                let what = env.words.plural("bench.pieces", many.len());
                env.words.format("bench.carrying", &[("what", &what)])
            }
        }
    }
}
