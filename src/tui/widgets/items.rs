//! What a week holds, and how each thing stands.

use crate::{
    course::LessonCard,
    id::QuizId,
    library::{Place, Reference},
    role::Role,
    session::{LessonState, QuizState},
    tui::screen::Environment,
};

/// One thing of a week that can be opened.
pub enum Item<'a> {
    Lesson(Place, &'a LessonCard),
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

/// The lessons and the quizzes of a week.
pub fn items(env: &Environment, week: usize) -> Vec<Item<'_>> {
    let library = env.session.library();
    let cards = library.lessons(week).iter().enumerate();
    let lessons = cards.map(|(lesson, card)| Item::Lesson(Place { week, lesson }, card));
    let quizzes = library.quizzes_of(week).into_iter().map(Item::Quiz);
    lessons.chain(quizzes).collect()
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
            Self::Quiz(id) => Reference::Quiz(id.clone()),
        }
    }

    /// Whether it was read or passed.
    pub fn is_done(&self, env: &Environment) -> bool {
        match self {
            Self::Lesson(_, card) => env.session.lesson_state(&card.id).is_done(),
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
