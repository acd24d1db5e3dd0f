//! A quiz: its first page, one question after the other, before an exam is handed in all of them, and how it
//! went, with every explanation.

mod cover;
mod links;
mod outcome;
mod overview;
mod sitting;

use std::{collections::BTreeMap, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect};

use self::{cover::Cover, outcome::Outcome, overview::Overview};
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
        questions::Asked,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{column, items::onward},
    },
};
pub(super) use links::links;

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
    /// Questions that were left with an answer begun, by their places.
    put_aside: BTreeMap<usize, Box<Asked>>,
    page: Page,
}

/// What is shown.
enum Page {
    /// What the quiz is, before it begins.
    Cover(Cover),
    Question(Box<Asked>),
    /// All questions of an exam, before it is handed in.
    Overview(Overview),
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
        let mut screen = Self::of(quiz, sitting, None, page);
        if screen.sitting.is_some() {
            screen.next(env)?;
        }
        Ok(screen)
    }

    fn of(quiz: Arc<Quiz>, sitting: Option<Sitting>, outcome: Option<Outcome>, page: Page) -> Self {
        let (slip, taken_back, put_aside) = (None, None, BTreeMap::new());
        Self { quiz, sitting, outcome, at: 0, slip, taken_back, put_aside, page }
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

    /// Whether the shown exam is not handed in yet.
    fn is_exam_open(&self) -> bool {
        self.is_exam() && self.outcome.is_none()
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
        "outline",
        "bookmark",
        "grade",
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
            Page::Overview(_) | Page::Outcome => None,
        }
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let asked = match &self.page {
            Page::Question(asked) => Some(asked.verdict().is_some()),
            _ => None,
        };
        let explains = matches!(&self.page, Page::Question(asked) if asked.explains());
        let shows = match &self.page {
            Page::Question(asked) => asked.shows(env),
            _ => (false, false),
        };
        let looks_back = matches!(self.page, Page::Outcome);
        match action {
            "explain" => explains,
            "misconception" => shows.0,
            "compare" => shows.1,
            "lesson" => asked == Some(true) || looks_back,
            "again" => looks_back,
            "fix" => looks_back && self.has_missed(),
            "dont-know" => asked == Some(false),
            "unsure" => asked == Some(false) && env.session.habits().asks_sure,
            "undo" => asked == Some(true) && self.slip.is_some(),
            "outline" | "bookmark" => self.is_exam_open(),
            "grade" => matches!(self.page, Page::Overview(_)),
            "next" | "previous" => asked.is_some() && self.turns(action == "next"),
            _ => keymap::is_hinted(&self.hints(env), action),
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match &self.page {
            Page::Cover(cover) => vec![cover.hint(), "move", "back"],
            Page::Question(asked) if asked.verdict().is_some() => {
                let back = if self.outcome.is_some() { "back/result" } else { "back" };
                let explain = asked.hints();
                [&["select/go-on"], &explain[..], &["lesson", back, "previous", "move"]].concat()
            }
            Page::Question(asked) => {
                let mut hints = asked.hints();
                if self.is_exam_open() {
                    let last = hints.len().saturating_sub(1);
                    hints.insert(last, "outline");
                    hints.push("bookmark");
                }
                hints.push("back");
                hints
            }
            Page::Overview(_) => vec!["grade", "select/question", "move", "bookmark", "back"],
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
            Page::Overview(_) => self.look_over(&action, env),
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
                let links = links(asked, area.width, env);
                asked.arrange(area, links, env);
            }
            Page::Overview(overview) => {
                if let Some(sitting) = &self.sitting {
                    overview.arrange(area, &self.quiz, sitting, env);
                }
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
        let warn = env.style(Role::Warn);
        let badge = self.badge(env);
        let end = draw::put_right(buffer, body.right(), area.y, body.width / 2, &badge, warn);
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
            (Page::Overview(overview), Some(sitting), _) => {
                progress(buffer, body, area.y + 1, sitting, env);
                overview.draw(buffer, env);
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
