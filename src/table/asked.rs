//! What was asked of a table when it goes out of scope: keys that nobody asked for, and keys that are missing.

use std::{collections::HashSet, ops::Range};

use super::{Fields, Placed, did_you_mean, near::near, shape::Slot};

impl Fields<'_, '_> {
    /// Says that a key must be there; one that is misspelled is told with what stands there.
    pub fn lacks(&self, key: &'static str) {
        if !self.has(key) && !self.missing.borrow().contains(&key) {
            self.missing.borrow_mut().push(key);
        }
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

    /// Reports the keys that nobody asked for.
    fn report_unknown(&self) {
        let mut asked = self.asked.borrow().clone();
        let mut seen = HashSet::new();
        asked.retain(|key| seen.insert(*key));
        for (key, _) in self.table {
            let name = key.get_ref();
            if asked.iter().any(|known| known == name) {
                continue;
            }
            let message = format!("nothing here is called `{name}`");
            let wrong = self.document.error("unknown-key", key.span(), message);
            let wrong = wrong.help(did_you_mean(name, &asked));
            let near = near(name, &asked).filter(|near| !self.has(near));
            let is_missing = near.is_some_and(|near| self.missing.borrow().contains(&near));
            let wrong = match near {
                Some(near) => wrong.instead(near),
                None => wrong,
            };
            // What is missing stands there with a slip of the pen: that is said once.
            self.missing.borrow_mut().retain(|missing| Some(*missing) != near);
            let harmless = self.document.lenient && !is_missing;
            self.document.report(if harmless { wrong.warning() } else { wrong });
        }
    }

    /// Reports the keys that must be there and are not.
    fn report_missing(&self) {
        let end = self.span.end.min(self.span.start + 1).max(self.span.start);
        for key in self.missing.borrow().iter() {
            self.report("missing-key", self.span.start..end, format!("`{key}` is missing here"));
        }
    }
}

impl Drop for Fields<'_, '_> {
    fn drop(&mut self) {
        if !self.open.get() {
            self.report_unknown();
        }
        self.report_missing();
    }
}
