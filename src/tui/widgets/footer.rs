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

/// What happened takes at most this part of the window's rows.
const MOST_OF_WINDOW: u16 = 3;

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
    let status_at = unkept(buffer, (status_at, y, window.width / 2), &status, env);
    let room = status_at.saturating_sub(window.x + 2);
    let x = window.x + 1;
    match notice {
        Some(notice) => {
            told(buffer, window, room, notice, env);
            Vec::new()
        }
        None => hints(buffer, (x, y, room), screen, env),
    }
}

/// Before the status, as long as nothing is kept, that it is not; where that begins.
fn unkept(
    buffer: &mut Buffer,
    (right, y, room): (u16, u16, u16),
    status: &str,
    env: &Environment,
) -> u16 {
    if !env.session.progress().is_unkept() {
        return right;
    }
    let right = if status.is_empty() { right } else { right.saturating_sub(2) };
    let said = format!("{} {}", env.signs.due, env.say("notice.not-kept"));
    draw::put_right(buffer, right, y, room, &said, env.style(Role::Bad))
}

/// What happened, with its sign and how it looks.
fn said(notice: &Notice, env: &Environment) -> (&'static str, String, Role) {
    match notice {
        Notice::Said(said) => ("", said.clone(), Role::Info),
        Notice::Failed(problem) => {
            let problem = problem.clone().in_words(&env.words);
            let hint =
                if problem.hint.is_empty() { String::new() } else { format!(". {}", problem.hint) };
            (env.signs.due, format!("{problem}{hint}"), Role::Warn)
        }
    }
}

/// Draws what happened: in the last row where it has room there, else over the rows above it, too.
fn told(buffer: &mut Buffer, window: Rect, room: u16, notice: &Notice, env: &Environment) {
    let (sign, said, role) = said(notice, env);
    let said = text::sanitize(&said);
    let indent = if sign.is_empty() { 0 } else { text::width(sign) as u16 + 1 };
    let whole = window.width.saturating_sub(2 + indent).max(1);
    let fits = text::width(&said) <= usize::from(room.saturating_sub(indent));
    let lines = match fits {
        true => vec![said.into_owned()],
        false => text::wrap(&said, usize::from(whole)),
    };
    let most = (window.height / MOST_OF_WINDOW).max(1);
    let rows = (lines.len() as u16).min(most);
    let area = Rect { y: window.bottom() - rows, height: rows, ..window };
    if !fits {
        draw::clear(buffer, area, env);
    }
    draw::put(buffer, window.x + 1, area.y, indent, sign, env.style(Role::Bad));
    // What has no room at all is cut where it ends.
    let (shown, rest) = lines.split_at(usize::from(rows - 1).min(lines.len()));
    for (line, y) in shown.iter().chain([&rest.join(" ")]).zip(area.y..) {
        draw::put(buffer, window.x + 1 + indent, y, whole, line, env.style(role));
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
