//! The workbench for cutting a system into services: facts beside a board of cards, and layers on top
//! for everything that needs more room.

mod accept;
mod apply;
mod board;
mod cards;
mod commands;
mod compare;
mod facts;
mod findings;
mod head;
mod hints;
mod link;
mod mouse;
mod panels;
mod picker;
mod replay;
mod report;
mod text_edit;
mod trial;
mod workspace;

use ratatui::{buffer::Buffer, layout::Rect};

use self::{
    board::Board,
    cards::Thing,
    facts::Facts,
    findings::Findings,
    panels::Panel,
    workspace::{Then, Workspace},
};
use super::{
    action::{Action, Motion},
    editor::Edited,
    editors::board::Turn,
    keymap::KeyContext,
    layers::Layers,
    screen::{Effect, Environment, Screen},
};
use crate::{id::ExerciseId, problem::Problem};

/// The screen.
pub struct Decomposition {
    work: Workspace,
    board: Board,
    facts: Facts,
    findings: Findings,
    panel: Panel,
    layers: Layers<Workspace>,
    area: Rect,
    /// Where the words of the bar are.
    bar: Vec<(u16, u16, &'static str)>,
    beside: bool,
    below: bool,
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
        let mut screen = Self {
            work: Workspace::open(id, version, env)?,
            board: Board::default(),
            facts: Facts::default(),
            findings: Findings::default(),
            panel: Panel::Board,
            layers: Layers::default(),
            area: Rect::ZERO,
            bar: Vec::new(),
            beside: false,
            below: false,
        };
        screen.board.refresh(&screen.work, env);
        screen.board.editor.go_to(&screen.work.draft.cursor);
        if let Some(dropped) = screen.work.dropped.take() {
            screen.layers.push(commands::told_of_revision(&dropped, env));
        }
        Ok(screen)
    }

    /// Does what a layer wants.
    fn then(&mut self, then: Then, env: &Environment) -> Effect {
        let effect = self.layers.apply(then, &self.work);
        self.changed(env);
        effect
    }

    /// The design may have changed.
    fn changed(&mut self, env: &Environment) {
        self.board.refresh(&self.work, env);
        if let Some(made) = self.work.made.take() {
            self.board.show(&made);
        }
        self.findings.refresh(&self.work);
    }

    fn command(&mut self, name: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match name {
            "undo" | "redo" => {
                let again = name == "redo";
                if !self.work.turn_back(again) {
                    let key = if again { "bench.newest" } else { "bench.oldest" };
                    return Ok(Effect::Notice(env.say(key).to_owned()));
                }
                self.changed(env);
            }
            "live" => self.work.draft.quiet = !self.work.draft.quiet,
            "facts" => self.switch(Panel::Facts),
            "findings" => self.switch(Panel::Findings),
            "connect" if self.board.service().is_some() => self.board.editor.begin_aim(),
            "connect" => return Ok(Effect::Notice(env.say("bench.connect-from").to_owned())),
            "with-data" => commands::pick_with_data(&mut self.board, &self.work),
            _ => {
                let then = commands::command(name, &mut self.board, &mut self.work, env)?;
                return Ok(self.then(then, env));
            }
        }
        Ok(Effect::Redraw)
    }

    /// Shows a panel, or the board again.
    fn switch(&mut self, panel: Panel) {
        self.panel = if self.panel == panel { Panel::Board } else { panel };
    }

    /// Does what the board asks for.
    fn turn(&mut self, turn: Turn, env: &mut Environment) -> Result<Effect, Problem> {
        let then = match turn {
            Turn::Pass => return Ok(Effect::Pass),
            Turn::Still => return Ok(Effect::Nothing),
            Turn::Moved => return Ok(Effect::Redraw),
            Turn::Open => commands::open(&mut self.board, &mut self.work, env)?,
            Turn::Drop => commands::put_down(&mut self.board, &mut self.work, env),
            Turn::Aim => {
                let from = self.board.linking().unwrap_or_default().to_owned();
                commands::connect(&from, &mut self.board, &self.work, env)
            }
        };
        Ok(self.then(then, env))
    }

