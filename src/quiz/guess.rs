//! Blind guessing: how far one gets without knowing anything. A pool where the longest option is
//! usually right teaches people to measure options.

mod cue;

use std::sync::Arc;

pub use cue::{Cue, shared_words};

use super::{
    choice::Choice,
    question::{Kind, Question},
};

/// A way to guess: the option that has most of something, or least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strategy {
    pub cue: Cue,
    pub most: bool,
}

impl Strategy {
    /// Picks the option with most of it.
    pub const fn most(cue: Cue) -> Self {
        Self { cue, most: true }
    }

    /// Picks the option with least of it.
    pub const fn least(cue: Cue) -> Self {
        Self { cue, most: false }
    }

    /// Every way to guess by one cue.
    pub fn all() -> impl Iterator<Item = Self> {
        Cue::ALL.into_iter().flat_map(|cue| [Self::most(cue), Self::least(cue)])
    }

    /// Every way to guess by one cue, and by another where the first leaves a tie.
    pub fn pairs() -> impl Iterator<Item = [Self; 2]> {
        Self::all()
            .flat_map(|first| Self::all().map(move |then| [first, then]))
            .filter(|[first, then]| first.cue != then.cue)
    }
}

/// How far guessing gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GuessScore {
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

    /// How many points of a hundred guessing gains over chance; 0 when nothing was asked.
    pub fn gain(&self) -> f64 {
        match self.asked {
            0 => 0.0,
            asked => 100.0 * (self.right - self.chance) / asked as f64,
        }
    }
}

/// Questions as somebody sees them who knows nothing: only how much of each cue an option has.
pub struct Guesser {
    /// For each question its options, the right one first, with one number for each of [`Cue::ALL`].
    questions: Vec<Vec<Vec<i64>>>,
}

impl Guesser {
    /// Looks at every question that has one right option among several.
    pub fn new(questions: &[Arc<Question>]) -> Self {
        let look = |(question, choice): (&Arc<Question>, &Choice)| {
            let columns = Cue::ALL.map(|cue| cue.amounts(&question.prompt.value, choice));
            let row = |option| columns.iter().filter_map(|it| it.get(option).copied()).collect();
            (0..=choice.wrong.len()).map(row).collect()
        };
        Self { questions: single_choices(questions).map(look).collect() }
    }

