//! The work on an exercise of any kind: facts at the left, the editor that its kind asks for at the right,
//! findings below, and layers on top.

mod facts;
mod layer;

use std::{any::Any, sync::Arc};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use self::facts::{Facts, Here};
use crate::{
    exercise::{self, draft::Cursor},
    id::ExerciseId,
    problem::Problem,
    session::Work,
    tui::{
        action::{Action, Motion},
        editor::Edited,
        editors::{self, Editor, Turn},
        keymap::{self, KeyContext},
        layers::{self, Layers, Then, revision, text_edit},
        screen::{Effect, Environment, Screen},
        widgets::{
            bar::{self, Bar},
            findings::{self, Findings},
            panels::{Panel, Panels},
        },
    },
    verdict::Finding,
};
use layer::command;

/// What the bar offers; the drawing only where there is one.
const BAR: [&str; 9] =
    ["grade", "facts", "diagram", "fix", "trace", "hint", "undo", "redo", "edit"];

/// The screen.
pub struct AnswerScreen {
    work: Work,
    editor: Box<dyn Editor>,
    /// Whether the editor explains what is under its cursor.
    explains: bool,
    /// What the answer draws, as Mermaid.
    drawn: Option<String>,
    facts: Facts,
    here: Here,
    findings: Findings,
    panels: Panels,
    bar: Bar,
    layers: Layers<Work>,
    /// Where the work was left, and where it opened because that part was not there yet.
    resumes: Option<[Cursor; 2]>,
}

/// Facts with the questions that were drawn beside the screen.
struct Drawn(Option<Arc<dyn exercise::Facts>>);

impl AnswerScreen {
    /// Goes on with an exercise, or begins it with a version.
    ///
    /// # Errors
    /// Where the exercise or the log cannot be read.
    pub fn open(
        id: &ExerciseId,
        version: Option<&str>,
        env: &Environment,
    ) -> Result<Self, Problem> {
        let mut work = Work::begin(id, version, &env.session)?;
        if let Some(asking) = work.asking().cloned() {
            let reply = env.jobs.reply();
            env.jobs.start("questions", move || reply.send(Drawn(asking.draw())));
        }
        let mut layers = Layers::default();
        if let Some(told) = revision::told(&mut work, env) {
            layers.push(told);
        }
        let model = work.editor(&env.words);
        let mut editor = editors::of(&model, &work, env);
        editor.go_to(&work.draft.cursor);
        let resumes = work.asking().is_some().then(|| [work.draft.cursor.clone(), editor.cursor()]);
        Ok(Self {
            drawn: drawing(&work),
            work,
            editor,
            explains: model.explains(),
            facts: Facts::default(),
            here: Here::default(),
            findings: Findings::default(),
            panels: Panels::default(),
            bar: Bar::default(),
            layers,
            resumes,
        })
    }

    /// The answer may have changed.
    fn changed(&mut self, env: &Environment) {
        let model = self.work.editor(&env.words);
        self.explains = model.explains();
        self.drawn = drawing(&self.work);
        self.editor.set(&model, &self.work, env);
        self.findings.refresh(self.work.shown());
    }

    /// Does what a layer wants.
    fn then(&mut self, then: Then<Work>, env: &Environment) -> Effect {
        let effect = self.layers.apply(then, &self.work);
        self.changed(env);
        effect
    }

    /// Puts what was typed and is not in the answer yet into it.
    fn flush(&mut self, env: &Environment) -> bool {
        let Some(answer) = self.editor.flush(self.work.answer()) else { return false };
        self.work.replace(answer);
        self.changed(env);
        true
    }

    /// The finding that a command is about: the selected one, or the worst.
    fn finding(&self) -> Option<&Finding> {
        self.findings.selected(self.work.shown())
    }

