//! Items that each get one of several partners: matching and classifying.

use super::{Editor, Outcome};
use crate::{
    quiz::{Answer, Mark, Verdict},
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        screen::Environment,
        widgets::rows::Row,
    },
};

/// Cells before an item: a sign and its gap.
const LEAD: usize = 4;
/// Below this number a hit is an item, from it on a partner.
const PARTNERS: usize = 1000;

pub(super) struct Assign {
    items: Vec<String>,
    partners: Vec<String>,
    /// For each item the number of its partner.
    given: Vec<Option<usize>>,
    selected: usize,
    classes: bool,
}

impl Assign {
    pub(super) fn pairs(left: &[String], right: &[String]) -> Self {
        Self::new(left, right, false)
    }

    pub(super) fn classes(items: &[String], classes: &[String]) -> Self {
        Self::new(items, classes, true)
    }

    fn new(items: &[String], partners: &[String], classes: bool) -> Self {
        Self {
            items: items.to_vec(),
            partners: partners.to_vec(),
            given: vec![None; items.len()],
            selected: 0,
            classes,
        }
    }

    fn give(&mut self, partner: usize) {
        if let Some(given) = self.given.get_mut(self.selected) {
            *given = Some(partner);
        }
        // On to the next item that has none yet.
        let open = (self.selected + 1..self.items.len())
            .chain(0..self.selected)
            .find(|at| self.given.get(*at) == Some(&None));
        self.selected = open.unwrap_or(self.selected);
    }

    /// The column of the arrows, if every item fits on one row together with any partner.
    fn fits_beside(&self, width: u16) -> Option<usize> {
        let widest = |texts: &[String]| texts.iter().map(|text| text::width(text)).max();
        let column = widest(&self.items)? + 2;
        let used = LEAD + column + 4 + widest(&self.partners)?;
        (used <= usize::from(width)).then_some(column)
    }

    fn turn(&mut self, by: isize) {
        let count = self.partners.len();
        if count == 0 {
            return;
        }
        if let Some(given) = self.given.get_mut(self.selected) {
            *given = Some(match *given {
                Some(at) => (at + count).saturating_add_signed(by) % count,
                None if by > 0 => 0,
                None => count - 1,
            });
        }
    }
}

impl Editor for Assign {
    fn update(&mut self, action: &Action) -> Outcome {
        match action {
            Action::Move(Motion::Left) => self.turn(-1),
            Action::Move(Motion::Right) | Action::Toggle => self.turn(1),
            Action::Move(motion @ (Motion::Up | Motion::Down | Motion::Top | Motion::Bottom)) => {
                self.selected = motion.apply(self.selected, self.items.len(), 1);
            }
            Action::Digit(digit) => match usize::from(*digit).checked_sub(1) {
                Some(at) if at < self.partners.len() => self.give(at),
                _ => return Outcome::Pass,
            },
            Action::Select => return Outcome::Submit,
            _ => return Outcome::Pass,
        }
        Outcome::Changed
    }

    fn pick(&mut self, thing: usize) -> Outcome {
        match thing.checked_sub(PARTNERS) {
            Some(partner) => self.give(partner),
            None => self.selected = thing,
        }
        Outcome::Changed
    }

    fn answer(&self) -> Answer {
        let given = self.items.iter().zip(&self.given).filter_map(|(item, partner)| {
            Some((item.clone(), self.partners.get((*partner)?)?.clone()))
        });
        if self.classes { Answer::Classes(given.collect()) } else { Answer::Pairs(given.collect()) }
    }

    fn fill(&mut self, answer: &Answer) {
        if let Answer::Pairs(pairs) | Answer::Classes(pairs) = answer {
            for (item, given) in self.items.iter().zip(&mut self.given) {
                let partner = pairs.iter().find(|(left, _)| left == item).map(|(_, right)| right);
                *given =
                    partner.and_then(|partner| self.partners.iter().position(|at| at == partner));
            }
        }
    }

    fn rows(&self, width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        let beside = self.fits_beside(width);
        for (at, item) in self.items.iter().enumerate() {
            let selected = verdict.is_none() && at == self.selected;
            let partner =
                self.given.get(at).copied().flatten().and_then(|at| self.partners.get(at));
            let start = format!("{item} → ");
            let about = |verdict: &Verdict| {
                verdict
                    .feedback
                    .iter()
                    .find(|found| found.about.starts_with(&start))
                    .map(|f| f.mark)
            };
            let mark = verdict.and_then(about);
            let (sign, role) = match mark {
                Some(Mark::Right) => (env.signs.done, Role::Good),
                Some(_) => (env.signs.wrong, Role::Bad),
                None if selected => (env.signs.here, Role::Accent),
                None => (" ", Role::Text),
            };
            let lead = format!("{} ", text::pad(sign, 3));
            let indent = text::width(&lead);
            let given = partner.map_or(env.signs.ellipsis, String::as_str);
            let given_role = if partner.is_some() { Role::Accent } else { Role::Faint };
            let lines = Row::markdown(item, width.saturating_sub(indent as u16 + 1), env);
            for (number, mut row) in lines.into_iter().enumerate() {
                let lead = if number == 0 { lead.clone() } else { " ".repeat(indent) };
                row.spans.insert(0, (lead, role));
                if let Some(column) = beside.filter(|_| number == 0) {
                    let used: usize = row.spans.iter().map(|(text, _)| text::width(text)).sum();
                    let gap = " ".repeat((indent + column).saturating_sub(used));
                    row.spans.push((format!("{gap}{} {given}", env.signs.arrow), given_role));
                }
                rows.push(row.hit(at).select(selected));
            }
            if beside.is_some() {
                continue;
            }
            let room = usize::from(width).saturating_sub(indent + 6).max(8);
            for (number, line) in text::wrap(given, room).into_iter().enumerate() {
                let lead = if number == 0 { env.signs.arrow } else { " " };
                let line = format!("{} {line}", text::pad(lead, 2));
                rows.push(Row::text(line, given_role).indent(indent as u16 + 1).hit(at));
            }
        }
        rows
    }

    fn choices(&self, width: u16) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, partner) in self.partners.iter().enumerate() {
            let used = self.given.contains(&Some(at));
            let role = if used && !self.classes { Role::Muted } else { Role::Text };
            for (number, line) in
                text::wrap(partner, usize::from(width).saturating_sub(6).max(8)).iter().enumerate()
            {
                let lead = if number == 0 { format!("{}  ", at + 1) } else { "   ".into() };
                let spans = vec![(lead, Role::Accent), (line.clone(), role)];
                rows.push(Row::spans(spans).indent(2).hit(PARTNERS + at));
            }
        }
        rows
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.partner")
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["pan", "select/answer"]
    }
}
