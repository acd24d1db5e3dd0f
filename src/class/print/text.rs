//! A report as plain text.

use super::tables::{Row, Table, all, nothing_stuck, sums};
use crate::{
    class::{definition::Class, report::Report},
    messages::Messages,
    text::{pad, sanitize, width},
};

/// The report as lines: what was read, then what to look at.
pub fn text(report: &Report, class: &Class, words: &Messages) -> String {
    let mut text = format!("{} · {} · {}\n", class.title, report.course, report.today);
    for line in sums(report, words).into_iter().chain(nothing_stuck(report, class, words)) {
        text.push_str(&format!("{line}\n"));
    }
    for table in all(report, words, false) {
        text.push_str(&format!("\n{}\n{}", table.title, lines(&table)));
    }
    text
}

/// Rows under each other, columns as wide as their widest cell.
fn lines(table: &Table) -> String {
    let head = table.head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(table.rows.iter().map(Row::texts))
        .map(|row| row.into_iter().map(|cell| sanitize(cell).into_owned()).collect())
        .collect();
    let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..table.head.len()).map(|at| wide(at).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
