//! A lesson whose file changes while it is open is read again, and stays at its place.

use std::{sync::Arc, time::Duration};

use super::Lesson;
use crate::{
    course::LessonCard,
    markdown::Document,
    page::{Options, Page},
    source::{Stamp, watch},
    text,
    tui::screen::Environment,
};

/// How often the file is looked at; it costs one system call.
const PERIOD: Duration = Duration::from_secs(1);

/// The file of the lesson is another one than it was.
pub(super) struct Changed;

/// What looks after the file; it ends with the lesson.
#[derive(Default)]
pub(super) struct Watch {
    /// What watches looks whether this is still there.
    _alive: Option<Arc<()>>,
    stamp: Option<Stamp>,
}

impl Lesson {
    /// Starts looking after the file of the lesson; what is part of the program never changes.
    pub(super) fn watch(&mut self, env: &Environment) {
        let library = env.session.library();
        let Some(stamp) = library.stamp(&self.card) else { return };
        let alive = Arc::new(());
        let seen = Arc::downgrade(&alive);
        let (source, file) = (library.source().clone(), self.card.file.clone());
        let reply = env.jobs.reply();
        self.watch = Watch { _alive: Some(alive), stamp: Some(stamp.clone()) };
        env.jobs.start("watch", move || {
            let mut last = Some(stamp);
            let look = || {
                let now = source.stamp(&file);
                let differs = now.is_some() && now != last;
                if differs {
                    last = now;
                }
                differs
            };
            watch::watch(&seen, PERIOD, look, || {
                reply.send(Changed);
                true
            });
        });
    }

    /// Takes the lesson as the course has it now: its card, and its text, whatever its file says of when
    /// it was written. The files that it includes may have changed, too.
    pub(super) fn renew(&mut self, env: &mut Environment) {
        let library = env.session.library();
        if let Some(card) = library.slot(&self.card.id).and_then(|slot| library.at(slot)) {
            self.card = card.clone();
        }
        self.watch.stamp = None;
        self.read_again(env);
    }

    /// Reads the file again if it is another one than what is shown; whether anything has changed.
    pub(super) fn read_again(&mut self, env: &mut Environment) -> bool {
        let library = env.session.library();
        let stamp = library.stamp(&self.card);
        if stamp.is_none() || stamp == self.watch.stamp || !self.loaded {
            return false;
        }
        // What cannot be read just now, as while it is being written, is looked at again later.
        let Ok(text) = library.load(&self.card) else { return false };
        if half_written(&self.card.file, &text, self.page.document().text()) {
            return false;
        }
        self.watch.stamp = stamp;
        if *text == *self.page.document().text() {
            return false;
        }
        let at = self.page.offset(self.top);
        let at = moved(self.page.document().text(), &text, at);
        let known = self.page.options();
        let options = Options { folds: known.folds.anew(), ..known.clone() };
        self.page = Page::new(Document::new(text), options);
        self.page.index();
        self.settle();
        self.asked.clear();
        self.focus = None;
        self.show(at);
        self.kept_revision_is(self.page.document().revision());
        self.put_in_checks(env);
        true
    }
}

/// Whether a text is no lesson any more although the one before it was: somebody is in the middle of
/// writing it, and what is shown stays.
fn half_written(file: &str, now: &str, before: &str) -> bool {
    let is_lesson = |text: &str| LessonCard::read(file, &text.into()).0.is_some();
    now.trim().is_empty() || (!is_lesson(now) && is_lesson(before))
}

/// So many lines of the text that was changed are looked for in the later version.
const LINES: usize = 200;

/// Where a place of a text stands in a later version of it: text before and behind the change keeps its
/// place; inside of what was changed it is the next line that is still there, or else where that starts.
fn moved(before: &str, now: &str, at: usize) -> usize {
    let same = before.bytes().zip(now.bytes()).take_while(|(a, b)| a == b).count();
    if at <= same {
        return at;
    }
    let most = before.len().min(now.len()) - same;
    let ends = before.bytes().rev().zip(now.bytes().rev()).take(most);
    let behind = ends.take_while(|(a, b)| a == b).count();
    if before.len() - at <= behind {
        return now.len() - (before.len() - at);
    }
    let lines = before.get(at..).unwrap_or_default().lines().take(LINES);
    let kept = lines.filter(|line| !line.trim().is_empty()).find_map(|line| {
        now.match_indices(line).map(|(found, _)| found).min_by_key(|found| found.abs_diff(at))
    });
    kept.unwrap_or_else(|| text::floor_boundary(now, same))
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_place_moves_with_the_text_around_it() {
        assert_eq!(moved("abc def", "abc def ghi", 4), 4);
        assert_eq!(moved("abc def", "new abc def", 4), 8);
        assert_eq!(moved("abc x def", "abc yyy def", 6), 8);
        assert_eq!(moved("abc\nxyz\ndef", "abc\ndef", 5), 4);
        // Changes on both sides of the place.
        assert_eq!(moved("a\nb\nThe line.\nc\nd", "a\nB\nnew\nThe line.\nC\nd", 4), 8);
        assert_eq!(moved("яaяb", "яbяa", 4), 2);
        assert_eq!(moved("", "new", 0), 0);
    }
}
