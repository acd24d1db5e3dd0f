//! The columns of a sequence: where lifelines stand, so that every text has room.

use super::extent::{self, Extent, LOOP, TITLE};
use super::limits::Limits;
use super::{Event, Message, Sequence, Side};
use crate::diagram::label;

/// Everything measured: lifelines, texts and frames.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub names: Vec<Vec<String>>,
    /// The column of each lifeline.
    pub at: Vec<i64>,
    /// The lines of each event's text.
    pub texts: Vec<Vec<String>>,
    /// The extent of each frame, at its `Open` event.
    pub frames: Vec<Extent>,
    /// Cells from a lifeline to a text above its loop; `None` if texts stand behind their loops.
    pub above: Option<usize>,
    pub width: usize,
}

/// Sets the lifelines as near as the texts allow.
pub(super) fn columns(sequence: &Sequence, limits: &Limits) -> Columns {
    let count = sequence.participants.len();
    let names: Vec<_> =
        sequence.participants.iter().map(|one| label::wrap(&one.label, limits.name, 0)).collect();
    let half: Vec<_> = names.iter().map(|name| (label::width(name) as i64 + 4) / 2).collect();
    let mut texts = wrapped(sequence, limits);
    // needs[i] keeps lifeline i away from lifeline i - 1.
    let mut needs = vec![0_i64; count];
    for i in 1..count {
        needs[i] = half[i - 1] + half[i] + limits.gap as i64 + 1;
    }
    keep_parties_apart(sequence, &half, &mut needs);
    let mut wide = Vec::new();
    // A text, the blanks beside it and one lifeline.
    let room = 1 + limits.margin as i64;
    for (event, lines) in sequence.events.iter().zip(&texts) {
        let width = label::width(lines) as i64;
        let mut keep = |right: usize, cells: i64| {
            if (1..count).contains(&right) {
                needs[right] = needs[right].max(cells);
            }
        };
        match event {
            Event::Message(message) if message.from == message.to && limits.above => {
                keep(message.to + 1, (width + room).max(6));
            }
            Event::Message(message) if message.from == message.to => {
                keep(message.to + 1, LOOP as i64 + width + 2);
            }
            Event::Message(message) => {
                let (a, b) = (message.from.min(message.to), message.from.max(message.to));
                if b == a + 1 {
                    keep(b, (width + room).max(5));
                } else {
                    wide.push((a, b, width + room));
                }
            }
            Event::Note { side: Side::Right, to, .. } => keep(to + 1, width + 7),
            Event::Note { side: Side::Left, from, .. } => keep(*from, width + 7),
            Event::Note { from, to, .. } if to > from => {
                if *to == from + 1 {
                    keep(*to, width - 3);
                } else {
                    wide.push((*from, *to, width - 3));
                }
            }
            Event::Note { from, .. } => {
                keep(*from, width / 2 + 4);
                keep(from + 1, width / 2 + 4);
            }
            _ => {}
        }
    }
    // Texts over several gaps widen them evenly.
    for (a, b, cells) in wide {
        let have: i64 = needs[a + 1..=b].iter().sum();
        let missing = cells - have;
        if missing > 0 {
            let gaps = (b - a) as i64;
            for (step, need) in needs[a + 1..=b].iter_mut().enumerate() {
                *need += missing / gaps + i64::from((step as i64) < missing % gaps);
            }
        }
    }
    let heads = if limits.roomy { half.as_slice() } else { &[] };
    let mut at = vec![0; count];
    let mut frames = Vec::new();
    for _ in 0..12 {
        for i in 1..count {
            at[i] = at[i - 1] + needs[i];
        }
        rewrap(sequence, limits, &at, &mut texts);
        frames = extent::extents(sequence, limits.above, &at, &texts, heads);
        if !extent::keep_frames_off(sequence, &frames, &at, &mut needs) {
            break;
        }
    }
    for i in 1..count {
        at[i] = at[i - 1] + needs[i];
    }
    frames = if frames.is_empty() {
        frames
    } else {
        extent::extents(sequence, limits.above, &at, &texts, heads)
    };
    normalize(sequence, limits, Measured { names, half, at, texts, frames })
}