    /// Takes an action while the facts or the findings have the focus; nothing if it is not for them.
    fn beside_the_board(&mut self, action: &Action) -> Option<Effect> {
        let moved = match (self.panel, action) {
            (Panel::Board, _) => return None,
            (Panel::Facts, Action::Move(Motion::Right)) if self.beside => {
                self.panel = Panel::Board;
                true
            }
            (Panel::Facts, Action::Move(motion)) => self.facts.scroll(*motion),
            (Panel::Findings, Action::Move(motion)) => self.findings.go(*motion, &self.work),
            (Panel::Findings, Action::Select | Action::Toggle) => {
                let place = self.findings.selected(&self.work).map(|finding| finding.place.clone());
                let Some(place) = place else { return Some(Effect::Nothing) };
                place.iter().any(|name| self.board.find(name));
                self.panel = Panel::Board;
                true
            }
            (Panel::Facts, Action::Select | Action::Toggle) => {
                self.panel = Panel::Board;
                true
            }
            (_, Action::Back) if self.board.editor.aim().is_none() => {
                let carried = !self.board.editor.take_hand().is_empty();
                self.panel = if carried { self.panel } else { Panel::Board };
                true
            }
            _ => return None,
        };
        Some(if moved { Effect::Redraw } else { Effect::Nothing })
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
            "replay",
            "grade",
            "hint",
            "undo",
            "redo",
            "facts",
            "findings",
            "edit",
            "live",
            "apply",
            "compare",
            "accept",
            "down-service",
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

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if let Some(layer) = self.layers.top() {
            return layer.hints();
        }
        match self.panel {
            Panel::Board if self.board.linking().is_some() => vec!["right", "drop", "back"],
            Panel::Board if !self.board.editor.hand().is_empty() => {
                vec!["right", "drop", "new", "back"]
            }
            Panel::Board => match self.board.thing() {
                Some(Thing::Member(_)) => vec!["toggle", "with-data", "select", "grade", "undo"],
                Some(Thing::Head) => vec!["select", "connect", "pattern", "grade", "undo"],
                _ => vec!["select", "delete", "grade", "undo"],
            },
            Panel::Facts => vec!["move", "next-panel", "back"],
            Panel::Findings => vec!["move", "select", "next-panel", "back"],
        }
    }

    fn status(&self, env: &Environment) -> String {
        if let Some(layer) = self.layers.top() {
            return layer.status();
        }
        match self.work.draft.depth() {
            (0, _) => String::new(),
            (back, _) => env.words.format("bench.steps", &[("back", &back)]),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Some(effect) = self.layers.update(&action, &mut self.work, env)? {
            self.changed(env);
            return Ok(effect);
        }
        if let Some(effect) = self.beside_the_board(&action) {
            return Ok(effect);
        }
        match action {
            Action::Own(name) => self.command(name, env),
            Action::NextPanel => {
                self.next_panel();
                Ok(Effect::Redraw)
            }
            Action::PreviousPanel => {
                self.next_panel();
                self.next_panel();
                Ok(Effect::Redraw)
            }
            Action::Click(at) => self.click(at, env),
            Action::Wheel { at, lines }
                if !self.shows(Panel::Board) || !self.board.editor.area().contains(at) =>
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
        if let Some(layer) = text_edit::take(edited, &mut self.work) {
            self.layers.push(layer);
        }
        self.changed(env);
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.arrange_panels(area, env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.layers.view(buffer, &self.work, env, |buffer| {
            self.draw_head(buffer, area, env);
            self.draw_panels(buffer, area, env);
        });
    }

    fn hands_over(&self) -> bool {
        self.layers.top().is_some_and(|layer| layer.hands_over())
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        self.work.save(env)
    }
}
