//! What a plan does to its world: every state on the way, also where steps run beside each other.

use std::collections::BTreeMap;

use crate::expression::{Expression, ExpressionError, Value};

use super::facts::Plan;

/// More steps beside each other are refused: every order of them is tried.
pub(super) const MOST_BESIDE: usize = 12;

/// Steps of a line, a bit for each.
type Steps = u16;

/// The values of all variables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State(Vec<Value>);

/// What was broken on the way, each once.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// By number of the expression: after which step it first did not hold, and the state.
    pub(super) safe: Vec<Option<(Option<usize>, State)>>,
    /// By number of the crash: the state in which it ended.
    pub(super) crashes: Vec<Option<State>>,
}

impl State {
    /// Before any step.
    pub(super) fn start(plan: &Plan) -> Self {
        Self(plan.variables.iter().map(|variable| variable.init.clone()).collect())
    }

    fn meaning<'a>(&'a self, plan: &'a Plan) -> impl Fn(&str) -> Option<Value> + 'a {
        move |name| {
            let at = plan.variables.iter().position(|variable| variable.name == name);
            Some(at.map_or_else(|| Value::Symbol(name.into()), |at| self.0[at].clone()))
        }
    }

    /// Whether an expression holds.
    ///
    /// # Errors
    /// Where it has no value.
    pub(super) fn holds(
        &self,
        plan: &Plan,
        expression: &Expression,
    ) -> Result<bool, ExpressionError> {
        expression.holds(&self.meaning(plan))
    }

    /// After a step. An assignment without a value changes nothing.
    fn after(&self, plan: &Plan, step: usize) -> Self {
        let mut next = self.clone();
        for set in &plan.steps[step].sets {
            let Some(at) = plan.variables.iter().position(|one| one.name == set.name) else {
                continue;
            };
            let value = set.apply(&next.0[at], &next.meaning(plan));
            if let Ok(value) = value {
                next.0[at] = value;
            }
        }
        next
    }

    /// After a crash: what is volatile begins anew.
    fn crashed(&self, plan: &Plan) -> Self {
        let values = plan.variables.iter().zip(&self.0);
        let value = |(variable, value): (&super::facts::Variable, &Value)| {
            if variable.volatile { variable.init.clone() } else { value.clone() }
        };
        Self(values.map(value).collect())
    }

    /// The values by name.
    pub(super) fn shown(&self, plan: &Plan) -> Vec<(String, String)> {
        let values = plan.variables.iter().zip(&self.0);
        values.map(|(variable, value)| (variable.name.clone(), value.to_string())).collect()
    }
}

/// Walks every way through the lines.
pub(super) fn walk(plan: &Plan, lines: &[Vec<usize>]) -> Broken {
    let mut broken = Broken {
        safe: plan.safe.iter().map(|_| None).collect(),
        crashes: plan.crashes.iter().map(|_| None).collect(),
    };
    let mut states = vec![State::start(plan)];
    broken.look(plan, None, &states[0]);
    for line in lines {
        states = line_states(plan, lines, line, states, &mut broken);
    }
    broken
}

/// The states after all steps of a line, whatever their order.
fn line_states(
    plan: &Plan,
    lines: &[Vec<usize>],
    line: &[usize],
    states: Vec<State>,
    broken: &mut Broken,
) -> Vec<State> {
    // Ways that have done the same steps and are in the same state go on as one.
    let mut ways: Vec<(Steps, State)> = states.into_iter().map(|state| (0, state)).collect();
    for _ in line {
        let mut next: Vec<(Steps, State)> = Vec::new();
        let mut known: BTreeMap<Steps, Vec<State>> = BTreeMap::new();
        for (done, state) in &ways {
            let left = line.iter().enumerate().filter(|(at, _)| done & (1 << at) == 0);
            for (at, step) in left {
                let after = state.after(plan, *step);
                broken.look(plan, Some(*step), &after);
                broken.crash(plan, lines, *step, &after);
                let done = done | 1 << at;
                let states = known.entry(done).or_default();
                if !states.contains(&after) {
                    states.push(after.clone());
                    next.push((done, after));
                }
            }
        }
        ways = next;
    }
    ways.into_iter().map(|(_, state)| state).collect()
}

impl Broken {
    fn look(&mut self, plan: &Plan, step: Option<usize>, state: &State) {
        for (safe, broken) in plan.safe.iter().zip(&mut self.safe) {
            if broken.is_none() && !state.holds(plan, &safe.expression).unwrap_or(false) {
                *broken = Some((step, state.clone()));
            }
        }
    }

    fn crash(&mut self, plan: &Plan, lines: &[Vec<usize>], step: usize, state: &State) {
        for (crash, broken) in plan.crashes.iter().zip(&mut self.crashes) {
            if crash.after != step || broken.is_some() {
                continue;
            }
            let order = lines.iter().flatten().filter(|step| crash.rerun.contains(step));
            let end = order.fold(state.crashed(plan), |state, step| state.after(plan, *step));
            if !end.holds(plan, &crash.then).unwrap_or(false) {
                *broken = Some(end);
            }
        }
    }

    /// Whether something is broken that held before.
    pub(super) fn breaks_beside(&self, before: &Self) -> bool {
        let safe = self.safe.iter().zip(&before.safe);
        let crashes = self.crashes.iter().zip(&before.crashes);
        safe.into_iter().any(|(now, before)| now.is_some() && before.is_none())
            || crashes.into_iter().any(|(now, before)| now.is_some() && before.is_none())
    }

    /// How many things were to hold, and how many did.
    pub(super) fn tally(&self) -> (usize, usize) {
        let safe = self.safe.iter().filter(|broken| broken.is_none()).count();
        let crashes = self.crashes.iter().filter(|broken| broken.is_none()).count();
        (safe + crashes, self.safe.len() + self.crashes.len())
    }
}
