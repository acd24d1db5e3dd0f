//! T5: every reference is broken in every way that an operator knows, and the grader must notice: the
//! expected rule fires anew, the score drops, and the findings name what was changed.

use std::collections::BTreeMap;

use archtutor::{
    design::{
        Apply, Architecture, Edit, Link, Model, PatternBook, Report, Scenario, Service, Style,
        assess,
        complete::missing_links,
        forces, grade,
        model::{Line, Node, Spot, Why},
        scenario::Consistency,
    },
    exercise::Folder,
};

use super::support::{BOOK, folders};

/// One way to break an answer.
struct Mutant {
    operator: &'static str,
    answer: Architecture,
    /// Any of these rules must fire.
    rules: &'static [&'static str],
    /// The findings must name this.
    names: String,
}

/// A change of which the facts say that it is no mistake, with the reason. At most 5 % of all.
type Equivalent = (&'static str, &'static str, &'static str);

const EQUIVALENT: &[Equivalent] = &[];

fn relinked(facts: &Scenario, answer: Architecture) -> Architecture {
    let links = missing_links(facts, &answer, &BOOK);
    answer.with(&links)
}

struct Maker<'a> {
    facts: &'a Scenario,
    answer: &'a Architecture,
    mutants: Vec<Mutant>,
}

