//! Ids that changed: what the log says under a former id is projected under the present one. The log is
//! never rewritten, so the state of a thing is the fold over its own and its former ids.
//!
//! What the course says of its former ids stands beside the version of the projections: it is what they
//! were built with, and goes with them when another course or version is opened.

use std::{borrow::Cow, collections::HashMap};

use rusqlite::{Connection, Result, params};
use serde_json::Value;

use super::{Progress, copy, event::Event, failure::Failure, projections, subjects};
use crate::{
    card::Card,
    course::former::Renames,
    id::{CourseId, Kind, PatternId, QuizId, WeekId},
    mini_design::MiniDesign,
    problem::Problem,
};

/// How the names in the table `about` begin; the course follows.
const PREFIX: &str = "renamed:";

/// What a text in an event names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    Of(Kind),
    /// What is reviewed: a question, a card or a mini-design.
    Item,
    /// Changes of an exercise.
    Sequence,
}

/// What former ids are now, by course.
#[derive(Debug, Default)]
pub(super) struct Renamed(HashMap<String, Renames>);

impl Renamed {
    /// Reads what the courses said.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let mut select = connection
            .prepare_cached("select name, value from about where name between ?1 and ?2")?;
        let text = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let rows = select.query_map([PREFIX, "renamed;"], text)?;
        let rows = rows.collect::<Result<Vec<(String, String)>>>()?;
        let courses = rows.into_iter().filter_map(|(name, value)| {
            let course = name.strip_prefix(PREFIX)?.to_owned();
            let listed: Vec<(Kind, String, String)> = serde_json::from_str(&value).ok()?;
            Some((course, listed.into_iter().map(|(kind, old, new)| ((kind, old), new)).collect()))
        });
        Ok(Self(courses.collect()))
    }

    /// An event as it would be under the present ids.
    pub(super) fn present<'e>(&self, course: &str, event: &'e Event) -> Cow<'e, Event> {
        let fields = subjects::kind(&event.kind).map_or(&[][..], |kind| kind.ids);
        let (Some(renames), false) = (self.0.get(course), fields.is_empty()) else {
            return Cow::Borrowed(event);
        };
        let mut present = event.clone();
        for (field, names) in fields {
            match present.data.get_mut(*field) {
                _ if *field == "object" => names.follow(renames, &mut present.object),
                Some(Value::String(id)) => names.follow(renames, id),
                Some(Value::Array(ids)) => ids.iter_mut().for_each(|id| {
                    if let Value::String(id) = id {
                        names.follow(renames, id);
                    }
                }),
                _ => {}
            }
        }
        Cow::Owned(present)
    }

    /// Every id that the object of an event has and had.
    pub(super) fn objects(&self, course: &str, event: &Event) -> Vec<String> {
        let fields = subjects::kind(&event.kind).map_or(&[][..], |kind| kind.ids);
        let names = fields.iter().find(|(field, _)| *field == "object").map(|(_, names)| names);
        let mut objects = vec![event.object.clone()];
        if let (Some(renames), Some(names)) = (self.0.get(course), names) {
            let olds = renames.keys().map(|(_, old)| old.clone());
            objects.extend(olds.filter(|old| {
                let mut now = old.clone();
                names.follow(renames, &mut now);
                now != *old && now == event.object
            }));
        }
        objects.sort_unstable();
        objects.dedup();
        objects
    }
}

impl Names {
    /// Makes a former id the present one.
    fn follow(self, renames: &Renames, id: &mut String) {
        if let Some(present) = self.present(renames, id) {
            *id = present;
        }
    }

    fn present(self, renames: &Renames, id: &str) -> Option<String> {
        let now = |kind, id: &str| renames.get(&(kind, id.to_owned())).cloned();
        match self {
            Self::Of(Kind::Quiz) => match QuizId::new(id).tested_week() {
                Some(week) => now(Kind::Week, week.as_str())
                    .map(|week| QuizId::test_out(&WeekId::new(week)).to_string()),
                None => now(Kind::Quiz, id),
            },
            Self::Of(kind) => now(kind, id),
            Self::Item => {
                if let Some(card) = Card::parse(id) {
                    let pattern = |id: &PatternId| now(Kind::Pattern, id.as_str());
                    return Some(
                        card.with(|id| pattern(id).map_or(id.clone(), PatternId::new)).id(),
                    );
                }
                match MiniDesign::parse(id) {
                    Some(design) => {
                        let exercise =
                            now(Kind::Exercise, design.exercise.as_str())?.as_str().into();
                        Some(MiniDesign { exercise, ..design }.id())
                    }
                    None => now(Kind::Question, id),
                }
            }
            Self::Sequence => {
                let (exercise, changes) = id.split_once('/')?;
                Some(format!("{}/{changes}", now(Kind::Exercise, exercise)?))
            }
        }
    }
}

/// Writes what a course says.
fn write(connection: &Connection, course: &CourseId, renames: &Renames) -> Result<()> {
    let name = format!("{PREFIX}{course}");
    if renames.is_empty() {
        return connection.execute("delete from about where name = ?1", [name]).map(drop);
    }
    let listed: Vec<_> = renames.iter().map(|((kind, old), new)| (kind, old, new)).collect();
    let value = serde_json::to_string(&listed).unwrap_or_default();
    let sql = "insert or replace into about (name, value) values (?1, ?2)";
    connection.execute(sql, params![name, value]).map(drop)
}

impl Progress {
    /// Moves what was done under the former ids of the open course to the present ones; says whether anything
    /// changed. They are asked for only where something was done.
    ///
    /// # Errors
    /// The file cannot be read or written; it is as it was then.
    pub fn follow_renames(&mut self, renames: impl FnOnce() -> Renames) -> Result<bool, Problem> {
        if self.store.is_none() && !self.looking {
            return Ok(false);
        }
        let renames = renames();
        let mut known = self.ask(|connection| Ok(Renamed::read(connection)?.0))?;
        if known.remove(self.course.as_str()).unwrap_or_default() == renames {
            return Ok(false);
        }
        self.open_wholly()?;
        let followed = self.try_follow(&renames);
        self.unsettled = true;
        followed.map(|()| true).map_err(|failure| self.problem(failure))
    }

    fn try_follow(&mut self, renames: &Renames) -> Result<(), Failure> {
        let Some(store) = &mut self.store else { return Ok(()) };
        // What cannot be written is brought up to date in memory.
        if store.read_only {
            store.connection = copy::into_memory(&store.connection)?;
        }
        let change = store.write()?;
        write(&change, &self.course, renames)?;
        projections::rebuild(&change)?;
        Ok(change.commit()?)
    }
}
