//! The bodies of lessons: links, fences and what stands in them, and the order that `needs` asks for.

use std::{ops::Range, sync::Arc};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Shelf, art, diagrams};
use crate::{
    course::{self, LessonCard},
    diagnostic::Diagnostic,
    markdown::{self, Target},
    text as cells,
};

/// Code and drawings are at most this wide, in cells.
pub(super) const WIDEST: usize = 80;

/// One lesson's text with what is found in it.
struct Body<'a> {
    shelf: &'a Shelf,
    card: &'a LessonCard,
    text: &'a Arc<str>,
    found: &'a mut Vec<Diagnostic>,
}

/// Checks the body of a lesson.
pub(super) fn check(
    shelf: &Shelf,
    card: &LessonCard,
    text: &Arc<str>,
    found: &mut Vec<Diagnostic>,
) {
    let start = course::body_start(text);
    let mut body = Body { shelf, card, text, found };
    if let Some(at) = text.find(|c| c != '\r' && cells::is_harmful(c)) {
        let message = "a control character, which no terminal should see";
        body.wrong("control-character", at..at + 1, message.into(), None);
    }
    let body_text = text.get(start..).unwrap_or_default();
    let events = Parser::new_ext(body_text, markdown::options());
    let mut fence: Option<(String, String, Option<usize>)> = None;
    for (event, range) in events.into_offset_iter() {
        let span = range.start + start..range.end + start;
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                body.link(&dest_url, span);
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                let help = "the title is the front matter's; sections start at `##`";
                body.wrong("second-title", span, "a heading of the first level".into(), Some(help));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().unwrap_or_default()
                    }
                    CodeBlockKind::Indented => "",
                };
                fence = Some((info.to_owned(), String::new(), None));
            }
            Event::Text(part) if fence.is_some() => {
                if let Some((_, content, at)) = &mut fence {
                    at.get_or_insert(span.start);
                    content.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, content, at)) = fence.take() {
                    body.fence(&language, &content, at.unwrap_or(span.start), span);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let help = "say it in Markdown, or put it between backticks";
                body.wrong("raw-html", span, "HTML is shown as text here".into(), Some(help));
            }
            _ => {}
        }
    }
}

impl Body<'_> {
    fn wrong(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: String,
        help: Option<&str>,
    ) {
        let mut wrong = Diagnostic::error(code, &self.card.file, message).at(self.text, span);
        if let Some(help) = help {
            wrong = wrong.help(help);
        }
        self.found.push(wrong);
    }

    fn link(&mut self, url: &str, span: Range<usize>) {
        let shelf = self.shelf;
        let near_lesson = |id: &str| {
            let known = shelf.lessons.iter().map(|(card, _)| card.id.as_str());
            cells::nearest(id, known).map(str::to_owned)
        };
        let (there, near) = match Target::parse(url) {
            None => {
                let help = "links are pattern:, lesson:, quiz:, exercise: and lab: ids, files of the course, https";
                return self.wrong(
                    "dead-link",
                    span,
                    format!("`{}` leads nowhere", cells::sanitize(url)),
                    Some(help),
                );
            }
            Some(Target::Lesson(id)) => (shelf.has_lesson(id.as_str()), near_lesson(id.as_str())),
            Some(Target::Pattern(id)) => (
                shelf.catalog.get(id.as_str()).is_some(),
                shelf.catalog.suggest(id.as_str()).map(str::to_owned),
            ),
            Some(Target::Quiz(id)) => {
                let mut known = shelf.quizzes.iter().map(|(_, quiz, _)| quiz.id.as_str());
                (known.any(|quiz| quiz == id.as_str()), None)
            }
            Some(Target::Exercise(id)) => (shelf.has_exercise(id.as_str()), None),
            Some(Target::Lab(id)) => (crate::lab::find(id.as_str()).is_some(), None),
            Some(Target::File { path, .. }) => {
                let there = markdown::beside(&self.card.file, &path)
                    .is_some_and(|file| shelf.source.has(&file));
                (there, None)
            }
            Some(Target::Anchor(anchor)) => {
                let mut document = crate::markdown::Document::new(self.text.to_string());
                while document.index() {}
                (document.anchor(&anchor).is_some(), None)
            }
            Some(Target::Web(_) | Target::Note(_) | Target::Back(_) | Target::Question(_)) => {
                (true, None)
            }
        };
        if !there {
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.wrong("dead-link", span, format!("`{url}` leads nowhere"), help.as_deref());
        }
    }

    fn fence(&mut self, language: &str, content: &str, at: usize, whole: Range<usize>) {
        match language {
            "question" => {
                let id = content.trim();
                if self.shelf.quiz_of_question(id).is_none() {
                    let help = "the fence holds the id of a question in quizzes/";
                    self.wrong(
                        "unknown-question",
                        whole,
                        format!("there is no question `{id}`"),
                        Some(help),
                    );
                }
            }
            "mermaid" => {
                for fault in diagrams::faults(content) {
                    let at = if content.is_empty() { whole.start } else { at };
                    self.found.push(fault.diagnostic(&self.card.file, self.text, at));
                }
            }
            _ => {
                self.width(content, at);
                if language == "diagram" {
                    for (offset, size, message) in art::faults(content) {
                        let help = "every line of the drawing must meet one that answers it";
                        self.wrong(
                            "broken-art",
                            at + offset..at + offset + size,
                            message,
                            Some(help),
                        );
                    }
                }
            }
        }
    }

    fn width(&mut self, content: &str, at: usize) {
        let mut offset = 0;
        for line in content.split_inclusive('\n') {
            let width = cells::width(line.trim_end_matches('\n'));
            if width > WIDEST {
                let message = format!("this line is {width} cells wide, and {WIDEST} fit");
                self.wrong(
                    "too-wide",
                    at + offset..at + offset + line.trim_end().len(),
                    message,
                    None,
                );
            }
            offset += line.len();
        }
    }
}

/// `needs` of the lessons has no cycle.
pub(super) fn order(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut graph = DiGraphMap::<&str, ()>::new();
    for (card, _) in &shelf.lessons {
        for need in &card.needs {
            graph.add_edge(card.id.as_str(), need.as_str(), ());
        }
    }
    for ring in tarjan_scc(&graph) {
        let alone = ring.len() == 1 && ring.first().is_none_or(|id| !graph.contains_edge(id, id));
        if alone {
            continue;
        }
        for (card, text) in &shelf.lessons {
            let Some(need) = card.needs.iter().find(|need| ring.contains(&need.as_str())) else {
                continue;
            };
            if ring.contains(&card.id.as_str()) {
                let message = format!("`{}` and `{need}` need each other in a ring", card.id);
                found.push(
                    Diagnostic::error("cycle", &card.file, message)
                        .at(text, card.span_of(need.as_str()))
                        .help("leave out one of the lessons in `needs`"),
                );
            }
        }
    }
}
