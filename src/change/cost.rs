//! What an adaptation costs: the cheapest edit script between two designs, computed and not counted
//! while somebody types. Services are the same where that saves most (assignment, exact), so that a new
//! name is free. All sums are in halves of a point.
//!
//! The weights are ours. † They follow what is dear in practice: data that moves is migrated while it
//! is used, a contract that changes is renegotiated, a border that a team does not share needs two.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::matching::assign;
use crate::design::{Apply, Architecture, PatternBook, Scenario, Service};

/// A capability gets another home.
pub const CAPABILITY: u32 = 2;
/// An entity gets another owner and its data moves …
pub const ENTITY: u32 = 6;
/// … and each further entity of an aggregate that moves the same way.
pub const FURTHER: u32 = 2;
pub const CREATED: u32 = 4;
pub const DISSOLVED: u32 = 2;
/// A link is drawn or dropped.
pub const LINK: u32 = 2;
/// A link gets another style: its contract changes.
pub const STYLE: u32 = 4;
/// A protection on a link, a route at an entry, a way back in a saga, another number of copies.
pub const PROTECTION: u32 = 1;
/// A pattern is put in by its cost in the catalog: 1 or 2 is low, 3 medium, more is high.
pub const PATTERN: [u32; 3] = [2, 4, 8];
/// A pattern is taken away.
pub const UNAPPLIED: u32 = 1;
/// What moves leaves its team, or a service as a whole is handed over.
pub const TEAM: u32 = 2;

/// One edit of the script with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is done, a phrase in the imperative.
    pub text: String,
    /// In halves of a point.
    pub halves: u32,
}

/// What was altered between two designs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adaptation {
    /// The dearest first.
    pub edits: Vec<Edit>,
    /// In halves of a point.
    pub halves: u32,
    /// Services that were touched, by the names that they have now, or had.
    pub touched: BTreeSet<String>,
    /// Services that there were or are.
    pub services: usize,
    /// Teams that must release together.
    pub teams: BTreeSet<String>,
}

impl Adaptation {
    /// The cost in points.
    pub fn points(&self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// Share of the services that were touched, 0..=1: the blast radius.
    pub fn radius(&self) -> f64 {
        self.touched.len() as f64 / self.services.max(1) as f64
    }

    /// What was paid for most, a phrase; nothing where it was free.
    pub fn mostly(&self) -> Option<&str> {
        self.edits.first().map(|edit| edit.text.as_str())
    }
}

impl Serialize for Edit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut row = serializer.serialize_struct("Edit", 2)?;
        row.serialize_field("text", &self.text)?;
        row.serialize_field("cost", &(f64::from(self.halves) / 2.0))?;
        row.end()
    }
}

/// The cheapest script from one design to another, under the facts that hold after it. What names only
/// new things, or things that are gone, is free.
pub fn adaptation(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    after: &Architecture,
) -> Adaptation {
    // A service that is emptied and filled anew is one service where only members are looked at, or a
    // detour over it would be cheaper; where links count more it is two.
    let scripts = [Same::Any, Same::WithMembers].map(|same| {
        let mut script = Script::new(facts, before, after, same);
        script.services();
        script.members();
        script.links();
        script.patterns(book);
        script.done()
    });
    let [any, with_members] = scripts;
    if with_members.halves < any.halves { with_members } else { any }
}

/// Which services may be taken for the same one.
#[derive(Clone, Copy, PartialEq)]
enum Same {
    Any,
    /// Those that have something in common, or nothing but their name.
    WithMembers,
}

/// A service on both sides, by its number in the script.
type Node = usize;

/// For each member, and whether it is an entity: where it stands before and after.
type Places<'a> = BTreeMap<(bool, &'a str), (Option<Node>, Option<Node>)>;

struct Script<'a> {
    facts: &'a Scenario,
    before: &'a Architecture,
    after: &'a Architecture,
    /// Before and after, where it stands on each side.
    nodes: Vec<(Option<&'a Service>, Option<&'a Service>)>,
    edits: Vec<Edit>,
    touched: BTreeSet<Node>,
}

