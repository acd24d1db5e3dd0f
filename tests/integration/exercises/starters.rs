//! What one begins with gives nothing away and earns nothing.

use std::{path::Path, sync::Arc};

use archtutor::{
    exercise::{Exercise, File, Folder, answer::Answer, editor::Editor, kind::Files, kinds::KINDS},
    verdict::Status,
};
use toml::{Table, Value};

use super::support::{FOLDERS, KNOWLEDGE, facts_of, files};

/// Ways to what only marking knows, by kind; a star stands for every name, and for every table of a list.
const SECRETS: &[(&str, &[&str])] = &[
    ("adr", &["uses.*.default", "option.*.effect"]),
    ("classify", &["key.*.*.also", "key.*.*.why"]),
    ("choose-pattern", &["case.*.say", "case.*.quiet", "case.*.alternatives"]),
    ("decision-tree", &["best_edits", "question.*.weak"]),
    ("diagram-repair", &["best_edits", "invariant", "machine", "trace"]),
    ("estimate", &["wrong"]),
    ("event-flow", &["reaction.*.writes", "reaction.*.after", "load", "client"]),
    ("plan", &["step.*.needs", "step.*.required", "step.*.harm", "step.*.why", "safe", "crash"]),
    ("scenario-quality", &["wish.*.metrics", "wish.*.attributes"]),
];

/// Kinds that begin with something to be mended, which holds in part; a system of others is one that runs.
const BROKEN: [&str; 5] =
    ["capstone", "decision-tree", "decomposition", "diagram-repair", "manifest"];

fn take(value: &mut Value, way: &[&str]) -> usize {
    let Some((first, rest)) = way.split_first() else { return 0 };
    match (value, *first) {
        (Value::Array(list), "*") => list.iter_mut().map(|one| take(one, rest)).sum(),
        (Value::Table(table), "*") => table.iter_mut().map(|(_, one)| take(one, rest)).sum(),
        (Value::Table(table), key) if rest.is_empty() => usize::from(table.remove(key).is_some()),
        (Value::Table(table), key) => table.get_mut(key).map_or(0, |inner| take(inner, rest)),
        _ => 0,
    }
}

/// The facts of another exercise whose right answers are others: formulas count twice, keys are one item on.
fn turned(kind: &str, facts: &mut Table) {
    if kind == "estimate" {
        for (_, ask) in facts.get_mut("ask").and_then(Value::as_table_mut).into_iter().flatten() {
            if let Some(formula) = ask.get("formula").and_then(Value::as_str) {
                let formula = format!("2 * ({formula})");
                ask.as_table_mut().unwrap().insert("formula".into(), formula.into());
            }
        }
    }
    if let Some(keys) = facts.get_mut("key").and_then(Value::as_table_mut) {
        let names: Vec<String> = keys.keys().cloned().collect();
        let mut values: Vec<Value> = keys.iter().map(|(_, key)| key.clone()).collect();
        values.rotate_left(1);
        *keys = names.into_iter().zip(values).collect();
    }
}

fn read(facts: &Table, files: &[File]) -> Exercise {
    let text: Arc<str> = facts.to_string().into();
    let files = Files::new("", files);
    let (exercise, wrong) = Exercise::read("exercise.toml", &text, &files, KINDS, &KNOWLEDGE);
    exercise.unwrap_or_else(|| panic!("{wrong:?}"))
}

/// What a learner is shown who has not answered yet.
fn begun(exercise: &Exercise) -> (Answer, String) {
    (exercise.facts.starter(), exercise.facts.notes())
}

/// The facts of an exercise, and of a series those of each part as an exercise of its own.
fn parts(folder: &Folder, files: &[File]) -> Vec<Table> {
    let facts = facts_of(folder);
    let Some(parts) = facts.get("part").and_then(Value::as_array) else { return vec![facts] };
    let part = |part: &Value| {
        let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap().to_owned();
        let name = format!("{}.toml", text("id"));
        let (_, facts) = files.iter().find(|(known, _)| *known == name)?;
        let mut facts: Table = facts.parse().unwrap();
        for (key, value) in [("id", "x"), ("title", "x"), ("brief", "x"), ("task", &text("task"))] {
            facts.insert(key.into(), value.into());
        }
        Some(facts)
    };
    parts.iter().filter_map(part).collect()
}

#[test]
fn no_starter_and_no_notes_depend_on_what_only_marking_knows() {
    let mut taken = 0;
    for folder in FOLDERS.iter() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path.join("exercises").join(folder.exercise.id.as_str());
        let mut found = Vec::new();
        files(&path, "", &mut found);
        for facts in parts(folder, &found) {
            let kind = facts["task"].as_str().unwrap().to_owned();
            let Some((_, ways)) = SECRETS.iter().find(|(known, _)| *known == kind) else {
                continue;
            };
            let mut other = Value::Table(facts.clone());
            for way in *ways {
                taken += take(&mut other, &way.split('.').collect::<Vec<_>>());
            }
            let Value::Table(mut other) = other else { unreachable!() };
            turned(&kind, &mut other);
            let (one, other) = (begun(&read(&facts, &found)), begun(&read(&other, &found)));
            assert_eq!(one, other, "{}", folder.exercise.id);
        }
    }
    assert!(taken > 200, "{taken}");
}

#[test]
fn no_starter_earns_more_than_nothing_does() {
    for folder in FOLDERS.iter() {
        let exercise = &folder.exercise;
        let is_mended = exercise.facts.editor(&exercise.facts.starter()) == Editor::Text;
        let is_series_of_files = exercise.kind.id() == "series" && is_mended;
        if BROKEN.contains(&exercise.kind.id()) || is_series_of_files {
            let begun = exercise.facts.mark(&exercise.facts.starter(), &KNOWLEDGE);
            assert_ne!(begun.status(), Status::Accepted, "{}", exercise.id);
            continue;
        }
        let nothing = match exercise.kind.shape() {
            shape if shape.is_folder() => Answer::default(),
            shape => Answer::of(shape.name("answer.txt"), ""),
        };
        let [begun, nothing] = [exercise.facts.starter(), nothing]
            .map(|answer| exercise.facts.mark(&answer, &KNOWLEDGE).tenths);
        assert!(begun <= nothing, "{}: {begun} tenths, {nothing} for nothing", exercise.id);
    }
}
