//! What an id names.

/// A kind of thing that has ids of its own: two things of different kinds may share one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Week,
    Lesson,
    Quiz,
    Question,
    Exercise,
    Lab,
    Pattern,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Week,
        Self::Lesson,
        Self::Quiz,
        Self::Question,
        Self::Exercise,
        Self::Lab,
        Self::Pattern,
    ];

    /// The word for one of the kind.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Question => "question",
            Self::Exercise => "exercise",
            Self::Lab => "lab",
            Self::Pattern => "pattern",
        }
    }
}
