//! The rules, an idea a file. Each reads the world and raises what it finds; how bad that is in an open
//! world is settled elsewhere.

mod access;
mod authorization;
mod autoscaling;
mod compose;
mod config;
mod contents;
mod dockerfile;
mod fields;
mod gateway;
mod image;
mod ingress;
mod isolation;
mod migration;
mod names;
mod ports;
mod probes;
mod references;
mod resources;
mod running;
mod security;
mod selectors;
mod stages;
mod storage;
mod traffic;
mod twice;

use super::{check::Check, docker};

pub(super) use docker::assignments as dockerfile_words;
pub(crate) use {
    autoscaling::fewest,
    compose::{STORES, called, is_store},
    ingress::{annotation, is_nginx},
    probes::budget,
    running::{covered, grace, is_spread, last_words, lets_go, share},
};

/// Everything that can be said without a request.
pub(super) fn all(check: &mut Check<'_>) {
    for rules in [
        names::check,
        twice::check,
        fields::check,
        image::check,
        selectors::check,
        ports::check,
        probes::check,
        resources::check,
        autoscaling::check,
        running::check,
        storage::check,
        config::check,
        isolation::check,
        security::check,
        ingress::check,
        gateway::check,
        migration::check,
        references::check,
        traffic::check,
        authorization::check,
        access::check,
        compose::check,
        dockerfile::check,
        stages::check,
        contents::check,
    ] {
        rules(check);
    }
}

/// The smallest number of pods that a workload runs.
pub(crate) fn fewest_of(
    world: &super::world::World,
    facts: &super::facts::Facts,
    workload: &super::workload::Workload<'_>,
) -> i64 {
    autoscaling::fewest(&Check::new(world, facts), workload)
}
