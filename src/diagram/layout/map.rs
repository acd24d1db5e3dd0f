//! From places along and across the layers to columns and rows.

use super::scene::Rect;
use crate::diagram::model::Direction;

/// From places along and across the layers to columns and rows.
pub(super) struct Map {
    pub direction: Direction,
    pub breadth: i32,
    pub margin: i32,
}

impl Map {
    pub(super) fn point(&self, u: i32, v: i32) -> (usize, usize) {
        let u = u + self.margin;
        let v = if self.direction.is_reversed() { self.breadth - 1 - v } else { v };
        let (x, y) = if self.direction.is_sideways() { (v, u) } else { (u, v) };
        (x.max(0) as usize, y.max(0) as usize)
    }

    pub(super) fn rect(&self, u: i32, v: i32, extent: i32, depth: i32) -> Rect {
        let (ax, ay) = self.point(u, v);
        let (bx, by) = self.point(u + extent - 1, v + depth - 1);
        Rect {
            x: ax.min(bx),
            y: ay.min(by),
            width: ax.abs_diff(bx) + 1,
            height: ay.abs_diff(by) + 1,
        }
    }
}
