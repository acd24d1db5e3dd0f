//! Moodle XML: what Moodle's question bank exports and imports itself.

use super::{Exported, Exporter, Wanted, markup::escaped};
use crate::{
    author::bank::{self, Entry, Key, Shape},
    problem::Problem,
};

pub(super) struct MoodleXml;

impl Exporter for MoodleXml {
    fn name(&self) -> &'static str {
        "moodle-xml"
    }

    fn about(&self) -> &'static str {
        "questions for Moodle as XML, a category for each week"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let library = wanted.session.library();
        let course = library.course().title.replace('/', "//");
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n".to_owned();
        for found in bank::gather(library, wanted.references, wanted.words)? {
            let week =
                found.name.map_or_else(String::new, |name| format!("/{}", name.replace('/', "//")));
            let path = escaped(&format!("$course$/top/{course}{week}"));
            text.push_str(&format!(
                "<question type=\"category\"><category><text>{path}</text></category></question>\n"
            ));
            text.extend(found.entries.iter().map(question));
        }
        Ok(Exported::Text(text + "</quiz>\n"))
    }
}

/// An element with Markdown in it.
fn rich(name: &str, attributes: &str, text: &str, more: &str) -> String {
    let text = escaped(text.trim());
    format!("<{name}{attributes} format=\"markdown\"><text>{text}</text>{more}</{name}>\n")
}

fn question(entry: &Entry) -> String {
    let (kind, body) = match &entry.shape {
        Shape::Choice { options, several } => ("multichoice", choice(options, *several)),
        Shape::Text(keys) => (
            "shortanswer",
            format!(
                "<usecase>0</usecase>\n{}",
                answers(keys, |text| escaped(text), |_| String::new())
            ),
        ),
        Shape::Number(keys) => {
            let tolerance =
                |(_, tolerance): &(f64, f64)| format!("<tolerance>{tolerance}</tolerance>");
            ("numerical", answers(keys, |(value, _)| value.to_string(), tolerance))
        }
        Shape::Pairs { pairs, extra } => ("matching", matching(pairs, extra)),
    };
    let tag =
        |lesson: &String| format!("<tags><tag><text>{}</text></tag></tags>\n", escaped(lesson));
    format!(
        "<question type=\"{kind}\">\n<name><text>{id}</text></name>\n{stem}{explanation}<defaultgrade>1</defaultgrade>\n<idnumber>{id}</idnumber>\n{body}{tag}</question>\n",
        id = escaped(&entry.id),
        stem = rich("questiontext", "", &entry.stem, ""),
        explanation = rich("generalfeedback", "", &entry.explanation, ""),
        tag = entry.lesson.as_ref().map_or_else(String::new, tag),
    )
}

fn choice(options: &[Key<String>], several: bool) -> String {
    let share = if several { bank::share(options) } else { "100".into() };
    let mut body = format!(
        "<single>{}</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>abc</answernumbering>\n",
        !several
    );
    for option in options {
        let fraction = match (option.right, several) {
            (true, _) => share.as_str(),
            (false, true) => "-100",
            (false, false) => "0",
        };
        let attributes = format!(" fraction=\"{fraction}\"");
        let feedback = rich("feedback", "", &option.feedback, "");
        body.push_str(&rich("answer", &attributes, &option.given, &feedback));
    }
    body
}

/// Answers that are typed: they are plain text.
fn answers<T>(
    keys: &[Key<T>],
    shown: impl Fn(&T) -> String,
    more: impl Fn(&T) -> String,
) -> String {
    let answer = |key: &Key<T>| {
        let fraction = if key.right { 100 } else { 0 };
        let feedback = rich("feedback", "", &key.feedback, "");
        format!(
            "<answer fraction=\"{fraction}\" format=\"plain_text\"><text>{}</text>{feedback}{}</answer>\n",
            shown(&key.given),
            more(&key.given)
        )
    };
    keys.iter().map(answer).collect()
}

fn matching(pairs: &[(String, String)], extra: &[String]) -> String {
    let sub = |left: &str, right: &str| {
        let answer = format!("<answer><text>{}</text></answer>", escaped(right));
        rich("subquestion", "", left, &answer)
    };
    let pairs = pairs.iter().map(|(left, right)| sub(left, right));
    let all: String = pairs.chain(extra.iter().map(|extra| sub("", extra))).collect();
    format!("<shuffleanswers>true</shuffleanswers>\n{all}")
}
