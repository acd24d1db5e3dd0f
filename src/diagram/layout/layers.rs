//! One level as layers of items: children, labels, and the lines that pass between them.

mod lines;
mod ranks;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ease::Ease;
use super::metrics::Metrics;
use super::plan::{Level, Side};
use crate::diagram::model::{Head, Stroke};
use lines::Builder;
pub(super) use ranks::crowd;
use ranks::{child_ranks, label_ranks};

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Child(usize),
    /// The label of an edge, with its line.
    Label(usize),
    /// A line that passes a layer.
    Line,
    Port(usize),
}

/// Where a line touches an item.
#[derive(Debug, Clone)]
pub(super) struct Pin {
    /// Cells from the start of the item.
    pub offset: i32,
    /// The offset cannot be chosen here.
    pub fixed: bool,
}

/// One box, label or line in a layer.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub kind: Kind,
    pub layer: usize,
    /// Cells along the layer.
    pub extent: i32,
    /// Cells across the layer.
    pub depth: i32,
    /// Cells at the end of the extent that belong to loops and hold no pins.
    pub tail: i32,
    /// Where pins may stand on each side: first and last offset.
    pub range: [(i32, i32); 2],
    /// Offsets between them at which none may stand.
    pub walls: Vec<i32>,
    pub pins: [Vec<Pin>; 2],
    pub at: i32,
}

impl Item {
    fn new(kind: Kind, layer: usize, extent: i32, depth: i32) -> Self {
        let range = (0, extent - 1);
        Self {
            kind,
            layer,
            extent,
            depth,
            tail: 0,
            range: [range; 2],
            walls: Vec::new(),
            pins: [vec![], vec![]],
            at: 0,
        }
    }

    /// A plain line is kept straight before anything else.
    pub(super) fn is_line(&self) -> bool {
        matches!(self.kind, Kind::Line | Kind::Label(_))
    }
}

/// One pin of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Foot {
    pub item: usize,
    pub pin: usize,
}

/// One line of a wire: from an upper to a lower foot, by index.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub upper: usize,
    pub lower: usize,
    pub edges: Rc<[usize]>,
    pub upper_head: Head,
    pub lower_head: Head,
}

/// The lines of one net between two neighbouring layers; one of the sides has one foot.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    pub channel: usize,
    pub uppers: Vec<Foot>,
    pub lowers: Vec<Foot>,
    pub legs: Vec<Leg>,
    pub stroke: Stroke,
}

/// Items by layer and the wires between layers. The children are the first items.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub items: Vec<Item>,
    pub layers: Vec<Vec<usize>>,
    pub wires: Vec<Wire>,
    /// The last rank of a child.
    pub last: usize,
}

impl Layers {
    /// Cells that these layers take at least from side to side, whatever their order.
    pub(super) fn least_width(&self, metrics: &Metrics, sideways: bool) -> usize {
        let row = |row: &Vec<usize>| -> i32 {
            let items = row.iter().map(|item| &self.items[*item]);
            if sideways {
                return items.map(|item| item.depth).max().unwrap_or(0);
            }
            let gap = metrics.line_gap.min(metrics.label_gap);
            items.map(|item| item.extent + gap).sum::<i32>() - gap
        };
        let rows = self.layers.iter().map(row);
        let cells = if sideways { rows.sum() } else { rows.max().unwrap_or(0) };
        cells.max(0) as usize
    }

    /// The wires of each channel between two layers.
    pub(super) fn by_channel(&self) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); self.layers.len().saturating_sub(1)];
        for (index, wire) in self.wires.iter().enumerate() {
            if let Some(wires) = found.get_mut(wire.channel) {
                wires.push(index);
            }
        }
        found
    }
}

/// What a child occupies: its extent and depth, the pins of its ports, and the offsets at which
/// lines may end on each side.
#[derive(Debug, Clone, Default)]
pub(super) struct Size {
    pub extent: i32,
    pub depth: i32,
    pub tail: i32,
    pub ports: Vec<i32>,
    pub range: [(i32, i32); 2],
    /// Offsets at which no line may end: there the box has rules.
    pub walls: Vec<i32>,
    /// The box may grow when many lines end at it.
    pub grows: bool,
}

/// Builds the layers of a level.
pub(super) fn build(
    level: &Level,
    sizes: &[Size],
    labels: &dyn Fn(usize) -> (i32, i32, i32),
    metrics: &Metrics,
    is_group: bool,
    bound: Option<usize>,
    ease: &Ease,
) -> Layers {
    let count = level.children.len();
    let ranks = child_ranks(level, sizes, labels, metrics, bound, ease);
    let mut builder = Builder::new(labels, level.ports.len());
    // Ranks become layers; labels get a layer of their own between two ranks.
    let label_ranks = label_ranks(level, &ranks, metrics.apart);
    let mut used: BTreeMap<i64, usize> = BTreeMap::new();
    for &rank in &ranks {
        used.insert(rank as i64, 0);
    }
    for &rank in label_ranks.values() {
        used.insert(rank, 0);
    }
    let last = ranks.iter().copied().max().unwrap_or(0) as i64;
    let floor = last.max(label_ranks.values().copied().max().unwrap_or(0)) + 1;
    let roof = label_ranks.values().copied().min().unwrap_or(0).min(0) - 1;
    if is_group {
        used.insert(roof, 0);
        used.insert(floor, 0);
    }
    for (layer, slot) in used.values_mut().enumerate() {
        *slot = layer;
    }
    let layer_of = |rank: i64| used.get(&rank).copied().unwrap_or(0);
    builder.layers.layers = vec![Vec::new(); used.len().max(1)];
    builder.layers.last = last as usize;
    builder.opened = ease.opened.iter().map(|rank| layer_of(*rank as i64)).collect();
    builder.is_parted = ease.parted;
    for child in 0..count {
        let size = &sizes[child];
        let layer = layer_of(ranks[child] as i64);
        let mut item = Item::new(Kind::Child(child), layer, size.extent, size.depth);
        item.tail = size.tail;
        item.range = size.range;
        item.walls.clone_from(&size.walls);
        let item = builder.push(item);
        builder.child_items.push(item);
    }
    for (port, place) in level.ports.iter().enumerate() {
        let layer = layer_of(if place.side == Side::Top { roof } else { floor });
        builder.port_items[port] = builder.push(Item::new(Kind::Port(port), layer, 1, 1));
    }
    for (index, link) in level.links.iter().enumerate() {
        let label = label_ranks.get(&index).map(|rank| layer_of(*rank));
        builder.route(index, link, label);
    }
    let mut layers = builder.finish(sizes);
    grow(&mut layers, sizes, metrics);
    layers
}

/// Boxes grow until every line has a slot of its own.
fn grow(layers: &mut Layers, sizes: &[Size], metrics: &Metrics) {
    for item in &mut layers.items {
        let Kind::Child(child) = item.kind else { continue };
        if !sizes[child].grows {
            continue;
        }
        let slots = item.pins.iter().map(Vec::len).max().unwrap_or(0) as i32;
        let first = item.range[0].0;
        let inner = item.extent - item.tail;
        let walls = item.walls.len() as i32;
        let need =
            if slots > 1 { 2 * first + (slots - 1) * metrics.pin_gap + 1 + walls } else { 0 };
        if need > inner {
            let more = need - inner;
            item.extent += more;
            for range in &mut item.range {
                range.1 += more;
            }
        }
    }
}
