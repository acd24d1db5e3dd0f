//! Projections: what the events add up to. Each event is projected as it arrives, in the same
//! transaction, and projecting all of them again gives the same tables.

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::{
    adoption,
    log::Entry,
    outbox, recall,
    stale::Stale,
    study,
    subject::{Change, Scope, Tally, Undo},
    subjects, tuning, undo,
};
use crate::id::CourseId;

/// Grows when the projections or what fills them change; older tables are then rebuilt once.
pub(super) const VERSION: &str = "8";

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
    let stale = Stale::default();
    announce(connection, &stale)?;
    let mut entries = connection.prepare(Entry::SELECT_IN_ORDER)?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry::from_row(row)?;
        if let Some(change) = subjects::read(&entry.event) {
            project(connection, &entry, change.as_ref(), &stale)?;
        }
    }
    fold(connection, stale)?;
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

/// Lets the events that change what others mean say so.
fn announce(connection: &Connection, stale: &Stale) -> Result<()> {
    for kind in subjects::kinds().filter(|kind| kind.announced) {
        let mut entries = connection.prepare(Entry::SELECT_KIND)?;
        let mut rows = entries.query([kind.name])?;
        while let Some(row) = rows.next()? {
            let entry = Entry::from_row(row)?;
            let course = entry.course().unwrap_or_default();
            if let Some(change) = subjects::read(&entry.event) {
                let day = entry.day_of_study();
                change.announce(&scope(connection, &entry, (course, &day), stale))?;
            }
        }
    }
    Ok(())
}

fn scope<'a>(
    connection: &'a Connection,
    entry: &Entry,
    (course, day): (&'a str, &'a str),
    stale: &'a Stale,
) -> Scope<'a> {
    Scope { connection, event: entry.id, course, at: entry.moment(), day, stale }
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
    let stale = Stale::default();
    for entry in entries {
        let Some(change) = subjects::read(&entry.event) else { continue };
        if change.regroups() {
            return rebuild(connection);
        }
        if let Some(target) = change.takes_back() {
            take_back(connection, target, &stale)?;
        }
        project(connection, entry, change.as_ref(), &stale)?;
    }
    fold(connection, stale)
}

fn project(
    connection: &Connection,
    entry: &Entry,
    change: &dyn Change,
    stale: &Stale,
) -> Result<()> {
    if change.regroups() {
        return Ok(());
    }
    let course = course_of(connection, entry)?;
    let day = entry.day_of_study();
    let scope = scope(connection, entry, (&course, &day), stale);
    let mut tally = change.tally();
    if entry.is_undoable() && undo::is_undone(connection, entry.id)? {
        change.apply_undone(&scope)?;
        tally = Tally::default();
    } else {
        change.apply(&scope)?;
    }
    if !change.is_study() {
        return Ok(());
    }
    // A day on which something was taken back is still a day of study.
    study::count(connection, &course, &day, tally)
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

/// Folds the items that something happened to.
fn fold(connection: &Connection, stale: Stale) -> Result<()> {
    let (mut items, all) = stale.into_items();
    if all {
        items.extend(recall::known(connection)?);
    }
    if items.is_empty() {
        return Ok(());
    }
    let model = tuning::model(connection)?;
    items.iter().try_for_each(|(course, item)| recall::fold(connection, &model, course, item))
}

/// Takes an event back: the subject does it, or whatever else of its kind happened to its object is
/// projected again.
fn take_back(connection: &Connection, id: Uuid, stale: &Stale) -> Result<()> {
    if !undo::mark(connection, id)? {
        return Ok(());
    }
    let Some(entry) = Entry::find(connection, id)? else { return Ok(()) };
    let (Some(kind), Some(change)) =
        (subjects::kind(&entry.event.kind), subjects::read(&entry.event))
    else {
        return Ok(());
    };
    let (course, day) = (course_of(connection, &entry)?, entry.day_of_study());
    match kind.undo {
        Undo::Never => return Ok(()),
        Undo::Retract => change.retract(&scope(connection, &entry, (&course, &day), stale))?,
        Undo::Replay(forget) => replay(connection, &entry, &course, forget, stale)?,
    }
    let Tally { answers, right, lessons, ms } = change.tally();
    let ms = ms.map(|ms| -ms);
    let less = Tally { answers: -answers, right: -right, lessons: -lessons, ms };
    study::count(connection, &course, &day, less)
}

/// Forgets what was said about the object of an entry and projects again what still holds.
fn replay(
    connection: &Connection,
    entry: &Entry,
    course: &str,
    forget: &str,
    stale: &Stale,
) -> Result<()> {
    connection.prepare_cached(forget)?.execute([course, &entry.event.object])?;
    let mut others = connection.prepare_cached(Entry::SELECT_UNDOABLE)?;
    let mut rows = others.query([&entry.event.object, &entry.event.kind])?;
    while let Some(row) = rows.next()? {
        let other = Entry::from_row(row)?;
        if undo::is_undone(connection, other.id)? || course_of(connection, &other)? != course {
            continue;
        }
        if let Some(change) = subjects::read(&other.event) {
            let day = other.day_of_study();
            change.apply(&scope(connection, &other, (course, &day), stale))?;
        }
    }
    Ok(())
}
