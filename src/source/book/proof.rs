//! What is wrong with a book, with its places.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::super::root;
use super::Book;
use super::chapter::Link;
use crate::{
    diagnostic::Diagnostic,
    markdown::{self, Document},
};

/// What a look at every chapter of a book brought.
#[derive(Debug, Default)]
pub struct Proof {
    pub found: Vec<Diagnostic>,
    /// Links from chapter to chapter that lead to one.
    pub links: usize,
}

fn dead(file: &str, text: &Arc<str>, at: usize, why: &str) -> Diagnostic {
    let line = text.get(at..).and_then(|rest| rest.find([')', ']', '\n'])).unwrap_or(1);
    let found = Diagnostic::error("dead-link", file, format!("this link leads nowhere: {why}"));
    found.warning().at(text, at..at + line.max(1))
}

/// Of what a preprocessor would do, one of each kind is enough.
fn once_a_kind(found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    found.retain(|found| found.code != "unknown-directive" || seen.insert(found.message.clone()));
}

/// A text as TOML writes it, in one line.
pub(super) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    toml::Value::String(crate::text::sanitize(&line).into_owned()).to_string()
}

/// The places that links into a page may name.
fn places_in(turned: &str) -> HashSet<String> {
    let mut document = Document::new(turned.to_owned());
    document.index();
    document.anchors().map(|(anchor, _)| markdown::fold_anchor(&anchor)).collect()
}

impl Book {
    /// Looks at every chapter.
    pub fn prove(&self) -> Proof {
        let mut proof = Proof { found: self.outline.found.clone(), links: 0 };
        let mut anchors: HashMap<&str, HashSet<String>> = HashMap::new();
        let mut asked = Vec::new();
        for place in &self.places {
            let Some(chapter) = self
                .outline
                .parts
                .get(place.part)
                .and_then(|part| part.chapters.get(place.chapter))
            else {
                continue;
            };
            let Some(file) = &chapter.file else { continue };
            let text = match root::text(&self.root, file) {
                Ok(text) => Arc::<str>::from(text),
                Err(problem) => {
                    proof.found.push(Diagnostic::error("unreadable", file, problem.to_string()));
                    continue;
                }
            };
            let (expanded, turned) = self.turn(place, file, &text);
            anchors.insert(&place.lesson, places_in(&turned.text));
            for (at, link) in &turned.links {
                let at = expanded.origin(*at);
                match link {
                    Link::Lesson { lesson, anchor, .. } => {
                        proof.links += 1;
                        let anchor = anchor.clone().filter(|anchor| !anchor.is_empty());
                        asked.extend(
                            anchor.map(|anchor| {
                                (lesson.clone(), anchor, file, Arc::clone(&text), at)
                            }),
                        );
                    }
                    Link::Nowhere(why) => proof.found.push(dead(file, &text, at, why)),
                    Link::Same | Link::File(_) => {}
                }
            }
            for (at, anchor) in &turned.anchors {
                let at = expanded.origin(*at);
                asked.push((place.lesson.clone(), anchor.clone(), file, Arc::clone(&text), at));
            }
            proof.found.extend(expanded.found);
        }
        for (lesson, anchor, file, text, at) in asked {
            let known = anchors.get(lesson.as_str());
            if known.is_some_and(|known| !known.contains(&markdown::fold_anchor(&anchor))) {
                proof.found.push(dead(
                    file,
                    &text,
                    at,
                    &format!("there is no heading `#{anchor}`"),
                ));
            }
        }
        once_a_kind(&mut proof.found);
        proof
    }
}
