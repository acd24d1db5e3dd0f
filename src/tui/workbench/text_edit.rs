//! The design as TOML in the learner's editor, and back: what cannot be read is shown with every
//! mistake and kept until it can.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    design::Architecture,
    diagnostic::Diagnostic,
    exercise::{Answer, Facts},
    problem::Problem,
    role::Role,
    tui::{
        action::Action,
        draw, editor,
        layers::{Layer, body, title},
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// Asks whether the terminal may be given to the editor.
#[derive(Default)]
pub(super) struct Ask {
    frame: Rect,
}

/// What the editor gets: the facts as comments, then the design, or the text that could not be read.
fn text(work: &Workspace) -> String {
    if let Some(loose) = &work.draft.loose {
        return loose.toml_text().to_owned();
    }
    format!("{}\n{}", work.facts().notes(), work.draft.answer().toml_text())
}

/// The name of the file that the editor gets.
fn file(work: &Workspace) -> String {
    format!("{}.toml", work.folder.exercise.id)
}

fn request(work: &Workspace) -> Effect {
    Effect::Edit(editor::Request { texts: vec![(file(work), text(work))] })
}

/// Takes what the editor gave back; a layer where there is something to say.
pub(super) fn take(
    edited: editor::Edited,
    work: &mut Workspace,
) -> Option<Box<dyn Layer<Workspace>>> {
    let texts = match edited.0 {
        Ok(texts) => texts,
        Err(problem) => return Some(Box::new(Mistakes::of_problem(&problem))),
    };
    let mine = texts.into_iter().find(|(name, _)| *name == file(work));
    let text = mine.map(|(_, text)| text).unwrap_or_default();
    let (answer, found) = Architecture::read("answer.toml", &text);
    if found.is_empty() {
        work.draft.loose = None;
        work.replace(answer);
        return None;
    }
    work.draft.loose = Some(Answer::toml(text));
    Some(Box::new(Mistakes::new(&found)))
}

impl Layer<Workspace> for Ask {
    fn update(
        &mut self,
        action: &Action,
        work: &mut Workspace,
        _env: &mut Environment,
    ) -> Result<Then, Problem> {
        Ok(match action {
            Action::Select | Action::Own("edit") => Then::Leave(request(work)),
            Action::Click(at) if self.frame.contains(*at) => Then::Leave(request(work)),
            Action::Back | Action::Click(_) => Then::Close,
            _ => Then::Pass,
        })
    }

    fn arrange(&mut self, area: Rect, _bench: &Workspace, _env: &Environment) {
        self.frame = draw::centred(area, 66, 6);
    }

    fn view(&self, buffer: &mut Buffer, work: &Workspace, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        let inner = Rect {
            x: self.frame.x + 2,
            y: self.frame.y + 1,
            width: self.frame.width.saturating_sub(4),
            height: self.frame.height.saturating_sub(2),
        };
        let key = if work.draft.loose.is_some() { "edit.again" } else { "edit.ask" };
        let said = env.words.format(key, &[("editor", &editor::name())]);
        draw::paragraph(buffer, inner, &said, env.style(Role::Text));
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

impl Layer<Workspace> for Mistakes {
    fn update(
        &mut self,
        action: &Action,
        _bench: &mut Workspace,
        _env: &mut Environment,
    ) -> Result<Then, Problem> {
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

    fn arrange(&mut self, area: Rect, _bench: &Workspace, env: &Environment) {
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

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        title(buffer, self.area, env.say("edit.title"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["edit", "scroll", "back"]
    }
}
