//! A review on the screen: what is asked, what comes again, what is taken back, where it goes on.

use archtutor::{
    progress::QuestionEvent, quiz::Answer, review::Habits, session::round::Scope, tui::route::Route,
};

use crate::support::{Builder, SIZES, Tutor};

fn answered(question: &str, right: bool) -> QuestionEvent {
    QuestionEvent::Answered {
        question: question.into(),
        revision: "r".into(),
        response: Answer::Choice(vec!["x".into()]),
        success: right,
        score: if right { 1.0 } else { 0.0 },
        seed: 1,
        sitting: None,
        quiz: None,
        circumstances: Default::default(),
    }
}

/// A learner who answered both of the first quiz ten days ago.
fn away() -> Builder {
    let past = [answered("isolation-price", true), answered("key-scope", false)];
    Tutor::sample().days_ago(10, past)
}

fn reviewing() -> Builder {
    away().open(Route::Review(Scope::default()))
}

#[test]
fn the_map_says_what_is_due_and_r_opens_it() {
    let mut tutor = away().start();
    tutor.expect("2 due, about 2 min   r");
    tutor.press("r").expect("2 questions, about 2 min. Enter begins.");
    tutor.expect("You have been away for 10 days.");
}

#[test]
fn what_does_not_fit_the_minutes_of_a_day_is_no_debt_on_the_map() {
    let mut tutor = away().start();
    let habits = Habits { minutes: 1, ..Habits::default() };
    tutor.app.env.session.set_habits(habits);
    tutor.press("Down").expect("1 due, about 1 min");
}

#[test]
fn what_the_course_has_no_more_is_taken_off_the_map() {
    for (width, height) in SIZES {
        let past =
            [answered("isolation-price", true), answered("gone", true), answered("lost", false)];
        let mut tutor = Tutor::sample().days_ago(10, past).size(width, height).start();
        tutor.expect("1 due, about 1 min").expect_no("missed");
    }
}

#[test]
fn nothing_is_due_for_a_new_learner() {
    let mut tutor = Tutor::sample().start();
    tutor.expect_no(" due").press("r").expect("Nothing is due now.");
}

#[test]
fn what_was_missed_is_asked_once_more_and_then_it_ends() {
    let mut tutor = reviewing().start();
    tutor.press("Enter").expect("2 left").write("two").press("Enter Enter");
    tutor.expect("What does strict isolation cost?").press("Ctrl-n Enter");
    tutor.expect("once more, because it was missed").write("one").press("Enter Enter");
    tutor.expect("once more, because it was missed").press("Ctrl-n Enter");
    // What is asked once more counts once, as it was answered first.
    tutor.expect("0 of 2 right.").expect("Next: ");
}

#[test]
fn the_end_says_what_holds_longer_and_what_comes_back_tomorrow() {
    let ended = |days: i64, name: &str| {
        let past = [answered("isolation-price", true), answered("key-scope", false)];
        let tutor = Tutor::sample().days_ago(days, past).open(Route::Review(Scope::default()));
        let mut tutor = tutor.size(80, 24).start();
        tutor.press("Enter").write("two").press("Enter Enter").expect("strict isolation");
        tutor.click_on("Throughput, because").press("Enter Enter").expect("once more");
        tutor.write("two").press("Enter Enter").expect("1 of 2 right.");
        tutor.snapshot(name);
    };
    ended(3, "review-end-longer-80x24");
    ended(10, "review-end-stable-80x24");
}

#[test]
fn after_the_minutes_of_a_day_the_footer_says_that_more_can_be_asked() {
    let mut tutor = away().start();
    let habits = Habits { minutes: 1, ..Habits::default() };
    tutor.app.env.session.set_habits(habits);
    tutor.press("r").expect("1 more can wait").press("Enter").expect("strict isolation");
    tutor.click_on("Throughput, because").press("Enter Enter");
    tutor.expect("1 more is due, if you like: Enter.").expect("Enter go on");
    tutor.press("Enter").expect("1 left");
}

#[test]
fn a_review_that_was_stopped_goes_on_where_it_was() {
    let data = tempfile::tempdir().expect("a folder");
    let mut tutor = reviewing().data(data.path()).start();
    tutor.press("Enter").write("two").press("Enter Esc");
    drop(tutor);
    let review = Route::Review(Scope::default());
    let mut tutor = Tutor::sample().data(data.path()).open(review).start();
    tutor.expect("Today's review goes on: 2 questions").press("Enter Ctrl-n Enter");
    tutor.expect("once more, because it was missed");
}

#[test]
fn an_answer_is_taken_back_once() {
    let mut tutor = reviewing().start();
    tutor.press("Enter").write("two").press("Enter Ctrl-z");
    tutor.expect("The answer is taken back.").expect("2 left").write("one").press("Enter");
    tutor.press("Enter").expect("1 left");
}

#[test]
fn an_answer_that_is_not_sure_is_said_to_be_so() {
    let mut tutor = reviewing().start();
    tutor.press("Enter Ctrl-n Enter").expect("What does strict isolation cost?");
    assert!(tutor.press("u").drawn().contains("! not sure"));
    assert!(!tutor.press("u").drawn().contains("! not sure"));
}

#[test]
fn a_review_fits_every_size() {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut tutor = reviewing().size(width, height).ascii().theme("mono").start();
        tutor.snapshot(&format!("review-cover-{width}x{height}"));
        tutor.press("Enter").snapshot(&format!("review-question-{width}x{height}"));
    }
}
