//! What a drawing must keep.

mod contradictions;

use crate::table::{Fields, Placed};

use super::graph::{Graph, fold};

/// The facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Repair {
    pub(super) start: Option<Graph>,
    pub(super) start_text: String,
    /// Whether nodes may be added.
    pub(super) may_add: bool,
    /// Labels that may be used, folded; none: any.
    pub(super) labels: Vec<String>,
    pub(super) invariants: Vec<Invariant>,
    pub(super) machine: Option<Machine>,
    pub(super) traces: Vec<Trace>,
    best_edits: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Invariant {
    pub(super) demand: Demand,
    pub(super) weight: f64,
    pub(super) says: String,
}

/// Nodes and groups are texts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Demand {
    /// An arrow, perhaps with a label; `config`: the label is what the configuration says.
    Edge {
        from: String,
        to: String,
        label: Option<String>,
        config: bool,
    },
    NoEdge {
        from: String,
        to: String,
    },
    Path {
        from: String,
        to: String,
    },
    NoPath {
        from: String,
        to: String,
    },
    OnlyVia {
        from: String,
        to: String,
        via: String,
    },
    Acyclic,
    InGroup {
        node: String,
        group: String,
    },
    Degree {
        node: String,
        side: Side,
        min: usize,
        max: usize,
    },
    Labelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    In,
    Out,
    Both,
}

/// A machine that a drawing must be.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) start: String,
    /// From, event, to; folded.
    pub(super) steps: Vec<(String, String, String)>,
    pub(super) weight: f64,
}

/// A run of a machine: events, and the state after each.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) events: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) weight: f64,
}

impl Repair {
    /// Reads the facts; `start` is the drawing to be mended.
    pub(super) fn read(root: &Fields<'_, '_>, start: Option<&str>) -> Self {
        let mut facts =
            Self { start_text: start.unwrap_or_default().to_owned(), ..Self::default() };
        match start.map(Graph::read) {
            Some(Ok(graph)) => facts.start = Some(graph),
            Some(Err(issues)) => {
                let why = issues.first().map(ToString::to_string).unwrap_or_default();
                root.report(
                    "bad-start",
                    root.span(),
                    format!("start/diagram.mmd cannot be read: {why}"),
                );
            }
            None => {
                root.report("missing-start", root.span(), "there is no start/diagram.mmd to mend")
            }
        }
        if let Some(edit) = root.table("edit") {
            facts.may_add = edit
                .one_of("nodes", &[("fixed", false), ("may-add", true)])
                .is_some_and(|add| add.value);
            facts.labels =
                edit.strings("labels").into_iter().map(|label| fold(&label.value)).collect();
        }
        facts.invariants = root.tables("invariant").iter().filter_map(Invariant::read).collect();
        facts.machine = root.table("machine").and_then(|fields| Machine::read(&fields));
        facts.traces = root.tables("trace").iter().map(Trace::read).collect();
        let best = root.integer("best_edits").and_then(|best| usize::try_from(best.value).ok());
        facts.best_edits = best.unwrap_or_default();
        if let Some(config) = root.table("config") {
            config.accept_any();
        }
        if facts.invariants.is_empty() && facts.machine.is_none() && facts.traces.is_empty() {
            root.report(
                "missing-key",
                root.span(),
                "nothing must hold: [[invariant]], [machine] or [[trace]]",
            );
        }
        contradictions::check(&facts, root);
        facts
    }

    /// Edits beyond what a good repair needs.
    pub(super) fn edits_too_many(&self, graph: &Graph) -> usize {
        /// A repair may take so many edits more than the best that is known.
        const SPARE: usize = 3;
        let edits = self.start.as_ref().map_or(0, |start| start.edits_to(graph));
        edits.saturating_sub(self.best_edits + SPARE)
    }

    /// Whether a label may be used.
    pub(super) fn allows(&self, label: &str) -> bool {
        self.labels.is_empty() || self.labels.iter().any(|known| known == label)
    }
}

