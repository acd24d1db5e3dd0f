//! The space between two layers: every wire gets a track of its own, so that lines only cross.

use super::layers::{Layers, Wire};

/// A stretch along the layers, on one track.
#[derive(Debug, Clone)]
struct Piece {
    wire: usize,
    low: i32,
    high: i32,
    /// Columns where the line goes on towards the upper layer.
    tops: Vec<i32>,
    /// Columns where it goes on towards the lower layer.
    bottoms: Vec<i32>,
    track: usize,
}

/// The way of one leg: the columns it follows and the tracks on which it changes them.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub wire: usize,
    pub leg: usize,
    pub columns: Vec<i32>,
    pub tracks: Vec<usize>,
}

/// All ways between two layers, and how many tracks they need.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub ways: Vec<Way>,
    pub tracks: usize,
    /// Places where lines cross.
    pub crossings: usize,
}

/// Stretches in one channel beyond which crossings are not weighed any more.
const MANY: usize = 120;

/// Routes the wires of one channel.
pub(super) fn route(layers: &Layers, wires: &[usize]) -> Channel {
    let mut router = Router::default();
    for &index in wires {
        router.add(layers, index, &layers.wires[index]);
    }
    router.untangle();
    let tracks = if router.pieces.len() > MANY {
        router.pack()
    } else {
        let below = router.relations();
        router.assign(&below)
    };
    let crossings = router.count();
    let ways = router
        .ways
        .into_iter()
        .map(|(way, pieces)| {
            let tracks = pieces.iter().map(|&piece| router.pieces[piece].track).collect();
            Way { tracks, ..way }
        })
        .collect();
    Channel { ways, tracks, crossings }
}

#[derive(Default)]
struct Router {
    pieces: Vec<Piece>,
    /// Every way with its pieces.
    ways: Vec<(Way, Vec<usize>)>,
    /// Columns with a pin or a detour.
    taken: Vec<i32>,
    /// Pairs that a detour has put above one another.
    forced: Vec<(usize, usize)>,
}

impl Router {
    fn add(&mut self, layers: &Layers, index: usize, wire: &Wire) {
        let column = |foot: &super::layers::Foot, side: usize| {
            let item = &layers.items[foot.item];
            item.at + item.pins[side][foot.pin].offset
        };
        if let ([upper], [lower]) = (&wire.uppers[..], &wire.lowers[..]) {
            let at = column(upper, 1);
            if at == column(lower, 0) {
                self.taken.push(at);
                let way = Way { wire: index, leg: 0, columns: vec![at], tracks: Vec::new() };
                self.ways.push((way, Vec::new()));
                return;
            }
        }
        let uppers: Vec<_> = wire.uppers.iter().map(|foot| column(foot, 1)).collect();
        let lowers: Vec<_> = wire.lowers.iter().map(|foot| column(foot, 0)).collect();
        self.taken.extend(uppers.iter().chain(&lowers));
        let fan_out = uppers.len() == 1;
        let (root, leaves) = if fan_out { (uppers[0], &lowers) } else { (lowers[0], &uppers) };
        let straight = leaves.contains(&root);
        let left = leaves.iter().any(|leaf| *leaf < root);
        let right = leaves.iter().any(|leaf| *leaf > root);
        let mut piece = |keep: &dyn Fn(i32) -> bool| {
            let columns: Vec<_> = leaves.iter().copied().filter(|leaf| keep(*leaf)).collect();
            let low = columns.iter().copied().min().unwrap_or(root).min(root);
            let high = columns.iter().copied().max().unwrap_or(root).max(root);
            let (tops, bottoms) =
                if fan_out { (vec![root], columns) } else { (columns, vec![root]) };
            self.pieces.push(Piece { wire: index, low, high, tops, bottoms, track: 0 });
            self.pieces.len() - 1
        };
        // A line straight on with branches to both sides would look like a crossing: the branches
        // leave it on two tracks.
        let (on_left, on_right) = match (left, right) {
            (true, true) if straight => {
                (Some(piece(&|leaf| leaf < root)), Some(piece(&|leaf| leaf > root)))
            }
            (false, false) => (None, None),
            _ => {
                let both = piece(&|leaf| leaf != root);
                (Some(both), Some(both))
            }
        };
        for (leg, ends) in wire.legs.iter().enumerate() {
            let (upper, lower) = (uppers[ends.upper], lowers[ends.lower]);
            let leaf = if fan_out { lower } else { upper };
            let piece = match leaf.cmp(&root) {
                std::cmp::Ordering::Less => on_left,
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => on_right,
            };
            let columns = if piece.is_some() { vec![upper, lower] } else { vec![upper] };
            let way = Way { wire: index, leg, columns, tracks: Vec::new() };
            self.ways.push((way, piece.into_iter().collect()));
        }
    }

