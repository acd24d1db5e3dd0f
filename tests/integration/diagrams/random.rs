//! Random graphs, states and sequences keep every rule of a legible drawing at every width.

use std::collections::BTreeSet;
use std::fmt::Write;

use archtutor::diagram::{self, Charset, Options};
use archtutor::text;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::judge::{self, Frame, Wanted};

const WORDS: [&str; 10] = [
    "Order",
    "Payment service",
    "路由代理",
    "a",
    "Queue 🚀",
    "x/y/z",
    "Catalogue of everything",
    "データベース",
    "e\u{301}tude",
    "Very long words that need more than a line of text in the box",
];
const LINKS: [(&str, bool, bool); 6] = [
    ("-->", true, false),
    ("---", false, false),
    ("-.->", true, false),
    ("==>", true, false),
    ("<-->", true, true),
    ("--x", true, false),
];

/// A graph before it is written down.
#[derive(Debug, Clone)]
struct Plan {
    direction: &'static str,
    /// For every node its words and its group.
    nodes: Vec<(usize, usize)>,
    /// For every group its parent, if that comes before it.
    groups: Vec<usize>,
    /// From, to, link, label.
    edges: Vec<(usize, usize, usize, usize)>,
    /// Ends from here on are groups.
    groups_from: usize,
}

/// Graphs of some size; ends from `groups_from` on are groups.
fn plan(nodes: usize, edges: usize, groups_from: usize) -> impl Strategy<Value = Plan> {
    let direction = prop::sample::select(vec!["TD", "LR", "BT", "RL"]);
    let nodes = prop::collection::vec((0..WORDS.len(), 0..9_usize), 1..nodes);
    let groups = prop::collection::vec(0..8_usize, 0..5);
    let ends = 0..groups_from + 4;
    let edges = prop::collection::vec((ends.clone(), ends, 0..LINKS.len(), 0..16_usize), 0..edges);
    (direction, nodes, groups, edges).prop_map(move |(direction, nodes, groups, edges)| Plan {
        direction,
        nodes,
        groups,
        edges,
        groups_from,
    })
}

impl Plan {
    fn id(&self, end: usize) -> String {
        let count = self.nodes.len();
        match end.checked_sub(self.groups_from) {
            Some(group) if group < self.groups.len() => format!("g{group}"),
            _ => format!("n{}", end % count),
        }
    }

    fn parent(&self, group: usize) -> Option<usize> {
        Some(self.groups[group]).filter(|parent| *parent < group)
    }

    fn write_group(&self, source: &mut String, group: Option<usize>) {
        for (at, (words, place)) in self.nodes.iter().enumerate() {
            if Some(*place).filter(|place| *place < self.groups.len()) == group {
                let _ = writeln!(source, "n{at}[\"{} {at}\"]", WORDS[*words]);
            }
        }
        for inner in 0..self.groups.len() {
            if self.parent(inner) == group && Some(inner) != group {
                let _ = writeln!(source, "subgraph g{inner} [Group {inner}]");
                self.write_group(source, Some(inner));
                source.push_str("end\n");
            }
        }
    }

    /// The edges but those between a group and what it holds: where such a line meets its frame, a
    /// line from outside may meet it too, and the two read as one.
    fn edges(&self) -> impl Iterator<Item = &(usize, usize, usize, usize)> {
        let frames = self.frames();
        self.edges.iter().filter(move |(from, to, ..)| {
            let (from, to) = (self.id(*from), self.id(*to));
            let holds = |outer: &String, inner: &String| {
                frames.iter().any(|frame| frame.id == *outer && frame.members.contains(inner))
            };
            let group = |end: &String| end.starts_with('g');
            let related = group(&from) && group(&to) && from != to;
            !(holds(&from, &to) || holds(&to, &from) || related)
        })
    }

    fn source(&self) -> String {
        let mut source = format!("flowchart {}\n", self.direction);
        self.write_group(&mut source, None);
        for (from, to, link, label) in self.edges() {
            let label = WORDS.get(*label).map_or(String::new(), |label| format!("|{label}|"));
            let (from, to) = (self.id(*from), self.id(*to));
            let _ = writeln!(source, "{from} {}{label} {to}", LINKS[*link].0);
        }
        source
    }

    fn wanted(&self) -> Vec<Wanted> {
        let edge = |(from, to, link, label): &(usize, usize, usize, usize)| Wanted {
            from: self.id(*from),
            to: self.id(*to),
            label: WORDS.get(*label).unwrap_or(&"").to_string(),
            head: LINKS[*link].1,
            tail: LINKS[*link].2,
        };
        self.edges().map(edge).collect()
    }

