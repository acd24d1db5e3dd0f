//! A chapter of a book as a lesson of ours: links lead to lessons, fences and raw HTML are what our
//! Markdown knows.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::code;
use crate::markdown::{self, Document, Tags, edit};

/// Markdown inside of fences is turned so deep.
const DEEPEST: usize = 3;

/// Where a link of a chapter leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// It may stay as it is: it leads to the web, or to a heading of the page.
    Same,
    /// To another page, by its path in the course from here, and what it is as a file of the course.
    Lesson { url: String, lesson: String, anchor: Option<String> },
    /// To a file that is no page: its path is all there is to show.
    File(String),
    /// Nowhere, and why.
    Nowhere(&'static str),
}

/// What a chapter needs of the book around it.
pub(super) struct Around<'a> {
    /// Where a destination leads; the second says whether it is a wiki's.
    pub(super) link: &'a dyn Fn(&str, bool) -> Link,
    /// What begins a hidden line of code, by language.
    pub(super) hidelines: &'a HashMap<String, String>,
}

/// A chapter as Markdown of ours.
#[derive(Debug, Default)]
pub(super) struct Turned {
    pub(super) text: String,
    /// Each link to a page with its place in the text that was turned.
    pub(super) links: Vec<(usize, Link)>,
    /// Headings of this page that links lead to.
    pub(super) anchors: Vec<(usize, String)>,
}

/// Turns a text.
pub(super) fn turn(text: &str, around: &Around<'_>) -> Turned {
    nested(text, around, 0)
}

fn nested(text: &str, around: &Around<'_>, depth: usize) -> Turned {
    let to = |url: &str| match (around.link)(url, false) {
        Link::Same => url.to_owned(),
        Link::Lesson { url, .. } => url,
        Link::File(_) | Link::Nowhere(_) => String::new(),
    };
    let mut turner = Turner {
        text,
        around,
        depth,
        tags: Tags::new(&to).with_places(),
        edits: Vec::new(),
        open: Vec::new(),
        fence: None,
        html: None,
        turned: Turned::default(),
    };
    let options = markdown::options() | Options::ENABLE_WIKILINKS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        turner.event(event, range);
    }
    let Turner { mut edits, mut turned, .. } = turner;
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    turned.text = edit::apply(text, edits);
    turned
}

/// A link or an image that is open.
struct Open {
    range: Range<usize>,
    url: String,
    image: bool,
    wiki: bool,
    /// Whether a link of a wiki has words of its own.
    worded: bool,
    /// Where its words end.
    end: usize,
}

struct Turner<'a, 't> {
    text: &'t str,
    around: &'a Around<'a>,
    depth: usize,
    tags: Tags<'a>,
    edits: Vec<(Range<usize>, String)>,
    open: Vec<Open>,
    fence: Option<(Range<usize>, String, String)>,
    html: Option<(Range<usize>, String)>,
    turned: Turned,
}

