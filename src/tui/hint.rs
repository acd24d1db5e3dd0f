//! A hint: the key of an action, and what it does here. The footer, the bars of commands and the help
//! all come from it. It knows no screen.

use super::{
    keymap::KeyContext,
    screen::{Environment, Screen},
};

/// A key that does something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint<'a> {
    /// Name of the action in the keymap.
    pub action: &'a str,
    /// The key as it is shown.
    pub key: &'a str,
    /// What it does here.
    pub says: &'a str,
}

impl<'a> Hint<'a> {
    /// The hint of a name: an action of the keymap, which may be followed by the word that says what it
    /// does just now (`select/go-in`), or a motion such as `move`. Nothing where no key is bound.
    pub fn of(name: &'a str, context: KeyContext, env: &'a Environment) -> Option<Self> {
        let (action, word) = name.split_once('/').unwrap_or((name, name));
        let bound = || env.keys.key(action, context).map(|key| env.signs.key(key));
        let key = motion(action, env).or_else(bound)?;
        Some(Self { action, key, says: says(word, context.name, env) })
    }
}

/// The word that says what an action does just now, where one of the hints has one for it.
pub fn word<'a>(action: &str, hints: &[&'a str]) -> Option<&'a str> {
    hints
        .iter()
        .filter_map(|hint| hint.split_once('/'))
        .find(|(of, _)| *of == action)
        .map(|of| of.1)
}

/// What an action does, in the words of a screen's own table, else of all screens.
pub fn says<'a>(word: &str, table: &str, env: &'a Environment) -> &'a str {
    let tables = [table, "shared", "motions"];
    let keys = tables.map(|table| format!("keys.{table}.{word}"));
    keys.iter().find_map(|key| env.words.find(key)).unwrap_or_default()
}

/// The arrows of a hint that stands for several motions at once.
fn motion<'a>(hint: &str, env: &Environment) -> Option<&'a str> {
    match hint {
        "move" | "scroll" => Some(env.signs.up_down),
        "across" => Some(env.signs.left_right),
        "pan" => Some(env.signs.all_ways),
        "undo-step" => Some(env.signs.left),
        _ => None,
    }
}

/// The actions of a screen's table and of all screens that do nothing here and now.
pub fn idle(screen: &dyn Screen, env: &Environment) -> Vec<String> {
    let context = screen.keys();
    let bindings = [context.name, "shared"].into_iter().flat_map(|table| env.keys.table(table));
    let idle = bindings.filter(|binding| {
        !screen.works(&binding.action, env) || env.keys.key(&binding.action, context).is_none()
    });
    idle.map(|binding| binding.action.clone()).collect()
}
