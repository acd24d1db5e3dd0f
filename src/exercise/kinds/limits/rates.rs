//! Rate limits at the edge: what one key can take, what services can carry, what tiers are sold.

use toml::Value;

use crate::{
    exercise::{
        answer::{Answer, Key},
        editor::{Choice, Input as Takes},
    },
    table::Fields,
};

use super::{
    Dialect, Number,
    proof::{Check, Proof, at_most, shown},
};

/// The share of a shared limit that one key may take where the facts do not say.
const SHARE: f64 = 0.2;
/// The sum of the services' limits is at least this share of the global one, or the rest is promised to
/// nobody.
const USED: f64 = 0.9;
const ALGORITHMS: [(&str, Algorithm); 5] = [
    ("token-bucket", Algorithm::TokenBucket),
    ("leaky-bucket", Algorithm::LeakyBucket),
    ("sliding-log", Algorithm::Sliding),
    ("sliding-counter", Algorithm::Sliding),
    ("fixed-window", Algorithm::FixedWindow),
];

/// The facts.
#[derive(Debug, Default)]
pub(super) struct Rates {
    /// Requests a second that the whole, and each service, can carry.
    capacity: Option<f64>,
    services: Vec<(String, Option<f64>)>,
    /// Routes with the number of their service.
    routes: Vec<(String, usize)>,
    tiers: Vec<Tier>,
    /// The share of a shared limit that one key may take.
    share: f64,
    /// Gateways that count for themselves where a limit is not shared.
    nodes: f64,
}

#[derive(Debug)]
struct Tier {
    name: String,
    /// What is counted, and how many there are.
    key: String,
    users: Option<f64>,
    /// Requests a second that the tier is sold.
    needs: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    TokenBucket,
    LeakyBucket,
    Sliding,
    FixedWindow,
}

/// One limit of the answer.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// Requests a second.
    rate: f64,
    burst: f64,
    /// Seconds.
    window: f64,
    algorithm: Algorithm,
    shared: bool,
}

/// All limits of the answer.
#[derive(Default)]
struct Limits {
    global: Option<Limit>,
    services: Vec<Option<Limit>>,
    routes: Vec<Option<Limit>>,
    tiers: Vec<Option<Limit>>,
}

impl Rates {
    /// Reads the facts.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut facts = Self::default();
        if let Some(capacity) = root.table("capacity") {
            facts.capacity = capacity.number("global").map(|global| global.value);
            if let Some(services) = capacity.table("service") {
                for name in services.keys() {
                    let most = services.any(&name.value).and_then(|value| value.number());
                    facts.services.push((name.value, most.map(|most| most.value)));
                }
            }
        }
        for (name, fields) in root.named_tables("route") {
            let Some(service) = fields.required_string("service") else { continue };
            let known = facts.services.iter().position(|known| known.0 == service.value);
            let at = known.unwrap_or_else(|| {
                facts.services.push((service.value, None));
                facts.services.len() - 1
            });
            facts.routes.push((name.value, at));
        }
        for (name, fields) in root.named_tables("tier") {
            let key = fields.string("key").map(|key| key.value);
            let number = |key| fields.number(key).map(|number| number.value);
            let (users, needs) = (number("users"), number("needs"));
            facts.tiers.push(Tier { name: name.value, key: key.unwrap_or_default(), users, needs });
        }
        let needs = root.table("needs");
        for key in needs.iter().flat_map(Fields::keys) {
            let sold = needs.as_ref().and_then(|needs| needs.any(&key.value)?.number());
            match facts.tiers.iter_mut().find(|tier| tier.name == key.value) {
                Some(tier) => tier.needs = sold.map(|sold| sold.value).or(tier.needs),
                None => {
                    let message = format!("no tier is called `{}`", key.value);
                    root.report("unknown-word", key.span, message);
                }
            }
        }
        facts.share = root.number("share").map_or(SHARE, |share| share.value);
        facts.nodes = root.number("nodes").map_or(1.0, |nodes| nodes.value.max(1.0));
        facts
    }
}

impl Limit {
    /// Reads a limit; one without a rate, or with a number that is none, limits nothing.
    fn read(name: &str, fields: &Fields<'_, '_>, proof: &mut Proof) -> Option<Self> {
        let number = |key, default| fields.number(key).map_or(default, |number| number.value);
        let algorithm = fields.one_of("algorithm", &ALGORITHMS);
        let shared = fields.boolean("shared").is_none_or(|shared| shared.value);
        let (burst, window) = (number("burst", 0.0), number("window", 1.0));
        let rate = fields.number("rate").map(|rate| rate.value);
        let Some(rate) = rate.filter(|rate| *rate >= 0.0 && burst >= 0.0 && window > 0.0) else {
            proof.lacks(name, "a limit has a rate, and a window longer than nothing");
            return None;
        };
        Some(Self {
            rate,
            burst,
            window,
            algorithm: algorithm.map_or(Algorithm::Sliding, |algorithm| algorithm.value),
            shared,
        })
    }

