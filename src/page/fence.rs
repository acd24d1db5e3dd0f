//! Lays fences out: code and drawings, which keep their lines, and check questions.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use super::{
    Charset, Line, LineKind, Span, Wide,
    block::{Layout, inner, prefix},
    picture,
    sign::ascii,
    wrap::{Bit, wrap},
};
use crate::{
    diagram::Zoom,
    markdown::{Fence, FenceKind, Link, Target},
    role::Role,
};

/// A block of code or a drawing on the page, for copying and highlighting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Names the block: equal blocks have equal numbers.
    pub hash: u64,
    pub language: String,
    pub text: String,
    /// Where the content starts in the source.
    pub at: usize,
}

impl Layout<'_> {
    pub(super) fn fence(&mut self, fence: &Fence, width: usize, at: usize) -> Vec<Line> {
        match &fence.kind {
            FenceKind::Mermaid => {
                self.mermaid(fence, width).unwrap_or_else(|| self.code(fence, "mermaid", true))
            }
            FenceKind::Diagram => self.code(fence, "diagram", false),
            FenceKind::Code(language) => self.code(fence, language, true),
            FenceKind::Question(id) => {
                let host = Arc::clone(&self.options.questions);
                let Some(check) = host.question(id) else {
                    return self.code(fence, "question", true);
                };
                let (signs, labels) = (self.signs(), &self.options.labels);
                let (sign, role) = match check.right {
                    Some(true) => (signs.right, Role::Good),
                    Some(false) => (signs.wrong, Role::Bad),
                    None => (signs.unseen, Role::Muted),
                };
                let link = Arc::new(Link { target: Target::Question(id.clone()), at });
                let bit = |text: String, role, link| Bit {
                    text: text.into(),
                    role,
                    link,
                    at,
                    code: false,
                    hard: false,
                };
                let bits = [
                    bit(format!("{sign} "), role, None),
                    bit(labels.check.clone(), Role::Accent, Some(link)),
                ];
                let mut lines = wrap(&bits, inner(width, 2), at);
                if !check.prompt.trim().is_empty() {
                    let prompt = self.shown(&check.prompt).into_owned();
                    lines.extend(wrap(&[bit(prompt, Role::Text, None)], inner(width, 2), at));
                }
                for line in &mut lines {
                    // What is shown is not what the source says here.
                    line.at = at;
                    line.kind = LineKind::Question(id.clone());
                }
                let bar = format!("{} ", signs.bar);
                prefix(lines, width, 2, &bar, &bar, Role::Accent)
            }
        }
    }

    /// The drawing in the middle of the page; nothing if the source cannot be read.
    fn mermaid(&mut self, fence: &Fence, width: usize) -> Option<Vec<Line>> {
        let rows = picture::draw(&fence.text, width, self.options.charset, Zoom::Full)?;
        let hash = self.remember(fence, "mermaid");
        let widest = rows.iter().map(|spans| picture::width(spans)).max().unwrap_or(0);
        let gap = " ".repeat(width.saturating_sub(widest) / 2);
        let mut lines = Vec::with_capacity(rows.len());
        for (row, mut spans) in rows.into_iter().enumerate() {
            if !gap.is_empty() && !spans.is_empty() {
                spans.insert(0, Span::new(gap.clone(), Role::Text, fence.at));
            }
            for span in &mut spans {
                span.at = fence.at;
                if let Some(link) = span.link.as_mut().map(Arc::make_mut) {
                    link.at += fence.at;
                }
            }
            let kind = LineKind::Wide(Wide { fixed: 0, block: hash, row, code: false });
            lines.push(Line { spans, at: fence.at, kind });
        }
        Some(lines)
    }

    /// Lines kept as typed.
    fn code(&mut self, fence: &Fence, language: &str, code: bool) -> Vec<Line> {
        let hash = self.remember(fence, language);
        let mut at = fence.at;
        let lines = fence.text.split('\n').enumerate().map(|(row, text)| {
            let start = at;
            at += text.len() + 1;
            let shown = match self.options.charset {
                Charset::Ascii => Cow::Owned(ascii(text, true)),
                Charset::Unicode => Cow::Borrowed(text),
            };
            let mut spans = Vec::new();
            if code {
                spans.push(Span::new("  ", Role::CodeBlock, start));
                spans.push(Span::new(shown, Role::CodeBlock, start));
            } else {
                drawing(&shown, start, &mut spans);
            }
            let fixed = usize::from(code);
            let kind = LineKind::Wide(Wide { fixed, block: hash, row, code });
            Line { spans, at: start, kind }
        });
        lines.collect()
    }

    fn remember(&mut self, fence: &Fence, language: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (language, &fence.text).hash(&mut hasher);
        let (hash, text) = (hasher.finish(), fence.text.clone());
        self.sources.push(Source { hash, language: language.to_owned(), text, at: fence.at });
        hash
    }
}

/// Splits a line of a typed drawing into lines and words.
fn drawing(text: &str, at: usize, spans: &mut Vec<Span>) {
    let is_line =
        |c: char| matches!(c, '─'..='╿' | '▀'..='◿' | '←'..='⇿' | '+' | '|' | '-' | '<' | '>');
    let mut start = 0;
    let mut of_line = None;
    for (offset, c) in text.char_indices() {
        let now = if c == ' ' { of_line } else { Some(is_line(c)) };
        if now != of_line && of_line.is_some() {
            spans.push(drawn(text.get(start..offset), of_line, at + start));
            start = offset;
        }
        of_line = now;
    }
    spans.push(drawn(text.get(start..), of_line, at + start));
}

fn drawn(text: Option<&str>, of_line: Option<bool>, at: usize) -> Span {
    let role = if of_line == Some(true) { Role::DiagramEdge } else { Role::DiagramLabel };
    Span::new(text.unwrap_or_default(), role, at)
}
