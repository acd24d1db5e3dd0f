//! What the first release wrote: it opens with everything in place, under the shipped course, and its
//! exports and ours are read both ways.

use std::fs;

use serde_json::{Map, Value};

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/released").join(name)
}

fn lines(name: &str) -> Vec<String> {
    fs::read_to_string(fixture(name)).unwrap().lines().map(str::to_owned).collect()
}

/// Everything that the learner of the fixture did is there.
#[track_caller]
fn assert_in_place(progress: &Progress) {
    let home = progress.home().unwrap();
    assert_eq!((home.lessons.len(), home.quizzes.len(), home.days), (9, 4, 1));
    assert_eq!(home.latest, Some(Latest::Exercise("split-the-shop".into())));
    let totals = progress.totals().unwrap();
    assert_eq!((totals.lessons_opened, totals.lessons_completed), (9, 6));
    assert_eq!((totals.questions_seen, totals.answers, totals.answers_right), (45, 68, 3));
    let lesson = progress.lesson(&"capabilities-and-subdomains".into()).unwrap().unwrap();
    assert_eq!((lesson.place.unwrap().0, lesson.percent, lesson.completed_at), (2_229, 39, None));
    let lesson = progress.lesson(&"what-architecture-decides".into()).unwrap().unwrap();
    assert_eq!((lesson.place.unwrap().0, lesson.furthest), (4_396, 66));
    let quiz = progress.quiz(&"trade-offs-quiz".into()).unwrap().unwrap();
    assert_eq!((quiz.attempts, quiz.best, quiz.last, quiz.open), (2, 5, 5, None));
    for (quiz, mode, given) in [
        ("classifying-quiz", SittingMode::Practice, 4),
        ("resilience-quiz", SittingMode::Practice, 5),
        ("communication-quiz", SittingMode::Exam, 3),
    ] {
        let sitting = progress.open_sitting(&quiz.into()).unwrap().unwrap();
        assert_eq!((sitting.mode, sitting.drawn.len(), sitting.given.len()), (mode, 20, given));
    }
    let draft = progress.draft(&"split-the-shop".into()).unwrap().unwrap();
    assert!(draft.text.unwrap().contains("serviceCatalog"));
    assert_eq!((draft.attempts, draft.best), (3, 1.0));
    let scores: Vec<f64> =
        progress.attempts(&"split-the-shop".into()).unwrap().iter().map(|a| a.score).collect();
    assert_eq!(scores, [0.3, 1.0, 0.98]);
    let notes = progress.notes(None).unwrap();
    let notes: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        ["a second thought", "The door is the cut"],
        "one was brought back, one is gone"
    );
    assert_eq!(progress.bookmarks().unwrap().len(), 3);
    assert!(
        !progress.question(&"w1-kind-of-requirement".into()).unwrap().unwrap().revision.is_empty()
    );
    assert_sound(progress);
}

/// Kinds that it does not know and keeps as they are.
const NEW: [&str; 16] = [
    "change.predicted",
    "change.drafted",
    "change.graded",
    "lab.left",
    "lab.mission",
    "lab.predicted",
    "course.adopted",
    "card.added",
    "item.hidden",
    "item.restored",
    "week.known",
    "plan.set",
    "plan.cleared",
    "told",
    "review.tuned",
    "quiz.marked",
];

#[test]
fn its_database_opens_with_everything_in_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("progress.db"), folder.path().join(FILE_NAME)).unwrap();
    let progress = open(folder.path());
    assert_in_place(&progress);
    assert_eq!(events(&progress), lines("progress.jsonl"), "not an event was touched");
    let other = Progress::open(folder.path(), "another".into(), at(NOON)).unwrap();
    assert_eq!(other.home().unwrap(), Home { days: 1, ..Home::default() });
}

#[test]
fn its_export_is_imported() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    let export = fs::read(fixture("progress.jsonl")).unwrap();
    assert_eq!(progress.import(&*export).unwrap(), Imported { new: 122, known: 0 });
    assert_in_place(&progress);
    assert_eq!(events(&progress), lines("progress.jsonl"));
}

/// What the first release took for a line: these fields and no other, and in the data of the kinds that
/// it knew at least what they had then.
#[test]
fn it_imports_what_we_export() {
    let mut known: Vec<(String, Value)> = lines("progress.jsonl")
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|line: Value| (line["kind"].as_str().unwrap().to_owned(), line))
        .collect();
    known.dedup_by_key(|known| known.0.clone());
    let mut progress = Progress::in_memory("another".into(), at(NOON));
    for event in one_of_each() {
        let undo = event.kind == "undo";
        if !undo {
            progress.record(event).unwrap();
        }
    }
    let fields = ["id", "at", "device", "kind", "object", "revision", "day", "data"];
    for line in events(&progress) {
        let line: Map<String, Value> = serde_json::from_str(&line).unwrap();
        assert_eq!(line.keys().collect::<Vec<_>>(), fields);
        let (kind, data) = (line["kind"].as_str().unwrap(), line["data"].as_object().unwrap());
        if kind != "review.tuned" {
            assert_eq!(data["course"], "another", "{kind}");
        }
        let Some((_, old)) = known.iter().find(|known| known.0 == kind) else {
            assert!(NEW.contains(&kind), "{kind}");
            continue;
        };
        for (field, value) in old["data"].as_object().unwrap() {
            let ours = data.get(field).unwrap_or_else(|| panic!("{kind} lost {field}"));
            assert_eq!(
                std::mem::discriminant(ours),
                std::mem::discriminant(value),
                "{kind} changed {field}"
            );
        }
    }
}
