//! The table of contents of an mdBook. One tolerant reading: what cannot be meant is named with its
//! place, and the chapters that can be read are there.

use std::{collections::HashSet, ops::Range, sync::Arc};

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::outline::{Chapter, Part};
use crate::{diagnostic::Diagnostic, markdown, messages::Messages};

/// What stands in a table of contents.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) parts: Vec<Part>,
    pub(super) found: Vec<Diagnostic>,
}

/// A chapter as it stands there.
struct Entry {
    title: String,
    /// Where it leads, as its author wrote it; empty for a draft.
    link: String,
    /// How deep it stands in lists; 0 for a chapter outside of the lists.
    depth: usize,
    span: Range<usize>,
}

/// A line of a table of contents that matters.
enum Line {
    Part(String),
    Entry(Entry),
}

/// Reads `SUMMARY.md`, whose links lead from the folder that it stands in.
pub(super) fn read(file: &str, text: &str) -> Summary {
    let source: Arc<str> = text.into();
    let mut found = Vec::new();
    let lines = lines(file, &source, &mut found);
    let titled = lines.iter().any(|line| matches!(line, Line::Part(_)));
    let mut summary = Summary { parts: Vec::new(), found };
    let mut seen = HashSet::new();
    for line in lines {
        let entry = match line {
            Line::Part(title) => {
                summary.begin(title);
                continue;
            }
            Line::Entry(entry) => entry,
        };
        let Some(chapter) = chapter(file, &source, &entry, &mut seen, &mut summary.found) else {
            continue;
        };
        summary.take(chapter, entry.depth, titled);
    }
    summary.parts.retain(|part| !part.chapters.is_empty());
    summary
}

impl Summary {
    fn begin(&mut self, title: String) {
        let number = self.parts.last().map_or(0, |part| part.number) + 1;
        self.parts.push(Part { title, number, chapters: Vec::new() });
    }

    /// Puts a chapter where it belongs; `titled` where the book names its parts.
    fn take(&mut self, chapter: Chapter, depth: usize, titled: bool) {
        let words = Messages::english();
        let (front, back) = (words.get("book.front"), words.get("book.back"));
        let ended = self.parts.last().is_some_and(|part| part.number > 0);
        if depth == 0 && ended && self.parts.last().is_none_or(|part| part.title != back) {
            self.begin(back.to_owned());
        } else if depth == 1 && !titled {
            self.begin(chapter.title.clone());
        } else if self.parts.is_empty() {
            self.parts.push(Part { title: front.to_owned(), ..Part::default() });
        }
        if let Some(part) = self.parts.last_mut() {
            part.chapters.push(chapter);
        }
    }
}

/// The chapter of an entry; nothing where its file is no file of the book or stands there twice.
fn chapter(
    file: &str,
    source: &Arc<str>,
    entry: &Entry,
    seen: &mut HashSet<String>,
    found: &mut Vec<Diagnostic>,
) -> Option<Chapter> {
    let mut wrong = |code, message: String| {
        found.push(Diagnostic::error(code, file, message).warning().at(source, entry.span.clone()));
    };
    let title = entry.title.clone();
    if entry.link.is_empty() {
        return Some(Chapter { title, file: None, id: None });
    }
    let path = markdown::decoded(entry.link.split('#').next().unwrap_or_default());
    let Some(path) = markdown::beside(file, &path).filter(|_| !path.starts_with('/')) else {
        wrong("chapter-outside", format!("`{}` is outside the book", entry.link));
        return None;
    };
    if !seen.insert(path.clone()) {
        wrong("duplicate-chapter", format!("`{path}` stands here twice; the first counts"));
        return None;
    }
    Some(Chapter { title, file: Some(path), id: None })
}

