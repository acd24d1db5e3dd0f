//! The workbench for cutting a system into services: facts beside a board of cards, and sheets on top
//! for everything that needs more room.

mod accept;
mod apply;
mod bench;
mod board;
mod cards;
mod compare;
mod deeds;
mod facts;
mod findings;
mod form;
mod head;
mod hints;
mod link;
mod menu;
mod mouse;
mod panels;
mod picker;
mod picture;
mod replay;
mod report;
mod sheet;
mod text_edit;
mod trial;

use ratatui::{buffer::Buffer, layout::Rect};

use self::{
    bench::Bench,
    board::Board,
    cards::Thing,
    facts::Facts,
    findings::Findings,
    head::title,
    mouse::Grip,
    panels::Panel,
    sheet::{Sheet, Then},
};
use crate::{
    id::ExerciseId,
    problem::Problem,
    tui::{
        action::{Action, Motion},
        editor::Edited,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
    },
};

/// The screen.
pub struct Decomposition {
    bench: Bench,
    board: Board,
    facts: Facts,
    findings: Findings,
    panel: Panel,
    sheets: Vec<Box<dyn Sheet>>,
    area: Rect,
    /// Where the words of the bar are.
    bar: Vec<(u16, u16, &'static str)>,
    beside: bool,
    below: bool,
    grip: Option<Grip>,
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
        let bench = Bench::open(id, version, env)?;
        let mut screen = Self {
            board: Board::default(),
            facts: Facts::default(),
            findings: Findings::default(),
            panel: Panel::Board,
            sheets: Vec::new(),
            area: Rect::ZERO,
            bar: Vec::new(),
            beside: false,
            below: false,
            grip: None,
            bench,
        };
        screen.board.refresh(&screen.bench);
        let cursor = screen.bench.draft.cursor.clone();
        screen.board.go_to(&cursor);
        if let Some(dropped) = screen.bench.dropped.take() {
            screen.sheets.push(deeds::told_of_revision(&dropped, env));
        }
        Ok(screen)
    }

    /// Does what a sheet wants.
    fn then(&mut self, then: Then) -> Effect {
        match then {
            Then::Stay => {}
            Then::Pass => return Effect::Pass,
            Then::Close => drop(self.sheets.pop()),
            Then::Clear => self.sheets.clear(),
            Then::Open(sheet) => self.sheets.push(sheet),
            Then::Swap(sheet) => {
                self.sheets.pop();
                self.sheets.push(sheet);
            }
            Then::Leave(effect) => {
                self.sheets.pop();
                self.changed();
                return effect;
            }
            Then::Do(effect) => return effect,
        }
        self.changed();
        Effect::Redraw
    }

    /// The design may have changed.
    fn changed(&mut self) {
        self.board.refresh(&self.bench);
        if let Some(made) = self.bench.made.take() {
            self.board.show(&made);
        }
        self.findings.refresh(&self.bench);
        if let Some(top) = self.sheets.last_mut() {
            top.refresh(&self.bench);
        }
    }

    fn command(&mut self, command: &str, env: &mut Environment) -> Result<Effect, Problem> {
        match command {
            "undo" | "redo" => {
                let again = command == "redo";
                if !self.bench.turn_back(again) {
                    let key = if again { "bench.newest" } else { "bench.oldest" };
                    return Ok(Effect::Notice(env.say(key).to_owned()));
                }
                self.changed();
            }
            "live" => {
                self.bench.draft.quiet = !self.bench.draft.quiet;
            }
            "facts" => {
                let shown = self.panel == Panel::Facts;
                self.panel = if shown { Panel::Board } else { Panel::Facts };
            }
            "findings" => {
                let shown = self.panel == Panel::Findings;
                self.panel = if shown { Panel::Board } else { Panel::Findings };
            }
            "connect" => match self.board.service().map(str::to_owned) {
                Some(service) => {
                    self.board.hand.clear();
                    self.board.linking = Some(service);
                }
                None => return Ok(Effect::Notice(env.say("bench.connect-from").to_owned())),
            },
            "with-data" => deeds::pick_with_data(&mut self.board, &self.bench),
            _ => {
                let then = deeds::command(command, &mut self.board, &mut self.bench, env)?;
                return Ok(self.then(then));
            }
        }
        Ok(Effect::Redraw)
    }

    /// Enter on the board.
    fn select(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        if self.panel == Panel::Findings {
            return Ok(match self.findings.selected(&self.bench) {
                Some(finding) => {
                    let places = finding.place.clone();
                    places.iter().any(|name| self.board.find(name));
                    self.panel = Panel::Board;
                    Effect::Redraw
                }
                None => Effect::Nothing,
            });
        }
        if self.panel == Panel::Facts {
            self.panel = Panel::Board;
            return Ok(Effect::Redraw);
        }
        if let Some(from) = self.board.linking.clone() {
            let then = deeds::connect(&from, &mut self.board, &self.bench, env);
            return Ok(self.then(then));
        }
        if !self.board.hand.is_empty() {
            return self.drop_hand(env);
        }
        let then = deeds::open(&mut self.board, &mut self.bench, env)?;
        Ok(self.then(then))
    }

