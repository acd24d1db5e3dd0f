//! What a lab shows of its own state beside its series: gauges, cells, states, tables, lanes. Says what
//! there is and not how it looks; words are keys of the interface's messages. Knows no terminal.

/// A word of the interface, with a number where it names one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Key below `lab.word`.
    pub key: &'static str,
    pub number: Option<u64>,
}

impl Word {
    /// One of several things of a word.
    pub const fn of(key: &'static str, number: u64) -> Self {
        Self { key, number: Some(number) }
    }
}

impl From<&'static str> for Word {
    fn from(key: &'static str) -> Self {
        Self { key, number: None }
    }
}

/// A text of a figure: a word of the interface, or what has no language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Word(Word),
    Plain(String),
}

impl From<Word> for Text {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<&'static str> for Text {
    fn from(key: &'static str) -> Self {
        Self::Word(key.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<u64> for Text {
    fn from(number: u64) -> Self {
        Self::Plain(number.to_string())
    }
}

/// How one cell stands; each has its own sign, so that no colour is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Only its text.
    Plain,
    /// Nothing there, not yet.
    Open,
    /// A slot in use.
    Used,
    /// Under way.
    Out,
    Done,
    Failed,
    /// Taken back.
    Undone,
    /// It happened twice.
    Twice,
    Starting,
    Ready,
    NotReady,
    Dead,
    /// Gone for a while.
    Down,
    /// Locks are held.
    Locked,
    /// Locks are held and nobody knows the outcome.
    Doubt,
}

/// One cell: a letter or none, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub sign: Sign,
}

impl Cell {
    /// A cell with a text before its sign.
    pub fn new(text: impl ToString, sign: Sign) -> Self {
        Self { text: text.to_string(), sign }
    }
}

impl From<Sign> for Cell {
    fn from(sign: Sign) -> Self {
        Self::new("", sign)
    }
}

/// A party over time: since when it stands how, with a letter or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub name: Word,
    pub since: Vec<(u64, Cell)>,
}

/// A part of a lab's drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// How full something is.
    Gauge {
        name: Word,
        value: u64,
        most: u64,
        /// Digits behind the point in both.
        digits: u32,
    },
    Cells {
        name: Word,
        cells: Vec<Cell>,
    },
    /// One of several states, with how far it is.
    States {
        names: &'static [&'static str],
        now: usize,
        of: Option<(u64, u64)>,
    },
    Table {
        head: Vec<Text>,
        rows: Vec<Vec<Text>>,
    },
    /// Parties over time from 0 to a time in µs.
    Lanes {
        until: u64,
        lanes: Vec<Lane>,
    },
    /// How many are in each bucket of a width in µs, with ticks in µs.
    Histogram {
        counts: Vec<u64>,
        width: u64,
        ticks: Vec<(&'static str, u64)>,
    },
}

/// A lab's drawing: what is always shown, and what only a large window has room for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub own: Vec<Figure>,
    pub more: Vec<Figure>,
}

/// Notes how a party stands from a time on, if that is news; what it was for no time is left out.
pub(super) fn stands(since: &mut Vec<(u64, Cell)>, now: u64, cell: Cell) {
    since.pop_if(|(at, _)| *at == now);
    if since.last().is_none_or(|(_, last)| *last != cell) {
        since.push((now, cell));
    }
}

/// How often how long: at most so many buckets of one width, which is 1, 2 or 5 times a power of ten.
pub fn histogram(lengths: &[u64], buckets: u64) -> (Vec<u64>, u64) {
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let sizes = (0..16).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)));
    let width = sizes.into_iter().find(|width| longest / width < buckets).unwrap_or(u64::MAX);
    let mut counts = vec![0; usize::try_from(longest / width + 1).unwrap_or(1)];
    for length in lengths {
        let bucket = usize::try_from(length / width).unwrap_or(0);
        if let Some(count) = counts.get_mut(bucket) {
            *count += 1;
        }
    }
    (counts, width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_that_stands_as_before_is_no_news() {
        let mut since = Vec::new();
        for (now, sign) in [(0, Sign::Open), (5, Sign::Open), (9, Sign::Out), (9, Sign::Done)] {
            stands(&mut since, now, sign.into());
        }
        assert_eq!(since, [(0, Sign::Open.into()), (9, Sign::Done.into())]);
    }

    #[test]
    fn a_histogram_has_round_buckets_and_loses_nothing() {
        let (counts, width) = histogram(&[0, 19, 20, 199, 200], 40);
        assert_eq!((counts.len(), width), (21, 10));
        assert_eq!((counts[0], counts[1], counts[2], counts[20]), (1, 1, 1, 1));
        assert_eq!(counts.iter().sum::<u64>(), 5);
        assert_eq!(histogram(&[], 40), (vec![0], 1));
    }
}
