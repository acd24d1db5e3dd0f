//! What a new revision of an exercise has dropped from the draft.

use super::{
    Layer, Subject, Then,
    menu::{Item, Menu},
};
use crate::tui::screen::Environment;

/// Says it, where there is something to say and nobody was told yet.
pub fn told<W: Subject>(subject: &mut W, env: &Environment) -> Option<Box<dyn Layer<W>>> {
    let dropped = subject.work_mut().take_dropped()?;
    let mut items = vec![Item::new(env.say("bench.go-on"), "", |_, _| Ok(Then::Close))];
    let gone = env.say("bench.gone");
    items.extend(dropped.iter().map(|name| Item::new(name, gone, |_, _| Ok(Then::Close))));
    let key = if dropped.is_empty() { "bench.revised-same" } else { "bench.revised" };
    Some(Box::new(Menu::new(env.say(key), items)))
}
