//! Mermaid sources drawn as text for the width at hand.
//!
//! A source is parsed to a [`Diagram`], which draws itself as often as needed: laid out on whole
//! cells, every edge on a line of its own, nothing cut off. The module knows no terminal: a
//! [`Drawing`] is rows of text runs with their [`Ink`], and the places of nodes and edges.

mod block;
mod canvas;
mod describe;
mod fit;
mod gantt;
mod git;
mod issue;
mod label;
mod layout;
mod model;
mod outline;
mod paint;
mod pie;
mod quadrant;
mod sequence;
mod syntax;
mod timeline;
mod xychart;

pub use canvas::{Charset, Ink, Row, Run};
pub use describe::spoken;
pub use issue::{
    Issue, MAX_CELLS, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_LABEL, MAX_NODES, MAX_SOURCE,
};
pub use layout::Rect;
pub use model::{Direction, Head, Shape, Stroke};
pub use outline::{Outline, OutlineEdge, OutlineNode};
pub use syntax::Kind;

use syntax::Model;

use crate::text;

/// How much of a diagram is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Zoom {
    #[default]
    Full,
    /// Boxes of one line.
    Compact,
    /// The outermost groups are boxes.
    Collapsed,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Options {
    /// Cells a row may take; `None` is the natural size.
    pub width: Option<usize>,
    pub charset: Charset,
    pub zoom: Zoom,
    /// The terminal shows characters of ambiguous width as two cells, so lines must be ASCII.
    pub ambiguous_wide: bool,
}

/// A parsed source.
#[derive(Debug, Clone)]
pub struct Diagram {
    kind: Kind,
    title: Option<String>,
    model: Model,
}

/// Where a node is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRect {
    pub id: String,
    pub label: String,
    pub rect: Rect,
    /// The target of `click`.
    pub link: Option<String>,
}

/// Where an edge is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgePath {
    /// Ids of its ends.
    pub from: String,
    pub to: String,
    pub label: String,
    /// Columns and rows of its line.
    pub cells: Vec<(usize, usize)>,
    pub label_spans: Vec<Rect>,
}

/// Where the frame of a group is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRect {
    pub id: String,
    pub title: String,
    pub rect: Rect,
}

/// A diagram as rows of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawing {
    pub width: usize,
    pub height: usize,
    pub rows: Vec<Row>,
    pub nodes: Vec<NodeRect>,
    pub edges: Vec<EdgePath>,
    pub groups: Vec<GroupRect>,
    /// Width and height without a limit.
    pub natural: (usize, usize),
}

impl Drawing {
    fn of_words(lines: Vec<String>) -> Self {
        let width = lines.iter().map(|line| text::width(line)).max().unwrap_or(0);
        let row = |text: String| Row {
            runs: vec![Run { text: text.into(), ink: Ink::NodeLabel, owner: None }],
        };
        let rows: Vec<_> = lines.into_iter().map(row).collect();
        let (height, natural) = (rows.len(), (width, rows.len()));
        Self { width, height, rows, natural, ..Self::default() }
    }

    /// The drawing with a title above, in the middle, as wide as the drawing if its words are not
    /// wider.
    fn titled(mut self, title: &str) -> Self {
        let title: Vec<_> = title.split_whitespace().collect();
        let lines = label::wrap(&title.join(" "), self.width.max(8), 0);
        let down = lines.len() + 1;
        self.width = self.width.max(label::width(&lines));
        self.natural.0 = self.natural.0.max(self.width.min(label::width(&lines)));
        let rows = lines.into_iter().map(|line| {
            let blanks = self.width.saturating_sub(text::width(&line)) / 2;
            let text = format!("{}{line}", " ".repeat(blanks));
            Row { runs: vec![Run { text: text.into(), ink: Ink::Title, owner: None }] }
        });
        let rows: Vec<_> = rows.chain([Row::default()]).collect();
        self.rows.splice(..0, rows);
        self.height += down;
        self.natural.1 += down;
        let rects = self.nodes.iter_mut().map(|node| &mut node.rect);
        let rects = rects.chain(self.groups.iter_mut().map(|group| &mut group.rect));
        let spans = self.edges.iter_mut().flat_map(|edge| &mut edge.label_spans);
        rects.chain(spans).for_each(|rect| rect.y += down);
        self.edges.iter_mut().flat_map(|edge| &mut edge.cells).for_each(|cell| cell.1 += down);
        self
    }

    /// The rows as plain text without blanks at their ends.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let start = text.len();
            for run in &row.runs {
                text.push_str(&run.text);
            }
            text.truncate(text[start..].trim_end().len() + start);
            text.push('\n');
        }
        text
    }
}

/// Reads a Mermaid source.
///
/// # Errors
/// Everything that could not be read, in source order.
pub fn parse(source: &str) -> Result<Diagram, Vec<Issue>> {
    let (kind, title, model) = syntax::parse(source)?;
    Ok(Diagram { kind, title, model })
}

impl Diagram {
    /// What kind of diagram it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The title, which is drawn above the diagram.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The diagram in words, for readers who do not see it: what holds what, what leads where.
    pub fn description(&self) -> Vec<String> {
        match &self.model {
            Model::Graph(graph) => describe::graph(graph),
            Model::Sequence(sequence) => describe::sequence(sequence),
            Model::History(history) => history.description(),
            Model::Gantt(gantt) => gantt.description(),
            Model::Timeline(timeline) => timeline.description(),
            Model::Pie(pie) => pie.description(),
            Model::Quadrants(chart) => chart.description(),
            Model::Chart(chart) => chart.description(),
            Model::Blocks(blocks) => blocks.description(),
        }
    }

    /// Nodes and edges of a graph; nothing for other models.
    pub fn outline(&self) -> Option<Outline> {
        match &self.model {
            Model::Graph(graph) => Some(outline::of(graph)),
            Model::Blocks(blocks) => Some(outline::of(&blocks.graph)),
            _ => None,
        }
    }

    /// How many messages a sequence has; they are the edges of its drawing, in order.
    pub fn steps(&self) -> usize {
        match &self.model {
            Model::Sequence(sequence) => sequence.messages().count(),
            _ => 0,
        }
    }

    /// Draws the diagram; where the width asked for is too small it is as narrow as it can be, and
    /// one of more than [`MAX_CELLS`] is told in words.
    pub fn draw(&self, options: &Options) -> Drawing {
        let drawing = match &self.model {
            Model::Graph(graph) => fit::draw(graph, options),
            Model::Sequence(sequence) => sequence::draw(sequence, options),
            Model::History(history) => Some(git::draw(history, options)),
            Model::Gantt(gantt) => Some(gantt::draw(gantt, options)),
            Model::Timeline(timeline) => Some(timeline::draw(timeline, options)),
            Model::Pie(pie) => Some(pie::draw(pie, options)),
            Model::Quadrants(chart) => Some(quadrant::draw(chart, options)),
            Model::Chart(chart) => Some(xychart::draw(chart, options)),
            Model::Blocks(blocks) => block::draw(blocks, options),
        };
        let drawing = drawing.unwrap_or_else(|| Drawing::of_words(self.description()));
        match &self.title {
            Some(title) => drawing.titled(&text::sanitize(title)),
            None => drawing,
        }
    }
}
