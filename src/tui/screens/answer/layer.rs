//! What lies over the work, and what comes back from it.

use super::AnswerScreen;
use crate::{
    problem::Problem,
    session::Work,
    tui::{
        action::Action,
        editors::{self, Turn},
        layers::{
            Then, compare, files,
            hints::Hints,
            menu::{Item, Menu},
            picture::Picture,
            report::{Report, trace_of},
            text_edit, trial,
        },
        screen::{Effect, Environment},
        widgets::panels::Panel,
    },
    verdict::Evidence,
};

/// What a name in the table `answer` of the keymap does.
pub(super) fn command(name: &str) -> Option<Action> {
    Action::own(
        name,
        &[
            "grade", "fix", "trace", "hint", "undo", "redo", "facts", "findings", "edit", "type",
            "delete", "live", "compare", "accept", "diagram", "new",
        ],
    )
}

impl AnswerScreen {
    /// Does what the editor asks for.
    pub(super) fn turn(&mut self, turn: Turn, env: &Environment) -> Effect {
        match turn {
            Turn::Pass => Effect::Pass,
            Turn::Still => Effect::Nothing,
            Turn::Moved => {
                // What is carried looks different.
                self.changed(env);
                Effect::Redraw
            }
            Turn::Set(answer) => {
                self.work.replace(*answer);
                self.changed(env);
                Effect::Redraw
            }
            Turn::Ask(field) => self.then(editors::ask(*field, env), env),
            Turn::Choose(title, fields) => {
                let item = |field: editors::Field| {
                    let shown = field.typed();
                    Item::new(field.label.clone(), shown, move |_: &mut Work, env| {
                        Ok(match editors::ask(field, env) {
                            Then::Open(layer) => Then::Swap(layer),
                            other => other,
                        })
                    })
                };
                let items = fields.into_iter().map(item).collect();
                self.then(Then::open(Menu::new(title, items)), env)
            }
            Turn::Say(key) => Effect::Notice(env.say(key).to_owned()),
        }
    }

    pub(super) fn command(&mut self, name: &str, env: &mut Environment) -> Result<Effect, Problem> {
        self.flush(env);
        let then = match name {
            "undo" | "redo" => {
                let again = name == "redo";
                if !self.work.turn_back(again) {
                    let key = if again { "bench.newest" } else { "bench.oldest" };
                    return Ok(Effect::Notice(env.say(key).to_owned()));
                }
                Then::Stay
            }
            "live" => {
                self.work.draft.quiet = !self.work.draft.quiet;
                Then::Stay
            }
            "facts" => {
                self.panels.switch(Panel::Facts);
                Then::Stay
            }
            "findings" => {
                self.panels.switch(Panel::Findings);
                Then::Stay
            }
            "grade" => Then::open(Report::open(&mut self.work, env)?),
            "hint" => Hints::open(&mut self.work, env),
            "edit" => Then::open(text_edit::Ask::default()),
            "compare" => compare::open(&self.work, env),
            "new" => files::open(&self.work, self.editor.file(), env),
            "diagram" => match self.drawn.clone() {
                Some(source) => {
                    let title = self.work.folder.exercise.title.clone();
                    Then::open(Picture::new(title, source, env))
                }
                None => Then::say(env, "editor.no-drawing"),
            },
            "trace" => {
                let shown = self.finding().and_then(trace_of);
                shown.unwrap_or_else(|| Then::say(env, "trace.none"))
            }
            "fix" => trial::mend_shown(&self.findings, &self.work, env),
            _ => return Ok(Effect::Pass),
        };
        Ok(self.then(then, env))
    }

    /// Goes to the place that the selected finding is about.
    pub(super) fn jump(&mut self) -> Effect {
        let found = self.findings.visit(self.work.shown());
        let Some(finding) = found else { return Effect::Nothing };
        let names = finding.place.clone();
        let span = finding.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Span(span) => Some((span.file.clone(), span.line)),
            _ => None,
        });
        let found = span.is_some_and(|(file, line)| self.editor.find_span(&file, line));
        if !found {
            self.editor.find(&names);
        }
        self.panels.focus = Panel::Editor;
        Effect::Redraw
    }
}
