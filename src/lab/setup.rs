//! From what is typed, `name=value` or `name=value@time`, to the plan of a run, and the recording that
//! holds one. Knows neither files nor missions.

use serde::{Deserialize, Serialize};

use super::{
    Spec, find,
    param::{Kind, Param, Values},
    run::{Change, Entry, Plan},
    value::{self, Value},
};
use crate::{problem::Problem, text};

/// The version of recordings and of a run's output.
pub const SCHEMA: u32 = 1;
/// Inputs that one run may have.
const MOST_INPUTS: usize = 10_000;

/// A lab with the values that a run is to start with.
#[derive(Clone, Debug)]
pub struct Setup {
    entry: &'static Entry,
    values: Values,
    changes: Vec<Change>,
}

impl Setup {
    /// A lab with every parameter at its default.
    pub fn new(entry: &'static Entry) -> Self {
        Self { entry, values: Values::new(entry.spec.params), changes: Vec::new() }
    }

    /// The lab.
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The values at time 0.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Takes one input as it is typed and says which parameter it sets.
    ///
    /// # Errors
    ///
    /// When the parameter or the value is not known, or the parameter cannot change at that time.
    pub fn set(&mut self, typed: &str) -> Result<usize, Problem> {
        let spec = self.entry.spec;
        let Some((name, value)) = typed.split_once('=') else {
            return Err(Problem::usage(format!("`{}` sets nothing", shown(typed)))
                .hint("Write it as NAME=VALUE, such as capacity=10"));
        };
        let place = named(spec, name.trim())?;
        let Some(param) = spec.params.get(place) else { return Ok(place) };
        let (value, at) = timed(param, value)?;
        self.put(place, param.read(value)?, at)?;
        Ok(place)
    }

    /// Takes several inputs.
    ///
    /// # Errors
    ///
    /// As [`Setup::set`].
    pub fn set_all<'a>(
        &mut self,
        typed: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<usize>, Problem> {
        typed.into_iter().map(|one| self.set(one)).collect()
    }

    fn put(&mut self, param: usize, value: Value, at: u64) -> Result<(), Problem> {
        if at == 0 {
            self.values.set(param, value);
            return Ok(());
        }
        if self.changes.len() >= MOST_INPUTS {
            return Err(Problem::usage("That are too many changes")
                .why(format!("a run takes at most {MOST_INPUTS}")));
        }
        // In order of time, then as given.
        let after = self.changes.partition_point(|change| change.at <= at);
        self.changes.insert(after, Change { at, param, value });
        Ok(())
    }

    /// Whether a parameter is set as in another setup, at 0 and later.
    pub fn agrees(&self, other: &Self, param: usize) -> bool {
        let changes = |setup: &Self| -> Vec<Change> {
            setup.changes.iter().filter(|change| change.param == param).cloned().collect()
        };
        self.values.at(param) == other.values.at(param) && changes(self) == changes(other)
    }

    /// The setup of a plan.
    pub fn of_plan(entry: &'static Entry, plan: &Plan) -> Self {
        Self { entry, values: plan.values.clone(), changes: plan.changes.clone() }
    }

    /// The plan of a run with a seed, for the usual time or another one in µs.
    ///
    /// # Errors
    ///
    /// When the values contradict each other, or the time is longer than the lab allows.
    pub fn plan(self, seed: u64, until: Option<u64>) -> Result<Plan, Problem> {
        let spec = self.entry.spec;
        let (usual, longest) = (spec.usual(&self.values), spec.longest(&self.values));
        let until = until.unwrap_or(usual);
        if until == 0 || until > longest {
            let range = format!("up to {}", value::duration(longest));
            return Err(Problem::usage(format!(
                "`{}` cannot run for {}",
                spec.id,
                value::duration(until)
            ))
            .why(format!("it takes a time {range}"))
            .hint(format!("The default is {}", value::duration(usual))));
        }
        if let Some(why) = (spec.contradiction)(&self.values, until) {
            return Err(Problem::usage(format!("`{}` cannot run with these values", spec.id))
                .why(why)
                .hint(format!("archtutor lab show {} lists ranges and defaults", spec.id)));
        }
        Ok(Plan { values: self.values, changes: self.changes, seed, until })
    }
}

/// What was typed, safe and short.
fn shown(typed: &str) -> String {
    text::sanitize(typed).chars().take(40).collect()
}

