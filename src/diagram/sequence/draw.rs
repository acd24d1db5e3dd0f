//! Draws a sequence row by row.

use super::columns::{self, Columns};
use super::extent::{self, LOOP};
use super::{Event, Message, Sequence, Side};
use super::{fit, limits};
use crate::diagram::canvas::{Arm, Canvas, Charset, EAST, Ink, NORTH, SOUTH, WEST};
use crate::diagram::issue::MAX_CELLS;
use crate::diagram::model::Head;
use crate::diagram::paint::glyph;
use crate::diagram::{Drawing, EdgePath, NodeRect, Options, Rect, label};
use crate::text;

/// Draws a sequence for the options, unless it needs too many cells.
pub(crate) fn draw(sequence: &Sequence, options: &Options) -> Option<Drawing> {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = columns::columns(sequence, &limits::NATURAL);
    let size = (natural.width, Painter::new(sequence, &natural, charset).rows());
    let columns = match options.width {
        Some(width) if natural.width > width => fit::fit(sequence, natural, width),
        _ => natural,
    };
    let painter = Painter::new(sequence, &columns, charset);
    if columns.width.saturating_mul(painter.rows()) > MAX_CELLS {
        return None;
    }
    Some(Drawing { natural: size, ..painter.draw() })
}

struct Painter<'a> {
    sequence: &'a Sequence,
    columns: &'a Columns,
    charset: Charset,
    top: usize,
    /// The first row of each event, and the row behind the last one.
    starts: Vec<usize>,
}

impl<'a> Painter<'a> {
    fn new(sequence: &'a Sequence, columns: &'a Columns, charset: Charset) -> Self {
        let top = sequence.parties.iter().map(|party| party.lines().len().max(1)).max();
        let top = top.unwrap_or(0);
        let mut painter = Self { sequence, columns, charset, top, starts: Vec::new() };
        painter.starts = painter.starts();
        painter
    }

    /// All events with their first rows and texts.
    fn events(&self) -> impl Iterator<Item = (usize, &'a Event, &'a Vec<String>)> {
        let events = self.sequence.events.iter().zip(&self.columns.texts);
        events.zip(&self.starts).map(|((event, lines), y)| (*y, event, lines))
    }

    /// Sets the events below one another. In ASCII a blank row parts those whose corners would
    /// answer each other.
    fn starts(&self) -> Vec<usize> {
        let mut y = self.first();
        let mut starts = Vec::with_capacity(self.sequence.events.len() + 1);
        // The heads are boxes.
        let (mut below_box, mut below_loop) = (true, false);
        for (event, lines) in self.sequence.events.iter().zip(&self.columns.texts) {
            let bare = lines.is_empty() || self.columns.above.is_none();
            let touches = match event {
                Event::Note { .. } | Event::Open { .. } => below_box,
                Event::Message(message) => below_loop && bare && message.from == message.to,
                _ => false,
            };
            y += usize::from(touches && self.charset == Charset::Ascii);
            starts.push(y);
            let height = self.height(event, lines);
            if height > 0 {
                below_box = matches!(event, Event::Note { .. } | Event::Close);
                below_loop = matches!(event, Event::Message(one) if one.from == one.to);
            }
            y += height;
        }
        starts.push(y);
        starts
    }

    /// The row of the first event.
    fn first(&self) -> usize {
        self.top + self.head_height() + usize::from(self.top > 0)
    }

    fn head_height(&self) -> usize {
        self.columns.names.iter().map(Vec::len).max().unwrap_or(0) + 2
    }

    /// Rows of one event.
    fn height(&self, event: &Event, lines: &[String]) -> usize {
        match event {
            Event::Message(message) if message.from == message.to => match self.columns.above {
                Some(_) => lines.len() + 2,
                None => lines.len().max(2),
            },
            Event::Message(_) => lines.len() + 1,
            Event::Note { .. } => lines.len() + 2,
            Event::Open { .. } | Event::Part { .. } => lines.len().max(1),
            Event::Close => 1,
            Event::Activate(_) | Event::Deactivate(_) | Event::Create(_) | Event::Destroy(_) => 0,
        }
    }

