//! Marking: a reference of the largest exercise of each kind.

use std::sync::{Arc, LazyLock};

use archtutor::{
    exercise::{
        Folder, Knowledge,
        kind::{Facts, Past},
        kinds::KINDS,
    },
    library::Library,
    source::Source,
};
use divan::{Bencher, black_box};

static FOLDERS: LazyLock<Vec<Folder>> = LazyLock::new(|| {
    let library = Library::open(Source::Embedded).expect("the shipped course");
    let cards = library.exercise_cards();
    cards.iter().filter_map(|card| library.proved_exercise(&card.id).ok()).collect()
});
static KNOWLEDGE: LazyLock<Arc<Knowledge>> =
    LazyLock::new(|| Library::open(Source::Embedded).expect("the shipped course").knowledge());

/// The kinds that the course has exercises of.
fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.id()).filter(|kind| largest(kind).is_some()).collect()
}

/// The exercise of a kind whose reference is longest.
fn largest(kind: &str) -> Option<&'static Folder> {
    let size = |folder: &&Folder| -> usize {
        let texts = folder.references.first().map(|one| &one.answer);
        texts.into_iter().flat_map(|answer| answer.texts()).map(|(_, text)| text.len()).sum()
    };
    FOLDERS.iter().filter(|folder| folder.exercise.kind.id() == kind).max_by_key(size)
}

#[divan::bench(args = kinds())]
fn mark(bencher: Bencher<'_, '_>, kind: &str) {
    let folder = largest(kind).expect("an exercise");
    let answer = &folder.references.first().expect("a reference").answer;
    bencher.bench(|| folder.exercise.facts.mark(black_box(answer), &KNOWLEDGE));
}

/// The same with every offered edit tried, for a wrong answer.
#[divan::bench(args = kinds())]
fn grade_a_faulty_answer(bencher: Bencher<'_, '_>, kind: &str) {
    let folder = largest(kind).expect("an exercise");
    let Some(faulty) = folder.faulty.first() else { return };
    bencher.bench(|| folder.exercise.facts.grade(black_box(&faulty.answer), &KNOWLEDGE));
}

/// The last milestone of the capstone.
fn last() -> &'static Folder {
    FOLDERS.iter().find(|folder| folder.exercise.id.as_str() == "capstone-cap").expect("the end")
}

/// A learner who had 24 answers graded on the way there, each with a fault, and then a right one.
static HISTORY: LazyLock<Vec<Past>> = LazyLock::new(|| {
    let milestones = FOLDERS.iter().filter(|folder| folder.exercise.kind.id() == "capstone");
    let faulty = milestones
        .flat_map(|folder| folder.faulty.iter().take(3).map(move |sample| (folder, sample, false)));
    let right = last().references.iter().map(|sample| (last(), sample, true));
    let past = |(folder, sample, passed): (&Folder, &archtutor::exercise::Sample, bool)| Past {
        from: folder.exercise.title.clone(),
        facts: Arc::clone(&folder.exercise.facts),
        answer: sample.answer.clone(),
        passed,
        flawless: passed,
    };
    right.take(1).chain(faulty.take(24)).map(past).collect()
});

/// The facts with ten questions about that history.
fn asking() -> Arc<dyn Facts> {
    last().exercise.facts.remembering(&HISTORY, &KNOWLEDGE).expect("questions")
}

#[divan::bench]
fn draw_a_defence(bencher: Bencher<'_, '_>) {
    LazyLock::force(&HISTORY);
    bencher.bench(asking);
}

#[divan::bench]
fn mark_a_defence(bencher: Bencher<'_, '_>) {
    let facts = asking();
    let answer = &last().references.first().expect("a reference").answer;
    bencher.bench(|| facts.mark(black_box(answer), &KNOWLEDGE));
}
