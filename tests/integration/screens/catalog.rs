//! The catalog's screens: list, comparison, advisor, classification.

use archtutor::{id::PatternId, tui::route::Route};

use crate::support::{SIZES, Tutor};

/// Compares a screen of the shipped course at every size with its snapshot.
fn shipped(name: &str, route: &Route, keys: &str) {
    for (width, height) in SIZES {
        let mut tutor = Tutor::shipped().size(width, height).open(route.clone()).start();
        tutor.press(keys).snapshot(&format!("{name}-{width}x{height}"));
    }
}

fn compared() -> Route {
    Route::Compare(vec![PatternId::new("saga"), PatternId::new("two-phase-commit")])
}

#[test]
fn they_look_so_at_every_size() {
    shipped("catalog", &Route::Catalog, "Down Down");
    shipped("compare", &compared(), "");
    shipped(
        "compare-ratings",
        &Route::Compare(vec!["monolith".into(), "microservices".into(), "serverless".into()]),
        "End",
    );
    shipped("advisor", &Route::Advisor, "Down Down Enter Down");
    shipped("advisor-leaf", &Route::Advisor, "Enter");
    shipped("classify", &Route::Classify, "Space Down Space Tab");
}

#[test]
fn typing_narrows_the_list_and_escape_widens_it_again() {
    let mut tutor = Tutor::shipped().open(Route::Catalog).start();
    tutor.expect("/223").press("/").write("orchestr").expect("Saga: Orchestration");
    assert!(!tutor.screen().contains("/223"), "{}", tutor.screen());
    tutor.press("Esc").expect("/223");
    tutor.press("f").expect("family: architecture");
}

#[test]
fn marked_patterns_are_compared() {
    let mut tutor = Tutor::shipped().open(Route::Catalog).start();
    tutor.press("M").expect("Mark two to four");
    tutor.press("Space Down Space M").expect("What it costs").expect("Monolith");
    tutor.press("Esc").expect("2 marked");
}

#[test]
fn the_advisor_reaches_a_pattern_and_goes_back_step_by_step() {
    let mut tutor = Tutor::shipped().size(80, 40).open(Route::Advisor).start();
    tutor.press("Enter").expect("This fits best").expect("Edge Computing");
    tutor.press("Esc").expect("more than one place").expect("12 possible");
    tutor.press("2").expect("12 possible");
    tutor.press("End Enter").expect("short, event-triggered");
}

#[test]
fn classifying_says_which_value_came_first() {
    let mut tutor = Tutor::shipped().size(100, 40).open(Route::Classify).start();
    tutor.press("Down Space Down Space").expect("comes before hybrid");
    tutor.click_on("multi-site").expect("comes before managed, hybrid");
}

#[test]
fn a_pattern_has_a_page_that_leads_on() {
    let mut tutor = Tutor::shipped().size(100, 60).open(Route::Pattern("saga".into())).start();
    tutor.expect("Problem").expect("Saga");
    tutor.squeeze();
}

#[test]
fn no_window_is_too_small() {
    for route in [Route::Catalog, compared(), Route::Advisor, Route::Classify] {
        Tutor::shipped().open(route).start().squeeze();
    }
}
