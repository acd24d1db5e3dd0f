//! Bookmarks and notes, at the first line in sight.

use super::Lesson;
use crate::{
    problem::Problem,
    progress::BookmarkEvent,
    tui::{
        route::Route,
        screen::{Effect, Environment},
    },
};

impl Lesson {
    /// Sets a bookmark here, or takes away those in sight.
    pub(super) fn bookmark(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let here = self.page.offset(self.top) as u64;
        let end = self.rows.last().map_or(here, |line| line.at as u64);
        let lesson = self.card.id.clone();
        let marks = env.session.progress().bookmarks()?.into_iter();
        let there: Vec<_> = marks
            .filter(|mark| mark.lesson == lesson && (here..=end).contains(&mark.byte))
            .collect();
        if there.is_empty() {
            let label = self.label();
            let byte = here;
            env.session.record(BookmarkEvent::Set { lesson, byte, label, set: true })?;
            return Ok(Effect::Notice(env.say("lesson.bookmarked").to_owned()));
        }
        for mark in there {
            let (lesson, byte, label) = (mark.lesson, mark.byte, mark.label);
            env.session.record(BookmarkEvent::Set { lesson, byte, label, set: false })?;
        }
        Ok(Effect::Notice(env.say("lesson.unbookmarked").to_owned()))
    }

    /// What a bookmark here is called: the first words in sight.
    fn label(&self) -> String {
        let texts = self.rows.iter().map(|line| line.text().trim().to_owned());
        let first = texts.into_iter().find(|text| text.chars().any(char::is_alphanumeric));
        first.unwrap_or_else(|| self.card.title.clone())
    }

    /// Opens an empty note about this place.
    pub(super) fn note(&mut self) -> Effect {
        let at = self.page.offset(self.top);
        Effect::Open(Route::WriteNote(self.card.id.clone(), at))
    }
}
