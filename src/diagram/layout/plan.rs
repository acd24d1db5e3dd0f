//! Which lines each group holds: every edge is cut at the frames it crosses, given a side at each
//! end, and bundled with its fellows of one source or one target.

use std::collections::HashMap;
use std::rc::Rc;

use super::Settings;
use super::bundle::bundle;
use crate::diagram::model::{Direction, Edge, End, Graph, Head, Stroke};

/// A side of a box, along the direction in which layers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Bottom,
}

/// Where a line passes through or ends at the frame of a group.
#[derive(Debug, Clone)]
pub(super) struct Port {
    pub side: Side,
    pub edges: Vec<usize>,
}

/// One end of a link inside a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Spot {
    /// A child, and the port if the line goes on inside it.
    Child(usize, Option<usize>),
    /// The frame of the level itself.
    Port(usize),
}

/// A line, or a share of several lines, between two spots of one level.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub upper: Spot,
    pub lower: Spot,
    /// Links of one net may share cells.
    pub net: usize,
    /// The shared end of the net.
    pub rooted: Side,
    pub label: Option<usize>,
    pub edges: Rc<[usize]>,
    pub upper_head: Head,
    pub lower_head: Head,
    pub stroke: Stroke,
    pub length: usize,
}

/// The content of the whole diagram or of one group.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    pub children: Vec<End>,
    pub ports: Vec<Port>,
    pub links: Vec<Link>,
    /// Lines from a child to itself: child and edge.
    pub loops: Vec<(usize, usize)>,
    pub direction: Direction,
    /// How many lines from outside end at its frame.
    pub ended: i32,
}

/// All levels: the whole diagram first, then group `g` at `g + 1`.
pub(super) struct Plan {
    pub levels: Vec<Level>,
    /// Which edges run against the layers.
    pub flipped: Vec<bool>,
}

/// The levels that hold an end, innermost first, each with its child there.
type Chain = Vec<(usize, usize)>;

/// The level of an edge and its two ends there; `None` is the frame of the level itself.
struct Meeting {
    level: usize,
    from: Option<usize>,
    to: Option<usize>,
}

pub(super) fn plan(graph: &Graph, settings: &Settings) -> Plan {
    let mut levels = vec![Level::default(); graph.groups.len() + 1];
    let mut places = HashMap::new();
    let mut ends: Vec<_> = (0..graph.nodes.len())
        .map(|node| (graph.nodes[node].span.start, 1, End::Node(node)))
        .chain((0..graph.groups.len()).map(|g| (graph.groups[g].span.start, 0, End::Group(g))))
        .collect();
    ends.sort();
    for (.., end) in ends {
        let level = graph.parent(end).map_or(0, |group| group + 1);
        places.insert(end, (level, levels[level].children.len()));
        levels[level].children.push(end);
    }
    let chains: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| (chain(&places, edge.from), chain(&places, edge.to)))
        .collect();
    let meetings: Vec<_> =
        graph.edges.iter().zip(&chains).map(|(edge, (from, to))| meet(edge, from, to)).collect();
    let flipped = flips(&levels, &meetings);
    let free: Vec<_> =
        meetings.iter().map(|meeting| meeting.from.is_some() && meeting.to.is_some()).collect();
    let bundles = bundle(graph, &flipped, &free, settings.fans);
    let mut builder = Builder { levels, ports: HashMap::new(), links: HashMap::new() };
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.stroke == Stroke::Invisible && meetings[index].from == meetings[index].to {
            continue;
        }
        builder.add(index, edge, &meetings[index], &chains[index], flipped[index], bundles[index]);
    }
    let mut levels = builder.levels;
    directions(graph, &mut levels, settings);
    Plan { levels, flipped }
}

/// Follows the groups around an end outwards.
fn chain(places: &HashMap<End, (usize, usize)>, end: End) -> Chain {
    let mut chain = Vec::new();
    let mut at = places.get(&end).copied();
    while let Some((level, child)) = at {
        chain.push((level, child));
        at = level.checked_sub(1).and_then(|group| places.get(&End::Group(group)).copied());
    }
    chain
}

