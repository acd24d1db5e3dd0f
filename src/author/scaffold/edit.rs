//! Small changes of TOML texts that leave everything else, comments too, as it was typed.

use std::ops::Range;

use toml::de::DeTable;

use super::Named;

/// Where a key of the first level and its value stand.
fn spans(text: &str, key: &str) -> Option<(Range<usize>, Range<usize>)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let (name, value) = table.get_ref().iter().find(|(name, _)| name.get_ref() == key)?;
    Some((name.span(), value.span()))
}

/// The text with one more item in a list of the first level.
pub(super) fn with_one_more(text: &str, key: &str, item: &str) -> String {
    let Some((_, value)) = spans(text, key) else {
        return with(text, key, &format!("[\"{item}\"]"));
    };
    let list = text.get(value.clone()).unwrap_or_default();
    let before = list.strip_suffix(']').unwrap_or(list).trim_end();
    let comma = if before.ends_with(['[', ',']) { "" } else { ", " };
    replaced(text, value, &format!("{before}{comma}\"{item}\"]"))
}

/// The text with a value of the first level; one that is there is another one afterwards.
pub(super) fn with(text: &str, key: &str, value: &str) -> String {
    if let Some((_, span)) = spans(text, key) {
        return replaced(text, span, value);
    }
    let line = format!("{key} = {value}\n");
    // Behind a table it would belong to that.
    let table = text.match_indices("\n[").next().map(|(at, _)| at + 1);
    match table {
        Some(at) => replaced(text, at..at, &line),
        None => format!("{}\n{line}", text.trim_end()),
    }
}

/// The text without a key of the first level.
fn without(text: &str, key: &str) -> String {
    let Some((name, value)) = spans(text, key) else { return text.to_owned() };
    let end = text.get(value.end..).and_then(|rest| rest.find('\n')).map(|at| value.end + at + 1);
    replaced(text, name.start..end.unwrap_or(text.len()), "")
}

fn replaced(text: &str, span: Range<usize>, by: &str) -> String {
    let (before, after) = (text.get(..span.start), text.get(span.end..));
    format!("{}{by}{}", before.unwrap_or_default(), after.unwrap_or_default())
}

/// A file of an exercise that ships with the program as one of an exercise of another name.
pub(super) fn renamed(
    text: &str,
    name: &str,
    folder: &str,
    named: &Named,
    week: &str,
    task: &str,
) -> String {
    let old = folder.rsplit('/').next().unwrap_or(folder);
    let text = text.replace(&format!("\"{old}\""), &format!("\"{}\"", named.id));
    if name != "exercise.toml" {
        return text;
    }
    // What it says of the course that it comes from does not hold in this one.
    let text = ["number", "read"].iter().fold(text, |text, key| without(&text, key));
    let title = toml::Value::from(named.title.as_str()).to_string();
    let text = with(&with(&text, "title", &title), "week", week);
    format!(
        "#:schema ../../.schemas/exercise-{task}.json\n# Begun with `{old}` of the course that ships: \
         replace its facts, and its answers, by yours.\n\n{text}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gets_an_item_and_nothing_else_changes() {
        let text = "id = \"a\" # mine\nexercises = [ \"x\", ]\nlabs = []\n";
        let text = with_one_more(text, "exercises", "y");
        assert_eq!(text, "id = \"a\" # mine\nexercises = [ \"x\",\"y\"]\nlabs = []\n");
        let text = with_one_more(&text, "labs", "z");
        assert!(text.ends_with("labs = [\"z\"]\n"), "{text}");
        assert_eq!(with_one_more("id = 1", "labs", "z"), "id = 1\nlabs = [\"z\"]\n");
        assert_eq!(with_one_more("a = [\"x\"]", "a", "y"), "a = [\"x\", \"y\"]");
    }

    #[test]
    fn a_new_key_stands_before_the_first_table() {
        assert_eq!(with("a = 1\n\n[t]\nb = 2\n", "c", "3"), "a = 1\n\nc = 3\n[t]\nb = 2\n");
        assert_eq!(with("a = 1\n", "a", "3"), "a = 3\n");
        assert_eq!(without("a = 1\nb = [\n1,\n]\nc = 2\n", "b"), "a = 1\nc = 2\n");
    }
}