    fn rows(&self) -> usize {
        self.starts.last().map_or(0, |end| end + 1)
    }

    fn draw(&self) -> Drawing {
        let (width, height) = (self.columns.width, self.rows());
        let mut canvas = Canvas::new(width, height, self.charset);
        let nodes = self.heads(&mut canvas);
        let ends = self.lifelines(&mut canvas, height);
        let mut edges = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut next_frame = 0;
        for (y, event, lines) in self.events() {
            match event {
                Event::Message(message) => {
                    let index = edges.len();
                    edges.push(self.message(&mut canvas, message, lines, y, index));
                }
                Event::Note { side, from, to, .. } => {
                    self.note(&mut canvas, *side, *from, *to, lines, y);
                }
                Event::Open { operator, .. } => {
                    open.push((next_frame, y));
                    self.rule(&mut canvas, next_frame, y, lines, operator != "rect");
                    next_frame += 1;
                }
                Event::Part { .. } => {
                    if let Some(&(frame, _)) = open.last() {
                        self.rule(&mut canvas, frame, y, lines, false);
                    }
                }
                Event::Close => {
                    if let Some((frame, start)) = open.pop() {
                        self.sides(&mut canvas, frame, start, y);
                    }
                }
                _ => {}
            }
        }
        // Who is destroyed by a message that does not touch the lifeline itself.
        for (x, y) in ends.into_iter().filter(|(_, y)| y + 1 < height) {
            canvas.stop(x, y);
        }
        let rows = canvas.rows();
        let natural = (width, height);
        Drawing { width, height: rows.len(), rows, nodes, edges, groups: Vec::new(), natural }
    }

    fn heads(&self, canvas: &mut Canvas) -> Vec<NodeRect> {
        let height = self.head_height();
        for (index, party) in self.sequence.parties.iter().enumerate() {
            let (Some(left), Some(right)) = (self.head(party.first), self.head(party.last)) else {
                continue;
            };
            let x = left.x.saturating_sub(2);
            let lines = party.lines();
            let title = label::width(&lines) + 4;
            let width = (right.x + right.width + 2 - x).max(title);
            let rect = Rect { x, y: 0, width, height: self.top + height + 1 };
            canvas.frame(rect, [Arm::Light; 3], false, Ink::Group, index);
            for (row, line) in lines.iter().enumerate() {
                let line = if row == 0 { format!(" {line} ") } else { format!(" {line}") };
                canvas.write(x + 1, row, &line, Ink::GroupTitle, index);
            }
        }
        let mut nodes = Vec::new();
        for (index, participant) in self.sequence.participants.iter().enumerate() {
            let Some(rect) = self.head(index) else { continue };
            canvas.frame(rect, [Arm::Light; 3], participant.actor, Ink::Node, index);
            let lines = &self.columns.names[index];
            let skip = (rect.height - 2).saturating_sub(lines.len()) / 2;
            for (row, line) in lines.iter().enumerate() {
                let indent = (rect.width - 2).saturating_sub(text::width(line)) / 2;
                let y = rect.y + 1 + skip + row;
                canvas.write(rect.x + 1 + indent, y, line, Ink::NodeLabel, index);
            }
            nodes.push(NodeRect {
                id: participant.id.clone(),
                label: participant.label.clone(),
                rect,
                link: participant.link.clone(),
            });
        }
        nodes
    }

    fn head(&self, index: usize) -> Option<Rect> {
        let width = label::width(self.columns.names.get(index)?) + 4;
        let x = (*self.columns.at.get(index)? as usize).saturating_sub(width / 2);
        Some(Rect { x, y: self.top, width, height: self.head_height() })
    }