impl Maker<'_> {
    fn add(
        &mut self,
        operator: &'static str,
        rules: &'static [&'static str],
        names: &str,
        answer: Architecture,
    ) {
        self.mutants.push(Mutant { operator, answer, rules, names: names.to_owned() });
    }

    fn edit(
        &mut self,
        operator: &'static str,
        rules: &'static [&'static str],
        names: &str,
        edits: &[Edit],
    ) {
        self.add(operator, rules, names, self.answer.with(edits));
    }

    fn model(&self) -> Model<'_> {
        Model::new(self.facts, self.answer, &BOOK)
    }

    fn other_service(&self, than: &str) -> Option<String> {
        let mut services = self.answer.services.iter().filter(|service| service.name != than);
        services.next().map(|service| service.name.clone())
    }

    fn ownership(&mut self) {
        for service in self.answer.services.clone() {
            let Some(other) = self.other_service(&service.name) else { return };
            for capability in &service.does {
                let edit = Edit::DropCapability {
                    capability: capability.clone(),
                    from: service.name.clone(),
                };
                self.edit("drop capability", &["H-01"], capability, &[edit]);
                let mut doubled = self.answer.clone();
                doubled
                    .services
                    .iter_mut()
                    .find(|s| s.name == other)
                    .unwrap()
                    .does
                    .push(capability.clone());
                self.add("duplicate capability", &["H-01"], capability, doubled);
                let mut typo = self.answer.clone();
                let home = typo.services.iter_mut().find(|s| s.name == service.name).unwrap();
                let place = home.does.iter().position(|name| name == capability).unwrap();
                home.does[place].push('x');
                self.add("typo", &["H-03"], &format!("{capability}x"), typo);
            }
            for entity in &service.owns {
                let mut doubled = self.answer.clone();
                doubled
                    .services
                    .iter_mut()
                    .find(|s| s.name == other)
                    .unwrap()
                    .owns
                    .push(entity.clone());
                self.add("double owner", &["H-02"], entity, doubled);
            }
        }
        for aggregate in &self.facts.aggregates {
            if aggregate.entities.len() < 2 {
                continue;
            }
            let entity = self.facts.entities[aggregate.entities[0]].name.clone();
            let owner = self.answer.owner_of(&entity).unwrap();
            let Some(to) = self.other_service(owner) else { return };
            let moved = self.answer.with(&[Edit::MoveEntity { entity: entity.clone(), to }]);
            self.add("split aggregate", &["H-04"], &entity, relinked(self.facts, moved));
        }
        let model = self.model();
        let mut merged = Vec::new();
        for one in 0..model.size() {
            for two in one + 1..model.size() {
                if forces::between(&model, one, two).contains(&forces::Force::Zone) {
                    merged.push((model.name(one).to_owned(), model.name(two).to_owned()));
                }
            }
        }
        for (into, other) in merged {
            let names = into.clone();
            self.edit("merge zones", &["H-06"], &names, &[Edit::Merge { into, other }]);
        }
    }

    fn links(&mut self) {
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
                let safe = self.answer.applies.iter().any(|apply| {
                    apply.pattern == "idempotent-consumer"
                        && (apply.on.as_deref() == Some(&to) || apply.on.as_deref() == Some(&from))
                });
                if unsafe_write && !keyed && !safe {
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
    fn torn_writes(&mut self) {
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

    fn patterns(&mut self) {
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
        for service in self.answer.services.clone() {
            let free = self.answer.applies.iter().all(|apply| apply.pattern != "tokenization");
            if free {
                let apply = Apply {
                    pattern: "tokenization".into(),
                    on: Some(service.name.clone()),
                    ..Apply::default()
                };
                let mixed = grade(self.facts, self.answer, &BOOK)
                    .findings
                    .iter()
                    .any(|finding| finding.rule == "Q-04");
                if !mixed {
                    self.edit(
                        "pointless pattern",
                        &["P-01"],
                        "tokenization",
                        &[Edit::Apply(apply)],
                    );
                }
            }
        }
    }

    fn structure(&mut self) {
        let model = self.model();
        let affinity = self.facts.affinity();
        let mut moves = Vec::new();
        for (entity, owner) in model.owner.iter().enumerate() {
            let own = owner.unwrap();
            let facts = &self.facts.entities[entity];
            let whole =
                facts.aggregate.is_some_and(|a| self.facts.aggregates[a].entities.len() > 1);
            let here = affinity.pull(entity, &model.owns[own]);
            if here <= 0.0 || whole {
                continue;
            }
            let others = (0..model.size()).filter(|s| {
                *s != own
                    && !model.owns[*s].is_empty()
                    && !forces::between(&model, own, *s).contains(&forces::Force::Zone)
            });
            let weak = others.min_by(|a, b| {
                let pull = |s: &usize| affinity.pull(entity, &model.owns[*s]);
                pull(a).total_cmp(&pull(b))
            });
            let Some(to) = weak else { continue };
            if affinity.pull(entity, &model.owns[to]) * 1.3 < here {
                moves.push((model.entity(entity).to_owned(), model.name(to).to_owned()));
            }
        }
        let mut merges = Vec::new();
        for one in 0..model.size() {
            for two in one + 1..model.size() {
                let clash = model.does[one].iter().any(|a| {
                    model.does[two].iter().any(|b| forces::loads_clash(self.facts, *a, *b))
                });
                let (a, b) = (model.name(one).to_owned(), model.name(two).to_owned());
                let zones = forces::between(&model, one, two).contains(&forces::Force::Zone);
                let calm = |s: usize| {
                    self.answer.applies.iter().all(|apply| {
                        apply.pattern != "bulkhead" || apply.on.as_deref() != Some(model.name(s))
                    })
                };
                if clash && !zones && calm(one) && calm(two) {
                    merges.push(("merge loads", &["Q-01"][..], a.clone(), b.clone()));
                }
                if unrelated(&model, one, two) && !zones {
                    merges.push(("merge unrelated", &["S-02", "S-03"], a, b));
                }
            }
        }
        let many = model.size() > 1;
        for (entity, to) in moves {
            let edit = Edit::MoveEntity { entity: entity.clone(), to };
            let moved = relinked(self.facts, self.answer.with(&[edit]));
            self.add("move entity", &["S-01"], &entity, moved);
        }
        for (operator, rules, into, other) in merges {
            let names = into.clone();
            let merged = self.answer.with(&[Edit::Merge { into, other }]);
            self.add(operator, rules, &names, relinked(self.facts, merged));
        }
        if many {
            self.whole_cuts();
        }
        self.teams();
    }

    fn whole_cuts(&mut self) {
        let forced = !forces::disintegrators(&self.model()).is_empty();
        if forced {
            let one = super::shapes::one_service(self.facts);
            self.add("merge all", &["S-04"], &one.services[0].name.clone(), one);
        }
        let entities = super::shapes::service_per_entity(self.facts);
        self.add("one service per entity", &["S-06", "S-07"], "service", entities);
        let layers = super::shapes::layers(self.facts);
        self.add("cut by layers", &["S-09"], "logic", layers);
        if let Some(hub) = super::shapes::through_hub(self.facts, self.answer) {
            let name = hub.services[0].name.clone();
            self.add("all through one", &["I-12"], &name, hub);
        }
        // The data of a busy service moves away from its work.
        let model = self.model();
        let busy = (0..model.size())
            .filter(|s| !model.owns[*s].is_empty() && !model.does[*s].is_empty())
            .max_by_key(|s| model.owns[*s].len());
        let Some(busy) = busy else { return };
        let name = model.name(busy).to_owned();
        let owns = self.answer.services[busy].owns.clone();
        let cut = self.answer.with(&[Edit::Split {
            from: name.clone(),
            name: "hot-store".into(),
            does: vec![],
            owns,
        }]);
        self.add("split a hot pair", &["I-06"], &name, relinked(self.facts, cut));
        let slow: Vec<Edit> = self
            .answer
            .links
            .iter()
            .filter(|link| link.style.is_message())
            .filter(|link| link.serves.iter().any(|name| self.facts.transaction(name).is_some()))
            .map(|link| Edit::Restyle {
                from: link.from.clone(),
                to: link.to.clone(),
                style: link.style,
                into: Style::Sync,
            })
            .collect();
        if !slow.is_empty() {
            self.edit("messages to calls", &["I-07", "I-08", "I-10"], "", &slow);
        }
    }

    fn teams(&mut self) {
        if self.facts.teams.len() < 2 {
            return;
        }
        for service in self.answer.services.clone() {
            let Some(team) = &service.team else { continue };
            let staffed = service.does.iter().any(|name| {
                let capability = self.facts.capability(name).unwrap();
                self.facts.teams_of(capability).next().is_some()
            });
            let other = self.facts.teams.iter().find(|other| other.name != *team).unwrap();
            if staffed {
                let team = Some(other.name.clone());
                let edit = Edit::SetTeam { service: service.name.clone(), team };
                self.edit("reassign team", &["C-01"], &service.name, &[edit]);
            }
        }
    }
}

/// What breaks where the only link of a pair goes, by what it carries: a flow, the events that feed a
/// copy, or the events of a read model. A reader that loses its copy but has a link of its own to the
/// owner is covered by that link, which then has to bring the answer, or makes the copy's pattern idle.
fn needed_for(model: &Model<'_>, line: &Line) -> Option<(&'static str, &'static [&'static str])> {
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
    read_model.then_some(("delete feed of a read model", &["P-03"][..]))
}

/// Whether two services share no data, transaction, team or special zone.
fn unrelated(model: &Model<'_>, one: usize, two: usize) -> bool {
    let facts = model.facts;
    let touched = |service: usize| {
        let mut all: Vec<usize> = model.does[service]
            .iter()
            .flat_map(|c| &facts.capabilities[*c].access)
            .map(|access| access.entity)
            .chain(model.owns[service].iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (a, b) = (touched(one), touched(two));
    let users = |entities: &[usize], service: usize| {
        let mut all: Vec<usize> = (0..facts.capabilities.len())
            .filter(|c| {
                model.does[service].contains(c)
                    || facts.capabilities[*c].access.iter().any(|x| entities.contains(&x.entity))
            })
            .collect();
        all.dedup();
        all
    };
    let (x, y) = (users(&a, one), users(&b, two));
    let data = a.iter().any(|entity| b.contains(entity))
        || a.iter().any(|e| b.iter().any(|f| facts.affinity().between(*e, *f) > 0.0));
    let bound = x.iter().any(|c| {
        y.iter().any(|d| {
            c == d
                || facts.share_transaction(*c, *d)
                || facts.teams_of(*c).any(|team| facts.teams_of(*d).any(|other| other == team))
        })
    });
    !data && !bound && !model.does[one].is_empty() && !model.does[two].is_empty()
}

fn mutants(facts: &Scenario, answer: &Architecture) -> Vec<Mutant> {
    let mut maker = Maker { facts, answer, mutants: Vec::new() };
    maker.ownership();
    let parts = facts.parts();
    if parts.links {
        maker.links();
        maker.torn_writes();
    }
    if parts.patterns {
        maker.patterns();
    }
    maker.structure();
    // What is not asked for is not graded.
    let asked = |mutant: &Mutant| {
        parts.services
            || !["one service per entity", "cut by layers", "all through one", "split a hot pair"]
                .contains(&mutant.operator)
    };
    maker.mutants.retain(asked);
    maker.mutants
}

/// Whether a rule fires that did not fire at that place before.
fn fires_anew(before: &Report, after: &Report, mutant: &Mutant) -> bool {
    after.findings.iter().filter(|finding| mutant.rules.contains(&finding.rule)).any(|finding| {
        !before.findings.iter().any(|old| {
            old.rule == finding.rule
                && old.place == finding.place
                && old.evidence == finding.evidence
        })
    })
}

fn named(report: &Report, mutant: &Mutant) -> bool {
    mutant.names.is_empty()
        || report.findings.iter().filter(|f| mutant.rules.contains(&f.rule)).any(|finding| {
            finding.message.contains(&mutant.names)
                || finding.place.iter().chain(&finding.evidence).any(|w| w.contains(&mutant.names))
        })
}

#[derive(Default)]
struct Tally {
    made: usize,
    killed: usize,
    equivalent: usize,
    raised: usize,
}

fn family(rule: &str) -> &'static str {
    match &rule[..1] {
        "H" => "H",
        "D" | "I" => "D and I",
        _ => "S, C, Q and P",
    }
}

fn run(
    folder: &Folder,
    most: usize,
    book: &PatternBook,
    all: &mut BTreeMap<&'static str, Tally>,
) -> Vec<String> {
    let facts = folder.exercise.scenario();
    let mut survivors = Vec::new();
    for reference in folder.references.iter().take(most) {
        let before = grade(facts, &reference.answer, book);
        for mutant in mutants(facts, &reference.answer) {
            let tally = all.entry(mutant.operator).or_default();
            tally.made += 1;
            let after = grade(facts, &mutant.answer, book);
            let dropped = after.score.tenths < before.score.tenths;
            let fired = fires_anew(&before, &after, &mutant);
            if fired && dropped && named(&after, &mutant) {
                tally.killed += 1;
                continue;
            }
            let id = folder.exercise.id.as_str();
            if EQUIVALENT
                .iter()
                .any(|(e, o, n)| *e == id && *o == mutant.operator && *n == mutant.names)
            {
                tally.equivalent += 1;
                continue;
            }
            if after.score.tenths > before.score.tenths {
                tally.raised += 1;
            }
            survivors.push(format!(
                "{id}/{}: {} of `{}` ({}): fired {fired}, {} -> {}, named {}",
                reference.name,
                mutant.operator,
                mutant.names,
                mutant.rules.join("/"),
                before.points(),
                after.points(),
                named(&after, &mutant)
            ));
        }
    }
    survivors
}

#[test]
fn mutants_of_the_first_references_are_caught() {
    mutants_are_caught(1);
}

#[test]
#[ignore = "takes a minute; run it after changing a rule or a scenario"]
fn mutants_of_every_reference_are_caught() {
    mutants_are_caught(usize::MAX);
}

fn mutants_are_caught(references: usize) {
    let mut tallies = BTreeMap::new();
    let mut survivors = Vec::new();
    for folder in folders() {
        survivors.extend(run(&folder, references, &BOOK, &mut tallies));
    }
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (operator, tally) in &tallies {
        println!(
            "{operator:32} {:5} made {:5} killed {:3} equivalent",
            tally.made, tally.killed, tally.equivalent
        );
        let sum = families.entry(family(rule_of(operator))).or_default();
        sum.0 += tally.made - tally.equivalent;
        sum.1 += tally.killed;
    }
    for line in &survivors {
        println!("survivor: {line}");
    }
    let made: usize = tallies.values().map(|tally| tally.made).sum();
    let equivalent: usize = tallies.values().map(|tally| tally.equivalent).sum();
    println!("{made} mutants, {} survivors, {families:?}", survivors.len());
    assert!(equivalent * 20 <= made);
    assert_eq!(tallies.values().map(|tally| tally.raised).sum::<usize>(), 0, "a mutant gained");
    for (family, (made, killed)) in families {
        let target = match family {
            "H" => 1.0,
            "D and I" => 0.98,
            _ => 0.90,
        };
        assert!(killed as f64 >= target * made as f64, "{family}: {killed} of {made}");
    }
}

fn rule_of(operator: &str) -> &'static str {
    match operator {
        "drop capability"
        | "duplicate capability"
        | "typo"
        | "double owner"
        | "split aggregate"
        | "delete link"
        | "merge zones" => "H",
        "merge all"
        | "merge loads"
        | "merge unrelated"
        | "move entity"
        | "reassign team"
        | "one service per entity"
        | "cut by layers"
        | "pointless pattern"
        | "delete feed of a read model"
        | "two-phase commit beside saga" => "S",
        _ => "D",
    }
}

/// Operators after which every name still stands for something, so that others can follow.
const FIRST: [&str; 14] = [
    "delete link",
    "link to db",
    "command to event",
    "waiting step by event",
    "reverse call",
    "bare retry",
    "strip protection",
    "remove saga",
    "drop compensation",
    "drop outbox",
    "drop idempotency",
    "remove read model",
    "move entity",
    "reassign team",
];

/// Operators that draw missing links, join services or write a new answer: as a second mistake they
/// would take the first one back.
const HEALING: [&str; 11] = [
    "split aggregate",
    "move entity",
    "merge loads",
    "merge unrelated",
    "merge all",
    "one service per entity",
    "cut by layers",
    "all through one",
    "split a hot pair",
    "split strong transaction",
    "command to event",
];

/// Pairs of mistakes that are tried.
const PAIRS: usize = 1_000;

#[test]
fn two_mistakes_score_no_better_than_one() {
    let mut dice = super::hostile::Dice(7);
    let mut better = Vec::new();
    let mut tried = 0;
    let folders = folders();
    let answers: Vec<_> =
        folders.iter().flat_map(|f| f.references.iter().map(move |r| (f, r))).collect();
    while tried < PAIRS {
        let (folder, reference) = &answers[dice.below(answers.len())];
        let facts = folder.exercise.scenario();
        let points = |answer: &Architecture| assess(facts, answer, &BOOK).score.points();
        let singles = mutants(facts, &reference.answer);
        let first: Vec<&Mutant> = singles.iter().filter(|m| FIRST.contains(&m.operator)).collect();
        if first.is_empty() {
            continue;
        }
        let one = first[dice.below(first.len())];
        let after = mutants(facts, &one.answer);
        for _ in 0..20 {
            let both = &after[dice.below(after.len())];
            if HEALING.contains(&both.operator) {
                continue;
            }
            let same = |m: &&Mutant| m.operator == both.operator && m.names == both.names;
            let (mut alike, again) = (singles.iter().filter(same), after.iter().filter(same));
            let (Some(two), None, 1) = (alike.next(), alike.next(), again.count()) else {
                continue;
            };
            tried += 1;
            let (a, b, ab) = (points(&one.answer), points(&two.answer), points(&both.answer));
            if ab > a.min(b) + 2.0 {
                better.push(format!(
                    "{}/{}: {} of {} gets {a}, {} of {} gets {b}, both get {ab}",
                    facts.id, reference.name, one.operator, one.names, two.operator, two.names
                ));
            }
        }
    }
    println!("{tried} pairs, {} better than their worse half", better.len());
    assert!(better.is_empty(), "{}", better.join("\n"));
}

/// Services of a cut, for the shapes.
pub(super) fn service(
    name: &str,
    does: Vec<String>,
    owns: Vec<String>,
    team: Option<&str>,
) -> Service {
    Service { name: name.into(), does, owns, team: team.map(str::to_owned), ..Service::default() }
}
