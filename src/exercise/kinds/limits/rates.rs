//! Rate limits at the edge: what one key can take, what services can carry, what tiers are sold.

mod checks;
mod limit;

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

use limit::{ALGORITHMS, Limit};

use super::{Dialect, Number, proof::Proof};

/// The share of a shared limit that one key may take where the facts do not say.
const SHARE: f64 = 0.2;
/// The sum of the services' limits is at least this share of the global one, or the rest is promised to
/// nobody.
const USED: f64 = 0.9;
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
        facts.check(root);
        facts
    }

    /// Reports what no limits can keep.
    fn check(&self, root: &Fields<'_, '_>) {
        contradiction::bounded(root, "share", 0.0, 1.0);
        let carried = self.routes.iter().filter_map(|(_, service)| self.services[*service].1);
        let carried = carried.chain(self.capacity).fold(f64::INFINITY, f64::min);
        for (name, fields) in contradiction::named(root, "tier") {
            contradiction::bounded(&fields, "users", 0.0, f64::INFINITY);
            contradiction::bounded(&fields, "needs", 0.0, f64::INFINITY);
            let sold = self.tiers.iter().find(|tier| tier.name == name.value);
            let sold = sold.and_then(|tier| tier.needs).unwrap_or_default();
            if sold > self.share * carried {
                let most = self.share * carried;
                let message = format!("{sold} are sold, and one key may take {most} at most");
                contradiction::report(&fields, message);
            }
        }
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
            None => proof.unknown(&name.value, "nothing that can be limited is called so", names),
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
            "# one key may take {} % of a shared limit; {}\n",
            100.0 * self.share,
            counted(self.nodes, "gateway")
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
