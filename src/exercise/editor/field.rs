//! The atom of every editor: one value of a TOML answer, where it stands and what it may be.

use toml::Value;

use crate::exercise::answer::{Answer, Key};

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// As it stands in the answer.
    pub value: String,
    pub label: String,
    /// What explains it; empty for nothing.
    pub note: String,
    /// What comes into the answer with it, by where it stands.
    pub brings: Vec<(Vec<Key>, Value)>,
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Messages.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    One(Vec<Choice>),
    Many(Vec<Choice>),
    /// Some of so many lines, by number from 1.
    Lines(usize),
}

/// One value of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub label: String,
    /// What explains it; empty for nothing.
    pub note: String,
    /// Where the value stands.
    pub path: Vec<Key>,
    /// What stands there; nothing while it is open.
    pub value: Option<Value>,
    pub input: Input,
    /// What must stand beside it, by where: set with the first value.
    pub beside: Vec<(Vec<Key>, Value)>,
    /// The table that goes when the field is emptied.
    pub whole: Option<Vec<Key>>,
}

/// Why a typed value is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    NotANumber,
    NotAChoice,
}

impl Choice {
    /// A choice whose label is its value.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { label: value.clone(), value, ..Self::default() }
    }

    /// A choice whose label is its value, explained.
    pub fn noted(value: impl Into<String>, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..Self::plain(value) }
    }
}

impl Field {
    /// A field with what stands in the answer now.
    pub fn of(
        answer: &Answer,
        label: impl Into<String>,
        path: impl IntoIterator<Item = impl Into<Key>>,
        input: Input,
    ) -> Self {
        let path: Vec<Key> = path.into_iter().map(Into::into).collect();
        let value = answer.value(&path);
        Self {
            label: label.into(),
            note: String::new(),
            path,
            value,
            input,
            beside: Vec::new(),
            whole: None,
        }
    }

    /// The last name on the way to it.
    pub fn name(&self) -> Option<&str> {
        self.path.iter().rev().find_map(|key| match key {
            Key::Name(name) => Some(name.as_str()),
            Key::At(_) => None,
        })
    }

    /// The answer with another value here, or without one. What belongs to the value comes with it.
    #[must_use]
    pub fn set(&self, answer: &Answer, value: Option<Value>) -> Answer {
        if let (None, Some(whole)) = (&value, &self.whole) {
            return answer.set(whole, None);
        }
        let word = value.as_ref().and_then(Value::as_str).map(str::to_owned);
        let some = value.is_some();
        let mut set = answer.set(&self.path, value);
        if let (Input::One(choices), Some(word)) = (&self.input, word) {
            let brings = choices.iter().filter(|choice| choice.value == word);
            for (path, value) in brings.flat_map(|choice| &choice.brings) {
                set = set.set(path, Some(value.clone()));
            }
        }
        for (path, value) in self.beside.iter().filter(|_| some) {
            if set.value(path).is_none() {
                set = set.set(path, Some(value.clone()));
            }
        }
        set
    }

    /// What a typed text stands for; an empty one leaves the field open.
    ///
    /// # Errors
    /// Where it is nothing that the field takes.
    pub fn parse(&self, typed: &str) -> Result<Option<Value>, Refused> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let choice = |word: &str, choices: &[Choice]| {
            let known = choices.iter().find(|choice| choice.value == word);
            known.map(|choice| Value::from(choice.value.clone())).ok_or(Refused::NotAChoice)
        };
        let words = || typed.split([',', ' ']).filter(|word| !word.is_empty());
        let line = |word: &str, most: usize| {
            let number = word.parse::<usize>().map_err(|_not| Refused::NotANumber)?;
            let inside = (1..=most).contains(&number);
            // A line number is small.
            if inside { Ok(Value::from(number as i64)) } else { Err(Refused::NotAChoice) }
        };
        Ok(Some(match &self.input {
            Input::Text => typed.into(),
            Input::Number => number(typed).ok_or(Refused::NotANumber)?,
            Input::Flag => match typed {
                "true" | "yes" | "y" | "1" => true.into(),
                "false" | "no" | "n" | "0" => false.into(),
                _ => return Err(Refused::NotAChoice),
            },
            Input::One(choices) => choice(typed, choices)?,
            Input::Many(choices) => {
                Value::Array(words().map(|word| choice(word, choices)).collect::<Result<_, _>>()?)
            }
            Input::Lines(most) => {
                Value::Array(words().map(|word| line(word, *most)).collect::<Result<_, _>>()?)
            }
        }))
    }

    /// What stands here, as one would type it.
    pub fn typed(&self) -> String {
        match &self.value {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(items)) => {
                let one =
                    |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                items.iter().map(one).collect::<Vec<_>>().join(", ")
            }
            Some(other) => other.to_string(),
        }
    }
}

fn number(typed: &str) -> Option<Value> {
    if let Ok(whole) = typed.parse::<i64>() {
        return Some(whole.into());
    }
    typed.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from)
}
