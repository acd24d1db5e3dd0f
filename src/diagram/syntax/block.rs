//! `block-beta`: blocks in columns, spaces, blocks that hold blocks, and lines between them.

mod nodes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use super::links;
use crate::diagram::block::{Blocks, Grid, Place};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::{Edge, End, Group};

/// Columns of all spaces together.
const MAX_SPACES: usize = 5 * MAX_NODES;

/// Reads what follows the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> Blocks {
    let blocks = Blocks { grids: vec![Grid::default()], ..Blocks::default() };
    let (whole, text) = (source.whole, source.text);
    let mut parser = Parser {
        source: whole,
        text,
        at,
        blocks,
        ends: HashMap::new(),
        open: Vec::new(),
        spaces: 0,
        issues,
    };
    while parser.skip_blanks() && !parser.issues.is_full() {
        parser.statement();
    }
    for (group, span) in std::mem::take(&mut parser.open) {
        let help = "write `end` behind what it holds";
        parser.issues.help(whole, span, "this block is never closed", help);
        parser.is_filled(group);
    }
    if parser.issues.count() == 0 && parser.blocks.grids[0].places.is_empty() {
        let help = "write the id of a block: `a[\"A label\"]`";
        parser.issues.help(whole, 0..at, "there are no blocks here", help);
    }
    parser.blocks
}

struct Parser<'a, 'i> {
    source: &'a str,
    text: &'a str,
    at: usize,
    blocks: Blocks,
    ends: HashMap<String, End>,
    /// The groups that are not closed yet, and where they began.
    open: Vec<(usize, Range<usize>)>,
    spaces: usize,
    issues: &'i mut Issues,
}

