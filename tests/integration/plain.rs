//! The course on plain lines: over a pipe, as a script or a screen reader meets it.

use std::{io::Write, path::Path};

use archtutor::{
    id::{CourseId, QuizId},
    progress::{LessonEvent, Progress},
};
use tempfile::TempDir;

use crate::program::{Program, course, events};

const KINDS: &str = include_str!("../fixtures/quiz/kinds.toml");

/// A course with a quiz of one question for each question of the fixture; the quizzes are called
/// after their questions.
fn kinds() -> TempDir {
    let questions = KINDS.split("[[questions]]").skip(1);
    let files: Vec<(String, String)> = questions
        .map(|question| {
            let id = question.split('"').nth(1).unwrap();
            let text = format!("id = \"quiz-{id}\"\ntitle = \"{id}\"\n[[questions]]{question}");
            (format!("quizzes/{id}.toml"), text)
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    course(&files)
}

/// What is typed, told from the label of each text that is offered.
type Given<'a> = dyn Fn(&dyn Fn(&str) -> String) -> String + 'a;

/// The number or letter in front of a text.
#[track_caller]
fn label(shown: &str, text: &str) -> String {
    let found = shown.lines().find_map(|line| line.strip_suffix(text)?.trim().strip_suffix('.'));
    found.unwrap_or_else(|| panic!("{text:?} is not offered: {shown}")).to_owned()
}

/// Begins a quiz, and answers it once it is known what is offered under which number.
#[track_caller]
fn answer(course: &Path, quiz: &str, answer: impl Fn(&dyn Fn(&str) -> String) -> String) -> String {
    let data = tempfile::tempdir().unwrap();
    let begin = || Program::of(["--plain", "quiz", quiz]).course(course).data(data.path());
    let shown = begin().run().stdout;
    let given = answer(&|text| label(&shown, text));
    begin().stdin(format!("{given}\n")).run().stdout
}

#[test]
fn every_kind_of_question_is_answered_by_a_line() {
    let folder = kinds();
    let right = |quiz: &str, given: &Given<'_>| {
        let said = answer(folder.path(), quiz, given);
        assert!(said.contains("\nRight.\n") && said.contains("1 of 1 right"), "{quiz}: {said}");
    };
    let pairs = |of: &dyn Fn(&str) -> String, pairs: &[(&str, &str)]| -> String {
        pairs.iter().map(|(left, right)| format!("{}{} ", of(left), of(right))).collect()
    };
    right("quiz-k-choice", &|of| of("A compensating transaction"));
    right("quiz-k-several", &|of| {
        let second = of("One that crashed before its acknowledgement");
        format!("{} {second}", of("One with at-least-once delivery"))
    });
    right("quiz-k-short", &|_| "retry-after".into());
    right("quiz-k-tracing", &|_| "16".into());
    right("quiz-k-ordering", &|of| {
        let steps = [
            "put a facade in front",
            "build the new part",
            "move the traffic",
            "remove the old part",
        ];
        steps.map(of).join(" ")
    });
    right("quiz-k-matching", &|of| {
        let remedies = [
            ("slow neighbour", "timeout"),
            ("failing neighbour", "circuit breaker"),
            ("shared pool", "bulkhead"),
        ];
        pairs(of, &remedies)
    });
    right("quiz-k-classify", &|of| {
        let kinds = [
            ("Orders can be cancelled", "functional"),
            ("99.9 % of requests in 200 ms", "quality"),
            ("Must run on the existing cluster", "constraint"),
        ];
        pairs(of, &kinds)
    });
    right("quiz-k-fault", &|_| "2".into());
}

#[test]
fn a_number_is_taken_with_its_unit_and_a_slip_costs_nothing() {
    let folder = kinds();
    let data = tempfile::tempdir().unwrap();
    let begin = || {
        Program::of(["--plain", "quiz", "quiz-k-numeric"]).course(folder.path()).data(data.path())
    };
    let shown = begin().stdin("many\n99 ms\n").run().stdout;
    assert!(shown.contains("Please type a number") && shown.contains("asked in %"), "{shown}");
    let prompt = shown.lines().find(|line| line.contains("in series")).unwrap();
    let words: Vec<&str> = prompt.split_whitespace().collect();
    let services: i32 = words[0].parse().unwrap();
    let each: f64 = words[4].parse().unwrap();
    let chain = 100.0 * (each / 100.0).powi(services);
    begin().stdin(format!("{chain:.3} %\n")).shows("\nRight.\n").run();
}

#[test]
fn a_wrong_answer_says_why_what_is_right_and_where_to_read() {
    let folder = kinds();
    let said = answer(folder.path(), "quiz-k-choice", |of| of("A retry"));
    for text in [
        "Not this one.",
        "A retry repeats a step; it takes nothing back.",
        "The answer:\n  A compensating transaction",
        "Every step has committed already",
        "Not yet: 70 % is a pass.",
        "Missed, with the lesson to read again:\n1. What undoes a step of a saga?",
    ] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let said = answer(folder.path(), "quiz-k-tracing", |_| "fails 2".into());
    assert!(said.contains("The macro is used as it should be."), "{said}");
    let said = answer(folder.path(), "quiz-k-several", |of| of("One with at-least-once delivery"));
    assert!(said.contains("Partly right: 50 % of it."), "{said}");
}

#[test]
fn not_knowing_is_an_answer_on_plain_lines_too() {
    let folder = kinds();
    let said = answer(folder.path(), "quiz-k-fault", |_| "?".into());
    for text in ["Not known yet.", "The answer:\n  2: COPY", "It should say:\n  COPY Cargo.toml"] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    assert!(said.contains("0 of 1 right"), "{said}");
}

#[test]
fn lines_that_answer_nothing_are_asked_again_and_the_end_of_the_input_keeps_everything() {
    let folder = kinds();
    let data = tempfile::tempdir().unwrap();
    let program = Program::of(["--plain", "quiz", "quiz-k-ordering"]).course(folder.path());
    let said = program
        .data(data.path())
        .stdin(b"1 1 2 3\n\x1b[2J\xff\n\nq\nq\n")
        .shows("That answers nothing here.")
        .shows("Please answer first")
        .shows("0 of 1 answered and kept")
        .run();
    assert!(!said.stdout.contains('\u{1b}'), "what is typed is not echoed raw");
    let kinds: Vec<_> = events(data.path()).iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["quiz.started"]);
}