fn meet(edge: &Edge, from: &[(usize, usize)], to: &[(usize, usize)]) -> Meeting {
    // A group and something inside it meet at the group's own frame.
    for (end, chain, outer) in [(edge.from, to, true), (edge.to, from, false)] {
        if let End::Group(group) = end
            && edge.from != edge.to
            && let Some(&(level, child)) = chain.iter().find(|(level, _)| *level == group + 1)
        {
            let (from, to) = if outer { (None, Some(child)) } else { (Some(child), None) };
            return Meeting { level, from, to };
        }
    }
    for &(level, child) in from {
        if let Some(&(_, other)) = to.iter().find(|(place, _)| *place == level) {
            return Meeting { level, from: Some(child), to: Some(other) };
        }
    }
    Meeting { level: 0, from: None, to: None }
}

/// Whether each edge runs against the layers, so that no level has a cycle.
fn flips(levels: &[Level], meetings: &[Meeting]) -> Vec<bool> {
    let mut flipped = vec![false; meetings.len()];
    for (index, level) in levels.iter().enumerate() {
        let arcs: Vec<_> = meetings
            .iter()
            .enumerate()
            .filter(|(_, meeting)| meeting.level == index)
            .filter_map(|(edge, meeting)| Some((meeting.from?, meeting.to?, edge)))
            .collect();
        for edge in super::rank::back_arcs(level.children.len(), &arcs) {
            flipped[edge] = true;
        }
    }
    flipped
}

/// One edge on its way through the levels.
#[derive(Clone, Copy)]
struct Route<'a> {
    index: usize,
    edge: &'a Edge,
    meeting: &'a Meeting,
    net: usize,
    from_root: bool,
}

struct Builder {
    levels: Vec<Level>,
    /// Ports by level, side and net.
    ports: HashMap<(usize, Side, usize), usize>,
    /// Links by level, ends and net.
    links: HashMap<(usize, Spot, Spot, usize), usize>,
}

impl Builder {
    fn add(
        &mut self,
        index: usize,
        edge: &Edge,
        meeting: &Meeting,
        (from, to): &(Chain, Chain),
        flipped: bool,
        (net, from_root): (usize, bool),
    ) {
        let level = meeting.level;
        if meeting.from.is_some() && meeting.from == meeting.to {
            if let Some(child) = meeting.from {
                self.levels[level].loops.push((child, index));
            }
            return;
        }
        let from_side = if flipped { Side::Top } else { Side::Bottom };
        let to_side = if flipped { Side::Bottom } else { Side::Top };
        let labelled = edge.is_labelled();
        let from_key = if from_root || !labelled { net } else { index };
        let to_key = if !from_root || !labelled { net } else { index };
        let route = Route { index, edge, meeting, net, from_root };
        let from_spot = self.descend(&route, from, from_side, from_key, true);
        let to_spot = self.descend(&route, to, to_side, to_key, false);
        let from_spot = from_spot.unwrap_or_else(|| {
            // The line starts at the frame that holds its target.
            self.port(level, Side::Top, index, index)
        });
        let to_spot = to_spot.unwrap_or_else(|| self.port(level, Side::Bottom, index, index));
        for (end, outside) in [(edge.from, meeting.from), (edge.to, meeting.to)] {
            if let (End::Group(group), Some(_)) = (end, outside) {
                self.levels[group + 1].ended += 1;
            }
        }
        let tail = if meeting.from.is_none() || last(from, level) { edge.tail } else { Head::None };
        let head = if meeting.to.is_none() || last(to, level) { edge.head } else { Head::None };
        let (upper, lower) = if flipped { (to_spot, from_spot) } else { (from_spot, to_spot) };
        let (upper_head, lower_head) = if flipped { (head, tail) } else { (tail, head) };
        let rooted = if from_root != flipped { Side::Top } else { Side::Bottom };
        self.link(
            level,
            Link {
                upper,
                lower,
                net,
                rooted,
                label: labelled.then_some(index),
                edges: Rc::from([index]),
                upper_head,
                lower_head,
                stroke: edge.stroke,
                length: edge.length.clamp(1, 4),
            },
        );
    }

