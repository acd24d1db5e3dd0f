//! What an author begins with, is told, and keeps: scaffolds, explanations, schemas, what mends and compares.

mod check;
mod explain;
mod names;
mod new;
mod page;
mod schema;

use std::{fs, path::Path};

use archtutor::author::scaffold::Additions;

/// Writes what was made.
fn write(folder: &Path, made: &Additions) {
    for (path, text) in made.files.iter().chain(&made.edits) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
