//! The palette and the help, on top of whatever is there.

use crate::support::{SIZES, Tutor};

#[test]
fn they_look_so_at_every_size() {
    for (width, height) in SIZES {
        let mut tutor = Tutor::sample().size(width, height).start();
        tutor.press(":").write("sag").snapshot(&format!("palette-{width}x{height}"));
        tutor.press("Esc ?").snapshot(&format!("help-{width}x{height}"));
    }
}

#[test]
fn a_few_letters_open_a_lesson() {
    let mut tutor = Tutor::shipped().start();
    tutor.press("Ctrl-p").write("conways").press("Enter").expect("1.3");
}

#[test]
fn an_exercise_is_found_by_the_number_on_its_cover() {
    let mut tutor = Tutor::shipped().size(80, 24).start();
    tutor.press(":").write("EX9.1").press("Enter").expect("EX9.1 · 45 min");
}

#[test]
fn a_kind_is_found_by_its_word_and_what_is_not_there_is_said() {
    let mut tutor = Tutor::shipped().size(80, 24).start();
    tutor.press(":").write("quiz resilience").press("Enter").expect("Week 7: resilience");
    let mut tutor = Tutor::shipped().size(80, 24).start();
    tutor.press(":").write("zzzz").expect("Nothing has such a name.");
}

#[test]
fn the_help_names_the_keys_of_the_place_one_comes_from() {
    let mut tutor = Tutor::shipped().size(80, 60).start();
    tutor.press("?").expect("On the course map").expect("Everywhere");
    tutor.press("?").expect("WEEKS");
    tutor.press("c ?").expect("In the catalog");
}

#[test]
fn every_key_is_named_in_words() {
    let tutor = Tutor::shipped().start();
    let (keys, words) = (&tutor.app.env.keys, &tutor.app.env.words);
    for table in keys.names() {
        assert!(words.has(&format!("keys.{table}.title")), "keys.{table}.title");
        for binding in keys.table(table) {
            let key = format!("keys.{table}.{}", binding.action);
            assert!(words.has(&key), "{key} has no words");
        }
    }
}

#[test]
fn no_window_is_too_small() {
    let mut tutor = Tutor::shipped().start();
    tutor.press(":").squeeze();
    let mut tutor = Tutor::shipped().start();
    tutor.press("?").squeeze();
}
