//! Lessons and patterns as plain Markdown for a wiki: drawings as text, check questions as quotes, and
//! links between what is exported together as links between files.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::{Exported, Exporter, Wanted};
use crate::{
    diagram, id,
    library::{Item, Library, Reference},
    markdown::{self, Target, edit, hidden},
    page::{Charset, picture},
    problem::Problem,
};

/// Drawings are made for this width, in cells.
const WIDTH: usize = 80;

pub(super) struct Markdown;

impl Exporter for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "lessons and patterns as Markdown with drawings as text, for a wiki"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        pages(wanted, &Style::default())
    }
}

/// How pages are written.
pub(super) struct Style {
    /// How the names of their files end.
    pub(super) ending: &'static str,
    /// Whether drawings become text.
    pub(super) draws: bool,
    /// What stands for a check question, by its id; without it, what the question asks.
    pub(super) asks: Option<fn(&str) -> String>,
}

impl Default for Style {
    fn default() -> Self {
        Self { ending: "md", draws: true, asks: None }
    }
}

/// The only thing that is wanted as a page, or several, each as a file.
pub(super) fn pages(wanted: &Wanted<'_>, style: &Style) -> Result<Exported, Problem> {
    if let [only] = wanted.references {
        return Ok(Exported::Text(page(only, &[], wanted, style)?));
    }
    let all = everything(wanted.session.library());
    let together = if wanted.references.is_empty() { &all } else { wanted.references };
    let file = |reference: &Reference| {
        Ok((path(reference, style.ending), page(reference, together, wanted, style)?))
    };
    together.iter().map(file).collect::<Result<_, Problem>>().map(Exported::Files)
}

/// A text without what only this program understands.
pub(super) fn plainly(text: &str, wanted: &Wanted<'_>) -> String {
    portable(text, true, &|_| None, &|id| Some(asked(id, wanted)))
}

/// What a check question asks, as a quote.
fn asked(id: &str, wanted: &Wanted<'_>) -> String {
    let whole = wanted.session.library().whole(&id.into()).unwrap_or_default();
    let asked = format!("**{}:** {whole}", wanted.words.get("page.check"));
    let quoted: Vec<String> = asked.lines().map(|line| format!("> {line}")).collect();
    quoted.join("\n")
}

/// The lessons in study order, then the patterns.
fn everything(library: &Library) -> Vec<Reference> {
    let items = library.all_items().map(|(_, item)| item);
    let lessons = items.filter(|item| matches!(item, Item::Lesson(_))).map(Item::reference);
    let patterns = library.catalog().patterns().iter();
    lessons.chain(patterns.map(|pattern| Reference::Pattern(pattern.id.clone()))).collect()
}

/// The file of a thing beside the others; things of two kinds may have the same id.
pub(super) fn path(reference: &Reference, ending: &str) -> String {
    format!("{}/{}.{ending}", reference.kind(), reference.id())
}

/// A thing as Markdown, with links to those that are exported together with it.
fn page(
    reference: &Reference,
    together: &[Reference],
    wanted: &Wanted<'_>,
    style: &Style,
) -> Result<String, Problem> {
    if id::fault(reference.id()).is_some() {
        return Err(Problem::content(format!("`{}` is not an id", reference.id())));
    }
    let library = wanted.session.library();
    let text = library.document(reference, wanted.words, wanted.language)?;
    let from = match reference {
        Reference::Lesson(id) => Some(library.card(id)?.file.as_str()),
        _ => None,
    };
    let link = |target: &Target| {
        let (to, anchor) = match (target, from) {
            (Target::File { path, anchor }, Some(from)) => {
                let file = markdown::beside(from, path)?;
                let card = library.at(library.slot_of_file(&file)?)?;
                (Reference::Lesson(card.id.clone()), anchor.as_deref())
            }
            _ => (Reference::of(target)?, None),
        };
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        together.contains(&to).then(|| format!("../{}{anchor}", path(&to, style.ending)))
    };
    let text = if style.asks.is_some() { text.replace("{{#", "\\{{#") } else { text };
    let asks = |id: &str| {
        library.teaser(&id.into()).ok()?;
        // A task in one's own words is no question of another program.
        let other = style.asks.filter(|_| library.task(&id.into()).is_none());
        Some(other.map_or_else(|| asked(id, wanted), |asks| asks(id)))
    };
    Ok(portable(&text, style.draws, &link, &asks))
}

