//! Dependencies point down: no file names a module of a layer above its own, and only the module
//! that owns an outside thing names it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The layers from the bottom up.
const LAYERS: [&[&str]; 5] = [
    &["id", "clock", "hash", "chance", "role", "text", "problem", "diagnostic", "messages"],
    &["file", "source", "markdown", "page", "highlight", "diagram", "table", "expression"],
    &[
        "course",
        "catalog",
        "change",
        "card",
        "glossary",
        "coverage",
        "quiz",
        "verdict",
        "design",
        "exercise",
        "lab",
        "manifest",
        "mini_design",
        "misconception",
        "review",
    ],
    &["progress", "library", "courses", "search", "check", "session", "config", "author", "class"],
    &["cli", "tui"],
];

/// What may be named only by whom: a module, or a file of one.
const OUTSIDE: [(&str, &[&str]); 8] = [
    ("ratatui", &["tui"]),
    ("crossterm", &["tui", "cli"]),
    ("rusqlite", &["progress", "class/cache.rs"]),
    ("jiff", &["clock"]),
    ("fsrs::", &["review"]),
    ("clap", &["cli"]),
    ("ureq", &["class/transport.rs"]),
    ("rustls", &["class/transport.rs"]),
];

pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The top module that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The code of a file without its comments and without its unit tests.
pub(crate) fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_module_has_a_layer() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in files {
        let name = module(&file);
        let known = ["lib", "main"].contains(&name.as_str()) || layer(&name).is_some();
        assert!(known, "{name} has no layer: add it to LAYERS and to the table in src/lib.rs");
    }
}

#[test]
fn no_module_names_one_above_it() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let Some(own) = layer(&module(&file)) else { continue };
        let code = code(&fs::read_to_string(&file).expect("readable"));
        // `use crate::{a, b::{..}, c}` names each module at the depth of its first brace.
        for (above, modules) in LAYERS.iter().enumerate().skip(own + 1) {
            for name in *modules {
                let named = code.contains(&format!("crate::{name}::"))
                    || code.contains(&format!("crate::{name};"))
                    || used_in_braces(&code, name);
                if named {
                    wrong.push(format!(
                        "{} (layer {own}) names {name} (layer {above})",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether `use crate::{…}` of a file names the module at the top level of its braces.
fn used_in_braces(code: &str, module: &str) -> bool {
    let Some(at) = code.find("use crate::{") else { return false };
    let mut depth = 0;
    let mut word = String::new();
    for c in code[at + "use crate::".len()..].chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c if depth == 1 && (c.is_alphanumeric() || c == '_') => {
                word.push(c);
                continue;
            }
            _ => {}
        }
        if depth <= 1 || c == '{' {
            if word == module {
                return true;
            }
            word.clear();
        }
        if depth == 0 {
            return false;
        }
    }
    false
}

/// What screens are made of: it serves all of them and every kind of exercise, so it knows none.
const SHARED_BY_SCREENS: [&str; 16] = [
    "editors",
    "editors.rs",
    "layers",
    "layers.rs",
    "action.rs",
    "draw.rs",
    "editor.rs",
    "event.rs",
    "keymap.rs",
    "painter",
    "route.rs",
    "screen.rs",
    "signs.rs",
    "terminal.rs",
    "theme.rs",
    "widgets",
];

#[test]
fn what_all_screens_share_knows_no_screen_and_no_kind() {
    let tui = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    let mut files = Vec::new();
    sources(&tui, &mut files);
    let shared =
        |file: &PathBuf| SHARED_BY_SCREENS.iter().any(|name| file.starts_with(tui.join(name)));
    for file in files.iter().filter(|file| shared(file)) {
        let code = code(&fs::read_to_string(file).expect("readable"));
        for screens in ["screens::", "workbench::", "open::", "app::", "kinds::"] {
            assert!(!code.contains(screens), "{} names {screens}", file.display());
        }
    }
}

#[test]
fn outside_things_are_named_only_by_their_owners() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let own = module(&file);
        let owns = |owner: &&str| own == *owner || file.ends_with(Path::new("src").join(owner));
        let code = code(&fs::read_to_string(&file).expect("readable"));
        for (thing, owners) in OUTSIDE {
            let named =
                code.contains(&format!("{thing}::")) || code.contains(&format!("use {thing}"));
            if named && !owners.iter().any(owns) {
                wrong.push(format!("{} names {thing}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
