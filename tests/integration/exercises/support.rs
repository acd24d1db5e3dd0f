//! Exercises to try rules and proofs on: from small facts, and those of the course.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use archtutor::{
    exercise::{Exercise, File, Folder, Knowledge, answer::Answer, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
    verdict::Verdict,
};

/// What the catalog of the shipped course knows.
pub(super) static KNOWLEDGE: LazyLock<Arc<Knowledge>> =
    LazyLock::new(|| Library::open(Source::Embedded).unwrap().knowledge());

/// Every exercise of the shipped course.
pub(super) static FOLDERS: LazyLock<Vec<Folder>> = LazyLock::new(|| {
    let library = Library::open(Source::Embedded).unwrap();
    let cards = library.exercise_cards();
    cards.iter().map(|card| library.exercise(&card.id).unwrap()).collect()
});

/// An exercise of some facts; what only a proof of the course asks for may be missing.
pub(super) fn exercise(task: &str, facts: &str, files: &[File]) -> Exercise {
    let text = format!("id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = '{task}'\n{facts}");
    let files = Files::new("", files);
    let (exercise, wrong) =
        Exercise::read("exercise.toml", &text.into(), &files, KINDS, &KNOWLEDGE);
    let asked_by_proofs = ["bad-case", "dominated"];
    assert!(wrong.iter().all(|one| asked_by_proofs.contains(&one.code)), "{wrong:?}");
    exercise.unwrap()
}

/// The verdict on the text of an answer.
pub(super) fn verdict(exercise: &Exercise, answer: &str) -> Verdict {
    let answer = Answer::of(exercise.kind.shape().name("answer.txt"), answer);
    let wrong = exercise.facts.diagnose(&answer);
    assert!(wrong.is_empty(), "{wrong:?}");
    exercise.facts.mark(&answer, &KNOWLEDGE)
}

/// The exercises of the course that are of a kind.
pub(super) fn of_kind(kind: &str) -> impl Iterator<Item = &'static Folder> {
    FOLDERS.iter().filter(move |folder| folder.exercise.kind.id() == kind)
}

/// The facts of an exercise of the course as they stand in its file.
pub(super) fn facts_of(folder: &Folder) -> toml::Table {
    let file = format!("exercises/{}/exercise.toml", folder.exercise.id);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(file).unwrap().parse().unwrap()
}

/// The example of a kind, if it has one: the path of its folder.
pub(super) fn example(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exercises").join(kind)
}

/// Every file of a folder, by its path inside.
pub(super) fn files(folder: &Path, inside: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder.join(inside)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if folder.join(&path).is_dir() {
            files(folder, &path, found);
        } else {
            found.push((path.clone(), fs::read_to_string(folder.join(&path)).unwrap().into()));
        }
    }
}
