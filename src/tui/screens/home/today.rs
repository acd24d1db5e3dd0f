//! What today holds, below the first row of the map: what is due, what was missed lately, the day's part
//! of the plan. Calm: it says how much there is and which key opens it.

use std::time::SystemTime;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    class::membership::Membership,
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
    /// The titles of the learner's classes, once they were looked for, and when they were kept.
    classes: Vec<String>,
    stamps: Vec<SystemTime>,
}

/// One thing that today holds.
struct Part {
    said: String,
    /// The key that opens it; empty if none does.
    key: String,
    /// Where it leads.
    route: Route,
    area: Rect,
}

impl Part {
    fn width(&self) -> u16 {
        text::width(&self.said) as u16 + self.key_room()
    }

    /// Cells of its key with the gap before it.
    fn key_room(&self) -> u16 {
        let key = text::width(&self.key);
        (if key == 0 { 0 } else { GAP + key }) as u16
    }
}

/// So many mistakes are counted; a greater number would read as a debt, and reviews ask them anyway.
const COUNTED: usize = 9;

/// Cells between what is said and its key.
const GAP: usize = 3;

impl Today {
    /// Lays out what there is from a place on, side by side while there is room.
    pub(super) fn arrange(&mut self, first: Rect, env: &Environment) {
        self.parts = parts(&self.classes, env);
        let Rect { mut x, mut y, .. } = first;
        for part in &mut self.parts {
            let width = part.width();
            if x > first.x && x + width > first.right() {
                (x, y) = (first.x, y + 1);
            }
            let room = first.right().saturating_sub(x);
            part.area = Rect { x, y, width: width.min(room), height: 1 };
            x = x.saturating_add(width + 4);
        }
        self.rows = self.parts.last().map_or(0, |last| last.area.y + 1 - first.y);
    }

    /// Looks which classes the learner is in; says whether that has changed.
    pub(super) fn look_for_class(&mut self, env: &Environment) -> bool {
        let stamps = Membership::stamps(&env.settings.data_dir);
        if stamps == self.stamps {
            return false;
        }
        self.stamps = stamps;
        // What cannot be read is said where the classes are.
        let all = Membership::all(&env.settings.data_dir).unwrap_or_default();
        let found = all.into_iter().map(|mine| mine.class.title).collect();
        std::mem::replace(&mut self.classes, found) != self.classes
    }

    /// Whether the learner is in a class.
    pub(super) fn has_class(&self) -> bool {
        !self.classes.is_empty()
    }

    /// Rows that it takes.
    pub(super) fn rows(&self) -> u16 {
        self.rows
    }

    /// What lies under the mouse.
    pub(super) fn hit(&self, at: Position) -> Option<Route> {
        let hit = self.parts.iter().find(|part| part.area.contains(at));
        hit.map(|part| part.route.clone())
    }

    /// Draws the lines.
    pub(super) fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        let (muted, accent) = (env.style(Role::Muted), env.style(Role::Accent));
        for part in &self.parts {
            let Rect { x, y, width, .. } = part.area;
            let room = width.saturating_sub(part.key_room());
            let end = draw::put(buffer, x, y, room, &part.said, muted) + GAP as u16;
            draw::put(buffer, end, y, (x + width).saturating_sub(end), &part.key, accent);
        }
    }
}

/// What there is, with where it leads.
fn parts(classes: &[String], env: &Environment) -> Vec<Part> {
    let keyed = |said, action, route| {
        let key = env.keys.key(action, KeyContext::new("home", super::command));
        let key = key.unwrap_or_default().to_owned();
        Part { said, key, route, area: Rect::ZERO }
    };
    let mut parts = Vec::new();
    if let Some((count, minutes)) = env.session.due_that_fits() {
        let due = env.words.plural("review.due", count);
        let said = env.words.format("review.about", &[("due", &due), ("minutes", &minutes)]);
        let said = format!("{} {said}", env.signs.due);
        parts.push(keyed(said, "review", Route::Review(Scope::default())));
    }
    match env.session.missed_lately() {
        0 => {}
        count => {
            let said = match count {
                ..=COUNTED => env.words.plural("home.missed", count),
                _ => env.say("home.missed-many").to_owned(),
            };
            let said = format!("{} {said}", env.signs.dot);
            parts.push(keyed(said, "mistakes", Route::Mistakes));
        }
    }
    let share = env.session.share_of_today();
    parts.extend(share.map(|share| keyed(share_words(&share, env), "plan", Route::Plan)));
    if !classes.is_empty() {
        let said = env.words.format("class.screen.quiet", &[("title", &classes.join(", "))]);
        parts.push(keyed(format!("{} {said}", env.signs.dot), "class", Route::Class));
    }
    parts
}

/// Today's part of the plan in a line.
fn share_words(share: &Share, env: &Environment) -> String {
    let said = share.told(env.session.library(), &env.words);
    format!("{} {said}", env.signs.dot)
}
