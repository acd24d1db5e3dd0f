//! JSON Schemas of the files of a course, made from the code that reads them. What is written and not
//! read, such as reports, has a schema by hand beside them in `assets/schemas`.

mod about;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    catalog::Catalog,
    course::{Course, LessonCard, Week},
    coverage::{self, Erratum},
    exercise::{
        Answer, Exercise, Expectation, Folder, Kind, Kinds, Knowledge, answer,
        kind::{Files, Shape as Texts},
    },
    glossary::Term,
    lab::guide::Guide,
    library::exercises,
    misconception::Misconception,
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, walk},
    table::shape::{DEEPEST, Form, Shape, Slot, Wanted},
};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// What an id looks like, as [`crate::id::fault`] says.
const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// Every schema that is made from a reader: its name, and what it says. The kinds' examples are those of
/// the course that ships.
pub fn all(kinds: Kinds) -> Vec<(String, Value)> {
    let mut made = vec![
        schema(
            "course",
            "A course",
            &toml(&[text(COURSE_FILE)], |text| {
                drop(Course::read(COURSE_FILE, &text.into()));
            }),
        ),
        schema(
            "week",
            "A week",
            &toml(&weeks(), |text| drop(Week::read("lessons/01-a", &text.into()))),
        ),
        schema("lesson", "The front matter of a lesson", &lesson()),
        schema(
            "quiz",
            "A quiz",
            &toml(&texts(Part::Pools), |text| drop(Quiz::parse("quizzes/a.toml", text))),
        ),
        schema(
            "lab",
            "A lab",
            &toml(&texts(Part::Labs), |text| drop(Guide::read("labs/a.toml", text))),
        ),
        schema(
            "glossary",
            "Key terms",
            &toml(&[text(crate::glossary::FILE)], |text| {
                drop(Term::read(crate::glossary::FILE, &text.into()));
            }),
        ),
        schema(
            "misconceptions",
            "Misconceptions",
            &toml(&[text(crate::misconception::FILE)], |text| {
                drop(Misconception::read(crate::misconception::FILE, &text.into()))
            }),
        ),
        schema(
            "coverage",
            "Where the items of the sources are taught",
            &toml(&texts(Part::Coverage), |text| {
                drop(coverage::read("assets/coverage/a.toml", &text.into()))
            }),
        ),
        schema(
            "errata",
            "The mistakes of the sources",
            &toml(&texts(Part::Errata), |text| {
                drop(Erratum::read("assets/errata/a.toml", &text.into()));
            }),
        ),
        schema(
            "expect",
            "What a faulty answer must be told",
            &toml(&[], |text| drop(Expectation::read("expect.toml", &text.into()))),
        ),
    ];
    made.extend(CATALOG.iter().map(|(name, title, file)| {
        schema(
            name,
            title,
            &toml(&catalog(file), |text| {
                drop(Catalog::read(&[((*file).to_owned(), text.into())]));
            }),
        )
    }));
    let folders = kinds.iter().map(|kind| (kind, Example::of(kind, kinds)));
    for (kind, folders) in folders {
        let id = kind.id();
        let title = format!("An exercise of the kind {id}");
        made.push(schema(&format!("exercise-{id}"), &title, &facts(kind, kinds, &folders)));
        if let Some(name) = toml_of(kind.shape()).filter(|_| !folders.is_empty()) {
            let title = match kind.shape() {
                Texts::Toml => format!("An answer to an exercise of the kind {id}"),
                _ => format!("{name} in an answer to an exercise of the kind {id}"),
            };
            made.push(schema(&format!("answer-{id}"), &title, &answers(name, &folders)));
        }
    }
    made
}

/// The files of the catalog: name of the schema, title, and the file that is told by its name.
const CATALOG: [(&str, &str, &str); 5] = [
    ("patterns", "Patterns", "assets/catalog/own.toml"),
    ("dimensions", "Dimensions of the catalog", "assets/catalog/dimensions.toml"),
    ("decision-tree", "The decision tree", "assets/catalog/decision-tree.toml"),
    ("obligations", "What an answer can owe", "assets/catalog/obligations.toml"),
    ("cards", "Rules of cards", "assets/catalog/cards.toml"),
];

