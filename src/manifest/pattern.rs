//! Patterns of paths and headers: enough of RE2 to replay what people write, with bounded steps.
//!
//! Letters, `.`, sets, groups with `|`, `*`, `+`, `?`, and the classes `\d \w \s`. What it does not know
//! matches nothing.

/// Most steps of one match.
const STEPS: usize = 20_000;

#[derive(Clone, Debug)]
enum Part {
    /// Sets of characters, and whether all others are meant.
    One(Vec<(char, char)>, bool),
    Group(Vec<Vec<Part>>),
    /// Least and most repetitions.
    Repeat(Box<Part>, usize, usize),
}

/// Whether a pattern takes a whole text.
pub(crate) fn is_match(pattern: &str, text: &str) -> bool {
    ends(pattern, text).is_some_and(|ends| ends.contains(&text.chars().count()))
}

/// Whether it takes the beginning of a text.
pub(crate) fn is_prefix(pattern: &str, text: &str) -> bool {
    ends(pattern, text).is_some_and(|ends| !ends.is_empty())
}

/// The groups of a match that takes the beginning of a text: what replaces `$1`.
pub(crate) fn groups(pattern: &str, text: &str) -> Option<Vec<String>> {
    let parts = parse(pattern)?;
    let chars: Vec<char> = text.chars().collect();
    let mut left = STEPS;
    let [only] = parts.as_slice() else { return None };
    let (mut at, mut found) = (0, Vec::new());
    for (number, part) in only.iter().enumerate() {
        let rest: Vec<Part> = only.get(number + 1..).unwrap_or_default().to_vec();
        let ways = run(std::slice::from_ref(part), &chars, at, &mut left);
        let whole = |end: &&usize| {
            !run(&rest, &chars, **end, &mut STEPS.clone()).is_empty() || rest.is_empty()
        };
        let end = ways.iter().filter(|end| whole(end)).max().copied()?;
        if matches!(part, Part::Group(_))
            || matches!(part, Part::Repeat(inner, ..) if matches!(**inner, Part::Group(_)))
        {
            found.push(chars.get(at..end)?.iter().collect());
        }
        at = end;
    }
    Some(found)
}

fn ends(pattern: &str, text: &str) -> Option<Vec<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let mut left = STEPS;
    let mut all = Vec::new();
    for branch in parse(pattern)? {
        all.extend(run(&branch, &chars, 0, &mut left));
    }
    Some(all)
}

fn parse(pattern: &str) -> Option<Vec<Vec<Part>>> {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').filter(|head| !head.ends_with('\\')).unwrap_or(pattern);
    let chars: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    let branches = branches(&chars, &mut at, 0)?;
    (at == chars.len()).then_some(branches)
}

