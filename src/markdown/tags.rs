//! Raw HTML as Markdown: harmless tags mean what they mean, any other shows its attributes and what is
//! in it.

mod token;

use super::{anchor, escape};
use token::{Tag, Token, plain, tokens};

/// A text in HTML as Markdown; links lead where they led.
pub fn from_html(html: &str) -> String {
    let same = str::to_owned;
    let text = Tags::new(&same).markdown(html, true).unwrap_or_else(|| unescaped(html));
    text.trim().to_owned()
}

/// Tags that our own Markdown knows.
const KNOWN: [&str; 3] = ["br", "details", "summary"];
/// Tags whose content is nothing to read.
const SILENT: [&str; 2] = ["script", "style"];
/// Tags that show nothing of their own.
const BARE: [&str; 29] = [
    "div",
    "span",
    "p",
    "sub",
    "sup",
    "figure",
    "figcaption",
    "center",
    "small",
    "u",
    "ins",
    "mark",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "main",
    "aside",
    "picture",
    "source",
    "video",
    "audio",
    "wbr",
    "thead",
    "tbody",
    "tfoot",
    "details",
    "table",
];

/// The name that a tag gives to its place.
pub(super) fn id(tag: &str) -> Option<String> {
    match tokens(tag).into_iter().next()? {
        Token::Tag(tag) => tag.id().map(str::to_owned),
        Token::Text(_) | Token::Comment => None,
    }
}

/// Turns the pieces of one text, which may hold half of an element each, into Markdown.
pub struct Tags<'a> {
    /// Where a link leads from here.
    link: &'a dyn Fn(&str) -> String,
    /// Destinations of the links that are open.
    links: Vec<String>,
    /// The element that is left out, and how deep it is open.
    skipped: Option<(String, usize)>,
    code: usize,
    pre: bool,
    /// Cells of the row, and whether the head of the table was closed.
    cells: usize,
    headed: bool,
    table: bool,
    /// Whether the summary of a part that folds is open: nothing but text may stand in it.
    summary: bool,
    /// Whether ids stay as places that links lead to.
    places: bool,
}

impl<'a> Tags<'a> {
    pub fn new(link: &'a dyn Fn(&str) -> String) -> Self {
        let (links, skipped) = (Vec::new(), None);
        let (code, pre, cells, headed, table) = (0, false, 0, false, false);
        let (summary, places) = (false, false);
        Self { link, links, skipped, code, pre, cells, headed, table, summary, places }
    }

    /// The same; what a tag calls its place stays a place that links lead to.
    pub fn with_places(self) -> Self {
        Self { places: true, ..self }
    }

    /// Whether text that follows belongs to an element that is left out.
    pub fn skips(&self) -> bool {
        self.skipped.as_ref().is_some_and(|(name, _)| name != "title")
    }

