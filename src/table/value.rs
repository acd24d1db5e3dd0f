//! One value of a table: what it is, or the mistake that it is something else.

use std::ops::Range;

use toml::de::DeValue;

use super::{
    Document, Fields, Placed,
    shape::{Form, Slot},
};
use crate::clock::Day;

/// A whole number as it is written.
enum Whole {
    Fits(i64),
    /// More than 64 bits hold; the nearest that they do.
    Beyond(i64),
}

/// One value being read.
#[derive(Clone)]
pub struct Value<'d, 't> {
    pub(super) document: &'d Document,
    pub(super) value: &'t DeValue<'t>,
    pub(super) span: Range<usize>,
    /// What is noted of it while a probe runs.
    pub(super) slot: Option<Slot>,
}

impl<'d, 't> Value<'d, 't> {
    /// Where the value stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value if it is text, without a word if it is not.
    pub fn as_str(&self) -> Option<&'t str> {
        self.wants(Form::Text);
        self.value.as_str()
    }

    /// The value if it is true or false, without a word if it is not.
    pub fn as_bool(&self) -> Option<bool> {
        self.wants(Form::Boolean);
        self.value.as_bool()
    }

    pub fn is_string(&self) -> bool {
        self.wants(Form::Text);
        self.value.is_str()
    }

    pub fn is_boolean(&self) -> bool {
        self.wants(Form::Boolean);
        self.value.is_bool()
    }

    pub fn is_table(&self) -> bool {
        self.wants(Form::Table);
        self.value.is_table()
    }

    pub fn is_array(&self) -> bool {
        self.wants(Form::List);
        self.value.is_array()
    }

    fn wants(&self, form: Form) {
        self.slot.iter().for_each(|slot| slot.wants(form));
    }

    fn wrong<T>(&self, wanted: &str) -> Option<T> {
        let found = self.value.type_str();
        let message = format!("expected {wanted}, found {found}");
        self.document.report(self.document.error("wrong-type", self.span.clone(), message));
        None
    }

    /// The value as text.
    pub fn string(&self) -> Option<Placed<String>> {
        self.wants(Form::Text);
        match self.value.as_str() {
            Some(text) => Some(Placed { value: text.to_owned(), span: self.span.clone() }),
            None => self.wrong("text in quotes"),
        }
    }

    /// The value as a whole number.
    pub fn integer(&self) -> Option<Placed<i64>> {
        self.wants(Form::Integer);
        match self.whole() {
            Some(Whole::Fits(value)) => Some(Placed { value, span: self.span.clone() }),
            Some(Whole::Beyond(_)) => {
                let wrong = "this number is larger than any that is read";
                self.document.report(self.document.error("out-of-range", self.span.clone(), wrong));
                None
            }
            None => self.wrong("a whole number"),
        }
    }

    /// The same for a caller that judges its size: of one that is beyond 64 bits, the nearest.
    pub(super) fn nearest_integer(&self) -> Option<Placed<i64>> {
        match self.whole() {
            Some(Whole::Beyond(value)) => Some(Placed { value, span: self.span.clone() }),
            _ => self.integer(),
        }
    }

    fn whole(&self) -> Option<Whole> {
        let digits = self.value.as_integer()?;
        let read = i64::from_str_radix(digits.as_str(), digits.radix());
        Some(match read {
            Ok(value) => Whole::Fits(value),
            Err(_) if digits.as_str().starts_with('-') => Whole::Beyond(i64::MIN),
            Err(_) => Whole::Beyond(i64::MAX),
        })
    }

    /// The value as a finite number.
    pub fn number(&self) -> Option<Placed<f64>> {
        self.wants(Form::Number);
        if self.value.is_integer() {
            return self.integer().map(|found| found.map(|whole| whole as f64));
        }
        let float = self.value.as_float().and_then(|float| float.as_str().parse::<f64>().ok());
        match float.filter(|number| number.is_finite()) {
            Some(value) => Some(Placed { value, span: self.span.clone() }),
            None if self.value.is_float() => self.wrong("a finite number"),
            None => self.wrong("a number"),
        }
    }

    /// The value as `true` or `false`.
    pub fn boolean(&self) -> Option<Placed<bool>> {
        self.wants(Form::Boolean);
        match self.value.as_bool() {
            Some(value) => Some(Placed { value, span: self.span.clone() }),
            None => self.wrong("true or false"),
        }
    }

    /// The value as a calendar day, without a word if it is not.
    pub fn day(&self) -> Option<Day> {
        let found = self.value.as_datetime()?;
        let date = found.date.filter(|_| found.time.is_none() && found.offset.is_none())?;
        Day::parse(&date.to_string())
    }

    /// The items of an array.
    pub fn items(&self) -> Vec<Value<'d, 't>> {
        self.wants(Form::List);
        let Some(array) = self.value.as_array() else {
            return self.wrong("a list").unwrap_or_default();
        };
        array
            .iter()
            .map(|item| Value {
                document: self.document,
                value: item.get_ref(),
                span: item.span(),
                slot: self.slot.as_ref().map(Slot::item),
            })
            .collect()
    }

    /// The value as a table.
    pub fn table(&self) -> Option<Fields<'d, 't>> {
        self.wants(Form::Table);
        let shape = || self.slot.as_ref().map(Slot::table);
        match self.value.as_table() {
            Some(table) => Some(Fields::new(self.document, table, self.span.clone(), shape())),
            None => self.wrong("a table"),
        }
    }
}
