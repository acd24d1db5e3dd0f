//! Draws lines of a page: roles become styles, code gets its ground, matches and the focus are marked.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    page::{Charset, Labels, Line, LineKind, Options, Span, lay_out_text},
    role::Role,
    text,
    tui::{draw, painter::Hyperlink, screen::Environment},
};

/// What is marked on the lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<'a> {
    /// Cells that wide lines are moved to the left.
    pub sideways: usize,
    /// The link that has the focus, by its place in the source.
    pub focus: Option<usize>,
    /// Places in the source that a search has found, rising.
    pub matches: &'a [Range<usize>],
    /// The match that the search stands on.
    pub current: Option<usize>,
    /// What the line's own styles are laid on.
    pub ground: Style,
}

/// How a page is laid out for a width in this environment.
pub fn options(env: &Environment, width: usize) -> Options {
    Options { charset: charset(env), labels: Labels::from(&env.words), ..Options::new(width) }
}

/// The characters that this environment may show.
pub fn charset(env: &Environment) -> Charset {
    if env.settings.ascii { Charset::Ascii } else { Charset::Unicode }
}

/// Lays out a short Markdown text for a width.
pub fn lay_out(markdown: &str, width: u16, env: &Environment) -> Vec<Line> {
    lay_out_text(markdown, &options(env, usize::from(width)))
}

/// Draws lines from `first` on and says how many rows they took.
pub fn lines(
    buffer: &mut Buffer,
    area: Rect,
    lines: &[Line],
    first: usize,
    env: &Environment,
) -> u16 {
    let mut rows = 0;
    for (shown, y) in lines.iter().skip(first).zip(area.y..area.bottom()) {
        line(buffer, (area.x, y, area.width), shown, env.theme.base(), env);
        rows += 1;
    }
    rows
}

/// Draws one line, over a ground that its own styles are laid on.
pub fn line(
    buffer: &mut Buffer,
    (x, y, room): (u16, u16, u16),
    line: &Line,
    ground: Style,
    env: &Environment,
) {
    marked_line(buffer, Rect::new(x, y, room, 1), line, Marks { ground, ..Marks::default() }, env);
}

/// Draws one line with its marks into a row.
pub fn marked_line(
    buffer: &mut Buffer,
    row: Rect,
    line: &Line,
    marks: Marks<'_>,
    env: &Environment,
) {
    let width = usize::from(row.width);
    let mut base = env.theme.base().patch(marks.ground);
    if let LineKind::Wide(wide) = &line.kind
        && wide.code
    {
        base = base.patch(env.style(Role::CodeBlock));
        let fixed = line.spans.iter().take(wide.fixed.saturating_sub(1));
        let indent: usize = fixed.map(|span| text::width(&span.text)).sum();
        let x = row.x.saturating_add(indent as u16);
        let ground = Rect { x, width: row.right().saturating_sub(x), ..row };
        draw::highlight(buffer, ground, base);
    }
    let mut x = row.x;
    for span in line.visible(width, marks.sideways, charset(env)) {
        let style = match &span.link {
            Some(link) if marks.focus == Some(link.at) => base.patch(env.style(Role::Selection)),
            _ => base.patch(env.style(span.role)),
        };
        for (part, found) in parts(&span, marks.matches) {
            let style = match found {
                Some(at) if marks.current == Some(at) => env.style(Role::DiagramFocus),
                Some(_) => style.patch(env.style(Role::Match)),
                None => style,
            };
            x = draw::put(buffer, x, row.y, row.right().saturating_sub(x), part, style);
        }
    }
}

/// The parts of a span, each with the start of the match that it belongs to.
fn parts<'a>(span: &'a Span, matches: &[Range<usize>]) -> Vec<(&'a str, Option<usize>)> {
    let end = span.at + span.text.len();
    let first = matches.partition_point(|found| found.end <= span.at);
    let mut parts = Vec::new();
    let mut from = 0;
    for found in matches.iter().skip(first).take_while(|found| found.start < end) {
        let start = found.start.saturating_sub(span.at).max(from);
        let stop = (found.end - span.at).min(span.text.len());
        let (Some(before), Some(inside)) = (span.text.get(from..start), span.text.get(start..stop))
        else {
            continue;
        };
        parts.push((before, None));
        parts.push((inside, Some(found.start)));
        from = stop;
    }
    parts.push((span.text.get(from..).unwrap_or_default(), None));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

/// The web links of a line that is shown in a row.
pub fn hyperlinks(row: Rect, line: &Line, sideways: usize, charset: Charset) -> Vec<Hyperlink> {
    if line.spans.iter().all(|span| span.link.is_none()) {
        return Vec::new();
    }
    let mut x = row.x;
    let mut links = Vec::new();
    for span in line.visible(usize::from(row.width), sideways, charset) {
        let width = text::width(&span.text) as u16;
        if let Some(url) = span.link.as_ref().and_then(|link| link.target.address()) {
            links.push(Hyperlink { x, y: row.y, width, url });
        }
        x += width;
    }
    links
}

/// The link under a cell of a row, by the cells from the row's start.
pub fn link_at(
    line: &Line,
    cell: usize,
    width: usize,
    sideways: usize,
    charset: Charset,
) -> Option<std::sync::Arc<crate::markdown::Link>> {
    let mut x = 0;
    for span in line.visible(width, sideways, charset) {
        x += text::width(&span.text);
        if cell < x {
            return span.link;
        }
    }
    None
}
