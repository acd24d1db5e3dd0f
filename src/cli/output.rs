//! Printing: text or JSON, and a reader who leaves early is no error.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::Path,
};

use serde::Serialize;

use crate::{problem::Problem, text};

pub(super) use crate::file::write_new;

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Writes text to standard output; what a terminal would obey is replaced here, and nowhere before.
pub(super) fn print(text: &str) -> Result<(), Problem> {
    print_own(&text::sanitize(text))
}

/// The same for sentences: on a terminal their lines break between words, but for code between fences.
pub(super) fn print_prose(prose: &str) -> Result<(), Problem> {
    use io::IsTerminal;
    match io::stdout().is_terminal() {
        true => print(&wrapped(prose, width(None))),
        false => print(prose),
    }
}

fn wrapped(prose: &str, width: usize) -> String {
    let mut code = false;
    let lines = prose.lines().flat_map(|line| {
        let fence = line.starts_with("```");
        code ^= fence;
        if code || fence || text::width(line) <= width {
            return vec![line.to_owned()];
        }
        // What stands below a mark of a list stays under it.
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let room = width.saturating_sub(indent).max(20);
        let blank = " ".repeat(indent);
        let (mark, rest) = line.split_at(indent);
        let parts = text::wrap(rest, room).into_iter().enumerate();
        parts.map(|(at, part)| format!("{}{part}", if at == 0 { mark } else { &blank })).collect()
    });
    lines.map(|line| line + "\n").collect()
}

/// The same for text with styles, which stay.
pub(super) fn print_styled(text: &str) -> Result<(), Problem> {
    print_own(&text::sanitize_styled(text))
}

/// Writes what nobody else has a part in. A pipe that was closed ends the program quietly.
pub(super) fn print_own(text: &str) -> Result<(), Problem> {
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

/// Writes a file anew in one step, so that it is never half of it.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error: io::Error| {
        Problem::environment(format!("Cannot write {}", path.display())).why(error)
    };
    // The name of the file may be as long as one can be.
    let name = format!(".archtutor-{}.new", uuid::Uuid::now_v7().simple());
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// Writes a line to standard error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "archtutor: {}", text::sanitize(text));
}

/// Writes lines with styles to standard error.
pub(super) fn complain_styled(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text::sanitize_styled(text));
}

/// Says on standard error why the program stops: to a person, or as JSON to a script.
pub(super) fn refuse(problem: &Problem, format: Format) {
    if format == Format::Json {
        let error = Refusal {
            what: &problem.what,
            why: &problem.why,
            hint: &problem.hint,
            exit: problem.fault.exit_code(),
        };
        let json = serde_json::json!({ "error": error }).to_string();
        let _ = writeln!(io::stderr().lock(), "{}", text::escape_json(&json));
        return;
    }
    complain(&problem.to_string());
    if !problem.hint.is_empty() {
        let _ = writeln!(io::stderr().lock(), "  {}", text::sanitize(&problem.hint));
    }
}

/// A problem as a script reads it.
#[derive(Serialize)]
struct Refusal<'a> {
    what: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hint: &'a str,
    /// The exit code.
    exit: u8,
}

/// The format that the command line asks for, known before it is understood: a command line with a
/// mistake is answered in it, too.
pub(super) fn asked(args: impl Iterator<Item = OsString>) -> Format {
    let args: Vec<OsString> = args.collect();
    let pair = args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    let joined = args.iter().any(|arg| arg == "--format=json");
    if pair || joined { Format::Json } else { Format::Text }
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
    print_json_text(&text)
}

/// Writes JSON that is text already.
pub(super) fn print_json_text(json: &str) -> Result<(), Problem> {
    print_own(&format!("{}\n", text::escape_json(json.trim_end())))
}

/// Whether standard output shows colour.
pub(super) fn colour() -> bool {
    use io::IsTerminal;
    io::stdout().is_terminal() && wants_colour()
}

/// Whether whoever started the program has nothing against colour on a terminal.
pub(super) fn wants_colour() -> bool {
    let says = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    !says("NO_COLOR") && !dumb
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
            cells.map(|cell| text::width(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let shown = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let cells: Vec<String> =
            shown.map(|(cell, width)| text::pad(&text::sanitize(cell), *width)).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words_and_code_stays() {
        let prose = "Nothing is sent by itself.\n\n  - one that is longer than this\n```toml\nid = \"a line of code\"\n```\n";
        let shown = "Nothing is sent by\nitself.\n\n  - one that is longer\n    than this\n```toml\nid = \"a line of code\"\n```\n";
        assert_eq!(wrapped(prose, 24), shown);
    }
}
