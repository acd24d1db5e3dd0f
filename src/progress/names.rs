//! What the ids in events are now: the log keeps former ids, and what it says under them is projected under the
//! present ones, so the state of a thing is the fold over its own and its former ids.

use std::{borrow::Cow, collections::HashMap};

use rusqlite::{Connection, Result};
use serde_json::Value;

use super::event::Event;
use crate::{
    card::Card,
    course::former::Renames,
    id::{Kind, PatternId, QuizId, WeekId},
    mini_design::MiniDesign,
};

/// How the names in the table `about` begin; the course follows.
pub(super) const PREFIX: &str = "renamed:";

/// Fields of an event's data that hold ids of things in the course, `object` among them.
pub(super) type Ids = &'static [(&'static str, Names)];

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
pub(super) struct Renamed(pub(super) HashMap<String, Renames>);

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

    /// An event as it would be under the present ids, which stand in these fields.
    pub(super) fn present<'e>(&self, course: &str, event: &'e Event, ids: Ids) -> Cow<'e, Event> {
        let (Some(renames), false) = (self.0.get(course), ids.is_empty()) else {
            return Cow::Borrowed(event);
        };
        let mut present = event.clone();
        for (field, names) in ids {
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
    pub(super) fn objects(&self, course: &str, event: &Event, ids: Ids) -> Vec<String> {
        let names = ids.iter().find(|(field, _)| *field == "object").map(|(_, names)| names);
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
