//! Keys: each letter means one thing, the footer says what a key does now, the help only what works.

use std::{collections::BTreeMap, fs, path::Path};

use archtutor::{messages::Messages, tui::route::Route};

use crate::support::Tutor;

/// A lab is an instrument with dials of its own.
const APART: [&str; 1] = ["lab"];

#[test]
fn a_letter_means_one_thing_on_every_screen() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/keys.toml");
    let tables: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
    let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, bindings) in tables.iter().filter(|(table, _)| !APART.contains(&table.as_str())) {
        for (action, keys) in bindings.as_table().unwrap() {
            // A pattern is the same thing alone and in a list; leaving the map is leaving the program; a
            // review asks again; mistakes are there to be mended; before an answer is given there is
            // nothing to undo but that one is sure; a pattern that is reviewed adds its cards.
            let meaning = match action.as_str() {
                "patterns" => "pattern",
                "review" if table == "pattern" => "new",
                "review" => "again",
                "mistakes" => "fix",
                "unsure" => "undo",
                "quit" if table == "home" => "back",
                other => other,
            };
            for key in keys.as_array().unwrap().iter().map(|key| key.as_str().unwrap()) {
                let known = meanings.entry(key.to_owned()).or_default();
                if key.chars().count() == 1 && !known.contains(&meaning.to_owned()) {
                    known.push(meaning.to_owned());
                }
            }
        }
    }
    meanings.retain(|_, meanings| meanings.len() > 1);
    assert!(meanings.is_empty(), "{meanings:#?}");
}

#[test]
fn the_key_of_the_help_is_the_last_hint_that_goes() {
    for width in [40, 60, 80, 120] {
        let tutor = Tutor::sample().size(width, 20).start();
        let screen = tutor.screen();
        let footer = screen.lines().last().unwrap_or_default();
        assert!(footer.contains("? keys"), "{width}: {footer}");
    }
}

#[test]
fn a_hint_in_the_footer_is_a_button() {
    let mut tutor = Tutor::sample().start();
    tutor.click_on("c catalog").expect("Pattern catalog");
    tutor
        .click_on("? keys")
        .expect("In the catalog")
        .click_on("Esc back")
        .expect("Pattern catalog");
}

#[test]
fn the_help_leaves_out_what_does_nothing_here_and_names_no_key_twice() {
    let mut tutor = Tutor::sample().size(100, 50).start();
    tutor.press("?").expect("On the course map");
    let screen = tutor.screen();
    assert!(!screen.contains("pick"), "nothing is picked on the map:\n{screen}");
    assert!(!screen.contains("Esc  q "), "q leaves here and does not go back:\n{screen}");
    let mut tutor = Tutor::sample().size(100, 50).open(Route::Quiz("alone-quiz".into())).start();
    tutor.press("?").expect("In a quiz");
    let why = Messages::english().get("keys.quiz.explain");
    assert!(!tutor.screen().contains(why), "nothing to explain yet:\n{}", tutor.screen());
    let mut tutor = Tutor::sample().size(100, 50).open(Route::Quiz("alone-quiz".into())).start();
    tutor.press("Enter F1").expect("In a quiz");
    let next = Messages::english().get("keys.shared.next");
    assert!(!tutor.screen().contains(next), "no other question was reached:\n{}", tutor.screen());
}

#[test]
fn while_a_text_is_typed_the_footer_names_keys_that_are_not_typed() {
    let mut tutor = Tutor::sample().open(Route::Catalog).start();
    tutor.press("/").expect("F1 keys").expect("Esc leave");
}
