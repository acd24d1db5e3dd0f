//! Checks of a pool as a whole: whether one can guess without knowing.

use super::Lint;
use crate::{
    quiz::{
        OptionOrder, Quiz,
        guess::{Strategy, guess, single_choices},
    },
    text,
};

/// Fewer questions say nothing about habits.
const ENOUGH: usize = 8;

pub(super) fn check(lint: &mut Lint<'_>, quiz: &Quiz) {
    for (strategy, deviations, code, cue) in [
        (Strategy::Longest, 2.0, "right-is-longest", "is the longest"),
        (Strategy::MostHedged, 3.0, "right-is-hedged", "has most words like \"usually\""),
        (Strategy::MostShared, 3.0, "right-repeats-question", "repeats most words of the question"),
    ] {
        let score = guess(&quiz.questions, strategy);
        if score.asked < ENOUGH || !score.pays(deviations) {
            continue;
        }
        let message = format!(
            "the right option {cue} in {:.0} of {} questions; chance gives {:.0}",
            score.right, score.asked, score.chance
        );
        let help = match strategy {
            Strategy::Longest => format!("longest are {}", longest(quiz)),
            _ => "write the wrong options with the same care".into(),
        };
        lint.warn(code, &quiz.span, message, help);
    }
    favourite_place(lint, quiz);
}

/// Names questions whose right option sticks out by its length, the worst first.
fn longest(quiz: &Quiz) -> String {
    let mut found: Vec<(usize, &str)> = single_choices(&quiz.questions)
        .filter_map(|(question, choice)| {
            let right = text::width(&choice.right.first()?.value);
            let other = choice.wrong.iter().map(|wrong| text::width(&wrong.value)).max()?;
            (right > other).then(|| (right - other, question.id.as_str()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    let names: Vec<String> = found.iter().take(6).map(|(_, id)| format!("`{id}`")).collect();
    names.join(", ")
}

/// Options are shuffled unless the file fixes their places; then no place may be the favourite.
fn favourite_place(lint: &mut Lint<'_>, quiz: &Quiz) {
    let mut counts: Vec<usize> = Vec::new();
    let (mut asked, mut chance, mut variance) = (0, 0.0, 0.0);
    let mut latest = None;
    for (_, choice) in single_choices(&quiz.questions) {
        let OptionOrder::AnswerAt(place) = &choice.order else { continue };
        if counts.len() <= place.value {
            counts.resize(place.value + 1, 0);
        }
        if let Some(count) = counts.get_mut(place.value) {
            *count += 1;
        }
        let share = 1.0 / (choice.wrong.len() + 1) as f64;
        asked += 1;
        chance += share;
        variance += share * (1.0 - share);
        latest = Some(place.span.clone());
    }
    let Some((place, count)) = counts.iter().enumerate().max_by_key(|(_, count)| **count) else {
        return;
    };
    let most = chance + 2.0 * f64::sqrt(variance);
    if let Some(span) = latest.filter(|_| asked >= ENOUGH && *count as f64 > most) {
        let message = format!("`answerIndex` is {place} in {count} of {asked} questions");
        let help = "leave `answerIndex` out, then options are shuffled";
        lint.warn("favourite-place", &span, message, help);
    }
}
