//! Markdown as HTML for programs that show HTML. Raw HTML of an author is text there, so that nothing
//! runs in them.

use pulldown_cmark::{Event, Parser, Tag, html};

use crate::markdown::{self, Document};

/// Text that is safe in HTML and XML, also between quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no other control characters.
            '\t' | '\n' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Markdown as HTML.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, Parser::new_ext(text, markdown::options()).map(safe));
    out
}

/// Markdown as a page of HTML, whose headings and terms are places that links lead to.
pub(super) fn page(text: &str) -> String {
    let mut document = Document::new(text.to_owned());
    document.index();
    let mut anchors = document.made_anchors().peekable();
    let parser = Parser::new_ext(text, markdown::options()).into_offset_iter();
    let events = parser.flat_map(|(event, range)| {
        let named = matches!(event, Event::Start(Tag::Heading { .. } | Tag::DefinitionListTitle));
        let anchor = anchors.next_if(|(_, at)| named && range.contains(at));
        let place = anchor.map(|(id, _)| Event::InlineHtml(markdown::anchor(&id).into()));
        [safe(event)].into_iter().chain(place)
    });
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}

/// An event of which HTML that means nothing here is text.
fn safe(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) => match markdown::meant(&raw) {
            Some(said) => Event::Html(said.into()),
            None => Event::Text(raw),
        },
        Event::InlineHtml(raw) => match markdown::meant(&raw) {
            Some(said) => Event::InlineHtml(said.into()),
            None => Event::Text(raw),
        },
        event => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_terms_of_a_page_are_places() {
        let page = page("# A b\n\n## A *b*\n\nTerm\n: means\n\n## C {#own}\n");
        for place in ["<a id=\"a-b\"></a>A b", "<a id=\"a-b-1\"></a>A", "<a id=\"term\"></a>Term"] {
            assert!(page.contains(place), "{place} in {page}");
        }
        assert!(page.contains("<h2 id=\"own\">C"), "{page}");
    }

    #[test]
    fn what_an_author_writes_as_html_is_text() {
        let page = html("a <script>x</script> <br> **b** &lt;\n\n<iframe src=x>\n");
        assert!(!page.contains("<script") && !page.contains("<iframe"), "{page}");
        assert!(page.contains("<strong>b</strong>") && page.contains("<br>"), "{page}");
        let page =
            super::page("<details open ontoggle=\"x()\">\n\nb <a id=\"i\" onclick=x>c</a>\n");
        assert!(page.contains("<details open>") && page.contains("<a id=\"i\"></a>c"), "{page}");
        assert_eq!(escaped("<a \"b\"> & \u{1b}"), "&lt;a &quot;b&quot;&gt; &amp; ");
    }
}
