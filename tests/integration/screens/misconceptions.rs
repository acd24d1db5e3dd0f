//! Misconceptions on the screen: a wrong answer says which one it shows, a key opens its page, and the second
//! time within a month it is told once.

use archtutor::{library::GeneratedPage, tui::route::Route};

use crate::support::Tutor;

fn asked(question: &str, data: &std::path::Path) -> Tutor {
    Tutor::shipped().data(data).open(Route::Question(question.into())).start()
}

#[test]
fn a_wrong_answer_leads_to_its_misconception_and_twice_is_told_once() {
    let data = tempfile::tempdir().expect("a folder");
    let mut tutor = asked("w6-sunset-header", data.path());
    tutor.write("Expires").press("Enter").expect("A common misconception");
    tutor.press("Y").expect("A misconception").expect("Retry-After");
    drop(tutor);
    let mut tutor = asked("w6-retry-after", data.path());
    tutor.write("Expires").press("Enter").expect("the second time in a month");
    drop(tutor);
    let mut tutor = asked("w5-poll-pause", data.path());
    tutor.write("Cache-Control").press("Enter").expect("A common misconception");
    tutor.expect_no("second time");
}

#[test]
fn a_right_answer_shows_none_and_all_of_them_stand_on_a_page() {
    let data = tempfile::tempdir().expect("a folder");
    let mut tutor = asked("w6-sunset-header", data.path());
    tutor.write("Sunset").press("Enter").expect_no("misconception:");
    tutor.press("Y").expect("no misconception that is known");
    let page = Route::Page(GeneratedPage::Misconceptions);
    let mut tutor = Tutor::shipped().open(page).start();
    tutor.expect("What people get wrong, week by week");
}
