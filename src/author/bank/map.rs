//! Our eight types of questions as the four shapes of banks.

use std::sync::Arc;

use super::{Entry, Key, Shape};
use crate::{
    markdown::edit,
    messages::Messages,
    quiz::{Choice, Kind, Numeric, Outcome, Posed, Question, Tracing},
};

/// A question whose numbers are drawn anew each time becomes so many questions …
const VARIANTS: usize = 3;
/// … found among so many draws.
const DRAWS: u64 = 60;

/// The question as others ask it: one, or some variants of it.
pub(super) fn entries(question: &Arc<Question>, words: &Messages) -> Vec<Entry> {
    let Kind::Numeric(numeric) = &question.kind else {
        let stem = joined([question.preamble.as_deref().unwrap_or(""), &question.prompt.value]);
        let context = question.context.as_ref().map_or("", |context| context.value.as_str());
        let mut entry = Entry {
            id: question.id.to_string(),
            question: question.id.to_string(),
            lesson: question.lesson.as_ref().map(|lesson| lesson.value.to_string()),
            stem,
            shape: Shape::Text(Vec::new()),
            explanation: context.trim().to_owned(),
        };
        fill(&mut entry, &question.kind, words);
        return vec![entry];
    };
    let mut variants: Vec<Posed> = Vec::new();
    for posed in (1..=DRAWS).map(|seed| question.pose(seed)) {
        if variants.len() < VARIANTS && variants.iter().all(|one| one.drawn() != posed.drawn()) {
            variants.push(posed);
        }
    }
    let many = variants.len() > 1;
    let variants = variants.iter().enumerate();
    variants
        .map(|(at, posed)| {
            let mut entry = number(posed, numeric, words);
            if many {
                entry.id = format!("{}-{}", entry.id, at + 1);
            }
            entry
        })
        .collect()
}

fn fill(entry: &mut Entry, kind: &Kind, words: &Messages) {
    entry.shape = match kind {
        Kind::MultipleChoice(choice) => options(choice),
        Kind::ShortAnswer(short) => {
            let right = std::iter::once(&short.answer).chain(&short.alternatives);
            let mut keys: Vec<_> = right.map(|text| Key::right(text.value.clone())).collect();
            keys.extend(short.mistakes.iter().map(|mistake| {
                Key::wrong(mistake.given.value.clone(), mistake.feedback.value.clone())
            }));
            Shape::Text(keys)
        }
        Kind::Tracing(tracing) => trace(entry, tracing, words),
        Kind::Ordering(ordering) => {
            let places = ordering.order.iter().enumerate();
            let pairs = places.map(|(at, item)| (item.value.clone(), (at + 1).to_string()));
            let reasons = ordering.feedback.iter().map(|text| text.value.as_str());
            explain(entry, reasons.map(str::to_owned).collect());
            Shape::Pairs { pairs: pairs.collect(), extra: Vec::new() }
        }
        Kind::Matching(matching) => {
            let reasons = matching.pairs.iter().zip(&matching.feedback);
            let reasons = reasons.map(|((left, _), why)| format!("{}: {}", left.value, why.value));
            explain(entry, reasons.collect());
            let pairs = matching.pairs.iter();
            let pairs = pairs.map(|(left, right)| (left.value.clone(), right.value.clone()));
            let extra = matching.extra.iter().map(|extra| extra.value.clone()).collect();
            Shape::Pairs { pairs: pairs.collect(), extra }
        }
        Kind::Classify(classify) => {
            let reasons = classify.items.iter().filter_map(|item| {
                Some(format!("{}: {}", item.item.value, item.because.as_ref()?.value))
            });
            explain(entry, reasons.collect());
            let items = classify.items.iter();
            let pairs: Vec<_> =
                items.map(|item| (item.item.value.clone(), item.class.clone())).collect();
            let used = |class: &str| pairs.iter().any(|(_, right)| right == class);
            let extra = classify.classes.iter().map(|class| &class.value);
            let extra = extra.filter(|class| !used(class)).cloned().collect();
            Shape::Pairs { pairs, extra }
        }
        Kind::FaultLine(fault) => {
            entry.stem =
                joined([&entry.stem, &numbered(&fault.text.value), words.get("export.which-line")]);
            let fix = fault.fix.iter().map(|fix| edit::fenced(&fault.language, &fix.value));
            entry.explanation = joined(fix.chain([entry.explanation.clone()]).collect::<Vec<_>>());
            let right = fault.lines.iter().map(|line| Key::right((line.value as f64, 0.0)));
            let wrong = fault.mistakes.iter().map(|mistake| {
                Key::wrong((mistake.given.value as f64, 0.0), mistake.feedback.value.clone())
            });
            Shape::Number(right.chain(wrong).collect())
        }
        Kind::Numeric(_) => Shape::Number(Vec::new()),
    };
}

