//! Lays blocks out for a width.

use std::{borrow::Cow, sync::Arc};

use super::{
    Charset, Line, LineKind, Options, Source, Span,
    sign::{Signs, ascii, signs, twin},
    table,
    wrap::{Bit, wrap},
};
use crate::{
    markdown::{Alert, Block, BlockKind, Definition, Inline, Item, Link, Note, Run, Target},
    role::Role,
    text,
};

/// No block is laid out narrower than this; what is nested deeper loses its indent instead.
const NARROWEST: usize = 8;

/// Lays out blocks; gathers the blocks of code that it meets.
pub(super) struct Layout<'a> {
    pub(super) options: &'a Options,
    /// Number of each footnote by label.
    pub(super) numbers: &'a [(String, usize)],
    pub(super) sources: Vec<Source>,
}

impl Layout<'_> {
    pub(super) fn signs(&self) -> &'static Signs {
        signs(self.options.charset)
    }

    /// Blocks one under the other; `lead` puts the gap before the first one too.
    pub(super) fn blocks(
        &mut self,
        blocks: &[Block],
        width: usize,
        base: Role,
        depth: usize,
        lead: bool,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut before: Option<usize> = None;
        for block in blocks {
            let made = self.block(block, width, base, depth);
            if made.is_empty() {
                continue;
            }
            if lead || before.is_some() {
                let gap = match block.kind {
                    BlockKind::Heading { level, .. } if level <= 2 && depth == 0 => 2,
                    _ => 1,
                };
                let at = before.unwrap_or(block.range.start);
                lines.extend(std::iter::repeat_n(Line { at, ..Line::default() }, gap));
            }
            before = Some(block.range.end.max(made.last().map_or(0, |line| line.at)));
            lines.extend(made);
        }
        lines
    }

    fn block(&mut self, block: &Block, width: usize, base: Role, depth: usize) -> Vec<Line> {
        let at = block.range.start;
        match &block.kind {
            BlockKind::Heading { level, text } => self.heading(*level, text, width, at),
            BlockKind::Paragraph(text) => self.text(text, width, base, at),
            BlockKind::Quote { alert: None, blocks } => {
                let lines = self.blocks(blocks, inner(width, 2), Role::Quote, depth, false);
                let bar = format!("{} ", self.signs().bar);
                prefix(lines, width, 2, &bar, &bar, Role::Border)
            }
            BlockKind::Quote { alert: Some(alert), blocks } => {
                self.alert(*alert, blocks, width, depth, at)
            }
            BlockKind::List { start, tight, items } => {
                self.list(*start, *tight, items, width, base, depth)
            }
            BlockKind::Fence(fence) => self.fence(fence, width, at),
            BlockKind::Table(table) => table::lines(self, table, width, base, at),
            BlockKind::Definitions(definitions) => {
                self.definitions(definitions, width, base, depth, at)
            }
            BlockKind::Footnote { .. } => Vec::new(),
            BlockKind::Rule => {
                let rule = Span::new(self.signs().rule.repeat(width), Role::Faint, at);
                vec![Line { spans: vec![rule], at, kind: LineKind::Text }]
            }
        }
    }

    fn heading(&mut self, level: u8, text: &[Inline], width: usize, at: usize) -> Vec<Line> {
        let role = match level {
            1 | 2 => Role::Heading,
            3 => Role::Strong,
            _ => Role::Emphasis,
        };
        let mut lines = self.text(text, width, role, at);
        for line in &mut lines {
            line.kind = LineKind::Heading(level);
        }
        if level == 1 {
            let widest = lines.iter().map(Line::width).max().unwrap_or(0);
            let rule = Span::new(self.signs().heavy.repeat(widest), Role::Border, at);
            let at = lines.last().map_or(at, |line| line.at);
            lines.push(Line { spans: vec![rule], at, kind: LineKind::Text });
        }
        lines
    }

    fn alert(
        &mut self,
        alert: Alert,
        blocks: &[Block],
        width: usize,
        depth: usize,
        at: usize,
    ) -> Vec<Line> {
        let labels = &self.options.labels;
        let (word, role) = match alert {
            Alert::Note => (&labels.note, Role::Info),
            Alert::Tip => (&labels.tip, Role::Good),
            Alert::Important => (&labels.important, Role::Accent),
            Alert::Warning => (&labels.warning, Role::Warn),
            Alert::Caution => (&labels.caution, Role::Bad),
        };
        let title = Span::new(text::ellipsis(word, inner(width, 2)), role, at);
        let mut lines = vec![Line { spans: vec![title], at, kind: LineKind::Text }];
        lines.extend(self.blocks(blocks, inner(width, 2), Role::Text, depth, false));
        let bar = format!("{} ", self.signs().bar);
        prefix(lines, width, 2, &bar, &bar, role)
    }

    fn list(
        &mut self,
        start: Option<u64>,
        tight: bool,
        items: &[Item],
        width: usize,
        base: Role,
        depth: usize,
    ) -> Vec<Line> {
        let signs = self.signs();
        let last = start.map(|start| start.saturating_add(items.len().saturating_sub(1) as u64));
        let digits = last.map_or(0, |last| last.to_string().len());
        let mut lines: Vec<Line> = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let (marker, role) = match (item.task, start) {
                (Some(true), _) => (format!("{} ", signs.done), Role::Good),
                (Some(false), _) => (format!("{} ", signs.open), Role::Muted),
                (None, Some(start)) => {
                    (format!("{:>digits$}. ", start.saturating_add(n as u64)), Role::Muted)
                }
                (None, None) => {
                    let bullet = signs.bullets.get(depth % 3).copied().unwrap_or("*");
                    (format!("{bullet} "), Role::Muted)
                }
            };
            let cells = text::width(&marker);
            let room = inner(width, cells);
            let mut made = if tight {
                let blocks = item.blocks.iter();
                blocks.flat_map(|block| self.block(block, room, base, depth + 1)).collect()
            } else {
                self.blocks(&item.blocks, room, base, depth + 1, false)
            };
            if made.is_empty() {
                let at = lines.last().map_or(0, |line| line.at);
                made.push(Line { at, ..Line::default() });
            }
            if !tight && let Some(last) = lines.last() {
                let at = last.at;
                lines.push(Line { at, ..Line::default() });
            }
            lines.extend(prefix(made, width, cells, &marker, &" ".repeat(cells), role));
        }
        lines
    }

    fn definitions(
        &mut self,
        definitions: &[Definition],
        width: usize,
        base: Role,
        depth: usize,
        at: usize,
    ) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for definition in definitions {
            match definition {
                Definition::Term(text) => {
                    let at = lines.last().map_or(at, |line| line.at);
                    if !lines.is_empty() {
                        lines.push(Line { at, ..Line::default() });
                    }
                    lines.extend(self.text(text, width, Role::Strong, at));
                }
                Definition::Meaning(blocks) => {
                    let made = self.blocks(blocks, inner(width, 4), base, depth + 1, false);
                    lines.extend(prefix(made, width, 4, "    ", "    ", Role::Text));
                }
            }
        }
        lines
    }

    /// A footnote as it stands at the end of the page.
    pub(super) fn note(&mut self, note: &Note, width: usize) -> Vec<Line> {
        let marker = format!("{:>2}. ", note.number);
        let cells = text::width(&marker);
        let mut blocks = note.blocks.clone();
        let at = note.range.end.saturating_sub(1);
        let target = Target::Back(note.label.clone());
        let back = Inline::Run(Run {
            text: format!(" {}", self.signs().back),
            style: Default::default(),
            link: Some(Arc::new(Link { target, at })),
            at,
        });
        match blocks.last_mut().map(|block| &mut block.kind) {
            Some(BlockKind::Paragraph(text)) => text.push(back),
            _ => blocks.push(Block { kind: BlockKind::Paragraph(vec![back]), range: at..at }),
        }
        let lines = self.blocks(&blocks, inner(width, cells), Role::Muted, 1, false);
        prefix(lines, width, cells, &marker, &" ".repeat(cells), Role::Muted)
    }

    /// Running text.
    pub(super) fn text(&self, text: &[Inline], width: usize, base: Role, at: usize) -> Vec<Line> {
        wrap(&self.bits(text, base), width, at)
    }

    /// Text as the charset can show it.
    pub(super) fn shown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let plain = self.options.charset == Charset::Unicode
            || text.is_ascii()
            || !text.chars().any(|c| twin(c, false).is_some());
        if plain { Cow::Borrowed(text) } else { Cow::Owned(ascii(text, false)) }
    }

    pub(super) fn bits<'a>(&self, inlines: &'a [Inline], base: Role) -> Vec<Bit<'a>> {
        let mut bits: Vec<Bit<'a>> = Vec::with_capacity(inlines.len());
        let mark = |text: Cow<'a, str>, role, at, hard| Bit {
            text,
            role,
            link: None,
            at,
            code: false,
            hard,
        };
        for (n, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Run(run) => bits.push(Bit {
                    text: self.shown(&run.text),
                    role: role(run, base),
                    link: run.link.clone(),
                    at: run.at,
                    code: run.style.code,
                    hard: false,
                }),
                // Between two wide characters a line break in the source is no blank.
                Inline::Soft(at) => {
                    let next = inlines.get(n + 1).and_then(|next| match next {
                        Inline::Run(run) => run.text.chars().next(),
                        _ => None,
                    });
                    let last = bits.last().and_then(|bit| bit.text.chars().next_back());
                    if !(last.is_some_and(wide) && next.is_some_and(wide)) {
                        bits.push(mark(" ".into(), base, *at, false));
                    }
                }
                Inline::Hard(at) => bits.push(mark("".into(), base, *at, true)),
                Inline::Image(at) => {
                    bits.push(mark(self.signs().image.into(), Role::Muted, *at, false));
                    bits.push(mark(" ".into(), base, *at, false));
                }
                Inline::Note { label, at } => {
                    let known = self.numbers.iter().find(|(known, _)| **known == **label);
                    let text = known.map_or_else(|| label.to_string(), |(_, n)| n.to_string());
                    let target = Target::Note(label.to_string());
                    let mut bit = mark(format!("[{text}]").into(), Role::Link, *at, false);
                    bit.link = Some(Arc::new(Link { target, at: *at }));
                    bits.push(bit);
                }
            }
        }
        bits
    }
}

