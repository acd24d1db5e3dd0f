//! The last row: what happened, or the few keys that matter now, and where one is.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{
        draw,
        screen::{Environment, Screen},
        signs::Signs,
    },
};

/// A line in the footer until the next key.
pub enum Notice {
    Said(String),
    Failed(Problem),
}

/// Draws the footer into the last row of the window.
pub fn draw(
    buffer: &mut Buffer,
    window: Rect,
    screen: &dyn Screen,
    notice: Option<&Notice>,
    env: &Environment,
) {
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
        }
        None => hints(buffer, (x, y, room), screen, env),
    }
}

/// The keys that matter, as many as fit, and the key of the help behind them.
fn hints(
    buffer: &mut Buffer,
    (x, y, room): (u16, u16, u16),
    screen: &dyn Screen,
    env: &Environment,
) {
    let context = screen.keys().name;
    let mut at = x;
    let end = x + room;
    let mut actions = screen.hints(env);
    actions.push("help");
    for action in actions {
        let motion = motion(action, env.signs).map(|key| (key, format!("keys.motions.{action}")));
        let Some((key, label)) = motion.or_else(|| env.keys.shown(action, context)) else {
            continue;
        };
        let label = env.say(&label);
        let width = (text::width(key) + 1 + text::width(label)) as u16;
        if at + width > end {
            continue;
        }
        at = draw::put(buffer, at, y, end - at, key, env.style(Role::Accent));
        at =
            draw::put(buffer, at + 1, y, end.saturating_sub(at + 1), label, env.style(Role::Muted));
        at += 3;
    }
}

/// The arrows of a hint that stands for several motions at once.
fn motion(hint: &str, signs: Signs) -> Option<&'static str> {
    match hint {
        "move" | "scroll" => Some(signs.up_down),
        "across" => Some(signs.left_right),
        "pan" => Some(signs.all_ways),
        "undo-step" => Some(signs.left),
        _ => None,
    }
}
