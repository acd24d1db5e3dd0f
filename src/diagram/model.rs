//! The graph that flowchart, state, class and ER sources are parsed to.

use std::ops::Range;

/// Which way the layers of a graph run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    #[default]
    Down,
    Up,
    Right,
    Left,
}

impl Direction {
    /// Reads `TD`, `TB`, `BT`, `LR` or `RL`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "TD" | "TB" | "v" => Some(Self::Down),
            "BT" | "^" => Some(Self::Up),
            "LR" | ">" => Some(Self::Right),
            "RL" | "<" => Some(Self::Left),
            _ => None,
        }
    }

    /// Whether layers are columns.
    pub(crate) fn is_sideways(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    /// Whether layers run towards the origin.
    pub(crate) fn is_reversed(self) -> bool {
        matches!(self, Self::Up | Self::Left)
    }

    /// The direction with rows and columns exchanged.
    pub(crate) fn turned(self) -> Self {
        if self.is_sideways() { Self::Down } else { Self::Right }
    }
}

/// The outline of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    #[default]
    Rect,
    Round,
    Stadium,
    Subroutine,
    Cylinder,
    Circle,
    DoubleCircle,
    Diamond,
    Hexagon,
    Slanted,
    SlantedBack,
    Flag,
    /// The start of a state machine.
    Start,
    /// The end of a state machine.
    Stop,
    /// A choice of a state machine.
    Choice,
    /// A fork or join of a state machine.
    Bar,
    /// A fork or join that says something.
    Heavy,
    /// A remark beside a node.
    Note,
    /// Text without an outline.
    Plain,
    /// An arrow as large as a box, that points up, right, down or left.
    Arrow([bool; 4]),
}

/// What a node stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Node {
    pub id: String,
    pub label: String,
    pub shape: Shape,
    /// The group that holds it.
    pub parent: Option<usize>,
    pub link: Option<String>,
    /// The lists under the name of a class or an entity, each below a rule; rows of cells that
    /// stand in columns.
    pub compartments: Vec<Vec<Vec<String>>>,
    pub span: Range<usize>,
}

/// How a line is stroked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Stroke {
    #[default]
    Solid,
    Dotted,
    Thick,
    /// Takes part in the layout only.
    Invisible,
}

/// What stands at an end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Head {
    #[default]
    None,
    Arrow,
    Cross,
    Circle,
    Triangle,
    Diamond,
    HollowDiamond,
}

/// One end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum End {
    Node(usize),
    Group(usize),
}

/// A line between two nodes or groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    pub from: End,
    pub to: End,
    pub label: String,
    /// What stands at its ends, such as `0..*`.
    pub tail_text: String,
    pub head_text: String,
    pub stroke: Stroke,
    pub tail: Head,
    pub head: Head,
    /// How many layers it spans at least.
    pub length: usize,
    pub span: Range<usize>,
}

impl Edge {
    /// A bare line, to be filled in.
    pub(crate) fn plain() -> Self {
        Self {
            from: End::Node(0),
            to: End::Node(0),
            label: String::new(),
            tail_text: String::new(),
            head_text: String::new(),
            stroke: Stroke::Solid,
            tail: Head::None,
            head: Head::None,
            length: 1,
            span: 0..0,
        }
    }

    /// Whether any text stands beside its line.
    pub(crate) fn is_labelled(&self) -> bool {
        !(self.label.is_empty() && self.tail_text.is_empty() && self.head_text.is_empty())
    }
}

/// A frame around nodes and other groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Group {
    pub id: String,
    pub title: String,
    pub parent: Option<usize>,
    pub direction: Option<Direction>,
    pub span: Range<usize>,
}

/// Nodes, edges and groups in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Graph {
    pub direction: Direction,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub groups: Vec<Group>,
}

impl Graph {
    /// The group that holds an end directly.
    pub(crate) fn parent(&self, end: End) -> Option<usize> {
        match end {
            End::Node(node) => self.nodes[node].parent,
            End::Group(group) => self.groups[group].parent,
        }
    }

    /// The id of an end.
    pub(crate) fn id(&self, end: End) -> String {
        match end {
            End::Node(node) => self.nodes[node].id.clone(),
            End::Group(group) => self.groups[group].id.clone(),
        }
    }

    /// The name a reader sees for an end: its label on one line, or its id.
    pub(crate) fn name(&self, end: End) -> String {
        let (label, id) = match end {
            End::Node(node) => (&self.nodes[node].label, &self.nodes[node].id),
            End::Group(group) => (&self.groups[group].title, &self.groups[group].id),
        };
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        if label.is_empty() { id.clone() } else { label }
    }
}
