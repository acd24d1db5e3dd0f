//! Checks of a pool as a whole: whether one can guess without knowing.

use super::Lint;
use crate::{
    quiz::{Cue, Guesser, OptionOrder, Quiz, Strategy, guess::single_choices},
    text::{self, counted},
};

/// Fewer questions say nothing about habits.
const ENOUGH: usize = 8;

/// How many standard deviations above chance are a habit; so many ways to guess are tried that a few
/// reach two by luck.
const HABIT: f64 = 3.0;

pub(super) fn check(lint: &mut Lint<'_>, quiz: &Quiz) {
    let guesser = Guesser::new(&quiz.questions);
    for strategy in Strategy::all() {
        let score = guesser.score(&[strategy]);
        let longest = strategy == Strategy::most(Cue::Length);
        let deviations = if longest { 2.0 } else { HABIT };
        if score.asked < ENOUGH || !score.pays(deviations) {
            continue;
        }
        let (code, what) = described(strategy);
        let amount = if strategy.most { "most" } else { "least" };
        let message = format!(
            "the right option has {amount} {what} in {:.0} of {}; chance gives {:.0}",
            score.right,
            counted(score.asked, "question"),
            score.chance
        );
        let help = match longest {
            true => format!("longest are {}", longest_of(quiz)),
            false => "let each wrong option be right in a neighboring situation".into(),
        };
        lint.warn(code, &quiz.span, message, help);
    }
    favourite_place(lint, quiz);
}

/// The code of a diagnostic, and what the option has most or least of.
fn described(strategy: Strategy) -> (&'static str, &'static str) {
    match strategy.cue {
        Cue::Length => ("right-by-length", "letters"),
        Cue::ModestLength => ("right-by-length", "in common with the mean length"),
        Cue::Place => ("right-by-place", "chance to stand first"),
        Cue::Hedges => ("right-by-hedges", "words like \"usually\""),
        Cue::StemWords => ("right-repeats-question", "words of the question"),
        Cue::StemNumbers => ("right-repeats-question", "numbers of the question"),
        Cue::Reasons => ("right-by-reasons", "reasons; let them stand in the feedback"),
        Cue::Punctuation => ("right-by-form", "commas, colons and brackets"),
        Cue::Commas => ("right-by-form", "commas"),
        Cue::Digits => ("right-by-form", "digits"),
        Cue::MiddleNumber => ("right-by-form", "numbers in the middle"),
        Cue::Absolutes => ("right-by-absolutes", "words like \"always\""),
        Cue::Negations => ("right-by-negations", "words like \"not\""),
        Cue::Likeness => ("right-by-likeness", "words of the other options"),
        Cue::Grammar => ("right-by-grammar", "fit to the question's word"),
        Cue::LongestWord => ("right-by-form", "letters in its longest word"),
        Cue::Code => ("right-by-form", "code"),
        Cue::Comparisons => ("right-by-comparisons", "words like \"more\""),
    }
}

/// Names questions whose right option sticks out by its length, the worst first.
fn longest_of(quiz: &Quiz) -> String {
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
