//! What a learner is told before they agree to share: to whom, until when, what, and what it looks like.

use std::fmt::Display;

use super::membership::Membership;
use crate::{
    clock::{Day, Timestamp},
    messages::Messages,
    problem::Problem,
    progress::Progress,
};

/// What a learner is told.
#[derive(Default)]
pub struct Consent {
    /// Sentences; an empty one is a gap.
    pub lines: Vec<String>,
    /// The last statement of theirs, as it would be shared.
    pub example: Option<String>,
}

impl Consent {
    /// What to tell before a place in a class is kept.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn of(mine: &Membership, progress: &Progress, words: &Messages) -> Result<Self, Problem> {
        let mut always = mine.clone();
        always.since = Timestamp::EARLIEST;
        let (mut waiting, mut last, mut before) = (0, None, None);
        always.shared(progress, |event| {
            if event.at >= mine.since {
                waiting += 1;
                last = Some(event);
            } else {
                before = Some(event);
            }
        })?;
        let mut lines = terms(mine, words);
        lines.push(words.plural("class.consent.waiting", waiting));
        let word = if last.is_some() { "class.consent.example" } else { "class.consent.before" };
        let example = last.or(before).and_then(|event| mine.statement(&event));
        lines.extend(example.is_some().then(|| words.get(word).to_owned()));
        Ok(Self { lines, example })
    }
}

/// To whom, until when, how, what, and what never; an empty line is a gap.
pub fn terms(mine: &Membership, words: &Messages) -> Vec<String> {
    let class = &mine.class;
    let values: [(&str, &dyn Display); 2] = [("title", &class.title), ("contact", &class.contact)];
    let until = match class.until {
        Some(until) if until < Day::utc(mine.agreed) => {
            words.format("class.over", &[("until", &until)])
        }
        Some(until) => words.format("class.consent.until", &[("until", &until)]),
        None => words.get("class.consent.no-end").to_owned(),
    };
    let how = match class.host() {
        Some(host) => words.format("class.consent.host", &[("host", &host)]),
        None => words.get("class.consent.how").to_owned(),
    };
    let answers =
        if class.responses { "class.consent.answers" } else { "class.consent.no-answers" };
    vec![
        words.format("class.consent.to", &values),
        until,
        how,
        String::new(),
        words.get("class.consent.shared").to_owned(),
        words.get(answers).to_owned(),
        words.get("class.consent.never").to_owned(),
        String::new(),
    ]
}
