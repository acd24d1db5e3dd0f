//! A course as an mdBook: weeks are parts, quizzes files of mdbook-quiz, patterns an appendix.

use std::collections::BTreeMap;

use super::{
    Exported, Exporter, Wanted,
    markdown::{self, Style},
};
use crate::{
    author::bank::{self, Entry, Key, Shape},
    library::{Item, Reference},
    problem::Problem,
};

pub(super) struct MdBook;

impl Exporter for MdBook {
    fn name(&self) -> &'static str {
        "mdbook"
    }

    fn about(&self) -> &'static str {
        "the course as an mdBook with quizzes of mdbook-quiz"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        if !wanted.references.is_empty() {
            return Err(Problem::usage("A book is made of the whole course")
                .hint("archtutor export --to mdbook -o FOLDER"));
        }
        let style = Style {
            ending: "md",
            draws: false,
            asks: Some(|id| format!("{{{{#quiz ../../quizzes/{id}.toml}}}}")),
        };
        let mut files = vec![("book.toml".to_owned(), book(wanted))];
        let pages = match markdown::pages(wanted, &style)? {
            Exported::Files(pages) => pages,
            Exported::Text(_) => Vec::new(),
        };
        files.extend(pages.into_iter().map(|(path, text)| (format!("src/{path}"), text)));
        files.extend(questions(wanted)?);
        files.extend(quizzes(wanted)?);
        files.push((format!("src/{FIRST}"), first(wanted)));
        files.push(("src/SUMMARY.md".into(), summary(wanted)));
        Ok(Exported::Files(files))
    }
}

fn book(wanted: &Wanted<'_>) -> String {
    let course = wanted.session.library().course();
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let authors: Vec<String> = course.authors.iter().map(|name| text(name)).collect();
    let language = course.languages.first().map_or("en", String::as_str);
    // A preprocessor of no renderer: mdBook leaves it alone, and the id has a place.
    format!(
        "[book]\ntitle = {}\nauthors = [{}]\nlanguage = {}\nsrc = \"src\"\n\n\
         [preprocessor.quiz]\noptional = true\n\n[preprocessor.archtutor]\noptional = true\nrenderers = [\"archtutor\"]\nid = {}\n",
        text(&course.title),
        authors.join(", "),
        text(language),
        text(&course.id)
    )
}

/// The page that a book begins with: mdBook shows a copy of it at the top, where links of a page from a
/// folder below would lead nowhere.
const FIRST: &str = "README.md";

fn first(wanted: &Wanted<'_>) -> String {
    let library = wanted.session.library();
    let mut page = format!("# {}\n\n", crate::markdown::escape(&library.course().title));
    for week in library.weeks() {
        page.push_str(&format!("- {}\n", crate::markdown::escape(&week.title)));
    }
    page
}

/// The weeks in study order, then the patterns.
fn summary(wanted: &Wanted<'_>) -> String {
    let library = wanted.session.library();
    let title = crate::markdown::escape(&library.course().title);
    let mut page = format!("# Summary\n\n[{title}]({FIRST})\n");
    for (number, week) in library.weeks().enumerate() {
        page.push_str(&format!("\n# {}\n\n", week.title));
        for item in library.items(number) {
            match item {
                Item::Lesson(id) => {
                    let title = library.card(id).map_or(id.as_str(), |card| card.title.as_str());
                    page.push_str(&chapter(title, &Reference::Lesson(id.clone())));
                }
                Item::Quiz(id) => {
                    let title = wanted.words.format("book.quiz", &[("name", &week.title)]);
                    page.push_str(&chapter(&title, &Reference::Quiz(id.clone())));
                }
                Item::Exercise(_) | Item::Lab(_) => {}
            }
        }
    }
    let patterns = library.catalog().patterns();
    if !patterns.is_empty() {
        page.push_str(&format!("\n# {}\n\n", wanted.words.get("export.patterns")));
    }
    for pattern in patterns {
        let name = pattern.names.in_language(wanted.language);
        page.push_str(&chapter(name, &Reference::Pattern(pattern.id.clone())));
    }
    page
}

fn chapter(title: &str, reference: &Reference) -> String {
    format!("- [{}]({})\n", crate::markdown::escape(title), markdown::path(reference, "md"))
}

