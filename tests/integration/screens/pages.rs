//! The pages around the lessons: a week, a pattern, progress, notes, settings.

use std::fs;

use archtutor::{
    progress::{
        BookmarkEvent, Circumstances, Event, LessonEvent, NoteEvent, QuestionEvent, QuizEvent,
    },
    quiz::Answer,
    role::Role,
    tui::route::Route,
};

use crate::support::{Builder, SIZES, Tutor, snapshots};

fn read(lesson: &str) -> LessonEvent {
    LessonEvent::Completed { lesson: lesson.into(), revision: "r".into() }
}

fn passed(quiz: &str) -> Vec<QuizEvent> {
    let sitting = format!("sitting-{quiz}");
    vec![
        QuizEvent::Started {
            quiz: quiz.into(),
            sitting: sitting.clone(),
            mode: archtutor::quiz::SittingMode::Practice,
            seed: 1,
            drawn: vec!["key-scope".into()],
            retry: None,
        },
        QuizEvent::Finished {
            quiz: quiz.into(),
            sitting,
            right: 1,
            asked: 2,
            percent: 50,
            success: true,
        },
    ]
}

fn bookmark(byte: u64, label: &str) -> BookmarkEvent {
    BookmarkEvent::Set { lesson: "sagas".into(), byte, label: label.into(), set: true }
}

fn note(name: &str, text: &str) -> NoteEvent {
    let (about, note) = ("transactions".into(), name.into());
    NoteEvent::Written { about, note, byte: Some(120), text: text.into() }
}

/// A learner with some days behind them.
fn studious(builder: Builder) -> Builder {
    builder
        .days_ago(
            9,
            [Event::from(read("transactions")), bookmark(300, "Put the payment late").into()],
        )
        .days_ago(2, passed("alone-quiz"))
        .days_ago(
            1,
            [
                Event::from(read("retries")),
                note("n1", "Ask the team how long we keep keys.").into(),
            ],
        )
}

#[test]
fn a_week_at_every_size() {
    snapshots("week", |builder| studious(builder).open(Route::Week("alone".into())).start());
}

#[test]
fn a_week_opens_its_lessons_and_its_neighbours() {
    let mut tutor = Tutor::sample().open(Route::Week("alone".into())).start();
    tutor.press("Down Enter").expect("Retries and idempotency").press("Esc");
    tutor.press("]").expect("Week 2 · Two services together");
    tutor.press("]").expect("This is the last week.");
    tutor.press("[").click_on("1.1 Transactions").expect("Atomic and durable");
    tutor.press("Esc").click_on("Quiz").expect("questions, drawn from");
    tutor.press("Esc").squeeze();
}

#[test]
fn home_leads_to_the_week_and_to_the_numbers() {
    let mut tutor = Tutor::sample().start();
    tutor.press("w").expect("When you are through").press("Esc");
    tutor.press("s").expect("Nothing done yet").press("Esc");
    tutor.press("B").expect("Nothing here yet").press("Esc");
    tutor.press("t").expect("Settings").press("Esc").expect("WEEKS");
}

#[test]
fn progress_at_every_size() {
    snapshots("stats", |builder| studious(builder).open(Route::Stats).start());
}

#[test]
fn progress_adds_up() {
    let mut tutor = studious(Tutor::sample().size(80, 50)).open(Route::Stats).start();
    for line in ["Days of study   3", "In a row        2 days", "Lessons read    2 of 3"] {
        tutor.expect(line);
    }
    tutor.expect("1 attempt, best 50 %, passed");
    tutor.squeeze();
}

#[test]
fn notes_at_every_size() {
    snapshots("notes", |builder| studious(builder).open(Route::Notes).start());
}

#[test]
fn what_is_taken_away_from_the_notes_comes_back_with_one_key() {
    let mut tutor = studious(Tutor::sample()).open(Route::Notes).start();
    tutor.press("x").expect_no("how long we keep keys").expect("u brings it back");
    tutor.press("u").expect("how long we keep keys");
    tutor.press("u").expect("Nothing to bring back");
    tutor.press("Down x x").expect("Nothing here yet");
    tutor.press("u u").expect("Put the payment late").expect("how long we keep keys");
    tutor.press("x x x").squeeze();
}

