//! Wrong answers that many give, and what authors say to them.

use super::chance::Fingerprint;
use crate::{
    table::{Fields, Placed, did_you_mean},
    text::counted,
};

/// A wrong answer that many give, and what to say to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake<T> {
    pub given: Placed<T>,
    pub feedback: Placed<String>,
    /// The misconception that it shows, if the author names one.
    pub tag: Option<Placed<String>>,
}

impl<T> Mistake<T> {
    /// Reads `mistakes = [{ …, feedback = "…" }]`; `read` takes what is wrong from an entry.
    pub(super) fn read(
        fields: &Fields<'_, '_>,
        read: impl Fn(&Fields<'_, '_>) -> Option<Placed<T>>,
    ) -> Vec<Self> {
        let entries = fields.tables("mistakes");
        let mistakes = entries.iter().filter_map(|entry| {
            let (given, feedback) = (read(entry), entry.required_string("feedback"));
            let tag = entry.string("tag");
            Some(Self { given: given?, feedback: feedback?, tag })
        });
        mistakes.collect()
    }

    pub(super) fn fingerprint(
        mistakes: &[Self],
        hash: &mut Fingerprint,
        text: impl Fn(&T) -> String,
    ) {
        for mistake in mistakes {
            hash.text(&text(&mistake.given.value));
            hash.text(&mistake.feedback.value);
        }
        hash.text(&mistakes.len().to_string());
    }
}

/// The author's `feedback`: none at all, or one text for each of `count` parts.
pub(super) fn feedback_texts(
    fields: &Fields<'_, '_>,
    count: usize,
    part: &str,
) -> Vec<Placed<String>> {
    let texts = fields.strings("feedback");
    // Where there is nothing that it could be for, that is the mistake.
    if let Some(first) = texts.first().filter(|_| count > 0 && texts.len() != count) {
        let message = format!("{} of feedback for {count}", counted(texts.len(), "text"));
        let help = format!("one for each {part}, in the same order");
        fields.report_with_help("feedback-count", first.span.clone(), message, help);
    }
    texts
}

/// The author's `tags`: none at all, or for each of `count` parts a misconception or an empty text.
pub(super) fn tags(fields: &Fields<'_, '_>, count: usize) -> Vec<Placed<String>> {
    let tags = fields.strings("tags");
    if let Some(first) = tags.first().filter(|_| count > 0 && tags.len() != count) {
        let message = format!("{} for {count}", counted(tags.len(), "tag"));
        let help =
            "one for each distractor, in the same order; \"\" where it shows no misconception";
        fields.report_with_help("tag-count", first.span.clone(), message, help.to_owned());
    }
    tags
}

/// A wrong pair that shows what was taken for what.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongPair {
    /// The left side, or the item that is put into a class.
    pub item: Placed<String>,
    /// The right side or the class that it was put to.
    pub with: Placed<String>,
    /// What is said to those who do; without it what is said of the item.
    pub feedback: Option<Placed<String>>,
    /// The misconception that it shows.
    pub tag: Option<Placed<String>>,
}

impl WrongPair {
    /// Reads `[[questions.mixups]]`; both sides must be among those that can be paired.
    pub(super) fn read(fields: &Fields<'_, '_>, items: &[&str], with: &[&str]) -> Vec<Self> {
        let entries = fields.tables("mixups");
        let pairs = entries.iter().filter_map(|entry| {
            let side = |key: &'static str, known: &[&str]| {
                let found = entry.required_string(key)?;
                if !known.contains(&found.value.as_str()) {
                    let message = format!("`{}` is not among what can be paired", found.value);
                    let help = did_you_mean(&found.value, known);
                    entry.report_with_help("unknown-side", found.span.clone(), message, help);
                }
                Some(found)
            };
            let (item, with) = (side("item", items), side("with", with));
            let (feedback, tag) = (entry.string("feedback"), entry.string("tag"));
            Some(Self { item: item?, with: with?, feedback, tag })
        });
        pairs.collect()
    }

    /// The misconceptions that some pairs show.
    pub(super) fn tags(all: &[Self]) -> Vec<&Placed<String>> {
        all.iter().filter_map(|pair| pair.tag.as_ref()).collect()
    }

    /// The entry for a pair that was given.
    pub(super) fn find<'a>(all: &'a [Self], item: &str, with: &str) -> Option<&'a Self> {
        all.iter().find(|pair| pair.item.value == item && pair.with.value == with)
    }
}
