//! The history of a repository: commits on branches, drawn as lanes from the first commit down.

use super::canvas::{Arm, Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};
use crate::text;

/// What a commit is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    #[default]
    Normal,
    Reverse,
    Highlight,
    CherryPick,
}

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    pub id: String,
    /// What is read beside it: its message or its id.
    pub text: String,
    pub tags: Vec<String>,
    pub mark: Mark,
    pub branch: usize,
    /// The branch from which the first commit of a branch comes.
    pub forked: Option<usize>,
    /// The branch that is merged here.
    pub merged: Option<usize>,
}

/// A branch, which is a lane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Branch {
    pub name: String,
    /// Where it stands among the lanes, if the source says so.
    pub order: Option<usize>,
}

/// Branches and commits in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct History {
    pub branches: Vec<Branch>,
    pub commits: Vec<Commit>,
}

impl History {
    /// One line for each commit.
    pub(crate) fn description(&self) -> Vec<String> {
        let name = |branch: usize| self.branches.get(branch).map_or("", |one| one.name.as_str());
        let line = |(at, commit): (usize, &Commit)| {
            let mut line = format!("{}. {}: {}", at + 1, name(commit.branch), commit.words(self));
            if let Some(from) = commit.forked {
                line.push_str(&format!(", branched from {}", name(from)));
            }
            line
        };
        self.commits.iter().enumerate().map(line).collect()
    }

    /// The lane of every branch: those with an order stand where it says.
    fn lanes(&self) -> Vec<usize> {
        let mut order: Vec<_> = (0..self.branches.len()).collect();
        order.sort_by_key(|&branch| (self.branches[branch].order.unwrap_or(0), branch));
        let mut lanes = vec![0; order.len()];
        for (lane, branch) in order.into_iter().enumerate() {
            lanes[branch] = lane;
        }
        lanes
    }
}

impl Commit {
    /// What is read beside the commit.
    fn words(&self, history: &History) -> String {
        let mut words = self.text.clone();
        if let Some(merged) = self.merged.and_then(|branch| history.branches.get(branch)) {
            words = format!("merge {} {words}", merged.name).trim_end().to_owned();
        }
        if self.mark == Mark::CherryPick {
            words = format!("cherry-pick {words}");
        }
        for tag in &self.tags {
            words.push_str(&format!(" [{tag}]"));
        }
        words
    }

    fn sign(&self, charset: Charset) -> char {
        match (self.mark, charset) {
            (Mark::Normal, Charset::Unicode) => '●',
            (Mark::Reverse, Charset::Unicode) => '×',
            (Mark::Highlight, Charset::Unicode) => '■',
            (Mark::CherryPick, Charset::Unicode) => '◆',
            (Mark::Normal, Charset::Ascii) => '*',
            (Mark::Reverse, Charset::Ascii) => 'x',
            (Mark::Highlight, Charset::Ascii) => '#',
            (Mark::CherryPick, Charset::Ascii) => '%',
        }
    }
}

/// Cells between two lanes.
const PITCH: usize = 2;
/// Cells at which the text of a commit wraps when there is room, and that it has at least.
const WRAP: usize = 60;
const LEAST: usize = 12;

/// Where a commit stands: the row of its branch's beginning, if it is the first there, its own row,
/// and its text.
struct Place {
    fork: Option<usize>,
    row: usize,
    lines: Vec<String>,
}

/// Draws a history for the options.
pub(crate) fn draw(history: &History, options: &Options) -> Drawing {
    let natural = place(history, WRAP);
    let size = size(history, &natural);
    let places = match options.width {
        Some(width) if width < size.0 => {
            place(history, width.saturating_sub(margin(history)).max(LEAST))
        }
        _ => natural,
    };
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let (width, height) = self::size(history, &places);
    let mut canvas = Canvas::new(width, height, charset);
    lanes(history, &places, &mut canvas);
    let mut nodes = Vec::new();
    let lane = history.lanes();
    let names = name_width(history);
    for (at, (commit, place)) in history.commits.iter().zip(&places).enumerate() {
        let x = PITCH * lane[commit.branch];
        canvas.put(x, place.row, commit.sign(charset), Ink::Node, at);
        let start = PITCH * history.branches.len() + 1;
        let name = &history.branches[commit.branch].name;
        canvas.write(start, place.row, name, Ink::GroupTitle, commit.branch);
        canvas.write_lines(start + names + 2, place.row, &place.lines, Ink::NodeLabel, at);
        nodes.push(NodeRect {
            id: commit.id.clone(),
            label: commit.words(history),
            rect: Rect { x, y: place.row, width: 1, height: 1 },
            link: None,
        });
    }
    Drawing { width, height, rows: canvas.rows(), nodes, natural: size, ..Drawing::default() }
}

fn name_width(history: &History) -> usize {
    history.branches.iter().map(|branch| text::width(&branch.name)).max().unwrap_or(0)
}

/// Cells before the text of the commits.
fn margin(history: &History) -> usize {
    PITCH * history.branches.len() + name_width(history) + 3
}

fn place(history: &History, wrap: usize) -> Vec<Place> {
    let mut row = 0;
    let mut places = Vec::new();
    for commit in &history.commits {
        let fork = commit.forked.map(|_| row);
        row += usize::from(fork.is_some());
        let lines = label::wrap(&commit.words(history), wrap, 0);
        let next = row + lines.len().max(1);
        places.push(Place { fork, row, lines });
        row = next;
    }
    places
}

fn size(history: &History, places: &[Place]) -> (usize, usize) {
    let widest = places.iter().map(|place| label::width(&place.lines)).max().unwrap_or(0);
    let height = places.last().map_or(0, |place| place.row + place.lines.len().max(1));
    (margin(history) + widest, height)
}

/// Every lane from its first row to the last one that needs it, and the lines between lanes.
fn lanes(history: &History, places: &[Place], canvas: &mut Canvas) {
    let lane = history.lanes();
    for (branch, lane) in lane.iter().enumerate() {
        let rows = history.commits.iter().zip(places).flat_map(|(commit, place)| {
            let own = (commit.branch == branch).then_some(place.row);
            let start =
                place.fork.filter(|_| commit.branch == branch || commit.forked == Some(branch));
            let merged = (commit.merged == Some(branch)).then_some(place.row);
            [own, start, merged].into_iter().flatten()
        });
        let rows: Vec<_> = rows.collect();
        if let (Some(first), Some(last)) = (rows.iter().min(), rows.iter().max()) {
            let x = PITCH * lane;
            canvas.line((x, *first), (x, *last), Arm::Light, Ink::Edge, branch);
        }
    }
    for (commit, place) in history.commits.iter().zip(places) {
        let x = PITCH * lane[commit.branch];
        if let (Some(from), Some(row)) = (commit.forked, place.fork) {
            canvas.line((PITCH * lane[from], row), (x, row), Arm::Light, Ink::Edge, from);
        }
        if let Some(from) = commit.merged {
            canvas.line(
                (PITCH * lane[from], place.row),
                (x, place.row),
                Arm::Light,
                Ink::Edge,
                from,
            );
        }
    }
}
