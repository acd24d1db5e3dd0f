//! Context Mapper models (CML): bounded contexts become services, aggregates stay whole.
//!
//! The subset that is read: `BoundedContext`, `Module`, `Aggregate`, and the `Entity`, `ValueObject`,
//! `DomainEvent` declarations inside, with or without a block. Everything else is skipped, block by
//! block.

use std::collections::{HashMap, HashSet};

use super::fits;
use crate::design::architecture::{
    Architecture, Service,
    write::{key, quoted},
};

/// A model as a scenario file, and its bounded contexts as an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub scenario: String,
    pub answer: Architecture,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Open,
    Close,
}

/// Blocks may not be nested deeper.
const DEEPEST: usize = 32;

/// What may hold something that is owned.
const CONTAINERS: [&str; 3] = ["BoundedContext", "Module", "Aggregate"];
/// What is owned.
const OWNED: [&str; 3] = ["Entity", "ValueObject", "DomainEvent"];
/// Other blocks that begin with their keyword and a name.
const OTHERS: [&str; 3] = ["ContextMap", "Service", "Repository"];

/// A keyword and the name after it.
type Heading = (String, String);

/// Reads a CML file.
///
/// # Errors
/// A sentence that says what cannot be read.
pub fn read(name: &str, text: &str) -> Result<Imported, String> {
    fits(text)?;
    let id: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let id = id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let head = format!(
        "# converted from a Context Mapper model; it says nothing about rates or goals\n\
         [scenario]\nid = {}\ntitle = {}\nparts = [\"ownership\"]\n",
        quoted(&id),
        quoted(name)
    );
    let answer = Architecture { scenario: id, ..Architecture::default() };
    let mut reader = Reader { scenario: head, answer, ..Reader::default() };
    let mut words: Vec<String> = Vec::new();
    for token in tokens(text)? {
        match token {
            Token::Word(word) => words.push(word),
            Token::Open => {
                if reader.path.len() >= DEEPEST {
                    return Err(format!("blocks are nested deeper than {DEEPEST}"));
                }
                let mut headings = headings(&words);
                let block = headings.pop().unwrap_or_default();
                headings.iter().for_each(|heading| reader.declare(heading));
                reader.declare(&block);
                reader.path.push(block);
                words.clear();
            }
            Token::Close => {
                headings(&words).iter().for_each(|heading| reader.declare(heading));
                if reader.path.pop().is_none() {
                    return Err("a closing brace has no opening one".to_owned());
                }
                words.clear();
            }
        }
    }
    if !reader.path.is_empty() {
        return Err("a block is not closed".to_owned());
    }
    let mut answer = reader.answer;
    if answer.services.is_empty() {
        return Err("there is no BoundedContext".to_owned());
    }
    answer.services.retain(|service| !service.owns.is_empty());
    if answer.services.is_empty() {
        return Err("no BoundedContext holds an Entity, ValueObject or DomainEvent".to_owned());
    }
    Ok(Imported { scenario: reader.scenario, answer })
}

#[derive(Default)]
struct Reader {
    scenario: String,
    answer: Architecture,
    /// The blocks around the place that is read.
    path: Vec<Heading>,
    /// Names of entities that are taken …
    entities: HashSet<String>,
    /// … and those of aggregates.
    taken: HashSet<String>,
    /// The context and the name of each aggregate, and what it is called in the facts.
    aggregates: HashMap<Heading, String>,
}

impl Reader {
    /// Takes a declaration down where it stands for something that a context owns.
    fn declare(&mut self, (kind, name): &Heading) {
        let kind = kind.as_str();
        if kind == "BoundedContext" && self.path.is_empty() {
            self.answer.services.push(Service { name: name.clone(), ..Service::default() });
            return;
        }
        let around = |wanted: &str| self.path.iter().rev().find(|(kind, _)| kind == wanted);
        let inside = self.path.last().is_some_and(|(kind, _)| CONTAINERS.contains(&kind.as_str()));
        let Some((_, context)) = around("BoundedContext").cloned() else { return };
        if !inside || !OWNED.contains(&kind) {
            return;
        }
        // Each context has its own idea of a customer: the second one says whose it is.
        let Some(own) = free(&self.entities, &context, name) else { return };
        let aggregate = around("Aggregate").map(|(_, name)| (context.clone(), name.clone()));
        let aggregate = aggregate.map(|at| self.aggregate(at));
        self.scenario.push_str(&format!("\n[entity.{}]\n", key(&own)));
        if let Some(aggregate) = aggregate {
            self.scenario.push_str(&format!("aggregate = {}\n", quoted(&aggregate)));
        }
        if let Some(service) = self.answer.services.last_mut() {
            service.owns.push(own.clone());
        }
        self.entities.insert(own);
    }

    /// What an aggregate of a context is called in the facts.
    fn aggregate(&mut self, at: Heading) -> String {
        if let Some(known) = self.aggregates.get(&at) {
            return known.clone();
        }
        let own = free(&self.taken, &at.0, &at.1).unwrap_or_else(|| at.1.clone());
        self.taken.insert(own.clone());
        self.aggregates.insert(at, own.clone());
        own
    }
}

/// The name, or with its context before it where the name is taken; nothing where both are.
fn free(taken: &HashSet<String>, context: &str, name: &str) -> Option<String> {
    let names = [name.to_owned(), format!("{context}.{name}")];
    names.into_iter().find(|name| !taken.contains(name))
}

/// The declarations in a row of words; the last one heads the block that follows.
fn headings(words: &[String]) -> Vec<Heading> {
    let pairs = words.iter().zip(words.iter().skip(1));
    let known = pairs.filter(|(word, _)| {
        [&CONTAINERS[..], &OWNED, &OTHERS].iter().any(|kinds| kinds.contains(&word.as_str()))
    });
    known.map(|(kind, name)| (kind.clone(), name.trim_start_matches('^').to_owned())).collect()
}

/// What follows a quoted text that ends with `quote`.
fn after_text(text: &str, quote: char) -> Option<&str> {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    text.get(end?.0 + quote.len_utf8()..)
}

/// Messages and braces; comments and quoted texts are left out.
fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut word = String::new();
    let flush = |word: &mut String, found: &mut Vec<Token>| {
        if !word.is_empty() {
            found.push(Token::Word(std::mem::take(word)));
        }
    };
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("//") {
            flush(&mut word, &mut found);
            rest = after.find('\n').and_then(|at| after.get(at..)).unwrap_or_default();
            continue;
        }
        if let Some(after) = rest.strip_prefix("/*") {
            flush(&mut word, &mut found);
            let end = after.find("*/").ok_or("a comment is not closed")?;
            rest = after.get(end + 2..).unwrap_or_default();
            continue;
        }
        if let Some(after) = rest.strip_prefix(c).filter(|_| ['"', '\''].contains(&c)) {
            flush(&mut word, &mut found);
            rest = after_text(after, c).ok_or("a text is not closed")?;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '{' => {
                flush(&mut word, &mut found);
                found.push(Token::Open);
            }
            '}' => {
                flush(&mut word, &mut found);
                found.push(Token::Close);
            }
            // `^Entity` is a name that looks like a keyword.
            c if c.is_alphanumeric() || "_-^".contains(c) => word.push(c),
            _ => flush(&mut word, &mut found),
        }
    }
    flush(&mut word, &mut found);
    Ok(found)
}
