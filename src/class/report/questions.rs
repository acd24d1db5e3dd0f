//! All answers, also those that count for no item: where learners fail again and again, what they take
//! for true, how sure they are.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use super::{
    All,
    parts::{Misconception, Reviews, Sure},
};
use crate::class::read::{Answer, Name, Record, Said};

/// Whoever answered so often and never right is stuck.
const TRIES: u64 = 2;

/// Each question with the learners who are stuck at it, and those who answered it.
pub(super) fn stuck<'a>(all: &All<'a>) -> Vec<(&'a str, u64, u64)> {
    let mut questions: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for records in all.learners() {
        let mut mine: HashMap<Name, (u64, bool)> = HashMap::new();
        for (_, answer) in answers(records) {
            let mine = mine.entry(answer.question).or_default();
            *mine = (mine.0 + 1, mine.1 || answer.right);
        }
        for (question, (times, right)) in mine {
            let sums = questions.entry(all.text(question)).or_default();
            *sums = (sums.0 + u64::from(times >= TRIES && !right), sums.1 + 1);
        }
    }
    questions.into_iter().map(|(id, (stuck, answered))| (id, stuck, answered)).collect()
}

/// Misconceptions, reviews, and how sure answers were.
pub(super) fn habits(all: &All<'_>) -> (Vec<Misconception>, Reviews, Sure) {
    let mut tags: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let (mut reviews, mut review_ms, mut reviewers) = (0, 0, 0);
    let mut sure = [0_u64; 4];
    for records in all.learners() {
        let mut mine: HashMap<Name, u64> = HashMap::new();
        let before = reviews;
        for (record, answer) in answers(records) {
            for (tag, _) in all.kept.lists.items(answer.tags) {
                *mine.entry(*tag).or_default() += 1;
            }
            let place = usize::from(!answer.sure) * 2 + usize::from(!answer.right);
            sure.iter_mut().skip(place).take(1).for_each(|count| *count += 1);
            if answer.review {
                reviews += 1;
                review_ms += u64::from(record.ms);
            }
        }
        reviewers += u64::from(reviews > before);
        for (tag, times) in mine {
            let sums = tags.entry(all.text(tag)).or_default();
            *sums = (sums.0 + 1, sums.1 + times);
        }
    }
    let mut misconceptions: Vec<Misconception> = tags
        .into_iter()
        .map(|(tag, (learners, times))| Misconception {
            tag: tag.to_owned(),
            learners: Some(learners),
            times: Some(times),
        })
        .collect();
    misconceptions.sort_by_key(|misconception| Reverse(misconception.learners));
    let [sure_right, sure_wrong, unsure_right, unsure_wrong] = sure.map(Some);
    (
        misconceptions,
        Reviews { answers: Some(reviews), learners: Some(reviewers), active_ms: Some(review_ms) },
        Sure { sure_right, sure_wrong, unsure_right, unsure_wrong },
    )
}

fn answers(records: &[Record]) -> impl Iterator<Item = (&Record, Answer)> {
    records.iter().filter_map(|record| match record.said {
        Said::Answered(answer) => Some((record, answer)),
        _ => None,
    })
}