#[test]
fn a_bookmark_opens_its_place() {
    let mut tutor = studious(Tutor::sample().size(60, 10)).open(Route::Notes).start();
    tutor.press("Down Enter").expect("2.1  Sagas");
    assert!(!tutor.screen().contains("row of local"), "{}", tutor.screen());
}

#[test]
fn bookmarks_and_notes_are_made_in_a_lesson() {
    let lesson = Route::Lesson { id: "sagas".into(), heading: None };
    let mut tutor = Tutor::sample().open(lesson).start();
    tutor.press("b").expect("Bookmark set");
    tutor
        .press("a")
        .write("check the pivot")
        .press("Enter")
        .write("and its refund")
        .press("Enter Enter")
        .press("Esc B");
    tutor.expect("check the pivot").expect("A saga is a row of local transactions.");
    tutor.press("Esc Enter Esc").open_again("sagas").press("b").expect("Bookmark taken away");
    tutor.press("a").press("Esc Esc B").expect_no("A saga is a row");
}

#[test]
fn a_note_is_kept_however_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let lesson = || Route::Lesson { id: "sagas".into(), heading: None };
    let begin = || Tutor::sample().data(folder.path()).open(lesson()).start();
    let mut tutor = begin();
    tutor.press("a").write("by Escape").press("Esc Esc B").expect("by Escape").press("Esc");
    // The palette covers it, and it is one note all the same.
    tutor.open_again("sagas").press("a").write("covered").press("Ctrl-p Esc").write(" and on");
    tutor.press("Esc Esc B").expect("covered and on");
    assert_eq!(tutor.app.env.session.progress().notes(None).unwrap().len(), 2);
    tutor.press("Esc").open_again("sagas").press("a").write("by the end").press("Ctrl-c");
    drop(tutor);
    begin().press("Esc B").expect("by the end");
}

#[test]
fn a_note_being_written_at_every_size() {
    snapshots("note", |builder| {
        let mut tutor = builder.open(Route::WriteNote("sagas".into(), 200)).start();
        tutor.write("Who undoes the step that cannot be undone?");
        tutor
    });
}

#[test]
fn escape_on_the_map_says_how_to_leave_and_does_not() {
    let mut tutor = Tutor::sample().start();
    tutor.press("Esc").expect("q leaves the program");
    tutor.press("Tab Down Esc").expect_no("q leaves the program");
    tutor.press("Esc").expect("q leaves the program");
    assert!(!tutor.app.ended());
    tutor.press("q");
    assert!(tutor.app.ended());
}

#[test]
fn settings_at_every_size() {
    snapshots("settings", |builder| builder.open(Route::Settings).start());
}

#[test]
fn a_theme_shows_as_one_moves_over_it_and_stays_once_it_is_chosen() {
    let mut tutor = Tutor::sample().size(80, 40).open(Route::Settings).start();
    let ground = |tutor: &Tutor| tutor.app.env.theme.name.clone();
    assert_eq!(ground(&tutor), "dark");
    tutor.press("Down");
    assert_eq!(ground(&tutor), "light");
    tutor.press("Esc");
    assert_eq!(ground(&tutor), "dark", "a theme that was only looked at goes");
    tutor.press("t Down Enter Esc");
    assert_eq!(ground(&tutor), "light");
    let kept = fs::read_to_string(tutor.folder().join("config.toml")).unwrap();
    assert_eq!(kept, "theme = \"light\"\n", "nothing is written down that was not chosen");
    tutor.press("t").click_on("ASCII only").expect("[x] ASCII only");
    tutor.click_on("Русский").press("Esc c").expect("Сага");
    tutor.press("Esc t").squeeze();
}

#[test]
fn a_pattern_at_every_size() {
    snapshots("pattern", |builder| builder.open(Route::Pattern("saga".into())).start());
}

#[test]
fn links_of_a_pattern_lead_on_and_back() {
    let mut tutor = Tutor::sample().size(80, 60).open(Route::Pattern("saga".into())).start();
    tutor.press("n Enter").expect("A committed step must be undone");
    tutor.press("Backspace").expect("A process writes in several services");
    tutor.press("=").expect("A committed step must be undone");
    tutor.press("Backspace").click_on("Compensating").expect("A committed step");
    tutor.press("L").expect("2.1  Sagas and compensation");
    tutor.press("Esc [").expect("A process writes");
    tutor.press("B").expect("A process writes").press("Esc");
    assert!(!tutor.drawn_as(Role::Heading).is_empty());
}

