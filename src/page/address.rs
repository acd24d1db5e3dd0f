//! What a link leads to, when its words do not say so, or say something else.

use super::Medium;
use crate::{markdown::Target, text};

/// Ends of names that people read as an address even without `www.`.
const ENDS: [&str; 14] = [
    "com", "org", "net", "edu", "gov", "info", "biz", "io", "dev", "app", "eu", "example", "bank",
    "online",
];

/// What must be written behind a link that shows `told`: an address that looks like another one
/// always, others where nobody follows links with a key.
pub(super) fn beside(target: &Target, told: &str, medium: Medium) -> Option<String> {
    let wanted = match target {
        Target::Web(_) => medium != Medium::Screen,
        Target::Anchor(_)
        | Target::Note(_)
        | Target::Back(_)
        | Target::Fold(_)
        | Target::Question(_) => return None,
        _ => medium == Medium::Speech,
    };
    let url = target.url();
    let told: String =
        text::clusters(told).filter(|(_, cells)| *cells > 0).map(|(c, _)| c).collect();
    let mut addresses = told.split_whitespace().filter(|word| is_address(word)).peekable();
    let shows = match addresses.peek() {
        Some(_) => !addresses.all(|address| says(address, &url)),
        None => wanted,
    };
    shows.then_some(url)
}

/// Whether people read a word as an address.
fn is_address(word: &str) -> bool {
    let word = bare(word);
    if word.contains("://") || word.starts_with("www.") {
        return true;
    }
    let (_, host) = word.rsplit_once('@').unwrap_or(("", &word));
    let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default();
    host.rsplit_once('.').is_some_and(|(name, end)| {
        !name.is_empty() && (ENDS.contains(&end) || (word.contains('@') && !end.is_empty()))
    })
}

/// Whether an address that is shown is what the link leads to, or the name of its host.
fn says(shown: &str, url: &str) -> bool {
    let short = |address: &str| {
        let address = bare(address);
        let schemes = ["https://", "http://", "mailto:"];
        let rest = schemes.iter().find_map(|scheme| address.strip_prefix(scheme));
        let rest = rest.unwrap_or(&address);
        rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
    };
    let (shown, url) = (short(shown), short(url));
    let host = url.split(['/', '?', '#']).next().unwrap_or_default();
    shown == url || (shown == host && !host.contains('@'))
}

/// A word without the punctuation around it, in lower case, with letters instead of percent signs.
fn bare(word: &str) -> String {
    let around = |c: char| "()[]<>«»“”\"',.;:!?".contains(c);
    crate::markdown::fold_anchor(word.trim_matches(around))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(told: &str, url: &str, medium: Medium) -> Option<String> {
        beside(&Target::parse(url).unwrap(), told, medium)
    }

    #[test]
    fn words_that_look_like_another_address_never_hide_where_a_link_leads() {
        for (told, url) in [
            ("https://bank.example/login", "https://other.example/elsewhere"),
            ("bank.example", "https://other.example/"),
            ("Log in at www.bank.example now", "https://other.example/"),
            ("https://bank\u{200b}.example", "https://other.example/bank.example"),
            ("help@bank.example", "mailto:thief@other.example"),
            ("https://bank.example/login", "pattern:saga"),
            ("https://bank.example", "https://bank.example.other.example/"),
        ] {
            assert_eq!(shown(told, url, Medium::Screen).as_deref(), Some(url), "{told}");
        }
        for (told, url) in [
            ("https://bank.example/login", "https://bank.example/login"),
            ("Bank.example", "https://www.bank.example/"),
            ("bank.example", "https://bank.example/login?x"),
            ("help@bank.example", "mailto:help@bank.example"),
            ("Node.js and README.md", "https://nodejs.org"),
            ("https://ru.example/Б", "https://ru.example/%D0%91"),
        ] {
            assert_eq!(shown(told, url, Medium::Screen), None, "{told}");
        }
    }

    #[test]
    fn what_is_printed_names_pages_and_what_is_spoken_names_everything() {
        assert_eq!(shown("docs", "https://a.example", Medium::Print).unwrap(), "https://a.example");
        assert_eq!(shown("saga", "pattern:saga", Medium::Text), None);
        assert_eq!(shown("saga", "pattern:saga", Medium::Speech).unwrap(), "pattern:saga");
        assert_eq!(shown("below", "#part", Medium::Speech), None);
    }
}
