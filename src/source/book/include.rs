//! The directives of mdBook between `{{#` and `}}`: files that a chapter includes, whole, by lines or by
//! anchors, and its quizzes.

mod lines;

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use lines::selected;

use crate::{
    diagnostic::Diagnostic,
    markdown::{self, edit},
    source::{LARGEST_LESSON, root},
};

/// Files include each other so deep, as in mdBook.
const DEEPEST: usize = 10;
/// A chapter includes so many files.
const MOST: usize = 20_000;

/// The directives that are obeyed.
const KNOWN: [&str; 6] = ["include", "rustdoc_include", "playground", "playpen", "title", "quiz"];

/// A text that was put together.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    pub(super) found: Vec<Diagnostic>,
    origins: Vec<Origin>,
    /// The files that are being read, the chapter first.
    open: Vec<String>,
    count: usize,
    /// What `{{#title}}` calls the page.
    pub(super) title: Option<String>,
}

/// From a place of the text on, where it comes from in the chapter's file.
#[derive(Debug)]
struct Origin {
    out: usize,
    source: usize,
    /// Whether the bytes are those of the file; else all of them come from one place.
    same: bool,
}

/// The id and the title of the quiz in a file of the book.
pub(super) type Quizzes<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

/// What a directive wants.
struct Directive<'a> {
    name: &'a str,
    /// What stands behind the name.
    rest: &'a str,
    /// In the file that it stands in.
    span: Range<usize>,
}

/// Puts a chapter together; `start` is where its text starts in its file.
pub(super) fn expand(
    root: &Path,
    file: &str,
    source: &str,
    start: usize,
    quizzes: Quizzes<'_>,
) -> Expanded {
    let mut expanded = Expanded { open: vec![file.to_owned()], ..Expanded::default() };
    let mut reader = Reader { root: root.to_owned(), quizzes, out: &mut expanded };
    reader.text(source, start, true);
    expanded
}

/// The files that `{{#quiz …}}` of a text names, as they are written there.
pub(super) fn quizzes(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let directive = next(text, at)?;
            at = directive.span.end;
            if directive.name == "quiz" && !text.get(..directive.span.start)?.ends_with('\\') {
                return Some(directive.rest);
            }
        }
    })
}

/// The next directive at or behind a place.
fn next(text: &str, at: usize) -> Option<Directive<'_>> {
    let start = at + text.get(at..)?.find("{{#")?;
    let inside = text.get(start + 3..)?;
    let end =
        inside.find("}}").filter(|end| !inside.get(..*end).is_some_and(|it| it.contains('\n')));
    let Some(end) = end else { return next(text, start + 3) };
    let content = inside.get(..end)?.trim();
    let (name, rest) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
    Some(Directive { name, rest: rest.trim(), span: start..start + 3 + end + 2 })
}

impl Expanded {
    /// Where a place of the text comes from in the chapter's file.
    pub(super) fn origin(&self, at: usize) -> usize {
        let after = self.origins.partition_point(|origin| origin.out <= at);
        let origin = after.checked_sub(1).and_then(|last| self.origins.get(last));
        origin.map_or(at, |from| from.source + if from.same { at - from.out } else { 0 })
    }
}

struct Reader<'a> {
    root: PathBuf,
    quizzes: Quizzes<'a>,
    out: &'a mut Expanded,
}

