//! What a guesser can see of an option without understanding it. Knows no strategy and no score.

use std::collections::HashSet;

use crate::{
    quiz::{
        chance::Chance,
        choice::{Choice, OptionOrder},
        form::Form,
    },
    text,
};

/// What a guesser looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cue {
    /// Cells that the option takes.
    Length,
    /// How near its length is to the mean of all options.
    ModestLength,
    /// Whether the file fixes it in the first place.
    Place,
    /// Messages such as "usually" and "may".
    Hedges,
    /// Messages of the question.
    StemWords,
    /// Numbers of the question.
    StemNumbers,
    /// Reasons: "because", "so that", ", as".
    Reasons,
    /// Commas, colons, semicolons, brackets and quotation marks.
    Punctuation,
    Commas,
    Digits,
    /// Whether its number lies between those of other options.
    MiddleNumber,
    /// Messages such as "always" and "only".
    Absolutes,
    /// Messages such as "not" and "without".
    Negations,
    /// Messages of the other options.
    Likeness,
    /// Whether it begins as the question asks: "when" with "once", "where" with "in".
    Grammar,
    /// Letters of its longest word.
    LongestWord,
    /// Code between backticks.
    Code,
    /// Messages such as "more" and "than".
    Comparisons,
}

const HEDGES: &str = "usually often may might can could sometimes typically generally some most mostly \
    likely probably perhaps depends depending tends tend normally commonly partly";
const ABSOLUTES: &str = "all always any anybody anyone anything completely each entire entirely ever \
    every everybody everyone everything everywhere exactly forever fully impossible must never no \
    nobody none nothing nowhere only surely whole wholly";
const NEGATIONS: &str = "not no never none nothing nobody neither nor nowhere without cannot isn't \
    doesn't don't can't won't wouldn't couldn't shouldn't hasn't haven't didn't wasn't aren't";
const COMPARISONS: &str = "more less fewer better worse higher lower larger smaller longer shorter \
    faster slower quicker greater newer older later earlier rather than";
/// Looked for in words and commas with a blank around each.
const REASONS: [&str; 15] = [
    " because ",
    " since ",
    " so that ",
    " therefore ",
    " thus ",
    " hence ",
    " in order to ",
    " thanks to ",
    " due to ",
    " , so ",
    " , as ",
    " , for ",
    " as it ",
    " as they ",
    " as nobody ",
];
/// What a question asks for, and how an option that fits it begins.
const OPENINGS: [(&str, &str); 5] = [
    ("why", "because since it its the a their"),
    ("who", "the a those whoever clients nobody"),
    ("where", "in at to on into behind between before after beside with under nowhere"),
    ("when", "when once after before as if at until"),
    ("how", "by with through in about up"),
];

impl Cue {
    /// Every cue, each at its own number.
    pub const ALL: [Self; 18] = [
        Self::Length,
        Self::ModestLength,
        Self::Place,
        Self::Hedges,
        Self::StemWords,
        Self::StemNumbers,
        Self::Reasons,
        Self::Punctuation,
        Self::Commas,
        Self::Digits,
        Self::MiddleNumber,
        Self::Absolutes,
        Self::Negations,
        Self::Likeness,
        Self::Grammar,
        Self::LongestWord,
        Self::Code,
        Self::Comparisons,
    ];

    /// How much of it each option has, in the order of [`Choice::options`].
    pub(super) fn amounts(self, stem: &str, choice: &Choice) -> Vec<i64> {
        let options: Vec<&str> = choice.options().map(|option| option.value.as_str()).collect();
        let each = |amount: &dyn Fn(&str) -> usize| -> Vec<i64> {
            options.iter().map(|option| amount(option) as i64).collect()
        };
        match self {
            Self::Length => each(&text::width),
            Self::ModestLength => modest(&options),
            Self::Place => first(choice, &options),
            Self::Hedges => each(&|option| listed(option, HEDGES)),
            Self::StemWords => {
                let asked = words(stem);
                each(&|option| words(option).intersection(&asked).count())
            }
            Self::StemNumbers => {
                let asked = numbers(stem);
                each(&|option| numbers(option).intersection(&asked).count())
            }
            Self::Reasons => each(&reasons),
            Self::Punctuation => each(&|option| signs(option, ",;:()\"")),
            Self::Commas => each(&|option| signs(option, ",")),
            Self::Digits => each(&|option| signs(option, "0123456789")),
            Self::MiddleNumber => middle(&options),
            Self::Absolutes => each(&|option| listed(option, ABSOLUTES)),
            Self::Negations => each(&|option| listed(option, NEGATIONS)),
            Self::Likeness => likeness(&options),
            Self::Grammar => each(&|option| usize::from(fits(stem, option))),
            Self::LongestWord => {
                each(&|option| tokens(option).map(text::width).max().unwrap_or_default())
            }
            Self::Code => each(&|option| signs(option, "`")),
            Self::Comparisons => each(&|option| listed(option, COMPARISONS)),
        }
    }
}

