//! The edits of an adaptation, counted one by one: services, what moves, links, patterns.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, Node, Places, of_pattern};
use crate::design::{Apply, Architecture, Link, PatternBook, Scenario, Service, weights::Weight};
use crate::text::counted;

pub(super) struct Script<'a> {
    pub(super) facts: &'a Scenario,
    pub(super) before: &'a Architecture,
    pub(super) after: &'a Architecture,
    /// Before and after, where it stands on each side.
    pub(super) nodes: Vec<(Option<&'a Service>, Option<&'a Service>)>,
    pub(super) edits: Vec<Edit>,
    pub(super) touched: BTreeSet<Node>,
}

/// What a service holds.
pub(super) fn members(service: &Service) -> impl Iterator<Item = (bool, &str)> {
    let does = service.does.iter().map(|name| (false, name.as_str()));
    does.chain(service.owns.iter().map(|name| (true, name.as_str())))
}

impl<'a> Script<'a> {
    pub(super) fn services(&mut self) {
        for node in 0..self.nodes.len() {
            let name = self.name(node);
            match self.nodes[node] {
                (None, _) => {
                    let text = format!("make the service {name}");
                    self.pay(self.weigh(Weight::MakeService), [node], text);
                }
                (_, None) => {
                    let text = format!("dissolve the service {name}");
                    self.pay(self.weigh(Weight::DissolveService), [node], text);
                }
                (Some(before), Some(after)) => {
                    if before.team != after.team {
                        let team = after.team.as_deref().unwrap_or("no team");
                        let text = format!("hand {name} over to {team}");
                        self.pay(self.weigh(Weight::HandOver), [node], text);
                    }
                    if before.replicas != after.replicas {
                        let text = format!("run {} of {name}", counted(after.replicas, "copy"));
                        self.pay(self.weigh(Weight::Protection), [node], text);
                    }
                }
            }
        }
    }

