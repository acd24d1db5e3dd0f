//! A course as its learners see it while somebody writes it.

use std::{fs, path::PathBuf};

use archtutor::tui::route::Route;

use crate::support::{Builder, Tutor};

const WEEK: &str = "lessons/01-a/week.toml";
const LESSON: &str = "lessons/01-a/01-first.md";
const QUIZ: &str = "quizzes/a.toml";

fn lesson() -> String {
    let paragraphs: String =
        (1..=40).map(|n| format!("Paragraph {n} of the lesson.\n\n")).collect();
    format!("+++\nid = \"first\"\ntitle = \"First\"\nminutes = 5\n+++\n{paragraphs}")
}

const QUESTIONS: &str = "id = \"a-quiz\"\ntitle = \"Quiz\"\n\n[[questions]]\nid = \"q-one\"\n\
    type = \"ShortAnswer\"\nlesson = \"first\"\nlevel = \"recall\"\nprompt.prompt = \"What undoes a step?\"\n\
    answer.answer = \"compensation\"\ncontext = \"It goes backwards.\"\n\
    mistakes = [{ answer = \"rollback\", feedback = \"Nothing is rolled back.\" }]\n";

/// A course that is being written, with its first lesson open.
fn builder() -> Builder {
    Tutor::course(&[
        (WEEK, "id = \"a\"\ntitle = \"A\"\nquiz = \"a-quiz\"\n"),
        (LESSON, &lesson()),
        (QUIZ, QUESTIONS),
    ])
    .size(80, 24)
}

fn preview(builder: Builder, route: Route) -> Tutor {
    let mut tutor = builder.open(route).start();
    let jobs = tutor.app.env.jobs.clone();
    tutor.app.preview(jobs).expect("a course of one's own");
    tutor.settle();
    tutor
}

fn first() -> Route {
    Route::Lesson { id: "first".into(), heading: None }
}

fn path(tutor: &Tutor, file: &str) -> PathBuf {
    tutor.folder().join("course").join(file)
}

fn write(tutor: &Tutor, file: &str, text: &str) {
    fs::write(path(tutor, file), text).expect("written");
}

#[test]
fn a_save_is_shown_at_the_place_where_one_was() {
    let mut tutor = preview(builder(), first());
    tutor.press("PageDown").expect("Paragraph 12 of").expect_no("Paragraph 1 of the");
    let top = tutor.screen().lines().next().unwrap().to_owned();
    let text = lesson().replace("Paragraph 2 of the lesson.", "Two.\n\nAnd a half.\n\nMore.");
    let text = text.replace("Paragraph 12 of the lesson.", "Paragraph twelve of the lesson.");
    write(&tutor, LESSON, &text);
    tutor.expect("Paragraph twelve of the lesson.").expect_no("And a half.");
    assert_eq!(tutor.screen().lines().next().unwrap(), top);
}

#[test]
fn a_file_in_the_middle_of_a_write_keeps_the_last_good_view_and_it_is_said() {
    let mut tutor = preview(builder(), first());
    tutor.expect("Paragraph 1 of the lesson.").expect("Nothing is wrong.");
    for half in ["", "+++\nid = \"fir"] {
        write(&tutor, LESSON, half);
        tutor.expect("error").expect("Paragraph 1 of the lesson.");
        write(&tutor, LESSON, &lesson().replace("Paragraph 1 of", "The first of"));
        tutor.expect("The first of the lesson.").expect("Nothing is wrong.");
        write(&tutor, LESSON, &lesson());
        tutor.expect("Paragraph 1 of the lesson.");
    }
    write(&tutor, "course.toml", "id = ");
    tutor.expect("Shown as it was before").expect("Paragraph 1 of the lesson.");
    write(&tutor, "course.toml", "id = 'test'\ntitle = 'T'\n");
    tutor.expect("Nothing is wrong.");
}

#[test]
fn mistakes_stand_in_the_panel_with_their_place() {
    let mut tutor = preview(builder(), first());
    write(&tutor, LESSON, &lesson().replace("Paragraph 1 of", "[Nowhere](lesson:none), 1 of"));
    write(&tutor, QUIZ, &QUESTIONS.replace("level =", "levle ="));
    tutor.expect("1 error · 1 warning").press("F4").expect("1/2").expect("01-first.md:6:");
    tutor.press("F4").expect("2/2").press("Shift-F4").expect("1/2").press("Shift-F4").expect("2/2");
    write(&tutor, LESSON, &lesson());
    write(&tutor, QUIZ, QUESTIONS);
    tutor.expect("Nothing is wrong.");
}

#[test]
fn a_question_is_shown_again_and_its_answer_at_a_key() {
    let mut tutor = preview(builder(), Route::Question("q-one".into()));
    tutor.expect("What undoes a step?");
    write(&tutor, QUIZ, &QUESTIONS.replace("What undoes a step?", "Which step goes back?"));
    tutor.expect("Which step goes back?").press("F3").expect("It goes backwards.");
}

