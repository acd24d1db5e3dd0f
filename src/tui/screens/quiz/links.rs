//! The lines under a verdict that lead on: the lesson and the patterns of a question.

use crate::{
    role::Role,
    text,
    tui::{questions::Asked, screen::Environment, widgets::rows::Row},
};

/// Cells between two names in a row.
const GAP: usize = 3;

/// The names, side by side where a width has room for all, else below each other.
pub(in crate::tui::screens) fn links(asked: &Asked, width: u16, env: &Environment) -> Vec<Row> {
    let (names, width) = (names(asked, env), usize::from(width));
    let lead = format!("{} ", env.signs.arrow);
    let indent = text::width(&lead);
    let whole = names.iter().map(|name| indent + text::width(name) + GAP).sum::<usize>();
    let mut rows = match names.as_slice() {
        [] => return Vec::new(),
        _ => vec![Row::blank()],
    };
    if whole <= width + GAP {
        let link = |(at, name): (usize, String)| {
            let gap = " ".repeat(if at == 0 { 0 } else { GAP });
            [(format!("{gap}{lead}"), Role::Muted), (name, Role::Link)]
        };
        rows.push(Row::spans(names.into_iter().enumerate().flat_map(link).collect()));
        return rows;
    }
    for name in names {
        let lines = text::wrap(&name, width.saturating_sub(indent).max(8)).into_iter();
        rows.extend(lines.enumerate().map(|(at, line)| {
            let lead = if at == 0 { lead.clone() } else { " ".repeat(indent) };
            Row::spans(vec![(lead, Role::Muted), (line, Role::Link)])
        }));
    }
    rows
}

fn names(asked: &Asked, env: &Environment) -> Vec<String> {
    let (library, question) = (env.session.library(), &asked.posed.question);
    let lesson = question.lesson.as_ref().and_then(|lesson| {
        let slot = library.slot(&lesson.value)?;
        Some(format!("{} {}", library.number(slot), library.at(slot)?.title))
    });
    let patterns = question.patterns.iter().filter_map(|pattern| {
        let pattern = library.catalog().get(pattern.value.as_str())?;
        Some(pattern.names.in_language(&env.settings.language).to_owned())
    });
    let names = lesson.into_iter().chain(patterns);
    names.map(|name| text::sanitize(&name).into_owned()).collect()
}