    /// Follows an edge from the level where its ends meet down to one end; returns the spot there.
    fn descend(
        &mut self,
        route: &Route<'_>,
        chain: &[(usize, usize)],
        side: Side,
        key: usize,
        is_from: bool,
    ) -> Option<Spot> {
        let Route { index, edge, meeting, net, from_root } = *route;
        let child = if is_from { meeting.from? } else { meeting.to? };
        let depth = chain.iter().position(|(level, _)| *level == meeting.level)?;
        let inner = depth.checked_sub(1).map(|at| chain[at].0);
        let port = inner.map(|level| self.port(level, side, key, index));
        let spot = Spot::Child(
            child,
            port.and_then(|spot| match spot {
                Spot::Port(port) => Some(port),
                Spot::Child(..) => None,
            }),
        );
        // Inside each group on the way the line runs from its frame to the next one or to the end.
        for at in (0..depth).rev() {
            let (level, child) = chain[at];
            let deeper = at.checked_sub(1).map(|at| chain[at].0);
            let next = deeper.map(|inner| self.port(inner, side, key, index));
            let next = match next {
                Some(Spot::Port(port)) => Spot::Child(child, Some(port)),
                _ => Spot::Child(child, None),
            };
            let frame = self.port(level, side, key, index);
            let end =
                if at == 0 { if is_from { edge.tail } else { edge.head } } else { Head::None };
            let (upper, lower, upper_head, lower_head) = match side {
                Side::Top => (frame, next, Head::None, end),
                Side::Bottom => (next, frame, end, Head::None),
            };
            // A fan that spreads inside this group is rooted at its frame.
            let inner_net = if key == net { net } else { index };
            let rooted = match (side, is_from == from_root) {
                (side, false) => side,
                (Side::Top, true) => Side::Bottom,
                (Side::Bottom, true) => Side::Top,
            };
            self.link(
                level,
                Link {
                    upper,
                    lower,
                    net: inner_net,
                    rooted,
                    label: None,
                    edges: Rc::from([index]),
                    upper_head,
                    lower_head,
                    stroke: edge.stroke,
                    length: 1,
                },
            );
        }
        Some(spot)
    }

    fn port(&mut self, level: usize, side: Side, key: usize, edge: usize) -> Spot {
        let ports = &mut self.levels[level].ports;
        let port = *self.ports.entry((level, side, key)).or_insert_with(|| {
            ports.push(Port { side, edges: Vec::new() });
            ports.len() - 1
        });
        if !ports[port].edges.contains(&edge) {
            ports[port].edges.push(edge);
        }
        Spot::Port(port)
    }

    /// Adds a link, or its edges to the same link of the same net.
    fn link(&mut self, level: usize, link: Link) {
        let links = &mut self.levels[level].links;
        let key = (level, link.upper, link.lower, link.net);
        if link.label.is_none()
            && let Some(&known) = self.links.get(&key)
        {
            let edges = &mut links[known].edges;
            *edges = edges.iter().chain(link.edges.iter()).copied().collect();
            return;
        }
        if link.label.is_none() {
            self.links.insert(key, links.len());
        }
        links.push(link);
    }
}

/// Whether the chain of an end starts at this level: the line really ends there.
fn last(chain: &[(usize, usize)], level: usize) -> bool {
    chain.first().is_some_and(|(first, _)| *first == level)
}

/// A group keeps its own direction only if no line crosses its frame; so does Mermaid.
fn directions(graph: &Graph, levels: &mut [Level], settings: &Settings) {
    levels[0].direction = settings.direction;
    let mut order: Vec<_> = (0..graph.groups.len()).collect();
    let depth = |mut group: usize| {
        let mut depth = 0;
        while let Some(parent) = graph.groups[group].parent {
            group = parent;
            depth += 1;
        }
        depth
    };
    order.sort_by_key(|&group| depth(group));
    for group in order {
        let outer = graph.groups[group].parent.map_or(0, |parent| parent + 1);
        let inherited = levels[outer].direction;
        let level = &mut levels[group + 1];
        level.direction = match graph.groups[group].direction {
            Some(own) if level.ports.is_empty() && settings.turned && own.is_sideways() => {
                own.turned()
            }
            Some(own) if level.ports.is_empty() => own,
            _ => inherited,
        };
    }
}
