//! Machinery that nothing needs, views that nobody feeds, copies beside the calls that they replace.

use archtutor::design::{
    Apply, Architecture, Edit, Link, Service, Style,
    model::{Node, Spot},
};

use super::Maker;
use crate::design::support::BOOK;

fn event(from: &str, to: &str) -> Link {
    Link { from: from.into(), to: to.into(), style: Style::Event, ..Link::default() }
}

impl Maker<'_> {
    /// Every way to have more than is needed, or less than what one seems to have.
    pub(super) fn machinery(&mut self) {
        self.unfed_views();
        self.copies_and_calls();
        self.needless_links();
        self.needless_patterns();
        self.ghosts();
    }

    /// A read model where some owner does not feed it.
    fn unfed_views(&mut self) {
        let mut unfed = Vec::new();
        let model = self.model();
        for (view, facts) in self.facts.views.iter().enumerate() {
            let owners = model.view_owners(view);
            if owners.len() < 2 {
                continue;
            }
            let feeds = |owner: usize, at: usize| {
                model.between(owner, Node::Service(at)).any(|line| line.style == Style::Event)
            };
            let starved = (0..model.size()).find(|at| {
                owners.iter().any(|owner| owner != at && !feeds(*owner, *at))
                    && owners.iter().any(|owner| owner != at && feeds(*owner, *at))
            });
            let Some(at) = starved else { continue };
            let answered = |spot: Spot| spot == Spot::View(view);
            let gone =
                model.applied.iter().filter(|one| answered(one.spot)).map(|one| Edit::Unapply {
                    pattern: BOOK.entry(one.pattern).id.clone(),
                    on: Some(facts.name.clone()),
                });
            let kept = Apply {
                pattern: "materialized-view".into(),
                on: Some(facts.name.clone()),
                at: Some(model.name(at).to_owned()),
                ..Apply::default()
            };
            let edits: Vec<Edit> = gone.chain([Edit::Apply(kept)]).collect();
            unfed.push((facts.name.clone(), edits));
        }
        for (view, edits) in unfed {
            self.edit("unfed view", &["D-08", "D-10"], &view, &edits);
        }
    }

    /// A call for what a copy holds already.
    fn copies_and_calls(&mut self) {
        let model = self.model();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for remote in model.remotes.iter().filter(|remote| remote.copied) {
            let called = model
                .between(remote.from, Node::Service(remote.to))
                .any(|line| line.style.waits() || line.style.is_message());
            let pair = (model.name(remote.from).to_owned(), model.name(remote.to).to_owned());
            if !called && !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        for (reader, owner) in pairs {
            let call = Edit::AddLink(Link {
                from: reader.clone(),
                to: owner,
                style: Style::Sync,
                with: vec!["timeout".into()],
                ..Link::default()
            });
            self.edit("copy and call", &["P-01"], &reader, &[call]);
        }
    }

    /// A link that carries nothing, one for each pair that has none; all of them; and protections of events.
    fn needless_links(&mut self) {
        let names: Vec<String> = self.answer.services.iter().map(|s| s.name.clone()).collect();
        let model = self.model();
        let mut idle: Vec<Link> = Vec::new();
        for (one, from) in names.iter().enumerate() {
            for (two, to) in names.iter().enumerate().filter(|(two, _)| *two != one) {
                let there = Node::Service(two);
                let near = model.between(one, there).next().is_some()
                    || model.between(two, Node::Service(one)).next().is_some()
                    || model.flows.iter().any(|flow| flow.from == one && flow.to == there);
                if !near {
                    idle.push(event(from, to));
                }
            }
        }
        let mesh: Vec<Edit> = idle.iter().cloned().map(Edit::AddLink).collect();
        for link in idle.iter().step_by(4) {
            let arrow = format!("{}->{}", link.from, link.to);
            self.edit("needless link", &["P-01"], &arrow, &[Edit::AddLink(link.clone())]);
        }
        if mesh.len() > 5 {
            self.edit("mesh", &["P-01"], "the answer", &mesh);
        }
        let events = self.answer.links.iter().filter(|link| link.style == Style::Event);
        let decorated: Vec<(String, Edit)> = events
            .map(|link| {
                let (from, to) = (link.from.clone(), link.to.clone());
                let with = "circuit-breaker".to_owned();
                let arrow = format!("{from}->{to}");
                (arrow, Edit::Protect { from, to, style: Style::Event, with })
            })
            .collect();
        for (arrow, edit) in decorated {
            self.edit("protected event", &["P-01"], &arrow, &[edit]);
        }
    }

    /// Patterns on every service that nothing asks for.
    fn needless_patterns(&mut self) {
        let patterns =
            ["event-sourcing", "tokenization", "load-shedding", "optimistic-concurrency"];
        let all = self.answer.services.iter().flat_map(|service| {
            patterns.map(|pattern| {
                Edit::Apply(Apply {
                    pattern: pattern.into(),
                    on: Some(service.name.clone()),
                    ..Apply::default()
                })
            })
        });
        let all: Vec<Edit> = all.collect();
        if self.answer.services.len() > 1 {
            self.edit("sprinkle", &["P-01"], "the answer", &all);
        }
    }

    /// A service that does nothing, kept alive by a pattern.
    fn ghosts(&mut self) {
        let ghost = "helper".to_owned();
        let mut haunted: Architecture = self.answer.clone();
        haunted.services.push(Service {
            name: ghost.clone(),
            team: self.facts.teams.first().map(|team| team.name.clone()),
            ..Service::default()
        });
        haunted.applies.push(Apply {
            pattern: "transactional-outbox".into(),
            on: Some(ghost.clone()),
            at: Some(ghost.clone()),
            ..Apply::default()
        });
        self.add("ghost", &["P-01"], &ghost, haunted);
    }
}
