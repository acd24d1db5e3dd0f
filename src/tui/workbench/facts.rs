//! The facts: what is under the cursor, then everything that the exercise says.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    thing::{Member, Thing},
    workspace::Workspace,
};
use crate::{
    design::{
        scenario::{Capability, Consistency, Criticality, Part, Scenario},
        weights,
    },
    role::Role,
    text,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The panel.
#[derive(Default)]
pub(super) struct Facts {
    rows: Rows,
    shown: Option<Thing>,
}

impl Facts {
    /// Writes the facts for an area.
    pub(super) fn arrange(
        &mut self,
        area: Rect,
        thing: Option<&Thing>,
        service: Option<&str>,
        workspace: &Workspace,
        env: &Environment,
    ) {
        if self.shown.as_ref() != thing {
            self.shown = thing.cloned();
            self.rows.reset();
        }
        let mut page = Page { rows: Vec::new(), width: usize::from(area.width), env };
        page.here(thing, service, workspace);
        page.everything(workspace.facts());
        self.rows.arrange(area, page.rows);
    }

    /// Scrolls; says whether it moved.
    pub(super) fn scroll(&mut self, motion: Motion) -> bool {
        self.rows.scroll(motion)
    }

    /// Scrolls by lines.
    pub(super) fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// Draws the panel.
    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// Rows of facts in the making.
struct Page<'a> {
    rows: Vec<Row>,
    width: usize,
    env: &'a Environment,
}

impl Page<'_> {
    /// A line, unless there is nothing to say.
    fn line(&mut self, indent: u16, line: &str, role: Role) {
        if line.is_empty() {
            return;
        }
        let room = self.width.saturating_sub(usize::from(indent)).max(8);
        for part in text::wrap(&text::sanitize(line), room) {
            self.rows.push(Row::text(part, role).indent(indent));
        }
    }

    fn head(&mut self, key: &str) {
        if !self.rows.is_empty() {
            self.rows.push(Row::blank());
        }
        let word = self.env.say(key).to_owned();
        self.line(0, &word, Role::Muted);
    }

    /// A line made of a word of the interface and what it is about.
    fn say(&mut self, key: &str, what: &str) {
        let line = self.env.words.format(key, &[("what", &what)]);
        self.line(2, &line, Role::Muted);
    }

    /// What is under the cursor.
    fn here(&mut self, thing: Option<&Thing>, service: Option<&str>, workspace: &Workspace) {
        let facts = workspace.facts();
        match thing {
            Some(Thing::Member(Member::Capability(name))) => {
                self.line(0, name, Role::Strong);
                let found = facts.capability(name).and_then(|at| facts.capabilities.get(at));
                if let Some(capability) = found {
                    self.capability(facts, capability);
                }
            }
            Some(Thing::Member(Member::Entity(name))) => {
                self.line(0, name, Role::Strong);
                self.entity(facts, name);
            }
            Some(Thing::Link(link)) => {
                self.line(0, &format!("{} -> {}", link.from, link.to), Role::Strong);
                self.say("bench.fact.style", link.style.word());
                if !link.serves.is_empty() {
                    self.say("bench.fact.serves", &link.serves.join(", "));
                }
                if !link.with.is_empty() {
                    let with = workspace.pattern_names(&link.with, self.env);
                    self.say("bench.fact.with", &with.join(", "));
                }
            }
            Some(Thing::Applied(apply)) => {
                let name = workspace.pattern_name(&apply.pattern, self.env).to_owned();
                self.line(0, &name, Role::Strong);
                for (step, undo) in &apply.compensate {
                    self.say("bench.fact.undone", &format!("{step}: {undo}"));
                }
                if !apply.exposes.is_empty() {
                    self.say("bench.fact.exposes", &apply.exposes.join(", "));
                }
            }
            _ => {
                let Some(service) = service.and_then(|name| workspace.design().service(name))
                else {
                    return;
                };
                self.line(0, &service.name, Role::Strong);
                let (does, owns) = (service.does.len(), service.owns.len());
                let held = if workspace.asks(Part::Services) {
                    [("capabilities", does), ("entities", owns)]
                        .map(|(what, n)| self.env.words.plural(&format!("exercise.size.{what}"), n))
                        .join(", ")
                } else {
                    self.env.words.plural("exercise.size.entities", owns)
                };
                self.line(2, &held, Role::Muted);
            }
        }
    }

    fn capability(&mut self, facts: &Scenario, one: &Capability) {
        self.line(2, &one.about, Role::Text);
        let touched = |writes: bool| {
            let found = one.access.iter().filter(|a| if writes { a.writes } else { a.reads });
            let names = found.filter_map(|access| facts.entities.get(access.entity));
            names.map(|entity| entity.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        for (key, names) in
            [("bench.fact.writes", touched(true)), ("bench.fact.reads", touched(false))]
        {
            if !names.is_empty() {
                self.say(key, &names);
            }
        }
        let names = |of: &[usize], all: &[String]| {
            of.iter().filter_map(|at| all.get(*at).cloned()).collect::<Vec<_>>().join(", ")
        };
        if !one.clients.is_empty() {
            self.say("bench.fact.clients", &names(&one.clients, &facts.clients));
        }
        if !one.calls.is_empty() {
            let all: Vec<String> = facts.externals.iter().map(|e| e.name.clone()).collect();
            self.say("bench.fact.calls", &names(&one.calls, &all));
        }
        let mut notes = Vec::new();
        notes.extend(one.rate.map(|rate| format!("{rate}/s {}", one.load.word())));
        notes.extend(one.cpu_ms.map(|ms| format!("{ms} ms")));
        notes.extend(one.reads_stale_s.map(|age| match age {
            0.0 => self.env.say("bench.fact.fresh").to_owned(),
            _ => self.env.words.format("bench.fact.stale", &[("what", &age)]),
        }));
        let flags = [
            (one.criticality == Criticality::High, "bench.fact.critical"),
            (one.criticality == Criticality::Low, "bench.fact.uncritical"),
            (one.fault_prone, "bench.fact.faulty"),
            (one.idempotent, "bench.fact.idempotent"),
            (one.ordered, "bench.fact.ordered"),
        ];
        let said = flags.into_iter().filter(|(holds, _)| *holds);
        notes.extend(said.map(|(_, key)| self.env.say(key).to_owned()));
        notes.extend(one.change.map(|change| {
            self.env.words.format("bench.fact.changes", &[("what", &change.word())])
        }));
        notes.extend(
            one.capacity
                .map(|most| self.env.words.format("bench.fact.capacity", &[("what", &most)])),
        );
        self.line(2, &notes.join(", "), Role::Muted);
        let name = &one.name;
        let at = facts.capability(name);
        let part: Vec<&str> = facts
            .transactions
            .iter()
            .filter(|transaction| at.is_some_and(|at| transaction.steps.contains(&at)))
            .map(|transaction| transaction.name.as_str())
            .collect();
        if !part.is_empty() {
            self.say("bench.fact.step-of", &part.join(", "));
        }
    }

    fn entity(&mut self, facts: &Scenario, name: &str) {
        let Some(at) = facts.entity(name) else { return };
        let Some(one) = facts.entities.get(at) else { return };
        self.line(2, &one.about, Role::Text);
        if let Some(group) = one.aggregate.and_then(|aggregate| facts.aggregates.get(aggregate)) {
            let mates = group.entities.iter().filter_map(|mate| facts.entities.get(*mate));
            let mates: Vec<&str> = mates.map(|mate| mate.name.as_str()).collect();
            self.say("bench.fact.aggregate", &mates.join(", "));
        }
        if let Some(zone) = one.zone.and_then(|zone| facts.zones.get(zone)) {
            self.say("bench.fact.zone", &zone.name);
        }
        if let Some(secrecy) = one.secrecy {
            self.line(2, secrecy.word(), Role::Muted);
        }
        let users = |writes: bool| {
            let touches = |capability: &&Capability| {
                let mut all = capability.access.iter();
                all.any(|a| a.entity == at && if writes { a.writes } else { a.reads && !a.writes })
            };
            let names = facts.capabilities.iter().filter(touches);
            names.map(|capability| capability.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        for (key, names) in
            [("bench.fact.writers", users(true)), ("bench.fact.readers", users(false))]
        {
            if !names.is_empty() {
                self.say(key, &names);
            }
        }
    }

    /// What uses the data, where capabilities are not on the board.
    fn uses(&mut self, facts: &Scenario) {
        if !facts.capabilities.is_empty() {
            self.head("bench.fact.uses");
        }
        for one in &facts.capabilities {
            self.line(0, &one.name, Role::Strong);
            for (key, writes) in [("bench.fact.reads", false), ("bench.fact.writes", true)] {
                let touched = one.access.iter().filter(|a| if writes { a.writes } else { a.reads });
                let touched = touched.filter_map(|access| facts.entities.get(access.entity));
                let names: Vec<&str> = touched.map(|entity| entity.name.as_str()).collect();
                if !names.is_empty() {
                    self.say(key, &names.join(", "));
                }
            }
        }
    }

    /// Everything that the exercise says.
    fn everything(&mut self, facts: &Scenario) {
        let step = |at: &usize| facts.capabilities.get(*at).map_or("", |c| c.name.as_str());
        let steps = |of: &[usize]| of.iter().map(step).collect::<Vec<_>>().join(", ");
        let entity = |at: &usize| facts.entities.get(*at).map_or("", |e| e.name.as_str());
        let entities = |of: &[usize]| of.iter().map(entity).collect::<Vec<_>>().join(", ");
        if !facts.parts().asks(Part::Services) {
            self.uses(facts);
        }
        if !facts.transactions.is_empty() {
            self.head("bench.fact.transactions");
        }
        for one in &facts.transactions {
            self.line(0, &one.name, Role::Strong);
            let arrow = format!(" {} ", self.env.signs.arrow);
            let path: Vec<&str> = one.steps.iter().map(step).collect();
            self.line(2, &path.join(&arrow), Role::Text);
            let promise = match one.consistency {
                Consistency::Strong => "bench.fact.strong",
                Consistency::Eventual => "bench.fact.eventual",
                Consistency::None => "bench.fact.loose",
            };
            let promise = self.env.say(promise).to_owned();
            self.line(2, &promise, Role::Muted);
            for (key, named) in [
                ("bench.fact.waits", &one.waits),
                ("bench.fact.can-undo", &one.undo),
                ("bench.fact.pivot", &one.pivot.into_iter().collect()),
            ] {
                if !named.is_empty() {
                    self.say(key, &steps(named));
                }
            }
            let mut goals = Vec::new();
            let fill = |key: &str, what: String| self.env.words.format(key, &[("what", &what)]);
            goals.extend(one.p95_ms.map(|ms| fill("bench.fact.within", ms.to_string())));
            let up = one.availability.map(|up| format!("{:.2}", up * 100.0));
            goals.extend(up.map(|up| fill("bench.fact.up", up)));
            if !goals.is_empty() {
                self.line(2, &goals.join(", "), Role::Muted);
            }
        }
        if !facts.views.is_empty() {
            self.head("bench.fact.views");
        }
        for one in &facts.views {
            self.line(0, &one.name, Role::Strong);
            let names = one.needs.iter().filter_map(|at| facts.entities.get(*at));
            let names: Vec<&str> = names.map(|entity| entity.name.as_str()).collect();
            self.line(2, &names.join(", "), Role::Text);
            let mut goals: Vec<String> = one.rate.iter().map(|rate| format!("{rate}/s")).collect();
            goals.extend(one.staleness_s.map(|age| match age {
                0.0 => self.env.say("bench.fact.fresh").to_owned(),
                _ => self.env.words.format("bench.fact.old", &[("what", &age)]),
            }));
            self.line(2, &goals.join(", "), Role::Muted);
        }
        if !facts.teams.is_empty() {
            self.head("bench.fact.teams");
        }
        for one in &facts.teams {
            self.line(0, &one.name, Role::Strong);
            if let Some(most) = one.capacity {
                self.say("bench.fact.at-most", &most.to_string());
            }
            self.line(2, &steps(&one.capabilities), Role::Muted);
            self.line(2, &entities(&one.entities), Role::Muted);
        }
        let apart: Vec<_> = facts.zones.iter().filter(|zone| !zone.apart_from.is_empty()).collect();
        if !apart.is_empty() {
            self.head("bench.fact.zones");
        }
        for zone in apart {
            let others = zone.apart_from.iter().filter_map(|other| facts.zones.get(*other));
            let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
            self.line(0, &zone.name, Role::Strong);
            self.say("bench.fact.apart", &others.join(", "));
        }
        if !facts.externals.is_empty() {
            self.head("bench.fact.externals");
        }
        for one in &facts.externals {
            self.line(0, &one.name, Role::Strong);
            let up = one.availability.map(|up| format!("{:.2} %", up * 100.0));
            let flaky = one.flaky.then(|| self.env.say("bench.fact.faulty").to_owned());
            let notes: Vec<String> = [up, flaky].into_iter().flatten().collect();
            self.line(2, &notes.join(", "), Role::Muted);
        }
        for group in &facts.predefined {
            self.say("bench.fact.bought", &group.name);
            self.line(4, &steps(&group.capabilities), Role::Muted);
            self.line(4, &entities(&group.entities), Role::Muted);
        }
        if !facts.limits.overrides.is_empty() {
            self.head("bench.fact.limits");
        }
        for limit in &facts.limits.overrides {
            self.line(0, &format!("{} {}", limit.name, limit.value), Role::Strong);
            self.line(2, &limit.because, Role::Muted);
        }
        if !facts.weights.overrides.is_empty() {
            self.head("bench.fact.weights");
        }
        for own in &facts.weights.overrides {
            let what = format!("change.weight.{}", own.weight.name());
            let points = weights::points(own.halves);
            self.line(0, &format!("{} {points}", self.env.say(&what)), Role::Strong);
            self.line(2, &own.because, Role::Muted);
        }
        if let Some(hop) = facts.network.hop_ms {
            self.rows.push(Row::blank());
            self.say("bench.fact.hop", &format!("{hop} ms"));
        }
    }
}
