//! What a teacher gives out: `class.toml`, which says whose class it is, where its store is and what is
//! shared. It comes from somebody else, so nothing in it is believed before it was looked at.

mod address;

use std::{ops::Range, path::Path};

use crate::{
    clock::Day,
    diagnostic::Diagnostic,
    file,
    problem::{Fault, Problem, Values},
    table::{Document, Fields, Placed},
    text,
};

pub use address::Address;

use super::secret::Secret;

/// A class file is at most so long, in bytes.
pub const LONGEST: u64 = 64 * 1024;

/// No text in it is longer, in bytes.
const LONGEST_TEXT: usize = 400;

/// As many learners must stand behind a figure where the file says nothing else.
const SMALLEST_GROUP: u32 = 5;

/// A class.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// An id, under which it is kept.
    pub id: String,
    /// The address that begins the name of everything in it; without `/` at the end.
    pub iri: String,
    pub title: String,
    /// The id of the course.
    pub course: String,
    /// Earlier ids of that course.
    pub also: Vec<String>,
    /// Whom to ask.
    pub contact: String,
    /// The last day of what is shared; without it there is no end.
    pub until: Option<Day>,
    /// The store; without one there are only files.
    pub store: Option<Store>,
    /// Whether it is shared what was answered, and not only how well.
    pub responses: bool,
    /// Counts of fewer learners are not shown to everybody.
    pub smallest_group: u32,
    /// The address that begins the names of extensions.
    pub ext: String,
}

/// A Learning Record Store.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    pub url: Address,
    /// The version of xAPI that it is spoken to in.
    pub version: &'static str,
    /// The name of a credential that can write and nothing else.
    pub key: Option<String>,
    pub secret: Option<Secret>,
    /// A file beside with the certificate of a school's own authority.
    pub ca: Option<String>,
}

impl Class {
    /// Reads the class file at a path, and gives its text, too.
    ///
    /// # Errors
    /// The file cannot be read or has mistakes, all of which are said.
    pub fn load(path: &Path) -> Result<(String, Self), Problem> {
        let text = file::text(path, LONGEST)?;
        let class = Self::of_text(&path.display().to_string(), &text)?;
        Ok((text, class))
    }

    /// The class that a text describes; `name` is what it is called to a person.
    ///
    /// # Errors
    /// It has mistakes, all of which are said.
    pub fn of_text(name: &str, text: &str) -> Result<Self, Problem> {
        Self::read(name, text).map_err(|found| {
            let values: Values<'_> = &[("file", &name)];
            Problem::message(Fault::Content, "class.mistakes", values).with(found)
        })
    }

    /// Reads a class file; `name` is what it is called to a person.
    ///
    /// # Errors
    /// Every mistake of the file.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (class, found) = Document::new(name, text).read(text, |root| {
            let class = root.required_table("class").as_ref().and_then(Head::read);
            let store = root.table("lrs").map(|lrs| read_store(&lrs));
            let share = root.table("share");
            let responses = share.as_ref().and_then(|share| share.boolean("responses"));
            let report = root.table("report");
            let (smallest_group, ext) = report.as_ref().map_or((None, None), |report| {
                (
                    smallest_group(report),
                    report.string("ext").and_then(|ext| iri(report, "ext", ext)),
                )
            });
            let head = class?;
            Some(Self {
                ext: ext.unwrap_or_else(|| format!("{}/ext", head.iri)),
                id: head.id,
                iri: head.iri,
                title: head.title,
                course: head.course,
                also: head.also,
                contact: head.contact,
                until: head.until,
                store: match store {
                    Some(store) => Some(store?),
                    None => None,
                },
                responses: responses.is_none_or(|responses| responses.value),
                smallest_group: smallest_group.unwrap_or(SMALLEST_GROUP),
            })
        });
        match class {
            Some(class) if found.is_empty() => Ok(class),
            _ => Err(found),
        }
    }

    /// Whether a course is the class's, under its present id or an earlier one.
    pub fn is_about(&self, course: &str) -> bool {
        self.course == course || self.also.iter().any(|also| also == course)
    }

    /// Where statements go, as a person reads it: the host; `None` without a store.
    pub fn host(&self) -> Option<&str> {
        self.store.as_ref().map(|store| store.url.host())
    }
}

/// The table `[class]`.
struct Head {
    id: String,
    iri: String,
    title: String,
    course: String,
    also: Vec<String>,
    contact: String,
    until: Option<Day>,
}

