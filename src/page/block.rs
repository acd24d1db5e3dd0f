//! Lays blocks out for a width.

mod table;

use std::{collections::HashMap, sync::Arc};

use super::{
    Line, LineKind, Medium, Options, Source, Span,
    sign::{Signs, signs},
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
    pub(super) numbers: &'a HashMap<String, usize>,
    pub(super) sources: Vec<Source>,
    /// Whether something in it folds, or hides lines of code.
    pub(super) folds: bool,
}

/// A part that folds, and where it starts.
pub(super) struct Part<'a> {
    pub(super) at: usize,
    pub(super) open: bool,
    pub(super) summary: &'a [Inline],
    pub(super) blocks: &'a [Block],
}

impl<'a> Layout<'a> {
    pub(super) fn new(options: &'a Options, numbers: &'a HashMap<String, usize>) -> Self {
        Self { options, numbers, sources: Vec::new(), folds: false }
    }
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
                let mut lines = Vec::new();
                if self.speaks() {
                    lines = self.said(&self.options.labels.quote, inner(width, 2), at);
                }
                lines.extend(self.blocks(blocks, inner(width, 2), Role::Quote, depth, false));
                self.barred(lines, width, Role::Border)
            }
            BlockKind::Quote { alert: Some(alert), blocks } => {
                self.alert(*alert, blocks, width, depth, at)
            }
            BlockKind::List { start, tight, items } => {
                self.list(*start, *tight, items, width, base, depth)
            }
            BlockKind::Fence(fence) => self.fence(fence, width, at),
            BlockKind::Details { open, summary, blocks } => {
                self.details(&Part { at, open: *open, summary, blocks }, width, base, depth)
            }
            BlockKind::Table(table) => table::lines(self, table, width, base, at),
            BlockKind::Definitions(definitions) => {
                self.definitions(definitions, width, base, depth, at)
            }
            BlockKind::Footnote { label, blocks } => {
                let marker = format!("[{label}] ");
                let cells = text::width(&marker);
                let lines = self.blocks(blocks, inner(width, cells), base, depth + 1, false);
                prefix(lines, width, cells, &marker, &" ".repeat(cells), Role::Muted)
            }
            BlockKind::Rule if self.speaks() => Vec::new(),
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
        let lead = match self.options.medium {
            Medium::Screen | Medium::Print => String::new(),
            Medium::Text => format!("{} ", "#".repeat(level.into())),
            Medium::Speech => format!("{} {level}: ", self.options.labels.heading),
        };
        let mut bits = self.bits(text, role);
        let start = bits.first().map_or(at, |bit| bit.at);
        bits.insert(0, Bit::mark(lead, role, start));
        let mut lines = wrap(&bits, width, at);
        for line in &mut lines {
            line.kind = LineKind::Heading(level);
        }
        if level == 1 && !self.speaks() {
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
        let mut lines = if self.speaks() {
            self.said(word, inner(width, 2), at)
        } else {
            let title = Span::new(text::ellipsis(word, inner(width, 2)), role, at);
            vec![Line { spans: vec![title], at, kind: LineKind::Text }]
        };
        lines.extend(self.blocks(blocks, inner(width, 2), Role::Text, depth, false));
        self.barred(lines, width, role)
    }

    /// Lines behind a bar, or under what was said of them.
    pub(super) fn barred(&self, lines: Vec<Line>, width: usize, role: Role) -> Vec<Line> {
        let bar = if self.speaks() { "  ".to_owned() } else { format!("{} ", self.signs().bar) };
        let first = if self.speaks() { "" } else { bar.as_str() };
        prefix(lines, width, 2, first, &bar, role)
    }

    /// A word that tells those who listen what comes.
    pub(super) fn said(&self, word: &str, width: usize, at: usize) -> Vec<Line> {
        wrap(&[Bit::mark(format!("{word}:"), Role::Muted, at)], width, at)
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
            let number = |start: u64| format!("{:>digits$}. ", start.saturating_add(n as u64));
            let mut marker = match start {
                Some(start) => number(start),
                None if item.task.is_some() => String::new(),
                None if self.speaks() => "- ".to_owned(),
                None => format!("{} ", signs.bullets.get(depth % 3).copied().unwrap_or("*")),
            };
            // A task in a numbered list has both its number and its box.
            let labels = &self.options.labels;
            let (done, open) = match self.speaks() {
                true => (format!("{}: ", labels.done), format!("{}: ", labels.to_do)),
                false => (format!("{} ", signs.done), format!("{} ", signs.open)),
            };
            let (task, role) = match item.task {
                Some(true) => (done.as_str(), Role::Good),
                Some(false) => (open.as_str(), Role::Muted),
                None => ("", Role::Muted),
            };
            marker.push_str(task);
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
        let marker = match self.speaks() {
            true => format!("{} {}: ", self.options.labels.footnote, note.number),
            false => format!("{:>2}. ", note.number),
        };
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
            _ if !note.mentioned || self.speaks() => {}
            Some(BlockKind::Paragraph(text)) => text.push(back),
            _ => blocks.push(Block { kind: BlockKind::Paragraph(vec![back]), range: at..at }),
        }
        let lines = self.blocks(&blocks, inner(width, cells), Role::Muted, 1, false);
        prefix(lines, width, cells, &marker, &" ".repeat(cells), Role::Muted)
    }
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