    /// The most requests that pass in so many seconds, whenever they begin.
    fn most(&self, seconds: f64, nodes: f64) -> f64 {
        let windows = (seconds / self.window - 1e-9).ceil();
        let one = match self.algorithm {
            Algorithm::TokenBucket => self.burst + self.rate * seconds,
            Algorithm::LeakyBucket => self.rate * seconds,
            Algorithm::Sliding => windows * self.rate * self.window,
            Algorithm::FixedWindow => (windows + 1.0) * self.rate * self.window,
        };
        if self.shared { one } else { one * nodes }
    }

    /// Requests of one window.
    fn size(&self) -> f64 {
        self.rate * self.window
    }
}

impl Rates {
    fn limits(&self, root: &Fields<'_, '_>, proof: &mut Proof) -> Limits {
        let services: Vec<&str> = self.services.iter().map(|one| one.0.as_str()).collect();
        let routes: Vec<&str> = self.routes.iter().map(|one| one.0.as_str()).collect();
        let tiers: Vec<&str> = self.tiers.iter().map(|one| one.name.as_str()).collect();
        let limits = Limits {
            global: root.table("global").and_then(|fields| Limit::read("global", &fields, proof)),
            services: named(root, "service", &services, proof),
            routes: named(root, "route", &routes, proof),
            tiers: named(root, "tier", &tiers, proof),
        };
        if limits.global.is_none() && !root.has("global") {
            proof.lacks(
                "global",
                "without a limit for all, the sum of what keys may take has no end",
            );
        }
        for (tier, limit) in self.tiers.iter().zip(&limits.tiers) {
            if limit.is_none() && !proof.has_gap(&tier.name) {
                proof.lacks(tier.name.clone(), "a tier without a rate is unlimited");
            }
        }
        limits
    }

