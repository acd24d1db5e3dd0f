//! A course beside an earlier version of it: what became of each id. Progress hangs on ids, so that one
//! that is gone has lost what learners did.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    course::{LessonCard, Week, former},
    hash,
    id::Kind,
    lab::guide::Guide,
    quiz::Quiz,
    source::{Part, Source, walk},
};

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    Same,
    /// It says the same in other words: what learners did goes on.
    Wording,
    /// Another answer is right: its memory begins anew.
    Meaning,
    Gone,
    New,
}

/// One id, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    pub kind: Kind,
    pub id: String,
    /// What it is called now, where its successor names it in `formerly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    pub fate: Fate,
    /// Where it stands, or stood.
    pub file: String,
}

/// A thing with the hashes of its wording and of its meaning, where it has one apart.
struct Thing {
    wording: String,
    meaning: Option<String>,
    file: String,
}

type Things = BTreeMap<(Kind, String), Thing>;

/// What became of every id of an earlier version, and which ids are new.
pub fn compare(before: &Source, now: &Source) -> Vec<Compared> {
    let renames = former::renames(now);
    let (before, now) = (things(before), things(now));
    let mut kept = BTreeSet::new();
    let mut compared = Vec::new();
    for ((kind, id), old) in before {
        let key = (kind, id.clone());
        let renamed = renames.get(&key).filter(|_| !now.contains_key(&key)).cloned();
        let key = (kind, renamed.clone().unwrap_or(id.clone()));
        let (fate, file) = match now.get(&key) {
            Some(new) => (fate(&old, new), new.file.clone()),
            None => (Fate::Gone, old.file),
        };
        let now = renamed.filter(|_| fate != Fate::Gone);
        compared.push(Compared { kind, id, now, fate, file });
        kept.insert(key);
    }
    let new = now.into_iter().filter(|(key, _)| !kept.contains(key));
    compared.extend(new.map(|((kind, id), Thing { file, .. })| Compared {
        kind,
        id,
        now: None,
        fate: Fate::New,
        file,
    }));
    compared
}

fn fate(old: &Thing, new: &Thing) -> Fate {
    match (old.wording == new.wording, old.meaning == new.meaning) {
        (_, false) => Fate::Meaning,
        (false, true) => Fate::Wording,
        (true, true) => Fate::Same,
    }
}

fn things(source: &Source) -> Things {
    let mut things = Things::new();
    let mut add = |kind, id: &str, wording: String, meaning: Option<String>, file: &str| {
        things.insert((kind, id.to_owned()), Thing { wording, meaning, file: file.to_owned() });
    };
    for name in source.weeks() {
        let folder = walk::week_folder(&name);
        let file = walk::week_file(&folder);
        if let Ok(text) = source.read(&file)
            && let Some(week) = Week::read(&folder, &text).0
        {
            add(Kind::Week, week.id.as_str(), hash::fingerprint(&text), None, &file);
        }
        for (file, text) in readable(source, Part::Lessons(&folder)) {
            if let Some(card) = LessonCard::read(&file, &text.as_str().into()).0 {
                add(Kind::Lesson, card.id.as_str(), hash::fingerprint(&text), None, &file);
            }
        }
    }
    for (file, text) in readable(source, Part::Pools) {
        let Some(quiz) = Quiz::parse(&file, &text).0 else { continue };
        let rules = format!("{} {} {}", quiz.title, quiz.draw, quiz.pass);
        add(Kind::Quiz, quiz.id.as_str(), hash::fingerprint(&rules), None, &file);
        for question in &quiz.questions {
            let (wording, meaning) = (question.revision.clone(), question.meaning.clone());
            add(Kind::Question, question.id.as_str(), wording, Some(meaning), &file);
        }
        for task in &quiz.written {
            let wording = format!("{} {}", task.prompt.value, task.model.value);
            add(Kind::Question, task.id.as_str(), hash::fingerprint(&wording), None, &file);
        }
    }
    for id in source.exercises() {
        let file = walk::exercise_file(&id);
        let text = source.read(&file).unwrap_or_else(|_| "".into());
        add(Kind::Exercise, &id, hash::fingerprint(&text), None, &file);
    }
    for (file, text) in readable(source, Part::Labs) {
        if let Some(lab) = Guide::read(&file, &text).0 {
            add(Kind::Lab, lab.id.as_str(), hash::fingerprint(&text), None, &file);
        }
    }
    for (file, text) in readable(source, Part::Catalog) {
        let patterns = crate::catalog::Catalog::read(&[(file.clone(), text.as_str().into())]).0;
        for pattern in patterns.patterns() {
            let wording = hash::fingerprint(&format!("{pattern:?}"));
            add(Kind::Pattern, pattern.id.as_str(), wording, None, &file);
        }
    }
    things
}

fn readable(source: &Source, part: Part<'_>) -> Vec<(String, String)> {
    source.texts(part).filter_map(|(file, text)| Some((file, text.ok()?.to_string()))).collect()
}
