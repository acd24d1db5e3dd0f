//! Where the learner is in a lesson: found again when it opens, kept whenever the learner pauses.

use super::Lesson;
use crate::{
    clock::Timestamp, problem::Problem, progress::LessonEvent, session::LessonState,
    tui::screen::Environment,
};

/// Text around the place that the first screen may need, in bytes.
const AROUND: usize = 128 << 10;

/// What has been kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The lesson's content hash; worked out once the first frame is out.
    revision: Option<String>,
    /// The place that is in the log.
    at: Option<usize>,
    done: bool,
    /// Whether the end was reached by reading on, and not by a jump.
    read: bool,
    /// Since when the end is in sight.
    end_since: Option<Timestamp>,
}

/// Who stays at the end for so long after a jump has read it, in milliseconds.
const DWELL: i64 = 20_000;

impl Kept {
    /// The end was reached by reading on.
    pub(super) fn came_to_the_end(&mut self) {
        self.read = true;
    }

    /// Whether the lesson counts as read, now that its end is in sight or not.
    fn is_read(&mut self, at_end: bool, now: Timestamp) -> bool {
        if !at_end {
            self.end_since = None;
            return false;
        }
        let since = *self.end_since.get_or_insert(now);
        self.read || now.0.saturating_sub(since.0) >= DWELL
    }
}

impl Lesson {
    /// Shows the place where the learner was last; whoever has left it read begins again.
    ///
    /// # Errors
    /// Where the lesson can only be read in part.
    pub(super) fn resume(&mut self, env: &Environment) -> Result<(), Problem> {
        if env.session.was_left_read(&self.card.id) {
            return Ok(());
        }
        // What cannot be read now reads as new; the reason was said when the log was opened.
        let known = env.session.progress().lesson(&self.card.id).ok().flatten();
        if let Some((byte, _)) = known.and_then(|lesson| lesson.place) {
            let byte = usize::try_from(byte).unwrap_or(0);
            if byte + AROUND > self.page.document().text().len() {
                self.read_on(env)?;
            }
            self.page.index_until(byte);
            self.show(byte);
            self.kept.at = Some(byte);
            // Who comes back has read what lies before.
            self.read = byte;
        }
        Ok(())
    }

    /// Reads the rest of a lesson of which only the start was read.
    ///
    /// # Errors
    /// Where the file cannot be read any more.
    pub(super) fn read_on(&mut self, env: &Environment) -> Result<(), Problem> {
        if !self.page.document().is_whole() {
            self.page.complete(env.session.library().load(&self.card)?);
        }
        Ok(())
    }

    /// Records that the lesson was opened; after the first frame, because it may make the log.
    pub(super) fn record_opened(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let revision = self.page.document().revision();
        self.kept.revision = Some(revision.clone());
        self.kept.done = env.session.lesson_state(&self.card.id) == LessonState::Done;
        let lesson = self.card.id.clone();
        env.session.record(LessonEvent::Opened { lesson, revision }).map(drop)
    }

    /// The text is another one from now on.
    pub(super) fn kept_revision_is(&mut self, revision: String) {
        self.kept.revision = Some(revision);
    }

    /// Records the place if it has changed, and that the lesson is read once its end was reached by
    /// reading on, or was in sight for a while.
    pub(super) fn keep_place(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let at = self.page.offset(self.top);
        let Some(revision) = self.kept.revision.clone() else { return Ok(()) };
        let lesson = self.card.id.clone();
        let percent = u8::try_from(self.percent()).unwrap_or(100);
        if self.kept.at != Some(at) {
            env.session.record(LessonEvent::Position {
                lesson: lesson.clone(),
                revision: revision.clone(),
                byte: at as u64,
                percent,
                furthest: percent,
            })?;
            self.kept.at = Some(at);
        }
        let now = env.session.clock().now();
        if self.kept.is_read(percent >= 100, now) && !self.kept.done {
            env.session.record(LessonEvent::Completed { lesson, revision })?;
            self.kept.done = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_to_the_end_counts_as_read_only_after_a_while_there() {
        let mut kept = Kept::default();
        assert!(!kept.is_read(true, Timestamp(0)) && !kept.is_read(true, Timestamp(DWELL - 1)));
        assert!(kept.is_read(true, Timestamp(DWELL)));
        assert!(!kept.is_read(false, Timestamp(DWELL)) && !kept.is_read(true, Timestamp(DWELL)));
        kept.came_to_the_end();
        assert!(kept.is_read(true, Timestamp(DWELL)) && !kept.is_read(false, Timestamp(DWELL)));
    }
}
