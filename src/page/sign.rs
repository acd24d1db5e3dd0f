//! The signs a page is drawn with, and their ASCII twins.

use super::Charset;

/// The signs of one charset.
#[derive(Debug)]
pub(super) struct Signs {
    pub(super) bullets: [&'static str; 3],
    pub(super) done: &'static str,
    pub(super) open: &'static str,
    pub(super) bar: &'static str,
    pub(super) rule: &'static str,
    pub(super) heavy: &'static str,
    pub(super) column: &'static str,
    pub(super) cross: &'static str,
    /// The upper corner, the side and the lower corner of a frame that is open to the right.
    pub(super) frame: [&'static str; 3],
    /// Before the summary of a part that is folded, and of one that is open.
    pub(super) fold: [&'static str; 2],
    pub(super) image: &'static str,
    pub(super) back: &'static str,
    pub(super) right: &'static str,
    pub(super) wrong: &'static str,
    pub(super) unseen: &'static str,
}

const UNICODE: Signs = Signs {
    bullets: ["•", "◦", "▪"],
    done: "☑",
    open: "☐",
    bar: "┃",
    rule: "─",
    heavy: "━",
    column: "│",
    cross: "┼",
    frame: ["┌", "│", "└"],
    fold: ["▸", "▾"],
    image: "▣",
    back: "↩",
    right: "✔",
    wrong: "✘",
    unseen: "·",
};

const ASCII: Signs = Signs {
    bullets: ["*", "-", "+"],
    done: "[x]",
    open: "[ ]",
    bar: "|",
    rule: "-",
    heavy: "=",
    column: "|",
    cross: "+",
    frame: ["+", "|", "+"],
    fold: [">", "v"],
    image: "[image]",
    back: "^",
    right: "[x]",
    wrong: "[!]",
    unseen: "[ ]",
};

pub(super) fn signs(charset: Charset) -> &'static Signs {
    match charset {
        Charset::Unicode => &UNICODE,
        Charset::Ascii => &ASCII,
    }
}

/// The ASCII twin of a character an author typed, of the same width where `same`; letters of other
/// scripts stay as they are.
pub(super) fn twin(c: char, same: bool) -> Option<&'static str> {
    let one = match c {
        '─' | '━' | '╌' | '┄' | '╴' | '╶' | '–' | '‐' | '‑' | '−' => "-",
        '═' => "=",
        '│' | '┃' | '║' | '┆' | '╎' | '╵' | '╷' | '▏' => "|",
        '┌'..='╋' | '╒'..='╬' | '╭'..='╰' => "+",
        '►' | '▶' | '▸' | '▷' | '›' | '»' => ">",
        '◄' | '◀' | '◂' | '◁' | '‹' | '«' => "<",
        '▲' | '△' | '↑' | '▴' => "^",
        '▼' | '▽' | '↓' | '▾' => "v",
        '•' | '●' | '○' | '◦' | '▪' | '■' | '◆' | '◇' => "*",
        '“' | '”' | '„' => "\"",
        '‘' | '’' | '‚' | '′' => "'",
        '·' => ".",
        '×' => "x",
        '✔' | '✓' | '☑' => "x",
        '✘' | '✗' => "!",
        '█' | '▓' | '▒' | '▮' => "#",
        '░' | '▯' => ".",
        '\u{a0}' => " ",
        '\u{fe0f}' => "",
        '→' | '⇒' | '⇢' if same => ">",
        '←' | '⇐' if same => "<",
        '—' if same => "-",
        '…' if same => ".",
        '≤' if same => "<",
        '≥' if same => ">",
        '→' => "->",
        '⇒' => "=>",
        '⇢' => "..>",
        '←' | '⇐' => "<-",
        '↔' => "<->",
        '—' => "--",
        '…' => "...",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '≈' => "~",
        _ => return None,
    };
    Some(one)
}

/// The ASCII twin of a sign that fills one cell, if it has one of that width.
pub fn cell_in_ascii(sign: &str) -> Option<&'static str> {
    let mut chars = sign.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    twin(c, true).filter(|twin| !c.is_ascii() && twin.len() == 1)
}

/// A text with every sign replaced by its twin.
pub(super) fn ascii(text: &str, same: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match twin(c, same).filter(|_| !c.is_ascii()) {
            Some(twin) => out.push_str(twin),
            None => out.push(c),
        }
    }
    out
}
