//! All lines of a layout: each has cells of its own, and what lacks room says where.

use std::collections::{BTreeMap, BTreeSet};

use super::super::issue::MAX_CELLS;
use super::super::layout::{Caption, Path, Rect, Scene};
use super::super::model::{Edge, End, Head};
use super::grid::{Layout, Slot};
use super::labels;
use super::route::{self, CORNER, Cell, FRAME, Field, LINE, WALL, Wanted};
use super::{Blocks, Stroke};

/// Cells around the blocks that lines may take.
const MARGIN: usize = 12;

/// What a line that found no way counts for.
const FAR: usize = 100;

/// Some cells that a slot lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub slot: Slot,
    pub cells: usize,
}

/// A layout with its lines.
pub(super) struct Routed {
    pub scene: Scene,
    pub needs: Vec<Need>,
    /// Edges that found no room.
    pub told: Vec<usize>,
}

impl Routed {
    /// How far it is from all lines having room.
    pub(super) fn lack(&self) -> usize {
        self.needs.iter().map(|need| need.cells).sum::<usize>() + FAR * self.told.len()
    }
}

/// Cells around the blocks that lines could use.
pub(super) fn margin(blocks: &Blocks, layout: &Layout) -> usize {
    let edges = &blocks.graph.edges;
    let texts = edges.iter().map(|edge| labels::lines(edge, layout.label_wrap));
    let texts = texts.map(|lines| super::label::width(&lines)).max().unwrap_or(0);
    let margin = MARGIN.min(2 * edges.len()) + if texts > 0 { texts + 3 } else { 0 };
    let cells = (layout.width + 2 * margin).saturating_mul(layout.height + 2 * margin);
    if cells > MAX_CELLS { 0 } else { margin }
}

/// Lays the lines of a layout. If some may be too close, what they need is said; if not, those that
/// find no way are left out, as are those for which nothing is left of the cells that may be looked at.
pub(super) fn lay(
    blocks: &Blocks,
    layout: &Layout,
    margin: usize,
    soft: bool,
    budget: &mut usize,
) -> Routed {
    let (width, height) = (layout.width + 2 * margin, layout.height + 2 * margin);
    let ascii = layout.ascii;
    let mut field = if blocks.graph.edges.is_empty() {
        Field::new(0, 0, ascii, 0)
    } else {
        Field::new(width, height, ascii, *budget)
    };
    let laying = Laying { blocks, layout, margin, soft };
    laying.walls(&mut field);
    let mut scene = Scene { width, height, ..Scene::default() };
    (scene.nodes, scene.frames) = (layout.placed(), layout.frames());
    scene.shift(margin, margin);
    let mut needs: BTreeMap<Slot, usize> = BTreeMap::new();
    let mut told = Vec::new();
    for edge in laying.order() {
        match laying.edge(&mut field, edge) {
            Some(laid) => {
                for (slot, cells) in laid.needs {
                    *needs.entry(slot).or_default() += cells;
                }
                scene.paths.push(laid.path);
                scene.captions.extend(laid.caption);
            }
            None => told.push(edge),
        }
    }
    *budget = if field.cells.is_empty() { *budget } else { field.budget };
    told.sort_unstable();
    trim(&mut scene);
    let needs = needs.into_iter().map(|(slot, cells)| Need { slot, cells }).collect();
    Routed { scene, needs, told }
}

struct Laying<'a> {
    blocks: &'a Blocks,
    layout: &'a Layout,
    margin: usize,
    soft: bool,
}

struct Laid {
    path: Path,
    caption: Option<Caption>,
    needs: BTreeMap<Slot, usize>,
}

