//! What scripts read is as `docs/json.md` says: every command that prints JSON stands there, and prints what
//! its schema promises, without a key more.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use archtutor::cli::{self, Registry};
use serde_json::Value;

use crate::program::Program;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rows of the tables: a command without its first word, and the path of its schema.
fn promised() -> Vec<(String, PathBuf)> {
    let text = fs::read_to_string(root("docs/json.md")).unwrap();
    let row = |line: &str| {
        let (command, schema) = line.strip_prefix("| `archtutor ")?.split_once("` |")?;
        let (_, path) = schema.split_once("](")?;
        let path = root("docs").join(path.split(')').next()?);
        Some((command.to_owned(), path))
    };
    text.lines().filter_map(row).collect()
}

fn schema(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|_| panic!("no {}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The same schema, for what has no key more than it names.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(table) => {
            if table.contains_key("properties") {
                table.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            table.values_mut().for_each(strict);
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

/// The commands that can print JSON, with the commands above them.
fn printing(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for inner in command.get_subcommands() {
        let name = format!("{path} {}", inner.get_name()).trim().to_owned();
        let json = inner.get_arguments().any(|argument| {
            let words = argument.get_possible_values();
            argument.get_id() == "format" && words.iter().any(|word| word.get_name() == "json")
        });
        if json {
            found.insert(name.clone());
        }
        printing(inner, &name, found);
    }
}

#[test]
fn every_command_that_prints_json_stands_in_the_document() {
    let mut commands = BTreeSet::new();
    let mut whole = cli::command(Registry::SHIPPED);
    whole.build();
    printing(&whole, "", &mut commands);
    assert!(commands.len() > 20, "{commands:?}");
    let rows = promised();
    let stands = |name: &String| {
        rows.iter().any(|(row, _)| row.starts_with(&format!("{name} ")) && row.contains("json"))
    };
    let missing: Vec<_> = commands.iter().filter(|name| !stands(name)).collect();
    assert!(missing.is_empty(), "docs/json.md lacks {missing:?}");
}

#[test]
fn every_schema_is_one_and_is_used() {
    let rows = promised();
    for entry in fs::read_dir(root("docs/json")).unwrap() {
        let path = entry.unwrap().path();
        jsonschema::meta::validate(&schema(&path)).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        assert!(rows.iter().any(|(_, used)| used.file_name() == path.file_name()), "{path:?}");
    }
}

/// The words of a command; the one in capitals is an answer that there is.
fn words(command: &str) -> Vec<String> {
    let word = |word: &str| match word.strip_suffix("/ANSWER") {
        Some(folder) => {
            let mut answers: Vec<PathBuf> =
                fs::read_dir(root(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
            answers.sort();
            answers[0].to_string_lossy().into_owned()
        }
        None => word.to_owned(),
    };
    command.split(' ').map(word).collect()
}

#[test]
fn every_command_prints_what_its_schema_promises() {
    let data = tempfile::tempdir().unwrap();
    let of = |args: &[&str]| Program::with(args).data(data.path()).any_code();
    // Somebody who knows nothing yet, and has taken a quiz.
    of(&["--plain", "quiz", "trade-offs-quiz"]).stdin("?\n\n".repeat(20)).run();
    let mut wrong = Vec::new();
    for (command, path) in promised() {
        let words = words(&command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = of(&words).run();
        let printed = match path.ends_with("error.json") {
            true => &said.stderr,
            false => &said.stdout,
        };
        let Ok(value) = serde_json::from_str::<Value>(printed) else {
            wrong.push(format!("{command}: no JSON: {printed}{}", said.stderr));
            continue;
        };
        let mut schema = schema(&path);
        // Kinds of exercises may add keys, and labs have parameters of their own.
        if path.starts_with(root("docs/json")) {
            strict(&mut schema);
        }
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors = validator.iter_errors(&value).take(3);
        wrong
            .extend(errors.map(|error| format!("{command}: {error} at {}", error.instance_path())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