fn role(run: &Run, base: Role) -> Role {
    let style = run.style;
    match () {
        () if run.link.is_some() => Role::Link,
        () if style.code => Role::Code,
        () if style.struck => Role::Struck,
        () if base == Role::Heading => base,
        () if style.strong => Role::Strong,
        () if style.emphasis => Role::Emphasis,
        () => base,
    }
}

/// Written without blanks between words.
fn wide(c: char) -> bool {
    let mut buffer = [0; 4];
    text::cluster_width(c.encode_utf8(&mut buffer)) == 2
}

/// Width that is left beside an indent.
pub(super) fn inner(width: usize, indent: usize) -> usize {
    let rest = width.saturating_sub(indent);
    if rest < NARROWEST { width } else { rest }
}

/// Puts a marker before the first line and its indent before the others.
pub(super) fn prefix(
    mut lines: Vec<Line>,
    width: usize,
    cells: usize,
    first: &str,
    rest: &str,
    role: Role,
) -> Vec<Line> {
    if inner(width, cells) == width {
        return lines;
    }
    for (n, line) in lines.iter_mut().enumerate() {
        let text = if n == 0 { first } else { rest };
        if line.spans.is_empty() && text.trim().is_empty() {
            continue;
        }
        line.spans.insert(0, Span::new(text, role, line.at));
        if let LineKind::Wide(wide) = &mut line.kind {
            wide.fixed += 1;
        }
    }
    lines
}
