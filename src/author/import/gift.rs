//! GIFT, the text format of Moodle's question bank.

use super::{Bank, Importer, html::Format, numbers};
use crate::author::bank::{Entry, Key, Shape};

pub(super) struct Gift;

impl Importer for Gift {
    fn name(&self) -> &'static str {
        "gift"
    }

    fn fits(&self, file: &str, text: &str) -> bool {
        let named = file.ends_with(".gift");
        named || (file.ends_with(".txt") && text.contains('{') && !text.starts_with('#'))
    }

    fn import(&self, text: &str, bank: &mut Bank) {
        let mut note = Note::default();
        for (at, block) in blocks(text) {
            read(at, block, &mut note, bank);
        }
    }
}

/// What comments before a question say of it.
#[derive(Default)]
struct Note {
    id: String,
    lesson: Option<String>,
}

/// Parts of a text between empty lines that stand outside of braces, with their places.
fn blocks(text: &str) -> Vec<(usize, &str)> {
    let mut blocks = Vec::new();
    let (mut start, mut depth, mut at) = (0, 0_usize, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim().is_empty() && depth == 0 {
            blocks.extend(text.get(start..at).map(|block| (start, block)));
            start = end;
        } else if !line.trim_start().starts_with("//") {
            for (_, c) in unescaped(line) {
                depth = match c {
                    '{' => depth + 1,
                    '}' => depth.saturating_sub(1),
                    _ => depth,
                };
            }
        }
        at = end;
    }
    blocks.extend(text.get(start..).map(|block| (start, block)));
    blocks.retain(|(_, block)| !block.trim().is_empty());
    blocks
}

/// The signs of a text that no backslash stands before, with their places.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaped = false;
    text.char_indices().filter(move |(_, c)| {
        let free = !escaped;
        escaped = free && *c == '\\';
        free && *c != '\\'
    })
}

/// Where a sign stands that no backslash stands before.
fn find(text: &str, sign: char) -> Option<usize> {
    unescaped(text).find(|(_, c)| *c == sign).map(|(at, _)| at)
}

/// A text without its backslashes.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.trim().chars();
    while let Some(c) = letters.next() {
        match (c, c == '\\') {
            (_, true) => match letters.next() {
                Some('n') => out.push('\n'),
                Some(c @ ('~' | '=' | '#' | '{' | '}' | ':' | '\\')) => out.push(c),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            (c, _) => out.push(c),
        }
    }
    out
}

/// Reads a block: comments, a category, or a question.
fn read(at: usize, block: &str, note: &mut Note, bank: &mut Bank) {
    let mut start = 0;
    for line in block.split_inclusive('\n') {
        let bare = line.trim();
        if let Some(comment) = bare.strip_prefix("//") {
            let tag = |name: &str| {
                let rest = comment.split(name).nth(1)?;
                Some(rest.split(']').next()?.trim().to_owned())
            };
            note.id = tag("[id:").unwrap_or_else(|| std::mem::take(&mut note.id));
            note.lesson = tag("[tag:").or(note.lesson.take());
        } else if !bare.is_empty() && !bare.starts_with("$CATEGORY:") {
            break;
        }
        start += line.len();
    }
    let rest = block.get(start..).unwrap_or_default();
    if !rest.trim().is_empty() {
        let note = std::mem::take(note);
        question(at + start, rest, note, bank);
    }
}

fn question(at: usize, text: &str, note: Note, bank: &mut Bank) {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim();
    let (title, text) = titled(text);
    let (format, text) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, rest)) if ["markdown", "html", "plain", "moodle"].contains(&name) => {
            (Format::named(name), rest)
        }
        _ => (Format::named("moodle"), text),
    };
    let count = |sign: char| unescaped(text).filter(|(_, c)| *c == sign).count();
    if count('{') > count('}') {
        return bank.lose(at, "a brace `{` that nothing closes");
    }
    let (Some(open), Some(close)) = (find(text, '{'), last(text, '}')) else {
        return bank.lose(at, "a text without a question");
    };
    let say = |text: &str| format.markdown(&plain(text));
    let (before, after) =
        (text.get(..open).unwrap_or_default(), text.get(close + 1..).unwrap_or_default());
    let stem = match after.trim() {
        "" => say(before),
        after => format!("{} \\_\\_\\_\\_\\_ {}", say(before), say(after)),
    };
    let inside = text.get(open + 1..close).unwrap_or_default();
    let (inside, explanation) = general(inside);
    let explanation = explanation.map(say).unwrap_or_default();
    let id = if note.id.is_empty() { title } else { note.id };
    let question = id.clone();
    let mut entry = Entry {
        id,
        question,
        lesson: note.lesson,
        stem,
        shape: Shape::Text(Vec::new()),
        explanation,
    };
    match shape(inside.trim(), &say, &mut entry) {
        Ok(lost) => {
            lost.into_iter().for_each(|what| bank.lose(at, what));
            bank.entries.push(entry);
        }
        Err(why) => bank.lose(at, why),
    }
}

