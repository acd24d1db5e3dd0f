//! One line between two blocks: the cheapest way through the cells that are free.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::super::canvas::{EAST, NORTH, SOUTH, WEST};
use super::super::layout::Rect;

pub(super) type Cell = (usize, usize);

/// What is in a cell: text or a box, a frame that runs across or down, a line that does, the corner
/// of a box or a frame.
pub(super) const WALL: u8 = 1;
pub(super) const FRAME: [u8; 2] = [2, 4];
pub(super) const LINE: [u8; 2] = [8, 16];
pub(super) const CORNER: u8 = 32;
const FRAMES: u8 = FRAME[0] | FRAME[1];
const LINES: u8 = LINE[0] | LINE[1];

/// What a way costs: a step to the side and down, a bend, a line that is crossed, a frame that is, a
/// neighbor along the way, and cells that another line has.
const STEP: [u32; 2] = [1, 2];
const BEND: u32 = 8;
const CROSS: u32 = 10;
const FRAME_CROSSED: u32 = 2;
const BESIDE: u32 = 2;
const TAKEN: u32 = 90;

/// The cells in which lines are laid.
pub(super) struct Field {
    pub width: usize,
    pub height: usize,
    pub cells: Vec<u8>,
    /// Lines keep a blank between them, since `+` does not say where it leads.
    pub ascii: bool,
    /// Cells that may still be looked at.
    pub budget: usize,
    costs: Vec<u32>,
    from: Vec<u32>,
    touched: Vec<usize>,
}

/// A line that is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub ends: [Rect; 2],
    /// Whether the line is inside of an end.
    pub inside: [bool; 2],
    pub heads: [bool; 2],
    /// Whether it may take cells of another line, which are then too few.
    pub soft: bool,
}

/// The way of a direction: 0 across, 1 down.
pub(super) fn axis(way: usize) -> usize {
    usize::from(way == NORTH || way == SOUTH)
}

fn back(way: usize) -> usize {
    (way + 2) % 4
}

/// Where a line may leave a rectangle: the cell, the way out, and what that costs.
fn ports(rect: Rect, inside: bool) -> Vec<(Cell, usize, u32)> {
    let Rect { x, y, width, height } = rect;
    let mut ports = Vec::new();
    let mut side = |way: usize, length: usize, cell: &dyn Fn(usize) -> Cell| {
        let range = if length > 2 { 1..length - 1 } else { 0..length };
        for at in range {
            let off = (2 * at + 1).abs_diff(length) as u32;
            let way = if inside { back(way) } else { way };
            ports.push((cell(at), way, off / 6));
        }
    };
    side(NORTH, width, &|at| (x + at, y));
    side(SOUTH, width, &|at| (x + at, y + height - 1));
    side(WEST, height, &|at| (x, y + at));
    side(EAST, height, &|at| (x + width - 1, y + at));
    ports
}

impl Field {
    pub(super) fn new(width: usize, height: usize, ascii: bool, budget: usize) -> Self {
        let states = 4 * width * height;
        Self {
            width,
            height,
            cells: vec![0; width * height],
            ascii,
            budget,
            costs: vec![u32::MAX; states],
            from: vec![u32::MAX; states],
            touched: Vec::new(),
        }
    }

    pub(super) fn at(&self, (x, y): Cell) -> u8 {
        if x < self.width && y < self.height { self.cells[y * self.width + x] } else { WALL }
    }

    pub(super) fn add(&mut self, (x, y): Cell, flags: u8) {
        if x < self.width && y < self.height {
            self.cells[y * self.width + x] |= flags;
        }
    }

    pub(super) fn is_frame(&self, cell: Cell) -> bool {
        self.at(cell) & FRAMES != 0
    }

    fn step(&self, (x, y): Cell, way: usize) -> Option<Cell> {
        let next = match way {
            NORTH => (x, y.checked_sub(1)?),
            SOUTH => (x, y + 1),
            WEST => (x.checked_sub(1)?, y),
            _ => (x + 1, y),
        };
        (next.0 < self.width && next.1 < self.height).then_some(next)
    }