    fn frames(&self) -> Vec<Frame> {
        let frame = |group: usize| {
            let inside = |mut at: Option<usize>| {
                while let Some(place) = at {
                    if place == group {
                        return true;
                    }
                    at = self.parent(place);
                }
                false
            };
            let members: BTreeSet<_> = (0..self.nodes.len())
                .filter(|node| inside(Some(self.nodes[*node].1).filter(|g| *g < self.groups.len())))
                .map(|node| format!("n{node}"))
                .collect();
            Frame { id: format!("g{group}"), members }
        };
        (0..self.groups.len()).map(frame).collect()
    }
}

fn check(plan: &Plan, width: Option<usize>) -> Result<(), TestCaseError> {
    let source = plan.source();
    let diagram = diagram::parse(&source).expect("the source is good");
    let options = Options { width, ..Options::default() };
    let drawing = diagram.draw(&options);
    let faults = judge::faults(&drawing, &plan.wanted(), &plan.frames());
    prop_assert!(faults.is_empty(), "{faults:#?}\n{source}\n{}", drawing.text());
    prop_assert_eq!(drawing.text(), diagram.draw(&options).text());
    if let Some(width) = width {
        let natural = drawing.natural.0;
        prop_assert!(drawing.width <= width.max(natural), "{}", drawing.width);
    }
    let ascii = diagram.draw(&Options { charset: Charset::Ascii, ..options });
    let lines = ascii.text().replace(|c: char| !"─│┌┐└┘├┤┬┴┼►◄▲▼".contains(c), "");
    prop_assert_eq!(lines, "");
    Ok(())
}

