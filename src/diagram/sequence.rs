//! Sequence diagrams: who takes part, what happens in which order, and how it is drawn.

mod columns;
mod draw;
mod extent;
mod fit;
mod limits;

pub(crate) use draw::draw;

use super::model::Head;

/// Someone with a lifeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Participant {
    pub id: String,
    pub label: String,
    pub actor: bool,
    pub link: Option<String>,
}

/// Where a note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
    Over,
}

/// A message from one lifeline to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub from: usize,
    pub to: usize,
    pub label: String,
    pub head: Head,
    /// An arrow at the sender too.
    pub tail: Head,
    pub dotted: bool,
    /// An open head: the sender does not wait.
    pub open: bool,
    pub number: Option<usize>,
}

/// What happens, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Message(Message),
    Note {
        side: Side,
        from: usize,
        to: usize,
        text: String,
    },
    /// A frame starts: its keyword and label.
    Open {
        operator: String,
        label: String,
    },
    /// The next part of a frame.
    Part {
        operator: String,
        label: String,
    },
    Close,
    Activate(usize),
    Deactivate(usize),
    /// The next message is the first that reaches this participant.
    Create(usize),
    /// The next message is the last one.
    Destroy(usize),
}

/// A frame around the heads of some participants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Party {
    /// Its rows are separated by `\n`.
    pub title: String,
    pub first: usize,
    pub last: usize,
}

impl Party {
    /// The title as it is drawn.
    fn lines(&self) -> Vec<String> {
        self.title.lines().map(str::to_owned).collect()
    }
}

/// A whole sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub participants: Vec<Participant>,
    pub events: Vec<Event>,
    pub parties: Vec<Party>,
}

impl Sequence {
    /// The messages in order.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.events.iter().filter_map(|event| match event {
            Event::Message(message) => Some(message),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::diagram::{self, Options};

    fn drawn(source: &str, width: usize) -> String {
        let diagram = diagram::parse(source).expect("a diagram");
        diagram.draw(&Options { width: Some(width), ..Options::default() }).text()
    }

    #[test]
    fn a_lost_message_to_oneself_comes_back_and_is_lost() {
        let shown = drawn("sequenceDiagram\nA-xA: Time out\nA--xA: again\n", 80);
        assert!(shown.contains("│◄×─┘"), "{shown}");
        assert!(shown.contains("│◄×┄┘"), "{shown}");
    }

    #[test]
    fn titles_of_narrow_frames_take_the_room_that_there_is() {
        let source = "sequenceDiagram\n\
            alt a condition that is wider than the limit\n\
            A->>B: first\nB->>C: second\nC->>D: third\nD->>E: fourth\nE->>F: fifth\n\
            else other words that are as wide as these\n\
            F->>G: configuration.reloadEverything()\nend\nG->>H: last\n";
        let shown = drawn(source, 70);
        assert!(shown.contains("alt [a condition that is wider than the limit]"), "{shown}");
        assert!(shown.contains("[other words that are as wide as these]"), "{shown}");
    }
}
