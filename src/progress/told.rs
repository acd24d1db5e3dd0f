//! What a learner was told, so that once means once for the learner and not for the device.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    event::Typed,
    subject::{Change, Kind, Scope, Subject},
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::plain("told")],
    tables: "create table told (
        course text not null,
        what   text not null,
        primary key (course, what)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<ToldEvent>()?)),
};

/// Something was said to the learner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum ToldEvent {
    /// What was said, such as `misconception:ID`.
    #[serde(rename = "told")]
    Told {
        #[serde(rename = "object")]
        what: String,
    },
}

impl Typed for ToldEvent {}

impl Change for ToldEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Told { what } = self;
        let sql = "insert or ignore into told (course, what) values (?1, ?2)";
        scope.run(sql, params![scope.course, what]).map(drop)
    }
}
