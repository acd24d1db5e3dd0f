//! Lessons and patterns as pages of HTML, each with everything it needs in itself: no script, no picture,
//! no other file.

use super::{
    Exported, Exporter, Wanted,
    markdown::{self, Style},
    markup::{self, escaped},
};
use crate::problem::Problem;

/// Readable on a phone and on paper; drawings and tables that are wider are moved, not cut.
const CSS: &str = include_str!("html.css");

pub(super) struct Html;

impl Exporter for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "lessons and patterns as HTML, one page each, to read or print"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let style = Style { ending: "html", ..Style::default() };
        let language = wanted.session.library().course().languages.first();
        let language = language.map_or("en", String::as_str);
        Ok(match markdown::pages(wanted, &style)? {
            Exported::Text(text) => Exported::Text(page(&text, language)),
            Exported::Files(files) => {
                let files = files.into_iter();
                let files = files.map(|(path, text)| (path, page(&text, language)));
                Exported::Files(files.collect())
            }
        })
    }
}

/// A whole page; its title is that of the text.
fn page(text: &str, language: &str) -> String {
    let title = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        escaped(language),
        escaped(title),
        markup::page(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_needs_nothing_else() {
        let page = page("# A & B\n\n```text\n┌─┐\n```\n", "en");
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{page}");
        assert!(page.contains("<title>A &amp; B</title>") && page.contains("┌─┐"), "{page}");
        for other in ["<script", "src=", "@import", "url("] {
            assert!(!page.contains(other), "{other}");
        }
    }
}
