//! How each kind of question is asked on plain lines, and what a typed line answers.

use crate::{
    messages::Messages,
    quiz::{Answer, Form},
    text,
};

/// One line of what is asked: its label, and the text in Markdown or as it stands.
pub(super) struct Offer {
    pub(super) label: String,
    pub(super) text: String,
    /// Code keeps its blanks.
    pub(super) code: bool,
}

/// What a line of the input is.
#[derive(Debug, PartialEq)]
pub(super) enum Typed {
    Answer(Answer),
    /// It answers nothing that was asked.
    Unclear,
}

/// What is asked, numbered; the partners of a pair have letters.
pub(super) fn offers(form: &Form) -> Vec<Offer> {
    let offer = |label: String, text: &str| Offer { label, text: text.to_owned(), code: false };
    let numbered = |texts: &[String]| -> Vec<Offer> {
        texts.iter().enumerate().map(|(at, text)| offer(format!("{}. ", at + 1), text)).collect()
    };
    let pairs = |left: &[String], right: &[String]| {
        let lettered = right.iter().enumerate();
        let lettered = lettered.map(|(at, text)| offer(format!("{}. ", letters(at)), text));
        let blank = offer(String::new(), "");
        numbered(left).into_iter().chain([blank]).chain(lettered).collect()
    };
    match form {
        Form::Choice { options, .. } => numbered(options),
        Form::Ordering { items } => numbered(items),
        Form::Matching { left, right } => pairs(left, right),
        Form::Classify { items, classes } => pairs(items, classes),
        Form::Tracing { program: listing } | Form::FaultLine { listing } => {
            let digits = listing.lines.len().to_string().len();
            let lines = listing.lines.iter().enumerate();
            let label = |at| format!("{at:>digits$}  ");
            lines
                .map(|(at, line)| Offer { label: label(at + 1), text: line.clone(), code: true })
                .collect()
        }
        Form::Text { .. } | Form::Number { .. } => Vec::new(),
    }
}

/// How it is answered.
pub(super) fn how(form: &Form, words: &Messages) -> String {
    let key = match form {
        Form::Choice { options, several: false } => {
            return words.format("plain.how.choice", &[("n", &options.len())]);
        }
        Form::Number { unit: Some(unit) } => {
            return words.format("plain.how.unit", &[("unit", unit)]);
        }
        Form::Choice { .. } => "plain.how.several",
        Form::Text { .. } => "plain.how.text",
        Form::Tracing { .. } => "plain.how.tracing",
        Form::Ordering { .. } => "plain.how.ordering",
        Form::Matching { .. } | Form::Classify { .. } => "plain.how.pairs",
        Form::Number { unit: None } => "plain.how.number",
        Form::FaultLine { .. } => "plain.how.line",
    };
    words.get(key).to_owned()
}

/// Reads a line as an answer.
pub(super) fn read(form: &Form, line: &str) -> Typed {
    let answer = match form {
        Form::Choice { options, several } => {
            let picked = numbers(line, options.len()).map(|numbers| texts(options, &numbers));
            picked.filter(|picked| *several || picked.len() == 1).map(Answer::Choice)
        }
        Form::Text { .. } => Some(Answer::Text(line.to_owned())),
        Form::Number { .. } => Some(Answer::Number(line.to_owned())),
        Form::Tracing { .. } => Some(match fails(line) {
            Some(at) => Answer::FailsAt(at),
            None => Answer::Prints(line.replace("\\n", "\n")),
        }),
        Form::Ordering { items } => numbers(line, items.len())
            .filter(|order| order.len() == items.len())
            .map(|order| Answer::Order(texts(items, &order))),
        Form::Matching { left, right } => pairs(line, left, right).map(Answer::Pairs),
        Form::Classify { items, classes } => pairs(line, items, classes).map(Answer::Classes),
        Form::FaultLine { .. } => line.parse().ok().map(Answer::Line),
    };
    answer.map_or(Typed::Unclear, Typed::Answer)
}

/// `fails 3` and `fail 3`.
fn fails(line: &str) -> Option<usize> {
    let lower = line.to_lowercase();
    let (word, number) = lower.split_once(char::is_whitespace)?;
    let number = number.trim().parse().ok()?;
    matches!(word, "fails" | "fail").then_some(number)
}

/// Numbers from 1 to `most`, each at most once.
fn numbers(line: &str, most: usize) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for word in line.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty()) {
        let number: usize = word.trim_end_matches('.').parse().ok()?;
        if number == 0 || number > most || found.contains(&number) {
            return None;
        }
        found.push(number);
    }
    (!found.is_empty()).then_some(found)
}

