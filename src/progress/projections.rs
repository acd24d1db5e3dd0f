//! Projections: what the events add up to. Each event is projected as it arrives, in the same
//! transaction, and projecting all of them again gives the same tables.

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::{
    adoption,
    log::Entry,
    study,
    subject::{Change, Scope, Tally},
    subjects, undo,
};
use crate::id::CourseId;

/// Grows when the projections or what fills them change; older tables are then rebuilt once.
pub(super) const VERSION: &str = "4";

/// Builds every projection anew from the log.
pub(super) fn rebuild(connection: &Connection) -> Result<()> {
    // Those of other versions go too. The last made is the first to go: it may refer to others.
    for table in tables(connection)?.iter().rev() {
        connection.execute_batch(&format!("drop table \"{table}\""))?;
    }
    for subject in subjects::all() {
        connection.execute_batch(subject.tables)?;
    }
    announce(connection)?;
    let mut entries = connection.prepare(Entry::SELECT_IN_ORDER)?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry::from_row(row)?;
        if let Some(change) = subjects::read(&entry.event) {
            project(connection, &entry, change.as_ref())?;
        }
    }
    let sql = "insert or replace into about (name, value) values ('projections', ?1)";
    connection.execute(sql, [VERSION]).map(drop)
}

/// Lets the events that change what others mean say so.
fn announce(connection: &Connection) -> Result<()> {
    for kind in subjects::kinds().filter(|kind| kind.announced) {
        let mut entries = connection.prepare(Entry::SELECT_KIND)?;
        let mut rows = entries.query([kind.name])?;
        while let Some(row) = rows.next()? {
            let entry = Entry::from_row(row)?;
            let course = entry.course().unwrap_or_default();
            if let Some(change) = subjects::read(&entry.event) {
                change.announce(&scope(connection, &entry, course))?;
            }
        }
    }
    Ok(())
}

fn scope<'a>(connection: &'a Connection, entry: &Entry, course: &'a str) -> Scope<'a> {
    Scope { connection, event: entry.id, course, at: entry.moment() }
}

/// The tables that are projections, in the order in which they were made.
fn tables(connection: &Connection) -> Result<Vec<String>> {
    let sql = "select name from sqlite_schema where type = 'table'
               and name not in ('event', 'about') and name not like 'sqlite\\_%' escape '\\'
               order by rowid";
    let mut select = connection.prepare(sql)?;
    select.query_map([], |row| row.get(0))?.collect()
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

/// Adds one entry that is in the log already.
pub(super) fn add(connection: &Connection, entry: &Entry) -> Result<()> {
    let Some(change) = subjects::read(&entry.event) else { return Ok(()) };
    if change.regroups() {
        return rebuild(connection);
    }
    if let Some(target) = change.takes_back() {
        take_back(connection, target)?;
    }
    project(connection, entry, change.as_ref())
}

fn project(connection: &Connection, entry: &Entry, change: &dyn Change) -> Result<()> {
    if change.regroups() {
        return Ok(());
    }
    let course = course_of(connection, entry)?;
    let scope = scope(connection, entry, &course);
    let mut tally = change.tally();
    if entry.is_undoable() && undo::is_undone(connection, entry.id)? {
        change.apply_undone(&scope)?;
        tally = Tally::default();
    } else {
        change.apply(&scope)?;
    }
    // A day on which something was taken back is still a day of study.
    study::count(connection, &course, &entry.day_of_study(), tally)
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

/// Takes an event back by projecting again whatever else of its kind happened to its object.
fn take_back(connection: &Connection, id: Uuid) -> Result<()> {
    if !undo::mark(connection, id)? {
        return Ok(());
    }
    let Some(entry) = Entry::find(connection, id)? else { return Ok(()) };
    let kind = subjects::kind(&entry.event.kind);
    let (Some(forget), Some(change)) =
        (kind.and_then(|kind| kind.forget), subjects::read(&entry.event))
    else {
        return Ok(());
    };
    let course = course_of(connection, &entry)?;
    connection.prepare_cached(forget)?.execute([&course, &entry.event.object])?;
    let Tally { answers, right, lessons } = change.tally();
    let less = Tally { answers: -answers, right: -right, lessons: -lessons };
    study::count(connection, &course, &entry.day_of_study(), less)?;
    let mut others = connection.prepare_cached(Entry::SELECT_UNDOABLE)?;
    let mut rows = others.query([&entry.event.object, &entry.event.kind])?;
    while let Some(row) = rows.next()? {
        let other = Entry::from_row(row)?;
        if undo::is_undone(connection, other.id)? || course_of(connection, &other)? != course {
            continue;
        }
        if let Some(change) = subjects::read(&other.event) {
            change.apply(&scope(connection, &other, &course))?;
        }
    }
    Ok(())
}
