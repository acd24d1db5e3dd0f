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
    kinds: &[Kind::plain("lab.mission"), Kind::plain("lab.predicted")],
    tables: "create table mission (
        course  text not null,
        lab     text not null,
        mission text not null,
        done_at integer not null,
        primary key (course, lab, mission)
    ) strict, without rowid;
    create table prediction (
        course   text not null,
        lab      text not null,
        question integer not null,
        said     text not null,
        primary key (course, lab, question)
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
        /// What runs it again: proof, and a way to show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recording: Option<serde_json::Value>,
    },
    /// A learner said before the first run what would happen.
    #[serde(rename = "lab.predicted")]
    Predicted {
        #[serde(rename = "object")]
        lab: LabId,
        /// Number of the question, from 1.
        question: u64,
        said: String,
    },
}

impl Typed for LabEvent {}

impl Change for LabEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let lab = match self {
            Self::Mission { lab, mission, .. } => {
                scope.run(
                    "insert into mission (course, lab, mission, done_at) values (?1, ?2, ?3, ?4)
                     on conflict do update set done_at = min(done_at, excluded.done_at)",
                    params![scope.course, lab.as_str(), mission, scope.at],
                )?;
                lab
            }
            Self::Predicted { lab, question, said } => {
                let question = i64::try_from(*question).unwrap_or(i64::MAX);
                scope.run(
                    "insert into prediction (course, lab, question, said) values (?1, ?2, ?3, ?4)
                     on conflict do nothing",
                    params![scope.course, lab.as_str(), question, said],
                )?;
                lab
            }
        };
        latest::was_at(scope, "lab", lab.as_str())
    }
}

impl Progress {
    /// What was predicted of a lab, question by question.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn predictions(&self, lab: &LabId) -> Result<Vec<String>, Problem> {
        let sql = "select said from prediction where course = ?1 and lab = ?2 order by question";
        let key = [self.course().as_str(), lab.as_str()];
        self.ask(|connection| all(connection, sql, key, |row| row.get(0)))
    }

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
