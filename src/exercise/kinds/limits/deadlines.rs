//! Deadlines through a chain of calls: timeouts that fit into each other, retries that don't multiply.

mod checks;

use toml::Value;

use crate::{
    exercise::{
        answer::{Answer, Key},
        editor::Input as Takes,
        kinds::contradiction,
    },
    table::{self, Fields, Placed},
    text::counted,
};

use super::{
    Dialect, Number,
    proof::{Proof, shown},
    required,
};

/// A chain of so many hops is refused.
const MOST_HOPS: usize = 40;
/// Waiting doubles with each try; tries beyond this are a mistake of typing.
const MOST_ATTEMPTS: i32 = 20;

/// Calls that one request may become at the far end where the facts do not say.
const AMPLIFY: f64 = 4.0;

/// The facts.
#[derive(Debug)]
pub(super) struct Deadlines {
    hops: Vec<Hop>,
    /// The hop that nobody calls: the user does.
    root: usize,
    /// Milliseconds that the user waits at most.
    total: f64,
    /// How many calls one request may become at the far end.
    amplify: f64,
    /// The share of requests that must succeed.
    success: Option<f64>,
}

#[derive(Debug)]
struct Hop {
    name: String,
    calls: Vec<usize>,
    /// Those of its calls that go out at once.
    parallel: Vec<usize>,
    /// Milliseconds of its own work, at the median and for 99 of 100.
    p50: Option<f64>,
    p99: f64,
    /// The share of its own work that fails.
    fails: f64,
    idempotent: bool,
}

/// What the answer says of a hop: how its caller calls it.
#[derive(Clone, Copy, Debug)]
struct Policy {
    timeout: f64,
    attempts: i32,
    backoff: f64,
    jitter: bool,
    /// Retries as a share of requests, if they are bounded.
    budget: Option<f64>,
    /// Whether an idempotency key goes along.
    key: bool,
}

impl Deadlines {
    /// Reads the facts; nothing where hops call each other in a circle.
    pub(super) fn read(root: &Fields<'_, '_>) -> Option<Self> {
        let tables = root.named_tables("hop");
        let names: Vec<&str> = tables.iter().map(|(name, _)| name.value.as_str()).collect();
        // Who marks what is safe to repeat leaves the writes out, and who marks the writes the rest.
        let marks_safe = tables.iter().any(|(_, fields)| {
            fields.boolean("idempotent").is_some_and(|idempotent| idempotent.value)
        });
        let hops: Vec<Hop> = tables
            .iter()
            .map(|(name, fields)| Hop::read(&name.value, fields, &names, !marks_safe))
            .collect();
        let total = required(root, "total_ms").unwrap_or_default();
        let amplify = root.number("amplify").map_or(AMPLIFY, |most| most.value);
        let success = root.number("success").map(|success| success.value);
        if hops.is_empty() || hops.len() > MOST_HOPS {
            let message = format!("a chain has 1 to {MOST_HOPS} hops: [hop.NAME]");
            root.report("missing-key", root.span(), message);
            return None;
        }
        let called = |at: &usize| hops.iter().any(|hop| hop.calls.contains(at));
        let first = (0..hops.len()).find(|at| !called(at));
        let edges = hops.iter().enumerate();
        let edges = edges.flat_map(|(at, hop)| hop.calls.iter().map(move |call| (at, *call)));
        let circle = contradiction::is_circle(edges);
        let Some(root_hop) = first.filter(|_| !circle) else {
            root.report("needs-circle", root.span(), "hops call each other in a circle");
            return None;
        };
        let facts = Self { hops, root: root_hop, total, amplify, success };
        facts.check(root);
        Some(facts)
    }

    /// Reports what no deadlines can keep.
    fn check(&self, root: &Fields<'_, '_>) {
        contradiction::bounded(root, "success", 0.0, 1.0);
        contradiction::bounded(root, "amplify", 1.0, f64::INFINITY);
        for (at, (_, fields)) in contradiction::named(root, "hop").iter().enumerate() {
            contradiction::bounded(fields, "p50_ms", 0.0, f64::INFINITY);
            contradiction::bounded(fields, "p99_ms", 0.0, f64::INFINITY);
            contradiction::bounded(fields, "fails", 0.0, 1.0);
            let Some(hop) = self.hops.get(at) else { continue };
            if hop.p50.is_some_and(|usual| usual > hop.p99) {
                contradiction::report(fields, "half of its calls take longer than 99 of 100");
            }
            if at != self.root && !self.hops.iter().any(|other| other.calls.contains(&at)) {
                let first = &self.hops[self.root].name;
                contradiction::report(
                    fields,
                    format!("nobody calls it, nor `{first}`: one is first"),
                );
            }
        }
        let usual = self.usual(self.root);
        if usual > self.total {
            let message = format!("the hops take {usual} ms, and {} ms are there", self.total);
            contradiction::report(root, message);
        }
    }

