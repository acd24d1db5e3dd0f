//! A part of a text, parsed alone with what it needs from elsewhere: it reads as it does in the whole.

use std::{borrow::Cow, cell::Cell, ops::Range};

use pulldown_cmark::{BrokenLink, CowStr, Parser};

use super::Index;
use crate::markdown::{
    build::{Builder, Parsed},
    label::fold,
    options,
};

/// Parses a part of a text that starts and ends where blocks do.
pub(in crate::markdown) fn parse(text: &str, index: &Index, range: Range<usize>) -> Parsed {
    let source = text.get(range.clone()).unwrap_or_default();
    let mut lead = notes(index, source, &range);
    let mut led = false;
    loop {
        let whole = join(&lead, source);
        let open = Cell::new(false);
        let mut ask = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            let found = index.links.get(&fold(&link.reference));
            open.set(open.get() || found.is_none());
            found.map(|found| (found.destination.clone().into(), "".into()))
        };
        let parser = Parser::new_with_broken_link_callback(&whole, options(), Some(&mut ask));
        // Of two definitions of a label the first counts, and it may stand in another part.
        let mut first = String::new();
        for (label, local) in parser.reference_definitions().iter() {
            let at = range.start + local.span.start.saturating_sub(lead.len());
            let winner = index.links.get(&fold(label)).filter(|winner| winner.at != at);
            if let Some(winner) = winner.filter(|_| local.span.start >= lead.len()) {
                first.push_str(&format!("[{label}]: <{}>\n", encode(&winner.destination)));
            }
        }
        if !first.is_empty() && !std::mem::replace(&mut led, true) {
            lead = format!("{lead}{first}\n");
            continue;
        }
        let mut builder = Builder::new(lead.len(), range.start);
        for (event, at) in parser.into_offset_iter() {
            builder.event(event, at);
        }
        let mut parsed = builder.finish();
        parsed.open = open.get() || (!index.whole && source.contains("[^"));
        return parsed;
    }
}

fn join<'a>(lead: &str, source: &'a str) -> Cow<'a, str> {
    if lead.is_empty() { source.into() } else { format!("{lead}{source}").into() }
}

/// Definitions of the footnotes that a part may mention and does not define. Which of them it does
/// mention is the parser's to say.
fn notes(index: &Index, source: &str, range: &Range<usize>) -> String {
    let mut lead = String::new();
    if index.labels.is_empty() {
        return lead;
    }
    let mut seen = std::collections::HashSet::new();
    for part in source.split("[^").skip(1) {
        let Some(label) = label(part).map(fold) else { continue };
        let elsewhere = index.labels.get(&label).is_some_and(|at| !range.contains(at));
        if elsewhere && !seen.contains(&label) {
            lead.push_str(&format!("[^{label}]: x\n\n"));
            seen.insert(label);
        }
    }
    // The last definition is one of a link, which no indented text can continue.
    if !lead.is_empty() {
        lead.push_str("[\u{1}]: x\n\n");
    }
    lead
}

/// The start of a text up to the first `]` that no backslash takes away.
fn label(text: &str) -> Option<&str> {
    let mut escaped = false;
    let end = text.bytes().take(1000).position(|byte| {
        let ends = byte == b']' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    text.get(..end?)
}

/// A destination that reads as itself between `<` and `>`.
fn encode(destination: &str) -> String {
    let mut safe = String::with_capacity(destination.len());
    for c in destination.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            safe.push_str(&format!("&#{};", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    safe
}
