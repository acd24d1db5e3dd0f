//! Search in the page: what is typed, where it stands, and going from match to match.

use std::ops::Range;

use super::Lesson;
use crate::{
    page::find,
    tui::{
        action::Action,
        screen::{Effect, Environment},
        widgets::input::Input,
    },
};

/// Matches are looked for while typing in pages up to this many bytes.
const AS_TYPED: usize = 1 << 20;
/// More matches than this are not counted.
const COUNTED: usize = 999;

/// A search in the page.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) input: Input,
    typing: bool,
    /// Where the search began, to come back to.
    from: usize,
    /// The match it stands on, by its place in the source.
    pub(super) current: Option<usize>,
    /// Number of the current match from 1, and of all of them, where they were counted.
    pub(super) count: Option<(usize, usize)>,
}

impl Search {
    pub(super) fn is_typing(&self) -> bool {
        self.typing
    }

    /// Whether matches are marked.
    pub(super) fn is_on(&self) -> bool {
        !self.input.text().trim().is_empty()
    }

    pub(super) fn begin(&mut self, from: usize) {
        *self = Self { typing: true, from, ..Self::default() };
    }
}

impl Lesson {
    /// Takes an action while the words are typed.
    pub(super) fn type_search(&mut self, action: Action) -> Effect {
        match action {
            Action::Text(edit) => {
                self.search.input.edit(&edit);
                if self.page.document().text().len() <= AS_TYPED {
                    let from = self.search.from;
                    self.look_for(from);
                }
            }
            Action::Select => {
                self.search.typing = false;
                if self.search.current.is_none() {
                    let from = self.search.from;
                    self.look_for(from);
                }
            }
            Action::Back => {
                let from = self.search.from;
                self.search = Search::default();
                self.show(from);
            }
            Action::Move(_) | Action::Wheel { .. } | Action::Click(_) => {
                self.search.typing = false;
            }
            _ => return Effect::Nothing,
        }
        Effect::Redraw
    }

    /// Goes to the first match from a place on, or to the first of all.
    fn look_for(&mut self, from: usize) {
        let text = self.page.document().text();
        let body = self.page.document().body();
        let needle = self.search.input.text();
        let first = |from| find(text, needle, from, 1).first().map(|found| found.start);
        let found = first(from.max(body)).or_else(|| first(body));
        self.search.count = None;
        if text.len() <= AS_TYPED {
            let all = find(text, needle, body, COUNTED);
            let number = all.iter().position(|range| Some(range.start) == found);
            self.search.count = Some((number.map_or(0, |number| number + 1), all.len()));
        }
        self.search.current = found;
        if let Some(found) = found {
            self.bring(found);
        }
    }

    /// Goes to the next or the previous match, around the ends of the page.
    pub(super) fn find_next(&mut self, forward: bool, env: &Environment) -> Effect {
        let text = self.page.document().text();
        let body = self.page.document().body();
        let needle = self.search.input.text();
        let here = self.search.current.unwrap_or(self.search.from);
        let found = if forward {
            let next = find(text, needle, here + 1, 1);
            next.first().or(find(text, needle, body, 1).first()).map(|found| found.start)
        } else {
            before(text, needle, body, here).or_else(|| before(text, needle, body, text.len()))
        };
        let Some(found) = found else {
            return Effect::Notice(env.say("lesson.not-found").to_owned());
        };
        self.look_for(found);
        Effect::Redraw
    }

    /// The matches near the lines in sight.
    pub(super) fn matches(&mut self) -> Vec<Range<usize>> {
        if !self.search.is_on() {
            return Vec::new();
        }
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return Vec::new();
        };
        let end = last.spans.last().map_or(last.at, |span| span.at + span.text.len());
        let text = self.page.document().text();
        let mut start = first.at.saturating_sub(200).max(self.page.document().body());
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let mut found = find(text, self.search.input.text(), start, 500);
        found.retain(|range| range.start <= end);
        found
    }

    /// Makes a place visible, a third from the top if it was not.
    pub(super) fn bring(&mut self, offset: usize) {
        self.reveal(offset);
        let place = self.page.place(offset);
        let last = self.page.step(self.top, self.height() as isize - 1);
        if place < self.top || place > last {
            let top = self.page.step(place, -(self.height() as isize / 3));
            self.top = self.page.top(top, self.height());
        }
    }
}

/// The last match before a place: looked for backwards in steps that grow.
fn before(text: &str, needle: &str, body: usize, end: usize) -> Option<usize> {
    let mut reach = 1 << 14;
    loop {
        let mut start = end.saturating_sub(reach).max(body);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let found = find(text.get(..reached(text, end)).unwrap_or(text), needle, start, usize::MAX);
        let last = found.iter().map(|range| range.start).take_while(|at| *at < end).last();
        if last.is_some() || start == body {
            return last;
        }
        reach *= 8;
    }
}

/// Far enough behind a place for a match that begins before it.
fn reached(text: &str, end: usize) -> usize {
    let far = (end + 1_000).min(text.len());
    (far..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
