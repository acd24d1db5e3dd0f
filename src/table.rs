//! Reads TOML field by field and collects every mistake of a file at once, each with its place.
//!
//! A [`Document`] owns the text and what is wrong with it; [`Fields`] is a view of one table. When a
//! `Fields` goes out of scope, every key that nobody asked for is reported with the nearest known one.

mod asked;
mod document;
mod near;
pub mod shape;
mod value;

use asked::Missing;
pub use document::Document;
pub use near::did_you_mean;
use near::near;
use shape::{Form, Shape, Slot};
use std::{
    cell::{Cell, RefCell},
    ops::{Range, RangeInclusive},
};
use toml::de::DeTable;
pub use value::Value;

/// A value with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

impl<T> Placed<T> {
    /// Turns the value into another at the same place.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Placed<U> {
        Placed { value: turn(self.value), span: self.span }
    }
}

/// One table being read.
pub struct Fields<'d, 't> {
    document: &'d Document,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
    /// Keys that must be there and are not.
    missing: RefCell<Vec<Missing>>,
    open: Cell<bool>,
    /// What is noted of the table while a probe runs.
    shape: RefCell<Option<Shape>>,
}

impl<'d, 't> Fields<'d, 't> {
    fn new(
        document: &'d Document,
        table: &'t DeTable<'t>,
        span: Range<usize>,
        shape: Option<Shape>,
    ) -> Self {
        shape.iter().for_each(Shape::begins);
        let (open, shape) = (Cell::new(false), RefCell::new(shape));
        let (asked, missing) = (RefCell::default(), RefCell::default());
        Self { document, table, span, asked, missing, open, shape }
    }

    /// The same table for whoever looks at it a second time: no key is unknown, and nothing is noted.
    #[must_use]
    pub fn again(&self) -> Self {
        let again = Self::new(self.document, self.table, self.span(), None);
        again.open.set(true);
        again
    }

    /// What is noted of a key while a probe runs.
    fn slot(&self, key: &str) -> Option<Slot> {
        self.shape.borrow().as_ref().map(|shape| shape.key(key))
    }

