//! All that the report says about one thing, and the way to it in the course.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows_of;
use crate::{
    class::print::{page::Part, tables::About},
    id::{ExerciseId, LessonId, QuestionId, QuizId, WeekId},
    library::{Library, Reference},
    role::Role,
    text,
    tui::{
        action::Action,
        route::Route,
        screen::{Effect, Environment},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// A page about a row.
pub(super) struct Page {
    name: String,
    pub(super) about: About,
    parts: Vec<Part>,
    /// Whether the course that is open is the class's.
    known: bool,
    rows: Rows,
}

impl Page {
    pub(super) fn new(name: &str, about: About, parts: Vec<Part>, known: bool) -> Self {
        Self { name: name.to_owned(), about, parts, known, rows: Rows::default() }
    }

    /// What it is about, in the course that is open.
    pub(super) fn route(&self, env: &Environment) -> Option<Route> {
        let library = env.session.library();
        let reference = match &self.about {
            About::Lesson(id) => Reference::Lesson(LessonId::new(id)),
            About::Exercise(id) => Reference::Exercise(ExerciseId::new(id)),
            About::Week(id) => Reference::Week(WeekId::new(id)),
            About::Item { id, .. } | About::Question(id) => {
                let question = library.question(&QuestionId::new(id)).ok()?;
                Reference::Lesson(question.lesson.as_ref()?.value.clone())
            }
            About::Quiz(_) | About::Learner(_) | About::Misconception(_) => return None,
        };
        self.known.then(|| library.existing(reference).ok().map(|found| Route::of(&found)))?
    }

    pub(super) fn update(&mut self, action: &Action) -> Effect {
        match action {
            Action::Move(motion) => match self.rows.scroll(*motion) {
                true => Effect::Redraw,
                false => Effect::Nothing,
            },
            Action::Wheel { lines, .. } => {
                self.rows.shift(*lines);
                Effect::Redraw
            }
            _ => Effect::Pass,
        }
    }

    pub(super) fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::middle(area);
        let width = usize::from(area.width).saturating_sub(1);
        let mut rows = rows_of(&self.name, Role::Heading, 0, width);
        rows.extend(self.said(area.width.saturating_sub(1), env));
        rows.push(Row::blank());
        rows.extend(self.figures(width));
        self.rows.arrange(area, rows);
    }

    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }

    /// What the course says about it.
    fn said(&self, width: u16, env: &Environment) -> Vec<Row> {
        let library = env.session.library();
        if !self.known {
            return Vec::new();
        }
        if let About::Item { id, .. } | About::Question(id) = &self.about {
            let whole = library.whole(&QuestionId::new(id)).unwrap_or_default();
            return match whole.is_empty() {
                true => Vec::new(),
                false => {
                    let rows = Row::markdown(&whole, width, env);
                    std::iter::once(Row::blank()).chain(rows).collect()
                }
            };
        }
        let title = title(&self.about, library);
        title.map_or_else(Vec::new, |title| rows_of(&title, Role::Text, 0, width.into()))
    }

    fn figures(&self, width: usize) -> Vec<Row> {
        let names = self.parts.iter().filter_map(|part| match part {
            Part::Figure(name, _) => Some(text::width(name)),
            _ => None,
        });
        let room = names.max().unwrap_or(0).min(width / 2);
        let mut rows = Vec::new();
        for part in &self.parts {
            match part {
                Part::Heading(said) => {
                    rows.push(Row::blank());
                    rows.extend(rows_of(said, Role::Strong, 0, width));
                }
                Part::Sentence(said) => rows.extend(rows_of(said, Role::Warn, 0, width)),
                Part::Figure(name, value) => rows.extend(figure(name, value, room, width)),
            }
        }
        rows
    }
}

/// A name with what it comes to beside it, or below it where the name is long.
fn figure(name: &str, value: &str, room: usize, width: usize) -> Vec<Row> {
    let name = text::sanitize(name);
    let beside = text::width(&name) <= room && room + 2 + text::width(value) <= width;
    if beside {
        let spans = vec![
            (text::pad(&name, room + 2), Role::Muted),
            (text::sanitize(value).into_owned(), Role::Text),
        ];
        return vec![Row::spans(spans)];
    }
    let mut rows = rows_of(&name, Role::Muted, 0, width);
    rows.extend(rows_of(value, Role::Text, 2, width));
    rows
}

/// The title of a thing of the course.
fn title(about: &About, library: &Library) -> Option<String> {
    match about {
        About::Lesson(id) => {
            let slot = library.slot(&LessonId::new(id))?;
            Some(format!("{} {}", library.number(slot), library.at(slot)?.title))
        }
        About::Exercise(id) => Some(library.exercise_card(&ExerciseId::new(id))?.title.clone()),
        About::Week(id) => Some(library.week(library.week_of(&WeekId::new(id))?)?.title.clone()),
        About::Quiz(id) => {
            let week = library.weeks().find(|week| week.quiz == Some(QuizId::new(id)))?;
            Some(week.title.clone())
        }
        About::Misconception(tag) => Some(library.misconception(tag)?.says.clone()),
        About::Question(_) | About::Item { .. } | About::Learner(_) => None,
    }
}