impl Turner<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                self.fence = Some((range, info.into_string(), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => self.close_fence(),
            Event::Start(Tag::HtmlBlock) => self.html = Some((range, String::new())),
            Event::End(TagEnd::HtmlBlock) => self.close_html(),
            Event::Html(html) => {
                if let Some((_, whole)) = &mut self.html {
                    whole.push_str(&html);
                }
            }
            Event::Text(part) if self.fence.is_some() => {
                if let Some((_, _, content)) = &mut self.fence {
                    content.push_str(&part);
                }
            }
            Event::InlineHtml(html) => {
                self.words_until(range.end);
                let said = self.tags.markdown(&html, false);
                self.edits.extend(said.map(|said| (range, said)));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.open_link(link_type, dest_url.into_string(), range, false);
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                self.open_link(link_type, dest_url.into_string(), range, true);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(open) = self.open.pop() {
                    self.close_link(&open);
                    self.words_until(open.range.end);
                }
            }
            Event::Text(_) if self.tags.skips() => self.edits.push((range, String::new())),
            Event::Start(_) => {}
            _ => self.words_until(range.end),
        }
    }

    /// The words of the innermost open link reach so far.
    fn words_until(&mut self, end: usize) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(end.min(open.range.end));
        }
    }

    fn open_link(&mut self, kind: LinkType, url: String, range: Range<usize>, image: bool) {
        let (wiki, worded) = match kind {
            LinkType::WikiLink { has_pothole } => (true, has_pothole),
            _ => (false, false),
        };
        let end = range.start + 1 + usize::from(image) + usize::from(wiki);
        self.open.push(Open { range, url, image, wiki, worded, end });
    }

    fn close_link(&mut self, open: &Open) {
        let raw = self.text.get(open.range.clone()).unwrap_or_default();
        // An address between `<` and `>`, or a bare one.
        if !raw.starts_with(['[', '!']) {
            return;
        }
        if open.image {
            return self.close_image(open);
        }
        let link = (self.around.link)(&open.url, open.wiki);
        let said = match &link {
            Link::Same => open.wiki.then(|| open.url.clone()),
            Link::Lesson { url, .. } => Some(url.clone()),
            Link::File(_) | Link::Nowhere(_) => Some(String::new()),
        };
        if let (Link::Same, Some(anchor)) = (&link, open.url.strip_prefix('#')) {
            self.turned.anchors.push((open.range.start, anchor.to_owned()));
        }
        if let Some(to) = said {
            self.relink(open, &to, matches!(link, Link::File(_)));
        }
        self.turned.links.push((open.range.start, link));
    }

    /// Gives a link another destination, or leaves only its words.
    fn relink(&mut self, open: &Open, to: &str, file: bool) {
        if open.wiki {
            let words = self.wiki_words(open);
            let said = if to.is_empty() { words } else { format!("[{words}](<{to}>)") };
            return self.edits.push((open.range.clone(), said));
        }
        // Only what stands around the words is written anew: they may hold something to turn.
        let tail = open.end.max(open.range.start + 1)..open.range.end;
        if !to.is_empty() {
            return self.edits.push((tail, format!("](<{to}>)")));
        }
        self.edits.push((open.range.start..open.range.start + 1, String::new()));
        let path = if file { format!(" (`{}`)", open.url) } else { String::new() };
        self.edits.push((tail, path));
    }

    fn wiki_words(&self, open: &Open) -> String {
        let raw = self.text.get(open.range.clone()).unwrap_or_default();
        let inner = raw.trim_start_matches(['!', '[']).trim_end_matches(']');
        let words = if open.worded {
            inner.split_once('|').map_or(inner, |(_, words)| words)
        } else {
            inner
        };
        markdown::escape(words)
    }

    /// An image is its words with its path.
    fn close_image(&mut self, open: &Open) {
        if open.wiki {
            let said = format!("![{}](<{}>)", self.wiki_words(open), open.url);
            return self.edits.push((open.range.clone(), said));
        }
        let local =
            matches!((self.around.link)(&open.url, false), Link::File(_) | Link::Nowhere(_));
        let worded = open.end > open.range.start + 2;
        if local && worded {
            let tail = open.end..open.range.end;
            let url = &open.url;
            self.edits.push((tail, format!(" ({})](<{url}>)", markdown::escape(url))));
        }
        self.turned.links.push((open.range.start, (self.around.link)(&open.url, false)));
    }

    fn close_fence(&mut self) {
        let Some((whole, info, content)) = self.fence.take() else { return };
        let depth = self.depth;
        let around = self.around;
        let inner = |text: &str| match depth < DEEPEST {
            true => nested(text, around, depth + 1).text,
            false => text.to_owned(),
        };
        let said = code::refenced(&info, &content, around.hidelines, &inner);
        self.replace(whole, said);
    }

    fn close_html(&mut self) {
        let Some((whole, html)) = self.html.take() else { return };
        let said = self.tags.markdown(&html, true);
        // What was a block of its own stays one.
        let apart = |said: String| if said.is_empty() { said } else { format!("\n{said}\n") };
        self.replace(whole, said.map(apart));
    }

    fn replace(&mut self, whole: Range<usize>, said: Option<String>) {
        let said = said.map(|said| edit::nested(self.text, whole.start, &said));
        self.edits.extend(said.map(|said| (whole, said)));
    }
}

