//! The attributes of an entity.

use crate::diagram::issue::MAX_LABEL;
use crate::diagram::label;
use crate::diagram::syntax::class::generics;
use crate::diagram::syntax::source::opaque;

/// The attributes of a line, which may have several; nothing if one of them cannot be read.
pub(super) fn all(text: &str) -> Option<Vec<[String; 4]>> {
    let is_word = |word: &String| {
        word.starts_with(|c: char| c.is_alphabetic() || "*_".contains(c) || !c.is_ascii())
    };
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (row, length) = attribute(rest);
        if !row[..2].iter().all(is_word) {
            return None;
        }
        found.push(row);
        rest = rest[length..].trim_start();
    }
    Some(found)
}

/// Type, name, keys and comment of the first attribute, and its length; a type in tildes may hold
/// blanks.
fn attribute(text: &str) -> ([String; 4], usize) {
    let blank = |from: usize| text[from..].find(char::is_whitespace).map(|at| from + at);
    let first = blank(0).unwrap_or(text.len());
    let tilde = opaque(text).rfind('~').filter(|_| text[..first].contains('~'));
    let end = tilde.map_or(first, |last| blank(last).unwrap_or(text.len()));
    let kind = match text[..end].strip_prefix('~') {
        Some(kind) => kind.trim_end_matches('~').to_owned(),
        None => text[..end].to_owned(),
    };
    let next = |from: usize| from + (text[from..].len() - text[from..].trim_start().len());
    let start = next(end);
    let mut at = blank(start).unwrap_or(text.len());
    let name = &text[start..at];
    let mut keys = Vec::new();
    while let Some(length) = key(&text[next(at)..]) {
        let written = &text[next(at)..next(at) + length];
        keys.extend(Some(written.trim_end_matches(',').trim()).filter(|key| !key.is_empty()));
        at = next(at) + length;
    }
    let comment = text[next(at)..].strip_prefix('"').and_then(|rest| rest.split_once('"'));
    if let Some((comment, _)) = comment {
        at = next(at) + comment.len() + 2;
    }
    let comment = comment.map_or("", |(comment, _)| comment);
    let short = |text: &str| -> String {
        label::markdown(text).replace('\n', " ").chars().take(MAX_LABEL).collect()
    };
    let kind = generics(&short(&kind));
    ([kind, short(name), keys.join(", "), short(comment)], at)
}

/// The length of a key with the comma behind it, or of a comma alone.
fn key(text: &str) -> Option<usize> {
    let word = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let known = ["PK", "FK", "UK"].iter().any(|key| text[..word].eq_ignore_ascii_case(key));
    match (known, text[word..].starts_with(',')) {
        (true, comma) => Some(word + usize::from(comma)),
        (false, true) if word == 0 => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_has_a_type_a_name_keys_and_a_comment() {
        let read = |text| attribute(text).0;
        assert_eq!(
            read("string[] tags PK ,FK \"the tags\""),
            ["string[]", "tags", "PK, FK", "the tags"]
        );
        assert_eq!(
            read("timestamp~with time zone~ at"),
            ["timestamp<with time zone>", "at", "", ""]
        );
        assert_eq!(
            read("*List~int~* __name__ PK \"**never** null\""),
            ["List<int>", "name", "PK", "never null"]
        );
        assert_eq!(attribute("int id pk string name").1, 9);
        assert_eq!(read("Box~B~ b"), ["Box<B>", "b", "", ""]);
    }

    #[test]
    fn a_line_may_hold_several_attributes() {
        let names = |text| {
            all(text).map(|rows| rows.into_iter().map(|[_, name, ..]| name).collect::<Vec<_>>())
        };
        assert_eq!(
            names("int id PK string name \"c\" x y"),
            Some(vec!["id".into(), "name".into(), "y".into()])
        );
        for text in ["int", "string 0author", "string -a", "int id XX", "string \"a b\""] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
