//! What a week holds, and how each thing stands.

use std::sync::Arc;

use crate::{
    course::LessonCard,
    exercise::card::Card,
    id::QuizId,
    library::{Place, Reference},
    role::Role,
    session::{ExerciseState, LessonState, QuizState},
    tui::screen::Environment,
};

/// One thing of a week that can be opened.
pub enum Item<'a> {
    Lesson(Place, &'a LessonCard),
    Exercise(Arc<Card>),
    Quiz(QuizId),
}

/// How an item is shown.
pub struct Look {
    pub sign: &'static str,
    pub role: Role,
    pub name: String,
    /// How it stands, in words.
    pub state: String,
}

/// The lessons, the exercises and the quizzes of a week.
pub fn items(env: &Environment, week: usize) -> Vec<Item<'_>> {
    let library = env.session.library();
    let cards = library.lessons(week).iter().enumerate();
    let lessons = cards.map(|(lesson, card)| Item::Lesson(Place { week, lesson }, card));
    let listed = library.week(week).map_or(&[][..], |week| week.exercises.as_slice()).iter();
    let exercises = listed.filter_map(|id| library.exercise_card(id)).map(Item::Exercise);
    let quizzes = library.quizzes_of(week).into_iter().map(Item::Quiz);
    lessons.chain(exercises).chain(quizzes).collect()
}

/// The key of the word for a week's quiz or the exam.
pub fn quiz_word(id: &QuizId, env: &Environment) -> &'static str {
    let exam = env.session.library().exam();
    if exam.as_ref() == Some(id) { "home.exam" } else { "home.quiz" }
}

impl Item<'_> {
    /// What it is.
    pub fn reference(&self) -> Reference {
        match self {
            Self::Lesson(_, card) => Reference::Lesson(card.id.clone()),
            Self::Exercise(card) => Reference::Exercise(card.id.clone()),
            Self::Quiz(id) => Reference::Quiz(id.clone()),
        }
    }

    /// Whether it was read or passed.
    pub fn is_done(&self, env: &Environment) -> bool {
        match self {
            Self::Lesson(_, card) => env.session.lesson_state(&card.id).is_done(),
            Self::Exercise(card) => {
                let state = env.session.exercise_state(&card.id);
                matches!(state, ExerciseState::Graded { passed: true, .. })
            }
            Self::Quiz(id) => env.session.quiz_state(id).is_done(),
        }
    }

    /// Its name and how it stands.
    pub fn look(&self, env: &Environment) -> Look {
        match self {
            Self::Lesson(place, card) => {
                let number = env.session.library().number(*place);
                let (sign, role, state) = match env.session.lesson_state(&card.id) {
                    LessonState::Done => (env.signs.done, Role::Good, String::new()),
                    LessonState::Reading { percent } => {
                        (env.signs.partly, Role::Accent, format!("{percent} %"))
                    }
                    LessonState::New => {
                        let minutes = env.words.fill("home.minutes", &[("n", &card.minutes)]);
                        (env.signs.dot, Role::Muted, minutes)
                    }
                };
                Look { sign, role, name: format!("{number} {}", card.title), state }
            }
            Self::Exercise(card) => {
                let (sign, role, state) = match env.session.exercise_state(&card.id) {
                    ExerciseState::New => {
                        (env.signs.task, Role::Muted, env.say("home.new").to_owned())
                    }
                    ExerciseState::Drafted => {
                        (env.signs.partly, Role::Accent, env.say("home.draft").to_owned())
                    }
                    ExerciseState::Graded { best, passed } => {
                        let state = match card.par {
                            Some(par) => {
                                env.words.fill("home.best-of-par", &[("n", &best), ("par", &par)])
                            }
                            None => env.words.fill("home.best-of", &[("n", &best)]),
                        };
                        let sign = if passed { env.signs.done } else { env.signs.task };
                        (sign, if passed { Role::Good } else { Role::Warn }, state)
                    }
                };
                Look { sign, role, name: card.title.clone(), state }
            }
            Self::Quiz(id) => {
                let (sign, role, state) = match env.session.quiz_state(id) {
                    QuizState::New => {
                        (env.signs.quiz, Role::Muted, env.say("home.not-taken").to_owned())
                    }
                    QuizState::Underway { answered, all } => (
                        env.signs.partly,
                        Role::Accent,
                        env.words.fill("home.underway", &[("n", &answered), ("all", &all)]),
                    ),
                    QuizState::Taken { best, passed } => (
                        if passed { env.signs.done } else { env.signs.quiz },
                        if passed { Role::Good } else { Role::Warn },
                        env.words.fill("home.best", &[("n", &best)]),
                    ),
                };
                Look { sign, role, name: env.say(quiz_word(id, env)).to_owned(), state }
            }
        }
    }
}
