//! One level as layers of items: children, labels, and the lines that pass between them.

mod ranks;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::metrics::Metrics;
use super::plan::{Level, Link, Side, Spot};
use crate::diagram::model::{Head, Stroke};
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

/// Builds the layers of a level; above the ranks in `opened` its sources have ranks of their own.
pub(super) fn build(
    level: &Level,
    sizes: &[Size],
    labels: &dyn Fn(usize) -> (i32, i32, i32),
    metrics: &Metrics,
    is_group: bool,
    bound: Option<usize>,
    opened: &[usize],
) -> Layers {
    let count = level.children.len();
    let ranks = child_ranks(level, sizes, labels, metrics, bound, opened);
    let mut builder = Builder {
        layers: Layers::default(),
        labels,
        child_items: Vec::new(),
        port_items: vec![usize::MAX; level.ports.len()],
        pins: HashMap::new(),
        wires: HashMap::new(),
        shared: HashMap::new(),
        opened: Vec::new(),
    };
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
    builder.opened = opened.iter().map(|rank| layer_of(*rank as i64)).collect();
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

struct Builder<'a> {
    layers: Layers,
    labels: &'a dyn Fn(usize) -> (i32, i32, i32),
    child_items: Vec<usize>,
    port_items: Vec<usize>,
    /// Pins of children by item, side and net or port; whatever else has one on each side.
    pins: HashMap<(usize, Side, usize, bool), usize>,
    /// Wires by channel and net.
    wires: HashMap<(usize, usize), usize>,
    /// Lines that links of one net share, by net and layer.
    shared: HashMap<(usize, usize), usize>,
    /// Layers that the branches of a fan from above pass one by one, beside sources that sank.
    opened: Vec<usize>,
}

/// A stretch of a link between two feet' items.
struct Stretch {
    net: usize,
    /// The net of this link alone.
    own: usize,
    heads: [Head; 2],
}