    /// Draws the lifelines; returns where they end.
    fn lifelines(&self, canvas: &mut Canvas, height: usize) -> Vec<(usize, usize)> {
        let mut ends = Vec::with_capacity(self.columns.at.len());
        let start = self.top + self.head_height() - 1;
        for (index, &x) in self.columns.at.iter().enumerate() {
            let mut end = height - 1;
            let mut alive = start;
            let mut active = Vec::new();
            let mut spans = Vec::new();
            for (at, (y, event, _)) in self.events().enumerate() {
                match event {
                    Event::Activate(who) if *who == index => active.push(y.saturating_sub(1)),
                    Event::Deactivate(who) if *who == index => {
                        spans.extend(active.pop().map(|from| (from, y.saturating_sub(1))));
                    }
                    Event::Create(who) if *who == index => alive = self.next_row(at),
                    Event::Destroy(who) if *who == index => end = end.min(self.next_row(at)),
                    _ => {}
                }
            }
            spans.extend(active.into_iter().map(|from| (from, end.saturating_sub(1))));
            let x = x as usize;
            if alive > start {
                canvas.line((x, start), (x, alive), Arm::Dotted, Ink::Lifeline, index);
            }
            canvas.line((x, alive), (x, end), Arm::Light, Ink::Lifeline, index);
            ends.push((x, end));
            for (from, to) in spans {
                for row in from.max(start + 1)..=to.min(end) {
                    canvas.arm(x, row, NORTH, Arm::Heavy, Ink::Lifeline, index);
                    canvas.arm(x, row, SOUTH, Arm::Heavy, Ink::Lifeline, index);
                }
            }
        }
        ends
    }

    /// The last row of the message after a `create` or a `destroy`.
    fn next_row(&self, at: usize) -> usize {
        let mut later = self.events().skip(at);
        let next = later.find(|(_, event, _)| matches!(event, Event::Message(_)));
        next.map_or(self.starts[at], |(y, event, lines)| y + self.height(event, lines) - 1)
    }

    fn message(
        &self,
        canvas: &mut Canvas,
        message: &Message,
        lines: &[String],
        y: usize,
        index: usize,
    ) -> EdgePath {
        let (a, b) = (self.columns.at[message.from], self.columns.at[message.to]);
        let arm = if message.dotted { Arm::Dotted } else { Arm::Light };
        let mut path = EdgePath {
            from: self.sequence.participants[message.from].id.clone(),
            to: self.sequence.participants[message.to].id.clone(),
            label: message.label.clone(),
            cells: Vec::new(),
            label_spans: Vec::new(),
        };
        let mut write = |canvas: &mut Canvas, x: usize, y: usize, line: &str| {
            canvas.write(x, y, line, Ink::EdgeLabel, index);
            path.label_spans.push(Rect { x, y, width: text::width(line), height: 1 });
        };
        if a == b {
            let x = a as usize;
            for (row, line) in lines.iter().enumerate() {
                write(canvas, x + self.columns.above.unwrap_or(LOOP), y + row, line);
            }
            // A long text goes on below its loop, unless it stands above it.
            let (y, last) = match self.columns.above {
                Some(_) => (y + lines.len(), y + lines.len() + 1),
                None => (y, y + lines.len().clamp(2, 5) - 1),
            };
            for (from, to) in [((x, y), (x + 4, y)), ((x + 4, y), (x + 4, last))] {
                canvas.line(from, to, arm, Ink::Edge, index);
            }
            canvas.line((x + 4, last), (x + 1, last), arm, Ink::Edge, index);
            // What is lost on its way comes back, too.
            let lost = (message.head == Head::Cross).then(|| self.tip(Head::Cross, WEST, false));
            let head = if lost.is_some() { Head::Arrow } else { message.head };
            canvas.put(x + 1, last, self.tip(head, WEST, message.open), Ink::Edge, index);
            if let Some(cross) = lost {
                canvas.put(x + 2, last, cross, Ink::Edge, index);
            }
            path.cells = (x..=x + 4).flat_map(|x| [(x, y), (x, last)]).collect();
            return path;
        }
        let width = label::width(lines) as i64;
        let start = a.min(b) + ((a - b).abs() - width + 1) / 2;
        for (row, line) in lines.iter().enumerate() {
            let indent = (width - text::width(line) as i64) / 2;
            write(canvas, (start + indent).max(0) as usize, y + row, line);
        }
        let row = y + lines.len();
        let (way, step) = if b > a { (EAST, 1) } else { (WEST, -1) };
        let (from, to) = (a as usize, b as usize);
        let tip = (b - step) as usize;
        let tail = (a + step) as usize;
        let has_head = message.head != Head::None;
        let first = if message.tail == Head::None { from } else { tail };
        let last = if has_head { tip } else { to };
        canvas.line((first, row), (last, row), arm, Ink::Edge, index);
        if has_head {
            let c = self.tip(message.head, way, message.open);
            canvas.put(tip, row, c, Ink::Edge, index);
        }
        if message.tail != Head::None {
            let c = self.tip(message.tail, (way + 2) % 4, message.open);
            canvas.put(tail, row, c, Ink::Edge, index);
        }
        path.cells = (from.min(to)..=from.max(to)).map(|x| (x, row)).collect();
        path
    }

