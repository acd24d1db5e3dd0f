//! How far the events and the frames of a sequence reach to both sides.

use super::{Event, Sequence, Side};
use crate::diagram::label;

/// Cells of a loop before its text.
pub(super) const LOOP: usize = 6;

/// Cells of a frame's upper side beside its title.
pub(super) const TITLE: i64 = 6;

/// The extent of a frame in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    pub left: i64,
    pub right: i64,
}

/// The cells that one event covers; the text of a loop may stand above it.
pub(super) fn reach(event: &Event, above: bool, at: &[i64], lines: &[String]) -> Option<Extent> {
    let width = label::width(lines) as i64;
    Some(match event {
        Event::Message(message) if message.from == message.to => {
            let x = at[message.from];
            let before = if above { 2 } else { LOOP as i64 };
            Extent { left: x, right: x + if width > 0 { (before + width - 1).max(4) } else { 4 } }
        }
        Event::Message(message) => {
            let (a, b) = (at[message.from], at[message.to]);
            let (left, right) = (a.min(b), a.max(b));
            let start = left + (right - left - width + 1) / 2;
            Extent { left: left.min(start), right: right.max(start + width - 1) }
        }
        Event::Note { side, from, to, .. } => note(*side, at[*from], at[*to], width),
        _ => return None,
    })
}

/// Where the box of a note stands.
pub(super) fn note(side: Side, from: i64, to: i64, width: i64) -> Extent {
    let width = width + 4;
    match side {
        Side::Right => Extent { left: to + 2, right: to + 1 + width },
        Side::Left => Extent { left: from - 1 - width, right: from - 2 },
        Side::Over => {
            let wide = width.max(if to > from { to - from + 5 } else { 0 });
            let left = (from + to) / 2 - wide / 2;
            Extent { left, right: left + wide - 1 }
        }
    }
}

/// The extents of all frames, in the order of their `Open` events.
pub(super) fn extents(
    sequence: &Sequence,
    above: bool,
    at: &[i64],
    texts: &[Vec<String>],
    heads: &[i64],
) -> Vec<Extent> {
    let mut frames: Vec<(Extent, i64)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let empty = Extent { left: i64::MAX, right: i64::MIN };
    let grow = |frame: &mut Extent, part: Extent| {
        frame.left = frame.left.min(part.left);
        frame.right = frame.right.max(part.right);
    };
    for (event, lines) in sequence.events.iter().zip(texts) {
        match event {
            Event::Open { .. } | Event::Part { .. } => {
                let title = label::width(lines) as i64;
                if matches!(event, Event::Open { .. }) {
                    open.push(frames.len());
                    frames.push((empty, title));
                } else if let Some(&frame) = open.last() {
                    frames[frame].1 = frames[frame].1.max(title);
                }
            }
            Event::Close => {
                let Some(frame) = open.pop() else { continue };
                let (extent, title) = frames[frame];
                let closed = close(extent, title, at);
                frames[frame].0 = closed;
                if let Some(&outer) = open.last() {
                    grow(&mut frames[outer].0, closed);
                }
            }
            event => {
                let Some(&frame) = open.last() else { continue };
                if let Some(part) = reach(event, above, at, lines) {
                    grow(&mut frames[frame].0, part);
                }
                for who in touched(event) {
                    if let (Some(half), Some(x)) = (heads.get(who), at.get(who)) {
                        let head = Extent { left: x - half + 1, right: x + half - 1 };
                        grow(&mut frames[frame].0, head);
                    }
                }
            }
        }
    }
    frames.into_iter().map(|(extent, _)| extent).collect()
}

/// Whose lifelines an event touches.
fn touched(event: &Event) -> Vec<usize> {
    match event {
        Event::Message(message) => vec![message.from, message.to],
        Event::Note { from, to, .. } => vec![*from, *to],
        _ => Vec::new(),
    }
}

/// A frame two cells around its content, wide enough for its title, beside every lifeline.
fn close(extent: Extent, title: i64, at: &[i64]) -> Extent {
    let (mut left, mut right) = (extent.left, extent.right);
    if left > right {
        left = at.first().copied().unwrap_or(0);
        right = left;
    }
    left -= 2;
    right += 2;
    right = right.max(left + title + TITLE);
    while at.iter().any(|x| (x - right).abs() < 1) {
        right += 1;
    }
    Extent { left, right }
}

/// The text on the frame of an operator.
pub(super) fn title(operator: &str, label: &str) -> String {
    match (operator, label.is_empty()) {
        ("rect", _) => String::new(),
        ("else" | "and" | "option", true) => operator.to_owned(),
        ("else" | "and", false) => format!("[{label}]"),
        (_, true) => operator.to_owned(),
        (_, false) => format!("{operator} [{label}]"),
    }
}

/// Moves lifelines apart where a frame's side would touch a lifeline outside; true if any moved.
pub(super) fn keep_frames_off(
    sequence: &Sequence,
    frames: &[Extent],
    at: &[i64],
    needs: &mut [i64],
) -> bool {
    let mut moved = false;
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut next = 0;
    for event in &sequence.events {
        for who in touched(event) {
            for frame in &mut open {
                frame.1 = frame.1.min(who);
                frame.2 = frame.2.max(who);
            }
        }
        match event {
            Event::Open { .. } => {
                open.push((next, usize::MAX, 0));
                next += 1;
            }
            Event::Close => {
                let Some((frame, first, last)) = open.pop() else { continue };
                let Some(extent) = frames.get(frame) else { continue };
                if first > last {
                    continue;
                }
                if first > 0 {
                    let missing = at[first - 1] + 2 - extent.left;
                    if missing > 0 {
                        needs[first] += missing;
                        moved = true;
                    }
                }
                if let Some(&neighbour) = at.get(last + 1)
                    && (extent.right - neighbour).abs() < 2
                {
                    needs[last + 1] += 2;
                    moved = true;
                }
            }
            _ => {}
        }
    }
    moved
}
