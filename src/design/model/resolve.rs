//! Turns the names of an answer into numbers: who does what, who owns what, and what stands between.

use std::{collections::HashMap, sync::OnceLock};

use super::{Applied, Model, Node, ResolvedLink, Saga, Spot, names::Resolver};
use crate::{
    catalog::obligation::Scope,
    design::{
        architecture::Architecture,
        book::PatternBook,
        scenario::{Part, Scenario},
    },
};

impl<'a> Model<'a> {
    /// Resolves an answer.
    pub fn new(facts: &'a Scenario, answer: &'a Architecture, book: &'a PatternBook) -> Self {
        let services =
            answer.services.iter().enumerate().map(|(at, service)| (service.name.as_str(), at));
        let mut names = Resolver { facts, book, services: services.collect(), faults: Vec::new() };
        let has_facts = !facts.entities.is_empty() || !facts.capabilities.is_empty();
        let mut model = Self {
            facts,
            answer,
            book,
            parts: facts.parts(),
            has_facts,
            homes: vec![Vec::new(); facts.capabilities.len()],
            owners: vec![Vec::new(); facts.entities.len()],
            home: Vec::new(),
            owner: Vec::new(),
            does: Vec::new(),
            owns: Vec::new(),
            team: Vec::new(),
            lines: Vec::new(),
            lines_from: vec![Vec::new(); answer.services.len()],
            applied: Vec::new(),
            of_pattern: vec![Vec::new(); book.entries().len()],
            copies_at: vec![Vec::new(); answer.services.len()],
            steps_of: vec![Vec::new(); facts.capabilities.len()],
            users: vec![Vec::new(); facts.entities.len()],
            remotes: Vec::new(),
            flows: Vec::new(),
            flows_from: vec![Vec::new(); answer.services.len()],
            step_flows: HashMap::new(),
            carrying: Vec::new(),
            profiles: OnceLock::new(),
            answering: OnceLock::new(),
            sagas: vec![None; facts.transactions.len()],
            faults: Vec::new(),
        };
        if has_facts && answer.scenario != facts.id {
            names.fault(
                &answer.scenario,
                format!("the answer is for the scenario `{}`, not `{}`", answer.scenario, facts.id),
                Some(facts.id.clone()),
            );
        }
        model.note_uses();
        model.place_members(&mut names);
        model.draw_lines(&mut names);
        model.put_patterns(&mut names);
        model.lead_sagas();
        model.find_flows();
        model.carrying = model.find_carrying();
        model.faults = names.faults;
        model
    }

    fn note_uses(&mut self) {
        for (at, transaction) in self.facts.transactions.iter().enumerate() {
            let steps = super::sorted(transaction.steps.clone());
            steps.into_iter().for_each(|step| self.steps_of[step].push(at));
        }
        for (capability, facts) in self.facts.capabilities.iter().enumerate() {
            facts.access.iter().for_each(|access| self.users[access.entity].push(capability));
        }
    }

    fn place_members(&mut self, names: &mut Resolver<'a>) {
        let answer = self.answer;
        for (at, service) in answer.services.iter().enumerate() {
            if has_doubles(answer, at) {
                let what = format!("two services are called `{}`", service.name);
                names.fault(&service.name, what, None);
            }
            for name in &service.does {
                match self.facts.capability(name) {
                    Some(capability) => self.homes[capability].push(at),
                    None => names.unknown(name, "capability", self.facts.capability_names.keys()),
                }
            }
            for name in &service.owns {
                match self.facts.entity(name) {
                    Some(entity) => self.owners[entity].push(at),
                    None => names.unknown(name, "entity", self.facts.entity_names.keys()),
                }
            }
            self.team.push(service.team.as_deref().and_then(|name| {
                let team = self.facts.team(name);
                if team.is_none() && !self.facts.teams.is_empty() {
                    names.unknown(name, "team", self.facts.team_names.keys());
                }
                team
            }));
        }
        if !self.has_facts {
            names.faults.clear();
        }
        // What has several homes has none that a rule could go by: which one comes first says nothing.
        let only = |homes: &Vec<usize>| match homes.as_slice() {
            [first, rest @ ..] if rest.iter().all(|home| home == first) => Some(*first),
            _ => None,
        };
        self.owner = self.owners.iter().map(only).collect();
        self.home = self.homes.iter().map(only).collect();
        if !self.parts.asks(Part::Services) {
            for capability in 0..self.home.len() {
                if self.home[capability].is_none() {
                    self.home[capability] = self.nearest_home(capability);
                }
            }
        }
        self.does = vec![Vec::new(); self.size()];
        self.owns = vec![Vec::new(); self.size()];
        for (capability, home) in self.home.iter().enumerate() {
            home.iter().for_each(|home| self.does[*home].push(capability));
        }
        for (entity, owner) in self.owner.iter().enumerate() {
            owner.iter().for_each(|owner| self.owns[*owner].push(entity));
        }
    }

    /// Where most of a capability's weighted access is: 1 for a write, 0.25 for a read.
    fn nearest_home(&self, capability: usize) -> Option<usize> {
        let mut weights = vec![0.0; self.size()];
        for access in &self.facts.capabilities[capability].access {
            let weight =
                if access.writes { 1.0 } else { 0.0 } + if access.reads { 0.25 } else { 0.0 };
            if let Some(owner) = self.owner[access.entity] {
                weights[owner] += weight;
            }
        }
        let most = weights.iter().copied().fold(0.0, f64::max);
        weights.iter().position(|weight| most > 0.0 && *weight == most)
    }

