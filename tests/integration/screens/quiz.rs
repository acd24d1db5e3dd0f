//! Quizzes: the cover, each kind of question by keys and mouse, the verdict, the result.

use archtutor::{
    id::{QuestionId, QuizId},
    progress::QuizEvent,
    quiz::SittingMode,
    role::Role,
    tui::route::Route,
};

use crate::support::{Builder, SIZES, Tutor};

const KINDS: &str = include_str!("../../fixtures/quiz/kinds.toml");

/// A course whose only quiz has one question of every kind.
fn course() -> Builder {
    Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\nquiz = 'kinds-quiz'\n"),
        (
            "lessons/01-a/01-sagas.md",
            "+++\nid = 'sagas'\ntitle = 'Sagas'\nminutes = 5\n+++\nText.\n",
        ),
        ("quizzes/kinds.toml", KINDS),
    ])
    .open(Route::Quiz(QuizId::new("kinds-quiz")))
}

/// A sitting of some questions that was begun yesterday; its seed makes every shuffle the same.
fn sitting(mode: SittingMode, questions: &[&str]) -> Builder {
    course().days_ago(
        1,
        vec![QuizEvent::Started {
            quiz: QuizId::new("kinds-quiz"),
            sitting: "sitting".into(),
            mode,
            seed: 7,
            drawn: questions.iter().map(QuestionId::new).collect(),
            retry: None,
        }],
    )
}

fn asked(question: &str) -> Tutor {
    sitting(SittingMode::Practice, &[question]).size(80, 40).start()
}

#[test]
fn every_kind_of_question_looks_so() {
    for question in [
        "k-choice",
        "k-several",
        "k-short",
        "k-tracing",
        "k-ordering",
        "k-matching",
        "k-classify",
        "k-numeric",
        "k-fault",
    ] {
        for (width, height) in SIZES {
            let tutor = sitting(SittingMode::Practice, &[question]).size(width, height).start();
            tutor.snapshot(&format!("quiz-{question}-{width}x{height}"));
        }
    }
}

#[test]
fn cover_verdict_and_result_look_so() {
    for (width, height) in SIZES {
        let size = format!("{width}x{height}");
        let tutor = course().size(width, height).start();
        tutor.snapshot(&format!("quiz-cover-{size}"));
        let mut tutor =
            sitting(SittingMode::Practice, &["k-choice", "k-short"]).size(width, height).start();
        tutor.press("Enter").snapshot(&format!("quiz-wrong-{size}"));
        tutor.press("Enter").write("Retry-After").press("Enter Enter");
        tutor.snapshot(&format!("quiz-result-{size}"));
    }
}

#[test]
fn a_wrong_choice_is_explained_as_it_was_picked_and_then_the_others() {
    let mut tutor = asked("k-choice");
    tutor.click_on("A retry").press("Enter").expect("Not this one");
    tutor.expect("it takes nothing back").expect("A compensating transaction");
    assert!(!tutor.screen().contains("holds no lock"), "{}", tutor.screen());
    tutor.press("X").expect("holds no lock").expect("nothing left to roll back");
    // Of the right one there is nothing more to say.
    tutor.expect_no("A compensating transaction:");
}

#[test]
fn several_are_picked_by_number_and_by_space() {
    let mut tutor = asked("k-several");
    tutor.press("Enter").expect("Answer first");
    tutor.click_on("at-least-once").click_on("crashed before").press("Enter").expect("Right.");
}

#[test]
fn a_typed_answer_keeps_its_letters_from_being_keys() {
    let mut tutor = asked("k-short");
    tutor.write("retry  after").expect("retry  after").press("Enter").expect("Right.");
}

#[test]
fn what_a_program_prints_is_typed_and_where_it_fails_is_pointed_at() {
    let mut tutor = asked("k-tracing");
    tutor.write("9").press("Enter").expect("A first try belongs to each retry");
    let mut tutor = asked("k-tracing");
    tutor.press("Tab Down").expect("line at fault: 2").press("Enter").expect("macro is used");
}

#[test]
fn items_are_carried_into_their_order() {
    let mut tutor = asked("k-ordering");
    let wanted = ["put a facade", "build the new", "move the traffic", "remove the old"];
    for (place, item) in wanted.iter().enumerate() {
        // A click picks the item up, the number of its place puts it down.
        tutor.click_on(item).press(&(place + 1).to_string());
    }
    tutor.press("Enter").expect("Right.");
}