/// The title between `::`, and the text behind it.
fn titled(text: &str) -> (String, &str) {
    let end = text.strip_prefix("::").and_then(|rest| {
        let marks = |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with("::"));
        let end = unescaped(rest).map(|(at, _)| at).find(|at| marks(*at))?;
        Some((rest.get(..end)?, rest.get(end + 2..)?))
    });
    end.map_or((String::new(), text), |(title, rest)| (plain(title), rest.trim_start()))
}

fn last(text: &str, sign: char) -> Option<usize> {
    unescaped(text).filter(|(_, c)| *c == sign).last().map(|(at, _)| at)
}

/// What is said to every answer is taken off.
fn general(inside: &str) -> (&str, Option<&str>) {
    let at = unescaped(inside)
        .map(|(at, _)| at)
        .find(|at| inside.get(*at..).is_some_and(|rest| rest.starts_with("####")));
    match at {
        Some(at) => (inside.get(..at).unwrap_or_default(), inside.get(at + 4..)),
        None => (inside, None),
    }
}

/// An answer as it stands between braces.
struct Part<'a> {
    right: bool,
    weight: Option<f64>,
    text: &'a str,
    feedback: &'a str,
}

/// Reads what stands between the braces into an entry; what of it has no home, or why all of it has none.
fn shape(
    inside: &str,
    say: &dyn Fn(&str) -> String,
    entry: &mut Entry,
) -> Result<Vec<String>, String> {
    if inside.is_empty() {
        return Err("an essay: what is written in one's own words cannot be marked".into());
    }
    if let Some(numbers) = inside.strip_prefix('#') {
        return numbers_of(numbers.trim(), say, entry);
    }
    if let Some(claim) = claim(inside) {
        let (right, wrong) = if claim.0 { ("True", "False") } else { ("False", "True") };
        let wrong = Key::wrong(wrong.to_owned(), say(claim.1));
        let right = Key::right(right.to_owned());
        entry.shape = Shape::Choice { options: vec![right, wrong], several: false };
        explain(entry, &say(claim.2));
        return Ok(Vec::new());
    }
    let parts = parts(inside);
    let mut lost = Vec::new();
    if parts.is_empty() {
        return Err("nothing that is understood stands between the braces".into());
    }
    let paired = parts.iter().all(|part| part.right && part.text.contains("->"));
    let wrongs = parts.iter().any(|part| !part.right);
    if paired {
        entry.shape = pairs(&parts, say)?;
    } else if wrongs {
        entry.shape = choice(&parts, say, &mut lost, entry);
    } else {
        entry.shape = typed(&parts, say, &mut lost, entry);
    }
    Ok(lost)
}

/// `T`, `FALSE` and so on, with what is said to a wrong and to a right answer.
fn claim(inside: &str) -> Option<(bool, &str, &str)> {
    let (word, rest) = inside.split_once('#').unwrap_or((inside, ""));
    let right = match word.trim().to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    let at = find(rest, '#').unwrap_or(rest.len());
    let (wrong, said) = rest.split_at(at);
    Some((right, wrong, said.trim_start_matches('#')))
}

/// The answers, each behind `=` or `~`.
fn parts(inside: &str) -> Vec<Part<'_>> {
    let starts: Vec<(usize, char)> =
        unescaped(inside).filter(|(_, c)| matches!(c, '=' | '~')).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([inside.len()]);
    let part = |((start, mark), end): (&(usize, char), usize)| {
        let raw = inside.get(start + 1..end).unwrap_or_default().trim();
        let (weight, raw) = match raw.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
            Some((weight, rest)) if weight.parse::<f64>().is_ok() => (weight.parse().ok(), rest),
            _ => (None, raw),
        };
        let at = find(raw, '#').unwrap_or(raw.len());
        let (text, feedback) = raw.split_at(at);
        Part { right: *mark == '=', weight, text, feedback: feedback.trim_start_matches('#') }
    };
    starts.iter().zip(ends).map(part).collect()
}

