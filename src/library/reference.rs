//! What a word of the command line, or a link, names in a course.

use super::{Library, Slot};
use crate::{
    id::{ExerciseId, LabId, LessonId, PatternId, QuizId, WeekId},
    markdown::Target,
    problem::Problem,
    text,
};

/// One thing in a course that can be opened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    Week(WeekId),
    Lesson(LessonId),
    Quiz(QuizId),
    Exercise(ExerciseId),
    Lab(LabId),
    Pattern(PatternId),
}

impl Reference {
    /// Reads `kind:id`; nothing where the kind is not one of ours.
    pub fn parse(link: &str) -> Option<Self> {
        let (kind, id) = link.split_once(':')?;
        Some(match kind {
            "week" => Self::Week(WeekId::new(id)),
            "lesson" => Self::Lesson(LessonId::new(id)),
            "quiz" => Self::Quiz(QuizId::new(id)),
            "exercise" => Self::Exercise(ExerciseId::new(id)),
            "lab" => Self::Lab(LabId::new(id)),
            "pattern" => Self::Pattern(PatternId::new(id)),
            _ => return None,
        })
    }

    /// What a link names; nothing where it leads elsewhere than to a thing with an id.
    pub fn of(target: &Target) -> Option<Self> {
        Some(match target {
            Target::Lesson(id) => Self::Lesson(id.clone()),
            Target::Quiz(id) => Self::Quiz(id.clone()),
            Target::Exercise(id) => Self::Exercise(id.clone()),
            Target::Lab(id) => Self::Lab(id.clone()),
            Target::Pattern(id) => Self::Pattern(id.clone()),
            _ => return None,
        })
    }

    /// The word for its kind, as in links.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Week(_) => "week",
            Self::Lesson(_) => "lesson",
            Self::Quiz(_) => "quiz",
            Self::Exercise(_) => "exercise",
            Self::Lab(_) => "lab",
            Self::Pattern(_) => "pattern",
        }
    }

    /// Its id as text.
    pub fn id(&self) -> &str {
        match self {
            Self::Week(id) => id.as_str(),
            Self::Lesson(id) => id.as_str(),
            Self::Quiz(id) => id.as_str(),
            Self::Exercise(id) => id.as_str(),
            Self::Lab(id) => id.as_str(),
            Self::Pattern(id) => id.as_str(),
        }
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.id())
    }
}

impl Library {
    /// What a person means by a word: `kind:id`, an id, the number of a lesson such as `4.2`, of an
    /// exercise such as `EX4.1` or of a week, or the name of a pattern.
    ///
    /// # Errors
    /// Where nothing is called so; the hint names what is nearest.
    pub fn resolve(&self, word: &str) -> Result<Reference, Problem> {
        let word = word.trim();
        if let Some(reference) = Reference::parse(word) {
            return self.existing(reference);
        }
        if let Some(slot) = self.numbered(word)
            && let Some(card) = self.at(slot)
        {
            return Ok(Reference::Lesson(card.id.clone()));
        }
        if let Ok(number) = word.parse::<u32>()
            && let Some(week) = self.weeks().find(|week| week.number() == Some(number))
        {
            return Ok(Reference::Week(week.id.clone()));
        }
        let found = self.known().into_iter().find(|reference| {
            // A word that names a pattern, too, stays the pattern's: the lab is `lab:saga`.
            let pattern =
                matches!(reference, Reference::Lab(_)) && self.catalog().get(word).is_some();
            reference.id() == word && !pattern
        });
        if let Some(reference) = found {
            return Ok(reference);
        }
        if let Some(exercise) = self.numbered_exercise(word) {
            return Ok(Reference::Exercise(exercise));
        }
        if let Some(pattern) = self.catalog().find(word) {
            return Ok(Reference::Pattern(pattern.id.clone()));
        }
        Err(self.unknown(word))
    }

    /// The reference itself if the course has what it names.
    ///
    /// # Errors
    /// Where it has not.
    pub fn existing(&self, reference: Reference) -> Result<Reference, Problem> {
        let there = match &reference {
            Reference::Lesson(id) => self.slot(id).is_some(),
            Reference::Pattern(id) => self.catalog().get(id.as_str()).is_some(),
            Reference::Lab(id) => self.has_lab(id),
            Reference::Quiz(id) => self.quiz(id).is_ok() || self.known().contains(&reference),
            _ => self.known().contains(&reference),
        };
        if there { Ok(reference) } else { Err(self.unknown(reference.id())) }
    }

    /// Everything a course has by id, apart from its patterns.
    pub fn known(&self) -> Vec<Reference> {
        let weeks = self.weeks().map(|week| Reference::Week(week.id.clone()));
        let items = self.all_items().map(|(_, item)| item.reference());
        let unlisted = self.unlisted_exercises().cloned().map(Reference::Exercise);
        weeks.chain(items).chain(unlisted).collect()
    }

    fn numbered_exercise(&self, number: &str) -> Option<ExerciseId> {
        let cards = self.exercise_cards().into_iter();
        let mut numbered = cards.filter(|card| !card.number.is_empty());
        numbered.find(|card| card.number.eq_ignore_ascii_case(number)).map(|card| card.id.clone())
    }

    fn numbered(&self, word: &str) -> Option<Slot> {
        let (week, lesson) = word.split_once('.')?;
        let week: u32 = week.parse().ok()?;
        let lesson: usize = lesson.parse().ok()?;
        let week = self.weeks().position(|at| at.number() == Some(week))?;
        Some(Slot { week, item: lesson.checked_sub(1)? })
    }

    fn unknown(&self, word: &str) -> Problem {
        let known = self.known();
        let patterns = self.catalog().patterns().iter().map(|pattern| pattern.id.as_str());
        let near = text::nearest(word, known.iter().map(Reference::id).chain(patterns));
        let problem = Problem::usage(format!("Nothing is called `{}`", text::sanitize(word)));
        match near {
            Some(near) => problem.hint(format!("Did you mean `{near}`?")),
            None => {
                problem.hint("archtutor list shows what there is; archtutor search looks inside")
            }
        }
    }
}
