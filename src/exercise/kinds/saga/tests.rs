//! The runs of small sagas, beside a second exploration that is written differently.

use std::collections::BTreeSet;

use super::{
    design::{Design, Protect},
    explore::{MOST_STATES, explore, families},
    facts::Saga,
    machine::{Fault, Machine},
};
use crate::{
    exercise::{answer::Answer, kind::Facts},
    table::Document,
};

mod second;

const FACTS: &str = include_str!("../../../../tests/fixtures/exercises/saga/exercise.toml");
const ALL: &str = include_str!("../../../../tests/fixtures/exercises/saga/references/all.toml");

fn facts(text: &str) -> Saga {
    let (saga, found) = Document::new("exercise.toml", text).read(text, |root| {
        root.accept_any();
        Saga::read(&root)
    });
    assert!(found.is_empty(), "{found:?}");
    saga
}

fn design(saga: &Saga, text: &str) -> Design {
    Design::of(saga, &Answer::toml(text))
}

/// The states of each family, as the first exploration counts them.
fn counts(saga: &Saga, design: &Design) -> Vec<usize> {
    let count = |family: super::explore::Family| {
        let mut machine = Machine::new(saga, design, family.ordered);
        let allows = |fault: &Fault| family.allows(fault);
        explore(&mut machine, family.sagas, family.budget, &allows, false).states.len()
    };
    families(saga).into_iter().map(count).collect()
}

#[test]
fn the_example_has_as_many_states_as_another_program_found() {
    let saga = facts(FACTS);
    let design = design(&saga, ALL);
    assert_eq!(counts(&saga, &design)[..4], [12, 55, 603, 692]);
    let all: Vec<usize> =
        families(&saga).iter().map(|family| second::states(&saga, &design, family)).collect();
    assert_eq!(all, [12, 55, 603, 692, 2400], "without symmetry");
}

/// A small generator of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const SERVICES: [&str; 3] = ["a", "b", "c"];

/// Facts of two or three steps over two shared variables and one of each saga's own.
fn some_facts(dice: &mut Dice, steps: usize) -> String {
    let effects =
        ["x -= 1", "y += 1", "own += 1", "own = 1", "x = y + 1", "y = x", "own = total(own) + x"];
    let refusals = ["x < 1", "y > 0", "x + y < 1", "total(own) > 1"];
    let mut text =
        String::from("var.x.init = 1\nvar.y.init = 0\nvar.own = { init = 0, each = true }\n");
    for at in 0..steps {
        text += &format!("[step.s{at}]\nservice = '{}'\n", dice.of(&SERVICES));
        let does: Vec<&str> = (0..1 + dice.below(2)).map(|_| dice.of(&effects)).collect();
        text += &format!("does = {does:?}\n");
        if dice.chance(2) {
            text += &format!("refuses_if = '{}'\n", dice.of(&refusals));
        }
        if at > 0 && dice.chance(3) {
            text += &format!("reads = ['{}@s0']\n", dice.of(&["x", "y", "own"]));
        }
    }
    for at in 0..steps {
        let undo = dice.of(&["x += 1", "y -= 1", "own -= 1", "own = 0"]);
        let fails = dice.chance(3);
        text += &format!("[undo.u{at}]\nof = 's{at}'\ndoes = ['{undo}']\nfails = {fails}\n");
    }
    let sums = ["x + total(own) == 1", "own <= 1", "x >= 0", "y == own"];
    text += &format!("[always]\ni = '{}'\n[final]\nj = '{}'\n", dice.of(&sums), dice.of(&sums));
    text + &format!(
        "[world]\nfaults = {}\nsagas = 2\nreorder = {}\n",
        dice.below(3),
        !dice.chance(4)
    )
}

fn names(dice: &mut Dice, all: &[&str]) -> Vec<String> {
    all.iter().filter(|_| dice.chance(2)).map(|name| (*name).to_owned()).collect()
}

fn some_design(dice: &mut Dice, steps: usize) -> String {
    let choreography = dice.chance(3);
    let style = if choreography { "choreography" } else { "orchestration" };
    let mut text = format!("style = '{style}'\nat = '{}'\n", dice.of(&["a", "b", "o"]));
    for at in 0..steps {
        let kind = dice.of(&["compensatable", "compensatable", "pivot", "retriable", "read"]);
        text += &format!("[[step]]\ndo = 's{at}'\nkind = '{kind}'\n");
        if dice.chance(2) {
            text += &format!("undo = 'u{at}'\n");
        }
    }
    for at in 0..steps {
        let service = dice.of(&SERVICES);
        let event = if at == 0 { "start".to_owned() } else { format!("e{}", at - 1) };
        text += &format!(
            "[[on]]\nevent = '{event}'\nservice = '{service}'\ndo = 's{at}'\nemits = 'e{at}'\n"
        );
        if at > 0 && dice.chance(2) {
            text += &format!("on_refusal = 'r{at}'\n");
            let undone = dice.below(at);
            text += &format!("[[on]]\nevent = 'r{at}'\nservice = '{service}'\ndo = 'u{undone}'\n");
        }
    }
    let protect = Protect {
        outbox: names(dice, &SERVICES),
        dedupe: names(dice, &SERVICES),
        lock: names(dice, &["x", "y", "own"]),
        reread: names(dice, &["x", "y@s0"]),
        retry_undo: names(dice, &["u0", "u1", "u2"]),
        store_state: dice.chance(2),
    };
    text += "[protect]\n";
    for (key, list) in protect.lists() {
        text += &format!("{key} = {list:?}\n");
    }
    text + &format!("store_state = {}\n", protect.store_state)
}

#[test]
fn two_explorations_break_the_same_on_300_random_sagas() {
    let mut dice = Dice(9);
    let (mut compared, mut held, mut broke) = (0, 0, 0);
    while compared < 300 {
        let steps = 2 + dice.below(2);
        let (facts_text, answer) = (some_facts(&mut dice, steps), some_design(&mut dice, steps));
        let saga = facts(&facts_text);
        let design = design(&saga, &answer);
        assert!(saga.diagnose(&Answer::toml(answer.as_str())).is_empty(), "{answer}");
        let most = 700;
        let second: Option<Vec<BTreeSet<usize>>> = families(&saga)
            .iter()
            .map(|family| second::broken(&saga, &design, family, most))
            .collect();
        let Some(second) = second else { continue };
        for (family, second) in families(&saga).iter().zip(second) {
            let mut machine = Machine::new(&saga, &design, family.ordered);
            let allows = |fault: &Fault| family.allows(fault);
            let run = explore(&mut machine, family.sagas, family.budget, &allows, false);
            assert!(run.states.len() < MOST_STATES);
            let broken = run.broken.iter().enumerate().filter(|(_, first)| first.is_some());
            let broken: BTreeSet<usize> = broken.map(|(at, _)| at).collect();
            assert_eq!(broken, second, "{family:?}\n{facts_text}\n{answer}");
            broke += broken.len();
            held += run.broken.len() - broken.len();
        }
        compared += 1;
    }
    assert!(held > 1_000 && broke > 1_000, "{held} held, {broke} broke");
}