/// The frames around participants stand beside the heads of others, with room for their titles.
fn keep_parties_apart(sequence: &Sequence, half: &[i64], needs: &mut [i64]) {
    for party in &sequence.parties {
        for side in [party.first, party.last + 1] {
            if (1..needs.len()).contains(&side) {
                needs[side] += 3;
            }
        }
        let (Some(first), Some(last)) = (half.get(party.first), half.get(party.last)) else {
            continue;
        };
        let span: i64 = needs[party.first + 1..=party.last].iter().sum();
        let missing = label::width(&party.lines()) as i64 - (first + span + last);
        let at = if party.last > party.first { party.last } else { party.last + 1 };
        if let Some(need) = needs.get_mut(at).filter(|_| missing > 0) {
            *need += missing;
        }
    }
}

/// The texts of all events at the limits.
fn wrapped(sequence: &Sequence, limits: &Limits) -> Vec<Vec<String>> {
    let lines = |event: &Event| match event {
        Event::Message(message) => {
            let text = words(message);
            if text.is_empty() { Vec::new() } else { broken(&text, limits.message, limits) }
        }
        Event::Open { operator, label } | Event::Part { operator, label } => {
            let title = extent::title(operator, label);
            if title.is_empty() { Vec::new() } else { broken(&title, limits.title, limits) }
        }
        Event::Note { text, .. } => label::wrap(text, limits.note, 0),
        _ => Vec::new(),
    };
    sequence.events.iter().map(lines).collect()
}

/// What stands beside a message.
fn words(message: &Message) -> String {
    match message.number {
        Some(number) => format!("{number} {}", message.label).trim_end().to_owned(),
        None => message.label.clone(),
    }
}

fn broken(text: &str, limit: usize, limits: &Limits) -> Vec<String> {
    if limits.cut { label::wrap_full(text, limit) } else { label::wrap_words(text, limit) }
}

/// Messages and notes over several lifelines need fewer lines once their span is known.
fn rewrap(sequence: &Sequence, limits: &Limits, at: &[i64], texts: &mut [Vec<String>]) {
    let span = |from: usize, to: usize| (at[from] - at[to]).unsigned_abs() as usize;
    for (event, lines) in sequence.events.iter().zip(texts).filter(|(_, lines)| lines.len() > 1) {
        let new = match event {
            Event::Message(message) if message.from != message.to => {
                let room = span(message.from, message.to).saturating_sub(1 + limits.margin);
                broken(&words(message), room.max(limits.message), limits)
            }
            Event::Note { from, to, text, .. } if from != to => {
                label::wrap(text, (span(*from, *to) + 1).max(limits.note), 0)
            }
            _ => continue,
        };
        if new.len() < lines.len() {
            *lines = new;
        }
    }
}

