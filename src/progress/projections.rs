//! Projections: what the events add up to. Each event is projected as it arrives, in the same
//! transaction, and projecting all of them again gives the same tables.

use std::borrow::Cow;

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::{
    adoption,
    event::Event,
    log::Entry,
    names::Renamed,
    outbox, recall,
    stale::Stale,
    study,
    subject::{Change, Scope, Tally, Undo},
    subjects, tuning, undo,
};
use crate::id::CourseId;

/// Grows when the projections or what fills them change; older tables are then rebuilt once.
pub(super) const VERSION: &str = "11";

/// Builds every projection anew from the log.
pub(super) fn rebuild(connection: &Connection) -> Result<()> {
    // Those of other versions go too. The last made is the first to go: it may refer to others.
    for table in tables(connection)?.iter().rev() {
        connection.execute_batch(&format!("drop table \"{table}\""))?;
    }
    for subject in subjects::all() {
        connection.execute_batch(subject.tables)?;
    }
    guard(connection)?;
    let pass = Pass::new(connection)?;
    pass.announce()?;
    let mut entries = connection.prepare(Entry::SELECT_IN_ORDER)?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry::from_row(row)?;
        if let Some(change) = subjects::read(&entry.event) {
            pass.project(&entry, change.as_ref())?;
        }
    }
    pass.fold()?;
    let sql = "insert or replace into about (name, value) values ('projections', ?1)";
    connection.execute(sql, [VERSION]).map(drop)
}

/// Lets entries of the kinds that are kept up to date be replaced, and no others: which kinds those are
/// follows from the subjects, as the projections do.
fn guard(connection: &Connection) -> Result<()> {
    let kinds = subjects::kinds().filter(|kind| kind.coalesced.is_some());
    let names: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name)).collect();
    connection.execute_batch(&format!(
        "drop trigger if exists event_is_never_changed;
         create trigger event_is_never_changed before update on event
         when old.kind not in ({}) or new.at < old.at
             or new.id <> old.id or new.kind <> old.kind or new.object <> old.object
         begin
             select raise(abort, 'events are never changed');
         end;",
        names.join(", ")
    ))
}

/// The tables that are projections, in the order in which they were made.
fn tables(connection: &Connection) -> Result<Vec<String>> {
    let sql = "select name from sqlite_schema where type = 'table'
               and name not in ('event', 'about', ?1) and name not like 'sqlite\\_%' escape '\\'
               order by rowid";
    let mut select = connection.prepare(sql)?;
    select.query_map([outbox::TABLE], |row| row.get(0))?.collect()
}

/// Everything the projections say, to compare two states of them.
pub(super) fn dump(connection: &Connection) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for table in tables(connection)? {
        let mut all = connection.prepare(&format!("select * from \"{table}\""))?;
        let columns = all.column_count();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let values: Result<Vec<String>> =
                (0..columns).map(|at| Ok(format!("{:?}", row.get_ref(at)?))).collect();
            lines.push(format!("{table} {}", values?.join(" ")));
        }
    }
    lines.sort_unstable();
    Ok(lines)
}

/// Adds entries that are in the log already, in the order of their arrival.
pub(super) fn add(connection: &Connection, entries: &[Entry]) -> Result<()> {
    let pass = Pass::new(connection)?;
    for entry in entries {
        let Some(change) = subjects::read(&entry.event) else { continue };
        if change.regroups() {
            return rebuild(connection);
        }
        if let Some(target) = change.takes_back() {
            pass.take_back(target)?;
        }
        pass.project(entry, change.as_ref())?;
    }
    pass.fold()
}

/// The course that an entry belongs to.
pub(super) fn course_of(connection: &Connection, entry: &Entry) -> Result<String> {
    if let Some(course) = entry.course() {
        return Ok(course.to_owned());
    }
    if let Some(target) = undo::target(&entry.event)
        && let Some(target) = Entry::find(connection, target)?
        && undo::target(&target.event).is_none()
    {
        return course_of(connection, &target);
    }
    let adopter = adoption::adopter(connection, &entry.event.object, entry.moment(), entry.id)?;
    Ok(adopter.unwrap_or_else(|| CourseId::shipped().to_string()))
}

/// One round of projecting: what it goes by, and what it leaves to be folded.
struct Pass<'c> {
    connection: &'c Connection,
    renamed: Renamed,
    stale: Stale,
}

