//! Drawings as rows of spans: the ink of a diagram becomes roles, its nodes become links.

use std::sync::Arc;

use super::{Charset, Span};
use crate::{
    diagram::{self, Diagram, Drawing, Ink, Options, Zoom},
    markdown::{Link, Target},
    role::Role,
    text,
};

/// Draws a Mermaid source for a width in cells, smaller where it would not fit; `None` if it cannot
/// be read. A link's place is the number of its node.
pub fn draw(source: &str, width: usize, charset: Charset, zoom: Zoom) -> Option<Vec<Vec<Span>>> {
    let diagram = diagram::parse(source).ok()?;
    Some(rows(&drawing(&diagram, width, charset, zoom)))
}

/// Draws a diagram for a width in cells, smaller where it would not fit.
pub fn drawing(diagram: &Diagram, width: usize, charset: Charset, zoom: Zoom) -> Drawing {
    let at = |zoom| {
        let charset = match charset {
            Charset::Unicode => diagram::Charset::Unicode,
            Charset::Ascii => diagram::Charset::Ascii,
        };
        diagram.draw(&Options { width: Some(width), charset, zoom, ambiguous_wide: false })
    };
    let mut drawing = at(zoom);
    if drawing.width > width && zoom == Zoom::Full {
        let compact = at(Zoom::Compact);
        if compact.width < drawing.width {
            drawing = compact;
        }
    }
    drawing
}

/// Width of a row in cells.
pub fn width(spans: &[Span]) -> usize {
    spans.iter().map(|span| text::width(&span.text)).sum()
}

/// The rows of a drawing as spans.
pub fn rows(drawing: &Drawing) -> Vec<Vec<Span>> {
    let links: Vec<Option<Arc<Link>>> = drawing
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let target = Target::parse(node.link.as_deref()?)?;
            Some(Arc::new(Link { target, at }))
        })
        .collect();
    let row = |row: &diagram::Row| {
        let spans = row.runs.iter().map(|run| {
            let mut span = Span::new(text::sanitize(&run.text), role(run.ink), 0);
            if run.ink == Ink::NodeLabel {
                span.link = run.owner.and_then(|at| links.get(at).cloned().flatten());
            }
            if span.link.is_some() {
                span.role = Role::Link;
            }
            span
        });
        spans.collect()
    };
    drawing.rows.iter().map(row).collect()
}

fn role(ink: Ink) -> Role {
    match ink {
        Ink::Blank | Ink::NodeLabel => Role::Text,
        Ink::Node => Role::DiagramNode,
        Ink::Edge | Ink::Activation => Role::DiagramEdge,
        Ink::EdgeLabel | Ink::Note => Role::DiagramLabel,
        Ink::Group | Ink::Lifeline => Role::DiagramGroup,
        Ink::GroupTitle | Ink::Title => Role::Muted,
    }
}
