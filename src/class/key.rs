//! What opens a store: the name of a key, which stands in the class file, and its secret.

use std::{env, path::Path};

use super::{
    definition::Store,
    secret::{self, Secret},
};
use crate::problem::{Fault, Problem};

/// These win over what is kept.
const KEY_VARIABLE: &str = "ARCHTUTOR_CLASS_KEY";
const SECRET_VARIABLE: &str = "ARCHTUTOR_CLASS_SECRET";

/// A key with its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(super) name: String,
    pub(super) secret: Secret,
}

impl Key {
    /// A key that somebody gave for this call: the variables `ARCHTUTOR_CLASS_KEY` and
    /// `ARCHTUTOR_CLASS_SECRET`; `None` where one of them is missing.
    pub fn of_environment() -> Option<Self> {
        Some(Self {
            name: variable(KEY_VARIABLE)?,
            secret: Secret::new(variable(SECRET_VARIABLE)?),
        })
    }

    /// The key to a store whose secret is kept in a folder; `None` for a store that asks for none.
    ///
    /// # Errors
    /// The secret is lost, or others can read it.
    pub(super) fn of(store: &Store, folder: &Path) -> Result<Option<Self>, Problem> {
        let name = variable(KEY_VARIABLE).or_else(|| store.key.clone());
        let Some(name) = name else { return Ok(None) };
        let secret = match variable(SECRET_VARIABLE) {
            Some(text) => Some(Secret::new(text)),
            None => secret::load(folder)?,
        };
        match secret {
            Some(secret) => Ok(Some(Self { name, secret })),
            None => Err(Problem::message(Fault::Environment, "class.no-secret", &[])),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
