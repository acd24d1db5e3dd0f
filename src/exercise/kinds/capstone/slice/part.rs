//! The part of an answer that a slice marks, and the way back into the whole.

use super::{BOUNDARIES, RECORDS, Slice, Stands, identity};
use crate::{
    exercise::answer::{Answer, TOML, above},
    verdict::TextEdit,
};
use std::sync::Arc;
use toml::Table;

impl Slice {
    /// The slice as an answer of its kind.
    pub(in super::super) fn part(&self, answer: &Answer) -> Answer {
        match &self.stands {
            Stands::Root(_) if self.is_boundaries() => self.boundaries(answer),
            Stands::Root(_) => answer.at([]),
            Stands::Table => match self.record(answer).and_then(|file| answer.text(&file)) {
                Some(text) => Answer::toml(Arc::clone(text)),
                None => answer.at([self.id.as_str()]),
            },
            Stands::Folder => self.folder(answer),
        }
    }

    /// The file of a record that does not stand in its table.
    pub(super) fn record(&self, answer: &Answer) -> Option<String> {
        self.record_file().filter(|file| answer.text(file).is_some())
    }

    /// The file that a record may stand in.
    fn record_file(&self) -> Option<String> {
        let name = self.id.strip_prefix(super::super::RECORD)?;
        Some(format!("{RECORDS}/{name}.toml"))
    }

    /// The name in the design of a file of the slice.
    pub(super) fn in_design(&self, file: &str) -> String {
        if self.is_others(file) { file.to_owned() } else { above(&self.id, file) }
    }

    /// Whether a file lies in a folder of another slice with which this one is marked.
    pub(super) fn is_others(&self, file: &str) -> bool {
        let folder = file.split_once('/').map(|(folder, _)| folder);
        folder.is_some_and(|folder| self.with.iter().any(|known| known == folder))
    }

    fn boundaries(&self, answer: &Answer) -> Answer {
        let mut own = Table::from_iter([("answer".to_owned(), identity())]);
        let all = answer.tables();
        let tables = BOUNDARIES.iter().filter_map(|key| Some((key, all?.get(*key)?.clone())));
        own.extend(tables.map(|(key, value)| ((*key).to_owned(), value)));
        Answer::toml(own.to_string())
    }

    /// Files of its folder; a table of that name is a file in a format that takes TOML's values.
    fn folder(&self, answer: &Answer) -> Answer {
        let files = answer.below(&self.id);
        let others = answer.texts().filter(|(name, _)| self.is_others(name));
        let files =
            others.fold(files, |files, (name, text)| files.with_text(name, Arc::clone(text)));
        let inline = answer.tables().and_then(|all| all.get(&self.id));
        match inline.and_then(|table| serde_json::to_string(table).ok()) {
            Some(text) => files.with_text(format!("{}.yaml", self.id), text),
            None => files,
        }
    }

    /// Edits of the slice as edits of the design; nothing where they cannot be made there.
    pub(super) fn back(
        &self,
        answer: &Answer,
        part: &Answer,
        edits: &[TextEdit],
    ) -> Option<Vec<TextEdit>> {
        match &self.stands {
            Stands::Root(_) if self.is_boundaries() => {
                let changed = part.with(edits).content()?;
                let laid = BOUNDARIES.iter().fold(answer.clone(), |answer, key| {
                    answer.set(&[(*key).into()], changed.get(*key).cloned())
                });
                Some(answer.edits_to(&laid))
            }
            Stands::Root(_) | Stands::Table => {
                let file = self.record(answer);
                let own = |edit: &TextEdit| match &file {
                    Some(file) => TextEdit { file: file.clone(), ..edit.clone() },
                    None => edit.clone(),
                };
                Some(edits.iter().map(own).collect())
            }
            Stands::Folder => {
                let file = |edit: &TextEdit| {
                    let name = self.in_design(&edit.file);
                    let known = answer.text(&name).is_some() || part.text(&edit.file).is_none();
                    known.then(|| TextEdit { file: name, ..edit.clone() })
                };
                edits.iter().map(file).collect()
            }
        }
    }

    /// The design without this slice.
    pub(in super::super) fn without(&self, answer: &Answer) -> Answer {
        let mut kept = answer.with_below(&self.id, &Answer::default());
        if let Some(file) = self.record(answer) {
            kept = kept.with(&[TextEdit { file, range: 0..0, text: None }]);
        }
        self.tables().fold(kept, |answer, key| answer.set(&[key.into()], None))
    }

    /// The design with nothing but this slice, which is read faster where nothing else is looked at.
    /// It is given as its tables and the texts beside them.
    pub(in super::super) fn alone(&self, tables: &Table, texts: &Answer) -> Answer {
        let own = self.tables().filter_map(|key| Some((key.to_owned(), tables.get(key)?.clone())));
        let own: Table = own.collect();
        let texts = texts.texts().filter(|(name, _)| self.belongs(name));
        let texts: Answer = texts.map(|(name, text)| (name, Arc::clone(text))).collect();
        texts.with_text(TOML, own.to_string())
    }

    /// Whether a text beside the tables is one of the slice.
    pub(in super::super) fn belongs(&self, name: &str) -> bool {
        let inside = name.strip_prefix(&*self.id).is_some_and(|rest| rest.starts_with('/'));
        inside || self.is_others(name) || self.record_file().as_deref() == Some(name)
    }

    /// The tables of the design that it stands in.
    pub(in super::super) fn tables(&self) -> impl Iterator<Item = &str> {
        let own = match &self.stands {
            Stands::Root(tables) => tables.as_slice(),
            Stands::Table | Stands::Folder => std::slice::from_ref(&self.id),
        };
        own.iter().map(String::as_str)
    }

    /// The design with another text for this slice.
    pub(super) fn with(&self, answer: &Answer, part: &Answer) -> Option<Answer> {
        let before = self.part(answer);
        let edits = before.edits_to(part);
        Some(answer.with(&self.back(answer, &before, &edits)?))
    }
}
