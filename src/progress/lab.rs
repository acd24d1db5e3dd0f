//! Labs: the missions that were reached.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    query::all,
    subject::{Change, Kind, Scope, Subject},
};
use crate::{id::LabId, problem::Problem};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::plain("lab.mission")],
    tables: "create table mission (
        course  text not null,
        lab     text not null,
        mission text not null,
        done_at integer not null,
        primary key (course, lab, mission)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<LabEvent>()?)),
};

/// What happens to a lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum LabEvent {
    /// A goal inside it was reached.
    #[serde(rename = "lab.mission")]
    Mission {
        #[serde(rename = "object")]
        lab: LabId,
        mission: String,
    },
}

impl Typed for LabEvent {}

impl Change for LabEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Mission { lab, mission } = self;
        scope.run(
            "insert into mission (course, lab, mission, done_at) values (?1, ?2, ?3, ?4)
             on conflict do update set done_at = min(done_at, excluded.done_at)",
            params![scope.course, lab.as_str(), mission, scope.at],
        )?;
        latest::was_at(scope, "lab", lab.as_str())
    }
}

impl Progress {
    /// The missions of a lab that were reached.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn missions(&self, lab: &LabId) -> Result<Vec<String>, Problem> {
        let sql = "select mission from mission where course = ?1 and lab = ?2
                   order by done_at, mission";
        let key = [self.course().as_str(), lab.as_str()];
        self.ask(|connection| all(connection, sql, key, |row| row.get(0)))
    }
}
