//! Checks of single questions: that they can be answered, and that every way to be wrong is explained.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Lint, texts};
use crate::{
    quiz::{
        Answer, Kind, Matching, Mistake, Numeric, Question, ShortAnswer,
        answer::fold,
        number::{near, shown},
    },
    table::Placed,
    text::counted,
};

/// So many combinations of parameters are proved; more cannot be looked at by a person either.
const PROVED: usize = 20_000;

pub(super) fn check(lint: &mut Lint<'_>, question: &Arc<Question>) {
    let at = &question.span;
    let before = lint.errors;
    match &question.kind {
        Kind::MultipleChoice(kind) => {
            explained(lint, question, kind.feedback.len(), kind.wrong.len(), "wrong option");
            different_options(lint, kind.options());
            if kind.wrong.is_empty() {
                let help = "a wrong option in `distractors` makes it a question";
                lint.warn("nothing-wrong", at, "every option is right", help);
            }
            kind.options().for_each(|option| not_of_the_others(lint, option));
        }
        Kind::ShortAnswer(kind) => {
            mistakes(lint, question, &kind.mistakes, 1);
            let right = |mistake: &&Mistake<String>| kind.accepts(&mistake.given.value);
            right_after_all(lint, kind.mistakes.iter().find(right));
            alternatives(lint, kind);
        }
        Kind::Tracing(kind) => {
            mistakes(lint, question, &kind.mistakes, 1);
            let right = |mistake: &&Mistake<_>| mistake.given.value == kind.outcome.value;
            right_after_all(lint, kind.mistakes.iter().find(right));
        }
        Kind::Ordering(kind) => {
            let pairs = kind.order.len() - 1;
            explained(lint, question, kind.feedback.len(), pairs, "pair of neighbors");
            different(lint, kind.order.iter());
        }
        Kind::Matching(kind) => {
            explained(lint, question, kind.feedback.len(), kind.pairs.len(), "pair");
            extras(lint, kind);
        }
        Kind::Classify(kind) => {
            let because = kind.items.iter().filter(|item| item.because.is_some()).count();
            explained(lint, question, because, kind.items.len(), "item");
            different(lint, kind.classes.iter());
        }
        Kind::Numeric(kind) => numeric(lint, question, kind),
        Kind::FaultLine(kind) => {
            mistakes(lint, question, &kind.mistakes, 2);
            let faulty = |line: usize| kind.lines.iter().any(|at| at.value == line);
            right_after_all(lint, kind.mistakes.iter().find(|m| faulty(m.given.value)));
            if kind.fix.is_none() {
                let help = "say in `answer.fix` what the line should say";
                let message = "nothing says how to mend the line";
                lint.lacks(question, "fix", "no-feedback", message, help);
            }
        }
    }
    // Another error usually says already why it cannot be answered.
    if lint.errors == before {
        answerable(lint, question);
    }
}

/// Whether the right answer, given as a learner gives it, is accepted.
fn answerable(lint: &mut Lint<'_>, question: &Arc<Question>) {
    if matches!(question.kind, Kind::Numeric(_)) {
        return; // Proved for every combination of parameters instead.
    }
    let posed = question.pose(0);
    let answer = posed.model_answer();
    let blank =
        matches!(&answer, Answer::Choice(options) if options.iter().any(|o| o.trim().is_empty()));
    if posed.ready(&answer).is_err() || !posed.mark(&answer).right || blank {
        lint.error("unanswerable", &question.span, "nobody can give the right answer");
    }
}

fn explained(lint: &mut Lint<'_>, question: &Question, have: usize, need: usize, part: &str) {
    if have < need {
        let message = format!("{} without feedback: {} of {need}", part, need - have);
        let key = if matches!(question.kind, Kind::Classify(_)) { "items" } else { "feedback" };
        lint.lacks(question, key, "no-feedback", message, format!("say for each {part} why"));
    }
}

fn mistakes<T>(lint: &mut Lint<'_>, question: &Question, given: &[Mistake<T>], need: usize) {
    if given.len() < need {
        let message =
            format!("{} of at least {} explained", given.len(), counted(need, "common mistake"));
        let help = "add to `mistakes` what learners get wrong";
        lint.lacks(question, "mistakes", "no-feedback", message, help);
    }
}

fn right_after_all<T>(lint: &mut Lint<'_>, mistake: Option<&Mistake<T>>) {
    if let Some(mistake) = mistake {
        lint.error("mistake-is-right", &mistake.given.span, "this mistake is a right answer");
    }
}

/// An alternative that is the answer already does no harm.
fn alternatives(lint: &mut Lint<'_>, kind: &ShortAnswer) {
    let mut seen = HashSet::from([fold(&kind.answer.value)]);
    for other in &kind.alternatives {
        if !seen.insert(fold(&other.value)) {
            let message = format!("`{}` is accepted without being said", other.value.trim());
            let help = "case, blanks and quotes do not matter in a typed answer";
            lint.warn("duplicate-option", &other.span, message, help);
        }
    }
}

