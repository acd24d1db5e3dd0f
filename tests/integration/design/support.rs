//! What the tests of the grader share.

use std::{fs, path::PathBuf, sync::LazyLock};

use archtutor::{
    catalog::Catalog,
    design::{Architecture, PatternBook, Scenario},
    exercise::{
        Exercise, Folder, Knowledge, Sample,
        kinds::{KINDS, decomposition::design_of},
    },
    library::exercises,
    source::Source,
};

pub(super) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let folder = path("assets/catalog");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let files = names.into_iter().map(|name| format!("assets/catalog/{name}"));
    let files: Vec<_> = files.map(|file| (file.clone(), text(&file).into())).collect();
    let (catalog, found) = Catalog::read(&files);
    assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
    Knowledge::new(catalog.into())
});

pub(super) static BOOK: LazyLock<PatternBook> = LazyLock::new(|| KNOWLEDGE.patterns.clone());

/// An exercise whose facts are a scenario.
pub(super) trait Decomposed {
    fn scenario(&self) -> &Scenario;
}

impl Decomposed for Exercise {
    fn scenario(&self) -> &Scenario {
        self.facts_as().unwrap()
    }
}

/// An answer that is a design.
pub(super) trait Designed {
    fn design(&self) -> Architecture;
}

impl Designed for Sample {
    fn design(&self) -> Architecture {
        design_of(&self.answer)
    }
}

pub(super) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

pub(super) fn text(relative: &str) -> String {
    fs::read_to_string(path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

pub(super) fn scenario(relative: &str) -> Scenario {
    let (scenario, found) = Scenario::read(relative, &text(relative));
    assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
    scenario
}

pub(super) fn answer(relative: &str) -> Architecture {
    let (answer, found) = Architecture::read(relative, &text(relative));
    assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
    answer
}

/// Answers beside those of the exercises: labelled with a limit, and judged.
pub(super) const SETS: [&str; 2] = ["tests/fixtures/grading", "tests/fixtures/judged"];

/// The files of a folder, sorted.
pub(super) fn files(folder: &str) -> Vec<String> {
    let names = fs::read_dir(path(folder)).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| format!("{folder}/{name}")).collect()
}

/// What a comment at the head of a file says behind a key.
pub(super) fn said(file: &str, key: &str) -> String {
    let source = text(file);
    let found = source.lines().find_map(|line| line.strip_prefix(&format!("# {key}: ")));
    found.unwrap_or_else(|| panic!("{file}: {key}")).to_owned()
}

/// Every answer of the repository with its facts: those of the exercises, the labelled and the judged.
pub(super) fn each_answer(mut check: impl FnMut(&Scenario, &Architecture, &str)) {
    let folders = folders();
    for folder in &folders {
        let samples = folder.references.iter().chain(&folder.faulty).chain(&folder.starts);
        for sample in samples.chain(&folder.par) {
            check(folder.exercise.scenario(), &sample.design(), &sample.file);
        }
    }
    for file in SETS.iter().flat_map(|set| files(set)) {
        let id = said(&file, "exercise");
        let folder = folders.iter().find(|folder| folder.exercise.id.as_str() == id).unwrap();
        check(folder.exercise.scenario(), &answer(&file), &file);
    }
}

/// Every decomposition of the repository with the answers that prove it.
pub(super) fn folders() -> Vec<Folder> {
    let source = Source::folder(&path(".")).unwrap();
    let read = source.exercises().into_iter().map(|name| {
        let (folder, found) = exercises::read(&source, &name, KINDS, &KNOWLEDGE);
        assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
        folder.unwrap()
    });
    read.filter(|folder| folder.exercise.kind.id() == "decomposition").collect()
}
