//! Which key means what where: `assets/keys.toml`, so that the help screen, the footer and the README
//! come from the same data.

use std::{collections::BTreeMap, sync::Arc};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{
    action::{Action, Edit},
    keyboard::same_place,
};
use crate::{
    diagnostic::Diagnostic,
    source::Source,
    table::{Document, did_you_mean},
};

/// Which table of `keys.toml` a screen uses beside the shared one.
#[derive(Clone, Copy)]
pub struct KeyContext {
    /// The table's name.
    pub name: &'static str,
    /// Turns a name of that table into an action.
    pub command: fn(&str) -> Option<Action>,
    /// Whether printable keys go into a text before they mean anything else.
    pub typing: bool,
}

/// One line of the keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Name of the action.
    pub action: String,
    /// Keys as written, such as `Ctrl-p`.
    pub keys: Vec<String>,
}

/// Every binding, table by table.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    tables: BTreeMap<String, Vec<Binding>>,
}

impl KeyContext {
    /// A screen with a table of its own.
    pub const fn new(name: &'static str, command: fn(&str) -> Option<Action>) -> Self {
        Self { name, command, typing: false }
    }

    /// A screen that uses the shared keys only.
    pub const fn shared(name: &'static str) -> Self {
        Self::new(name, |_| None)
    }

    /// The same with a text that has the focus.
    #[must_use]
    pub const fn typing(mut self, typing: bool) -> Self {
        self.typing = typing;
        self
    }
}

impl Keymap {
    /// The keymap that ships with the program.
    pub fn shipped() -> Self {
        let text = Source::Embedded.read("assets/keys.toml").unwrap_or_else(|_| Arc::from(""));
        Self::read("assets/keys.toml", &text).0
    }

    /// The keymap with the bindings of another one in place of its own for the same actions.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (table, bindings) in other.tables {
            let own = self.tables.entry(table).or_default();
            for binding in bindings {
                match own.iter_mut().find(|known| known.action == binding.action) {
                    Some(known) => *known = binding,
                    None => own.push(binding),
                }
            }
        }
        self
    }

    /// Reads a keymap.
    pub fn read(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Self::read_like(file, text, None)
    }

    /// Reads a learner's own keymap, which may name only what the shipped one has.
    pub fn read_own(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Self::read_like(file, text, Some(&Self::shipped()))
    }

    fn read_like(file: &str, text: &Arc<str>, model: Option<&Self>) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let mut tables = BTreeMap::new();
            for name in root.keys() {
                let Some(table) = root.any(&name.value).and_then(|value| value.table()) else {
                    continue;
                };
                let known = model.map(|model| model.actions(&name.value));
                if known.as_ref().is_some_and(Vec::is_empty) {
                    let message = format!("there is no table `{}` of keys", name.value);
                    root.report("unknown-key", name.span.clone(), message);
                }
                let mut bindings = Vec::new();
                for action in table.keys() {
                    let Some(value) = table.any(&action.value) else { continue };
                    if let Some(known) = known.as_ref().filter(|known| !known.is_empty())
                        && !known.contains(&action.value.as_str())
                    {
                        let message = format!("nothing here is called `{}`", action.value);
                        let help = did_you_mean(&action.value, known);
                        table.report_with_help("unknown-key", action.span.clone(), message, help);
                    }
                    let keys = value.items().into_iter().filter_map(|key| key.string());
                    let keys = keys
                        .filter(|key| {
                            let known = parse(&key.value).is_some();
                            if !known {
                                let message = format!("`{}` is no key", key.value);
                                table.report("unknown-key-name", key.span.clone(), message);
                            }
                            known
                        })
                        .map(|key| key.value)
                        .collect();
                    bindings.push(Binding { action: action.value, keys });
                }
                tables.insert(name.value, bindings);
            }
            Self { tables }
        })
    }

    /// The names of the actions of a table.
    fn actions(&self, table: &str) -> Vec<&str> {
        self.table(table).iter().map(|binding| binding.action.as_str()).collect()
    }

    /// The bindings of a table, in the order of the file.
    pub fn table(&self, name: &str) -> &[Binding] {
        self.tables.get(name).map_or(&[], Vec::as_slice)
    }

    /// The tables' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// What a key means on a screen.
    pub fn action(&self, key: KeyEvent, context: KeyContext) -> Option<Action> {
        if context.typing
            && let Some(edit) = edit(key)
        {
            return Some(Action::Text(edit));
        }
        // A key that means nothing by itself may stand where another alphabet has one that does.
        self.bound(key, context)
            .or_else(|| same_place(key).and_then(|key| self.bound(key, context)))
    }

    fn bound(&self, key: KeyEvent, context: KeyContext) -> Option<Action> {
        self.bound_in(context.name, key)
            .and_then(|name| Self::named(name, context))
            .or_else(|| self.bound_in("shared", key).and_then(Action::shared))
            .or_else(|| digit(key))
    }

    /// The action that a table alone binds to a key.
    fn bound_in(&self, table: &str, key: KeyEvent) -> Option<&str> {
        let bound = |binding: &&Binding| {
            binding.keys.iter().filter_map(|name| parse(name)).any(|known| same(known, key))
        };
        self.table(table).iter().find(bound).map(|binding| binding.action.as_str())
    }

    /// What a key means by a screen's own table, whatever it means on all screens.
    pub fn own_action(&self, key: KeyEvent, context: KeyContext) -> Option<Action> {
        self.bound_in(context.name, key).and_then(context.command)
    }

    /// What an action of a screen's table, or of all screens, means.
    pub fn named(action: &str, context: KeyContext) -> Option<Action> {
        (context.command)(action).or_else(|| Action::shared(action))
    }

    /// The first key of an action as it is shown; the screen's table wins over the shared one. While a
    /// text has the focus, one that is not typed into it.
    pub fn key(&self, action: &str, context: KeyContext) -> Option<&str> {
        [context.name, "shared"].into_iter().find_map(|table| {
            let binding = self.table(table).iter().find(|binding| binding.action == action)?;
            let mut keys = binding.keys.iter().map(String::as_str);
            keys.find(|key| !(context.typing && is_text(key)))
        })
    }
}

