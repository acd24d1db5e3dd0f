//! Items that something happened to: their state is folded again once everything has arrived.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

/// The items, by course and id.
#[derive(Default)]
pub(super) struct Stale {
    items: RefCell<BTreeSet<(String, String)>>,
    all: Cell<bool>,
}

impl Stale {
    /// Something happened to an item.
    pub(super) fn mark(&self, course: &str, item: &str) {
        let mut items = self.items.borrow_mut();
        // Asked first, since during a rebuild an item is marked for each of its answers.
        let key = (course.to_owned(), item.to_owned());
        if !items.contains(&key) {
            items.insert(key);
        }
    }

    /// The model changed: every item is to be folded again.
    pub(super) fn mark_all(&self) {
        self.all.set(true);
    }

    /// The items that were marked, and whether all others are to be folded too.
    pub(super) fn into_items(self) -> (BTreeSet<(String, String)>, bool) {
        (self.items.into_inner(), self.all.get())
    }
}