    /// Raw HTML as Markdown; nothing where our Markdown reads it as it is. `block` for a block of its
    /// own, whose text is text and nothing else.
    pub fn markdown(&mut self, html: &str, block: bool) -> Option<String> {
        let tokens = tokens(html);
        let plain = |token: &Token<'_>| match token {
            Token::Tag(tag) => KNOWN.contains(&tag.name.as_str()),
            Token::Text(text) => !text.contains('<'),
            Token::Comment => true,
        };
        if self.skipped.is_none() && tokens.iter().all(plain) {
            return None;
        }
        let mut out = String::new();
        for token in tokens {
            self.token(token, block, &mut out);
        }
        Some(if block { out.trim().to_owned() } else { out })
    }

    fn token(&mut self, token: Token<'_>, block: bool, out: &mut String) {
        match token {
            Token::Comment => {}
            Token::Tag(tag) => self.tag(&tag, block, out),
            Token::Text(_) if self.skips() => {}
            Token::Text(text) if self.summary => {
                out.push_str(&plain(text).split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Token::Text(text) if self.pre => out.push_str(&plain(text)),
            Token::Text(text) if self.code > 0 => out.push_str(&plain(text)),
            Token::Text(text) if self.table => {
                let words: Vec<&str> = text.split_whitespace().collect();
                out.push_str(&escape(&words.join(" ")).replace('|', "\\|"));
            }
            Token::Text(text) if block => out.push_str(&unindented(&escape(text))),
            Token::Text(text) => out.push_str(text),
        }
    }

    /// Follows an element that is left out; of a drawing its title is told.
    fn skip(&mut self, tag: &Tag<'_>, out: &mut String) -> bool {
        let Some((name, depth)) = &mut self.skipped else { return false };
        if name == "svg" && tag.name == "title" && !tag.closes {
            out.push('*');
            self.skipped = Some(("title".into(), *depth));
        } else if name == "title" && tag.name == "title" {
            out.push('*');
            self.skipped = Some(("svg".into(), *depth));
        } else if tag.name == *name {
            *depth = if tag.closes { depth.saturating_sub(1) } else { *depth + 1 };
            if *depth == 0 {
                self.skipped = None;
            }
        }
        true
    }

    fn tag(&mut self, tag: &Tag<'_>, block: bool, out: &mut String) {
        if self.skip(tag, out) {
            return;
        }
        let place = self.place(tag);
        // A heading and a row begin with their marks.
        let inside = matches!(tag.name.as_bytes(), [b'h', b'1'..=b'6'] | b"tr");
        if !inside {
            out.push_str(&place);
        }
        self.element(tag, block, out);
        if inside {
            out.push_str(&place);
        }
    }

    /// The place that a tag names, where one may stand.
    fn place(&self, tag: &Tag<'_>) -> String {
        let between = self.table && matches!(tag.name.as_str(), "thead" | "tbody" | "tfoot");
        let closed = self.pre || self.code > 0 || self.summary || between;
        let id = tag.id().filter(|_| self.places && !closed);
        id.map(anchor::anchor).unwrap_or_default()
    }

    fn element(&mut self, tag: &Tag<'_>, block: bool, out: &mut String) {
        let closed = tag.raw.ends_with("/>");
        let name = tag.name.as_str();
        if (name == "svg" || SILENT.contains(&name)) && !tag.closes {
            if !closed {
                self.skipped = Some((name.to_owned(), 1));
            }
            return;
        }
        match name {
            "details" if block => out.push_str(&details(tag)),
            "summary" if block => {
                self.summary = !tag.closes;
                out.push_str(if tag.closes { "</summary>\n\n" } else { "\n\n<summary>" });
            }
            _ if self.summary => {}
            "br" if self.table => out.push(' '),
            "br" if block => out.push_str("\\\n"),
            "br" => out.push_str(tag.raw),
            "hr" if block => out.push_str("\n\n---\n\n"),
            "hr" => {}
            "em" | "i" | "cite" | "var" => {
                out.push('*');
                out.push_str(icon(tag).unwrap_or_default());
            }
            "strong" | "b" | "summary" => out.push_str("**"),
            "del" | "s" => out.push_str("~~"),
            "pre" => self.listing(tag, out),
            "code" | "kbd" | "samp" | "tt" if self.pre => {}
            "code" | "kbd" | "samp" | "tt" => {
                self.code = if tag.closes { self.code.saturating_sub(1) } else { self.code + 1 };
                out.push('`');
            }
            "a" => self.anchor(tag, out),
            "img" => out.push_str(&self.image(tag)),
            "table" => {
                (self.table, self.headed) = (!tag.closes, false);
                out.push_str("\n\n");
            }
            "tr" | "td" | "th" if self.table => self.cell(tag, out),
            "li" if !tag.closes => out.push_str("\n- "),
            "ul" | "ol" | "p" | "dl" | "blockquote" if block => out.push_str("\n\n"),
            "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "blockquote" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if block => {
                let level = name.get(1..).and_then(|level| level.parse().ok()).unwrap_or(1);
                let mark = "#".repeat(level);
                out.push_str(&if tag.closes { "\n\n".into() } else { format!("\n\n{mark} ") });
            }
            name if BARE.contains(&name) => {}
            _ => out.push_str(&other(tag, block)),
        }
    }

    fn listing(&mut self, tag: &Tag<'_>, out: &mut String) {
        self.pre = !tag.closes;
        out.push_str(if tag.closes { "\n```\n\n" } else { "\n\n```text\n" });
    }

    fn anchor(&mut self, tag: &Tag<'_>, out: &mut String) {
        if tag.closes {
            if let Some(to) = self.links.pop().filter(|to| !to.is_empty()) {
                out.push_str(&format!("](<{to}>)"));
            }
            return;
        }
        let to = tag.get("href").map(|href| (self.link)(href)).unwrap_or_default();
        if !to.is_empty() {
            out.push('[');
        }
        if !tag.raw.ends_with("/>") {
            self.links.push(to);
        }
    }

    fn image(&self, tag: &Tag<'_>) -> String {
        let source = tag.get("src").unwrap_or_default();
        let says = tag.get("alt").filter(|alt| !alt.trim().is_empty()).unwrap_or(source);
        format!("![{}](<{source}>)", escape(says))
    }

    fn cell(&mut self, tag: &Tag<'_>, out: &mut String) {
        match (tag.name.as_str(), tag.closes) {
            ("tr", false) => {
                self.cells = 0;
                out.truncate(out.trim_end().len());
                out.push_str(if self.headed { "\n|" } else { "\n\n|" });
            }
            ("tr", true) if !std::mem::replace(&mut self.headed, true) => {
                out.push_str("\n|");
                out.push_str(&" --- |".repeat(self.cells));
            }
            ("tr", true) => {}
            (_, false) => out.push(' '),
            (_, true) => {
                self.cells += 1;
                out.push_str(" |");
            }
        }
    }
}

/// The name of an icon of Font Awesome, which is all that there is to show of it.
fn icon<'t>(tag: &'t Tag<'_>) -> Option<&'t str> {
    let class = tag.get("class").filter(|_| tag.name == "i")?;
    let looks = ["solid", "regular", "brands", "fw", "lg"];
    let mut names = class.split_whitespace().filter_map(|word| word.strip_prefix("fa-"));
    names.find(|name| !looks.contains(name))
}

