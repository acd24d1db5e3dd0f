//! What was studied in a course while progress did not know courses: whether there is any, and asking
//! the learner once whether the course takes it over.

use std::{
    collections::HashSet,
    io::{self, IsTerminal},
};

use super::output;
use crate::{
    library::{Library, Reference},
    messages::Messages,
    problem::Problem,
    progress::{CourseEvent, Notice, Progress},
    session::Session,
    source::Source,
};

/// The ids that the course may take over: it has them, and the shipped course has not.
///
/// # Errors
/// Where the log cannot be read.
pub(super) fn adoptable(progress: &Progress, library: &Library) -> Result<Vec<String>, Problem> {
    progress.adoptable(|| {
        let shipped = Library::open(Source::Embedded).as_ref().map_or_else(|_| HashSet::new(), ids);
        ids(library).into_iter().filter(|id| !shipped.contains(id)).collect()
    })
}

/// Every id of a thing that can be studied.
fn ids(library: &Library) -> HashSet<String> {
    let mut ids = HashSet::new();
    for reference in library.known() {
        if let Reference::Quiz(id) = &reference
            && let Ok(quiz) = library.quiz(id)
        {
            ids.extend(quiz.questions.iter().map(|question| question.id.to_string()));
        }
        if !matches!(reference, Reference::Week(_)) {
            ids.insert(reference.id().to_owned());
        }
    }
    ids.extend(library.exam().map(|exam| exam.to_string()));
    ids
}

/// Offers to take over what may belong to a course that has no events yet; where nobody can be asked,
/// it is said.
///
/// # Errors
/// Where the answer cannot be read or recorded.
pub(super) fn offer(session: &mut Session, words: &Messages) -> Result<(), Problem> {
    if session.progress().is_begun()? {
        return Ok(());
    }
    let objects = adoptable(session.progress(), session.library())?;
    let things = objects.len();
    if things == 0 {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        session.leave_notice(Notice::Adoptable { things });
        return Ok(());
    }
    let wanted = output::confirm(&words.plural("progress.ask-adopt", things))?;
    let objects = if wanted { objects } else { Vec::new() };
    let course = session.progress().course().clone();
    session.record(CourseEvent::Adopted { course, objects }).map(drop)
}
