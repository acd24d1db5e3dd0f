//! Addresses that stand in running text without any mark are links too, by the rules of GitHub
//! Flavored Markdown, which the parser leaves out.
//!
//! Source: <https://github.github.com/gfm/#autolinks-extension->

use std::{ops::Range, sync::Arc};

use super::{Inline, Link, Run, Target};

/// Inlines with the bare addresses in them as links.
pub(super) fn link(inlines: Vec<Inline>) -> Vec<Inline> {
    let bare = |run: &Run| {
        let text = &run.text;
        run.link.is_none()
            && !run.style.code
            && (text.contains("://") || text.contains('@') || text.contains("www."))
    };
    if !inlines.iter().any(|inline| matches!(inline, Inline::Run(run) if bare(run))) {
        return inlines;
    }
    let mut linked = Vec::with_capacity(inlines.len() + 2);
    for inline in inlines {
        match inline {
            Inline::Run(run) if bare(&run) => split(run, &mut linked),
            other => linked.push(other),
        }
    }
    linked
}

/// Cuts a run at the addresses in it.
fn split(run: Run, into: &mut Vec<Inline>) {
    let mut from = 0;
    let mut part = |range: Range<usize>, link: Option<Target>| {
        let text = run.text.get(range.clone()).unwrap_or_default().to_owned();
        let at = run.at + range.start;
        let link = link.map(|target| Arc::new(Link { target, at }));
        if !text.is_empty() {
            into.push(Inline::Run(Run { text, link, at, ..run }));
        }
    };
    for (range, target) in addresses(&run.text) {
        part(from..range.start, None);
        from = range.end;
        part(range, Some(target));
    }
    part(from..run.text.len(), None);
}

/// The addresses in a text, in order.
fn addresses(text: &str) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if at < from {
            continue;
        }
        let before = text.get(from..at).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        let page = match c {
            'w' | 'W' | 'h' | 'H' if begins(text, at) => page(rest).map(|size| at..at + size),
            '@' => mail(before, rest).map(|(back, on)| at - back..at + on),
            _ => None,
        };
        let Some(range) = page else { continue };
        let address = text.get(range.clone()).unwrap_or_default();
        let target = if c == '@' {
            Target::parse(&format!("mailto:{address}"))
        } else {
            Target::parse(address)
        };
        if let Some(target) = target {
            from = range.end;
            found.push((range, target));
        }
    }
    found
}

/// Whether an address may begin here: not inside a word.
fn begins(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '«' | '“' | '"'))
}

/// The length of the address of a page that a text starts with.
fn page(text: &str) -> Option<usize> {
    let starts = |with: &str| {
        let found = text.get(..with.len()).filter(|start| start.eq_ignore_ascii_case(with));
        found.map(|_| with.len())
    };
    let lead = starts("https://").or_else(|| starts("http://"));
    let domain = lead.or_else(|| starts("www.").map(|_| 0))?;
    let host = text.get(domain..)?;
    let length = host.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
    let host = host.get(..length.unwrap_or(host.len()))?.trim_end_matches('.');
    let mut labels = host.rsplit('.');
    let named = labels.by_ref().take(2).all(|label| !label.is_empty() && !label.contains('_'));
    if !named || !host.contains('.') {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    Some(trim(text.get(..end)?).len())
}

/// An address without the punctuation that ends the sentence it stands in.
fn trim(address: &str) -> &str {
    let mut kept = address;
    loop {
        let count = |sign: char| kept.matches(sign).count();
        let shorter = match kept.chars().next_back() {
            Some('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '»' | '”') => {
                kept.char_indices().next_back().map(|(at, _)| at)
            }
            Some(')') if count(')') > count('(') => Some(kept.len() - 1),
            Some(';') => kept.rfind('&').filter(|at| {
                let name = kept.get(at + 1..kept.len() - 1).unwrap_or_default();
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
            }),
            _ => None,
        };
        match shorter.and_then(|end| kept.get(..end)) {
            Some(shorter) => kept = shorter,
            None => return kept,
        }
    }
}

/// The bytes of a mail address before its `@` and from it on.
fn mail(before: &str, rest: &str) -> Option<(usize, usize)> {
    let ascii = |signs: &'static str| move |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    let name = before.len() - before.trim_end_matches(ascii(".-_+")).len();
    let host = rest.get(1..)?;
    let end = host.find(|c: char| !ascii("-_.")(c)).unwrap_or(host.len());
    let host = host.get(..end)?.trim_end_matches('.');
    let sound = host.contains('.')
        && !host.ends_with(['-', '_'])
        && host.split('.').all(|label| !label.is_empty());
    (name > 0 && sound).then_some((name, 1 + host.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        addresses(text).into_iter().map(|(at, target)| (&text[at], target.url())).collect()
    }

    #[test]
    fn bare_addresses_are_links_as_on_github() {
        let one = |text: &'static str, address: &'static str, url: &str| {
            assert_eq!(found(text), [(address, url.to_owned())], "{text}");
        };
        one(
            "Visit www.commonmark.org/help.",
            "www.commonmark.org/help",
            "http://www.commonmark.org/help",
        );
        one("(https://a.example/b_(c))", "https://a.example/b_(c)", "https://a.example/b_(c)");
        one("https://a.example/q?x=1&hl;", "https://a.example/q?x=1", "https://a.example/q?x=1");
        one("write to foo@bar.example.", "foo@bar.example", "mailto:foo@bar.example");
        one("«https://a.example/Ц»", "https://a.example/Ц", "https://a.example/Ц");
        for none in ["xhttps://a.b", "www.", "https://", "a@b", "foo@bar.example_", "http://a_b"] {
            assert_eq!(found(none), [], "{none}");
        }
    }
}
