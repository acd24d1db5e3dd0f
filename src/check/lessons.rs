//! The bodies of lessons: headings, fences and what stands in them, and the order that `needs` asks for.

use std::{cell::OnceCell, collections::HashMap, ops::Range, sync::Arc};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd,
};

use super::{
    Kind, Shelf, art,
    body::{Body, WIDEST},
    diagrams, links,
    notes::Notes,
    tables,
};
use crate::{
    course::{self, LessonCard},
    diagnostic::Diagnostic,
    markdown, text as cells,
};

/// A fence that is being read: its content, and where the pieces of it stand in the file.
#[derive(Default)]
struct Fence {
    language: String,
    fenced: bool,
    content: String,
    /// Offset in the content and in the file of each piece.
    pieces: Vec<(usize, usize)>,
}

impl Fence {
    fn new(kind: &CodeBlockKind<'_>) -> Self {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let fenced = matches!(kind, CodeBlockKind::Fenced(_));
        Self { language: info.to_owned(), fenced, ..Self::default() }
    }

    fn add(&mut self, text: &str, at: usize) {
        self.pieces.push((self.content.len(), at));
        self.content.push_str(text);
    }

    /// The place in the file of a place in the content: each line of a fence in a list or a quote
    /// stands behind marks of its own.
    fn place(&self, at: usize) -> Option<usize> {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        self.pieces.get(piece).map(|(start, place)| place + (at - start))
    }

    fn span(&self, span: &Range<usize>, whole: &Range<usize>) -> Range<usize> {
        match self.place(span.start) {
            Some(start) => start..start + span.len(),
            None => whole.clone(),
        }
    }
}

/// Checks the body of a lesson.
pub(super) fn check(
    shelf: &Shelf,
    card: &LessonCard,
    text: &Arc<str>,
    found: &mut Vec<Diagnostic>,
) {
    let start = course::body_start(text);
    let source = text.get(start..).unwrap_or_default();
    let mut body = Body { shelf, card, text, found };
    let mut broken: Vec<(Range<usize>, LinkType, String)> = Vec::new();
    let mut note = |link: BrokenLink<'_>| {
        broken.push((link.span, link.link_type, link.reference.to_string()));
        None
    };
    let parser =
        Parser::new_with_broken_link_callback(source, markdown::options(), Some(&mut note));
    let mut notes = Notes::new(parser.reference_definitions());
    let mut fence: Option<Fence> = None;
    let mut says = false;
    let mut columns = 0;
    for (event, range) in parser.into_offset_iter() {
        let span = range.start + start..range.end + start;
        if fence.is_none() {
            notes.see(&event, &range, source);
        }
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => links::check(&mut body, &dest_url, span),
            Event::Start(Tag::Image { dest_url, .. }) => {
                says = true;
                links::image(&mut body, &dest_url, span);
            }
            Event::Start(Tag::Paragraph) => tables::paragraph(&mut body, &span),
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => tables::row(&mut body, span, columns),
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                let help = "the title is the front matter's; sections start at `##`";
                body.warn("second-title", span, "a heading of the first level", help);
            }
            Event::Start(Tag::CodeBlock(kind)) => fence = Some(Fence::new(&kind)),
            Event::Text(part) | Event::Code(part) => {
                says |= !part.trim().is_empty();
                if let Some(fence) = &mut fence {
                    fence.add(&part, span.start);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(fence) = fence.take() {
                    body.fence(&fence, span);
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)
                if !markdown::is_meant(source.get(range.clone()).unwrap_or_default()) =>
            {
                let help = "say it in Markdown, or put it between backticks";
                body.warn("raw-html", span, "HTML is shown as text here", help);
            }
            _ => {}
        }
    }
    if !says {
        let end = text.len();
        body.warn("empty-lesson", start.min(end)..end, "this lesson says nothing", "write it");
    }
    notes.say(&mut body, source, start, broken);
}

