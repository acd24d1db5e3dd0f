//! What a list shows of an exercise: its identity, read without its facts.

use std::sync::Arc;

use crate::id::{ExerciseId, LessonId};

/// The identity of one exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub id: ExerciseId,
    pub number: String,
    pub title: String,
    /// Week, from 1.
    pub week: Option<u8>,
    pub minutes: Option<u32>,
    /// The best score that is known, in points.
    pub par: Option<f64>,
    /// What it asks for, in Markdown.
    pub brief: String,
    /// Lessons worth reading before.
    pub read: Vec<LessonId>,
}

impl Card {
    /// Reads the keys before the first table of an `exercise.toml`; what is wrong with the rest is
    /// said where the exercise is opened.
    pub fn read(id: &ExerciseId, text: &Arc<str>) -> Self {
        let head = text.find("\n[").map_or(&**text, |end| text.get(..end).unwrap_or(text));
        // A line of the brief may begin with a bracket: then the whole text is needed.
        let table = head.parse::<toml::Table>().or_else(|_| text.parse()).unwrap_or_default();
        let word = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let number = |key: &str| table.get(key).and_then(toml::Value::as_integer);
        let par = table
            .get("par")
            .and_then(|par| par.as_float().or_else(|| par.as_integer().map(|whole| whole as f64)));
        let read = table.get("read").and_then(toml::Value::as_array).into_iter().flatten();
        Self {
            id: id.clone(),
            number: word("number").unwrap_or_default(),
            title: word("title").unwrap_or_else(|| id.to_string()),
            week: number("week").and_then(|week| u8::try_from(week).ok()),
            minutes: number("minutes").and_then(|minutes| u32::try_from(minutes).ok()),
            par,
            brief: word("brief").unwrap_or_default(),
            read: read.filter_map(toml::Value::as_str).map(LessonId::new).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_from_the_head_and_a_broken_one_keeps_its_id() {
        let id = ExerciseId::new("x");
        let text = "title = 'T'\nbrief = '''\n[not](a-table)\n'''\npar = 91\n[entity.A]\n";
        let card = Card::read(&id, &text.into());
        assert_eq!((card.title.as_str(), card.par), ("T", Some(91.0)));
        assert_eq!(Card::read(&id, &"title = [".into()).title, "x");
    }
}
