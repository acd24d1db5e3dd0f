//! Points between two axes in four quadrants, drawn as a square of rows. What finds no room beside
//! its point is told below the chart.

use std::collections::HashSet;

use super::canvas::{Arm, Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};
use crate::text;

/// What is said at the ends of an axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Axis {
    pub low: String,
    pub high: String,
}

/// A point; its coordinates lie between 0 and 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Point {
    pub name: String,
    pub x: f64,
    pub y: f64,
}

/// A whole chart. The first quadrant is that of high values, the others follow to the left around.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Quadrants {
    pub across: Axis,
    pub up: Axis,
    pub names: [String; 4],
    pub points: Vec<Point>,
}

impl Quadrants {
    /// The number, from 0, of the quadrant that holds a point.
    fn holder(point: &Point) -> usize {
        match (point.x >= 0.5, point.y >= 0.5) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        }
    }

    /// The axes, the quadrants, and each point with its quadrant and coordinates.
    pub(crate) fn description(&self) -> Vec<String> {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let axis = |name: &str, axis: &Axis| match (axis.low.is_empty(), axis.high.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("{name}: {}", flat(&axis.low))),
            _ => Some(format!("{name}: {} → {}", flat(&axis.low), flat(&axis.high))),
        };
        let mut lines: Vec<_> =
            [axis("x", &self.across), axis("y", &self.up)].into_iter().flatten().collect();
        let named = self.names.iter().enumerate().filter(|(_, name)| !name.is_empty());
        lines.extend(named.map(|(at, name)| format!("{}. {}", at + 1, flat(name))));
        lines.extend(self.points.iter().map(|point| {
            let holder = flat(&self.names[Self::holder(point)]);
            let holder = if holder.is_empty() { holder } else { format!(": {holder}") };
            format!("{} ({}, {}){holder}", flat(&point.name), point.x, point.y)
        }));
        lines
    }
}

/// Cells of a half when there is room, and the least.
const HALF: usize = 30;
const LEAST: usize = 8;
/// Cells of the texts beside the upright axis.
const BESIDE: usize = 14;
/// Rows of a half.
const ROWS: usize = 7;

/// Draws a chart for the options.
pub(crate) fn draw(chart: &Quadrants, options: &Options) -> Drawing {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = Plan::new(chart, HALF, BESIDE);
    let natural_size = (natural.width, natural.height());
    let plan = match options.width {
        Some(width) if width < natural.width => {
            let tried = (LEAST..HALF).rev().map(|half| (half, BESIDE.min(half)));
            let mut tried = tried.map(|(half, beside)| Plan::new(chart, half, beside));
            tried.find(|plan| plan.width <= width).unwrap_or_else(|| Plan::new(chart, LEAST, LEAST))
        }
        _ => natural,
    };
    let drawing = plan.draw(chart, charset);
    Drawing { natural: natural_size, ..drawing }
}

/// Where everything stands.
struct Plan {
    half: usize,
    rows: usize,
    /// The column of the frame.
    left: usize,
    /// Texts at the low and the high end of each axis, and of the quadrants.
    across: [Vec<String>; 2],
    up: [Vec<String>; 2],
    names: [Vec<String>; 4],
    /// Where the name of a point stands, or its number if that was too long.
    points: Vec<Spot>,
    below: Vec<Vec<String>>,
    width: usize,
}

/// A point in cells of the frame, and the text beside it.
struct Spot {
    x: usize,
    y: usize,
    said: Option<(usize, String)>,
}

impl Plan {
    fn new(chart: &Quadrants, half: usize, beside: usize) -> Self {
        let wrapped = |text: &str, cells: usize| match text {
            "" => Vec::new(),
            text => label::wrap(text, cells, 0),
        };
        let both = |axis: &Axis, cells| [wrapped(&axis.low, cells), wrapped(&axis.high, cells)];
        let (across, up) = (both(&chart.across, half), both(&chart.up, beside));
        let names = std::array::from_fn(|at| wrapped(&chart.names[at], half - 2));
        let most = names.iter().map(Vec::len).chain(up.iter().map(Vec::len)).max().unwrap_or(0);
        let beside = up.iter().map(|lines| label::width(lines)).max().unwrap_or(0);
        let left = if beside > 0 { beside + 1 } else { 0 };
        let mut plan = Self {
            half,
            rows: ROWS.max(most + 2),
            left,
            across,
            up,
            names,
            points: Vec::new(),
            below: Vec::new(),
            width: left + 2 * half + 3,
        };
        plan.place(chart);
        plan
    }

