//! A quiz: its first page, one question after the other, and how it went, with every explanation.

mod cover;
mod outcome;

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use self::{
    cover::{Cover, Start},
    outcome::{Hit, Outcome, lesson_of},
};
use crate::{
    id::{LessonId, QuizId},
    library::Reference,
    problem::Problem,
    progress::EventId,
    quiz::{Quiz, Sitting, SittingMode},
    role::Role,
    tui::{
        action::Action,
        draw,
        keymap::{self, KeyContext},
        questions::{Asked, Turn},
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{column, items::onward, rows::Row},
    },
};

/// The quiz screen.
pub struct Examination {
    quiz: Arc<Quiz>,
    /// The sitting that goes on, or one that is looked at again.
    sitting: Option<Sitting>,
    /// How the sitting went, once it has ended.
    outcome: Option<Outcome>,
    /// Number of the question that is shown, from 0.
    at: usize,
    /// The answer that can be taken back, and the question whose answer was: once is enough.
    slip: Option<EventId>,
    taken_back: Option<usize>,
    page: Page,
}

/// What is shown.
enum Page {
    /// What the quiz is, before it begins.
    Cover(Cover),
    Question(Box<Asked>),
    Outcome,
}

impl Examination {
    /// A quiz: the half-finished sitting goes on, else its first page.
    ///
    /// # Errors
    /// Where the course has no such quiz.
    pub fn new(id: &QuizId, env: &mut Environment) -> Result<Self, Problem> {
        let quiz = env.session.library().quiz(id)?;
        let sitting = env.session.open_sitting(&quiz)?;
        let page = Page::Cover(Cover::new(&quiz, env.session.finished_sitting(&quiz)?));
        let mut screen =
            Self { quiz, sitting, outcome: None, at: 0, slip: None, taken_back: None, page };
        if screen.sitting.is_some() {
            screen.next(env)?;
        }
        Ok(screen)
    }

    /// A sitting of the past, with its result and every explanation.
    ///
    /// # Errors
    /// Where there is no such sitting, or the course has its quiz no more.
    pub fn reopen(sitting: &str, env: &Environment) -> Result<Self, Problem> {
        let (sitting, quiz) = env.session.past_sitting(sitting)?;
        let outcome = Some(Outcome::new(&sitting, sitting.result(&quiz)));
        let (sitting, page) = (Some(sitting), Page::Outcome);
        Ok(Self { quiz, sitting, outcome, at: 0, slip: None, taken_back: None, page })
    }

    fn start(
        &mut self,
        start: Start,
        last: Option<Sitting>,
        env: &mut Environment,
    ) -> Result<(), Problem> {
        self.outcome = None;
        match start {
            Start::Sitting(mode) => {
                self.sitting = Some(env.session.start_sitting(&self.quiz, mode)?);
                self.next(env)?;
            }
            Start::Last => {
                self.outcome =
                    last.as_ref().map(|sitting| Outcome::new(sitting, sitting.result(&self.quiz)));
                self.sitting = last;
                self.page = Page::Outcome;
            }
        }
        Ok(())
    }

    /// Goes to the first question without an answer, or to the result.
    fn next(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let Some(sitting) = &self.sitting else { return Ok(()) };
        match sitting.next(&self.quiz) {
            Some(at) => self.ask(at),
            None => {
                let result = sitting.result(&self.quiz);
                env.session.finish_sitting(sitting, &result)?;
                self.outcome = Some(Outcome::new(sitting, result));
                self.page = Page::Outcome;
            }
        }
        Ok(())
    }

