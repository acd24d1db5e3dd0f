//! A note about a place in a lesson, as it is written.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    id::LessonId,
    problem::Problem,
    progress::NoteEvent,
    role::Role,
    tui::{
        action::Action,
        draw,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::input::Input,
    },
};

/// A note that is being written.
pub struct WriteNote {
    lesson: LessonId,
    /// Place in the lesson's source, in bytes.
    at: usize,
    input: Input,
}

impl WriteNote {
    /// An empty note.
    pub fn new(lesson: LessonId, at: usize) -> Self {
        Self { lesson, at, input: Input::default() }
    }
}

impl Screen for WriteNote {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("note").typing(true)
    }

    fn title(&self) -> &'static str {
        "note.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "back"]
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Text(edit) => self.input.edit(&edit),
            Action::Select => {
                let text = self.input.text().trim();
                if !text.is_empty() {
                    env.session.record(NoteEvent::Written {
                        about: self.lesson.to_string(),
                        note: env.session.progress().new_name(),
                        byte: Some(self.at as u64),
                        text: text.to_owned(),
                    })?;
                }
                return Ok(Effect::Back);
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let frame = draw::centred(area, 72, 5);
        draw::panel(buffer, frame, env);
        let (x, room) = (frame.x + 2, frame.width.saturating_sub(4));
        let title = format!(" {} ", env.say("note.title"));
        draw::put(buffer, x, frame.y, room, &title, env.style(Role::Heading));
        self.input.draw(buffer, (x, frame.y + frame.height.min(3) - 1, room), env);
        if frame.height >= 5 {
            let muted = env.style(Role::Muted);
            draw::put(buffer, x, frame.y + 3, room, env.say("note.hint"), muted);
        }
    }

    fn floats(&self) -> bool {
        true
    }
}
