//! The answer as texts in the learner's editor, and back: what cannot be read is shown with every mistake
//! and kept until it can.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Layer, Subject, Then, body, title};
use crate::{
    diagnostic::Diagnostic,
    exercise::{Answer, answer::TOML},
    problem::Problem,
    role::Role,
    session::Work,
    tui::{
        action::Action,
        draw, editor,
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// Asks whether the terminal may be given to the editor.
#[derive(Default)]
pub struct Ask {
    frame: Rect,
}

/// The name of the file that the editor gets for a text: one TOML file is named after its exercise.
fn file(name: &str, work: &Work) -> String {
    match name {
        TOML => format!("{}.toml", work.folder.exercise.id),
        other => other.to_owned(),
    }
}

fn request<W: Subject>(subject: &W) -> Effect {
    let work = subject.work();
    let answer = work.texts();
    let texts = answer.texts().map(|(name, text)| (file(name, work), text.to_string()));
    Effect::Edit(editor::Request { texts: texts.collect() })
}

/// Takes what the editor gave back; a layer where there is something to say.
pub fn take<W: Subject>(edited: editor::Edited, subject: &mut W) -> Option<Box<dyn Layer<W>>> {
    let texts = match edited.0 {
        Ok(texts) => texts,
        Err(problem) => return Some(Box::new(Mistakes::of_problem(&problem))),
    };
    let toml = file(TOML, subject.work());
    let name = |name: String| if name == toml { TOML.to_owned() } else { name };
    let answer: Answer = texts.into_iter().map(|(file, text)| (name(file), text)).collect();
    let found = subject.work_mut().take_texts(answer);
    subject.changed();
    (!found.is_empty()).then(|| Box::new(Mistakes::new(&found)) as Box<dyn Layer<W>>)
}

impl<W: Subject> Layer<W> for Ask {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        _env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        Ok(match action {
            Action::Select | Action::Own("edit") => Then::Leave(request(subject)),
            Action::Click(at) if self.frame.contains(*at) => Then::Leave(request(subject)),
            Action::Back | Action::Click(_) => Then::Close,
            _ => Then::Pass,
        })
    }

    fn arrange(&mut self, area: Rect, _subject: &W, _env: &Environment) {
        self.frame = draw::centred(area, 66, 6);
    }

    fn view(&self, buffer: &mut Buffer, subject: &W, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let key = match subject.work() {
            work if work.draft.loose.is_some() => "edit.again",
            work if work.answer().text(TOML).is_some() => "edit.ask",
            _ => "edit.ask-files",
        };
        let said = env.words.format(key, &[("editor", &editor::name())]);
        draw::paragraph(buffer, draw::inside(self.frame), &said, env.style(Role::Text));
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select", "back"]
    }

    fn floats(&self) -> bool {
        true
    }

    fn hands_over(&self) -> bool {
        true
    }
}

/// Every mistake of a text that came back.
struct Mistakes {
    lines: Vec<(String, Role)>,
    loose: bool,
    rows: Rows,
    area: Rect,
}

impl Mistakes {
    fn new(found: &[Diagnostic]) -> Self {
        let mut lines = Vec::new();
        for mistake in found {
            for (at, line) in mistake.render(false).lines().enumerate() {
                let role = if at == 0 { Role::Bad } else { Role::Text };
                lines.push((line.to_owned(), role));
            }
            lines.push((String::new(), Role::Text));
        }
        Self { lines, loose: true, rows: Rows::default(), area: Rect::ZERO }
    }

    fn of_problem(problem: &Problem) -> Self {
        let lines = vec![(problem.to_string(), Role::Bad), (problem.hint.clone(), Role::Text)];
        Self { lines, loose: false, rows: Rows::default(), area: Rect::ZERO }
    }
}

impl<W: Subject> Layer<W> for Mistakes {
    fn update(
        &mut self,
        action: &Action,
        _subject: &mut W,
        _env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Own("edit") | Action::Select => {
                return Ok(Then::swap(Ask::default()));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _subject: &W, env: &Environment) {
        self.area = area;
        let inner = body(area, u16::MAX);
        let mut rows = Vec::new();
        if self.loose {
            for line in crate::text::wrap(env.say("edit.kept"), usize::from(inner.width)) {
                rows.push(Row::text(line, Role::Muted));
            }
            rows.push(Row::blank());
        }
        rows.extend(self.lines.iter().map(|(line, role)| Row::text(line.clone(), *role)));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _subject: &W, env: &Environment) {
        title(buffer, self.area, env.say("edit.title"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["edit", "scroll", "back"]
    }
}
