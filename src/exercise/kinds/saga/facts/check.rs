//! Whether the facts of a saga fit each other.

use super::{MOST_INVARIANTS, MOST_STEPS, MOST_VARIABLES, Saga, find, report, total_of};
use crate::{
    expression::Expression,
    table::{Fields, Placed},
};

impl Saga {
    /// Reports what cannot be explored; says whether the rest can.
    pub(super) fn check(&self, root: &Fields<'_, '_>) -> bool {
        if self.steps.is_empty() {
            root.report("missing-key", root.span(), "a saga has steps: [step.NAME]");
        }
        let mut fits = true;
        for (what, found, most) in [
            ("steps", self.steps.len(), MOST_STEPS),
            ("ways to undo", self.undos.len(), MOST_STEPS),
            ("variables", self.variables.len(), MOST_VARIABLES),
            ("invariants", self.always.len() + self.finally.len(), MOST_INVARIANTS),
        ] {
            if found > most {
                let message = format!("at most {most} {what} can be explored");
                root.report("too-many", root.span(), message);
                fits = false;
            }
        }
        let circle = (0..self.steps.len()).any(|at| self.needed(at).contains(&at));
        if circle {
            root.report("needs-circle", root.span(), "steps need each other in a circle");
        }
        fits
    }

    /// Whether an expression has only names of variables, and a value.
    pub(super) fn names(
        &self,
        expression: &Expression,
        text: &Placed<String>,
        fields: &Fields<'_, '_>,
    ) -> bool {
        let known = expression.names().into_iter().all(|name| {
            let bare = total_of(name).unwrap_or(name);
            let named = Placed { value: bare.to_owned(), span: text.span.clone() };
            let Some(at) = self.known(&named, fields) else { return false };
            let fits = total_of(name).is_none() || self.variables[at].each;
            if !fits {
                let message = format!("`{bare}` is not one of each saga: it has no total");
                fields.report("bad-formula", text.span.clone(), message);
            }
            fits
        });
        let ones = |_: &str| Some(crate::expression::Value::pure(1.0));
        if let Err(error) = expression.number(&ones) {
            report(&error, text, fields);
            return false;
        }
        known
    }

    pub(super) fn known(&self, name: &Placed<String>, fields: &Fields<'_, '_>) -> Option<usize> {
        let known: Vec<&str> = self.variables.iter().map(|one| one.name.as_str()).collect();
        find(name, &known, "variable", fields)
    }
}
