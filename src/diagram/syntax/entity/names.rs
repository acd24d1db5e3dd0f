//! The names of entities.

use crate::diagram::syntax::source::opaque;

/// Entities that are only named, with their labels, one behind the other.
pub(super) fn names(line: &str) -> Option<Vec<&str>> {
    let seen = opaque(line);
    let mut found = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    for (at, c) in seen.char_indices().chain([(line.len(), ' ')]) {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => {
                let part = line[from..at].trim();
                if !part.is_empty() && !is_name(part) {
                    return None;
                }
                found.extend(Some(part).filter(|part| !part.is_empty()));
                from = at;
            }
            _ => {}
        }
    }
    (depth == 0).then_some(found)
}

/// Whether a text is a name, perhaps with a label in brackets and a style.
pub(super) fn is_name(text: &str) -> bool {
    let seen = opaque(text);
    let end = seen.find([':', '[']).unwrap_or(text.len());
    let behind = &seen[end..];
    let whole = match behind.chars().next() {
        Some('[') => behind.find(']').is_some_and(|at| at > 1),
        Some(_) => behind.starts_with(":::"),
        None => true,
    };
    let name = text[..end].trim();
    let within = |quote| name.strip_prefix(quote)?.strip_suffix(quote).map(|inner| (inner, quote));
    let read = match within('"').or_else(|| within('`')) {
        Some((inner, quote)) => !inner.is_empty() && !inner.contains([quote, '%', '\\', '\n']),
        None => {
            let odd = |c: char| !(c.is_alphanumeric() || "_-*.".contains(c) || !c.is_ascii());
            !name.is_empty() && !name.contains(odd)
        }
    };
    whole && read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_or_in_quotes() {
        assert_eq!(names("A B[\"a b\"] \"C:D\""), Some(vec!["A", "B[\"a b\"]", "\"C:D\""]));
        assert_eq!(names("A[a b]:::hot"), Some(vec!["A[a b]:::hot"]));
        assert_eq!(names("\"a`[b\""), Some(vec!["\"a`[b\""]));
        for text in ["A~b", "A;b", "A:b", "\"\"", "\"a", "A[b", "\"a%b\""] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
