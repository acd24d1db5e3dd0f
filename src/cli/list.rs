//! `archtutor list`: what the course has.

use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    coverage,
    library::{Item, Library, Slot},
    messages::Messages,
    problem::Problem,
    session::{ExerciseState, LabState, LessonState, QuizState, Session, State},
    text::counted,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which kind of thing.
    #[arg(value_enum, default_value_t)]
    what: What,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum What {
    Weeks,
    #[default]
    Lessons,
    Quizzes,
    Exercises,
    Labs,
    Patterns,
    /// Where each item of the sources is taught and asked.
    Coverage,
    /// What the sources had wrong, and where it is corrected.
    Errata,
}

/// One thing of the course.
#[derive(Serialize)]
struct Row {
    id: String,
    /// Number in the course, such as `4.2`; empty where things have none.
    #[serde(skip_serializing_if = "String::is_empty")]
    number: String,
    title: String,
    /// The week's id, or the pattern's family.
    part: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    /// How it stands, in words: for people. Scripts read `standing`.
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    /// How it stands; nothing where nothing is kept of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<State>,
    /// The points of a good answer to an exercise.
    #[serde(skip_serializing_if = "Option::is_none")]
    par: Option<f64>,
}

impl Row {
    /// A thing that nothing is kept of.
    fn of(id: impl ToString, title: impl Into<String>, part: impl Into<String>) -> Self {
        Self {
            id: id.to_string(),
            number: String::new(),
            title: title.into(),
            part: part.into(),
            minutes: None,
            state: String::new(),
            standing: None,
            par: None,
        }
    }
}

/// Prints the list.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    match args.what {
        What::Coverage => return coverage(session.library(), args.format),
        What::Errata => return errata(session.library(), args.format),
        _ => {}
    }
    let words = Messages::load(&context.settings.language);
    let rows = rows(args.what, &session, &words, &context.settings.language);
    match args.format {
        Format::Json => output::print_json(&rows)?,
        Format::Text => output::print(&table(&rows))?,
    }
    Ok(0)
}

fn coverage(library: &Library, format: Format) -> Result<u8, Problem> {
    let rows = library.coverage();
    if format == Format::Json {
        output::print_json(&rows)?;
        return Ok(0);
    }
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let state = serde_json::to_value(row.state).unwrap_or_default();
            [
                row.source.clone(),
                state.as_str().unwrap_or_default().to_owned(),
                row.lessons.join(" "),
                row.questions.join(" "),
                row.waiting_for.clone(),
            ]
        })
        .collect();
    let mut text = output::columns(&cells);
    let counts: Vec<String> = coverage::counts(&rows)
        .into_iter()
        .map(|(state, count)| format!("{count} {state:?}").to_lowercase())
        .collect();
    text.push_str(&format!("\n{}: {}\n", counted(rows.len(), "item"), counts.join(", ")));
    output::print(&text)?;
    Ok(0)
}

fn errata(library: &Library, format: Format) -> Result<u8, Problem> {
    let errata = library.errata();
    if format == Format::Json {
        output::print_json(&errata)?;
        return Ok(0);
    }
    let cells: Vec<[String; 4]> = errata
        .iter()
        .map(|found| {
            [found.id.clone(), found.kind.clone(), found.lesson.clone(), found.question.clone()]
        })
        .collect();
    output::print(&output::columns(&cells))?;
    Ok(0)
}

fn rows(what: What, session: &Session, words: &Messages, language: &str) -> Vec<Row> {
    let library = session.library();
    match what {
        What::Weeks => weeks(library),
        What::Lessons => lessons(session),
        What::Quizzes => quizzes(session),
        What::Exercises => exercises(session),
        What::Labs => labs(session, words),
        What::Patterns => library
            .catalog()
            .patterns()
            .iter()
            .map(|pattern| {
                Row::of(&pattern.id, pattern.names.in_language(language), &pattern.family)
            })
            .collect(),
        What::Coverage | What::Errata => Vec::new(),
    }
}

