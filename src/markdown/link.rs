//! Where links lead: a closed set of targets, everything else is inert text.

use crate::id::{self, ExerciseId, LabId, LessonId, PatternId, QuestionId, QuizId};

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
    /// A page of the web, printable ASCII only.
    Web(String),
    /// The text of a footnote.
    Note(String),
    /// Back from a footnote to where it is mentioned.
    Back(String),
}

impl Target {
    /// Reads what an author wrote as a link's destination; `None` for anything that leads nowhere.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        if let Some(anchor) = url.strip_prefix('#') {
            return (!anchor.is_empty()).then(|| Self::Anchor(clean(anchor)));
        }
        let Some((scheme, rest)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme))
        else {
            return Self::file(url);
        };
        let named = id::fault(rest).is_none();
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                let safe = rest.len() > 2 && url.bytes().all(|byte| byte.is_ascii_graphic());
                safe.then(|| Self::Web(url.to_owned()))
            }
            "pattern" if named => Some(Self::Pattern(PatternId::new(rest))),
            "lesson" if named => Some(Self::Lesson(LessonId::new(rest))),
            "quiz" if named => Some(Self::Quiz(QuizId::new(rest))),
            "exercise" if named => Some(Self::Exercise(ExerciseId::new(rest))),
            "lab" if named => Some(Self::Lab(LabId::new(rest))),
            _ => None,
        }
    }

    fn file(url: &str) -> Option<Self> {
        let (path, anchor) = match url.split_once('#') {
            Some((path, anchor)) => (path, Some(clean(anchor))),
            None => (url, None),
        };
        let odd = path.is_empty() || path.starts_with('/') || path.contains(['\\', '?']);
        (!odd).then(|| Self::File { path: clean(path), anchor })
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
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn clean(text: &str) -> String {
    crate::text::sanitize(text).into_owned()
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
