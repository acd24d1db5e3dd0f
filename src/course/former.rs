//! What the things of a course were called before: `formerly` in their files. What learners did hangs on ids, so that
//! one that changes names the earlier ones, and progress moves on. Knows no learner.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use crate::{
    id::Kind,
    markdown,
    source::{Book, Part, Source, walk},
    table::{Document, Fields},
};

/// The key under which the earlier ids of a thing stand.
const KEY: &str = "formerly";

/// Front matter is looked for in the first bytes of a lesson, this many.
const HEAD: usize = 16 * 1024;

/// An id that a thing had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    pub kind: Kind,
    pub old: String,
    /// What it is called now.
    pub new: String,
    pub file: String,
    /// Where the earlier id stands in the file, in bytes.
    pub span: Range<usize>,
}

/// Each earlier id with what it is now.
pub type Renames = BTreeMap<(Kind, String), String>;

/// Lets the earlier ids of a thing stand among its other keys: readers of courses need not know them.
pub fn allow(fields: &Fields<'_, '_>) {
    fields.strings(KEY);
}

/// The earlier ids that a course names, file by file.
pub fn all(source: &Source) -> Vec<Former> {
    let mut formers = Vec::new();
    visit(source, &|text| text.contains(KEY), &mut |kind, fields, file, offset| {
        let Some(id) = fields.string("id") else { return };
        formers.extend(fields.strings(KEY).into_iter().map(|old| Former {
            kind,
            old: old.value,
            new: id.value.clone(),
            file: file.to_owned(),
            span: old.span.start + offset..old.span.end + offset,
        }));
    });
    if let Source::Book(book) = source {
        formers.extend(quizzes(book));
    }
    formers
}

/// The earlier ids of the quizzes of a book, which stand together in one file; its weeks have said theirs.
fn quizzes(book: &Book) -> impl Iterator<Item = Former> {
    book.former_quizzes().map(|(new, old)| Former {
        kind: Kind::Quiz,
        old: old.to_owned(),
        new: new.to_owned(),
        file: "book.toml".to_owned(),
        span: 0..0,
    })
}

/// What progress may follow: of an id with two successors the first, and none that is in use.
pub fn renames(source: &Source) -> Renames {
    let formers = all(source);
    if formers.is_empty() {
        return Renames::new();
    }
    let mut used = BTreeSet::new();
    let names_one = |text: &str| formers.iter().any(|former| text.contains(&former.old));
    visit(source, &names_one, &mut |kind, fields, _, _| {
        used.extend(fields.string("id").map(|id| (kind, id.value)));
    });
    let mut renames = Renames::new();
    for Former { kind, old, new, .. } in formers {
        if !used.contains(&(kind, old.clone())) {
            renames.entry((kind, old)).or_insert(new);
        }
    }
    renames
}

/// Hands every table with an id to `each`, with its kind, its file and where its text starts in that; of the
/// files that `wants` says.
fn visit(
    source: &Source,
    wants: &dyn Fn(&str) -> bool,
    each: &mut dyn FnMut(Kind, &Fields<'_, '_>, &str, usize),
) {
    for name in source.weeks() {
        let folder = walk::week_folder(&name);
        read(source, Kind::Week, &walk::week_file(&folder), wants, each);
        for file in source.files(Part::Lessons(&folder)) {
            let head = source.head(&file, HEAD).unwrap_or_default();
            let toml = markdown::front_matter(&head).0.filter(|_| wants(&head));
            let Some(range) = toml else { continue };
            let toml = head.get(range.clone()).unwrap_or_default();
            Document::part(file.as_str(), head.as_str().into(), range.start).read(toml, |root| {
                root.accept_any();
                each(Kind::Lesson, &root, &file, range.start);
            });
        }
    }
    // A book would have to be read as a whole to find its quizzes.
    if matches!(source, Source::Book(_)) {
        return;
    }
    let parts =
        [(Kind::Quiz, Part::Pools), (Kind::Lab, Part::Labs), (Kind::Pattern, Part::Catalog)];
    for (kind, part) in parts {
        for file in source.files(part) {
            read(source, kind, &file, wants, each);
        }
    }
    for id in source.exercises() {
        read(source, Kind::Exercise, &walk::exercise_file(&id), wants, each);
    }
}

