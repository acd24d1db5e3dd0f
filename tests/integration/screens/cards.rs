//! Cards on the screen: they enter with a lesson or by hand, are asked in a review, and mistakes among them
//! are shown.

use archtutor::{progress::LessonEvent, session::round::Scope, tui::route::Route};

use crate::support::{Builder, Tutor};

fn completed(lesson: &str) -> LessonEvent {
    LessonEvent::Completed { lesson: lesson.into(), revision: "r".into() }
}

/// A learner who has read one lesson of the shipped course.
fn reader() -> Builder {
    Tutor::shipped().days_ago(1, [completed("circuit-breaker")])
}

#[test]
fn a_lesson_that_is_completed_brings_its_cards_and_a_third_of_the_minutes_is_theirs() {
    let mut tutor = reader().open(Route::Review(Scope::default())).start();
    tutor.expect("Enter begins.").press("Enter").expect("Which pattern answers this problem?");
    tutor.press("Ctrl-n").expect("Not known yet.").expect("Circuit Breaker");
}

#[test]
fn cards_that_came_after_midnight_and_before_the_new_day_are_asked_at_once() {
    // The calendar is a day ahead of the learning day then.
    let reader = Tutor::shipped().days_ago(-1, [completed("circuit-breaker")]);
    let mut tutor = reader.open(Route::Review(Scope::default())).start();
    tutor.expect("Enter begins.").press("Enter").expect("Which pattern answers this problem?");
}

#[test]
fn plus_on_a_pattern_takes_its_cards_into_review_once() {
    let pattern = Route::Pattern("bulkhead".into());
    let mut tutor = Tutor::shipped().open(pattern).start();
    tutor.press("+").expect("cards of this pattern are in review now.");
    tutor.press("+").expect("The cards of this pattern are in review already.");
}
