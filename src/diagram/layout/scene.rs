//! A finished layout: rectangles, polylines and captions in cells.

use std::collections::HashMap;
use std::rc::Rc;

use crate::diagram::model::{End, Graph, Head, Stroke};

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// A node where it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub node: usize,
    pub rect: Rect,
    /// Where a text begins that stands beside the box.
    pub beside: (usize, usize),
}

/// A group's frame; its title starts on its upper side, at `title` cells from the left corner, and
/// goes on in the rows below.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub group: usize,
    pub rect: Rect,
    pub title: usize,
    pub lines: Vec<String>,
}

/// A polyline that edges share.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub edges: Rc<[usize]>,
    pub points: Vec<(usize, usize)>,
    pub stroke: Stroke,
    /// What stands on the first and the last cell but the box itself.
    pub heads: [Head; 2],
    /// Whether the line goes on in the cell before the first or behind the last point.
    pub open: [bool; 2],
}

/// An edge label where it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Caption {
    pub edge: usize,
    pub x: usize,
    pub y: usize,
    pub lines: Vec<String>,
}

/// A whole layout in cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    pub width: usize,
    pub height: usize,
    pub nodes: Vec<Placed>,
    pub frames: Vec<Frame>,
    pub paths: Vec<Path>,
    pub captions: Vec<Caption>,
    /// Places where lines cross.
    pub crossings: usize,
}

impl Scene {
    /// The middle of every node and group, in half cells.
    pub(super) fn places(&self, graph: &Graph) -> HashMap<End, (i64, i64)> {
        let middle =
            |rect: Rect| ((2 * rect.x + rect.width) as i64, (2 * rect.y + rect.height) as i64);
        let nodes = self.nodes.iter().map(|placed| (End::Node(placed.node), middle(placed.rect)));
        let frames = self.frames.iter().map(|frame| (End::Group(frame.group), middle(frame.rect)));
        let mut places: HashMap<_, _> = nodes.chain(frames).collect();
        for node in 0..graph.nodes.len() {
            places.entry(End::Node(node)).or_default();
        }
        places
    }

    /// Places where lines turn.
    pub(crate) fn bends(&self) -> usize {
        let turns = |path: &Path| {
            let ways = path.points.windows(2).filter(|pair| pair[0] != pair[1]);
            let ways: Vec<_> = ways.map(|pair| pair[0].0 == pair[1].0).collect();
            ways.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        self.paths.iter().map(turns).sum()
    }

    pub(crate) fn shift(&mut self, dx: usize, dy: usize) {
        for node in &mut self.nodes {
            node.rect.x += dx;
            node.rect.y += dy;
            node.beside.0 += dx;
            node.beside.1 += dy;
        }
        for frame in &mut self.frames {
            frame.rect.x += dx;
            frame.rect.y += dy;
        }
        for point in self.paths.iter_mut().flat_map(|path| &mut path.points) {
            point.0 += dx;
            point.1 += dy;
        }
        for caption in &mut self.captions {
            caption.x += dx;
            caption.y += dy;
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.nodes.extend(other.nodes);
        self.frames.extend(other.frames);
        self.paths.extend(other.paths);
        self.captions.extend(other.captions);
        self.crossings += other.crossings;
    }
}
