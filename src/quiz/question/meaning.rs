//! What a question means: the hash of what is right, and nothing else. Another wording keeps it, another
//! right answer changes it, and with it the memory of the question begins anew.

use super::Kind;
use crate::chance::Fingerprint;
use crate::quiz::{
    answer::fold,
    choice::Choice,
    classify::Classify,
    fault_line::FaultLine,
    matching::Matching,
    numeric::Numeric,
    ordering::Ordering,
    short_answer::ShortAnswer,
    tracing::{Outcome, Tracing},
};

/// The hash that an author declares: any text is hashed, and a hash stands for itself, so that a
/// reworded answer can keep the meaning it had.
pub(super) fn declared(text: &str) -> String {
    let is_hash = text.len() == 16 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    if is_hash { text.to_owned() } else { crate::hash::fingerprint(text) }
}

impl Kind {
    /// The hash of what is right.
    pub(super) fn meaning(&self) -> String {
        let mut hash = Fingerprint::default();
        hash.text(self.name());
        let right = match self {
            Self::MultipleChoice(kind) => sorted(kind.meant()),
            Self::ShortAnswer(kind) => sorted(kind.meant()),
            Self::Tracing(kind) => kind.meant(),
            Self::Ordering(kind) => kind.meant(),
            Self::Matching(kind) => sorted(kind.meant()),
            Self::Classify(kind) => sorted(kind.meant()),
            Self::Numeric(kind) => kind.meant(),
            Self::FaultLine(kind) => sorted(kind.meant()),
        };
        hash.texts(right.iter().map(String::as_str));
        hash.hex()
    }
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// Two texts as one that no other two give.
fn pair(left: &str, right: &str) -> String {
    format!("{}\u{0}{}", fold(left), fold(right))
}

impl Choice {
    fn meant(&self) -> Vec<String> {
        self.right.iter().map(|option| fold(&option.value)).collect()
    }
}

impl ShortAnswer {
    fn meant(&self) -> Vec<String> {
        let all = std::iter::once(&self.answer).chain(&self.alternatives);
        all.map(|text| fold(&text.value)).collect()
    }
}

impl Tracing {
    fn meant(&self) -> Vec<String> {
        let outcome = match &self.outcome.value {
            Outcome::Prints(text) => pair("prints", text),
            Outcome::Fails(Some(line)) => pair("fails", &line.to_string()),
            Outcome::Fails(None) => pair("fails", ""),
        };
        vec![fold(&self.program.value), outcome]
    }
}

impl Ordering {
    fn meant(&self) -> Vec<String> {
        self.order.iter().map(|item| fold(&item.value)).collect()
    }
}

impl Matching {
    fn meant(&self) -> Vec<String> {
        self.pairs.iter().map(|(left, right)| pair(&left.value, &right.value)).collect()
    }
}

impl Classify {
    fn meant(&self) -> Vec<String> {
        self.items.iter().map(|item| pair(&item.item.value, &item.class)).collect()
    }
}

impl Numeric {
    /// Not the ranges of the parameters: other numbers ask the same.
    fn meant(&self) -> Vec<String> {
        let formula: String = self.answer.value.text().split_whitespace().collect();
        let unit = self.unit.as_deref().map(fold).unwrap_or_default();
        vec![formula, unit, self.allowance().to_string()]
    }
}

impl FaultLine {
    /// The texts of the faulty lines: one that is added above them changes nothing.
    fn meant(&self) -> Vec<String> {
        let text = |line: usize| self.text.value.lines().nth(line.saturating_sub(1));
        self.lines.iter().filter_map(|at| text(at.value)).map(fold).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::quiz::Quiz;

    fn meaning(question: &str) -> String {
        let (quiz, found) =
            Quiz::parse("q.toml", &format!("title = 'T'\n[[questions]]\nid = 'q'\n{question}"));
        assert!(found.is_empty(), "{}", found[0]);
        quiz.unwrap().questions[0].meaning.clone()
    }

    fn choice(prompt: &str, right: &str, wrong: &str) -> String {
        meaning(&format!(
            "type = 'MultipleChoice'\nprompt.prompt = '{prompt}'\nprompt.distractors = {wrong}\n\
             answer.answer = {right}\n"
        ))
    }

    #[test]
    fn only_what_is_right_makes_the_meaning_of_a_choice() {
        let meaning = choice("Which?", "['A saga', 'An outbox']", "['x']");
        assert_eq!(choice("Which two?", "['an outbox.', '“A  Saga”']", "['y', 'z']"), meaning);
        assert_ne!(choice("Which?", "['A saga']", "['x']"), meaning);
    }

    #[test]
    fn an_order_means_its_order_and_pairs_mean_their_pairs() {
        let order = |items: &str| {
            meaning(&format!("type = 'Ordering'\nprompt.prompt = 'p'\nanswer.order = {items}\n"))
        };
        assert_ne!(order("['a', 'b']"), order("['b', 'a']"));
        let classes = |items: &str| {
            meaning(&format!(
                "type = 'Classify'\nprompt.prompt = 'p'\nprompt.classes = ['x', 'y']\n\
                 answer.items = [{items}]\n"
            ))
        };
        let (a, b) = ("{ item = 'a', class = 'x' }", "{ item = 'b', class = 'y' }");
        assert_eq!(classes(&format!("{a}, {b}")), classes(&format!("{b}, {a}")));
        assert_ne!(classes(&format!("{a}, {b}")), classes(a));
    }

    #[test]
    fn a_number_means_its_formula_unit_and_tolerance() {
        let number = |formula: &str, range: &str, tolerance: &str| {
            meaning(&format!(
                "type = 'Numeric'\nprompt.prompt = '{{n}}'\nprompt.parameters.n = {range}\n\
                 answer.formula = '{formula}'\nanswer.tolerance = {tolerance}\n"
            ))
        };
        let two = "[1, 2]";
        let meaning = number("n * 2", two, "0.5");
        assert_eq!(number("n*2", "[5, 9]", "0.5"), meaning);
        assert_ne!(number("n * 3", two, "0.5"), meaning);
        assert_ne!(number("n * 2", two, "0.1"), meaning);
    }

    #[test]
    fn a_line_that_is_added_above_the_fault_changes_nothing() {
        let fault = |text: &str, line: u32| {
            meaning(&format!(
                "type = 'FaultLine'\nprompt.prompt = 'p'\nprompt.text = \"{text}\"\n\
                 answer.line = {line}\n"
            ))
        };
        assert_eq!(fault("a\\nb\\nc", 2), fault("new\\na\\nb\\nc", 3));
        assert_ne!(fault("a\\nb\\nc", 2), fault("a\\nb\\nc", 3));
    }

    #[test]
    fn an_author_may_declare_what_a_question_means() {
        let declared = |meaning: &str, right: &str| {
            self::meaning(&format!(
                "type = 'ShortAnswer'\nmeaning = '{meaning}'\nprompt.prompt = 'p'\n\
                 answer.answer = '{right}'\n"
            ))
        };
        assert_eq!(declared("first", "a"), declared("first", "b"));
        assert_ne!(declared("second", "a"), declared("first", "a"));
        assert_eq!(declared("00112233445566aa", "a"), "00112233445566aa");
    }
}
