//! What a run came to, as it is printed: counters, marks, key events, series and laws, in the order of
//! the lab's description.

use serde::{Serialize, Serializer};

use super::{
    measure::Measure,
    run::{Run, SAMPLES},
    setup::{Input, Recording, SCHEMA},
    sim::KeyEvent,
};

/// Names with values, printed as one object in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(pub Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<T: Copy> Named<T> {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<T> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// The samples of one series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    pub name: &'static str,
    pub unit: &'static str,
    pub every_us: u64,
    pub values: Vec<i64>,
}

/// Whether a law holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    pub law: &'static str,
    pub holds: bool,
}

/// What a mission says about a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissionState {
    pub id: String,
    pub met: bool,
    /// Empty when it is met.
    pub because: String,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub schema: u32,
    pub lab: &'static str,
    pub seed: u64,
    pub until_us: u64,
    /// Every parameter at time 0.
    pub params: Named<String>,
    pub inputs: Vec<Input>,
    pub counters: Named<i64>,
    pub marks: Named<Option<u64>>,
    pub events: Vec<KeyEvent>,
    pub events_left_out: u64,
    pub series: Vec<Series>,
    pub checks: Vec<Check>,
    pub missions: Vec<MissionState>,
}

/// A counter in the unit that its name ends in, as people write it.
pub fn shown(name: &str, value: i64) -> String {
    let measure = Measure::of(name);
    format!("{} {}", measure.bare(name), measure.write(value.into()))
}

impl Outcome {
    /// What a run has come to so far.
    pub fn of(run: &Run) -> Self {
        let (spec, plan, out) = (run.spec(), run.plan(), run.out());
        let named = |columns: &'static [super::sim::Column]| columns.iter().map(|one| one.name);
        let series = spec.series.iter().enumerate().map(|(place, column)| Series {
            name: column.name,
            unit: Measure::of(column.name).ending(),
            every_us: plan.until / SAMPLES,
            values: run.samples().iter().filter_map(|one| one.get(place)).copied().collect(),
        });
        Self {
            schema: SCHEMA,
            lab: spec.id,
            seed: plan.seed,
            until_us: plan.until,
            params: Named(
                plan.values.iter().map(|(param, value)| (param.name, value.to_string())).collect(),
            ),
            inputs: Recording::of(spec, plan).inputs,
            counters: Named(named(spec.counters).zip(out.counters.iter().copied()).collect()),
            marks: Named(named(spec.marks).zip(out.marks.iter().copied()).collect()),
            events: out.events.clone(),
            events_left_out: out.left_out,
            series: series.collect(),
            checks: spec
                .laws
                .iter()
                .zip(run.laws())
                .map(|(law, holds)| Check { law, holds })
                .collect(),
            missions: Vec::new(),
        }
    }

    /// The series as comma-separated values: one row a sample.
    pub fn csv(&self) -> String {
        let names: Vec<&str> = self.series.iter().map(|series| series.name).collect();
        let mut text = format!("at_us,{}\n", names.join(","));
        let rows = self.series.iter().map(|series| series.values.len()).max().unwrap_or(0);
        for row in 0..rows {
            let at = (row as u64 + 1) * self.until_us / SAMPLES;
            let values = self.series.iter().filter_map(|series| series.values.get(row));
            let cells: Vec<String> = values.map(i64::to_string).collect();
            text.push_str(&format!("{at},{}\n", cells.join(",")));
        }
        text
    }
}
