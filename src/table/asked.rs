//! What was asked of a table when it goes out of scope: keys that nobody asked for, and keys that are missing.

use std::{collections::HashSet, ops::Range};

use toml::de::DeValue;

use super::{Fields, Placed, did_you_mean, near::near, shape::Slot};

/// A key that must be there and is not, with what is said of it.
pub(super) struct Missing {
    key: &'static str,
    code: &'static str,
    message: String,
}

impl Fields<'_, '_> {
    /// Says that a key must be there; one that is misspelled is told with what stands there.
    pub fn lacks(&self, key: &'static str) {
        if !self.has(key) {
            self.misses("missing-key", key, format!("`{key}` is missing here"));
        }
    }

    /// Says that more must stand under a key than could be read. What is wrong with what stands there is
    /// said already.
    pub fn needs(&self, code: &'static str, key: &'static str, message: impl Into<String>) {
        match self.found(key, None) {
            None => self.misses(code, key, message.into()),
            Some(_) if self.tells(key) => {}
            Some(value) => self.report(code, value.span(), message),
        }
    }

    fn misses(&self, code: &'static str, key: &'static str, message: String) {
        if self.missing.borrow().iter().all(|missing| missing.key != key) {
            self.missing.borrow_mut().push(Missing { key, code, message });
        }
    }

    /// Whether something is said of a key by the time that the whole table was read: it is misspelled, or
    /// something was found in what stands there.
    pub fn tells(&self, key: &str) -> bool {
        match self.table.get(key) {
            Some(value) => self.tells_of(value.get_ref(), value.span()),
            None => self.strangers().any(|name| near(name, &[key]).is_some()),
        }
    }

    fn tells_of(&self, value: &DeValue<'_>, span: Range<usize>) -> bool {
        let within = || match value {
            DeValue::Array(items) => {
                items.iter().any(|item| self.tells_of(item.get_ref(), item.span()))
            }
            DeValue::Table(table) => table.iter().any(|(key, value)| {
                self.document.tells_in(&key.span()) || self.tells_of(value.get_ref(), value.span())
            }),
            _ => false,
        };
        self.document.tells_in(&span) || within()
    }

    /// The keys that nobody asked for so far.
    fn strangers(&self) -> impl Iterator<Item = &str> {
        let names = self.table.iter().map(|(key, _)| -> &str { key.get_ref() });
        names.filter(move |name| !self.asked.borrow().iter().any(|known| known == name))
    }

    /// One text or a list of them, of which at least one must be there.
    pub fn required_strings(&self, key: &'static str) -> Vec<Placed<String>> {
        self.slot(key).iter().for_each(Slot::is_required);
        let found = self.string_or_strings(key);
        if found.is_empty() {
            self.lacks(key);
            if let Some(empty) = self.empty_list(key) {
                self.report("missing-key", empty, format!("`{key}` is empty"));
            }
        }
        found
    }

    /// Where a list without items stands.
    fn empty_list(&self, key: &str) -> Option<Range<usize>> {
        let value = self.table.get(key)?;
        value.get_ref().as_array().filter(|list| list.is_empty()).map(|_| value.span())
    }

    /// Reports the keys that nobody asked for; where any may stand, those that are meant for a missing one.
    fn report_unknown(&self) {
        let missing: Vec<&'static str> = self.missing.borrow().iter().map(|one| one.key).collect();
        let (known, open) = match self.open.get() {
            true => (missing.clone(), true),
            false => (self.asked_once(), false),
        };
        for (key, _) in self.table {
            let name = key.get_ref();
            let meant = near(name, &known).filter(|near| !self.has(near));
            if self.asked.borrow().iter().any(|known| known == name) || (open && meant.is_none()) {
                continue;
            }
            let message = format!("nothing here is called `{name}`");
            let wrong = self.document.error("unknown-key", key.span(), message);
            let wrong = wrong.help(did_you_mean(name, &known));
            let is_missing = meant.is_some_and(|meant| missing.contains(&meant));
            let wrong = match meant {
                Some(meant) => wrong.instead(meant),
                None => wrong,
            };
            // What is missing stands there with a slip of the pen: that is said once.
            self.missing.borrow_mut().retain(|missing| Some(missing.key) != meant);
            let harmless = self.document.lenient && !is_missing;
            self.document.report(if harmless { wrong.warning() } else { wrong });
        }
    }

    /// Each key that was asked for, in the order of the first time.
    fn asked_once(&self) -> Vec<&'static str> {
        let mut seen = HashSet::new();
        self.asked.borrow().iter().copied().filter(|key| seen.insert(*key)).collect()
    }

    /// Reports the keys that must be there and are not.
    fn report_missing(&self) {
        let end = self.span.end.min(self.span.start + 1).max(self.span.start);
        for missing in self.missing.take() {
            self.report(missing.code, self.span.start..end, missing.message);
        }
    }
}

impl Drop for Fields<'_, '_> {
    fn drop(&mut self) {
        self.report_unknown();
        self.report_missing();
    }
}