impl Body<'_> {
    fn fence(&mut self, fence: &Fence, whole: Range<usize>) {
        if fence.fenced && !is_closed(self.text.get(whole.clone()).unwrap_or_default()) {
            let first = whole.start..whole.start + 3;
            let help = "end it with a line of the same marks, or all of the rest is code";
            self.warn("unclosed-fence", first, "nothing closes this fence", help);
        }
        match fence.language.as_str() {
            "question" => self.question(fence.content.trim(), whole),
            "mermaid" => {
                for mut fault in diagrams::faults(&fence.content) {
                    fault.span = fence.span(&fault.span, &whole);
                    self.found.push(fault.diagnostic(&self.card.file, self.text, 0));
                }
            }
            language => {
                self.width(fence, &whole);
                if language == "diagram" {
                    for (at, size, message) in art::faults(&fence.content) {
                        let help = "every line of the drawing must meet one that answers it";
                        let span = fence.span(&(at..at + size), &whole);
                        self.wrong("broken-art", span, message, Some(help));
                    }
                }
            }
        }
    }

    fn question(&mut self, id: &str, whole: Range<usize>) {
        self.shelf.asked.borrow_mut().insert(id.to_owned());
        if self.shelf.lacks(Kind::Question, id) {
            let near = self.shelf.near(Kind::Question, id);
            let near = near.map(|near| format!("did you mean `{near}`?"));
            let help =
                near.unwrap_or_else(|| "the fence holds the id of a question in quizzes/".into());
            let message = format!("there is no question `{id}`");
            self.wrong("unknown-question", whole, message, Some(&help));
        }
    }

    fn width(&mut self, fence: &Fence, whole: &Range<usize>) {
        let mut offset = 0;
        for line in fence.content.split_inclusive('\n') {
            let width = cells::width(line.trim_end_matches('\n'));
            if width > WIDEST {
                let message = format!("this line is {width} cells wide, and {WIDEST} fit");
                let span = fence.span(&(offset..offset + line.trim_end().len()), whole);
                self.warn("too-wide", span, message, "break it, or shorten it");
            }
            offset += line.len();
        }
    }
}

/// Whether the text of a fenced block ends with the marks that it begins with.
fn is_closed(block: &str) -> bool {
    let mut lines = block.lines();
    let bare = |line: &str| line.trim().trim_start_matches(['>', ' ', '\t']).to_owned();
    let first = bare(lines.next().unwrap_or_default());
    let Some(mark) = first.chars().next() else { return true };
    let length = first.chars().take_while(|c| *c == mark).count();
    lines
        .last()
        .map(bare)
        .is_some_and(|last| last.len() >= length && last.chars().all(|c| c == mark))
}

/// `needs` of the lessons has no cycle.
pub(super) fn order(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut graph = DiGraphMap::<&str, ()>::new();
    for (card, _) in &shelf.lessons {
        for need in &card.needs {
            graph.add_edge(card.id.as_str(), need.as_str(), ());
        }
    }
    let rings: OnceCell<HashMap<&str, usize>> = OnceCell::new();
    let ring = |id: &str| {
        let of = rings.get_or_init(|| {
            let rings = tarjan_scc(&graph).into_iter().enumerate();
            rings.flat_map(|(number, ring)| ring.into_iter().map(move |id| (id, number))).collect()
        });
        of.get(id).copied()
    };
    let mut uses: HashMap<&str, usize> = HashMap::new();
    shelf.lessons.iter().for_each(|(card, _)| *uses.entry(card.id.as_str()).or_default() += 1);
    for (card, text) in &shelf.lessons {
        let id = card.id.as_str();
        // Of two lessons with one id nobody knows which is meant.
        if uses.get(id).is_some_and(|uses| *uses > 1) {
            continue;
        }
        let around = |need: &&crate::id::LessonId| {
            need.as_str() == id
                || (ring(need.as_str()).is_some() && ring(need.as_str()) == ring(id))
        };
        if let Some(need) = card.needs.iter().find(around) {
            let message = format!("`{id}` and `{need}` need each other in a ring");
            found.push(
                Diagnostic::error("cycle", &card.file, message)
                    .at(text, card.span_of(need.as_str()))
                    .help("leave out one of the lessons in `needs`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_closed_by_its_own_marks_only() {
        for closed in ["```\na\n```", "~~~~ x\na\n~~~~~", "> ```\n> a\n> ```", "```\n```\n"] {
            assert!(is_closed(closed), "{closed}");
        }
        for open in ["```\na\n", "```", "````\na\n```", "```\n~~~"] {
            assert!(!is_closed(open), "{open}");
        }
    }
}
