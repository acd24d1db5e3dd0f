//! Sittings: begun, gone on with, replaced, and asked again.

use super::*;

#[test]
fn a_half_finished_quiz_goes_on_with_its_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(started("s1", SittingMode::Practice)).unwrap();
    progress.record(answered("q2", true, Some("s1"))).unwrap();
    progress.record(answered("q1", false, Some("s1"))).unwrap();
    progress.record(answered("q1", true, Some("s1"))).unwrap();
    drop(progress);
    let mut progress = open(folder.path());
    let sitting = progress.open_sitting(&"sagas-quiz".into()).unwrap().unwrap();
    assert_eq!((sitting.id.as_str(), sitting.seed, sitting.drawn.len()), ("s1", 5, 3));
    let given: Vec<(&str, bool)> =
        sitting.given.iter().map(|given| (given.question.as_str(), given.right)).collect();
    assert_eq!(given, [("q2", true), ("q1", false)], "in practice the first answer counts");
    assert_eq!(sitting.given[0].answer, Answer::Text("q2".into()));
    assert_eq!(progress.home().unwrap().quizzes[0].open, Some((2, 3)));
    progress.record(finished("s1", 66)).unwrap();
    progress.record(finished("s1", 66)).unwrap();
    assert_eq!(progress.open_sitting(&"sagas-quiz".into()).unwrap(), None);
    assert_eq!(progress.sitting("s1").unwrap().unwrap().given.len(), 2);
    progress.clock = at(NOON + 1);
    progress.record(started("s2", SittingMode::Exam)).unwrap();
    progress.record(answered("q1", false, Some("s2"))).unwrap();
    progress.record(answered("q1", true, Some("s2"))).unwrap();
    let sitting = progress.open_sitting(&"sagas-quiz".into()).unwrap().unwrap();
    assert!(
        sitting.given.len() == 1 && sitting.given[0].right,
        "in an exam the last answer counts"
    );
    progress.record(finished("s2", 80)).unwrap();
    let quiz = progress.quiz(&"sagas-quiz".into()).unwrap().unwrap();
    assert_eq!((quiz.attempts, quiz.best, quiz.last), (2, 80, 80));
    assert_eq!(quiz.passed_at, Some(Timestamp(NOON + 1)));
    assert_sound(&progress);
}

#[test]
fn an_abandoned_sitting_is_not_offered_once_a_newer_one_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(started("s1", SittingMode::Exam)).unwrap();
    progress.clock = at(NOON + 1);
    progress.record(started("s2", SittingMode::Exam)).unwrap();
    progress.record(finished("s2", 10)).unwrap();
    assert_eq!(progress.open_sitting(&"sagas-quiz".into()).unwrap(), None);
    assert_eq!(progress.home().unwrap().quizzes[0].open, None);
}

#[test]
fn a_sitting_of_what_was_missed_is_no_attempt_at_the_quiz() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let retry = QuizEvent::Started {
        quiz: "sagas-quiz".into(),
        sitting: "s2".into(),
        mode: SittingMode::Practice,
        seed: 5,
        drawn: vec!["q2".into()],
        retry: Some("s1".into()),
    };
    let (first, second) = (finished("s1", 60), finished("s2", 100));
    let events = [started("s1", SittingMode::Exam), first, retry.into(), second];
    progress.record_all(&events).unwrap();
    let quiz = progress.quiz(&"sagas-quiz".into()).unwrap().unwrap();
    assert_eq!((quiz.attempts, quiz.best, quiz.passed_at), (1, 60, None));
    assert_eq!(progress.finished_sitting(&"sagas-quiz".into()).unwrap().unwrap().id, "s1");
    let past: Vec<(String, bool)> = progress
        .past_sittings()
        .unwrap()
        .into_iter()
        .map(|sitting| (sitting.id, sitting.retry))
        .collect();
    assert_eq!(past, [("s2".into(), true), ("s1".into(), false)]);
}

#[test]
fn a_sitting_that_another_one_replaced_is_past_if_anything_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let events = [
        started("s1", SittingMode::Practice),
        answered("q1", true, Some("s1")),
        started("s2", SittingMode::Practice),
        started("s3", SittingMode::Practice),
        answered("q1", true, Some("s3")),
    ];
    for event in events {
        progress.record(event).unwrap();
    }
    let past = progress.past_sittings().unwrap();
    let ids: Vec<(&str, bool, u32)> =
        past.iter().map(|past| (past.id.as_str(), past.finished, past.right)).collect();
    assert_eq!(ids, [("s1", false, 1)], "one without answers and the one that goes on are none");
}

#[test]
fn a_mark_stays_until_it_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let mark = |question: &str, marked| QuizEvent::Marked {
        quiz: "sagas-quiz".into(),
        sitting: "s1".into(),
        question: question.into(),
        marked,
    };
    progress.record(started("s1", SittingMode::Exam)).unwrap();
    progress.record(mark("q1", true)).unwrap();
    progress.record(mark("q2", true)).unwrap();
    progress.record(mark("q1", false)).unwrap();
    drop(progress);
    let progress = open(folder.path());
    let sitting = progress.open_sitting(&"sagas-quiz".into()).unwrap().unwrap();
    assert_eq!(sitting.marked, ["q2".into()]);
    assert_sound(&progress);
}
