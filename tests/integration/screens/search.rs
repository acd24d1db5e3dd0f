//! Search through everything.

use archtutor::{role::Role, tui::route::Route};

use crate::support::{Builder, Tutor, snapshots};

fn searching(builder: Builder, words: &str) -> Tutor {
    let mut tutor = builder.open(Route::Search(String::new())).start();
    tutor.write(words).expect_no("reading");
    tutor
}

#[test]
fn it_looks_so_at_every_size() {
    snapshots("search", |builder| searching(builder, "isolation saga"));
    snapshots("search-names", |builder| searching(builder, "saga"));
    snapshots("search-empty", |builder| searching(builder, ""));
    snapshots("search-nothing", |builder| searching(builder, "payment pivto"));
}

#[test]
fn the_words_are_marked_where_they_stand() {
    let tutor = searching(Tutor::sample(), "payment late");
    assert_eq!(tutor.drawn_as(Role::Match), [""; 0]);
    let tutor = searching(Tutor::sample(), "saga");
    assert!(tutor.drawn_as(Role::Match).contains(&"saga".to_owned()));
}

#[test]
fn enter_opens_a_lesson_at_the_words_and_escape_comes_back() {
    let mut tutor = searching(Tutor::sample().size(60, 9), "pending");
    tutor.press("Enter").expect("pending, and say");
    assert!(!tutor.screen().contains("row of local"), "{}", tutor.screen());
    tutor.press("Esc").expect("LESSONS");
}

#[test]
fn keys_and_the_mouse_choose() {
    let mut tutor = searching(Tutor::sample(), "saga");
    tutor.press("Tab Enter").expect("The pivot");
    tutor.press("Esc").click_on("Where does the payment").expect("As late as possible");
    tutor.press("Esc Up Up Up Down").wheel_on("PATTERNS", true).wheel_on("PATTERNS", false);
}

#[test]
fn a_slip_is_mended_by_one_key() {
    let mut tutor = searching(Tutor::sample(), "compensatoin");
    tutor.expect("Did you mean: compensation?");
    tutor.press("Tab").expect("Sagas and compensation");
}

#[test]
fn slash_opens_it_from_the_map() {
    let mut tutor = Tutor::shipped().start();
    tutor.press("/").expect("Type words");
    tutor.write("circuit breaker").expect("Circuit Breaker");
}

#[test]
fn no_window_is_too_small() {
    searching(Tutor::sample().ascii().theme("mono").language("ru"), "saga").squeeze();
}

#[test]
fn what_was_found_before_the_index_was_full_is_not_shown_as_all() {
    let mut tutor = Tutor::sample().start();
    let index = std::sync::Arc::clone(tutor.app.env.session.index());
    let source = tutor.app.env.session.library().source().clone();
    // This test fills the index, and nobody else.
    assert!(index.claim());
    tutor.press("/").write("saga").expect("reading");
    index.fill(&source);
    // All is in, but the screen has not been told yet.
    assert!(tutor.drawn().contains("reading"), "{}", tutor.drawn());
    tutor.settle().expect_no("reading").expect("found");
}
