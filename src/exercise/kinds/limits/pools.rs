//! Pools against slow dependencies: large enough by Little's law, small enough together, and apart, so
//! that one that hangs takes nobody else down.

use toml::Value;

use crate::{
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Input as Takes},
        kinds::contradiction,
    },
    table::Fields,
    text::counted,
};

use super::{
    Dialect, Number,
    proof::{Check, Proof, at_most, shown},
    required,
};

/// A pool is wasteful above so many times what is needed.
const WASTEFUL: f64 = 2.0;

/// The facts.
#[derive(Debug, Default)]
pub(super) struct Pools {
    dependencies: Vec<Dependency>,
    /// Slots of all pools together.
    total: f64,
    /// By how much a pool is larger than the mean number of calls under way.
    headroom: f64,
}

#[derive(Debug)]
struct Dependency {
    name: String,
    /// Calls a second.
    rate: f64,
    /// Seconds a call takes.
    time: f64,
    /// Seconds a call takes while the dependency hangs, if it may.
    hangs: Option<f64>,
    essential: bool,
}

/// One pool of the answer.
struct Pool {
    size: f64,
    shared: bool,
}

impl Pools {
    /// Reads the facts.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let dependencies =
            root.named_tables("dependency").into_iter().filter_map(|(name, fields)| {
                let essential =
                    fields.boolean("essential").is_some_and(|essential| essential.value);
                let hangs = fields.number("hangs_s").map(|hangs| hangs.value);
                let (rate, time) = (required(&fields, "rate"), required(&fields, "time_s"));
                Some(Dependency { name: name.value, rate: rate?, time: time?, hangs, essential })
            });
        let dependencies: Vec<Dependency> = dependencies.collect();
        let total = required(root, "total").unwrap_or_default();
        let headroom = root.number("headroom").map_or(1.0, |headroom| headroom.value);
        let facts = Self { dependencies, total, headroom };
        facts.check(root);
        facts
    }

    /// Reports what no pools can keep.
    fn check(&self, root: &Fields<'_, '_>) {
        contradiction::bounded(root, "total", 0.0, f64::INFINITY);
        contradiction::bounded(root, "headroom", 0.0, f64::INFINITY);
        for (name, fields) in contradiction::named(root, "dependency") {
            for key in ["rate", "time_s", "hangs_s"] {
                contradiction::bounded(&fields, key, 0.0, f64::INFINITY);
            }
            let one = self.dependencies.iter().find(|one| one.name == name.value);
            if one.is_some_and(|one| one.hangs.is_some_and(|hangs| hangs < one.time)) {
                contradiction::report(&fields, "it answers later than when it hangs");
            }
        }
        let needed: f64 = self.dependencies.iter().map(|one| one.need(self.headroom)).sum();
        if needed > self.total {
            let needed = counted(needed, "slot");
            let message = format!("the pools need {needed}, and there are {}", self.total);
            contradiction::report(root, message);
        }
    }
}

impl Dependency {
    /// Calls under way on average (Little's law), with room, in whole slots.
    fn need(&self, headroom: f64) -> f64 {
        let calls = self.rate * self.time * headroom;
        let whole = calls.round();
        if (calls - whole).abs() < 1e-9 { whole } else { calls.ceil() }
    }

    /// The share of calls that find `size` slots taken (Erlang B), for calls that come at random.
    ///
    /// Source: A. K. Erlang, 1917; computed by B(0) = 1, B(n) = aB(n-1) / (n + aB(n-1)).
    fn blocked(&self, size: f64) -> f64 {
        let load = self.rate * self.time;
        // Sizes are small; beyond this nothing is blocked that anybody would notice.
        let slots = size.clamp(0.0, 10_000.0) as u32;
        (1..=slots).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked))
    }
}

impl Dialect for Pools {
    fn describe(&self) -> (&'static str, usize) {
        ("exercise.size.dependencies", self.dependencies.len())
    }

    fn notes(&self) -> String {
        let mut text =
            format!("# {} in all, headroom {}\n", counted(self.total, "slot"), self.headroom);
        for one in &self.dependencies {
            let hangs = one.hangs.map_or_else(String::new, |s| format!(", {s} s when it hangs"));
            let essential = if one.essential { ", essential" } else { "" };
            text.push_str(&format!(
                "#   {}: {} calls/s, {} s each{hangs}{essential}\n",
                one.name, one.rate, one.time
            ));
        }
        text
    }

    fn prove(&self, root: &Fields<'_, '_>) -> Proof {
        let mut proof = Proof::default();
        let mut pools: Vec<Option<Pool>> = self.dependencies.iter().map(|_| None).collect();
        let names: Vec<&str> = self.dependencies.iter().map(|one| one.name.as_str()).collect();
        for (name, fields) in root.named_tables("pool") {
            let kinds = [("pool", false), ("semaphore", false), ("shared", true)];
            let shared = fields.one_of("kind", &kinds).is_some_and(|kind| kind.value);
            let size = fields.number("size").map(|size| size.value);
            let known = self.dependencies.iter().position(|one| one.name == name.value);
            match (known, size) {
                (Some(at), Some(size)) => pools[at] = Some(Pool { size, shared }),
                (None, _) => proof.unknown(&name.value, "no dependency is called so", &names),
                (Some(_), None) => {}
            }
        }
        for (one, pool) in self.dependencies.iter().zip(&pools) {
            if pool.is_none() {
                proof.lacks(
                    one.name.clone(),
                    "a pool without a size is unlimited: every thread may wait here",
                );
            }
        }
        self.sizes(&pools, &mut proof);
        self.hangs(&pools, &mut proof);
        proof
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["RL-01", "RL-10", "RL-11", "RL-13"];
        let hang = self.dependencies.iter().any(|one| one.hangs.is_some());
        rules.extend((hang && self.dependencies.len() > 1).then_some("RL-12"));
        rules
    }