impl<'c> Pass<'c> {
    fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self { connection, renamed: Renamed::read(connection)?, stale: Stale::default() })
    }

    fn scope<'a>(&'a self, entry: &Entry, course: &'a str, day: &'a str) -> Scope<'a> {
        let Self { connection, renamed, stale } = self;
        Scope { connection, event: entry.id, course, at: entry.moment(), day, stale, renamed }
    }

    /// An event as it would be under the present ids.
    fn present<'e>(&self, course: &str, event: &'e Event) -> Cow<'e, Event> {
        self.renamed.present(course, event, subjects::ids(&event.kind))
    }

    /// Lets the events that change what others mean say so.
    fn announce(&self) -> Result<()> {
        for kind in subjects::kinds().filter(|kind| kind.announced) {
            let mut entries = self.connection.prepare(Entry::SELECT_KIND)?;
            let mut rows = entries.query([kind.name])?;
            while let Some(row) = rows.next()? {
                let entry = Entry::from_row(row)?;
                let course = entry.course().unwrap_or_default();
                if let Some(change) = subjects::read(&entry.event) {
                    change.announce(&self.scope(&entry, course, &entry.day_of_study()))?;
                }
            }
        }
        Ok(())
    }

    fn project(&self, entry: &Entry, change: &dyn Change) -> Result<()> {
        if change.regroups() {
            return Ok(());
        }
        let course = course_of(self.connection, entry)?;
        let moved = match self.present(&course, &entry.event) {
            Cow::Owned(event) => subjects::read(&event),
            Cow::Borrowed(_) => None,
        };
        let change = moved.as_deref().unwrap_or(change);
        let day = entry.day_of_study();
        let scope = self.scope(entry, &course, &day);
        let mut tally = change.tally();
        if entry.is_undoable() && undo::is_undone(self.connection, entry.id)? {
            change.apply_undone(&scope)?;
            tally = Tally::default();
        } else {
            change.apply(&scope)?;
        }
        if !change.is_study() {
            return Ok(());
        }
        // A day on which something was taken back is still a day of study.
        study::count(self.connection, &course, &day, tally)
    }

    /// Folds the items that something happened to.
    fn fold(self) -> Result<()> {
        let (mut items, all) = self.stale.into_items();
        if all {
            items.extend(recall::known(self.connection)?);
        }
        if items.is_empty() {
            return Ok(());
        }
        let model = tuning::model(self.connection)?;
        let mut items = items.iter();
        items.try_for_each(|(course, item)| recall::fold(self.connection, &model, course, item))
    }

    /// Takes an event back: the subject does it, or whatever else of its kind happened to its object is
    /// projected again.
    fn take_back(&self, id: Uuid) -> Result<()> {
        if !undo::mark(self.connection, id)? {
            return Ok(());
        }
        let Some(entry) = Entry::find(self.connection, id)? else { return Ok(()) };
        let (course, day) = (course_of(self.connection, &entry)?, entry.day_of_study());
        let event = self.present(&course, &entry.event);
        let (Some(kind), Some(change)) = (subjects::kind(&event.kind), subjects::read(&event))
        else {
            return Ok(());
        };
        match kind.undo {
            Undo::Never => return Ok(()),
            Undo::Retract => change.retract(&self.scope(&entry, &course, &day))?,
            Undo::Replay(forget) => self.replay(&event, &course, forget)?,
        }
        let Tally { answers, right, lessons, ms } = change.tally();
        let ms = ms.map(|ms| -ms);
        let less = Tally { answers: -answers, right: -right, lessons: -lessons, ms };
        study::count(self.connection, &course, &day, less)
    }

    /// Forgets what was said about the object of an event and projects again what still holds, in the
    /// order of arrival.
    fn replay(&self, event: &Event, course: &str, forget: &str) -> Result<()> {
        self.connection.prepare_cached(forget)?.execute([course, &event.object])?;
        let mut others = Vec::new();
        for object in self.renamed.objects(course, event, subjects::ids(&event.kind)) {
            let mut select = self.connection.prepare_cached(Entry::SELECT_UNDOABLE)?;
            let mut rows = select.query([&object, &event.kind])?;
            while let Some(row) = rows.next()? {
                others.push((Entry::row_number(row)?, Entry::from_row(row)?));
            }
        }
        others.sort_by_key(|(row, _)| *row);
        for (_, other) in others {
            if undo::is_undone(self.connection, other.id)?
                || course_of(self.connection, &other)? != course
            {
                continue;
            }
            if let Some(change) = subjects::read(&self.present(course, &other.event)) {
                change.apply(&self.scope(&other, course, &other.day_of_study()))?;
            }
        }
        Ok(())
    }
}
