//! Projections: what the events add up to. Each event is folded in as it arrives, in the same
//! transaction, and folding all of them again gives the same tables.

mod state;

use rusqlite::{Connection, Result, params};
use uuid::Uuid;

use super::{happening::Happening, log::Event};

const PROJECTIONS: &str = include_str!("projections.sql");

/// Grows when the projections or their folding change; older tables are then rebuilt once.
pub(super) const VERSION: &str = "2";

/// The projections, to compare two states of them.
const TABLES: [&str; 13] = [
    "lesson", "question", "quiz", "sitting", "given", "exercise", "attempt", "mission", "bookmark",
    "note", "undone", "day", "latest",
];

/// Builds every projection anew from the log.
pub(super) fn rebuild(connection: &Connection) -> Result<()> {
    connection.execute_batch(PROJECTIONS)?;
    let mut undone = connection.prepare("select object from event where kind = 'undo'")?;
    let mut rows = undone.query([])?;
    while let Some(row) = rows.next()? {
        if let Ok(event) = Uuid::parse_str(&row.get::<_, String>(0)?) {
            take_back(connection, event)?;
        }
    }
    let mut events = connection.prepare(Event::SELECT_IN_ORDER)?;
    let mut rows = events.query([])?;
    while let Some(row) = rows.next()? {
        let event = Event::from_row(row)?;
        if let Some(happening) = event.happening() {
            fold_unless_undone(connection, &event, &happening)?;
        }
    }
    let sql = "insert or replace into about (name, value) values ('projections', ?1)";
    connection.execute(sql, [VERSION]).map(|_| ())
}

/// Everything the projections say, to compare two states of them.
pub(super) fn dump(connection: &Connection) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for table in TABLES {
        let mut all = connection.prepare(&format!("select * from {table}"))?;
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

/// Adds one event that is in the log already.
pub(super) fn fold(connection: &Connection, event: &Event) -> Result<()> {
    let Some(happening) = event.happening() else { return Ok(()) };
    if let Happening::Undo { event: target } = &happening
        && let Ok(target) = Uuid::parse_str(target)
    {
        undo(connection, target)?;
    }
    fold_unless_undone(connection, event, &happening)
}

fn fold_unless_undone(connection: &Connection, event: &Event, happening: &Happening) -> Result<()> {
    let undone = happening.can_be_undone() && is_undone(connection, event.id)?;
    match happening {
        _ if !undone => state::fold(connection, happening, event.at)?,
        // It was looked at all the same.
        Happening::LessonCompleted { lesson, .. } => {
            state::seen(connection, lesson.as_str(), event.at)?;
        }
        _ => {}
    }
    // A day on which something was taken back is still a day of study.
    let (answers, right) = match happening {
        Happening::QuestionAnswered { success, .. } => (1, i64::from(*success)),
        _ => (0, 0),
    };
    let completed = matches!(happening, Happening::LessonCompleted { .. }) && !undone;
    count(connection, &event.day, answers, right, i64::from(completed))
}

fn count(connection: &Connection, day: &str, answers: i64, right: i64, lessons: i64) -> Result<()> {
    let sql = "insert into day (day, answers, right, lessons) values (?1, ?2, ?3, ?4)
               on conflict do update set answers = answers + excluded.answers,
                   right = right + excluded.right, lessons = lessons + excluded.lessons";
    connection.prepare_cached(sql)?.execute(params![day, answers, right, lessons]).map(|_| ())
}

fn is_undone(connection: &Connection, event: Uuid) -> Result<bool> {
    connection
        .prepare_cached("select 1 from undone where event = ?1")?
        .exists([event.as_bytes().as_slice()])
}

/// Marks an event as taken back; says whether it was not yet.
fn take_back(connection: &Connection, event: Uuid) -> Result<bool> {
    let added = connection
        .prepare_cached("insert into undone (event) values (?1) on conflict do nothing")?
        .execute([event.as_bytes().as_slice()])?;
    Ok(added > 0)
}

/// Takes an event back by folding again whatever else of its kind happened to its object.
fn undo(connection: &Connection, id: Uuid) -> Result<()> {
    if !take_back(connection, id)? {
        return Ok(());
    }
    let Some(event) = Event::find(connection, id)? else { return Ok(()) };
    let forget = match event.kind.as_str() {
        "lesson.completed" => "update lesson set completed_at = null where id = ?1",
        "bookmark.set" => "delete from bookmark where lesson = ?1",
        "note.written" => "delete from note where about = ?1",
        _ => return Ok(()),
    };
    connection.prepare_cached(forget)?.execute([event.object.as_str()])?;
    if event.kind == "lesson.completed" {
        count(connection, &event.day, 0, 0, -1)?;
    }
    let mut others = connection.prepare_cached(Event::SELECT_UNDOABLE)?;
    let mut rows = others.query([&event.object, &event.kind])?;
    while let Some(row) = rows.next()? {
        let other = Event::from_row(row)?;
        if let Some(happening) = other.happening()
            && !is_undone(connection, other.id)?
        {
            state::fold(connection, &happening, other.at)?;
        }
    }
    Ok(())
}
