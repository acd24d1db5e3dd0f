//! Writes what can be mended without deciding anything: each file whole or not at all.

use std::path::Path;

use crate::{
    author::fix,
    check::Report,
    cli::output,
    file,
    problem::Problem,
    source::{LARGEST_LESSON, Source},
};

/// Mends the files, or says what would be mended.
pub(super) fn run(source: &Source, report: &Report, dry: bool) -> Result<(), Problem> {
    let Source::Folder(root) = source else {
        return Err(Problem::usage("Only a course of ours is mended")
            .hint("Name its folder: archtutor check DIR --fix"));
    };
    let fixes = fix::fixes(source, report, |file| is_plain(&root.join(file)));
    for fix in &fixes {
        output::print(&fix.diff())?;
        if !dry {
            unchanged(root, &fix.file, &fix.before)?;
            output::replace(&root.join(&fix.file), &fix.after())?;
        }
    }
    let what = if dry { "would be mended" } else { "mended" };
    let files = if fixes.len() == 1 { "file" } else { "files" };
    output::print(&format!("{} {files} {what}\n\n", fixes.len()))
}

/// Whether a file has plain line ends and no mark; nothing where its bytes are no UTF-8 or no file of its
/// own, which is left as it is.
fn is_plain(path: &Path) -> Option<bool> {
    if path.symlink_metadata().ok()?.file_type().is_symlink() {
        return None;
    }
    let opened = file::open(path, String::new(), LARGEST_LESSON).ok()?;
    let bytes = opened.bytes(LARGEST_LESSON).ok()?;
    let text = str::from_utf8(&bytes).ok()?;
    Some(!text.contains('\r') && !text.starts_with('\u{feff}'))
}

/// Refuses to write over what somebody else has written meanwhile.
fn unchanged(root: &Path, name: &str, before: &str) -> Result<(), Problem> {
    if file::text(&root.join(name), LARGEST_LESSON)? == before {
        return Ok(());
    }
    Err(Problem::environment(format!("{name} has changed meanwhile"))
        .hint("Check again: it was left as it is"))
}
