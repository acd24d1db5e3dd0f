//! Results: the list of past sittings, one of them looked at again, what it missed asked again.

use archtutor::{
    id::{QuestionId, QuizId},
    progress::{Circumstances, Event, QuestionEvent, QuizEvent},
    quiz::{Answer, SittingMode},
    tui::route::Route,
};

use crate::support::{Builder, SIZES, Tutor};

const KINDS: &str = include_str!("../../fixtures/quiz/kinds.toml");

/// An exam that was finished three days ago, with one wrong answer.
fn taken() -> Builder {
    let quiz = || QuizId::new("kinds-quiz");
    let answer = |question: &str, response: Answer, right: bool| -> Event {
        QuestionEvent::Answered {
            question: question.into(),
            revision: "r".into(),
            response,
            success: right,
            score: f64::from(u8::from(right)),
            seed: 7,
            sitting: Some("sitting".into()),
            quiz: Some(quiz()),
            circumstances: Circumstances::default(),
        }
        .into()
    };
    let started = QuizEvent::Started {
        quiz: quiz(),
        sitting: "sitting".into(),
        mode: SittingMode::Exam,
        seed: 7,
        drawn: ["k-choice", "k-short"].map(QuestionId::new).into(),
        retry: None,
    };
    let finished = QuizEvent::Finished {
        quiz: quiz(),
        sitting: "sitting".into(),
        right: 1,
        asked: 2,
        percent: 50,
        success: false,
    };
    let past = vec![
        started.into(),
        answer("k-choice", Answer::Choice(vec!["A retry".into()]), false),
        answer("k-short", Answer::Text("Retry-After".into()), true),
        finished.into(),
    ];
    Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\nquiz = 'kinds-quiz'\n"),
        (
            "lessons/01-a/01-sagas.md",
            "+++\nid = 'sagas'\ntitle = 'Sagas'\nminutes = 5\n+++\nText.\n",
        ),
        ("quizzes/kinds.toml", KINDS),
    ])
    .days_ago(3, past)
}

#[test]
fn the_list_and_a_result_look_so() {
    for (width, height) in SIZES {
        let mut tutor = taken().open(Route::Results).size(width, height).start();
        tutor.snapshot(&format!("results-{width}x{height}"));
        tutor.press("Enter").snapshot(&format!("results-one-{width}x{height}"));
    }
    let tutor = Tutor::sample().open(Route::Results).size(80, 24).start();
    tutor.snapshot("results-none");
}

#[test]
fn a_result_opens_from_the_map_question_by_question_with_the_own_answer() {
    let mut tutor = taken().size(80, 40).start();
    tutor.press("z").expect("1 of 2 right, 50 %").press("Enter").expect("Missed");
    tutor.press("Enter").expect("Not this one").expect("it takes nothing back");
    tutor.press("]").expect("Retry-After").press("Esc").expect("Missed");
    tutor.press("Esc").expect("Results");
}

#[test]
fn what_was_missed_is_asked_again_and_the_result_stays() {
    let mut tutor = taken().size(80, 40).start();
    tutor.press("z Enter m").expect("1 of 1").click_on("A compensating").press("Enter Enter");
    tutor.expect("What was missed, once more").expect("1 of 1 right");
    tutor.press("Esc").expect("what was missed, again").expect("1 of 2 right, 50 %");
    let quiz = tutor.app.env.session.progress().quiz(&QuizId::new("kinds-quiz")).unwrap().unwrap();
    assert_eq!((quiz.attempts, quiz.best, quiz.passed_at), (1, 50, None));
}
