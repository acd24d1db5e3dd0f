//! Where the text of a line stands: in it, beside it or above it, on cells that nothing else has.

use super::super::label;
use super::super::model::{Edge, Head};
use super::route::{self, Cell, Field};

/// A text where it stands.
type Placed = (usize, usize, Vec<String>);
/// A cell near which there are too few cells along an axis, and how many.
type Lack = (Cell, usize, usize);

/// The text of a line as it is drawn.
pub(super) fn lines(edge: &Edge, limit: usize) -> Vec<String> {
    if edge.label.is_empty() { Vec::new() } else { label::wrap(&edge.label, limit, limit) }
}

/// Finds a place for the text of a line, if it has one.
///
/// # Errors
/// What it lacks.
pub(super) fn place(
    field: &Field,
    cells: &[Cell],
    edge: &Edge,
    limit: usize,
) -> Result<Option<Placed>, Lack> {
    if edge.label.is_empty() {
        return Ok(None);
    }
    let lines = lines(edge, limit);
    let straights = straights(cells, edge);
    let mut found = straights.iter().filter_map(|straight| straight.inline(field, &lines));
    let found = found
        .next()
        .or_else(|| straights.iter().find_map(|straight| straight.beside(field, &lines)));
    found.map(Some).ok_or_else(|| lack(&straights, cells, &lines))
}

/// Cells of a line along one way, without its bends, its heads and the borders.
struct Straight {
    first: Cell,
    length: usize,
    down: bool,
}

/// The straight pieces of a line, the longest first.
fn straights(cells: &[Cell], edge: &Edge) -> Vec<Straight> {
    let bend =
        |at: usize| route::way(cells[at - 1], cells[at]) != route::way(cells[at], cells[at + 1]);
    let last = cells.len() - 1;
    let skipped = |at: usize| {
        at == 0
            || at == last
            || at == 1 && edge.tail != Head::None
            || at + 1 == last && edge.head != Head::None
            || bend(at)
    };
    let mut found = Vec::new();
    let free: Vec<_> = (0..cells.len()).filter(|at| !skipped(*at)).collect();
    for run in free.chunk_by(|a, b| a + 1 == *b) {
        let (Some(&a), Some(&b)) = (run.first(), run.last()) else { continue };
        let (a, b) = (a, b);
        let down = route::axis(route::way(cells[a - 1], cells[a])) == 1;
        let first = cells[a].min(cells[b]);
        found.push(Straight { first, length: run.len(), down });
    }
    found.sort_by_key(|straight| std::cmp::Reverse(straight.length));
    found
}

impl Straight {
    /// In a line that runs across, with a piece of it on both sides.
    fn inline(&self, field: &Field, lines: &[String]) -> Option<Placed> {
        let [line] = lines else { return None };
        let cells = label::width(lines) + 2;
        let (x, y) = self.first;
        if self.down || self.length < cells + 2 {
            return None;
        }
        let spare = self.length - cells;
        let starts = (0..=spare).map(|at| spare / 2 + at).chain((0..spare / 2).rev());
        let mut starts = starts.filter(|at| (1..spare).contains(at));
        let is_free = |start: &usize| (0..cells).all(|at| field.at((x + start + at, y)) == 0);
        let start = starts.find(is_free)?;
        Some((x + start, y, vec![format!(" {line} ")]))
    }

    /// At the right or the left of a line that runs down, above or below one that runs across.
    fn beside(&self, field: &Field, lines: &[String]) -> Option<Placed> {
        let (width, height) = (label::width(lines), lines.len());
        let (x, y) = self.first;
        let is_free = |(x, y): Cell| {
            let mut rows = y..y + height;
            rows.all(|y| (x..x + width + 2).all(|x| field.at((x, y)) == 0))
        };
        let place = |(x, y): Cell| (x + 1, y, lines.to_vec());
        if self.down {
            let rows = (self.length + 1).checked_sub(height)?;
            let right = (y..y + rows).map(|y| Some((x + 1, y)));
            let left = (y..y + rows).map(|y| Some((x.checked_sub(width + 2)?, y)));
            return right.chain(left).flatten().find(|cell| is_free(*cell)).map(place);
        }
        let columns = (self.length + 1).checked_sub(width)?;
        let above = (x..x + columns).map(|x| Some((x.checked_sub(1)?, y.checked_sub(height)?)));
        let below = (x..x + columns).map(|x| Some((x.checked_sub(1)?, y + 1)));
        above.chain(below).flatten().find(|cell| is_free(*cell)).map(place)
    }
}

/// What a text lacks: columns for a line that runs across, rows or columns beside one that runs down.
fn lack(straights: &[Straight], cells: &[Cell], lines: &[String]) -> Lack {
    let (width, height) = (label::width(lines), lines.len());
    let across = straights.iter().find(|straight| !straight.down);
    let down = straights.iter().find(|straight| straight.down);
    match (down, across) {
        (Some(line), _) if line.length < height => (line.first, 1, height - line.length),
        (Some(line), None) => ((line.first.0 + 1, line.first.1), 0, width + 2),
        (_, Some(line)) if height == 1 && line.length < width + 4 => {
            (line.first, 0, width + 4 - line.length)
        }
        (_, Some(line)) if line.length < width + 2 => (line.first, 0, width + 2 - line.length),
        (_, Some(line)) => (line.first, 1, height),
        // Nothing but bends, heads and borders.
        (None, None) => {
            let axis = route::axis(route::way(cells[0], cells[1]));
            let need = if axis == 1 { height + 1 } else { width + 4 };
            (cells[cells.len() / 2], axis, need)
        }
    }
}