fn weeks(library: &Library) -> Vec<Row> {
    let weeks = library.weeks();
    weeks
        .map(|week| Row {
            number: week.number().map_or_else(String::new, |number| number.to_string()),
            ..Row::of(&week.id, &week.title, &week.folder)
        })
        .collect()
}

/// The id of a week by its place.
fn week_id(library: &Library, week: usize) -> String {
    library.week(week).map_or_else(String::new, |week| week.id.to_string())
}

fn lessons(session: &Session) -> Vec<Row> {
    let library = session.library();
    library
        .all_lessons()
        .map(|(place, card)| {
            let state = session.lesson_state(&card.id);
            Row {
                number: library.number(place),
                minutes: Some(card.minutes),
                state: match state {
                    LessonState::New => "new".into(),
                    LessonState::Reading { percent } => format!("{percent} %"),
                    LessonState::Known => "known".into(),
                    LessonState::Done => "done".into(),
                },
                standing: Some(State::Lesson(state)),
                ..Row::of(&card.id, &card.title, week_id(library, place.week))
            }
        })
        .collect()
}

fn quizzes(session: &Session) -> Vec<Row> {
    let library = session.library();
    let row = |(place, item): (Slot, &Item)| {
        let Item::Quiz(id) = item else { return None };
        let week = library.week(place.week).filter(|week| week.quiz.as_ref() == Some(id));
        let (title, part) = match week {
            Some(week) => (week.title.clone(), week.id.to_string()),
            // The exam belongs to all weeks.
            None => {
                let exam = library.quiz(id).map(|quiz| quiz.title.clone());
                (exam.unwrap_or_else(|_| id.to_string()), String::new())
            }
        };
        let quiz = session.quiz_state(id);
        let state = match (quiz.open(), quiz) {
            (Some(open), _) => format!("{} of {}", open.answered, open.all),
            (None, QuizState::Taken { best, .. }) => format!("best {best} %"),
            (None, _) => "new".into(),
        };
        Some(Row { state, standing: Some(State::Quiz(quiz)), ..Row::of(id, title, part) })
    };
    library.all_items().filter_map(row).collect()
}

fn exercises(session: &Session) -> Vec<Row> {
    let library = session.library();
    let row = |card: std::sync::Arc<crate::exercise::card::Card>| {
        let mut weeks = library.weeks();
        let week = weeks.find(|week| week.number() == card.week.map(u32::from));
        let part = week.map_or_else(String::new, |week| week.id.to_string());
        let state = session.exercise_state(&card.id);
        Row {
            number: card.number.clone(),
            minutes: card.minutes,
            state: match state {
                ExerciseState::New => "new".into(),
                ExerciseState::Drafted => "draft".into(),
                ExerciseState::Graded { best, .. } => match card.par {
                    Some(par) => format!("best {best} of par {par}"),
                    None => format!("best {best}"),
                },
            },
            standing: Some(State::Exercise(state)),
            par: card.par,
            ..Row::of(&card.id, &card.title, part)
        }
    };
    library.exercise_cards().into_iter().map(row).collect()
}

fn labs(session: &Session, words: &Messages) -> Vec<Row> {
    let library = session.library();
    let row = |(place, item): (Slot, &Item)| {
        let Item::Lab(id) = item else { return None };
        let lab = session.lab_state(id);
        let state = match lab {
            LabState::New => "new".into(),
            LabState::Underway { reached, all } => format!("{reached} of {all}"),
        };
        let (title, part) = (library.item_name(place, words), week_id(library, place.week));
        Some(Row { state, standing: Some(State::Lab(lab)), ..Row::of(id, title, part) })
    };
    library.all_items().filter_map(row).collect()
}

/// Columns as wide as what stands in them.
fn table(rows: &[Row]) -> String {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let known = row.minutes.filter(|minutes| *minutes > 0);
            let minutes = known.map_or_else(String::new, |minutes| format!("{minutes} min"));
            [row.number.clone(), row.id.clone(), row.title.clone(), minutes, row.state.clone()]
        })
        .collect();
    output::columns(&cells)
}
