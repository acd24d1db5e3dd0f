//! Schemas are those of the code that reads, every shipped file fits its own, and what a schema can see is
//! refused.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use archtutor::{
    author::schema,
    exercise::kinds::KINDS,
    source::{Part, Source, walk},
};
use jsonschema::Validator;
use serde_json::Value;

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/schemas/{name}.json"))
}

/// The schemas by name, as they stand beside the program.
fn validators() -> BTreeMap<String, Validator> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schemas");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, jsonschema::validator_for(&schema).unwrap())
    };
    files.map(read).collect()
}

#[test]
fn the_schemas_are_those_of_the_code_that_reads() {
    for (name, schema) in schema::all(KINDS) {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if fs::read_to_string(stored(&name)).is_ok_and(|known| known == text) {
            continue;
        }
        // After a change: BLESS=1 cargo test --test integration schema
        assert!(std::env::var_os("BLESS").is_some(), "assets/schemas/{name}.json is not current");
        fs::write(stored(&name), text).unwrap();
    }
}

/// The files of the shipped course, each with the name of its schema.
fn shipped() -> Vec<(String, String, String)> {
    let source = Source::Embedded;
    let mut files = vec![("course".to_owned(), "course.toml".to_owned())];
    for week in source.weeks() {
        let folder = walk::week_folder(&week);
        files.push(("week".into(), walk::week_file(&folder)));
        files
            .extend(source.files(Part::Lessons(&folder)).into_iter().map(|f| ("lesson".into(), f)));
    }
    let parts = [
        ("quiz", Part::Pools),
        ("lab", Part::Labs),
        ("coverage", Part::Coverage),
        ("errata", Part::Errata),
    ];
    for (name, part) in parts {
        files.extend(source.files(part).into_iter().map(|file| (name.to_owned(), file)));
    }
    files.push(("glossary".into(), "assets/glossary.toml".into()));
    files.push(("misconceptions".into(), "assets/misconceptions.toml".into()));
    for file in source.files(Part::Catalog) {
        let name = file.rsplit('/').next().unwrap().trim_end_matches(".toml");
        let known = ["dimensions", "decision-tree", "obligations", "cards"];
        let name = if known.contains(&name) { name } else { "patterns" };
        files.push((name.to_owned(), file));
    }
    for id in source.exercises() {
        let file = walk::exercise_file(&id);
        let text: toml::Table = source.read(&file).unwrap().parse().unwrap();
        let task = text["task"].as_str().unwrap().to_owned();
        let answers = source.below(&format!("{}/references", walk::exercise_folder(&id)));
        let name = match task.as_str() {
            "capstone" => "/design.toml",
            "series" => "/answer.toml",
            _ => ".toml",
        };
        let answers = answers.into_iter().filter(|file| file.ends_with(name));
        files.extend(answers.map(|file| (format!("answer-{task}"), file)));
        let faulty = source.below(&format!("{}/faulty", walk::exercise_folder(&id))).into_iter();
        files.extend(
            faulty.filter(|file| file.ends_with("expect.toml")).map(|file| ("expect".into(), file)),
        );
        files.push((format!("exercise-{task}"), file));
    }
    let text = |file: &str| source.read(file).unwrap().to_string();
    files.into_iter().map(|(name, file)| (name, text(&file), file)).collect()
}

/// A TOML text, or the front matter of a lesson, as JSON.
fn json(text: &str) -> Value {
    let toml = match text.strip_prefix("+++\n") {
        Some(lesson) => lesson.split("\n+++").next().unwrap(),
        None => text,
    };
    serde_json::to_value(toml.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn every_shipped_file_fits_its_schema() {
    let schemas = validators();
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for (name, text, file) in shipped() {
        let Some(schema) = schemas.get(&name) else {
            assert!(name.starts_with("answer-"), "{name} of {file} has no schema");
            continue;
        };
        looked_at += 1;
        let value = json(&text);
        wrong.extend(
            schema
                .iter_errors(&value)
                .map(|error| format!("{file}: {} at {}", error, error.instance_path())),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    assert!(looked_at > 300, "{looked_at}");
}

#[test]
fn what_a_schema_can_see_is_refused() {
    let schemas = validators();
    let refuses = |name: &str, text: &str| {
        assert!(!schemas[name].is_valid(&json(text)), "{name} takes {text}");
    };
    refuses("course", "id = 'c'\n");
    refuses("course", "id = 'C c'\ntitle = 'C'\n");
    refuses("course", "id = 'c'\ntitel = 'C'\n");
    refuses("week", "id = 'a'\ntitle = 7\n");
    refuses("week", "id = 'a'\ntitle = 'A'\nlabs = 'x'\n");
    refuses("lesson", "id = 'a'\ntitle = 'A'\nminutes = 0\n");
    refuses("lesson", "id = 'a'\ntitle = 'A'\nminutes = 'ten'\n");
    refuses("quiz", "id = 'q'\n[[questions]]\ntype = 'Essay'\n");
    refuses(
        "quiz",
        "id = 'q'\n[[questions]]\ntype = 'ShortAnswer'\nlevel = 'remember'\nprompt.prompt = 'a'\nanswer.answer = 'b'\n",
    );
    refuses(
        "quiz",
        "id = 'q'\n[[questions]]\ntype = 'Matching'\nprompt.prompt = 'a'\nanswer.stdout = 'b'\n",
    );
    refuses("exercise-decomposition", "id = 'e'\ntitle = 'E'\ntask = 'saga'\nbrief = 'b'\n");
    refuses("exercise-decomposition", "title = 'E'\ntask = 'decomposition'\nbrief = 'b'\n");
    refuses("answer-decomposition", "[answer]\nscenario = 's'\n[service.a]\ndose = []\n");
    refuses("lab", "id = 'l'\n");
    refuses("expect", "fires = 'H-02'\n");
    refuses("lesson", "id = 'a'\ntitle = 'A'\nformerly = 'b'\n");
    refuses("glossary", "[[term]]\nmeaning = 'm'\n");
    refuses("misconceptions", "[[misconception]]\nid = 'm'\n");
    let short =
        "id = 'q'\n[[questions]]\ntype = 'ShortAnswer'\nprompt.prompt = 'a'\nanswer.answer = 'b'\n";
    assert!(schemas["quiz"].is_valid(&json(short)));
}
