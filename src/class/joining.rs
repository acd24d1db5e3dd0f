//! Joining a class: what its file asks of a learner, and the place that a yes would give them. Nothing is
//! kept before it.

use std::path::Path;

use super::{code::Code, definition::Class, membership::Membership};
use crate::{clock::Timestamp, problem::Problem};

/// How a learner wants to join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The code of another device.
    pub code: Option<Code>,
    /// Whether what was done before is shared, too.
    pub earlier: bool,
}

/// What a class asks of a learner.
pub struct Offer {
    class: Class,
    /// The class file as it was given out.
    text: String,
    /// The place that the learner has already, perhaps under other terms.
    known: Option<Membership>,
    /// The code of somebody who has none.
    fresh: Code,
}

impl Offer {
    /// Reads a class file for a learner with this data folder.
    ///
    /// # Errors
    /// The file cannot be read or has a mistake, or what is kept of the class has.
    pub fn open(file: &Path, data: &Path) -> Result<Self, Problem> {
        let (text, class) = Class::load(file)?;
        let known = Membership::load(data, &class.id)?;
        Ok(Self { class, text, known, fresh: Code::random() })
    }

    /// The class.
    pub fn class(&self) -> &Class {
        &self.class
    }

    /// The place that the learner has already, if they agreed to the same and wish for nothing else.
    pub fn agreed(&self, wish: &Wish) -> Option<&Membership> {
        let mut without = self.class.clone();
        if let Some(store) = &mut without.store {
            store.secret = None;
        }
        self.known.as_ref().filter(|known| {
            known.class == without && wish.code.as_ref().is_none_or(|code| *code == known.code)
        })
    }

    /// The place that the learner would have.
    pub fn place(&self, wish: &Wish, data: &Path, now: Timestamp) -> Membership {
        let since = match &self.known {
            _ if wish.earlier => Timestamp::EARLIEST,
            Some(known) => known.since,
            None => now,
        };
        let code =
            wish.code.clone().or_else(|| self.known.as_ref().map(|known| known.code.clone()));
        let code = code.unwrap_or_else(|| self.fresh.clone());
        Membership::new(data, self.class.clone(), code, (since, now))
    }

    /// The learner agrees: keeps their place.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn accept(&self, place: &Membership) -> Result<(), Problem> {
        place.keep(&self.text)
    }
}
