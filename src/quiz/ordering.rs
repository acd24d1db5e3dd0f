//! Ordering: bring the items into the right order.

use crate::table::{Fields, Placed};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::{Chance, Fingerprint},
    form::Form,
    mistake::feedback_texts,
};

/// A question about an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordering {
    /// The items in the right order.
    pub order: Vec<Placed<String>>,
    /// Why each item comes before the next, one fewer than items; none if the author gave none.
    pub feedback: Vec<Placed<String>>,
}

impl Ordering {
    pub(super) fn parse(fields: &Fields<'_, '_>, answer: &Fields<'_, '_>) -> Option<Self> {
        let order = answer.strings("order");
        let feedback = feedback_texts(fields, order.len().saturating_sub(1), "pair of neighbors");
        if order.len() < 2 {
            answer.needs("missing-key", "order", "`order` needs two items or more");
            return None;
        }
        Some(Self { order, feedback })
    }

    fn texts(&self) -> Vec<String> {
        self.order.iter().map(|item| item.value.clone()).collect()
    }

    pub(super) fn pose(&self, chance: &mut Chance) -> Form {
        let right = self.texts();
        let mut items = right.clone();
        chance.shuffle(&mut items);
        if items == right {
            items.rotate_left(1);
        }
        Form::Ordering { items }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Order(items) if items.len() < self.order.len() => Err(Unready::Incomplete),
            Answer::Order(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    /// An order is right when each item stands somewhere before the one that follows it, so looking
    /// at neighbours finds every mistake and each has its own reason.
    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let given: &[String] = if let Answer::Order(items) = answer { items } else { &[] };
        let place = |item: &str| given.iter().position(|found| found == item);
        let mut feedback = Vec::new();
        let mut hits = 0;
        for (at, pair) in self.order.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            let kept = match (place(&first.value), place(&second.value)) {
                (Some(first), Some(second)) => first < second,
                _ => false,
            };
            hits += usize::from(kept);
            let text = self.feedback.get(at).map_or("", |text| text.value.as_str());
            let mark = if kept { Mark::Right } else { Mark::Wrong };
            let about = format!("{} → {}", first.value, second.value);
            let pair = Some((first.value.clone(), second.value.clone()));
            feedback.push(Feedback { pair, ..Feedback::new(mark, about, text) });
        }
        let lines = self.order.iter().enumerate();
        let solution = lines.map(|(at, item)| format!("{}. {}\n", at + 1, item.value)).collect();
        Marked::of(hits, self.order.len() - 1, feedback, solution)
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        for texts in [&self.order, &self.feedback] {
            hash.texts(texts.iter().map(|text| text.value.as_str()));
        }
    }
}
