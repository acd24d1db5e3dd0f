//! What is told about a change that a design has met, as rows.

use super::rows::Row;
use crate::{
    change::Told,
    role::Role,
    text::{self, sanitize},
};

/// Cells that lines stand to the right of their heads.
const INDENT: u16 = 2;

/// Rows of heads and lines for a width in cells.
pub fn rows(told: Vec<Told>, width: usize, ascii: bool) -> Vec<Row> {
    let row = |told| {
        let (line, role, indent) = match told {
            Told::Head(head) => (head, Role::Strong, 0),
            Told::Line(line) => (line, Role::Text, INDENT),
        };
        let line = text::names_quoted(&line, ascii);
        let room = width.saturating_sub(usize::from(indent)).max(8);
        // Figures stand under each other: only what is too long is wrapped.
        let lines = match text::width(&line) <= room {
            true => vec![sanitize(&line).into_owned()],
            false => text::wrap(&sanitize(&line), room),
        };
        lines.into_iter().map(move |line| Row::text(line, role).indent(indent))
    };
    told.into_iter().flat_map(row).collect()
}