impl Invariant {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        const KINDS: [(&str, u8); 9] = [
            ("edge", 0),
            ("no-edge", 1),
            ("path", 2),
            ("no-path", 3),
            ("only-via", 4),
            ("acyclic", 5),
            ("in-group", 6),
            ("degree", 7),
            ("labelled", 8),
        ];
        let kind = fields.required_one_of("kind", &KINDS);
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        let says = fields.string("says").map(|says| says.value).unwrap_or_default();
        let needed = |key| fields.required_string(key).map(|text| text.value);
        let demand = match kind?.value {
            0 => {
                let label = fields.string("label").map(|label| fold(&label.value));
                let config = fields.boolean("config").is_some_and(|config| config.value);
                let (from, to) = (needed("from"), needed("to"));
                Demand::Edge { from: from?, to: to?, label, config }
            }
            1 => {
                let (from, to) = (needed("from"), needed("to"));
                Demand::NoEdge { from: from?, to: to? }
            }
            2 => {
                let (from, to) = (needed("from"), needed("to"));
                Demand::Path { from: from?, to: to? }
            }
            3 => {
                let (from, to) = (needed("from"), needed("to"));
                Demand::NoPath { from: from?, to: to? }
            }
            4 => {
                let (from, to, via) = (needed("from"), needed("to"), needed("via"));
                Demand::OnlyVia { from: from?, to: to?, via: via? }
            }
            5 => Demand::Acyclic,
            6 => {
                let (node, group) = (needed("node"), needed("group"));
                Demand::InGroup { node: node?, group: group? }
            }
            7 => {
                let sides = [("in", Side::In), ("out", Side::Out), ("both", Side::Both)];
                let side = fields.one_of("side", &sides).map_or(Side::Both, |side| side.value);
                let count = |key, default| {
                    let found =
                        fields.integer(key).and_then(|count| usize::try_from(count.value).ok());
                    found.unwrap_or(default)
                };
                let (min, max) = (count("min", 0), count("max", usize::MAX));
                Demand::Degree { node: needed("node")?, side, min, max }
            }
            _ => Demand::Labelled,
        };
        Some(Self { demand, weight, says })
    }
}

impl Machine {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let weight = fields.number("weight").map_or(3.0, |weight| weight.value.max(0.0));
        let mut steps = Vec::new();
        for step in fields.strings("steps") {
            match parsed(&step) {
                Some(parts) => steps.push(parts),
                None => {
                    fields.report("bad-step", step.span, "a step is written \"From --event--> To\"")
                }
            }
        }
        let start = fields.required_string("start")?;
        Some(Self { start: fold(&start.value), steps, weight })
    }

    /// Where an event leads; nowhere else where there is no exit for it.
    pub(super) fn next<'m>(&'m self, state: &'m str, event: &str) -> &'m str {
        let step = self.steps.iter().find(|(from, known, _)| from == state && known == event);
        step.map_or(state, |(.., to)| to)
    }

    /// Every event, once.
    pub(super) fn events(&self) -> Vec<&str> {
        let mut events: Vec<&str> = self.steps.iter().map(|(_, event, _)| event.as_str()).collect();
        events.sort_unstable();
        events.dedup();
        events
    }
}

fn parsed(step: &Placed<String>) -> Option<(String, String, String)> {
    let (from, rest) = step.value.split_once("--")?;
    let (event, to) = rest.rsplit_once("-->")?;
    Some((fold(from), fold(event), fold(to)))
}

impl Trace {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let words =
            |key| fields.strings(key).into_iter().map(|word| fold(&word.value)).collect::<Vec<_>>();
        let (events, states) = (words("events"), words("states"));
        if states.len() != events.len() {
            let message = "a trace has a state after each of its events";
            fields.report("bad-trace", fields.span(), message);
        }
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        Self { events, states, weight }
    }
}
