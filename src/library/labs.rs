//! The labs of a course: those that it writes itself, those that come with the program, whose words
//! a course may replace by a file of the same name, and two that are screens of the catalog.

use std::sync::Arc;

use super::Library;
use crate::{
    id::LabId,
    lab::{LABS, guide::Guide},
    messages::Messages,
    problem::Problem,
    source::{Part, Source, walk},
};

/// Labs that are screens of the catalog and run nothing, with the keys of their names.
pub const CATALOG_LABS: [(&str, &str); 2] =
    [("classify", "classify.title"), ("tree", "advisor.title")];

/// The key of the name of a lab that is a screen of the catalog.
pub fn catalog_lab(id: &str) -> Option<&'static str> {
    CATALOG_LABS.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}

impl Library {
    /// Every lab that runs: those of the program in their order, then the course's own.
    pub fn labs(&self) -> Vec<LabId> {
        let shipped: Vec<&str> = LABS.iter().map(|entry| entry.spec.id).collect();
        let files = self.source.files(Part::Labs).into_iter();
        let own = files.filter_map(|file| walk::lab_of(&file).map(LabId::new));
        let own = own.filter(|id| !shipped.contains(&id.as_str()));
        shipped.iter().map(LabId::new).chain(own).collect()
    }

    /// A lab with its words, presets and missions.
    ///
    /// # Errors
    /// Where there is none of that id, or its file has a mistake.
    pub fn lab(&self, id: &LabId) -> Result<Arc<Guide>, Problem> {
        let read = || read(&self.source, id);
        self.labs.borrow_mut().entry(id.clone()).or_insert_with(read).clone()
    }

    /// Whether there is a lab of that id, without reading it.
    pub fn has_lab(&self, id: &LabId) -> bool {
        self.source.has(&walk::lab_file(id.as_str()))
            || LABS.iter().any(|entry| entry.spec.id == id.as_str())
            || (catalog_lab(id.as_str()).is_some() && !self.catalog().patterns().is_empty())
    }

    /// What a lab is called.
    pub fn lab_name(&self, id: &LabId, words: &Messages) -> String {
        match catalog_lab(id.as_str()) {
            Some(name) => words.get(name).to_owned(),
            None => self.lab(id).map_or_else(|_| id.to_string(), |guide| guide.title.clone()),
        }
    }

    /// How many missions a lab has; a screen of the catalog has one: to be used to its end.
    pub fn lab_missions(&self, id: &LabId) -> usize {
        match catalog_lab(id.as_str()) {
            Some(_) => 1,
            None => self.lab(id).map_or(0, |guide| guide.missions.len()),
        }
    }

    /// The page of a lab, Markdown; empty if it has none.
    pub fn lab_page(&self, id: &LabId) -> Arc<str> {
        let page = walk::lab_page(id.as_str());
        let own = self.source.read(&page);
        own.or_else(|_| Source::Embedded.read(&page)).unwrap_or_else(|_| Arc::from(""))
    }
}

/// Reads the course's own file of a lab, or the program's.
fn read(source: &Source, id: &LabId) -> Result<Arc<Guide>, Problem> {
    let what = format!("Cannot open the lab `{}`", crate::text::sanitize(id.as_str()));
    if crate::id::fault(id.as_str()).is_some() {
        return Err(Problem::usage(what).why("that is not an id"));
    }
    let file = walk::lab_file(id.as_str());
    let source = if source.has(&file) { source } else { &Source::Embedded };
    if !source.has(&file) {
        return Err(crate::lab::setup::unknown(id.as_str()));
    }
    let text = source.read(&file)?;
    let (found, wrong) = Guide::read(&file, &text);
    match (found, wrong.first()) {
        (Some(found), None) => Ok(Arc::new(found)),
        (_, wrong) => {
            let why = wrong.map_or_else(String::new, ToString::to_string);
            Err(Problem::content(what)
                .why(why)
                .hint("archtutor check shows every mistake with its place"))
        }
    }
}
