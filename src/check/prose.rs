//! Slips of the pen in running text: a backtick without its partner, a sentence that stands twice.
//! Knows Markdown, and nothing of where the text comes from.

use std::{collections::HashSet, ops::Range, sync::Arc};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Shelf;
use crate::{course, diagnostic::Diagnostic, quiz};

/// Shorter sentences ("So it is.") may well stand twice.
const WORDS: usize = 4;

/// A slip with its place in the text, in bytes.
struct Slip {
    code: &'static str,
    at: Range<usize>,
    message: String,
}

/// Checks every lesson and every question.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (card, text) in &shelf.lessons {
        let start = course::body_start(text);
        for slip in slips(text.get(start..).unwrap_or_default()) {
            let at = slip.at.start + start..slip.at.end + start;
            found.push(diagnostic(&slip, &card.file, text, at));
        }
    }
    for (file, quiz, text) in &shelf.quizzes {
        let asked = quiz.questions.iter().flat_map(|question| quiz::texts(question));
        for (words, span) in asked.chain(quiz.written.iter().flat_map(|task| task.texts())) {
            let slips = slips(words);
            found.extend(slips.iter().map(|slip| diagnostic(slip, file, text, span.clone())));
        }
    }
}

fn diagnostic(slip: &Slip, file: &str, text: &Arc<str>, at: Range<usize>) -> Diagnostic {
    Diagnostic::error(slip.code, file, slip.message.clone()).at(text, at).warning()
}

fn slips(text: &str) -> Vec<Slip> {
    let (mut slips, mut paragraph, mut start) = (Vec::new(), String::new(), None);
    let (mut code, mut address) = (false, false);
    for (event, at) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Link { link_type: LinkType::Autolink, .. }) => address = true,
            Event::End(TagEnd::Link) => address = false,
            _ if code || address => {}
            Event::Text(part) => {
                start.get_or_insert(at.start);
                if let Some(offset) = part.find('`') {
                    let place = at.start + offset..(at.start + offset + 1).min(at.end);
                    let message = "this backtick has no partner".to_owned();
                    slips.push(Slip { code: "odd-backtick", at: place, message });
                }
                paragraph.push_str(&part);
            }
            Event::Code(part) => {
                start.get_or_insert(at.start);
                paragraph.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => paragraph.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_),
            ) => {
                let begin = start.take().unwrap_or(at.start);
                if let Some(sentence) = repeated(&std::mem::take(&mut paragraph)) {
                    let message = format!("\"{sentence}\" stands here twice");
                    slips.push(Slip { code: "repeated-sentence", at: begin..at.end, message });
                }
            }
            _ => {}
        }
    }
    slips
}

/// A sentence that is repeated in the paragraph, or whose end is repeated right after it.
fn repeated(paragraph: &str) -> Option<String> {
    let sentences = paragraph.split(['.', '?', '!', ':', ';']).map(|sentence| {
        let words = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'');
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>()
    });
    let mut earlier: HashSet<Vec<String>> = HashSet::new();
    let mut last: Vec<String> = Vec::new();
    for sentence in sentences.filter(|words| words.len() >= WORDS) {
        let goes_on = !last.is_empty() && (last.ends_with(&sentence) || sentence.ends_with(&last));
        if goes_on || !earlier.insert(sentence.clone()) {
            return Some(sentence.join(" "));
        }
        last = sentence;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        slips(text).iter().map(|slip| slip.code).collect()
    }

    #[test]
    fn a_backtick_without_a_partner_is_found_where_it_stands() {
        let found = slips("`app: stock` does match. stock` does too.");
        assert_eq!((found[0].code, found[0].at.clone()), ("odd-backtick", 30..31));
        assert_eq!(codes("A pair of `ticks`, and ``one ` inside``."), [""; 0]);
        assert_eq!(codes("```sh\necho `date\n```\n"), [""; 0]);
    }

    #[test]
    fn a_sentence_that_stands_twice_in_a_paragraph_is_found() {
        let twice = "The pods are all ready. Wait a bit. The pods are\nall ready.";
        assert_eq!(codes(twice), ["repeated-sentence"]);
        let tail = "`app: stock` does match the Service. stock does match the Service.";
        assert_eq!(codes(tail), ["repeated-sentence"]);
        assert_eq!(codes("So it is. And so it is."), [""; 0]);
        assert_eq!(codes("The pods are all ready.\n\nThe pods are all ready."), [""; 0]);
    }
}