    fn policies(&self, root: &Fields<'_, '_>, proof: &mut Proof) -> Vec<Option<Policy>> {
        let mut policies: Vec<Option<Policy>> = self.hops.iter().map(|_| None).collect();
        for (name, fields) in root.named_tables("hop") {
            let policy = Policy::read(&name.value, &fields, proof);
            match self.hops.iter().position(|hop| hop.name == name.value) {
                Some(at) => policies[at] = policy,
                None => {
                    let known: Vec<&str> = self.hops.iter().map(|hop| hop.name.as_str()).collect();
                    proof.unknown(&name.value, "no hop is called so", &known);
                }
            }
        }
        for (hop, policy) in self.hops.iter().zip(&policies) {
            if policy.is_none() && !proof.has_gap(&hop.name) {
                proof.lacks(hop.name.clone(), "a call without a timeout waits for ever");
            }
        }
        policies
    }

    /// The sum of what calls take; of those that go out at once the longest.
    fn over(&self, hop: usize, of: impl Fn(usize) -> f64) -> f64 {
        let Hop { calls, parallel, .. } = &self.hops[hop];
        let at_once = parallel.iter().map(|call| of(*call)).fold(0.0, f64::max);
        let waiting = calls.iter().filter(|call| !parallel.contains(call));
        at_once + waiting.map(|call| of(*call)).sum::<f64>()
    }

    /// 99 % times of a hop and everything below it, in ms.
    fn usual(&self, hop: usize) -> f64 {
        self.hops[hop].p99 + self.over(hop, |call| self.usual(call))
    }

    /// The share of requests to a hop that succeed.
    fn succeeds(&self, hop: usize, policies: &[Option<Policy>]) -> f64 {
        let below: f64 =
            self.hops[hop].calls.iter().map(|call| self.succeeds(*call, policies)).product();
        let once = (1.0 - self.hops[hop].fails) * below;
        let attempts = policies[hop].map_or(1, |policy| policy.attempts);
        1.0 - (1.0 - once).powi(attempts)
    }

    /// Every way from the root to one that calls nobody.
    fn paths(&self) -> Vec<Vec<usize>> {
        let mut done = Vec::new();
        let mut open = vec![vec![self.root]];
        while let Some(path) = open.pop() {
            let calls = path.last().map_or(&[][..], |last| &self.hops[*last].calls);
            if calls.is_empty() || done.len() + open.len() > 1_000 {
                done.push(path);
                continue;
            }
            open.extend(calls.iter().rev().map(|call| [path.as_slice(), &[*call]].concat()));
        }
        done
    }
}

impl Hop {
    /// Reads `[hop.NAME]`; `idempotent` where it does not say.
    fn read(name: &str, fields: &Fields<'_, '_>, names: &[&str], idempotent: bool) -> Self {
        let mut calls = hops(fields.strings("calls"), names, fields);
        let parallel = match fields.value("parallel") {
            Some(list) if list.is_array() => {
                let words = list.items().into_iter().filter_map(|item| item.string()).collect();
                hops(words, names, fields)
            }
            Some(flag) if flag.boolean().is_some_and(|flag| flag.value) => calls.clone(),
            _ => Vec::new(),
        };
        calls.extend(parallel.iter().filter(|at| !calls.contains(at)).copied().collect::<Vec<_>>());
        let number = |key| fields.number(key).map(|number| number.value);
        Self {
            name: name.to_owned(),
            calls,
            parallel,
            p50: number("p50_ms"),
            p99: required(fields, "p99_ms").unwrap_or_default(),
            fails: number("fails").unwrap_or_default(),
            idempotent: fields.boolean("idempotent").map_or(idempotent, |one| one.value),
        }
    }
}

/// The numbers of some hops; a name that is none is reported.
fn hops(words: Vec<Placed<String>>, names: &[&str], fields: &Fields<'_, '_>) -> Vec<usize> {
    let number = |word: Placed<String>| {
        let at = names.iter().position(|known| *known == word.value);
        if at.is_none() {
            let message = format!("no hop is called `{}`", word.value);
            let help = table::did_you_mean(&word.value, names);
            fields.report_with_help("unknown-word", word.span, message, help);
        }
        at
    };
    words.into_iter().filter_map(number).collect()
}

impl Policy {
    /// Reads how a hop is called; one without a timeout, or with a number that is none, is no policy.
    fn read(name: &str, fields: &Fields<'_, '_>, proof: &mut Proof) -> Option<Self> {
        let attempts = fields.integer("attempts").map_or(1, |attempts| attempts.value);
        let backoff = fields.number("backoff_ms").map_or(0.0, |backoff| backoff.value);
        let budget = fields.number("budget").map(|budget| budget.value);
        let flag = |key| fields.boolean(key).is_some_and(|flag| flag.value);
        let (jitter, key) = (flag("jitter"), flag("key"));
        let timeout = fields.number("timeout_ms").map(|timeout| timeout.value);
        let attempts =
            i32::try_from(attempts).ok().filter(|some| (1..=MOST_ATTEMPTS).contains(some));
        let times = [timeout, Some(backoff), budget];
        let Some(attempts) =
            attempts.filter(|_| times.into_iter().flatten().all(|time| time >= 0.0))
        else {
            proof.lacks(name, "1 to 20 tries, and no time or budget below zero");
            return None;
        };
        Some(Self { timeout: timeout?, attempts, backoff, jitter, budget, key })
    }

