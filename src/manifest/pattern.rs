//! Regular expressions of paths and headers, as much of RE2 as people write there: letters, `.`, sets, groups with `|`, `* + ? {n,m}`, `^ $` and the classes
//! `\d \w \s`. A match begins at the start. Every end is found at once, so that no pattern takes more than
//! its length times that of the path, for each level of nesting.

use std::collections::BTreeSet;

/// Deeper groups are refused.
const MOST_DEPTH: usize = 20;
/// More repetitions are refused.
const MOST_TIMES: usize = 200;

/// A pattern that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    ways: Ways,
    /// What it takes letter by letter before anything else.
    literal: String,
}

/// Alternatives, each a row of parts.
type Ways = Vec<Vec<Part>>;

#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// One of some characters, or one of all others.
    One(Vec<(char, char)>, bool),
    Start,
    End,
    /// Alternatives, and whether what they take is kept for `$1`.
    Group(Ways, bool),
    /// At least and at most so often.
    Repeat(Box<Part>, usize, usize),
}

struct Reader<'p> {
    chars: std::iter::Peekable<std::str::Chars<'p>>,
    depth: usize,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says what is not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { chars: text.chars().peekable(), depth: 0 };
        let ways = reader.ways()?;
        match reader.chars.next() {
            Some(c) => Err(format!("`{c}` is not expected here")),
            None => Ok(Self { literal: literal(&ways), ways }),
        }
    }

    /// Whether it takes the beginning of a path.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let chars: Vec<char> = path.chars().collect();
        !ends(&self.ways, &chars, &BTreeSet::from([0])).is_empty()
    }

    /// Whether it takes a text as a whole.
    pub(crate) fn takes_whole(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        ends(&self.ways, &chars, &BTreeSet::from([0])).contains(&chars.len())
    }

    /// What the groups of a match take that begins at the start of a text, each as much as the rest leaves
    /// it: what replaces `$1`. Groups inside of groups are not told.
    pub(crate) fn groups(&self, text: &str) -> Option<Vec<String>> {
        let chars: Vec<char> = text.chars().collect();
        self.ways.iter().find_map(|way| groups(way, &chars))
    }

    /// Whether its literal part ends inside a segment of a path.
    pub(crate) fn cuts(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix(&self.literal) else { return false };
        let ended = rest.is_empty() || rest.starts_with('/') || self.literal.ends_with('/');
        !self.literal.is_empty() && !ended
    }

    /// What it takes letter by letter before anything else.
    pub(crate) fn literal(&self) -> &str {
        &self.literal
    }
}

/// What the groups of one row of parts take.
fn groups(way: &[Part], chars: &[char]) -> Option<Vec<String>> {
    let (mut at, mut found) = (0, Vec::new());
    let mut rest = way;
    while let Some((part, behind)) = rest.split_first() {
        let goes_on = |end: &usize| {
            let starts = BTreeSet::from([*end]);
            !behind.iter().fold(starts, |starts, part| part.ends(chars, &starts)).is_empty()
        };
        let ends = part.ends(chars, &BTreeSet::from([at]));
        let end = ends.into_iter().rev().find(goes_on)?;
        if part.is_kept() {
            found.push(chars.get(at..end)?.iter().collect());
        }
        (at, rest) = (end, behind);
    }
    Some(found)
}

/// The letters that every match begins with.
fn literal(ways: &Ways) -> String {
    let [way] = ways.as_slice() else { return String::new() };
    let mut text = String::new();
    for part in way {
        match part {
            Part::Start => {}
            Part::One(set, false) => match set.as_slice() {
                [(from, to)] if from == to => text.push(*from),
                _ => break,
            },
            _ => break,
        }
    }
    text
}

