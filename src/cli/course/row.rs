//! What is printed of a course as data.

use super::Courser;
use crate::{
    courses::{Chosen, Contents, Record, standing::Standing},
    id::CourseId,
    problem::Problem,
};
use serde::Serialize;

/// A course in a list.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) version: String,
    /// Where it was taken from; empty for the one that ships.
    pub(super) from: String,
    pub(super) inside: String,
    pub(super) commit: String,
    /// RFC 3339; empty for the one that ships.
    pub(super) added: String,
    pub(super) updated: String,
    /// Whether it opens where none is named.
    pub(super) opens: bool,
    /// Nothing where it cannot be opened.
    pub(super) standing: Option<Standing>,
    /// Why it cannot be opened.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) fault: String,
}

/// What came of adding a course.
#[derive(Serialize)]
pub(super) struct AddedRow<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) version: &'a str,
    pub(super) from: &'a str,
    pub(super) inside: &'a str,
    pub(super) commit: &'a str,
    pub(super) contents: &'a Contents,
    pub(super) left_out: usize,
}

/// What came of updating one.
#[derive(Serialize)]
pub(super) struct UpdatedRow<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) version: &'a str,
    pub(super) commit: &'a str,
    pub(super) changed: bool,
    pub(super) contents: &'a Contents,
    pub(super) new: &'a [String],
    pub(super) gone: &'a [String],
    /// Those of them that something was done with.
    pub(super) gone_begun: &'a [String],
}

/// Ids that are listed in a line; of many, the first ones.
const LISTED: usize = 5;

pub(super) fn shortened(ids: &[String]) -> String {
    let listed = ids.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if ids.len() > LISTED { format!("{listed}, …") } else { listed }
}

impl Courser<'_> {
    pub(super) fn shipped(&self) -> Result<Row, Problem> {
        let library = Chosen::SHIPPED.library(self.context.registry.kinds)?;
        let course = library.course();
        let shipped = CourseId::shipped();
        let standing = self.standing(&shipped);
        Ok(Row {
            name: shipped.to_string(),
            title: course.title.clone(),
            version: course.version.clone(),
            from: String::new(),
            inside: String::new(),
            commit: String::new(),
            added: String::new(),
            updated: String::new(),
            opens: self.courses.current().is_none(),
            fault: standing.as_ref().err().map(ToString::to_string).unwrap_or_default(),
            standing: standing.ok(),
        })
    }

    pub(super) fn row(&self, record: Record) -> Row {
        let standing = self.standing(&CourseId::new(&record.name));
        Row {
            opens: self.courses.current().as_deref() == Some(&record.name),
            fault: standing.as_ref().err().map(ToString::to_string).unwrap_or_default(),
            standing: standing.ok(),
            added: record.added.rfc3339(),
            updated: record.updated.rfc3339(),
            name: record.name,
            title: record.title,
            version: record.version,
            from: record.from,
            inside: record.inside,
            commit: record.commit,
        }
    }

    fn standing(&self, name: &CourseId) -> Result<Standing, Problem> {
        self.courses.standing(name, self.context.registry.kinds, &self.words)
    }

    pub(super) fn cells(&self, row: &Row) -> [String; 5] {
        let opens = if row.opens { self.words.get("courses.opens") } else { "" };
        let standing = row.standing.as_ref().map(|standing| standing.told(&self.words));
        let from = match row.from.as_str() {
            "" => self.words.get("courses.shipped").to_owned(),
            from => self.words.format("courses.from", &[("from", &from)]),
        };
        [
            row.name.clone(),
            row.title.clone(),
            standing.unwrap_or_else(|| row.fault.clone()),
            opens.to_owned(),
            from,
        ]
    }
}
