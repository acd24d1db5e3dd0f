//! Links that are gone, wrong or bare, and patterns taken away.

use archtutor::design::{
    Apply, Edit, Link, Model, Style, assess,
    model::{Node, ResolvedLink, Spot, Why},
    scenario::Consistency,
};

use super::{Maker, relinked};
use crate::design::support::BOOK;

impl Maker<'_> {
    pub(super) fn links(&mut self) {
        let model = self.model();
        let mut changes = Vec::new();
        for link in &self.answer.links {
            let line = model.lines.iter().find(|line| {
                model.name(line.from) == link.from
                    && model.node_name(line.to) == link.to
                    && line.style == link.style
            });
            let line = line.unwrap();
            let only = model.between(line.from, line.to).count() == 1;
            let flows: Vec<_> =
                model.flows.iter().filter(|f| f.from == line.from && f.to == line.to).collect();
            let feeds = model.remotes.iter().any(|remote| {
                remote.copied && remote.to == line.from && Node::Service(remote.from) == line.to
            });
            let style = link.style;
            let (from, to) = (link.from.clone(), link.to.clone());
            let gone = Edit::RemoveLink { from: from.clone(), to: to.clone(), style };
            if let Some((operator, rules)) = needed_for(&model, line).filter(|_| only) {
                changes.push((operator, rules, to.clone(), vec![gone]));
            }
            if matches!(line.to, Node::External(_)) {
                if style == Style::Sync {
                    self.strip(&mut changes, link);
                }
                continue;
            }
            if style != Style::Db && !(feeds && style == Style::Event) {
                let db =
                    Edit::Restyle { from: from.clone(), to: to.clone(), style, into: Style::Db };
                changes.push(("link to db", &["D-01"], from.clone(), vec![db]));
            }
            let writes: Vec<_> = model
                .remotes
                .iter()
                .filter(|r| r.writes && r.from == line.from && Node::Service(r.to) == line.to)
                .collect();
            let into_event =
                Edit::Restyle { from: from.clone(), to: to.clone(), style, into: Style::Event };
            if only && !writes.is_empty() {
                let entity = model.entity(writes[0].entity).to_owned();
                changes.push(("command to event", &["D-02"], entity, vec![into_event.clone()]));
            }
            let Node::Service(target) = line.to else { continue };
            let waited = flows.iter().any(|flow| match flow.why {
                Why::Step { transaction, step } => {
                    self.facts.transactions[transaction].waits_for(step)
                }
                _ => false,
            });
            if only && waited && style == Style::Sync {
                changes.push(("waiting step by event", &["I-11"], to.clone(), vec![into_event]));
            }
            if style == Style::Sync {
                let back = Edit::AddLink(Link {
                    from: to.clone(),
                    to: from.clone(),
                    style: Style::Sync,
                    serves: vec![],
                    with: vec!["timeout".into()],
                });
                let there =
                    model.between(target, Node::Service(line.from)).any(|l| l.style.waits());
                if !there {
                    changes.push(("reverse call", &["I-01"], to.clone(), vec![back]));
                }
                self.strip(&mut changes, link);
                let unsafe_write = flows.iter().any(|flow| {
                    let capability = match flow.why {
                        Why::Access(at) => {
                            let remote = &model.remotes[at];
                            return remote.writes
                                && !self.facts.capabilities[remote.capability].idempotent;
                        }
                        Why::Step { step, .. } => step,
                        Why::Call { capability } => capability,
                    };
                    let facts = &self.facts.capabilities[capability];
                    facts.writes_any() && !facts.idempotent
                });
                let keyed = link.with.iter().any(|with| with == "idempotency-key");
                if unsafe_write && !keyed {
                    let retry = Edit::Protect {
                        from: from.clone(),
                        to: to.clone(),
                        style,
                        with: "retry-with-backoff".into(),
                    };
                    changes.push(("bare retry", &["I-05"], to.clone(), vec![retry]));
                }
            }
        }
        for (operator, rules, names, edits) in changes {
            self.edit(operator, rules, &names, &edits);
        }
    }

    fn strip(
        &self,
        changes: &mut Vec<(&'static str, &'static [&'static str], String, Vec<Edit>)>,
        link: &Link,
    ) {
        let edits = link.with.iter().map(|with| Edit::Unprotect {
            from: link.from.clone(),
            to: link.to.clone(),
            style: link.style,
            with: with.clone(),
        });
        changes.push(("strip protection", &["I-03"], link.to.clone(), edits.collect()));
    }

    /// What belongs together in one place is taken apart: a write goes to another service by event, and
    /// one of the entities of a strong transaction moves away.
    pub(super) fn torn_writes(&mut self) {
        let facts = self.facts;
        for service in self.answer.services.clone() {
            let Some(to) = self.other_service(&service.name) else { return };
            let writes = |capability: &String| {
                let at = facts.capability(capability)?;
                let mut access = facts.capabilities[at].access.iter();
                let owned = access.find(|access| {
                    access.writes && service.owns.contains(&facts.entities[access.entity].name)
                })?;
                Some((capability.clone(), facts.entities[owned.entity].name.clone()))
            };
            let Some((capability, entity)) = service.does.iter().find_map(writes) else { continue };
            let moved = Edit::MoveCapability { capability, to: to.clone() };
            let mut torn = relinked(facts, self.answer.with(&[moved]));
            for link in &mut torn.links {
                if link.from == to && link.to == service.name {
                    link.style = Style::Event;
                }
            }
            self.add("command to event", &["D-02"], &entity, torn);
        }
        let strong = facts.transactions.iter().filter(|t| t.consistency == Consistency::Strong);
        for transaction in strong {
            let written = facts.written_by(transaction);
            let [_, .., last] = written.as_slice() else { continue };
            let entity = facts.entities[*last].name.clone();
            let owner = self.answer.owner_of(&entity).unwrap();
            let Some(to) = self.other_service(owner) else { continue };
            let moved = self.answer.with(&[Edit::MoveEntity { entity, to }]);
            let torn = relinked(facts, moved);
            self.add("split strong transaction", &["D-04"], &transaction.name, torn);
        }
    }

    pub(super) fn patterns(&mut self) {
        for apply in self.answer.applies.clone() {
            let gone = Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() };
            let on = apply.on.clone().unwrap_or_default();
            match apply.pattern.as_str() {
                "saga-orchestration" | "saga-choreography" | "saga" => {
                    self.edit("remove saga", &["D-03"], &on, &[gone]);
                    for (step, _) in &apply.compensate {
                        let mut changed = self.answer.clone();
                        for other in &mut changed.applies {
                            if other.on == apply.on {
                                other.compensate.retain(|(known, _)| known != step);
                            }
                        }
                        self.add("drop compensation", &["D-05"], step, changed);
                    }
                    let both = Apply {
                        pattern: "two-phase-commit".into(),
                        on: apply.on.clone(),
                        ..Apply::default()
                    };
                    self.edit("two-phase commit beside saga", &["P-02"], &on, &[Edit::Apply(both)]);
                }
                "transactional-outbox" | "change-data-capture" => {
                    self.edit("drop outbox", &["D-06"], &on, &[gone]);
                }
                "idempotent-consumer" => self.edit("drop idempotency", &["D-07"], &on, &[gone]),
                "cqrs" | "api-composition" | "materialized-view" => {
                    self.edit("remove read model", &["D-08"], &on, std::slice::from_ref(&gone));
                    let fresh = self.facts.view(&on).map(|v| self.facts.views[v].staleness_s);
                    if fresh == Some(Some(0.0)) {
                        let copy = Apply { pattern: "cqrs".into(), ..apply.clone() };
                        let edits = [gone, Edit::Apply(copy)];
                        self.edit("copy of a fresh view", &["D-10"], &on, &edits);
                    }
                }
                "api-gateway" | "backend-for-frontend" => {
                    self.edit("remove gateway", &["I-15"], "client", &[gone]);
                }
                _ => {}
            }
        }
        let free = self.answer.applies.iter().all(|apply| apply.pattern != "tokenization");
        let before = assess(self.facts, self.answer, &BOOK).findings;
        let mixed = before.iter().any(|finding| finding.rule == "Q-04");
        if !free || mixed {
            return;
        }
        for service in self.answer.services.clone() {
            let apply = Apply {
                pattern: "tokenization".into(),
                on: Some(service.name),
                ..Apply::default()
            };
            self.edit("pointless pattern", &["P-01"], "tokenization", &[Edit::Apply(apply)]);
        }
    }
}

