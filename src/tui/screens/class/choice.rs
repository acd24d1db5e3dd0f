//! What can be chosen on the screen of classes, and what is asked before some of it is done.

use crate::{
    class::{consent, standing::Standing},
    role::Role,
    tui::{screen::Environment, widgets::rows::Row},
};

/// What is done only after a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Leave,
    /// What waits goes by itself from now on.
    ByItself,
}

impl Deed {
    /// What is chosen to be asked it.
    pub(super) fn choice(self, at: usize) -> Choice {
        match self {
            Self::Leave => Choice::Leave(at),
            Self::ByItself => Choice::ByItself(at),
        }
    }
}

/// One row that can be chosen; the number is the class's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Push(usize),
    Copy(usize),
    Export(usize),
    /// Whether what waits goes by itself.
    ByItself(usize),
    Leave(usize),
    /// After the question, whatever it was.
    Stay,
    ByHand,
    Agreed(usize),
    Left(usize),
    /// After what was sent was taken back.
    Voided(usize),
    Join,
}

impl Choice {
    pub(super) fn word(self, others: bool) -> &'static str {
        match self {
            Self::Push(_) => "class.screen.push",
            Self::Copy(_) => "class.screen.copy",
            Self::Export(_) => "class.screen.export",
            Self::Leave(_) => "class.screen.leave",
            Self::ByItself(_) => "class.screen.by-itself",
            Self::Stay => "class.screen.stay",
            Self::ByHand => "class.screen.keep-by-hand",
            Self::Agreed(_) => "class.screen.agree-by-itself",
            Self::Left(_) => "class.screen.left-it",
            Self::Voided(_) => "class.screen.void-it",
            Self::Join if others => "class.screen.join-another",
            Self::Join => "class.screen.join",
        }
    }

    pub(super) fn class(self) -> Option<usize> {
        match self {
            Self::Push(at) | Self::Copy(at) | Self::Export(at) | Self::Leave(at) => Some(at),
            Self::ByItself(at) | Self::Agreed(at) | Self::Left(at) | Self::Voided(at) => Some(at),
            Self::Stay | Self::ByHand | Self::Join => None,
        }
    }
}

/// What is asked before something is done.
pub(super) fn question(
    standing: &Standing,
    deed: Deed,
    width: usize,
    env: &Environment,
) -> Vec<Row> {
    let class = &standing.mine.class;
    match deed {
        Deed::Leave => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("title", &class.title), ("contact", &class.contact)];
            let asked = env.words.format("class.screen.ask-leave", &values);
            Row::wrapped(&asked, Role::Warn, 2, width)
        }
        Deed::ByItself => {
            let terms = consent::terms(&standing.mine, &env.words);
            let terms = terms.iter().filter(|line| !line.is_empty());
            let asked = env.say("class.screen.ask-by-itself");
            let rows = terms.flat_map(|line| Row::wrapped(line, Role::Text, 2, width));
            rows.chain(Row::wrapped(asked, Role::Warn, 2, width)).collect()
        }
    }
}