    fn rows(&self) -> Vec<(String, Vec<Key>, Vec<Number>)> {
        let kinds = || ["pool", "semaphore", "shared"].into_iter().map(Choice::plain).collect();
        let row = |one: &Dependency| {
            let numbers = vec![
                Number { name: "size", takes: Takes::Number },
                Number { name: "kind", takes: Takes::One(kinds()) },
            ];
            (one.name.clone(), vec!["pool".into(), one.name.as_str().into()], numbers)
        };
        self.dependencies.iter().map(row).collect()
    }

    fn slips(&self, _answer: &Answer) -> Vec<(&'static str, Vec<Key>, Option<Value>)> {
        let mut slips = Vec::new();
        for one in &self.dependencies {
            let path = |key: &str| vec!["pool".into(), one.name.as_str().into(), key.into()];
            let need = one.need(self.headroom);
            let small = (need / 2.0).floor();
            slips.push(("half of what is needed", path("size"), Some(small.into())));
            slips.push((
                "four times what is needed",
                path("size"),
                Some((4.0 * need + 1.0).into()),
            ));
            slips.push(("more than there is", path("size"), Some((self.total + 1.0).into())));
            slips.push(("no size", path("size"), None));
        }
        slips
    }
}

impl Pools {
    fn sizes(&self, pools: &[Option<Pool>], proof: &mut Proof) {
        for (one, pool) in self.dependencies.iter().zip(pools) {
            let need = one.need(self.headroom);
            let size = pool.as_ref().map(|pool| pool.size);
            let path = || ["pool", one.name.as_str(), "size"];
            let yours = size.map_or_else(String::new, shown);
            let sum = format!("{} · {} s · {}", one.rate, one.time, self.headroom);
            let mend = format!("{}: size {}", one.name, shown(need));
            let enough = size.is_some_and(|size| at_most(need, size));
            let blocked = size.map_or(1.0, |size| one.blocked(size));
            let message = "calls come faster than slots get free (Little: under way = rate · time)";
            proof.checks.push(
                Check::new("RL-10", [&one.name], enough, message)
                    .row(sum, yours.clone(), format!("at least {}", shown(need)))
                    .row(
                        "share of calls that find no slot (Erlang B)",
                        format!("{:.1} %", 100.0 * blocked),
                        "",
                    )
                    .fix(mend.clone(), path(), need as i64),
            );
            let thrifty = size.is_some_and(|size| at_most(size, WASTEFUL * need));
            let message = "slots that are never used are missing elsewhere, and let more calls pile up than help";
            proof.checks.push(
                Check::new("RL-13", [&one.name], thrifty, message)
                    .minor()
                    .open_where(size.is_none())
                    .row(one.name.clone(), yours, format!("at most {}", shown(WASTEFUL * need)))
                    .fix(mend, path(), need as i64),
            );
        }
        let sum: f64 = pools.iter().flatten().map(|pool| pool.size).sum();
        let message = "together the pools promise more slots than there are";
        let all = pools.iter().all(Option::is_some);
        proof.checks.push(
            Check::new("RL-11", ["total"], all && at_most(sum, self.total), message)
                .open_where(!all && at_most(sum, self.total))
                .row("sum of the sizes", shown(sum), format!("at most {}", shown(self.total))),
        );
    }

    /// One that hangs, and each other that shares its slots.
    fn hangs(&self, pools: &[Option<Pool>], proof: &mut Proof) {
        let shared = |at: usize| pools[at].as_ref().is_some_and(|pool| pool.shared);
        let sharing: Vec<usize> = (0..self.dependencies.len()).filter(|at| shared(*at)).collect();
        let slots: f64 =
            sharing.iter().filter_map(|at| pools[*at].as_ref()).map(|pool| pool.size).sum();
        for (at, one) in self.dependencies.iter().enumerate() {
            let Some(hangs) = one.hangs else { continue };
            let others = sharing.iter().filter(|other| **other != at);
            let others: f64 =
                others.map(|at| &self.dependencies[*at]).map(|one| one.rate * one.time).sum();
            let wanted = one.rate * hangs + others;
            for (other_at, other) in self.dependencies.iter().enumerate().filter(|(o, _)| *o != at)
            {
                let apart = !(shared(at) && shared(other_at));
                let there = pools[at].is_some() && pools[other_at].is_some();
                let message =
                    "while one hangs its calls hold every shared slot, and the other has none";
                proof.checks.push(
                    Check::new(
                        "RL-12",
                        [&one.name, &other.name],
                        there && (apart || at_most(wanted, slots)),
                        message,
                    )
                    .open_where(!there)
                    .row(
                        format!("{} hangs: {} · {hangs} s under way", one.name, one.rate),
                        counted(shown(slots), "shared slot"),
                        format!("{}, or pools of their own", counted(shown(wanted), "slot")),
                    )
                    .fix(
                        format!("A pool of its own for {}", one.name),
                        ["pool", one.name.as_str(), "kind"],
                        "pool",
                    ),
                );
            }
        }
    }
}
