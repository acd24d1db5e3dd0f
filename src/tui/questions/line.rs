//! A listing in which one points at a line.

use super::{Editor, Outcome};
use crate::{
    quiz::{Answer, Listing, Verdict},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        screen::Environment,
        widgets::rows::Row,
    },
};

pub(super) struct FaultLine {
    listing: Listing,
    selected: usize,
    /// What is being typed as a line number.
    number: usize,
}

impl FaultLine {
    pub(super) fn new(listing: Listing) -> Self {
        Self { listing, selected: 0, number: 0 }
    }
}

/// The rows of a listing with line numbers, one of them selected.
pub(super) fn listing_rows(
    listing: &Listing,
    width: u16,
    selected: Option<usize>,
    env: &Environment,
) -> Vec<Row> {
    let digits = listing.lines.len().to_string().len();
    let mut rows = Vec::new();
    for (at, line) in listing.lines.iter().enumerate() {
        let here = if selected == Some(at) { env.signs.here } else { " " };
        let lead = format!("{here}{:>digits$}  ", at + 1);
        let room = usize::from(width).saturating_sub(text::width(&lead) + 1).max(8);
        let safe = text::sanitize(line);
        let mut parts = vec![];
        let mut rest: &str = &safe;
        while !rest.is_empty() || parts.is_empty() {
            let part = text::fit(rest, room);
            parts.push(part.to_owned());
            rest = rest.get(part.len()..).unwrap_or_default();
        }
        for (number, part) in parts.into_iter().enumerate() {
            let lead = if number == 0 { lead.clone() } else { " ".repeat(text::width(&lead)) };
            let mut row = Row::spans(vec![(lead, Role::Muted), (part, Role::CodeBlock)]);
            row.code = true;
            rows.push(row.hit(at).select(selected == Some(at)));
        }
    }
    rows
}

impl Editor for FaultLine {
    fn update(&mut self, action: &Action) -> Outcome {
        let count = self.listing.lines.len();
        match action {
            Action::Move(motion @ (Motion::Up | Motion::Down | Motion::Top | Motion::Bottom)) => {
                self.number = 0;
                self.selected = motion.apply(self.selected, count, 1);
            }
            Action::Digit(digit) => {
                let longer = self.number * 10 + usize::from(*digit);
                self.number = if longer <= count { longer } else { usize::from(*digit) };
                if (1..=count).contains(&self.number) {
                    self.selected = self.number - 1;
                }
            }
            Action::Select => return Outcome::Submit,
            _ => return Outcome::Pass,
        }
        Outcome::Changed
    }

    fn pick(&mut self, thing: usize) -> Outcome {
        self.selected = thing;
        Outcome::Changed
    }

    fn answer(&self) -> Answer {
        Answer::Line(self.selected + 1)
    }

    fn fill(&mut self, answer: &Answer) {
        if let Answer::Line(line) = answer {
            self.selected = line.saturating_sub(1);
        }
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.line")
    }

    fn rows(&self, width: u16, _verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        listing_rows(&self.listing, width, Some(self.selected), env)
    }
}
