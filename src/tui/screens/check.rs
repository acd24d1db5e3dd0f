//! A check question of a lesson, on top of the page it stands in.

use ratatui::{buffer::Buffer, layout::Rect};

use super::quiz;
use crate::{
    id::QuestionId,
    problem::Problem,
    progress::EventId,
    role::Role,
    tui::{
        action::Action,
        draw,
        keymap::{self, KeyContext},
        questions::{Asked, Turn},
        screen::{Effect, Environment, Screen},
    },
};

/// One question by itself.
pub struct Check {
    asked: Asked,
    frame: Rect,
    /// The answer that can be taken back, and whether one was: once is enough.
    slip: Option<EventId>,
    taken_back: bool,
}

impl Check {
    /// Poses the question.
    ///
    /// # Errors
    /// Where the course has no such question.
    pub fn new(id: &QuestionId, env: &Environment) -> Result<Self, Problem> {
        let asked = Asked::new(env.session.pose(id, &env.words)?);
        Ok(Self { asked, frame: Rect::ZERO, slip: None, taken_back: false })
    }
}

impl Screen for Check {
    fn keys(&self) -> KeyContext {
        KeyContext::new("quiz", quiz::command).typing(self.asked.typing())
    }

    fn title(&self) -> &'static str {
        "check.title"
    }

    fn digits(&self) -> Option<&'static str> {
        self.asked.digits()
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        match action {
            "explain" => self.asked.explains(),
            "again" => self.asked.verdict().is_some(),
            "dont-know" => self.asked.verdict().is_none(),
            "unsure" => self.asked.verdict().is_none() && env.session.habits().asks_sure,
            "undo" => self.asked.verdict().is_some() && self.slip.is_some(),
            "lesson" => false,
            "misconception" => self.asked.shows(env).0,
            "compare" => self.asked.shows(env).1,
            _ => keymap::is_hinted(&self.hints(env), action),
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.asked.verdict().is_some() {
            let explain = self.asked.hints();
            return [&["select/done"], &explain[..], &["again", "move", "back"]].concat();
        }
        let mut hints = self.asked.hints();
        hints.push("back");
        hints
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let answered = self.asked.verdict().is_some();
        match self.asked.update(&action, env) {
            Turn::Redraw => return Ok(Effect::Redraw),
            Turn::Unready(why) => return Ok(Effect::Notice(why)),
            Turn::Open(route) => return Ok(Effect::Open(route)),
            Turn::Answered(answer) => {
                let verdict = self.asked.posed.mark(&answer);
                let how = self.asked.circumstances(env.session.clock().now());
                let posed = &self.asked.posed;
                let event = env.session.record_answer(posed, &answer, &verdict, None, how)?;
                self.slip = (!self.taken_back).then_some(event);
                self.asked.show(&answer);
                self.asked.tell(env.session.repeated(&verdict.tags())?);
                return Ok(Effect::Redraw);
            }
            Turn::Pass => {}
        }
        match action {
            Action::Select if answered => return Ok(Effect::Back),
            Action::Own("undo") if answered => {
                let Some(event) = self.slip.take() else {
                    return Ok(Effect::Notice(env.say("question.no-undo").to_owned()));
                };
                env.session.take_back(event, &self.asked.posed.question.id)?;
                self.taken_back = true;
                let (question, seed) = (&self.asked.posed.question, self.asked.posed.seed);
                self.asked = Asked::new(question.pose(seed));
                return Ok(Effect::Notice(env.say("question.undone").to_owned()));
            }
            Action::Own("explain") if answered => self.asked.explain(),
            Action::Own("again") if answered => {
                let id = &self.asked.posed.question.id;
                self.asked = Asked::new(env.session.pose(id, &env.words)?);
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn leave(&mut self, env: &mut Environment) {
        self.asked.pause(env.session.clock().now());
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        // First with all the room there is, then with as much as the question takes.
        self.frame = frame(area);
        let links = quiz::links(&self.asked, draw::inside(self.frame).width, env);
        self.asked.arrange(draw::inside(self.frame), links.clone(), env);
        let tall = self.asked.tall().saturating_add(2);
        if tall < self.frame.height {
            self.frame = draw::centred(area, self.frame.width, tall);
            self.asked.arrange(draw::inside(self.frame), links, env);
        }
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        let frame = self.frame;
        draw::panel(buffer, frame, env);
        let title = format!(" {} ", env.say("check.title"));
        draw::put(
            buffer,
            frame.x + 2,
            frame.y,
            frame.width.saturating_sub(4),
            &title,
            env.style(Role::Accent),
        );
        self.asked.draw(buffer, env);
    }

    fn floats(&self) -> bool {
        true
    }
}

/// The frame of what is asked on top of a lesson.
pub(super) fn frame(area: Rect) -> Rect {
    let height = area.height.saturating_sub(if area.height > 20 { 4 } else { 0 });
    draw::centred(area, 88, height)
}

/// The room inside that frame.
pub(super) fn inner(area: Rect) -> Rect {
    let frame = frame(area);
    draw::inside(frame)
}
