//! `archtutor quiz`: a quiz on the screen, or on plain lines where there is none.

use super::{Context, flags, plain, start};
use crate::{
    id::QuizId,
    library::{Library, Reference},
    problem::Problem,
    quiz::SittingMode,
    tui::{route::Route, terminal},
};

/// Takes the quiz.
pub(super) fn run(args: &flags::Quiz, context: Context) -> Result<u8, Problem> {
    let mut session = context.study()?;
    let id = find(session.library(), &args.id)?;
    let mode = if args.exam { SittingMode::Exam } else { SittingMode::Practice };
    if context.settings.plain || terminal::usable().is_err() {
        return plain::run(session, &context.settings, plain::Start::Quiz(id, mode));
    }
    // The screen goes on with an attempt that has begun.
    let quiz = session.library().quiz(&id)?;
    let begun = session.open_sitting(&quiz)?.is_some_and(|open| open.mode == mode);
    if args.exam && !begun {
        session.start_sitting(&quiz, mode)?;
    }
    start(session, context, vec![Route::Home, Route::Quiz(id)])
}

/// The quiz of that id, or of the week that is called so.
fn find(library: &Library, word: &str) -> Result<QuizId, Problem> {
    let id = QuizId::new(word.strip_prefix("quiz:").unwrap_or(word));
    match library.quiz(&id) {
        Ok(quiz) => return Ok(quiz.id.clone()),
        // Its file is there and has a mistake.
        Err(problem) if !problem.why.is_empty() => return Err(problem),
        Err(_) => {}
    }
    let week = match library.resolve(word)? {
        Reference::Quiz(id) => return Ok(id),
        Reference::Week(week) => library.week_of(&week).and_then(|at| library.week(at)),
        Reference::Lesson(id) => library.slot(&id).and_then(|slot| library.week(slot.week)),
        _ => None,
    };
    week.and_then(|week| week.quiz.clone()).ok_or_else(|| {
        Problem::usage(format!("`{}` has no quiz", crate::text::sanitize(word)))
            .hint("archtutor list quizzes shows all of them")
    })
}
