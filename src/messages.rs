//! The messages of the interface: every sentence that a learner reads has a key and stands in
//! `assets/i18n/<language>.toml`. English is whole; what another language lacks is said in English.

use std::{
    collections::BTreeMap,
    fmt::Display,
    sync::{Arc, OnceLock},
};

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// The messages of a file of `assets/i18n`, sorted by key.
type Shipped = &'static [(&'static str, &'static str)];

/// The languages that messages are written in, English first; `build.rs` makes the list.
const LANGUAGES: &[(&str, Shipped)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The messages of a language by key, such as `home.continue`.
#[derive(Clone, Default)]
pub struct Messages {
    /// The language that is wanted, then the one that is whole.
    languages: Vec<Arc<Language>>,
}

/// The messages of one language as its file has them.
struct Language {
    texts: Texts,
    /// How the language counts; nothing for one that CLDR does not know.
    rules: Option<PluralRules>,
}

enum Texts {
    Shipped(Shipped),
    Read(BTreeMap<String, String>),
}

impl Messages {
    /// The messages in a language, and in English what it lacks.
    pub fn load(language: &str) -> Self {
        let file = LANGUAGES.iter().skip(1).find(|(known, _)| *known == language);
        file.map_or_else(
            || Self::english().clone(),
            |(name, texts)| Self::with(Language::new(name, Texts::Shipped(texts))),
        )
    }

    /// The messages in English.
    pub fn english() -> &'static Self {
        static ENGLISH: OnceLock<Messages> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let english =
                LANGUAGES.first().map(|(name, texts)| Language::new(name, Texts::Shipped(texts)));
            Self { languages: english.map(Arc::new).into_iter().collect() }
        })
    }

    /// The messages of a file in a language, and in English what it lacks.
    pub fn read(language: &str, text: &str) -> Self {
        let mut texts = BTreeMap::new();
        if let Ok(table) = text.parse::<toml::Table>() {
            collect("", &table, &mut texts);
        }
        Self::with(Language::new(language, Texts::Read(texts)))
    }

    fn with(own: Language) -> Self {
        let english = Self::english().languages.iter().cloned();
        Self { languages: std::iter::once(Arc::new(own)).chain(english).collect() }
    }

    /// The message of a key; the key itself if there is none, so that nothing is ever blank.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The message of a key, if it has one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.languages.iter().find_map(|language| language.text(key))
    }

    /// The message of a key with each `{name}` replaced.
    pub fn format(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        filled(self.get(key), values)
    }

    /// The message of a key for a number, with `{n}` replaced: `key.one`, `key.few`, `key.many` or
    /// `key.other`, by the plural categories of the Unicode CLDR.
    pub fn plural(&self, key: &str, n: impl TryInto<usize>) -> String {
        self.plural_with(key, n, &[])
    }

    /// As `plural`, and each `{name}` replaced.
    pub fn plural_with(
        &self,
        key: &str,
        n: impl TryInto<usize>,
        values: &[(&str, &dyn Display)],
    ) -> String {
        let n = n.try_into().unwrap_or(usize::MAX);
        let form = self.languages.iter().find_map(|language| language.form(key, n));
        filled(&filled(form.unwrap_or(key), &[("n", &n)]), values)
    }

    /// Whether a key has a message.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Every key that has a message, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<&str> =
            self.languages.iter().flat_map(|language| language.texts.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
    }

    /// Whether the language that is wanted has a message of its own for everything that English has.
    pub fn is_whole(&self) -> bool {
        let [own, .., whole] = self.languages.as_slice() else { return !self.languages.is_empty() };
        whole.texts.keys().all(|key| match key.rsplit_once('.') {
            Some((stem, "one" | "other")) => own.form(stem, 1).is_some(),
            _ => own.text(key).is_some(),
        })
    }
}

/// The languages in which the whole interface can be read.
pub fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(name, _)| *name).filter(|name| Messages::load(name).is_whole())
}

