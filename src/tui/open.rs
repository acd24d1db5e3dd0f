//! The screen of each route: the only place that knows all screens.

use super::{
    route::Route,
    screen::{Environment, Screen},
    screens::{
        advisor::Advisor, answer::AnswerScreen, catalog::Browse, change::ChangePage,
        changes::Changes, check::Check, class::Classes, class_report::ClassReport,
        class_terms::ClassTerms, classify::Classify, compare::Compare, courses::Switcher,
        exercise::Cover, help::Help, home::Home, lab::Lab, lesson::Lesson, mistakes::Mistakes,
        note::WriteNote, notes::Notes, palette::Palette, pattern::PatternPage, plan::PlanScreen,
        quiz::Examination, results::Results, review::ReviewScreen, search::Search,
        settings::Change, sheet::SheetPage, stats::Stats, week::WeekPage, welcome::Welcome,
        written::Write,
    },
    workbench::Decomposition,
};
use crate::{design::Scenario, problem::Problem};

/// Makes the screen of a route.
///
/// # Errors
/// Where what it should show is not there.
pub(super) fn open(route: Route, env: &mut Environment) -> Result<Box<dyn Screen>, Problem> {
    Ok(match route {
        Route::Home => Box::new(Home::new(env)),
        Route::Welcome => Box::new(Welcome::new(env)),
        Route::Lesson { id, heading } => Box::new(Lesson::open(&id, heading.as_deref(), env)?),
        Route::LessonAt(id, at) => {
            let mut lesson = Lesson::open(&id, None, env)?;
            lesson.show(at);
            Box::new(lesson)
        }
        Route::Search(words) => Box::new(Search::new(words, env)),
        Route::Help { table, idle, hints, digits } => {
            Box::new(Help::new(table, &idle, &hints, digits, env))
        }
        Route::Palette => Box::new(Palette::new(env)),
        Route::Quiz(id) => Box::new(Examination::new(&id, env)?),
        Route::Results => Box::new(Results::new(env)?),
        Route::Result(id) => Box::new(Examination::reopen(&id, env)?),
        Route::Question(id) => match env.session.library().task(&id) {
            Some(task) => Box::new(Write::new(task)),
            None => Box::new(Check::new(&id, env)?),
        },
        Route::Catalog => Box::new(Browse::new(env)),
        Route::Compare(patterns) => Box::new(Compare::new(patterns, env)?),
        Route::Advisor => Box::new(Advisor::default()),
        Route::Exercise(id) => Box::new(Cover::new(&id, env)?),
        Route::Workbench { id, version } => {
            let exercise = env.session.library().exercise(&id)?.exercise;
            let version = version.as_deref();
            match exercise.facts_as::<Scenario>() {
                Some(_) => Box::new(Decomposition::open(&id, version, env)?),
                None => Box::new(AnswerScreen::open(&id, version, env)?),
            }
        }
        Route::Changes(id) => Box::new(Changes::new(&id, env)?),
        Route::Change(sequence) => Box::new(ChangePage::new(sequence, env)?),
        Route::Follow(sequence) => Box::new(Decomposition::follow(&sequence, env)?),
        Route::Lab(id) => Box::new(Lab::open(&id, env)?),
        Route::Classify => Box::new(Classify::default()),
        Route::Week(id) => Box::new(WeekPage::open(&id, env)?),
        Route::Pattern(id) => Box::new(PatternPage::open(id, env)?),
        Route::Mistakes => Box::new(Mistakes::new(env)?),
        Route::Review(scope) => Box::new(ReviewScreen::new(scope, env)?),
        Route::Plan => Box::new(PlanScreen::new(env)?),
        Route::Stats => Box::new(Stats::new(env)?),
        Route::Notes => Box::new(Notes::new(env)?),
        Route::WriteNote(lesson, at) => Box::new(WriteNote::new(lesson, at)),
        Route::Page(sheet) => Box::new(SheetPage::open(&sheet, env)?),
        Route::Courses => Box::new(Switcher::new(env)),
        Route::Class => Box::new(Classes::default()),
        Route::ClassTerms(file) => Box::new(ClassTerms::new(&file, env)?),
        Route::ClassReport(place, today) => Box::new(ClassReport::new(*place, today, env)?),
        Route::Settings => Box::new(Change::new(env)),
    })
}
