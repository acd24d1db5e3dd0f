//! The outline beside the text: the present heading beside the title, or, where the window is wide
//! enough, all of them with what has been read and the time that is left.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::Lesson;
use crate::{
    page::Place,
    role::Role,
    session::LessonState,
    tui::{
        draw,
        screen::{Effect, Environment},
    },
};

/// The outline stands beside the title from this many columns on …
const FROM: u16 = 110;
/// … and whole beside the text from this many.
const WHOLE_FROM: u16 = 160;
/// Its width with the gap before it …
const WIDTH: u16 = 32;
/// … and where it is whole.
const WHOLE_WIDTH: u16 = 52;

/// Columns that the outline takes of a window.
pub(super) fn width(window: u16) -> u16 {
    match window {
        WHOLE_FROM.. => WHOLE_WIDTH,
        FROM.. => WIDTH,
        _ => 0,
    }
}

/// The outline as it is shown.
#[derive(Default)]
pub(super) struct Outline {
    /// Where its headings stand.
    pub(super) area: Rect,
    /// The first heading that is shown.
    first: usize,
    entries: Vec<Entry>,
    /// Above the headings: the time that is left.
    left: Option<String>,
}

struct Entry {
    title: String,
    indent: u16,
    here: bool,
    /// Whether all of its text has been read.
    done: bool,
}

impl Lesson {
    /// Takes down what has been read: text that was in sight and goes on from what was read before. Who
    /// jumps ahead has not read what lies between.
    pub(super) fn note_read(&mut self) {
        let top = self.page.offset(self.top);
        let below = self.page.step(self.top, self.rows.len() as isize);
        let end = if self.percent() >= 100 {
            self.page.document().length()
        } else {
            self.page.offset(below)
        };
        if top <= self.read || self.top == Place::default() {
            self.read = self.read.max(end);
        }
    }

    /// Finds the outline its place in what the text leaves of a window.
    pub(super) fn arrange_outline(&mut self, area: Rect, env: &Environment) {
        let width = width(area.width);
        self.outline = Outline::default();
        if width == 0 {
            return;
        }
        let count = self.page.document().headings().len();
        let x = area.right() - width + 2;
        let mut place = Rect { x, y: area.y, width: width - 3, height: self.text.y - area.y };
        if width == WHOLE_WIDTH {
            self.outline.left = Some(self.time_left(env));
            place = Rect { y: self.text.y, height: self.text.height, ..place };
        }
        // Beside the title it stands above the rows that scroll: in a narrower window a line that moves
        // writes nothing else anew.
        place.height = place.height.min(u16::try_from(count).unwrap_or(u16::MAX));
        let here = self.heading();
        let shown = usize::from(place.height);
        let lead = if width == WHOLE_WIDTH { shown / 3 } else { 0 };
        let first = here.unwrap_or(0).saturating_sub(lead).min(count.saturating_sub(shown));
        let done = self.is_done(env);
        let entries = (first..first + shown).map(|at| {
            let (title, indent) = self.heading_title(at);
            let next = self.page.document().headings().get(at + 1);
            let end = next.map_or(self.page.document().length(), |next| next.range.start);
            Entry { title, indent, here: Some(at) == here, done: done || end <= self.read }
        });
        self.outline.entries = entries.collect();
        (self.outline.area, self.outline.first) = (place, first);
    }

    fn is_done(&self, env: &Environment) -> bool {
        env.session.lesson_state(&self.card.id) == LessonState::Done
    }

    /// The minutes that the unread rest takes, of those the author counts for all of it.
    fn time_left(&self, env: &Environment) -> String {
        let length = self.page.document().length().max(1);
        let rest = length.saturating_sub(self.read.min(length));
        let minutes = (self.card.minutes as usize * rest).div_ceil(length);
        match minutes {
            0 => env.say("lesson.all-read").to_owned(),
            _ if self.is_done(env) => env.say("lesson.all-read").to_owned(),
            _ => env.words.plural("lesson.left", minutes),
        }
    }

    pub(super) fn draw_outline(&self, buffer: &mut Buffer, env: &Environment) {
        let Outline { area, entries, left, .. } = &self.outline;
        if let (Some(left), Some(y)) = (left, area.y.checked_sub(1)) {
            draw::put(buffer, area.x, y, area.width, left, env.style(Role::Muted));
        }
        // Beside the title there is room for the present place only.
        let marks = if left.is_some() { 4 } else { 2 };
        for (entry, y) in entries.iter().zip(area.y..area.bottom()) {
            let (sign, role) =
                if entry.here { (env.signs.here, Role::Text) } else { (" ", Role::Muted) };
            draw::put(buffer, area.x, y, 2, sign, env.style(Role::Accent));
            if left.is_some() && entry.done {
                draw::put(buffer, area.x + 2, y, 2, env.signs.done, env.style(Role::Good));
            }
            let x = area.x + marks + entry.indent;
            let room = area.width.saturating_sub(marks + entry.indent);
            draw::put(buffer, x, y, room, &entry.title, env.style(role));
        }
    }

    /// Jumps to the heading under the mouse.
    pub(super) fn click_outline(&mut self, at: Position) -> Effect {
        let row = self.outline.first + usize::from(at.y - self.outline.area.y);
        match self.page.document().headings().get(row).map(|heading| heading.range.start) {
            Some(at) => self.jump(at),
            None => Effect::Nothing,
        }
    }
}