    /// Guesses all questions; each further strategy decides where those before leave a tie.
    pub fn score(&self, strategies: &[Strategy]) -> GuessScore {
        let mut score = GuessScore { asked: 0, right: 0.0, chance: 0.0, deviation: 0.0 };
        let mut variance = 0.0;
        for options in &self.questions {
            let rank = |option: &Vec<i64>| -> Vec<i64> {
                let amount = |strategy: &Strategy| {
                    let amount = option.get(strategy.cue as usize).copied().unwrap_or(0);
                    if strategy.most { amount } else { -amount }
                };
                strategies.iter().map(amount).collect()
            };
            let ranks: Vec<Vec<i64>> = options.iter().map(rank).collect();
            let best = ranks.iter().max();
            // The right option is the first one.
            if ranks.first() == best {
                score.right += 1.0 / ranks.iter().filter(|rank| Some(*rank) == best).count() as f64;
            }
            let by_chance = 1.0 / options.len() as f64;
            score.asked += 1;
            score.chance += by_chance;
            variance += by_chance * (1.0 - by_chance);
        }
        score.deviation = variance.sqrt();
        score
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::Quiz;

    fn pool(questions: &[(&str, &str, [&str; 3])]) -> Vec<Arc<Question>> {
        let mut text = String::new();
        for (prompt, right, wrong) in questions {
            text.push_str(&format!(
                "[[questions]]\ntype = 'MultipleChoice'\nprompt.prompt = '{prompt}'\n\
                 answer.answer = {right:?}\nprompt.distractors = {wrong:?}\n"
            ));
        }
        Quiz::parse("q.toml", &text).0.unwrap().questions
    }

    #[track_caller]
    fn finds(strategy: Strategy, prompt: &str, right: &str, wrong: [&str; 3]) {
        let score = Guesser::new(&pool(&[(prompt, right, wrong)])).score(&[strategy]);
        assert_eq!((score.asked, score.right, score.chance), (1, 1.0, 0.25), "{strategy:?}");
    }

    #[test]
    fn each_strategy_finds_the_cue_it_looks_for() {
        let (most, least) = (Strategy::most, Strategy::least);
        finds(most(Cue::Length), "Q?", "the longest of all", ["a", "b", "c"]);
        finds(least(Cue::Length), "Q?", "a", ["an", "the one", "two or three"]);
        finds(most(Cue::ModestLength), "Q?", "sixsix", ["a", "fivef", "eleven chars"]);
        finds(most(Cue::Hedges), "Q?", "it may often help", ["it can help", "no", "yes"]);
        finds(most(Cue::StemWords), "Why a queue?", "a queue", ["a topic", "a log", "a bus"]);
        finds(most(Cue::StemNumbers), "At 40 s?", "after 40 s", ["after 10 s", "4 s", "400 s"]);
        finds(least(Cue::Reasons), "Q?", "it stops", ["it, as it", "it, for it", "since it"]);
        finds(most(Cue::Punctuation), "Q?", "a: b (c)", ["a, b", "a", "b"]);
        finds(least(Cue::Commas), "Q?", "a: b", ["a, b", "c, d", "e, f"]);
        finds(most(Cue::Digits), "Q?", "in 300 s", ["in 20 s", "now", "then"]);
        finds(most(Cue::MiddleNumber), "Q?", "1,000", ["0.5", "2,000", "2000"]);
        finds(least(Cue::Absolutes), "Q?", "some", ["all", "always", "only one"]);
        finds(least(Cue::Negations), "Q?", "it is", ["it isn't", "never", "without it"]);
        finds(most(Cue::Likeness), "Q?", "after commit", ["after", "commit first", "begin"]);
        finds(most(Cue::Grammar), "Say when.", "once it is up", ["a", "b", "c"]);
        finds(most(Cue::LongestWord), "Q?", "idempotence", ["a long way round", "b", "c"]);
        finds(most(Cue::Code), "Q?", "use `ls`", ["use ls", "b", "c"]);
        finds(least(Cue::Comparisons), "Q?", "fast", ["faster than", "more", "less"]);
    }

    #[test]
    fn a_fixed_place_can_be_guessed_and_a_shuffled_one_cannot() {
        let mut questions = pool(&[("Q?", "a", ["b", "c", "d"])]);
        let first = [Strategy::most(Cue::Place)];
        assert_eq!(Guesser::new(&questions).score(&first).right, 0.25);
        let text = "[[questions]]\ntype = 'MultipleChoice'\nprompt.prompt = 'Q?'\n\
                    answer.answer = 'a'\nprompt.distractors = ['b']\nprompt.answerIndex = 0\n";
        questions.extend(Quiz::parse("q.toml", text).0.unwrap().questions);
        let score = Guesser::new(&questions).score(&first);
        assert_eq!((score.right, score.chance), (1.25, 0.75));
    }

    #[test]
    fn a_second_strategy_decides_where_the_first_leaves_a_tie() {
        let questions =
            pool(&[("Q?", "a, longer", ["b, c", "d", "e"]), ("Q?", "f", ["a, b", "ghi", "jklm"])]);
        let guesser = Guesser::new(&questions);
        let (commas, length) = (Strategy::most(Cue::Commas), Strategy::most(Cue::Length));
        assert_eq!(guesser.score(&[commas]).right, 0.5);
        assert_eq!(guesser.score(&[commas, length]).right, 1.0);
        assert_eq!(guesser.score(&[commas, length]).gain(), 25.0);
        assert!(Strategy::pairs().all(|[first, then]| first.cue != then.cue));
    }
}
