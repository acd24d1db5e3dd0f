mod bounds;
mod courses;
mod damage;
mod each;
mod outbox;
mod place;
mod released;
mod renamed;
mod review;
mod sharing;
mod sitting;
mod trouble;

use super::*;
use crate::clock::Timestamp;
use crate::quiz::{Answer, SittingMode};
use crate::review::Fit;
pub(super) use each::one_of_each;

fn fsrs_parameters() -> Vec<f32> {
    (0..21_u8).map(|at| f32::from(at) / 8.0 + 0.5).collect()
}

const DAY: i64 = 86_400_000;

/// 2026-03-02, noon UTC.
const NOON: i64 = 1_772_452_800_000;

fn at(millis: i64) -> Clock {
    Clock::Fixed(Timestamp(millis))
}

fn open(folder: &Path) -> Progress {
    let mut progress = Progress::open(folder, CourseId::shipped(), at(NOON)).unwrap();
    assert_eq!(progress.take_notice(), None);
    progress
}

fn opened(lesson: &str) -> Event {
    LessonEvent::Opened { lesson: lesson.into(), revision: "r".into() }.into()
}

fn completed(lesson: &str) -> Event {
    LessonEvent::Completed { lesson: lesson.into(), revision: "r".into() }.into()
}

fn position(lesson: &str, byte: u64) -> Event {
    let percent = u8::try_from(byte % 101).unwrap();
    LessonEvent::Position {
        lesson: lesson.into(),
        revision: "r".into(),
        byte,
        percent,
        furthest: percent,
    }
    .into()
}

fn answered(question: &str, right: bool, sitting: Option<&str>) -> Event {
    QuestionEvent::Answered {
        question: question.into(),
        revision: "r".into(),
        response: Answer::Text(question.into()),
        success: right,
        score: f64::from(u8::from(right)),
        seed: 3,
        sitting: sitting.map(str::to_owned),
        quiz: sitting.map(|_| "sagas-quiz".into()),
        circumstances: Circumstances::default(),
    }
    .into()
}

fn started(sitting: &str, mode: SittingMode) -> Event {
    QuizEvent::Started {
        quiz: "sagas-quiz".into(),
        sitting: sitting.into(),
        mode,
        seed: 5,
        drawn: vec!["q1".into(), "q2".into(), "q3".into()],
        retry: None,
    }
    .into()
}

fn finished(sitting: &str, percent: u8) -> Event {
    QuizEvent::Finished {
        quiz: "sagas-quiz".into(),
        sitting: sitting.into(),
        right: 2,
        asked: 3,
        percent,
        success: percent >= 70,
    }
    .into()
}

fn events(progress: &Progress) -> Vec<String> {
    let mut lines = Vec::new();
    progress.export(&mut lines, None).unwrap();
    String::from_utf8(lines).unwrap().lines().map(str::to_owned).collect()
}

fn projections(progress: &Progress) -> Vec<String> {
    projections::dump(&progress.store.as_ref().unwrap().connection).unwrap()
}

#[track_caller]
fn assert_sound(progress: &Progress) {
    let health = progress.check().unwrap();
    assert!(health.is_sound(), "{health:?}");
}

#[test]
fn a_new_learner_costs_nothing_until_something_happens() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("not/there/yet");
    let mut progress = open(&data);
    assert_eq!(progress.home().unwrap(), Home::default());
    assert_eq!(progress.totals().unwrap(), Totals::default());
    assert_eq!(progress.open_sitting(&"sagas-quiz".into()).unwrap(), None);
    assert!(events(&progress).is_empty() && progress.check().unwrap().is_sound());
    assert!(!data.exists());
    progress.record(opened("sagas")).unwrap();
    assert!(data.join(FILE_NAME).exists());
}

