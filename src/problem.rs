//! What went wrong for a learner: shown in the footer or on stderr, never a lost screen.

use std::fmt;

/// Who has to act on a problem, and so the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer or the content is not good: exit 1.
    Content,
    /// The program was called in a way it does not know: exit 2.
    Usage,
    /// The terminal, a folder or a file refuses: exit 3.
    Environment,
    /// Our own mistake: exit 70.
    Bug,
}

impl Fault {
    /// The exit code that scripts rely on.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Content => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Bug => 70,
        }
    }
}

/// One problem: what happened, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub fault: Fault,
    /// What could not be done, a sentence without a full stop.
    pub what: String,
    /// Why; empty if there is nothing more to say.
    pub why: String,
    /// What the learner can do about it; empty if nothing.
    pub hint: String,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(fault: Fault, what: impl Into<String>) -> Self {
        Self { fault, what: what.into(), why: String::new(), hint: String::new() }
    }

    /// A refusal of the machine around us.
    pub fn environment(what: impl Into<String>) -> Self {
        Self::new(Fault::Environment, what)
    }

    /// Something that the course or an answer has wrong.
    pub fn content(what: impl Into<String>) -> Self {
        Self::new(Fault::Content, what)
    }

    /// A call that the program does not understand.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Fault::Usage, what)
    }

    /// Says why.
    #[must_use]
    pub fn why(mut self, why: impl fmt::Display) -> Self {
        self.why = why.to_string();
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.why.is_empty() {
            write!(f, ": {}", self.why)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
