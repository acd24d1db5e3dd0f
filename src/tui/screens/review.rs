//! A review: what is due, one question after the other, and how it went.

use ratatui::{buffer::Buffer, layout::Rect};

use super::quiz::{self, body};
use crate::{
    library::Reference,
    problem::Problem,
    progress::{Circumstances, EventId},
    role::Role,
    session::round::{Round, Scope},
    text,
    tui::{
        action::Action,
        draw,
        keymap::{self, KeyContext},
        questions::{Asked, Turn},
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::rows::{Row, Rows},
    },
};

/// The review screen.
pub struct ReviewScreen {
    scope: Scope,
    round: Round,
    page: Page,
}

/// What is shown.
enum Page {
    /// How much is due, before it begins and after it ended.
    Cover {
        ended: bool,
        lines: Vec<(String, Role)>,
        rows: Rows,
    },
    Question(Box<Question>),
}

/// The question that is asked.
struct Question {
    asked: Asked,
    /// Whether it is asked for the second time.
    again: bool,
    right: Option<bool>,
    slip: Option<EventId>,
    taken_back: bool,
}

impl ReviewScreen {
    /// What is due, or what is left of the review of today.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(scope: Scope, env: &Environment) -> Result<Self, Problem> {
        let round = env.session.start_round(&scope)?;
        let lines = cover(&round, env)?;
        let page = Page::Cover { ended: false, lines, rows: Rows::default() };
        Ok(Self { scope, round, page })
    }

    /// Asks what comes next; what the course has no more is passed over.
    fn ask(&mut self, env: &Environment) -> Result<(), Problem> {
        while let Some((id, again)) = self.round.next() {
            if let Ok(posed) = env.session.pose(id, &env.words) {
                let asked = Asked::new(posed);
                let question =
                    Question { asked, again, right: None, slip: None, taken_back: false };
                self.page = Page::Question(Box::new(question));
                return Ok(());
            }
            self.round.done(None);
        }
        let lines = end(&self.round, env)?;
        self.page = Page::Cover { ended: true, lines, rows: Rows::default() };
        Ok(())
    }

    fn cover(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let Page::Cover { ended, rows, .. } = &mut self.page else { return Ok(Effect::Pass) };
        match action {
            Action::Select | Action::Toggle | Action::Click(_) if *ended => {
                // What had to wait may be asked now.
                self.round = env.session.start_round(&self.scope)?;
                if self.round.left() == 0 {
                    return Ok(Effect::Back);
                }
                self.ask(env)?;
            }
            Action::Select | Action::Toggle | Action::Click(_) if self.round.left() > 0 => {
                self.ask(env)?;
            }
            Action::Select | Action::Toggle => return Ok(Effect::Back),
            Action::Move(motion) if rows.scroll(*motion) => {}
            Action::Move(_) => return Ok(Effect::Nothing),
            Action::Wheel { lines, .. } => rows.shift(*lines),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn question(&mut self, action: &Action, env: &mut Environment) -> Result<Effect, Problem> {
        let Page::Question(question) = &mut self.page else { return Ok(Effect::Pass) };
        let answered = question.right.is_some();
        match question.asked.update(action, env) {
            Turn::Redraw => return Ok(Effect::Redraw),
            Turn::Unready(why) => return Ok(Effect::Notice(why)),
            Turn::Open(route) => return Ok(Effect::Open(route)),
            Turn::Answered(answer) => {
                let how = question.asked.circumstances(env.session.clock().now());
                let how = Circumstances { review: true, again: question.again, ..how };
                let posed = &question.asked.posed;
                let verdict = posed.mark(&answer);
                // First on disk, then on the screen.
                let event = env.session.record_answer(posed, &answer, &verdict, None, how)?;
                question.slip = (!question.taken_back).then_some(event);
                question.right = Some(verdict.right);
                question.asked.show(&answer);
                question.asked.tell(env.session.repeated(&verdict.tags())?);
                return Ok(Effect::Redraw);
            }
            Turn::Pass => {}
        }
        match action {
            Action::Select | Action::Toggle | Action::Click(_) if answered => {
                self.round.done(question.right);
                self.ask(env)?;
            }
            Action::Own("explain") if answered => question.asked.explain(),
            Action::Own("undo") => return question.take_back(env),
            Action::Own("lesson") if answered => {
                let lesson = question.asked.posed.question.lesson.as_ref();
                return Ok(lesson.map_or(Effect::Nothing, |lesson| {
                    Effect::Open(Route::of(&Reference::Lesson(lesson.value.clone())))
                }));
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }
}

impl Question {
    /// Takes back the answer that was just given, once.
    fn take_back(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let Some(event) = self.slip.take() else {
            return Ok(Effect::Notice(env.say("question.no-undo").to_owned()));
        };
        let posed = &self.asked.posed;
        env.session.take_back(event, &posed.question.id)?;
        self.asked = Asked::new(posed.question.pose(posed.seed));
        (self.right, self.taken_back) = (None, true);
        Ok(Effect::Notice(env.say("question.undone").to_owned()))
    }
}

/// What is due, in words.
fn cover(round: &Round, env: &Environment) -> Result<Vec<(String, Role)>, Problem> {
    let words = &env.words;
    let mut lines = Vec::new();
    if let Some(days) = round.away {
        lines.push((words.plural("review.away", days as usize), Role::Muted));
    }
    match round.left() {
        0 => {
            lines.push((words.get("review.nothing").to_owned(), Role::Text));
            lines.extend(next(env)?);
        }
        left => {
            let count = words.plural("review.count", left);
            let minutes = round.minutes.ceil().max(1.0);
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("count", &count), ("minutes", &minutes)];
            let key = if round.asked > 0 { "review.goes-on" } else { "review.now" };
            lines.push((words.format(key, values), Role::Strong));
        }
    }
    if round.waiting > 0 {
        lines.push((words.plural("review.waiting", round.waiting), Role::Muted));
    }
    lines.push((words.get("review.leave").to_owned(), Role::Muted));
    Ok(lines)
}

/// How it went, in words.
fn end(round: &Round, env: &Environment) -> Result<Vec<(String, Role)>, Problem> {
    let said = env.session.end_of_review(round, &env.words)?.into_iter().enumerate();
    let role = |at| if at == 0 { Role::Strong } else { Role::Text };
    let mut lines: Vec<_> = said.map(|(at, line)| (line, role(at))).collect();
    if round.waiting > 0 {
        lines.push((env.words.plural("review.more", round.waiting), Role::Muted));
    }
    lines.extend(next(env)?);
    Ok(lines)
}

/// When something is due next.
fn next(env: &Environment) -> Result<Option<(String, Role)>, Problem> {
    let next = env.session.next_review_told(&env.words)?;
    Ok(next.map(|said| (said, Role::Muted)))
}

impl Screen for ReviewScreen {
    fn keys(&self) -> KeyContext {
        let typing = matches!(&self.page, Page::Question(question) if question.asked.typing());
        KeyContext::new("quiz", quiz::command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "review.title"
    }

    fn digits(&self) -> Option<&'static str> {
        match &self.page {
            Page::Question(question) => question.asked.digits(),
            Page::Cover { .. } => None,
        }
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let Page::Question(question) = &self.page else {
            return keymap::is_hinted(&self.hints(env), action);
        };
        let answered = question.right.is_some();
        match action {
            "explain" => question.asked.explains(),
            "lesson" => answered,
            "misconception" => question.asked.shows(env).0,
            "compare" => question.asked.shows(env).1,
            "dont-know" => !answered,
            "unsure" => !answered && env.session.habits().asks_sure,
            "undo" => question.slip.is_some(),
            _ => keymap::is_hinted(&self.hints(env), action),
        }
    }

    fn hints(&self, env: &Environment) -> Vec<&'static str> {
        match &self.page {
            Page::Cover { ended, .. }
                if self.round.left() > 0 || (*ended && self.round.waiting > 0) =>
            {
                let begins = !*ended && self.round.asked == 0;
                vec![if begins { "select/begin" } else { "select/go-on" }, "back"]
            }
            Page::Cover { .. } => vec!["back"],
            Page::Question(question) if question.right.is_some() => {
                let explain = question.asked.hints();
                [&["select/go-on"], &explain[..], &["lesson", "undo", "move", "back"]].concat()
            }
            Page::Question(question) => {
                let mut hints = question.asked.hints();
                if env.session.habits().asks_sure {
                    hints.push("unsure");
                }
                hints.push("back");
                hints
            }
        }
    }

    fn status(&self, env: &Environment) -> String {
        match &self.page {
            Page::Question(_) => env.words.plural("review.left", self.round.left()),
            Page::Cover { .. } => String::new(),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match &self.page {
            Page::Question(_) => self.question(&action, env),
            Page::Cover { .. } => self.cover(&action, env),
        }
    }

    fn leave(&mut self, env: &mut Environment) {
        if let Page::Question(question) = &mut self.page {
            question.asked.pause(env.session.clock().now());
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = body(area);
        match &mut self.page {
            Page::Cover { lines, rows, .. } => {
                let width = usize::from(area.width).saturating_sub(1);
                let mut all = Vec::new();
                for (line, role) in lines.iter() {
                    let wrapped = text::wrap(line, width);
                    all.extend(wrapped.into_iter().map(|line| Row::text(line, *role)));
                    all.push(Row::blank());
                }
                rows.arrange(area, all);
            }
            Page::Question(question) => {
                let links = quiz::links(&question.asked, area.width, env);
                question.asked.arrange(area, links, env);
            }
        }
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let body = body(area);
        let title = env.say("review.title");
        let badge = match &self.page {
            Page::Question(question) if question.again => env.say("review.again"),
            _ => "",
        };
        let muted = env.style(Role::Muted);
        let end = draw::put_right(buffer, body.right(), area.y, body.width / 2, badge, muted);
        let room = end.saturating_sub(body.x + 1);
        draw::put(buffer, body.x, area.y, room, title, env.style(Role::Heading));
        match &self.page {
            Page::Cover { rows, .. } => rows.draw(buffer, env),
            Page::Question(question) => question.asked.draw(buffer, env),
        }
    }
}