#[test]
fn everything_is_there_after_the_program_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let kinds = one_of_each();
    for event in &kinds[..kinds.len() - 1] {
        progress.record(event.clone()).unwrap();
    }
    drop(progress);
    let progress = open(folder.path());
    let home = progress.home().unwrap();
    let lesson = progress.lesson(&"sagas".into()).unwrap().unwrap();
    assert_eq!(home.lessons, std::slice::from_ref(&lesson));
    assert_eq!(lesson.place, Some((1_234, "r1".into())));
    assert_eq!((lesson.percent, lesson.furthest, lesson.times), (40, 60, 1));
    assert_eq!(lesson.completed_at, Some(Timestamp(NOON)));
    let quiz = progress.quiz(&"sagas-quiz".into()).unwrap().unwrap();
    assert_eq!(home.quizzes, std::slice::from_ref(&quiz));
    assert_eq!((quiz.attempts, quiz.best, quiz.passed_at, quiz.open), (1, 50, None, None));
    assert_eq!((home.days, home.streak), (1, 1));
    let question = progress.question(&"q1".into()).unwrap().unwrap();
    assert_eq!((question.right, question.wrong, question.last_right), (0, 1, false));
    let draft = progress.draft(&"split-the-shop".into()).unwrap().unwrap();
    assert_eq!((draft.text.as_deref(), draft.attempts, draft.best), (Some("[service]\n"), 1, 0.9));
    assert_eq!(progress.missions(&"rate".into()).unwrap(), ["burst"]);
    assert_eq!(progress.notes(Some("sagas")).unwrap()[0].text, "Ask Ann");
    assert_eq!(progress.notes(Some("queues")).unwrap(), []);
    assert_eq!(progress.bookmarks().unwrap()[0].label, "here");
    assert_eq!(events(&progress).len(), kinds.len() - 1);
    assert_sound(&progress);
}

#[test]
fn the_place_in_a_lesson_is_one_row_a_day_and_always_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    for byte in 0..50 {
        progress.record(position("sagas", byte)).unwrap();
    }
    assert_eq!(events(&progress).len(), 1);
    // Somebody sets the clock back: what was acknowledged last still counts.
    progress.clock = at(NOON - 3_600_000);
    progress.record(position("sagas", 7)).unwrap();
    let place = |progress: &Progress| progress.lesson(&"sagas".into()).unwrap().unwrap().place;
    assert_eq!(place(&progress), Some((7, "r".into())));
    progress.clock = at(NOON - DAY);
    progress.record(position("sagas", 8)).unwrap();
    assert_eq!(place(&progress), Some((8, "r".into())));
    progress.record(position("queues", 9)).unwrap();
    assert_eq!(progress.home().unwrap().latest, Some(Latest::Lesson("queues".into())));
    progress.clock = at(NOON + DAY);
    progress.record(position("sagas", 90)).unwrap();
    assert_eq!(events(&progress).len(), 4);
    assert_eq!(place(&progress), Some((90, "r".into())));
    let home = progress.home().unwrap();
    assert_eq!(home.latest, Some(Latest::Lesson("sagas".into())));
    assert_eq!((home.days, home.streak), (3, 3));
    assert_eq!(home.lessons[1].furthest, 90);
    assert_sound(&progress);
}

#[test]
fn what_was_seen_last_is_named_first() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    for (number, question) in ["q3", "q1", "q2", "q3"].iter().enumerate() {
        progress.clock = at(NOON + i64::try_from(number).unwrap());
        progress.record(answered(question, true, None)).unwrap();
    }
    let ids = ["q1", "q2", "q3", "q4"].map(crate::id::QuestionId::from);
    assert_eq!(progress.recent(&ids).unwrap(), ["q3", "q2", "q1"].map(Into::into));
}

#[test]
fn a_streak_lives_until_a_whole_day_is_missed() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    for (day, streak) in [(0, 1), (1, 2), (2, 3), (4, 1), (5, 2)] {
        progress.clock = at(NOON + day * DAY);
        progress.record(answered("q1", day != 2, None)).unwrap();
        assert_eq!(progress.home().unwrap().streak, streak, "day {day}");
    }
    progress.clock = at(NOON + 6 * DAY);
    assert_eq!(progress.home().unwrap().streak, 2, "today is not over yet");
    progress.clock = at(NOON + 7 * DAY);
    assert_eq!(progress.home().unwrap().streak, 0);
    let days = progress.days(2).unwrap();
    assert_eq!(days.len(), 2);
    assert_eq!((days[0].day.as_str(), days[0].answers, days[0].right), ("2026-03-07", 1, 1));
    let totals = progress.totals().unwrap();
    assert_eq!((totals.days, totals.answers, totals.answers_right), (5, 5, 4));
}