/// A text with what only this program understands said in plain Markdown. `link` says where a link of
/// the course leads outside of it, and `asks` what a check question asks; what neither knows becomes
/// text.
fn portable(
    text: &str,
    draws: bool,
    link: &dyn Fn(&Target) -> Option<String>,
    asks: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut open: Option<(Range<usize>, CowStr<'_>, Option<Range<usize>>)> = None;
    let mut fence: Option<(Range<usize>, String, String)> = None;
    let mut picture: Option<(Range<usize>, CowStr<'_>, String)> = None;
    for (event, range) in Parser::new_ext(text, markdown::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => open = Some((range, dest_url, None)),
            Event::End(TagEnd::Link) => {
                let Some((whole, url, inner)) = open.take() else { continue };
                let inner = inner.and_then(|inner| text.get(inner)).unwrap_or_default();
                edits.extend(relinked(&url, inner, link).map(|said| (whole, said)));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                fence = Some((range, info.into_string(), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((whole, info, content)) = fence.take() else { continue };
                let said = refenced(&info, &content, draws, asks);
                let said = said.map(|said| edit::nested(text, whole.start, &said));
                edits.extend(said.map(|said| (whole, said)));
            }
            Event::Start(Tag::Image { dest_url, .. }) if open.is_none() && is_file(&dest_url) => {
                picture = Some((range, dest_url, String::new()));
            }
            Event::End(TagEnd::Image) if picture.is_some() => {
                let Some((whole, url, words)) = picture.take() else { continue };
                edits.push((whole, described(&words, &url)));
            }
            Event::Text(part) | Event::Code(part) if picture.is_some() => {
                if let Some((_, _, words)) = &mut picture {
                    words.push_str(&part);
                }
            }
            Event::Text(part) if fence.is_some() => {
                if let Some((_, _, content)) = &mut fence {
                    content.push_str(&part);
                }
            }
            _ => {
                if let Some((_, _, inner)) = &mut open {
                    let start = inner.as_ref().map_or(range.start, |inner| inner.start);
                    *inner = Some(start..range.end);
                }
            }
        }
    }
    edit::apply(text, edits)
}

/// A link with another destination, or only its text; nothing where it may stay as it is.
fn relinked(url: &str, inner: &str, link: &dyn Fn(&Target) -> Option<String>) -> Option<String> {
    match Target::parse(url) {
        Some(Target::Web(_) | Target::Anchor(_)) => None,
        target => Some(match target.and_then(|target| link(&target)) {
            Some(to) => format!("[{inner}]({to})"),
            None => inner.to_owned(),
        }),
    }
}

/// Whether an address is that of a file of the course, which does not come along.
fn is_file(url: &str) -> bool {
    matches!(Target::parse(url), Some(Target::File { .. }))
}

/// What an image says, and where it is in the course.
fn described(words: &str, url: &str) -> String {
    let path = url.trim_start_matches("../");
    let name = path.rsplit('/').next().unwrap_or(path);
    let path = markdown::escape(path);
    match words.trim() {
        "" => path,
        words if words.contains(name) => markdown::escape(words),
        words => format!("{} ({path})", markdown::escape(words)),
    }
}

/// A fence as others read it; nothing where it may stay as it is.
fn refenced(
    info: &str,
    content: &str,
    draws: bool,
    asks: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    match info.split_whitespace().next().unwrap_or_default() {
        "question" => Some(asks(content.trim()).unwrap_or_default()),
        "diagram" => Some(fenced(content)),
        "mermaid" if draws => {
            let drawn = diagram::parse(content).ok()?;
            let drawing = picture::drawing(&drawn, WIDTH, Charset::Unicode, diagram::Zoom::Full);
            Some(fenced(&drawing.text()))
        }
        _ => unhidden(info, content, draws),
    }
}

/// Code without its hidden lines, or with them as mdBook writes them; nothing where it may stay.
fn unhidden(info: &str, content: &str, draws: bool) -> Option<String> {
    let (words, lines) = hidden::unmark(info, content)?;
    let is_rust = words.split(',').next() == Some("rust");
    if !draws && !is_rust {
        return None;
    }
    let line = |(hidden, line): (bool, String)| match hidden {
        // Rust has its own mark there.
        true if is_rust && !draws => Some(format!("# {line}")),
        true => None,
        false => Some(line),
    };
    let lines: Vec<String> = lines.into_iter().filter_map(line).collect();
    Some(edit::fenced(&words, &lines.join("\n")))
}

/// Text that keeps its lines.
fn fenced(content: &str) -> String {
    edit::fenced("text", content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let link = |target: &Target| match target {
            Target::Lesson(id) => Some(format!("../lesson/{id}.md")),
            _ => None,
        };
        portable(text, true, &link, &|id| (id == "known").then(|| "> **Check:** What?".to_owned()))
    }

    #[test]
    fn links_lead_to_what_is_exported_too_and_others_become_their_text() {
        assert_eq!(
            plain(
                "See [*the* saga](pattern:saga), [one](lesson:one), [web](https://a.b), [up](#x).\n"
            ),
            "See *the* saga, [one](../lesson/one.md), [web](https://a.b), [up](#x).\n"
        );
        assert_eq!(
            plain("`[no](pattern:x)` and [`code`](pattern:x)\n"),
            "`[no](pattern:x)` and `code`\n"
        );
        assert_eq!(
            plain("- [a][r]\n\n[r]: lesson:one\n"),
            "- [a](../lesson/one.md)\n\n[r]: lesson:one\n"
        );
    }

    #[test]
    fn an_image_of_the_course_is_its_words_and_where_it_is() {
        assert_eq!(
            plain("![A `queue`](../../pictures/q_1.png)\n"),
            "A queue (pictures/q\\_1.png)\n"
        );
        assert_eq!(plain("a ![](q.png) ![the q.png](q.png)\n"), "a q.png the q.png\n");
        let web = "![w](https://a.b/c.png) [![w](https://a.b/c.png)](https://a.b)\n";
        assert_eq!(plain(web), web);
    }

    #[test]
    fn drawings_become_text_also_inside_quotes_and_lists() {
        let drawn = plain("Before.\n\n```mermaid\nflowchart LR\nA --> B\n```\n\nAfter.\n");
        assert!(
            drawn.starts_with("Before.\n\n```text\n") && drawn.ends_with("```\n\nAfter.\n"),
            "{drawn}"
        );
        assert!(drawn.contains("│ A ├───►│ B │") && !drawn.contains("flowchart"), "{drawn}");
        let quoted = plain("> ```diagram\n> ┌┐\n> └┘\n> ```\n");
        assert_eq!(quoted, "> ```text\n> ┌┐\n> └┘\n> ```\n");
        let listed = plain("1. x\n\n   ```diagram\n   ┌┐\n   ```\n");
        assert_eq!(listed, "1. x\n\n   ```text\n   ┌┐\n   ```\n");
        let broken = "```mermaid\nno diagram\n```\n";
        assert_eq!(plain(broken), broken);
        assert_eq!(plain("```rust\nfn a() {}\n```\n"), "```rust\nfn a() {}\n```\n");
    }

    #[test]
    fn hidden_lines_of_code_are_left_out_and_a_book_hides_them_its_own_way() {
        let code = "```rust,hidelines=~\n~use x;\ny\n```\n";
        assert_eq!(plain(code), "```rust\ny\n```\n");
        let book = |text| portable(text, false, &|_| None, &|_| None);
        assert_eq!(book(code), "```rust\n# use x;\ny\n```\n");
        let python = "```python,hidelines=~\n~import x\ny\n```\n";
        assert_eq!(book(python), python);
    }

    #[test]
    fn check_questions_are_quoted() {
        assert_eq!(plain("a\n\n```question\nknown\n```\n\nb\n"), "a\n\n> **Check:** What?\n\nb\n");
        assert_eq!(plain("```question\ngone\n```\n"), "\n");
    }
}
