//! `archtutor catalog`: compare patterns, walk the decision tree, classify a system.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Write},
};

use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    catalog::{
        Catalog, Next, Pattern,
        compare::{self, Aspect, Cell, Label},
        tree::Walk,
    },
    messages::Messages,
    problem::Problem,
    text,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Set two to four patterns side by side.
    #[command(after_help = "Example: archtutor catalog compare saga two-phase-commit")]
    Compare {
        /// Ids or names.
        #[arg(required = true, num_args = 2..=4, value_name = "PATTERN")]
        patterns: Vec<String>,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Answer questions until an architecture is left.
    #[command(after_help = "Example: archtutor catalog advise --answers 3,2,1,2,2,2,2")]
    Advise {
        /// The answers to the questions in order, each counted from 1; without them you are asked.
        #[arg(long, value_delimiter = ',', value_name = "N,N,…")]
        answers: Vec<usize>,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Place a system on the dimensions by the first value that holds.
    #[command(
        after_help = "Example: archtutor catalog classify infra=external granularity=distributed topology=hub"
    )]
    Classify {
        /// What holds, as dimension=value; a dimension may be given several times.
        #[arg(value_name = "DIMENSION=VALUE")]
        holds: Vec<String>,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Runs one of them.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let library = context.library()?;
    let catalog = library.catalog();
    match &args.what {
        What::Compare { patterns, format } => {
            let found = patterns
                .iter()
                .map(|word| pattern(catalog, word))
                .collect::<Result<Vec<_>, _>>()?;
            comparison(catalog, &found, *format, context)?;
        }
        What::Advise { answers, format } => advise(catalog, answers, *format)?,
        What::Classify { holds, format } => classify(catalog, holds, *format)?,
    }
    Ok(0)
}

fn pattern<'a>(catalog: &'a Catalog, word: &str) -> Result<&'a Pattern, Problem> {
    catalog.find(word).ok_or_else(|| {
        let problem = Problem::usage(format!("There is no pattern `{}`", text::sanitize(word)));
        match catalog.suggest(&word.to_lowercase()) {
            Some(near) => problem.hint(format!("Did you mean `{near}`?")),
            None => problem.hint("archtutor list patterns shows all of them"),
        }
    })
}

fn comparison(
    catalog: &Catalog,
    patterns: &[&Pattern],
    format: Format,
    context: &Context,
) -> Result<(), Problem> {
    let rows = compare::compare(catalog, patterns)?;
    if format == Format::Json {
        let value = serde_json::json!({
            "patterns": patterns.iter().map(|pattern| &pattern.id).collect::<Vec<_>>(),
            "rows": rows.iter().map(json_row).collect::<Vec<_>>(),
        });
        return output::print_json(&value);
    }
    output::print(&match context.settings.plain {
        true => spoken(&rows, patterns, &Messages::load(&context.settings.language)),
        false => beside(&rows, patterns),
    })
}

/// What is compared, then what each pattern has there, one after the other: side by side nobody could hear
/// which words belong to which.
fn spoken(rows: &[Aspect], patterns: &[&Pattern], words: &Messages) -> String {
    let width = output::width(None);
    let mut out = String::new();
    for row in rows {
        let same = if row.differs() { "" } else { words.get("plain.same") };
        out.push_str(&format!("\n{}{same}\n", label(&row.label)));
        for (pattern, cell) in patterns.iter().zip(&row.cells) {
            let has = match cell {
                Cell::Texts(texts) => texts.join(" "),
                Cell::Word(word) => word.clone(),
                Cell::Rating(rating) => rating.to_string(),
                Cell::Nothing => words.get("plain.nothing").to_owned(),
            };
            for line in text::wrap(&format!("{}: {has}", pattern.names.en), width) {
                out.push_str(&line);
                out.push('\n');
            }
        }
    }
    out
}

/// A column for each pattern.
fn beside(rows: &[Aspect], patterns: &[&Pattern]) -> String {
    let width = output::width(None);
    let column = width.saturating_sub(18) / patterns.len().max(1);
    let mut out = String::new();
    let names: Vec<Vec<String>> =
        patterns.iter().map(|pattern| text::wrap(&pattern.names.en, column - 2)).collect();
    grid(&mut out, "", &names, column);
    for row in rows {
        let mark = if row.differs() { "≠ " } else { "  " };
        let cells: Vec<Vec<String>> =
            row.cells.iter().map(|cell| lines(cell, column - 2)).collect();
        out.push('\n');
        grid(&mut out, &format!("{mark}{}", label(&row.label)), &cells, column);
    }
    out
}

