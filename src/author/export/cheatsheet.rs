//! What to keep of each week on one page: formulas, tables, and the patterns with their price.

use std::collections::BTreeSet;

use super::{Exported, Exporter, Wanted, markdown};
use crate::{
    catalog::Pattern,
    course,
    library::Reference,
    markdown::{Block, BlockKind, plain},
    problem::Problem,
};

pub(super) struct CheatSheet;

impl Exporter for CheatSheet {
    fn name(&self) -> &'static str {
        "cheatsheet"
    }

    fn about(&self) -> &'static str {
        "a page a week with formulas, tables and patterns, as Markdown"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let library = wanted.session.library();
        let weeks = wanted.references.iter().map(|reference| match reference {
            Reference::Week(id) => library.week_number(id),
            other => Err(Problem::usage(format!("{} is no week", other.id()))
                .hint("A cheat sheet is a page a week: name weeks, or nothing for all")),
        });
        let weeks: Vec<usize> = weeks.collect::<Result<_, _>>()?;
        let text = match weeks.as_slice() {
            [] => joined(0..library.week_count(), wanted)?,
            some => joined(some.iter().copied(), wanted)?,
        };
        match text.is_empty() && !weeks.is_empty() {
            true => Err(Problem::usage("There is nothing for a cheat sheet").hint(
                "It holds the tables, formulas and patterns of lessons, and these have none",
            )),
            false => Ok(Exported::Text(text)),
        }
    }
}

fn joined(weeks: impl Iterator<Item = usize>, wanted: &Wanted<'_>) -> Result<String, Problem> {
    let sheets = weeks.map(|week| sheet(week, wanted)).collect::<Result<Vec<_>, _>>()?;
    Ok(sheets.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// The page of a week; nothing where nothing of it is to be kept.
fn sheet(number: usize, wanted: &Wanted<'_>) -> Result<Option<String>, Problem> {
    let library = wanted.session.library();
    let Some(week) = library.week(number) else { return Ok(None) };
    let mut page = String::new();
    let mut patterns = BTreeSet::new();
    for card in library.lessons(number) {
        let text = library.text(card)?;
        let body = text.get(course::body_start(&text)..).unwrap_or_default();
        let kept = kept(body, wanted.words.get("export.formulas"));
        if !kept.is_empty() {
            page.push_str(&format!("\n## {}\n\n{}", card.title, markdown::plainly(&kept, wanted)));
        }
        patterns.extend(
            card.patterns.iter().filter_map(|id| library.catalog().get(id.as_str())).map(
                |pattern| {
                    (pattern.names.in_language(wanted.language).to_owned(), line(pattern, wanted))
                },
            ),
        );
    }
    if !patterns.is_empty() {
        page.push_str(&format!("\n## {}\n\n", wanted.words.get("export.patterns")));
        page.extend(patterns.into_iter().map(|(_, line)| line));
    }
    Ok((!page.is_empty()).then(|| format!("# {}\n{page}", week.title)))
}

/// The tables of a lesson, each under its heading, and its sections of that title whole.
fn kept(body: &str, formulas: &str) -> String {
    let mut out = String::new();
    let mut heading = String::new();
    // The level of the section that is kept.
    let mut whole: Option<u8> = None;
    for Block { kind, range } in crate::markdown::parse(body) {
        let source = body.get(range).unwrap_or_default().trim_end();
        if let BlockKind::Heading { level, text } = &kind {
            let title = plain(text);
            if whole.is_some_and(|kept| *level <= kept) {
                whole = None;
            }
            if title.trim() == formulas {
                whole = Some(*level);
            }
            heading = title;
        } else if whole.is_some() || matches!(kind, BlockKind::Table(_)) {
            let named = std::mem::take(&mut heading);
            if !named.is_empty() {
                out.push_str(&format!("### {}\n\n", crate::markdown::escape(&named)));
            }
            out.push_str(&format!("{source}\n\n"));
        }
    }
    out
}

/// A pattern in one line: what it does, and what it costs.
fn line(pattern: &Pattern, wanted: &Wanted<'_>) -> String {
    let name = pattern.names.in_language(wanted.language);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let price = pattern
        .drawbacks
        .first()
        .map(|price| format!(" {} {}", wanted.words.get("export.price"), words(price)));
    format!("- **{name}**: {}{}\n", words(&pattern.solution), price.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_formulas_are_kept_under_their_headings() {
        let body = "Text.\n\n## A\n\nMore.\n\n| x |\n| - |\n| 1 |\n\n## Formulas\n\nL = λW\n\n### Worked\n\n- 3\n\n## End\n\nNo.\n";
        assert_eq!(
            kept(body, "Formulas"),
            "### A\n\n| x |\n| - |\n| 1 |\n\n### Formulas\n\nL = λW\n\n### Worked\n\n- 3\n\n"
        );
    }
}
