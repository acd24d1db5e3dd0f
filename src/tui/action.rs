//! What a learner means by a key or the mouse. Knows no screen: what only one of them does is a name.

use ratatui::layout::Position;

/// One thing a learner wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Move(Motion),
    /// Enter: go in, answer, follow.
    Select,
    /// Space: pick up, toggle.
    Toggle,
    /// Esc: come out.
    Back,
    Quit,
    Help,
    Palette,
    Search,
    NextPanel,
    PreviousPanel,
    /// `]` and `[`: the next and the previous of its kind.
    Next,
    Previous,
    /// A digit, to pick by number.
    Digit(u8),
    /// A change to the text that has the focus.
    Text(Edit),
    /// The left button, in cells of the whole window.
    Click(Position),
    /// The mouse moves while the left button is down.
    Drag(Position),
    /// The left button is let go.
    Release(Position),
    /// The wheel; lines > 0 read on.
    Wheel {
        at: Position,
        lines: i16,
    },
    /// What only one screen does, by its name in the screen's table of the keymap.
    Own(&'static str),
}

/// A movement through a list or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    Top,
    Bottom,
}

/// A change to a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Insert(String),
    Backspace,
    Delete,
    DeleteWord,
    Clear,
    Left,
    Right,
    Home,
    End,
}

impl Motion {
    /// Whether it moves by pages and not from one thing to the next.
    pub fn is_page(self) -> bool {
        matches!(self, Self::PageUp | Self::PageDown | Self::HalfUp | Self::HalfDown)
    }
}

impl Action {
    /// Whether it came from the mouse.
    pub fn is_by_mouse(&self) -> bool {
        matches!(self, Self::Click(_) | Self::Drag(_) | Self::Release(_) | Self::Wheel { .. })
    }

    /// The screen's own action of a name, if it is among `names`.
    pub fn own(name: &str, names: &[&'static str]) -> Option<Self> {
        names.iter().find(|known| **known == name).map(|known| Self::Own(known))
    }

    /// The action of a name in `keys.toml` that every screen shares.
    pub fn shared(name: &str) -> Option<Self> {
        Some(match name {
            "up" => Self::Move(Motion::Up),
            "down" => Self::Move(Motion::Down),
            "left" => Self::Move(Motion::Left),
            "right" => Self::Move(Motion::Right),
            "page-up" => Self::Move(Motion::PageUp),
            "page-down" => Self::Move(Motion::PageDown),
            "half-up" => Self::Move(Motion::HalfUp),
            "half-down" => Self::Move(Motion::HalfDown),
            "top" => Self::Move(Motion::Top),
            "bottom" => Self::Move(Motion::Bottom),
            "select" => Self::Select,
            "toggle" => Self::Toggle,
            "back" => Self::Back,
            "quit" => Self::Quit,
            "help" => Self::Help,
            "palette" => Self::Palette,
            "search" => Self::Search,
            "next-panel" => Self::NextPanel,
            "previous-panel" => Self::PreviousPanel,
            "next" => Self::Next,
            "previous" => Self::Previous,
            _ => return None,
        })
    }
}

impl Motion {
    /// The place in a list of `count` after the movement, on a page of `page` items.
    pub fn apply(self, at: usize, count: usize, page: usize) -> usize {
        let last = count.saturating_sub(1);
        let page = page.max(1);
        match self {
            Self::Up | Self::Left => at.saturating_sub(1),
            Self::Down | Self::Right => (at + 1).min(last),
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => (at + page).min(last),
            Self::HalfUp => at.saturating_sub(page / 2),
            Self::HalfDown => (at + page / 2).min(last),
            Self::Top => 0,
            Self::Bottom => last,
        }
    }
}