fn branches(chars: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Part>>> {
    const DEEPEST: usize = 20;
    if depth > DEEPEST {
        return None;
    }
    let (mut all, mut parts) = (Vec::new(), Vec::new());
    while let Some(c) = chars.get(*at).copied() {
        match c {
            ')' => break,
            '|' => {
                *at += 1;
                all.push(std::mem::take(&mut parts));
                continue;
            }
            _ => {}
        }
        let part = one(chars, at, depth)?;
        parts.push(repeated(part, chars, at)?);
    }
    all.push(parts);
    Some(all)
}

fn repeated(part: Part, chars: &[char], at: &mut usize) -> Option<Part> {
    let many = usize::MAX;
    let (least, most) = match chars.get(*at) {
        Some('*') => (0, many),
        Some('+') => (1, many),
        Some('?') => (0, 1),
        Some('{') => return None,
        _ => return Some(part),
    };
    *at += 1;
    // A lazy repetition finds the same ends.
    if chars.get(*at) == Some(&'?') {
        *at += 1;
    }
    Some(Part::Repeat(Box::new(part), least, most))
}

fn one(chars: &[char], at: &mut usize, depth: usize) -> Option<Part> {
    let c = *chars.get(*at)?;
    *at += 1;
    Some(match c {
        '.' => Part::One(Vec::new(), true),
        '(' => {
            if chars.get(*at) == Some(&'?') {
                // Only a group that is not kept is known.
                if chars.get(*at + 1) != Some(&':') {
                    return None;
                }
                *at += 2;
            }
            let inner = branches(chars, at, depth + 1)?;
            if chars.get(*at) != Some(&')') {
                return None;
            }
            *at += 1;
            Part::Group(inner)
        }
        '[' => set(chars, at)?,
        '\\' => {
            let c = *chars.get(*at)?;
            *at += 1;
            class(c)
        }
        '*' | '+' | '?' => return None,
        c => Part::One(vec![(c, c)], false),
    })
}

fn class(c: char) -> Part {
    let digits = vec![('0', '9')];
    let words = vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    match c {
        'd' | 'D' => Part::One(digits, c == 'D'),
        'w' | 'W' => Part::One(words, c == 'W'),
        's' | 'S' => Part::One(vec![(' ', ' '), ('\t', '\r')], c == 'S'),
        c => Part::One(vec![(c, c)], false),
    }
}

fn set(chars: &[char], at: &mut usize) -> Option<Part> {
    let not = chars.get(*at) == Some(&'^');
    *at += usize::from(not);
    let mut ranges = Vec::new();
    while let Some(c) = chars.get(*at).copied() {
        *at += 1;
        match c {
            ']' if !ranges.is_empty() => return Some(Part::One(ranges, not)),
            '\\' => {
                let c = *chars.get(*at)?;
                *at += 1;
                if let Part::One(more, false) = class(c) {
                    ranges.extend(more);
                }
            }
            low if chars.get(*at) == Some(&'-')
                && chars.get(*at + 1).is_some_and(|c| *c != ']') =>
            {
                ranges.push((low, *chars.get(*at + 1)?));
                *at += 2;
            }
            c => ranges.push((c, c)),
        }
    }
    None
}

/// Where a sequence of parts may end that begins at a place.
fn run(parts: &[Part], chars: &[char], at: usize, left: &mut usize) -> Vec<usize> {
    if *left == 0 {
        return Vec::new();
    }
    *left -= 1;
    let Some((first, rest)) = parts.split_first() else { return vec![at] };
    let mut ends = Vec::new();
    for end in part(first, chars, at, left) {
        for end in run(rest, chars, end, left) {
            if !ends.contains(&end) {
                ends.push(end);
            }
        }
    }
    ends
}

fn part(part_of: &Part, chars: &[char], at: usize, left: &mut usize) -> Vec<usize> {
    match part_of {
        Part::One(ranges, not) => {
            let fits = chars.get(at).is_some_and(|c| {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(c)) != *not
            });
            if fits { vec![at + 1] } else { Vec::new() }
        }
        Part::Group(branches) => {
            let mut ends: Vec<usize> =
                branches.iter().flat_map(|branch| run(branch, chars, at, left)).collect();
            ends.sort_unstable();
            ends.dedup();
            ends
        }
        Part::Repeat(inner, least, most) => {
            let (mut ends, mut front, mut count) = (Vec::new(), vec![at], 0);
            loop {
                if count >= *least {
                    ends.extend(
                        front.iter().copied().filter(|end| !ends.contains(end)).collect::<Vec<_>>(),
                    );
                }
                let next: Vec<usize> =
                    front.iter().flat_map(|at| part(inner, chars, *at, left)).collect();
                let new: Vec<usize> = next.into_iter().filter(|end| !ends.contains(end)).collect();
                count += 1;
                if new.is_empty() || count > *most || *left == 0 {
                    return ends;
                }
                *left = left.saturating_sub(1);
                front = new;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_matched() {
        for (pattern, text, whole) in [
            ("/users/[0-9]+", "/users/7", true),
            ("/users/.*", "/users/7/x", true),
            ("/(a|b)c?", "/b", true),
            ("/users", "/users/7", false),
            (r"/v\d+/x", "/v12/x", true),
            ("[^/]+", "a/b", false),
            ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaac", false),
        ] {
            assert_eq!(is_match(pattern, text), whole, "{pattern} {text}");
        }
        assert!(is_prefix("/users", "/users/7"));
        let two = Some(vec!["/".to_owned(), "users/7".to_owned()]);
        assert_eq!(groups("/api(/|$)(.*)", "/api/users/7"), two);
        assert_eq!(groups("/api/(.*)", "/api/users/7"), Some(vec!["users/7".to_owned()]));
        assert!(!is_match("a{2}", "aa"));
    }
}
