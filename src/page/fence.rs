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
    diagram::{self, Zoom},
    markdown::{self, Fence, FenceKind, Link, Target},
    role::Role,
    text,
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
            FenceKind::Mermaid if self.speaks() => self.told(fence, width, at),
            FenceKind::Mermaid => {
                self.mermaid(fence, width).unwrap_or_else(|| self.undrawn(fence, width, at))
            }
            FenceKind::Diagram if self.speaks() => self.words_of(fence, width, at),
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
                let sign = if self.speaks() { String::new() } else { format!("{sign} ") };
                let word = Bit::mark(labels.check.clone(), Role::Accent, at);
                let bits = [Bit::mark(sign, role, at), Bit { link: Some(link), ..word }];
                let mut lines = wrap(&bits, inner(width, 2), at);
                if !check.whole.is_empty() {
                    let inside = inner(width, 2);
                    lines.extend(self.blocks(
                        &markdown::parse(&check.whole),
                        inside,
                        Role::Text,
                        0,
                        false,
                    ));
                } else if !check.prompt.trim().is_empty() {
                    let prompt = self.shown(&check.prompt).into_owned();
                    let prompt = [Bit::mark(prompt, Role::Text, at)];
                    lines.extend(wrap(&prompt, inner(width, 2), at));
                }
                for line in &mut lines {
                    // What is shown is not what the source says here.
                    line.at = at;
                    if !matches!(line.kind, LineKind::Wide(_)) {
                        line.kind = LineKind::Question(id.clone());
                    }
                }
                self.barred(lines, width, Role::Accent)
            }
        }
    }

    /// A diagram in words.
    fn told(&mut self, fence: &Fence, width: usize, at: usize) -> Vec<Line> {
        let Ok(diagram) = diagram::parse(&fence.text) else {
            return self.undrawn(fence, width, at);
        };
        let title = diagram.title().map(text::sanitize);
        let labels = &self.options.labels;
        let mut lines = match title {
            Some(title) => self.said(&format!("{}: {title}", labels.diagram), width, at),
            None => self.said(&labels.diagram, width, at),
        };
        for words in diagram.description() {
            let words = labels.spoken(&text::sanitize(&words));
            let made = wrap(&[Bit::mark(words, Role::Text, fence.at)], inner(width, 2), fence.at);
            // The steps of a sequence have numbers already.
            let marker = if diagram.steps() > 0 { "  " } else { "- " };
            lines.extend(prefix(made, width, 2, marker, "  ", Role::Muted));
        }
        lines
    }

    /// The words of a drawing kept as typed, without its lines.
    fn words_of(&mut self, fence: &Fence, width: usize, at: usize) -> Vec<Line> {
        let mut lines = self.said(&self.options.labels.diagram, width, at);
        for row in fence.text.split('\n') {
            let words: String = row.chars().map(|c| if is_line(c) { ' ' } else { c }).collect();
            if !words.trim().is_empty() {
                lines.extend(wrap(&[Bit::mark(words, Role::Text, fence.at)], width, fence.at));
            }
        }
        lines
    }

    /// A diagram that cannot be drawn: its source in a frame that says so.
    fn undrawn(&mut self, fence: &Fence, width: usize, at: usize) -> Vec<Line> {
        let labels = &self.options.labels;
        let title = format!("{}: {}", kind(&fence.text), labels.not_drawn);
        if self.speaks() {
            let mut lines = self.said(&format!("{}, {title}", labels.diagram), width, at);
            lines.extend(self.code(fence, "mermaid", true));
            return lines;
        }
        let signs = self.signs();
        let title = text::ellipsis(&title, width.saturating_sub(5));
        let rest = width.saturating_sub(text::width(&title) + 4);
        let border = |text: String, at| Span::new(text::fit(&text, width), Role::Border, at);
        let [top, side, bottom] = signs.frame;
        let line = signs.rule;
        let spans = vec![
            border(format!("{top}{line} "), at),
            Span::new(title, Role::Muted, at),
            border(format!(" {}", line.repeat(rest)), at),
        ];
        let mut lines = vec![Line { spans, at, kind: LineKind::Text }];
        let side = format!("{side} ");
        let code = self.code(fence, "mermaid", true);
        lines.extend(prefix(code, width, 2, &side, &side, Role::Border));
        let end = lines.last().map_or(at, |line| line.at);
        let below = border(format!("{bottom}{}", line.repeat(width.saturating_sub(1))), end);
        lines.push(Line { spans: vec![below], at: end, kind: LineKind::Text });
        lines
    }

    /// The drawing in the middle of the page; nothing if the source cannot be read.
    fn mermaid(&mut self, fence: &Fence, width: usize) -> Option<Vec<Line>> {
        let rows = picture::draw(&fence.text, width, self.options.charset, Zoom::Full)?;
        let hash = self.remember(&fence.text, "mermaid", fence.at);
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

    /// Lines kept as typed; those that are hidden only where all are wanted.
    fn code(&mut self, fence: &Fence, language: &str, code: bool) -> Vec<Line> {
        self.folds |= fence.whole.is_some();
        let whole = fence.whole.as_ref().filter(|_| self.options.folds.shows_hidden());
        let text = whole.unwrap_or(&fence.text);
        let hash = self.remember(text, language, fence.at);
        let mut at = fence.at;
        let lines = text.split('\n').enumerate().map(|(row, line)| {
            let start = at;
            at += line.len() + 1;
            let shown = text::expand_tabs(line);
            // Nobody wants the lines of a box read out.
            let shown = match self.options.charset {
                Charset::Ascii => Cow::Owned(ascii(&shown, true)),
                Charset::Unicode if self.speaks() => Cow::Owned(unboxed(&shown)),
                Charset::Unicode => shown,
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

    fn remember(&mut self, text: &str, language: &str, at: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        (language, text).hash(&mut hasher);
        let (hash, language, text) = (hasher.finish(), language.to_owned(), text.to_owned());
        self.sources.push(Source { hash, language, text, at });
        hash
    }
}

/// The word that a Mermaid source begins with: the kind of its diagram.
fn kind(source: &str) -> String {
    let mut lines = source.lines().map(str::trim).peekable();
    if lines.next_if_eq(&"---").is_some() {
        lines.by_ref().find(|line| *line == "---");
    }
    let first = lines.find(|line| !line.is_empty() && !line.starts_with("%%"));
    let word = first.and_then(|line| line.split([' ', '\t', ':', ';']).next());
    text::fit(word.unwrap_or("mermaid"), 40).to_owned()
}

/// Whether a character is part of a line or an arrow of a drawing.
fn is_line(c: char) -> bool {
    matches!(c, '─'..='╿' | '▀'..='◿' | '←'..='⇿' | '+' | '|' | '-' | '<' | '>')
}

/// Code in which the lines of boxes and trees are those of ASCII.
fn unboxed(text: &str) -> String {
    let boxed = |c: &char| matches!(c, '─'..='╿' | '▀'..='▟');
    if !text.chars().any(|c| boxed(&c)) {
        return text.to_owned();
    }
    text.chars().map(|c| if boxed(&c) { ascii(&c.to_string(), true) } else { c.into() }).collect()
}

/// Splits a line of a typed drawing into lines and words.
fn drawing(text: &str, at: usize, spans: &mut Vec<Span>) {
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
