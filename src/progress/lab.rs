//! Labs: what was predicted, the missions that were reached, and where each was left.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    names::{Ids, Names},
    query::{all, one},
    subject::{Change, Kind, Scope, Subject},
};
use crate::{
    id::{self, LabId},
    problem::Problem,
};

const LAB: Ids = &[("object", Names::Of(id::Kind::Lab))];

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::plain("lab.mission").naming(LAB),
        Kind::plain("lab.predicted").naming(LAB),
        Kind::plain("lab.left").naming(LAB),
    ],
    tables: "create table mission (
        course  text not null,
        lab     text not null,
        mission text not null,
        done_at integer not null,
        day     text not null,      -- the learning day of it
        primary key (course, lab, mission)
    ) strict, without rowid;
    create table prediction (
        course   text not null,
        lab      text not null,
        question integer not null,
        said     text not null,
        primary key (course, lab, question)
    ) strict, without rowid;
    create table lab_left (
        course text not null,
        lab    text not null,
        kept   text not null,
        at     integer not null,
        primary key (course, lab)
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
    /// A learner went away on the way.
    #[serde(rename = "lab.left")]
    Left {
        #[serde(rename = "object")]
        lab: LabId,
        /// What was set and how far it ran, as the lab keeps it.
        kept: serde_json::Value,
    },
}

impl Typed for LabEvent {}

impl Change for LabEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let lab = match self {
            Self::Mission { lab, mission, recording } => {
                scope.run(
                    "insert into mission (course, lab, mission, done_at, day)
                     values (?1, ?2, ?3, ?4, ?5)
                     on conflict do update set done_at = min(done_at, excluded.done_at),
                         day = min(day, excluded.day)",
                    params![scope.course, lab.as_str(), mission, scope.at, scope.day],
                )?;
                // What ran nothing is a page of the catalog: who looks something up stays on the way.
                if recording.is_none() {
                    return Ok(());
                }
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
            Self::Left { lab, kept } => {
                scope.run(
                    "insert into lab_left (course, lab, kept, at) values (?1, ?2, ?3, ?4)
                     on conflict do update set kept = excluded.kept, at = excluded.at
                     where at <= excluded.at",
                    params![scope.course, lab.as_str(), kept.to_string(), scope.at],
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

    /// How many missions of each lab were reached, of those where one was.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn missions_reached(&self) -> Result<Vec<(LabId, usize)>, Problem> {
        let sql = "select lab, count(*) from mission where course = ?1 group by lab";
        self.ask(|connection| {
            all(connection, sql, [self.course().as_str()], |row| {
                let count: i64 = row.get(1)?;
                Ok((LabId::new(row.get::<_, String>(0)?), usize::try_from(count).unwrap_or(0)))
            })
        })
    }

    /// What a lab kept when it was left last; nothing if it never was.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lab_left(&self, lab: &LabId) -> Result<Option<serde_json::Value>, Problem> {
        let sql = "select kept from lab_left where course = ?1 and lab = ?2";
        let key = [self.course().as_str(), lab.as_str()];
        let kept =
            self.ask(|connection| one(connection, sql, key, |row| row.get::<_, String>(0)))?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::{Clock, Timestamp};

    #[test]
    fn what_was_kept_last_is_what_a_lab_was_left_with() {
        let clock = Clock::Fixed(Timestamp(1_800_000_000_000));
        let mut progress = Progress::in_memory("c".into(), clock);
        let lab = LabId::new("rate");
        assert_eq!(progress.lab_left(&lab).unwrap(), None);
        for events in [3, 9] {
            let kept = json!({"events": events});
            progress.record(LabEvent::Left { lab: lab.clone(), kept }).unwrap();
        }
        assert_eq!(progress.lab_left(&lab).unwrap(), Some(json!({"events": 9})));
        let (mission, recording) = ("rate.1".to_owned(), None);
        progress.record(LabEvent::Mission { lab: lab.clone(), mission, recording }).unwrap();
        assert_eq!(progress.missions_reached().unwrap(), [(lab, 1)]);
    }
}
