//! What can lie on top of an editor: menus, prompts, hints, the report. The topmost takes the keys. Each
//! serves any kind of exercise: `W` is the work below, of which a layer knows what [`Subject`] says.

pub mod accept;
mod band;
pub mod compare;
pub mod files;
pub mod hints;
pub mod menu;
pub mod picture;
pub mod prompt;
pub mod report;
pub mod revision;
pub mod text_edit;
pub mod ticks;
pub mod trace;
pub mod trial;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    exercise::Answer,
    problem::Problem,
    role::Role,
    session::Work,
    text::sanitize,
    tui::{
        action::Action,
        draw, keymap,
        screen::{Effect, Environment},
        widgets::rows::Row,
    },
    verdict::Finding,
};

/// The work below the layers, with what only its kind of exercise can say about it.
pub trait Subject: Sized + 'static {
    /// The work.
    fn work(&self) -> &Work;

    /// The work, to change what is not its answer.
    fn work_mut(&mut self) -> &mut Work;

    /// The answer has changed.
    fn changed(&mut self) {}

    /// Mermaid source of an answer, where it can be drawn.
    fn drawing(&self, _answer: &Answer) -> Option<String> {
        None
    }

    /// What a reference has to show beside the learner's answer: rows of a key, mine and theirs, and
    /// then rows of text.
    fn beside(&self, theirs: &Answer, _width: usize, _env: &Environment) -> Beside {
        Beside { numbers: Vec::new(), rows: difference(self.work().answer(), theirs) }
    }

    /// Exceptions to rules that the learner argues for; nothing where the kind knows none.
    fn exceptions(&self) -> Option<Vec<Exception>> {
        None
    }

    /// Whether a fact could excuse what a finding says, so that a reason may be given.
    fn is_excusable(&self, _finding: &Finding) -> bool {
        false
    }

    /// The answer with one exception more, or without those to a rule.
    fn with_exception(&self, _rule: &str, _because: Option<&str>) -> Answer {
        self.work().answer().clone()
    }

    /// Replaces the answer as one step; says whether it differs.
    fn replace(&mut self, answer: Answer) -> bool {
        let changed = self.work_mut().replace(answer);
        if changed {
            self.changed();
        }
        changed
    }

    /// Takes a step back, or does one again; says whether there was one.
    fn turn_back(&mut self, again: bool) -> bool {
        let turned = self.work_mut().turn_back(again);
        if turned {
            self.changed();
        }
        turned
    }
}

impl Subject for Work {
    fn work(&self) -> &Work {
        self
    }

    fn work_mut(&mut self) -> &mut Work {
        self
    }
}

/// A reference beside the learner's answer.
pub struct Beside {
    /// A key of the words, the learner's number and the reference's.
    pub numbers: Vec<(&'static str, f64, f64)>,
    pub rows: Vec<Row>,
}

/// A finding that the learner lets stand, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub rule: String,
    pub because: String,
}

/// The lines that two answers do not have in common, text by text.
pub fn difference(mine: &Answer, theirs: &Answer) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, text) in theirs.texts() {
        let old: Vec<&str> = mine.text(name).map_or_else(Vec::new, |text| text.lines().collect());
        let new: Vec<&str> = text.lines().collect();
        if old == new {
            continue;
        }
        rows.push(Row::text(name, Role::Muted));
        let line = |sign: &str, role: Role, line: &str| {
            Row::spans(vec![(format!("{sign} "), role), (sanitize(line).into_owned(), role)])
        };
        rows.extend(old.iter().filter(|l| !new.contains(l)).map(|l| line("-", Role::Bad, l)));
        rows.extend(new.iter().filter(|l| !old.contains(l)).map(|l| line("+", Role::Good, l)));
    }
    for (name, _) in mine.texts().filter(|(name, _)| theirs.text(name).is_none()) {
        rows.push(Row::text(format!("- {name}"), Role::Bad));
    }
    rows
}

/// What a layer wants after an action.
pub enum Then<W> {
    /// It looks different.
    Stay,
    /// The action is not its own.
    Pass,
    /// It is done.
    Close,
    /// Every layer is put away.
    Clear,
    /// Another on top.
    Open(Box<dyn Layer<W>>),
    /// Another instead.
    Swap(Box<dyn Layer<W>>),
    /// Put away, and something happens.
    Leave(Effect),
    /// It stays, and something happens.
    Do(Effect),
}

impl<W> Then<W> {
    /// Another layer on top.
    pub fn open(layer: impl Layer<W> + 'static) -> Self {
        Self::Open(Box::new(layer))
    }

    /// Another layer instead.
    pub fn swap(layer: impl Layer<W> + 'static) -> Self {
        Self::Swap(Box::new(layer))
    }

    /// Something said in the footer, and everything stays.
    pub fn say(env: &Environment, key: &str) -> Self {
        Self::Do(Effect::Notice(env.say(key).to_owned()))
    }
}

