//! A course beside an earlier version of it: what became of each id. Progress hangs on ids, so that one
//! that is gone has lost what learners did.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    course::{LessonCard, Week},
    hash,
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
    pub kind: &'static str,
    pub id: String,
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

type Things = BTreeMap<(&'static str, String), Thing>;

/// What became of every id of an earlier version, and which ids are new.
pub fn compare(before: &Source, now: &Source) -> Vec<Compared> {
    let (before, mut now) = (things(before), things(now));
    let mut compared: Vec<Compared> = before
        .into_iter()
        .map(|((kind, id), old)| {
            let new = now.remove(&(kind, id.clone()));
            let fate = new.as_ref().map_or(Fate::Gone, |new| fate(&old, new));
            let file = new.map_or(old.file, |new| new.file);
            Compared { kind, id, fate, file }
        })
        .collect();
    let new = now.into_iter();
    compared.extend(new.map(|((kind, id), thing)| Compared {
        kind,
        id,
        fate: Fate::New,
        file: thing.file,
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
            add("week", week.id.as_str(), hash::fingerprint(&text), None, &file);
        }
        for (file, text) in readable(source, Part::Lessons(&folder)) {
            if let Some(card) = LessonCard::read(&file, &text.as_str().into()).0 {
                add("lesson", card.id.as_str(), hash::fingerprint(&text), None, &file);
            }
        }
    }
    for (file, text) in readable(source, Part::Pools) {
        let Some(quiz) = Quiz::parse(&file, &text).0 else { continue };
        let rules = format!("{} {} {}", quiz.title, quiz.draw, quiz.pass);
        add("quiz", quiz.id.as_str(), hash::fingerprint(&rules), None, &file);
        for question in &quiz.questions {
            let (wording, meaning) = (question.revision.clone(), question.meaning.clone());
            add("question", question.id.as_str(), wording, Some(meaning), &file);
        }
        for task in &quiz.written {
            let wording = format!("{} {}", task.prompt.value, task.model.value);
            add("question", task.id.as_str(), hash::fingerprint(&wording), None, &file);
        }
    }
    for id in source.exercises() {
        let file = walk::exercise_file(&id);
        let text = source.read(&file).unwrap_or_else(|_| "".into());
        add("exercise", &id, hash::fingerprint(&text), None, &file);
    }
    for (file, text) in readable(source, Part::Labs) {
        if let Some(lab) = Guide::read(&file, &text).0 {
            add("lab", lab.id.as_str(), hash::fingerprint(&text), None, &file);
        }
    }
    for (file, text) in readable(source, Part::Catalog) {
        let patterns = crate::catalog::Catalog::read(&[(file.clone(), text.as_str().into())]).0;
        for pattern in patterns.patterns() {
            let wording = hash::fingerprint(&format!("{pattern:?}"));
            add("pattern", pattern.id.as_str(), wording, None, &file);
        }
    }
    things
}

fn readable(source: &Source, part: Part<'_>) -> Vec<(String, String)> {
    source.texts(part).filter_map(|(file, text)| Some((file, text.ok()?.to_string()))).collect()
}
