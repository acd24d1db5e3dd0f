//! Tables that are none: a line of bars below a head with another number of cells, a head in the middle of a
//! paragraph, rows without a head; and rows with more cells than the table has.

use std::ops::Range;

use super::body::Body;
use crate::diagnostic::Diagnostic;

const CODE: &str = "table-bars";

/// Looks for a table in a paragraph, where Markdown sees none.
pub(super) fn paragraph(body: &mut Body<'_>, span: &Range<usize>) {
    let text = body.text.get(span.clone()).unwrap_or_default();
    let mut lines = Vec::new();
    let mut at = span.start;
    for line in text.split_inclusive('\n') {
        lines.push((at, line.trim_end()));
        at += line.len();
    }
    for (number, pair) in lines.windows(2).enumerate() {
        let [(above, head), (below, bars)] = pair else { continue };
        if !is_bars(bars) || cells(head) < 2 {
            continue;
        }
        let (wanted, has) = (cells(head), cells(bars));
        let span = *below..*below + bars.len();
        if wanted != has {
            let message = format!("the head has {wanted} cells and this line {has}: no table");
            let help = "as many `---` as the head has cells make it one";
            warn(body, span, message, help, Some(as_many(bars, wanted)));
        } else if number > 0 {
            let span = *above..*above + head.len();
            let message = "a table in the middle of a paragraph is none".to_owned();
            let mended = format!("\n{head}");
            warn(body, span, message, "an empty line before it makes it one", Some(mended));
        }
    }
    let is_row = |line: &str| line.starts_with('|') && line.ends_with('|') && cells(line) > 1;
    let row = lines.iter().find(|(_, line)| is_row(line));
    if let Some((at, line)) = row.filter(|_| !lines.iter().any(|(_, line)| is_bars(line))) {
        let message = "a row without a head above it: no table".to_owned();
        let help = "put it below the rows of its table, or a head and a line of `---` above it";
        warn(body, *at..*at + line.len(), message, help, None);
    }
}

/// Says where a row has more cells than the table: what is behind is not shown.
pub(super) fn row(body: &mut Body<'_>, span: Range<usize>, columns: usize) {
    let line = body.text.get(span.clone()).unwrap_or_default();
    let has = cells(line);
    if has > columns {
        let message = format!("this row has {has} cells and the table {columns}");
        warn(body, span, message, "what is behind is not shown; `\\|` is a bar in a text", None);
    }
}

fn warn(
    body: &mut Body<'_>,
    span: Range<usize>,
    message: String,
    help: &str,
    mended: Option<String>,
) {
    let wrong = Diagnostic::error(CODE, &body.card.file, message).warning();
    let wrong = wrong.at(body.text, span).help(help);
    body.found.push(match mended {
        Some(text) => wrong.instead(text),
        None => wrong,
    });
}

/// Whether a line parts a head from its rows.
fn is_bars(line: &str) -> bool {
    let mut cells = inside(line).split('|').map(str::trim);
    let dashes = |cell: &str| {
        let bare = cell.trim_start_matches(':').trim_end_matches(':');
        !bare.is_empty() && bare.chars().all(|c| c == '-')
    };
    line.contains('|') && cells.all(dashes)
}

/// How many cells a line has.
fn cells(line: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0;
    for c in inside(line).chars() {
        bars += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    bars + 1
}

/// A line without the bars at its ends.
fn inside(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    match line.strip_suffix('|') {
        Some(inside) if !inside.ends_with('\\') => inside,
        _ => line,
    }
}

/// The line of bars with another number of cells.
fn as_many(bars: &str, wanted: usize) -> String {
    let known = inside(bars).split('|').map(str::trim);
    let cells: Vec<&str> = known.chain(std::iter::repeat("---")).take(wanted).collect();
    format!("| {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_without_escaped_bars_and_without_those_at_the_ends() {
        for (line, count) in
            [("| a | b |", 2), ("a | b", 2), ("| a \\| b |", 1), ("a", 1), ("| a | b \\|", 2)]
        {
            assert_eq!(cells(line), count, "{line}");
        }
        assert!(
            is_bars("|---|:-:|") && is_bars("--- | ---") && !is_bars("---") && !is_bars("a | b")
        );
        assert_eq!(as_many("|:-:|", 3), "| :-: | --- | --- |");
        assert_eq!(as_many("--- | --: | ---", 2), "| --- | --: |");
    }
}