/// The files that ship of a file of the catalog; all of patterns for one that is told by no name.
fn catalog(file: &str) -> Vec<String> {
    let special =
        |path: &&String| CATALOG.iter().skip(1).any(|(_, _, known)| *known == path.as_str());
    let files = Source::Embedded.files(Part::Catalog);
    match files.iter().find(|path| *path == file) {
        Some(path) => vec![text(path)],
        None => files.iter().filter(|path| !special(path)).map(|path| text(path)).collect(),
    }
}

/// An exercise that ships: its folder, its texts, and what was read of it.
struct Example {
    path: String,
    files: Vec<(String, Arc<str>)>,
    read: Folder,
}

impl Example {
    fn of(kind: &dyn Kind, kinds: Kinds) -> Vec<Self> {
        let knowledge = knowledge();
        let folders = Source::Embedded.exercises().into_iter().filter_map(|id| {
            let text = text(&walk::exercise_file(&id));
            let wanted = format!("\ntask = \"{}\"", kind.id());
            let head = text.split("\n[").next().is_some_and(|head| head.contains(&wanted));
            let read = head.then(|| exercises::read(&Source::Embedded, &id, kinds, &knowledge).0);
            let path = walk::exercise_folder(&id);
            let files = Source::Embedded.below(&path).into_iter();
            let files = files.map(|path| (path.clone(), text_of(&path))).collect();
            Some(Self { path, files, read: read.flatten()? })
        });
        folders.collect()
    }
}

fn knowledge() -> Knowledge {
    let files = Source::Embedded.texts(Part::Catalog);
    let files: Vec<_> = files.filter_map(|(file, text)| Some((file, text.ok()?))).collect();
    Knowledge::new(Arc::new(Catalog::read(&files).0))
}

fn facts(kind: &dyn Kind, kinds: Kinds, folders: &[Example]) -> Shape {
    let knowledge = knowledge();
    let there: Vec<String> =
        folders.iter().map(|folder| text(&format!("{}/exercise.toml", folder.path))).collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    Shape::of(("", ""), &[("task", kind.id())], &there, |text| {
        let files =
            folders.iter().find(|folder| folder.files.iter().any(|(_, own)| **own == *text));
        let (path, files) = files.map_or(("", [].as_slice()), |found| (&found.path, &found.files));
        let files = Files::new(path, files);
        drop(Exercise::read("exercise.toml", &text.into(), &files, kinds, &knowledge));
    })
}

/// The file of an answer that is read as TOML, if there is one.
fn toml_of(shape: Texts) -> Option<&'static str> {
    match shape {
        Texts::Toml => Some(answer::TOML),
        Texts::Around(name) => Some(name),
        // Of others the formats are those of other programs.
        Texts::File(_) | Texts::Folder => None,
    }
}

fn answers(name: &'static str, folders: &[Example]) -> Shape {
    let samples = folders.iter().flat_map(|folder| {
        let right = folder.read.references.iter().chain(&folder.read.starts);
        right.chain(&folder.read.par)
    });
    let there: Vec<String> = samples
        .filter_map(|sample| sample.answer.text(name))
        .map(|text| text.to_string())
        .collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    Shape::of(("", ""), &[], &there, |text| {
        let answer = Answer::of(name, text);
        folders.iter().for_each(|folder| drop(folder.read.exercise.facts.diagnose(&answer)));
    })
}

fn lesson() -> Shape {
    let there: Vec<String> = Source::Embedded
        .weeks()
        .iter()
        .flat_map(|week| texts(Part::Lessons(&walk::week_folder(week))))
        .collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    Shape::of(("+++\n", "+++\n"), &[], &there, |text| drop(LessonCard::read("a.md", &text.into())))
}

fn toml(there: &[String], read: impl Fn(&str)) -> Shape {
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    Shape::of(("", ""), &[], &there, read)
}

fn weeks() -> Vec<String> {
    let weeks = Source::Embedded.weeks();
    weeks.iter().map(|week| text(&walk::week_file(&walk::week_folder(week)))).collect()
}

fn texts(part: Part<'_>) -> Vec<String> {
    Source::Embedded.texts(part).filter_map(|(_, text)| Some(text.ok()?.to_string())).collect()
}

fn text(path: &str) -> String {
    text_of(path).to_string()
}

fn text_of(path: &str) -> Arc<str> {
    Source::Embedded.read(path).unwrap_or_else(|_| "".into())
}

