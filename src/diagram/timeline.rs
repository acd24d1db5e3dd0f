//! A timeline: periods below one another, each with what happened in it.

use super::canvas::{Arm, Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};

/// A period with its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Period {
    pub name: String,
    pub events: Vec<String>,
}

/// Periods under a name; the first section may have none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Section {
    pub name: String,
    pub periods: Vec<Period>,
}

/// All sections in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Timeline {
    pub sections: Vec<Section>,
}

impl Timeline {
    /// One line for each section and period.
    pub(crate) fn description(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let flat = |text: &str| text.replace('\n', " ");
        for section in &self.sections {
            if !section.name.is_empty() {
                lines.push(flat(&section.name));
            }
            for period in &section.periods {
                let events: Vec<_> = period.events.iter().map(|event| flat(event)).collect();
                let joint = if events.is_empty() { "" } else { ": " };
                lines.push(format!("{}{joint}{}", flat(&period.name), events.join("; ")));
            }
        }
        lines
    }

    fn periods(&self) -> impl Iterator<Item = &Period> {
        self.sections.iter().flat_map(|section| &section.periods)
    }
}

/// Cells of a period's name and of an event when there is room, and the least.
const NAME: usize = 24;
const EVENT: usize = 60;
const SHORT: usize = 8;

/// One period as it is drawn: its name, and the lines of each event.
struct Block {
    name: Vec<String>,
    events: Vec<Vec<String>>,
}

impl Block {
    fn height(&self) -> usize {
        self.name.len().max(self.events.iter().map(Vec::len).sum()).max(1)
    }
}

/// Where everything stands at some widths of names and events.
struct Rows {
    blocks: Vec<Block>,
    sections: Vec<Vec<String>>,
    names: usize,
    width: usize,
    height: usize,
}

fn rows(timeline: &Timeline, name: usize, event: usize) -> Rows {
    let block = |period: &Period| Block {
        name: label::wrap(&period.name, name, 0),
        events: period.events.iter().map(|text| label::wrap(text, event, 0)).collect(),
    };
    let blocks: Vec<_> = timeline.periods().map(block).collect();
    let names = blocks.iter().map(|block| label::width(&block.name)).max().unwrap_or(0);
    let events = blocks.iter().flat_map(|block| &block.events).map(|lines| label::width(lines));
    let events = events.max().unwrap_or(0);
    let wrap = |section: &Section| match section.name.as_str() {
        "" => Vec::new(),
        title => label::wrap(title, (names + events + 4).max(name), 0),
    };
    let sections: Vec<_> = timeline.sections.iter().map(wrap).collect();
    let titles = sections.iter().map(|lines| label::width(lines)).max().unwrap_or(0);
    let height = blocks.iter().map(Block::height).chain(sections.iter().map(Vec::len)).sum();
    Rows { blocks, sections, names, width: (names + events + 4).max(titles), height }
}

/// Draws a timeline for the options.
pub(crate) fn draw(timeline: &Timeline, options: &Options) -> Drawing {
    let natural = rows(timeline, NAME, EVENT);
    let size = (natural.width, natural.height);
    let fitted = match options.width {
        Some(width) if width < size.0 => {
            let event = |name: usize| width.saturating_sub(name + 4).max(SHORT);
            let mut tried =
                [NAME, 16, 12, SHORT].into_iter().map(|name| rows(timeline, name, event(name)));
            tried.find(|rows| rows.width <= width).unwrap_or_else(|| rows(timeline, SHORT, SHORT))
        }
        _ => natural,
    };
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let mut canvas = Canvas::new(fitted.width, fitted.height, charset);
    let nodes = paint(timeline, &fitted, &mut canvas, charset);
    let (width, height) = (fitted.width, fitted.height);
    Drawing { width, height, rows: canvas.rows(), nodes, natural: size, ..Drawing::default() }
}

fn paint(timeline: &Timeline, rows: &Rows, canvas: &mut Canvas, charset: Charset) -> Vec<NodeRect> {
    let mut nodes = Vec::new();
    let mut y = 0;
    let x = rows.names + 1;
    let sign = if charset == Charset::Ascii { '*' } else { '●' };
    for (at, section) in timeline.sections.iter().enumerate() {
        canvas.write_lines(0, y, &rows.sections[at], Ink::GroupTitle, at);
        y += rows.sections[at].len();
        for (step, period) in section.periods.iter().enumerate() {
            let owner = nodes.len();
            let block = &rows.blocks[owner];
            let last = step + 1 == section.periods.len();
            let end = y + block.height() - usize::from(last);
            for (row, line) in block.name.iter().enumerate() {
                let indent = rows.names - crate::text::width(line);
                canvas.write(indent, y + row, line, Ink::NodeLabel, owner);
            }
            if end > y {
                canvas.line((x, y), (x, end), Arm::Light, Ink::Edge, owner);
            }
            canvas.put(x, y, sign, Ink::Node, owner);
            let mut row = y;
            for lines in &block.events {
                canvas.write_lines(x + 2, row, lines, Ink::EdgeLabel, owner);
                row += lines.len();
            }
            let rect = Rect { x: 0, y, width: rows.names.max(1), height: block.name.len().max(1) };
            let label = period.name.clone();
            nodes.push(NodeRect { id: format!("period{owner}"), label, rect, link: None });
            y += block.height();
        }
    }
    nodes
}
