//! What no drawing can keep all of: demands that exclude each other, a machine that is two, a trace that
//! its machine does not take.

use super::{Demand, Machine, Repair, Side};
use crate::{
    exercise::kinds::{contradiction, diagram_repair::graph::fold},
    table::Fields,
    text::counted,
};

/// Reports what contradicts itself.
pub(super) fn check(facts: &Repair, root: &Fields<'_, '_>) {
    let tables = contradiction::listed(root, "invariant");
    // Where one could not be read there is another mistake to mend first.
    if tables.len() == facts.invariants.len() {
        for (at, fields) in tables.iter().enumerate() {
            alone(facts, at, fields);
            let demand = &facts.invariants[at].demand;
            let mut earlier = facts.invariants.iter().take(at);
            if let Some(other) = earlier.find(|other| clash(demand, &other.demand)) {
                let what = if other.says.is_empty() { "an earlier one" } else { &other.says };
                contradiction::report(fields, format!("no drawing keeps this and: {what}"));
            }
        }
    }
    if let Some(machine) = &facts.machine {
        is_one(machine, root);
        for (trace, fields) in facts.traces.iter().zip(contradiction::listed(root, "trace")) {
            let mut state = machine.start.as_str();
            for (event, expected) in trace.events.iter().zip(&trace.states) {
                state = machine.next(state, event);
                if state != expected {
                    let message = format!("the machine is in `{state}` after `{event}`");
                    contradiction::report(&fields, message);
                    break;
                }
            }
        }
    }
}

/// What one demand contradicts by itself, or in the bank of labels and the other arrows.
fn alone(facts: &Repair, at: usize, fields: &Fields<'_, '_>) {
    match &facts.invariants[at].demand {
        Demand::Edge { label: Some(label), .. } if !facts.allows(label) => {
            contradiction::report(fields, format!("the bank has no label `{label}`"));
        }
        Demand::Degree { min, max, .. } if min > max => {
            fields.report("bad-range", fields.span(), "`min` is more than `max`");
        }
        Demand::Degree { node, side, max, .. } => {
            let arrows = arrows(facts).filter(|(from, to)| match side {
                Side::In => *to == fold(node),
                Side::Out => *from == fold(node),
                Side::Both => *from == fold(node) || *to == fold(node),
            });
            let count = arrows.count();
            if count > *max {
                let demanded = counted(count, "demanded arrow");
                contradiction::report(fields, format!("`{node}` has {demanded}"));
            }
        }
        Demand::Acyclic => {
            let arrows: Vec<(String, String)> = arrows(facts).collect();
            let names: Vec<&String> = arrows.iter().flat_map(|(from, to)| [from, to]).collect();
            let number = |name: &String| names.iter().position(|known| *known == name).unwrap_or(0);
            if contradiction::is_circle(arrows.iter().map(|(from, to)| (number(from), number(to))))
            {
                contradiction::report(fields, "the arrows that are demanded form a circle");
            }
        }
        _ => {}
    }
}

/// The arrows that are demanded, by the folded names of their ends.
fn arrows(facts: &Repair) -> impl Iterator<Item = (String, String)> {
    facts.invariants.iter().filter_map(|one| match &one.demand {
        Demand::Edge { from, to, .. } => Some((fold(from), fold(to))),
        _ => None,
    })
}

/// Whether no drawing keeps both.
fn clash(one: &Demand, other: &Demand) -> bool {
    excludes(one, other) || excludes(other, one)
}

fn excludes(one: &Demand, other: &Demand) -> bool {
    let same = |ends: [&str; 2], others: [&str; 2]| ends.map(fold) == others.map(fold);
    match (one, other) {
        (
            Demand::Edge { from, to, .. },
            Demand::NoEdge { from: a, to: b }
            | Demand::NoPath { from: a, to: b }
            | Demand::OnlyVia { from: a, to: b, .. },
        )
        | (
            Demand::Path { from, to } | Demand::OnlyVia { from, to, .. },
            Demand::NoPath { from: a, to: b },
        ) => same([from, to], [a, b]),
        _ => false,
    }
}

/// Reports an event that leads from one state to two.
fn is_one(machine: &Machine, root: &Fields<'_, '_>) {
    let Some(fields) = root.again().table("machine") else { return };
    fields.accept_any();
    for (at, (from, event, to)) in machine.steps.iter().enumerate() {
        let mut before = machine.steps.iter().take(at);
        let two = before.any(|(a, b, c)| a == from && b == event && c != to);
        if two {
            contradiction::report(&fields, format!("`{event}` leads from `{from}` to two states"));
        }
    }
}