/// The lines of a table of contents. The first heading is the book's title if nothing stands before it.
fn lines(file: &str, source: &Arc<str>, found: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut depth, mut first) = (0_usize, true);
    let mut heading: Option<String> = None;
    let mut entry: Option<Entry> = None;
    // Items whose chapter has not come yet.
    let mut items: Vec<(Range<usize>, bool)> = Vec::new();
    for (event, span) in Parser::new_ext(source, markdown::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Item) => items.push((span, false)),
            Event::End(TagEnd::Item) => {
                if let Some((span, false)) = items.pop() {
                    let first = source.get(span.clone()).and_then(|item| item.lines().next());
                    let span = span.start..span.start + first.map_or(0, str::len);
                    let message = "this line names no chapter";
                    let wrong = Diagnostic::error("no-chapter", file, message).warning();
                    let help =
                        "a chapter is a link: `- [Title](file.md)`, or `- [Title]()` for a draft";
                    found.push(wrong.at(source, span).help(help));
                }
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                let title = heading.take().unwrap_or_default();
                if !std::mem::replace(&mut first, false) || !lines.is_empty() {
                    lines.push(Line::Part(title));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let (title, link) = (String::new(), dest_url.trim().to_owned());
                entry = Some(Entry { title, link, depth, span });
            }
            Event::End(TagEnd::Link) => {
                let web = |link: &str| link.contains("://");
                if let Some(entry) = entry.take().filter(|entry| !web(&entry.link)) {
                    if let Some((_, named)) = items.last_mut() {
                        *named = true;
                    }
                    lines.push(Line::Entry(entry));
                }
            }
            Event::Text(text) | Event::Code(text) => {
                let open = entry.as_mut().map(|entry| &mut entry.title);
                if let Some(title) = open.or(heading.as_mut()) {
                    title.push_str(&text);
                }
            }
            Event::SoftBreak => {
                if let Some(entry) = &mut entry {
                    entry.title.push(' ');
                }
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, title and chapters.
    type Week = (usize, String, Vec<String>);

    fn shape(text: &str) -> (Vec<Week>, Vec<(&'static str, usize)>) {
        let summary = read("src/SUMMARY.md", text);
        let chapter = |chapter: Chapter| {
            format!("{}={}", chapter.title, chapter.file.unwrap_or_else(|| "draft".into()))
        };
        let parts = summary.parts.into_iter().map(|part| {
            (part.number, part.title, part.chapters.into_iter().map(chapter).collect())
        });
        let found = summary.found.iter().map(|found| (found.code, found.position().unwrap().0));
        (parts.collect(), found.collect())
    }

    #[test]
    fn without_titles_of_parts_a_top_chapter_begins_a_week() {
        let (parts, found) = shape(
            "# Summary\n\n[Preface](preface.md)\n\n- [One](one.md)\n  - [Two `x`](a/two.md)\n---\n- [Draft]()\n\n[End](end.md)\n[More](more.md)\n",
        );
        assert_eq!(found, []);
        let week = |number, title: &str, chapters: &[&str]| {
            (number, title.to_owned(), chapters.iter().map(|c| (*c).to_owned()).collect())
        };
        assert_eq!(
            parts,
            [
                week(0, "Front", &["Preface=src/preface.md"]),
                week(1, "One", &["One=src/one.md", "Two x=src/a/two.md"]),
                week(2, "Draft", &["Draft=draft"]),
                week(3, "Back", &["End=src/end.md", "More=src/more.md"]),
            ]
        );
    }

    #[test]
    fn titles_of_parts_make_the_weeks() {
        let (parts, _) = shape(
            "[P](p.md)\n- [Zero](z.md)\n\n# First\n\n- [A](a.md)\n  - [B](b.md)\n- [C](c.md)\n\n# Second\n- [D](d.md)\n---\n[E](e.md)\n",
        );
        let shape: Vec<_> = parts.iter().map(|(n, t, c)| (*n, t.as_str(), c.len())).collect();
        assert_eq!(shape, [(0, "Front", 2), (1, "First", 3), (2, "Second", 1), (3, "Back", 1)]);
    }

    #[test]
    fn what_cannot_be_meant_is_named_and_the_rest_is_read() {
        let (parts, found) = shape(
            "# S\n\n- [A](a.md)\n- no link\n- [A again](./a.md)\n- [Out](../../x.md)\n- [B](b%20c.md)\n",
        );
        let chapters: Vec<_> = parts.iter().flat_map(|(_, _, chapters)| chapters).collect();
        assert_eq!(chapters, ["A=src/a.md", "B=src/b c.md"]);
        let mut found = found;
        found.sort_by_key(|(_, line)| *line);
        assert_eq!(found, [("no-chapter", 4), ("duplicate-chapter", 5), ("chapter-outside", 6)]);
    }
}