#[test]
fn a_quiz_that_was_begun_on_a_screen_goes_on_over_a_pipe() {
    let data = tempfile::tempdir().unwrap();
    let library = archtutor::library::Library::open(archtutor::source::Source::Embedded).unwrap();
    let clock = archtutor::clock::Clock::System;
    let progress = Progress::open(data.path(), CourseId::shipped(), clock).unwrap();
    let mut session = archtutor::session::Session::new(library, progress, clock);
    let quiz = session.library().quiz(&QuizId::new("trade-offs-quiz")).unwrap();
    let mode = archtutor::quiz::SittingMode::Practice;
    let mut sitting = session.start_sitting(&quiz, mode).unwrap();
    let posed = sitting.pose(&quiz, 0).unwrap();
    let given = posed.model_answer();
    let verdict = sitting.answer(&posed, &given);
    let how = Default::default();
    session.record_answer(&posed, &given, &verdict, Some(&sitting), how).unwrap();
    drop(session);
    Program::of(["quiz", "trade-offs-quiz"])
        .data(data.path())
        .shows("Your attempt goes on: 1 of 20 answered.")
        .shows("Question 2 of 20")
        .run();
    // An exam is another attempt.
    Program::of(["quiz", "1", "--exam"]).data(data.path()).shows("Question 1 of 20").run();
}

#[test]
fn an_exam_explains_at_its_end() {
    let folder = kinds();
    let exam = Program::of(["--plain", "quiz", "quiz-k-short", "--exam"]).course(folder.path());
    let said = exam.stdin("X-RateLimit-Reset\nh\n").run().stdout;
    let answered = said.find("You answered: X-RateLimit-Reset").expect("said");
    let explained = said.find("That one is a custom, not a standard.").expect("said");
    assert!(answered < explained, "{said}");
}

#[test]
fn an_exam_is_handed_in_on_a_word_and_any_question_is_gone_back_to_before() {
    let question = |id: &str| {
        format!(
            "[[questions]]\nid = '{id}'\ntype = 'ShortAnswer'\nprompt.prompt = 'Which of all?'\n\
             answer.answer = 'this'\ncontext = 'So.'\n"
        )
    };
    let pool = format!("id = 'q'\ntitle = 'Pool'\n{}{}", question("one"), question("two"));
    let folder = course(&[("quizzes/q.toml", pool.as_bytes())]);
    let data = tempfile::tempdir().unwrap();
    let sit = |typed: &str| {
        let exam = Program::of(["--plain", "quiz", "q", "--exam"]).course(folder.path());
        exam.data(data.path()).stdin(typed).run().stdout
    };
    // The first is left open, the second answered.
    let said = sit("\nthat\nm1\nh\n");
    for text in [
        "1 of 2 answered",
        "1. not answered: Which of all?",
        "2. answered: Which of all?",
        "1. not answered, marked\n",
        "1 is not answered: h once more hands it in.",
        "1 of 2 answered and kept",
    ] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    assert!(!said.contains("Not yet"), "{said}");
    let said = sit("this\n2\nthis\nx\nh\n");
    assert!(said.contains("2 of 2 answered") && said.contains("1. answered, marked:"), "{said}");
    assert!(said.contains("You answered: that") && said.contains("“x” is none of these"), "{said}");
    assert!(said.contains("2 of 2 right"), "{said}");
}