impl Reader<'_> {
    fn ways(&mut self) -> Result<Ways, String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(format!("more than {MOST_DEPTH} groups in each other"));
        }
        let mut ways = vec![Vec::new()];
        while let Some(c) = self.chars.peek().copied() {
            match c {
                ')' => break,
                '|' => {
                    self.chars.next();
                    ways.push(Vec::new());
                }
                _ => {
                    let part = self.part()?;
                    let part = self.repeated(part)?;
                    ways.last_mut().into_iter().for_each(|way| way.push(part.clone()));
                }
            }
        }
        self.depth -= 1;
        Ok(ways)
    }

    fn part(&mut self) -> Result<Part, String> {
        match self.chars.next() {
            Some('.') => Ok(Part::One(Vec::new(), true)),
            Some('^') => Ok(Part::Start),
            Some('$') => Ok(Part::End),
            Some('[') => self.set(),
            Some('(') => {
                let kept = self.chars.next_if_eq(&'?').is_none();
                if !kept && self.chars.next() != Some(':') {
                    return Err("only `(?:` is known of `(?`".to_owned());
                }
                let ways = self.ways()?;
                match self.chars.next() {
                    Some(')') => Ok(Part::Group(ways, kept)),
                    _ => Err("`)` is missing".to_owned()),
                }
            }
            Some('\\') => {
                let (set, negated) = self.escaped()?;
                Ok(Part::One(set, negated))
            }
            Some(c) if matches!(c, '*' | '+' | '?') => Err(format!("`{c}` has nothing to repeat")),
            Some(c) => Ok(Part::One(vec![(c, c)], false)),
            None => Err("something is missing at the end".to_owned()),
        }
    }

    fn escaped(&mut self) -> Result<(Vec<(char, char)>, bool), String> {
        let digit = || vec![('0', '9')];
        let word = || vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        let space = || vec![(' ', ' '), ('\t', '\r')];
        Ok(match self.chars.next() {
            Some('d') => (digit(), false),
            Some('D') => (digit(), true),
            Some('w') => (word(), false),
            Some('W') => (word(), true),
            Some('s') => (space(), false),
            Some('S') => (space(), true),
            Some(c) if c.is_alphanumeric() => return Err(format!("`\\{c}` is not known")),
            Some(c) => (vec![(c, c)], false),
            None => return Err("something is missing behind `\\`".to_owned()),
        })
    }

    /// `[a-z]` or `[^/]`, behind the bracket.
    fn set(&mut self) -> Result<Part, String> {
        let negated = self.chars.next_if_eq(&'^').is_some();
        let mut set = Vec::new();
        loop {
            let from = match self.chars.next() {
                Some(']') if !set.is_empty() => return Ok(Part::One(set, negated)),
                Some('\\') => {
                    let (mut inner, negated) = self.escaped()?;
                    if negated {
                        return Err("a class of all others cannot stand in a set".to_owned());
                    }
                    set.append(&mut inner);
                    continue;
                }
                Some(c) => c,
                None => return Err("`]` is missing".to_owned()),
            };
            let mut ahead = self.chars.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
            let to = if is_range { self.chars.nth(1).unwrap_or(from) } else { from };
            set.push((from, to));
        }
    }

    fn repeated(&mut self, part: Part) -> Result<Part, String> {
        let mut part = part;
        loop {
            let (least, most) = match self.chars.peek() {
                Some('*') => (0, usize::MAX),
                Some('+') => (1, usize::MAX),
                Some('?') => (0, 1),
                Some('{') => {
                    self.chars.next();
                    part = self.times(part)?;
                    continue;
                }
                _ => return Ok(part),
            };
            self.chars.next();
            // `*?` takes as little as can be: what it can take is the same.
            if self.chars.next_if_eq(&'?').is_some() && most == 1 {
                return Ok(Part::Repeat(Box::new(part), 0, 1));
            }
            part = Part::Repeat(Box::new(part), least, most);
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`, behind the bracket.
    fn times(&mut self, part: Part) -> Result<Part, String> {
        let text: String = std::iter::from_fn(|| self.chars.next_if(|c| *c != '}')).collect();
        self.chars.next();
        let number = |text: &str| text.parse::<usize>().ok().filter(|times| *times <= MOST_TIMES);
        let times = match text.split_once(',') {
            None => number(&text).map(|times| (times, times)),
            Some((least, "")) => number(least).map(|least| (least, usize::MAX)),
            Some((least, most)) => number(least).zip(number(most)),
        };
        let (least, most) = times.ok_or_else(|| format!("`{{{text}}}` is no number of times"))?;
        Ok(Part::Repeat(Box::new(part), least, most))
    }
}

/// Where a match can end that begins at one of some places.
fn ends(ways: &Ways, chars: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let one =
        |way: &Vec<Part>| way.iter().fold(starts.clone(), |starts, part| part.ends(chars, &starts));
    ways.iter().flat_map(one).collect()
}

impl Part {
    /// Whether it is a group that is kept, however often it is repeated.
    fn is_kept(&self) -> bool {
        match self {
            Self::Group(_, kept) => *kept,
            Self::Repeat(part, ..) => part.is_kept(),
            _ => false,
        }
    }

    fn ends(&self, chars: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let at =
            |test: &dyn Fn(usize) -> bool| starts.iter().copied().filter(|at| test(*at)).collect();
        match self {
            Self::Start => at(&|at| at == 0),
            Self::End => at(&|at| at == chars.len()),
            Self::One(set, negated) => {
                let takes = |at: &&usize| {
                    chars.get(**at).is_some_and(|c| {
                        set.iter().any(|(from, to)| (from..=to).contains(&c)) != *negated
                    })
                };
                starts.iter().filter(takes).map(|at| at + 1).collect()
            }
            Self::Group(ways, _) => ends(ways, chars, starts),
            Self::Repeat(part, least, most) => {
                let mut now = starts.clone();
                let mut all = if *least == 0 { now.clone() } else { BTreeSet::new() };
                let mut times = 0;
                while times < *most && !now.is_empty() {
                    now = part.ends(chars, &now);
                    times += 1;
                    if times >= *least {
                        // What was reached before leads nowhere new.
                        now.retain(|at| all.insert(*at));
                    }
                }
                all
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_the_beginning_of_a_path() {
        for (pattern, path, takes) in [
            ("^/users", "/users-export", true),
            ("^/users$", "/users-export", false),
            ("/users(/.*)?$", "/users/7/x", true),
            ("/users(/.*)?$", "/usersx", false),
            ("/v[0-9]+/(cats|dogs)", "/v12/dogs/3", true),
            ("/v[0-9]+/(cats|dogs)", "/vx/dogs/3", false),
            ("/[^/]+/x", "/abc/x", true),
            ("/[^/]+/x", "/a/b/x", false),
            (r"/a\.b{2,3}c", "/a.bbc", true),
            (r"/a\.b{2,3}c", "/a.bc", false),
            ("/(a*)*b", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
            (r"/\d+(?:/\w+)?/end", "/12/abc_1/end", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().takes(path), takes, "{pattern} {path}");
        }
    }

    #[test]
    fn a_whole_text_is_taken_or_not_and_groups_are_kept() {
        for (pattern, text, whole) in [
            ("/users/[0-9]+", "/users/7", true),
            ("/users/.*", "/users/7/x", true),
            ("/(a|b)c?", "/b", true),
            ("/users", "/users/7", false),
            ("[^/]+", "a/b", false),
            ("a{2}", "aa", true),
            ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaac", false),
        ] {
            assert_eq!(
                Pattern::parse(pattern).unwrap().takes_whole(text),
                whole,
                "{pattern} {text}"
            );
        }
        let groups = |pattern: &str, text| Pattern::parse(pattern).unwrap().groups(text);
        let two = Some(vec!["/".to_owned(), "users/7".to_owned()]);
        assert_eq!(groups("/api(/|$)(.*)", "/api/users/7"), two);
        assert_eq!(groups("/api(/|$)(.*)", "/api"), Some(vec![String::new(), String::new()]));
        assert_eq!(groups("/api(?:/)(.*)", "/api/users"), Some(vec!["users".to_owned()]));
        assert_eq!(groups("/api$", "/apis"), None);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for pattern in ["(", "[", "a{x}", "*a", "a)", r"\q", "(?=a)", "\\"] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn the_literal_part_cuts_inside_a_segment_or_not() {
        let cuts = |pattern: &str, path| Pattern::parse(pattern).unwrap().cuts(path);
        assert!(cuts("^/api/users.*", "/api/users-export"));
        assert!(!cuts("^/api/users.*", "/api/users/7"));
        assert!(!cuts("^/api/users/.*", "/api/users/7"));
        assert!(!cuts("^/api/users$", "/api/users"));
        assert!(!cuts(".*", "/api/users"));
    }
}