    /// The shared limits that a route passes, each with its name.
    fn shared<'l>(
        &'l self,
        route: usize,
        limits: &'l Limits,
    ) -> impl Iterator<Item = (String, &'l Limit)> {
        let (name, service) = &self.routes[route];
        let global = limits.global.as_ref().map(|limit| ("global".to_owned(), limit));
        let of_service = limits.services[*service].as_ref();
        let of_service =
            of_service.map(|limit| (format!("service {}", self.services[*service].0), limit));
        let own = limits.routes[route].as_ref().map(|limit| (format!("route {name}"), limit));
        [global, of_service, own].into_iter().flatten()
    }

    /// What one key can take of each shared limit.
    fn shares(&self, limits: &Limits, proof: &mut Proof) {
        for (tier, limit) in self.tiers.iter().zip(&limits.tiers) {
            let Some(tier_limit) = limit else { continue };
            for route in 0..self.routes.len() {
                for (name, of) in self.shared(route, limits) {
                    let passed = self.shared(route, limits).map(|(_, limit)| limit);
                    let most = passed
                        .chain([tier_limit])
                        .map(|limit| limit.most(of.window, self.nodes))
                        .fold(f64::INFINITY, f64::min);
                    let allowed = self.share * of.size();
                    let who = if tier.key.is_empty() { "key" } else { tier.key.as_str() };
                    let message =
                        "one key can take so much of a shared limit that the others stand in line";
                    proof.checks.push(
                        Check::new("RL-02", [&tier.name, &name], at_most(most, allowed), message)
                            .row(
                                format!(
                                    "one {who} of tier {} on {}",
                                    tier.name, self.routes[route].0
                                ),
                                format!(
                                    "{} of {} in {} s, {} %",
                                    shown(most),
                                    shown(of.size()),
                                    shown(of.window),
                                    shown(100.0 * most / of.size())
                                ),
                                format!("at most {}", shown(allowed)),
                            ),
                    );
                }
            }
        }
    }

    fn sums(&self, limits: &Limits, proof: &mut Proof) {
        let given: Vec<&Limit> = limits.services.iter().flatten().collect();
        let sum: f64 = given.iter().map(|limit| limit.rate).sum();
        let global = limits.global.as_ref().map_or(0.0, |limit| limit.rate);
        let agrees = at_most(USED * global, sum) && at_most(sum, global);
        let message =
            "what the services let in and what the edge lets in are two different promises";
        proof.checks.push(Check::new("RL-03", ["global"], agrees, message).row(
            "sum of the services",
            shown(sum),
            format!("{} to {}", shown(USED * global), shown(global)),
        ));
        for (route, (name, service)) in self.routes.iter().enumerate() {
            let limited = limits.routes[route].is_some() || limits.services[*service].is_some();
            let message = "nothing but the global limit stands before this service: one route can eat all of it";
            proof.checks.push(Check::new("RL-04", [name], limited, message).row(
                format!("route {name}"),
                "no limit",
                format!("a limit for it or for {}", self.services[*service].0),
            ));
        }
        let of_services = self.services.iter().zip(&limits.services);
        let of_services =
            of_services.map(|((name, most), limit)| (name.as_str(), *most, limit.as_ref()));
        let all =
            [("global", self.capacity, limits.global.as_ref())].into_iter().chain(of_services);
        for (name, most, limit) in all {
            let (Some(most), Some(limit)) = (most, limit) else { continue };
            let message = "the limit lets in more than can be carried";
            proof.checks.push(
                Check::new("RL-05", [name], at_most(limit.rate, most), message)
                    .row(name, shown(limit.rate), format!("at most {}", shown(most)))
                    .fix(
                        format!("Rate {}", shown(most)),
                        if name == "global" {
                            vec!["global", "rate"]
                        } else {
                            vec!["service", name, "rate"]
                        },
                        most,
                    ),
            );
        }
    }

    fn tiers(&self, limits: &Limits, proof: &mut Proof) {
        let tightest = |route| {
            self.shared(route, limits).map(|(_, limit)| limit.rate).fold(f64::INFINITY, f64::min)
        };
        let loosest = (0..self.routes.len()).map(tightest).fold(0.0, f64::max);
        for (tier, limit) in self.tiers.iter().zip(&limits.tiers) {
            let Some(limit) = limit else { continue };
            let path = || ["tier", tier.name.as_str(), "rate"];
            let message = "another limit is always reached first: this one says nothing";
            proof.checks.push(
                Check::new("RL-06", [&tier.name], limit.rate < loosest, message).minor().row(
                    format!("tier {}", tier.name),
                    shown(limit.rate),
                    format!("below {}", shown(loosest)),
                ),
            );
            let Some(needs) = tier.needs else { continue };
            let message = "the tier cannot do what it is sold for";
            proof.checks.push(
                Check::new("RL-07", [&tier.name], at_most(needs, limit.rate), message)
                    .row(
                        format!("tier {}", tier.name),
                        shown(limit.rate),
                        format!("at least {}", shown(needs)),
                    )
                    .fix(format!("Rate {}", shown(needs)), path(), needs),
            );
        }
    }

    fn shapes(&self, limits: &Limits, proof: &mut Proof) {
        for (path, limit) in self.all(limits) {
            let name = path.join(" ");
            let burst = match limit.algorithm {
                Algorithm::FixedWindow => "twice the rate at the edge of two windows".to_owned(),
                _ => format!("burst {}", shown(limit.burst)),
            };
            let steady =
                limit.algorithm != Algorithm::FixedWindow && at_most(limit.burst, limit.size());
            let message = "what passes at once is more than the rate promises for the whole window";
            proof.checks.push(Check::new("RL-08", [&name], steady, message).minor().row(
                name.clone(),
                burst,
                format!("a burst of at most {}", shown(limit.size())),
            ));
            if self.nodes > 1.0 {
                let message = "each gateway counts for itself: the limit is as many times as high as there are gateways";
                let switch: Vec<&str> = path.iter().copied().chain(["shared"]).collect();
                proof.checks.push(
                    Check::new("RL-09", [&name], limit.shared, message)
                        .minor()
                        .row(
                            format!("{} gateways", shown(self.nodes)),
                            shown(limit.rate * self.nodes),
                            shown(limit.rate),
                        )
                        .fix("One counter for all gateways", switch, true),
                );
            }
        }
    }

    /// Every limit of an answer with where it stands.
    fn all<'l>(&'l self, limits: &'l Limits) -> Vec<(Vec<&'l str>, &'l Limit)> {
        let global = limits.global.iter().map(|limit| (vec!["global"], limit));
        let services =
            self.services.iter().map(|one| ("service", one.0.as_str())).zip(&limits.services);
        let routes = self.routes.iter().map(|one| ("route", one.0.as_str())).zip(&limits.routes);
        let tiers = self.tiers.iter().map(|one| ("tier", one.name.as_str())).zip(&limits.tiers);
        let named = services.chain(routes).chain(tiers);
        let named =
            named.filter_map(|((table, name), limit)| Some((vec![table, name], limit.as_ref()?)));
        global.chain(named).collect()
    }
}

