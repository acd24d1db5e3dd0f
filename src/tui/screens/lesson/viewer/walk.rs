//! The focus in a drawing: it goes from node to node of a graph, from message to message of a sequence.

use crate::{
    diagram::{self, Drawing, EdgePath, Kind, NodeRect, Rect},
    tui::action::Motion,
};

/// A drawing with the places that the focus can stand on, in reading order.
pub(super) struct Walk {
    drawing: Drawing,
    /// Whether the focus stands on edges: the messages of a sequence.
    steps: bool,
    focus: Option<usize>,
}

impl Walk {
    pub(super) fn new(kind: Kind, mut drawing: Drawing) -> Self {
        let steps = kind == Kind::Sequence;
        if !steps {
            drawing.nodes.sort_by_key(|node| (node.rect.y, node.rect.x));
        }
        Self { drawing, steps, focus: None }
    }

    pub(super) fn is_on(&self) -> bool {
        self.focus.is_some()
    }

    pub(super) fn clear(&mut self) {
        self.focus = None;
    }

    /// Goes to the next or the previous place, around the end.
    pub(super) fn step(&mut self, forward: bool) {
        let count = if self.steps { self.drawing.edges.len() } else { self.drawing.nodes.len() };
        let Some(last) = count.checked_sub(1) else { return };
        self.focus = Some(match (self.focus, forward) {
            (None, true) => 0,
            (None | Some(0), false) => last,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => at - 1,
        });
    }

    /// Goes to the nearest place in a direction, or to the first one; says whether the motion is one of
    /// the focus.
    pub(super) fn go(&mut self, motion: Motion) -> bool {
        let forward = match motion {
            Motion::Down | Motion::Right => true,
            Motion::Up | Motion::Left => false,
            _ => return false,
        };
        let Some(at) = self.focus.filter(|_| !self.steps) else {
            self.step(forward || self.focus.is_none());
            return self.is_on();
        };
        let middle = |node: &NodeRect| {
            let Rect { x, y, width, height } = node.rect;
            // A row is about as high as two columns are wide.
            ((2 * x + width) as i64, (4 * y + 2 * height) as i64)
        };
        let Some(here) = self.drawing.nodes.get(at).map(middle) else { return false };
        let away = |(x, y): (i64, i64)| {
            let (right, down) = (x - here.0, y - here.1);
            let (ahead, aside) = match motion {
                Motion::Left => (-right, down),
                Motion::Right => (right, down),
                Motion::Up => (-down, right),
                Motion::Down => (down, right),
                _ => return None,
            };
            (ahead > 0 && aside.abs() <= 3 * ahead).then_some(ahead + 2 * aside.abs())
        };
        let places = self.drawing.nodes.iter().enumerate();
        let nearest = places.filter_map(|(at, node)| Some((away(middle(node))?, at))).min();
        if let Some((_, nearest)) = nearest {
            self.focus = Some(nearest);
        }
        true
    }

    /// Puts the focus on the node at a cell of the drawing; says whether there is one.
    pub(super) fn point_at(&mut self, x: usize, y: usize) -> bool {
        let at = self.drawing.nodes.iter().position(|node| holds(&node.rect, x, y));
        if self.steps || at.is_none() {
            return false;
        }
        self.focus = at;
        true
    }

    fn node(&self) -> Option<&NodeRect> {
        self.drawing.nodes.get(self.focus.filter(|_| !self.steps)?)
    }

    /// The edges that the focus is about.
    fn edges(&self) -> impl Iterator<Item = &EdgePath> {
        let node = self.node();
        let step = self.focus.filter(|_| self.steps);
        self.drawing.edges.iter().enumerate().filter_map(move |(at, edge)| {
            let touches = node.is_some_and(|node| edge.from == node.id || edge.to == node.id);
            (touches || step == Some(at)).then_some(edge)
        })
    }

    /// Columns and rows of what the focus is about.
    pub(super) fn cells(&self) -> Vec<(usize, usize)> {
        let inside = |rect: &Rect| {
            let Rect { x, y, width, height } = *rect;
            (y..y + height).flat_map(move |y| (x..x + width).map(move |x| (x, y)))
        };
        let mut cells: Vec<_> = self.node().iter().flat_map(|node| inside(&node.rect)).collect();
        for edge in self.edges() {
            cells.extend(&edge.cells);
            cells.extend(edge.label_spans.iter().flat_map(inside));
        }
        cells
    }

