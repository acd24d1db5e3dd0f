//! Puts one level together: layers and channels become rectangles and polylines.

mod title;

use std::rc::Rc;

use super::channel;
use super::layers::{Item, Kind, Layers};
use super::map::Map;
use super::metrics::Metrics;
use super::plan::Level;
use super::scene::{Caption, Frame, Path, Placed, Rect, Scene};
use super::{Block, Layout};
use crate::diagram::label;
use crate::diagram::model::{Edge, End, Head, Stroke};

/// The space of one loop beside its box.
pub(super) const LOOP: i32 = 3;

/// Puts one level together from its layers.
pub(super) struct Compose<'a> {
    pub layout: &'a Layout<'a>,
    pub level: &'a Level,
    pub layers: Layers,
    pub metrics: Metrics,
    pub sideways: bool,
    pub index: usize,
    /// Cells that the frame needs at least, in columns if true.
    pub least: Option<(bool, i32)>,
}

impl Compose<'_> {
    pub(super) fn finish(self, blocks: Vec<Option<Block>>) -> Block {
        let is_group = self.index > 0;
        let depth = self.layers.layers.len();
        let wires = self.layers.by_channel();
        let mut channels: Vec<_> =
            wires.iter().map(|wires| channel::route(&self.layers, wires)).collect();
        let margin = if is_group { 1 + self.metrics.pad } else { 0 };
        let lines = self.title_lines();
        // Rows of the title inside the frame.
        let rows = lines.len().saturating_sub(1) as i32;
        let (head, reversed) =
            (if self.sideways { rows } else { 0 }, self.level.direction.is_reversed());
        let mut extent = 0;
        for item in &self.layers.items {
            extent = extent.max(item.at + item.extent);
        }
        for column in channels.iter().flat_map(|c| &c.ways).flat_map(|way| &way.columns) {
            extent = extent.max(column + 1);
        }
        let mut starts = Vec::with_capacity(depth);
        let mut ends = Vec::with_capacity(depth);
        let mut tracks = Vec::with_capacity(channels.len());
        let mut v = 0;
        for layer in 0..depth {
            let border = is_group && (layer == 0 || layer + 1 == depth);
            let thick =
                self.layers.layers[layer].iter().map(|&item| self.layers.items[item].depth).max();
            let thick = if border { 1 } else { thick.unwrap_or(0) };
            starts.push(v);
            v += thick;
            ends.push(v);
            if let (Some(channel), Some(wires)) = (channels.get(layer), wires.get(layer)) {
                let (first, size) = self.channel_size(layer, wires, channel.tracks);
                let titled = !self.sideways && layer == if reversed { depth - 2 } else { 0 };
                let above = if titled && !reversed { rows } else { 0 };
                tracks.push(v + first + above);
                v += size + if titled { rows } else { 0 };
            }
        }
        // Too narrow for its own title, or a title would be cut by a line.
        let (mut least_extent, mut least_breadth) = (extent + 2 * margin + head, v);
        match self.least {
            Some((columns, cells)) if columns == self.sideways => {
                least_breadth = least_breadth.max(cells);
            }
            Some((_, cells)) => least_extent = least_extent.max(cells),
            None => {}
        }
        let titled = self.title(label::width(&lines) as i32, least_extent, least_breadth);
        let (extent, mut breadth) = (titled.extent - 2 * margin - head, v);
        if titled.breadth > v {
            let more = titled.breadth - v;
            if let (Some(start), Some(end)) = (starts.last_mut(), ends.last_mut()) {
                *start += more;
                *end += more;
            }
            breadth = titled.breadth;
        }
        let map = Map { direction: self.level.direction, breadth, margin: margin + head };
        let total = extent + 2 * margin + head;
        let mut scene = Scene::default();
        (scene.width, scene.height) = if self.sideways {
            (breadth.max(0) as usize, total.max(0) as usize)
        } else {
            (total.max(0) as usize, breadth.max(0) as usize)
        };
        if is_group {
            let rect = Rect { x: 0, y: 0, width: scene.width, height: scene.height };
            scene.frames.push(Frame { group: self.index - 1, rect, title: titled.at, lines });
        }
        let span = Spans { starts: &starts, ends: &ends, tracks: &tracks };
        scene.crossings = channels.iter().map(|channel| channel.crossings).sum();
        self.lines(&mut scene, &map, &span, &mut channels);
        let mut ports = vec![0; self.level.ports.len()];
        for (at, end) in self.level.children.iter().enumerate() {
            self.child(&mut scene, &map, &span, &self.layers.items[at], *end, at);
        }
        for (at, block) in blocks.into_iter().enumerate() {
            let Some(block) = block else { continue };
            let rect = self.rect(&map, &span, &self.layers.items[at]);
            let mut inner = block.scene;
            inner.shift(rect.x, rect.y);
            scene.absorb(inner);
        }
        for item in &self.layers.items {
            match item.kind {
                Kind::Port(port) => ports[port] = item.at + map.margin,
                Kind::Label(edge) => self.caption(&mut scene, &map, &span, item, edge),
                _ => {}
            }
        }
        let behind = if titled.width > 0 { titled.at as i32 + titled.width + 2 } else { 1 };
        Block { scene, ports, titled: behind }
    }

    /// The rows before the first track, and all rows of a channel.
    fn channel_size(&self, layer: usize, wires: &[usize], tracks: usize) -> (i32, i32) {
        let metrics = &self.metrics;
        let mut upper_head = false;
        let mut lower_head = false;
        let mut wired = false;
        for wire in wires {
            for leg in &self.layers.wires[*wire].legs {
                upper_head |= leg.upper_head != Head::None;
                lower_head |= leg.lower_head != Head::None;
                wired = true;
            }
        }
        let kinds = |layer: usize| {
            let items = &self.layers.layers[layer];
            let has = |test: &dyn Fn(Kind) -> bool| {
                items.iter().any(|&item| test(self.layers.items[item].kind))
            };
            (
                has(&|kind| matches!(kind, Kind::Child(_))),
                has(&|kind| matches!(kind, Kind::Label(_))),
            )
        };
        let ((upper_box, upper_label), (lower_box, lower_label)) = (kinds(layer), kinds(layer + 1));
        let heads = i32::from(upper_head) + i32::from(lower_head);
        let first = i32::from(upper_head) + metrics.lead;
        let mut size = heads;
        if tracks > 0 {
            size += 2 * metrics.lead + (tracks as i32 - 1) * metrics.pitch + 1;
        }
        let least = if upper_box && lower_box {
            match (wired, heads) {
                (false, _) => 1.max(metrics.channel - 2),
                (true, 0) => metrics.channel - 1,
                _ => metrics.channel,
            }
        } else if upper_label || lower_label {
            metrics.half + i32::from(upper_head && self.sideways)
        } else {
            metrics.pad_across
        };
        (first, size.max(least))
    }

    fn rect(&self, map: &Map, span: &Spans<'_>, item: &Item) -> Rect {
        let (start, _) = self.across(span, item);
        map.rect(item.at, start, item.extent - item.tail, item.depth)
    }

    /// First and last cell of an item across its layer.
    fn across(&self, span: &Spans<'_>, item: &Item) -> (i32, i32) {
        let (start, end) = (span.starts[item.layer], span.ends[item.layer]);
        match item.kind {
            Kind::Child(_) => {
                let slack = (end - start - item.depth).max(0);
                // Nodes stand in one line; beside a large group they stand in its middle.
                let groups = self.layers.layers[item.layer].iter().any(|&item| {
                    matches!(self.layers.items[item].kind, Kind::Child(child)
                        if matches!(self.level.children[child], End::Group(_)))
                });
                let start = if self.sideways || !groups { start } else { start + slack / 2 };
                (start, start + item.depth - 1)
            }
            _ => (start, end - 1),
        }
    }

    fn child(
        &self,
        scene: &mut Scene,
        map: &Map,
        span: &Spans<'_>,
        item: &Item,
        end: End,
        at: usize,
    ) {
        let rect = self.rect(map, span, item);
        if let End::Node(node) = end {
            let beside = if self.sideways {
                (rect.x, rect.y + rect.height)
            } else {
                (rect.x + rect.width + 1, rect.y)
            };
            scene.nodes.push(Placed { node, rect, beside });
        }
        let mut v = 1;
        for &(_, edge) in self.level.loops.iter().filter(|(child, _)| *child == at) {
            v += self.loop_path(scene, &rect, edge, v as usize, end) as i32;
        }
    }

    /// Draws one loop at `v` cells from the corner of its box; returns the cells it takes.
    fn loop_path(&self, scene: &mut Scene, rect: &Rect, edge: usize, v: usize, end: End) -> usize {
        let lines = self.layout.caption(edge, self.level.direction);
        let Edge { stroke, head, tail, .. } = self.layout.graph.edges[edge];
        let (x, y) = (rect.x + rect.width - 1, rect.y + rect.height - 1);
        let wide = label::width(&lines);
        let (points, caption, used) = if self.sideways {
            let (a, b, down) = (rect.x + v, rect.x + v + 2, y + 2);
            let used = 4 + if wide > 0 { wide + 2 } else { 0 };
            (vec![(a, y), (a, down), (b, down), (b, y)], (b + 2, y + 1), used)
        } else {
            let walls = self.layout.rules(end);
            let mut open = (v..).filter(|row| !walls.contains(&(*row as i32)));
            let (first, last) = (open.next().unwrap_or(v), open.next().unwrap_or(v + 1));
            let (a, b, right) = (rect.y + first, rect.y + last, x + LOOP as usize);
            let used = (last + 1 - v).max(first - v + lines.len());
            let used = used + self.layout.between_loops() as usize;
            (vec![(x, a), (right, a), (right, b), (x, b)], (right + 2, a), used)
        };
        scene.paths.push(Path {
            edges: Rc::from([edge]),
            points,
            stroke,
            heads: [tail, head],
            open: [false; 2],
        });
        if !lines.is_empty() {
            scene.captions.push(Caption { edge, x: caption.0, y: caption.1, lines });
        }
        used
    }

    fn caption(&self, scene: &mut Scene, map: &Map, span: &Spans<'_>, item: &Item, edge: usize) {
        let lines = self.layout.caption(edge, self.level.direction);
        let start = span.starts[item.layer];
        let width = label::width(&lines) as i32;
        let (u, v, extent, depth) = if self.sideways {
            (item.at, start + 1, lines.len() as i32, width)
        } else {
            (item.at + 2, start, width, lines.len() as i32)
        };
        let rect = map.rect(u, v, extent, depth);
        scene.captions.push(Caption { edge, x: rect.x, y: rect.y, lines });
    }

    fn lines(
        &self,
        scene: &mut Scene,
        map: &Map,
        span: &Spans<'_>,
        channels: &mut [channel::Channel],
    ) {
        for (at, channel) in channels.iter_mut().enumerate() {
            for way in std::mem::take(&mut channel.ways) {
                let wire = &self.layers.wires[way.wire];
                let leg = &wire.legs[way.leg];
                let upper = &self.layers.items[wire.uppers[leg.upper].item];
                let lower = &self.layers.items[wire.lowers[leg.lower].item];
                let from = self.foot(span, upper, false);
                let to = self.foot(span, lower, true);
                let first = way.columns.first().copied().unwrap_or(0);
                let last = way.columns.last().copied().unwrap_or(first);
                let mut points = Vec::with_capacity(2 * way.tracks.len() + 2);
                let mut turn = |u, v| points.push(map.point(u, v));
                turn(first, from);
                for (step, track) in way.tracks.iter().enumerate() {
                    let v = span.tracks[at] + *track as i32 * self.metrics.pitch;
                    turn(way.columns[step], v);
                    turn(way.columns[step + 1], v);
                }
                turn(last, to);
                let open = |item: &Item| self.is_inline(item);
                scene.paths.push(Path {
                    edges: leg.edges.clone(),
                    points,
                    stroke: wire.stroke,
                    heads: [leg.upper_head, leg.lower_head],
                    open: [open(upper), open(lower)],
                });
            }
        }
        // Lines go through the layers of labels and through layers they pass.
        for (item, (edges, stroke)) in self.layers.items.iter().zip(self.through()) {
            let (start, end) = (span.starts[item.layer], span.ends[item.layer] - 1);
            if !matches!(item.kind, Kind::Line | Kind::Label(_)) {
                continue;
            }
            let column = item.at + item.pins[0].first().map_or(0, |pin| pin.offset);
            let (mut from, mut to, mut open) = (start, end, [true; 2]);
            if let Kind::Label(edge) = item.kind
                && self.is_inline(item)
            {
                from = start
                    + label::width(&self.layout.caption(edge, self.level.direction)) as i32
                    + 2;
                (to, open) = (end + 1, [true, false]);
                if from > end {
                    continue;
                }
            }
            scene.paths.push(Path {
                edges,
                points: vec![map.point(column, from), map.point(column, to)],
                stroke,
                heads: [Head::None; 2],
                open,
            });
        }
    }

    /// The edges and stroke of the line through every item.
    fn through(&self) -> Vec<(Rc<[usize]>, Stroke)> {
        let none: Rc<[usize]> = Rc::from([]);
        let mut found = vec![(none, Stroke::Solid); self.layers.items.len()];
        for wire in &self.layers.wires {
            for leg in &wire.legs {
                let item = wire.lowers[leg.lower].item;
                if !self.layers.items[item].is_line() {
                    continue;
                }
                let (edges, stroke) = &mut found[item];
                *stroke = wire.stroke;
                *edges = if edges.is_empty() {
                    Rc::clone(&leg.edges)
                } else {
                    edges.iter().chain(leg.edges.iter()).copied().collect()
                };
            }
        }
        found
    }

    /// The cell across the layers where a line meets an item.
    fn foot(&self, span: &Spans<'_>, item: &Item, from_above: bool) -> i32 {
        let (start, end) = self.across(span, item);
        match (self.is_inline(item), from_above) {
            (false, true) => start,
            (false, false) => end,
            (true, true) => start - 1,
            (true, false) => end + 1,
        }
    }

    /// A label that interrupts its line.
    fn is_inline(&self, item: &Item) -> bool {
        matches!(item.kind, Kind::Label(_)) && self.sideways && item.extent == 1
    }
}

/// Where layers and tracks start and end.
struct Spans<'a> {
    starts: &'a [i32],
    ends: &'a [i32],
    tracks: &'a [i32],
}