fn named(
    root: &Fields<'_, '_>,
    table: &'static str,
    names: &[&str],
    proof: &mut Proof,
) -> Vec<Option<Limit>> {
    let mut limits: Vec<Option<Limit>> = names.iter().map(|_| None).collect();
    for (name, fields) in root.named_tables(table) {
        let limit = Limit::read(&name.value, &fields, proof);
        match names.iter().position(|known| *known == name.value) {
            Some(at) => limits[at] = limit,
            None => proof.lacks(name.value, "nothing that can be limited is called so"),
        }
    }
    limits
}

impl Dialect for Rates {
    fn describe(&self) -> (&'static str, usize) {
        ("exercise.size.routes", self.routes.len())
    }

    fn notes(&self) -> String {
        let mut text = String::from("# Rates are requests a second\n");
        text.push_str(
            &self.capacity.map_or_else(String::new, |most| format!("# the whole carries {most}\n")),
        );
        for (name, most) in &self.services {
            let most = most.map_or_else(String::new, |most| format!(" carries {most}"));
            let routes = self.routes.iter().filter(|(_, at)| self.services[*at].0 == *name);
            let routes: Vec<&str> = routes.map(|route| route.0.as_str()).collect();
            text.push_str(&format!("#   service {name}{most}: routes {}\n", routes.join(", ")));
        }
        for tier in &self.tiers {
            let users = tier.users.map_or_else(String::new, |users| format!(", {users} of them"));
            let needs = tier.needs.map_or_else(String::new, |needs| format!(", sold {needs}"));
            text.push_str(&format!("#   tier {}: by {}{users}{needs}\n", tier.name, tier.key));
        }
        text.push_str(&format!(
            "# one key may take {} % of a shared limit; {} gateways\n",
            100.0 * self.share,
            self.nodes
        ));
        text
    }

    fn prove(&self, root: &Fields<'_, '_>) -> Proof {
        let mut proof = Proof::default();
        let limits = self.limits(root, &mut proof);
        self.shares(&limits, &mut proof);
        self.sums(&limits, &mut proof);
        self.tiers(&limits, &mut proof);
        self.shapes(&limits, &mut proof);
        proof
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["RL-01", "RL-02", "RL-03", "RL-04", "RL-06", "RL-08"];
        let capacity = self.capacity.is_some() || self.services.iter().any(|one| one.1.is_some());
        rules.extend(capacity.then_some("RL-05"));
        rules.extend(self.tiers.iter().any(|tier| tier.needs.is_some()).then_some("RL-07"));
        rules.extend((self.nodes > 1.0).then_some("RL-09"));
        rules
    }

    fn rows(&self) -> Vec<(String, Vec<Key>, Vec<Number>)> {
        let numbers = || {
            let algorithms = ALGORITHMS.iter().map(|(name, _)| Choice::plain(*name)).collect();
            vec![
                Number { name: "rate", takes: Takes::Number },
                Number { name: "burst", takes: Takes::Number },
                Number { name: "window", takes: Takes::Number },
                Number { name: "algorithm", takes: Takes::One(algorithms) },
                Number { name: "shared", takes: Takes::Flag },
            ]
        };
        let named = |table: &'static str, name: &str| {
            (format!("{table} {name}"), vec![table.into(), name.into()], numbers())
        };
        let global = [("global".to_owned(), vec!["global".into()], numbers())];
        let services = self.services.iter().map(|one| named("service", &one.0));
        let routes = self.routes.iter().map(|one| named("route", &one.0));
        let tiers = self.tiers.iter().map(|one| named("tier", &one.name));
        global.into_iter().chain(services).chain(routes).chain(tiers).collect()
    }

    fn slips(&self, answer: &Answer) -> Vec<(&'static str, Vec<Key>, Option<Value>)> {
        let mut slips = Vec::new();
        for (_, path, _) in self.rows() {
            let at = |key: &str| [path.as_slice(), &[key.into()]].concat();
            let Some(rate) = answer.value(&at("rate")).and_then(|rate| number(&rate)) else {
                continue;
            };
            slips.push(("a rate eight times as high", at("rate"), Some((8.0 * rate).into())));
            slips.push(("a fixed window", at("algorithm"), Some("fixed-window".into())));
            if self.nodes > 1.0 {
                slips.push(("counted by each gateway", at("shared"), Some(false.into())));
            }
        }
        for (name, _) in &self.services {
            let path = vec!["service".into(), name.as_str().into(), "rate".into()];
            let rate = answer.value(&path).and_then(|rate| number(&rate));
            slips.extend(
                rate.map(|rate| ("half of a service's rate", path, Some((rate / 2.0).into()))),
            );
        }
        for tier in &self.tiers {
            let path = vec!["tier".into(), tier.name.as_str().into(), "rate".into()];
            let needs = tier.needs.map(|needs| needs / 2.0);
            slips
                .extend(needs.map(|half| ("half of what a tier is sold", path, Some(half.into()))));
        }
        slips
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}
