//! The glossary: key terms from `assets/glossary.toml` and the patterns of the catalog, by name.

use std::{ops::Range, sync::Arc};

use crate::{
    catalog::{Catalog, names::Names, page::first_sentence},
    diagnostic::Diagnostic,
    markdown,
    table::{Document, Fields},
};

/// Where the key terms stand in a course.
pub const FILE: &str = "assets/glossary.toml";

/// Cells that a meaning may take.
const MEANING: usize = 240;

/// A word of the field that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub names: Names,
    /// One sentence.
    pub meaning: String,
    /// The lesson that explains it.
    pub lesson: String,
    /// Where its names stand in the file.
    pub span: Range<usize>,
}

impl Term {
    /// Reads the terms of a file.
    pub fn read(file: &str, text: &Arc<str>) -> (Vec<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let terms = root.tables("term");
            terms.iter().filter_map(Self::fields).collect::<Vec<_>>()
        })
    }

    fn fields(fields: &Fields<'_, '_>) -> Option<Self> {
        let names = fields.required_table("names");
        let words = |key| fields.required_string(key).map(|text| text.value);
        let (meaning, lesson) = (words("meaning"), words("lesson"));
        let names = names?;
        Some(Self {
            names: Names::read(&names),
            meaning: meaning.unwrap_or_default(),
            lesson: lesson.unwrap_or_default(),
            span: names.span(),
        })
    }
}

/// One line of the glossary.
struct Entry<'a> {
    names: &'a Names,
    link: String,
    meaning: String,
}

/// The glossary as Markdown, sorted by the names of a language; each name links to its pattern or to
/// its lesson.
pub fn markdown(catalog: &Catalog, terms: &[Term], language: &str) -> String {
    let patterns = catalog.patterns().iter().map(|pattern| Entry {
        names: &pattern.names,
        link: format!("pattern:{}", pattern.id),
        meaning: first_sentence(&one_line(&pattern.solution), MEANING),
    });
    let terms = terms.iter().map(|term| Entry {
        names: &term.names,
        link: format!("lesson:{}", term.lesson),
        meaning: one_line(&term.meaning),
    });
    let mut entries: Vec<Entry<'_>> = patterns.chain(terms).collect();
    entries.sort_by_cached_key(|entry| entry.names.in_language(language).to_lowercase());
    let mut page = String::new();
    let mut letter = None;
    for entry in &entries {
        let name = entry.names.in_language(language);
        let first = name.chars().next().and_then(|first| first.to_uppercase().next());
        if first != letter {
            page.push_str(&format!("## {}\n\n", first.unwrap_or('-')));
            letter = first;
        }
        page.push_str(&format!("[{}]({})", markdown::escape(name), entry.link));
        for other in entry.names.others(language) {
            page.push_str(&format!(" · *{}*", markdown::escape(other)));
        }
        page.push_str(&format!("\n: {}\n\n", entry.meaning));
    }
    page
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_sorted_by_the_language_and_link_to_their_lessons() {
        let text: Arc<str> = "[[term]]\nnames = { en = 'Zeta', ru = 'А', vi = 'Z' }\n\
            meaning = 'Last.'\nlesson = 'a'\n\
            [[term]]\nnames = { en = 'Alpha', ru = 'Я', vi = 'A' }\nmeaning = 'First.'\n\
            lesson = 'b'\n"
            .into();
        let (terms, found) = Term::read(FILE, &text);
        assert!(found.is_empty(), "{}", found[0]);
        let page = markdown(&Catalog::default(), &terms, "en");
        assert!(page.find("Alpha") < page.find("Zeta"), "{page}");
        assert!(page.contains("[Alpha](lesson:b) · *Я* · *A*\n: First."), "{page}");
        let page = markdown(&Catalog::default(), &terms, "ru");
        assert!(page.find("[А]") < page.find("[Я]"), "{page}");
    }
}