#[test]
fn what_is_gone_stays_shown_and_comes_back() {
    let mut tutor = preview(builder(), first());
    fs::rename(path(&tutor, LESSON), path(&tutor, "aside.md")).expect("renamed");
    tutor.expect("error").expect("Paragraph 1 of the lesson.");
    fs::rename(path(&tutor, "aside.md"), path(&tutor, LESSON)).expect("renamed");
    write(&tutor, LESSON, &lesson().replace("Paragraph 1 of", "Back in"));
    tutor.expect("Back in the lesson.").expect("Nothing is wrong.");
}

#[test]
fn two_hundred_edits_of_any_kind_end_at_the_newest_state() {
    let mut tutor = preview(builder(), first());
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % most
    };
    let texts = [
        ("course.toml", "id = 'test'\ntitle = 'T'\n".to_owned()),
        (WEEK, "id = \"a\"\ntitle = \"A\"\nquiz = \"a-quiz\"\n".to_owned()),
        (LESSON, lesson()),
        (QUIZ, QUESTIONS.to_owned()),
    ];
    for _ in 0..200 {
        let (file, text) = &texts[next(texts.len())];
        let path = path(&tutor, file);
        match next(5) {
            0 => drop(fs::remove_file(&path)),
            1 => fs::write(&path, &text[..next(text.len())]).unwrap(),
            2 => drop(fs::rename(&path, path.with_extension("aside"))),
            3 => fs::write(&path, text.replace('e', "[[")).unwrap(),
            _ => fs::write(&path, text).unwrap(),
        }
        // What the watcher would bring a moment later.
        tutor.press("F5");
        tutor.press(["F4", "PageDown", "PageUp", "]", "["][next(5)]);
    }
    for (file, text) in &texts {
        write(&tutor, file, text);
        let _ = fs::remove_file(path(&tutor, file).with_extension("aside"));
    }
    write(&tutor, LESSON, &lesson().replace("Paragraph", "Sentence"));
    tutor.press("F5");
    tutor.app.open(first());
    tutor.press("g").expect("Sentence 1 of the lesson.").expect("Nothing is wrong.");
}

#[test]
fn the_course_that_ships_is_not_written_here() {
    let mut tutor = Tutor::shipped().start();
    let jobs = tutor.app.env.jobs.clone();
    assert!(tutor.app.preview(jobs).is_err());
}

#[test]
fn the_panel_has_the_mistake_with_its_line_and_only_keys_that_work() {
    for (width, height) in [(80, 24), (120, 40)] {
        let broken = lesson().replace("Paragraph 1 of", "[Nowhere](lesson:none), 1 of");
        let files = [
            (WEEK, "id = \"a\"\ntitle = \"A\"\nquiz = \"a-quiz\"\n"),
            (LESSON, &broken),
            (QUIZ, QUESTIONS),
        ];
        let mut tutor = preview(Tutor::course(&files).size(width, height), first());
        tutor.expect("1 error").press("F4").expect("1/1").expect("F6 edit").expect_no("F3");
        tutor.expect("lessons/01-a/01-first.md:6:1").expect("Paragraph 2 of the lesson.");
    }
}

#[test]
fn what_an_author_can_do_stands_in_the_palette_too() {
    let mut tutor = preview(builder(), first());
    write(&tutor, LESSON, &lesson().replace("minutes", "minuts"));
    tutor.expect("1 error").press("Ctrl-p").write("next mistake").expect("author");
    tutor.press("Enter").expect("nothing here is called “minuts”").expect_no("Go to");
    let mut learner = builder().open(first()).start();
    learner.press("Ctrl-p").write("next mistake").expect_no("author");
}

#[test]
fn two_editors_at_once_end_at_what_was_written_last() {
    let mut tutor = preview(builder(), first());
    for round in 0..20 {
        for editor in ["one", "two"] {
            let text = format!("{editor} hand, round {round}");
            let whole = lesson().replace("Paragraph 1 of", &text);
            match editor {
                "one" => write(&tutor, LESSON, &whole),
                // The other one saves beside it and renames.
                _ => {
                    let aside = path(&tutor, "lessons/01-a/.first.swp");
                    fs::write(&aside, whole).expect("written");
                    fs::rename(aside, path(&tutor, LESSON)).expect("renamed");
                }
            }
        }
    }
    tutor.expect("two hand, round 19").expect("Nothing is wrong.");
}

#[test]
fn nothing_is_written_into_a_course_that_is_previewed() {
    let mut tutor = preview(builder(), first());
    let course = tutor.folder().join("course");
    let seen = || -> Vec<String> {
        let names = |folder: &str| {
            let entries = fs::read_dir(course.join(folder)).expect("a folder").flatten();
            entries.map(|entry| format!("{folder}/{:?}", entry.file_name())).collect::<Vec<_>>()
        };
        ["", "lessons", "lessons/01-a", "quizzes"].into_iter().flat_map(names).collect()
    };
    let before = seen();
    tutor.press("F4 F5 F3 PageDown ] [ g G F5").settle();
    write(&tutor, LESSON, "+++\nid = \"fir");
    tutor.expect("error");
    assert_eq!(seen(), before, "a folder that is read-only can be previewed");
}
