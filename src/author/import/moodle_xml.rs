//! Moodle XML: what Moodle's question bank exports itself.

use super::{
    Bank, Importer,
    html::Format,
    numbers,
    xml::{self, Element},
};
use crate::author::bank::{Entry, Key, Shape};

pub(super) struct MoodleXml;

impl Importer for MoodleXml {
    fn name(&self) -> &'static str {
        "moodle-xml"
    }

    fn fits(&self, file: &str, _: &str) -> bool {
        file.ends_with(".xml")
    }

    fn import(&self, text: &str, bank: &mut Bank) {
        let root = match xml::read(text) {
            Ok(root) => root,
            Err((at, why)) => return bank.lose(at, format!("the file is not XML: {why}")),
        };
        for question in root.all("question") {
            let kind = question.attribute("type").unwrap_or_default();
            if kind == "category" {
                continue;
            }
            read(kind, question, bank);
        }
    }
}

/// The text of a child as Markdown.
fn say(parent: &Element, name: &str) -> String {
    parent.child(name).map(rich).unwrap_or_default()
}

fn rich(element: &Element) -> String {
    let format = element.attribute("format").unwrap_or("html");
    Format::named(format).markdown(element.words())
}

fn read(kind: &str, question: &Element, bank: &mut Bank) {
    let name = question.text_of("idnumber");
    let id = if name.is_empty() { question.text_of("name") } else { name };
    let tags = question.child("tags");
    let tag = tags.and_then(|tags| tags.child("tag")).map(Element::words);
    let lesson = tag.filter(|tag| crate::id::fault(tag).is_none()).map(str::to_owned);
    let mut entry = Entry {
        id: id.to_owned(),
        question: id.to_owned(),
        lesson,
        stem: say(question, "questiontext"),
        shape: Shape::Text(Vec::new()),
        explanation: say(question, "generalfeedback"),
    };
    let mut lost = Vec::new();
    let shape = match kind {
        "multichoice" | "truefalse" => choice(kind, question, &mut entry, &mut lost),
        "shortanswer" => typed(question, &mut entry, &mut lost),
        "numerical" => numeric(question, &mut entry, &mut lost),
        "matching" => pairs(question),
        other => Err(format!("a question of the type `{other}`")),
    };
    match shape {
        Ok(shape) => {
            entry.shape = shape;
            bank.entries.push(entry);
        }
        Err(why) => lost.push(why),
    }
    lost.into_iter().for_each(|what| bank.lose(question.at, what));
}

/// What an answer is worth, in percent.
fn share(answer: &Element) -> f64 {
    answer.attribute("fraction").and_then(|share| share.parse().ok()).unwrap_or(0.0)
}

/// Takes an answer that is right: what is said to it stands in the explanation.
fn explain(entry: &mut Entry, answer: &Element) {
    let said = say(answer, "feedback");
    if !said.is_empty() {
        entry.explanation = format!("{said}\n\n{}", entry.explanation).trim().to_owned();
    }
}

fn choice(
    kind: &str,
    question: &Element,
    entry: &mut Entry,
    lost: &mut Vec<String>,
) -> Result<Shape, String> {
    let several = kind == "multichoice" && question.text_of("single") == "false";
    let mut options = Vec::new();
    for answer in question.all("answer") {
        let share = share(answer);
        let text = match kind {
            "truefalse" if answer.words() == "true" => "True".to_owned(),
            "truefalse" => "False".to_owned(),
            _ => rich(answer),
        };
        if share >= 100.0 || (several && share > 0.0) {
            explain(entry, answer);
            options.push(Key::right(text));
        } else {
            if share > 0.0 {
                lost.push(format!("{share} % for `{text}`: an option is right or wrong"));
            }
            options.push(Key::wrong(text, say(answer, "feedback")));
        }
    }
    options.sort_by_key(|option| !option.right);
    match options.first() {
        Some(first) if first.right => Ok(Shape::Choice { options, several }),
        _ => Err("no option is right".into()),
    }
}

fn typed(question: &Element, entry: &mut Entry, lost: &mut Vec<String>) -> Result<Shape, String> {
    let mut keys = Vec::new();
    for answer in question.all("answer") {
        let (share, text) = (share(answer), answer.words().to_owned());
        if share >= 100.0 {
            explain(entry, answer);
            keys.push(Key::right(text));
        } else {
            if share > 0.0 {
                lost.push(format!("{share} % for `{text}`: an answer is right or wrong"));
            }
            keys.push(Key::wrong(text, say(answer, "feedback")));
        }
    }
    keys.sort_by_key(|key| !key.right);
    match keys.first() {
        Some(first) if first.right => Ok(Shape::Text(keys)),
        _ => Err("no answer is right".into()),
    }
}

fn numeric(question: &Element, entry: &mut Entry, lost: &mut Vec<String>) -> Result<Shape, String> {
    let mut keys: Vec<Key<(f64, f64)>> = Vec::new();
    for answer in question.all("answer") {
        let (share, text) = (share(answer), answer.words());
        let Ok(value) = text.parse::<f64>() else {
            lost.push(format!("what is said to `{text}`"));
            continue;
        };
        let tolerance = answer.text_of("tolerance").parse().unwrap_or(0.0);
        if share >= 100.0 {
            explain(entry, answer);
            keys.push(Key::right((value, tolerance)));
        } else {
            if share > 0.0 {
                lost.push(format!("{share} % for {value}: a number is right or wrong"));
            }
            keys.push(Key::wrong((value, tolerance), say(answer, "feedback")));
        }
    }
    numbers(keys, lost).ok_or_else(|| "no number is right".into())
}

fn pairs(question: &Element) -> Result<Shape, String> {
    let (mut pairs, mut extra): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    for sub in question.all("subquestion") {
        let (left, right) = (rich(sub), sub.text_of("answer").to_owned());
        if left.is_empty() {
            extra.push(right);
        } else {
            pairs.push((left, right));
        }
    }
    if pairs.len() < 2 {
        return Err("a match of less than two pairs".into());
    }
    Ok(Shape::Pairs { pairs, extra })
}