#[test]
fn pairs_are_made_by_numbers_and_by_turning() {
    let mut tutor = asked("k-matching");
    tutor.press("Enter").expect("Every item needs a partner");
    for (item, partner) in [
        ("slow neighbour", "timeout"),
        ("failing neighbour", "circuit breaker"),
        ("shared pool", "bulkhead"),
    ] {
        tutor.click_on(item);
        // There are four to turn through.
        let found = (0..5).any(|_| {
            chosen(&tutor, item, partner) || {
                tutor.press("Right");
                false
            }
        });
        assert!(found, "{partner} never showed\n{}", tutor.screen());
    }
    tutor.press("Enter").expect("Right.");
}

#[test]
fn what_is_chosen_from_stays_in_sight_while_the_items_scroll() {
    let mut tutor = sitting(SittingMode::Practice, &["k-classify"]).size(40, 12).start();
    for _ in 0..4 {
        tutor.expect("functional").expect("quality").expect("constraint");
        tutor.press("Down");
    }
    tutor.press("g 1 Up").expect("→  functional");
}

/// Whether the row of an item shows its partner.
fn chosen(tutor: &Tutor, item: &str, partner: &str) -> bool {
    let screen = tutor.screen();
    screen.lines().any(|row| row.contains(item) && row.contains(&format!("→ {partner}")))
}

#[test]
fn a_class_is_given_by_its_number() {
    let mut tutor = asked("k-classify");
    for (item, class) in [("Orders can", "1"), ("99.9 %", "2"), ("Must run", "3")] {
        tutor.click_on(item).press(class);
    }
    tutor.press("Enter").expect("Right.");
}

#[test]
fn a_number_may_carry_its_unit_and_junk_costs_nothing() {
    let mut tutor = asked("k-numeric");
    tutor.write("many").press("Enter").expect("Please type a number");
    tutor.press("Ctrl-u").write("1 %").press("Enter").expect("The answer:");
}

#[test]
fn a_fault_is_pointed_at_by_its_number() {
    let mut tutor = asked("k-fault");
    tutor.press("2 Enter").expect("Right.");
}

#[test]
fn an_exam_explains_nothing_before_its_end_and_lets_one_go_back() {
    let mut tutor = sitting(SittingMode::Exam, &["k-choice", "k-fault"]).size(80, 40).start();
    tutor.click_on("A retry").press("Enter").expect("2 of 2");
    assert!(!tutor.screen().contains("Not this one"));
    tutor.press("[").expect("1 of 2").click_on("A compensating").press("Enter 2 Enter");
    tutor.expect("2 of 2 answered").press("S").expect("Passed").expect("2 of 2 right");
}

#[test]
fn an_exam_is_handed_in_from_where_all_its_questions_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let questions = &["k-choice", "k-short", "k-fault"];
    let begun = || sitting(SittingMode::Exam, questions).size(80, 24).data(folder.path());
    let mut tutor = begun().start();
    // The first is answered and marked, the second left open.
    tutor.press("b").expect("! marked").click_on("A compensating").press("Enter").expect("2 of 3");
    tutor.press("Alt-Right").expect("3 of 3").press("2 Enter");
    tutor.expect("2 of 3 answered, 1 marked").expect_no("Passed").snapshot("quiz-overview-80x24");
    tutor.press("S").expect("1 is not answered: S once more hands it in").press("Down Up S");
    tutor.expect("1 is not answered").expect_no("Passed");
    tutor.press("Ctrl-c");
    drop(tutor);
    // It goes on with what is open; only a key hands it in.
    let mut tutor = course().size(80, 24).data(folder.path()).start();
    tutor.expect("2 of 3").press("Alt-o").expect("2 of 3 answered, 1 marked").press("Esc");
    tutor.expect("2 of 3").write("Retry-After").press("Enter").expect("3 of 3");
    tutor.press("o").expect("3 of 3 answered, 1 marked").press("g b").expect("3 of 3 answered.");
    tutor.press("Enter").expect("1 of 3").press("o S").expect("Passed").expect("3 of 3 right");
}

#[test]
fn the_last_answer_of_an_exam_hands_nothing_in() {
    for (width, height) in SIZES {
        let mut tutor = sitting(SittingMode::Exam, &["k-choice"]).size(width, height).start();
        tutor.click_on("A retry").press("Enter").expect("1 of 1 answered").expect_no("Not yet");
        assert_eq!(tutor.app.env.session.results(&tutor.app.env.words).unwrap().len(), 0);
        tutor.press("Esc").expect_no("EXAM");
    }
}