impl Laying<'_> {
    fn rect(&self, end: End) -> Rect {
        let rect = self.layout.rect_of(end);
        Rect { x: rect.x + self.margin, y: rect.y + self.margin, ..rect }
    }

    fn walls(&self, field: &mut Field) {
        if field.cells.is_empty() {
            return;
        }
        for node in 0..self.layout.nodes.len() {
            let rect = self.rect(End::Node(node));
            let cells = (rect.y..rect.y + rect.height)
                .flat_map(|y| (rect.x..rect.x + rect.width).map(move |x| (x, y)));
            cells.for_each(|cell| field.add(cell, WALL));
            corners_of(rect).for_each(|cell| field.add(cell, CORNER));
        }
        for frame in self.layout.frames() {
            let rect = self.rect(End::Group(frame.group));
            let (right, low) = (rect.x + rect.width - 1, rect.y + rect.height - 1);
            for x in rect.x..=right {
                field.add((x, rect.y), FRAME[0]);
                field.add((x, low), FRAME[0]);
            }
            for y in rect.y..=low {
                field.add((rect.x, y), FRAME[1]);
                field.add((right, y), FRAME[1]);
            }
            corners_of(rect).for_each(|cell| field.add(cell, CORNER));
            for (row, line) in frame.lines.iter().enumerate() {
                let cells = crate::text::width(line) + 2;
                (0..cells).for_each(|at| field.add((rect.x + 1 + at, rect.y + row), WALL));
            }
        }
    }

    /// The edges that are seen; what is close comes first.
    fn order(&self) -> Vec<usize> {
        let edges = &self.blocks.graph.edges;
        let seen = |edge: &usize| edges[*edge].stroke != Stroke::Invisible;
        let mut order: Vec<_> = (0..edges.len()).filter(seen).collect();
        let middle = |end: End| {
            let rect = self.rect(end);
            (2 * rect.x + rect.width, 2 * rect.y + rect.height)
        };
        order.sort_by_key(|&edge| {
            let (from, to) = (middle(edges[edge].from), middle(edges[edge].to));
            (from.0.abs_diff(to.0) + 2 * from.1.abs_diff(to.1), edge)
        });
        order
    }

    fn is_inside(&self, end: End, other: End) -> bool {
        let End::Group(group) = end else { return false };
        let mut at = self.blocks.graph.parent(other);
        while let Some(parent) = at {
            if parent == group {
                return true;
            }
            at = self.blocks.graph.groups[parent].parent;
        }
        false
    }

    fn edge(&self, field: &mut Field, at: usize) -> Option<Laid> {
        let edge = &self.blocks.graph.edges[at];
        let heads = [edge.tail != Head::None, edge.head != Head::None];
        let wanted = Wanted {
            ends: [self.rect(edge.from), self.rect(edge.to)],
            inside: [self.is_inside(edge.from, edge.to), self.is_inside(edge.to, edge.from)],
            heads,
            soft: self.soft,
        };
        let cells = field.search(&wanted)?;
        let mut needs = BTreeMap::new();
        self.needs(field, &cells, edge, &mut needs);
        if !self.soft && !needs.is_empty() {
            return None;
        }
        let label = labels::place(field, &cells, edge, self.layout.label_wrap);
        let caption = match label {
            Ok(caption) => caption.map(|(x, y, lines)| Caption { edge: at, x, y, lines }),
            Err(_) if !self.soft => return None,
            // Around the blocks nothing grows.
            Err((cell, axis, lack)) => {
                self.slot(cell, axis)?;
                self.need(&mut needs, cell, axis, lack);
                None
            }
        };
        mark(field, &cells, heads);
        if let Some(Caption { x, y, lines, .. }) = &caption {
            for (row, line) in lines.iter().enumerate() {
                (0..crate::text::width(line)).for_each(|cell| field.add((x + cell, y + row), WALL));
            }
        }
        let path = Path {
            edges: [at].into(),
            points: corners(&cells),
            stroke: edge.stroke,
            heads: [edge.tail, edge.head],
            open: [false; 2],
        };
        Some(Laid { path, caption, needs })
    }

    /// What a way lacks: cells of its own, and length for its heads.
    fn needs(&self, field: &Field, cells: &[Cell], edge: &Edge, needs: &mut BTreeMap<Slot, usize>) {
        let ways: Vec<_> = cells.windows(2).map(|pair| route::way(pair[0], pair[1])).collect();
        let mut lacking = BTreeSet::new();
        for (at, way) in ways.iter().enumerate() {
            let axis = route::axis(*way);
            let last = at + 1 == ways.len();
            let is_port = |cell: Cell| LINE.iter().any(|line| field.at(cell) & line != 0);
            if at == 0 && is_port(cells[0]) {
                lacking.extend(self.slot(cells[0], 1 - axis));
            }
            let next = cells[at + 1];
            if last && is_port(next) || !last && field.is_taken(next, *way) {
                lacking.extend(self.slot(next, 1 - axis));
            }
            if at > 0 && ways[at - 1] != *way && field.bends_badly(cells[at]) {
                lacking.extend(self.slot(cells[at], axis));
                lacking.extend(self.slot(cells[at], 1 - axis));
            }
        }
        for (cell, way) in [(cells[0], ways.first()), (cells[ways.len()], ways.last())] {
            if let Some(&way) = way.filter(|way| field.meets_box(cell, **way)) {
                lacking.extend(self.slot(cell, route::axis(way)));
            }
        }
        // A head on a frame would point at the frame.
        let before = cells.len() - 2;
        for (is_head, cell, way) in [(edge.tail, 1, ways[0]), (edge.head, before, ways[before])] {
            if is_head != Head::None && field.is_frame(cells[cell]) {
                lacking.extend(self.slot(cells[cell], route::axis(way)));
            }
        }
        let cell = 1 + usize::from(field.ascii);
        needs.extend(lacking.into_iter().map(|slot| (slot, cell)));
        let heads = usize::from(edge.tail != Head::None) + usize::from(edge.head != Head::None);
        let lack = (heads + 3).saturating_sub(cells.len());
        if lack > 0 {
            let axis = route::axis(ways[0]);
            self.need(needs, cells[cells.len() / 2], axis, lack);
        }
    }

    fn need(&self, needs: &mut BTreeMap<Slot, usize>, cell: Cell, axis: usize, lack: usize) {
        if let Some(slot) = self.slot(cell, axis) {
            let cells = needs.entry(slot).or_default();
            *cells = lack.max(*cells);
        }
    }

    /// The slot of a cell that must grow along an axis; around the blocks there is room enough.
    fn slot(&self, (x, y): Cell, axis: usize) -> Option<Slot> {
        let cell = (x.checked_sub(self.margin)?, y.checked_sub(self.margin)?);
        let inside = cell.0 < self.layout.width && cell.1 < self.layout.height;
        inside.then(|| self.layout.slot(cell, axis))
    }
}

