//! What a learner begins a decomposition with: an answer file with the facts as comments.

use crate::design::{
    architecture::write::{key, quoted},
    scenario::{Capability, Consistency, Criticality, Part, Scenario},
    weights,
};
use crate::text::counted;

/// A starter answer.
pub(super) fn starter(facts: &Scenario) -> String {
    let mut out = String::new();
    let parts = facts.parts();
    out.push_str(&format!("# {}\n#\n", one_line(&facts.title)));
    out.push_str("# The facts stand here as comments; the answer begins below them.\n");
    facts_as_comments(facts, &mut out);
    out.push_str(&format!("\n[answer]\nscenario = {}\n", quoted(&facts.id)));
    out.push_str("\n# One table for each service. Every entity needs exactly one owner");
    if parts.asks(Part::Services) {
        out.push_str(",\n# every capability exactly one home");
    }
    out.push_str(".\n[service.everything]\n");
    if parts.asks(Part::Services) {
        let names = facts.capabilities.iter().map(|capability| capability.name.as_str());
        list(&mut out, "does", names);
    }
    list(&mut out, "owns", facts.entities.iter().map(|entity| entity.name.as_str()));
    if let Some(team) = facts.teams.first().filter(|_| parts.asks(Part::Services)) {
        out.push_str(&format!("team = {}\n", quoted(&team.name)));
    }
    if parts.asks(Part::Links) {
        out.push_str(
            "\n# Links between services, and to third parties:\n\
             # [[link]]\n# from = \"one\"\n# to = \"two\"\n\
             # style = \"sync\"   # sync, async (command by queue), event (publish/subscribe), db\n\
             # for = [\"a transaction or view\"]\n\
             # with = [\"timeout\", \"circuit-breaker\"]\n",
        );
    }
    if parts.asks(Part::Patterns) {
        out.push_str(
            "\n# Patterns of the catalog:\n\
             # [[apply]]\n# pattern = \"saga-orchestration\"\n\
             # on = \"a transaction\"   # or a view, a service, a client, \"from->to\"; nothing = the whole system\n\
             # at = \"the service that runs it\"\n\
             # compensate = { step = \"what undoes it\" }\n",
        );
    }
    out.push_str(
        "\n# An exception that you argue for:\n\
         # [[accept]]\n# rule = \"S-06\"\n# because = \"...\"\n",
    );
    out
}

fn one_line(text: &str) -> String {
    crate::text::sanitize(text).replace('\n', " ")
}

fn list<'n>(out: &mut String, name: &str, items: impl Iterator<Item = &'n str>) {
    out.push_str(&format!("{name} = [\n"));
    items.for_each(|item| out.push_str(&format!("  {},\n", quoted(item))));
    out.push_str("]\n");
}

/// The facts, one comment line each.
pub fn facts_as_comments(facts: &Scenario, out: &mut String) {
    let mut line = |text: String| {
        out.push_str(format!("# {}", one_line(&text)).trim_end());
        out.push('\n');
    };
    let entity = |at: &usize| facts.entities[*at].name.as_str();
    let names = |of: &[usize]| of.iter().map(entity).collect::<Vec<_>>().join(", ");
    line(String::new());
    line("Entities".to_owned());
    for one in &facts.entities {
        let mut notes = Vec::new();
        notes.extend(one.aggregate.map(|a| format!("aggregate {}", facts.aggregates[a].name)));
        notes.extend(one.zone.map(|zone| format!("zone {}", facts.zones[zone].name)));
        notes.extend(one.change.map(|change| format!("changes {}", change.word())));
        notes.extend(one.secrecy.map(|secrecy| secrecy.word().to_owned()));
        notes.extend((!one.about.is_empty()).then(|| one.about.clone()));
        line(format!("  {}  {}", key(&one.name), notes.join("; ")));
    }
    line(String::new());
    line("Capabilities".to_owned());
    for one in &facts.capabilities {
        line(format!("  {}  {}", key(&one.name), capability(facts, one)));
    }
    for one in &facts.transactions {
        let step = |at: &usize| facts.capabilities[*at].name.as_str();
        let steps = |of: &[usize]| of.iter().map(step).collect::<Vec<_>>();
        line(String::new());
        line(format!("Transaction {}: {}", key(&one.name), steps(&one.steps).join(" -> ")));
        let promise = match one.consistency {
            Consistency::Strong => "all or nothing, at once",
            Consistency::Eventual => "all or nothing, in the end",
            Consistency::None => "promises nothing",
        };
        let mut notes = vec![promise.to_owned()];
        if !one.waits.is_empty() {
            notes.push(format!("the user waits for {}", steps(&one.waits).join(", ")));
        }
        if !one.undo.is_empty() {
            notes.push(format!("can be undone: {}", steps(&one.undo).join(", ")));
        }
        notes.extend(one.pivot.map(|pivot| format!("pivot {}", step(&pivot))));
        notes.extend(one.availability.map(|goal| format!("available {goal}")));
        notes.extend(one.p95_ms.map(|goal| format!("95 % within {goal} ms")));
        notes.iter().for_each(|note| line(format!("  {note}")));
    }
    for one in &facts.views {
        let age = one.staleness_s.map(|seconds| match seconds {
            0.0 => "must be fresh".to_owned(),
            _ => format!("may be {seconds} s old"),
        });
        line(String::new());
        line(format!("View {}: {}", key(&one.name), names(&one.needs)));
        let rate = one.rate.map(|rate| format!("{rate} requests/s"));
        let notes: Vec<String> = rate.into_iter().chain(age).collect();
        if !notes.is_empty() {
            line(format!("  {}", notes.join(", ")));
        }
    }
    others(facts, &mut line);
}

