//! Stable names of things: newtypes, so that a lesson's id is never taken for a pattern's.
//!
//! An id is lower-case letters, digits and single hyphens. It comes from a file's content and never
//! from its path, so that renaming a file loses nothing.

mod kind;
mod made;

use std::{fmt, sync::Arc};

pub use kind::Kind;
pub use made::{Unused, cut, slug};

/// An id has at most so many bytes.
const LONGEST: usize = 80;

/// Says why a text is not an id, or nothing if it is one.
pub fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("an id may not be empty".into());
    }
    if text.len() > LONGEST {
        return Some("an id has at most 80 characters".into());
    }
    let well_formed = text.split('-').all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    (!well_formed).then(|| "an id is lower-case letters, digits and single hyphens".into())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is; whether it is well formed is for [`fault`] to say.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// A course.
    CourseId;
    /// A week of the course.
    WeekId;
    /// A lesson.
    LessonId;
    /// A quiz: a pool of questions.
    QuizId;
    /// A question of a quiz.
    QuestionId;
    /// An exercise.
    ExerciseId;
    /// A simulation.
    LabId;
    /// An entry of the pattern catalog.
    PatternId;
}

impl CourseId {
    /// The course that ships with the program.
    pub fn shipped() -> Self {
        Self::new(SHIPPED)
    }

    /// Whether it is the course that ships with the program.
    pub fn is_shipped(&self) -> bool {
        self.as_str() == SHIPPED
    }
}

/// The id in the `course.toml` of the course that ships with the program; a test compares them.
const SHIPPED: &str = "archtutor";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words_joined_by_hyphens() {
        assert_eq!(fault("saga-2"), None);
        for bad in ["", "Saga", "a--b", "-a", "a b", "../x", &"a".repeat(81)] {
            assert!(fault(bad).is_some(), "{bad:?} passed");
        }
    }
}
