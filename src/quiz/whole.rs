//! A question as Markdown, whole and without its key, for pages that are printed.

use std::sync::Arc;

use super::{Form, Kind, Listing, Question};

/// Options stand in the same order each time that they are printed.
const ORDER: u64 = 1;

impl Question {
    /// What is asked and what there is to choose from, with `…` for what is drawn anew each time.
    pub fn whole(self: &Arc<Self>) -> String {
        let prompt = match &self.kind {
            Kind::Numeric(kind) => kind.parameters.blank(&self.prompt.value),
            _ => self.prompt.value.clone(),
        };
        format!("{}\n\n{}", prompt.trim(), given(&self.pose(ORDER).form)).trim().to_owned()
    }
}

fn given(form: &Form) -> String {
    match form {
        Form::Choice { options, .. } => {
            let numbered = options.iter().enumerate();
            numbered.map(|(at, option)| item(&format!("{}. ", at + 1), option)).collect()
        }
        Form::Ordering { items } => list("- ", items),
        // Another sign begins another list.
        Form::Matching { left, right } => format!("{}\n{}", list("- ", left), list("* ", right)),
        Form::Classify { items, classes } => {
            format!("{}\n{}", list("- ", items), list("* ", classes))
        }
        Form::Tracing { program: listing } | Form::FaultLine { listing } => fence(listing),
        Form::Text { .. } | Form::Number { .. } => String::new(),
    }
}

fn list(sign: &str, items: &[String]) -> String {
    items.iter().map(|text| item(sign, text)).collect()
}

/// A text of several lines stays inside its item.
fn item(sign: &str, text: &str) -> String {
    let below = format!("\n{}", " ".repeat(sign.len()));
    format!("{sign}{}\n", text.trim().replace('\n', &below))
}

fn fence(listing: &Listing) -> String {
    let text = listing.lines.join("\n");
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{}\n{text}\n{fence}", listing.language)
}

#[cfg(test)]
mod tests {
    use crate::quiz::Quiz;

    #[test]
    fn a_question_is_printed_with_all_that_there_is_to_choose_from() {
        let text = "id = 'q'\ntitle = 'Q'\n[[questions]]\nid = 'a'\ntype = 'MultipleChoice'\n\
            prompt.prompt = '''First.\n\nWhich?'''\nprompt.distractors = [\"No\\nnever\"]\n\
            answer.answer = 'Yes'\n[[questions]]\nid = 'b'\ntype = 'Tracing'\n\
            prompt.program = 'a ``` b'\nanswer.doesCompile = false\n";
        let (quiz, found) = Quiz::parse("q.toml", text);
        let quiz = quiz.unwrap_or_else(|| panic!("{found:?}"));
        let whole: Vec<String> = quiz.questions.iter().map(|question| question.whole()).collect();
        assert!(whole[0].starts_with("First.\n\nWhich?\n\n1. "), "{}", whole[0]);
        assert!(whole[0].contains(". No\n   never") && whole[0].contains(". Yes"), "{}", whole[0]);
        assert!(whole[1].ends_with("````rust\na ``` b\n````"), "{}", whole[1]);
    }
}
