//! What today holds, below the first row of the map: what is due, what was missed lately, the day's part of
//! the plan. Calm: it says
//! how much there is and which key opens it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    session::{plan::Share, round::Scope},
    text,
    tui::{draw, keymap::KeyContext, route::Route, screen::Environment},
};

/// The lines.
#[derive(Default)]
pub(super) struct Today {
    parts: Vec<Part>,
    rows: u16,
}

/// One thing that today holds.
struct Part {
    said: String,
    /// Where it leads; nowhere for what the first row opens.
    route: Option<Route>,
    area: Rect,
}

impl Today {
    /// Lays out what there is from a place on, side by side while there is room.
    pub(super) fn arrange(&mut self, first: Rect, env: &Environment) {
        self.parts.clear();
        let Rect { mut x, mut y, .. } = first;
        for (said, route) in parts(env) {
            let width = text::width(&said) as u16;
            if x > first.x && x + width > first.right() {
                (x, y) = (first.x, y + 1);
            }
            let area = Rect { x, y, width: width.min(first.right().saturating_sub(x)), height: 1 };
            self.parts.push(Part { said, route, area });
            x = x.saturating_add(width + 4);
        }
        self.rows = self.parts.last().map_or(0, |last| last.area.y + 1 - first.y);
    }

    /// Rows that it takes.
    pub(super) fn rows(&self) -> u16 {
        self.rows
    }

    /// What lies under the mouse.
    pub(super) fn hit(&self, at: Position) -> Option<Route> {
        let hit = self.parts.iter().find(|part| part.area.contains(at));
        hit.and_then(|part| part.route.clone())
    }

    /// Draws the lines.
    pub(super) fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        for Part { said, area, .. } in &self.parts {
            draw::put(buffer, area.x, area.y, area.width, said, env.style(Role::Muted));
        }
    }
}

/// What there is, with where it leads.
fn parts(env: &Environment) -> Vec<(String, Option<Route>)> {
    let key = |action| env.keys.key(action, KeyContext::new("home", super::command));
    let keyed = |sign: &str, said: &str, action| {
        format!("{sign} {said}   {}", key(action).unwrap_or_default())
    };
    let mut parts = Vec::new();
    if let Some((count, minutes)) = env.session.due_that_fits() {
        let due = env.words.plural("review.due", count);
        let said = env.words.format("review.about", &[("due", &due), ("minutes", &minutes)]);
        let said = keyed(env.signs.due, &said, "review");
        parts.push((said, Some(Route::Review(Scope::default()))));
    }
    match env.session.missed_lately() {
        0 => {}
        count => {
            let said = keyed(env.signs.dot, &env.words.plural("home.missed", count), "mistakes");
            parts.push((said, Some(Route::Mistakes)));
        }
    }
    parts.extend(env.session.share_of_today().map(|share| (share_words(&share, env), None)));
    parts
}

/// Today's part of the plan in a line.
fn share_words(share: &Share, env: &Environment) -> String {
    let said = share.told(env.session.library(), &env.words);
    format!("{} {said}", env.signs.dot)
}
