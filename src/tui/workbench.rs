//! The workbench for cutting a system into services: facts beside a board of cards, and layers on top
//! for everything that needs more room.

mod apply;
mod board;
mod cards;
mod commands;
mod facts;
mod head;
mod link;
mod mouse;
mod panels;
mod picker;
mod replay;
mod thing;
mod workspace;

use ratatui::{buffer::Buffer, layout::Rect};

use self::{
    board::Board,
    facts::Facts,
    thing::{Holder, Thing},
    workspace::{Then, Workspace},
};
use super::{
    action::{Action, Motion},
    editor::Edited,
    editors::board::Turn,
    keymap::{self, KeyContext},
    layers::{Layers, Subject, revision, text_edit, trial},
    screen::{Effect, Environment, Screen},
    widgets::{
        bar::Bar,
        findings::Findings,
        panels::{Panel, Panels},
    },
};
use crate::{change::Sequence, id::ExerciseId, problem::Problem, session::Work};

/// The screen.
pub struct Decomposition {
    workspace: Workspace,
    board: Board,
    facts: Facts,
    findings: Findings,
    panels: Panels,
    layers: Layers<Workspace>,
    bar: Bar,
}

impl Decomposition {
    /// Goes on with an exercise, or begins it with a version.
    ///
    /// # Errors
    /// Where the exercise or the log cannot be read.
    pub fn open(
        id: &ExerciseId,
        version: Option<&str>,
        env: &Environment,
    ) -> Result<Self, Problem> {
        let work = Work::open(id, version, &env.session)?;
        Ok(Self::on(Workspace::on(work, env)?, env))
    }

    /// Goes on with following a change, or begins it.
    ///
    /// # Errors
    /// Where the change cannot be followed, or the log cannot be read.
    pub fn follow(sequence: &Sequence, env: &Environment) -> Result<Self, Problem> {
        let work = Work::follow(sequence, &env.session)?;
        Ok(Self::on(Workspace::on(work, env)?, env))
    }

    fn on(workspace: Workspace, env: &Environment) -> Self {
        let mut screen = Self {
            workspace,
            board: Board::default(),
            facts: Facts::default(),
            findings: Findings::default(),
            panels: Panels::default(),
            layers: Layers::default(),
            bar: Bar::default(),
        };
        screen.board.refresh(&screen.workspace, env);
        screen.board.editor.go_to(&screen.workspace.work.draft.cursor);
        if let Some(told) = revision::told(&mut screen.workspace, env) {
            screen.layers.push(told);
        }
        screen
    }

    /// Does what a layer wants.
    fn then(&mut self, then: Then, env: &Environment) -> Effect {
        let effect = self.layers.apply(then, &self.workspace);
        self.changed(env);
        effect
    }

    /// The design may have changed.
    fn changed(&mut self, env: &Environment) {
        self.board.refresh(&self.workspace, env);
        if let Some(made) = self.workspace.made.take() {
            self.board.show(&made);
        }
        if let Some(name) = self.workspace.founded.take() {
            self.board.take_hand();
            // Where a new one was offered, it now stands.
            if self.board.holder() == Some(&Holder::New) {
                self.board.find(&name);
            }
        }
        self.findings.refresh(self.workspace.work.shown());
    }

    fn command(&mut self, name: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match name {
            "undo" | "redo" => {
                let again = name == "redo";
                if !self.workspace.turn_back(again) {
                    let key = if again { "bench.newest" } else { "bench.oldest" };
                    return Ok(Effect::Notice(env.say(key).to_owned()));
                }
                self.changed(env);
            }
            "live" => {
                let draft = &mut self.workspace.work.draft;
                draft.quiet = !draft.quiet;
            }
            "facts" => self.panels.switch(Panel::Facts),
            "findings" => self.panels.switch(Panel::Findings),
            "connect" if self.board.service().is_some() => self.board.editor.begin_aim(),
            "connect" => return Ok(Effect::Notice(env.say("bench.connect-from").to_owned())),
            "fix" => {
                let then = trial::mend_shown(&self.findings, &self.workspace, env);
                return Ok(self.then(then, env));
            }
            "with-data" => commands::pick_with_data(&mut self.board, &self.workspace),
            _ => {
                let then = commands::command(name, &mut self.board, &mut self.workspace, env)?;
                return Ok(self.then(then, env));
            }
        }
        Ok(Effect::Redraw)
    }

    /// Does what the board asks for.
    fn turn(&mut self, turn: Turn, env: &mut Environment) -> Result<Effect, Problem> {
        let then = match turn {
            Turn::Pass => return Ok(Effect::Pass),
            Turn::Still => return Ok(Effect::Nothing),
            Turn::Moved => return Ok(Effect::Redraw),
            Turn::Open => commands::open(&mut self.board, &mut self.workspace, env)?,
            Turn::Drop => commands::put_down(&mut self.board, &mut self.workspace, env),
            Turn::Aim => {
                let from = self.board.linking().unwrap_or_default().to_owned();
                commands::connect(&from, &mut self.board, &self.workspace, env)
            }
        };
        Ok(self.then(then, env))
    }