    fn state(&self, (x, y): Cell, way: usize) -> usize {
        4 * (y * self.width + x) + way
    }

    fn cell(&self, state: usize) -> (Cell, usize) {
        let at = state / 4;
        ((at % self.width, at / self.width), state % 4)
    }

    /// Whether a line along a way into a cell would take what another line has.
    pub(super) fn is_taken(&self, cell: Cell, way: usize) -> bool {
        let axis = axis(way);
        if self.at(cell) & LINE[axis] != 0 {
            return true;
        }
        self.ascii && self.beside(cell, way, LINE[axis])
    }

    /// Whether something runs along a way beside a cell.
    fn beside(&self, cell: Cell, way: usize, flags: u8) -> bool {
        [(way + 1) % 4, (way + 3) % 4]
            .iter()
            .any(|side| self.step(cell, *side).is_some_and(|next| self.at(next) & flags != 0))
    }

    /// Whether a bend in a cell would meet another line, or in ASCII another `+`.
    pub(super) fn bends_badly(&self, cell: Cell) -> bool {
        let joins = LINES | CORNER;
        let meets = |way| self.step(cell, way).is_some_and(|next| self.at(next) & joins != 0);
        self.at(cell) & LINES != 0 || self.ascii && (0..4).any(meets)
    }

    /// The cells of the cheapest line from border to border.
    pub(super) fn search(&mut self, wanted: &Wanted) -> Option<Vec<Cell>> {
        // A loop goes around a corner of its box, or it would run along itself.
        let is_loop = wanted.ends[0] == wanted.ends[1];
        let goals: HashMap<(Cell, usize), u32> = ports(wanted.ends[1], wanted.inside[1])
            .into_iter()
            .filter(|(_, way, _)| !is_loop || axis(*way) == 1)
            .filter_map(|(cell, way, cost)| {
                Some(((cell, back(way)), cost + self.port_cost(cell, way, wanted)?))
            })
            .collect();
        let mut queue = BinaryHeap::new();
        let starts = ports(wanted.ends[0], wanted.inside[0]).into_iter();
        for (cell, way, cost) in starts.filter(|(_, way, _)| !is_loop || axis(*way) == 0) {
            let Some(more) = self.port_cost(cell, way, wanted) else { continue };
            let state = self.state(cell, way);
            self.reach(state, cost + more, u32::MAX);
            queue.push(Reverse((cost + more + left(cell, wanted.ends[1]), state)));
        }
        let found = self.expand(wanted, &goals, &mut queue);
        let path = found.map(|state| self.path(state));
        for state in self.touched.drain(..) {
            self.costs[state] = u32::MAX;
            self.from[state] = u32::MAX;
        }
        path
    }

    fn reach(&mut self, state: usize, cost: u32, from: u32) {
        if self.costs[state] == u32::MAX {
            self.touched.push(state);
        }
        self.costs[state] = cost;
        self.from[state] = from;
    }

    /// What it costs to pass a border, if a line can.
    fn port_cost(&self, cell: Cell, way: usize, wanted: &Wanted) -> Option<u32> {
        let flags = self.at(cell);
        let along = FRAME[1 - axis(way)];
        // A frame is left through its sides, not through its title or its corners.
        let is_frame = flags & FRAMES != 0;
        if is_frame && (flags & FRAMES != along || flags & WALL != 0) {
            return None;
        }
        self.taken(flags & LINES != 0 || self.meets_box(cell, way), wanted)
    }

    /// Whether a line that ends at a frame would join the box beside it.
    pub(super) fn meets_box(&self, cell: Cell, way: usize) -> bool {
        let is_box = |way| self.step(cell, way).is_some_and(|next| self.at(next) & WALL != 0);
        self.ascii && self.is_frame(cell) && (is_box(way) || is_box(back(way)))
    }

