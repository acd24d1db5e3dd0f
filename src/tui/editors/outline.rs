//! An outline: a tree of questions from its start on, each branch with where it leads.

use std::collections::BTreeSet;

use toml::Value;

use super::{
    field,
    grid::Entry,
    list::{List, Listing},
};
use crate::{
    exercise::editor::{self, Field, Item},
    role::Role,
    tui::screen::Environment,
};

/// Names the field that says where the tree starts.
const START: &str = "";
/// Deeper branches are not moved further to the right.
const DEEPEST: u16 = 12;

/// The editor.
pub(super) type Outline = List<Tree>;

/// What stands in it.
#[derive(Default)]
pub(super) struct Tree(Option<editor::Outline>);

impl Tree {
    fn node(&self, name: &str) -> Option<&Item> {
        self.0.as_ref()?.nodes.iter().find(|node| node.name == name)
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
        lead: String::new(),
        label: (known.label.clone(), Role::Muted),
        value: (format!("{} {value}", env.signs.arrow), role),
        can_select: true,
        gap: false,
    }
}

impl Listing for Tree {
    fn take(&mut self, model: &editor::Editor, env: &Environment) -> Option<Vec<Entry>> {
        let editor::Editor::Outline(model) = model else { return None };
        self.0 = Some(model.clone());
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
        Some(entries)
    }

    fn here(&self, entry: &Entry) -> (Option<&Item>, Option<&Field>) {
        match entry.item.as_str() {
            START => (None, self.0.as_ref().map(|model| &model.start)),
            name => {
                let node = self.node(name);
                (node, entry.field.and_then(|field| node?.fields.get(field)))
            }
        }
    }
}
