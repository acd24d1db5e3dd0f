//! Where links lead: a closed set of targets, everything else is inert text.

use std::borrow::Cow;

use crate::{
    id::{self, ExerciseId, LabId, LessonId, PatternId, QuestionId, QuizId},
    text,
};

/// A link in a text. Two pieces of one link share `at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub target: Target,
    /// Where the link starts in the source.
    pub at: usize,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Pattern(PatternId),
    Lesson(LessonId),
    Quiz(QuizId),
    Exercise(ExerciseId),
    Lab(LabId),
    /// A check question of this page.
    Question(QuestionId),
    /// A file of the course, relative to the page, with the heading in it.
    File {
        path: String,
        anchor: Option<String>,
    },
    /// A heading of this page.
    Anchor(String),
    /// A page of the web or a mail address, as its author wrote it; no blanks, nothing harmful.
    Web(String),
    /// The text of a footnote.
    Note(String),
    /// Back from a footnote to where it is mentioned.
    Back(String),
    /// The part of this page that starts there folds, or opens.
    Fold(usize),
}

impl Target {
    /// Reads what an author wrote as a link's destination; `None` for anything that leads nowhere.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        if let Some(anchor) = url.strip_prefix('#') {
            return (!anchor.is_empty()).then(|| Self::Anchor(clean(&decode(anchor))));
        }
        if url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            return Self::web(&format!("http://{url}"));
        }
        let Some((scheme, rest)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme))
        else {
            return Self::file(url);
        };
        let named = id::fault(rest).is_none();
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" if rest.len() > 2 => Self::web(url),
            "mailto" if rest.contains('@') => Self::web(url),
            "pattern" if named => Some(Self::Pattern(PatternId::new(rest))),
            "lesson" if named => Some(Self::Lesson(LessonId::new(rest))),
            "quiz" if named => Some(Self::Quiz(QuizId::new(rest))),
            "exercise" if named => Some(Self::Exercise(ExerciseId::new(rest))),
            "lab" if named => Some(Self::Lab(LabId::new(rest))),
            _ => None,
        }
    }

    fn web(url: &str) -> Option<Self> {
        let safe = !url.contains(|c: char| text::is_harmful(c) || (c.is_whitespace() && c != ' '));
        safe.then(|| Self::Web(url.replace(' ', "%20")))
    }

    fn file(url: &str) -> Option<Self> {
        let (path, anchor) = match url.split_once('#') {
            Some((path, anchor)) => (path, Some(clean(&decode(anchor)))),
            None => (url, None),
        };
        let path = decode(path);
        let odd = path.is_empty() || path.starts_with('/') || path.contains(['\\', '?']);
        (!odd).then(|| Self::File { path: clean(&path), anchor })
    }

    /// The address of a page outside the course, in the ASCII that other programs expect.
    pub fn address(&self) -> Option<String> {
        let Self::Web(url) = self else { return None };
        let mut address = String::with_capacity(url.len());
        for byte in url.bytes() {
            if byte.is_ascii_graphic() {
                address.push(char::from(byte));
            } else {
                address.push_str(&format!("%{byte:02X}"));
            }
        }
        Some(address)
    }

    /// The destination as an author would write it.
    pub fn url(&self) -> String {
        match self {
            Self::Pattern(id) => format!("pattern:{id}"),
            Self::Lesson(id) => format!("lesson:{id}"),
            Self::Quiz(id) => format!("quiz:{id}"),
            Self::Exercise(id) => format!("exercise:{id}"),
            Self::Lab(id) => format!("lab:{id}"),
            Self::Question(id) => format!("question:{id}"),
            Self::File { path, anchor: None } => path.clone(),
            Self::File { path, anchor: Some(anchor) } => format!("{path}#{anchor}"),
            Self::Anchor(anchor) => format!("#{anchor}"),
            Self::Web(url) => url.clone(),
            Self::Note(label) | Self::Back(label) => format!("#^{label}"),
            Self::Fold(_) => "#".to_owned(),
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn clean(text: &str) -> String {
    text::sanitize(text).into_owned()
}

/// An address without percent signs that stand for letters: `%D0%91` is `Б`.
pub fn decode(address: &str) -> Cow<'_, str> {
    if !address.contains('%') {
        return address.into();
    }
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|hex| *first == b'%' && !hex.starts_with('+'));
        match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(address.into(), Cow::Owned)
}

/// The path inside the course of a link to a file; nothing where it leads out of it.
pub fn beside(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_lesson_and_never_leave_the_course() {
        let beside = |path| beside("lessons/01-a/02-b.md", path);
        assert_eq!(beside("03-c.md").as_deref(), Some("lessons/01-a/03-c.md"));
        assert_eq!(beside("../02-d/01-e.md").as_deref(), Some("lessons/02-d/01-e.md"));
        assert_eq!(beside("../../../../etc/passwd"), None);
    }
}
