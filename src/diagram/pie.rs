//! Shares of a whole, drawn as bars: a circle of cells shows no angle that can be read.

use super::canvas::{Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};
use crate::text;

/// One share with its value as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Share {
    pub name: String,
    pub value: f64,
    pub written: String,
}

/// All shares in source order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pie {
    pub shares: Vec<Share>,
    /// Values stand beside the percentages.
    pub values: bool,
}

impl Pie {
    fn whole(&self) -> f64 {
        self.shares.iter().map(|share| share.value).sum()
    }

    fn part(&self, share: &Share) -> f64 {
        let whole = self.whole();
        if whole > 0.0 { share.value / whole } else { 0.0 }
    }

    /// The percentage of a share, and its value where that is asked for.
    fn figure(&self, share: &Share) -> String {
        let percent = format!("{:.1} %", 100.0 * self.part(share));
        if self.values { format!("{percent} [{}]", share.written) } else { percent }
    }

    /// One line for each share.
    pub(crate) fn description(&self) -> Vec<String> {
        let line =
            |share: &Share| format!("{}: {}", share.name.replace('\n', " "), self.figure(share));
        self.shares.iter().map(line).collect()
    }
}

/// Cells of a name and of the whole when there is room, and the least.
const NAME: usize = 30;
const BARS: usize = 40;
const SHORT: usize = 8;

/// Draws the shares for the options.
pub(crate) fn draw(pie: &Pie, options: &Options) -> Drawing {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = Columns::new(pie, NAME, BARS);
    let size = (natural.width, natural.height);
    let columns = match options.width {
        Some(width) if width < size.0 => {
            let tried = (SHORT..=BARS).rev().map(|bars| (NAME.min(bars.max(SHORT)), bars));
            let mut tried = tried.map(|(name, bars)| Columns::new(pie, name, bars));
            let fits = tried.find(|columns| columns.width <= width);
            fits.unwrap_or_else(|| Columns::new(pie, SHORT, SHORT))
        }
        _ => natural,
    };
    let mut canvas = Canvas::new(columns.width, columns.height, charset);
    let fill = if charset == Charset::Ascii { '#' } else { '█' };
    let mut nodes = Vec::new();
    let mut y = 0;
    for (at, (share, lines)) in pie.shares.iter().zip(&columns.names).enumerate() {
        canvas.write_lines(0, y, lines, Ink::NodeLabel, at);
        let cells = (pie.part(share) * columns.bars as f64).round() as usize;
        let cells = cells.max(usize::from(share.value > 0.0));
        for x in 0..cells {
            canvas.put(columns.start + x, y, fill, Ink::Node, at);
        }
        let figure = pie.figure(share);
        canvas.write(
            columns.start + cells + usize::from(cells > 0),
            y,
            &figure,
            Ink::EdgeLabel,
            at,
        );
        let rect = Rect { x: columns.start, y, width: cells.max(1), height: 1 };
        nodes.push(NodeRect {
            id: share.name.clone(),
            label: share.name.clone(),
            rect,
            link: None,
        });
        y += lines.len();
    }
    let (width, height) = (columns.width, columns.height);
    Drawing { width, height, rows: canvas.rows(), nodes, natural: size, ..Drawing::default() }
}

/// Names, bars and figures side by side.
struct Columns {
    names: Vec<Vec<String>>,
    start: usize,
    bars: usize,
    width: usize,
    height: usize,
}

impl Columns {
    fn new(pie: &Pie, name: usize, bars: usize) -> Self {
        let names: Vec<_> =
            pie.shares.iter().map(|share| label::wrap(&share.name, name, 0)).collect();
        let start = names.iter().map(|lines| label::width(lines)).max().unwrap_or(0) + 2;
        let end = |share: &Share| {
            let cells = (pie.part(share) * bars as f64).round() as usize;
            cells.max(1) + 1 + text::width(&pie.figure(share))
        };
        let width = start + pie.shares.iter().map(end).max().unwrap_or(0);
        let height = names.iter().map(Vec::len).sum();
        Self { names, start, bars, width, height }
    }
}
