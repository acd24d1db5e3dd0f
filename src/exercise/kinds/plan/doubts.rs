//! What a plan must prove of its own facts: more than one order is right, and no order is asked for without
//! a reason.

use crate::expression::Value;

use super::{
    facts::Plan,
    world::{Broken, walk},
};

/// What does not hold.
pub(super) fn doubts(plan: &Plan) -> Vec<String> {
    let mut found = Vec::new();
    if plan.has_one_order() {
        found.push("only one order is right: let some steps be free".to_owned());
    }
    for (at, edge) in plan.edges.iter().enumerate() {
        if !plan.has_reason(at) {
            let [earlier, later] = [edge.0, edge.1].map(|step| &plan.steps[step].name);
            found.push(format!("nothing says why `{later}` comes after `{earlier}`: no state is unsafe otherwise, and there is no `why`"));
        }
    }
    let is_variable = |word: &str| plan.variables.iter().any(|one| one.name == word);
    for variable in &plan.variables {
        if let Value::Symbol(word) = &variable.init
            && is_variable(word)
        {
            found.push(format!(
                "`{word}` is a value of `{}` and the name of a variable",
                variable.name
            ));
        }
    }
    found
}

impl Plan {
    /// Whether at each moment only one of the required steps can be next.
    fn has_one_order(&self) -> bool {
        let mut waiting = self.required();
        while waiting.len() > 1 {
            let free = |step: &&usize| {
                !self.edges.iter().any(|edge| edge.1 == **step && waiting.contains(&edge.0))
            };
            let ready: Vec<usize> = waiting.iter().filter(free).copied().collect();
            let [only] = ready.as_slice() else { return false };
            waiting.retain(|step| step != only);
        }
        true
    }

    fn required(&self) -> Vec<usize> {
        (0..self.steps.len()).filter(|at| self.steps[*at].required).collect()
    }

    /// Whether the later step of an edge says why, or something breaks if it comes first.
    fn has_reason(&self, at: usize) -> bool {
        let (earlier, later) = self.edges[at];
        let others = self.edges.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<(usize, usize)> = others.map(|(_, edge)| *edge).collect();
        let right = self.ordered(&self.edges);
        let turned = self.ordered(&[others.as_slice(), &[(later, earlier)]].concat());
        let broken = |order: Vec<usize>| -> Broken {
            walk(self, &order.into_iter().map(|step| vec![step]).collect::<Vec<_>>())
        };
        let breaks = |turned: Vec<usize>| {
            right.clone().is_none_or(|right| broken(turned).breaks_beside(&broken(right)))
        };
        // Where the turned order is a circle the edge follows from others.
        self.steps[later].why.is_some() || turned.is_none_or(breaks)
    }

    /// The required steps in an order that keeps some edges, if there is one.
    fn ordered(&self, edges: &[(usize, usize)]) -> Option<Vec<usize>> {
        let mut waiting = self.required();
        let mut order = Vec::new();
        while !waiting.is_empty() {
            let next = waiting.iter().copied().find(|step| {
                !edges.iter().any(|edge| edge.1 == *step && waiting.contains(&edge.0))
            })?;
            waiting.retain(|step| *step != next);
            order.push(next);
        }
        Some(order)
    }
}