    fn expand(
        &mut self,
        wanted: &Wanted,
        goals: &HashMap<(Cell, usize), u32>,
        queue: &mut BinaryHeap<Reverse<(u32, usize)>>,
    ) -> Option<usize> {
        while let Some(Reverse((guess, state))) = queue.pop() {
            let (cell, way) = self.cell(state);
            let cost = self.costs[state];
            if self.from[state] != u32::MAX && goals.contains_key(&(cell, way)) {
                return Some(state);
            }
            if guess > cost + left(cell, wanted.ends[1]) {
                continue;
            }
            if self.budget == 0 {
                return None;
            }
            self.budget -= 1;
            for next_way in (0..4).filter(|next| *next != back(way)) {
                let Some((next, more)) = self.next(state, next_way, wanted, goals) else {
                    continue;
                };
                let (next_state, cost) = (self.state(next, next_way), cost + more);
                if cost < self.costs[next_state] {
                    self.reach(next_state, cost, state as u32);
                    queue.push(Reverse((cost + left(next, wanted.ends[1]), next_state)));
                }
            }
        }
        None
    }

    /// The next cell along a way and what it costs to go there.
    fn next(
        &self,
        state: usize,
        way: usize,
        wanted: &Wanted,
        goals: &HashMap<(Cell, usize), u32>,
    ) -> Option<(Cell, u32)> {
        let (cell, came) = self.cell(state);
        let next = self.step(cell, way)?;
        let is_start = self.from[state] == u32::MAX;
        let mut cost = STEP[axis(way)];
        let goal = goals.get(&(next, way)).filter(|_| !is_start);
        if way != came {
            let second = |state: usize| self.from[self.from[state] as usize] == u32::MAX;
            let at_head = wanted.heads[0] && !is_start && second(state);
            let at_end = wanted.heads[1] && goal.is_some();
            if is_start || at_head || at_end || self.at(cell) & FRAMES != 0 {
                return None;
            }
            cost += BEND + self.taken(self.bends_badly(cell), wanted)?;
        }
        if let Some(more) = goal {
            let on_frame = wanted.heads[1] && self.is_frame(cell);
            return Some((next, cost + more + self.taken(on_frame, wanted)?));
        }
        if is_start && wanted.heads[0] {
            cost += self.taken(self.is_frame(next), wanted)?;
        }
        let flags = self.at(next);
        let axis = axis(way);
        // Frames are crossed, not followed.
        if flags & (WALL | FRAME[axis]) != 0 {
            return None;
        }
        cost += self.taken(self.is_taken(next, way), wanted)?;
        cost += if flags & FRAME[1 - axis] != 0 { FRAME_CROSSED } else { 0 };
        cost += if flags & LINE[1 - axis] != 0 { CROSS } else { 0 };
        let near = self.beside(next, way, LINE[axis] | FRAME[axis] | WALL);
        Some((next, cost + if near { BESIDE } else { 0 }))
    }

    fn taken(&self, taken: bool, wanted: &Wanted) -> Option<u32> {
        match (taken, wanted.soft) {
            (false, _) => Some(0),
            (true, true) => Some(TAKEN),
            (true, false) => None,
        }
    }

    fn path(&self, mut state: usize) -> Vec<Cell> {
        let mut path = vec![self.cell(state).0];
        while self.from[state] != u32::MAX {
            state = self.from[state] as usize;
            path.push(self.cell(state).0);
        }
        path.reverse();
        path
    }
}

/// What the way to a rectangle costs at least.
fn left((x, y): Cell, rect: Rect) -> u32 {
    let off = |at: usize, start: usize, length: usize| {
        start.saturating_sub(at).max(at.saturating_sub(start + length - 1)) as u32
    };
    STEP[0] * off(x, rect.x, rect.width) + STEP[1] * off(y, rect.y, rect.height)
}

/// The way from a cell to the one beside it.
pub(super) fn way(from: Cell, to: Cell) -> usize {
    match (to.0.cmp(&from.0), to.1.cmp(&from.1)) {
        (std::cmp::Ordering::Greater, _) => EAST,
        (std::cmp::Ordering::Less, _) => WEST,
        (_, std::cmp::Ordering::Less) => NORTH,
        _ => SOUTH,
    }
}
