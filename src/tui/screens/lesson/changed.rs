//! A lesson whose file changes while it is open is read again, and stays at its place.

use std::{sync::Arc, time::Duration};

use super::Lesson;
use crate::{markdown::Document, page::Page, source::Stamp, text, tui::screen::Environment};

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
            loop {
                std::thread::sleep(PERIOD);
                if seen.strong_count() == 0 {
                    return;
                }
                let now = source.stamp(&file);
                if now.is_some() && now != last {
                    last = now;
                    reply.send(Changed);
                }
            }
        });
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
        self.watch.stamp = stamp;
        if *text == *self.page.document().text() {
            return false;
        }
        let at = self.page.offset(self.top);
        let at = moved(self.page.document().text(), &text, at);
        let options = self.page.options().clone();
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
