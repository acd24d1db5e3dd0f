//! The arrows of messages.

use crate::diagram::model::Head;

/// An arrow: text, dotted, tail, head, open.
pub(super) type Arrow = (&'static str, bool, Head, Head, bool);

/// Longest first.
const ARROWS: [Arrow; 26] = [
    ("<<-->>", true, Head::Arrow, Head::Arrow, false),
    ("<<->>", false, Head::Arrow, Head::Arrow, false),
    ("-->>", true, Head::None, Head::Arrow, false),
    ("->>", false, Head::None, Head::Arrow, false),
    ("-->", true, Head::None, Head::None, false),
    ("->", false, Head::None, Head::None, false),
    ("--)", true, Head::None, Head::Arrow, true),
    ("-)", false, Head::None, Head::Arrow, true),
    ("--x", true, Head::None, Head::Cross, false),
    ("-x", false, Head::None, Head::Cross, false),
    // Half heads are drawn whole.
    ("--|\\", true, Head::None, Head::Arrow, false),
    ("--|/", true, Head::None, Head::Arrow, false),
    ("--\\\\", true, Head::None, Head::Arrow, true),
    ("--//", true, Head::None, Head::Arrow, true),
    ("-|\\", false, Head::None, Head::Arrow, false),
    ("-|/", false, Head::None, Head::Arrow, false),
    ("-\\\\", false, Head::None, Head::Arrow, true),
    ("-//", false, Head::None, Head::Arrow, true),
    ("/|--", true, Head::Arrow, Head::None, false),
    ("\\|--", true, Head::Arrow, Head::None, false),
    ("//--", true, Head::Arrow, Head::None, true),
    ("\\\\--", true, Head::Arrow, Head::None, true),
    ("/|-", false, Head::Arrow, Head::None, false),
    ("\\|-", false, Head::Arrow, Head::None, false),
    ("//-", false, Head::Arrow, Head::None, true),
    ("\\\\-", false, Head::Arrow, Head::None, true),
];

/// The first arrow of a line before its text. Names may hold dashes, and `-x` may be one of them.
pub(super) fn find_arrow(line: &str) -> Option<(usize, Arrow)> {
    let head = line.split(':').next().unwrap_or(line);
    let find = |crosses: bool| {
        head.char_indices().filter(|(_, c)| "-</\\".contains(*c)).find_map(|(at, _)| {
            let arrow = ARROWS.iter().find(|arrow| head[at..].starts_with(arrow.0))?;
            ((arrow.3 == Head::Cross) == crosses).then_some((at, *arrow))
        })
    };
    find(false).or_else(|| find(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_are_found_behind_names_with_dashes() {
        let found = |line| find_arrow(line).map(|(at, arrow)| (at, arrow.0));
        assert_eq!(found("api-x-y->>db: a-x b"), Some((7, "->>")));
        assert_eq!(found("A-xB: lost"), Some((1, "-x")));
        assert_eq!(found("A<<-->>B"), Some((1, "<<-->>")));
        assert_eq!(found("A--)B: later"), Some((1, "--)")));
        assert_eq!(found("Note over A: x->>y"), None);
    }
}