/// The place of a parameter.
fn named(spec: &'static Spec, name: &str) -> Result<usize, Problem> {
    spec.param(name).ok_or_else(|| {
        let names = || spec.params.iter().map(|param| param.name);
        let hint = match text::nearest(name, names()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("It has {}", names().collect::<Vec<_>>().join(", ")),
        };
        Problem::usage(format!("`{}` has no parameter `{}`", spec.id, shown(name))).hint(hint)
    })
}

/// Splits a value from the time at which it is to be set; a script keeps its `@`.
fn timed<'a>(param: &Param, value: &'a str) -> Result<(&'a str, u64), Problem> {
    let Some((before, time)) = value.rsplit_once('@').filter(|_| param.kind != Kind::Script) else {
        return Ok((value, 0));
    };
    if !param.live {
        return Err(Problem::usage(format!("`{}` cannot change while the lab runs", param.name))
            .why("it is no live parameter")
            .hint(format!("Set it for the whole run: {}={before}", param.name)));
    }
    let time = value::read_duration(time.trim()).ok_or_else(|| {
        Problem::usage(format!("`{}` is no time", shown(time)))
            .hint(format!("Write it as {}={before}@10s", param.name))
    })?;
    Ok((before, time))
}

/// Reads how long a run is to take, in µs.
///
/// # Errors
///
/// When it is no time.
pub fn read_until(typed: &str) -> Result<u64, Problem> {
    value::read_duration(typed.trim()).ok_or_else(|| {
        Problem::usage(format!("`{}` is no time", shown(typed)))
            .hint("Write it as 30s; units are us, ms, s, m, h, d")
    })
}

/// One input of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub at_us: u64,
    /// The parameter.
    pub set: String,
    /// Its value as it is typed.
    pub to: String,
}

/// All that is needed to run a lab again: the output is not kept, because the run gives it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    pub schema: u32,
    pub lab: String,
    pub seed: u64,
    pub until_us: u64,
    /// At 0 what differs from the defaults, then what changed.
    pub inputs: Vec<Input>,
}

impl Recording {
    /// What a plan holds.
    pub fn of(spec: &'static Spec, plan: &Plan) -> Self {
        let input = |at_us, param: &Param, value: &Value| Input {
            at_us,
            set: param.name.into(),
            to: value.to_string(),
        };
        let first = plan.values.iter().filter(|(param, value)| **value != param.default_value());
        let later = plan.changes.iter().filter_map(|change| {
            spec.params.get(change.param).map(|param| input(change.at, param, &change.value))
        });
        Self {
            schema: SCHEMA,
            lab: spec.id.into(),
            seed: plan.seed,
            until_us: plan.until,
            inputs: first.map(|(param, value)| input(0, param, value)).chain(later).collect(),
        }
    }

    /// Reads a recording, or the output of a run, which holds one.
    ///
    /// # Errors
    ///
    /// When it is damaged or of another schema.
    pub fn read(json: &str) -> Result<Self, Problem> {
        let what = "The recording cannot be read";
        let facts: serde_json::Value =
            serde_json::from_str(json).map_err(|error| Problem::usage(what).why(error))?;
        let schema = facts.get("schema").and_then(serde_json::Value::as_u64);
        if schema != Some(u64::from(SCHEMA)) {
            let found = schema.map_or_else(|| "none".into(), |schema| schema.to_string());
            return Err(Problem::usage(what)
                .why(format!("its schema is {found}, this program knows {SCHEMA}")));
        }
        serde_json::from_value(facts).map_err(|error| Problem::usage(what).why(error))
    }

    /// The plan that it holds.
    ///
    /// # Errors
    ///
    /// When its lab is not known, or a value is not one of it.
    pub fn plan(&self) -> Result<(&'static Entry, Plan), Problem> {
        let entry = find(&self.lab).ok_or_else(|| unknown(&self.lab))?;
        let mut setup = Setup::new(entry);
        for input in &self.inputs {
            let place = named(entry.spec, &input.set)?;
            let Some(param) = entry.spec.params.get(place) else { continue };
            if input.at_us > 0 && !param.live {
                return Err(Problem::usage(format!(
                    "`{}` cannot change while the lab runs",
                    param.name
                )));
            }
            setup.put(place, param.read(&input.to)?, input.at_us)?;
        }
        Ok((entry, setup.plan(self.seed, Some(self.until_us))?))
    }
}

/// There is no lab of that id.
pub fn unknown(id: &str) -> Problem {
    let ids: Vec<&str> = super::LABS.iter().map(|entry| entry.spec.id).collect();
    let hint = match text::nearest(id, ids.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("There are {}", ids.join(", ")),
    };
    Problem::usage(format!("There is no lab `{}`", shown(id))).hint(hint)
}
