//! How well something is known, as a bar and in words: what would be remembered, what was met, the rest.

use super::rows::Row;
use crate::{role::Role, session::mastery::Mastery, text, tui::screen::Environment};

/// Cells of the widest bar.
const WIDEST: usize = 20;

/// The bar with its words, within a width in cells; the words alone where there is no room.
pub fn row(mastery: Mastery, width: usize, env: &Environment) -> Row {
    let said = mastery.told(&env.words);
    let room = width.saturating_sub(text::width(&said) + 2).min(WIDEST);
    let mut spans = bar(mastery, if room < 5 { 0 } else { room }, env);
    if room >= 5 {
        spans.push(("  ".into(), Role::Muted));
    }
    spans.push((said, Role::Muted));
    Row::spans(spans)
}

/// A bar of so many cells.
pub fn bar(mastery: Mastery, cells: usize, env: &Environment) -> Vec<(String, Role)> {
    let part = |share: f64| (share * cells as f64).round() as usize;
    let known = part(mastery.known_share()).min(cells);
    let seen = part(mastery.seen_share()).clamp(known, cells);
    let signs = &env.signs;
    vec![
        (signs.bar_full.repeat(known), Role::Good),
        (signs.bar_part.repeat(seen - known), Role::Good),
        (signs.bar_empty.repeat(cells - seen), Role::Faint),
    ]
}
