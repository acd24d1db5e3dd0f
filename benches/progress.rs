//! The event log when it is large: opening it, asking what the home screen shows, one answer more.

use std::{path::Path, sync::LazyLock};

use archtutor::{
    clock::Clock,
    id::CourseId,
    progress::{Event, LessonEvent, Progress, QuestionEvent, QuizEvent},
    quiz::{Answer, SittingMode},
};
use divan::{Bencher, black_box};
use tempfile::TempDir;

const SIZES: [usize; 2] = [100, 1_000_000];

static LOGS: LazyLock<Vec<(usize, TempDir)>> =
    LazyLock::new(|| SIZES.iter().map(|size| (*size, filled(*size))).collect());

fn log(size: usize) -> &'static Path {
    LOGS.iter().find(|log| log.0 == size).map(|log| log.1.path()).expect("one of the sizes")
}

/// A log in which sittings of 20 answers and visits to 60 lessons take turns.
fn filled(size: usize) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let mut progress =
        Progress::open(folder.path(), CourseId::shipped(), Clock::System).expect("a new log");
    let mut batch = Vec::new();
    for number in 0..size {
        let (round, step) = (number / 25, number % 25);
        let sitting = format!("sitting-{round}");
        let quiz = format!("quiz-{}", round % 13);
        batch.push(match step {
            0 | 1 => opened(round % 60),
            2 => LessonEvent::Completed {
                lesson: format!("lesson-{}", round % 60).as_str().into(),
                revision: "0123456789abcdef".into(),
            }
            .into(),
            3 => QuizEvent::Started {
                quiz: quiz.as_str().into(),
                sitting,
                mode: SittingMode::Practice,
                seed: round as u64,
                drawn: (0..20).map(|at| question(round, at).as_str().into()).collect(),
                retry: None,
            }
            .into(),
            24 => QuizEvent::Finished {
                quiz: quiz.as_str().into(),
                sitting,
                right: 15,
                asked: 20,
                percent: 75,
                success: true,
            }
            .into(),
            _ => answered(&question(round, step - 4), Some((sitting, quiz))),
        });
        if batch.len() == 10_000 {
            progress.record_all(&batch).expect("a batch");
            batch.clear();
        }
    }
    progress.record_all(&batch).expect("the last batch");
    folder
}

fn question(round: usize, at: usize) -> String {
    format!("w{}-question-{}", round % 13, (round * 7 + at) % 31)
}

fn opened(lesson: usize) -> Event {
    LessonEvent::Opened {
        lesson: format!("lesson-{lesson}").as_str().into(),
        revision: "0123456789abcdef".into(),
    }
    .into()
}

fn answered(question: &str, sitting: Option<(String, String)>) -> Event {
    let (sitting, quiz) = sitting.unzip();
    QuestionEvent::Answered {
        question: question.into(),
        revision: "0123456789abcdef".into(),
        response: Answer::Choice(vec!["An option of the usual length, about so long".into()]),
        success: true,
        score: 1.0,
        seed: 1,
        sitting,
        quiz: quiz.map(|quiz| quiz.as_str().into()),
        circumstances: Default::default(),
    }
    .into()
}

#[divan::bench(args = SIZES)]
fn open(bencher: Bencher<'_, '_>, size: usize) {
    let folder = log(size);
    bencher.bench(|| Progress::open(black_box(folder), CourseId::shipped(), Clock::System).is_ok());
}

#[divan::bench(args = SIZES)]
fn open_and_home(bencher: Bencher<'_, '_>, size: usize) {
    let folder = log(size);
    bencher.bench(|| {
        let progress = Progress::open(black_box(folder), CourseId::shipped(), Clock::System)
            .expect("it opens");
        progress.home().expect("it is read")
    });
}

#[divan::bench(args = SIZES)]
fn home(bencher: Bencher<'_, '_>, size: usize) {
    let progress = Progress::open(log(size), CourseId::shipped(), Clock::System).expect("it opens");
    bencher.bench_local(|| progress.home().expect("it is read"));
}

#[divan::bench(args = SIZES)]
fn record_one_answer(bencher: Bencher<'_, '_>, size: usize) {
    let mut progress =
        Progress::open(log(size), CourseId::shipped(), Clock::System).expect("it opens");
    let answer = answered("w1-question-1", None);
    bencher.bench_local(|| progress.record(answer.clone()).expect("it is written"));
}

#[divan::bench(args = SIZES)]
fn record_a_position(bencher: Bencher<'_, '_>, size: usize) {
    let mut progress =
        Progress::open(log(size), CourseId::shipped(), Clock::System).expect("it opens");
    let mut byte = 0;
    bencher.bench_local(|| {
        byte += 1;
        let position = LessonEvent::Position {
            lesson: "lesson-1".into(),
            revision: "0123456789abcdef".into(),
            byte,
            percent: 50,
            furthest: 50,
        };
        progress.record(position).expect("it is written")
    });
}

/// After an update that changes a projection, once.
#[divan::bench(args = [100], sample_count = 20)]
fn rebuild(bencher: Bencher<'_, '_>, size: usize) {
    let mut progress =
        Progress::open(log(size), CourseId::shipped(), Clock::System).expect("it opens");
    bencher.bench_local(|| progress.rebuild().expect("it is written"));
}

/// The program was killed, or left without closing: what SQLite has not yet put into the file is read
/// again.
#[divan::bench(sample_count = 50)]
fn open_after_a_kill(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a temporary folder");
    let mut progress =
        Progress::open(folder.path(), CourseId::shipped(), Clock::System).expect("a new log");
    for number in 0..900 {
        progress.record(answered(&question(number, 1), None)).expect("it is written");
    }
    let copy = || {
        let copy = TempDir::new().expect("a temporary folder");
        for name in ["progress.db", "progress.db-wal"] {
            std::fs::copy(folder.path().join(name), copy.path().join(name)).expect("a copy");
        }
        copy
    };
    bencher.with_inputs(copy).bench_values(|copy| {
        let progress =
            Progress::open(copy.path(), CourseId::shipped(), Clock::System).expect("it opens");
        (progress.home().expect("it is read"), progress, copy)
    });
}

/// The very first event of a new learner: folder, file and tables are made.
#[divan::bench(sample_count = 10)]
fn create(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| TempDir::new().expect("a temporary folder")).bench_values(|folder| {
        let mut progress =
            Progress::open(folder.path(), CourseId::shipped(), Clock::System).expect("a new log");
        progress.record(opened(1)).expect("it is written");
        (progress, folder)
    });
}
