//! Tasks in one's own words: what is shown when, what is ticked, and what is kept.

use archtutor::{id::QuestionId, tui::route::Route};

use crate::support::{Builder, SIZES, Tutor};

const POOL: &str = "id = 'a-quiz'\ntitle = 'Quiz'\n\
    [[questions]]\nid = 'number'\nlesson = 'sagas'\ntype = 'Numeric'\nanswer.value = 1\n\
    prompt.prompt = 'How many?'\n\
    [[questions]]\nid = 'own'\nlesson = 'sagas'\ntype = 'Written'\n\
    prompt.prompt = \"Rewrite *fast* so that it can be measured.\"\n\
    answer.model = 'The 95th percentile is below 200 ms at the gateway.'\n\
    answer.rubric = ['has a number', 'has a percentile', 'names the place', 'names the load']\n";

fn course() -> Builder {
    Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\nquiz = 'a-quiz'\n"),
        (
            "lessons/01-a/01-sagas.md",
            "+++\nid = 'sagas'\ntitle = 'Sagas'\nminutes = 5\n+++\nText.\n\n```question\nown\n```\n",
        ),
        ("quizzes/01-a.toml", POOL),
    ])
    .open(Route::Question(QuestionId::new("own")))
}

#[test]
fn the_model_answer_comes_after_the_own_text() {
    let mut tutor = course().size(80, 30).start();
    tutor.expect("Rewrite fast");
    tutor.press("Enter").expect("Write first");
    assert!(!tutor.screen().contains("95th percentile"));
    tutor.write("p95 under 200 ms").press("Enter");
    tutor.expect("p95 under 200 ms").expect("95th percentile").expect("names the load");
}

#[test]
fn what_was_written_and_ticked_is_kept_among_the_notes() {
    let mut tutor = course().size(80, 30).start();
    tutor.write("p95 under 200 ms").press("Enter").press("Space").press("Down").press("2");
    tutor.press("Enter").press("B").expect("p95 under 200 ms");
    let kept = tutor.screen();
    assert!(!kept.contains("How many?"), "{kept}");
}

#[test]
fn what_was_written_is_kept_however_the_task_is_left() {
    let mut tutor = course().size(80, 30).start();
    tutor.press("Esc B").expect("Nothing here yet");
    let mut tutor = course().size(80, 30).start();
    tutor.write("half a sentence").press("Esc").press("B").expect("half a sentence");
    let mut tutor = course().size(80, 30).start();
    tutor.write("p95 under 200 ms").press("Enter Space Esc").press("B").expect("p95 under 200 ms");
    let notes = tutor.app.env.session.progress().notes(None).unwrap();
    assert!(notes.len() == 1 && notes[0].text.contains("[x] has a number"), "{notes:?}");
}

#[test]
fn a_task_at_every_size() {
    for (width, height) in SIZES {
        let mut tutor = course().size(width, height).start();
        tutor.write("p95 under 200 ms").press("Enter").press("Space");
        tutor.snapshot(&format!("written-{width}x{height}"));
    }
}