fn corners_of(rect: Rect) -> impl Iterator<Item = Cell> {
    let Rect { x, y, width, height } = rect;
    let (right, low) = (x + width.max(1) - 1, y + height.max(1) - 1);
    [(x, y), (right, y), (x, low), (right, low)].into_iter()
}

/// Makes the cells of a line its own: bends and heads are not crossed.
fn mark(field: &mut Field, cells: &[Cell], heads: [bool; 2]) {
    let ways: Vec<_> = cells.windows(2).map(|pair| route::way(pair[0], pair[1])).collect();
    for (pair, way) in cells.windows(2).zip(&ways) {
        let line = LINE[route::axis(*way)];
        field.add(pair[0], line);
        field.add(pair[1], line);
    }
    let last = cells.len().saturating_sub(2);
    for (is_head, at) in heads.into_iter().zip([1, last]) {
        if is_head && let Some(cell) = cells.get(at) {
            field.add(*cell, LINE[0] | LINE[1]);
        }
    }
}

/// The cells at which a line begins, turns and ends.
fn corners(cells: &[Cell]) -> Vec<Cell> {
    let turns = cells.windows(3).filter_map(|three| {
        (route::way(three[0], three[1]) != route::way(three[1], three[2])).then_some(three[1])
    });
    let ends = [cells.first(), cells.last()];
    let [first, last] = ends.map(|end| end.copied());
    first.into_iter().chain(turns).chain(last).collect()
}

/// Cuts the cells around a drawing away that nothing uses.
fn trim(scene: &mut Scene) {
    let nodes = scene.nodes.iter().map(|node| node.rect);
    let frames = scene.frames.iter().map(|frame| frame.rect);
    let points = scene.paths.iter().flat_map(|path| &path.points);
    let points = points.map(|&(x, y)| Rect { x, y, width: 1, height: 1 });
    let captions = scene.captions.iter().map(|caption| Rect {
        x: caption.x,
        y: caption.y,
        width: super::label::width(&caption.lines),
        height: caption.lines.len(),
    });
    let rects = nodes.chain(frames).chain(points).chain(captions);
    let rects: Vec<_> = rects.filter(|rect| rect.width > 0).collect();
    let left = rects.iter().map(|rect| rect.x).min().unwrap_or(0);
    let top = rects.iter().map(|rect| rect.y).min().unwrap_or(0);
    scene.width = rects.iter().map(|rect| rect.x + rect.width).max().unwrap_or(0) - left;
    scene.height = rects.iter().map(|rect| rect.y + rect.height).max().unwrap_or(0) - top;
    let pull = |rect: &mut Rect| (rect.x, rect.y) = (rect.x - left, rect.y - top);
    scene.nodes.iter_mut().map(|node| &mut node.rect).for_each(pull);
    scene.frames.iter_mut().map(|frame| &mut frame.rect).for_each(pull);
    for (x, y) in scene.paths.iter_mut().flat_map(|path| &mut path.points) {
        (*x, *y) = (*x - left, *y - top);
    }
    for caption in &mut scene.captions {
        (caption.x, caption.y) = (caption.x - left, caption.y - top);
    }
}
