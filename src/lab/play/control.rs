//! What a learner may turn at a lab: its parameters and, where no mission says so, how long it runs; and
//! the steps that keys go through.

use super::Play;
use crate::{
    lab::{
        param::{Kind, Param},
        setup,
        value::{self, Value},
    },
    problem::Problem,
};

/// Values that ←→ goes through: these in every power of ten.
const STEPS: [u64; 3] = [1, 2, 5];
/// Shares that ←→ goes through, in parts per million.
const SHARES: [u64; 14] = [
    0, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 500_000, 750_000, 900_000, 990_000,
    999_000, 1_000_000,
];
/// How long a run takes is called as on the command line.
const UNTIL: &str = "until";
/// µs of the shortest run that keys turn to.
const SHORTEST: u64 = 1_000;

/// One thing that may be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A parameter, by its place.
    Param(usize),
    /// How long the lab runs.
    Until,
}

impl Play {
    /// What may be turned: what a mission leaves free, or all.
    pub fn controls(&self) -> Vec<Control> {
        let params = self.guide.entry.spec.params.iter().enumerate();
        let free = params.filter(|(_, param)| self.is_free(param));
        let until = self.mission().is_none().then_some(Control::Until);
        free.map(|(place, _)| Control::Param(place)).chain(until).collect()
    }

    /// Whether a parameter may be turned.
    pub(super) fn is_free(&self, param: &Param) -> bool {
        self.mission().is_none_or(|mission| mission.free.iter().any(|name| name == param.name))
    }

    fn param(&self, control: Control) -> Option<&'static Param> {
        match control {
            Control::Param(place) => self.guide.entry.spec.params.get(place),
            Control::Until => None,
        }
    }

    /// How long the lab may run, as a parameter.
    fn until_param(&self) -> Param {
        let longest = self.guide.entry.spec.longest(self.setup.values());
        Param::duration(UNTIL, "0").within(SHORTEST, longest)
    }

    /// A control's name as it is typed.
    pub fn name(&self, control: Control) -> &'static str {
        self.param(control).map_or(UNTIL, |param| param.name)
    }

    /// Whether a control may be turned while the lab runs.
    pub fn is_live(&self, control: Control) -> bool {
        self.param(control).is_some_and(|param| param.live)
    }

    /// What may be typed for a control.
    pub fn expects(&self, control: Control) -> String {
        self.param(control).map_or_else(|| self.until_param().expects(), Param::expects)
    }

    /// A control's value now, as it can be typed.
    pub fn value(&self, control: Control) -> String {
        match control {
            Control::Param(place) => {
                self.run.values().at(place).map_or_else(String::new, ToString::to_string)
            }
            Control::Until => value::duration(self.run.plan().until),
        }
    }

    /// Sets a control: a live parameter from now on, anything else from the start, with the same seed.
    ///
    /// # Errors
    /// When it cannot be that, or not with the others.
    pub fn set(&mut self, control: Control, typed: &str) -> Result<(), Problem> {
        let Control::Param(place) = control else {
            let until = setup::read_until(typed)?;
            return self.begin(self.setup.clone(), Some(until));
        };
        let Some(param) = self.param(control) else { return Ok(()) };
        let value = param.read(typed)?;
        if param.live && self.run.now() > 0 {
            self.run.set(place, value);
            return Ok(());
        }
        let mut setup = self.setup.clone();
        setup.set(&format!("{}={value}", param.name))?;
        self.begin(setup, self.until)
    }

    /// Turns a control one step up or down; what has no steps stays.
    ///
    /// # Errors
    /// When that value cannot run with the others.
    pub fn turn(&mut self, control: Control, up: bool) -> Result<(), Problem> {
        let next = match control {
            Control::Param(place) => {
                let both = self.param(control).zip(self.run.values().at(place));
                both.and_then(|(param, now)| next_value(param, now, up))
            }
            Control::Until => {
                next_value(&self.until_param(), &Value::Duration(self.run.plan().until), up)
            }
        };
        next.map_or(Ok(()), |next| self.set(control, &next.to_string()))
    }
}

/// The next value up or down that is in range.
fn next_value(param: &Param, now: &Value, up: bool) -> Option<Value> {
    if let (Kind::Word(words), Value::Word(word)) = (param.kind, now) {
        let at = words.iter().position(|known| known == word)?;
        let count = words.len();
        let next = if up { (at + 1) % count } else { (at + count - 1) % count };
        return words.get(next).map(|word| Value::Word(word));
    }
    let (least, most) = param.range;
    let number = now.number()?;
    let unit = if matches!(param.kind, Kind::Rate | Kind::Factor) { 1_000 } else { 1 };
    let mut steps: Vec<u64> = if param.kind == Kind::Share {
        SHARES.to_vec()
    } else {
        let powers = (0..16).map(|power| 10_u64.pow(power));
        let whole = powers.flat_map(|power| STEPS.map(|step| step * power * unit));
        whole.chain([0, unit / 10, unit / 4, unit / 2]).collect()
    };
    steps.extend([least, most]);
    steps.retain(|step| (least..=most).contains(step) || (param.none && *step == 0));
    steps.sort_unstable();
    let next = if up {
        steps.into_iter().find(|step| *step > number)
    } else {
        steps.into_iter().rev().find(|step| *step < number)
    };
    param.value(next?)
}