/// Options that a learner cannot tell apart.
fn different_options<'a>(lint: &mut Lint<'_>, options: impl Iterator<Item = &'a Placed<String>>) {
    let mut seen = HashMap::new();
    for option in options {
        let (text, folded) = (option.value.trim(), fold(&option.value));
        match seen.insert(folded, text) {
            Some(other) if other == text => {
                lint.error("duplicate-option", &option.span, format!("`{text}` stands here twice"));
            }
            Some(other) => {
                let message = format!("`{text}` is `{other}` but for case and blanks");
                let help = "say in words what tells them apart";
                lint.warn("duplicate-option", &option.span, message, help);
            }
            None => {}
        }
    }
}

fn different<'a>(lint: &mut Lint<'_>, options: impl Iterator<Item = &'a Placed<String>>) {
    let mut seen = HashSet::new();
    for option in options {
        if !seen.insert(fold(&option.value)) {
            let message = format!("`{}` stands here twice", option.value.trim());
            lint.error("duplicate-option", &option.span, message);
        }
    }
}

/// "All of the above" means nothing once options are shuffled, and gives itself away.
fn not_of_the_others(lint: &mut Lint<'_>, option: &Placed<String>) {
    let text = fold(&option.value);
    let about_others = ["of the above", "of these answers", "of the other options", "of them"]
        .iter()
        .any(|end| text.ends_with(end));
    let sweeping = ["all", "none", "both", "any"].iter().any(|word| text.starts_with(word));
    if about_others && sweeping {
        let help = "ask with several right options, or make two questions of it";
        let message = format!("`{}` speaks about the other options", option.value.trim());
        lint.warn("all-of-the-above", &option.span, message, help);
    }
}

fn extras(lint: &mut Lint<'_>, kind: &Matching) {
    different(lint, kind.extra.iter());
    for extra in &kind.extra {
        if kind.pairs.iter().any(|(_, right)| fold(&right.value) == fold(&extra.value)) {
            let message = format!("`{}` does belong to something", extra.value.trim());
            lint.error("duplicate-option", &extra.span, message);
        }
    }
}

fn numeric(lint: &mut Lint<'_>, question: &Arc<Question>, kind: &Numeric) {
    mistakes(lint, question, &kind.mistakes, 2);
    let mut known: Vec<&str> = kind.parameters.names().collect();
    for (text, span) in texts(question) {
        // The answer may be named once it is given, and not before.
        let asked = span == question.prompt.span;
        known.retain(|name| *name != "answer");
        if !asked {
            known.push("answer");
        }
        lint.marks(text, &span, &known);
    }
    if kind.parameters.count() > PROVED {
        let message = format!("{} combinations of parameters", kind.parameters.count());
        let help = format!("fewer values; {PROVED} combinations can be proved");
        lint.warn("too-many-combinations", &question.span, message, help);
    }
    let mut told = HashSet::new();
    for drawn in kind.parameters.combinations(PROVED) {
        let values: Vec<String> =
            drawn.iter().map(|(name, value)| format!("{name} = {}", shown(*value, 12))).collect();
        let with =
            if values.is_empty() { String::new() } else { format!(" at {}", values.join(", ")) };
        let value = match kind.answer.value.with(&drawn) {
            Ok(value) => value,
            Err(error) => {
                if told.insert("answer") {
                    lint.error("bad-formula", &kind.answer.span, format!("{error}{with}"));
                }
                continue;
            }
        };
        let rounded = shown(value, kind.digits(value));
        let near_enough = |text: &str| {
            text.parse().is_ok_and(|number: f64| near(number, value, kind.allowance()))
        };
        let is_told = question.told.contains(&"tolerance");
        if !near_enough(&rounded) && !is_told && told.insert("tolerance") {
            let message = format!("the solution {rounded} is not near enough to {value}{with}");
            let help = "a `tolerance` of at least half of the last digit shown, or more `decimals`";
            lint.warn("tolerance", &kind.answer.span, message, help);
        }
        for mistake in &kind.mistakes {
            match mistake.given.value.with(&drawn) {
                Ok(wrong) if near(wrong, value, kind.allowance()) => {
                    if told.insert("right") {
                        let message = format!("this mistake gives the right answer{with}");
                        lint.error("mistake-is-right", &mistake.given.span, message);
                    }
                }
                Ok(_) => {}
                Err(error) if told.insert("mistake") => {
                    lint.error("bad-formula", &mistake.given.span, format!("{error}{with}"));
                }
                Err(_) => {}
            }
        }
    }
}