#[test]
fn an_answer_that_was_begun_waits_where_one_looks_at_other_questions() {
    let mut tutor = sitting(SittingMode::Exam, &["k-choice", "k-short"]).size(80, 40).start();
    tutor.press("]").write("Retry-Af").press("Alt-Left").expect("1 of 2");
    tutor.press("Alt-Right").expect("Retry-Af").press("Alt-o Esc").expect("Retry-Af");
}

#[test]
fn an_exam_under_way_tells_nothing_on_the_map_and_is_gone_back_in_from_a_text() {
    let mut tutor = sitting(SittingMode::Exam, &["k-choice", "k-short"]).size(80, 40).start();
    tutor.click_on("A retry").press("Enter").expect("2 of 2");
    tutor.press("Alt-Left").expect("1 of 2").press("Alt-Right").expect("2 of 2");
    assert!(tutor.app.env.session.progress().missed().unwrap().is_empty());
    tutor.write("nothing of it").press("Enter").press("S").expect("0 of 2");
    assert_eq!(tutor.app.env.session.progress().missed().unwrap().len(), 2);
}

#[test]
fn a_half_finished_quiz_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let begun = || {
        sitting(SittingMode::Practice, &["k-choice", "k-fault"]).size(80, 40).data(folder.path())
    };
    let mut tutor = begun().start();
    tutor.click_on("A retry").press("Enter").expect("Not this one");
    drop(tutor);
    let mut tutor = course().size(80, 40).data(folder.path()).start();
    tutor.expect("Which line makes builds slow?").expect("2 of 2");
    tutor.press("[").expect("Not this one");
}

#[test]
fn what_was_missed_leads_to_its_lesson() {
    let mut tutor = sitting(SittingMode::Practice, &["k-choice"]).size(80, 40).start();
    tutor.click_on("A retry").press("Enter Enter").expect("Not yet").expect("What undoes a step");
    assert!(tutor.drawn_as(Role::Warn).iter().any(|run| run.contains("Not yet")));
    tutor.press("L").expect("Text.").press("Esc").click_on("1.1 Sagas").expect("Text.");
}

/// An exam of two questions that was finished: one missed, one right.
fn examined(builder: Builder) -> Tutor {
    let mut tutor = builder.start();
    tutor.click_on("A retry").press("Enter 2 Enter S").expect("1 of 2 right, 50 %");
    tutor
}

#[test]
fn taking_back_never_stops_the_program() {
    let mut exam = sitting(SittingMode::Exam, &["k-choice", "k-fault"]).size(80, 40).start();
    exam.press("Ctrl-z").expect("In an exam answers are not taken back");
    assert!(!exam.app.take_suspend());
    let mut practice = sitting(SittingMode::Practice, &["k-choice"]).size(80, 40).start();
    practice.press("Ctrl-z").expect("An answer can be taken back once");
    assert!(!practice.app.take_suspend());
}

#[test]
fn an_exam_says_so_and_explains_every_question_at_its_end() {
    let exam = || sitting(SittingMode::Exam, &["k-choice", "k-fault"]).size(80, 40);
    exam().start().expect("EXAM").expect("1 of 2");
    let mut tutor = examined(exam());
    tutor.expect("EXAM").expect("Missed").expect("Right:").expect("Enter explanation");
    tutor.press("Enter").expect("it takes nothing back").expect("Every step has committed");
    tutor.press("Enter").expect("Which line makes builds slow?").expect("empties the cache");
    tutor.press("[").expect("it takes nothing back").press("Esc").expect("1 of 2 right");
    tutor.press("Down Enter").expect("empties the cache").press("Enter").expect("1 of 2 right");
}

#[test]
fn a_result_is_opened_again_and_another_attempt_does_not_replace_it_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let exam = sitting(SittingMode::Exam, &["k-choice", "k-fault"]).size(80, 40);
    let mut tutor = examined(exam.data(folder.path()));
    tutor.press("r").expect("Your last result").expect("Practice").expect("Exam");
    tutor.press("3").expect("1 of 2 right, 50 %").press("Ctrl-c");
    drop(tutor);
    let mut tutor = course().size(80, 40).data(folder.path()).start();
    tutor.expect("Your last result").press("3").expect("1 of 2 right, 50 %").press("Enter");
    tutor.expect("it takes nothing back").press("Esc r").press("2").expect("EXAM").expect("1 of 5");
}

