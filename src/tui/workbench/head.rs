//! The lines above the board: how the design stands, and the bar that offers the commands to the mouse.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Decomposition, cards::Member};
use crate::{
    design::Severity,
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

/// What the bar offers, for the mouse as well.
const BAR: [&str; 8] = ["grade", "pattern", "diagram", "replay", "hint", "undo", "redo", "facts"];

/// Where the words of the bar are: their columns, and what a click on them asks for.
pub(super) fn bar(area: Rect, env: &Environment) -> Vec<(u16, u16, &'static str)> {
    let mut words = Vec::new();
    let mut x = area.x + 1;
    for name in BAR {
        let Some((key, label)) = env.keys.shown(name, "workbench") else { continue };
        let wide = text::width(key) + 1 + text::width(env.say(&label));
        let end = x.saturating_add(wide as u16);
        if end < area.right() {
            words.push((x, end, name));
            x = end + 3;
        }
    }
    words
}

impl Decomposition {
    /// The lines above everything.
    pub(super) fn draw_head(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let answer = self.work.answer();
        let mut facts = vec![env.words.plural("bench.services", answer.services.len())];
        if !self.work.draft.quiet {
            let words = [
                (Severity::Blocker, "bench.blockers"),
                (Severity::Major, "bench.majors"),
                (Severity::Minor, "bench.minors"),
            ];
            for (severity, key) in words {
                let count = self.work.count(severity);
                if count > 0 {
                    facts.push(env.words.plural(key, count));
                }
            }
        }
        let dot = format!(" {} ", env.signs.dot);
        let said = facts.join(&dot);
        let (x, room) = (area.x + 1, area.width.saturating_sub(2));
        let at =
            draw::put_right(buffer, x + room, area.y, room * 2 / 3, &said, env.style(Role::Muted));
        let title = &self.work.folder.exercise.title;
        draw::put(buffer, x, area.y, at.saturating_sub(x + 1), title, env.style(Role::Heading));
        let said = self.hand_says(env);
        if said.is_empty() {
            for (from, to, name) in &self.bar {
                let Some((key, label)) = env.keys.shown(name, "workbench") else { continue };
                let label = env.say(&label);
                let parts = [
                    (key, env.style(Role::Accent)),
                    (" ", env.style(Role::Muted)),
                    (label, env.style(Role::Muted)),
                ];
                draw::runs(buffer, *from, area.y + 1, to - from, &parts);
            }
        } else {
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
