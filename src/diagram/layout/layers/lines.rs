//! The lines of a level on their way through its layers: fans share them as far as they can.

use std::collections::HashMap;

use super::{Foot, Item, Kind, Layers, Leg, Pin, Size, Wire};
use crate::diagram::layout::plan::{Link, Side, Spot};
use crate::diagram::model::Head;

pub(super) struct Builder<'a> {
    pub layers: Layers,
    labels: &'a dyn Fn(usize) -> (i32, i32, i32),
    pub child_items: Vec<usize>,
    pub port_items: Vec<usize>,
    /// Pins of children by item, side and net or port; whatever else has one on each side.
    pins: HashMap<(usize, Side, usize, bool), usize>,
    /// Wires by channel and net.
    wires: HashMap<(usize, usize), usize>,
    /// Lines that links of one net share, by net and layer.
    shared: HashMap<(usize, usize), usize>,
    /// Layers that the branches of a fan from above pass one by one, beside sources that sank.
    pub opened: Vec<usize>,
    /// The lines of a fan pass every layer one by one.
    pub is_parted: bool,
}

/// A stretch of a link between two feet' items.
struct Stretch {
    net: usize,
    /// The net of this link alone.
    own: usize,
    heads: [Head; 2],
}

impl<'a> Builder<'a> {
    pub(super) fn new(labels: &'a dyn Fn(usize) -> (i32, i32, i32), ports: usize) -> Self {
        Self {
            layers: Layers::default(),
            labels,
            child_items: Vec::new(),
            port_items: vec![usize::MAX; ports],
            pins: HashMap::new(),
            wires: HashMap::new(),
            shared: HashMap::new(),
            opened: Vec::new(),
            is_parted: false,
        }
    }

    pub(super) fn push(&mut self, item: Item) -> usize {
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
    pub(super) fn route(&mut self, index: usize, link: &Link, label: Option<usize>) {
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
        if self.is_parted && link.rooted == Side::Bottom && from + 1 < to {
            net = stretch.own;
        }
        for layer in from + 1..to {
            let is_open = self.is_parted || self.opened.contains(&layer);
            let parts = is_open && link.rooted == Side::Top;
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
        if link.rooted == Side::Bottom {
            net = stretch.net;
        }
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
    pub(super) fn finish(mut self, sizes: &[Size]) -> Layers {
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