    fn draw_lines(&mut self, names: &mut Resolver<'a>) {
        for (number, link) in self.answer.links.iter().enumerate() {
            let from = names.service(&link.from);
            let to = match names.services.get(link.to.as_str()) {
                Some(service) => Some(Node::Service(*service)),
                None => match self.facts.external(&link.to) {
                    Some(external) => Some(Node::External(external)),
                    None => {
                        let known = names.services.keys().map(|name| (*name).to_owned());
                        let known: Vec<String> =
                            known.chain(self.facts.external_names.keys().cloned()).collect();
                        names.unknown(&link.to, "service or external", known.iter());
                        None
                    }
                },
            };
            let mut line = ResolvedLink {
                number,
                place: 0,
                from: 0,
                to: Node::Service(0),
                style: link.style,
                transactions: Vec::new(),
                views: Vec::new(),
                general: link.serves.is_empty(),
                with: Vec::new(),
            };
            for name in &link.serves {
                match (self.facts.transaction(name), self.facts.view(name)) {
                    (Some(transaction), _) => line.transactions.push(transaction),
                    (None, Some(view)) => line.views.push(view),
                    (None, None) => {
                        let known = self.facts.transaction_names.keys();
                        names.unknown(
                            name,
                            "transaction or view",
                            known.chain(self.facts.view_names.keys()),
                        );
                    }
                }
            }
            for name in &link.with {
                line.with.extend(names.pattern(name, Scope::Link, &link.from, &link.to));
            }
            let (Some(from), Some(to)) = (from, to) else { continue };
            if to == Node::Service(from) {
                let what = format!("`{}` has a link to itself", link.from);
                names.fault(&link.from, what, None);
                continue;
            }
            (line.from, line.to, line.place) = (from, to, self.lines.len());
            self.lines_from[from].push(self.lines.len());
            self.lines.push(line);
        }
    }

    fn put_patterns(&mut self, names: &mut Resolver<'a>) {
        for (at, line) in self.lines.iter().enumerate() {
            let spot = Spot::Link(line.from, line.to);
            for pattern in self.book.of_style(line.style).iter().chain(&line.with) {
                let written = line.with.contains(pattern);
                self.applied.push(Applied {
                    pattern: *pattern,
                    spot,
                    at: None,
                    line: Some(at),
                    apply: None,
                    written,
                });
            }
        }
        for (number, apply) in self.answer.applies.iter().enumerate() {
            let at = apply.at.as_ref().and_then(|at| names.service(at));
            for exposed in &apply.exposes {
                names.service(exposed);
            }
            let spot = names.spot(apply.on.as_deref(), &apply.pattern);
            let what = apply.on.as_deref().unwrap_or("the system");
            let Some(spot) = spot else { continue };
            let pattern = names.pattern(&apply.pattern, spot.scope(), what, "");
            let Some(pattern) = pattern else { continue };
            let applied =
                Applied { pattern, spot, at, line: None, apply: Some(number), written: true };
            self.applied.push(applied);
            if !apply.compensate.is_empty() {
                self.compensate(names, number, spot);
            }
        }
        for (at, applied) in self.applied.iter().enumerate() {
            self.of_pattern[applied.pattern].push(at);
            let keeper = match applied.spot {
                Spot::Service(service) | Spot::Link(_, Node::Service(service)) => Some(service),
                Spot::View(_) => applied.at,
                _ => None,
            };
            if let Some(keeper) = keeper.filter(|_| self.book.is_copy(applied.pattern)) {
                self.copies_at[keeper].push(at);
            }
        }
    }

    fn compensate(&mut self, names: &mut Resolver<'a>, number: usize, spot: Spot) {
        let apply = &self.answer.applies[number];
        if let Spot::Transaction(transaction) = spot {
            let steps = &self.facts.transactions[transaction].steps;
            let known: Vec<String> =
                steps.iter().map(|step| self.facts.capabilities[*step].name.clone()).collect();
            for (step, _) in apply.compensate.iter().filter(|(step, _)| !known.contains(step)) {
                names.unknown(step, "step of this transaction", known.iter());
            }
        }
        for id in &self.book.obligations.compensate {
            let Some(pattern) = self.book.number(id.as_str()) else { continue };
            let applied = Applied {
                pattern,
                spot,
                at: None,
                line: None,
                apply: Some(number),
                written: false,
            };
            self.applied.push(applied);
        }
    }

    fn lead_sagas(&mut self) {
        for (at, applied) in self.applied.iter().enumerate() {
            let Spot::Transaction(transaction) = applied.spot else { continue };
            let saga = self.book.solves(applied.pattern, "distributed-transaction-eventual")
                && self.book.introduces(applied.pattern, "isolation-loss");
            let confirm = self.book.solves(applied.pattern, "isolation-loss")
                && self.book.solves(applied.pattern, "distributed-transaction-eventual");
            if !(saga || confirm) || self.sagas[transaction].is_some() {
                continue;
            }
            // What settles an opaque choreography has a leader; so has a plain saga that says where.
            let led = self.book.solves(applied.pattern, "opaque-choreography")
                || (applied.at.is_some() && !self.is_choreography(applied.pattern));
            let first = self.facts.transactions[transaction].steps.first();
            let first = first.and_then(|step| self.home[*step]);
            let leader = if led { applied.at.or(first) } else { None };
            self.sagas[transaction] = Some(Saga { applied: at, leader });
        }
    }

    /// Whether a pattern is the leaderless form of a saga.
    pub fn is_choreography(&self, pattern: usize) -> bool {
        self.book.introduces(pattern, "opaque-choreography")
    }
}

fn has_doubles(answer: &Architecture, at: usize) -> bool {
    let name = &answer.services[at].name;
    answer.services.iter().take(at).any(|other| other.name == *name)
}
