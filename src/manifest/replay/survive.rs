//! Drains, rollouts and starts, with a small model: pods that must go, pods that may go, seconds.

use super::{End, Outcome, Replay, Way};
use crate::manifest::{
    check::Check,
    facts::{Intent, Survival},
    rules,
    workload::Workload,
};
use crate::text::counted;

impl Replay<'_> {
    /// Whether what an intent names survives, with what happens.
    pub(super) fn survives(&self, intent: &Intent, survival: Survival) -> (bool, Outcome, String) {
        let meant: Vec<Workload<'_>> = match &intent.reaches {
            Some(name) => self.world.workload(name).into_iter().collect(),
            None => {
                let kept =
                    |workload: &Workload<'_>| self.facts.keep.contains(&workload.object.id());
                let all: Vec<Workload<'_>> =
                    self.world.workloads().filter(Workload::serves).collect();
                let kept: Vec<Workload<'_>> =
                    all.iter().filter(|workload| kept(workload)).copied().collect();
                if kept.is_empty() { all } else { kept }
            }
        };
        let mut way = Way::default();
        if meant.is_empty() {
            let why = "there is nothing that could survive".to_owned();
            return (false, way.refused(why.clone(), &[]), why);
        }
        for workload in &meant {
            let object = workload.object;
            let broken = self.broken.get(&(object.namespace.clone(), object.id()));
            let verdict = match (broken, survival) {
                (Some((_, why)), _) => Err(format!("never runs: {why}")),
                (None, Survival::Drain) => self.drained(workload),
                (None, Survival::Rollout) => self.rolled(workload),
                (None, Survival::Start) => self.started(workload),
            };
            match verdict {
                Ok(text) => way = way.at(object, object.spec("replicas"), text),
                Err(text) => {
                    for budget in self.budgets(workload) {
                        way = way.at(budget, budget.root.get("spec"), "counts its pods");
                    }
                    let why = format!("{} {text}", object.id());
                    return (
                        false,
                        way.at(object, object.at("metadata.name"), text).refused(why.clone(), &[]),
                        why,
                    );
                }
            }
        }
        let workload = meant.first().map_or("", |workload| workload.name()).to_owned();
        let end = End::Arrived { service: workload.clone(), workload, path: String::new() };
        (true, way.ends(end), String::new())
    }

    fn check(&self) -> Check<'_> {
        Check::new(self.world, self.facts)
    }

    fn budgets(&self, workload: &Workload<'_>) -> Vec<&crate::manifest::object::Object> {
        let check = self.check();
        let counts = |budget: &&crate::manifest::object::Object| {
            let found = rules::covered(&check, budget);
            found.iter().any(|known| std::ptr::eq(known.object, workload.object))
        };
        self.world.of_kind("PodDisruptionBudget").filter(counts).collect()
    }

    /// A node is emptied: every pod on it must go, as fast as budgets let it.
    fn drained(&self, workload: &Workload<'_>) -> Result<String, String> {
        if workload.object.kind == "DaemonSet" {
            return Ok("goes with its node".to_owned());
        }
        let pods = rules::fewest(&self.check(), workload);
        if pods < 2 {
            return Err(format!("has {pods} pod, which goes with its node"));
        }
        let mut held = false;
        for budget in self.budgets(workload) {
            match rules::lets_go(budget, pods) {
                Some(left) if left < 1.0 => {
                    return Err(format!("may lose no pod: {} stops the drain", budget.id()));
                }
                Some(left) if left < pods as f64 => held = true,
                _ => {}
            }
        }
        if !held && !rules::is_spread(workload) {
            return Err(
                "may have all its pods on the one node, and no budget keeps one back".to_owned()
            );
        }
        self.ends_well(workload)?;
        Ok(format!("{pods} pods, one at a time"))
    }

    /// A new version comes, pod by pod.
    fn rolled(&self, workload: &Workload<'_>) -> Result<String, String> {
        let object = workload.object;
        let strategy = object.spec("strategy.type").str();
        if strategy == "Recreate" {
            return Err("ends all its pods before new ones start".to_owned());
        }
        let pods = rules::fewest(&self.check(), workload).max(1);
        let update =
            object.first(&["spec.strategy.rollingUpdate", "spec.updateStrategy.rollingUpdate"]);
        let (surge, gone) = (
            rules::share(update.get("maxSurge"), pods, "25%"),
            rules::share(update.get("maxUnavailable"), pods, "0"),
        );
        let gone = match update.get("maxUnavailable").text() {
            // A share is rounded down here.
            Some(text) if text.ends_with('%') => {
                (text.trim_end_matches('%').parse::<f64>().unwrap_or(0.0) * pods as f64 / 100.0)
                    .floor()
            }
            Some(_) => gone,
            None => (0.25 * pods as f64).floor(),
        };
        if surge < 1.0 && gone < 1.0 {
            return Err("never gets the new version: nothing may be added and nothing taken away"
                .to_owned());
        }
        if gone >= pods as f64 {
            return Err(format!("may lose {gone} of {} at once", counted(pods, "pod")));
        }
        let starts =
            self.facts.known(workload.name()).and_then(|known| known.start_s).unwrap_or(0.0);
        let asked =
            workload.running().any(|container| container.get("readinessProbe").is_present());
        if starts > 0.0 && !asked {
            return Err(format!(
                "gets requests {starts} s before it can answer them: no readinessProbe"
            ));
        }
        self.started(workload)?;
        self.ends_well(workload)?;
        Ok(format!("{surge} more, {gone} fewer of {}", counted(pods, "pod")))
    }

    /// It starts as slowly as it does, and nobody kills it meanwhile.
    fn started(&self, workload: &Workload<'_>) -> Result<String, String> {
        let needs =
            self.facts.known(workload.name()).and_then(|known| known.start_s).unwrap_or(0.0);
        for container in workload.running() {
            let (start, live) = (container.get("startupProbe"), container.get("livenessProbe"));
            let patience = match (start.is_present(), live.is_present()) {
                (true, _) => rules::budget(start),
                (false, true) => rules::budget(live),
                _ => continue,
            };
            if patience < needs {
                return Err(format!("is killed after {patience} s, and needs {needs} s to start"));
            }
        }
        Ok(format!("starts within {needs} s"))
    }

    /// Its last requests are answered before it is killed, and none comes after.
    fn ends_well(&self, workload: &Workload<'_>) -> Result<(), String> {
        let drain =
            self.facts.known(workload.name()).and_then(|known| known.drain_s).unwrap_or(0.0);
        let waits = workload.containers().iter().map(rules::last_words).fold(0.0, f64::max);
        let grace = rules::grace(workload);
        if drain > 0.0 && waits + drain > grace {
            return Err(format!("is killed after {grace} s, and needs {} s to end", waits + drain));
        }
        Ok(())
    }
}
