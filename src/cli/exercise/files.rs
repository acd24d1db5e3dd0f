//! Files that somebody names on the command line: facts, answers that are one file or a folder, and
//! where a starter is written. An existing file is never overwritten.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::super::output;
use crate::{
    diagnostic::Diagnostic,
    exercise::{
        Answer,
        answer::{LARGEST, MOST_FILES, TOML, misnamed},
        folder::EXPECT,
        kind::Shape,
    },
    file,
    problem::Problem,
};

/// Reads a file.
pub(in super::super) fn read(path: &Path) -> Result<String, Problem> {
    file::text(path, LARGEST as u64)
}

/// The texts of a folder that may stand in an answer.
pub(super) fn folder(path: &Path) -> Result<Vec<(String, String)>, Problem> {
    let mut texts = file::folder(path, MOST_FILES, LARGEST as u64)?;
    texts.retain(|(name, _)| misnamed(name).is_none());
    Ok(texts)
}

/// The answer at a path: a file, or a folder of files.
pub(in super::super) fn answer(path: &Path, shape: Shape) -> Result<Answer, Problem> {
    if !path.is_dir() {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        return Ok(Answer::of(shape.name(&name), read(path)?));
    }
    let only = match shape {
        shape if shape.is_folder() => None,
        other => Some(other.name("")),
    };
    let mut texts = folder(path)?;
    texts.retain(|(name, _)| name != EXPECT);
    if let Some(only) = only
        && texts.iter().any(|(name, _)| *name != only)
    {
        let what = format!("Cannot grade {}", path.display());
        return Err(Problem::usage(what).why(format!("an answer to this exercise is {only} alone")));
    }
    Ok(texts.into_iter().map(|(name, text)| (shape.inside(&name), text)).collect())
}

/// Diagnostics of an answer's texts, at the files that were named.
pub(super) fn located(path: &Path, shape: Shape, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_folder = path.is_dir();
    for mistake in &mut found {
        let inside = || path.join(shape.outside(&mistake.file));
        let file = if is_folder { inside() } else { path.to_owned() };
        mistake.file = file.to_string_lossy().into_owned();
    }
    found
}

/// The text of an answer that is one file.
pub(super) fn only(answer: &Answer) -> Result<String, Problem> {
    let mut texts = answer.texts().map(|(_, text)| text);
    match (texts.next(), texts.next()) {
        (Some(text), None) => Ok(text.to_string()),
        _ => Err(Problem::usage(format!("The answer has {} files", answer.texts().count()))
            .hint("Name a new folder for them: -o FOLDER")),
    }
}

/// Writes an answer to a new file, or to a new folder where it is one.
pub(in super::super) fn write(path: &Path, answer: &Answer, shape: Shape) -> Result<(), Problem> {
    let is_one = answer.text(TOML).is_some() && answer.texts().count() == 1;
    if !shape.is_folder() || is_one {
        return output::write_new(path, &only(answer)?);
    }
    let what = format!("Cannot write {}", path.display());
    let refuse = |error: std::io::Error| {
        let problem = Problem::environment(&what).why(&error);
        match error.kind() {
            ErrorKind::AlreadyExists => {
                problem.hint("Name another folder: what is there is never overwritten")
            }
            _ => problem,
        }
    };
    fs::create_dir(path).map_err(refuse)?;
    for (name, text) in answer.texts().filter(|(name, _)| misnamed(name).is_none()) {
        let file: PathBuf = path.join(shape.outside(name));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(refuse)?;
        }
        output::write_new(&file, text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_files_is_written_and_read_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("mine");
        let answer: Answer = [("a.yaml", "one\n"), ("b/c.mmd", "two\n")].into_iter().collect();
        write(&at, &answer, Shape::Folder).unwrap();
        fs::write(at.join(".hidden"), "x").unwrap();
        assert_eq!(super::answer(&at, Shape::Folder).unwrap(), answer);
        let again = write(&at, &answer, Shape::Folder).unwrap_err();
        assert!(again.hint.contains("never overwritten"), "{again}");
        let other = super::answer(&at, Shape::Toml).unwrap_err();
        assert!(other.why.contains("answer.toml alone"), "{other}");
        let one = super::answer(&at.join("b/c.mmd"), Shape::File("diagram.mmd")).unwrap();
        assert_eq!(one, Answer::of("diagram.mmd", "two\n"));
    }
}
