//! What the tests of the grader share.

use std::{fs, path::PathBuf, sync::LazyLock};

use archtutor::{
    catalog::Catalog,
    design::{Architecture, PatternBook, Scenario},
    exercise::Folder,
    library::exercises,
    source::{Source, walk},
};

pub(super) static BOOK: LazyLock<PatternBook> = LazyLock::new(|| {
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
    PatternBook::new(&catalog)
});

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

/// Every exercise of the repository with the answers that prove it.
pub(super) fn folders() -> Vec<Folder> {
    let source = Source::folder(&path(".")).unwrap();
    let folders = source.exercises().into_iter().map(|name| walk::exercise_folder(&name));
    let read = folders.map(|folder| {
        let (folder, found) = Folder::read(&exercises::files(&source, &folder));
        assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
        folder.unwrap()
    });
    read.collect()
}