/// What a service holds.
fn members(service: &Service) -> impl Iterator<Item = (bool, &str)> {
    let does = service.does.iter().map(|name| (false, name.as_str()));
    does.chain(service.owns.iter().map(|name| (true, name.as_str())))
}

/// More than there can be services that keep their names.
const MORE_THAN_NAMES: i64 = 1 << 20;

/// What it would save to take two services for the same one: what stays, and that none is made or
/// dissolved.
fn saved(before: &Service, after: &Service, same: Same) -> i64 {
    let has: BTreeSet<(bool, &str)> = members(after).collect();
    let common = members(before).filter(|member| has.contains(member));
    let moves: u32 = common.map(|(entity, _)| if entity { ENTITY } else { CAPABILITY }).sum();
    let named = before.name == after.name;
    let empty = has.is_empty() && members(before).next().is_none();
    if same == Same::WithMembers && moves == 0 && !(named && empty) {
        return 0;
    }
    // Of two that save as much, the one that keeps its name.
    i64::from(moves + CREATED + DISSOLVED) * MORE_THAN_NAMES + i64::from(named)
}

impl<'a> Script<'a> {
    fn new(
        facts: &'a Scenario,
        before: &'a Architecture,
        after: &'a Architecture,
        same: Same,
    ) -> Self {
        let gains: Vec<Vec<i64>> = before
            .services
            .iter()
            .map(|one| after.services.iter().map(|two| saved(one, two, same)).collect())
            .collect();
        let mut nodes: Vec<(Option<&Service>, Option<&Service>)> = Vec::new();
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for (row, column) in assign(&gains, after.services.len()).into_iter().enumerate() {
            let column = column.filter(|column| gains[row][*column] > 0);
            found.extend(column);
            nodes.push((before.services.get(row), column.and_then(|c| after.services.get(c))));
        }
        let rest = after.services.iter().enumerate().filter(|(at, _)| !found.contains(at));
        nodes.extend(rest.map(|(_, service)| (None, Some(service))));
        Self { facts, before, after, nodes, edits: Vec::new(), touched: BTreeSet::new() }
    }

    fn pay(&mut self, halves: u32, touched: impl IntoIterator<Item = Node>, text: String) {
        self.touched.extend(touched);
        self.edits.push(Edit { text, halves });
    }

    /// What a service is called; with both names where it has another one now.
    fn name(&self, node: Node) -> String {
        match self.nodes[node] {
            (Some(before), Some(after)) if before.name != after.name => {
                format!("{} (now {})", before.name, after.name)
            }
            (before, after) => after.or(before).map_or_else(String::new, |one| one.name.clone()),
        }
    }

