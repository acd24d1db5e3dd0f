//! The model of memory: FSRS-6 as the crate `fsrs` computes it. With `tune` the only file that knows
//! the crate.
//!
//! Source: <https://github.com/open-spaced-repetition/fsrs-rs>

use fsrs::{DEFAULT_PARAMETERS, FSRS, ItemState, MemoryState, NextStates};

use super::Grade;

/// Parameters of FSRS-6.
const PARAMETERS: usize = 21;

/// How the exponent of forgetting is bounded, as the crate bounds it.
const DECAY: std::ops::RangeInclusive<f32> = 0.1..=0.8;

/// How well one item is remembered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Days until the chance of recall has fallen to 0.9.
    pub stability: f32,
    /// From 1 to 10.
    pub difficulty: f32,
}

/// A model of memory with its parameters.
#[derive(Clone, Debug)]
pub struct Model {
    fsrs: FSRS,
    decay: f32,
    tuned: bool,
}

impl Default for Model {
    fn default() -> Self {
        let decay = DEFAULT_PARAMETERS.last().copied().unwrap_or_default();
        Self { fsrs: FSRS::default(), decay, tuned: false }
    }
}

impl Model {
    /// The model with parameters that were fitted to a learner; `None` if they are no parameters.
    pub fn tuned(parameters: &[f32]) -> Option<Self> {
        let decay = parameters.last().copied().filter(|_| parameters.len() == PARAMETERS)?;
        let fsrs = FSRS::new(parameters).ok()?;
        Some(Self { fsrs, decay: decay.clamp(*DECAY.start(), *DECAY.end()), tuned: true })
    }

    /// The crate's own model.
    pub(super) fn fsrs(&self) -> &FSRS {
        &self.fsrs
    }

    /// Whether the parameters are a learner's own.
    pub fn is_tuned(&self) -> bool {
        self.tuned
    }

    /// The memory after an answer, so many days after the last one; `None` before the first.
    pub fn next(&self, memory: Option<Memory>, days: u32, grade: Grade) -> Option<Memory> {
        let before = memory.map(MemoryState::from);
        // The memory does not depend on the retention.
        let states = self.fsrs.next_states(before, 0.9, days).ok()?;
        Some(grade.of_states(&states).memory.into())
    }

    /// Days until the chance of recall has fallen to `retention`.
    pub fn interval(&self, memory: Memory, retention: f32) -> f32 {
        self.fsrs.next_interval(Some(memory.stability), retention, Grade::Good.number())
    }

    /// The chance of recall so many days after the last answer.
    pub fn recall(&self, memory: Memory, days: u32) -> f32 {
        fsrs::current_retrievability(memory.into(), days as f32, self.decay)
    }
}

impl Grade {
    fn of_states(self, states: &NextStates) -> &ItemState {
        match self {
            Self::Again => &states.again,
            Self::Hard => &states.hard,
            Self::Good => &states.good,
        }
    }
}

impl From<MemoryState> for Memory {
    fn from(state: MemoryState) -> Self {
        Self { stability: state.stability, difficulty: state.difficulty }
    }
}

impl From<Memory> for MemoryState {
    fn from(memory: Memory) -> Self {
        Self { stability: memory.stability, difficulty: memory.difficulty }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Occurrence, fold},
        *,
    };
    use crate::{chance::Chance, clock::Day};

    #[test]
    fn first_answers_give_the_states_that_the_crate_documents() {
        let model = Model::default();
        for (grade, stability, difficulty) in [
            (Grade::Again, 0.212, 6.4133),
            (Grade::Hard, 1.2931, 5.112_170_7),
            (Grade::Good, 2.3065, 2.118_104),
        ] {
            // A first answer has no days before it, whatever is said.
            for days in [0, 9] {
                let memory = model.next(None, days, grade).unwrap();
                assert_eq!(memory, Memory { stability, difficulty });
                assert_eq!(model.interval(memory, 0.9), stability);
            }
        }
    }

    #[test]
    fn what_is_no_set_of_parameters_makes_no_model() {
        assert!(Model::tuned(&[]).is_none());
        assert!(Model::tuned(&DEFAULT_PARAMETERS[..20]).is_none());
        let mut wild = DEFAULT_PARAMETERS;
        wild[3] = f32::NAN;
        assert!(Model::tuned(&wild).is_none());
        let tuned = Model::tuned(&DEFAULT_PARAMETERS).unwrap();
        let memory = tuned.next(None, 0, Grade::Good).unwrap();
        assert_eq!(tuned.recall(memory, 7), Model::default().recall(memory, 7));
        assert!(tuned.is_tuned() && !Model::default().is_tuned());
    }

    #[test]
    fn a_wild_exponent_is_bounded_as_the_crate_bounds_it() {
        let mut wild = DEFAULT_PARAMETERS;
        wild[20] = 99.0;
        let model = Model::tuned(&wild).unwrap();
        let memory = model.next(None, 0, Grade::Good).unwrap();
        let after = model.interval(memory, 0.8).round() as u32;
        assert!((model.recall(memory, after) - 0.8).abs() < 0.05);
    }

    #[test]
    fn ten_thousand_random_histories_have_the_states_that_the_crate_gives() {
        let (model, truth) = (Model::default(), FSRS::default());
        let mut chance = Chance::new(16);
        for _ in 0..10_000 {
            let mut day = Day::parse("2026-01-01").unwrap();
            let mut state: Option<MemoryState> = None;
            let mut events = Vec::new();
            for turn in 0..1 + chance.below(25) {
                let same_day = turn == 0 || chance.below(3) == 0;
                let days = if same_day { 0 } else { 1 + chance.below(60) as u32 };
                day = day.after(days);
                let grade = Grade::numbered(1 + chance.below(3) as u32).unwrap();
                let next = truth.next_states(state, 0.9, days).unwrap();
                state = Some(grade.of_states(&next).memory);
                events.push(Occurrence::Answered { day, grade, meaning: None });
            }
            let (found, state) = (fold(&model, events).unwrap(), state.unwrap());
            assert_eq!(MemoryState::from(found.memory), state);
            let interval = truth.next_interval(Some(state.stability), 0.9, 3);
            assert_eq!(model.interval(found.memory, 0.9), interval);
        }
    }
}
