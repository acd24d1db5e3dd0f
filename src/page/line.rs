//! A laid-out line: runs of text with a role, a link and a place in the source.

use std::sync::Arc;

use super::Charset;
use crate::{id::QuestionId, markdown::Link, role::Role, text};

/// A run of text of one look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Span {
    pub text: String,
    pub role: Role,
    pub link: Option<Arc<Link>>,
    /// Where the text starts in the source.
    pub at: usize,
}

impl Span {
    /// A run that is no link.
    pub fn new(text: impl Into<String>, role: Role, at: usize) -> Self {
        Self { text: text.into(), role, link: None, at }
    }
}

/// A line of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub spans: Vec<Span>,
    /// The place in the source that the line stands for; never falls from line to line, and is another one
    /// for each where the source has room.
    pub at: usize,
    pub kind: LineKind,
}

/// What a line belongs to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum LineKind {
    #[default]
    Text,
    Heading(u8),
    /// Code or a drawing: may be wider than the page and scrolls sideways.
    Wide(Wide),
    /// Part of a check question.
    Question(QuestionId),
}

/// How a wide line scrolls and what it is part of.
#[derive(Clone, Debug, PartialEq)]
pub struct Wide {
    /// How many spans at the start stay where they are.
    pub fixed: usize,
    /// Which of the page's blocks of this piece it is a row of.
    pub block: u64,
    pub row: usize,
    /// Whether it has the background of code.
    pub code: bool,
}

impl Line {
    /// Width in cells.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| text::width(&span.text)).sum()
    }

    /// The text without looks.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// The line as a window of `width` cells shows it, wide lines moved left by `sideways` cells,
    /// with a sign where something is cut off.
    pub fn visible(&self, width: usize, sideways: usize, charset: Charset) -> Vec<Span> {
        let total = self.width();
        let fixed = match &self.kind {
            LineKind::Wide(wide) => wide.fixed,
            _ if total <= width => return self.spans.clone(),
            _ => self.spans.len(),
        };
        if total <= width && sideways == 0 {
            return self.spans.clone();
        }
        let (more_left, more_right) = match charset {
            Charset::Unicode => ("‹", "›"),
            Charset::Ascii => ("<", ">"),
        };
        let mut shown = Vec::new();
        let (mut used, mut skip) = (0, 0);
        for (n, span) in self.spans.iter().enumerate() {
            if n == fixed && used < width {
                skip = sideways.min(total.saturating_sub(used));
                if skip > 0 {
                    shown.push(Span::new(more_left, Role::Faint, span.at));
                    used += 1;
                    skip += 1;
                }
            }
            let mut cut = Span { text: String::new(), ..span.clone() };
            let mut at = None;
            for (offset, (cluster, size)) in offsets(&span.text) {
                if skip > 0 {
                    // Half of a wide character shows as a blank.
                    if size > skip {
                        cut.text.push(' ');
                        used += 1;
                    }
                    skip = skip.saturating_sub(size);
                    continue;
                }
                if used + size > width {
                    mark_end(&mut shown, cut, at, width, more_right);
                    return shown;
                }
                at.get_or_insert(span.at + offset);
                cut.text.push_str(cluster);
                used += size;
            }
            cut.at = at.unwrap_or(span.at);
            if !cut.text.is_empty() {
                shown.push(cut);
            }
        }
        shown
    }
}

/// Puts the sign for "more to the right" into the last cell.
fn mark_end(shown: &mut Vec<Span>, mut cut: Span, at: Option<usize>, width: usize, sign: &str) {
    cut.at = at.unwrap_or(cut.at);
    let end = cut.at;
    shown.push(cut);
    let mut used: usize = shown.iter().map(|span| text::width(&span.text)).sum();
    while used >= width.max(1) {
        let Some(last) = shown.last_mut() else { break };
        let Some((start, cluster)) = last_cluster(&last.text) else {
            shown.pop();
            continue;
        };
        used -= text::cluster_width(cluster);
        last.text.truncate(start);
    }
    if width > 0 {
        shown.push(Span::new(sign, Role::Faint, end));
    }
}

fn last_cluster(text: &str) -> Option<(usize, &str)> {
    use unicode_segmentation::UnicodeSegmentation;
    text.grapheme_indices(true).next_back()
}

fn offsets(text: &str) -> impl Iterator<Item = (usize, (&str, usize))> {
    let mut at = 0;
    text::clusters(text).map(move |(cluster, size)| {
        let start = at;
        at += cluster.len();
        (start, (cluster, size))
    })
}