/// The body without a first heading that says what the title says; what the author calls that heading
/// stays a place.
pub(super) fn untitled<'t>(text: &'t str, title: &str) -> Cow<'t, str> {
    let body = text.trim_start_matches('\n');
    let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
    if !first.starts_with("# ") {
        return text.into();
    }
    let heading = Document::new(first.to_owned());
    let said = heading.headings().first().map(|it| heading.title(it)).unwrap_or_default();
    if !said.trim().eq_ignore_ascii_case(title.trim()) {
        return text.into();
    }
    let places: String = heading.given_anchors().map(|(id, _)| markdown::anchor(id)).collect();
    if places.is_empty() { rest.into() } else { format!("{places}\n{rest}").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(text: &str) -> String {
        let link = |url: &str, wiki: bool| match url {
            "a.md" | "A" => {
                let lesson = "lessons/01-x/01-a.md".to_owned();
                Link::Lesson { url: "../01-x/01-a.md".into(), lesson, anchor: None }
            }
            "f.zip" | "p.png" => Link::File(url.into()),
            "no.md" | "No" => Link::Nowhere("no"),
            _ if wiki => Link::Nowhere("no"),
            _ => Link::Same,
        };
        let around = Around { link: &link, hidelines: &HashMap::new() };
        turn(text, &around).text
    }

    #[test]
    fn links_lead_to_lessons_and_keep_their_words() {
        assert_eq!(turned("See [*the* `a`](a.md \"t\")."), "See [*the* `a`](<../01-x/01-a.md>).");
        assert_eq!(
            turned("[x][r] [r]\n\n[r]: a.md\n"),
            "[x](<../01-x/01-a.md>) [r](<../01-x/01-a.md>)\n\n[r]: a.md\n"
        );
        assert_eq!(
            turned("[web](https://a.b) <https://a.b> [up](#x)"),
            "[web](https://a.b) <https://a.b> [up](#x)"
        );
        assert_eq!(turned("[get](f.zip) [no](no.md)"), "get (`f.zip`) no");
        assert_eq!(turned("`[no](a.md)`"), "`[no](a.md)`");
        assert_eq!(turned("[![i](p.png)](a.md)"), "[![i (p.png)](<p.png>)](<../01-x/01-a.md>)");
        assert_eq!(
            turned("[[A]] [[A|the a]] [[No]]"),
            "[A](<../01-x/01-a.md>) [the a](<../01-x/01-a.md>) No"
        );
        assert_eq!(turned("[](a.md)"), "[](<../01-x/01-a.md>)");
    }

    #[test]
    fn what_the_author_calls_a_place_is_one() {
        assert_eq!(
            turned("## Name {#n}\n\n<a name='o'></a>\n"),
            "## Name {#n}\n\n<a id=\"o\"></a>\n"
        );
        assert_eq!(turned("a <span id=\"s\">b</span>\n"), "a <a id=\"s\"></a>b\n");
        assert_eq!(turned("<h2 id=\"h\">B</h2>\n\nc\n"), "\n## <a id=\"h\"></a>B\n\n\nc\n");
    }

    #[test]
    fn fences_and_html_are_turned_where_they_stand() {
        assert_eq!(
            turned("> ```rust\n> # use x;\n> y\n> ```\n"),
            "> ```rust,hidelines=~\n> ~use x;\n> y\n> ```\n"
        );
        assert_eq!(turned("press <kbd>Q</kbd> <b>now</b>\n"), "press `Q` **now**\n");
        let listing = turned("<Listing number=\"1\">\n\n```rust\nx\n```\n\n</Listing>\n\ny\n");
        assert_eq!(listing, "\n*Listing 1*\n\n\n```rust\nx\n```\n\n\n\ny\n");
        assert_eq!(turned("a <svg><title>T</title><text>no</text></svg> b\n"), "a *T* b\n");
        let note = turned("```admonish tip\nSee [x](a.md).\n```\n");
        assert_eq!(note, "> [!TIP]\n> See [x](<../01-x/01-a.md>).\n");
    }

    #[test]
    fn a_heading_that_repeats_the_title_is_left_out() {
        assert_eq!(untitled("# The `a`\n\nb\n", "The a"), "\nb\n");
        assert_eq!(untitled("\n# Other {#x}\nb", "The a"), "\n# Other {#x}\nb");
        assert_eq!(untitled("b", "b"), "b");
        assert_eq!(untitled("# The `a` {#x}\n\nb\n", "the a"), "<a id=\"x\"></a>\n\nb\n");
        assert_eq!(untitled("# <a id=\"y\"></a>A {.c}\nb\n", "A"), "<a id=\"y\"></a>\nb\n");
    }
}