impl Reader<'_> {
    /// Takes a text that stands in the innermost open file; `top` for the chapter's own.
    fn text(&mut self, source: &str, start: usize, top: bool) {
        let mut at = start;
        while let Some(directive) = next(source, at) {
            let span = directive.span.clone();
            let before = source.get(at..span.start).unwrap_or_default();
            if let Some(before) = before.strip_suffix('\\') {
                self.push(before, at, top);
                self.push(source.get(span.clone()).unwrap_or_default(), span.start, top);
            } else {
                self.push(before, at, top);
                if top {
                    self.mark(span.start, false);
                }
                self.obey(&directive, source);
            }
            at = span.end;
        }
        self.push(source.get(at..).unwrap_or_default(), at, top);
    }

    fn mark(&mut self, source: usize, same: bool) {
        self.out.origins.push(Origin { out: self.out.text.len(), source, same });
    }

    fn push(&mut self, text: &str, at: usize, top: bool) {
        if top {
            self.mark(at, true);
        }
        self.out.text.push_str(text);
    }

    fn obey(&mut self, directive: &Directive<'_>, source: &str) {
        let first = directive.rest.split_whitespace().next().unwrap_or_default();
        match directive.name {
            // Without a file it is said about, and not wanted.
            _ if KNOWN.contains(&directive.name) && first.is_empty() => {
                self.keep(directive, source)
            }
            "include" | "rustdoc_include" => self.include(directive, source, first),
            "playground" | "playpen" => self.playground(directive, source, first),
            "title" => self.out.title = Some(directive.rest.to_owned()),
            "quiz" => self.quiz(directive, source, first),
            name => {
                let found = Diagnostic::error(
                    "unknown-directive",
                    self.file(),
                    format!("`{name}` is of a preprocessor that is not known here"),
                );
                let found = found.info().at(&Arc::from(source), directive.span.clone());
                self.out.found.push(found.help("it stays in the text as it is written"));
                self.keep(directive, source);
            }
        }
    }

    fn keep(&mut self, directive: &Directive<'_>, source: &str) {
        self.out.text.push_str(source.get(directive.span.clone()).unwrap_or_default());
    }

    fn file(&self) -> &str {
        self.out.open.last().map_or("", String::as_str)
    }

    fn wrong(&mut self, code: &'static str, directive: &Directive<'_>, source: &str, why: &str) {
        let found = Diagnostic::error(code, self.file(), why).warning();
        self.out.found.push(found.at(&Arc::from(source), directive.span.clone()));
        self.out.text.push_str(&format!("[{}: {why}]", directive.rest));
    }

    /// The lines of a file that are asked for, with its path; what is wrong is said in their place.
    fn lines(
        &mut self,
        directive: &Directive<'_>,
        source: &str,
        wanted: &str,
    ) -> Option<(String, String)> {
        let (path, lines) = selected(wanted);
        let Some(file) = markdown::beside(self.file(), path).filter(|_| !path.starts_with('/'))
        else {
            self.wrong("include-outside", directive, source, "this file is outside the book");
            return None;
        };
        self.out.count += 1;
        let big = self.out.text.len() as u64 > LARGEST_LESSON || self.out.count > MOST;
        if self.out.open.len() > DEEPEST || big || self.out.open.contains(&file) {
            let circle = self.out.open.contains(&file);
            let why = if circle { "this file includes itself" } else { "too much is included" };
            self.wrong("include-circle", directive, source, why);
            return None;
        }
        let text = match root::text(&self.root, &file) {
            Ok(text) => text,
            Err(problem) => {
                let outside = problem.what.contains("outside");
                let code = if outside { "include-outside" } else { "include-missing" };
                self.wrong(code, directive, source, &problem.what);
                return None;
            }
        };
        match lines.of(&text) {
            Some(lines) => Some((file, lines)),
            None => {
                self.wrong("include-missing", directive, source, "this file has no such anchor");
                None
            }
        }
    }

    fn include(&mut self, directive: &Directive<'_>, source: &str, wanted: &str) {
        let Some((file, lines)) = self.lines(directive, source, wanted) else { return };
        self.out.open.push(file);
        self.text(&lines, 0, false);
        self.out.open.pop();
    }

    fn playground(&mut self, directive: &Directive<'_>, source: &str, wanted: &str) {
        let words = directive.rest.split_whitespace().skip(1).collect::<Vec<_>>().join(",");
        let info = format!("rust,{words}");
        if let Some((_, code)) = self.lines(directive, source, wanted) {
            self.out.text.push_str(&edit::fenced(info.trim_end_matches(','), &code));
        }
    }

    fn quiz(&mut self, directive: &Directive<'_>, source: &str, wanted: &str) {
        let file = markdown::beside(self.file(), wanted);
        match file.and_then(|file| (self.quizzes)(&file)) {
            Some((id, title)) => {
                self.out
                    .text
                    .push_str(&format!("\n\n[{}](quiz:{id})\n\n", markdown::escape(&title)));
            }
            None => self.wrong("quiz-missing", directive, source, "there is no such quiz"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn expanded(files: &[(&str, &str)], text: &str) -> Expanded {
        let dir = book(files);
        expand(&dir.path().canonicalize().unwrap(), "src/a.md", text, 0, &|_| None)
    }

    fn codes(found: &Expanded) -> Vec<(&'static str, String)> {
        found.found.iter().map(|found| (found.code, found.to_string())).collect()
    }

    #[test]
    fn lines_are_chosen_by_number_and_by_anchor() {
        let file = "1\n2\n// ANCHOR: x\n4\n// ANCHOR_END: x\n6\n";
        let of = |wanted: &str| {
            let text = format!("{{{{#include f.rs{wanted}}}}}");
            expanded(&[("src/f.rs", file)], &text).text
        };
        assert_eq!(of(""), "1\n2\n4\n6");
        assert_eq!(of(":2"), "2");
        assert_eq!(of(":2:"), "2\n4\n6");
        assert_eq!(of("::2"), "1\n2");
        assert_eq!(of(":2:4"), "2\n4");
        assert_eq!(of(":x"), "4");
        assert_eq!(of(":none"), "[f.rs:none: this file has no such anchor]");
    }

    #[test]
    fn files_include_each_other_beside_themselves_and_escapes_stay() {
        let files = [("src/b/one.md", "one {{#include two.md}}"), ("src/b/two.md", "two")];
        assert_eq!(expanded(&files, "a {{#include b/one.md}} z").text, "a one two z");
        let kept = expanded(&files, r"\{{#include b/one.md}} {{#title T}}x {{#toc}}");
        assert_eq!(kept.text, "{{#include b/one.md}} x {{#toc}}");
        assert_eq!(kept.title.as_deref(), Some("T"));
        assert_eq!(codes(&kept)[0].0, "unknown-directive");
        let code = [("src/p.rs", "fn main() {}\n")];
        assert_eq!(
            expanded(&code, "{{#playground p.rs editable}}").text,
            "```rust,editable\nfn main() {}\n```"
        );
    }

    #[test]
    fn what_leaves_the_book_is_missing_or_goes_in_a_circle_is_one_line() {
        let files = [("src/loop.md", "{{#include loop.md}}"), ("src/me.md", "x")];
        for (text, code) in [
            ("{{#include ../../../etc/passwd}}", "include-outside"),
            ("{{#include /etc/passwd}}", "include-outside"),
            ("{{#include none.md}}", "include-missing"),
            ("{{#include loop.md}}", "include-circle"),
            ("{{#include a.md}}", "include-circle"),
        ] {
            let found = expanded(&files, text);
            assert_eq!(found.found.len(), 1, "{text}: {:?}", codes(&found));
            assert_eq!(found.found[0].code, code, "{text}");
            assert_eq!(found.text.lines().count(), 1, "{text}");
        }
        #[cfg(unix)]
        {
            let dir = book(&[("src/x.md", "")]);
            std::os::unix::fs::symlink("/etc/passwd", dir.path().join("src/link")).unwrap();
            let root = dir.path().canonicalize().unwrap();
            let found = expand(&root, "src/a.md", "{{#include link}}", 0, &|_| None);
            assert_eq!(found.found[0].code, "include-outside");
        }
    }

    #[test]
    fn includes_that_multiply_come_to_an_end() {
        let many = "{{#include b.md}}".repeat(3_000);
        let files = [("src/b.md", many.as_str())];
        let text = "{{#include b.md}} ".repeat(3_000);
        let found = expanded(&files, &text);
        assert!(found.text.len() < 100_000_000 && !found.found.is_empty());
    }

    #[test]
    fn places_lead_back_to_the_file_of_the_chapter() {
        let files = [("src/b.md", "included")];
        let text = "one {{#include b.md}} two";
        let found = expanded(&files, text);
        let at = found.text.find("two").unwrap();
        assert_eq!(found.origin(at), text.find("two").unwrap());
        assert_eq!(found.origin(found.text.find("clu").unwrap()), text.find("{{").unwrap());
    }
}
