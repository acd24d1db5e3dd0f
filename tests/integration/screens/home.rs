//! The map of the course.

use archtutor::{
    id::{LessonId, QuizId},
    library::{Item, Library, Reference},
    progress::{LessonEvent, QuestionEvent, QuizEvent},
    quiz::{Answer, SittingMode},
    role::Role,
    tui::route::Route,
};
use ratatui::buffer::Buffer;

use crate::support::{Tutor, snapshots};

#[test]
fn enter_opens_the_first_lesson_and_escape_comes_back() {
    let mut tutor = Tutor::shipped().start();
    tutor.expect("WEEKS");
    tutor.press("Enter").expect("next lesson");
    tutor.press("Esc").expect("WEEKS");
}

#[test]
fn a_list_that_goes_on_below_says_so_in_its_margin() {
    let mut tutor = Tutor::shipped().size(80, 24).start();
    tutor.press("Down Down").expect("1.1").expect_no("▾");
    tutor.press("Down Down Down Down Down Down").expect("Circuit breaker").expect("▾");
    tutor.press("Tab End").expect("not taken").expect_no("▾");
}

#[test]
fn no_window_is_too_small_to_be_drawn() {
    Tutor::shipped().start().squeeze();
}

#[test]
fn a_day_of_study_and_what_was_read_show_on_the_map() {
    let read = LessonEvent::Completed { lesson: LessonId::new("one"), revision: "r".into() };
    let tutor = Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\n"),
        ("lessons/01-a/01-one.md", "+++\nid = 'one'\ntitle = 'The lesson'\n+++\n# One\n"),
    ])
    .days_ago(1, vec![read])
    .start();
    assert!(tutor.screen().contains("1 day studied"), "{}", tutor.screen());
    assert!(tutor.screen().contains("1 of 1 done"), "{}", tutor.screen());
    assert!(tutor.drawn_as(Role::Accent).contains(&"archtutor".to_owned()));
}

#[test]
fn a_click_on_a_lesson_opens_it() {
    let mut tutor = Tutor::shipped().size(100, 30).ascii().start();
    tutor.press("Down Down").click_on("1.2 ").expect("1.2  Monolith");
}

#[test]
fn what_is_cut_in_ascii_ends_in_ascii() {
    for (width, height) in crate::support::SIZES {
        let screen = Tutor::shipped().size(width, height).ascii().start().screen();
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn it_looks_so_at_every_size() {
    snapshots("home", |builder| builder.start());
}

#[test]
fn of_a_window_larger_than_any_screen_a_part_is_drawn() {
    let mut tutor = Tutor::sample().start();
    tutor.app.resize(u16::MAX, u16::MAX);
    let window = tutor.app.env.window;
    assert!(window.area() <= 500_000, "{window:?}");
    tutor.app.draw(&mut Buffer::empty(window));
}

#[test]
fn a_short_name_leaves_its_room_to_how_it_stands() {
    let quiz = Route::Quiz(QuizId::new("diagnostic-quiz"));
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Home).open(quiz).start();
    let screen = tutor.press("1 Ctrl-n Esc").expect("WEEKS").screen();
    assert_eq!(screen.matches("1 of 22 answered").count(), 2, "{screen}");
}

/// Two weeks of two lessons, the first lesson read.
fn two_weeks() -> Tutor {
    let lesson =
        |id: &str| format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\n+++\nText of {id}.\n");
    let read = LessonEvent::Completed { lesson: LessonId::new("one"), revision: "r".into() };
    Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'Early'\n"),
        ("lessons/01-a/01-one.md", &lesson("one")),
        ("lessons/01-a/02-two.md", &lesson("two")),
        ("lessons/02-b/week.toml", "id = 'b'\ntitle = 'Late'\n"),
        ("lessons/02-b/01-three.md", &lesson("three")),
        ("lessons/02-b/02-four.md", &lesson("four")),
    ])
    .days_ago(1, vec![read])
    .size(100, 24)
    .start()
}

#[test]
fn enter_opens_what_is_highlighted() {
    let mut tutor = two_weeks();
    assert!(tutor.screen().contains("Start   1.2 Lesson two"), "{}", tutor.screen());
    tutor.expect("Enter start").press("Enter").expect("Text of two").press("Esc");
    // From the first row down to the weeks: Enter goes into the one that is highlighted.
    tutor.press("Down Down").expect("Enter into the week").expect("WEEK 2");
    tutor.press("Enter").expect("Enter open").press("Enter").expect("Text of three");
    // Reading on at its end reads a lesson that fits the window.
    tutor.press("PageDown Esc Esc Esc Up Up").expect("Enter start").expect("2.2 Lesson four");
}

#[test]
fn going_on_is_the_first_row_and_comes_back_to_where_the_learner_is() {
    let mut tutor = two_weeks();
    tutor.press("End").expect("WEEK 2").press("Home").expect("WEEK 1");
    // Of a week the first thing that is not done is offered.
    tutor.press("Down Enter Enter").expect("Text of two");
}