    /// Where each member stands on both sides.
    fn places(&self) -> Places<'a> {
        let mut places = Places::new();
        for (node, (before, after)) in self.nodes.iter().enumerate() {
            for member in before.iter().flat_map(|service| members(service)) {
                places.entry(member).or_default().0.get_or_insert(node);
            }
            for member in after.iter().flat_map(|service| members(service)) {
                places.entry(member).or_default().1.get_or_insert(node);
            }
        }
        places
    }

    /// What it weighs more to move between services of different teams.
    fn border(&self, from: Node, to: Node) -> u32 {
        if self.team(from) == self.team(to) { 0 } else { self.weigh(Weight::CrossTeam) }
    }

    /// Words for what [`border`](Self::border) adds.
    fn leaving(&self, from: Node, to: Node) -> &'static str {
        if self.team(from) == self.team(to) { "" } else { ", out of its team" }
    }

    /// What moves: entities of one aggregate that go the same way are one move.
    pub(super) fn members(&mut self) {
        let mut groups: BTreeMap<(Node, Node, usize), Vec<&str>> = BTreeMap::new();
        let entities = self.facts.entities.len();
        for ((is_entity, name), (from, to)) in self.places() {
            let (from, to) = match (from, to) {
                (Some(from), Some(to)) if from != to => (from, to),
                (None, Some(to)) => {
                    self.touched.insert(to);
                    continue;
                }
                _ => continue,
            };
            if !is_entity {
                let (one, two) = (self.name(from), self.name(to));
                let text = format!("move {name} from {one} to {two}{}", self.leaving(from, to));
                let halves = self.weigh(Weight::MoveCapability) + self.border(from, to);
                self.pay(halves, [from, to], text);
                continue;
            }
            let entity = self.facts.entity(name);
            let aggregate = entity.and_then(|at| self.facts.entities[at].aggregate);
            // What is in no aggregate moves alone.
            let key = aggregate.unwrap_or_else(|| entities + groups.len());
            groups.entry((from, to, key)).or_default().push(name);
        }
        for ((from, to, _), names) in groups {
            let further = u32::try_from(names.len() - 1).unwrap_or(u32::MAX);
            let entity = self.weigh(Weight::MoveEntity);
            let further = further * self.weigh(Weight::MoveFurther).min(entity);
            let text = format!(
                "move {} with its data from {} to {}{}",
                crate::text::listed(&names),
                self.name(from),
                self.name(to),
                self.leaving(from, to)
            );
            self.pay(entity + further + self.border(from, to), [from, to], text);
        }
    }

    fn shown(&self, end: &Result<Node, String>) -> String {
        match end {
            Ok(node) => self.name(*node),
            Err(name) => name.clone(),
        }
    }

    pub(super) fn links(&mut self) {
        type Ends = (Result<Node, String>, Result<Node, String>);
        type Styled = BTreeMap<&'static str, BTreeSet<String>>;
        let mut pairs: BTreeMap<Ends, (Styled, Styled)> = BTreeMap::new();
        for (design, is_after) in [(self.before, false), (self.after, true)] {
            for link in design.links.iter().filter(|link| stands(self.facts, design, link)) {
                let ends = (self.end(&link.from, is_after), self.end(&link.to, is_after));
                let sides = pairs.entry(ends).or_default();
                let side = if is_after { &mut sides.1 } else { &mut sides.0 };
                side.entry(link.style.word()).or_default().extend(link.with.iter().cloned());
            }
        }
        for (ends, (before, after)) in pairs {
            // A link between two that became one is gone by itself.
            if ends.0 == ends.1 {
                continue;
            }
            let arrow = format!("{}->{}", self.shown(&ends.0), self.shown(&ends.1));
            let touched: Vec<Node> = [&ends.0, &ends.1].into_iter().flatten().copied().collect();
            let gone: Vec<_> = before.keys().filter(|style| !after.contains_key(*style)).collect();
            let new: Vec<_> = after.keys().filter(|style| !before.contains_key(*style)).collect();
            let turned = gone.len().min(new.len());
            let link = self.weigh(Weight::Link);
            let style = self.weigh(Weight::LinkStyle).min(2 * link);
            for (from, to) in gone.iter().zip(&new) {
                let text = format!("turn the {from} link {arrow} into {to}");
                self.pay(style, touched.iter().copied(), text);
            }
            for style in gone.iter().skip(turned) {
                self.pay(link, touched.iter().copied(), format!("drop the {style} link {arrow}"));
            }
            for style in new.iter().skip(turned) {
                self.pay(link, touched.iter().copied(), format!("draw {arrow} ({style})"));
            }
            let with =
                |side: &Styled| -> BTreeSet<String> { side.values().flatten().cloned().collect() };
            let (before, after) = (with(&before), with(&after));
            for name in before.symmetric_difference(&after) {
                let text = if after.contains(name) {
                    format!("put {name} on {arrow}")
                } else {
                    format!("take {name} off {arrow}")
                };
                self.pay(self.weigh(Weight::Protection), touched.iter().copied(), text);
            }
        }
    }

    pub(super) fn patterns(&mut self, book: &PatternBook) {
        type Place = (String, String, String);
        type Parts = BTreeSet<String>;
        let mut places: BTreeMap<Place, (Option<Parts>, Option<Parts>)> = BTreeMap::new();
        let mut nodes: BTreeMap<Place, BTreeSet<Node>> = BTreeMap::new();
        for (design, is_after) in [(self.before, false), (self.after, true)] {
            for apply in design.applies.iter().filter(|apply| is_on(self.facts, design, apply)) {
                let place = self.place_of(apply, is_after);
                let at = [apply.on.as_ref(), apply.at.as_ref()].into_iter().flatten();
                let at = at.filter_map(|name| self.end(name, is_after).ok());
                nodes.entry(place.clone()).or_default().extend(at);
                let sides = places.entry(place).or_default();
                let side = if is_after { &mut sides.1 } else { &mut sides.0 };
                let shown = |name: &String| self.shown(&self.end(name, is_after));
                let parts =
                    apply.exposes.iter().map(|name| format!("the route to {}", shown(name)));
                let undo = apply.compensate.iter();
                let undo = undo.map(|(step, undo)| format!("the way back {step}: {undo}"));
                side.get_or_insert_default().extend(parts.chain(undo));
            }
        }
        for (place, sides) in places {
            let (pattern, on, at) = &place;
            let touched = nodes.remove(&place).unwrap_or_default();
            let runs = if at.is_empty() { String::new() } else { format!(" at {at}") };
            let stands = if on.is_empty() { String::new() } else { format!(" on {on}") };
            let none = Parts::new();
            let (before, after) = match &sides {
                (None, Some(after)) => {
                    let text = format!("apply {pattern}{stands}{runs}");
                    self.pay(self.weigh(of_pattern(book, pattern)), touched.iter().copied(), text);
                    (&none, after)
                }
                (Some(before), None) => {
                    let text = format!("take {pattern} off{stands}{runs}");
                    self.pay(self.weigh(Weight::DropPattern), touched.iter().copied(), text);
                    // What it had goes with it.
                    (before, before)
                }
                (before, after) => {
                    (before.as_ref().unwrap_or(&none), after.as_ref().unwrap_or(&none))
                }
            };
            for part in before.symmetric_difference(after) {
                let text = if after.contains(part) {
                    format!("add {part} to {pattern}")
                } else {
                    format!("take {part} out of {pattern}")
                };
                self.pay(self.weigh(Weight::Protection), touched.iter().copied(), text);
            }
        }
    }

    /// A pattern with its places, in names that both sides share.
    fn place_of(&self, apply: &Apply, is_after: bool) -> (String, String, String) {
        let shown = |name: &str| self.shown(&self.end(name, is_after));
        let on = apply.on.as_deref().map(|on| match on.split_once("->") {
            Some((from, to)) => format!("{}->{}", shown(from.trim()), shown(to.trim())),
            None => shown(on),
        });
        let at = apply.at.as_deref().map(shown);
        (apply.pattern.clone(), on.unwrap_or_default(), at.unwrap_or_default())
    }
}

/// Whether a link leads somewhere and serves something that there is: what a change took away is paid for by
/// nobody, and so are its links.
fn stands(facts: &Scenario, design: &Architecture, link: &Link) -> bool {
    let served = |name: &String| facts.transaction(name).is_some() || facts.view(name).is_some();
    let ends = [&link.from, &link.to].into_iter().all(|name| is_end(facts, design, name));
    ends && (link.serves.is_empty() || link.serves.iter().any(served))
}

/// Whether a pattern stands on something that there is.
fn is_on(facts: &Scenario, design: &Architecture, apply: &Apply) -> bool {
    apply.on.as_deref().is_none_or(|on| match on.split_once("->") {
        Some((from, to)) => is_end(facts, design, from.trim()) && is_end(facts, design, to.trim()),
        None => {
            is_end(facts, design, on)
                || facts.transaction(on).is_some()
                || facts.view(on).is_some()
                || facts.client(on).is_some()
        }
    })
}

fn is_end(facts: &Scenario, design: &Architecture, name: &str) -> bool {
    design.service(name).is_some() || facts.external(name).is_some()
}