/// A file for each question that a lesson asks.
fn questions(wanted: &Wanted<'_>) -> Result<Vec<(String, String)>, Problem> {
    let library = wanted.session.library();
    let mut questions: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for category in bank::gather(library, &[], wanted.words)? {
        for entry in category.entries {
            questions.entry(entry.question.clone()).or_default().push(entry);
        }
    }
    let file = |(id, entries): (String, Vec<Entry>)| (format!("quizzes/{id}.toml"), quiz(&entries));
    Ok(questions.into_iter().map(file).collect())
}

/// A page and a file for each quiz of a week.
fn quizzes(wanted: &Wanted<'_>) -> Result<Vec<(String, String)>, Problem> {
    let library = wanted.session.library();
    let mut files = Vec::new();
    for (_, item) in library.all_items() {
        let Item::Quiz(id) = item else { continue };
        let of = [Reference::Quiz(id.clone())];
        let categories = bank::gather(library, &of, wanted.words)?;
        let entries: Vec<Entry> = categories.into_iter().flat_map(|one| one.entries).collect();
        let title = &library.quiz(id)?.title;
        let page = format!("# {title}\n\n{{{{#quiz ../../quizzes/all-{id}.toml}}}}\n");
        files.push((format!("src/{}", markdown::path(&Reference::Quiz(id.clone()), "md")), page));
        files.push((format!("quizzes/all-{id}.toml"), quiz(&entries)));
    }
    Ok(files)
}

/// Questions as a file of mdbook-quiz, which has two of our shapes.
fn quiz(entries: &[Entry]) -> String {
    let questions = entries.iter().flat_map(split);
    questions.map(|entry| bank::pool::question(&entry) + "\n").collect()
}

/// A question as the two shapes that mdbook-quiz has: numbers are typed, each pair is a choice.
fn split(entry: &Entry) -> Vec<Entry> {
    let typed = |text: String| Shape::Text(vec![Key::right(text)]);
    let bare = |shape: Shape| Entry { lesson: None, shape, ..entry.clone() };
    match &entry.shape {
        Shape::Choice { options, several } => {
            let reasons = options.iter().filter(|option| !option.feedback.is_empty());
            let reasons =
                reasons.map(|option| format!("- {}: {}\n", option.given, option.feedback));
            let said = reasons.collect::<String>();
            let silent = |option: &Key<String>| Key { feedback: String::new(), ..option.clone() };
            let options = options.iter().map(silent).collect();
            let explanation = format!("{}\n\n{said}", entry.explanation).trim().to_owned();
            vec![Entry { explanation, ..bare(Shape::Choice { options, several: *several }) }]
        }
        Shape::Text(keys) => {
            let right = keys.iter().filter(|key| key.right);
            vec![bare(Shape::Text(right.map(|key| Key::right(key.given.clone())).collect()))]
        }
        Shape::Number(keys) => {
            let right = keys.iter().find(|key| key.right).map_or(f64::NAN, |key| key.given.0);
            vec![bare(typed(right.to_string()))]
        }
        Shape::Pairs { pairs, extra } => {
            let mut all: Vec<&String> = pairs.iter().map(|(_, right)| right).chain(extra).collect();
            all.sort_unstable();
            all.dedup();
            let one = |(at, (left, right)): (usize, &(String, String))| {
                let wrong = all.iter().filter(|other| **other != right);
                let wrong = wrong.map(|other| Key::wrong((*other).clone(), ""));
                let options = [Key::right(right.clone())].into_iter().chain(wrong).collect();
                let stem = format!("{}\n\n**{left}**", entry.stem);
                let id = format!("{}-{}", entry.id, at + 1);
                Entry { id, stem, ..bare(Shape::Choice { options, several: false }) }
            };
            pairs.iter().enumerate().map(one).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_becomes_a_choice_for_each_pair() {
        let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
        let shape =
            Shape::Pairs { pairs: vec![pair("a", "1"), pair("b", "2")], extra: vec!["3".into()] };
        let (id, stem) = ("q".to_owned(), "Which?".to_owned());
        let question = id.clone();
        let entry = Entry { id, question, lesson: None, stem, shape, explanation: String::new() };
        let text = quiz(&[entry]);
        let (read, found) = crate::quiz::Quiz::parse("q.toml", &text);
        assert!(found.is_empty(), "{}\n{text}", found[0]);
        let read = read.unwrap();
        let ids: Vec<&str> = read.questions.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["q-1", "q-2"]);
        assert!(text.contains("distractors = [\"2\", \"3\"]"), "{text}");
    }
}