#[test]
fn what_is_undone_is_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let note = |text: &str| NoteEvent::Written {
        about: "sagas".into(),
        note: "n1".into(),
        byte: None,
        text: text.into(),
    };
    let bookmark =
        |set| BookmarkEvent::Set { lesson: "sagas".into(), byte: 1, label: "l".into(), set };
    let lesson = progress.record(completed("sagas")).unwrap();
    progress.record(note("first")).unwrap();
    let second = progress.record(note("second")).unwrap();
    progress.record(bookmark(true)).unwrap();
    let gone = progress.record(bookmark(false)).unwrap();
    for event in [lesson, second, gone] {
        let undo = UndoEvent::TakenBack { event: event.to_string() };
        progress.record(undo.clone()).unwrap();
        progress.record(undo).unwrap();
    }
    assert_eq!(progress.lesson(&"sagas".into()).unwrap().unwrap().completed_at, None);
    assert_eq!(progress.notes(None).unwrap()[0].text, "first");
    assert_eq!(progress.bookmarks().unwrap().len(), 1);
    assert_eq!(progress.days(1).unwrap()[0].lessons, 0);
    assert_sound(&progress);
    progress.record(completed("sagas")).unwrap();
    assert!(progress.lesson(&"sagas".into()).unwrap().unwrap().completed_at.is_some());
    let seen = progress.record(opened("sagas")).unwrap();
    for event in [seen.to_string(), "nothing".into()] {
        let refused = progress.record(UndoEvent::TakenBack { event }).unwrap_err();
        assert_eq!(refused.hint, "nothing was changed");
    }
    assert_sound(&progress);
}

#[test]
fn events_recorded_together_are_all_there_or_none() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    let bad = UndoEvent::TakenBack { event: "nothing".into() }.into();
    progress.record_all(&[opened("sagas"), bad]).unwrap_err();
    assert!(events(&progress).is_empty());
    progress.record_all(&[opened("sagas"), completed("sagas")]).unwrap();
    assert_eq!(events(&progress).len(), 2);
}

#[test]
fn events_are_never_changed_and_never_deleted() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    progress.record(opened("sagas")).unwrap();
    progress.record(position("sagas", 3)).unwrap();
    let connection = &progress.store.as_ref().unwrap().connection;
    for sql in [
        "delete from event",
        "update event set object = 'queues'",
        "update event set data = '{}' where kind = 'lesson.opened'",
        "update event set at = at - 1 where kind = 'lesson.position'",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn folding_one_by_one_gives_the_same_as_folding_all_again() {
    for seed in 0..20 {
        let mut chance = crate::quiz::Chance::new(seed);
        let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
        let mut undoable = Vec::new();
        for _ in 0..200 {
            // The clock also jumps back.
            let moment = chance.below(5 * usize::try_from(DAY).unwrap());
            progress.clock = at(NOON + i64::try_from(moment).unwrap());
            let name = |chance: &mut crate::quiz::Chance| ["a", "b", "c"][chance.below(3)];
            let (name, number, coin) = (name(&mut chance), chance.below(101), chance.below(2) == 0);
            let event: Event = match chance.below(12) {
                0 => opened(name),
                1 | 2 => position(name, number as u64),
                3 => completed(name),
                4 => answered(name, coin, None),
                5 => answered(name, coin, Some(name)),
                6 => started(name, if coin { SittingMode::Exam } else { SittingMode::Practice }),
                7 => finished(name, u8::try_from(number).unwrap()),
                8 => BookmarkEvent::Set {
                    lesson: name.into(),
                    byte: number as u64 % 2,
                    label: number.to_string(),
                    set: coin,
                }
                .into(),
                9 => NoteEvent::Written {
                    about: name.into(),
                    note: (number % 3).to_string(),
                    byte: None,
                    text: number.to_string(),
                }
                .into(),
                10 => ExerciseEvent::Drafted {
                    exercise: name.into(),
                    revision: "r".into(),
                    draft: number.to_string(),
                }
                .into(),
                _ if undoable.is_empty() => opened(name),
                _ => {
                    let event: &EventId = &undoable[chance.below(undoable.len())];
                    UndoEvent::of(*event).into()
                }
            };
            let undoes = subjects::kind(&event.kind).unwrap().undo != subject::Undo::Never;
            let id = progress.record(event).unwrap();
            if undoes {
                undoable.push(id);
            }
        }
        let before = projections(&progress);
        progress.rebuild().unwrap();
        let after = projections(&progress);
        let lost: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
        let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(lost.is_empty() && new.is_empty(), "seed {seed}: {lost:#?} became {new:#?}");
    }
}

#[test]
fn check_finds_projections_that_drifted() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("sagas")).unwrap();
    let connection = &progress.store.as_ref().unwrap().connection;
    connection.execute("update lesson set times = 99", []).unwrap();
    let health = progress.check().unwrap();
    assert!(!health.projections_agree && health.damage.is_empty() && health.events == 1);
    progress.rebuild().unwrap();
    assert_sound(&progress);
}