#[test]
fn a_result_shows_the_numbers_that_were_drawn_and_whole_questions() {
    let questions = &["k-numeric", "k-tracing"];
    for (width, height) in [(80, 24), (40, 40)] {
        let mut tutor = sitting(SittingMode::Exam, questions).size(width, height).start();
        tutor.write("1").press("Enter").write("1").press("Enter S").expect("Missed");
        let screen = tutor.screen();
        assert!(!screen.contains('…') && !screen.contains("k-tracing"), "{screen}");
        let asked = screen.lines().find(|line| line.contains("in series")).unwrap();
        assert!(asked.contains(|c: char| c.is_ascii_digit()), "{screen}");
    }
}

#[test]
fn not_knowing_is_an_answer_that_is_not_right_and_is_explained() {
    for question in ["k-choice", "k-several", "k-short", "k-tracing", "k-ordering", "k-numeric"] {
        let mut tutor = asked(question);
        tutor.expect("Ctrl-n don't know").press("Ctrl-n");
        tutor.expect("Not known yet").expect("The answer:").press("Enter").expect("0 of 1 right");
    }
    let mut tutor = asked("k-choice");
    tutor.press("Ctrl-n").expect("holds no lock").expect("nothing left to roll back");
    let mut tutor = course().open(Route::Question("k-short".into())).size(80, 40).start();
    tutor.press("Ctrl-n").expect("Not known yet").expect("Retry-After");
}

#[test]
fn what_is_partly_right_says_how_much_of_it() {
    let mut tutor = asked("k-several");
    tutor.click_on("at-least-once").press("Enter").expect("Partly right: 50 % of it.");
    tutor.press("Enter").expect("0 of 1 right").expect("(50 % of it)");
}

#[test]
fn an_order_is_explained_with_before_and_a_fault_with_what_the_line_should_say() {
    let mut tutor = asked("k-ordering");
    tutor.press("Enter").expect(", before ");
    let mut tutor = asked("k-fault");
    tutor.press("1 Enter").expect("2: COPY . .").expect("It should say:");
    tutor.expect("COPY Cargo.toml Cargo.lock ./").expect_no("→ COPY");
}

#[test]
fn the_options_are_explained_only_where_there_is_more_to_say() {
    asked("k-choice").press("1 Enter").expect("why each option");
    asked("k-choice").press("Ctrl-n").expect("Not known yet").expect_no("why each option");
    let mut tutor = asked("k-numeric");
    tutor.write("1").press("Enter").expect("Not this one.").expect_no("why each option");
    tutor.press("?").expect_no("why each option");
}

#[test]
fn the_help_says_what_enter_does_there() {
    let mut tutor = asked("k-choice");
    let screen = tutor.press("?").screen();
    let says = |words: &str| {
        screen.lines().any(|row| row.split_whitespace().collect::<Vec<_>>().join(" ") == words)
    };
    assert!(says("Enter answer") && !says("Enter open"), "{screen}");
}

#[test]
fn the_help_says_what_a_digit_does() {
    asked("k-choice").press("?").expect("1 … 9").expect("choose that option");
    asked("k-ordering").press("?").expect("1 … 9").expect("put down there");
    asked("k-choice").press("1 1 ?").expect_no("1 … 9");
}

#[test]
fn what_a_question_leads_to_stands_whole_below_its_verdict() {
    let lesson = "+++\nid = 'sagas'\ntitle = 'Sagas and what undoes their steps'\n+++\nText.\n";
    for (width, height) in [(40, 60), (60, 60), (80, 40)] {
        let course = Tutor::course(&[
            ("course.toml", "id = 'c'\ntitle = 'C'\ncatalog = 'archtutor'\n"),
            ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\nquiz = 'kinds-quiz'\n"),
            ("lessons/01-a/01-sagas.md", lesson),
            ("quizzes/kinds.toml", KINDS),
        ]);
        let route = Route::Question("k-choice".into());
        let mut tutor = course.size(width, height).open(route).start();
        tutor.press("Enter").expect("Not this one").expect("→ 1.1 Sagas and what undoes");
        tutor.expect("steps").expect("→ Saga");
    }
}

#[test]
fn no_window_is_too_small() {
    for question in ["k-choice", "k-tracing", "k-matching", "k-fault"] {
        asked(question).squeeze();
    }
}

#[test]
fn a_check_question_stands_on_top_of_what_is_shown() {
    for (width, height) in SIZES {
        let size = format!("{width}x{height}");
        let mut tutor =
            course().open(Route::Question("k-short".into())).size(width, height).start();
        tutor.snapshot(&format!("check-{size}"));
        tutor.write("X-RateLimit-Reset").press("Enter").expect("a custom");
        tutor.snapshot(&format!("check-wrong-{size}"));
    }
}
