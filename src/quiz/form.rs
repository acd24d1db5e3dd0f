//! What a question asks a learner to do, as data for any front end. Knows no kind of question.

/// What the learner is to do, as plain data for any front end.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Pick one option, or `several`.
    Choice { options: Vec<String>, several: bool },
    /// Type a text.
    Text { response: Response },
    /// Say what the program prints, or at which line it does not compile.
    Tracing { program: Listing },
    /// Bring the items into order.
    Ordering { items: Vec<String> },
    /// Give each left side a right side; there may be more right sides than left ones.
    Matching { left: Vec<String>, right: Vec<String> },
    /// Give each item a class.
    Classify { items: Vec<String>, classes: Vec<String> },
    /// Type a number; the unit may be left out.
    Number { unit: Option<String> },
    /// Point at a line, counted from 1.
    FaultLine { listing: Listing },
}

/// How much room a typed answer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Response {
    #[default]
    Short,
    Long,
    Code,
}

/// Numbered lines of a program or another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// For highlighting; may be empty.
    pub language: String,
    pub lines: Vec<String>,
}

impl Listing {
    pub(super) fn new(language: &str, text: &str) -> Self {
        Self { language: language.to_owned(), lines: text.lines().map(str::to_owned).collect() }
    }
}
