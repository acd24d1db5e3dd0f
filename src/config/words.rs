//! The words of the interface, from `assets/i18n/<language>.toml`. English is whole; where another
//! language lacks a word, the English one is shown.

use std::collections::BTreeMap;

use crate::{page, source::Source};

/// The words of one language by key, such as `home.continue`.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: BTreeMap<String, String>,
}

impl Words {
    /// Loads the words of a language.
    pub fn load(language: &str) -> Self {
        let mut words = Self::default();
        words.add("en");
        if language != "en" {
            words.add(language);
        }
        words
    }

    fn add(&mut self, language: &str) {
        let Ok(text) = Source::Embedded.read(&format!("assets/i18n/{language}.toml")) else {
            return;
        };
        if let Ok(table) = text.parse::<toml::Table>() {
            self.collect("", &table);
        }
    }

    fn collect(&mut self, prefix: &str, table: &toml::Table) {
        for (key, value) in table {
            let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::String(text) => {
                    self.texts.insert(key, text.clone());
                }
                toml::Value::Table(inner) => self.collect(&key, inner),
                _ => {}
            }
        }
    }

    /// The text of a key; the key itself if there is none, so that nothing is ever blank.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with `{name}` replaced.
    pub fn fill(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let mut text = self.say(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }

    /// The text of a key for a number: `key.one` or `key.many`, with `{n}` replaced.
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "many" };
        self.fill(&format!("{key}.{form}"), &[("n", &n)])
    }

    /// The words that a page itself says.
    pub fn page(&self) -> page::Words {
        let say = |key: &'static str| self.say(key).to_owned();
        page::Words {
            note: say("page.note"),
            tip: say("page.tip"),
            important: say("page.important"),
            warning: say("page.warning"),
            caution: say("page.caution"),
            check: say("page.check"),
        }
    }

    /// Whether a key has a text.
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}