impl Head {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let id = fields.required_id("id");
        let iri = fields.required_string("iri").and_then(|found| iri(fields, "iri", found));
        let title = required_text(fields, "title");
        let course = fields.required_id("course");
        let also = fields.strings("also");
        for id in &also {
            if let Some(fault) = crate::id::fault(&id.value) {
                let message = format!("`{}`: {fault}", id.value);
                fields.report("malformed-id", id.span.clone(), message);
            }
        }
        let contact = required_text(fields, "contact");
        let until = fields.value("until").map(|value| {
            let span = value.span();
            let day = value.day();
            if day.is_none() {
                let message = "`until` is a day, such as 2026-07-31 without quotes";
                fields.report("no-day", span, message);
            }
            day
        });
        Some(Self {
            id: id?.value,
            iri: iri?,
            title: title?,
            course: course?.value,
            also: also.into_iter().map(|id| id.value).collect(),
            contact: contact?,
            until: until.flatten(),
        })
    }
}

/// Text of one line that a terminal can show.
fn required_text(fields: &Fields<'_, '_>, key: &'static str) -> Option<String> {
    let found = fields.required_string(key)?;
    plain(fields, key, &found).then_some(found.value)
}

fn plain(fields: &Fields<'_, '_>, key: &str, found: &Placed<String>) -> bool {
    let fault = match &found.value {
        text if text.len() > LONGEST_TEXT => format!("`{key}` has more than {LONGEST_TEXT} bytes"),
        text if text.contains(|c: char| text::is_harmful(c) || c.is_control()) => {
            format!("`{key}` has a sign that no line of text has")
        }
        _ => return true,
    };
    fields.report("no-plain-text", found.span.clone(), fault);
    false
}

/// An address that names things; it need not lead anywhere.
fn iri(fields: &Fields<'_, '_>, key: &str, found: Placed<String>) -> Option<String> {
    if !plain(fields, key, &found) {
        return None;
    }
    let help = match &found.value {
        iri if iri.ends_with('/') => format!("`{}`", iri.trim_end_matches('/')),
        iri if !address::is_name(iri) => "such as `https://lrs.example.org/class/7f3c`".to_owned(),
        _ => return Some(found.value),
    };
    let message = format!("`{key}` is an address with http or https and without / at the end");
    fields.report_with_help("no-address", found.span, message, help);
    None
}

fn smallest_group(fields: &Fields<'_, '_>) -> Option<u32> {
    let found = fields.integer("smallest_group")?;
    let size = u32::try_from(found.value).ok().filter(|size| (1..=1_000).contains(size));
    if size.is_none() {
        fields.report("out-of-range", found.span, "this is 1 to 1000");
    }
    size
}

const VERSIONS: [(&str, &str); 2] = [("1.0.3", "1.0.3"), ("2.0.0", "2.0.0")];

fn read_store(fields: &Fields<'_, '_>) -> Option<Store> {
    let url = fields.required_string("url").and_then(|found| store_url(fields, found));
    let version = fields.one_of("version", &VERSIONS).map(|found| found.value);
    let credential = |key: &'static str| {
        let found = fields.string(key)?;
        plain(fields, key, &found).then_some(found.value)
    };
    let (key, secret) = (credential("key"), credential("secret"));
    if let Some(key) = fields.string("key").filter(|key| key.value.contains(':')) {
        fields.report("no-key", key.span, "a key has no `:`, which parts it from its secret");
    }
    let ca = fields.string("ca").and_then(|found| beside(fields, found));
    let secret = secret.map(Secret::new);
    Some(Store { url: url?, version: version.unwrap_or(VERSIONS[0].1), key, secret, ca })
}

fn store_url(fields: &Fields<'_, '_>, found: Placed<String>) -> Option<Address> {
    match Address::parse(&found.value) {
        Ok(url) => Some(url),
        Err(why) => {
            let help = "such as `https://lrs.example.org/xAPI`; http goes to this machine only";
            fields.report_with_help("no-address", found.span, why, help);
            None
        }
    }
}

/// The name of a file beside the class file.
fn beside(fields: &Fields<'_, '_>, found: Placed<String>) -> Option<String> {
    if is_file_name(&found.value) {
        return Some(found.value);
    }
    let message = "`ca` is the name of a file beside this one, without a folder";
    fields.report_with_help("no-file-name", found.span, message, "such as `school.pem`");
    None
}

fn is_file_name(name: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    !name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name.chars().all(sign)
}

/// A class file without the line of its secret, to be kept.
pub(super) fn without_secret(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest: Range<usize> = 0..text.len();
    if let Some(span) = secret_span(text) {
        let start =
            text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(span.end..).and_then(|after| after.find('\n'));
        kept.push_str(text.get(..start).unwrap_or_default());
        rest = end.map_or(text.len(), |end| span.end + end + 1)..text.len();
    }
    kept.push_str(text.get(rest).unwrap_or_default());
    kept
}

/// Where the value of the secret stands.
fn secret_span(text: &str) -> Option<Range<usize>> {
    let (span, _) = Document::new("class.toml", text).read(text, |root| {
        root.accept_any();
        let lrs = root.table("lrs")?;
        lrs.accept_any();
        Some(lrs.value("secret")?.span())
    });
    span
}

#[cfg(test)]
mod tests;
