//! Exporters: one file a format, and one list that knows them all. The command line makes its help and
//! its choices from the list.

mod anki;
mod cheatsheet;
mod gift;
mod html;
mod markdown;
mod markup;
mod mdbook;
mod mistakes;
mod moodle_xml;
mod notes;
mod portfolio;

use crate::{library::Reference, messages::Messages, problem::Problem, session::Session};

/// The formats that can be written, as a list that a test may replace by a longer one.
pub type Exporters = &'static [&'static dyn Exporter];

/// Every format of the program.
pub static EXPORTERS: Exporters = &[
    &notes::Notes,
    &mistakes::Mistakes,
    &markdown::Markdown,
    &gift::Gift,
    &moodle_xml::MoodleXml,
    &anki::Anki,
    &mdbook::MdBook,
    &html::Html,
    &cheatsheet::CheatSheet,
    &portfolio::Portfolio,
];

/// A format that a course, or what a learner did with it, is written in.
pub trait Exporter: Sync {
    /// Its name on the command line, such as `notes`.
    fn name(&self) -> &'static str;

    /// What it writes, one line for the help.
    fn about(&self) -> &'static str;

    /// Writes what is wanted.
    ///
    /// # Errors
    /// Where something that is wanted cannot be read or has no form in this format.
    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem>;
}

/// What is to be exported, and for whom.
pub struct Wanted<'a> {
    pub session: &'a Session,
    /// Things of the course; none for everything that the format has a form for.
    pub references: &'a [Reference],
    pub words: &'a Messages,
    /// Language of names.
    pub language: &'a str,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    Text(String),
    /// Files of a folder: paths relative to it, with `/`, and texts.
    Files(Vec<(String, String)>),
}
