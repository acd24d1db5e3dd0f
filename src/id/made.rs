//! Ids that are made from titles and paths, where an author gives none.

use std::collections::HashMap;

use super::LONGEST;
use crate::hash;

/// Ids that were given already.
#[derive(Default)]
pub struct Unused(HashMap<String, usize>);

impl Unused {
    /// The id, or the first of it with a number that nobody has.
    pub fn take(&mut self, wanted: &str) -> String {
        let wanted = cut(wanted, LONGEST);
        let mut id = wanted.to_owned();
        let mut count = self.0.get(wanted).copied().unwrap_or(0);
        while self.0.contains_key(&id) {
            count += 1;
            let number = format!("-{}", count + 1);
            id = format!("{}{number}", cut(wanted, LONGEST - number.len()));
        }
        self.0.insert(wanted.to_owned(), count);
        self.0.entry(id.clone()).or_insert(0);
        id
    }
}

/// A text as an id. What it has beside Latin letters is told apart by a number made from it, so that
/// it does not depend on what else there is.
pub fn slug(text: &str, otherwise: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() {
        slug = otherwise.to_owned();
    }
    let strange = text.chars().any(|c| c.is_alphanumeric() && !c.is_ascii());
    let long = slug.len() > LONGEST;
    if strange || long {
        let mark: String = hash::of(text).hex().chars().take(8).collect();
        slug = format!("{}-{mark}", cut(&slug, LONGEST - mark.len() - 1));
    }
    slug
}

/// The start of an id that fits into so many bytes.
pub fn cut(id: &str, most: usize) -> &str {
    id.get(..id.len().min(most)).unwrap_or(id).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ids_whatever_the_text_is() {
        assert_eq!(slug("ch01-01 Hello, World!", "page"), "ch01-01-hello-world");
        for text in ["", "!!!", "Введение", "01 - Введение", &"long ".repeat(40)] {
            let slug = slug(text, "page");
            assert_eq!(super::super::fault(&slug), None, "{text}: {slug}");
        }
        assert_ne!(slug("Введение", "page"), slug("Основы", "page"));
    }

    #[test]
    fn ids_are_never_given_twice() {
        let mut ids = Unused::default();
        let given: Vec<String> = ["a", "a", "a-2", "a", "a-2"].map(|id| ids.take(id)).into();
        let all: std::collections::HashSet<&String> = given.iter().collect();
        assert_eq!(all.len(), 5, "{given:?}");
        assert_eq!(given[..2], ["a", "a-2"]);
        let long = "x".repeat(80);
        assert_eq!(ids.take(&long).len(), 80);
        assert_eq!(ids.take(&long), format!("{}-2", "x".repeat(78)));
    }
}
