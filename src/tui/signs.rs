//! The signs of the interface, each with its twin in ASCII.

/// The signs in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    pub done: &'static str,
    pub partly: &'static str,
    pub open: &'static str,
    pub wrong: &'static str,
    pub due: &'static str,
    pub here: &'static str,
    pub task: &'static str,
    pub quiz: &'static str,
    pub bullet: &'static str,
    pub arrow: &'static str,
    pub bar_full: &'static str,
    /// What is begun of a bar.
    pub bar_part: &'static str,
    pub bar_empty: &'static str,
    pub rating_full: &'static str,
    pub rating_empty: &'static str,
    pub vertical: &'static str,
    pub horizontal: &'static str,
    pub differs: &'static str,
    pub ellipsis: &'static str,
    pub checked: &'static str,
    pub unchecked: &'static str,
    pub picked: &'static str,
    pub unpicked: &'static str,
    pub dot: &'static str,
    pub up_down: &'static str,
    pub left_right: &'static str,
    pub all_ways: &'static str,
    pub left: &'static str,
    pub right: &'static str,
}

impl Signs {
    /// The signs for a terminal that shows Unicode.
    pub const UNICODE: Self = Self {
        done: "✔",
        partly: "◐",
        open: "·",
        wrong: "✘",
        due: "!",
        here: "▸",
        task: "◇",
        quiz: "?",
        bullet: "•",
        arrow: "→",
        bar_full: "━",
        bar_part: "─",
        bar_empty: "╌",
        rating_full: "▮",
        rating_empty: "▯",
        vertical: "▏",
        horizontal: "─",
        differs: "≠",
        ellipsis: "…",
        checked: "[✔]",
        unchecked: "[ ]",
        picked: "(•)",
        unpicked: "( )",
        dot: "·",
        up_down: "↑↓",
        left_right: "←→",
        all_ways: "←↑↓→",
        left: "←",
        right: "→",
    };

    /// The signs for any terminal.
    pub const ASCII: Self = Self {
        done: "[x]",
        partly: "[~]",
        open: "[ ]",
        wrong: "[!]",
        due: "!",
        here: ">",
        task: "<>",
        quiz: "?",
        bullet: "*",
        arrow: "->",
        bar_full: "=",
        bar_part: "~",
        bar_empty: "-",
        rating_full: "#",
        rating_empty: ".",
        vertical: "|",
        horizontal: "-",
        differs: "!=",
        ellipsis: "...",
        checked: "[x]",
        unchecked: "[ ]",
        picked: "(*)",
        unpicked: "( )",
        dot: "-",
        up_down: "Up/Down",
        left_right: "Left/Right",
        all_ways: "arrows",
        left: "Left",
        right: "Right",
    };

    /// A key of the keymap as it is shown: an arrow where there is one for it.
    pub fn key<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "Left" => self.left,
            "Right" => self.right,
            _ => name,
        }
    }

    /// The set for a terminal.
    pub fn of(ascii: bool) -> Self {
        if ascii { Self::ASCII } else { Self::UNICODE }
    }
}
