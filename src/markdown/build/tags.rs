//! HTML in Markdown: what it means is kept, what it is not.

use super::super::{
    Inline,
    html::{self, Part},
};
use super::Builder;

impl Builder {
    pub(super) fn inline_html(&mut self, html: &str, at: usize) {
        for (range, part) in html::parts(html) {
            match part {
                Part::Text => {
                    self.run(html.get(range.clone()).unwrap_or_default(), at + range.start, false);
                }
                Part::Break => self.push(Inline::Hard(at)),
                Part::Summary(_) | Part::Nothing => {}
            }
        }
    }

    /// The block of HTML that ends here: its tags that mean something, and the rest as text.
    pub(super) fn html_block(&mut self) {
        let pieces = std::mem::take(&mut self.html);
        let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
        let strong = self.style;
        // Where each line of the block starts in the source.
        let mut rest = pieces.iter();
        let (mut from, mut piece) = (0, rest.next());
        let mut place = |at: usize| {
            while let Some((text, _)) = piece.filter(|(text, _)| at >= from + text.len()) {
                from += text.len();
                piece = rest.next();
            }
            piece.map_or(0, |(_, start)| start + at.saturating_sub(from))
        };
        for (range, part) in html::parts(&whole) {
            match part {
                Part::Text => {
                    let mut at = range.start;
                    for line in whole.get(range).unwrap_or_default().split_inclusive('\n') {
                        let start = place(at);
                        at += line.len();
                        if !line.trim().is_empty() {
                            self.run(line.trim_end_matches('\n'), start, false);
                        }
                        if line.ends_with('\n') {
                            self.break_line(start + line.len());
                        }
                    }
                }
                Part::Break => self.break_line(place(range.start)),
                Part::Summary(begins) => {
                    self.break_line(place(range.start));
                    self.mark(1, begins);
                }
                Part::Nothing => {}
            }
        }
        self.style = strong;
    }
}