    /// Says that the word of a key decides what else may stand here.
    pub fn decides(&self, key: &'static str, words: &[&str]) {
        let shape = self.shape.borrow().clone();
        let Some(shape) = shape else { return };
        let word = self.table.get(key).and_then(|value| value.get_ref().as_str());
        let kind = shape.kind(key, words, word);
        kind.begins();
        *self.shape.borrow_mut() = Some(kind);
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The document, to report what only the caller can know.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Reports a mistake at a place of this file.
    pub fn report(&self, code: &'static str, span: Range<usize>, message: impl Into<String>) {
        self.document.report(self.document.error(code, span, message));
    }

    /// Reports what keeps nobody from reading on: only a proof of the whole asks for it.
    pub fn warn(&self, code: &'static str, span: Range<usize>, message: impl Into<String>) {
        self.document.report(self.document.error(code, span, message).warning());
    }

    /// Reports a mistake with a way to mend it.
    pub fn report_with_help(
        &self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.document.report(self.document.error(code, span, message).help(help));
    }

    /// Says that a key may stand here although nothing reads it.
    pub fn ignore(&self, key: &'static str) {
        self.asked.borrow_mut().push(key);
        self.slot(key);
    }

    /// Accepts any key: the caller walks [`Fields::keys`].
    pub fn accept_any(&self) {
        self.open.set(true);
        self.shape.borrow().iter().for_each(Shape::opens);
    }

    /// Every key of the table, in source order.
    pub fn keys(&self) -> Vec<Placed<String>> {
        self.open.set(true);
        self.shape.borrow().iter().for_each(|shape| drop(shape.name()));
        self.table
            .iter()
            .map(|(key, _)| Placed { value: key.get_ref().to_string(), span: key.span() })
            .collect()
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn raw(&self, key: &'static str) -> Option<Value<'d, 't>> {
        self.asked.borrow_mut().push(key);
        self.found(key, self.slot(key))
    }

    /// The same for a key that has one form.
    fn form(&self, key: &'static str, form: Form) -> Option<Value<'d, 't>> {
        self.slot(key).iter().for_each(|slot| slot.wants(form));
        self.raw(key)
    }

    fn found(&self, key: &str, slot: Option<Slot>) -> Option<Value<'d, 't>> {
        let value = self.table.get(key)?;
        Some(Value { document: self.document, value: value.get_ref(), span: value.span(), slot })
    }

    /// A key's value whatever its type, for a key known only at run time.
    pub fn any(&self, key: &str) -> Option<Value<'d, 't>> {
        let shape = self.shape.borrow();
        let known = self.asked.borrow().contains(&key);
        let slot = shape.as_ref().and_then(|shape| match self.open.get() && !known {
            true => shape.walked(),
            false => Some(shape.key(key)),
        });
        self.found(key, slot)
    }

    /// A key's value whatever its type.
    pub fn value(&self, key: &'static str) -> Option<Value<'d, 't>> {
        self.raw(key)
    }

    fn required<T>(&self, key: &'static str, found: Option<T>) -> Option<T> {
        self.slot(key).iter().for_each(Slot::is_required);
        if found.is_none() {
            self.lacks(key);
        }
        found
    }

    /// Text, if the key is there.
    pub fn string(&self, key: &'static str) -> Option<Placed<String>> {
        self.form(key, Form::Text)?.string()
    }

    /// Text that must be there and not be blank.
    pub fn required_string(&self, key: &'static str) -> Option<Placed<String>> {
        self.required(key, self.words(key))
    }

    /// Text that must not be blank, if the key is there.
    pub fn words(&self, key: &'static str) -> Option<Placed<String>> {
        let found = self.string(key)?;
        if found.value.trim().is_empty() {
            self.report("empty-text", found.span.clone(), format!("`{key}` is empty"));
            return None;
        }
        Some(found)
    }

    /// A well-formed id that must be there.
    pub fn required_id(&self, key: &'static str) -> Option<Placed<String>> {
        self.slot(key).iter().for_each(|slot| slot.borrow(|wanted| wanted.is_id = true));
        let found = self.required_string(key)?;
        if let Some(fault) = crate::id::fault(&found.value) {
            self.report("malformed-id", found.span.clone(), format!("`{}`: {fault}", found.value));
        }
        Some(found)
    }

    /// A list of texts; none if the key is missing.
    pub fn strings(&self, key: &'static str) -> Vec<Placed<String>> {
        let Some(value) = self.form(key, Form::List) else { return Vec::new() };
        value.items().into_iter().filter_map(|item| item.string()).collect()
    }

    /// One text, or a list of them.
    pub fn string_or_strings(&self, key: &'static str) -> Vec<Placed<String>> {
        match self.raw(key) {
            Some(value) if value.is_string() => value.string().into_iter().collect(),
            Some(value) => value.items().into_iter().filter_map(|item| item.string()).collect(),
            None => Vec::new(),
        }
    }

    /// A whole number, if the key is there.
    pub fn integer(&self, key: &'static str) -> Option<Placed<i64>> {
        self.form(key, Form::Integer)?.integer()
    }

    /// A whole number of a range, if the key is there.
    pub fn in_range(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<Placed<i64>> {
        self.slot(key)
            .iter()
            .for_each(|slot| slot.borrow(|wanted| wanted.range = Some(range.clone())));
        let found = self.form(key, Form::Integer)?.nearest_integer()?;
        if range.contains(&found.value) {
            return Some(found);
        }
        let (least, most) = range.into_inner();
        self.report("out-of-range", found.span, format!("`{key}` is {least} to {most}"));
        None
    }

    /// A number with or without a decimal point, if the key is there.
    pub fn number(&self, key: &'static str) -> Option<Placed<f64>> {
        self.form(key, Form::Number)?.number()
    }

    /// The same for a key that must be there.
    pub fn required_number(&self, key: &'static str) -> Option<Placed<f64>> {
        self.required(key, self.number(key))
    }

    /// `true` or `false`, if the key is there.
    pub fn boolean(&self, key: &'static str) -> Option<Placed<bool>> {
        self.form(key, Form::Boolean)?.boolean()
    }

    /// One of a closed list of words, if the key is there.
    pub fn one_of<T: Clone>(&self, key: &'static str, words: &[(&str, T)]) -> Option<Placed<T>> {
        let slot = self.slot(key);
        slot.iter().for_each(|slot| slot.takes(words.iter().map(|(word, _)| *word)));
        let found = self.string(key)?;
        match words.iter().find(|(word, _)| *word == found.value) {
            Some((_, value)) => Some(Placed { value: value.clone(), span: found.span }),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let message = format!("`{}` is not a value of `{key}`", found.value);
                let wrong = self.document.error("unknown-word", found.span, message);
                let wrong = wrong.help(did_you_mean(&found.value, &known));
                self.document.report(match near(&found.value, &known) {
                    Some(near) => wrong.instead(format!("\"{near}\"")),
                    None => wrong,
                });
                None
            }
        }
    }

    /// The same for a key that must be there.
    pub fn required_one_of<T: Clone>(
        &self,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Option<Placed<T>> {
        let found = self.one_of(key, words);
        self.required(key, found)
    }

    /// A table, if the key is there.
    pub fn table(&self, key: &'static str) -> Option<Fields<'d, 't>> {
        self.form(key, Form::Table)?.table()
    }

    /// A table that must be there.
    pub fn required_table(&self, key: &'static str) -> Option<Fields<'d, 't>> {
        let found = self.table(key);
        self.required(key, found)
    }

    /// An array of tables, `[[key]]`; none if it is missing.
    pub fn tables(&self, key: &'static str) -> Vec<Fields<'d, 't>> {
        let Some(value) = self.form(key, Form::List) else { return Vec::new() };
        value.items().into_iter().filter_map(|item| item.table()).collect()
    }

    /// A table whose keys are names, `[key.NAME]`, in source order; none if it is missing.
    pub fn named_tables(&self, key: &'static str) -> Vec<(Placed<String>, Fields<'d, 't>)> {
        let Some(fields) = self.table(key) else { return Vec::new() };
        let names = fields.keys();
        names
            .into_iter()
            .filter_map(|name| {
                let table = fields.any(&name.value)?.table()?;
                Some((name, table))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Severity};

    fn codes(found: &[Diagnostic]) -> Vec<&str> {
        found.iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn every_mistake_of_a_file_is_reported_at_once() {
        let text = "tilte = 'x'\nminutes = 'ten'\nneeds = ['a', 2]\n";
        let (_, found) = Document::new("week.toml", text).read(text, |fields| {
            fields.required_string("title");
            fields.integer("minutes");
            assert_eq!(fields.strings("needs").len(), 1);
        });
        assert_eq!(codes(&found), ["unknown-key", "wrong-type", "wrong-type"]);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `title`?"));
        assert_eq!(found[2].position(), Some((3, 15)));
    }

    #[test]
    fn a_key_that_is_missing_beside_a_misspelled_one_is_told_once_and_as_an_error() {
        let text = "tilte = 'x'\nauthor = 'y'\n";
        let (_, found) = Document::new("quiz.toml", text).lenient().read(text, |fields| {
            fields.required_string("title");
            fields.required_string("id");
        });
        let said = found.iter().map(|one| (one.code, one.severity)).collect::<Vec<_>>();
        assert_eq!(
            said,
            [
                ("unknown-key", Severity::Error),
                ("missing-key", Severity::Error),
                ("unknown-key", Severity::Warning)
            ]
        );
        assert_eq!(found[1].message, "`id` is missing here");
    }

    #[test]
    fn a_syntax_error_hides_what_it_may_have_caused() {
        let text = "title = \nminutes = 3\n";
        let (_, found) = Document::new("week.toml", text).read(text, |fields| {
            fields.required_string("title");
            fields.required_string("id");
        });
        assert!(found.iter().all(|diagnostic| diagnostic.code == "toml-syntax"));
        assert!(!found.is_empty());
    }

    #[test]
    fn named_tables_keep_the_order_of_the_file() {
        let text = "[service.b]\n[service.a]\n";
        let (names, found) = Document::new("a.toml", text).read(text, |fields| {
            fields
                .named_tables("service")
                .into_iter()
                .map(|(name, _)| name.value)
                .collect::<Vec<_>>()
        });
        assert_eq!(names, ["b", "a"]);
        assert!(found.is_empty());
    }
}
