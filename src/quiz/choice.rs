//! Multiple choice: pick the right option, or all right ones where there may be several.

use crate::table::{Fields, Placed};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::{Chance, Fingerprint},
    form::Form,
    mistake::{feedback_texts, tags},
};

/// One option with what to say to those who pick it.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The right options.
    pub right: Vec<Placed<String>>,
    /// The wrong options.
    pub wrong: Vec<Placed<String>>,
    /// Why each wrong option is wrong, in the order of `wrong`; none if the author gave none.
    pub feedback: Vec<Placed<String>>,
    /// The misconception that each wrong option shows, in the order of `wrong`; empty where it shows none.
    pub tags: Vec<Placed<String>>,
    /// Whether the learner may pick several; known from the file, so that it gives nothing away.
    pub several: bool,
    /// How the options are ordered on the screen.
    pub order: OptionOrder,
}

/// How options are ordered on the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionOrder {
    Shuffled,
    /// Wrong ones as in the file, the right ones put in at this place.
    AnswerAt(Placed<usize>),
    /// By their texts.
    Sorted,
}

impl Choice {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let wrong = prompt.strings("distractors");
        let right = answer.string_or_strings("answer");
        let several = answer.value("answer").is_some_and(|value| value.is_array());
        let index = prompt.integer("answerIndex");
        let sorted = prompt.boolean("sortAnswers").is_some_and(|found| found.value);
        let feedback = feedback_texts(fields, wrong.len(), "distractor");
        let tags = tags(fields, wrong.len());
        // Where there are several right options, all of them may be.
        if wrong.is_empty() && !prompt.has("distractors") {
            prompt.lacks("distractors");
            return None;
        }
        if right.is_empty() {
            answer.lacks("answer");
            return None;
        }
        let order = match index {
            Some(at) if (0..=wrong.len() as i64).contains(&at.value) => {
                OptionOrder::AnswerAt(at.map(|at| usize::try_from(at).unwrap_or(0)))
            }
            Some(at) => {
                let message = format!("`answerIndex` is 0 to {}", wrong.len());
                prompt.report("out-of-range", at.span, message);
                OptionOrder::Shuffled
            }
            None if sorted => OptionOrder::Sorted,
            None => OptionOrder::Shuffled,
        };
        Some(Self { right, wrong, feedback, tags, several, order })
    }

    /// Every option, the right ones first.
    pub fn options(&self) -> impl Iterator<Item = &Placed<String>> {
        self.right.iter().chain(&self.wrong)
    }

    /// Whether an option is one of the right ones.
    pub fn is_right(&self, option: &str) -> bool {
        self.right.iter().any(|right| right.value == option)
    }

    pub(super) fn pose(&self, chance: &mut Chance) -> Form {
        let texts = |options: &[Placed<String>]| -> Vec<String> {
            options.iter().map(|option| option.value.clone()).collect()
        };
        let mut options = texts(&self.wrong);
        match &self.order {
            OptionOrder::AnswerAt(at) => {
                let at = at.value.min(options.len());
                options.splice(at..at, texts(&self.right));
            }
            OptionOrder::Sorted => {
                options.extend(texts(&self.right));
                options.sort();
            }
            OptionOrder::Shuffled => {
                options.extend(texts(&self.right));
                chance.shuffle(&mut options);
            }
        }
        Form::Choice { options, several: self.several }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Choice(picked) if picked.is_empty() => Err(Unready::Empty),
            Answer::Choice(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let picked: &[String] = if let Answer::Choice(picked) = answer { picked } else { &[] };
        let mut feedback: Vec<Feedback> = picked.iter().map(|option| self.about(option)).collect();
        let hits = self.right.iter().filter(|right| picked.contains(&right.value)).count();
        let slips = picked.iter().filter(|option| !self.is_right(option)).count();
        if self.several {
            let missed = self.right.iter().filter(|right| !picked.contains(&right.value));
            feedback.extend(missed.map(|right| Feedback::new(Mark::Missed, &right.value, "")));
        }
        let solution = match self.right.as_slice() {
            [only] => only.value.clone(),
            many => many.iter().map(|right| format!("- {}\n", right.value)).collect(),
        };
        Marked::of(hits.saturating_sub(slips), self.right.len(), feedback, solution)
    }

    fn about(&self, option: &str) -> Feedback {
        if self.is_right(option) {
            return Feedback::new(Mark::Right, option, "");
        }
        let place = self.wrong.iter().position(|wrong| wrong.value == option);
        let text = place.and_then(|at| self.feedback.get(at)).map_or("", |text| &text.value);
        let tag = place.and_then(|at| self.tags.get(at)).filter(|tag| !tag.value.is_empty());
        Feedback::new(Mark::Wrong, option, text).tagged(tag)
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        for texts in [&self.right, &self.wrong, &self.feedback] {
            hash.texts(texts.iter().map(|text| text.value.as_str()));
        }
    }
}
