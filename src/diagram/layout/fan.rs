//! Fans that would open in two steps: a branch straight under the shared end needs a track of its
//! own for each side, so that end, the branch, or a whole box moves aside.

use super::layers::{Foot, Layers, Wire};
use super::metrics::Metrics;
use super::slots::{column, freedom, room};

/// Items beyond which boxes stay where they are.
const MANY: usize = 400;
/// Columns by which a box moves, the least first.
const STEPS: [i32; 8] = [1, -1, 2, -2, 3, -3, 4, -4];

/// The shared end of a wire with the side on which it stands, and its branches.
fn parts(wire: &Wire) -> (Foot, usize, &[Foot]) {
    if wire.uppers.len() == 1 {
        (wire.uppers[0], 1, &wire.lowers)
    } else {
        (wire.lowers[0], 0, &wire.uppers)
    }
}

/// Whether a branch at some cells from its shared end has no room for a joint of its own.
fn is_near(cells: i32, metrics: &Metrics) -> bool {
    // Straight on, the tracks of both sides must not touch.
    cells.abs() == 1 || (cells == 0 && metrics.pitch < 2)
}

/// The branch that splits a fan: straight under the shared end, or beside it and not the last one.
fn splitting(layers: &Layers, wire: &Wire, metrics: &Metrics) -> Option<usize> {
    let (root, side, leaves) = parts(wire);
    let at = column(layers, root, side);
    let columns: Vec<_> = leaves.iter().map(|leaf| column(layers, *leaf, 1 - side)).collect();
    let (first, last) = (*columns.iter().min()?, *columns.iter().max()?);
    if first >= at || last <= at {
        return None;
    }
    let inside = |leaf: i32| first < leaf && leaf < last;
    columns.iter().position(|leaf| is_near(leaf - at, metrics) && inside(*leaf))
}

/// Mends every split fan that can be mended.
pub(super) fn unsplit(layers: &mut Layers, metrics: &Metrics) {
    for wire in 0..layers.wires.len() {
        let Some(branch) = splitting(layers, &layers.wires[wire], metrics) else { continue };
        let (root, side, leaves) = parts(&layers.wires[wire]);
        let leaf = leaves[branch];
        let is_mended = move_pin(layers, wire, root, side, metrics)
            || move_pin(layers, wire, leaf, 1 - side, metrics);
        if !is_mended && layers.items.len() <= MANY {
            let mut boxes = [(root, side), (leaf, 1 - side)];
            // One that holds nothing on its other side bends no other line.
            boxes.sort_by_key(|(foot, side)| layers.items[foot.item].pins[1 - side].len());
            let _ = boxes.iter().any(|(foot, _)| move_item(layers, foot.item, metrics));
        }
    }
}

/// Moves one pin as little as mends its fan.
fn move_pin(layers: &mut Layers, wire: usize, foot: Foot, side: usize, metrics: &Metrics) -> bool {
    let at = column(layers, foot, side);
    let (low, high) = freedom(layers, foot, side, metrics);
    let start = layers.items[foot.item].at;
    let walls = layers.items[foot.item].walls.clone();
    let mut columns: Vec<_> = (low..=high).filter(|to| !walls.contains(&(to - start))).collect();
    columns.sort_by_key(|to| (to - at).abs());
    for to in columns {
        layers.items[foot.item].pins[side][foot.pin].offset = to - start;
        let wire = &layers.wires[wire];
        let (root, side, leaves) = parts(wire);
        let at = column(layers, root, side);
        // Two joints beside each other would look like one that is torn.
        let is_near = |leaf: &Foot| is_near(column(layers, *leaf, 1 - side) - at, metrics);
        if !leaves.iter().any(is_near) && splitting(layers, wire, metrics).is_none() {
            return true;
        }
    }
    layers.items[foot.item].pins[side][foot.pin].offset = at - start;
    false
}

/// Moves an item as little as leaves none of its fans split.
fn move_item(layers: &mut Layers, item: usize, metrics: &Metrics) -> bool {
    let (low, high) = room(layers, item, metrics);
    let at = layers.items[item].at;
    let touches = |wire: &Wire| wire.uppers.iter().chain(&wire.lowers).any(|f| f.item == item);
    let wires: Vec<_> =
        (0..layers.wires.len()).filter(|wire| touches(&layers.wires[*wire])).collect();
    for to in STEPS.map(|step| at + step).into_iter().filter(|to| (low..=high).contains(to)) {
        layers.items[item].at = to;
        if wires.iter().all(|wire| splitting(layers, &layers.wires[*wire], metrics).is_none()) {
            return true;
        }
    }
    layers.items[item].at = at;
    false
}
