//! Running text as bits that are ready to be broken: signs for images, numbers for footnotes, and
//! behind a link what it leads to where its readers could not see that.

use std::{borrow::Cow, sync::Arc};

use super::{
    Charset, Line, Medium,
    address::beside,
    block::Layout,
    sign::{ascii, twin},
    wrap::{Bit, wrap},
};
use crate::{
    markdown::{Inline, Link, Run, Target},
    role::Role,
    text,
};

/// What a bar beside a figure is drawn with: nothing for ears.
const BAR: [char; 2] = ['\u{25ae}', '\u{25af}'];

impl Layout<'_> {
    /// Running text.
    pub(super) fn text(&self, text: &[Inline], width: usize, base: Role, at: usize) -> Vec<Line> {
        wrap(&self.bits(text, base), width, at)
    }

    /// Text as the charset can show it, or as it is read aloud.
    pub(super) fn shown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.speaks() && text.contains(BAR) {
            return Cow::Owned(text.replace(BAR, ""));
        }
        let plain = self.options.charset == Charset::Unicode
            || text.is_ascii()
            || !text.chars().any(|c| twin(c, false).is_some());
        if plain { Cow::Borrowed(text) } else { Cow::Owned(ascii(text, false)) }
    }

    pub(super) fn bits<'a>(&self, inlines: &'a [Inline], base: Role) -> Vec<Bit<'a>> {
        let mut bits: Vec<Bit<'a>> = Vec::with_capacity(inlines.len());
        let mut told = String::new();
        for (n, inline) in inlines.iter().enumerate() {
            let rest = inlines.get(n + 1..).unwrap_or_default();
            match inline {
                Inline::Run(run) => {
                    bits.push(Bit {
                        text: self.shown(&run.text),
                        role: role(run, base),
                        link: run.link.clone(),
                        at: run.at,
                        code: run.style.code,
                        hard: false,
                    });
                    if let Some(link) = &run.link {
                        told.push_str(&run.text);
                        if !goes_on(link, rest) {
                            bits.extend(self.target(link, &std::mem::take(&mut told), run));
                        }
                    }
                }
                Inline::Soft(at) => {
                    told.extend((!told.is_empty()).then_some(' '));
                    bits.extend(soft(*at, base, bits.last(), rest));
                }
                Inline::Hard(at) => bits.push(Bit { hard: true, ..Bit::mark("", base, *at) }),
                Inline::Image(at) if self.speaks() => {
                    let word = format!("{}: ", self.options.labels.image);
                    bits.push(Bit::mark(word, Role::Muted, *at));
                }
                Inline::Image(at) => {
                    bits.push(Bit::mark(self.signs().image, Role::Muted, *at));
                    bits.push(Bit::mark(" ", base, *at));
                }
                Inline::Note { label, at } => bits.push(self.mention(label, *at)),
            }
        }
        bits
    }

    /// What a link leads to, where that must be said.
    fn target(&self, link: &Arc<Link>, told: &str, run: &Run) -> Option<Bit<'static>> {
        let address = beside(&link.target, told, self.options.medium)?;
        let text = Cow::Owned(format!(" <{address}>"));
        let (link, at) = (Some(Arc::clone(link)), run.at + run.text.len());
        // Like code it is broken only where it must be.
        Some(Bit { text, role: Role::Muted, link, at, code: true, hard: false })
    }

    fn mention(&self, label: &str, at: usize) -> Bit<'static> {
        let known = self.numbers.get(label);
        let number = known.map_or_else(|| label.to_owned(), ToString::to_string);
        let text = match self.speaks() {
            true => format!(" ({} {number})", self.options.labels.footnote),
            false => format!("[{number}]"),
        };
        let target = Target::Note(label.to_owned());
        Bit { link: Some(Arc::new(Link { target, at })), ..Bit::mark(text, Role::Link, at) }
    }

    /// Whether the page is read aloud.
    pub(super) fn speaks(&self) -> bool {
        self.options.medium == Medium::Speech
    }
}

/// Whether a link has more text further on.
fn goes_on(link: &Link, rest: &[Inline]) -> bool {
    let next = rest.iter().find_map(|inline| match inline {
        Inline::Run(run) => Some(run),
        _ => None,
    });
    next.and_then(|run| run.link.as_ref()).is_some_and(|next| next.at == link.at)
}

/// A line break in the source: a blank, but not between two wide characters.
fn soft(at: usize, base: Role, before: Option<&Bit<'_>>, rest: &[Inline]) -> Option<Bit<'static>> {
    let next = match rest.first() {
        Some(Inline::Run(run)) => run.text.chars().next(),
        _ => None,
    };
    let last = before.and_then(|bit| bit.text.chars().next_back());
    let joined = last.is_some_and(wide) && next.is_some_and(wide);
    (!joined).then(|| Bit::mark(" ", base, at))
}

fn role(run: &Run, base: Role) -> Role {
    let style = run.style;
    match () {
        () if run.link.is_some() => Role::Link,
        () if style.code => Role::Code,
        () if style.struck => Role::Struck,
        () if base == Role::Heading => base,
        () if style.strong => Role::Strong,
        () if style.emphasis => Role::Emphasis,
        () => base,
    }
}

/// Written without blanks between words.
fn wide(c: char) -> bool {
    let mut buffer = [0; 4];
    text::cluster_width(c.encode_utf8(&mut buffer)) == 2
}