fn digit(key: KeyEvent) -> Option<Action> {
    let KeyCode::Char(character) = key.code else { return None };
    if !key.modifiers.is_empty() {
        return None;
    }
    character.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(Action::Digit)
}

/// A key by its name in `keys.toml`.
fn parse(name: &str) -> Option<(KeyCode, KeyModifiers)> {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = name;
    loop {
        if let Some(after) = rest.strip_prefix("Ctrl-").filter(|after| !after.is_empty()) {
            modifiers |= KeyModifiers::CONTROL;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("Alt-").filter(|after| !after.is_empty()) {
            modifiers |= KeyModifiers::ALT;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("Shift-").filter(|after| !after.is_empty()) {
            modifiers |= KeyModifiers::SHIFT;
            rest = after;
        } else {
            break;
        }
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        other => {
            let mut characters = other.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => KeyCode::Char(character),
                (Some('F'), Some(_)) => KeyCode::F(other.get(1..)?.parse().ok()?),
                _ => return None,
            }
        }
    };
    Some((code, modifiers))
}

fn same((code, modifiers): (KeyCode, KeyModifiers), key: KeyEvent) -> bool {
    // A shifted character already says so itself.
    let shiftless = |modifiers: KeyModifiers| modifiers - KeyModifiers::SHIFT;
    match (code, key.code) {
        (KeyCode::Char(_) | KeyCode::BackTab, _) => {
            code == key.code && shiftless(modifiers) == shiftless(key.modifiers)
        }
        _ => code == key.code && modifiers == key.modifiers,
    }
}

/// Whether a key of that name goes into a text that has the focus.
fn is_text(name: &str) -> bool {
    parse(name).is_some_and(|(code, modifiers)| edit(KeyEvent::new(code, modifiers)).is_some())
}

/// What a key does to a text that has the focus.
fn edit(key: KeyEvent) -> Option<Edit> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let plain = !control && !alt;
    match key.code {
        KeyCode::Char(character) if plain => Some(Edit::Insert(character.to_string())),
        KeyCode::Backspace if plain => Some(Edit::Backspace),
        KeyCode::Delete => Some(Edit::Delete),
        KeyCode::Char('w') if control => Some(Edit::DeleteWord),
        KeyCode::Char('u') if control => Some(Edit::Clear),
        KeyCode::Left if !alt => Some(Edit::Left),
        KeyCode::Right if !alt => Some(Edit::Right),
        KeyCode::Home => Some(Edit::Home),
        KeyCode::End => Some(Edit::End),
        _ => None,
    }
}

/// Whether an action is among hints, by name.
pub fn is_among(hints: &[&str], action: &str) -> bool {
    hints.iter().any(|hint| hint.split('/').next() == Some(action))
}

/// Whether an action that every screen shares does something where these hints hold. What is not among
/// them but always there, such as the way back, does.
pub fn is_hinted(hints: &[&str], action: &str) -> bool {
    let hinted = |names: &[&str]| names.iter().any(|name| is_among(hints, name));
    match action {
        "up" | "down" => hinted(&["move", "scroll", "pan", "up", "down", "page-down"]),
        "left" | "right" => hinted(&["across", "pan", "left", "right", "undo-step"]),
        "page-down" | "page-up" | "half-down" | "half-up" | "top" | "bottom" => {
            hinted(&["move", "scroll", "pan", "page-down"])
        }
        "select" | "toggle" | "next" | "previous" | "next-panel" | "previous-panel" => {
            let partner = action.replace("next", "previous");
            let other = action.replace("previous", "next");
            hinted(&[action, &partner, &other])
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hinted_is_hinted_with_its_opposite_and_what_always_is_does_too() {
        let hints = ["select/go-in", "move", "next"];
        assert!(
            is_hinted(&hints, "select")
                && is_hinted(&hints, "page-up")
                && is_hinted(&hints, "previous")
        );
        assert!(
            !is_hinted(&hints, "toggle")
                && !is_hinted(&hints, "left")
                && !is_hinted(&hints, "next-panel")
        );
        assert!(is_hinted(&[], "back"));
    }
}
