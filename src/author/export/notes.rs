//! Notes and bookmarks as one Markdown page, in the order of the course.

use super::{Exported, Exporter, Wanted};
use crate::{
    clock::{Day, Timestamp},
    id::LessonId,
    library::{Reference, Slot},
    markdown::escape,
    problem::Problem,
};

pub(super) struct Notes;

/// A note or a bookmark.
struct Entry {
    /// The id of what it is about.
    about: String,
    /// Where it stands: things of no lesson come last.
    order: (Option<Slot>, u64, Timestamp),
    /// Markdown.
    text: String,
}

impl Exporter for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn about(&self) -> &'static str {
        "your notes and bookmarks as Markdown"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let mut page = format!("# {}\n", wanted.words.get("notes.title"));
        let all = listed(wanted, "##")?;
        match all.is_empty() {
            true => page.push_str(&format!("\n{}\n", wanted.words.get("notes.nothing"))),
            false => page.push_str(&all),
        }
        Ok(Exported::Text(page))
    }
}

/// Notes as a section of a longer page; nothing where there are none.
pub(super) fn section(wanted: &Wanted<'_>, title: &str) -> Result<String, Problem> {
    let all = listed(wanted, "###")?;
    Ok(if all.is_empty() { all } else { format!("\n## {title}\n{all}") })
}

/// Notes below what each is about, as a heading of that level.
fn listed(wanted: &Wanted<'_>, level: &str) -> Result<String, Problem> {
    let (mut text, mut about) = (String::new(), None);
    for entry in entries(wanted)? {
        if about.as_ref() != Some(&entry.about) {
            text.push_str(&format!("\n{level} {}\n\n", name(&entry.about, wanted)));
        }
        text.push_str(&entry.text);
        about = Some(entry.about);
    }
    Ok(text)
}

fn entries(wanted: &Wanted<'_>) -> Result<Vec<Entry>, Problem> {
    let progress = wanted.session.progress();
    let library = wanted.session.library();
    let ids: Vec<&str> = wanted.references.iter().map(Reference::id).collect();
    let order = |about: &str, byte: Option<u64>, at: Timestamp| {
        (library.slot(&LessonId::new(about)), byte.unwrap_or(0), at)
    };
    let day = |at: Timestamp| wanted.session.day_of(at);
    let bookmarks = progress.bookmarks()?.into_iter().map(|found| Entry {
        order: order(found.lesson.as_str(), Some(found.byte), found.set_at),
        text: item(&escape(&found.label), wanted.words.get("notes.bookmark"), day(found.set_at)),
        about: found.lesson.to_string(),
    });
    let notes = progress.notes(None)?.into_iter().map(|found| Entry {
        order: order(&found.about, found.byte, found.written_at),
        text: item(&found.text, wanted.words.get("notes.note"), day(found.written_at)),
        about: found.about,
    });
    let all = bookmarks.chain(notes);
    let mut entries: Vec<Entry> =
        all.filter(|entry| ids.is_empty() || ids.contains(&entry.about.as_str())).collect();
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| (entry.order.0.is_none(), entry.order);
        (key(a), &a.about).cmp(&(key(b), &b.about))
    });
    Ok(entries)
}

/// An item of a list; further lines of its text stay inside it.
fn item(text: &str, kind: &str, day: Day) -> String {
    let text = text.trim().lines().collect::<Vec<_>>().join("\n  ");
    format!("- {text} ({kind}, {day})\n")
}

/// What an id names, in words.
fn name(about: &str, wanted: &Wanted<'_>) -> String {
    let library = wanted.session.library();
    if let Some(slot) = library.slot(&LessonId::new(about)) {
        return library.item_name(slot, wanted.words);
    }
    let pattern = library.catalog().get(about);
    let name = pattern.map_or(about, |pattern| pattern.names.in_language(wanted.language));
    escape(name)
}
