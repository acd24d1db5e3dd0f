//! The files that an example is a part of: a course, a book or notes without the mistake that it shows.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{diagnostics, labs};

/// Files by their paths.
pub(super) type Files = BTreeMap<String, String>;

const WEEK: &str = "lessons/01-a/week.toml";

const REPAIR: &str = "id = \"repair\"\ntitle = \"Repair\"\nbrief = \"Mend it.\"\ntask = \"diagram-repair\"\n\
    [[trace]]\nevents = []\nstates = []\n";

const SERIES: &str = "id = \"series\"\ntitle = \"Series\"\nbrief = \"Go on.\"\ntask = \"series\"\n\
    [[part]]\nid = \"first\"\ntask = \"estimate\"\n";

const SHOP: &str = r#"
id = "shop"
title = "Shop"
task = "decomposition"
brief = "Cut it."
parts = ["ownership", "services"]
par = 96
[entity.Order]
[entity.Card]
[capability.buy]
writes = ["Order"]
[capability.pay]
writes = ["Card"]
[team.all]
capabilities = ["buy", "pay"]
"#;

const ONE: &str = r#"
[answer]
scenario = "shop"
[service.shop]
does = ["buy", "pay"]
owns = ["Order", "Card"]
"#;

const APART: &str = r#"
[answer]
scenario = "shop"
[service.shop]
does = ["buy"]
owns = ["Order"]
[service.cards]
does = ["pay"]
owns = ["Card"]
"#;

const CARDS_APART: &str = r#"
id = "cards-apart"
title = "Cards behind a door"
kind = "law"
not_after = ["lean-year"]
story = "The law wants cards in a zone of their own."
[add.zone.cards]
apart_from = ["shop"]
[add.zone.shop]
[set.entity.Card]
zone = "cards"
[set.entity.Order]
zone = "shop"
[expect]
breaks = ["one"]
spares = ["apart"]
"#;

const LEAN_YEAR: &str = r#"
id = "lean-year"
title = "A lean year"
kind = "retreat"
not_after = ["cards-apart"]
story = "One program is what two people will look after."
[set]
ops_maturity = 0
[set.limits]
services_base = { value = 1, because = "two people look after it" }
[expect]
breaks = ["apart"]
spares = ["one"]
"#;

const SPLIT: &str = r#"
id = "split"
title = "Split"
task = "decomposition"
brief = "Cut it."
parts = ["ownership", "services"]
[entity.A]
[entity.B]
[entity.C]
[entity.D]
[capability.a]
writes = ["A"]
[capability.b]
writes = ["B"]
[capability.c]
writes = ["C"]
[capability.d]
writes = ["D"]
"#;

const FOUR: &str = r#"
[answer]
scenario = "split"
[service.a]
does = ["a"]
owns = ["A"]
[service.b]
does = ["b"]
owns = ["B"]
[service.c]
does = ["c"]
owns = ["C"]
[service.d]
does = ["d"]
owns = ["D"]
"#;

const BUSY: &str = "id = \"busy\"\ntitle = \"Busy\"\nkind = \"retreat\"\nstory = \"More come.\"\n\
    [set.capability.a]\nrate = 5\n";

const MISCONCEPTION: &str = r#"
[[misconception]]
id = "adds-rates"
says = "A rate and a time are added."
truth = "They are multiplied."
lesson = "first"
"#;

/// The files that an example in this one is a part of.
pub(super) fn files(file: &str) -> Files {
    match file.split('/').next() {
        Some("book.toml" | "src") => owned(&[
            ("book.toml", "[book]\ntitle = \"A book\"\n"),
            ("src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n"),
            ("src/one.md", "# One\n\nText.\n\n{{#include code.txt}}\n"),
            ("src/code.txt", "code\n"),
        ]),
        Some("notes") => owned(&[("page.md", "# Page\n")]),
        Some("labs") => owned(&labs::right()),
        _ => course(file),
    }
}

/// A course, with what the example needs beside it.
fn course(file: &str) -> Files {
    let right = diagnostics::right().into_iter();
    let mut files: Files = right.map(|(path, text)| (path.to_owned(), text)).collect();
    if !file.starts_with("exercises/") && file != WEEK {
        // Proving an exercise takes longer than all the rest.
        files.retain(|path, _| !path.starts_with("exercises/"));
        replace(&mut files, WEEK, "exercises = [\"small-cut\"]\n", "");
    }
    match file {
        "quizzes/99-exam.toml" => {
            replace(&mut files, "course.toml", "title", "exam = \"exam\"\ntitle")
        }
        "quizzes/02-b.toml" => {
            files.extend(owned(&[
                ("assets/misconceptions.toml", MISCONCEPTION),
                (file, "id = \"b-quiz\"\ntitle = \"B\"\n"),
            ]));
        }
        "assets/misconceptions.toml" => {
            let week = ("lessons/02-b/week.toml", "id = \"b\"\ntitle = \"B\"\n");
            files.extend(owned(&[week]));
            files.insert("lessons/02-b/01-second.md".to_owned(), lesson("second"));
        }
        "assets/mini-designs.toml" => files.extend(shipped("exercises/checkout-six-hops")),
        "exercises/second/exercise.toml" => {
            let facts = "exercises/small-cut/exercise.toml";
            replace(&mut files, facts, "title", "number = \"EX1.1\"\ntitle");
        }
        file if file.starts_with("exercises/shop/") => files.extend(shop()),
        file if file.starts_with("exercises/split/") => files.extend(owned(&[
            ("exercises/split/exercise.toml", SPLIT),
            ("exercises/split/references/four.toml", FOUR),
            ("exercises/split/changes/01-busy.toml", BUSY),
        ])),
        file if file.starts_with("exercises/repair/") => files.extend(owned(&[
            ("exercises/repair/exercise.toml", REPAIR),
            ("exercises/repair/start/diagram.mmd", "flowchart LR\n  A --> B\n"),
        ])),
        file if file.starts_with("exercises/series/") => files.extend(owned(&[
            ("exercises/series/exercise.toml", SERIES),
            ("exercises/series/first.toml", ""),
        ])),
        _ => {}
    }
    files
}

/// An exercise whose two references are each the better one after one of its changes.
fn shop() -> Files {
    let mut files = owned(&[
        ("exercises/shop/exercise.toml", SHOP),
        ("exercises/shop/references/one.toml", ONE),
        ("exercises/shop/references/apart.toml", APART),
        ("exercises/shop/changes/01-cards-apart.toml", CARDS_APART),
        ("exercises/shop/changes/02-lean-year.toml", LEAN_YEAR),
    ]);
    for (change, after) in [("01-cards-apart", APART), ("02-lean-year", ONE)] {
        for design in ["one", "apart", "monolith"] {
            let path = format!("exercises/shop/changes/{change}/{design}.toml");
            files.insert(path, after.to_owned());
        }
    }
    files
}

/// The files of a folder of the course that ships.
fn shipped(folder: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

/// What stands in a file that only a listing names.
pub(super) fn another(path: &str) -> String {
    match path {
        path if path.starts_with("lessons/") => lesson("draft"),
        path if path.starts_with("quizzes/") => {
            let quiz = diagnostics::right()["quizzes/01-a.toml"].clone();
            quiz.replace("a-quiz", "spare").replace("q-one", "q-spare")
        }
        _ => "Text.\n".to_owned(),
    }
}

fn lesson(id: &str) -> String {
    format!("+++\nid = \"{id}\"\ntitle = \"{id}\"\nminutes = 5\n+++\nText.\n")
}

fn owned(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap();
    *text = text.replacen(from, to, 1);
}
