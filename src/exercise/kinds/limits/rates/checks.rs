//! The inequalities of rates: shares, sums, tiers, shapes.

use super::{
    Limits, Rates, USED,
    limit::{Algorithm, Limit},
};
use crate::exercise::kinds::limits::proof::{Check, Proof, at_most, shown};
use crate::text::counted;

impl Rates {
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
    pub(super) fn shares(&self, limits: &Limits, proof: &mut Proof) {
        for (tier, limit) in self.tiers.iter().zip(&limits.tiers) {
            let Some(tier_limit) = limit else { continue };
            for route in 0..self.routes.len() {
                for (name, of) in self.shared(route, limits) {
                    let passed = self.shared(route, limits).map(|(_, limit)| limit);
                    let most = passed
                        .chain([tier_limit])
                        .map(|limit| limit.most(of.window, self.nodes))
                        .fold(f64::INFINITY, f64::min);
                    let size = of.passes(self.nodes) * of.window;
                    let allowed = self.share * size;
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
                                    shown(size),
                                    shown(of.window),
                                    shown(100.0 * most / size)
                                ),
                                format!("at most {}", shown(allowed)),
                            ),
                    );
                }
            }
        }
    }

    pub(super) fn sums(&self, limits: &Limits, proof: &mut Proof) {
        let given: Vec<&Limit> = limits.services.iter().flatten().collect();
        let sum: f64 = given.iter().map(|limit| limit.passes(self.nodes)).sum();
        let global = limits.global.as_ref().map_or(0.0, |limit| limit.passes(self.nodes));
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
            let needed = most * limit.rate / limit.passes(self.nodes).max(f64::MIN_POSITIVE);
            proof.checks.push(
                Check::new("RL-05", [name], at_most(limit.passes(self.nodes), most), message)
                    .row(name, shown(limit.passes(self.nodes)), format!("at most {}", shown(most)))
                    .fix(
                        format!("Rate {}", shown(needed)),
                        if name == "global" {
                            vec!["global", "rate"]
                        } else {
                            vec!["service", name, "rate"]
                        },
                        needed,
                    ),
            );
        }
    }

    pub(super) fn tiers(&self, limits: &Limits, proof: &mut Proof) {
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

    pub(super) fn shapes(&self, limits: &Limits, proof: &mut Proof) {
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
                            counted(shown(self.nodes), "gateway"),
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