    /// Shows a question; with the verdict where it was answered, but not before the end of an exam.
    fn ask(&mut self, at: usize) {
        let Some(sitting) = &self.sitting else { return };
        let Some(posed) = sitting.pose(&self.quiz, at) else { return };
        if at != self.at {
            self.slip = None;
        }
        let given = sitting.given(&posed.question.id);
        let told = sitting.mode == SittingMode::Practice || self.outcome.is_some();
        let asked = match given {
            Some(given) if told => Asked::answered(posed, &given.answer),
            Some(given) => {
                let mut asked = Asked::new(posed);
                asked.fill(&given.answer);
                asked
            }
            None => Asked::new(posed),
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
            Turn::Open(route) => return Ok(Effect::Open(route)),
            Turn::Answered(answer) => {
                let Some(sitting) = &mut self.sitting else { return Ok(Effect::Nothing) };
                // First on disk, then on the screen.
                let mut longer = sitting.clone();
                let verdict = longer.answer(&asked.posed, &answer);
                let how = asked.circumstances(env.session.clock().now());
                let posed = &asked.posed;
                let event =
                    env.session.record_answer(posed, &answer, &verdict, Some(&longer), how)?;
                self.slip = (self.taken_back != Some(self.at)).then_some(event);
                *sitting = longer;
                if sitting.mode == SittingMode::Exam {
                    self.next(env)?;
                } else {
                    asked.show(&answer);
                    asked.tell(env.session.repeated(&verdict.tags())?);
                }
                return Ok(Effect::Redraw);
            }
            Turn::Pass => {}
        }
        match action {
            Action::Own("undo") if answered => return self.take_back(env),
            Action::Own("explain") if answered => asked.explain(),
            Action::Own("lesson") if answered => {
                let lesson = asked.posed.question.lesson.as_ref();
                return Ok(open_lesson(lesson.map(|lesson| lesson.value.clone())));
            }
            Action::Back if self.outcome.is_some() => self.page = Page::Outcome,
            Action::Select | Action::Toggle | Action::Click(_) if answered => self.go_on(env)?,
            Action::Next | Action::Previous => return Ok(self.turn(*action == Action::Next)),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    /// Takes back the answer that was just given, once a question.
    fn take_back(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let (Some(event), Some(sitting)) = (self.slip.take(), &mut self.sitting) else {
            return Ok(Effect::Notice(env.say("question.no-undo").to_owned()));
        };
        if let Some(id) = sitting.drawn.get(self.at).cloned() {
            env.session.take_back(event, &id)?;
            sitting.given.retain(|given| given.question != id);
        }
        self.taken_back = Some(self.at);
        self.ask(self.at);
        Ok(Effect::Notice(env.say("question.undone").to_owned()))
    }

    /// Behind an explanation: the next question, or how it went.
    fn go_on(&mut self, env: &mut Environment) -> Result<(), Problem> {
        if self.outcome.is_none() {
            return self.next(env);
        }
        if self.turn(true) == Effect::Nothing {
            self.page = Page::Outcome;
        }
        Ok(())
    }

    /// Goes to the question before or behind, as far as they were reached.
    fn turn(&mut self, on: bool) -> Effect {
        let Some(sitting) = &self.sitting else { return Effect::Nothing };
        let to = match &mut self.outcome {
            Some(outcome) => {
                if !outcome.step(on) {
                    return Effect::Nothing;
                }
                outcome.place().unwrap_or(self.at)
            }
            None => {
                let last = sitting.drawn.len().saturating_sub(1);
                let reached = sitting.next(&self.quiz).unwrap_or(last);
                let to = if on { self.at + 1 } else { self.at.wrapping_sub(1) };
                if to > reached {
                    return Effect::Nothing;
                }
                to
            }
        };
        self.ask(to);
        Effect::Redraw
    }

    fn look_back(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let (Some(outcome), Some(sitting)) = (&mut self.outcome, &self.sitting) else {
            return Ok(Effect::Pass);
        };
        let lesson = |place: usize| open_lesson(lesson_of(&self.quiz, sitting, place));
        match action {
            Action::Move(motion) => outcome.go(*motion),
            Action::Wheel { lines, .. } => outcome.shift(*lines),
            Action::Select => {
                let place = outcome.place().unwrap_or_default();
                if sitting.pose(&self.quiz, place).is_none() {
                    return Ok(Effect::Notice(env.say("quiz.gone").to_owned()));
                }
                self.ask(place);
            }
            Action::Own("lesson") => {
                return Ok(outcome.place().map_or(Effect::Nothing, lesson));
            }
            Action::Click(at) => match outcome.hit(*at) {
                Some(Hit::Lesson(place)) => return Ok(lesson(place)),
                Some(Hit::Question(place)) => self.ask(place),
                None => return Ok(Effect::Nothing),
            },
            Action::Own("fix") => return self.retry(env),
            // The result stays: the first page offers it beside a new attempt.
            Action::Own("again") => {
                let last = env.session.finished_sitting(&self.quiz)?;
                self.page = Page::Cover(Cover::new(&self.quiz, last));
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    /// Asks again what was missed.
    fn retry(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let Some(sitting) = &self.sitting else { return Ok(Effect::Nothing) };
        let Some(retry) = env.session.retry_missed(&self.quiz, sitting)? else {
            return Ok(Effect::Notice(env.say("quiz.nothing-missed").to_owned()));
        };
        self.sitting = Some(retry);
        self.outcome = None;
        self.next(env)?;
        Ok(Effect::Redraw)
    }

    fn cover(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let Page::Cover(cover) = &mut self.page else { return Ok(Effect::Pass) };
        match cover.update(action) {
            cover::Turn::Pass => return Ok(Effect::Pass),
            cover::Turn::Still => return Ok(Effect::Nothing),
            cover::Turn::Moved => {}
            cover::Turn::Chosen(start) => {
                let last = cover.last.clone();
                self.start(start, last, env)?;
            }
        }
        Ok(Effect::Redraw)
    }

    fn has_missed(&self) -> bool {
        self.outcome.as_ref().is_some_and(Outcome::has_missed)
    }

    /// Whether an exam is shown.
    fn is_exam(&self) -> bool {
        let exam = self.sitting.as_ref().is_some_and(|sitting| sitting.mode == SittingMode::Exam);
        exam && !matches!(self.page, Page::Cover(_))
    }
}

fn open_lesson(lesson: Option<LessonId>) -> Effect {
    lesson.map_or(Effect::Nothing, |id| Effect::Open(Route::of(&Reference::Lesson(id))))
}

/// What a name in the table `quiz` of the keymap does.
pub(super) fn command(name: &str) -> Option<Action> {
    let own = [
        "explain",
        "again",
        "fix",
        "lesson",
        "misconception",
        "compare",
        "dont-know",
        "unsure",
        "undo",
    ];
    Action::own(name, &own)
}

impl Screen for Examination {
    fn keys(&self) -> KeyContext {
        let typing = matches!(&self.page, Page::Question(asked) if asked.typing());
        KeyContext::new("quiz", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "quiz.title"
    }

    fn digits(&self) -> Option<&'static str> {
        match &self.page {
            Page::Question(asked) => asked.digits(),
            Page::Cover(_) => Some("question.digits.menu"),
            Page::Outcome => None,
        }
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let asked = match &self.page {
            Page::Question(asked) => Some(asked.verdict().is_some()),
            _ => None,
        };
        let shows = match &self.page {
            Page::Question(asked) => asked.shows(env),
            _ => (false, false),
        };
        let looks_back = matches!(self.page, Page::Outcome);
        match action {
            "explain" => asked == Some(true),
            "misconception" => shows.0,
            "compare" => shows.1,
            "lesson" => asked == Some(true) || looks_back,
            "again" => looks_back,
            "fix" => looks_back && self.has_missed(),
            "dont-know" => asked == Some(false),
            "unsure" => asked == Some(false) && env.session.habits().asks_sure,
            "undo" => asked == Some(true) && self.slip.is_some(),
            "next" | "previous" => asked.is_some(),
            _ => keymap::is_hinted(&self.hints(env), action),
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match &self.page {
            Page::Cover(cover) => vec![cover.hint(), "move", "back"],
            Page::Question(asked) if asked.verdict().is_some() => {
                let back = if self.outcome.is_some() { "back/result" } else { "back" };
                vec!["select/go-on", "explain", "lesson", back, "previous", "move"]
            }
            Page::Question(asked) => {
                let mut hints = asked.hints();
                hints.push("back");
                hints
            }
            Page::Outcome if self.has_missed() => {
                vec!["select/explanation", "fix", "lesson", "back", "again", "move"]
            }
            Page::Outcome => vec!["select/explanation", "move", "lesson", "again", "back"],
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
            Page::Outcome => self.look_back(&action, env),
            Page::Cover(_) => self.cover(&action, env),
        }
    }

    fn leave(&mut self, env: &mut Environment) {
        if let Page::Question(asked) = &mut self.page {
            asked.pause(env.session.clock().now());
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = body(area);
        match &mut self.page {
            Page::Cover(cover) => cover.arrange(area, &self.quiz, env),
            Page::Question(asked) => {
                let links = links(asked, env);
                asked.arrange(area, links, env);
            }
            Page::Outcome => {
                if let (Some(outcome), Some(sitting)) = (&mut self.outcome, &self.sitting) {
                    outcome.arrange(area, &self.quiz, sitting, env);
                }
            }
        }
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let body = body(area);
        let badge = if self.is_exam() { env.say("quiz.badge") } else { "" };
        let warn = env.style(Role::Warn);
        let end = draw::put_right(buffer, body.right(), area.y, body.width / 3, badge, warn);
        let room = end.saturating_sub(body.x + 1);
        let title = env.session.quiz_title(&self.quiz, &env.words);
        draw::put(buffer, body.x, area.y, room, &title, env.style(Role::Heading));
        match (&self.page, &self.sitting, &self.outcome) {
            (Page::Question(asked), Some(sitting), _) => {
                if self.outcome.is_none() {
                    progress(buffer, body, area.y + 1, sitting, env);
                }
                asked.draw(buffer, env);
            }
            (Page::Outcome, _, Some(outcome)) => outcome.draw(buffer, env),
            (Page::Cover(cover), ..) => cover.draw(buffer, env),
            _ => {}
        }
    }
}

/// How much is answered, as a bar below the title.
fn progress(buffer: &mut Buffer, body: Rect, y: u16, sitting: &Sitting, env: &Environment) {
    let share = sitting.given.len() as f64 / sitting.drawn.len().max(1) as f64;
    draw::bar(
        buffer,
        (body.x, y, body.width.min(40)),
        share,
        (env.signs.bar_full, env.style(Role::Accent)),
        (env.signs.bar_empty, env.style(Role::Faint)),
    );
}

/// The column of text under the title and the bar.
pub(super) fn body(area: Rect) -> Rect {
    column::below(area, 3, 2)
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
