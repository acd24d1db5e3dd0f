//! An outline: a tree of questions from its start on, each branch with where it leads.

use std::collections::BTreeSet;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use toml::Value;

use super::{
    Editor, Turn, field,
    form::{on_field, on_grid},
    grid::{Entry, Grid},
};
use crate::{
    exercise::{
        Answer,
        draft::Cursor,
        editor::{self, Field, Item},
    },
    role::Role,
    session::Work,
    tui::{action::Action, screen::Environment},
};

/// Names the field that says where the tree starts.
const START: &str = "";
/// Deeper branches are not moved further to the right.
const DEEPEST: u16 = 12;

/// The editor.
#[derive(Default)]
pub(super) struct Outline {
    model: Option<editor::Outline>,
    grid: Grid,
}

impl Outline {
    fn node(&self, name: &str) -> Option<&Item> {
        self.model.as_ref()?.nodes.iter().find(|node| node.name == name)
    }

    fn field(&self) -> Option<&Field> {
        self.here().1
    }

    /// The lines of a node and of what its branches lead to, each node once.
    fn walk(
        &self,
        name: &str,
        depth: u16,
        seen: &mut BTreeSet<String>,
        env: &Environment,
        entries: &mut Vec<Entry>,
    ) {
        let Some(node) = self.node(name).filter(|_| seen.insert(name.to_owned())) else { return };
        let indent = (depth * 2).min(DEEPEST);
        let mut head = Entry::head(name, node.label.clone(), Role::Heading);
        (head.indent, head.gap) = (indent, depth == 0);
        entries.push(head);
        for (number, branch) in node.fields.iter().enumerate() {
            entries.push(line(name, number, branch, indent + 2, env));
            if let Some(to) = branch.value.as_ref().and_then(Value::as_str) {
                self.walk(to, depth + 1, seen, env, entries);
            }
        }
    }
}

fn line(item: &str, number: usize, known: &Field, indent: u16, env: &Environment) -> Entry {
    let (value, role) = field::shown(known, env);
    Entry {
        item: item.to_owned(),
        field: Some(number),
        indent,
        label: (known.label.clone(), Role::Muted),
        value: (format!("{} {value}", env.signs.arrow), role),
        can_select: true,
        gap: false,
    }
}

impl Editor for Outline {
    fn set(&mut self, model: &editor::Editor, _work: &Work, env: &Environment) {
        let editor::Editor::Outline(model) = model else { return };
        self.model = Some(model.clone());
        let mut entries = vec![line(START, 0, &model.start, 0, env)];
        let mut seen = BTreeSet::new();
        if let Some(start) = model.start.value.as_ref().and_then(Value::as_str) {
            self.walk(start, 0, &mut seen, env, &mut entries);
        }
        let unseen = |seen: &BTreeSet<String>| {
            model.nodes.iter().find(|node| !seen.contains(&node.name)).map(|node| node.name.clone())
        };
        if unseen(&seen).is_some() {
            entries.push(Entry::head("", env.say("editor.unreached"), Role::Warn));
        }
        while let Some(name) = unseen(&seen) {
            self.walk(&name, 0, &mut seen, env, &mut entries);
        }
        self.grid.set(entries);
    }

    fn update(&mut self, action: &Action, answer: &Answer) -> Turn {
        let turn = self.field().and_then(|field| on_field(action, field, answer));
        turn.unwrap_or_else(|| on_grid(action, &mut self.grid))
    }

    fn click(&mut self, at: Position, focus: bool, answer: &Answer) -> Turn {
        match self.grid.click(at) {
            (true, true) if focus => self.update(&Action::Select, answer),
            _ => Turn::Moved,
        }
    }

    fn arrange(&mut self, area: Rect, focus: bool, env: &Environment) {
        self.grid.arrange(area, focus, env);
    }

    fn view(&self, buffer: &mut Buffer, _focus: bool, env: &Environment) {
        self.grid.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["select", "delete", "grade", "undo"]
    }

    fn here(&self) -> (Option<&Item>, Option<&Field>) {
        let Some(entry) = self.grid.entry() else { return (None, None) };
        match entry.item.as_str() {
            START => (None, self.model.as_ref().map(|model| &model.start)),
            name => {
                let node = self.node(name);
                (node, node.and_then(|node| node.fields.get(entry.field?)))
            }
        }
    }

    fn find(&mut self, names: &[String]) -> bool {
        names.iter().any(|name| self.grid.find(name, None))
    }

    fn cursor(&self) -> Cursor {
        self.grid.cursor()
    }

    fn go_to(&mut self, cursor: &Cursor) {
        self.grid.go_to(cursor);
    }
}
