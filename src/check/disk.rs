//! What lies in a course's folders and is reached by nothing: every file is used, or named here.

use std::collections::BTreeSet;

use super::Shelf;
use crate::{
    diagnostic::Diagnostic,
    source::{Part, walk},
};

/// Endings of files that hold prose, whatever the program reads.
const PROSE: [&str; 4] = ["md", "markdown", "mdown", "mdx"];
/// Endings of files that hold data in a form that the program does not read.
const DATA: [&str; 3] = ["yaml", "yml", "json"];

/// Names the files that nothing reaches.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let weeks: BTreeSet<String> = shelf.source.weeks().into_iter().collect();
    let linked = shelf.linked.borrow();
    for file in shelf.source.below(walk::WEEKS) {
        if !linked.contains(&file)
            && let Some(why) = lesson(&file, &weeks)
        {
            say(found, &file, why);
        }
    }
    for part in [Part::Pools, Part::Catalog, Part::Coverage, Part::Errata] {
        for file in shelf.source.below(part.folder()) {
            if let Some(why) = data(&file, part.folder()) {
                say(found, &file, why);
            }
        }
    }
    for file in shelf.source.below(walk::LABS) {
        let page = file.strip_suffix(".md").map(|name| format!("{name}.toml"));
        let read = page.as_ref().map_or_else(
            || walk::lab_of(&file).is_some_and(|id| !id.contains('/')),
            |lab| shelf.source.has(lab),
        );
        if !read {
            say(found, &file, "a lab is labs/ID.toml, and its page labs/ID.md beside it");
        }
    }
    exercises(shelf, found);
}

fn say(found: &mut Vec<Diagnostic>, file: &str, why: &str) {
    let wrong =
        Diagnostic::error("unreached-file", file, "nothing in the course reaches this file");
    found.push(wrong.warning().help(why));
}

fn ending(file: &str) -> String {
    file.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_lowercase())
}

/// Why a file below `lessons/` is no lesson and no week.
fn lesson(file: &str, weeks: &BTreeSet<String>) -> Option<&'static str> {
    let parts: Vec<&str> = file.split('/').collect();
    let prose = PROSE.contains(&ending(file).as_str());
    match parts.as_slice() {
        [_, _] if prose => {
            Some("a lesson stands in the folder of its week, lessons/WEEK/LESSON.md")
        }
        [_, week, _] if !weeks.contains(*week) => {
            Some("the folder of a week has no dot in its name")
        }
        [_, _, name] if name.ends_with(".md") || *name == "week.toml" => None,
        [_, _, _] if prose => Some("the name of a lesson ends in `.md`"),
        [_, _, name] if name.to_lowercase().starts_with("week.") => {
            Some("what a week says stands in `week.toml`")
        }
        [_, _, _, ..] if prose => Some("lessons stand directly in the folder of their week"),
        _ => Some("no lesson links to it"),
    }
}

/// Why a file below a folder of data is not read.
fn data(file: &str, folder: &str) -> Option<&'static str> {
    let inside = file.strip_prefix(folder)?.trim_start_matches('/');
    if DATA.contains(&ending(file).as_str()) {
        return Some("questions and catalogs are written in TOML, in files that end in `.toml`");
    }
    match inside.contains('/') {
        true => Some("only files directly in this folder are read"),
        false if inside.ends_with(".toml") => None,
        false => Some("only files that end in `.toml` are read here"),
    }
}

/// Folders and files that are no exercises, and files of exercises that cannot be read.
fn exercises(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let known = shelf.source.exercises();
    let shared: Vec<String> = known
        .iter()
        .filter_map(|name| shelf.source.read(&walk::exercise_file(name)).ok())
        .filter_map(|text| crate::exercise::folder::shared(&text))
        .collect();
    for name in shelf.source.list(walk::EXERCISES) {
        let path = walk::exercise_folder(&name);
        if shelf.source.has(&path) {
            say(found, &path, "an exercise is a folder, exercises/ID with an exercise.toml in it");
        } else if !known.contains(&name) && !shared.contains(&name) {
            say(found, &path, "there is no exercise.toml in this folder");
        }
    }
    for name in known {
        let files = shelf.source.below(&walk::exercise_folder(&name));
        for file in &files {
            super::read(&shelf.source, file, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_stand_in_the_folders_of_weeks_and_end_in_md() {
        let weeks = BTreeSet::from(["01-a".to_owned()]);
        for reached in ["lessons/01-a/x.md", "lessons/01-a/week.toml"] {
            assert_eq!(lesson(reached, &weeks), None, "{reached}");
        }
        for other in [
            "lessons/x.md",
            "lessons/01.a/x.md",
            "lessons/01-a/X.MD",
            "lessons/01-a/x.markdown",
            "lessons/01-a/deeper/x.md",
            "lessons/01-a/week.yaml",
            "lessons/01-a/picture.png",
        ] {
            assert!(lesson(other, &weeks).is_some(), "{other}");
        }
    }

    #[test]
    fn data_is_toml_directly_in_its_folder() {
        assert_eq!(data("quizzes/a.toml", "quizzes"), None);
        for other in
            ["quizzes/a.yaml", "quizzes/more/a.toml", "quizzes/README.md", "quizzes/a.TOML"]
        {
            assert!(data(other, "quizzes").is_some(), "{other}");
        }
    }
}
