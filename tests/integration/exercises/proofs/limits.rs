//! Limits: small simulations find what the inequalities find, over ten thousand answers by lot.

use archtutor::{chance::Chance, exercise::Exercise, verdict::Verdict};

use super::super::support::{exercise, verdict};

/// Answers of each dialect.
const ANSWERS: usize = 3_400;

fn has(verdict: &Verdict, rule: &str, place: &str) -> bool {
    let names = |found: &[String]| found.iter().any(|name| name == place);
    verdict.findings.iter().any(|finding| finding.rule == rule && names(&finding.place))
}

/// A number from a list.
fn one(chance: &mut Chance, of: &[f64]) -> f64 {
    of[chance.below(of.len())]
}

/// What lets requests through at one moment after another.
#[derive(Clone, Debug)]
struct Gate {
    algorithm: &'static str,
    rate: f64,
    burst: f64,
    window: f64,
    tokens: f64,
    passed: Vec<f64>,
}

impl Gate {
    fn by_lot(chance: &mut Chance, rates: &[f64]) -> Self {
        let algorithm = ["token-bucket", "leaky-bucket", "sliding-log", "fixed-window"];
        let algorithm = algorithm[chance.below(4)];
        let burst = if algorithm == "token-bucket" { one(chance, &[1.0, 4.0, 10.0]) } else { 0.0 };
        let (rate, window) = (one(chance, rates), one(chance, &[1.0, 2.0, 3.0]));
        Self { algorithm, rate, burst, window, tokens: burst, passed: Vec::new() }
    }

    fn written(&self, table: &str) -> String {
        let Self { algorithm, rate, burst, window, .. } = self;
        format!(
            "{table} = {{ rate = {rate:?}, burst = {burst:?}, window = {window:?}, algorithm = '{algorithm}' }}\n"
        )
    }

    /// Takes in as many as it lets through now, after `since` seconds.
    fn take(&mut self, now: f64, since: f64) {
        let most = self.rate * self.window;
        let free = match self.algorithm {
            "token-bucket" | "leaky-bucket" => {
                self.tokens = (self.tokens + self.rate * since).min(self.burst.max(1.0));
                self.tokens + 1e-9
            }
            "sliding-log" => {
                let recent = |at: &&f64| now - **at < self.window - 1e-9;
                most - self.passed.iter().rev().take_while(recent).count() as f64
            }
            _ => {
                let start = ((now + 1e-9) / self.window).floor() * self.window;
                let inside = |at: &&f64| **at >= start - 1e-9;
                most - self.passed.iter().rev().take_while(inside).count() as f64
            }
        };
        for _ in 0..free.max(0.0).floor() as usize {
            self.passed.push(now);
            self.tokens -= 1.0;
        }
    }

    /// The most that pass within so many seconds for who asks without end, beginning when it suits.
    fn most(&self, seconds: f64) -> f64 {
        // All rates let one more through after a whole number of steps.
        let step = 0.025;
        let begins = [0.0, self.window - step];
        let counts = begins.into_iter().map(|begin| {
            let mut gate = self.clone();
            let steps = ((2.0 * self.window + seconds) / step) as usize + 1;
            (0..steps).for_each(|at| {
                gate.take(begin + at as f64 * step, if at == 0 { 0.0 } else { step });
            });
            let passed = &gate.passed;
            let within = |from: &f64| {
                let inside =
                    passed.iter().filter(|at| **at >= *from && **at < from + seconds - 1e-9);
                inside.count()
            };
            passed.iter().map(within).max().unwrap_or_default()
        });
        counts.max().unwrap_or_default() as f64
    }
}

#[test]
fn one_key_takes_as_much_as_is_proved() {
    let facts = "
        dialect = 'rates'
        share = 0.5
        tier.free = { key = 'user' }
        route.users = { service = 'users' }";
    let exercise = exercise("limits", facts, &[]);
    let mut chance = Chance::new(26);
    let mut compared = 0;
    for _ in 0..ANSWERS {
        let gates = [
            ("global", Gate::by_lot(&mut chance, &[20.0, 40.0])),
            ("service.users", Gate::by_lot(&mut chance, &[10.0, 20.0])),
            ("tier.free", Gate::by_lot(&mut chance, &[2.0, 4.0, 5.0, 8.0])),
        ];
        let text: String = gates.iter().map(|(table, gate)| gate.written(table)).collect();
        let verdict = verdict(&exercise, &text);
        for (name, gate) in [("global", &gates[0].1), ("service users", &gates[1].1)] {
            let most = gates.iter().map(|(_, other)| other.most(gate.window));
            let most = most.fold(f64::INFINITY, f64::min);
            let allowed = 0.5 * gate.rate * gate.window;
            // Requests are whole, rates are not: near the border nothing is said.
            if (most - allowed).abs() > 2.0 {
                compared += 1;
                assert_eq!(has(&verdict, "RL-02", name), most > allowed, "{name} {most}\n{text}");
            }
        }
    }
    assert!(compared > ANSWERS / 2, "{compared}");
}

/// Whether some call finds no free slot among `slots` while calls of the first stream hang: streams of
/// calls at equal distances, each with its rate and how long a call takes.
fn starves(streams: [(f64, f64); 2], slots: f64) -> bool {
    let until = 2.0 * streams[0].1 + 2.0;
    let mut calls: Vec<(f64, f64)> = streams
        .iter()
        .flat_map(|(rate, time)| {
            (0..(until * rate) as usize).map(move |at| (at as f64 / rate, *time))
        })
        .collect();
    calls.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut busy: Vec<f64> = Vec::new();
    for (now, time) in calls {
        busy.retain(|end| *end > now + 1e-9);
        if busy.len() as f64 + 1.0 > slots {
            return true;
        }
        busy.push(now + time);
    }
    false
}