fn read(
    source: &Source,
    kind: Kind,
    file: &str,
    wants: &dyn Fn(&str) -> bool,
    each: &mut dyn FnMut(Kind, &Fields<'_, '_>, &str, usize),
) {
    let text = source.load(file).unwrap_or_default();
    if !wants(&text) {
        return;
    }
    // Of a pool and of a file of the catalog, the things in it have ids, too.
    let inner = match kind {
        Kind::Quiz => Some((Kind::Question, "questions")),
        Kind::Pattern => Some((Kind::Pattern, "pattern")),
        _ => None,
    };
    let text: Arc<str> = text.into();
    Document::new(file, Arc::clone(&text)).read(&text, |root| {
        root.accept_any();
        each(kind, &root, file, 0);
        let Some((kind, key)) = inner else { return };
        for fields in root.tables(key) {
            fields.accept_any();
            each(kind, &fields, file, 0);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A course of a folder with these files.
    fn course(files: &[(&str, &str)]) -> (tempfile::TempDir, Source) {
        let dir = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let path = dir.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let source = Source::folder(dir.path()).unwrap();
        (dir, source)
    }

    #[test]
    fn each_kind_of_file_may_name_what_a_thing_was_called() {
        let (_dir, source) = course(&[
            ("course.toml", "id = 'c'\ntitle = 'C'\n"),
            ("lessons/01-a/week.toml", "id = 'w'\nformerly = ['week-1']\n"),
            ("lessons/01-a/01-l.md", "+++\nid = 'l'\nformerly = ['k', 'j']\n+++\nText\n"),
            (
                "quizzes/q.toml",
                "id = 'q'\nformerly = ['p']\n[[questions]]\nid = 'b'\nformerly = ['a']\n",
            ),
            ("exercises/e/exercise.toml", "id = 'e'\nformerly = ['d']\n[zone.x]\n"),
            ("labs/lab.toml", "id = 'lab'\nformerly = ['rate']\n"),
            ("assets/catalog/own.toml", "[[pattern]]\nid = 'saga'\nformerly = ['sagas']\n"),
        ]);
        let found = all(&source);
        let pairs: Vec<_> =
            found.iter().map(|one| (one.kind, one.old.as_str(), one.new.as_str())).collect();
        assert_eq!(
            pairs,
            [
                (Kind::Week, "week-1", "w"),
                (Kind::Lesson, "k", "l"),
                (Kind::Lesson, "j", "l"),
                (Kind::Quiz, "p", "q"),
                (Kind::Question, "a", "b"),
                (Kind::Lab, "rate", "lab"),
                (Kind::Pattern, "sagas", "saga"),
                (Kind::Exercise, "d", "e"),
            ]
        );
        let lesson = source.read("lessons/01-a/01-l.md").unwrap();
        assert_eq!(&lesson[found[1].span.clone()], "'k'");
    }

    #[test]
    fn an_id_that_is_taken_again_is_no_former_one_and_of_two_successors_the_first_counts() {
        let text = "[[questions]]\nid = 'a'\nformerly = ['b', 'x']\n\
                    [[questions]]\nid = 'b'\nformerly = ['a', 'x']\n";
        let (dir, source) = course(&[("course.toml", ""), ("quizzes/q.toml", text)]);
        let expected: Renames = [((Kind::Question, "x".to_owned()), "a".to_owned())].into();
        assert_eq!(renames(&source), expected);
        // Also where what has it says nothing of former ids.
        let more = "[[questions]]\nid = 'x'\n";
        std::fs::write(dir.path().join("quizzes/p.toml"), more).unwrap();
        assert_eq!(renames(&source), Renames::new());
    }
}