/// What is said to a right answer stands in the explanation.
fn explain(entry: &mut Entry, said: &str) {
    if !said.trim().is_empty() {
        let parts = [said.trim(), entry.explanation.trim()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        entry.explanation = parts.join("\n\n");
    }
}

fn pairs(parts: &[Part<'_>], say: &dyn Fn(&str) -> String) -> Result<Shape, String> {
    let (mut pairs, mut extra): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    for part in parts {
        let (left, right) = part.text.split_once("->").unwrap_or((part.text, ""));
        let (left, right) = (say(left), say(right));
        if left.is_empty() {
            extra.push(right);
        } else if pairs.iter().all(|(other, _)| *other != left) {
            pairs.push((left, right));
        }
    }
    if pairs.len() < 2 {
        return Err("a match of less than two pairs".into());
    }
    Ok(Shape::Pairs { pairs, extra })
}

fn choice(
    parts: &[Part<'_>],
    say: &dyn Fn(&str) -> String,
    lost: &mut Vec<String>,
    entry: &mut Entry,
) -> Shape {
    let whole = parts.iter().any(|part| part.right && part.weight.is_none());
    let several = !whole;
    let mut options = Vec::new();
    for part in parts {
        let share = part.weight.unwrap_or(if part.right { 100.0 } else { 0.0 });
        let right = if several { share > 0.0 } else { share >= 100.0 };
        if !several && share > 0.0 && share < 100.0 {
            lost.push(format!("{share} % for `{}`: an option is right or wrong", part.text.trim()));
        }
        if right {
            explain(entry, &say(part.feedback));
            options.push(Key::right(say(part.text)));
        } else {
            options.push(Key::wrong(say(part.text), say(part.feedback)));
        }
    }
    options.sort_by_key(|option| !option.right);
    Shape::Choice { options, several }
}

fn typed(
    parts: &[Part<'_>],
    say: &dyn Fn(&str) -> String,
    lost: &mut Vec<String>,
    entry: &mut Entry,
) -> Shape {
    let mut keys = Vec::new();
    for part in parts {
        let share = part.weight.unwrap_or(100.0);
        let text = plain(part.text);
        if share >= 100.0 {
            explain(entry, &say(part.feedback));
            keys.push(Key::right(text));
        } else {
            if share > 0.0 {
                lost.push(format!("{share} % for `{text}`: an answer is right or wrong"));
            }
            keys.push(Key::wrong(text, say(part.feedback)));
        }
    }
    Shape::Text(keys)
}

fn numbers_of(
    inside: &str,
    say: &dyn Fn(&str) -> String,
    entry: &mut Entry,
) -> Result<Vec<String>, String> {
    let mut parts = parts(inside);
    if parts.is_empty() {
        let at = find(inside, '#').unwrap_or(inside.len());
        let (text, feedback) = inside.split_at(at);
        let feedback = feedback.trim_start_matches('#');
        parts.push(Part { right: true, weight: None, text, feedback });
    }
    let (mut keys, mut lost) = (Vec::new(), Vec::new());
    for part in &parts {
        let share = part.weight.unwrap_or(if part.right { 100.0 } else { 0.0 });
        // What is said to every other answer has no number of its own.
        if part.text.trim().is_empty() {
            lost.push("what is said to every other number".to_owned());
            continue;
        }
        let given =
            number(part.text).ok_or_else(|| format!("`{}` is no number", part.text.trim()))?;
        if share >= 100.0 {
            explain(entry, &say(part.feedback));
            keys.push(Key::right(given));
        } else {
            if share > 0.0 {
                lost.push(format!("{share} % for {}: a number is right or wrong", given.0));
            }
            keys.push(Key::wrong(given, say(part.feedback)));
        }
    }
    entry.shape = numbers(keys, &mut lost).ok_or("no number is right")?;
    Ok(lost)
}

/// A number with how far from it still counts: `v`, `v:t` or `low..high`.
fn number(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let of = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    if let Some((low, high)) = text.split_once("..") {
        let (low, high) = (of(low)?, of(high)?);
        return Some(((low + high) / 2.0, (high - low).abs() / 2.0));
    }
    match text.split_once(':') {
        Some((value, tolerance)) => Some((of(value)?, of(tolerance)?)),
        None => Some((of(text)?, 0.0)),
    }
}