/// What breaks where the only link of a pair goes, by what it carries: a flow, the events that feed a
/// copy, or the events of a read model. A reader that loses its copy but has a link of its own to the
/// owner is covered by that link, which then has to bring the answer, or makes the copy's pattern idle.
fn needed_for(
    model: &Model<'_>,
    line: &ResolvedLink,
) -> Option<(&'static str, &'static [&'static str])> {
    let carries = model.flows.iter().any(|flow| {
        let copied = |at: usize| model.remotes[at].copied && !model.remotes[at].writes;
        flow.from == line.from
            && flow.to == line.to
            && !matches!(flow.why, Why::Access(at) if copied(at))
    });
    if carries {
        return Some(("delete link", &["H-05"]));
    }
    let Node::Service(reader) = line.to else { return None };
    let feeds = model
        .remotes
        .iter()
        .any(|remote| remote.copied && remote.to == line.from && remote.from == reader);
    if feeds {
        let asks = model.between(reader, Node::Service(line.from)).next().is_some();
        return Some(if asks {
            ("delete feed beside a link", &["I-11", "P-01"])
        } else {
            ("delete link", &["H-05"])
        });
    }
    let read_model = model.applied.iter().any(|applied| match applied.spot {
        Spot::View(view) => {
            applied.at == Some(reader)
                && BOOK.is_copy(applied.pattern)
                && model.view_owners(view).contains(&line.from)
        }
        _ => false,
    });
    read_model.then_some(("delete feed of a read model", &["D-08"][..]))
}
