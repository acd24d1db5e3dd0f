//! Testing out of a week: it is offered where there are questions for it, and who passes knows the week.

use archtutor::{
    clock::Clock,
    id::{CourseId, LessonId, QuizId},
    library::Library,
    progress::Progress,
    quiz::{Answer, SittingMode},
    session::{LessonState, Session},
    source::Source,
    tui::route::Route,
};
use tempfile::TempDir;

use crate::{
    program::{Program, course},
    support::Tutor,
};

const WEEK: &str = "id = 'week-a'\ntitle = 'The week'\n";
const LESSON: &str = "+++\nid = 'read'\ntitle = 'Readable'\nminutes = 5\n+++\nText.\n";

/// A pool of so many questions that ask to apply; each answer is its number.
fn pool(count: usize) -> String {
    let question = |at: usize| {
        format!(
            "[[questions]]\nid = 'k-{at}'\nlesson = 'read'\nlevel = 'apply'\ntype = 'Numeric'\n\
             prompt.prompt = 'What is {at}?'\nanswer.value = {at}\ncontext = 'It is itself.'\n"
        )
    };
    let questions: String = (0..count).map(question).collect();
    format!("id = 'ask'\ntitle = 'Quiz'\n{questions}")
}

fn files(questions: usize) -> Vec<(&'static str, String)> {
    vec![
        ("lessons/01-a/week.toml", WEEK.to_owned()),
        ("lessons/01-a/01-one.md", LESSON.to_owned()),
        ("quizzes/q.toml", pool(questions)),
    ]
}

fn folder(questions: usize) -> TempDir {
    let files = files(questions);
    course(&files.iter().map(|(path, text)| (*path, text.as_bytes())).collect::<Vec<_>>())
}

fn session(folder: &TempDir) -> Session {
    let library = Library::open(Source::folder(folder.path()).unwrap()).unwrap();
    let course = CourseId::new(&library.course().id);
    Session::new(library, Progress::in_memory(course, Clock::System), Clock::System)
}

/// Sits the test with so many right answers.
fn sit(session: &mut Session, right: usize) {
    let quiz = session.library().quiz(&QuizId::new("test-out:week-a")).unwrap();
    let mut sitting = session.start_sitting(&quiz, SittingMode::Exam).unwrap();
    for at in 0..sitting.drawn.len() {
        let posed = sitting.pose(&quiz, at).unwrap();
        let answer = if at < right { posed.model_answer() } else { Answer::DontKnow };
        let verdict = sitting.answer(&posed, &answer);
        session
            .record_answer(&posed, &answer, &verdict, Some(&sitting), Default::default())
            .unwrap();
    }
    session.finish_sitting(&sitting, &sitting.result(&quiz)).unwrap();
}

#[test]
fn eight_of_ten_make_the_lessons_known_and_put_every_question_into_review() {
    let folder = folder(16);
    let mut session = session(&folder);
    let lesson = LessonId::new("read");
    sit(&mut session, 7);
    assert_eq!(session.lesson_state(&lesson), LessonState::New, "seven are not enough");
    sit(&mut session, 8);
    assert_eq!(session.lesson_state(&lesson), LessonState::Known);
    assert!(session.next_step().is_none(), "what is known needs no reading");
    let review = session.review(session.today()).unwrap();
    assert_eq!(review.items.len(), 16, "those that were not asked, too");
    assert_eq!(
        session.progress().totals().unwrap().quizzes_passed,
        0,
        "it is no quiz of the course"
    );
}

#[test]
fn it_is_offered_where_there_are_fifteen_questions_and_something_to_read() {
    let open = |questions: usize| {
        let files = files(questions);
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        Tutor::course(&files).size(80, 24).open(Route::Week("week-a".into())).start()
    };
    open(14).expect("Readable").expect_no("Test out");
    let mut tutor = open(15);
    tutor.expect("Test out of this week: ten questions, eight right");
    tutor.snapshot("week-test-out");
    tutor.press("Down Enter").expect("Test out of: The week").snapshot("test-out-cover");
    tutor.press("Enter").expect("EXAM").expect("1 of 10");
}

#[test]
fn plain_lines_offer_it_and_say_what_passing_means() {
    let folder = folder(16);
    let data = tempfile::tempdir().unwrap();
    let run = |input: &str| {
        let args = ["--plain", "open", "week-a"];
        Program::with(&args).course(folder.path()).data(data.path()).stdin(input).run().stdout
    };
    let asked = run("2\n");
    assert!(asked.contains("Who passes knows the week"), "{asked}");
    let mut said = asked;
    for _ in 0..10 {
        let question = said.lines().rev().find_map(|line| line.strip_prefix("What is "));
        let answer = question.unwrap().trim_end_matches('?').to_owned();
        said = run(&format!("2\n{answer}\n"));
    }
    assert!(!said.contains("You know this week"), "it is not handed in: {said}");
    let said = run("2\nh\n");
    assert!(said.contains("You know this week"), "{said}");
    assert!(!run("q\n").contains("Test out"), "it is known");
}
