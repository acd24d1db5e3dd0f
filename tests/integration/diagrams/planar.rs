//! Graphs that can be drawn without a crossing are drawn so.

use archtutor::diagram::{self, Options};

use super::cases::crossings;

/// A small generator (xorshift), so that a failure can be repeated.
fn below(state: &mut u64, bound: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state % bound.max(1) as u64) as usize
}

/// A graph that can be drawn without a crossing: rows whose lines do not cross, and sources that
/// feed lower rows.
fn planar(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pick = |bound: usize| below(&mut state, bound);
    let sizes: Vec<_> = (0..2 + pick(2)).map(|_| 2 + pick(3)).collect();
    let mut edges = Vec::new();
    for (row, pair) in sizes.windows(2).enumerate() {
        let (mut a, mut b) = (0, 0);
        let mut join = |a: usize, b: usize| edges.push(format!("r{row}n{a} --> r{}n{b}", row + 1));
        join(a, b);
        while a + 1 < pair[0] || b + 1 < pair[1] {
            if a + 1 < pair[0] && (b + 1 == pair[1] || pick(2) == 0) {
                a += 1;
            } else {
                b += 1;
            }
            if pick(10) < 8 {
                join(a, b);
            }
        }
    }
    for (row, size) in sizes.iter().enumerate().skip(1) {
        let fed: Vec<_> = (0..*size).filter(|_| pick(3) == 0).collect();
        edges.extend(fed.into_iter().map(|at| format!("s{row}n{at} --> r{row}n{at}")));
    }
    for at in (1..edges.len()).rev() {
        edges.swap(at, pick(at + 1));
    }
    format!("flowchart TB\n{}\n", edges.join("\n"))
}

/// A node by its row and its place there.
type Place = (usize, usize);

/// The edges of a graph that can be drawn without a crossing, and some of which pass rows: in every
/// row stand nodes and lines from further above, and none of them crosses another one.
fn passing(seed: u64) -> Vec<(Place, Place)> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pick = |bound: usize| below(&mut state, bound);
    let rows = 3 + pick(2);
    let mut above: Vec<_> = (0..2 + pick(3)).map(|at| ((0, at), false)).collect();
    let mut edges = Vec::new();
    for row in 1..=rows {
        let (mut here, mut nodes, mut last) = (Vec::new(), 0, None);
        for (source, passes) in above {
            let lines = if passes { 1 } else { [0, 1, 1, 2, 2, 3][pick(6)] };
            for line in 0..lines {
                if row < rows && pick(10) < if passes { 4 } else { 2 } {
                    here.push((source, true));
                    last = None;
                    continue;
                }
                let target = match last.filter(|_| line == 0 && pick(2) == 0) {
                    Some(target) => target,
                    None => {
                        nodes += 1;
                        here.push(((row, nodes), false));
                        (row, nodes)
                    }
                };
                last = Some(target);
                if !edges.contains(&(source, target)) {
                    edges.push((source, target));
                }
            }
        }
        above = here;
    }
    for at in (1..edges.len()).rev() {
        edges.swap(at, pick(at + 1));
    }
    edges
}

fn assert_planar(name: u64, source: &str) {
    let drawing = diagram::parse(source).expect("a graph").draw(&Options::default());
    assert_eq!(crossings(&drawing), 0, "{name}:\n{source}\n{}", drawing.text());
}

#[test]
fn planar_layered_graphs_are_drawn_without_a_crossing() {
    for seed in 1..=60 {
        assert_planar(seed, &planar(seed));
    }
}

#[test]
fn planar_graphs_with_long_edges_are_drawn_without_a_crossing() {
    let is_long = |edges: &Vec<(Place, Place)>| edges.iter().any(|(a, b)| b.0 > a.0 + 1);
    let graphs = (1..).map(|seed| (seed, passing(seed))).filter(|(_, edges)| is_long(edges));
    for (seed, edges) in graphs.take(60) {
        let name = |(row, at): Place| format!("r{row}n{at}");
        let lines = edges.iter().map(|(a, b)| format!("{} --> {}\n", name(*a), name(*b)));
        assert_planar(seed, &format!("flowchart TB\n{}", lines.collect::<String>()));
    }
}
