//! Printing: text or JSON, and a reader who leaves early is no error.

use std::io::{self, Write};

use serde::Serialize;

use crate::problem::Problem;

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Writes to standard output. A pipe that was closed ends the program quietly.
pub(super) fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    piped(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What writing came to: a pipe that was closed is no failure.
pub(super) fn piped(written: io::Result<()>) -> Result<(), Problem> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Problem::environment("Cannot write the output").why(error))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "archtutor: {text}");
}

/// Asks yes or no; the end of the input means no.
pub(super) fn confirm(question: &str) -> Result<bool, Problem> {
    print(&format!("{question} [y/N] "))?;
    let mut line = String::new();
    io::stdin()
        .read_line(&mut line)
        .map_err(|error| Problem::environment("Cannot read your answer").why(error))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Writes a value as indented JSON.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Problem::new(crate::problem::Fault::Bug, "Cannot write JSON").why(error)
    })?;
    print(&format!("{text}\n"))
}

/// Whether standard output shows colour.
pub(super) fn colour() -> bool {
    use io::IsTerminal;
    let says = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    io::stdout().is_terminal() && !says("NO_COLOR") && !dumb
}

/// The width to print for: what was asked, else the terminal's, else 80; at least 20, at most 200.
pub(super) fn width(asked: Option<u16>) -> usize {
    use io::IsTerminal;
    let terminal =
        || io::stdout().is_terminal().then(crossterm::terminal::size).and_then(Result::ok);
    let width = asked.or_else(|| terminal().map(|(width, _)| width)).unwrap_or(80);
    usize::from(width).clamp(20, 200)
}

/// Rows of cells under each other, columns as wide as their widest cell; empty columns are left out.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: Vec<usize> = (0..N)
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| crate::text::width(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let shown = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let cells: Vec<String> = shown
            .map(|(cell, width)| crate::text::pad(&crate::text::sanitize(cell), *width))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