    fn tip(&self, head: Head, way: usize, open: bool) -> char {
        match (head, open && self.charset == Charset::Unicode, way) {
            (Head::Arrow, true, EAST) => '→',
            (Head::Arrow, true, _) => '←',
            (Head::None, ..) => glyph(Head::Arrow, way, self.charset),
            _ => glyph(head, way, self.charset),
        }
    }

    fn note(
        &self,
        canvas: &mut Canvas,
        side: Side,
        from: usize,
        to: usize,
        lines: &[String],
        y: usize,
    ) {
        let (from, to) = (self.columns.at[from], self.columns.at[to]);
        let extent = extent::note(side, from, to, label::width(lines) as i64);
        let x = extent.left.max(0) as usize;
        let width = (extent.right - extent.left + 1) as usize;
        let rect = Rect { x, y, width, height: lines.len() + 2 };
        canvas.clear(rect);
        canvas.frame(rect, [Arm::Light; 3], false, Ink::Note, 0);
        for (row, line) in lines.iter().enumerate() {
            let indent = (width - 2).saturating_sub(text::width(line)) / 2;
            canvas.write(x + 1 + indent, y + 1 + row, line, Ink::Note, 0);
        }
    }

    /// The top of a frame or the line between two of its parts, with its words.
    fn rule(&self, canvas: &mut Canvas, frame: usize, y: usize, lines: &[String], solid: bool) {
        let Some(extent) = self.columns.frames.get(frame) else { return };
        let (left, right) = (extent.left as usize, extent.right as usize);
        let arm = if solid { Arm::Light } else { Arm::Dotted };
        canvas.line((left, y), (right, y), arm, Ink::Group, frame);
        // The first lifeline stays visible beside the title, if there is room behind it.
        let width = label::width(lines) as i64 + 2;
        let covered = |x: &&i64| extent.left < **x && **x <= extent.left + width;
        let behind = self.columns.at.iter().find(covered);
        let start = behind.filter(|x| **x + width < extent.right).map_or(left, |x| *x as usize);
        for (row, line) in lines.iter().enumerate() {
            canvas.write(start + 1, y + row, &format!(" {line} "), Ink::GroupTitle, frame);
        }
    }

    fn sides(&self, canvas: &mut Canvas, frame: usize, start: usize, end: usize) {
        let Some(extent) = self.columns.frames.get(frame) else { return };
        let (left, right) = (extent.left as usize, extent.right as usize);
        canvas.line((left, end), (right, end), Arm::Light, Ink::Group, frame);
        canvas.line((left, start), (left, end), Arm::Light, Ink::Group, frame);
        canvas.line((right, start), (right, end), Arm::Light, Ink::Group, frame);
    }
}
