//! Items: how hard a question is, how well it tells who knows the rest, which options are picked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    All, ENOUGH,
    counted::{Answers, Counted, ItemName},
    figures::{Spread, beats, discrimination, mean, pearson, six, wilson},
    parts::{Flag, Item, Picked},
};
use crate::class::read::{Name, Said};

/// From so many answers that are choices, and so many who picked an option, options are compared.
const PICKS: usize = 10;

/// Below, an item is hard; above the other, easy; below the third, it tells little.
const HARD: f64 = 0.25;
const EASY: f64 = 0.95;
const WEAK: f64 = 0.15;

/// Every item that was answered or drawn.
pub(super) fn all<'a>(all: &All<'a>, counted: &BTreeMap<ItemName<'a>, Answers>) -> Vec<Item> {
    let (drawn, omitted) = drawn(all);
    let nobody = Answers::default();
    let names: BTreeSet<ItemName<'a>> = counted.keys().copied().chain(drawn).collect();
    names
        .into_iter()
        .map(|name| {
            let answers = counted.get(&name).unwrap_or(&nobody);
            item(all, name, answers, omitted.get(&name).copied().unwrap_or(0))
        })
        .collect()
}

/// The items that somebody drew, and how many drew one, finished, and gave no answer to it.
fn drawn<'a>(all: &All<'a>) -> (HashSet<ItemName<'a>>, HashMap<ItemName<'a>, u64>) {
    let (mut drawn, mut omitted) = (HashSet::new(), HashMap::new());
    for records in all.learners() {
        let mut finished: HashSet<(Name, Name)> = HashSet::new();
        let mut answered: HashSet<(Name, Name)> = HashSet::new();
        for record in records {
            match record.said {
                Said::Finished { quiz, sitting: Some(sitting), .. } => {
                    finished.insert((quiz, sitting));
                }
                Said::Answered(answer) if !answer.review => {
                    answered.extend(answer.quiz.map(|quiz| (quiz, answer.question)));
                }
                _ => {}
            }
        }
        let mut left_out: HashSet<(Name, Name)> = HashSet::new();
        for record in records {
            let Said::Started { quiz, sitting, drawn: list, .. } = record.said else { continue };
            let over = sitting.is_some_and(|sitting| finished.contains(&(quiz, sitting)));
            for (question, _) in all.kept.lists.items(list) {
                drawn.insert((Some(all.text(quiz)), all.text(*question)));
                if over && !answered.contains(&(quiz, *question)) {
                    left_out.insert((quiz, *question));
                }
            }
        }
        for (quiz, question) in left_out {
            *omitted.entry((Some(all.text(quiz)), all.text(question))).or_default() += 1;
        }
    }
    (drawn, omitted)
}

fn item(all: &All<'_>, (quiz, id): ItemName<'_>, answers: &Answers, omitted: u64) -> Item {
    let counted = &answers.counted;
    let n = counted.len() as u64;
    let right = counted.iter().filter(|counted| counted.right).count() as u64;
    let p = mean(counted.iter().map(|counted| counted.points));
    let (low, high) = if n > 0 { Some(wilson(right, n)) } else { None }.unzip();
    let rests: Vec<(f64, f64)> =
        counted.iter().filter_map(|counted| Some((counted.points, counted.rest?))).collect();
    let enough = rests.len() as u64 >= ENOUGH;
    let rpb = if enough { pearson(&rests) } else { None };
    let choices: Vec<&Counted> = counted.iter().filter(|counted| counted.picks.is_some()).collect();
    let options = options(all, &choices);
    let mut flags = if enough { flags(p, rpb) } else { Vec::new() };
    if enough && options.values().any(|option| is_taken_for_right(option, &choices, all)) {
        flags.push(Flag::Key);
    }
    Item {
        quiz: quiz.map(str::to_owned),
        id: id.to_owned(),
        n: Some(n),
        right: Some(right),
        p: p.map(six),
        low: low.map(six),
        high: high.map(six),
        n_rest: Some(rests.len() as u64),
        rpb: rpb.map(six),
        d: if enough { discrimination(&rests).map(six) } else { None },
        omitted: Some(omitted),
        other_meaning: Some(answers.other_meaning),
        options: picked(all, id, options, choices.len()),
        flags,
    }
}

fn flags(p: Option<f64>, rpb: Option<f64>) -> Vec<Flag> {
    let hard = p.filter(|p| *p < HARD).map(|_| Flag::Hard);
    let easy = p.filter(|p| *p > EASY).map(|_| Flag::Easy);
    let tells = match rpb {
        Some(rpb) if rpb < 0.0 => Some(Flag::Negative),
        Some(rpb) if rpb < WEAK => Some(Flag::Weak),
        _ => None,
    };
    [hard, easy, tells].into_iter().flatten().collect()
}

/// Who picked an option.
#[derive(Default)]
struct Pickers {
    n: u64,
    /// Whether an answer with it was right.
    ever_right: bool,
    rests: Vec<f64>,
}

/// The options and who picked them; none where few answers are choices.
fn options<'a>(all: &All<'a>, choices: &[&Counted]) -> BTreeMap<&'a str, Pickers> {
    let mut options: BTreeMap<&str, Pickers> = BTreeMap::new();
    if choices.len() < PICKS {
        return options;
    }
    for counted in choices {
        for (option, _) in all.kept.lists.items(counted.picks) {
            let pickers = options.entry(all.text(*option)).or_default();
            pickers.n += 1;
            pickers.ever_right |= counted.right;
            pickers.rests.extend(counted.rest);
        }
    }
    options
}

/// Whether an option that is never right draws those who know the rest better than the right one does.
fn is_taken_for_right(option: &Pickers, choices: &[&Counted], all: &All<'_>) -> bool {
    let one_each = choices.iter().all(|counted| all.kept.lists.items(counted.picks).len() == 1);
    let right = choices.iter().filter(|counted| counted.right);
    let right: Vec<f64> = right.filter_map(|counted| counted.rest).collect();
    one_each
        && !option.ever_right
        && option.rests.len() >= PICKS
        && right.len() >= PICKS
        && beats(Spread::of(option.rests.iter().copied()), Spread::of(right))
}

/// The options as they are given out, most first; with an open course also those that nobody picked.
fn picked<'a>(
    all: &All<'a>,
    question: &str,
    mut options: BTreeMap<&'a str, Pickers>,
    choices: usize,
) -> Vec<Picked> {
    if choices < PICKS {
        return Vec::new();
    }
    let known = all.known.options.get(question);
    for option in known.into_iter().flatten() {
        options.entry(option).or_default();
    }
    let smallest = all.class.smallest_group as usize;
    let mut picked: Vec<Picked> = options
        .into_iter()
        .map(|(option, pickers)| Picked {
            option: option.to_owned(),
            n: Some(pickers.n),
            share: Some(six(pickers.n as f64 / choices as f64)),
            rest: mean(pickers.rests.iter().copied())
                .filter(|_| pickers.rests.len() >= smallest)
                .map(six),
        })
        .collect();
    // By name within one count: the sort keeps the order.
    picked.sort_by_key(|picked| std::cmp::Reverse(picked.n));
    picked
}