/// Few cases, or as many as `PROPTEST_CASES` says.
fn config() -> Config {
    let default = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 24 };
    Config { cases, max_shrink_iters: 100, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_graphs_are_drawn_without_a_fault(plan in plan(30, 60, 28)) {
        check(&plan, None)?;
    }

    #[test]
    fn random_graphs_are_fitted_without_a_fault(
        plan in plan(30, 60, 28),
        width in 20_usize..140,
    ) {
        check(&plan, Some(width))?;
    }

    #[test]
    fn small_graphs_with_edges_of_groups_are_drawn_and_fitted_without_a_fault(
        plan in plan(7, 10, 8),
        width in 20_usize..100,
    ) {
        check(&plan, None)?;
        check(&plan, Some(width))?;
    }

    #[test]
    fn random_states_are_drawn_without_a_fault(
        edges in prop::collection::vec((0..9_usize, 0..9_usize, 0..14_usize), 1..24),
        width in prop::option::of(30_usize..120),
    ) {
        let mut source = String::from("stateDiagram-v2\n");
        let mut wanted = Vec::new();
        for (from, to, label) in &edges {
            let name = |end: usize| if end == 8 { "[*]".to_owned() } else { format!("S{end}") };
            let label = WORDS.get(*label).unwrap_or(&"");
            let colon = if label.is_empty() { "" } else { " : " };
            let _ = writeln!(source, "{} --> {}{colon}{label}", name(*from), name(*to));
            let id = |end: usize, edge: &str| match end {
                8 => format!("{edge}@"),
                end => format!("S{end}"),
            };
            let (from, to) = (id(*from, "start"), id(*to, "end"));
            wanted.push(Wanted { from, to, label: label.to_string(), head: true, tail: false });
        }
        let diagram = diagram::parse(&source).expect("the source is good");
        let drawing = diagram.draw(&Options { width, ..Options::default() });
        let faults = judge::faults(&drawing, &wanted, &[]);
        prop_assert!(faults.is_empty(), "{faults:#?}\n{source}\n{}", drawing.text());
    }

    #[test]
    fn random_systems_of_c4_are_drawn_without_a_fault(
        edges in prop::collection::vec((0..8_usize, 0..8_usize, 0..WORDS.len()), 1..12),
        width in prop::option::of(40_usize..120),
    ) {
        let mut source = String::from("C4Container\nContainer_Boundary(b, \"Inside\") {\n");
        for at in 0..4 {
            let _ = writeln!(source, "Container(e{at}, \"Part {at}\", \"Rust\", \"does {at}\")");
        }
        source.push_str("}\n");
        for at in 4..8 {
            let _ = writeln!(source, "System_Ext(e{at}, \"Other {at}\")");
        }
        for (from, to, label) in &edges {
            let _ = writeln!(source, "Rel(e{from}, e{to}, \"{}\")", WORDS[*label].replace('"', ""));
        }
        let diagram = diagram::parse(&source).expect("the source is good");
        let drawing = diagram.draw(&Options { width, ..Options::default() });
        let members = (0..4).map(|at| format!("e{at}")).collect();
        let frame = judge::Frame { id: "b".into(), members };
        let faults = judge::frame_faults(&drawing, &[frame]);
        prop_assert!(faults.is_empty(), "{faults:#?}\n{source}\n{}", drawing.text());
        prop_assert_eq!(drawing.edges.len(), edges.len());
    }

    #[test]
    fn random_histories_show_every_commit_once_and_fit(
        steps in prop::collection::vec((0..4_usize, 0..4_usize), 1..40),
        width in 24_usize..100,
    ) {
        let mut source = String::from("gitGraph\ncommit id: \"c0\"\n");
        let (mut known, mut commits) = (vec!["main".to_owned()], 1);
        for (what, which) in &steps {
            let branch = &known[which % known.len()];
            match what {
                0 if known.len() < 4 => {
                    let name = format!("b{}", known.len());
                    let _ = writeln!(source, "branch {name}\ncommit id: \"c{commits}\"");
                    (known, commits) = ([known.clone(), vec![name]].concat(), commits + 1);
                }
                1 => {
                    let _ = writeln!(source, "checkout {branch}");
                }
                _ => {
                    let _ = writeln!(source, "commit id: \"c{commits}\" tag: \"v{commits}\"");
                    commits += 1;
                }
            }
        }
        let diagram = diagram::parse(&source).expect("the source is good");
        let drawing = diagram.draw(&Options { width: Some(width), ..Options::default() });
        let shown = drawing.text();
        prop_assert_eq!(shown.matches('●').count(), commits, "\n{}", shown);
        prop_assert_eq!(diagram.description().len(), commits);
        prop_assert!(shown.lines().all(|line| text::width(line) <= width.max(30)), "\n{}", shown);
    }

    #[test]
    fn random_tasks_have_a_bar_of_their_length(
        tasks in prop::collection::vec((0..200_i64, 1..40_i64), 1..20),
        width in 40_usize..120,
    ) {
        let mut source = String::from("gantt\ndateFormat X\n");
        for (at, (start, days)) in tasks.iter().enumerate() {
            let _ = writeln!(source, "Task {at} : t{at}, {}, {days}d", start * 86_400);
        }
        let diagram = diagram::parse(&source).expect("the source is good");
        let drawing = diagram.draw(&Options { width: Some(width), ..Options::default() });
        prop_assert!(drawing.width <= width, "\n{}", drawing.text());
        prop_assert_eq!(drawing.nodes.len(), tasks.len());
        for (a, (start, days)) in drawing.nodes.iter().zip(&tasks) {
            for (b, (other, more)) in drawing.nodes.iter().zip(&tasks) {
                // Who starts before and ends after stands so, to a cell.
                if start <= other {
                    prop_assert!(a.rect.x <= b.rect.x, "\n{}", drawing.text());
                }
                if start + days <= other + more {
                    let end = |rect: diagram::Rect| rect.x + rect.width;
                    prop_assert!(end(a.rect) <= end(b.rect) + 1, "\n{}", drawing.text());
                }
            }
        }
    }

    #[test]
    fn random_sequences_keep_order_and_words(
        messages in prop::collection::vec((0..6_usize, 0..6_usize, 0..WORDS.len(), 0..8_usize), 1..30),
        width in prop::option::of(40_usize..140),
    ) {
        let mut source = String::from("sequenceDiagram\n");
        let mut depth = 0;
        let arrows = ["->>", "-->>", "->", "-->", "-x", "--x", "-)", "--)"];
        for (from, to, label, arrow) in &messages {
            if (from + label) % 7 == 0 && depth < 3 {
                let _ = writeln!(source, "loop {label} times");
                depth += 1;
            }
            let _ = writeln!(source, "P{from}{}P{to}: {}", arrows[*arrow], WORDS[*label]);
            if (to + label) % 5 == 0 && depth > 0 {
                source.push_str("end\n");
                depth -= 1;
            }
        }
        source.push_str(&"end\n".repeat(depth));
        let diagram = diagram::parse(&source).expect("the source is good");
        let drawing = diagram.draw(&Options { width, ..Options::default() });
        let shown = drawing.text();
        prop_assert_eq!(diagram.steps(), messages.len());
        prop_assert!(shown.lines().all(|line| text::width(line) <= drawing.width));
        let mut row = 0;
        for (path, (_, _, label, _)) in drawing.edges.iter().zip(&messages) {
            let first = path.cells.iter().map(|cell| cell.1).min().expect("a message has a line");
            prop_assert!(first >= row, "messages stand in their order\n{}", shown);
            row = first;
            let words = read(&shown, &path.label_spans);
            // A word that is broken has a hyphen.
            prop_assert_eq!(squeezed(&words), squeezed(WORDS[*label]), "\n{}", shown);
        }
    }
}

/// The text at some places of a drawing.
fn read(shown: &str, spans: &[diagram::Rect]) -> String {
    let mut words = String::new();
    for span in spans {
        let mut x = 0;
        for (cluster, size) in text::clusters(shown.lines().nth(span.y).unwrap_or_default()) {
            if (span.x..span.x + span.width).contains(&x) {
                words.push_str(cluster);
            }
            x += size;
        }
    }
    words
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}