    /// The team of a service; that of before, where it was there.
    fn team(&self, node: Node) -> Option<&'a str> {
        let (before, after) = self.nodes[node];
        before.or(after).and_then(|service| service.team.as_deref())
    }

    fn services(&mut self) {
        for node in 0..self.nodes.len() {
            let name = self.name(node);
            match self.nodes[node] {
                (None, _) => self.pay(CREATED, [node], format!("make the service {name}")),
                (_, None) => self.pay(DISSOLVED, [node], format!("dissolve the service {name}")),
                (Some(before), Some(after)) => {
                    if before.team != after.team {
                        let team = after.team.as_deref().unwrap_or("no team");
                        self.pay(TEAM, [node], format!("hand {name} over to {team}"));
                    }
                    if before.replicas != after.replicas {
                        let text = format!("run {} copies of {name}", after.replicas);
                        self.pay(PROTECTION, [node], text);
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

    /// What moves: entities of one aggregate that go the same way are one move.
    fn members(&mut self) {
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
            let crossed = if self.team(from) == self.team(to) { 0 } else { TEAM };
            if !is_entity {
                let text = format!("move {name} from {} to {}", self.name(from), self.name(to));
                self.pay(CAPABILITY + crossed, [from, to], text);
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
            let crossed = if self.team(from) == self.team(to) { 0 } else { TEAM };
            let text = format!(
                "move {} with its data from {} to {}",
                crate::text::listed(&names),
                self.name(from),
                self.name(to)
            );
            self.pay(ENTITY + FURTHER * further + crossed, [from, to], text);
        }
    }

    /// The number of a service by its name on one side; what is none keeps its name.
    fn end(&self, name: &str, is_after: bool) -> Result<Node, String> {
        let at = self.nodes.iter().position(|(before, after)| {
            let side = if is_after { after } else { before };
            side.is_some_and(|service| service.name == name)
        });
        at.ok_or_else(|| name.to_owned())
    }

    fn shown(&self, end: &Result<Node, String>) -> String {
        match end {
            Ok(node) => self.name(*node),
            Err(name) => name.clone(),
        }
    }

    fn links(&mut self) {
        type Ends = (Result<Node, String>, Result<Node, String>);
        type Styled = BTreeMap<&'static str, BTreeSet<String>>;
        let mut pairs: BTreeMap<Ends, (Styled, Styled)> = BTreeMap::new();
        for (design, is_after) in [(self.before, false), (self.after, true)] {
            for link in &design.links {
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
            for (from, to) in gone.iter().zip(&new) {
                let text = format!("turn the {from} link {arrow} into {to}");
                self.pay(STYLE, touched.iter().copied(), text);
            }
            for style in gone.iter().skip(turned) {
                self.pay(LINK, touched.iter().copied(), format!("drop the {style} link {arrow}"));
            }
            for style in new.iter().skip(turned) {
                self.pay(LINK, touched.iter().copied(), format!("draw {arrow} ({style})"));
            }
            let with =
                |side: &Styled| -> BTreeSet<String> { side.values().flatten().cloned().collect() };
            for name in with(&before).symmetric_difference(&with(&after)) {
                let text = format!("change {name} on {arrow}");
                self.pay(PROTECTION, touched.iter().copied(), text);
            }
        }
    }

    fn patterns(&mut self, book: &PatternBook) {
        type Place = (String, String, String);
        type Parts = BTreeSet<String>;
        let mut places: BTreeMap<Place, (Option<Parts>, Option<Parts>)> = BTreeMap::new();
        let mut nodes: BTreeMap<Place, BTreeSet<Node>> = BTreeMap::new();
        for (design, is_after) in [(self.before, false), (self.after, true)] {
            for apply in &design.applies {
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
                    self.pay(price(book, pattern), touched.iter().copied(), text);
                    (&none, after)
                }
                (Some(before), None) => {
                    let text = format!("take {pattern} off{stands}{runs}");
                    self.pay(UNAPPLIED, touched.iter().copied(), text);
                    // What it had goes with it.
                    (before, before)
                }
                (before, after) => {
                    (before.as_ref().unwrap_or(&none), after.as_ref().unwrap_or(&none))
                }
            };
            for part in before.symmetric_difference(after) {
                self.pay(
                    PROTECTION,
                    touched.iter().copied(),
                    format!("change {part} of {pattern}"),
                );
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

    fn done(mut self) -> Adaptation {
        self.edits.sort_by(|a, b| b.halves.cmp(&a.halves).then_with(|| a.text.cmp(&b.text)));
        let team_of = |node: &Node| self.team(*node).map(str::to_owned);
        Adaptation {
            halves: self.edits.iter().map(|edit| edit.halves).sum(),
            teams: self.touched.iter().filter_map(team_of).collect(),
            touched: self.touched.iter().map(|node| self.name(*node)).collect(),
            services: self.nodes.len(),
            edits: self.edits,
        }
    }
}

fn price(book: &PatternBook, pattern: &str) -> u32 {
    let cost = book.number(pattern).and_then(|at| book.entry(at).grading.cost);
    let [low, medium, high] = PATTERN;
    match cost.unwrap_or(3) {
        0..=2 => low,
        3 => medium,
        _ => high,
    }
}