    /// Takes an action while the facts or the findings have the focus; nothing if it is not for them.
    fn beside_the_editor(&mut self, action: &Action) -> Option<Effect> {
        let moved = match (self.panels.focus, action) {
            (Panel::Editor, _) => return None,
            (Panel::Facts, Action::Move(Motion::Right)) if self.panels.is_beside() => {
                self.panels.focus = Panel::Editor;
                true
            }
            (Panel::Facts, Action::Move(motion)) => self.facts.scroll(*motion),
            (Panel::Findings, Action::Move(motion)) => self.findings.go(*motion),
            (Panel::Findings, Action::Select | Action::Toggle) => return Some(self.jump()),
            (_, Action::Back | Action::Select | Action::Toggle) => {
                self.panels.focus = Panel::Editor;
                true
            }
            _ => return None,
        };
        Some(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn click(&mut self, at: Position, env: &mut Environment) -> Result<Effect, Problem> {
        let head = self.panels.area().y;
        if let Some(name) = self.bar.hit(at) {
            return self.command(name, env);
        }
        if at.y <= head + 1 {
            let uncovered = self.panels.uncover();
            return Ok(if uncovered { Effect::Redraw } else { Effect::Nothing });
        }
        if self.panels.shows(Panel::Editor) && self.panels.editor.contains(at) {
            let focus = std::mem::replace(&mut self.panels.focus, Panel::Editor) == Panel::Editor;
            let turn = self.editor.click(at, focus, self.work.answer());
            return Ok(self.turn(turn, env));
        }
        if self.panels.shows(Panel::Findings) && self.findings.click(at) {
            self.panels.focus = Panel::Findings;
            return Ok(self.jump());
        }
        if self.panels.shows(Panel::Facts) {
            self.panels.focus = Panel::Facts;
        }
        Ok(Effect::Redraw)
    }
}

/// What the answer draws, as Mermaid.
fn drawing(work: &Work) -> Option<String> {
    work.folder.exercise.facts.drawing(work.answer())
}

impl Screen for AnswerScreen {
    fn keys(&self) -> KeyContext {
        let typing = match self.layers.top() {
            Some(layer) => layer.typing(),
            None => self.editor.typing(),
        };
        KeyContext::new("answer", command).typing(typing)
    }

    fn title(&self) -> &'static str {
        "answer.title"
    }

    fn digits(&self) -> Option<&'static str> {
        self.layers.top()?.digits()
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        match (self.layers.top(), Action::shared(action)) {
            (Some(layer), _) => layer.works(action),
            (None, Some(_)) if self.panels.focus == Panel::Editor => true,
            (None, Some(_)) => keymap::is_hinted(&self.hints(env), action),
            // These are the editor's own, and not every editor has them.
            (None, None) if action == "diagram" => self.drawn.is_some(),
            (None, None) if matches!(action, "type" | "delete") => {
                keymap::is_among(&self.editor.hints(), action)
            }
            (None, None) => action != "accept",
        }
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match (self.layers.top(), self.panels.focus) {
            (Some(layer), _) => layer.hints(),
            (None, Panel::Editor) => {
                let mut hints = self.editor.hints();
                // Where the facts do not stand beside, they are one key away.
                if !self.panels.is_beside() && !self.editor.typing() {
                    hints.insert(1.min(hints.len()), "facts");
                }
                if self.drawn.is_some() && !self.editor.typing() {
                    hints.insert(1.min(hints.len()), "diagram");
                }
                hints
            }
            (None, Panel::Facts) => vec!["move", "next-panel", "back/close"],
            (None, Panel::Findings) => {
                vec!["select/show", "fix", "trace", "move", "next-panel", "back/close"]
            }
        }
    }