#[test]
fn a_pattern_is_taken_into_a_comparison() {
    let mut tutor = Tutor::sample().open(Route::Pattern("saga".into())).start();
    tutor.press("M").expect("Mark another one");
    tutor.press("] M").expect("2 patterns marked");
    tutor.press("M").expect("What it costs");
    tutor.press("Esc Esc c").expect("2 marked");
}

#[test]
fn backspace_on_a_patterns_page_goes_back_to_what_led_to_it() {
    let mut tutor = Tutor::sample().open(Route::Pattern("saga".into())).start();
    tutor.press("]").press("Backspace").expect("Saga").press("Backspace").expect("WEEKS");
}

#[test]
fn the_first_start_says_what_this_is_and_where_to_begin_once() {
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Welcome).start();
    tutor.expect("h reading").expect("Take the diagnostic quiz").expect("Enter open");
    tutor.snapshot("welcome-80x24");
    tutor.press("Down Enter").expect("0.1").press("Esc").expect("WEEKS");
    let settings = fs::read_to_string(tutor.folder().join("config.toml")).unwrap_or_default();
    assert!(!settings.contains("welcomed"), "it was welcomed before: {settings}");
    let mut tutor = Tutor::sample().size(40, 12).open(Route::Welcome).start();
    tutor.snapshot("welcome-40x12");
    tutor.press("Esc").expect("WEEKS");
    Tutor::shipped().open(Route::Welcome).start().squeeze();
}

#[test]
fn a_pattern_that_is_not_there_is_said_so() {
    let mut tutor = Tutor::sample().open(Route::Pattern("sgaa".into())).start();
    tutor.expect("There is no pattern `sgaa`");
    tutor.squeeze();
}

#[test]
fn no_window_is_too_small_for_a_pattern() {
    Tutor::shipped().ascii().open(Route::Pattern("microservices".into())).start().squeeze();
}

/// An answer of some days ago, right or not, that took half a minute.
fn answered(question: &str, response: &str, right: bool, sure: bool) -> Event {
    QuestionEvent::Answered {
        question: question.into(),
        revision: "r".into(),
        response: Answer::Choice(vec![response.into()]),
        success: right,
        score: f64::from(u8::from(right)),
        seed: 1,
        sitting: None,
        quiz: None,
        circumstances: Circumstances { sure, ms: Some(150_000), ..Circumstances::default() },
    }
    .into()
}

fn answering(builder: Builder) -> Builder {
    let right = "Throughput, because somebody waits";
    studious(builder)
        .days_ago(40, [answered("isolation-price", "Durability", false, true)])
        .days_ago(30, [answered("isolation-price", right, true, false)])
        .days_ago(3, [answered("isolation-price", "Durability", false, true)])
        .days_ago(3, [answered("key-scope", "one", true, true)])
}

#[test]
fn charts_of_progress_at_every_size_in_ascii_and_without_colours() {
    for (width, height) in [(40, 70), (80, 60), (120, 60)] {
        let builder = || answering(Tutor::sample().size(width, height)).open(Route::Stats);
        builder().start().snapshot(&format!("stats-charts-{width}"));
        let mut tutor = builder().ascii().theme("mono").start();
        tutor.expect("Reviews of the next 30 days").expect("Mixed up");
        // Only what is cut off ends with a sign that is none.
        let screen = tutor.screen();
        assert!(screen.is_ascii(), "{screen}");
    }
    for (width, height) in SIZES {
        answering(Tutor::sample().size(width, height)).open(Route::Stats).start().squeeze();
    }
}

#[test]
fn how_one_reviews_is_set_and_kept_and_stays_in_its_range() {
    let mut tutor = Tutor::sample().size(80, 40).open(Route::Settings).start();
    let minutes = "10 minutes a day";
    tutor.expect(minutes).click_on(minutes).expect("11 minutes a day").press("Left Left");
    tutor.expect("9 minutes a day").press("Down").press(&"Right ".repeat(9)).expect("97 %");
    tutor.press("Down Left Down Enter").expect("03:00");
    let file = fs::read_to_string(tutor.folder().join("config.toml")).unwrap();
    for line in ["minutes = 9", "retention = 0.97", "new-day = 3", "asks-sure = false"] {
        assert!(file.contains(line), "{file}");
    }
    let habits = tutor.app.env.session.habits();
    assert_eq!((habits.minutes, habits.new_day, habits.asks_sure), (9, 3, false));
}
