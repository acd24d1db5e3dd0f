//! Which lines of a file an include wants: all of them, by numbers, or between anchors.

use std::ops::Range;

/// The part of a file that is included.
#[derive(Debug, PartialEq)]
pub(super) enum Lines {
    All,
    /// By numbers from 0.
    Numbers(Range<usize>),
    Anchor(String),
}

/// What an include names: a path, and which of its lines.
pub(super) fn selected(wanted: &str) -> (&str, Lines) {
    let mut parts = wanted.splitn(4, ':');
    let path = parts.next().unwrap_or_default();
    let (first, second) = (parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<usize>().ok());
    let lines = match (first.map(str::trim), second.map(str::trim)) {
        (None | Some(""), None | Some("")) => Lines::All,
        (Some(""), second) => Lines::Numbers(0..number(second).unwrap_or(usize::MAX)),
        (first, second) => match (number(first), second) {
            (None, _) => Lines::Anchor(first.unwrap_or_default().to_owned()),
            (Some(from), None) => Lines::Numbers(from.saturating_sub(1)..from),
            (Some(from), to) => {
                Lines::Numbers(from.saturating_sub(1)..number(to).unwrap_or(usize::MAX))
            }
        },
    };
    (path, lines)
}

impl Lines {
    /// These lines of a text, without those that only name anchors; nothing where there is no such anchor.
    pub(super) fn of(&self, text: &str) -> Option<String> {
        let shown = text.lines().filter(|line| anchor(line).is_none());
        let kept: Vec<&str> = match self {
            Self::All => shown.collect(),
            Self::Numbers(range) => {
                let lines = text.lines().skip(range.start).take(range.len());
                lines.filter(|line| anchor(line).is_none()).collect()
            }
            Self::Anchor(name) => {
                let (mut inside, mut known) = (false, false);
                let mut kept = Vec::new();
                for line in text.lines() {
                    match anchor(line) {
                        Some((begins, found)) if found == name => {
                            inside = begins;
                            known |= begins;
                        }
                        Some(_) => {}
                        None if inside => kept.push(line),
                        None => {}
                    }
                }
                known.then_some(kept)?
            }
        };
        Some(kept.join("\n"))
    }
}

/// Whether a line begins or ends an anchor, and which.
fn anchor(line: &str) -> Option<(bool, &str)> {
    let at = line.find("ANCHOR")?;
    let rest = line.get(at + "ANCHOR".len()..)?;
    let (begins, rest) = match rest.strip_prefix("_END") {
        Some(rest) => (false, rest),
        None => (true, rest),
    };
    let name = rest.strip_prefix(':')?.trim_start();
    let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    let name = name.get(..end.unwrap_or(name.len()))?;
    (!name.is_empty()).then_some((begins, name))
}
