//! Texts and lists that stand in many statements, each kept once.

use std::{collections::HashMap, num::NonZeroU32, sync::Arc};

/// A text, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::class) struct Name(NonZeroU32);

/// A list of texts with a count each, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::class) struct List(NonZeroU32);

impl Name {
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

impl List {
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// All texts.
#[derive(Default)]
pub(in crate::class) struct Names {
    known: HashMap<Arc<str>, Name>,
    texts: Vec<Arc<str>>,
}

impl Names {
    /// The number of a text; the last there is where there are more than can be counted.
    pub(super) fn of(&mut self, text: &str) -> Name {
        if let Some(name) = self.known.get(text) {
            return *name;
        }
        self.add(text)
    }

    /// Adds a text that is not there yet.
    pub(super) fn add(&mut self, text: &str) -> Name {
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        let name = Name(number(self.texts.len()));
        self.known.insert(text, name);
        name
    }

    /// The text with a number, if there are so many.
    pub(super) fn known(&self, number: u32) -> Option<Name> {
        (number as usize <= self.texts.len()).then(|| NonZeroU32::new(number).map(Name))?
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Those after the first so many.
    pub(super) fn since(&self, count: usize) -> &[Arc<str>] {
        self.texts.get(count..).unwrap_or_default()
    }

    /// Forgets how to find a text's number: nothing more is read.
    pub(super) fn close(&mut self) {
        self.known = HashMap::new();
    }

    /// The text.
    pub(in crate::class) fn text(&self, name: Name) -> &str {
        self.texts.get(name.0.get() as usize - 1).map_or("", |text| text)
    }
}

/// All lists.
#[derive(Default)]
pub(in crate::class) struct Lists {
    known: HashMap<Arc<[(Name, u32)]>, List>,
    lists: Vec<Arc<[(Name, u32)]>>,
}

impl Lists {
    /// The number of a list.
    pub(super) fn of(&mut self, items: &[(Name, u32)]) -> List {
        if let Some(list) = self.known.get(items) {
            return *list;
        }
        self.add(items)
    }

    /// Adds a list that is not there yet.
    pub(super) fn add(&mut self, items: &[(Name, u32)]) -> List {
        let items: Arc<[(Name, u32)]> = Arc::from(items);
        self.lists.push(Arc::clone(&items));
        let list = List(number(self.lists.len()));
        self.known.insert(items, list);
        list
    }

    /// The list with a number, if there are so many.
    pub(super) fn known(&self, number: u32) -> Option<List> {
        (number as usize <= self.lists.len()).then(|| NonZeroU32::new(number).map(List))?
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    /// Those after the first so many.
    pub(super) fn since(&self, count: usize) -> &[Arc<[(Name, u32)]>] {
        self.lists.get(count..).unwrap_or_default()
    }

    /// Forgets how to find a list's number: nothing more is read.
    pub(super) fn close(&mut self) {
        self.known = HashMap::new();
    }

    /// The items of a list; none of no list.
    pub(in crate::class) fn items(&self, list: Option<List>) -> &[(Name, u32)] {
        let found = list.and_then(|list| self.lists.get(list.0.get() as usize - 1));
        found.map_or(&[], |items| items)
    }
}

fn number(length: usize) -> NonZeroU32 {
    u32::try_from(length).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX)
}
