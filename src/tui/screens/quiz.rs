//! A quiz: its first page, one question after the other, and the result with what was missed.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    id::QuizId,
    library::Reference,
    problem::Problem,
    quiz::{Quiz, Sitting, SittingMode, SittingResult},
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::{self, KeyContext},
        questions::{Asked, Turn},
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            items::onward,
            rows::{Row, Rows},
        },
    },
};

/// The text column is at most this wide.
const COLUMN: u16 = 84;

/// The quiz screen.
pub struct Examination {
    quiz: Arc<Quiz>,
    sitting: Option<Sitting>,
    /// Number of the question that is shown, from 0.
    at: usize,
    page: Page,
}

/// What is shown.
enum Page {
    /// What the quiz is, before it begins.
    Cover,
    Question(Box<Asked>),
    Result {
        result: SittingResult,
        selected: usize,
        rows: Rows,
    },
}

impl Examination {
    /// A quiz: the half-finished sitting goes on, else its first page.
    ///
    /// # Errors
    /// Where the course has no such quiz.
    pub fn new(id: &QuizId, env: &mut Environment) -> Result<Self, Problem> {
        let quiz = env.session.library().quiz(id)?;
        let sitting = env.session.open_sitting(&quiz)?;
        let mut screen = Self { quiz, sitting, at: 0, page: Page::Cover };
        if screen.sitting.is_some() {
            screen.next(env)?;
        }
        Ok(screen)
    }

    fn begin(&mut self, mode: SittingMode, env: &mut Environment) -> Result<(), Problem> {
        self.sitting = Some(env.session.start_sitting(&self.quiz, mode)?);
        self.next(env)
    }

    /// Goes to the first question without an answer, or to the result.
    fn next(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let Some(sitting) = &self.sitting else { return Ok(()) };
        match sitting.next(&self.quiz) {
            Some(at) => self.ask(at),
            None => {
                let result = sitting.result(&self.quiz);
                env.session.finish_sitting(sitting, &result)?;
                self.page = Page::Result { result, selected: 0, rows: Rows::default() };
            }
        }
        Ok(())
    }

    /// Shows a question; in practice with the verdict where it was answered.
    fn ask(&mut self, at: usize) {
        let Some(sitting) = &self.sitting else { return };
        let Some(posed) = sitting.pose(&self.quiz, at) else { return };
        let given = sitting.given(&posed.question.id);
        let asked = match (given, sitting.mode) {
            (Some(given), SittingMode::Practice) => Asked::answered(posed, &given.answer),
            (Some(given), SittingMode::Exam) => {
                let mut asked = Asked::new(posed);
                asked.fill(&given.answer);
                asked
            }
            (None, _) => Asked::new(posed),
        };
        self.at = at;
        self.page = Page::Question(Box::new(asked));
    }

