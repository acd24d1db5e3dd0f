//! Reading, laying out and drawing: eight diagrams of the course's subjects, and growth.

use std::fmt::Write;
use std::path::Path;

use archtutor::diagram::{self, Options};
use divan::{Bencher, black_box};

const EIGHT: [&str; 8] = [
    "d1_microservices",
    "d2_saga",
    "d3_circuit_breaker",
    "d4_k8s",
    "d5_cqrs",
    "d6_pubsub",
    "d7_strangler",
    "d8_2pc",
];

fn draw(source: &str, width: Option<usize>) -> usize {
    match diagram::parse(source) {
        Ok(diagram) => diagram.draw(&Options { width, ..Options::default() }).height,
        Err(_) => 0,
    }
}

fn source(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    std::fs::read_to_string(folder.join(name).with_extension("mmd")).unwrap_or_default()
}

#[divan::bench(args = EIGHT)]
fn natural(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher.bench(|| draw(black_box(&source), None));
}

#[divan::bench(args = EIGHT)]
fn fitted_to_80(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher.bench(|| draw(black_box(&source), Some(80)));
}

/// A tree with cross links, twice as many edges as nodes.
#[divan::bench(args = [10, 25, 50, 100, 200])]
fn growth(bencher: Bencher, nodes: usize) {
    let mut source = String::from("flowchart TD\n");
    for node in 1..nodes {
        let _ = writeln!(source, "n{} --> n{node}", node / 3);
        let _ = writeln!(source, "n{} --> n{node}", (node * 7 + 3) % node);
    }
    bencher.bench(|| draw(black_box(&source), None));
}
