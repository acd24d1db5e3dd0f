//! Draws a sequence row by row.

use super::columns::{self, Columns, LOOP, Limits};
use super::{Event, Message, Sequence, Side};
use crate::diagram::canvas::{Arm, Canvas, Charset, EAST, Ink, NORTH, SOUTH, WEST};
use crate::diagram::model::Head;
use crate::diagram::paint::glyph;
use crate::diagram::{Drawing, EdgePath, NodeRect, Options, Rect, label};
use crate::text;

const fn limits(name: usize, message: usize, note: usize, gap: usize) -> Limits {
    Limits { name, message, note, gap, title: 200, over: false, cut: false, roomy: false }
}

const fn over(name: usize, message: usize, note: usize, gap: usize, title: usize) -> Limits {
    Limits { over: true, title, ..limits(name, message, note, gap) }
}

/// Limits that are tried, from the roomiest to the tightest.
const LADDER: [Limits; 26] = [
    Limits { roomy: true, ..limits(24, 44, 36, 3) },
    limits(24, 44, 36, 2),
    limits(20, 44, 30, 2),
    limits(18, 36, 28, 2),
    limits(16, 30, 26, 2),
    limits(14, 26, 24, 1),
    limits(14, 22, 22, 1),
    limits(12, 16, 18, 1),
    limits(10, 12, 16, 1),
    over(14, 22, 22, 1, 200),
    over(12, 18, 18, 1, 200),
    over(12, 14, 16, 1, 200),
    over(10, 12, 16, 1, 200),
    over(10, 10, 14, 1, 200),
    over(8, 8, 12, 1, 200),
    over(8, 6, 10, 0, 200),
    over(6, 6, 8, 0, 200),
    over(14, 20, 20, 1, 60),
    over(12, 16, 18, 1, 44),
    over(10, 12, 14, 1, 36),
    over(8, 8, 12, 1, 30),
    over(6, 6, 8, 0, 24),
    Limits { cut: true, title: 40, ..limits(12, 14, 16, 1) },
    Limits { cut: true, title: 32, ..limits(10, 12, 14, 1) },
    Limits { cut: true, title: 24, ..limits(8, 10, 12, 1) },
    Limits { cut: true, title: 20, ..limits(8, 8, 10, 0) },
];

/// Draws a sequence for the options.
pub(crate) fn draw(sequence: &Sequence, options: &Options) -> Drawing {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = columns::columns(sequence, &LADDER[0]);
    let limit = options.width.unwrap_or(usize::MAX);
    let size = (natural.width, Painter::new(sequence, &natural, charset).rows());
    // What fits nowhere is drawn as if there were room, to be scrolled.
    let fits = |columns: &Columns| columns.width <= limit;
    let columns = if fits(&natural) {
        natural
    } else {
        let steps = LADDER.iter().map(|limits| (limits, columns::columns(sequence, limits)));
        let tight = steps.skip(1).find(|(_, columns)| fits(columns));
        tight.map_or(natural, |(limits, tight)| relax(sequence, *limits, tight, limit))
    };
    let mut drawing = Painter::new(sequence, &columns, charset).draw();
    drawing.natural = size;
    drawing
}

/// One limit after the other is raised as far as the width allows, names first: broken ones are
/// the hardest to read.
fn relax(sequence: &Sequence, mut limits: Limits, mut tight: Columns, width: usize) -> Columns {
    let fields: [(Field, usize); 3] = [
        (|limits| &mut limits.name, 24),
        (|limits| &mut limits.message, 44),
        (|limits| &mut limits.note, 36),
    ];
    for (field, most) in fields {
        for cells in (*field(&mut limits) + 1..=most).rev() {
            let mut wider = limits;
            *field(&mut wider) = cells;
            let columns = columns::columns(sequence, &wider);
            if columns.width <= width {
                (limits, tight) = (wider, columns);
                break;
            }
        }
    }
    columns::spread(sequence, &limits, &tight)
}

/// One of the limits.
type Field = fn(&mut Limits) -> &mut usize;

struct Painter<'a> {
    sequence: &'a Sequence,
    columns: &'a Columns,
    charset: Charset,
    top: usize,
}

impl<'a> Painter<'a> {
    fn new(sequence: &'a Sequence, columns: &'a Columns, charset: Charset) -> Self {
        let top = if sequence.parties.is_empty() { 0 } else { 1 };
        Self { sequence, columns, charset, top }
    }

    fn head_height(&self) -> usize {
        self.columns.names.iter().map(Vec::len).max().unwrap_or(0) + 2
    }

