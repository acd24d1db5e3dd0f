//! What a pattern or a term is called, in the languages that names are shown in.

use crate::table::Fields;

/// The languages that names stand in, the first for whoever reads none of the others.
pub const LANGUAGES: [&str; 3] = ["en", "ru", "vi"];

/// A name in each language; where it was not written, the first one that was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub en: String,
    pub ru: String,
    pub vi: String,
    /// The languages in which it was not written.
    missing: Vec<&'static str>,
}

impl Names {
    /// Reads what is written; whether that is enough is for the course to say.
    pub fn read(table: &Fields<'_, '_>) -> Self {
        let written = LANGUAGES.map(|language| table.words(language).map(|name| name.value));
        let first = written.iter().flatten().next().cloned().unwrap_or_default();
        let missing = LANGUAGES.iter().zip(&written).filter(|(_, name)| name.is_none());
        let missing = missing.map(|(language, _)| *language).collect();
        let [en, ru, vi] = written.map(|name| name.unwrap_or_else(|| first.clone()));
        Self { en, ru, vi, missing }
    }

    /// The name in a language; English where the language is not one of ours.
    pub fn in_language(&self, language: &str) -> &str {
        match language {
            "ru" => &self.ru,
            "vi" => &self.vi,
            _ => &self.en,
        }
    }

    /// Whether it was written in one of the languages.
    pub fn is_written(&self, language: &str) -> bool {
        !self.missing.contains(&language)
    }

    /// The names that were written, English first.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        LANGUAGES
            .into_iter()
            .filter(|language| self.is_written(language))
            .map(|language| self.in_language(language))
    }

    /// Those that say something else than the one in a language.
    pub fn others<'n>(&'n self, language: &str) -> impl Iterator<Item = &'n str> {
        let shown = self.in_language(language);
        self.written().filter(move |name| *name != shown)
    }

    /// Which of the languages of a course it lacks.
    pub fn lacking<'n>(&'n self, languages: &[String]) -> impl Iterator<Item = &'static str> + 'n {
        wanted(languages).into_iter().filter(|language| !self.is_written(language))
    }
}

/// Those of the languages of a course that names stand in; a course in none of ours has them in the first.
pub fn wanted(languages: &[String]) -> Vec<&'static str> {
    let ours = |language: &&str| languages.iter().any(|own| own == language);
    let wanted: Vec<&str> = LANGUAGES.into_iter().filter(ours).collect();
    match wanted.is_empty() {
        true => LANGUAGES.into_iter().take(1).collect(),
        false => wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Document;

    fn read(text: &str) -> Names {
        Document::new("a.toml", text).read(text, |root| Names::read(&root)).0
    }

    #[test]
    fn a_name_that_was_not_written_is_shown_as_the_first_that_was() {
        let names = read("ru = 'Сага'\nvi = 'Saga'\n");
        assert_eq!(["en", "ru", "vi"].map(|one| names.in_language(one)), ["Сага", "Сага", "Saga"]);
        assert_eq!(names.written().collect::<Vec<_>>(), ["Сага", "Saga"]);
        assert_eq!(names.others("en").collect::<Vec<_>>(), ["Saga"]);
    }

    #[test]
    fn a_course_lacks_names_only_in_its_own_languages() {
        let names = read("en = 'Saga'\n");
        let lacking = |own: &[&str]| {
            let own: Vec<String> = own.iter().map(|one| (*one).to_owned()).collect();
            names.lacking(&own).collect::<Vec<_>>()
        };
        assert_eq!(lacking(&["en"]), [""; 0]);
        assert_eq!(lacking(&["vi", "en", "ru"]), ["ru", "vi"]);
        assert_eq!(lacking(&[]), [""; 0]);
        assert_eq!(read("vi = 'Saga'\n").lacking(&["de".into()]).collect::<Vec<_>>(), ["en"]);
    }
}