    /// The longest that its caller waits, in ms: every try times out, and waiting doubles between them.
    fn worst(&self) -> f64 {
        let waits = 2_f64.powi(self.attempts - 1) - 1.0;
        f64::from(self.attempts) * self.timeout + self.backoff * waits
    }

    /// Calls that one request may become.
    fn amplifies(&self) -> f64 {
        match self.budget {
            Some(budget) if self.attempts > 1 => (1.0 + budget).min(f64::from(self.attempts)),
            _ => f64::from(self.attempts),
        }
    }
}

impl Dialect for Deadlines {
    fn describe(&self) -> (&'static str, usize) {
        ("exercise.size.hops", self.hops.len())
    }

    fn notes(&self) -> String {
        let mut text = format!(
            "# {} ms in all, at most {} from one request\n",
            self.total,
            counted(self.amplify, "call")
        );
        if let Some(success) = self.success {
            text.push_str(&format!("# {} % of requests succeed\n", shown(100.0 * success)));
        }
        for hop in &self.hops {
            let calls: Vec<&str> =
                hop.calls.iter().map(|at| self.hops[*at].name.as_str()).collect();
            let way = match hop.parallel.as_slice() {
                [] => "one after another".to_owned(),
                some if some.len() == hop.calls.len() => "at once".to_owned(),
                some => {
                    let names = some.iter().map(|at| self.hops[*at].name.as_str());
                    format!("of which {} at once", names.collect::<Vec<_>>().join(", "))
                }
            };
            let calls = if calls.is_empty() {
                String::new()
            } else {
                format!(", calls {} {way}", calls.join(", "))
            };
            let p50 = hop.p50.map_or_else(String::new, |p50| format!("{p50} ms, "));
            let write = if hop.idempotent { "" } else { ", a write" };
            text.push_str(&format!(
                "#   {}: own work {p50}{} ms for 99 %, {} % fail{write}{calls}\n",
                hop.name,
                hop.p99,
                shown(100.0 * hop.fails)
            ));
        }
        text
    }

    fn prove(&self, root: &Fields<'_, '_>) -> Proof {
        let mut proof = Proof::default();
        let policies = self.policies(root, &mut proof);
        for (at, hop) in self.hops.iter().enumerate() {
            self.hop(at, hop, &policies, &mut proof);
        }
        self.whole(&policies, &mut proof);
        proof
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["RL-01", "RL-20", "RL-21", "RL-24", "RL-25"];
        rules.extend(self.amplify.is_finite().then_some("RL-22"));
        rules.extend(self.hops.iter().any(|hop| !hop.idempotent).then_some("RL-23"));
        rules.extend(self.success.map(|_| "RL-26"));
        rules
    }

    fn rows(&self) -> Vec<(String, Vec<Key>, Vec<Number>)> {
        let row = |hop: &Hop| {
            let numbers = vec![
                Number { name: "timeout_ms", takes: Takes::Number },
                Number { name: "attempts", takes: Takes::Number },
                Number { name: "backoff_ms", takes: Takes::Number },
                Number { name: "jitter", takes: Takes::Flag },
                Number { name: "budget", takes: Takes::Number },
                Number { name: "key", takes: Takes::Flag },
            ];
            (hop.name.clone(), vec!["hop".into(), hop.name.as_str().into()], numbers)
        };
        self.hops.iter().map(row).collect()
    }

    fn slips(&self, answer: &Answer) -> Vec<(&'static str, Vec<Key>, Option<Value>)> {
        let mut slips = Vec::new();
        for (at, hop) in self.hops.iter().enumerate() {
            let path = |key: &str| vec!["hop".into(), hop.name.as_str().into(), key.into()];
            let low = self.usual(at) / 2.0;
            slips.push(("a timeout below what is usual", path("timeout_ms"), Some(low.into())));
            slips.push((
                "a timeout beyond all",
                path("timeout_ms"),
                Some((2.0 * self.total).into()),
            ));
            slips.push(("no timeout", path("timeout_ms"), None));
            let retried = answer.value(&path("attempts")).and_then(|value| value.as_integer());
            if retried.is_some_and(|attempts| attempts > 1) {
                slips.push(("no jitter", path("jitter"), Some(false.into())));
                slips.push(("no backoff", path("backoff_ms"), Some(0.into())));
            }
            if self.amplify.is_finite() {
                let many = self.amplify.ceil() as i64 + 1;
                slips.push(("too many tries", path("attempts"), Some(many.into())));
            }
        }
        slips
    }
}
