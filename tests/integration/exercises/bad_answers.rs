//! Answers that nobody meant, to an exercise of each kind: told in words, never a panic.

use std::{collections::BTreeMap, fs, path::Path};

use archtutor::{library::Library, source::Source};

use crate::program::Program;

/// The first exercise of each kind, by the kind.
fn one_of_each_kind() -> BTreeMap<&'static str, String> {
    let library = Library::open(Source::Embedded).unwrap();
    let mut first = BTreeMap::new();
    for card in library.exercise_cards() {
        let folder = library.exercise(&card.id).unwrap();
        first.entry(folder.exercise.kind.id()).or_insert_with(|| card.id.to_string());
    }
    first
}

/// Grades a file, and gives what is said on standard error.
fn refused(exercise: &str, answer: &Path) -> String {
    let data = tempfile::tempdir().unwrap();
    let grade = ["exercise", "grade", exercise, answer.to_str().unwrap()];
    let said = Program::of(grade).data(data.path()).any_code().run();
    assert!(!said.stderr.contains("panicked"), "{exercise}: {}", said.stderr);
    said.stderr
}

#[test]
fn what_is_no_text_or_too_much_of_it_is_refused_by_every_kind() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("binary.toml");
    fs::write(&binary, [0_u8, 159, 146, 150].repeat(400)).unwrap();
    let huge = folder.path().join("huge.toml");
    // Sparse: nothing of it has to be written.
    fs::File::create(&huge).unwrap().set_len(200_000_000).unwrap();
    for (kind, exercise) in one_of_each_kind() {
        for file in [&binary, &huge] {
            let said = refused(&exercise, file);
            let name = file.file_name().unwrap().to_str().unwrap();
            assert!(said.contains(name), "{kind}: {said}");
        }
    }
}

#[test]
fn an_empty_answer_and_one_to_another_exercise_are_no_right_ones() {
    let library = Library::open(Source::Embedded).unwrap();
    let all: Vec<_> = one_of_each_kind()
        .into_values()
        .map(|id| library.exercise(&archtutor::id::ExerciseId::new(id)).unwrap())
        .collect();
    let knowledge = library.knowledge();
    for folder in &all {
        let exercise = &folder.exercise;
        let empty = archtutor::exercise::Answer::default();
        let others = all.iter().filter(|other| other.exercise.id != exercise.id);
        let others = others.filter_map(|other| Some(other.references.first()?.answer.clone()));
        for answer in others.chain([empty]) {
            // It cannot be read, or it does not pass.
            let passes = exercise.grade(&answer, &knowledge).is_ok_and(|report| {
                report.verdict.status() == archtutor::verdict::Status::Accepted
            });
            assert!(!passes, "{}: {}", exercise.id, answer.to_text());
        }
    }
}