/// One row of a table whose cells have several lines.
fn grid(out: &mut String, label: &str, cells: &[Vec<String>], column: usize) {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    for line in 0..height {
        let head = if line == 0 { label } else { "" };
        let mut text = text::pad(head, 18);
        for cell in cells {
            text.push_str(&text::pad(cell.get(line).map_or("", String::as_str), column));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

fn label(label: &Label) -> String {
    match label {
        Label::Field(name) => name.replace('-', " "),
        Label::Dimension(id) => id.clone(),
        Label::Rating { name, lower_is_better: true } => format!("{name} (1 is best)"),
        Label::Rating { name, lower_is_better: false } => format!("{name} (5 is best)"),
    }
}

fn lines(cell: &Cell, width: usize) -> Vec<String> {
    match cell {
        Cell::Texts(texts) => texts.iter().flat_map(|line| text::wrap(line, width)).collect(),
        Cell::Word(word) => text::wrap(word, width),
        Cell::Rating(rating) => {
            let full = usize::from(*rating);
            vec![format!(
                "{}{} {rating}",
                "▮".repeat(full),
                "▯".repeat(5_usize.saturating_sub(full))
            )]
        }
        Cell::Nothing => vec!["–".into()],
    }
}

fn json_row(row: &Aspect) -> serde_json::Value {
    let cells: Vec<serde_json::Value> = row
        .cells
        .iter()
        .map(|cell| match cell {
            Cell::Texts(texts) => serde_json::json!(texts),
            Cell::Word(word) => serde_json::json!(word),
            Cell::Rating(rating) => serde_json::json!(rating),
            Cell::Nothing => serde_json::Value::Null,
        })
        .collect();
    let lower = match &row.label {
        Label::Rating { lower_is_better, .. } => Some(*lower_is_better),
        _ => None,
    };
    let name = match &row.label {
        Label::Field(name) => (*name).to_owned(),
        Label::Dimension(id) => id.clone(),
        Label::Rating { name, .. } => name.clone(),
    };
    serde_json::json!({
        "row": name, "lower_is_better": lower, "differs": row.differs(), "cells": cells
    })
}

#[derive(Serialize)]
struct Advice {
    path: Vec<(String, String)>,
    pattern: Option<String>,
    /// What to ask next where the answers did not suffice.
    next: Option<String>,
    still_possible: Vec<String>,
    add_ons: Vec<(String, Vec<String>)>,
}

fn advise(catalog: &Catalog, answers: &[usize], format: Format) -> Result<(), Problem> {
    let tree = &catalog.tree;
    let mut walk = Walk::default();
    let mut path = Vec::new();
    let mut given = answers.iter();
    let asking = answers.is_empty() && format == Format::Text;
    while let Some(Next::Question(id)) = tree.at(&walk) {
        let Some(question) = tree.question(&id) else { break };
        let choice = if asking {
            let mut text = format!("\n{}\n", question.question);
            for (number, choice) in question.choices.iter().enumerate() {
                text.push_str(&format!("  {}. {}\n", number + 1, choice.answer));
            }
            output::print(&text)?;
            match ask(question.choices.len())? {
                Some(choice) => choice,
                None => break,
            }
        } else {
            match given.next() {
                Some(choice) => *choice,
                None => break,
            }
        };
        let picked = choice.checked_sub(1).and_then(|at| question.choices.get(at));
        let Some(picked) = picked else {
            return Err(Problem::usage(format!("{choice} is no answer to: {}", question.question))
                .hint(format!("The answers are 1 to {}", question.choices.len())));
        };
        path.push((question.question.clone(), picked.answer.clone()));
        walk.path.push((id, choice - 1));
    }
    let (pattern, next) = match tree.at(&walk) {
        Some(Next::Pattern(id)) => (Some(id.to_string()), None),
        Some(Next::Question(id)) => (None, tree.question(&id).map(|found| found.question.clone())),
        None => (None, None),
    };
    let done = pattern.is_some();
    let add_ons = tree.add_ons.iter().filter(|_| done).map(|add_on| {
        (add_on.question.clone(), add_on.patterns.iter().map(ToString::to_string).collect())
    });
    let advice = Advice {
        path,
        next,
        still_possible: tree.reachable(&walk).iter().map(ToString::to_string).collect(),
        add_ons: add_ons.collect(),
        pattern,
    };
    if format == Format::Json {
        return output::print_json(&advice);
    }
    output::print(&advice_text(catalog, &advice))
}

fn advice_text(catalog: &Catalog, advice: &Advice) -> String {
    let mut text = String::from("\n");
    for (question, answer) in &advice.path {
        text.push_str(&format!("  {question}\n    → {answer}\n"));
    }
    match advice.pattern.as_deref().and_then(|id| catalog.get(id)) {
        Some(pattern) => {
            text.push_str(&format!(
                "\n{} ({})\n{}\n",
                pattern.names.en, pattern.id, pattern.solution
            ));
            text.push_str("\nCheck these too; each yes adds a pattern:\n");
            for (question, patterns) in &advice.add_ons {
                text.push_str(&format!("  {question} → {}\n", patterns.join(" or ")));
            }
        }
        None => {
            if let Some(next) = &advice.next {
                text.push_str(&format!("\nNext: {next}\n"));
            }
            text.push_str(&format!("Still possible: {}\n", advice.still_possible.join(", ")));
        }
    }
    text
}

/// Asks for a number; nothing at the end of the input.
fn ask(most: usize) -> Result<Option<usize>, Problem> {
    loop {
        let _ = write!(io::stdout(), "1-{most}> ");
        let _ = io::stdout().flush();
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        match read {
            Err(error) => return Err(Problem::environment("Cannot read your answer").why(error)),
            Ok(0) => return Ok(None),
            Ok(_) => {}
        }
        match line.trim().parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => return Ok(Some(number)),
            _ => output::print(&format!("Please type a number from 1 to {most}.\n"))?,
        }
    }
}

fn classify(catalog: &Catalog, holds: &[String], format: Format) -> Result<(), Problem> {
    let scheme = &catalog.scheme;
    let mut holding: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in holds {
        let (dimension, value) = pair.split_once('=').unwrap_or((pair, ""));
        let known = scheme.dimension(dimension).ok_or_else(|| {
            let names: Vec<&str> = scheme.dimensions.iter().map(|at| at.id.as_str()).collect();
            Problem::usage(format!("There is no dimension `{}`", text::sanitize(dimension)))
                .hint(format!("Dimensions: {}", names.join(", ")))
        })?;
        if !known.values.iter().any(|at| at.id == value) {
            let names: Vec<&str> = known.values.iter().map(|at| at.id.as_str()).collect();
            return Err(Problem::usage(format!(
                "`{}` is no value of {dimension}",
                text::sanitize(value)
            ))
            .hint(format!("Values, first match first: {}", names.join(", "))));
        }
        holding.entry(dimension.to_owned()).or_default().push(value.to_owned());
    }
    let placed = scheme.classify(&holding);
    let same: Vec<&Pattern> = catalog
        .placed()
        .filter(|(_, at)| placed.iter().all(|p| at.values.get(&p.dimension) == Some(&p.value)))
        .map(|(pattern, _)| pattern)
        .collect();
    if format == Format::Json {
        let value = serde_json::json!({
            "coordinates": placed.iter().map(|p| (p.dimension.clone(), p.value.clone()))
                .collect::<BTreeMap<_, _>>(),
            "overruled": placed.iter().map(|p| (p.dimension.clone(), p.overruled.clone()))
                .collect::<BTreeMap<_, _>>(),
            "patterns": same.iter().map(|pattern| &pattern.id).collect::<Vec<_>>(),
        });
        return output::print_json(&value);
    }
    let mut out = String::new();
    for place in &placed {
        let Some(dimension) = scheme.dimension(&place.dimension) else { continue };
        let test = dimension.values.iter().find(|value| value.id == place.value);
        out.push_str(&format!(
            "{:<12} {:<13} {}\n",
            place.dimension,
            place.value,
            test.map_or("", |t| &t.test)
        ));
        if !place.overruled.is_empty() {
            out.push_str(&format!("{:<12} comes before {}\n", "", place.overruled.join(", ")));
        }
    }
    out.push_str(&match same.first() {
        Some(pattern) => format!("\nThis is where {} stands ({}).\n", pattern.names.en, pattern.id),
        None => "\nNone of the architecture patterns stands exactly here.\n".into(),
    });
    output::print(&out)
}
