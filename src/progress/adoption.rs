//! Events of the first release say no course. They are the shipped course's, until another course
//! takes over those about its own things.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Result, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Progress,
    event::Typed,
    query::{all, one},
    subject::{Change, Kind, Scope, Subject},
};
use crate::{id::CourseId, problem::Problem};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::announced("course.adopted", true)],
    tables: "create table adoption (
        course text not null,
        object text not null,
        at     integer not null,
        id     blob not null,       -- the event, to order those of one moment
        primary key (course, object, at, id)
    ) strict, without rowid;
    create index adoption_of_object on adoption (object);",
    read: |event| Some(Box::new(event.typed::<CourseEvent>()?)),
};

/// What happens to a course as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum CourseEvent {
    /// Earlier events without a course about these ids belong to this course.
    #[serde(rename = "course.adopted")]
    Adopted {
        #[serde(rename = "object")]
        course: CourseId,
        objects: Vec<String>,
    },
}

impl Typed for CourseEvent {}

impl Change for CourseEvent {
    /// What it takes over is projected again; see the projections.
    fn apply(&self, _: &Scope<'_>) -> Result<()> {
        Ok(())
    }

    fn announce(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Adopted { course, objects } = self;
        let sql = "insert or ignore into adoption (course, object, at, id) values (?1, ?2, ?3, ?4)";
        // The empty id says that the course was asked, whatever it took.
        for object in objects.iter().map(String::as_str).chain([""]) {
            let event = scope.event.as_bytes().as_slice();
            scope.run(sql, params![course.as_str(), object, scope.at, event])?;
        }
        Ok(())
    }

    fn regroups(&self) -> bool {
        true
    }
}

/// The course that took over an event about an object: the first to do so after it happened.
pub(super) fn adopter(
    connection: &Connection,
    object: &str,
    at: i64,
    event: Uuid,
) -> Result<Option<String>> {
    let sql = "select course from adoption where object = ?1 and (at, id) > (?2, ?3)
               order by at, id limit 1";
    connection
        .prepare_cached(sql)?
        .query_row(params![object, at, event.as_bytes().as_slice()], |row| row.get(0))
        .optional()
}

impl Progress {
    /// Those of some ids that entries without a course are about, and that no course took over; none for
    /// the shipped course. The ids are asked for only where there may be some.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn adoptable(&self, ids: impl FnOnce() -> Vec<String>) -> Result<Vec<String>, Problem> {
        if self.course().is_shipped() {
            return Ok(Vec::new());
        }
        self.ask(|connection| {
            let sql = "select distinct object from event
                       where json_extract(data, '$.course') is null and kind <> 'undo'
                       order by object";
            let mut nameless: Vec<String> = all(connection, sql, [], |row| row.get(0))?;
            if !nameless.is_empty() {
                let ids: HashSet<String> = ids().into_iter().collect();
                nameless.retain(|object| ids.contains(object));
            }
            let taken = "select 1 from adoption where object = ?1";
            let mut free = Vec::new();
            for object in nameless {
                if one(connection, taken, [&object], |_| Ok(()))?.is_none() {
                    free.push(object);
                }
            }
            Ok(free)
        })
    }

    /// Those of some ids that something was done with in the open course.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn touched(&self, ids: &[String]) -> Result<Vec<String>, Problem> {
        self.ask(|connection| {
            let sql = "select distinct object from event
                       where json_extract(data, '$.course') = ?1 order by object";
            let course = [self.course().as_str()];
            let mut touched: Vec<String> = all(connection, sql, course, |row| row.get(0))?;
            touched.retain(|object| ids.contains(object));
            Ok(touched)
        })
    }

    /// Whether anything happened in the open course, if only that it was offered to take something over.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn is_begun(&self) -> Result<bool, Problem> {
        self.ask(|connection| {
            let course = self.course().as_str();
            let sql = "select 1 from day where course = ?1
                       union all select 1 from adoption where course = ?1 limit 1";
            Ok(!all(connection, sql, [course], |_| Ok(()))?.is_empty())
        })
    }
}