    fn question(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let Page::Question(asked) = &mut self.page else { return Ok(Effect::Pass) };
        let answered = asked.verdict().is_some();
        match asked.update(action, env) {
            Turn::Redraw => return Ok(Effect::Redraw),
            Turn::Unready(why) => return Ok(Effect::Notice(why)),
            Turn::Answered(answer) => {
                let Some(sitting) = &mut self.sitting else { return Ok(Effect::Nothing) };
                // First on disk, then on the screen.
                let mut longer = sitting.clone();
                let verdict = longer.answer(&asked.posed, &answer);
                env.session.record_answer(&asked.posed, &answer, &verdict, Some(&longer))?;
                *sitting = longer;
                if sitting.mode == SittingMode::Exam {
                    self.next(env)?;
                } else {
                    asked.show(&answer);
                }
                return Ok(Effect::Redraw);
            }
            Turn::Pass => {}
        }
        match action {
            Action::Select | Action::Toggle | Action::Click(_) if answered => self.next(env)?,
            Action::Own("explain") if answered => asked.explain(),
            Action::Own("lesson") if answered => {
                return Ok(match &asked.posed.question.lesson {
                    Some(lesson) => {
                        Effect::Open(Route::of(&Reference::Lesson(lesson.value.clone())))
                    }
                    None => Effect::Nothing,
                });
            }
            Action::Next | Action::Previous => return Ok(self.turn(*action == Action::Next)),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    /// Goes to the question before or behind, as far as they were reached.
    fn turn(&mut self, on: bool) -> Effect {
        let Some(sitting) = &self.sitting else { return Effect::Nothing };
        let reached = sitting.next(&self.quiz).unwrap_or(sitting.drawn.len().saturating_sub(1));
        let to = if on { self.at + 1 } else { self.at.wrapping_sub(1) };
        if to > reached {
            return Effect::Nothing;
        }
        self.ask(to);
        Effect::Redraw
    }

    fn result(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let Page::Result { result, selected, rows } = &mut self.page else {
            return Ok(Effect::Pass);
        };
        let open = |at: usize| {
            let lesson = result.missed.get(at).and_then(|missed| missed.lesson.clone());
            lesson.map_or(Effect::Nothing, |id| Effect::Open(Route::of(&Reference::Lesson(id))))
        };
        match action {
            Action::Move(motion) => {
                let before = *selected;
                *selected = motion.apply(*selected, result.missed.len(), 5);
                rows.follow();
                if before == *selected {
                    rows.scroll(*motion);
                }
            }
            Action::Wheel { lines, .. } => rows.shift(*lines),
            Action::Select => return Ok(open(*selected)),
            Action::Click(at) => return Ok(rows.hit(*at).map_or(Effect::Nothing, open)),
            Action::Own("again") => {
                let mode = self.sitting.as_ref().map_or(SittingMode::Practice, |old| old.mode);
                self.begin(mode, env)?;
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }
}

/// What a name in the table `quiz` of the keymap does.
pub(super) fn command(name: &str) -> Option<Action> {
    match name {
        "answer" | "go-on" => Some(Action::Select),
        _ => Action::own(name, &["explain", "exam", "again", "lesson"]),
    }
}

impl Screen for Examination {
    fn keys(&self) -> KeyContext {
        let typing = matches!(&self.page, Page::Question(asked) if asked.typing());
        KeyContext::new("quiz", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "quiz.title"
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let answered = matches!(&self.page, Page::Question(asked) if asked.verdict().is_some());
        match action {
            "explain" | "lesson" => answered,
            "again" => matches!(self.page, Page::Result { .. }),
            _ => keymap::is_hinted(&self.hints(env), action),
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match &self.page {
            Page::Cover => vec!["select/go-on", "exam", "back"],
            Page::Question(asked) if asked.verdict().is_some() => {
                vec!["select/go-on", "explain", "lesson", "previous", "move", "back"]
            }
            Page::Question(asked) => {
                let mut hints = asked.hints();
                hints.push("back");
                hints
            }
            Page::Result { .. } => vec!["select/read-again", "move", "again", "back"],
        }
    }

    fn status(&self, env: &Environment) -> String {
        match (&self.page, &self.sitting) {
            (Page::Question(_), Some(sitting)) => {
                let (n, all) = (self.at + 1, sitting.drawn.len());
                env.words.format("quiz.question-of", &[("n", &n), ("all", &all)])
            }
            _ => String::new(),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match &self.page {
            Page::Question(_) => self.question(&action, env),
            _ if action == Action::Next => Ok(onward(&Reference::Quiz(self.quiz.id.clone()), env)),
            Page::Result { .. } => self.result(&action, env),
            Page::Cover => {
                match action {
                    Action::Select | Action::Toggle | Action::Click(_) => {
                        self.begin(SittingMode::Practice, env)?;
                    }
                    Action::Own("exam") => self.begin(SittingMode::Exam, env)?,
                    Action::Move(Motion::Up | Motion::Down) => return Ok(Effect::Nothing),
                    _ => return Ok(Effect::Pass),
                }
                Ok(Effect::Redraw)
            }
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = body(area);
        match &mut self.page {
            Page::Cover => {}
            Page::Question(asked) => {
                let links = links(asked, env);
                asked.arrange(area, links, env);
            }
            Page::Result { result, selected, rows } => {
                let shown = result_rows(&self.quiz, result, *selected, area.width, env);
                rows.arrange(area, shown);
            }
        }
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let body = body(area);
        draw::put(buffer, body.x, area.y, body.width, &self.quiz.title, env.style(Role::Heading));
        if let (Page::Question(_), Some(sitting)) = (&self.page, &self.sitting) {
            let share = sitting.given.len() as f64 / sitting.drawn.len().max(1) as f64;
            draw::bar(
                buffer,
                (body.x, area.y + 1, body.width.min(40)),
                share,
                (env.signs.bar_full, env.style(Role::Accent)),
                (env.signs.bar_empty, env.style(Role::Faint)),
            );
        }
        match &self.page {
            Page::Cover => self.draw_cover(buffer, body, env),
            Page::Question(asked) => asked.draw(buffer, env),
            Page::Result { rows, .. } => rows.draw(buffer, env),
        }
    }
}

impl Examination {
    fn draw_cover(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("n", &self.quiz.draw),
            ("all", &self.quiz.questions.len()),
            ("pass", &self.quiz.pass),
        ];
        let text = env.words.format("quiz.cover", &values);
        let rows = draw::paragraph(buffer, area, &text, env.style(Role::Text));
        let below =
            Rect { y: area.y + rows + 1, height: area.height.saturating_sub(rows + 1), ..area };
        draw::paragraph(buffer, below, env.say("quiz.modes"), env.style(Role::Muted));
    }
}

/// The column of text under the title and the bar.
fn body(area: Rect) -> Rect {
    let width = area.width.saturating_sub(4).min(COLUMN);
    let x = area.x + (area.width.saturating_sub(width)) / 2;
    Rect { x, y: area.y + 3, width, height: area.height.saturating_sub(3) }
}

/// The lines under a verdict that lead on.
pub(super) fn links(asked: &Asked, env: &Environment) -> Vec<Row> {
    let library = env.session.library();
    let mut rows = Vec::new();
    let question = &asked.posed.question;
    let mut spans = Vec::new();
    if let Some(lesson) = &question.lesson
        && let Some(slot) = library.slot(&lesson.value)
        && let Some(card) = library.at(slot)
    {
        let name = format!("{} {}", library.number(slot), card.title);
        spans.push((format!("{} ", env.signs.arrow), Role::Muted));
        spans.push((name, Role::Link));
    }
    for pattern in &question.patterns {
        if let Some(pattern) = library.catalog().get(pattern.value.as_str()) {
            let name = pattern.names.in_language(&env.settings.language).to_owned();
            spans.push((format!("   {} ", env.signs.arrow), Role::Muted));
            spans.push((name, Role::Link));
        }
    }
    if !spans.is_empty() {
        rows.push(Row::blank());
        rows.push(Row::spans(spans));
    }
    rows
}

fn result_rows(
    quiz: &Quiz,
    result: &SittingResult,
    selected: usize,
    width: u16,
    env: &Environment,
) -> Vec<Row> {
    let (sign, role, word) = if result.passed {
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
    let mut rows = vec![
        Row::text(format!("{sign} {}", env.words.format(word, &values)), role),
        Row::text(env.words.format("quiz.score", &values), Role::Text),
        Row::blank(),
    ];
    if !result.missed.is_empty() {
        rows.push(Row::text(env.say("quiz.missed"), Role::Muted));
    }
    let library = env.session.library();
    for (at, missed) in result.missed.iter().enumerate() {
        let question = quiz.question(missed.question.as_str());
        let teaser = question.map(|question| question.teaser()).filter(|text| !text.is_empty());
        let prompt = teaser.as_deref().unwrap_or(missed.question.as_str());
        let sign = if at == selected { env.signs.here } else { " " };
        let line = crate::text::ellipsis(prompt, usize::from(width.saturating_sub(4)));
        let head = vec![(format!("{sign} "), Role::Accent), (line, Role::Text)];
        rows.push(Row::spans(head).hit(at).select(at == selected));
        let slot = missed.lesson.as_ref().and_then(|lesson| library.slot(lesson));
        if let Some((slot, card)) = slot.and_then(|slot| Some((slot, library.at(slot)?))) {
            let name = format!("{} {} {}", env.signs.arrow, library.number(slot), card.title);
            rows.push(Row::text(name, Role::Link).indent(4).hit(at));
        }
    }
    rows
}