fn schema(name: &str, title: &str, shape: &Shape) -> (String, Value) {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(DIALECT));
    schema.insert("title".to_owned(), json!(title));
    if let Value::Object(said) = object(shape, &At { schema: name, path: String::new(), depth: 0 })
    {
        schema.extend(said);
    }
    (name.to_owned(), Value::Object(schema))
}

/// A place in a schema.
struct At<'s> {
    schema: &'s str,
    /// The keys on the way to it, with `/` between.
    path: String,
    depth: usize,
}

impl At<'_> {
    fn deeper(&self) -> Self {
        Self { path: self.path.clone(), depth: self.depth + 1, ..*self }
    }

    fn below(&self, key: &str) -> Self {
        let slash = if self.path.is_empty() { "" } else { "/" };
        Self { path: format!("{}{slash}{key}", self.path), ..self.deeper() }
    }

    /// A value of this place with what it is for.
    fn told(&self, mut value: Value) -> Value {
        if let (Some(about), Value::Object(said)) = (about::of(self.schema, &self.path), &mut value)
        {
            said.insert("description".to_owned(), json!(about));
        }
        value
    }
}

/// A table as a schema; one of several where a word decides what else stands in it.
fn object(shape: &Shape, at: &At<'_>) -> Value {
    shape.look(|asked| {
        let Some((key, kinds)) = &asked.kinds else { return one_object(shape, None, at) };
        let each = kinds.iter().map(|(word, own)| one_object(shape, Some((key, word, own)), at));
        json!({ "oneOf": each.collect::<Vec<Value>>() })
    })
}

fn one_object(shape: &Shape, kind: Option<(&str, &str, &Shape)>, at: &At<'_>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let mut open = false;
    let mut others = None;
    for part in std::iter::once(shape).chain(kind.map(|(.., own)| own)) {
        part.look(|asked| {
            open |= asked.open;
            let named = asked.names.as_ref();
            others = others.take().or_else(|| named.map(|slot| value(slot, &at.deeper())));
            for (key, slot) in &asked.keys {
                let is_new = !properties.contains_key(key);
                if is_new || !slot.look(|wanted| wanted.forms.is_empty()) {
                    let at = at.below(key);
                    properties.insert(key.clone(), at.told(value(slot, &at)));
                }
                if part.requires(slot) && !required.contains(key) {
                    required.push(key.clone());
                }
            }
        });
    }
    if let Some((key, word, _)) = kind {
        properties.insert(key.to_owned(), at.below(key).told(json!({ "const": word })));
        if !required.iter().any(|known| known == key) {
            required.push(key.to_owned());
        }
    }
    let mut said = Map::new();
    said.insert("type".to_owned(), json!("object"));
    if !required.is_empty() {
        said.insert("required".to_owned(), json!(required));
    }
    said.insert("properties".to_owned(), Value::Object(properties));
    said.insert("additionalProperties".to_owned(), others.unwrap_or(json!(open)));
    Value::Object(said)
}

/// A value as a schema; anything where nothing is known of it, or it stands too deep.
fn value(slot: &Slot, at: &At<'_>) -> Value {
    if at.depth > DEEPEST {
        return json!({});
    }
    slot.look(|wanted| {
        let is_number = wanted.forms.contains(&Form::Number);
        let forms = wanted.forms.iter().filter(|form| !is_number || **form != Form::Integer);
        let mut each: Vec<Value> = forms.map(|form| of_form(*form, wanted, at)).collect();
        match each.len() {
            0 => json!({}),
            1 => each.remove(0),
            _ => json!({ "anyOf": each }),
        }
    })
}

fn of_form(form: Form, wanted: &Wanted, at: &At<'_>) -> Value {
    match form {
        Form::Text if !wanted.words.is_empty() => json!({ "enum": wanted.words }),
        Form::Text if wanted.is_id => json!({ "type": "string", "pattern": ID, "maxLength": 80 }),
        Form::Text => json!({ "type": "string" }),
        Form::Integer => match &wanted.range {
            Some(range) => {
                json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() })
            }
            None => json!({ "type": "integer" }),
        },
        Form::Number => json!({ "type": "number" }),
        Form::Boolean => json!({ "type": "boolean" }),
        Form::List => {
            let items = wanted.item.as_ref().map(|item| value(item, &at.deeper()));
            json!({ "type": "array", "items": items.unwrap_or(json!({})) })
        }
        Form::Table => wanted.table.as_ref().map_or(json!({}), |table| object(table, &at.deeper())),
    }
}
