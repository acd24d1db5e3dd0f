//! A pattern as a Markdown page, for every front end that shows one.

use super::{Catalog, Pattern, Relation};
use crate::text;

/// What a page needs besides the catalog.
pub struct Pen<'a> {
    /// Gives the word of a key such as `pattern.problem`.
    pub say: &'a dyn Fn(&str) -> String,
    /// Language of names.
    pub language: &'a str,
    /// The title of a lesson by its id, if the course has it.
    pub lesson: &'a dyn Fn(&str) -> Option<String>,
}

/// Writes the page of a pattern.
pub fn markdown(catalog: &Catalog, pattern: &Pattern, pen: &Pen<'_>) -> String {
    let mut page = String::new();
    let mut others: Vec<&str> = pattern.names.others(pen.language).collect();
    others.extend(pattern.aliases.iter().map(String::as_str));
    if !others.is_empty() {
        push(&mut page, &format!("*{}*", others.join(" · ")));
    }
    let section = |page: &mut String, key: &str, body: &str| {
        if !body.is_empty() {
            push(page, &format!("## {}", (pen.say)(&format!("pattern.{key}"))));
            push(page, body);
        }
    };
    section(&mut page, "problem", &pattern.problem);
    section(&mut page, "forces", &bullets(&pattern.forces));
    section(&mut page, "solution", &pattern.solution);
    if let Some(diagram) = &pattern.diagram {
        push(&mut page, &format!("```mermaid\n{}\n```", diagram.trim_matches('\n')));
    }
    section(&mut page, "benefits", &bullets(&pattern.benefits));
    section(&mut page, "drawbacks", &bullets(&pattern.drawbacks));
    section(&mut page, "when", &bullets(&pattern.when));
    section(&mut page, "when-not", &bullets(&pattern.when_not));
    section(&mut page, "relations", &relations(catalog, pattern, pen));
    section(&mut page, "place", &place(catalog, pattern, pen));
    section(&mut page, "implementations", &bullets(&pattern.implementations));
    section(&mut page, "sources", &bullets(&linked(&pattern.sources)));
    if let Some(lesson) = &pattern.lesson
        && let Some(title) = (pen.lesson)(lesson.as_str())
    {
        let taught = (pen.say)("pattern.taught-in");
        push(&mut page, &format!("{taught} [{}](lesson:{lesson})", escaped(&title)));
    }
    page
}

fn push(page: &mut String, part: &str) {
    page.push_str(part);
    page.push_str("\n\n");
}

fn bullets(items: &[String]) -> String {
    items.iter().map(|item| format!("- {item}\n")).collect()
}

fn linked(sources: &[String]) -> Vec<String> {
    let link = |source: &String| {
        if source.starts_with("http") && !source.contains(' ') {
            format!("<{source}>")
        } else {
            source.clone()
        }
    };
    sources.iter().map(link).collect()
}

/// What a text means when it stands inside a Markdown link.
fn escaped(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

fn relations(catalog: &Catalog, pattern: &Pattern, pen: &Pen<'_>) -> String {
    let name = |id: &str| {
        let name = catalog.get(id).map_or(id, |other| other.names.in_language(pen.language));
        format!("[{}](pattern:{id})", escaped(name))
    };
    let mut lines = String::new();
    for (relation, key) in Relation::ALL {
        let ids = pattern.related(relation);
        if !ids.is_empty() {
            let names: Vec<String> = ids.iter().map(|id| name(id.as_str())).collect();
            let word = (pen.say)(&format!("pattern.relation.{}", key.replace('_', "-")));
            lines.push_str(&format!("- **{word}**: {}\n", names.join(", ")));
        }
    }
    lines
}

fn place(catalog: &Catalog, pattern: &Pattern, pen: &Pen<'_>) -> String {
    let Some(at) = &pattern.coordinates else { return String::new() };
    let (aspect, value) = ((pen.say)("pattern.aspect"), (pen.say)("pattern.value"));
    let mut rows = format!("| {aspect} | {value} |\n|---|---|\n");
    rows.push_str(&format!("| {} | {} |\n", (pen.say)("pattern.plane"), at.plane));
    for dimension in &catalog.scheme.dimensions {
        let value = at.values.get(&dimension.id).map_or("", String::as_str);
        rows.push_str(&format!("| {} | {value} |\n", dimension.id));
    }
    rows.push_str(&format!("| {} | {} |\n", (pen.say)("pattern.team"), at.team));
    for rating in &catalog.scheme.ratings {
        let Some(value) = at.ratings.get(&rating.id) else { continue };
        let polarity =
            if rating.lower_is_better { "pattern.low-best" } else { "pattern.high-best" };
        let bar = format!(
            "{}{}",
            "▮".repeat(usize::from(*value)),
            "▯".repeat(usize::from(5 - value.min(&5)))
        );
        rows.push_str(&format!("| {} | {bar} {value}/5, {} |\n", rating.name, (pen.say)(polarity)));
    }
    rows
}

/// The first sentence of a text, for a list.
pub fn first_sentence(content: &str, cells: usize) -> String {
    let end = content.find(". ").map_or(content.len(), |at| at + 1);
    text::ellipsis(content.get(..end).unwrap_or(content), cells)
}
