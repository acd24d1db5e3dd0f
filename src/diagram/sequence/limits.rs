//! How wide the texts of a sequence may be, from the roomiest to the tightest.

/// How wide texts may be before they wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    pub name: usize,
    pub message: usize,
    pub note: usize,
    /// Blanks between two heads.
    pub gap: usize,
    /// Cells of a frame's title.
    pub title: usize,
    /// Messages wider than the limits are broken.
    pub cut: bool,
    /// Blanks between a message and the lifelines beside it, both sides together.
    pub margin: usize,
    /// The text of a message to oneself stands above its loop and not behind it.
    pub above: bool,
    /// Frames reach around the heads of their participants.
    pub roomy: bool,
}

const fn limits(name: usize, message: usize, note: usize, gap: usize) -> Limits {
    let (title, cut, margin) = (200, false, 2);
    Limits { name, message, note, gap, title, cut, margin, above: false, roomy: false }
}

const fn cut(name: usize, message: usize, note: usize, gap: usize, title: usize) -> Limits {
    Limits { cut: true, title, ..limits(name, message, note, gap) }
}

const fn snug(limits: Limits, margin: usize) -> Limits {
    Limits { margin, above: true, ..limits }
}

/// The roomiest limits.
pub(super) const NATURAL: Limits = Limits { roomy: true, ..limits(24, 44, 36, 3) };

/// Limits that are tried, from the roomiest to the tightest.
pub(super) const LADDER: [Limits; 20] = [
    limits(24, 44, 36, 2),
    limits(20, 44, 30, 2),
    limits(18, 36, 28, 2),
    limits(16, 30, 26, 2),
    limits(14, 26, 24, 1),
    limits(14, 22, 22, 1),
    limits(12, 16, 18, 1),
    limits(10, 12, 16, 1),
    cut(14, 16, 18, 1, 60),
    cut(12, 14, 16, 1, 44),
    cut(10, 12, 16, 1, 40),
    cut(10, 10, 14, 1, 32),
    snug(cut(8, 10, 12, 1, 28), 2),
    snug(cut(8, WORD, 12, 0, 24), 2),
    snug(cut(7, WORD, 12, 0, 24), 1),
    snug(cut(5, WORD, 10, 0, 20), 1),
    snug(cut(5, WORD, 10, 0, 20), 0),
    snug(cut(5, 6, 8, 0, 18), 0),
    snug(cut(5, 5, 8, 0, 16), 0),
    snug(cut(4, 4, 6, 0, 12), 0),
];

/// Cells of a word that is not broken before the blanks beside it are given up.
pub(super) const WORD: usize = 8;