fn options(choice: &Choice) -> Shape {
    let right = choice.right.iter().map(|option| Key::right(option.value.clone()));
    let wrong = choice.wrong.iter().enumerate().map(|(at, option)| {
        let feedback = choice.feedback.get(at).map_or("", |text| text.value.as_str());
        Key::wrong(option.value.clone(), feedback)
    });
    Shape::Choice { options: right.chain(wrong).collect(), several: choice.several }
}

fn trace(entry: &mut Entry, tracing: &Tracing, words: &Messages) -> Shape {
    let program = match &tracing.outcome.value {
        Outcome::Fails(Some(_)) => numbered(&tracing.program.value),
        _ => edit::fenced(&tracing.language, &tracing.program.value),
    };
    let asks = match &tracing.outcome.value {
        Outcome::Prints(_) => "export.prints",
        Outcome::Fails(Some(_)) => "export.fails-at",
        Outcome::Fails(None) => "export.compiles",
    };
    entry.stem = joined([&entry.stem, &program, words.get(asks)]);
    match &tracing.outcome.value {
        Outcome::Prints(text) => {
            let wrong = tracing.mistakes.iter().filter_map(|mistake| match &mistake.given.value {
                Outcome::Prints(text) => {
                    Some(Key::wrong(text.trim_end().to_owned(), mistake.feedback.value.clone()))
                }
                Outcome::Fails(_) => None,
            });
            Shape::Text([Key::right(text.trim_end().to_owned())].into_iter().chain(wrong).collect())
        }
        Outcome::Fails(Some(line)) => {
            let wrong = tracing.mistakes.iter().filter_map(|mistake| match &mistake.given.value {
                Outcome::Fails(Some(line)) => {
                    Some(Key::wrong((*line as f64, 0.0), mistake.feedback.value.clone()))
                }
                _ => None,
            });
            let right = Key::right((*line as f64, 0.0));
            Shape::Number([right].into_iter().chain(wrong).collect())
        }
        Outcome::Fails(None) => {
            let option = |key| words.get(key).to_owned();
            let right = Key::right(option("export.compiles-not"));
            let wrong = Key::wrong(option("export.compiles-yes"), "");
            Shape::Choice { options: vec![right, wrong], several: false }
        }
    }
}

fn number(posed: &Posed, numeric: &Numeric, words: &Messages) -> Entry {
    let question = &posed.question;
    let filled = |text: &str| numeric.filled(text, posed.drawn());
    let unit = numeric
        .unit
        .as_ref()
        .map_or_else(String::new, |unit| words.format("export.unit", &[("unit", unit)]));
    let worked = numeric.worked.as_ref().map_or_else(String::new, |worked| filled(&worked.value));
    let context = question.context.as_ref().map_or_else(String::new, |text| filled(&text.value));
    let tolerance = numeric.tolerance.unwrap_or(0.0);
    let value = numeric.answer.value.with(posed.drawn()).unwrap_or(f64::NAN);
    let mut keys = vec![Key::right((rounded(value), tolerance))];
    for mistake in &numeric.mistakes {
        let Ok(value) = mistake.given.value.with(posed.drawn()) else { continue };
        keys.push(Key::wrong((rounded(value), tolerance), filled(&mistake.feedback.value)));
    }
    Entry {
        id: question.id.to_string(),
        question: question.id.to_string(),
        lesson: question.lesson.as_ref().map(|lesson| lesson.value.to_string()),
        stem: joined([question.preamble.as_deref().unwrap_or(""), &posed.prompt, &unit]),
        shape: Shape::Number(keys),
        explanation: joined([worked, context]),
    }
}

/// Without the noise of binary fractions, and without a sign before zero.
fn rounded(value: f64) -> f64 {
    format!("{value:.9}").parse().unwrap_or(value) + 0.0
}

/// A listing with the numbers of its lines.
fn numbered(text: &str) -> String {
    let digits = text.lines().count().to_string().len();
    let lines = text.lines().enumerate();
    let lines: Vec<String> =
        lines.map(|(at, line)| format!("{:>digits$}  {line}", at + 1)).collect();
    edit::fenced("text", &lines.join("\n"))
}

/// Puts reasons, one a line, before the explanation.
fn explain(entry: &mut Entry, reasons: Vec<String>) {
    let list: String =
        reasons.iter().map(|why| format!("- {}\n", why.replace('\n', " "))).collect();
    entry.explanation = joined([list, entry.explanation.clone()]);
}

/// Paragraphs, without those that are empty.
fn joined(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let parts: Vec<String> =
        parts.into_iter().map(|part| part.as_ref().trim().to_owned()).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}
