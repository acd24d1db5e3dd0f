//! Context Mapper models (CML): bounded contexts become services, aggregates stay whole.
//!
//! The subset that is read: `BoundedContext`, `Module`, `Aggregate`, and the `Entity`, `ValueObject`,
//! `DomainEvent` blocks inside. Everything else is skipped, block by block.

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
    let mut scenario = format!(
        "# converted from a Context Mapper model; it says nothing about rates or goals\n\
         [scenario]\nid = {}\ntitle = {}\nparts = [\"ownership\"]\n",
        quoted(&id),
        quoted(name)
    );
    let mut answer = Architecture { scenario: id, ..Architecture::default() };
    let mut seen: Vec<String> = Vec::new();
    let mut path: Vec<(String, String)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for token in tokens(text)? {
        match token {
            Token::Word(word) => words.push(word),
            Token::Open => {
                if path.len() >= DEEPEST {
                    return Err(format!("blocks are nested deeper than {DEEPEST}"));
                }
                let (kind, name) = heading(&words);
                match kind.as_str() {
                    "BoundedContext" => {
                        answer.services.push(Service { name: name.clone(), ..Service::default() })
                    }
                    "Entity" | "ValueObject" | "DomainEvent" => {
                        add(&mut scenario, &mut answer, &mut seen, &path, &name);
                    }
                    _ => {}
                }
                path.push((kind, name));
                words.clear();
            }
            Token::Close => {
                if path.pop().is_none() {
                    return Err("a closing brace has no opening one".to_owned());
                }
                words.clear();
            }
        }
    }
    if !path.is_empty() {
        return Err("a block is not closed".to_owned());
    }
    if answer.services.is_empty() {
        return Err("there is no BoundedContext".to_owned());
    }
    answer.services.retain(|service| !service.owns.is_empty());
    Ok(Imported { scenario, answer })
}

/// Adds an entity to the facts and to the bounded context around it.
fn add(
    scenario: &mut String,
    answer: &mut Architecture,
    seen: &mut Vec<String>,
    path: &[(String, String)],
    name: &str,
) {
    let around = |wanted: &str| path.iter().rev().find(|(kind, _)| kind == wanted);
    let (Some(_), Some((_, aggregate))) = (around("BoundedContext"), around("Aggregate")) else {
        return;
    };
    if seen.iter().any(|known| known == name) {
        return;
    }
    seen.push(name.to_owned());
    scenario.push_str(&format!("\n[entity.{}]\naggregate = {}\n", key(name), quoted(aggregate)));
    if let Some(service) = answer.services.last_mut() {
        service.owns.push(name.to_owned());
    }
}

/// The kind and name of a block: the last known keyword before its brace, and the word after it.
fn heading(words: &[String]) -> (String, String) {
    const KINDS: [&str; 9] = [
        "BoundedContext",
        "Module",
        "Aggregate",
        "Entity",
        "ValueObject",
        "DomainEvent",
        "ContextMap",
        "Service",
        "Repository",
    ];
    let at = words.iter().rposition(|word| KINDS.contains(&word.as_str()));
    let Some(at) = at else { return Default::default() };
    let kind = words.get(at).cloned().unwrap_or_default();
    (kind, words.get(at + 1).cloned().unwrap_or_default())
}

/// Words and braces; comments and quoted texts are left out.
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
        if let Some(after) = rest.strip_prefix('"') {
            flush(&mut word, &mut found);
            let end = after.find('"').ok_or("a text is not closed")?;
            rest = after.get(end + 1..).unwrap_or_default();
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
            c if c.is_alphanumeric() || c == '_' || c == '-' => word.push(c),
            _ => flush(&mut word, &mut found),
        }
    }
    flush(&mut word, &mut found);
    Ok(found)
}
