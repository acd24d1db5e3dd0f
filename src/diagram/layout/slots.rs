//! Where pins stand along a layer, and how far they and their items may move.

use super::layers::{Foot, Item, Kind, Layers};
use super::metrics::Metrics;

/// Cells from the start of `a` to the start of `b` behind it, at least.
pub(super) fn distance(a: &Item, b: &Item, metrics: &Metrics) -> i32 {
    let is_box = |item: &Item| matches!(item.kind, Kind::Child(_));
    let gap = match (a.kind, b.kind) {
        (Kind::Label(_), _) => metrics.label_gap,
        _ if is_box(a) && is_box(b) => metrics.box_gap,
        _ if is_box(a) || is_box(b) => metrics.side_gap,
        _ => metrics.line_gap,
    };
    a.extent + gap
}

/// The column of a foot on the lower side of its item (1) or the upper one (0).
pub(super) fn column(layers: &Layers, foot: Foot, side: usize) -> i32 {
    let item = &layers.items[foot.item];
    item.at + item.pins[side][foot.pin].offset
}

/// The columns to which a pin may move without passing its neighbours.
pub(super) fn freedom(layers: &Layers, foot: Foot, side: usize, metrics: &Metrics) -> (i32, i32) {
    let item = &layers.items[foot.item];
    let pins = &item.pins[side];
    let here = column(layers, foot, side);
    let own = &pins[foot.pin];
    if own.fixed || !matches!(item.kind, Kind::Child(_)) {
        return (here, here);
    }
    let (mut low, mut high) = item.range[side];
    for (index, pin) in pins.iter().enumerate() {
        if index == foot.pin {
            continue;
        }
        if pin.offset < own.offset {
            low = low.max(pin.offset + metrics.pin_gap);
        } else {
            high = high.min(pin.offset - metrics.pin_gap);
        }
    }
    if low > high { (here, here) } else { (item.at + low, item.at + high) }
}

/// The places to which an item may move between its neighbours.
pub(super) fn room(layers: &Layers, item: usize, metrics: &Metrics) -> (i32, i32) {
    let row = &layers.layers[layers.items[item].layer];
    let own = &layers.items[item];
    let here = row.iter().position(|other| *other == item).unwrap_or_default();
    let before = here.checked_sub(1).map(|at| &layers.items[row[at]]);
    let after = row.get(here + 1).map(|at| &layers.items[*at]);
    let low = before.map_or(i32::MIN / 2, |other| other.at + distance(other, own, metrics));
    let high = after.map_or(i32::MAX / 2, |other| other.at - distance(own, other, metrics));
    (low, high)
}