    /// Which pieces must lie above which: one goes up where the other goes down.
    fn hard(&self) -> Vec<Vec<usize>> {
        let mut below = vec![Vec::new(); self.pieces.len()];
        let mut bottoms: Vec<_> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            bottoms.extend(piece.bottoms.iter().map(|column| (*column, index)));
        }
        bottoms.sort_unstable();
        for (index, piece) in self.pieces.iter().enumerate() {
            for top in &piece.tops {
                let start = bottoms.partition_point(|(column, _)| column < top);
                for (_, other) in bottoms[start..].iter().take_while(|(column, _)| column == top) {
                    if *other != index {
                        below[index].push(*other);
                    }
                }
            }
        }
        for &(upper, lower) in &self.forced {
            below[upper].push(lower);
        }
        below
    }

    /// Breaks circles of such demands: a line leaves its column for a free one.
    fn untangle(&mut self) {
        for _ in 0..2 * self.pieces.len() + 4 {
            let below = self.hard();
            let Some((piece, next)) = circle(&below) else { return };
            let shared = self.pieces[piece]
                .tops
                .iter()
                .copied()
                .find(|top| self.pieces[next].bottoms.contains(top));
            let Some(column) = shared else { return };
            let free = self.free_column(column);
            self.taken.push(free);
            let detour = self.pieces.len();
            self.pieces.push(Piece {
                wire: self.pieces[piece].wire,
                low: column.min(free),
                high: column.max(free),
                tops: vec![column],
                bottoms: Vec::new(),
                track: 0,
            });
            let target = &mut self.pieces[piece];
            target.tops.retain(|top| *top != column);
            target.low = target.low.min(free);
            target.high = target.high.max(free);
            // What no leg needs any more is cut off.
            let feet: Vec<_> = target.tops.iter().chain(&target.bottoms).copied().collect();
            if let (Some(low), Some(high)) = (feet.iter().min(), feet.iter().max()) {
                target.low = free.min(*low);
                target.high = free.max(*high);
            }
            self.forced.push((detour, piece));
            for (way, pieces) in &mut self.ways {
                if way.columns.first() == Some(&column) && pieces.first() == Some(&piece) {
                    way.columns.insert(1, free);
                    pieces.insert(0, detour);
                }
            }
        }
    }

    fn free_column(&self, near: i32) -> i32 {
        let is_free = |at: i32| at >= 0 && !self.taken.contains(&at);
        (1..).flat_map(|step| [near + step, near - step]).find(|at| is_free(*at)).unwrap_or(near)
    }

    fn touch(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.pieces[a], &self.pieces[b]);
        a.low <= b.high + 1 && b.low <= a.high + 1
    }

    /// Crossings if piece `a` lies above piece `b`.
    fn crossings(&self, a: usize, b: usize) -> usize {
        let (a, b) = (&self.pieces[a], &self.pieces[b]);
        let inside = |columns: &[i32], piece: &Piece| {
            columns.iter().filter(|column| piece.low < **column && **column < piece.high).count()
        };
        inside(&b.tops, a) + inside(&a.bottoms, b)
    }

    /// For every piece the pieces below it: the demands, then whatever crosses less.
    fn relations(&self) -> Vec<Vec<usize>> {
        let count = self.pieces.len();
        let mut below = self.hard();
        let mut wishes = Vec::new();
        for a in 0..count {
            for b in a + 1..count {
                if self.touch(a, b) {
                    let (ab, ba) = (self.crossings(a, b), self.crossings(b, a));
                    let pair = if ba < ab { (b, a) } else { (a, b) };
                    wishes.push((std::cmp::Reverse(ab.abs_diff(ba)), pair));
                }
            }
        }
        wishes.sort_by_key(|wish| wish.0);
        for (_, (upper, lower)) in wishes {
            if reaches(&below, lower, upper) {
                below[lower].push(upper);
            } else {
                below[upper].push(lower);
            }
        }
        below
    }

    /// Puts every piece on the first track that is free there and below what must be above.
    fn pack(&mut self) -> usize {
        let below = self.hard();
        let mut waiting = vec![0_usize; below.len()];
        for lower in below.iter().flatten() {
            waiting[*lower] += 1;
        }
        let mut ready: Vec<_> = (0..below.len()).filter(|&piece| waiting[piece] == 0).collect();
        let mut rows: Vec<Vec<(i32, i32)>> = Vec::new();
        let mut at = 0;
        while let Some(&piece) = ready.get(at) {
            at += 1;
            let Piece { low, high, track, .. } = self.pieces[piece];
            let is_free = |row: &Vec<(i32, i32)>| {
                row.iter().all(|(first, last)| high + 1 < *first || *last + 1 < low)
            };
            let free = rows.iter().skip(track).position(is_free);
            let track = free.map_or(rows.len().max(track), |row| row + track);
            rows.resize_with(rows.len().max(track + 1), Vec::new);
            rows[track].push((low, high));
            self.pieces[piece].track = track;
            for &lower in &below[piece] {
                self.pieces[lower].track = self.pieces[lower].track.max(track + 1);
                waiting[lower] -= 1;
                if waiting[lower] == 0 {
                    ready.push(lower);
                }
            }
        }
        rows.len()
    }

    /// The first track that lies below all that must be above; returns the number of tracks.
    fn assign(&mut self, below: &[Vec<usize>]) -> usize {
        let mut waiting = vec![0_usize; below.len()];
        for lower in below.iter().flatten() {
            waiting[*lower] += 1;
        }
        let mut ready: Vec<_> = (0..below.len()).filter(|&piece| waiting[piece] == 0).collect();
        let mut tracks = 0;
        let mut at = 0;
        while let Some(&piece) = ready.get(at) {
            at += 1;
            let track = self.pieces[piece].track;
            tracks = tracks.max(track + 1);
            for &lower in &below[piece] {
                self.pieces[lower].track = self.pieces[lower].track.max(track + 1);
                waiting[lower] -= 1;
                if waiting[lower] == 0 {
                    ready.push(lower);
                }
            }
        }
        tracks
    }
}