#[test]
fn the_menu_leads_to_weeks_lessons_patterns_and_back() {
    let data = tempfile::tempdir().unwrap();
    let said = Program::sample(["--plain"])
        .data(data.path())
        // Weeks, the first, its first lesson, a question skipped, the end; a lesson by its id; out.
        .stdin("2\n1\n1\n\nq\nsagas\nq\nq\nq\nq\n")
        .run()
        .stdout;
    for text in [
        "1. Start: 1.1",
        "Heading 2: WEEK 1",
        "Heading 1: 1.1 ",
        "(read)",
        "Heading 1: 2.1 Sagas and compensation",
    ] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let done = LessonEvent::Completed { lesson: "sagas".into(), revision: String::new() };
    let done = serde_json::to_value(done).unwrap()["kind"].clone();
    assert_eq!(events(data.path()).iter().filter(|event| event["kind"] == done).count(), 2);
    let said = Program::of(["--plain"]).stdin("saga\nq\n99\n0\n").run().stdout;
    assert!(said.contains("Heading 1: Saga\n") && said.contains("a number from 1 to"), "{said}");
}

#[test]
fn the_very_first_start_says_what_this_is_and_how_to_begin() {
    let data = tempfile::tempdir().unwrap();
    let begin = || Program::of(["--plain"]).data(data.path());
    let said = begin().stdin("q\n").run().stdout;
    let menu = said.find("1. Start: 0.1").expect("a menu");
    for text in [
        "Lessons to read, quizzes that explain every answer",
        "h reading",
        "Take the diagnostic quiz (type diagnostic-quiz): it tells",
        "Begin with week 1 (type what-architecture-decides): 1.1",
        "q goes back, and",
    ] {
        assert!(said.find(text).is_some_and(|at| at < menu), "{text:?}: {said}");
    }
    begin().stdin("what-architecture-decides\nq\nq\n").run();
    assert!(!begin().stdin("q\n").run().stdout.contains("Lessons to read"), "said again");
}

#[test]
fn check_questions_are_asked_where_they_stand_and_kept() {
    let folder = course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'A'\nquiz = 'q'\n"),
        (
            "lessons/01-a/01-one.md",
            b"+++\nid = 'one'\ntitle = 'One'\n+++\nBefore.\n\n```question\nk\n```\n\nBehind.\n",
        ),
        (
            "quizzes/q.toml",
            b"id = 'q'\ntitle = 'Q'\n[[questions]]\nid = 'k'\ntype = 'ShortAnswer'\n\
              prompt.prompt = 'Which?'\nanswer.answer = 'this'\ncontext = 'Because.'\n",
        ),
    ]);
    let data = tempfile::tempdir().unwrap();
    let read = || Program::of(["--plain", "open", "one"]).course(folder.path()).data(data.path());
    let said = read().stdin("this\n").run().stdout;
    let places = ["Before.", "Which?", "Right.", "Because.", "Behind."];
    let places = places.map(|text| said.find(text).unwrap_or_else(|| panic!("{text}: {said}")));
    assert!(places.is_sorted(), "{said}");
    let kept = events(data.path());
    let answered = kept.iter().find(|event| event["kind"] == "question.answered").unwrap();
    assert_eq!((&answered["object"], &answered["data"]["success"]), (&"k".into(), &true.into()));
    // Nobody answers: the page is printed to its end all the same.
    read().shows("answered this one rightly").shows("Behind.").run();
}

#[test]
fn an_attempt_whose_questions_are_gone_is_dropped_with_a_word() {
    let quiz = |ids: [&str; 2]| {
        let mut text = "id = 'q'\ntitle = 'The pool'\n".to_owned();
        for id in ids {
            text += &format!(
                "[[questions]]\nid = '{id}'\ntype = 'ShortAnswer'\nprompt.prompt = 'Which {id}?'\n\
                 answer.answer = 'this'\ncontext = 'So.'\n"
            );
        }
        text
    };
    let week: (&str, &[u8]) = ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'A'\nquiz = 'q'\n");
    let data = tempfile::tempdir().unwrap();
    let sit = |ids, typed: &str| {
        let text = quiz(ids);
        let folder = course(&[week, ("quizzes/q.toml", text.as_bytes())]);
        let program = Program::of(["--plain", "quiz", "q"]).course(folder.path());
        program.data(data.path()).stdin(typed).run().stdout
    };
    sit(["one", "two"], "");
    let said = sit(["three", "four"], "this\n");
    assert!(said.contains("The attempt at \"The pool\" that was begun is dropped"), "{said}");
    assert!(said.contains("Question 1 of 2") && !said.contains("0 of 0"), "{said}");
    let finished =
        events(data.path()).iter().filter(|event| event["kind"] == "quiz.finished").count();
    assert_eq!(finished, 0);
}

