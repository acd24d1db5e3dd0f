//! Answers that were damaged at random: they are told or marked, and nothing panics.

use std::{fs, path::Path, sync::Arc};

use archtutor::{
    exercise::{Answer, Exercise, File, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
};

/// What damage puts in: signs that mean something in TOML or YAML, and some that mean nothing.
const SCRAPS: [&str; 20] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ":",
    "\n",
    "- ",
    "[[step]]\n",
    "do",
    "0",
    "-1",
    "99999999999",
    "\u{0}",
    "\u{fffd}",
    "\u{44f}",
    "&a",
    "*a",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// A text with a few pieces taken out, doubled, or replaced.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(chars.len());
        let end = (at + dice.below(12)).min(chars.len());
        let piece: Vec<char> = chars[at..end].to_vec();
        match dice.below(3) {
            0 => drop(chars.drain(at..end)),
            1 => drop(chars.splice(at..at, piece)),
            _ => drop(chars.splice(at..end, SCRAPS[dice.below(SCRAPS.len())].chars())),
        }
    }
    chars.into_iter().collect()
}

fn facts(folder: &str) -> Exercise {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exercises").join(folder);
    let text = fs::read_to_string(path.join("exercise.toml")).unwrap();
    let text: Arc<str> = format!("id = 'x'\ntitle = 'x'\nbrief = 'x'\n{text}").into();
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files: [File; 0] = [];
    let files = Files::new("", &files);
    Exercise::read("exercise.toml", &text, &files, KINDS, &knowledge).0.unwrap()
}

#[test]
fn a_thousand_damaged_answers_of_a_kind_are_told_or_marked() {
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    for (folder, answers) in [
        ("saga", ["references/all.toml", "references/choreo.toml"]),
        ("routes", ["references/five.yaml", "faulty/regex.yaml"]),
        ("firewall", ["references/ref.yaml", "faulty/no-broker.yaml"]),
    ] {
        let exercise = facts(folder);
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exercises").join(folder);
        let texts = answers.map(|name| fs::read_to_string(path.join(name)).unwrap());
        let mut dice = Dice(7);
        let mut told = 0;
        for round in 0..1_000 {
            let name = exercise.kind.shape().name("answer.yaml");
            let answer = Answer::of(name, damaged(&texts[round % 2], &mut dice));
            let found = exercise.facts.diagnose(&answer);
            told += usize::from(!found.is_empty());
            // One that can be read is marked; of the others every tenth as well.
            if found.is_empty() || round % 10 == 0 {
                let verdict = exercise.facts.mark(&answer, &knowledge);
                told += usize::from(verdict.tenths < 1_000);
                exercise.facts.editor(&answer);
            }
        }
        assert!(told > 300, "{folder}: {told}");
    }
}
