//! The one list of what the log is about. Each subject has its own file with its events, tables,
//! projection and queries.

use super::{
    adoption, bookmark, change,
    event::Event,
    exercise, item, lab, latest, lesson,
    names::Ids,
    note, plan, question, quiz, recall, study,
    subject::{Change, Kind, Subject},
    told, tuning, undo, week,
};

/// Every subject, in the order in which their tables are made.
static SUBJECTS: [&Subject; 18] = [
    &adoption::SUBJECT,
    &undo::SUBJECT,
    &study::SUBJECT,
    &latest::SUBJECT,
    &lesson::SUBJECT,
    &quiz::SUBJECT,
    &question::SUBJECT,
    &recall::SUBJECT,
    &tuning::SUBJECT,
    &item::SUBJECT,
    &week::SUBJECT,
    &plan::SUBJECT,
    &told::SUBJECT,
    &exercise::SUBJECT,
    &change::SUBJECT,
    &lab::SUBJECT,
    &note::SUBJECT,
    &bookmark::SUBJECT,
];

/// Every subject.
pub(super) fn all() -> impl Iterator<Item = &'static Subject> {
    SUBJECTS.into_iter()
}

/// Every kind that this version knows.
pub(super) fn kinds() -> impl Iterator<Item = &'static Kind> {
    all().flat_map(|subject| subject.kinds)
}

/// A kind by its name; `None` if this version does not know it.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

/// The fields of the events of a kind that hold ids of things in the course.
pub(super) fn ids(name: &str) -> Ids {
    kind(name).map_or(&[], |kind| kind.ids)
}

/// The typed event of an entry; `None` for a kind that this version does not know.
pub(super) fn read(event: &Event) -> Option<Box<dyn Change>> {
    let knows = |subject: &&Subject| subject.kinds.iter().any(|kind| kind.name == event.kind);
    all().find(knows).and_then(|subject| (subject.read)(event))
}