    /// Puts every name beside its point, or a number that is explained below.
    fn place(&mut self, chart: &Quadrants) {
        let (columns, rows) = (2 * self.half, 2 * self.rows);
        let cell = |at: f64, cells: usize| ((at * cells as f64) as usize).min(cells - 1);
        // The lines in the middle take a column and a row.
        let beyond = |at: usize, middle: usize| 1 + at + usize::from(at >= middle);
        let spots: Vec<_> = chart
            .points
            .iter()
            .map(|point| {
                let x = beyond(cell(point.x, columns), self.half);
                (x, beyond(cell(1.0 - point.y, rows), self.rows))
            })
            .collect();
        let mut taken: HashSet<_> = spots.iter().copied().collect();
        taken.extend((0..=columns + 1).map(|x| (x, self.rows + 1)));
        taken.extend((0..=rows + 1).map(|y| (self.half + 1, y)));
        for (at, lines) in self.names.iter().enumerate() {
            let (x, y) = self.corner(at);
            taken.extend(
                (0..lines.len()).flat_map(|row| (x..x + self.half).map(move |x| (x, y + row))),
            );
        }
        let last = columns + 1;
        for (at, (&(x, y), point)) in spots.iter().zip(&chart.points).enumerate() {
            let mut beside = |said: &str| {
                let cells = text::width(said);
                let right = Some(x + 2).filter(|start| start + cells <= last);
                let left = (x + 1).checked_sub(cells + 2).filter(|start| *start > 0);
                let free =
                    |start: &usize| (*start..start + cells + 1).all(|x| !taken.contains(&(x, y)));
                let start = right.filter(free).or_else(|| left.filter(free))?;
                taken.extend((start.saturating_sub(1)..=start + cells).map(|x| (x, y)));
                Some(start)
            };
            let name = point.name.replace('\n', " ");
            let number = (at + 1).to_string();
            let whole = beside(&name).map(|start| (start, name.clone()));
            if whole.is_none() {
                let line = format!("{number} {name} ({}, {})", point.x, point.y);
                self.below.push(label::wrap(&line, self.width, 0));
            }
            let said = whole.or_else(|| Some((beside(&number)?, number.clone())));
            self.points.push(Spot { x, y, said });
        }
    }

    /// The first cell inside a quadrant, from the corner of the frame.
    fn corner(&self, quadrant: usize) -> (usize, usize) {
        let x = if matches!(quadrant, 0 | 3) { self.half + 2 } else { 1 };
        let y = if quadrant < 2 { 1 } else { self.rows + 2 };
        (x, y)
    }

    fn height(&self) -> usize {
        let across = self.across.iter().map(Vec::len).max().unwrap_or(0);
        let below: usize = self.below.iter().map(Vec::len).sum();
        2 * self.rows + 3 + across + below + usize::from(below > 0)
    }

    fn draw(&self, chart: &Quadrants, charset: Charset) -> Drawing {
        let (width, height) = (self.width, self.height());
        let mut canvas = Canvas::new(width, height, charset);
        let (x, right) = (self.left, self.left + 2 * self.half + 2);
        let bottom = 2 * self.rows + 2;
        let frame = Rect { x, y: 0, width: right - x + 1, height: bottom + 1 };
        canvas.frame(frame, [Arm::Light; 3], false, Ink::Group, 0);
        let (middle, row) = (x + self.half + 1, self.rows + 1);
        canvas.line((x, row), (right, row), Arm::Light, Ink::Group, 0);
        canvas.line((middle, 0), (middle, bottom), Arm::Light, Ink::Group, 0);
        let centered = |canvas: &mut Canvas, x: usize, y: usize, lines: &[String], ink| {
            for (row, line) in lines.iter().enumerate() {
                let indent = self.half.saturating_sub(text::width(line)) / 2;
                canvas.write(x + indent, y + row, line, ink, 0);
            }
        };
        for (at, lines) in self.names.iter().enumerate() {
            let (column, row) = self.corner(at);
            centered(&mut canvas, x + column, row, lines, Ink::GroupTitle);
        }
        let [low, high] = &self.up;
        canvas.write_lines(0, bottom - low.len(), low, Ink::EdgeLabel, 0);
        canvas.write_lines(0, 1, high, Ink::EdgeLabel, 0);
        let [low, high] = &self.across;
        centered(&mut canvas, x + 1, bottom + 1, low, Ink::EdgeLabel);
        centered(&mut canvas, middle + 1, bottom + 1, high, Ink::EdgeLabel);
        let nodes = self.points(chart, &mut canvas, charset);
        let mut y = bottom + 2 + low.len().max(high.len());
        for lines in &self.below {
            canvas.write_lines(0, y, lines, Ink::NodeLabel, 0);
            y += lines.len();
        }
        Drawing { width, height, rows: canvas.rows(), nodes, ..Drawing::default() }
    }

    fn points(&self, chart: &Quadrants, canvas: &mut Canvas, charset: Charset) -> Vec<NodeRect> {
        let sign = if charset == Charset::Ascii { '*' } else { '●' };
        let mut nodes = Vec::with_capacity(self.points.len());
        for (at, (spot, point)) in self.points.iter().zip(&chart.points).enumerate() {
            let x = self.left + spot.x;
            canvas.put(x, spot.y, sign, Ink::Node, at);
            if let Some((start, said)) = &spot.said {
                canvas.write(self.left + start, spot.y, said, Ink::NodeLabel, at);
            }
            let (id, label) = (point.name.clone(), point.name.clone());
            let rect = Rect { x, y: spot.y, width: 1, height: 1 };
            nodes.push(NodeRect { id, label, rect, link: None });
        }
        nodes
    }
}
