//! Printing: text or JSON, and a reader who leaves early is no error.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::Path,
};

use serde::Serialize;

use crate::{config::speaks_utf8, diagnostic::Diagnostic, problem::Problem, text};

/// No line is broken to be narrower.
const NARROWEST: usize = 20;
/// No column is made narrower.
const NARROWEST_COLUMN: usize = 10;
/// What stands between two columns.
const GAP: &str = "  ";

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
    print(&prose_lines(prose, wraps_at()))
}

/// The same for a report: names that stand as code between backticks stand in quotation marks.
pub(super) fn print_report(report: &str, ascii: bool) -> Result<(), Problem> {
    print_prose(&quoted(report, ascii))
}

/// Line by line: a mark that nothing closes changes its own line alone.
fn quoted(report: &str, ascii: bool) -> String {
    report.lines().map(|line| text::names_quoted(line, ascii) + "\n").collect()
}

/// The cells at which lines break between words: those of a terminal. Through a pipe lines stay whole.
pub(super) fn wraps_at() -> Option<usize> {
    use io::IsTerminal;
    io::stdout().is_terminal().then(|| width(None))
}

fn prose_lines(prose: &str, cells: Option<usize>) -> String {
    let mut code = false;
    let lines = prose.lines().flat_map(|line| {
        let fence = line.starts_with("```");
        code ^= fence;
        match code || fence {
            true => vec![line.to_owned()],
            false => wrapped(line, cells),
        }
    });
    lines.map(|line| line + "\n").collect()
}

/// A line as it fits: what stands below a mark of a list or a number stays under it.
pub(super) fn wrapped(line: &str, cells: Option<usize>) -> Vec<String> {
    let Some(cells) = cells.filter(|cells| text::width(line) > *cells) else {
        return vec![line.to_owned()];
    };
    let (mark, rest) = line.split_at(hanging(line));
    let room = cells.saturating_sub(text::width(mark)).max(NARROWEST);
    let blank = " ".repeat(text::width(mark));
    let parts = text::wrap(rest, room).into_iter().enumerate();
    parts.map(|(at, part)| format!("{}{part}", if at == 0 { mark } else { &blank })).collect()
}

/// The bytes of the blanks that a line begins with, and of the dash or number behind them.
fn hanging(line: &str) -> usize {
    let rest = line.trim_start_matches(' ');
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = [rest.strip_prefix("- "), digits.strip_prefix(". ").filter(|_| digits != rest)];
    line.len() - marks.into_iter().flatten().next().unwrap_or(rest).len()
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

/// Writes a line to standard error; names stand in quotation marks. What is drawn below it has its own.
pub(super) fn complain(text: &str) {
    let (said, drawn) = text.split_at(text.find("\n\n").unwrap_or(text.len()));
    let said = text::names_quoted(said, ascii()) + drawn;
    let _ = writeln!(io::stderr().lock(), "archtutor: {}", text::sanitize(&said));
}

/// Whether what is said beside a command is to be ASCII, before its settings are known.
fn ascii() -> bool {
    !speaks_utf8() || std::env::args_os().any(|arg| arg == "--ascii")
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
            mistakes: &problem.mistakes,
            exit: problem.fault.exit_code(),
        };
        let json = serde_json::json!({ "error": error }).to_string();
        let _ = writeln!(io::stderr().lock(), "{}", text::escape_json(&json));
        return;
    }
    complain(&problem.to_string());
    if !problem.hint.is_empty() {
        let hint = text::names_quoted(&problem.hint, ascii());
        let _ = writeln!(io::stderr().lock(), "  {}", text::sanitize(&hint));
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
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    mistakes: &'a [Diagnostic],
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
    coloured(&io::stdout())
}

/// Whether a stream shows colour: a terminal that can, where nobody forbids it.
pub(super) fn coloured(stream: &impl io::IsTerminal) -> bool {
    let says = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    stream.is_terminal() && !says("NO_COLOR") && !dumb
}

