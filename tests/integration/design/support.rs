//! What the tests of the grader share.

use std::{fs, path::PathBuf, sync::LazyLock};

use archtutor::{
    catalog::Catalog,
    design::{Architecture, PatternBook, Scenario},
};

pub static BOOK: LazyLock<PatternBook> = LazyLock::new(|| {
    let files: Vec<_> = ["assets/catalog/obligations.toml", "tests/fixtures/catalog/patterns.toml"]
        .into_iter()
        .map(|path| (path.to_owned(), text(path).into()))
        .collect();
    PatternBook::new(&Catalog::read(&files).0)
});

pub fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

pub fn text(relative: &str) -> String {
    fs::read_to_string(path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

pub fn scenario(relative: &str) -> Scenario {
    let (scenario, found) = Scenario::read(relative, &text(relative));
    assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
    scenario
}

pub fn answer(relative: &str) -> Architecture {
    let (answer, found) = Architecture::read(relative, &text(relative));
    assert!(found.is_empty(), "{}", found.iter().map(|d| d.render(false)).collect::<String>());
    answer
}
