//! A form: labelled fields, section by section.

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

/// The editor.
pub(super) type Form = List<Sections>;

/// What stands in it.
#[derive(Default)]
pub(super) struct Sections(editor::Form);

/// The lines of an item's fields.
pub(super) fn entries<'i>(
    item: &'i Item,
    indent: u16,
    env: &'i Environment,
) -> impl Iterator<Item = Entry> + 'i {
    item.fields.iter().enumerate().map(move |(number, known)| Entry {
        item: item.name.clone(),
        field: Some(number),
        indent,
        lead: String::new(),
        label: (known.label.clone(), Role::Muted),
        value: field::shown(known, env),
        can_select: true,
        gap: false,
    })
}

impl Listing for Sections {
    fn take(&mut self, model: &editor::Editor, env: &Environment) -> Option<Vec<Entry>> {
        let editor::Editor::Form(model) = model else { return None };
        self.0 = model.clone();
        let section = |section: &Item| {
            let head = Entry::head(&section.name, section.label.clone(), Role::Heading);
            std::iter::once(head).chain(entries(section, 2, env)).collect::<Vec<_>>()
        };
        Some(model.sections.iter().flat_map(section).collect())
    }

    fn here(&self, entry: &Entry) -> (Option<&Item>, Option<&Field>) {
        let item = self.0.sections.iter().find(|item| item.name == entry.item);
        let field = entry.field.and_then(|field| item?.fields.get(field));
        (item, field)
    }

    fn named(&self, name: &str) -> Option<(String, usize)> {
        self.0.sections.iter().find_map(|item| {
            let at = item.fields.iter().position(|field| super::is_named(field, name))?;
            Some((item.name.clone(), at))
        })
    }
}
