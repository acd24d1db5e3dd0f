//! Joining a class: what its file asks of a learner, and the place that a yes would give them. Nothing is
//! kept before it.

use std::path::{Path, PathBuf};

use super::{
    code::Code,
    definition::{self, Class},
    download,
    membership::Membership,
};
use crate::{clock::Timestamp, file, problem::Problem};

/// How a learner wants to join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The code of another device.
    pub code: Option<Code>,
    /// Whether what was done before is shared, too.
    pub earlier: bool,
    /// Whether what waits is sent by itself.
    pub by_itself: bool,
}

/// What a class asks of a learner.
pub struct Offer {
    class: Class,
    /// The class file as it was given out, and where it is.
    text: String,
    from: PathBuf,
    /// The place that the learner has already, perhaps under other terms.
    known: Option<Membership>,
    /// The code of somebody who has none.
    fresh: Code,
}

impl Offer {
    /// Reads a class file, from a disk or an address, for a learner with this data folder.
    ///
    /// # Errors
    /// The file cannot be read or has a mistake, or what is kept of the class has.
    pub fn open(from: &Path, data: &Path) -> Result<Self, Problem> {
        let (text, class) = match address(from) {
            Some(address) => {
                let text = download::text(address)?;
                let class = Class::of_text(address, &text)?;
                (text, class)
            }
            None => Class::load(from)?,
        };
        let known = Membership::load(data, &class.id)?;
        Ok(Self { class, text, from: from.to_owned(), known, fresh: Code::random() })
    }

    /// The class.
    pub fn class(&self) -> &Class {
        &self.class
    }

    /// The place that the learner has already, if they agreed to the same, whatever the key is now, and
    /// wish for nothing else.
    pub fn agreed(&self, wish: &Wish) -> Option<&Membership> {
        self.known.as_ref().filter(|known| {
            without_key(&known.class) == without_key(&self.class)
                && wish.code.as_ref().is_none_or(|code| *code == known.code)
        })
    }

    /// The message for who does not agree: a place that they have stays as it was.
    pub fn declined(&self) -> &'static str {
        if self.known.is_some() { "class.as-before" } else { "class.not-joined" }
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
        let mut place = Membership::new(data, self.class.clone(), code, (since, now));
        place.by_itself = wish.by_itself && self.class.store.is_some();
        place
    }

    /// The learner agrees: keeps their place, with the certificate beside the class file. One that is not
    /// there keeps nobody from handing in files, so it is given back as what could not be kept.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn accept(&self, place: &Membership) -> Result<Option<Problem>, Problem> {
        place.keep(&self.text)?;
        let kept = place.keep_certificate(|name| match address(&self.from) {
            Some(address) => download::beside(address, name),
            None => file::text(&self.from.with_file_name(name), definition::LONGEST),
        });
        Ok(kept.err())
    }

    /// Keeps the key of the file for who has agreed already: another one needs no new consent.
    ///
    /// # Errors
    /// As for [`Offer::accept`].
    pub fn renew(&self, known: &Membership) -> Result<Option<Problem>, Problem> {
        self.accept(&known.clone().renewed(self.class.clone()))
    }
}

fn without_key(class: &Class) -> Class {
    let mut class = class.clone();
    if let Some(store) = &mut class.store {
        (store.key, store.secret) = (None, None);
    }
    class
}

fn address(from: &Path) -> Option<&str> {
    from.to_str().filter(|name| download::is_address(name))
}
