//! Mutated sources: whatever is typed, reading and drawing end, and end soon.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use archtutor::diagram::{self, Options};

/// A small generator (xorshift), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

const PIECES: [&str; 28] = [
    "-->",
    "---",
    "-.->",
    "==>",
    "|",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "\"",
    "&",
    ";",
    "\n",
    "end\n",
    "subgraph ",
    "<br>",
    ":::",
    "@{",
    "%%",
    "~~~",
    "\u{200d}",
    "数",
    "\t",
    "A",
    "state ",
    "alt x\n",
];

fn mutate(source: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = source.chars().collect();
    for _ in 0..=random.below(6) {
        let at = random.below(chars.len() + 1).min(chars.len());
        match random.below(5) {
            0 if !chars.is_empty() => {
                chars.remove(at.min(chars.len() - 1));
            }
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                chars.splice(at..at, piece.chars());
            }
            2 => chars.truncate(at),
            3 => {
                let end = (at + random.below(30)).min(chars.len());
                let part: Vec<_> = chars[at..end].to_vec();
                let to = random.below(chars.len() + 1);
                chars.splice(to..to, part);
            }
            _ => {
                let end = (at + random.below(12)).min(chars.len());
                chars.drain(at..end);
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn mutated_sources_neither_panic_nor_hang() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a diagram"))
        .filter(|source| source.len() < 900)
        .collect();
    seeds.sort();
    let mut random = Random(0x5eed);
    let mut drawn = 0;
    let mut slowest = Duration::ZERO;
    for round in 0..20_000 {
        let source = mutate(&seeds[round % seeds.len()], &mut random);
        let start = Instant::now();
        if let Ok(diagram) = diagram::parse(&source) {
            drawn += 1;
            // Every other round draws too; reading is where the input is wild.
            if round % 2 == 0 {
                let drawing = diagram.draw(&Options { width: Some(70), ..Options::default() });
                assert!(drawing.height < 100_000);
                let _ = diagram.description();
            }
        }
        slowest = slowest.max(start.elapsed());
        assert!(slowest < Duration::from_secs(20), "too slow:\n{source}");
    }
    assert!(drawn > 2_000, "only {drawn} of the sources could be drawn");
}

#[test]
fn a_drawing_of_too_many_cells_is_told_in_words() {
    let word = "x".repeat(1_900);
    let mut source = String::from("flowchart TD\n");
    for at in 0..90 {
        source.push_str(&format!("a -->|{word}| b{at}\n"));
    }
    for at in 0..300 {
        source.push_str(&format!("c{at} --> c{}\n", at + 1));
    }
    let mut sequence = String::from("sequenceDiagram\n");
    for at in 0..90 {
        sequence.push_str(&format!("p{at}->>p{}: {word}\n", at + 1));
    }
    sequence.push_str(&"p0->>p1: again\n".repeat(400));
    for source in [source, sequence] {
        let diagram = diagram::parse(&source).expect("within the limits of a source");
        let drawing = diagram.draw(&Options::default());
        assert_eq!(drawing.rows.len(), diagram.description().len());
        assert!(drawing.nodes.is_empty());
    }
}