/// The same lifelines with texts that use the room they have, where they need fewer lines then.
pub(super) fn spread(sequence: &Sequence, limits: &Limits, tight: &Columns) -> Columns {
    let (at, edge) = (&tight.at, tight.width as i64);
    let mut names = tight.names.clone();
    let mut half: Vec<_> = names.iter().map(|name| (label::width(name) as i64 + 4) / 2).collect();
    if sequence.parties.is_empty() {
        for (i, name) in names.iter_mut().enumerate() {
            let start = if i > 0 { at[i - 1] + half[i - 1] + 1 } else { 0 };
            let end = if i + 1 < at.len() { at[i + 1] - half[i + 1] - 1 } else { edge };
            let room = (at[i] - start).min(end - at[i]) - 3;
            let new = label::wrap(&sequence.participants[i].label, (2 * room).max(1) as usize, 0);
            if new.len() < name.len() {
                half[i] = (label::width(&new) as i64 + 4) / 2;
                *name = new;
            }
        }
    }
    let mut texts = tight.texts.clone();
    let mut depth = 0;
    let mut frames = tight.frames.iter();
    let mut open = Vec::new();
    for (event, lines) in sequence.events.iter().zip(&mut texts) {
        // The sides of the frames around it stand between a text and the next lifeline.
        let before = |who: usize| if who > 0 { at[who - 1] + 1 } else { 0 } + 2 * depth;
        let after = |who: usize| at.get(who + 1).copied().unwrap_or(edge) - 1 - 2 * depth;
        let new = match event {
            Event::Message(message) if message.from == message.to => {
                let before = if limits.above { 1 } else { LOOP as i64 };
                let room = after(message.to) - at[message.to] - before;
                broken(&words(message), room.max(1) as usize, limits)
            }
            Event::Note { side, from, to, text } if from == to => {
                let (x, start, end) = (at[*from], before(*from), after(*from));
                let room = match side {
                    Side::Left => x - start - 6,
                    Side::Right => end - x - 6,
                    Side::Over => 2 * (x - start).min(end - x) - 4,
                };
                label::wrap(text, room.max(1) as usize, 0)
            }
            Event::Open { operator, label } => {
                depth += 1;
                open.push(frames.next().copied().unwrap_or_default());
                broken(&extent::title(operator, label), title_room(&open), limits)
            }
            Event::Part { operator, label } => {
                broken(&extent::title(operator, label), title_room(&open), limits)
            }
            Event::Close => {
                depth -= 1;
                open.pop();
                continue;
            }
            _ => continue,
        };
        if !lines.is_empty() && new.len() < lines.len() {
            *lines = new;
        }
    }
    let heads = if limits.roomy { half.as_slice() } else { &[] };
    let frames = extent::extents(sequence, limits.above, at, &texts, heads);
    let moved = extent::keep_frames_off(sequence, &frames, at, &mut vec![0; at.len()]);
    let measured = Measured { names, half, at: at.clone(), texts, frames };
    let wide = normalize(sequence, limits, measured);
    if moved || wide.width > tight.width { tight.clone() } else { wide }
}

/// The cells that a title has in the innermost frame.
fn title_room(open: &[Extent]) -> usize {
    open.last().map_or(1, |frame| (frame.right - frame.left - TITLE).max(1) as usize)
}

/// Columns that may begin left of column 0.
struct Measured {
    names: Vec<Vec<String>>,
    half: Vec<i64>,
    at: Vec<i64>,
    texts: Vec<Vec<String>>,
    frames: Vec<Extent>,
}

/// Shifts everything so that the leftmost cell is column 0.
fn normalize(sequence: &Sequence, limits: &Limits, measured: Measured) -> Columns {
    let Measured { names, half, mut at, texts, mut frames } = measured;
    let (mut left, mut right) = (0, 0);
    for ((x, half), name) in at.iter().zip(&half).zip(&names) {
        left = left.min(x - half);
        right = right.max(x - half + label::width(name) as i64 + 3);
    }
    for party in &sequence.parties {
        if let (Some(first), Some(last)) = (at.get(party.first), at.get(party.last)) {
            left = left.min(first - half[party.first] - 2);
            let width = label::width(&party.lines()) as i64;
            right = right.max(last + half[party.last] + 3);
            right = right.max(first - half[party.first] + width + 4);
        }
    }
    for (event, lines) in sequence.events.iter().zip(&texts) {
        if let Some(extent) = extent::reach(event, limits.above, &at, lines) {
            left = left.min(extent.left);
            right = right.max(extent.right);
        }
    }
    for frame in &frames {
        left = left.min(frame.left);
        right = right.max(frame.right);
    }
    for x in &mut at {
        *x -= left;
    }
    for frame in &mut frames {
        frame.left -= left;
        frame.right -= left;
    }
    let above = limits.above.then_some(1 + limits.margin / 2);
    Columns { names, at, texts, frames, above, width: (right - left + 1).max(0) as usize }
}