/// How many words of a question an option has.
pub fn shared_words(stem: &str, option: &str) -> usize {
    words(option).intersection(&words(stem)).count()
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|token| !token.is_empty())
}

fn words(text: &str) -> HashSet<String> {
    tokens(text).filter(|word| word.chars().count() > 3).map(str::to_lowercase).collect()
}

fn listed(text: &str, list: &str) -> usize {
    let text = text.to_lowercase();
    tokens(&text).filter(|token| list.split_whitespace().any(|word| word == *token)).count()
}

fn signs(text: &str, wanted: &str) -> usize {
    text.chars().filter(|c| wanted.contains(*c)).count()
}

fn reasons(option: &str) -> usize {
    let spaced = option.to_lowercase().replace(',', " , ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let padded = format!(" {} ", words.join(" "));
    REASONS.iter().map(|reason| padded.matches(reason).count()).sum()
}

/// The numbers of a text as they are written, without what ends a sentence.
fn numbers(text: &str) -> HashSet<&str> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    parts.map(|part| part.trim_matches(['.', ','])).filter(|part| !part.is_empty()).collect()
}

fn modest(options: &[&str]) -> Vec<i64> {
    let widths: Vec<i64> = options.iter().map(|option| text::width(option) as i64).collect();
    let (count, sum) = (widths.len() as i64, widths.iter().sum::<i64>());
    widths.iter().map(|width| -(width * count - sum).abs()).collect()
}

/// One point for the option in the first place; shuffled options all have the same chance to be there.
fn first(choice: &Choice, options: &[&str]) -> Vec<i64> {
    let shown = match (&choice.order, choice.pose(&mut Chance::new(0))) {
        (OptionOrder::Shuffled, _) => None,
        (_, Form::Choice { options, .. }) => options.into_iter().next(),
        _ => None,
    };
    options.iter().map(|option| i64::from(shown.as_deref() == Some(*option))).collect()
}

/// One point for a number that is neither the least nor the greatest; three options must have one.
fn middle(options: &[&str]) -> Vec<i64> {
    let value = |option: &&str| {
        let numbers = numbers(option);
        let values =
            numbers.iter().filter_map(|number| number.replace(',', "").parse::<f64>().ok());
        values.max_by(f64::total_cmp)
    };
    let values: Vec<Option<f64>> = options.iter().map(value).collect();
    let there = || values.iter().copied().flatten();
    let (least, most) = (there().min_by(f64::total_cmp), there().max_by(f64::total_cmp));
    let inside = |value: &Option<f64>| value.is_some() && *value != least && *value != most;
    let enough = there().count() > 2;
    values.iter().map(|value| i64::from(enough && inside(value))).collect()
}

fn likeness(options: &[&str]) -> Vec<i64> {
    let words: Vec<HashSet<String>> = options.iter().map(|option| words(option)).collect();
    let shared = |at: usize, own: &HashSet<String>| -> usize {
        let others = words.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, other)| own.intersection(other).count()).sum()
    };
    words.iter().enumerate().map(|(at, own)| shared(at, own) as i64).collect()
}

/// Whether an option begins as the last sentence of the question asks.
fn fits(stem: &str, option: &str) -> bool {
    let last = stem.trim_end().rsplit(['.', '!', ':']).find(|part| !part.trim().is_empty());
    let (asked, option) = (last.unwrap_or_default().to_lowercase(), option.to_lowercase());
    let Some(begins) = tokens(&option).next() else { return false };
    let wanted = OPENINGS.iter().find(|(word, _)| tokens(&asked).any(|token| token == *word));
    wanted.is_some_and(|(_, openings)| openings.split_whitespace().any(|word| word == begins))
}
