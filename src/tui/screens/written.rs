//! A task answered in one's own words, on top of the lesson it stands in: first the own text, then a
//! model answer with a rubric to tick. What was written becomes a note on the lesson.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::check::{frame, inner};
use crate::{
    problem::Problem,
    progress::NoteEvent,
    quiz::Written,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{
            input::Input,
            rows::{Row, Rows},
        },
    },
};

/// A text that is being written, or compared.
pub struct Write {
    task: Arc<Written>,
    input: Input,
    /// What of the rubric is ticked, once the text is compared.
    ticked: Option<Vec<bool>>,
    /// The line of the rubric with the cursor.
    at: usize,
    /// The note as it was kept last, with its name.
    kept: Option<(String, String)>,
    rows: Rows,
}

impl Write {
    /// Asks for a text.
    pub fn new(task: Arc<Written>) -> Self {
        let (input, rows) = (Input::default(), Rows::default());
        Self { task, input, ticked: None, at: 0, kept: None, rows }
    }

    fn toggle(&mut self, at: usize) {
        if let Some(line) = self.ticked.as_mut().and_then(|ticked| ticked.get_mut(at)) {
            *line = !*line;
            self.at = at;
        }
    }

    /// Keeps what was written as a note, ticked as far as it is.
    fn keep(&mut self, env: &mut Environment) -> Result<(), Problem> {
        let text = match self.input.text().trim() {
            "" => String::new(),
            text => self.task.kept(text, self.ticked.as_deref().unwrap_or_default()),
        };
        let (note, before) = self.kept.clone().unwrap_or_default();
        if text == before {
            return Ok(());
        }
        let note = if note.is_empty() { env.session.progress().new_name() } else { note };
        env.session.record(NoteEvent::Written {
            about: self.task.lesson.value.to_string(),
            note: note.clone(),
            byte: None,
            text: text.clone(),
        })?;
        self.kept = Some((note, text));
        Ok(())
    }

    fn writing(&mut self, action: &Action, env: &Environment) -> Effect {
        match action {
            Action::Text(edit) => self.input.edit(edit),
            Action::Select if self.input.text().trim().is_empty() => {
                return Effect::Notice(env.say("written.empty").to_owned());
            }
            Action::Select => {
                self.ticked = Some(vec![false; self.task.rubric.len()]);
                self.rows.reset();
            }
            Action::Move(motion) if self.rows.scroll(*motion) => {}
            _ => return Effect::Pass,
        }
        Effect::Redraw
    }

    fn comparing(&mut self, action: &Action) -> Effect {
        self.rows.keep_in_sight();
        match action {
            Action::Move(motion @ (Motion::Up | Motion::Down | Motion::Top | Motion::Bottom)) => {
                self.at = motion.apply(self.at, self.task.rubric.len(), 1);
            }
            Action::Move(motion) if self.rows.scroll(*motion) => {}
            Action::Toggle => self.toggle(self.at),
            Action::Digit(digit) => self.toggle(usize::from(*digit).wrapping_sub(1)),
            Action::Click(place) => match self.rows.hit(*place) {
                Some(line) => self.toggle(line),
                None => return Effect::Pass,
            },
            _ => return Effect::Pass,
        }
        Effect::Redraw
    }

    /// The text with its cursor, in as many rows as it needs.
    fn typed(&self, width: u16, env: &Environment) -> Vec<Row> {
        let (before, under, behind) = self.input.parts();
        let cursor = if env.settings.ascii { "|" } else { "▏" };
        let shown = format!("{before}{cursor}{under}{behind}");
        let lines = text::wrap(&shown, usize::from(width)).into_iter();
        lines.map(|line| Row::text(line, Role::Text).select(false)).collect()
    }

    /// The own text, the model answer and the rubric.
    fn compared(&self, ticked: &[bool], width: u16, env: &Environment) -> Vec<Row> {
        let heading = |key: &str| Row::text(env.say(key), Role::Muted);
        let mut rows = vec![heading("written.yours")];
        let own = text::wrap(self.input.text(), usize::from(width)).into_iter();
        rows.extend(own.map(|line| Row::text(line, Role::Text)));
        rows.extend([Row::blank(), heading("written.model")]);
        rows.extend(Row::markdown(&self.task.model.value, width, env));
        rows.extend([Row::blank(), heading("written.rubric")]);
        for (at, line) in self.task.rubric.iter().enumerate() {
            let on = ticked.get(at) == Some(&true);
            let sign = if on { env.signs.checked } else { env.signs.unchecked };
            let here = if at == self.at { env.signs.here } else { " " };
            let lead = format!("{here} {} {} ", at + 1, text::pad(sign, 3));
            let indent = text::width(&lead);
            let lines = Row::markdown(&line.value, width.saturating_sub(indent as u16 + 2), env);
            for (number, mut row) in lines.into_iter().enumerate() {
                let lead = if number == 0 { lead.clone() } else { " ".repeat(indent) };
                row.spans.insert(0, (lead, Role::Text));
                rows.push(row.hit(at).select(at == self.at));
            }
        }
        rows
    }
}

impl Screen for Write {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("written").typing(self.ticked.is_none())
    }

    fn title(&self) -> &'static str {
        "written.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.ticked {
            None => vec!["select/done", "back"],
            Some(_) => vec!["toggle", "select/keep", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Action::Wheel { lines, .. } = action {
            self.rows.shift(lines);
            return Ok(Effect::Redraw);
        }
        Ok(match (&self.ticked, &action) {
            (_, Action::Back) | (Some(_), Action::Select) => {
                self.keep(env)?;
                Effect::Back
            }
            (None, _) => self.writing(&action, env),
            (Some(_), _) => self.comparing(&action),
        })
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = inner(area);
        let mut rows = Row::markdown(&self.task.prompt.value, area.width, env);
        rows.push(Row::blank());
        match &self.ticked {
            None => {
                rows.extend(self.typed(area.width, env));
                rows.push(Row::blank());
                let hint = text::wrap(env.say("written.hint"), usize::from(area.width)).into_iter();
                rows.extend(hint.map(|line| Row::text(line, Role::Muted)));
            }
            Some(ticked) => rows.extend(self.compared(ticked, area.width, env)),
        }
        self.rows.arrange(area, rows);
    }

    fn leave(&mut self, env: &mut Environment) {
        // Where it cannot be kept it stays typed, and the next attempt says why.
        let _ = self.keep(env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let frame = frame(area);
        draw::panel(buffer, frame, env);
        let title = format!(" {} ", env.say("written.title"));
        let room = frame.width.saturating_sub(4);
        draw::put(buffer, frame.x + 2, frame.y, room, &title, env.style(Role::Accent));
        self.rows.draw(buffer, env);
    }

    fn floats(&self) -> bool {
        true
    }
}