    /// Takes an action while the facts or the findings have the focus; nothing if it is not for them.
    fn beside_the_board(&mut self, action: &Action) -> Option<Effect> {
        let moved = match (self.panels.focus, action) {
            (Panel::Editor, _) => return None,
            (Panel::Facts, Action::Move(Motion::Right)) if self.panels.is_beside() => {
                self.panels.focus = Panel::Editor;
                true
            }
            (Panel::Facts, Action::Move(motion)) => self.facts.scroll(*motion),
            (Panel::Findings, Action::Move(motion)) => self.findings.go(*motion),
            (Panel::Findings, Action::Select | Action::Toggle) => {
                let place = self
                    .findings
                    .visit(self.workspace.work.shown())
                    .map(|finding| finding.place.clone());
                let Some(place) = place else { return Some(Effect::Nothing) };
                place.iter().any(|name| self.board.find(name));
                self.panels.focus = Panel::Editor;
                true
            }
            (Panel::Facts, Action::Select | Action::Toggle) => {
                self.panels.focus = Panel::Editor;
                true
            }
            (_, Action::Back) => {
                self.panels.focus = Panel::Editor;
                true
            }
            _ => return None,
        };
        Some(if moved { Effect::Redraw } else { Effect::Nothing })
    }
}

impl Decomposition {
    /// The actions that matter where the cursor is.
    fn place_hints(&self) -> Vec<&'static str> {
        match self.panels.focus {
            Panel::Editor if self.board.linking().is_some() => {
                vec!["right/across", "select/link-here", "back/leave"]
            }
            Panel::Editor if !self.board.editor.hand().is_empty() => {
                vec!["right/across", "select/drop", "new", "back/put-back"]
            }
            Panel::Editor => match self.board.thing() {
                Some(Thing::Member(_)) => {
                    vec!["toggle", "with-data", "select/move-to", "grade", "undo"]
                }
                Some(Thing::Head) if self.board.service().is_some() => {
                    vec!["select/menu", "connect", "pattern", "grade", "undo"]
                }
                Some(Thing::Head) if self.board.holder() == Some(&Holder::New) => {
                    vec!["select/new", "grade", "undo"]
                }
                Some(Thing::Head) => vec!["grade", "undo"],
                _ => vec!["select/change", "delete", "grade", "undo"],
            },
            Panel::Facts => vec!["move", "next-panel", "back/close"],
            Panel::Findings => vec!["select/show", "move", "next-panel", "back/close"],
        }
    }
}

/// What a name in the table `workbench` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(
        name,
        &[
            "new",
            "rename",
            "merge",
            "team",
            "connect",
            "delete",
            "with-data",
            "pattern",
            "diagram",
            "trace",
            "fix",
            "grade",
            "hint",
            "undo",
            "redo",
            "facts",
            "findings",
            "edit",
            "live",
            "compare",
            "accept",
        ],
    )
}

impl Screen for Decomposition {
    fn keys(&self) -> KeyContext {
        let typing = self.layers.top().is_some_and(|layer| layer.typing());
        KeyContext::new("workbench", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "bench.title"
    }

    fn digits(&self) -> Option<&'static str> {
        self.layers.top()?.digits()
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        match (self.layers.top(), self.panels.focus) {
            (Some(layer), _) => layer.works(action),
            (None, Panel::Editor) => !matches!(action, "accept" | "compare"),
            (None, _) => {
                let own = Action::shared(action).is_none();
                let own = own && !matches!(action, "accept" | "compare");
                own || keymap::is_hinted(&self.hints(env), action)
            }
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if let Some(layer) = self.layers.top() {
            return layer.hints();
        }
        let mut hints = self.place_hints();
        // Where the facts do not stand beside, they are one key away.
        if self.panels.focus == Panel::Editor && !self.panels.is_beside() {
            hints.insert(1, "facts");
        }
        hints
    }

    fn status(&self, env: &Environment) -> String {
        if let Some(layer) = self.layers.top() {
            return layer.status();
        }
        match self.workspace.work.draft.depth() {
            (0, _) => String::new(),
            (back, _) => env.words.format("bench.steps", &[("back", &back)]),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Some(effect) = self.layers.update(&action, &mut self.workspace, env)? {
            self.changed(env);
            // A page may lead to another of the workbench's own.
            return match action {
                Action::Own(name @ ("trace" | "diagram")) if effect == Effect::Pass => {
                    self.command(name, env)
                }
                _ => Ok(effect),
            };
        }
        if let Some(effect) = self.beside_the_board(&action) {
            return Ok(effect);
        }
        match action {
            Action::Own(name) => self.command(name, env),
            Action::NextPanel => {
                self.panels.next();
                Ok(Effect::Redraw)
            }
            Action::PreviousPanel => {
                self.panels.next();
                self.panels.next();
                Ok(Effect::Redraw)
            }
            Action::Click(at) => self.click(at, env),
            Action::Wheel { at, lines }
                if !self.panels.shows(Panel::Editor) || !self.board.editor.area().contains(at) =>
            {
                self.facts.shift(lines);
                Ok(Effect::Redraw)
            }
            _ => {
                let turn = self.board.editor.update(&action);
                self.turn(turn, env)
            }
        }
    }

    fn take_edited(&mut self, edited: Edited, env: &mut Environment) {
        if let Some(layer) = text_edit::take(edited, &mut self.workspace) {
            self.layers.push(layer);
        }
        self.changed(env);
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.arrange_panels(area, env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.layers.view(buffer, &self.workspace, env, |buffer| {
            self.draw_head(buffer, area, env);
            self.draw_panels(buffer, env);
        });
    }

    fn hands_over(&self) -> bool {
        self.layers.top().is_some_and(|layer| layer.hands_over())
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        self.workspace.work.save(&mut env.session)
    }
}