impl Language {
    fn new(name: &str, texts: Texts) -> Self {
        let rules = name
            .parse::<LanguageIdentifier>()
            .ok()
            .and_then(|language| PluralRules::create(language, PluralRuleType::CARDINAL).ok());
        Self { texts, rules }
    }

    fn text(&self, key: &str) -> Option<&str> {
        match &self.texts {
            Texts::Shipped(texts) => {
                let at = texts.binary_search_by_key(&key, |(key, _)| key).ok()?;
                texts.get(at).map(|(_, text)| *text)
            }
            Texts::Read(texts) => texts.get(key).map(String::as_str),
        }
    }

    fn form(&self, key: &str, n: usize) -> Option<&str> {
        let category = self.rules.as_ref().and_then(|rules| rules.select(n).ok());
        let form = self.text(&format!("{key}.{}", name(category)));
        form.or_else(|| self.text(&format!("{key}.other")))
    }
}

impl Texts {
    fn keys(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Shipped(texts) => Box::new(texts.iter().map(|(key, _)| *key)),
            Self::Read(texts) => Box::new(texts.keys().map(String::as_str)),
        }
    }
}

fn name(category: Option<PluralCategory>) -> &'static str {
    match category {
        Some(PluralCategory::ZERO) => "zero",
        Some(PluralCategory::ONE) => "one",
        Some(PluralCategory::TWO) => "two",
        Some(PluralCategory::FEW) => "few",
        Some(PluralCategory::MANY) => "many",
        Some(PluralCategory::OTHER) | None => "other",
    }
}

fn collect(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                texts.insert(key, text.clone());
            }
            toml::Value::Table(inner) => collect(&key, inner, texts),
            _ => {}
        }
    }
}

fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RU: &str = include_str!("../tests/fixtures/i18n/ru.toml");
    const VI: &str = include_str!("../tests/fixtures/i18n/vi.toml");

    #[test]
    fn numbers_take_the_form_that_the_language_has_for_them() {
        let days = |messages: &Messages, n| messages.plural("home.days", n);
        let english = Messages::english();
        assert_eq!(days(english, 1), "1 day studied");
        assert_eq!(
            (days(english, 0), days(english, 2)),
            ("0 days studied".into(), "2 days studied".into())
        );
        let russian = Messages::read("ru", RU);
        for (n, said) in [
            (1, "1 день занятий"),
            (2, "2 дня занятий"),
            (5, "5 дней занятий"),
            (11, "11 дней занятий"),
            (21, "21 день занятий"),
            (22, "22 дня занятий"),
            (25, "25 дней занятий"),
        ] {
            assert_eq!(days(&russian, n), said);
        }
        let vietnamese = Messages::read("vi", VI);
        assert_eq!(days(&vietnamese, 1), "1 ngày học");
        assert_eq!(days(&vietnamese, 7), "7 ngày học");
    }

    #[test]
    fn what_a_language_lacks_is_said_in_english_by_english_rules() {
        let russian = Messages::read("ru", RU);
        assert_eq!(russian.get("home.continue"), "Продолжить");
        assert_eq!(russian.get("home.exam"), "Final exam");
        assert_eq!(russian.plural("week.exercises", 21), "21 exercises");
        assert_eq!(russian.plural("week.exercises", 1), "1 exercise");
        assert!(!russian.is_whole() && Messages::english().is_whole());
    }

    #[test]
    fn a_key_without_a_message_is_said_itself() {
        assert_eq!(Messages::english().get("no.such"), "no.such");
        assert_eq!(Messages::default().plural("no.such", 2), "no.such");
        assert_eq!(Messages::load("xx").get("home.start"), "Start");
        assert_eq!(Messages::read("xx", "a.other = '{n} of {what}'").plural("a", 3), "3 of {what}");
    }

    #[test]
    fn every_number_in_english_has_two_forms() {
        for key in Messages::english().keys() {
            let (stem, form) = key.rsplit_once('.').unwrap_or((key, ""));
            assert!(form != "many", "{key}: English has one and other");
            if form == "one" {
                assert!(Messages::english().has(&format!("{stem}.other")), "{stem}");
            }
        }
    }
}