    /// Rows of one event.
    fn height(event: &Event, lines: &[String]) -> usize {
        match event {
            Event::Message(message) if message.from == message.to => lines.len().max(2),
            Event::Message(_) => lines.len() + 1,
            Event::Note { .. } => lines.len() + 2,
            Event::Open { .. } | Event::Part { .. } => lines.len().max(1),
            Event::Close => 1,
            Event::Activate(_) | Event::Deactivate(_) | Event::Create(_) | Event::Destroy(_) => 0,
        }
    }

    fn rows(&self) -> usize {
        let events = self.sequence.events.iter().zip(&self.columns.texts);
        let body: usize = events.map(|(event, lines)| Self::height(event, lines)).sum();
        2 * self.top + self.head_height() + body + 1
    }

    fn draw(&self) -> Drawing {
        let (width, height) = (self.columns.width, self.rows());
        let mut canvas = Canvas::new(width, height, self.charset);
        let first = 2 * self.top + self.head_height();
        let nodes = self.heads(&mut canvas);
        self.lifelines(&mut canvas, height);
        let mut y = first;
        let mut edges = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut next_frame = 0;
        for (event, lines) in self.sequence.events.iter().zip(&self.columns.texts) {
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
            y += Self::height(event, lines);
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
            let title = text::width(&party.title) + 4;
            let width = (right.x + right.width + 2 - x).max(title);
            let rect = Rect { x, y: 0, width, height: height + 2 };
            canvas.frame(rect, [Arm::Light; 3], false, Ink::Group, index);
            if !party.title.is_empty() {
                let title = format!(" {} ", party.title);
                canvas.write(x + 1, 0, &title, Ink::GroupTitle, index);
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

    fn lifelines(&self, canvas: &mut Canvas, height: usize) {
        let start = self.top + self.head_height() - 1;
        for (index, &x) in self.columns.at.iter().enumerate() {
            let mut end = height - 1;
            let mut alive = start;
            let mut active = Vec::new();
            let mut y = 2 * self.top + self.head_height();
            let mut spans = Vec::new();
            for (event, lines) in self.sequence.events.iter().zip(&self.columns.texts) {
                match event {
                    Event::Activate(who) if *who == index => active.push(y.saturating_sub(1)),
                    Event::Deactivate(who) if *who == index => {
                        spans.extend(active.pop().map(|from| (from, y.saturating_sub(1))));
                    }
                    Event::Create(who) if *who == index => alive = self.next_row(event, y),
                    Event::Destroy(who) if *who == index => end = end.min(self.next_row(event, y)),
                    _ => {}
                }
                y += Self::height(event, lines);
            }
            spans.extend(active.into_iter().map(|from| (from, end.saturating_sub(1))));
            let x = x as usize;
            if alive > start {
                canvas.line((x, start), (x, alive), Arm::Dotted, Ink::Lifeline, index);
            }
            canvas.line((x, alive), (x, end), Arm::Light, Ink::Lifeline, index);
            for (from, to) in spans {
                for row in from.max(start + 1)..=to.min(end) {
                    canvas.arm(x, row, NORTH, Arm::Heavy, Ink::Lifeline, index);
                    canvas.arm(x, row, SOUTH, Arm::Heavy, Ink::Lifeline, index);
                }
            }
        }
    }

    /// The row of the message after a `create` or a `destroy`.
    fn next_row(&self, event: &Event, y: usize) -> usize {
        let mut events = self.sequence.events.iter().zip(&self.columns.texts);
        events.find(|(other, _)| std::ptr::eq(*other, event));
        let rows: usize = events
            .find(|(event, _)| matches!(event, Event::Message(_)))
            .map_or(1, |(event, lines)| Self::height(event, lines));
        (y + rows).saturating_sub(1)
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
            // A long text goes on below its loop.
            let last = y + lines.len().clamp(2, 5) - 1;
            for (row, line) in lines.iter().enumerate() {
                write(canvas, x + LOOP, y + row, line);
            }
            for (from, to) in [((x, y), (x + 4, y)), ((x + 4, y), (x + 4, last))] {
                canvas.line(from, to, arm, Ink::Edge, index);
            }
            canvas.line((x + 4, last), (x + 1, last), arm, Ink::Edge, index);
            canvas.put(x + 1, last, self.tip(message.head, WEST, message.open), Ink::Edge, index);
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
        let extent = columns::note(side, from, to, label::width(lines) as i64);
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
