//! Mastery: what was met and what would be remembered, of a lesson, a pattern and a week.

use archtutor::{
    clock::Clock,
    id::CourseId,
    library::{Library, Reference},
    progress::{Circumstances, Event, ExerciseEvent, Progress, QuestionEvent},
    quiz::Answer,
    session::{Session, mastery::Mastery},
    source::Source,
    tui::route::Route,
};

use crate::{
    program::{Program, course},
    support::{SIZES, Tutor},
};

const FILES: [(&str, &str); 4] = [
    (
        "lessons/01-a/week.toml",
        "id = 'week-a'\ntitle = 'The week'\nexercises = ['cut']\nquiz = 'ask'\n",
    ),
    ("lessons/01-a/01-one.md", "+++\nid = 'read'\ntitle = 'Readable'\nminutes = 5\n+++\nText.\n"),
    (
        "exercises/cut/exercise.toml",
        "id = 'cut'\nnumber = 'EX1.1'\ntitle = 'Cut'\nweek = 1\ntask = 'decomposition'\n\
         read = ['read']\nbrief = 'Cut it.'\nhints = ['Look.']\n[entity.A]\n[capability.c]\n\
         writes = ['A']\n",
    ),
    (
        "quizzes/q.toml",
        "id = 'ask'\ntitle = 'Quiz'\n\
         [[questions]]\nid = 'k-one'\nlesson = 'read'\npatterns = ['saga']\ntype = 'ShortAnswer'\n\
         prompt.prompt = 'Which?'\nanswer.answer = 'this'\ncontext = 'Because.'\n\
         [[questions]]\nid = 'k-two'\nlesson = 'read'\ntype = 'ShortAnswer'\n\
         prompt.prompt = 'Who?'\nanswer.answer = 'that'\ncontext = 'Because.'\n",
    ),
];

fn answered(question: &str) -> Event {
    scored(question, 1.0)
}

/// An answer with a share of the points.
fn scored(question: &str, score: f64) -> Event {
    QuestionEvent::Answered {
        question: question.into(),
        revision: "r".into(),
        response: Answer::Text("this".into()),
        success: score >= 1.0,
        score,
        seed: 1,
        sitting: None,
        quiz: None,
        circumstances: Circumstances::default(),
    }
    .into()
}

fn graded() -> Event {
    let answer = "[answer]\nscenario = 'cut'\n[service.all]\ndoes = ['c']\nowns = ['A']\n";
    ExerciseEvent::Graded {
        exercise: "cut".into(),
        revision: String::new(),
        response: answer.into(),
        success: false,
        score: 0.4,
        findings: Vec::new(),
    }
    .into()
}

/// Items, items met, and percent known.
fn figures(mastery: Option<Mastery>) -> Option<(usize, usize, f64)> {
    mastery.map(|known| (known.items, known.seen, (known.known_share() * 100.0).round()))
}

#[test]
fn items_that_fade_and_practice_that_does_not_make_the_mastery() {
    let folder = course(&FILES.map(|(path, text)| (path, text.as_bytes())));
    let library = Library::open(Source::folder(folder.path()).unwrap()).unwrap();
    let id = CourseId::new(&library.course().id);
    let mut session = Session::new(library, Progress::in_memory(id, Clock::System), Clock::System);
    let of = |session: &Session, name: &str| {
        session.count_mastery();
        figures(session.mastery(&Reference::parse(name).unwrap()))
    };
    assert_eq!(of(&session, "week:week-a"), None, "nothing was met");
    session.record(answered("k-one")).unwrap();
    assert_eq!(of(&session, "week:week-a"), Some((3, 1, 33.0)));
    assert_eq!(of(&session, "lesson:read"), Some((3, 1, 33.0)));
    assert_eq!(of(&session, "pattern:saga"), Some((1, 1, 100.0)));
    session.record(graded()).unwrap();
    assert_eq!(of(&session, "week:week-a"), Some((3, 2, 47.0)), "(1 + 0.4) / 3");
}

#[test]
fn what_was_answered_wrongly_last_is_not_known_however_fresh_it_is() {
    let tutor = |events: Vec<Event>| {
        let tutor = Tutor::course(&FILES).days_ago(0, events).open(Route::Week("week-a".into()));
        tutor.size(80, 24).start()
    };
    tutor(vec![scored("k-one", 0.0), scored("k-two", 0.5)]).expect("0 % known now, 67 % seen");
    tutor(vec![scored("k-one", 0.0), scored("k-two", 0.75)]).expect("33 % known now, 67 % seen");
    // Asked once more at the end of the day it was right.
    tutor(vec![scored("k-one", 0.0), answered("k-one")]).expect("33 % known now, 33 % seen");
    tutor(vec![answered("k-one"), scored("k-one", 0.0)]).expect("0 % known now, 33 % seen");
}

#[test]
fn a_week_and_a_pattern_show_their_mastery() {
    for (width, height) in SIZES {
        let tutor = Tutor::course(&FILES)
            .days_ago(30, [answered("k-one"), graded()])
            .open(Route::Week("week-a".into()))
            .size(width, height)
            .start();
        tutor.snapshot(&format!("week-mastery-{width}x{height}"));
    }
    let catalog = include_str!("../fixtures/course/assets/catalog/data.toml");
    let files = [&FILES[..], &[("assets/catalog/data.toml", catalog)]].concat();
    Tutor::course(&files)
        .days_ago(30, [answered("k-one")])
        .open(Route::Pattern("saga".into()))
        .size(80, 24)
        .start()
        .expect("% known now, 100 % seen");
}

#[test]
fn plain_lines_say_the_mastery_of_a_week() {
    let folder = course(&FILES.map(|(path, text)| (path, text.as_bytes())));
    let data = tempfile::tempdir().unwrap();
    let run = |args: &[&str], input: &str| {
        Program::with(args).course(folder.path()).data(data.path()).stdin(input).run().stdout
    };
    assert!(!run(&["--plain", "open", "week-a"], "q\nq\n").contains("known now"));
    run(&["--plain", "quiz", "ask"], "this\nthat\n");
    let said = run(&["--plain", "open", "week-a"], "q\nq\n");
    assert!(said.contains("% known now, 67 % seen"), "{said}");
}
