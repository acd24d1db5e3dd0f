//! The switcher: courses with how far one is in each, opening, adding and removing them.

use std::fs;

use archtutor::tui::route::Route;

use crate::{
    courses::Place,
    support::{Builder, SIZES, Tutor},
};

/// A learner of the shipped course who has two courses more, and has begun one of them.
fn learner(place: &Place) -> Builder {
    for (folder, id) in [("c", "cooking"), ("d", "baking")] {
        place.add(&place.course(folder, id));
        // Where it came from differs from machine to machine.
        let record = place.path(&format!("data/courses/{id}.toml"));
        let text = fs::read_to_string(&record).expect("text");
        let from = |line: &str| match line.starts_with("from = ") {
            true => format!("from = \"https://example.org/{id}.git\"\n"),
            false => format!("{line}\n"),
        };
        fs::write(record, text.lines().map(from).collect::<String>()).expect("written");
    }
    place.complete("cooking", "one");
    Tutor::shipped().data(&place.path("data")).open(Route::Courses)
}

#[test]
fn the_courses_at_every_size() {
    let place = Place::new();
    // How each course stands comes by itself, in any order.
    let known = |tutor: &Tutor| {
        let screen = tutor.screen();
        screen.contains("1 of 2 done") && screen.matches("not begun").count() == 2
    };
    for (width, height) in SIZES {
        let place = Place::new();
        let mut tutor = learner(&place).size(width, height).start();
        tutor.press("Down Down").until("how all stand", known);
        tutor.snapshot(&format!("courses-{width}x{height}"));
    }
    let mut tutor = learner(&place).size(80, 24).ascii().theme("mono").start();
    tutor.press("Down").until("how all stand", known).snapshot("courses-ascii");
    tutor.press("x").expect("Remove").snapshot("courses-ask");
    tutor.press("Esc").squeeze();
}

#[test]
fn another_course_opens_at_its_own_map_and_stays_open_next_time() {
    let place = Place::new();
    let mut tutor = learner(&place).size(100, 30).start();
    tutor.expect("1 of 2 done").click_on("Course cooking");
    tutor.expect("Lesson two");
    assert_eq!(place.courses.current().as_deref(), Some("cooking"));
    tutor.press("I").expect("Course cooking").press("g Enter").expect("Software architecture");
    assert_eq!(place.courses.current(), None);
}

#[test]
fn a_course_is_added_fetched_again_and_removed() {
    let place = Place::new();
    let from = place.course("one more", "gardening");
    let mut tutor = learner(&place).size(100, 30).start();
    tutor
        .press("+")
        .write("/no/such/folder")
        .press("Enter")
        .expect("There is no `/no/such/folder`");
    tutor.press("Ctrl-u").write(from.to_str().expect("UTF-8")).press("Enter");
    tutor.expect("Course gardening is added as gardening.");
    tutor.press("r").expect("is as it was");
    tutor.press("x Esc x Enter").expect("is removed");
    assert!(!place.courses.has("gardening"));
    tutor.press("g x").expect("stays");
}

#[test]
fn the_open_course_can_be_removed() {
    let place = Place::new();
    let mut tutor = learner(&place).size(100, 30).start();
    tutor.click_on("Course cooking").expect("Lesson two").press("I x Enter");
    tutor.expect("Software architecture");
    assert!(!place.courses.has("cooking"));
}