fn others(facts: &Scenario, line: &mut impl FnMut(String)) {
    line(String::new());
    for team in &facts.teams {
        let does = team.capabilities.iter().map(|c| facts.capabilities[*c].name.as_str());
        let owns = team.entities.iter().map(|e| facts.entities[*e].name.as_str());
        let members: Vec<&str> = does.chain(owns).collect();
        let most = team.capacity.map(|most| format!(" (at most {})", counted(most, "service")));
        let most = most.unwrap_or_default();
        line(format!("Team {}{most}: {}", key(&team.name), members.join(", ")));
    }
    for zone in facts.zones.iter().filter(|zone| !zone.apart_from.is_empty()) {
        let others = zone.apart_from.iter().map(|other| facts.zones[*other].name.as_str());
        let others: Vec<&str> = others.collect();
        line(format!("Zone {} must be apart from {}", zone.name, others.join(", ")));
    }
    for external in &facts.externals {
        let up = external.availability.map(|up| format!(", up {:.2} %", up * 100.0));
        let flaky = if external.flaky { ", fails often" } else { "" };
        line(format!("Third party {}{}{flaky}", key(&external.name), up.unwrap_or_default()));
    }
    for group in &facts.predefined {
        let does = group.capabilities.iter().map(|c| facts.capabilities[*c].name.as_str());
        let owns = group.entities.iter().map(|e| facts.entities[*e].name.as_str());
        let members: Vec<&str> = does.chain(owns).collect();
        line(format!("Bought and kept whole: {}: {}", group.name, members.join(", ")));
    }
    if let Some(hop) = facts.network.hop_ms {
        line(format!("A hop takes {hop} ms one way"));
    }
    if let Some(up) = facts.network.service_avail {
        line(format!("A service is up {:.3} % of the time", up * 100.0));
    }
    for changed in &facts.limits.overrides {
        line(format!("Limit {} is {}: {}", changed.name, changed.value, changed.because));
    }
    for own in &facts.weights.overrides {
        let (name, points) = (own.weight.name(), weights::points(own.halves));
        line(format!("To follow a change, {name} costs {points}: {}", own.because));
    }
}

fn capability(facts: &Scenario, one: &Capability) -> String {
    let touched = |wanted: fn(&crate::design::scenario::Access) -> bool| {
        let found = one.access.iter().filter(|access| wanted(access));
        found.map(|access| facts.entities[access.entity].name.as_str()).collect::<Vec<_>>()
    };
    let (reads, writes) = (touched(|a| a.reads), touched(|a| a.writes));
    let mut notes = Vec::new();
    notes.extend((!one.about.is_empty()).then(|| one.about.clone()));
    notes.extend((!reads.is_empty()).then(|| format!("reads {}", reads.join(", "))));
    notes.extend((!writes.is_empty()).then(|| format!("writes {}", writes.join(", "))));
    notes.extend(one.rate.map(|rate| format!("{rate} requests/s, {}", one.load.word())));
    let critical = one.criticality != Criticality::Normal;
    notes.extend(critical.then(|| format!("{:?} criticality", one.criticality).to_lowercase()));
    notes.extend(one.change.map(|change| format!("changes {}", change.word())));
    let clients = one.clients.iter().map(|client| facts.clients[*client].as_str());
    let clients: Vec<&str> = clients.collect();
    notes.extend((!clients.is_empty()).then(|| format!("called by {}", clients.join(", "))));
    let calls = one.calls.iter().map(|external| facts.externals[*external].name.as_str());
    let calls: Vec<&str> = calls.collect();
    notes.extend((!calls.is_empty()).then(|| format!("calls {}", calls.join(", "))));
    notes.extend(one.reads_stale_s.map(|seconds| match seconds {
        0.0 => "must read fresh".to_owned(),
        _ => format!("may read {seconds} s old"),
    }));
    notes.extend(one.fault_prone.then(|| "fails often".to_owned()));
    notes.extend(one.idempotent.then(|| "idempotent".to_owned()));
    notes.extend(one.ordered.then(|| "keeps its order".to_owned()));
    notes.extend(one.capacity.map(|most| format!("serves {most} requests/s")));
    notes.join("; ")
}
