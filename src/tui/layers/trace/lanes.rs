//! The lanes of a sequence drawing: who takes part, a column each, and arrows from one to another.

use crate::{text, tui::signs::Signs, verdict::TraceStep};

/// Columns that a lane has at least.
const NARROWEST: usize = 9;
/// Columns that the words beside the lanes have at least.
const WORDS: usize = 24;

/// The lanes of a trace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lanes {
    names: Vec<String>,
    /// Columns of a lane.
    column: usize,
}

impl Lanes {
    /// The lanes of some steps; nothing where fewer than two take part, or where they leave no room for
    /// words.
    pub(super) fn of(steps: &[TraceStep], width: usize) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        for name in steps.iter().flat_map(|step| [&step.from, &step.to]) {
            let name = text::sanitize(name);
            if !name.is_empty() && !names.iter().any(|known| *known == name) {
                names.push(name.to_string());
            }
        }
        let widest = names.iter().map(|name| text::width(name)).max().unwrap_or_default();
        let column = (widest + 2).max(NARROWEST);
        let fits = names.len() > 1 && names.len() * column + WORDS <= width;
        fits.then_some(Self { names, column })
    }

    /// Columns of all lanes.
    pub(super) fn width(&self) -> usize {
        self.names.len() * self.column
    }

    /// The names over their lanes.
    pub(super) fn head(&self) -> String {
        let name = |name: &String| {
            let left = (self.column - text::width(name)) / 2;
            let right = self.column - text::width(name) - left;
            format!("{}{name}{}", " ".repeat(left), " ".repeat(right))
        };
        self.names.iter().map(name).collect()
    }

    /// One row of the lanes, with the arrow of a step if there is one.
    pub(super) fn row(&self, step: Option<&TraceStep>, signs: &Signs) -> String {
        let mut cells = vec![" ".to_owned(); self.width()];
        for lane in 0..self.names.len() {
            cells[self.middle(lane)] = signs.vertical.to_owned();
        }
        let lane = |name: &str| self.names.iter().position(|known| *known == text::sanitize(name));
        let ends = step.map(|step| (lane(&step.from), lane(&step.to)));
        match ends {
            Some((Some(from), Some(to))) if from != to => {
                let (left, right) = (self.middle(from.min(to)), self.middle(from.max(to)));
                for cell in &mut cells[left + 1..right] {
                    *cell = signs.horizontal.to_owned();
                }
                match from < to {
                    true => cells[right - 1] = ">".to_owned(),
                    false => cells[left + 1] = "<".to_owned(),
                }
            }
            Some((Some(only), _) | (None, Some(only))) => {
                cells[self.middle(only)] = signs.bullet.to_owned();
            }
            _ => {}
        }
        cells.concat()
    }

    fn middle(&self, lane: usize) -> usize {
        lane * self.column + self.column / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: &str, to: &str) -> TraceStep {
        TraceStep { from: from.into(), to: to.into(), ..TraceStep::default() }
    }

    #[test]
    fn arrows_lead_from_lane_to_lane() {
        let steps = [step("", "orders"), step("orders", "stock"), step("stock", "orders")];
        let lanes = Lanes::of(&steps, 80).unwrap();
        let rows: Vec<String> =
            steps.iter().map(|step| lanes.row(Some(step), &Signs::ASCII)).collect();
        assert_eq!(lanes.head(), " orders    stock  ");
        assert_eq!(lanes.row(None, &Signs::ASCII), "    |        |    ");
        assert_eq!(rows[1], "    |------->|    ");
        assert_eq!(rows[2], "    |<-------|    ");
        assert_eq!(text::width(&rows[0]), lanes.width());
    }

    #[test]
    fn without_room_or_with_one_alone_there_are_no_lanes() {
        let steps = [step("orders", "stock")];
        assert_eq!(Lanes::of(&steps, 30), None);
        assert_eq!(Lanes::of(&[step("", "orders")], 80), None);
    }
}
