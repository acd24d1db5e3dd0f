//! Lines of code that stay out of sight until somebody asks for them: those that begin with the mark that
//! `hidelines=` names behind a fence, as in mdBook.

/// Code with hidden lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) shown: String,
    /// All lines, without marks.
    pub(super) whole: String,
}

const WORD: &str = "hidelines=";

/// Whether a word behind a fence says which lines are hidden.
fn says(word: &str) -> bool {
    word.starts_with(WORD)
}

fn words(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|word| !word.is_empty())
}

/// What begins a hidden line, from the words behind a fence.
pub fn mark(info: &str) -> Option<&str> {
    words(info).find_map(|word| word.strip_prefix(WORD)).filter(|mark| !mark.is_empty())
}

/// A line without the mark that hides it; nothing where it has none.
fn unmarked(line: &str, mark: &str) -> Option<String> {
    let start = line.len() - line.trim_start().len();
    let rest = line.get(start..)?.strip_prefix(mark)?;
    Some(format!("{}{rest}", line.get(..start)?))
}

/// Code without and with the lines that a mark hides; nothing where it hides none.
pub(super) fn split(text: &str, mark: &str) -> Option<Split> {
    let lines: Vec<(&str, Option<String>)> =
        text.split('\n').map(|line| (line, unmarked(line, mark))).collect();
    lines.iter().find(|(_, hidden)| hidden.is_some())?;
    let shown = lines.iter().filter(|(_, hidden)| hidden.is_none());
    let shown = shown.map(|(line, _)| *line).collect::<Vec<_>>().join("\n");
    let whole = lines.iter().map(|(line, hidden)| hidden.as_deref().unwrap_or(line));
    Some(Split { shown, whole: whole.collect::<Vec<_>>().join("\n") })
}

/// The words behind a fence and its lines, those that are hidden behind a mark that no other line
/// begins with.
pub fn marked(info: &str, lines: &[(bool, String)]) -> (String, String) {
    let clear = |mark: &str| {
        let mut shown = lines.iter().filter(|(hidden, _)| !hidden);
        shown.all(|(_, line)| !line.trim_start().starts_with(mark))
    };
    let longest = 1 + lines.iter().map(|(_, line)| line.len()).max().unwrap_or(0);
    let mark = (1..=longest).map(|length| "~".repeat(length)).find(|mark| clear(mark));
    let mark = mark.unwrap_or_default();
    let line = |(hidden, line): &(bool, String)| match hidden {
        true => {
            let start = line.len() - line.trim_start().len();
            let (blanks, rest) = line.split_at_checked(start).unwrap_or_default();
            format!("{blanks}{mark}{rest}")
        }
        false => line.clone(),
    };
    let comma = if info.is_empty() { "" } else { "," };
    let text = lines.iter().map(line).collect::<Vec<_>>().join("\n");
    (format!("{info}{comma}{WORD}{mark}"), text)
}

/// What another program may know of a fence with hidden lines: the words behind it and its lines, each
/// with whether it is hidden. Nothing where it hides none.
pub fn unmark(info: &str, text: &str) -> Option<(String, Vec<(bool, String)>)> {
    let mark = mark(info)?;
    let rest: Vec<&str> = words(info).filter(|word| !says(word)).collect();
    Some((rest.join(","), lines(text, mark)))
}

/// The lines of a text without the mark of those that it hides, each with whether it is hidden; an empty mark
/// hides none.
pub fn lines(text: &str, mark: &str) -> Vec<(bool, String)> {
    let line = |line: &str| match unmarked(line, mark).filter(|_| !mark.is_empty()) {
        Some(hidden) => (true, hidden),
        None => (false, line.to_owned()),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_hides_the_lines_that_begin_with_it() {
        assert_eq!(mark("python,hidelines=~"), Some("~"));
        assert_eq!((mark("python"), mark("python,hidelines=")), (None, None));
        let split = split("~import x\n  ~y\nz", "~").unwrap();
        assert_eq!((split.shown.as_str(), split.whole.as_str()), ("z", "import x\n  y\nz"));
        assert_eq!(super::split("a\nb", "~"), None);
    }

    #[test]
    fn lines_are_marked_so_that_no_other_line_is_hidden() {
        let lines = [(true, "  use x;".to_owned()), (false, "~y".to_owned())];
        let (info, text) = marked("rust,editable", &lines);
        assert_eq!(
            (info.as_str(), text.as_str()),
            ("rust,editable,hidelines=~~", "  ~~use x;\n~y")
        );
        assert_eq!(unmark(&info, &text).unwrap(), ("rust,editable".to_owned(), lines.to_vec()));
        assert_eq!(unmark("rust", "x"), None);
    }
}