/// The start or the end of a part that folds, as our Markdown knows it.
fn details(tag: &Tag<'_>) -> String {
    let tag = match tag.closes {
        true => "</details>",
        false if tag.get("open").is_some() => "<details open>",
        false => "<details>",
    };
    format!("\n\n{tag}\n\n")
}

/// A tag that means nothing here: its name and attributes as a caption, or as text where it has none,
/// such as the parameter of a type.
fn other(tag: &Tag<'_>, block: bool) -> String {
    if tag.attributes.is_empty() {
        let known = tag.closes && tag.raw.chars().skip(2).any(char::is_uppercase);
        return if known { String::new() } else { escape(tag.raw) };
    }
    let name = tag.raw.get(1..=tag.name.len()).unwrap_or_default();
    let values = tag.attributes.iter().map(|(_, value)| value.trim());
    let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
    let caption = format!("*{name} {}*", values.join(" · "));
    if block { format!("{caption}\n\n") } else { caption }
}

/// HTML without tags as Markdown, which knows the entities itself.
fn unescaped(html: &str) -> String {
    html.replace("&nbsp;", " ")
}

/// Lines without the blanks before them, which would make them code.
fn unindented(text: &str) -> String {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| format!("{text}\n{}", line.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(html: &str) -> Option<String> {
        Tags::new(&|to| format!("to:{to}")).markdown(html, true)
    }

    #[test]
    fn what_our_markdown_reads_stays() {
        assert_eq!(block("<details>\n<summary>S</summary>\n"), None);
        assert_eq!(block("<!-- gone -->\n"), None);
    }

    #[test]
    fn harmless_tags_mean_what_they_mean() {
        let says = |html: &str| block(html).unwrap();
        assert_eq!(says("<p>a <b>b</b> <kbd>C</kbd> <code>d_e</code></p>"), "a **b** `C` `d_e`");
        assert_eq!(says("<p>x*y</p>"), "x\\*y");
        assert_eq!(says("<p><i class='fa-solid fa-eye'></i> <i class=x>i</i></p>"), "*eye* *i*");
        assert_eq!(says("<a href=\"x.html\">t</a><a id='y'></a>"), "[t](<to:x.html>)");
        assert_eq!(says("<img src='a.png' alt='An A' />"), "![An A](<a.png>)");
        assert_eq!(says("<svg width=1><title>Two boxes</title><rect/></svg>"), "*Two boxes*");
        assert_eq!(says("<pre><code>a &lt; b\n</code></pre>"), "```text\na < b\n\n```");
        assert_eq!(
            says(
                "<table>\n<tr><th>A</th><th>B</th></tr>\n<tr>\n<td>1</td>\n<td>2|3</td></tr></table>"
            ),
            "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |"
        );
        assert_eq!(says("<style>p { x }</style>"), "");
    }

    #[test]
    fn ids_stay_places_where_they_are_wanted() {
        let says =
            |html: &str| Tags::new(&str::to_owned).with_places().markdown(html, true).unwrap();
        assert_eq!(says("<h2 id=\"x\" class=c>A <b>b</b></h2>"), "## <a id=\"x\"></a>A **b**");
        assert_eq!(says("<a id=x></a>"), "<a id=\"x\"></a>");
        assert_eq!(says("<a name=x href=y>t</a>"), "<a id=\"x\"></a>[t](<y>)");
        assert_eq!(says("<div id=d>\n<p>t</p>\n</div>"), "<a id=\"d\"></a>\n\n\nt");
        assert_eq!(
            says("<table id=t><tbody id=o><tr id=r><td id=c>1</td></tr></table>"),
            "<a id=\"t\"></a>\n\n|<a id=\"r\"></a><a id=\"c\"></a> 1 |\n| --- |"
        );
        assert_eq!(
            says("<pre id=p><code id=q>x</code></pre>"),
            "<a id=\"p\"></a>\n\n```text\nx\n```"
        );
        assert_eq!(says("<svg id=s><g id=g/></svg> t"), "<a id=\"s\"></a> t");
        let mut tags = Tags::new(&str::to_owned).with_places();
        assert_eq!(tags.markdown("<a id=\"x\">", false).unwrap(), "<a id=\"x\"></a>");
        assert_eq!(tags.markdown("</a>", false).unwrap(), "");
        assert_eq!(block("<p id=x>t</p>").unwrap(), "t", "an imported text has no links to it");
    }

    #[test]
    fn other_tags_show_their_attributes_and_a_type_stays_one() {
        let listing = "<Listing number=\"1-1\"\n  file-name=\"src/main.rs\" caption=\"Hello\">";
        assert_eq!(block(listing).unwrap(), "*Listing 1-1 · src/main.rs · Hello*");
        assert_eq!(block("</Listing>").unwrap(), "");
        let mut tags = Tags::new(&str::to_owned);
        assert_eq!(tags.markdown("<T>", false).unwrap(), "\\<T>");
        assert_eq!(tags.markdown("<span class=x>", false).unwrap(), "");
    }
}
