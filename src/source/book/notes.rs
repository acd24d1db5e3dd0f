//! A folder of Markdown, or one file, as an outline: folders are parts, files are chapters.

use std::{cmp::Ordering, collections::BTreeMap, fs, path::Path};

use super::{
    front::{self, Front},
    outline::{Chapter, Outline, Part},
};
use crate::{diagnostic::Diagnostic, file, hash, id::slug, markdown::Document, source::root, text};

/// Folders are not walked deeper …
const DEEPEST: usize = 8;
/// … nor are more pages looked at.
const MOST: usize = 20_000;
/// So much of a page is read to find its title, in bytes.
const HEAD: u64 = 16 * 1024;
/// Names of pages that stand for their folder, without the ending.
const INDEX: [&str; 3] = ["_index", "index", "readme"];

/// A page that was found.
struct Page {
    path: String,
    front: Front,
    title: String,
}

/// Reads a folder; nothing where there is no Markdown in it.
pub(super) fn read(root: &Path) -> Option<Outline> {
    let mut files = Vec::new();
    let whole = walk(root, "", 0, &mut files);
    if files.is_empty() {
        return None;
    }
    let mut outline = Outline::default();
    if !whole {
        let message = format!("only {MOST} pages, eight folders deep, are read");
        outline.found.push(Diagnostic::error("too-many-pages", "", message).warning());
    }
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    outline.id = named(&name, &root.to_string_lossy());
    outline.title = name.into_owned();
    let mut folders: BTreeMap<Key, Vec<Page>> = BTreeMap::new();
    for path in files {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(Key::of(folder)).or_default().extend(page(root, path.clone()));
    }
    let mut weights: Vec<(Option<f64>, Part)> = Vec::new();
    for (folder, pages) in folders {
        weights.push(part(&folder.path, &outline.title, pages));
    }
    weights.sort_by(|(a, _), (b, _)| by_weight(*a, *b));
    for (number, (_, part)) in weights.into_iter().enumerate() {
        outline.parts.push(Part { number: number + 1, ..part });
    }
    Some(outline)
}

/// One file as a course of one lesson.
pub(super) fn single(root: &Path, name: &str) -> Outline {
    let full = root.join(name).to_string_lossy().into_owned();
    let title = page(root, name.to_owned()).map_or_else(|| name.to_owned(), |page| page.title);
    let chapter = Chapter { title: title.clone(), file: Some(name.to_owned()), id: None };
    let part = Part { title: title.clone(), number: 1, chapters: vec![chapter] };
    let id = named(name, &full);
    Outline { id, title, parts: vec![part], ..Outline::default() }
}

/// The id of a course that has none of its own: two folders of one name are two courses.
fn named(name: &str, path: &str) -> String {
    let mark: String = hash::of(path).hex().chars().take(8).collect();
    let slug = slug(name, "notes");
    format!(
        "folder-{}-{mark}",
        slug.get(..slug.len().min(60)).unwrap_or("notes").trim_end_matches('-')
    )
}

/// The pages below a folder; whether all of them were looked at.
fn walk(root: &Path, folder: &str, depth: usize, files: &mut Vec<String>) -> bool {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return true };
    let mut whole = true;
    for entry in entries.flatten() {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if name.starts_with('.') || name == "node_modules" || kind.is_symlink() {
            continue;
        }
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if kind.is_dir() {
            whole &= depth < DEEPEST && walk(root, &path, depth + 1, files);
        } else if path.ends_with(".md") {
            if files.len() >= MOST {
                return false;
            }
            files.push(path);
        }
    }
    whole
}

/// What is known of a page; nothing where it cannot be read.
fn page(root: &Path, path: String) -> Option<Page> {
    let opened = root::open(root, &path).ok()?;
    let head = file::lossy(opened.bytes(HEAD).ok()?);
    let (front, body) = front::read(&head);
    let title = front.title.clone().or_else(|| heading(head.get(body..).unwrap_or_default()));
    let title = title.unwrap_or_else(|| readable(stem(&path)));
    Some(Page { path, front, title })
}

/// The first heading of a text.
fn heading(text: &str) -> Option<String> {
    let document = Document::new(text.to_owned());
    let first = document.headings().first()?;
    Some(document.title(first)).filter(|title| !title.is_empty())
}

/// A folder as a part, and what its index page weighs.
fn part(folder: &str, root: &str, mut pages: Vec<Page>) -> (Option<f64>, Part) {
    pages.sort_by(|a, b| {
        let weight = by_weight(a.front.weight, b.front.weight);
        let name = || Key::of(&a.path).cmp(&Key::of(&b.path));
        is_index(&b.path).cmp(&is_index(&a.path)).then(weight).then_with(name)
    });
    let index = pages.first().filter(|page| is_index(&page.path));
    let weight = index.and_then(|page| page.front.weight);
    let title = index.map(|page| page.title.clone());
    let name = if folder.is_empty() { root.to_owned() } else { readable(stem(folder)) };
    let chapters = pages.into_iter().map(|page| Chapter {
        title: page.title,
        file: Some(page.path).filter(|_| !page.front.draft),
        id: page.front.id,
    });
    let part = Part { title: title.unwrap_or(name), number: 0, chapters: chapters.collect() };
    (weight, part)
}

fn is_index(path: &str) -> bool {
    INDEX.contains(&stem(path).to_lowercase().as_str())
}

/// What weighs nothing comes last, in the order that it has.
fn by_weight(a: Option<f64>, b: Option<f64>) -> Ordering {
    a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY))
}

/// The name of a file without folders and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// A name of a file as a title: without its number, with blanks.
fn readable(name: &str) -> String {
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = bare.trim_start_matches(['-', '_', '.', ' ']);
    let words = if bare.is_empty() { name } else { bare }.replace(['-', '_'], " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A path in natural order: numbers count, so that 2 comes before 10.
#[derive(PartialEq, Eq)]
struct Key {
    path: String,
}

impl Key {
    fn of(path: &str) -> Self {
        Self { path: path.to_owned() }
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        text::natural(&self.path, &other.path).then_with(|| self.path.cmp(&other.path))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_in_the_order_that_people_mean() {
        let mut names = ["b10.md", "b2.md", "B1.md", "a/x.md", "a.md", "02-z.md", "10.md"];
        names.sort_by(|a, b| Key::of(a).cmp(&Key::of(b)));
        assert_eq!(names, ["02-z.md", "10.md", "a/x.md", "a.md", "B1.md", "b2.md", "b10.md"]);
    }

    #[test]
    fn names_become_titles() {
        assert_eq!(readable("01-first_steps"), "First steps");
        assert_eq!(readable("2024"), "2024");
    }
}
