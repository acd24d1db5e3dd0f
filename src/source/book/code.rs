//! The fences of mdBook: hidden lines of code, words behind a comma, blocks that a preprocessor makes
//! into notes.

use std::collections::HashMap;

use crate::{markdown::edit, messages::Messages};

/// Words of a fence that say that its code fails.
const FAILING: [(&str, &str); 5] = [
    ("does_not_compile", "book.does-not-compile"),
    ("compile_fail", "book.does-not-compile"),
    ("should_panic", "book.panics"),
    ("panics", "book.panics"),
    ("not_desired_behavior", "book.not-desired"),
];

/// A fence as our Markdown writes it; nothing where it may stay as it is. `inner` makes Markdown that
/// stands in a fence into ours.
pub(super) fn refenced(
    info: &str,
    content: &str,
    hidelines: &HashMap<String, String>,
    inner: &dyn Fn(&str) -> String,
) -> Option<String> {
    let words: Vec<&str> = info.split([',', ' ', '\t']).filter(|word| !word.is_empty()).collect();
    let language = words.first().copied().unwrap_or_default();
    if language == "admonish" {
        return Some(admonition(info, &inner(content)));
    }
    let shown = match words.iter().find_map(|word| word.strip_prefix("hidelines=")) {
        Some(mark) => unmarked(content, mark),
        None if language == "rust" => rust(content),
        None => hidelines.get(language).and_then(|mark| unmarked(content, mark)),
    };
    let failing = FAILING.iter().find(|(word, _)| words.contains(word));
    if shown.is_none() && failing.is_none() {
        return None;
    }
    let fence = edit::fenced(info, shown.as_deref().unwrap_or(content));
    Some(match failing {
        Some((_, key)) => format!("{fence}\n\n*{}*\n", Messages::english().get(key)),
        None => fence,
    })
}

/// Lines without those that begin with a mark; nothing where none does.
fn unmarked(content: &str, mark: &str) -> Option<String> {
    let hidden = |line: &&str| !mark.is_empty() && line.trim_start().starts_with(mark);
    let any = content.lines().any(|line| hidden(&line));
    any.then(|| joined(content.lines().filter(|line| !hidden(line)).map(str::to_owned)))
}

/// Rust without the lines that `# ` hides; `##` at the start of a line is one `#`.
fn rust(content: &str) -> Option<String> {
    let marked = |line: &str| {
        let rest = line.trim_start().strip_prefix('#')?;
        Some(rest.chars().next())
    };
    let touched = |line: &str| matches!(marked(line), Some(None | Some(' ' | '#')));
    if !content.lines().any(touched) {
        return None;
    }
    let lines = content.lines().filter_map(|line| match marked(line) {
        Some(None | Some(' ')) => None,
        Some(Some('#')) => Some(line.replacen("##", "#", 1)),
        _ => Some(line.to_owned()),
    });
    Some(joined(lines))
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// A block of mdbook-admonish as an alert.
fn admonition(info: &str, body: &str) -> String {
    let rest = info.trim_start_matches("admonish").trim();
    let kind = rest.split([' ', ',', '.']).next().unwrap_or_default();
    let alert = match kind {
        "tip" | "hint" | "success" | "check" | "done" | "example" => "TIP",
        "important" | "question" | "help" | "faq" => "IMPORTANT",
        "warning" | "attention" | "failure" | "fail" | "missing" => "WARNING",
        "caution" | "danger" | "error" | "bug" => "CAUTION",
        _ => "NOTE",
    };
    let quoted = rest.find("title=").and_then(|at| rest.get(at + 6..)?.strip_prefix('"'));
    let bare = Some(rest).filter(|rest| rest.starts_with('"')).and_then(|rest| rest.get(1..));
    let title = quoted.or(bare).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let mut lines = vec![format!("[!{alert}]")];
    if !title.is_empty() {
        lines.extend([format!("**{title}**"), String::new()]);
    }
    lines.extend(body.trim_end().lines().map(str::to_owned));
    lines
        .iter()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(info: &str, content: &str) -> Option<String> {
        let marks = HashMap::from([("python".to_owned(), "~".to_owned())]);
        refenced(info, content, &marks, &str::to_owned)
    }

    #[test]
    fn hidden_lines_are_left_out_and_attributes_are_not() {
        assert_eq!(
            shown("rust", "# use x;\n#[derive(A)]\n#\n## not hidden\n#![y]\nz\n").unwrap(),
            "```rust\n#[derive(A)]\n# not hidden\n#![y]\nz\n```"
        );
        assert_eq!(shown("rust", "fn main() {}\n"), None);
        assert_eq!(shown("python", "~a\nb\n").unwrap(), "```python\nb\n```");
        assert_eq!(shown("toml,hidelines=!", "!a\nb\n").unwrap(), "```toml,hidelines=!\nb\n```");
        assert_eq!(shown("sh", "# a comment\n"), None);
    }

    #[test]
    fn code_that_fails_says_so() {
        let code = shown("rust,ignore,does_not_compile", "x\n").unwrap();
        assert!(code.starts_with("```rust,ignore,does_not_compile\nx\n```\n\n*"), "{code}");
    }

    #[test]
    fn admonitions_are_alerts() {
        assert_eq!(
            shown("admonish warning title=\"Stop\"", "a\n\nb\n").unwrap(),
            "> [!WARNING]\n> **Stop**\n>\n> a\n>\n> b"
        );
        assert_eq!(shown("admonish", "a\n").unwrap(), "> [!NOTE]\n> a");
    }
}
