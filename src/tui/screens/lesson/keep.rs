//! What the log is told of a lesson: that it was opened, where the reader is, that the end was seen.

use super::Lesson;
use crate::{problem::Problem, progress::Happening, text, tui::screen::Environment};

/// What has been told.
#[derive(Default)]
pub(super) struct Kept {
    revision: Option<String>,
    opened: bool,
    place: Option<(u64, u8)>,
}

impl Lesson {
    /// Goes to where the reader left. A lesson that was edited since opens near that place.
    pub(super) fn restore(&mut self, env: &Environment) {
        let progress = env.session.progress().lesson(&self.card.id);
        // A log that cannot be read was reported when the program started.
        let Some((byte, _)) = progress.ok().flatten().and_then(|lesson| lesson.place) else {
            return;
        };
        let body = self.page.document().body();
        let byte = usize::try_from(byte).unwrap_or(0);
        if byte > body {
            self.show(byte.min(self.page.document().text().len()));
        }
    }

    /// Tells the log what it does not know yet.
    pub(super) fn remember(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let lesson = self.card.id.clone();
        let place = (self.page.offset(self.top) as u64, self.percent().min(100) as u8);
        let text = self.page.document().text();
        let revision = self.kept.revision.get_or_insert_with(|| text::revision(text)).clone();
        let mut news = Vec::new();
        if !self.kept.opened {
            news.push(Happening::LessonOpened {
                lesson: lesson.clone(),
                revision: revision.clone(),
            });
        }
        if self.kept.place != Some(place) {
            news.push(Happening::LessonPosition {
                lesson: lesson.clone(),
                revision: revision.clone(),
                byte: place.0,
                percent: place.1,
                furthest: place.1,
            });
        }
        if place.1 >= 100 && !env.session.lesson_state(&lesson).is_done() {
            news.push(Happening::LessonCompleted { lesson, revision });
        }
        if !news.is_empty() {
            env.session.record_all(&news)?;
        }
        self.kept.opened = true;
        self.kept.place = Some(place);
        Ok(())
    }
}