#[test]
fn a_written_task_asks_for_a_text_and_then_for_the_rubric() {
    let pool = "id = 'a-quiz'\ntitle = 'Quiz'\n[[questions]]\nid = 'own'\nlesson = 'one'\ntype = 'Written'\n\
        prompt.prompt = 'Rewrite it.'\nanswer.model = 'The 95th percentile.'\n\
        answer.rubric = ['a number', 'a percentile', 'a place', 'a load']\n\
        [[questions]]\nid = 'n'\ntype = 'Numeric'\nprompt.prompt = 'N?'\nanswer.value = 1\n";
    let lesson =
        "+++\nid = \"one\"\ntitle = \"One\"\nminutes = 5\n+++\nText.\n\n```question\nown\n```\n";
    let week = "id = \"a\"\ntitle = \"A\"\n";
    let folder = course(&[
        ("lessons/01-a/week.toml", week.as_bytes()),
        ("lessons/01-a/01-one.md", lesson.as_bytes()),
        ("quizzes/01-a.toml", pool.as_bytes()),
    ]);
    let said = |typed: &str| {
        Program::of(["--plain", "open", "one"]).course(folder.path()).stdin(typed).run().stdout
    };
    let whole = said("p95 under 200 ms\nat the gateway\n\ny\ny\nn\nn\n");
    assert!(whole.contains("The 95th percentile.") && whole.contains("Kept among your notes."));
    let skipped = said("s\n");
    assert!(!skipped.contains("95th"), "{skipped}");
}

#[test]
fn a_result_is_opened_again_and_what_it_missed_asked_again() {
    let folder = kinds();
    let data = tempfile::tempdir().unwrap();
    let run = |args: &[&str], input: &str| {
        Program::with(args).course(folder.path()).data(data.path()).stdin(input).run().stdout
    };
    let list = |format: &str| run(&["results", "--format", format], "");
    assert!(list("text").contains("No results yet"));
    run(&["--plain", "quiz", "quiz-k-short"], "never\n");
    let said = list("text");
    assert!(said.contains("1  k-short") && said.contains("practice, 0 of 1 right, 0 %"), "{said}");
    let whole: serde_json::Value =
        serde_json::from_str(&run(&["results", "1", "--format", "json"], "")).unwrap();
    let question = &whole["questions"][0];
    assert_eq!(
        (question["answer"].as_str(), question["right"].as_bool()),
        (Some("never"), Some(false))
    );
    assert!(question["solution"].as_str().is_some_and(|said| said.contains("Retry-After")));
    let again = run(&["--plain", "results", "1"], "m\nretry-after\nq\n");
    assert!(again.contains("You answered: never"), "{again}");
    assert!(again.contains("Right.") && again.contains("What was missed, once more"), "{again}");
    let said = list("json");
    let all: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(all["results"].as_array().unwrap().len(), 2, "{said}");
    assert_eq!(all["results"][0]["retry"], true);
}

#[test]
fn who_waits_for_another_program_goes_on_where_they_were_and_what_they_answered_is_kept() {
    let (course, data) = (kinds(), tempfile::tempdir().unwrap());
    let begin = || Program::of(["--plain", "quiz", "quiz-k-tracing"]).course(course.path());
    begin().data(data.path()).run();
    let other = rusqlite::Connection::open(data.path().join("progress.db")).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let mut typed = begin().data(data.path()).start();
    typed.stdin.write_all(b"16\n").unwrap();
    // The program has waited for ten seconds when it asks.
    typed.shows("is in use");
    other.execute_batch("rollback").unwrap();
    typed.stdin.write_all(b"\n").unwrap();
    assert!(typed.ends().contains("1 of 1 right"));
    let kept = events(data.path());
    let answered = kept.iter().filter(|event| event["kind"] == "question.answered");
    assert_eq!(answered.count(), 1);
}

#[test]
fn who_does_not_wait_for_another_program_is_told_that_nothing_was_kept() {
    let (course, data) = (kinds(), tempfile::tempdir().unwrap());
    let begin = || Program::of(["--plain", "quiz", "quiz-k-tracing"]).course(course.path());
    begin().data(data.path()).run();
    let before = events(data.path()).len();
    let other = rusqlite::Connection::open(data.path().join("progress.db")).unwrap();
    other.execute_batch("begin immediate").unwrap();
    begin().data(data.path()).stdin("16\nq\n").fails(3).complains("is in use").run();
    other.execute_batch("rollback").unwrap();
    assert_eq!(events(data.path()).len(), before);
}
