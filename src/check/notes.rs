//! Footnotes and link definitions of a lesson: what is used is defined, what is defined is used.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use pulldown_cmark::{Event, LinkType, RefDefs, Tag};

use super::body::Body;
use crate::markdown::fold_label as fold;

/// What a lesson defines and uses.
#[derive(Default)]
pub(super) struct Notes {
    /// Link definitions by folded label.
    definitions: BTreeMap<String, Range<usize>>,
    used: HashSet<String>,
    notes: BTreeMap<String, Range<usize>>,
    mentioned: BTreeMap<String, Range<usize>>,
}

impl Notes {
    pub(super) fn new(definitions: &RefDefs<'_>) -> Self {
        let definitions = definitions.iter();
        Self {
            definitions: definitions.map(|(label, at)| (fold(label), at.span.clone())).collect(),
            ..Self::default()
        }
    }

    /// Takes down what an event defines or uses.
    pub(super) fn see(&mut self, event: &Event<'_>, range: &Range<usize>, source: &str) {
        match event {
            // A mention of a note that is not defined is mere text to the parser.
            Event::Text(text) => {
                for (at, _) in text.match_indices('^') {
                    if let Some((label, span)) = mention(source, range.start + at) {
                        self.mentioned.entry(fold(&label)).or_insert(span);
                    }
                }
            }
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. })
                if by_label(*link_type) =>
            {
                self.used.insert(fold(id));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.notes.entry(fold(label)).or_insert_with(|| range.clone());
            }
            Event::FootnoteReference(label) => {
                self.mentioned.entry(fold(label)).or_insert_with(|| range.clone());
            }
            _ => {}
        }
    }

    /// Says what does not meet; `broken` are the links whose label is not defined, and the text of
    /// the lesson starts at `start` of its file.
    pub(super) fn say(
        self,
        body: &mut Body<'_>,
        source: &str,
        start: usize,
        broken: Vec<(Range<usize>, LinkType, String)>,
    ) {
        let moved = |span: &Range<usize>| {
            // A definition is named by its first line.
            let text = source.get(span.clone()).unwrap_or_default();
            let first = text.find('\n').unwrap_or(text.len());
            span.start + start..span.start + start + first
        };
        for (label, span) in
            self.notes.iter().filter(|(label, _)| !self.mentioned.contains_key(*label))
        {
            let message = format!("nothing mentions the note `[^{label}]`");
            body.warn("unused-note", moved(span), message, "mention it, or take it out");
        }
        for (label, span) in
            self.mentioned.iter().filter(|(label, _)| !self.notes.contains_key(*label))
        {
            undefined_note(body, label, moved(span));
        }
        for (label, span) in
            self.definitions.iter().filter(|(label, _)| !self.used.contains(*label))
        {
            let message = format!("nothing uses the definition `[{label}]`");
            body.warn("unused-definition", moved(span), message, "use it, or take it out");
        }
        for (span, kind, label) in broken {
            if let Some(note) = label.strip_prefix('^') {
                undefined_note(body, note, moved(&span));
            } else if matches!(kind, LinkType::Reference | LinkType::Collapsed) {
                let message = format!("nothing defines `[{label}]`");
                let help = format!("a line such as `[{label}]: https://…`");
                body.warn("undefined-reference", moved(&span), message, &help);
            }
        }
    }
}

/// The label of `[^label]` whose `^` stands at a place, and where all of it stands.
fn mention(source: &str, at: usize) -> Option<(String, Range<usize>)> {
    let before = source.get(..at)?.strip_suffix('[')?;
    let label = source.get(at + 1..)?.split(']').next()?;
    let is_label = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[');
    let whole = before.len()..at + label.len() + 2;
    let is_mention = is_label && !before.ends_with('\\') && source.get(whole.clone()).is_some();
    is_mention.then(|| (label.to_owned(), whole))
}

fn undefined_note(body: &mut Body<'_>, label: &str, span: Range<usize>) {
    let message = format!("there is no note `[^{label}]`");
    let help = format!("a line such as `[^{label}]: …`");
    body.warn("undefined-note", span, message, &help);
}

/// Whether a link names its destination by a label.
fn by_label(kind: LinkType) -> bool {
    matches!(kind, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
}
