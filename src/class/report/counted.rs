//! The answer that counts: one of each learner to each item, so that who tries often is not more than one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::All;
use crate::class::read::{Answer, List, Name, Record, Said};

/// A rest share stands on so many other answers.
const OTHERS: usize = 5;

/// An item by its quiz, if it has one, and its question, in the order of their names.
pub(super) type ItemName<'a> = (Option<&'a str>, &'a str);

/// An answer that counts.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) learner: Name,
    pub(super) points: f64,
    pub(super) right: bool,
    pub(super) picks: Option<List>,
    /// The mean points over the learner's other items of the quiz.
    pub(super) rest: Option<f64>,
}

/// The answers to an item that count.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) counted: Vec<Counted>,
    /// Learners whose answer was right by a meaning that is not the most frequent.
    pub(super) other_meaning: u64,
}

/// An answer that counts, before meanings are compared.
struct First {
    counted: Counted,
    meaning: Option<Name>,
}

/// The answers that count, by item.
pub(super) fn all<'a>(all: &All<'a>) -> BTreeMap<ItemName<'a>, Answers> {
    let mut firsts: HashMap<(Option<Name>, Name), Vec<First>> = HashMap::new();
    for records in all.learners() {
        for (item, at) in counting(records) {
            let Some((learner, answer)) = answer_at(records, at) else { continue };
            let counted = Counted {
                learner,
                points: answer.points.value(),
                right: answer.right,
                picks: answer.picks,
                rest: None,
            };
            firsts.entry(item).or_default().push(First { counted, meaning: answer.meaning });
        }
    }
    let mut items = BTreeMap::new();
    for ((quiz, question), firsts) in firsts {
        let name = (quiz.map(|quiz| all.text(quiz)), all.text(question));
        items.insert(name, one_meaning(all, firsts));
    }
    add_rests(&mut items);
    items
}

fn answer_at(records: &[Record], at: usize) -> Option<(Name, Answer)> {
    let record = records.get(at)?;
    match record.said {
        Said::Answered(answer) => Some((record.learner, answer)),
        _ => None,
    }
}

/// Where the answers of one learner stand that count: the first to each item that is neither in a review
/// nor asked again; in an exam the last of that sitting.
pub(super) fn counting(records: &[Record]) -> HashMap<(Option<Name>, Name), usize> {
    let exams: HashSet<Name> = records.iter().filter_map(exam).collect();
    let mut found: HashMap<(Option<Name>, Name), (usize, Option<Name>)> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        let Said::Answered(answer) = record.said else { continue };
        if answer.review || answer.again {
            continue;
        }
        let exam = answer.sitting.filter(|sitting| exams.contains(sitting));
        let counts = found.entry((answer.quiz, answer.question)).or_insert((at, exam));
        if counts.1.is_some() && counts.1 == exam {
            counts.0 = at;
        }
    }
    found.into_iter().map(|(item, (at, _))| (item, at)).collect()
}

/// The sitting that is an exam.
fn exam(record: &Record) -> Option<Name> {
    match record.said {
        Said::Started { sitting, exam: true, .. } => sitting,
        _ => None,
    }
}

/// Keeps the answers by the meaning that most have; of two as frequent, by the greater. One that says
/// none fits any.
fn one_meaning(all: &All<'_>, firsts: Vec<First>) -> Answers {
    let mut times: HashMap<Name, u64> = HashMap::new();
    for meaning in firsts.iter().filter_map(|first| first.meaning) {
        *times.entry(meaning).or_default() += 1;
    }
    let most = times.iter().max_by_key(|(meaning, times)| (**times, all.text(**meaning)));
    let most = most.map(|(meaning, _)| *meaning);
    let (fitting, others): (Vec<First>, Vec<First>) =
        firsts.into_iter().partition(|first| first.meaning.is_none() || first.meaning == most);
    Answers {
        counted: fitting.into_iter().map(|first| first.counted).collect(),
        other_meaning: others.len() as u64,
    }
}

/// Says of each answer how the learner did in the rest of its quiz; questions of no quiz are one.
fn add_rests(items: &mut BTreeMap<ItemName<'_>, Answers>) {
    let mut sums: HashMap<(Name, Option<&str>), (f64, usize)> = HashMap::new();
    for ((quiz, _), answers) in &*items {
        for counted in &answers.counted {
            let sum = sums.entry((counted.learner, *quiz)).or_default();
            *sum = (sum.0 + counted.points, sum.1 + 1);
        }
    }
    for ((quiz, _), answers) in items {
        for counted in &mut answers.counted {
            let (sum, n) = sums.get(&(counted.learner, *quiz)).copied().unwrap_or_default();
            let others = n.saturating_sub(1);
            if others >= OTHERS {
                counted.rest = Some((sum - counted.points) / others as f64);
            }
        }
    }
}