/// One layer.
pub trait Layer<W> {
    /// Takes an action.
    ///
    /// # Errors
    /// Where it cannot be done.
    fn update(
        &mut self,
        action: &Action,
        work: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem>;

    /// Lays itself out for an area.
    fn arrange(&mut self, area: Rect, work: &W, env: &Environment);

    /// Draws itself.
    fn view(&self, buffer: &mut Buffer, work: &W, env: &Environment);

    /// The keys that matter, by name.
    fn hints(&self) -> Vec<&'static str>;

    /// What a digit does here and now, a key of the words.
    fn digits(&self) -> Option<&'static str> {
        None
    }

    /// Whether an action of the keymap does anything here and now, by name.
    fn works(&self, action: &str) -> bool {
        let hints = self.hints();
        match Action::shared(action) {
            Some(_) => keymap::is_hinted(&hints, action),
            None => keymap::is_among(&hints, action),
        }
    }

    /// Where one is and how much there is.
    fn status(&self) -> String {
        String::new()
    }

    /// Whether printable keys go into a text.
    fn typing(&self) -> bool {
        false
    }

    /// Whether what lies below shows around it.
    fn floats(&self) -> bool {
        false
    }

    /// Whether the next key may give the terminal to another program.
    fn hands_over(&self) -> bool {
        false
    }

    /// Comes back to the top after one above it was put away, or the work has changed.
    fn refresh(&mut self, _work: &W) {}
}

/// The layers on top of an editor.
pub struct Layers<W> {
    stack: Vec<Box<dyn Layer<W>>>,
    area: Rect,
}

impl<W> Default for Layers<W> {
    fn default() -> Self {
        Self { stack: Vec::new(), area: Rect::ZERO }
    }
}

impl<W> Layers<W> {
    /// The layer that takes the keys.
    pub fn top(&self) -> Option<&dyn Layer<W>> {
        self.stack.last().map(Box::as_ref)
    }

    /// Puts a layer on top.
    pub fn push(&mut self, layer: Box<dyn Layer<W>>) {
        self.stack.push(layer);
    }

    /// Does what a layer, or whatever opens the first one, wants.
    pub fn apply(&mut self, then: Then<W>, work: &W) -> Effect {
        let mut effect = Effect::Redraw;
        match then {
            Then::Stay => {}
            Then::Pass => return Effect::Pass,
            Then::Do(effect) => return effect,
            Then::Close => drop(self.stack.pop()),
            Then::Clear => self.stack.clear(),
            Then::Open(layer) => self.stack.push(layer),
            Then::Swap(layer) => {
                self.stack.pop();
                self.stack.push(layer);
            }
            Then::Leave(after) => {
                self.stack.pop();
                effect = after;
            }
        }
        self.refresh(work);
        effect
    }

    /// Lets the top layer know that the work may have changed.
    pub fn refresh(&mut self, work: &W) {
        if let Some(top) = self.stack.last_mut() {
            top.refresh(work);
        }
    }

    /// Gives an action to the top layer; nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be done.
    pub fn update(
        &mut self,
        action: &Action,
        work: &mut W,
        env: &mut Environment,
    ) -> Result<Option<Effect>, Problem> {
        let Some(top) = self.stack.last_mut() else { return Ok(None) };
        // The title of a whole page is the way back for the mouse.
        let back = matches!(action, Action::Click(at) if at.y == self.area.y) && !top.floats();
        let then = if back { Then::Close } else { top.update(action, work, env)? };
        let effect = self.apply(then, work);
        Ok(Some(match effect {
            Effect::Pass if *action == Action::Back => self.apply(Then::Close, work),
            // Nothing below may take what a layer has no use for.
            Effect::Pass if *action == Action::Search => Effect::Nothing,
            other => other,
        }))
    }

    /// Lays all of them out.
    pub fn arrange(&mut self, area: Rect, work: &W, env: &Environment) {
        self.area = area;
        self.stack.iter_mut().for_each(|layer| layer.arrange(area, work, env));
    }

    /// Draws what can be seen of them over what `below` draws, which is left out if none of it shows.
    pub fn view(
        &self,
        buffer: &mut Buffer,
        work: &W,
        env: &Environment,
        below: impl FnOnce(&mut Buffer),
    ) {
        let first = self.stack.iter().rposition(|layer| !layer.floats());
        if first.is_none() {
            below(buffer);
        }
        self.stack.iter().skip(first.unwrap_or(0)).for_each(|layer| layer.view(buffer, work, env));
    }
}

/// Draws the title of a page with a way back in front of it, and says where it ends.
pub fn title(buffer: &mut Buffer, area: Rect, title: &str, env: &Environment) -> u16 {
    let back = if env.settings.ascii { "< " } else { "‹ " };
    let parts = [(back, env.style(Role::Accent)), (title, env.style(Role::Heading))];
    draw::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &parts)
}

/// Says something in the second line of a screen, where else its commands stand.
pub fn say(buffer: &mut Buffer, area: Rect, line: &str, env: &Environment) {
    let room = area.width.saturating_sub(2);
    draw::put(buffer, area.x + 1, area.y + 1, room, line, env.style(Role::Accent));
}

/// Where the content of a page stands below its title, at most so wide.
pub fn body(area: Rect, widest: u16) -> Rect {
    Rect {
        x: area.x + 2,
        y: area.y + 2,
        width: area.width.saturating_sub(4).min(widest),
        height: area.height.saturating_sub(2),
    }
}
