//! Following a change with the design that it meets.

use std::sync::Arc;

use super::Work;
use crate::{change::Sequence, exercise::draft::Draft, problem::Problem, session::Session};

impl Work {
    /// Goes on with following a change, or begins it with the design that it meets.
    ///
    /// # Errors
    /// Where no design was accepted, the changes contradict each other, or the log cannot be read.
    pub fn follow(sequence: &Sequence, session: &Session) -> Result<Self, Problem> {
        let mut meeting = session.meeting(sequence)?;
        let begun = session.begun(sequence);
        let saved = begun.and_then(|begun| begun.draft);
        let folder = Arc::new(meeting.folder());
        let facts = &*folder.exercise.facts;
        let revision = folder.exercise.revision.as_str();
        let (mut draft, mut dropped) = (Draft::new(meeting.before.clone(), revision), None);
        if let Some(text) = &saved {
            draft = Draft::read(text, facts);
            // The design that it began with counts, whatever was accepted since.
            meeting.before = draft.start().clone();
            if draft.revision != revision {
                dropped = Some(draft.migrate(facts, revision));
            }
        }
        Ok(Self::on(folder, draft, saved, dropped, Some(meeting), session))
    }
}
