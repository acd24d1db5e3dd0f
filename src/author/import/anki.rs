//! Cards of Anki in its text format: tabs, commas or another sign between fields, headers that say
//! which column is which.

use super::{
    Bank, Importer,
    cards::{GAP, typed},
    html::Format,
    typed_text,
};
use crate::author::bank::Entry;

pub(super) struct Anki;

impl Importer for Anki {
    fn name(&self) -> &'static str {
        "anki"
    }

    fn fits(&self, file: &str, text: &str) -> bool {
        let end = [".tsv", ".csv", ".txt"].iter().any(|end| file.ends_with(end));
        end && (!file.ends_with(".txt") || text.starts_with('#') || text.contains('\t'))
    }

    fn import(&self, text: &str, bank: &mut Bank) {
        let headers = Headers::read(text, &bank.file);
        for (at, row) in rows(text, headers.start, headers.separator) {
            card(at, &row, &headers, bank);
        }
    }
}

/// What the lines before the first card say; columns are counted from 0.
struct Headers {
    separator: char,
    html: bool,
    guid: Option<usize>,
    /// Columns that hold no side of a card.
    other: Vec<usize>,
    start: usize,
}

impl Headers {
    fn read(text: &str, file: &str) -> Self {
        let separator = if file.ends_with(".csv") { ',' } else { '\t' };
        let mut headers = Self { separator, html: false, guid: None, other: Vec::new(), start: 0 };
        for line in text.split_inclusive('\n') {
            let Some((key, value)) = line.strip_prefix('#').and_then(|line| line.split_once(':'))
            else {
                break;
            };
            let value = value.trim_end_matches(['\n', '\r']);
            let column = value.trim().parse::<usize>().ok().and_then(|at| at.checked_sub(1));
            match key.trim().to_lowercase().as_str() {
                "separator" => headers.separator = sign(value),
                "html" => headers.html = value.trim() == "true",
                "guid column" => {
                    headers.guid = column;
                    headers.other.extend(column);
                }
                "tags column" | "deck column" | "notetype column" => headers.other.extend(column),
                _ => {}
            }
            headers.start += line.len();
        }
        headers
    }
}

/// A separator by its name or by itself.
fn sign(name: &str) -> char {
    match name.trim().to_lowercase().as_str() {
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        "colon" => ':',
        "space" => ' ',
        "tab" | "" => '\t',
        other => other.chars().next().unwrap_or('\t'),
    }
}

/// The rows behind the headers with their places; a field between quotes may have lines of its own.
fn rows(text: &str, start: usize, separator: char) -> Vec<(usize, Vec<String>)> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut fresh, mut at) = (false, true, start);
    let mut letters = text.get(start..).unwrap_or_default().char_indices().peekable();
    while let Some((place, c)) = letters.next() {
        match c {
            '"' if quoted && letters.peek().is_some_and(|(_, next)| *next == '"') => {
                letters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if fresh => quoted = true,
            c if c == separator && !quoted => {
                row.push(std::mem::take(&mut field));
                fresh = true;
                continue;
            }
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push((at, std::mem::take(&mut row)));
                (fresh, at) = (true, start + place + 1);
                continue;
            }
            c => field.push(c),
        }
        fresh = false;
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push((at, row));
    }
    rows.retain(|(_, row)| row.iter().any(|field| !field.trim().is_empty()));
    rows
}

fn card(at: usize, row: &[String], headers: &Headers, bank: &mut Bank) {
    let format = if headers.html { Format::Html } else { Format::Plain };
    let id = headers.guid.and_then(|column| row.get(column)).cloned().unwrap_or_default();
    // A guid of our own names the course, too.
    let id = id.rsplit(':').next().unwrap_or_default().to_owned();
    let fields = row.iter().enumerate().filter(|(column, _)| !headers.other.contains(column));
    let sides: Vec<&String> = fields.map(|(_, field)| field).collect();
    let (front, back) = match sides.as_slice() {
        [front, back, ..] => (front.as_str(), back.as_str()),
        [front] => (front.as_str(), ""),
        [] => return bank.lose(at, "a line without a card"),
    };
    if front.contains("{{c") {
        let found = clozes(&id, front, back, format);
        if found.is_empty() {
            bank.lose(at, "a text with nothing to fill in");
        }
        bank.entries.extend(found);
        return;
    }
    let back = if headers.html { plain(back) } else { back.to_owned() };
    match typed(&id, &format.markdown(front), back.trim()) {
        Ok(entry) => bank.entries.push(entry),
        Err(why) => bank.lose(at, why),
    }
    if sides.len() > 2 && sides.iter().skip(2).any(|side| !side.trim().is_empty()) {
        bank.lose(at, "the fields behind the second");
    }
}

/// HTML as the text that is typed.
fn plain(html: &str) -> String {
    typed_text(&Format::Html.markdown(html))
}

/// A gap of a text: its number, what fills it, and the hint.
struct Gap<'a> {
    number: &'a str,
    fills: &'a str,
    hint: &'a str,
    range: std::ops::Range<usize>,
}

/// A question for each number of `{{c1::text::hint}}`.
fn clozes(id: &str, text: &str, extra: &str, format: Format) -> Vec<Entry> {
    let mut gaps = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{c")).map(|start| start + at)
    {
        let Some(end) = text.get(start..).and_then(|rest| rest.find("}}")).map(|end| end + start)
        else {
            break;
        };
        at = end + 2;
        let inside = text.get(start + 3..end).unwrap_or_default();
        let mut parts = inside.splitn(3, "::");
        let number = parts.next().unwrap_or_default();
        if let Some(fills) = parts.next() {
            let hint = parts.next().unwrap_or_default();
            gaps.push(Gap { number, fills, hint, range: start..at });
        }
    }
    let mut numbers: Vec<&str> = gaps.iter().map(|gap| gap.number).collect();
    numbers.dedup();
    let several = numbers.len() > 1;
    let entry = |number: &&str| {
        let (mut stem, mut fills, mut from) = (String::new(), Vec::new(), 0);
        for gap in &gaps {
            stem.push_str(text.get(from..gap.range.start).unwrap_or_default());
            if gap.number == *number {
                fills.push(gap.fills);
                stem.push('\u{1}');
                stem.push_str(&if gap.hint.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", gap.hint)
                });
            } else {
                stem.push_str(gap.fills);
            }
            from = gap.range.end;
        }
        stem.push_str(text.get(from..).unwrap_or_default());
        let id = if several && !id.is_empty() { format!("{id}-{number}") } else { id.to_owned() };
        let stem = format.markdown(&stem).replace('\u{1}', GAP);
        let mut entry = typed(&id, &stem, &plain(&fills.join(", "))).ok()?;
        entry.explanation = format.markdown(extra);
        Some(entry)
    };
    numbers.iter().filter_map(entry).collect()
}
