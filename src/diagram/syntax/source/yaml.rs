//! The YAML that diagrams hold: the title in front matter, and `@{ key: value }`.

/// The title of a front matter, which stands at its top level.
pub(super) fn title(matter: &str) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let top = matter.lines().find(says).map(indent)?;
    let mut lines = matter.lines();
    let value = lines.find_map(|line| {
        line.trim_start().strip_prefix("title:").filter(|_| indent(line) == top)
    })?;
    let more = lines.take_while(|line| line.trim().is_empty() || indent(line) > top);
    let more: Vec<_> = more.map(str::trim).collect();
    let title = match value.trim() {
        block if block.starts_with(['|', '>']) => more.join(" "),
        value => scalar(&[&[value], &more[..]].concat().join(" ")),
    };
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// A scalar as it is meant: without its quotes and what they escape, or without a comment.
fn scalar(written: &str) -> String {
    let written = written.trim();
    if let Some(inner) = written.strip_prefix('\'') {
        let inner = inner.replace("''", "\u{0}");
        return inner.split('\'').next().unwrap_or_default().replace('\u{0}', "'");
    }
    let Some(inner) = written.strip_prefix('"') else {
        return written.split(" #").next().unwrap_or_default().trim_end().to_owned();
    };
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next().filter(|c| *c != '"') {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push(' '),
                other => out.extend(other),
            },
            c => out.push(c),
        }
    }
    out
}

/// The keys and values in `@{ … }`, parted by commas or line ends; a value may be a block of YAML.
pub(crate) fn pairs(body: &str) -> Vec<(String, String)> {
    let mut quote = None;
    let mut parts = body.split(|c| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && matches!(c, ',' | '\n')
    });
    let indent = |part: &str| part.len() - part.trim_start().len();
    let mut found = Vec::new();
    let mut next = parts.next();
    while let Some(part) = next.take() {
        next = parts.next();
        let Some((key, value)) = part.split_once(':') else { continue };
        let mut value = match value.trim() {
            block if block.starts_with(['|', '>']) => String::new(),
            value => scalar(value),
        };
        if value.is_empty() {
            while let Some(more) = next.filter(|more| indent(more) > indent(part)) {
                value = format!("{value}\n{}", more.trim());
                next = parts.next();
            }
        }
        found.push((scalar(key), value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_yaml() {
        let read = |body| {
            let found = pairs(body);
            found.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>()
        };
        assert_eq!(read(" shape: cyl, label: \"a, b\" "), ["shape=cyl", "label=a, b"]);
        assert_eq!(read("\"type\": \"db\"}"), ["type=db"]);
        assert_eq!(read("label: 'it''s: c', w: 60"), ["label=it's: c", "w=60"]);
        assert_eq!(
            read("\n  label: |\n    one\n    two\n  other: x\n"),
            ["label=\none\ntwo", "other=x"]
        );
    }

    #[test]
    fn a_title_is_a_scalar_at_the_top() {
        let found = |matter| title(matter).unwrap_or_default();
        assert_eq!(found("title: My \"own\" # aside\nconfig:\n  title: no\n"), "My \"own\"");
        assert_eq!(found("config:\n  title: no\n"), "");
        assert_eq!(found("title: 'it''s'\n"), "it's");
        assert_eq!(found("title: \"a: \\\"b\\\"\"\n"), "a: \"b\"");
        assert_eq!(found("title: >-\n  two\n  rows\nconfig: {}\n"), "two rows");
        assert_eq!(found("  title: C# in\n    two rows\n"), "C# in two rows");
    }
}
