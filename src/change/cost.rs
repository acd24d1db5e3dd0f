//! What an adaptation costs: the cheapest edit script between two designs, computed and not counted
//! while somebody types. Services are the same where that saves most (assignment, exact), so that a new
//! name is free. All sums are in halves of a point.

mod script;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::matching::assign;
use crate::design::{
    Architecture, PatternBook, Scenario, Service,
    weights::{Weight, Weights, points},
};
use script::{Script, members};

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
        points(self.halves)
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
        row.serialize_field("cost", &points(self.halves))?;
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
    let scripts = [Same::Any, Same::WithMembers];
    let [any, with_members] = scripts.map(|same| Script::new(facts, before, after, same));
    let is_same = any.nodes == with_members.nodes;
    let any = any.counted(book);
    if is_same {
        return any;
    }
    let with_members = with_members.counted(book);
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

/// More than there can be services that keep their names.
const MORE_THAN_NAMES: i64 = 1 << 20;

/// What it would save to take two services for the same one: what stays, and that none is made or
/// dissolved.
fn saved(
    weights: &Weights,
    before: &Service,
    after: (&Service, &BTreeSet<(bool, &str)>),
    same: Same,
) -> i64 {
    let (after, has) = after;
    let common = members(before).filter(|member| has.contains(member));
    let weigh = |entity| if entity { Weight::MoveEntity } else { Weight::MoveCapability };
    let moves: u32 = common.map(|(entity, _)| weights.get(weigh(entity))).sum();
    let named = before.name == after.name;
    let empty = has.is_empty() && members(before).next().is_none();
    if same == Same::WithMembers && moves == 0 && !(named && empty) {
        return 0;
    }
    // Of two that save as much, the one that keeps its name.
    let whole = weights.get(Weight::MakeService) + weights.get(Weight::DissolveService);
    i64::from(moves + whole) * MORE_THAN_NAMES + i64::from(named)
}

impl<'a> Script<'a> {
    fn new(
        facts: &'a Scenario,
        before: &'a Architecture,
        after: &'a Architecture,
        same: Same,
    ) -> Self {
        let held: Vec<BTreeSet<(bool, &str)>> =
            after.services.iter().map(|service| members(service).collect()).collect();
        let gains_of = |one| -> Vec<i64> {
            let pairs = after.services.iter().zip(&held);
            pairs.map(|two| saved(&facts.weights, one, two, same)).collect()
        };
        let gains: Vec<Vec<i64>> = before.services.iter().map(gains_of).collect();
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

    /// The script with all its edits.
    fn counted(mut self, book: &PatternBook) -> Adaptation {
        self.services();
        self.members();
        self.links();
        self.patterns(book);
        self.done()
    }

    fn weigh(&self, weight: Weight) -> u32 {
        self.facts.weights.get(weight)
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

    /// The number of a service by its name on one side; what is none keeps its name.
    fn end(&self, name: &str, is_after: bool) -> Result<Node, String> {
        let at = self.nodes.iter().position(|(before, after)| {
            let side = if is_after { after } else { before };
            side.is_some_and(|service| service.name == name)
        });
        at.ok_or_else(|| name.to_owned())
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

/// What it weighs to put a pattern in, by its cost in the catalog.
fn of_pattern(book: &PatternBook, pattern: &str) -> Weight {
    let cost = book.number(pattern).and_then(|at| book.entry(at).grading.cost);
    match cost.unwrap_or(3) {
        0..=2 => Weight::PatternLow,
        3 => Weight::PatternMedium,
        _ => Weight::PatternHigh,
    }
}
