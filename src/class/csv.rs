//! Separated values: reading a roster, writing a gradebook that no spreadsheet obeys.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc4180>

/// What stands between the cells: spreadsheets write semicolons where numbers have decimal commas.
fn separator(text: &str) -> char {
    let head = text.lines().next().unwrap_or_default();
    if head.contains(';') && !head.contains(',') { ';' } else { ',' }
}

/// The rows of a text; cells in quotes may have separators, quotes and line ends.
pub(super) fn rows(text: &str) -> Vec<Vec<String>> {
    let between = separator(text);
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => cell.extend(signs.next()),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            sign if sign == between && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            sign => cell.push(sign),
        }
    }
    row.push(cell);
    rows.push(row);
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

/// A row as a line.
pub(super) fn line<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
    format!("{}\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// Whether a spreadsheet takes a text for a formula.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn harmless(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let row = ["a", "b,c", "d \"e\"", "f\ng", ""];
        let text = format!("\u{feff}x,y\r\n\n{}", line(&row));
        let rows = rows(&text);
        assert_eq!(rows, [vec!["x".to_owned(), "y".into()], row.map(str::to_owned).to_vec()]);
    }

    #[test]
    fn cells_may_stand_between_semicolons() {
        let wanted = [vec!["code".to_owned(), "name".into()], vec!["a".into(), "Ann, A.".into()]];
        assert_eq!(rows("code;name\r\na;Ann, A.\r\n"), wanted);
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        assert_eq!(harmless("Ann = B"), "Ann = B");
    }
}
