//! The last row: what happened, or the few keys that matter now, and where one is.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{
        draw,
        hint::Hint,
        screen::{Environment, Screen},
    },
};

/// A line in the footer until the next key.
pub enum Notice {
    Said(String),
    Failed(Problem),
}

/// A hint that can be clicked on.
pub struct Button {
    /// Where it stands in the last row.
    pub columns: Range<u16>,
    /// Name of the action in the keymap.
    pub action: String,
}

/// Cells between two hints.
const GAP: u16 = 3;

/// Draws the footer into the last row of the window, and says which hints can be clicked on.
pub fn draw(
    buffer: &mut Buffer,
    window: Rect,
    screen: &dyn Screen,
    notice: Option<&Notice>,
    env: &Environment,
) -> Vec<Button> {
    let y = window.bottom() - 1;
    let right = window.right().saturating_sub(1);
    let status = screen.status(env);
    let muted = env.style(Role::Muted);
    let status_at = draw::put_right(buffer, right, y, window.width / 3, &status, muted);
    let room = status_at.saturating_sub(window.x + 2);
    let x = window.x + 1;
    match notice {
        Some(Notice::Said(said)) => {
            draw::put(buffer, x, y, room, said, env.style(Role::Info));
            Vec::new()
        }
        Some(Notice::Failed(problem)) => {
            let problem = problem.clone().in_words(&env.words);
            let sign = format!("{} ", env.signs.due);
            let hint =
                if problem.hint.is_empty() { String::new() } else { format!(". {}", problem.hint) };
            let told = format!("{problem}{hint}");
            draw::runs(
                buffer,
                x,
                y,
                room,
                &[(&sign, env.style(Role::Bad)), (&told, env.style(Role::Warn))],
            );
            Vec::new()
        }
        None => hints(buffer, (x, y, room), screen, env),
    }
}

/// The keys that matter, as many as fit; room for the key of the help is always kept. Where each stands.
fn hints(
    buffer: &mut Buffer,
    (x, y, room): (u16, u16, u16),
    screen: &dyn Screen,
    env: &Environment,
) -> Vec<Button> {
    let context = screen.keys();
    let end = x + room;
    let help = Hint::of("help", context, env);
    let kept = help.map_or(0, |help| wide(help) + GAP);
    let names = screen.hints(env);
    let hints = names.iter().filter_map(|name| Hint::of(name, context, env));
    let mut buttons = Vec::new();
    let mut at = x;
    let mut place = |hint: Hint<'_>, end: u16| {
        if at + wide(hint) > end {
            return;
        }
        let from = at;
        at = draw::put(buffer, at, y, end - at, hint.key, env.style(Role::Accent)) + 1;
        at = draw::put(buffer, at, y, end.saturating_sub(at), hint.says, env.style(Role::Muted));
        buttons.push(Button { columns: from..at, action: hint.action.to_owned() });
        at += GAP;
    };
    hints.for_each(|hint| place(hint, end.saturating_sub(kept)));
    help.into_iter().for_each(|help| place(help, end));
    buttons
}

/// Cells that a hint takes.
fn wide(hint: Hint<'_>) -> u16 {
    (text::width(hint.key) + 1 + text::width(hint.says)) as u16
}
