//! Blind guessing: how far one gets without knowing anything. A pool where the longest option is
//! usually right teaches people to measure options.

use std::{collections::HashSet, sync::Arc};

use crate::text;

use super::{Kind, Question, choice::Choice};

/// A way to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// The longest option.
    Longest,
    /// The option that the file fixes in the first place.
    First,
    /// The option with the most words such as "usually" and "may".
    MostHedged,
    /// The option that shares most words with the question.
    MostShared,
}

impl Strategy {
    /// Every way to guess.
    pub const ALL: [Self; 4] = [Self::Longest, Self::First, Self::MostHedged, Self::MostShared];
}

/// How far guessing gets.
#[derive(Clone, Debug, PartialEq)]
pub struct GuessScore {
    pub strategy: Strategy,
    /// Questions with one right option, which are those that can be guessed like this.
    pub asked: usize,
    /// How many are right; ties count in parts.
    pub right: f64,
    /// How many are right by chance alone.
    pub chance: f64,
    /// Standard deviation of what chance gives.
    pub deviation: f64,
}

impl GuessScore {
    /// Whether guessing pays: it is right more often than chance allows.
    pub fn pays(&self, deviations: f64) -> bool {
        self.right > self.chance + deviations * self.deviation
    }
}

const HEDGES: [&str; 22] = [
    "usually",
    "often",
    "may",
    "might",
    "can",
    "could",
    "sometimes",
    "typically",
    "generally",
    "some",
    "most",
    "mostly",
    "likely",
    "probably",
    "perhaps",
    "depends",
    "depending",
    "tends",
    "tend",
    "normally",
    "commonly",
    "partly",
];

/// Guesses every question that has one right option among several.
pub fn guess(questions: &[Arc<Question>], strategy: Strategy) -> GuessScore {
    let mut score = GuessScore { strategy, asked: 0, right: 0.0, chance: 0.0, deviation: 0.0 };
    let mut variance = 0.0;
    for (question, choice) in single_choices(questions) {
        let options: Vec<&str> = choice.options().map(|option| option.value.as_str()).collect();
        let points: Vec<usize> = match strategy {
            Strategy::Longest => options.iter().map(|option| text::width(option)).collect(),
            Strategy::First => first(question),
            Strategy::MostHedged => options.iter().map(|option| hedges(option)).collect(),
            Strategy::MostShared => {
                let asked = words(&question.prompt.value);
                options.iter().map(|option| words(option).intersection(&asked).count()).collect()
            }
        };
        let best = points.iter().max().copied().unwrap_or(0);
        let ties = points.iter().filter(|point| **point == best).count();
        // The right option is the first one of `options`.
        if points.first() == Some(&best) {
            score.right += 1.0 / ties as f64;
        }
        let by_chance = 1.0 / options.len() as f64;
        score.asked += 1;
        score.chance += by_chance;
        variance += by_chance * (1.0 - by_chance);
    }
    score.deviation = variance.sqrt();
    score
}

/// The questions with exactly one right option.
pub(super) fn single_choices(
    questions: &[Arc<Question>],
) -> impl Iterator<Item = (&Arc<Question>, &Choice)> {
    questions.iter().filter_map(|question| match &question.kind {
        Kind::MultipleChoice(choice) if !choice.several && choice.right.len() == 1 => {
            Some((question, choice))
        }
        _ => None,
    })
}

/// One point for the option in the first place; shuffled options all have the same chance to be there.
fn first(question: &Arc<Question>) -> Vec<usize> {
    let Kind::MultipleChoice(choice) = &question.kind else { return Vec::new() };
    let shown = match choice.order {
        super::OptionOrder::Shuffled => None,
        _ => match question.pose(0).form {
            super::Form::Choice { options, .. } => options.into_iter().next(),
            _ => None,
        },
    };
    let point = |option: &str| usize::from(shown.as_deref() == Some(option));
    choice.options().map(|option| point(&option.value)).collect()
}

fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

fn hedges(text: &str) -> usize {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| HEDGES.contains(word)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::Quiz;

    fn pool(questions: &[(&str, &str, [&str; 3])]) -> Vec<Arc<Question>> {
        let mut text = String::new();
        for (prompt, right, wrong) in questions {
            text.push_str(&format!(
                "[[questions]]\ntype = 'MultipleChoice'\nprompt.prompt = '{prompt}'\n\
                 answer.answer = '{right}'\nprompt.distractors = {wrong:?}\n"
            ));
        }
        Quiz::parse("q.toml", &text).0.unwrap().questions
    }

    #[test]
    fn each_strategy_finds_the_cue_it_looks_for() {
        let questions = pool(&[
            ("Which cache", "the very longest option of all", ["a", "b", "c"]),
            ("What of queues?", "it may often help", ["it always helps", "no", "never, never"]),
            ("What does backpressure do?", "backpressure slows", ["it stops it all", "no", "yes"]),
        ]);
        let right = |strategy| guess(&questions, strategy).right;
        assert_eq!(right(Strategy::Longest), 3.0);
        assert_eq!(right(Strategy::MostHedged), 0.25 + 1.0 + 0.25);
        assert_eq!(right(Strategy::MostShared), 0.25 + 0.25 + 1.0);
        assert_eq!(right(Strategy::First), 0.75);
        let score = guess(&questions, Strategy::Longest);
        assert_eq!((score.asked, score.chance), (3, 0.75));
        assert!(score.pays(2.0) && !guess(&questions, Strategy::First).pays(2.0));
    }
}