/// The file that `-o` names; `-` is standard output, as naming none is.
pub(super) fn file(named: Option<&Path>) -> Option<&Path> {
    named.filter(|path| *path != Path::new("-"))
}

/// The width to print for: what was asked, else the terminal's, else 80; at least 20, at most 200.
pub(super) fn width(asked: Option<u16>) -> usize {
    use io::IsTerminal;
    let terminal =
        || io::stdout().is_terminal().then(crossterm::terminal::size).and_then(Result::ok);
    let width = asked.or_else(|| terminal().map(|(width, _)| width)).unwrap_or(80);
    usize::from(width).clamp(NARROWEST, 200)
}

/// Rows of cells under each other, columns as wide as their widest cell; empty columns are left out. On a
/// terminal that is too narrow the widest ones break between words.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    columns_in(rows, wraps_at())
}

fn columns_in<const N: usize>(rows: &[[String; N]], room: Option<usize>) -> String {
    let widths = column_widths(rows, room);
    let mut text = String::new();
    for row in rows {
        let shown = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let cells: Vec<(Vec<String>, usize)> =
            shown.map(|(cell, width)| (broken(&text::sanitize(cell), *width), *width)).collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
        for at in 0..height {
            let line = |(lines, width): &(Vec<String>, usize)| {
                text::pad(lines.get(at).map_or("", String::as_str), *width)
            };
            let line: Vec<String> = cells.iter().map(line).collect();
            text.push_str(line.join(GAP).trim_end());
            text.push('\n');
        }
    }
    text
}

/// A cell as lines of a width.
fn broken(cell: &str, width: usize) -> Vec<String> {
    if text::width(cell) > width { text::wrap(cell, width) } else { vec![cell.to_owned()] }
}

/// The width of each column, as it fits into the room there is.
fn column_widths<const N: usize>(rows: &[[String; N]], room: Option<usize>) -> Vec<usize> {
    let widest = |at: usize| rows.iter().map(|row| text::width(&row[at])).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..N).map(widest).collect();
    let gaps = GAP.len() * widths.iter().filter(|width| **width > 0).count().saturating_sub(1);
    while room.is_some_and(|room| widths.iter().sum::<usize>() + gaps > room) {
        match widths.iter_mut().max().filter(|width| **width > NARROWEST_COLUMN) {
            Some(width) => *width -= 1,
            None => break,
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words_and_code_stays() {
        let prose = "Nothing is sent by itself.\n\n  - one that is longer than this\n```toml\nid = `a line of code`\n```\n";
        let shown = "Nothing is sent by\nitself.\n\n  - one that is longer\n    than this\n```toml\nid = `a line of code`\n```\n";
        assert_eq!(prose_lines(prose, Some(24)), shown);
        let whole = "Nothing is sent by itself.\n";
        assert_eq!(prose_lines(whole, None), whole);
    }

    #[test]
    fn names_in_a_report_are_quoted_line_by_line() {
        let report = "no service owns `A`\na lone ` mark\nor `B`\n";
        assert_eq!(quoted(report, true), "no service owns \"A\"\na lone ` mark\nor \"B\"\n");
    }

    #[test]
    fn columns_break_between_words_where_they_do_not_fit() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let rows = [row(["0.1", "", "HTTP in one screen"]), row(["10.12", "", "SQL"])];
        assert_eq!(columns_in(&rows, None), "0.1    HTTP in one screen\n10.12  SQL\n");
        let narrow = "0.1    HTTP in one\n       screen\n10.12  SQL\n";
        assert_eq!(columns_in(&rows, Some(20)), narrow);
    }

    #[test]
    fn what_goes_on_stands_under_where_its_line_began() {
        let wrapped = |line| wrapped(line, Some(24));
        assert_eq!(
            wrapped("12. place the order, then pay"),
            ["12. place the order,", "    then pay"]
        );
        assert_eq!(
            wrapped("    2 of the services that wait"),
            ["    2 of the services", "    that wait"]
        );
        assert_eq!(wrapped("- short"), ["- short"]);
    }
}
