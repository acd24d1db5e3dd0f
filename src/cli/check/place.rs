//! What `archtutor check` is asked to look at: a course, or a file or a folder of one.

use std::path::{Path, PathBuf};

use crate::{
    check::Scope,
    cli::Context,
    problem::Problem,
    source::{self, COURSE_FILE, Source},
};

/// A course, and what of it is to be looked at.
pub(super) struct Place {
    pub(super) source: Source,
    pub(super) scope: Scope,
    /// The folder of the course, as it was named.
    root: Option<PathBuf>,
    /// What the part of it is called.
    part: Option<String>,
}

impl Place {
    /// What a path stands for; without one the course that we are in, or that is open.
    pub(super) fn new(path: Option<&Path>, context: &Context) -> Result<Self, Problem> {
        let part = path.and_then(|path| part_of(path, context));
        if let Some((root, part)) = part {
            let source = Source::folder(&root)?;
            let scope = Scope::new(&part);
            return Ok(Self { source, scope, root: Some(root), part: Some(part) });
        }
        let source = context.authored(path)?;
        let root = path.map(Path::to_owned).or_else(|| match context.source() {
            Source::Folder(root) => Some(root.clone()),
            Source::Embedded | Source::Book(_) => None,
        });
        Ok(Self { source, scope: Scope::default(), root, part: None })
    }

    /// What it is called to a person.
    pub(super) fn name(&self) -> String {
        self.part.clone().unwrap_or_else(|| self.source.name())
    }

    /// Refuses a part of a course where only the whole means anything.
    pub(super) fn whole(&self, what: &str) -> Result<(), Problem> {
        match &self.part {
            None => Ok(()),
            Some(_) => Err(Problem::usage(format!("{what} is about a whole course"))
                .hint("Name the folder of the course")),
        }
    }

    /// What the paths of the course begin with where the program was called, such as `courses/mine/`.
    pub(super) fn called(&self) -> String {
        let here = std::env::current_dir().ok();
        let inside = |path: &PathBuf| {
            let path = path.canonicalize().ok()?;
            Some(path.strip_prefix(here?.canonicalize().ok()?).ok()?.to_owned())
        };
        let Some(path) = self.root.as_ref().and_then(inside) else { return String::new() };
        path.iter().map(|part| format!("{}/", part.to_string_lossy())).collect()
    }
}

/// The course that a path leads into, and the path inside it; nothing where it is a course of its own. A
/// path that is not there is looked for in the course that is open.
fn part_of(path: &Path, context: &Context) -> Option<(PathBuf, String)> {
    let Ok(full) = path.canonicalize() else {
        let Source::Folder(root) = context.source() else { return None };
        let full = root.join(path).canonicalize().ok()?;
        return inside(&full, &root.canonicalize().ok()?);
    };
    if source::is_course(&full) {
        return None;
    }
    let root = full.ancestors().skip(1).find(|folder| source::is_course(folder))?;
    inside(&full, root)
}

/// The folders in which a course of ours keeps something.
const PLACES: [&str; 5] = ["lessons", "quizzes", "exercises", "labs", "assets"];

/// A path inside a course, where a course keeps something.
fn inside(full: &Path, root: &Path) -> Option<(PathBuf, String)> {
    let parts: Option<Vec<&str>> =
        full.strip_prefix(root).ok()?.iter().map(|p| p.to_str()).collect();
    let parts = parts?;
    let ours = root.join(COURSE_FILE).is_file();
    let known = |first: &&str| !ours || PLACES.contains(first) || *first == COURSE_FILE;
    parts.first().filter(|first| known(first))?;
    Some((root.to_owned(), parts.join("/")))
}
