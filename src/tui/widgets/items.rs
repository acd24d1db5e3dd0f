//! How the things of a week are shown in a list, and how one goes on from one to the next.

use crate::{
    library::{Item, Reference, Slot},
    role::Role,
    session::{ExerciseState, LabState, LessonState, QuizState, State},
    tui::{
        route::Route,
        screen::{Effect, Environment},
    },
};

/// How an item is shown.
pub struct Look {
    pub sign: &'static str,
    pub role: Role,
    pub name: String,
    /// How it stands, in words.
    pub state: String,
}

/// Its sign, its name and how it stands.
pub fn look(slot: Slot, item: &Item, env: &Environment) -> Look {
    let (sign, role) = sign(env.session.state(item), env);
    Look {
        sign,
        role,
        name: env.session.library().item_name(slot, &env.words),
        state: env.session.state_words(slot, &env.words),
    }
}

/// Goes on from what is open to what comes behind it.
pub fn onward(from: &Reference, env: &Environment) -> Effect {
    let library = env.session.library();
    let next = library.slot_of(from).and_then(|slot| env.session.onward(slot));
    match next.and_then(|slot| library.item(slot)) {
        Some(item) => Effect::Replace(Route::of(&item.reference())),
        None => Effect::Notice(env.say("home.last").to_owned()),
    }
}

fn sign(state: State, env: &Environment) -> (&'static str, Role) {
    let signs = &env.signs;
    match state {
        state if state.is_done() => (signs.done, Role::Good),
        State::Lesson(LessonState::New) => (signs.dot, Role::Muted),
        State::Exercise(ExerciseState::New) | State::Lab(LabState::New) => {
            (signs.task, Role::Muted)
        }
        State::Quiz(QuizState::New) => (signs.quiz, Role::Muted),
        State::Exercise(ExerciseState::Graded { .. }) => (signs.task, Role::Warn),
        State::Quiz(QuizState::Taken { .. }) => (signs.quiz, Role::Warn),
        _ => (signs.partly, Role::Accent),
    }
}
