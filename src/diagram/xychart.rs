//! Values of named things as bars across the page, one row each with its figure: columns of cells
//! would show no difference below a tenth. A line is drawn as its points.

use super::canvas::{Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};
use crate::text;

/// One value as written, with the text beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Value {
    pub at: f64,
    pub written: String,
    pub label: String,
}

/// The values of one bar or line, for each name in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Series {
    pub name: String,
    pub is_line: bool,
    pub values: Vec<Value>,
}

/// A whole chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Chart {
    /// What the axes say.
    pub across: String,
    pub up: String,
    pub names: Vec<String>,
    /// The first and the last name, if they are numbers.
    pub steps: Option<(f64, f64)>,
    /// The least and the greatest value that are shown.
    pub range: Option<(f64, f64)>,
    pub series: Vec<Series>,
}

impl Chart {
    fn count(&self) -> usize {
        let values = self.series.iter().map(|series| series.values.len()).max().unwrap_or(0);
        values.max(self.names.len())
    }

    /// The name of the values at a place.
    fn name(&self, at: usize) -> String {
        match (self.names.get(at), self.steps) {
            (Some(name), _) => name.clone(),
            (None, Some((first, last))) => {
                let steps = self.count().saturating_sub(1).max(1) as f64;
                number(first + (last - first) * at as f64 / steps)
            }
            _ => (at + 1).to_string(),
        }
    }

    /// The range as given, else all values with 0.
    fn range(&self) -> (f64, f64) {
        let values = || self.series.iter().flat_map(|series| &series.values).map(|value| value.at);
        self.range.unwrap_or_else(|| (values().fold(0.0, f64::min), values().fold(0.0, f64::max)))
    }

    /// A value with its text, and the name of its series among several.
    fn figure(&self, series: &Series, value: &Value) -> String {
        let name = if self.series.len() > 1 { series.name.as_str() } else { "" };
        let parts = [value.written.as_str(), value.label.as_str(), name];
        let said: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" ").replace('\n', " ")
    }

    /// One line for each name with its values.
    pub(crate) fn description(&self) -> Vec<String> {
        let flat = |text: &str| text.replace('\n', " ");
        let axes = [("x", &self.across), ("y", &self.up)].into_iter();
        let axes = axes.filter(|(_, text)| !text.is_empty());
        let axes = axes.map(|(axis, text)| format!("{axis}: {}", flat(text)));
        let values = (0..self.count()).map(|at| {
            let values = self
                .series
                .iter()
                .filter_map(|series| series.values.get(at).map(|value| self.figure(series, value)));
            format!("{}: {}", flat(&self.name(at)), values.collect::<Vec<_>>().join("; "))
        });
        axes.chain(values).collect()
    }
}

/// A number with two decimals at most.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Cells of a name and of the whole range when there is room, and the least.
const NAME: usize = 24;
const BARS: usize = 48;
const SHORT: usize = 8;

/// Draws a chart for the options.
pub(crate) fn draw(chart: &Chart, options: &Options) -> Drawing {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = Plan::new(chart, NAME, BARS);
    let size = (natural.width, natural.height());
    let plan = match options.width {
        Some(width) if width < natural.width => {
            let mut tried = (SHORT..BARS).rev().map(|bars| Plan::new(chart, NAME.min(bars), bars));
            tried.find(|plan| plan.width <= width).unwrap_or_else(|| Plan::new(chart, SHORT, SHORT))
        }
        _ => natural,
    };
    Drawing { natural: size, ..plan.draw(charset) }
}

/// One row: how many cells its value takes, and what is said beside it.
struct Bar {
    cells: usize,
    figure: String,
    is_line: bool,
}

/// The values of one name.
struct Block {
    name: Vec<String>,
    bars: Vec<Bar>,
}

impl Block {
    fn height(&self) -> usize {
        self.name.len().max(self.bars.len())
    }
}

/// Names, bars and figures side by side below what the axes say.
struct Plan {
    across: Vec<String>,
    up: Vec<String>,
    ends: [String; 2],
    blocks: Vec<Block>,
    start: usize,
    bars: usize,
    width: usize,
}

