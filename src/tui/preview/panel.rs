//! The panel of a preview: how many mistakes there are, one of them with its line, and the author's keys.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Checks, KEYS, Preview};
use crate::{
    diagnostic::Severity,
    role::Role,
    tui::{draw, hint::Hint, screen::Environment},
};

/// Rows that one mistake takes at most, and what part of the window.
const TALLEST: u16 = 9;
const SHARE: u16 = 3;

impl Preview {
    /// Rows that the panel takes of a window.
    pub(in crate::tui) fn height(&self, window: Rect) -> u16 {
        let lines = self.lines().len();
        let most = TALLEST.min(window.height / SHARE);
        1 + u16::try_from(lines).unwrap_or(TALLEST).min(most)
    }

    /// The mistake that is shown, with its line and a caret.
    fn lines(&self) -> Vec<String> {
        let shown = self.at.and_then(|at| self.found.get(at));
        let drawn = shown.map(|found| found.render(false)).unwrap_or_default();
        drawn.lines().map(str::to_owned).collect()
    }

    /// Draws the panel; `reveals`: the screen above asks something.
    pub(in crate::tui) fn view(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        reveals: bool,
        env: &Environment,
    ) {
        let x = area.x + 1;
        let room = area.width.saturating_sub(2);
        let (said, role) = self.summary(env);
        let mut at = draw::put(buffer, x, area.y, room, &said, env.style(role));
        for name in ["next-mistake", "reveal", "reload", "edit"] {
            let left = area.right().saturating_sub(at + 3);
            let works = match name {
                "next-mistake" => !self.found.is_empty(),
                "reveal" => reveals,
                _ => true,
            };
            let Some(hint) = Hint::of(name, KEYS, env).filter(|_| works) else { continue };
            let says = format!("{} {}", hint.key, hint.says);
            if crate::text::width(&says) > usize::from(left) {
                break;
            }
            let key = format!("{} ", hint.key);
            let parts =
                [(key.as_str(), env.style(Role::Accent)), (hint.says, env.style(Role::Muted))];
            at = draw::runs(buffer, at + 3, area.y, left, &parts);
        }
        for (row, line) in (area.y + 1..area.bottom()).zip(self.lines()) {
            draw::put(buffer, x, row, room, &line, env.style(Role::Text));
        }
    }

    fn summary(&self, env: &Environment) -> (String, Role) {
        if let Some(why) = &self.stale {
            return (env.words.format("preview.stale", &[("why", why)]), Role::Bad);
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        if self.found.is_empty() {
            let key =
                if self.checks == Checks::Done { "preview.sound" } else { "preview.checking" };
            return (env.say(key).to_owned(), Role::Muted);
        }
        let counts = [
            ("preview.errors", errors),
            ("preview.warnings", warnings),
            ("preview.remarks", self.count(Severity::Info)),
        ];
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let mut parts: Vec<String> =
            counts.map(|(key, count)| env.words.plural(key, *count)).collect();
        if let Some(at) = self.at {
            parts.push(format!("{}/{}", at + 1, self.found.len()));
        }
        (parts.join(" · "), if errors > 0 { Role::Bad } else { Role::Warn })
    }
}