    fn status(&self, env: &Environment) -> String {
        if let Some(layer) = self.layers.top() {
            return layer.status();
        }
        if self.work.asking().is_some() {
            return env.say("answer.drawing").to_owned();
        }
        match self.work.draft.depth() {
            (0, _) => String::new(),
            (back, _) => env.words.format("bench.steps", &[("back", &back)]),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        self.here.stay(action.is_by_mouse());
        if let Some(effect) = self.layers.update(&action, &mut self.work, env)? {
            self.changed(env);
            return Ok(effect);
        }
        if let Some(effect) = self.beside_the_editor(&action) {
            return Ok(effect);
        }
        if let Action::Click(at) = action {
            return self.click(at, env);
        }
        if let Action::Wheel { at, lines } = action
            && !(self.panels.shows(Panel::Editor) && self.panels.editor.contains(at))
        {
            self.facts.shift(lines);
            return Ok(Effect::Redraw);
        }
        match self.editor.update(&action, self.work.answer()) {
            Turn::Pass => {}
            turn => return Ok(self.turn(turn, env)),
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
            _ => Ok(Effect::Pass),
        }
    }

    fn take_result(&mut self, result: Box<dyn Any + Send>, env: &mut Environment) {
        let Ok(drawn) = result.downcast::<Drawn>() else { return };
        if self.work.asking().is_none() {
            return;
        }
        self.flush(env);
        let at = self.editor.cursor();
        self.work.remember(drawn.0);
        self.changed(env);
        // Whoever has not moved meanwhile is where the work was left.
        let left = self.resumes.take().filter(|[_, opened]| *opened == at);
        self.editor.go_to(left.as_ref().map_or(&at, |[left, _]| left));
    }

    fn take_edited(&mut self, edited: Edited, env: &mut Environment) {
        if let Some(layer) = text_edit::take(edited, &mut self.work) {
            self.layers.push(layer);
        }
        self.changed(env);
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.panels.arrange(area, self.work.draft.quiet, self.work.shown().findings.len());
        let few = !self.work.shows_findings();
        let here = self.editor.here();
        if self.explains {
            let width = self.panels.editor.width;
            let rows = self.here.write(width, self.editor.cut_label(width), here, env);
            self.panels.explain(few, rows);
        }
        let drawn = self.drawn.is_some();
        let offers: Vec<&str> =
            BAR.into_iter().filter(|name| drawn || *name != "diagram").collect();
        self.bar.arrange(Rect { y: area.y + 1, height: 1, ..area }, "answer", &offers, env);
        self.facts.arrange(self.panels.facts, here, &self.work, env);
        self.here.arrange(self.panels.here);
        self.editor.arrange(self.panels.editor, self.panels.focus == Panel::Editor, env);
        // One line needs no rule above it.
        let is_short = self.panels.is_short() && !(few && self.panels.here.height > 0);
        self.findings.arrange(
            self.panels.findings,
            (is_short, self.panels.focus == Panel::Findings),
            findings::clean(&self.work),
            self.work.shown(),
            env,
        );
        self.work.draft.cursor = self.editor.cursor();
        self.layers.arrange(area, &self.work, env);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        self.layers.view(buffer, &self.work, env, |buffer| {
            let mut stands = Vec::new();
            if !self.work.draft.quiet {
                stands.extend(findings::counts(self.work.shown(), |_| false, env));
            }
            bar::head(buffer, area, &self.work.folder.exercise.title, &stands, env);
            match self.editor.says(env) {
                Some(said) => layers::say(buffer, area, &said, env),
                None => self.bar.draw(buffer, env),
            }
            if self.panels.shows(Panel::Facts) {
                self.facts.view(buffer, env);
                self.panels.draw_line(buffer, env);
            }
            if self.panels.shows(Panel::Editor) {
                self.editor.view(buffer, self.panels.focus == Panel::Editor, env);
                self.here.view(buffer, env);
            }
            if self.panels.shows(Panel::Findings) {
                self.findings.view(buffer, env);
            }
        });
    }

    fn hands_over(&self) -> bool {
        self.layers.top().is_some_and(|layer| layer.hands_over())
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        self.flush(env)
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        self.flush(env);
        self.work.save(&mut env.session)
    }
}