fn texts(all: &[String], numbers: &[usize]) -> Vec<String> {
    numbers.iter().filter_map(|number| all.get(number - 1).cloned()).collect()
}

/// `1b 2a`, `1=b, 2=a`, or the letters alone in the order of the items. An item given twice has what
/// was said last.
fn pairs(line: &str, left: &[String], right: &[String]) -> Option<Vec<(String, String)>> {
    let words: Vec<&str> =
        line.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty()).collect();
    let mut given: Vec<Option<&String>> = vec![None; left.len()];
    for (at, word) in words.iter().enumerate() {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, letter) = word.split_at(digits);
        let item = if number.is_empty() { at + 1 } else { number.parse().ok()? };
        let letter = letter.trim_start_matches(['=', '-', ':', '.', ')']).to_lowercase();
        let partner = right.iter().enumerate().find(|(at, _)| letters(*at) == letter)?.1;
        *given.get_mut(item.checked_sub(1)?)? = Some(partner);
    }
    let pairs = left.iter().zip(given).filter_map(|(left, right)| Some((left.clone(), right?)));
    let pairs: Vec<(String, String)> = pairs.map(|(left, right)| (left, right.clone())).collect();
    (!pairs.is_empty()).then_some(pairs)
}

/// a, b, … z, aa, ab, …
fn letters(at: usize) -> String {
    let last = char::from(b'a' + u8::try_from(at % 26).unwrap_or(0));
    match (at / 26).checked_sub(1) {
        Some(rest) => format!("{}{last}", letters(rest)),
        None => last.to_string(),
    }
}

/// A line of code as it may be printed.
pub(super) fn code(line: &str) -> String {
    text::sanitize(&line.replace('\t', "    ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::Listing;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn pairs_form() -> Form {
        Form::Matching { left: list(&["slow", "failing"]), right: list(&["timeout", "breaker"]) }
    }

    #[test]
    fn a_number_picks_one_option_and_nothing_else_does() {
        let form = Form::Choice { options: list(&["a", "b", "c"]), several: false };
        assert_eq!(read(&form, "2"), Typed::Answer(Answer::Choice(list(&["b"]))));
        for line in ["0", "4", "1 2", "b", "", "-1", "99999999999999999999999"] {
            assert_eq!(read(&form, line), Typed::Unclear, "{line:?}");
        }
    }

    #[test]
    fn several_numbers_pick_several_options() {
        let form = Form::Choice { options: list(&["a", "b", "c"]), several: true };
        for line in ["1 3", "1,3", "1, 3.", "1;3"] {
            assert_eq!(read(&form, line), Typed::Answer(Answer::Choice(list(&["a", "c"]))));
        }
        assert_eq!(read(&form, "1 1"), Typed::Unclear);
    }

    #[test]
    fn an_order_names_every_item_once() {
        let form = Form::Ordering { items: list(&["x", "y", "z"]) };
        assert_eq!(read(&form, "3 1 2"), Typed::Answer(Answer::Order(list(&["z", "x", "y"]))));
        assert_eq!(read(&form, "3 1"), Typed::Unclear);
    }

    #[test]
    fn pairs_are_numbers_with_letters_or_letters_alone() {
        let wanted = vec![
            ("slow".to_owned(), "breaker".to_owned()),
            ("failing".to_owned(), "timeout".to_owned()),
        ];
        for line in ["1b 2a", "2a 1b", "1=b, 2=a", "b a", "1B;2A", "1a 1b 2a"] {
            let read = read(&pairs_form(), line);
            assert_eq!(read, Typed::Answer(Answer::Pairs(wanted.clone())), "{line:?}");
        }
        for line in ["1z", "3a", "0a", "1", "ä", "1b 2"] {
            assert_eq!(read(&pairs_form(), line), Typed::Unclear, "{line:?}");
        }
    }

    #[test]
    fn a_program_prints_lines_or_fails_at_one() {
        let program = Listing { language: String::new(), lines: list(&["x"]) };
        let form = Form::Tracing { program };
        assert_eq!(read(&form, r"1\n2"), Typed::Answer(Answer::Prints("1\n2".into())));
        assert_eq!(read(&form, "Fails 3"), Typed::Answer(Answer::FailsAt(3)));
        assert_eq!(read(&form, "fails often"), Typed::Answer(Answer::Prints("fails often".into())));
    }

    #[test]
    fn letters_go_on_behind_z() {
        assert_eq!([letters(0), letters(25), letters(26), letters(27)], ["a", "z", "aa", "ab"]);
    }
}
