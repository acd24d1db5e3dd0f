//! Markdown as HTML for programs that show HTML. Raw HTML of an author is text there, so that nothing
//! runs in them.

use pulldown_cmark::{Event, Parser, html};

use crate::markdown;

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
    let events = Parser::new_ext(text, markdown::options()).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) if !markdown::is_meant(&raw) => Event::Text(raw),
        event => event,
    });
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_writes_as_html_is_text() {
        let page = html("a <script>x</script> <br> **b** &lt;\n\n<iframe src=x>\n");
        assert!(!page.contains("<script") && !page.contains("<iframe"), "{page}");
        assert!(page.contains("<strong>b</strong>") && page.contains("<br>"), "{page}");
        assert_eq!(escaped("<a \"b\"> & \u{1b}"), "&lt;a &quot;b&quot;&gt; &amp; ");
    }
}
