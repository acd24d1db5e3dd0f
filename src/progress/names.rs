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

    /// An event as it would be under the present ids, which stand in these fields: another one only where it
    /// has a former id.
    pub(super) fn present<'e>(&self, course: &str, event: &'e Event, ids: Ids) -> Cow<'e, Event> {
        let mut present = Cow::Borrowed(event);
        let Some(renames) = self.0.get(course) else { return present };
        for (field, names) in ids {
            if *field == "object" {
                if let Some(now) = names.moved(renames, &event.object) {
                    present.to_mut().object = now;
                }
            } else if let Some(now) =
                event.data.get(*field).and_then(|held| names.moved_in(renames, held))
            {
                present.to_mut().data.insert((*field).to_owned(), now);
            }
        }
        present
    }

    /// Every id that the object of an event has and had.
    pub(super) fn objects(&self, course: &str, event: &Event, ids: Ids) -> Vec<String> {
        let names = ids.iter().find(|(field, _)| *field == "object").map(|(_, names)| names);
        let mut objects = vec![event.object.clone()];
        if let (Some(renames), Some(names)) = (self.0.get(course), names) {
            let olds = renames.keys().map(|(_, old)| old.clone());
            objects.extend(
                olds.filter(|old| names.moved(renames, old).as_ref() == Some(&event.object)),
            );
        }
        objects.sort_unstable();
        objects.dedup();
        objects
    }
}

impl Names {
    /// What a former id is now; `None` for one that is the present one.
    fn moved(self, renames: &Renames, id: &str) -> Option<String> {
        self.present(renames, id).filter(|now| now != id)
    }

    /// What an id or a list of ids in the data is now; `None` where nothing of it was renamed.
    fn moved_in(self, renames: &Renames, held: &Value) -> Option<Value> {
        match held {
            Value::String(id) => self.moved(renames, id).map(Value::String),
            Value::Array(ids) => {
                let now: Vec<Option<Value>> =
                    ids.iter().map(|id| self.moved_in(renames, id)).collect();
                let any = now.iter().any(Option::is_some);
                let listed = now.into_iter().zip(ids);
                any.then(|| listed.map(|(now, id)| now.unwrap_or_else(|| id.clone())).collect())
            }
            _ => None,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const IDS: Ids = &[("object", Names::Item), ("lessons", Names::Of(Kind::Lesson))];

    fn event(object: &str, lessons: &[&str]) -> Event {
        let mut event = Event { object: object.into(), ..Event::default() };
        event.data.insert("lessons".into(), json!(lessons));
        event
    }

    #[test]
    fn only_an_event_with_a_former_id_is_another_one() {
        let renames = [(Kind::Question, "q1", "first"), (Kind::Pattern, "saga", "manager")];
        let lesson = ((Kind::Lesson, "old".to_owned()), "new".to_owned());
        let renames = renames.map(|(kind, old, new)| ((kind, old.to_owned()), new.to_owned()));
        let renames: Renames = renames.into_iter().chain([lesson]).collect();
        let renamed = Renamed([("course".to_owned(), renames)].into());
        for object in ["q2", "card:problem:outbox", "design:shop:D-03"] {
            let same = event(object, &["a", "b"]);
            let present = renamed.present("course", &same, IDS);
            assert!(matches!(present, Cow::Borrowed(_)), "{object}: {present:?}");
        }
        for (old, new) in [
            (event("q1", &[]), event("first", &[])),
            (event("card:problem:saga", &[]), event("card:problem:manager", &[])),
            (event("q2", &["a", "old"]), event("q2", &["a", "new"])),
        ] {
            assert_eq!(renamed.present("course", &old, IDS).as_ref(), &new);
            assert!(matches!(renamed.present("other", &old, IDS), Cow::Borrowed(_)));
        }
    }
}