/// A quiz that was taken to its end.
fn finished(percent: u8, success: bool) -> [QuizEvent; 2] {
    [
        QuizEvent::Started {
            quiz: "alone-quiz".into(),
            sitting: "s".into(),
            mode: SittingMode::Practice,
            seed: 1,
            drawn: vec!["key-scope".into()],
            retry: None,
        },
        QuizEvent::Finished {
            quiz: "alone-quiz".into(),
            sitting: "s".into(),
            right: 5,
            asked: 6,
            percent,
            success,
        },
    ]
}

#[test]
fn a_quiz_that_was_not_passed_holds_nobody_up_and_comes_when_nothing_else_is_left() {
    let read =
        |lesson: &str| LessonEvent::Completed { lesson: lesson.into(), revision: "r".into() };
    let failed = || {
        let first = ["transactions", "retries"].map(read);
        Tutor::sample().days_ago(2, first).days_ago(1, finished(33, false))
    };
    failed().start().expect("Start   2.1 Sagas").expect_no("Continue");
    failed().days_ago(0, [read("sagas")]).start().expect("Start   Quiz: Two services together");
}

#[test]
fn an_exam_under_way_is_offered_though_the_quiz_is_passed() {
    let started = QuizEvent::Started {
        quiz: "alone-quiz".into(),
        sitting: "again".into(),
        mode: SittingMode::Exam,
        seed: 1,
        drawn: vec!["key-scope".into(), "isolation-price".into()],
        retry: None,
    };
    let mut answered = wrong("key-scope");
    let QuestionEvent::Answered { sitting, quiz, .. } = &mut answered;
    (*sitting, *quiz) = (Some("again".into()), Some("alone-quiz".into()));
    let builder = Tutor::sample().days_ago(2, finished(83, true)).days_ago(1, [started]);
    let mut tutor = builder.days_ago(0, [answered]).start();
    tutor.expect("Continue   Quiz: One service alone").expect("1 of 2 answered");
    tutor.press("w").expect("1 of 2 answered").press("Esc");
    // It stays passed.
    let session = &tutor.app.env.session;
    assert!(session.state(&Item::Quiz("alone-quiz".into())).is_done());
    assert_eq!(session.resume(), Some(Reference::Quiz("alone-quiz".into())));
    tutor.press("Enter").expect("EXAM").expect("2 of 2");
}

#[test]
fn a_wide_map_says_what_is_left_of_each_week_and_how_its_quiz_went() {
    let finished = finished(83, true);
    let read = LessonEvent::Completed { lesson: "transactions".into(), revision: "r".into() };
    let builder = Tutor::sample().size(200, 60).days_ago(2, [read]).days_ago(1, finished);
    let tutor = builder.start();
    let screen = tutor.screen();
    let week = screen.lines().find(|line| line.contains("One service alone")).unwrap();
    assert!(week.contains("9 min") && week.contains("83 %"), "{screen}");
    tutor.snapshot("home-200x60");
}

fn wrong(question: &str) -> QuestionEvent {
    QuestionEvent::Answered {
        question: question.into(),
        revision: "r".into(),
        response: Answer::Choice(vec!["Durability".into()]),
        success: false,
        score: 0.0,
        seed: 1,
        sitting: None,
        quiz: None,
        circumstances: Default::default(),
    }
}

#[test]
fn after_a_bad_day_the_map_does_not_count_what_was_missed() {
    let missed = |count: usize| {
        let patterns = ["saga", "bulkhead", "circuit-breaker", "cqrs", "sidecar"];
        let cards = ["problem", "price"].map(|kind| patterns.map(|id| format!("card:{kind}:{id}")));
        let past: Vec<_> = cards.concat().iter().take(count).map(|id| wrong(id)).collect();
        Tutor::shipped().days_ago(1, past).start()
    };
    missed(9).expect("9 missed lately");
    missed(10).expect("some were missed lately").expect_no("10 missed");
}

#[test]
fn what_is_due_and_what_was_missed_stand_under_the_first_row() {
    for (width, height) in [(40, 12), (80, 24), (200, 60)] {
        let past = [wrong("isolation-price")];
        let mut tutor = Tutor::sample().size(width, height).days_ago(2, past).start();
        tutor.snapshot(&format!("home-today-{width}x{height}"));
        tutor.click_on("1 missed lately").expect("wrong once").press("Esc");
        tutor.press("m").expect("wrong once").press("Esc").press("r").expect("1 question");
    }
}

#[test]
fn what_is_due_of_a_week_is_counted_once_the_questions_were_read_beside_the_map() {
    let mut tutor = Tutor::sample().days_ago(2, [wrong("isolation-price")]).start();
    let source = tutor.app.env.session.library().source().clone();
    tutor.app.env.session.renew(Library::open(source).unwrap());
    tutor.app.pause();
    let library = tutor.app.env.session.library();
    assert!(library.is_being_read() || library.is_read());
    tutor.until("what is due", |tutor| tutor.app.env.session.due_of_week(0) > 0);
}
