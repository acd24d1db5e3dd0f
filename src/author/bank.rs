//! Questions as banks of other programs know them: four shapes that all of them have. Knows no format.

mod map;
pub(super) mod pool;

use crate::{
    library::{Library, Reference},
    messages::Messages,
    problem::Problem,
};

/// A question for another program.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: String,
    /// The id of the question that it is a variant of; its own id if it is none.
    pub(super) question: String,
    /// The lesson that teaches it, if that is known.
    pub(super) lesson: Option<String>,
    /// What is asked, in Markdown.
    pub(super) stem: String,
    pub(super) shape: Shape,
    /// What is said to every answer, in Markdown; empty if nothing.
    pub(super) explanation: String,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Pick one option, or `several`.
    Choice { options: Vec<Key<String>>, several: bool },
    /// Type a text.
    Text(Vec<Key<String>>),
    /// Type a number; the second is how far from it still counts.
    Number(Vec<Key<(f64, f64)>>),
    /// Give each left side its right side; some right sides belong to nothing.
    Pairs { pairs: Vec<(String, String)>, extra: Vec<String> },
}

/// An answer that is expected.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key<T> {
    pub(super) given: T,
    pub(super) right: bool,
    /// What is said to it, in Markdown; empty if nothing.
    pub(super) feedback: String,
}

impl<T> Key<T> {
    pub(super) fn right(given: T) -> Self {
        Self { given, right: true, feedback: String::new() }
    }

    pub(super) fn wrong(given: T, feedback: impl Into<String>) -> Self {
        Self { given, right: false, feedback: feedback.into() }
    }
}

/// How much of the whole each of several right options is worth, in percent, as the banks write it:
/// rounded to five digits.
pub(super) fn share(options: &[Key<String>]) -> String {
    let right = options.iter().filter(|option| option.right).count().max(1);
    let share = format!("{:.5}", 100.0 / right as f64);
    share.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Questions that belong together.
#[derive(Debug)]
pub(super) struct Category {
    /// The week, or nothing for questions of no week.
    pub(super) name: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// The questions of some things of a course, or of all of it, by week.
///
/// # Errors
/// Where something that is wanted has no questions.
pub(super) fn gather(
    library: &Library,
    wanted: &[Reference],
    words: &Messages,
) -> Result<Vec<Category>, Problem> {
    let all = library.questions();
    let mut questions = Vec::new();
    for reference in wanted {
        let week = |lesson: &str| library.slot(&lesson.into()).map(|slot| slot.week);
        let found: Vec<_> = match reference {
            Reference::Quiz(id) => library.quiz(id)?.questions.clone(),
            Reference::Lesson(id) => {
                let of = |lesson: &str| lesson == id.as_str();
                let own = all
                    .iter()
                    .filter(|one| one.lesson.as_ref().is_some_and(|at| of(at.value.as_str())));
                own.cloned().collect()
            }
            Reference::Week(id) => {
                let number = library.week_of(id);
                let of = |lesson: &str| number.is_some() && week(lesson) == number;
                let own = all
                    .iter()
                    .filter(|one| one.lesson.as_ref().is_some_and(|at| of(at.value.as_str())));
                own.cloned().collect()
            }
            _ => Vec::new(),
        };
        if found.is_empty() {
            return Err(Problem::usage(format!("{} has no questions", reference.id()))
                .hint("Name a week, a lesson or a quiz"));
        }
        questions.extend(found);
    }
    let questions = if wanted.is_empty() { all } else { questions };
    let mut weeks: std::collections::BTreeMap<Option<usize>, Vec<Entry>> = Default::default();
    let mut seen = std::collections::HashSet::new();
    for question in questions.iter().filter(|question| seen.insert(question.id.clone())) {
        let lesson = question.lesson.as_ref().map(|lesson| &lesson.value);
        let week = lesson.and_then(|lesson| library.slot(lesson)).map(|slot| slot.week);
        weeks.entry(week).or_default().extend(map::entries(question, words));
    }
    let category = |(week, entries): (Option<usize>, Vec<Entry>)| {
        let name = week.and_then(|week| library.week(week)).map(|week| week.title.clone());
        Category { name, entries }
    };
    Ok(weeks.into_iter().map(category).collect())
}