impl<'a> Parser<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes to the next word, if there is one.
    fn skip_blanks(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at < self.text.len()
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Eats a word that goes on with no letter.
    fn word(&mut self, word: &str) -> bool {
        let is_next = self.rest().strip_prefix(word).is_some_and(ends_word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// The grid that is filled now.
    fn grid(&mut self) -> &mut Grid {
        let at = self.open.last().map_or(0, |(group, _)| group + 1);
        &mut self.blocks.grids[at]
    }

    fn fail(&mut self, from: usize, message: impl Into<String>, help: &str) {
        let end = self.at.max(from + 1).min(self.text.len());
        self.issues.help(self.source, from..end, message, help);
    }

    /// Reads no further: what is beyond a limit is told once.
    fn stop(&mut self) {
        self.open.clear();
        self.at = self.text.len();
    }

    fn statement(&mut self) {
        let from = self.at;
        if self.word("block-beta") {
            self.block(from, false);
        } else if self.rest().starts_with("block:") {
            self.at += "block:".len();
            self.block(from, true);
        } else if self.word("block") {
            self.block(from, false);
        } else if self.word("columns") {
            self.columns(from);
        } else if self.word("space") {
            self.space(from);
        } else if self.word("end") {
            match self.open.pop() {
                Some((group, _)) => self.is_filled(group),
                None => self.fail(from, "`end` closes nothing", "leave it out"),
            }
        } else if self.style() {
            self.skip_line();
        } else if self.word("linkStyle") || self.word("default") || self.word("interpolate") {
            self.skip_line();
            let help = "styles are set by `classDef`, `class` and `style`";
            self.fail(from, "this word is reserved", help);
        } else {
            self.nodes();
        }
    }

    /// Whether a style begins here, which says nothing.
    fn style(&self) -> bool {
        ["classDef", "class", "style"].iter().any(|word| {
            self.rest().strip_prefix(word).is_some_and(|rest| rest.starts_with(char::is_whitespace))
        })
    }

    fn columns(&mut self, from: usize) {
        self.skip_blanks();
        if self.word("auto") {
            self.grid().columns = None;
            return;
        }
        match self.number() {
            Some(0) => self.fail(from, "a grid has at least one column", "write `columns 1`"),
            Some(count) => self.grid().columns = Some(count),
            None => {
                self.skip_line();
                self.fail(from, "cannot read these columns", "write `columns 3` or `columns auto`");
            }
        }
    }

    /// The digits here; what has very many of them is as large as can be.
    fn number(&mut self) -> Option<usize> {
        let digits =
            self.rest().len() - self.rest().trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = self.rest()[..digits].parse().unwrap_or(usize::MAX);
        self.at += digits;
        (digits > 0).then_some(number)
    }

    /// `:3`, the columns of a block or a space; without it there is one.
    fn span(&mut self, from: usize) -> usize {
        let here = self.at;
        self.skip_blanks();
        let is_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        if !self.rest().strip_prefix(':').is_some_and(is_number) {
            self.at = here;
            return 1;
        }
        self.at += 1;
        match self.number() {
            Some(span @ 0..=MAX_NODES) => span.max(1),
            _ => {
                let message = format!("more than {MAX_NODES} columns");
                self.fail(from, message, "write the columns that it takes: `a:2`");
                1
            }
        }
    }

    fn space(&mut self, from: usize) {
        let span = self.span(from);
        self.spaces += span;
        if self.spaces > MAX_SPACES {
            let message = format!("more than {MAX_SPACES} columns of spaces");
            self.fail(from, message, "leave some out");
            return self.stop();
        }
        let spaces = (0..span).map(|_| Place { end: None, span: 1 });
        self.grid().places.extend(spaces);
    }

    /// `block … end` or `block:id["title"]:2 … end`.
    fn block(&mut self, from: usize, is_named: bool) {
        if self.blocks.graph.groups.len() >= MAX_GROUPS || self.open.len() >= MAX_DEPTH {
            let message = match self.open.len() {
                MAX_DEPTH => format!("blocks more than {MAX_DEPTH} deep"),
                _ => format!("more than {MAX_GROUPS} blocks that hold others"),
            };
            self.fail(from, message, "draw a part of it");
            return self.stop();
        }
        let number = self.blocks.graph.groups.len();
        let (id, title, span) = if is_named {
            let Some(head) = self.head() else { return };
            let span = self.span(from);
            (head.id, head.label.unwrap_or_default(), span)
        } else {
            // No id has a blank.
            (format!("block {}", number + 1), String::new(), 1)
        };
        if self.ends.contains_key(&id) {
            let help = "declare a block that holds others before the lines to it";
            self.fail(from, format!("`{id}` stands already"), help);
        }
        let parent = self.open.last().map(|(group, _)| *group);
        self.ends.insert(id.clone(), End::Group(number));
        self.grid().places.push(Place { end: Some(End::Group(number)), span });
        let group = Group { id, title, parent, span: from..self.at, ..Group::default() };
        self.blocks.graph.groups.push(group);
        self.blocks.grids.push(Grid::default());
        self.open.push((number, from..self.at));
    }

    /// A block that holds nothing says nothing.
    fn is_filled(&mut self, group: usize) {
        let grid = &self.blocks.grids[group + 1];
        if grid.places.is_empty() && grid.columns.is_none() {
            let span = self.blocks.graph.groups[group].span.clone();
            let help = "write a block or `space` in it";
            self.issues.help(self.source, span, "this block holds nothing", help);
        }
    }

    /// Blocks with lines between them, or one of some columns.
    fn nodes(&mut self) {
        let from = self.at;
        let Some(mut end) = self.node(true) else { return };
        let mut is_alone = true;
        loop {
            let here = self.at;
            self.skip_blanks();
            let start = self.at;
            // On a line of its own `x--> y` begins with a block.
            let is_block =
                self.text[here..start].contains('\n') && self.rest().starts_with(['x', 'o']);
            let link = links::link(self.rest()).filter(|_| !is_block);
            let Some((link, length, is_open)) = link else {
                self.at = here;
                break;
            };
            self.at += length;
            let Some(link) = self.text_of(start, link, is_open) else { return };
            self.skip_blanks();
            let Some(next) = self.node(false) else { return };
            self.line(end, next, link, start);
            end = next;
            is_alone = false;
        }
        if !is_alone && self.span(from) > 1 {
            let help = "write the block with its columns on a line of its own";
            self.fail(from, "a line has no columns", help);
        }
    }

    /// The link with its text: `-- "text" -->` or `-->|text|`.
    fn text_of(
        &mut self,
        from: usize,
        mut link: links::Opening,
        is_open: bool,
    ) -> Option<links::Opening> {
        if is_open {
            self.skip_blanks();
            let is_quoted = self.rest().starts_with('"');
            let closed = links::close(self.rest(), link.stroke).filter(|_| is_quoted);
            let Some((text, length, head, _)) = closed else {
                self.skip_line();
                let help = "write `a --> b` or `a -- \"text\" --> b`";
                self.fail(from, "this line is not complete", help);
                return None;
            };
            self.at += length;
            link.label = self.label(from, label::clean(text));
            link.head = head;
        }
        let rest = self.rest();
        if let Some(end) = rest.strip_prefix('|').and_then(|rest| rest.find('|')) {
            self.at += end + 2;
            link.label = self.label(from, label::clean(&rest[1..=end]));
        }
        Some(link)
    }

    fn line(&mut self, from: End, to: End, link: links::Opening, start: usize) {
        if self.blocks.graph.edges.len() >= MAX_EDGES {
            self.fail(start, format!("more than {MAX_EDGES} lines"), "draw a part of it");
            return self.stop();
        }
        let links::Opening { label, stroke, tail, head, .. } = link;
        let span = start..self.at;
        self.blocks.graph.edges.push(Edge {
            from,
            to,
            label,
            stroke,
            tail,
            head,
            span,
            ..Edge::plain()
        });
    }
}

/// Whether a word ends before a text.
fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}
