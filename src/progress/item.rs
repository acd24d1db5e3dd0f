//! Items of review: cards that were taken up, items that are hidden among the mistakes, items that are
//! asked again although they were forgotten often.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    names::Names,
    query::all,
    subject::{Change, Kind, Scope, Subject},
};
use crate::{clock::Day, id::LessonId, problem::Problem};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::plain("card.added").naming(&[("object", Names::Item)]),
        Kind::plain("item.hidden").naming(&[("object", Names::Item)]),
        Kind::plain("item.restored").naming(&[("object", Names::Item)]),
    ],
    tables: "create table card (
        course text not null,
        id     text not null,
        day    text not null,      -- the first time
        primary key (course, id)
    ) strict, without rowid;

    create table restored (
        course text not null,
        item   text not null,
        day    text not null,
        at     integer not null,
        id     blob not null,
        primary key (course, item, day, at, id)
    ) strict, without rowid;

    create table hidden (
        course text not null,
        item   text not null,
        at     integer not null,
        id     blob not null,
        hidden integer not null,
        primary key (course, item)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<ItemEvent>()?)),
};

/// What happens to an item besides being answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum ItemEvent {
    /// A card was taken up by hand.
    #[serde(rename = "card.added")]
    CardAdded {
        #[serde(rename = "object")]
        card: String,
    },
    /// It is not shown among the mistakes any more.
    #[serde(rename = "item.hidden")]
    Hidden {
        #[serde(rename = "object")]
        item: String,
    },
    /// It is shown again, and asked again although it was forgotten often.
    #[serde(rename = "item.restored")]
    Restored {
        #[serde(rename = "object")]
        item: String,
    },
}

impl Typed for ItemEvent {}

impl Change for ItemEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        match self {
            Self::CardAdded { card } => {
                let sql = "insert into card (course, id, day) values (?1, ?2, ?3)
                           on conflict do update set day = min(day, excluded.day)";
                scope.run(sql, params![scope.course, card, scope.day]).map(drop)
            }
            Self::Hidden { item } => hide(scope, item, true),
            Self::Restored { item } => {
                let event = scope.event.as_bytes().as_slice();
                let sql = "insert into restored (course, item, day, at, id)
                           values (?1, ?2, ?3, ?4, ?5) on conflict do nothing";
                scope.run(sql, params![scope.course, item, scope.day, scope.at, event])?;
                scope.stale.mark(scope.course, item);
                hide(scope, item, false)
            }
        }
    }
}

fn hide(scope: &Scope<'_>, item: &str, hidden: bool) -> Result<()> {
    let sql = "insert into hidden (course, item, at, id, hidden) values (?1, ?2, ?3, ?4, ?5)
               on conflict do update set at = excluded.at, id = excluded.id,
                   hidden = excluded.hidden
               where (excluded.at, excluded.id) >= (at, id)";
    let event = scope.event.as_bytes().as_slice();
    scope.run(sql, params![scope.course, item, scope.at, event, hidden]).map(drop)
}

/// What brings cards into review, and what is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Cards that were taken up by hand, with the day.
    pub cards: BTreeMap<String, Day>,
    /// Lessons that were completed, with the day.
    pub lessons: BTreeMap<LessonId, Day>,
    /// Items that are hidden among the mistakes, with the moment in milliseconds.
    pub hidden: BTreeMap<String, i64>,
    /// What the learner was told once.
    pub told: BTreeSet<String>,
}

impl Progress {
    /// What brings cards into review in the open course, and what is hidden there.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn marks(&self) -> std::result::Result<Marks, Problem> {
        let course = [self.course().as_str()];
        self.ask(|connection| {
            let days = |sql| -> std::result::Result<Vec<(String, Day)>, super::Failure> {
                let rows: Vec<(String, String)> =
                    all(connection, sql, course, |row| Ok((row.get(0)?, row.get(1)?)))?;
                let day = |(id, day): (String, String)| Some((id, Day::parse(&day)?));
                Ok(rows.into_iter().filter_map(day).collect())
            };
            let completed = days(
                "select id, completed_on from lesson where course = ?1 and completed_at is not null",
            )?;
            let hidden = "select item, at from hidden where course = ?1 and hidden";
            let told = "select what from told where course = ?1";
            Ok(Marks {
                cards: days("select id, day from card where course = ?1")?.into_iter().collect(),
                lessons: completed.into_iter().map(|(id, day)| (LessonId::new(id), day)).collect(),
                hidden: all(connection, hidden, course, |row| Ok((row.get(0)?, row.get(1)?)))?
                    .into_iter()
                    .collect(),
                told: all(connection, told, course, |row| row.get(0))?.into_iter().collect(),
            })
        })
    }
}
