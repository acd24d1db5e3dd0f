//! Search in a page's source that looks through marks: `core subdomain` finds `**core**\nsubdomain`.

use std::ops::Range;

/// Where `needle` stands in `text`, at most `limit` times, from the byte `from` on. Case is folded
/// if the needle has no capitals; blanks match any blanks, and the marks `*`, `_`, `` ` ``, `~`,
/// `[` and a link's destination between two letters count as nothing.
pub fn find(text: &str, needle: &str, from: usize, limit: usize) -> Vec<Range<usize>> {
    let exact = needle.chars().any(char::is_uppercase);
    let needle: Vec<char> = needle.trim().chars().collect();
    let Some(first) = needle.first().copied() else { return Vec::new() };
    let mut found = Vec::new();
    let starts = |c: char| same(c, first, exact);
    let mut at = from;
    while found.len() < limit {
        let Some(next) = text.get(at..).and_then(|rest| rest.find(starts)) else { break };
        let start = at + next;
        let step = text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        match matched(text, start, &needle, exact) {
            Some(end) => {
                found.push(start..end);
                at = end.max(start + step);
            }
            None => at = start + step,
        }
    }
    found
}

fn same(a: char, b: char, exact: bool) -> bool {
    if exact || a == b {
        return a == b;
    }
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(&b);
    }
    a.to_lowercase().eq(b.to_lowercase())
}

/// The end of the match that starts at `start`, if there is one.
fn matched(text: &str, start: usize, needle: &[char], exact: bool) -> Option<usize> {
    let mut at = start;
    let mut rest = needle.iter().copied().peekable();
    while let Some(want) = rest.next() {
        if want.is_whitespace() {
            while rest.next_if(|c| c.is_whitespace()).is_some() {}
            at = blanks(text, at)?;
            continue;
        }
        loop {
            let c = text.get(at..)?.chars().next()?;
            if same(c, want, exact) {
                at += c.len_utf8();
                break;
            }
            at = mark(text, at).filter(|_| at > start)?;
        }
    }
    Some(at)
}

/// The end of a run of blanks and marks that holds a blank.
fn blanks(text: &str, start: usize) -> Option<usize> {
    let (mut at, mut seen, mut line) = (start, false, false);
    while let Some(c) = text.get(at..)?.chars().next() {
        if c.is_whitespace() {
            seen = true;
            line |= c == '\n';
            at += c.len_utf8();
        } else if line && c == '>' {
            at += 1;
        } else if let Some(next) = mark(text, at) {
            at = next;
        } else {
            break;
        }
    }
    seen.then_some(at)
}

/// The end of the mark at a place.
fn mark(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    match rest.bytes().next()? {
        b'*' | b'_' | b'`' | b'~' | b'[' => Some(at + 1),
        b']' => match rest.get(1..)?.bytes().next() {
            Some(b'(') => {
                // No destination is longer than this, and no text makes the search slow.
                let mut near = rest.bytes().take(2000).take_while(|byte| *byte != b'\n');
                near.position(|byte| byte == b')').map(|end| at + end + 1)
            }
            _ => Some(at + 1),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<'a>(text: &'a str, needle: &str) -> Vec<&'a str> {
        find(text, needle, 0, 100).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_and_line_breaks_do_not_hide_a_match() {
        assert_eq!(all("a **core**\nsubdomain", "core subdomain"), ["core**\nsubdomain"]);
        assert_eq!(all("see [Saga](pattern:saga) now", "saga now"), ["Saga](pattern:saga) now"]);
        assert_eq!(all("> one\n> two", "one two"), ["one\n> two"]);
        assert_eq!(all("one two", "onetwo"), [""; 0]);
    }

    #[test]
    fn small_letters_find_both_cases_and_capitals_only_themselves() {
        assert_eq!(all("Saga saga SAGA", "saga").len(), 3);
        assert_eq!(all("Saga saga SAGA", "Saga").len(), 1);
        assert_eq!(all("Сага сага", "сага").len(), 2);
        assert_eq!(all("text", "  "), [""; 0]);
        assert_eq!(all("aaaa", "aa").len(), 2);
    }

    #[test]
    fn the_search_starts_and_stops_where_it_is_told() {
        let text = "one two one two one";
        assert_eq!(find(text, "one", 1, 1).first(), Some(&(8..11)));
        assert!(find(text, "one", 99, 1).is_empty());
    }
}
