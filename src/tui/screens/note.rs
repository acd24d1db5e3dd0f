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
    /// The note as it was kept last, with its name.
    kept: Option<(String, String)>,
}

impl WriteNote {
    /// An empty note.
    pub fn new(lesson: LessonId, at: usize) -> Self {
        Self { lesson, at, lines: Lines::default(), kept: None }
    }

    /// Keeps the note as it stands; one that was emptied is taken away.
    fn keep(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let text = self.lines.text();
        let (note, before) = self.kept.clone().unwrap_or_default();
        if text == before {
            return Ok(());
        }
        let note = if note.is_empty() { env.session.progress().new_name() } else { note };
        env.session.record(NoteEvent::Written {
            about: self.lesson.to_string(),
            note: note.clone(),
            byte: Some(self.at as u64),
            text: text.clone(),
        })?;
        self.kept = Some((note, text));
        Ok(())
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
            Action::Select | Action::Back => {
                self.keep(env)?;
                return Ok(Effect::Back);
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn leave(&mut self, env: &mut Environment) {
        // Where it cannot be kept it stays typed, and the next attempt says why.
        let _ = self.keep(env);
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