    /// Space on the board: pick up, pick more, put back, or drop on another card.
    fn toggle(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        if self.panel != Panel::Board || self.board.linking.is_some() {
            return self.select(env);
        }
        let carried = !self.board.hand.is_empty();
        match self.board.thing() {
            Some(Thing::Piece(piece)) if !carried || self.board.is_home() => {
                let piece = piece.clone();
                self.board.pick(piece);
                Ok(Effect::Redraw)
            }
            _ if carried => self.drop_hand(env),
            _ => self.select(env),
        }
    }

    fn drop_hand(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        if self.board.is_home() {
            self.board.hand.clear();
            return Ok(Effect::Redraw);
        }
        let then = deeds::put_down(&mut self.board, &mut self.bench, env);
        Ok(self.then(then))
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
        let typing = self.sheets.last().is_some_and(|sheet| sheet.typing());
        KeyContext::new("workbench", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "bench.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if let Some(sheet) = self.sheets.last() {
            return sheet.hints();
        }
        match self.panel {
            Panel::Board if self.board.linking.is_some() => vec!["right", "drop", "back"],
            Panel::Board if !self.board.hand.is_empty() => vec!["right", "drop", "new", "back"],
            Panel::Board => match self.board.thing() {
                Some(Thing::Piece(_)) => vec!["toggle", "with-data", "select", "grade", "undo"],
                Some(Thing::Head) => vec!["select", "connect", "pattern", "grade", "undo"],
                _ => vec!["select", "delete", "grade", "undo"],
            },
            Panel::Facts => vec!["move", "next-panel", "back"],
            Panel::Findings => vec!["move", "select", "next-panel", "back"],
        }
    }

    fn status(&self, env: &Environment) -> String {
        if let Some(sheet) = self.sheets.last() {
            return sheet.status();
        }
        match self.bench.draft.depth() {
            (0, _) => String::new(),
            (back, _) => env.words.fill("bench.steps", &[("back", &back)]),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Some(sheet) = self.sheets.last_mut() {
            if let Action::Click(at) = &action
                && at.y == self.area.y
                && !sheet.floats()
            {
                return Ok(self.then(Then::Close));
            }
            let then = sheet.update(&action, &mut self.bench, env)?;
            let effect = self.then(then);
            if effect == Effect::Pass && action == Action::Back {
                return Ok(self.then(Then::Close));
            }
            // Nothing below may take what a sheet has no use for.
            return Ok(match effect {
                Effect::Pass if action == Action::Search => Effect::Nothing,
                other => other,
            });
        }
        let moved = match action {
            Action::Own(command) => return self.command(command, env),
            Action::Move(motion) => match self.panel {
                Panel::Board => self.board.go(motion),
                Panel::Facts if motion == Motion::Right && self.beside => {
                    self.panel = Panel::Board;
                    true
                }
                Panel::Facts => self.facts.scroll(motion),
                Panel::Findings => self.findings.go(motion, &self.bench),
            },
            Action::Next => self.board.go_card(1),
            Action::Previous => self.board.go_card(-1),
            Action::NextPanel => {
                self.next_panel();
                true
            }
            Action::PreviousPanel => {
                self.next_panel();
                self.next_panel();
                true
            }
            Action::Select => return self.select(env),
            Action::Toggle => return self.toggle(env),
            Action::Click(at) => return self.click(at, env),
            Action::Drag(at) => self.drag(at),
            Action::Release(at) => return self.release(at, env),
            Action::Wheel { at, lines } => {
                if self.shows(Panel::Board) && self.board.area().contains(at) {
                    let motion = if lines > 0 { Motion::Down } else { Motion::Up };
                    (0..lines.unsigned_abs()).fold(false, |moved, _| self.board.go(motion) || moved)
                } else {
                    self.facts.shift(lines);
                    true
                }
            }
            Action::Back if self.board.linking.take().is_some() => true,
            Action::Back if !self.board.hand.is_empty() => {
                self.board.hand.clear();
                true
            }
            Action::Back if self.panel != Panel::Board => {
                self.panel = Panel::Board;
                true
            }
            _ => return Ok(Effect::Pass),
        };
        Ok(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn take_edited(&mut self, edited: Edited, _env: &mut Environment) {
        self.sheets.extend(text_edit::take(edited, &mut self.bench));
        self.changed();
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.arrange_panels(area, env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let first = self.sheets.iter().rposition(|sheet| !sheet.floats());
        if let Some(first) = first {
            self.sheets.iter().skip(first).for_each(|sheet| sheet.view(buffer, &self.bench, env));
            return;
        }
        self.draw_head(buffer, area, env);
        self.draw_panels(buffer, area, env);
        self.sheets.iter().for_each(|sheet| sheet.view(buffer, &self.bench, env));
    }

    fn hands_over(&self) -> bool {
        self.sheets.last().is_some_and(|sheet| sheet.hands_over())
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        self.bench.save(env)
    }
}
