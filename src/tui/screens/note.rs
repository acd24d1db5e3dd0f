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
        widgets::lines::Lines,
    },
};

/// A note that is being written.
pub struct WriteNote {
    lesson: LessonId,
    /// Place in the lesson's source, in bytes.
    at: usize,
    lines: Lines,
}

impl WriteNote {
    /// An empty note.
    pub fn new(lesson: LessonId, at: usize) -> Self {
        Self { lesson, at, lines: Lines::default() }
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
        let select = if self.lines.is_blank() { "select/keep" } else { "select/new-line" };
        vec![select, "back"]
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Text(edit) => self.lines.edit(&edit),
            Action::Move(motion) => self.lines.go(motion),
            Action::Select if !self.lines.is_blank() => self.lines.begin_line(),
            Action::Select => {
                let text = self.lines.text();
                if !text.is_empty() {
                    env.session.record(NoteEvent::Written {
                        about: self.lesson.to_string(),
                        note: env.session.progress().new_name(),
                        byte: Some(self.at as u64),
                        text,
                    })?;
                }
                return Ok(Effect::Back);
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let frame = draw::centred(area, 72, 10);
        draw::panel(buffer, frame, env);
        let (x, room) = (frame.x + 2, frame.width.saturating_sub(4));
        let title = format!(" {} ", env.say("note.title"));
        draw::put(buffer, x, frame.y, room, &title, env.style(Role::Heading));
        let inside = draw::inside(frame);
        // The hint may need two rows.
        let hint = if inside.height >= 4 { 2 } else { 0 };
        let height = inside.height - hint;
        self.lines.draw(buffer, Rect { x, width: room, height, ..inside }, env);
        let below = Rect { x, width: room, y: inside.y + height, height: hint };
        draw::paragraph(buffer, below, env.say("note.hint"), env.style(Role::Muted));
    }

    fn floats(&self) -> bool {
        true
    }
}
