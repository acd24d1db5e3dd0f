//! An order: items line by line, those that have no place yet below. Space lifts an item, the arrows
//! carry it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    Editor, Turn, field,
    form::entries,
    grid::{Entry, Grid},
    list::{on_field, on_grid},
};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    tui::{
        action::{Action, Motion},
        screen::Environment,
    },
};

/// Cells of the number before an item.
const LEAD: u16 = 5;

/// The editor.
#[derive(Default)]
pub(super) struct Order {
    model: editor::Order,
    grid: Grid,
    /// The item that is carried, by name.
    held: Option<String>,
    grip: Option<Grip>,
    area: Rect,
}

/// The item that the button went down on.
#[derive(Clone, Debug)]
struct Grip {
    item: String,
    /// Whether it was dragged away since.
    moved: bool,
    /// Whether the cursor was there before: then letting go opens it.
    again: bool,
}

/// What carries an item through lines of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carry {
    Up,
    Down,
    /// Into the line above.
    Join,
    /// Into a line of its own.
    Part,
    Out,
    /// Behind the last line.
    In,
}

/// The lines after an item was carried.
pub(crate) fn carried(lines: &[Vec<String>], name: &str, carry: Carry) -> Vec<Vec<String>> {
    let at = lines.iter().position(|line| line.iter().any(|item| item == name));
    let mut lines = lines.to_vec();
    let alone = |line: &Vec<String>| line.len() == 1;
    match (at, carry) {
        (None, Carry::In) => lines.push(vec![name.to_owned()]),
        (Some(at), Carry::Up) if at > 0 && lines.get(at).is_some_and(alone) => {
            lines.swap(at, at - 1);
        }
        (Some(at), Carry::Down) if at + 1 < lines.len() && lines.get(at).is_some_and(alone) => {
            lines.swap(at, at + 1);
        }
        (Some(at), Carry::Join) if at > 0 => {
            take(&mut lines, at, name);
            if let Some(above) = lines.get_mut(at - 1) {
                above.push(name.to_owned());
            }
        }
        // In a line with others, up and down lead out of it first.
        (Some(at), Carry::Part | Carry::Down | Carry::Up) if !lines.get(at).is_some_and(alone) => {
            take(&mut lines, at, name);
            lines.insert(at + usize::from(carry != Carry::Up), vec![name.to_owned()]);
        }
        (Some(at), Carry::Out) => take(&mut lines, at, name),
        _ => {}
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The lines after an item was dropped on another one: in its place, or beside it.
fn dropped(lines: &[Vec<String>], name: &str, on: &str, beside: bool) -> Vec<Vec<String>> {
    let place = |lines: &[Vec<String>], name: &str| {
        lines.iter().position(|line| line.iter().any(|item| item == name))
    };
    let Some(target) = place(lines, on).filter(|_| name != on) else { return lines.to_vec() };
    let from_above = place(lines, name).is_some_and(|from| from < target);
    let mut lines = lines.to_vec();
    lines.iter_mut().for_each(|line| line.retain(|item| item != name));
    if let (true, Some(line)) = (beside, lines.get_mut(target)) {
        line.push(name.to_owned());
    } else {
        lines.insert(target + usize::from(from_above), vec![name.to_owned()]);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn take(lines: &mut [Vec<String>], at: usize, name: &str) {
    if let Some(line) = lines.get_mut(at) {
        line.retain(|item| item != name);
    }
}

impl Order {
    fn item(&self, name: &str) -> Option<&Item> {
        self.model.items.iter().find(|item| item.name == name)
    }

    /// The field of an item or a section that the cursor is on.
    fn field(&self) -> Option<&Field> {
        let entry = self.grid.entry()?;
        let section = self.model.sections.iter().find(|section| section.name == entry.item);
        self.item(&entry.item).or(section)?.fields.get(entry.field?)
    }

    /// Puts an item where the mouse is: in the place of the one there, on its number beside it, and out of
    /// the list among those that have no place.
    fn put(&self, name: &str, at: Position, answer: &Answer) -> Turn {
        let on = self.grid.hit(at).map(|entry| entry.item.clone());
        let beside = self.model.parallel && at.x < self.area.x + LEAD;
        let lines = match on {
            Some(on) if self.is_placed(&on) => dropped(&self.model.lines, name, &on, beside),
            _ if self.area.contains(at) => carried(&self.model.lines, name, Carry::Out),
            _ => return Turn::Moved,
        };
        match lines == self.model.lines {
            true => Turn::Moved,
            false => Turn::set(self.model.arrange(answer, &lines)),
        }
    }

    /// What the mouse does with the item that its button went down on; nothing where it is on none.
    fn dragged(&mut self, action: &Action, answer: &Answer) -> Option<Turn> {
        let mut grip = self.grip.take()?;
        match action {
            Action::Drag(at) => {
                self.held = None;
                grip.moved |= self.grid.hit(*at).is_none_or(|entry| entry.item != grip.item);
                self.grid.click(*at);
                self.grip = Some(grip);
                Some(Turn::Moved)
            }
            Action::Release(at) if grip.moved => Some(self.put(&grip.item, *at, answer)),
            Action::Release(_) if grip.again => Some(self.update(&Action::Select, answer)),
            Action::Release(_) => Some(Turn::Still),
            _ => None,
        }
    }

    fn is_placed(&self, name: &str) -> bool {
        self.model.lines.iter().flatten().any(|item| item == name)
    }

    fn carry(&self, name: &str, carry: Carry, answer: &Answer) -> Turn {
        let lines = carried(&self.model.lines, name, carry);
        match lines == self.model.lines {
            true => Turn::Still,
            false => Turn::set(self.model.arrange(answer, &lines)),
        }
    }

    /// What an action does with the item that is carried.
    fn held(&mut self, name: &str, action: &Action, answer: &Answer) -> Turn {
        match action {
            Action::Move(Motion::Up) => self.carry(name, Carry::Up, answer),
            Action::Move(Motion::Down) => self.carry(name, Carry::Down, answer),
            Action::Move(Motion::Right) if self.model.parallel => {
                self.carry(name, Carry::Join, answer)
            }
            Action::Move(Motion::Left) if self.model.parallel => {
                self.carry(name, Carry::Part, answer)
            }
            Action::Toggle | Action::Select | Action::Back => {
                self.held = None;
                Turn::Moved
            }
            _ => Turn::Pass,
        }
    }

    /// What an action does with the item under the cursor.
    fn on_item(&mut self, name: String, action: &Action, answer: &Answer) -> Turn {
        let placed = self.is_placed(&name);
        let known = self.item(&name).map(|item| (item.label.clone(), item.fields.clone()));
        let (label, fields) = known.unwrap_or_default();
        match action {
            Action::Toggle if !placed => self.carry(&name, Carry::In, answer),
            Action::Select if !placed => self.carry(&name, Carry::In, answer),
            Action::Toggle => {
                self.held = Some(name);
                Turn::Moved
            }
            Action::Select => match fields.as_slice() {
                [] => {
                    self.held = Some(name);
                    Turn::Moved
                }
                [only] => Turn::Ask(Box::new(only.clone())),
                _ => Turn::Choose(label, fields),
            },
            Action::Own("delete") if placed => self.carry(&name, Carry::Out, answer),
            Action::Digit(digit) => {
                let set = fields.first().and_then(|first| {
                    let value = field::picked(first, *digit)?;
                    Some(Turn::set(first.set(answer, Some(value))))
                });
                set.unwrap_or(Turn::Pass)
            }
            _ => on_grid(action, &mut self.grid),
        }
    }
}

/// One item as a line, and what is said of it below.
fn lines_of(item: &Item, lead: String, held: bool, env: &Environment) -> Vec<Entry> {
    let sign = if held { env.signs.here } else { " " };
    let role = if held { Role::Accent } else { Role::Text };
    let head = Entry {
        lead: format!("{sign}{lead} "),
        can_select: true,
        gap: false,
        ..Entry::head(&item.name, item.label.clone(), role)
    };
    let said = entries(item, 6, env).zip(&item.fields).filter(|(_, field)| field.value.is_some());
    std::iter::once(head).chain(said.map(|(entry, _)| entry)).collect()
}

impl Editor for Order {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        let editor::Editor::Order(model) = model else { return };
        self.model = model.clone();
        let mut all = Vec::new();
        for (number, line) in model.lines.iter().enumerate() {
            for (place, name) in line.iter().enumerate() {
                let unknown = Item { name: name.clone(), label: name.clone(), ..Item::default() };
                let item = self.item(name).unwrap_or(&unknown);
                let lead = if place == 0 { format!("{:>2}.", number + 1) } else { "  |".into() };
                all.extend(lines_of(item, lead, self.held.as_ref() == Some(name), env));
            }
        }
        let rest = model.items.iter().filter(|item| !self.is_placed(&item.name));
        let lead = || format!("{:>3}", env.signs.bullet);
        let rest: Vec<Entry> = rest.flat_map(|item| lines_of(item, lead(), false, env)).collect();
        if !rest.is_empty() {
            all.push(Entry::head("", env.say("editor.unused"), Role::Muted));
            all.extend(rest);
        }
        for section in &model.sections {
            all.push(Entry::head(&section.name, section.label.clone(), Role::Heading));
            all.extend(entries(section, 2, env));
        }
        self.grid.set(all);
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        if let Some(turn) = self.dragged(action, answer) {
            return turn;
        }
        if let Some(held) = self.held.clone() {
            return self.held(&held, action, answer);
        }
        if let Some(turn) = self.field().and_then(|field| on_field(action, field, answer)) {
            return turn;
        }
        match self.grid.entry().map(|entry| entry.item.clone()) {
            Some(name) => self.on_item(name, action, answer),
            None => on_grid(action, &mut self.grid),
        }
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        // What is in hand goes where the mouse points.
        if let Some(held) = self.held.take() {
            return self.put(&held, at, answer);
        }
        let (hit, again) = self.grid.click(at);
        let item = self.grid.entry().filter(|entry| hit && entry.field.is_none());
        let item = item.map(|entry| entry.item.clone()).filter(|name| self.item(name).is_some());
        let again = again && focus;
        if let Some(item) = item {
            self.grip = Some(Grip { item, moved: false, again });
            return Turn::Moved;
        }
        match hit && again {
            true => self.update(&Action::Select, answer),
            false => Turn::Moved,
        }
    }

    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.area = area;
        self.grid.arrange(area, focus, env);
    }

    fn view(&self, buffer: &mut Buffer, _focus: bool, env: &Environment) {
        self.grid.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        match self.held {
            Some(_) => vec!["up/carry", "toggle/put-down"],
            None => vec!["toggle", "select", "delete", "grade", "undo"],
        }
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        let Some(entry) = self.grid.entry() else { return (None, None) };
        let section = self.model.sections.iter().find(|section| section.name == entry.item);
        let item = self.item(&entry.item).or(section);
        (item, self.field().or_else(|| item.and_then(|item| item.fields.first())))
    }

    fn find(&mut self, names: &[String]) -> bool {
        names.iter().any(|name| self.grid.find(name, None))
    }

    fn cursor(&self) -> Cursor {
        self.grid.cursor()
    }

    fn go_to(&mut self, cursor: &Cursor) {
        self.grid.go_to(cursor);
    }

    fn says(&self, env: &Environment) -> Option<String> {
        if let Some(Grip { item: name, moved: true, .. }) = &self.grip {
            let key =
                if self.model.parallel { "editor.dragging-beside" } else { "editor.dragging" };
            return Some(env.words.format(key, &[("what", &self.item(name)?.label)]));
        }
        let item = self.item(self.held.as_ref()?)?;
        let key = if self.model.parallel { "editor.carrying-beside" } else { "editor.carrying" };
        Some(env.words.format(key, &[("what", &item.label)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Vec<String>> {
        let line = |line: &str| line.split('+').map(str::to_owned).collect();
        text.split_whitespace().map(line).collect()
    }

    #[test]
    fn an_item_is_carried_through_the_lines() {
        let after = |before: &str, carry| carried(&lines(before), "x", carry);
        assert_eq!(after("a x b", Carry::Up), lines("x a b"));
        assert_eq!(after("x a b", Carry::Up), lines("x a b"));
        assert_eq!(after("a x b", Carry::Down), lines("a b x"));
        assert_eq!(after("a x b", Carry::Join), lines("a+x b"));
        assert_eq!(after("a+x b", Carry::Part), lines("a x b"));
        assert_eq!(after("a+x b", Carry::Up), lines("x a b"));
        assert_eq!(after("a+x b", Carry::Down), lines("a x b"));
        assert_eq!(after("a x b", Carry::Out), lines("a b"));
        assert_eq!(after("a b", Carry::In), lines("a b x"));
        assert_eq!(after("a b", Carry::Join), lines("a b"));
    }

    #[test]
    fn an_item_is_dropped_in_the_place_of_another_or_beside_it() {
        let after = |before: &str, on, beside| dropped(&lines(before), "x", on, beside);
        assert_eq!(after("a x b", "a", false), lines("x a b"));
        assert_eq!(after("x a b", "b", false), lines("a b x"));
        assert_eq!(after("a b", "b", false), lines("a x b"));
        assert_eq!(after("x a b", "b", true), lines("a b+x"));
        assert_eq!(after("a+x b", "a", false), lines("x a b"));
        assert_eq!(after("a x", "x", true), lines("a x"));
    }
}
