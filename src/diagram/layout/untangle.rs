//! Fewer crossings: orders that are searched, and where there is room what is given up for them.

use std::collections::HashMap;

use super::ease::Ease;
use super::layers::{Kind, Layers};
use super::order;
use super::plan::Level;
use super::{End, Layout};

/// Crossings beyond which steps one at a time hardly lead to a drawing without any.
const FEW: usize = 12;

impl Layout<'_> {
    /// The layers in an order in which few lines cross.
    pub(super) fn untangled(
        &self,
        level: &Level,
        mut layers: Layers,
        build: impl Fn(&Ease) -> Layers,
    ) -> Layers {
        let sides = self.earlier.map_or([false; 2], |earlier| earlier.sides);
        let order = |layers: &mut Layers, again: bool| {
            let hints = self.earlier.map(|earlier| self.hints(level, layers, earlier.places));
            order::order(layers, hints.as_deref(), sides, again)
        };
        let (mut ease, mut rank) = (Ease::default(), 2);
        let mut crossings = order(&mut layers, true);
        if self.settings.room < 2 || layers.items.len() > order::SOME {
            return layers;
        }
        while crossings > 0 && rank <= layers.last {
            ease.opened.push(rank);
            let mut other = build(&ease);
            let now = if other.last > layers.last { order(&mut other, true) } else { crossings };
            if now < crossings {
                (layers, crossings) = (other, now);
                rank += 4;
            } else {
                ease.opened.pop();
                rank += 2;
            }
        }
        // What stands side by side is torn apart for a drawing without a crossing only. On the way
        // there the first step that helps is taken.
        let mut freed = None;
        while (1..=FEW).contains(&crossings) {
            let better = ease.further(level).into_iter().find_map(|ease| {
                let mut other = build(&ease);
                let now = order(&mut other, false);
                (now < crossings).then_some((ease, other, now))
            });
            let Some((further, other, now)) = better else { return layers };
            (ease, freed, crossings) = (further, Some(other), now);
        }
        freed.unwrap_or(layers)
    }

    /// Where every item of a level stood in an earlier layout; ports stand where their lines lead.
    fn hints(&self, level: &Level, layers: &Layers, places: &HashMap<End, (i64, i64)>) -> Vec<i64> {
        let along = |end: End| {
            let (x, y) = places.get(&end).copied().unwrap_or_default();
            if level.direction.is_sideways() { y } else { x }
        };
        let mean = |values: Vec<i64>| {
            let count = values.len().max(1) as i64;
            values.into_iter().sum::<i64>() / count
        };
        let inside = |end: End| level.children.contains(&end) || self.holds(&level.children, end);
        let mut hints: Vec<_> = layers
            .items
            .iter()
            .map(|item| match item.kind {
                Kind::Child(child) => along(level.children[child]),
                Kind::Label(edge) => along(self.graph.edges[edge].to),
                Kind::Port(port) => {
                    let edges = &level.ports[port].edges;
                    mean(
                        edges
                            .iter()
                            .map(|&edge| {
                                let edge = &self.graph.edges[edge];
                                along(if inside(edge.from) { edge.to } else { edge.from })
                            })
                            .collect(),
                    )
                }
                Kind::Line => i64::MIN,
            })
            .collect();
        // A line stands between what it joins.
        for wire in &layers.wires {
            for leg in &wire.legs {
                let (upper, lower) = (wire.uppers[leg.upper].item, wire.lowers[leg.lower].item);
                if hints[lower] == i64::MIN {
                    hints[lower] = hints[upper];
                }
            }
        }
        hints
    }

    /// Whether an end lies somewhere inside one of these.
    fn holds(&self, children: &[End], end: End) -> bool {
        let mut at = self.graph.parent(end);
        while let Some(group) = at {
            if children.contains(&End::Group(group)) {
                return true;
            }
            at = self.graph.parent(End::Group(group));
        }
        false
    }
}
