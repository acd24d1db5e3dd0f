//! The keys of the place one comes from.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw, hint,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
    },
};

/// The digits, in one word.
const DIGITS: &str = "1 … 9";

/// One row: keys and what they do, or the head of a group.
enum Entry {
    Blank,
    Head(String),
    Keys { keys: String, says: String },
}

/// The help screen.
pub struct Help {
    rows: Vec<Entry>,
    first: usize,
    page: usize,
}

impl Help {
    /// The help for a table of the keymap, without actions that do nothing where it was asked for, each
    /// in the word of the hint that stands for it there.
    pub fn new(
        table: &str,
        idle: &[String],
        hints: &[&str],
        digits: Option<&str>,
        env: &Environment,
    ) -> Self {
        let mut rows = Vec::new();
        if let Some(digits) = digits {
            let says = env.say(digits).to_owned();
            rows.push(Entry::Keys { keys: DIGITS.into(), says });
        }
        let mut taken: Vec<&str> = Vec::new();
        for name in [table, "shared"] {
            let bindings = env.keys.table(name);
            if bindings.is_empty() || (name == table && table == "shared") {
                continue;
            }
            if !rows.is_empty() {
                rows.push(Entry::Blank);
            }
            rows.push(Entry::Head(env.say(&format!("keys.{name}.title")).to_owned()));
            for binding in bindings.iter().filter(|binding| !idle.contains(&binding.action)) {
                // A key that the screen's own table has means nothing else there.
                let free = binding.keys.iter().map(String::as_str);
                let free: Vec<&str> = free.filter(|key| !taken.contains(key)).collect();
                if free.is_empty() {
                    continue;
                }
                let says = match hint::word(&binding.action, hints) {
                    Some(word) => hint::says(word, table, env),
                    None => hint::says(&binding.action, name, env),
                };
                let says = says.to_owned();
                rows.push(Entry::Keys { keys: free.join("  "), says });
                taken.extend(free);
            }
        }
        Self { rows, first: 0, page: 1 }
    }
}

impl Screen for Help {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("help")
    }

    fn title(&self) -> &'static str {
        "help.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["scroll", "back"]
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        let last = self.rows.len().saturating_sub(self.page);
        let before = self.first;
        match action {
            Action::Move(motion) => {
                let page = self.page.saturating_sub(1);
                self.first = match motion {
                    Motion::Bottom => last,
                    other => other.apply(self.first, self.rows.len(), page).min(last),
                };
            }
            Action::Wheel { lines, .. } => {
                self.first = self.first.saturating_add_signed(isize::from(lines)).min(last);
            }
            Action::Help => return Ok(Effect::Back),
            _ => return Ok(Effect::Pass),
        }
        Ok(if self.first == before { Effect::Nothing } else { Effect::Redraw })
    }

    fn arrange(&mut self, area: Rect, _env: &Environment) {
        self.page = usize::from(area.height.saturating_sub(2)).max(1);
        self.first = self.first.min(self.rows.len().saturating_sub(self.page));
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let width = area.width.saturating_sub(4);
        let keys_width = (width / 3).clamp(10, 26);
        let x = area.x + 2;
        for (entry, y) in self.rows.iter().skip(self.first).zip(area.y + 1..area.bottom()) {
            match entry {
                Entry::Blank => {}
                Entry::Head(text) => {
                    draw::put(buffer, x, y, width, text, env.style(Role::Heading));
                }
                Entry::Keys { keys, says } => {
                    draw::put(buffer, x, y, keys_width, keys, env.style(Role::Accent));
                    let at = x + keys_width + 1;
                    let room = width.saturating_sub(keys_width + 1);
                    draw::put(buffer, at, y, room, says, env.style(Role::Text));
                }
            }
        }
    }
}
