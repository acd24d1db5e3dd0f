//! The folder that an image is built from, without what the ignore file leaves out.
//!
//! Source: <https://docs.docker.com/build/concepts/context/#dockerignore-files>.

use super::tree::{Origin, Tree, joined};
use crate::manifest::facts::Image;

/// What the ignore file says, line by line: whether it takes back, and the pattern.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignored {
    lines: Vec<(bool, String)>,
}

impl Ignored {
    /// Reads the text of an ignore file.
    pub(crate) fn read(text: &str) -> Self {
        let said = text.lines().map(str::trim);
        let said = said.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let line = |line: &str| {
            let back = line.strip_prefix('!');
            (back.is_some(), plain(back.unwrap_or(line)))
        };
        Self { lines: said.map(line).collect() }
    }

    /// Whether a file is left out: the last line that fits it or a folder above it decides.
    fn leaves_out(&self, file: &str) -> bool {
        let last = self.lines.iter().rev().find(|(_, pattern)| covers(pattern, file));
        last.is_some_and(|(back, _)| !back)
    }
}

/// A path or pattern without what does not matter.
fn plain(path: &str) -> String {
    joined("", path.trim()).trim_start_matches('/').to_owned()
}

/// Whether a pattern fits a file or a folder above it.
fn covers(pattern: &str, file: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let file: Vec<&str> = file.split('/').collect();
    (1..=file.len()).any(|many| fits(&pattern, &file[..many]))
}

fn fits(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=path.len()).any(|many| fits(rest, &path[many..])),
        (Some((one, rest)), Some((part, inside))) => is_like(one, part) && fits(rest, inside),
        _ => false,
    }
}

/// Whether a part of a path is as `*` and `?` say.
fn is_like(pattern: &str, part: &str) -> bool {
    match pattern.chars().next() {
        None => part.is_empty(),
        Some('*') => {
            let mut ends = part.char_indices().map(|(at, _)| at).chain([part.len()]);
            ends.any(|at| is_like(&pattern[1..], &part[at..]))
        }
        Some(c) => {
            let rest = part.strip_prefix(|own: char| c == '?' || own == c);
            rest.is_some_and(|rest| is_like(&pattern[c.len_utf8()..], rest))
        }
    }
}

/// The folder as a tree whose root it is.
pub(crate) fn folder(image: &Image, ignored: &Ignored) -> Tree {
    let mut tree = Tree::default();
    let files = image.folder.iter().filter(|file| !ignored.leaves_out(file));
    files.for_each(|file| tree.add(joined("", file), Origin::Folder(file.clone())));
    let perhaps = image.perhaps.iter().filter(|path| !ignored.leaves_out(path));
    perhaps.for_each(|path| tree.open(&joined("", path)));
    tree
}

/// What a word of `COPY` means in a tree: the paths that it fits, the word itself where it is none of a
/// pattern; nothing where that cannot be known.
pub(crate) fn meant(tree: &Tree, word: &str) -> Option<Vec<String>> {
    let path = joined("", word);
    if word.contains(['[', '\\', '$']) {
        return None;
    }
    if !word.contains(['*', '?']) {
        return Some(vec![path]);
    }
    let pattern: Vec<&str> = path.split('/').collect();
    let mut found: Vec<String> = Vec::new();
    for (file, _) in tree.files() {
        let parts: Vec<&str> = file.split('/').collect();
        if let Some(own) = parts.get(..pattern.len()).filter(|own| fits(&pattern, own)) {
            found.push(own.join("/"));
        }
    }
    found.dedup();
    (!found.is_empty() || tree.is_all_known()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_fits_decides() {
        let out = |text: &str, file: &str| Ignored::read(text).leaves_out(file);
        assert!(out("dist\n", "dist/server.js"));
        assert!(out("/dist/\n", "dist"));
        assert!(!out("dist\n", "src/dist.ts"));
        assert!(!out("**\n!src\n", "src/server.ts"));
        assert!(out("**\n!src\nsrc/*.ts\n", "src/server.ts"));
        assert!(out("# a remark\n\n*.md", "README.md"));
        assert!(out("**/node_modules", "a/b/node_modules/c"));
        assert!(!out("", "a"));
    }
}