impl Builder<'_> {
    fn push(&mut self, item: Item) -> usize {
        let index = self.layers.items.len();
        self.layers.layers[item.layer].push(index);
        self.layers.items.push(item);
        index
    }

    /// The item and pin of one end of a link.
    fn end(&mut self, spot: Spot, side: Side, net: usize) -> Foot {
        match spot {
            Spot::Port(port) => {
                let item = self.port_items[port];
                self.only(item, side)
            }
            Spot::Child(child, port) => {
                let item = self.child_items[child];
                let key = port.unwrap_or(net);
                Foot { item, pin: self.pin(item, side, key, port.is_some()) }
            }
        }
    }

    /// The only pin on one side of a line, a label, or a port.
    fn only(&mut self, item: usize, side: Side) -> Foot {
        let pins = &mut self.layers.items[item].pins[side as usize];
        if pins.is_empty() {
            pins.push(Pin { offset: 0, fixed: false });
        }
        Foot { item, pin: 0 }
    }

    fn pin(&mut self, item: usize, side: Side, key: usize, fixed: bool) -> usize {
        let pins = &mut self.layers.items[item].pins[side as usize];
        *self.pins.entry((item, side, key, fixed)).or_insert_with(|| {
            pins.push(Pin { offset: if fixed { key as i32 } else { 0 }, fixed });
            pins.len() - 1
        })
    }

    /// Lays one link through the layers: upper end, lines, label, lines, lower end.
    fn route(&mut self, index: usize, link: &Link, label: Option<usize>) {
        let upper = self.end(link.upper, Side::Bottom, link.net);
        let lower = self.end(link.lower, Side::Top, link.net);
        let own = usize::MAX - index;
        let Some(layer) = label else {
            let heads = [link.upper_head, link.lower_head];
            let stretch = Stretch { net: link.net, own, heads };
            self.stretch(link, upper, lower, stretch);
            return;
        };
        let (extent, depth, line) = link.label.map_or((1, 1, 0), |edge| (self.labels)(edge));
        let edge = link.label.unwrap_or_default();
        let mut item = Item::new(Kind::Label(edge), layer, extent, depth);
        item.range = [(line, line); 2];
        let item = self.push(item);
        let top = self.only(item, Side::Top);
        let bottom = self.only(item, Side::Bottom);
        let (above, below) = match link.rooted {
            Side::Top => (link.net, own),
            Side::Bottom => (own, link.net),
        };
        let first = Stretch { net: above, own, heads: [link.upper_head, Head::None] };
        self.stretch(link, upper, top, first);
        let second = Stretch { net: below, own, heads: [Head::None, link.lower_head] };
        self.stretch(link, bottom, lower, second);
    }

    /// Passes the layers between two feet with lines that the net shares.
    fn stretch(&mut self, link: &Link, upper: Foot, lower: Foot, stretch: Stretch) {
        let from = self.layers.items[upper.item].layer;
        let to = self.layers.items[lower.item].layer;
        let (mut above, mut net) = (upper, stretch.net);
        for layer in from + 1..to {
            let parts = self.opened.contains(&layer) && link.rooted == Side::Top;
            let next = if parts { stretch.own } else { net };
            let new = self.layers.items.len();
            let item = *self.shared.entry((next, layer)).or_insert(new);
            if item == new {
                self.push(Item::new(Kind::Line, layer, 1, 0));
            }
            let top = self.only(item, Side::Top);
            let head = if layer == from + 1 { stretch.heads[0] } else { Head::None };
            self.leg(link, layer - 1, net, above, top, [head, Head::None]);
            net = next;
            above = self.only(item, Side::Bottom);
        }
        let head = if to == from + 1 { stretch.heads[0] } else { Head::None };
        let heads = [head, stretch.heads[1]];
        self.leg(link, to.saturating_sub(1), net, above, lower, heads);
    }

    fn leg(
        &mut self,
        link: &Link,
        channel: usize,
        net: usize,
        upper: Foot,
        lower: Foot,
        [upper_head, lower_head]: [Head; 2],
    ) {
        let wires = &mut self.layers.wires;
        let new = wires.len();
        let wire = *self.wires.entry((channel, net)).or_insert(new);
        let leg = |upper, lower| {
            let edges = link.edges.clone();
            Leg { upper, lower, edges, upper_head, lower_head }
        };
        if wire == new {
            // Most are one line between two layers.
            let (uppers, lowers, legs) = (vec![upper], vec![lower], vec![leg(0, 0)]);
            wires.push(Wire { channel, uppers, lowers, legs, stroke: link.stroke });
            return;
        }
        let wire = &mut wires[wire];
        let place = |feet: &mut Vec<Foot>, foot| {
            feet.iter().position(|known| *known == foot).unwrap_or_else(|| {
                feet.push(foot);
                feet.len() - 1
            })
        };
        let upper = place(&mut wire.uppers, upper);
        let lower = place(&mut wire.lowers, lower);
        match wire.legs.iter_mut().find(|leg| leg.upper == upper && leg.lower == lower) {
            Some(leg) => {
                let new = link.edges.iter().filter(|edge| !leg.edges.contains(edge));
                if new.clone().next().is_some() {
                    leg.edges = leg.edges.iter().chain(new).copied().collect();
                }
                if leg.upper_head == Head::None {
                    leg.upper_head = upper_head;
                }
                if leg.lower_head == Head::None {
                    leg.lower_head = lower_head;
                }
            }
            None => wire.legs.push(leg(upper, lower)),
        }
    }

    /// Pins of ports stand where the group inside put them.
    fn finish(mut self, sizes: &[Size]) -> Layers {
        for (child, &item) in self.child_items.iter().enumerate() {
            for pins in &mut self.layers.items[item].pins {
                for pin in pins.iter_mut().filter(|pin| pin.fixed) {
                    pin.offset = sizes[child].ports.get(pin.offset as usize).copied().unwrap_or(1);
                }
            }
        }
        self.layers
    }
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
