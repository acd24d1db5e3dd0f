//! How a sitting went: the result, and every question with a way to its explanation and to its lesson.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::cover::paragraph;
use crate::{
    id::LessonId,
    quiz::{Answer, Given, Quiz, Sitting, SittingResult},
    role::Role,
    text,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// From this number on a hit is the lesson of an entry.
const LESSONS: usize = 10_000;

/// The page.
pub(super) struct Outcome {
    result: SittingResult,
    /// Whether it asked again what another sitting missed.
    retry: bool,
    /// Places of the questions in the sitting: first those that were missed.
    entries: Vec<usize>,
    selected: usize,
    /// Whether a week is known by it.
    known: bool,
    rows: Rows,
}

/// What lies under the mouse.
pub(super) enum Hit {
    /// A question, by its place in the sitting.
    Question(usize),
    /// The lesson of an entry.
    Lesson(usize),
}

impl Outcome {
    /// How a sitting went.
    pub(super) fn new(sitting: &Sitting, result: SittingResult) -> Self {
        let missed = |place: &usize| {
            let id = sitting.drawn.get(*place);
            result.missed.iter().any(|missed| Some(&missed.question) == id)
        };
        let (first, rest): (Vec<_>, Vec<_>) = (0..sitting.drawn.len()).partition(missed);
        let entries = first.into_iter().chain(rest).collect();
        let mut rows = Rows::default();
        rows.show(0);
        let known = result.passed && sitting.quiz.tested_week().is_some();
        Self { result, known, retry: sitting.retry.is_some(), entries, selected: 0, rows }
    }

    /// Place in the sitting of the question that is selected.
    pub(super) fn place(&self) -> Option<usize> {
        self.entries.get(self.selected).copied()
    }

    /// Whether anything was missed.
    pub(super) fn has_missed(&self) -> bool {
        !self.result.missed.is_empty()
    }

    /// The number of the next question or the one before, if there is one.
    pub(super) fn beside(&self, forward: bool) -> Option<usize> {
        let to = if forward { Some(self.selected + 1) } else { self.selected.checked_sub(1) };
        to.filter(|to| *to < self.entries.len())
    }

    /// Selects the next question or the one before; says whether there is one.
    pub(super) fn step(&mut self, forward: bool) -> bool {
        let Some(to) = self.beside(forward) else { return false };
        self.selected = to;
        self.rows.keep_in_sight();
        true
    }

    /// Selects the question at a place.
    fn select(&mut self, place: usize) {
        self.selected = self.entries.iter().position(|at| *at == place).unwrap_or(self.selected);
    }

    /// Moves the selection.
    pub(super) fn go(&mut self, motion: Motion) {
        let before = self.selected;
        self.selected = motion.apply(before, self.entries.len(), 5);
        self.rows.keep_in_sight();
        if before == self.selected {
            self.rows.scroll(motion);
        }
    }

    /// Scrolls by lines.
    pub(super) fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// What lies under the mouse; it is selected.
    pub(super) fn hit(&mut self, at: Position) -> Option<Hit> {
        let hit = self.rows.hit(at)?;
        let place = hit.checked_sub(LESSONS).unwrap_or(hit);
        self.select(place);
        Some(if hit < LESSONS { Hit::Question(place) } else { Hit::Lesson(place) })
    }

    /// Lays the page out.
    pub(super) fn arrange(
        &mut self,
        area: Rect,
        quiz: &Quiz,
        sitting: &Sitting,
        env: &Environment,
    ) {
        // The last cell may tell that there is more below.
        let width = usize::from(area.width).saturating_sub(1);
        let mut rows = self.head(quiz, width, env);
        let missed = self.result.missed.len();
        for (number, place) in self.entries.iter().enumerate() {
            let head = match number {
                0 if missed > 0 => Some("quiz.missed"),
                at if at == missed => Some("quiz.rest"),
                _ => None,
            };
            if let Some(key) = head {
                rows.push(Row::blank());
                rows.extend(paragraph(env.say(key), width, Role::Muted, 0));
            }
            rows.extend(self.entry(number, *place, (quiz, sitting), width, env));
        }
        self.rows.arrange(area, rows);
    }

    fn head(&self, quiz: &Quiz, width: usize, env: &Environment) -> Vec<Row> {
        let result = &self.result;
        let (sign, role, word) = if self.retry {
            (env.signs.dot, Role::Muted, "quiz.retried")
        } else if result.passed {
            (env.signs.done, Role::Good, "quiz.passed")
        } else {
            (env.signs.open, Role::Warn, "quiz.not-yet")
        };
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("right", &result.right),
            ("asked", &result.asked),
            ("percent", &result.percent),
            ("pass", &quiz.pass),
        ];
        let mut rows = vec![Row::text(format!("{sign} {}", env.words.format(word, &values)), role)];
        rows.extend(paragraph(&env.words.format("quiz.score", &values), width, Role::Text, 0));
        if self.known {
            rows.extend(paragraph(env.say("test-out.known"), width, Role::Text, 0));
        }
        rows
    }

    /// A question: how it was answered, what it asked, and where to read of it if it was missed.
    fn entry(
        &self,
        number: usize,
        place: usize,
        (quiz, sitting): (&Quiz, &Sitting),
        width: usize,
        env: &Environment,
    ) -> Vec<Row> {
        let Some(id) = sitting.drawn.get(place) else { return Vec::new() };
        let given = sitting.given(id);
        let selected = number == self.selected;
        let (sign, role) = sign(given, env);
        let lead = format!("{} {} ", if selected { env.signs.here } else { " " }, sign);
        let indent = text::width(&lead);
        let mut said = sitting.title(quiz, id, &env.words);
        if let Some(given) = given.filter(|given| !given.right && given.share > 0.0) {
            let percent = (given.share * 100.0).floor();
            let share = env.words.format("quiz.share", &[("percent", &percent)]);
            said = format!("{said} ({share})");
        }
        if is_changed(quiz, given) {
            said = format!("{said} ({})", env.say("quiz.changed"));
        }
        let lines = text::wrap(&text::sanitize(&said), width.saturating_sub(indent).max(8));
        let mut rows: Vec<Row> = lines
            .into_iter()
            .enumerate()
            .map(|(at, line)| {
                let lead = if at == 0 { lead.clone() } else { " ".repeat(indent) };
                let spans = vec![(lead, role), (line, Role::Text)];
                Row::spans(spans).hit(place).select(selected)
            })
            .collect();
        if given.is_none_or(|given| !given.right)
            && let Some(name) = lesson_of(quiz, sitting, place).and_then(|id| name(&id, env))
        {
            let line = format!("{} {name}", env.signs.arrow);
            for line in text::wrap(&line, width.saturating_sub(indent).max(8)) {
                rows.push(Row::text(line, Role::Link).indent(indent as u16).hit(LESSONS + place));
            }
        }
        rows
    }

    /// Draws the page.
    pub(super) fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// Whether a question was edited after it was answered.
fn is_changed(quiz: &Quiz, given: Option<&Given>) -> bool {
    given.is_some_and(|given| {
        let now = quiz.question(given.question.as_str());
        now.is_some_and(|question| question.revision != given.revision)
    })
}

/// The lesson of the question at a place.
pub(super) fn lesson_of(quiz: &Quiz, sitting: &Sitting, place: usize) -> Option<LessonId> {
    let question = quiz.question(sitting.drawn.get(place)?.as_str())?;
    question.lesson.as_ref().map(|lesson| lesson.value.clone())
}

fn name(lesson: &LessonId, env: &Environment) -> Option<String> {
    let library = env.session.library();
    let slot = library.slot(lesson)?;
    Some(format!("{} {}", library.number(slot), library.at(slot)?.title))
}

fn sign(given: Option<&Given>, env: &Environment) -> (&'static str, Role) {
    match given {
        Some(given) if given.right => (env.signs.done, Role::Good),
        Some(given) if given.answer == Answer::DontKnow => (env.signs.open, Role::Warn),
        Some(given) if given.share > 0.0 => (env.signs.partly, Role::Warn),
        _ => (env.signs.wrong, Role::Bad),
    }
}
