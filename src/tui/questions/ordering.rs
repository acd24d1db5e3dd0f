//! Items that are brought into order: picked up, carried, put down.

use super::{Editor, Outcome};
use crate::{
    quiz::{Answer, Verdict},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        screen::Environment,
        widgets::rows::Row,
    },
};

pub(super) struct Ordering {
    items: Vec<String>,
    selected: usize,
    carrying: bool,
}

impl Ordering {
    pub(super) fn new(items: &[String]) -> Self {
        Self { items: items.to_vec(), selected: 0, carrying: false }
    }

    fn go(&mut self, to: usize) {
        if self.carrying && self.selected < self.items.len() && to < self.items.len() {
            let item = self.items.remove(self.selected);
            self.items.insert(to, item);
        }
        self.selected = to;
    }
}

impl Editor for Ordering {
    fn update(&mut self, action: &Action) -> Outcome {
        match action {
            Action::Move(motion @ (Motion::Up | Motion::Down | Motion::Top | Motion::Bottom)) => {
                self.go(motion.apply(self.selected, self.items.len(), 1));
            }
            Action::Digit(digit) => match usize::from(*digit).checked_sub(1) {
                Some(at) => return self.pick(at),
                None => return Outcome::Pass,
            },
            Action::Toggle => self.carrying = !self.carrying,
            Action::Select if self.carrying => self.carrying = false,
            Action::Select => return Outcome::Submit,
            _ => return Outcome::Pass,
        }
        Outcome::Changed
    }

    /// Picks up what is there, or puts down there what is carried.
    fn pick(&mut self, thing: usize) -> Outcome {
        if thing >= self.items.len() {
            return Outcome::Pass;
        }
        self.go(thing);
        self.carrying = !self.carrying;
        Outcome::Changed
    }

    fn answer(&self) -> Answer {
        Answer::Order(self.items.clone())
    }

    fn fill(&mut self, answer: &Answer) {
        if let Answer::Order(items) = answer {
            self.items.clone_from(items);
        }
    }

    fn rows(&self, width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let selected = verdict.is_none() && at == self.selected;
            let sign = match (selected, self.carrying) {
                (true, true) => env.signs.task,
                (true, false) => env.signs.here,
                _ => " ",
            };
            let lead = format!("{} {}  ", text::pad(sign, 2), at + 1);
            let lead_width = text::width(&lead);
            let role = if selected && self.carrying { Role::Accent } else { Role::Text };
            let lines = Row::markdown(item, width.saturating_sub(lead_width as u16 + 1), env);
            for (number, mut row) in lines.into_iter().enumerate() {
                let lead = if number == 0 { lead.clone() } else { " ".repeat(lead_width) };
                row.spans.insert(0, (lead, role));
                rows.push(row.hit(at).select(selected));
            }
        }
        rows
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.pick-up")
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["toggle", "move", "select/answer"]
    }
}