impl Router {
    /// Cells in which pieces cross the lines of other wires.
    fn count(&self) -> usize {
        let mut cells = Vec::new();
        if self.pieces.len() > MANY {
            return self.pieces.len();
        }
        for (way, pieces) in &self.ways {
            let tracks: Vec<_> = pieces.iter().map(|&piece| self.pieces[piece].track).collect();
            for (step, &column) in way.columns.iter().enumerate() {
                let from = step.checked_sub(1).and_then(|step| tracks.get(step)).copied();
                let to = tracks.get(step).copied();
                let crossed = self
                    .pieces
                    .iter()
                    .filter(|piece| piece.wire != way.wire)
                    .filter(|piece| piece.low < column && column < piece.high)
                    .filter(|piece| from.is_none_or(|from| from < piece.track))
                    .filter(|piece| to.is_none_or(|to| piece.track < to));
                cells.extend(crossed.map(|piece| (column, piece.track)));
            }
        }
        // Lines of one fan share cells.
        cells.sort_unstable();
        cells.dedup();
        cells.len()
    }
}

/// Two neighbours on a circle, if there is one.
fn circle(below: &[Vec<usize>]) -> Option<(usize, usize)> {
    let mut state = vec![0_u8; below.len()];
    for root in 0..below.len() {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut stack = vec![(root, 0)];
        while let Some(top) = stack.last_mut() {
            let (piece, next) = *top;
            top.1 += 1;
            match below[piece].get(next) {
                None => {
                    state[piece] = 2;
                    stack.pop();
                }
                Some(&lower) if state[lower] == 1 => return Some((piece, lower)),
                Some(&lower) if state[lower] == 0 => {
                    state[lower] = 1;
                    stack.push((lower, 0));
                }
                Some(_) => {}
            }
        }
    }
    None
}

fn reaches(below: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; below.len()];
    let mut stack = vec![from];
    while let Some(piece) = stack.pop() {
        if piece == to {
            return true;
        }
        if !std::mem::replace(&mut seen[piece], true) {
            stack.extend(&below[piece]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found() {
        assert_eq!(circle(&[vec![1], vec![2], vec![]]), None);
        assert_eq!(circle(&[vec![1], vec![0]]), Some((1, 0)));
    }
}
