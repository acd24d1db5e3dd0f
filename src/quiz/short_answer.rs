//! Short answer: type a word or a line; case, blanks and quotes do not matter.

use crate::table::{Fields, Placed};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready, fold},
    chance::Fingerprint,
    form::{Form, Response},
    mistake::Mistake,
};

/// A question whose answer is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct ShortAnswer {
    pub answer: Placed<String>,
    /// Other texts that are as right.
    pub alternatives: Vec<Placed<String>>,
    /// Wrong texts that many give, with what to say to them.
    pub mistakes: Vec<Mistake<String>>,
    pub response: Response,
}

impl ShortAnswer {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let words =
            [("short", Response::Short), ("long", Response::Long), ("code", Response::Code)];
        let response = prompt.one_of("response", &words).map_or(Response::Short, |r| r.value);
        let alternatives = answer.strings("alternatives");
        let mistakes = Mistake::read(fields, |entry| entry.required_string("answer"));
        let answer = answer.required_string("answer")?;
        Some(Self { answer, alternatives, mistakes, response })
    }

    /// Whether a typed text is right.
    pub fn accepts(&self, typed: &str) -> bool {
        let typed = fold(typed);
        std::iter::once(&self.answer)
            .chain(&self.alternatives)
            .any(|right| fold(&right.value) == typed)
    }

    pub(super) fn pose(&self) -> Form {
        Form::Text { response: self.response }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Text(typed) if fold(typed).is_empty() => Err(Unready::Empty),
            Answer::Text(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let typed = if let Answer::Text(typed) = answer { typed.as_str() } else { "" };
        let right = self.accepts(typed);
        let feedback = if right {
            Feedback::new(Mark::Right, typed, "")
        } else {
            let known = |mistake: &&Mistake<String>| fold(&mistake.given.value) == fold(typed);
            let mistake = self.mistakes.iter().find(known);
            let text = mistake.map_or("", |found| found.feedback.value.as_str());
            let tag = mistake.and_then(|found| found.tag.as_ref());
            Feedback::new(Mark::Wrong, typed, text).tagged(tag)
        };
        Marked::whole(right, vec![feedback], self.answer.value.clone())
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.text(&self.answer.value);
        hash.texts(self.alternatives.iter().map(|text| text.value.as_str()));
        Mistake::fingerprint(&self.mistakes, hash, Clone::clone);
    }
}
