//! The plan that a learner has set for a course: the last one holds, until it is cleared.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    query::one,
    subject::{Change, Kind, Scope, Subject},
};
use crate::{clock::Day, id::CourseId, problem::Problem};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::plain("plan.set"), Kind::plain("plan.cleared")],
    tables: "create table plan (
        course  text primary key,
        at      integer not null,
        id      blob not null,
        day     text not null,      -- the learning day on which it was set
        until   text not null,      -- empty where the plan was cleared
        minutes integer not null,
        days    text not null       -- of the week, with blanks between; empty for all
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<PlanEvent>()?)),
};

/// What happens to a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum PlanEvent {
    /// The learner wants to be through by a day, with so many minutes on each of some days.
    #[serde(rename = "plan.set")]
    Set {
        #[serde(rename = "object")]
        course: CourseId,
        /// YYYY-MM-DD.
        until: String,
        minutes: u32,
        /// `mon` to `sun`; empty for all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        days: Vec<String>,
    },
    /// The learner studies without a plan from now on.
    #[serde(rename = "plan.cleared")]
    Cleared {
        #[serde(rename = "object")]
        course: CourseId,
    },
}

/// What a learner has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The learning day on which it was set.
    pub from: Day,
    pub until: Day,
    /// On each of its days.
    pub minutes: u32,
    /// `mon` to `sun`; empty for all.
    pub days: Vec<String>,
}

impl Typed for PlanEvent {}

impl Change for PlanEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let (until, minutes, days) = match self {
            Self::Set { until, minutes, days, .. } => (until.as_str(), *minutes, days.join(" ")),
            Self::Cleared { .. } => ("", 0, String::new()),
        };
        let event = scope.event.as_bytes().as_slice();
        let sql = "insert into plan (course, at, id, day, until, minutes, days)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   on conflict do update set at = excluded.at, id = excluded.id, day = excluded.day,
                       until = excluded.until, minutes = excluded.minutes, days = excluded.days
                   where (excluded.at, excluded.id) >= (at, id)";
        let values = params![scope.course, scope.at, event, scope.day, until, minutes, days];
        scope.run(sql, values).map(drop)
    }
}

impl Progress {
    /// The plan for the open course, if there is one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn plan(&self) -> std::result::Result<Option<Plan>, Problem> {
        let sql = "select day, until, minutes, days from plan where course = ?1";
        self.ask(|connection| {
            let found = one(connection, sql, [self.course().as_str()], |row| {
                let (from, until): (String, String) = (row.get(0)?, row.get(1)?);
                let days: String = row.get(3)?;
                Ok((from, until, row.get(2)?, days))
            })?;
            Ok(found.and_then(|(from, until, minutes, days)| {
                Some(Plan {
                    from: Day::parse(&from)?,
                    until: Day::parse(&until)?,
                    minutes,
                    days: days.split_whitespace().map(str::to_owned).collect(),
                })
            }))
        })
    }
}