    /// The columns and rows that should be in sight.
    pub(super) fn bounds(&self) -> Option<Rect> {
        if let Some(node) = self.node() {
            return Some(node.rect);
        }
        let cells = self.cells();
        let (left, right) = (cells.iter().map(|c| c.0).min()?, cells.iter().map(|c| c.0).max()?);
        let (top, bottom) = (cells.iter().map(|c| c.1).min()?, cells.iter().map(|c| c.1).max()?);
        Some(Rect { x: left, y: top, width: right - left + 1, height: bottom - top + 1 })
    }

    /// The target of the node that has the focus.
    pub(super) fn link(&self) -> Option<&str> {
        self.node()?.link.as_deref()
    }

    /// What the focus stands on, in words.
    pub(super) fn words(&self) -> String {
        let name = |id: &str| {
            let node = self.drawing.nodes.iter().find(|node| node.id == id);
            let label =
                node.map_or(id, |node| if node.label.is_empty() { id } else { &node.label });
            diagram::spoken(&label.split_whitespace().collect::<Vec<_>>().join(" ")).to_owned()
        };
        let told = |edge: &EdgePath| {
            let label = edge.label.split_whitespace().collect::<Vec<_>>().join(" ");
            let colon = if label.is_empty() { "" } else { ": " };
            format!("{} → {}{colon}{label}", name(&edge.from), name(&edge.to))
        };
        match self.node() {
            Some(node) => {
                let edges: Vec<_> = self.edges().map(told).collect();
                if edges.is_empty() { name(&node.id) } else { edges.join(" · ") }
            }
            None => {
                let (at, count) = (self.focus.unwrap_or(0) + 1, self.drawing.edges.len());
                let step = self.edges().map(told).next().unwrap_or_default();
                format!("{at}/{count}  {step}")
            }
        }
    }
}

fn holds(rect: &Rect, x: usize, y: usize) -> bool {
    (rect.x..rect.x + rect.width).contains(&x) && (rect.y..rect.y + rect.height).contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::{self, Options};

    fn walk(source: &str) -> Walk {
        let diagram = diagram::parse(source).expect("a good source");
        Walk::new(diagram.kind(), diagram.draw(&Options::default()))
    }

    #[test]
    fn the_focus_goes_from_node_to_node_and_in_directions() {
        let mut walk = walk("flowchart TD\nA --> B\nA -->|yes| C\nclick C \"pattern:saga\"\n");
        assert!(!walk.go(Motion::PageDown) && !walk.is_on());
        assert!(walk.go(Motion::Left));
        assert_eq!(walk.words(), "A → B · A → C: yes");
        assert!(walk.go(Motion::Down));
        let below = walk.words();
        assert!(walk.go(Motion::Right) | walk.go(Motion::Left));
        assert!(walk.go(Motion::Up));
        assert_eq!(walk.words(), "A → B · A → C: yes");
        walk.step(false);
        assert_eq!(walk.link(), Some("pattern:saga"));
        assert!(below.starts_with("A → "));
        assert!(walk.cells().len() > 15);
    }

    #[test]
    fn the_focus_goes_through_a_sequence_step_by_step() {
        let mut walk = walk("sequenceDiagram\nA->>B: ask\nB-->>A: tell\n");
        assert!(walk.go(Motion::Right));
        assert_eq!(walk.words(), "1/2  A → B: ask");
        assert!(walk.go(Motion::Down));
        assert_eq!(walk.words(), "2/2  B → A: tell");
        assert!(walk.go(Motion::Left) && walk.go(Motion::Right));
        assert_eq!(walk.words(), "2/2  B → A: tell");
        walk.step(true);
        assert_eq!(walk.words(), "1/2  A → B: ask");
        assert_eq!(walk.link(), None);
        walk.clear();
        assert!(!walk.is_on() && walk.cells().is_empty());
    }
}
