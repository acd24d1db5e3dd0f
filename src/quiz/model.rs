//! The right answer to a question, as a learner would give it: what the checker proves questions with.

use super::{answer::Answer, posed::Posed, question::Kind, tracing::Outcome};

impl Posed {
    /// A right answer.
    pub fn model_answer(&self) -> Answer {
        match &self.question.kind {
            Kind::MultipleChoice(kind) => {
                let mut right: Vec<String> =
                    kind.right.iter().map(|option| option.value.clone()).collect();
                right.dedup();
                Answer::Choice(right)
            }
            Kind::ShortAnswer(kind) => Answer::Text(kind.answer.value.clone()),
            Kind::Tracing(kind) => match &kind.outcome.value {
                Outcome::Prints(text) => Answer::Prints(text.clone()),
                Outcome::Fails(line) => Answer::FailsAt(line.unwrap_or(1)),
            },
            Kind::Ordering(kind) => {
                Answer::Order(kind.order.iter().map(|item| item.value.clone()).collect())
            }
            Kind::Matching(kind) => {
                let pairs = kind.pairs.iter();
                Answer::Pairs(pairs.map(|(a, b)| (a.value.clone(), b.value.clone())).collect())
            }
            Kind::Classify(kind) => {
                let items = kind.items.iter();
                let class = |item: &super::Item| (item.item.value.clone(), item.class.clone());
                Answer::Classes(items.map(class).collect())
            }
            Kind::Numeric(kind) => Answer::Number(kind.shown_answer(self.drawn())),
            Kind::FaultLine(kind) => Answer::Line(kind.lines.first().map_or(0, |at| at.value)),
        }
    }
}
