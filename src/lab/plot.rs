//! What is drawn of a run over time, in whole numbers: levels, what came in a slot of time, shares. Knows
//! the samples of a run and no terminal.

use super::{
    Spec,
    chance::WHOLE,
    param::Values,
    run::{Run, SAMPLES},
};

/// Slots of time that a run is cut into for what is counted.
pub const SLOTS: u64 = 60;
/// Letters of a band for 0 to 35 things.
pub(super) const NUMBERS: &str = "·123456789abcdefghijklmnopqrstuvwxyz";
/// Letters of a band for something that is there or not.
pub(super) const MARKED: &str = "·#";

/// What a line or a band shows, series by their names.
#[derive(Clone, Copy)]
pub enum Draw {
    /// A level as it is.
    Level(&'static str),
    /// What came in each sixtieth of the run.
    Slot(&'static str),
    /// What came a second.
    PerSecond(&'static str),
    /// A part of several, in parts per million, since the start.
    Share { part: &'static str, of: &'static [&'static str] },
    /// What a share in parts per million leaves of the whole.
    Left(&'static str),
    /// A share in parts per million in tenths.
    Tenths(&'static str),
    /// A level of 0 or 1 that events of its name turn `on` and `off`: 1 where it was on for any time of a
    /// sample, so that what is shorter than one is seen, too.
    On(&'static str),
    /// What the values say of the time from and to in µs.
    Given(fn(&Values, u64, u64) -> i64),
}

/// What the numbers of a plot are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Of each second.
    PerSecond,
    /// Parts per million, shown in per cent.
    Share,
    /// Thousandths.
    Factor,
}

/// A line with its word, a key below `lab.word`.
#[derive(Clone, Copy)]
pub struct Curve {
    pub word: &'static str,
    pub draw: Draw,
}

impl Curve {
    pub(super) const fn new(word: &'static str, draw: Draw) -> Self {
        Self { word, draw }
    }
}

/// A row of letters under a plot: the letter of each moment's number, from 0; the last for more.
#[derive(Clone, Copy)]
pub struct Band {
    pub word: &'static str,
    pub draw: Draw,
    pub letters: &'static str,
}

impl Band {
    pub(super) const fn new(word: &'static str, draw: Draw, letters: &'static str) -> Self {
        Self { word, draw, letters }
    }
}

/// Up to three lines over time, with bands under them.
#[derive(Clone, Copy)]
pub struct Plot {
    pub unit: Unit,
    pub lines: &'static [Curve],
    pub bands: &'static [Band],
    /// The lines stand on each other, as columns of their words' first letters.
    pub stacked: bool,
}

impl Plot {
    pub(super) const fn new(unit: Unit, lines: &'static [Curve]) -> Self {
        Self { unit, lines, bands: &[], stacked: false }
    }

    pub(super) const fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }

    pub(super) const fn with(mut self, bands: &'static [Band]) -> Self {
        self.bands = bands;
        self
    }
}

/// Samples of a run by their series.
struct Samples<'a> {
    spec: &'static Spec,
    samples: &'a [Vec<i64>],
    slot: u64,
}

impl Samples<'_> {
    fn at(&self, series: &str, sample: usize) -> i64 {
        let place = self.spec.series.iter().position(|column| column.name == series);
        debug_assert!(place.is_some(), "no series is called {series}");
        let row = self.samples.get(sample);
        row.zip(place).and_then(|(row, place)| row.get(place)).copied().unwrap_or(0)
    }

    /// What came in the slot that a sample lies in; in the last one, so far.
    fn slot(&self, series: &str, sample: usize) -> i64 {
        let wide = usize::try_from(SAMPLES / SLOTS).unwrap_or(1);
        let first = sample / wide * wide;
        let last = (first + wide - 1).min(self.samples.len().saturating_sub(1));
        let before = first.checked_sub(1).map_or(0, |before| self.at(series, before));
        self.at(series, last) - before
    }

    fn value(&self, draw: Draw, sample: usize) -> Option<i64> {
        let whole = i64::try_from(WHOLE).unwrap_or(i64::MAX);
        Some(match draw {
            Draw::Level(series) | Draw::On(series) => self.at(series, sample),
            Draw::Slot(series) => self.slot(series, sample),
            Draw::PerSecond(series) => {
                let slot = i64::try_from(self.slot.max(1)).unwrap_or(i64::MAX);
                self.slot(series, sample).saturating_mul(1_000_000) / slot
            }
            Draw::Share { part, of } => {
                let all: i64 = of.iter().map(|series| self.at(series, sample)).sum();
                return self.at(part, sample).saturating_mul(whole).checked_div(all);
            }
            Draw::Left(series) => (whole - self.at(series, sample)).max(0),
            Draw::Tenths(series) => self.at(series, sample) * 10 / whole,
            Draw::Given(_) => return None,
        })
    }
}

/// From when to when something was on, as its events say; of a run that has kept all of them.
fn spans(run: &Run, name: &str) -> Option<Vec<(u64, u64)>> {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for event in &run.out().events {
        match (event.kind.strip_prefix(name), spans.last_mut()) {
            (Some(".on"), _) => spans.push((event.at_us, u64::MAX)),
            (Some(".off"), Some((_, off))) => *off = event.at_us,
            _ => {}
        }
    }
    (run.out().left_out == 0).then_some(spans)
}

/// A line's numbers at the run's samples so far; nothing where there is nothing to divide by.
pub fn values(run: &Run, draw: Draw) -> Vec<Option<i64>> {
    let plan = run.plan();
    let samples = Samples { spec: run.spec(), samples: run.samples(), slot: plan.until / SLOTS };
    let at = |sample: usize| sample as u64 * plan.until / SAMPLES;
    let spans = if let Draw::On(name) = draw { spans(run, name) } else { None };
    let value = |sample: usize| match (draw, &spans) {
        (Draw::Given(say), _) => Some(say(&plan.values, at(sample), at(sample + 1))),
        (Draw::On(_), Some(spans)) => {
            let within = |(on, off): &(u64, u64)| *on <= at(sample + 1) && *off > at(sample);
            Some(i64::from(spans.iter().any(within)))
        }
        _ => samples.value(draw, sample),
    };
    (0..run.samples().len()).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{LABS, find, setup::Setup};

    fn run(id: &str, until: u64) -> Run {
        let entry = find(id).unwrap();
        let mut run = Run::new(entry, Setup::new(entry).plan(1, Some(until)).unwrap());
        run.finish().unwrap();
        run
    }

    #[test]
    fn what_came_in_a_slot_is_not_counted_twice() {
        let run = run("rate", 60_000_000);
        let offered = values(&run, Draw::Slot("arrived"));
        // Fifteen at 0 and ten at 1 s, which is the end of the first slot of a second.
        assert_eq!(offered[..4], [Some(25), Some(25), Some(0), Some(0)]);
        assert_eq!(values(&run, Draw::PerSecond("arrived"))[0], Some(25));
    }

    #[test]
    fn what_is_on_for_less_than_a_sample_is_seen() {
        let entry = find("slo").unwrap();
        let mut setup = Setup::new(entry);
        setup.set_all(["incidents=100h:1h:5%"]).unwrap();
        let mut run = Run::new(entry, setup.plan(1, None).unwrap());
        run.finish().unwrap();
        // Of the 120 samples of six hours, the one that ends at 102 h.
        let on = |draw| -> Vec<usize> {
            let all = values(&run, draw).into_iter().enumerate();
            all.filter(|(_, value)| *value != Some(0)).map(|(sample, _)| sample).collect()
        };
        assert_eq!(on(Draw::Level("page")), [0; 0]);
        assert_eq!(on(Draw::On("page")), [16]);
    }

    #[test]
    fn every_lab_draws_series_that_it_has() {
        for entry in &LABS {
            let run = run(entry.spec.id, entry.spec.until / 20);
            let lines = entry.spec.plots.iter().flat_map(|plot| plot.lines).map(|line| line.draw);
            let bands = entry.spec.plots.iter().flat_map(|plot| plot.bands).map(|band| band.draw);
            for draw in lines.chain(bands) {
                assert_eq!(values(&run, draw).len(), 120, "{}", entry.spec.id);
            }
            assert!(entry.spec.plots.iter().all(|plot| plot.lines.len() <= 3), "{}", entry.spec.id);
        }
    }
}