impl Plan {
    fn new(chart: &Chart, name: usize, bars: usize) -> Self {
        let (low, high) = chart.range();
        let size = if high > low { high - low } else { 1.0 };
        let cells = |at: f64| (((at - low) / size).clamp(0.0, 1.0) * bars as f64).round() as usize;
        let blocks = (0..chart.count()).map(|at| Block {
            name: label::wrap(&chart.name(at), name, 0),
            bars: chart
                .series
                .iter()
                .filter_map(|series| {
                    let value = series.values.get(at)?;
                    let figure = chart.figure(series, value);
                    let least = usize::from(value.at > low);
                    let cells = cells(value.at).max(least);
                    Some(Bar { cells, figure, is_line: series.is_line })
                })
                .collect(),
        });
        let blocks: Vec<_> = blocks.collect();
        let wrapped = |text: &str, cells| match text {
            "" => Vec::new(),
            text => label::wrap(text, cells, 0),
        };
        let (across, up) = (wrapped(&chart.across, name), wrapped(&chart.up, bars));
        let ends = [number(low), number(high)];
        let names = blocks.iter().map(|block| label::width(&block.name)).max().unwrap_or(0);
        let start = names.max(label::width(&across)) + 2;
        let rows = blocks.iter().flat_map(|block| &block.bars);
        let figures = rows.map(|bar| bar.cells + 1 + text::width(&bar.figure)).max().unwrap_or(0);
        let scale = bars.max(text::width(&ends[0]) + 1 + text::width(&ends[1]));
        let width = start + figures.max(scale).max(label::width(&up));
        Self { across, up, ends, blocks, start, bars, width }
    }

    /// Rows above the values.
    fn head(&self) -> usize {
        self.across.len().max(self.up.len() + 1)
    }

    fn height(&self) -> usize {
        self.head() + self.blocks.iter().map(Block::height).sum::<usize>()
    }

    fn draw(&self, charset: Charset) -> Drawing {
        let (width, height) = (self.width, self.height());
        let mut canvas = Canvas::new(width, height, charset);
        let (ascii, head) = (charset == Charset::Ascii, self.head());
        canvas.write_lines(0, head - self.across.len(), &self.across, Ink::Title, 0);
        canvas.write_lines(self.start, head - 1 - self.up.len(), &self.up, Ink::Title, 0);
        let [low, high] = &self.ends;
        let end = self.bars.saturating_sub(text::width(high)).max(text::width(low) + 1);
        canvas.write(self.start, head - 1, low, Ink::EdgeLabel, 0);
        canvas.write(self.start + end, head - 1, high, Ink::EdgeLabel, 0);
        let (fill, leader, point) = if ascii { ('#', '.', '*') } else { ('█', '┄', '●') };
        let mut nodes = Vec::new();
        let mut y = head;
        for block in &self.blocks {
            canvas.write_lines(0, y, &block.name, Ink::NodeLabel, nodes.len());
            for (row, bar) in block.bars.iter().enumerate() {
                let (owner, y) = (nodes.len(), y + row);
                for cell in 0..bar.cells {
                    let last = cell + 1 == bar.cells;
                    let sign = match (bar.is_line, last) {
                        (false, _) => fill,
                        (true, true) => point,
                        (true, false) => leader,
                    };
                    canvas.put(self.start + cell, y, sign, Ink::Node, owner);
                }
                let x = self.start + bar.cells + usize::from(bar.cells > 0);
                canvas.write(x, y, &bar.figure, Ink::EdgeLabel, owner);
                let name = block.name.join(" ");
                let label = format!("{name}: {}", bar.figure);
                let rect = Rect { x: self.start, y, width: bar.cells.max(1), height: 1 };
                nodes.push(NodeRect { id: name, label, rect, link: None });
            }
            y += block.height();
        }
        Drawing { width, height, rows: canvas.rows(), nodes, ..Drawing::default() }
    }
}
