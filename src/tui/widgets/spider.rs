//! A spider of words: what each change cost a cut, on as many rays; near the middle is cheap.

use super::rows::Row;
use crate::{role::Role, session::Axis, text, tui::screen::Environment};

/// Cells from the middle to the end of a ray, across and down: a cell is twice as high as wide.
const ACROSS: f64 = 18.0;
const DOWN: f64 = 7.0;
/// Cells beside the rays for the words at their ends.
const WORDS: usize = 20;
/// Columns and rows of the whole.
const WIDE: usize = WORDS * 2 + ACROSS as usize * 2 + 1;
const HIGH: usize = DOWN as usize * 2 + 3;
/// Dots on a ray.
const DOTS: u32 = 14;

/// A sign with its role.
type Cell = (String, Role);

struct Grid(Vec<Vec<Cell>>);

impl Grid {
    fn put(&mut self, (x, y): (usize, usize), sign: &str, role: Role) {
        if let Some(cell) = self.0.get_mut(y).and_then(|row| row.get_mut(x)) {
            *cell = (sign.to_owned(), role);
        }
    }

    /// A word beside the end of a ray, on the side away from the middle.
    fn label(&mut self, (x, y): (usize, usize), word: &str) {
        let wide = text::width(word);
        let (x, y) = match x.cmp(&(WIDE / 2)) {
            std::cmp::Ordering::Less => (x.saturating_sub(wide + 1), y),
            std::cmp::Ordering::Greater => (x + 2, y),
            std::cmp::Ordering::Equal if y < HIGH / 2 => (x.saturating_sub(wide / 2), 0),
            std::cmp::Ordering::Equal => (x.saturating_sub(wide / 2), HIGH - 1),
        };
        for (at, sign) in text::ellipsis(word, WORDS).chars().enumerate() {
            self.put((x + at, y), &sign.to_string(), Role::Text);
        }
    }

    /// Rows of runs that look alike.
    fn rows(self) -> Vec<Row> {
        let row = |cells: Vec<Cell>| {
            let mut spans: Vec<Cell> = Vec::new();
            for (sign, role) in cells {
                match spans.last_mut() {
                    Some((run, known)) if *known == role => run.push_str(&sign),
                    _ => spans.push((sign, role)),
                }
            }
            Row::spans(spans)
        };
        self.0.into_iter().map(row).collect()
    }
}

/// The rows of the spider.
pub fn rows(axes: &[Axis], env: &Environment) -> Vec<Row> {
    let mut grid = Grid(vec![vec![(" ".to_owned(), Role::Text); WIDE]; HIGH]);
    let most = axes.iter().map(|axis| axis.most.max(axis.yours)).fold(1.0, f64::max);
    for (at, axis) in axes.iter().enumerate() {
        let turn = at as f64 / axes.len() as f64 * std::f64::consts::TAU;
        let place = |share: f64| {
            let x = (WIDE / 2) as f64 + turn.sin() * ACROSS * share;
            let y = (HIGH / 2) as f64 - turn.cos() * DOWN * share;
            (x.round() as usize, y.round() as usize)
        };
        (0..=DOTS).for_each(|dot| {
            grid.put(place(f64::from(dot) / f64::from(DOTS)), env.signs.dot, Role::Faint);
        });
        grid.put(place(axis.least / most), "o", Role::Muted);
        grid.put(place(axis.most / most), "o", Role::Muted);
        grid.put(place(axis.yours / most), env.signs.bullet, Role::Accent);
        let kind = env.say(&format!("change.kind.{}", axis.kind.word())).to_owned();
        grid.label(place(1.0), &format!("{kind} {}", axis.yours));
    }
    grid.rows()
}
