//! The inequalities of deadlines: of each hop, and of the whole.

use super::{Deadlines, Hop, Policy};
use crate::exercise::kinds::limits::proof::{Check, Proof, at_most, shown};
use crate::text::counted;

impl Deadlines {
    pub(super) fn hop(&self, at: usize, hop: &Hop, policies: &[Option<Policy>], proof: &mut Proof) {
        let policy = policies[at];
        let timeout = policy.map_or(0.0, |policy| policy.timeout);
        let given = policy.is_some();
        let path = |key| ["hop", hop.name.as_str(), key];
        let below =
            self.over(at, |call| policies[call].map_or(f64::INFINITY, |policy| policy.worst()));
        let fits = given && at_most(hop.p99 + below, timeout);
        let message =
            "a call below may still run when this one has been given up: its work is for nobody";
        proof.checks.push(Check::new("RL-20", [&hop.name], fits, message).row(
            format!("own work {} + worst of its calls {}", shown(hop.p99), shown(below)),
            format!("{} ms", shown(timeout)),
            format!("at least {} ms", shown(hop.p99 + below)),
        ));
        let usual = self.usual(at);
        let message = "healthy calls are cut off: one in a hundred takes longer than this";
        proof.checks.push(
            Check::new("RL-25", [&hop.name], given && at_most(usual, timeout), message).row(
                "99 % times of it and all below",
                format!("{} ms", shown(timeout)),
                format!("at least {} ms", shown(usual)),
            ),
        );
        let Some(policy) = policy else { return };
        if !hop.idempotent {
            let (tries, way) = self.repeats(at, policies);
            let message = "a write that timed out may have happened: without a key the second try does it twice";
            proof.checks.push(
                Check::new("RL-23", [&hop.name], tries <= 1, message)
                    .row(way, counted(tries, "try"), "1, or an idempotency key")
                    .fix("Send an idempotency key along", path("key"), true),
            );
        }
        let calm = policy.attempts <= 1 || (policy.backoff > 0.0 && policy.jitter);
        let message = "all callers try again at the same moment, into the same overload";
        let check = Check::new("RL-24", [&hop.name], calm, message).minor().row(
            "between tries",
            format!("{} ms, jitter {}", shown(policy.backoff), policy.jitter),
            "a wait that grows, with jitter",
        );
        proof.checks.push(match policy.backoff > 0.0 {
            true => check.fix("Jitter", path("jitter"), true),
            false => check,
        });
    }

    /// How often a hop may do the same thing for one request, and the calls on the way that are tried again:
    /// who has a key does a thing once, however often it is asked.
    fn repeats(&self, hop: usize, policies: &[Option<Policy>]) -> (usize, String) {
        let tries = |at: &usize| policies[*at].map_or(1, |policy| policy.attempts.max(1) as usize);
        let keyed = |at: &usize| policies[*at].is_some_and(|policy| policy.key);
        let ways = self.paths().into_iter().filter_map(|path| {
            let end = path.iter().position(|at| *at == hop)?;
            let begin = path[..=end].iter().rposition(keyed).map_or(0, |at| at + 1);
            let again: Vec<usize> =
                path[begin..=end].iter().copied().filter(|at| tries(at) > 1).collect();
            let names: Vec<&str> = again.iter().map(|at| self.hops[*at].name.as_str()).collect();
            let way = if names.is_empty() { "tries" } else { "tries of" };
            let told = [way, &names.join(" · ")].join(" ").trim_end().to_owned();
            Some((again.iter().map(tries).product(), told))
        });
        ways.max_by_key(|(tries, _)| *tries).unwrap_or((1, "tries".to_owned()))
    }

    pub(super) fn whole(&self, policies: &[Option<Policy>], proof: &mut Proof) {
        let root = &self.hops[self.root];
        let worst = policies[self.root].map_or(f64::INFINITY, |policy| policy.worst());
        let message = "the user waits longer than the budget";
        proof.checks.push(
            Check::new("RL-21", [&root.name], at_most(worst, self.total), message).row(
                "worst time of the whole",
                format!("{} ms", shown(worst)),
                format!("at most {} ms", shown(self.total)),
            ),
        );
        if self.amplify.is_finite() {
            for path in self.paths() {
                let calls: f64 = path
                    .iter()
                    .map(|hop| policies[*hop].map_or(1.0, |policy| policy.amplifies()))
                    .product();
                let names: Vec<&str> =
                    path.iter().map(|hop| self.hops[*hop].name.as_str()).collect();
                let message = "tries multiply down the chain: an outage at its end gets this many times the load";
                proof.checks.push(
                    Check::new("RL-22", names.clone(), at_most(calls, self.amplify), message).row(
                        names.join(" -> "),
                        format!("{} from one request", counted(shown(calls), "call")),
                        format!("at most {}", shown(self.amplify)),
                    ),
                );
            }
        }
        if let Some(success) = self.success {
            let found = self.succeeds(self.root, policies);
            let message = "too many requests fail even after all tries; in an outage retries do not help at all, \
                           so this counts failures by chance only";
            proof.checks.push(
                Check::new("RL-26", [&root.name], at_most(success, found), message).row(
                    "requests that succeed",
                    format!("{:.4} %", 100.0 * found),
                    format!("at least {} %", shown(100.0 * success)),
                ),
            );
        }
    }
}