#[test]
fn a_hanging_call_starves_whom_it_is_proved_to_starve() {
    let mut chance = Chance::new(27);
    let mut compared = 0;
    let cases: Vec<(f64, f64, f64, Exercise)> = (0..20)
        .map(|_| {
            let (rate, hangs) = (one(&mut chance, &[2.0, 5.0]), one(&mut chance, &[1.0, 4.0, 8.0]));
            let other = one(&mut chance, &[5.0, 10.0]);
            let facts = format!(
                "dialect = 'pools'\ntotal = 200
                dependency.bank = {{ rate = {rate:?}, time_s = 0.2, hangs_s = {hangs:?} }}
                dependency.users = {{ rate = {other:?}, time_s = 0.5 }}"
            );
            (rate, hangs, other, exercise("limits", &facts, &[]))
        })
        .collect();
    for at in 0..ANSWERS {
        let (rate, hangs, other, exercise) = &cases[at % cases.len()];
        let kinds = ["pool", "shared"];
        let (bank, users) = (kinds[chance.below(4).min(1)], kinds[chance.below(4).min(1)]);
        let sizes = [1 + chance.below(30), 1 + chance.below(20)];
        let text = format!(
            "pool.bank = {{ size = {}, kind = '{bank}' }}\npool.users = {{ size = {}, kind = '{users}' }}",
            sizes[0], sizes[1]
        );
        let verdict = verdict(exercise, &text);
        let slots = (sizes[0] + sizes[1]) as f64;
        let shared = bank == "shared" && users == "shared";
        // Streams that begin at once have at most one call more under way than their mean.
        let near = (rate * hangs + other * 0.5 - slots).abs() <= 2.0;
        if shared && near {
            continue;
        }
        compared += 1;
        let starves = shared && starves([(*rate, *hangs), (*other, 0.5)], slots);
        assert_eq!(has(&verdict, "RL-12", "users"), starves, "{rate} {hangs} {other}\n{text}");
    }
    assert!(compared > ANSWERS / 2, "{compared}");
}

/// How a hop is called.
#[derive(Clone, Copy, Debug)]
struct Policy {
    timeout: f64,
    attempts: usize,
    backoff: f64,
}

impl Policy {
    fn by_lot(chance: &mut Chance) -> Self {
        Self {
            timeout: one(chance, &[20.0, 50.0, 120.0, 250.0, 600.0]),
            attempts: 1 + chance.below(3),
            backoff: one(chance, &[0.0, 10.0, 40.0]),
        }
    }

    /// When its caller gives up, if nothing ever answers: try after try on a clock.
    fn given_up(&self) -> f64 {
        let (mut clock, mut wait) = (0.0, self.backoff);
        for attempt in 0..self.attempts {
            if attempt > 0 {
                clock += wait;
                wait *= 2.0;
            }
            clock += self.timeout;
        }
        clock
    }
}

/// Calls that reach the last of some hops, when it never answers: each try of one is a call of the next.
fn calls(chain: &[Policy]) -> usize {
    match chain {
        [] => 1,
        [first, rest @ ..] => (0..first.attempts).map(|_| calls(rest)).sum(),
    }
}

#[test]
fn deadlines_fit_where_a_clock_says_that_they_fit() {
    let facts = "
        dialect = 'deadlines'
        total_ms = 700
        amplify = 4
        hop.edge = { calls = ['orders'], p99_ms = 5 }
        hop.orders = { calls = ['stock', 'bank'], p99_ms = 30 }
        hop.stock = { p99_ms = 20 }
        hop.bank = { p99_ms = 60 }";
    let exercise = exercise("limits", facts, &[]);
    let mut chance = Chance::new(28);
    for _ in 0..ANSWERS {
        let hops = ["edge", "orders", "stock", "bank"];
        let [edge, orders, stock, bank] = hops.map(|_| Policy::by_lot(&mut chance));
        let written = |(name, policy): (&str, &Policy)| {
            let Policy { timeout, attempts, backoff } = policy;
            format!(
                "hop.{name} = {{ timeout_ms = {timeout:?}, attempts = {attempts}, backoff_ms = {backoff:?}, jitter = true }}\n"
            )
        };
        let all = [edge, orders, stock, bank];
        let text: String = hops.into_iter().zip(&all).map(written).collect();
        let verdict = verdict(&exercise, &text);
        // A caller that gives up before the last of its calls has ended leaves work for nobody.
        let outlived = |own: f64, calls: &[Policy], caller: &Policy| {
            let end = calls.iter().fold(own, |clock, call| clock + call.given_up());
            end > caller.timeout
        };
        for (name, late) in [
            ("edge", outlived(5.0, &[orders], &edge)),
            ("orders", outlived(30.0, &[stock, bank], &orders)),
            ("stock", outlived(20.0, &[], &stock)),
            ("bank", outlived(60.0, &[], &bank)),
        ] {
            assert_eq!(has(&verdict, "RL-20", name), late, "{name}\n{text}");
        }
        assert_eq!(has(&verdict, "RL-21", "edge"), edge.given_up() > 700.0, "{text}");
        for (name, last) in [("stock", stock), ("bank", bank)] {
            let reached = calls(&[edge, orders, last]);
            assert_eq!(has(&verdict, "RL-22", name), reached > 4, "{name} {reached}\n{text}");
        }
    }
}
