//! Files that import each other in a circle can only be understood, moved and tested together, so
//! there are none but one. Arrows between a module and its own children do not count.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::layers::{code, sources};

/// A module by the names on the way to it from `src`.
type Module = Vec<String>;
type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// The one circle that there is: the log asks the list of its subjects what an entry says, and one subject
/// looks its own entries up in the log.
const KNOWN: [&str; 3] = ["progress/log", "progress/question", "progress/subjects"];

/// The code in words, `::` and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        found.push(token);
        rest = after.trim_start();
    }
    found
}

/// Reads the tree of a `use` after `path`, and says where it ended.
fn tree<'c>(
    tokens: &[&'c str],
    mut at: usize,
    mut path: Vec<&'c str>,
    found: &mut Vec<Vec<&'c str>>,
) -> usize {
    while let Some(token) = tokens.get(at) {
        match *token {
            "::" => at += 1,
            "{" => {
                while !matches!(tokens.get(at), Some(&"}") | None) {
                    at = tree(tokens, at + 1, path.clone(), found);
                }
                return at + 1;
            }
            "as" => at += 2,
            "}" | "," | ";" => break,
            name => {
                path.push(name);
                at += 1;
            }
        }
    }
    found.push(path);
    at
}

/// Every path that some code names, by `use` or where it stands.
fn paths(code: &str) -> Vec<Vec<String>> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at = match *token {
            "use" => tree(&tokens, at + 1, Vec::new(), &mut found),
            "crate" | "super" | "self" if tokens.get(at + 1) == Some(&"::") => {
                let mut path = vec![*token];
                while tokens.get(at + 1) == Some(&"::") {
                    path.extend(tokens.get(at + 2));
                    at += 2;
                }
                found.push(path);
                at + 1
            }
            _ => at + 1,
        };
    }
    found.into_iter().map(|path| path.into_iter().map(str::to_owned).collect()).collect()
}

/// The module that a path in `from` leads to.
fn target(from: &Module, path: &[String], modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut rest = path.iter().peekable();
    let mut at: Module = match rest.peek()?.as_str() {
        "crate" => {
            rest.next();
            Vec::new()
        }
        "self" => {
            rest.next();
            from.clone()
        }
        "super" => {
            let mut at = from.clone();
            while rest.next_if(|name| *name == "super").is_some() {
                at.pop();
            }
            at
        }
        _ => from.clone(),
    };
    for name in rest {
        at.push(name.clone());
        if !modules.contains_key(&at) {
            at.pop();
            break;
        }
    }
    modules.contains_key(&at).then_some(at)
}

/// Which module names which, from the code of each.
fn graph(modules: &BTreeMap<Module, String>) -> Graph {
    let arrows = |(from, code): (&Module, &String)| {
        let targets = paths(code).into_iter().filter_map(|path| target(from, &path, modules));
        let far = targets.filter(|to| !to.starts_with(from) && !from.starts_with(to));
        (from.clone(), far.collect())
    };
    modules.iter().map(arrows).collect()
}

/// Everything that can be reached from a module.
fn reached<'g>(graph: &'g Graph, from: &'g Module) -> BTreeSet<&'g Module> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&Module> = graph[from].iter().collect();
    while let Some(module) = next.pop() {
        if seen.insert(module) {
            next.extend(&graph[module]);
        }
    }
    seen
}

/// The circles, each with all its files.
fn circles(graph: &Graph) -> BTreeSet<Vec<String>> {
    let from: BTreeMap<&Module, BTreeSet<&Module>> =
        graph.keys().map(|module| (module, reached(graph, module))).collect();
    let circle = |module: &Module| -> Vec<String> {
        let both = |to: &&&Module| from[**to].contains(module);
        from[module].iter().filter(both).map(|module| module.join("/")).collect()
    };
    graph.keys().map(circle).filter(|circle| circle.len() > 1).collect()
}

fn made_up(files: &[(&str, &str)]) -> BTreeSet<Vec<String>> {
    let module = |name: &str| name.split('/').map(str::to_owned).collect();
    let modules = files.iter().map(|(name, code)| (module(name), (*code).to_owned())).collect();
    circles(&graph(&modules))
}

#[test]
fn no_files_import_each_other_in_a_circle_but_those_that_are_known() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let modules: BTreeMap<Module, String> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&root).expect("in src").with_extension("");
            let names = name.iter().map(|name| name.to_string_lossy().into_owned());
            (names.collect(), code(&fs::read_to_string(file).expect("readable")))
        })
        .filter(|(name, _): &(Module, String)| name.last().is_none_or(|last| last != "tests"))
        .filter(|(name, _)| !["lib", "main"].contains(&name.join("/").as_str()))
        .collect();
    assert!(modules.len() > 300, "only {} files were found", modules.len());
    let known = KNOWN.map(str::to_owned).to_vec();
    assert_eq!(circles(&graph(&modules)), BTreeSet::from([known]), "files that import each other");
}

#[test]
fn a_circle_is_found_whichever_way_its_files_name_each_other() {
    let files = [
        ("tui/a", "use super::b::B;"),
        ("tui/b", "use crate::{id, tui::{c::{self, C as D}, draw}};"),
        ("tui/c", "fn f() { crate::tui::a::g(); }"),
        ("tui/draw", ""),
        ("tui", "pub mod a;"),
    ];
    assert_eq!(
        made_up(&files),
        BTreeSet::from([vec!["tui/a".into(), "tui/b".into(), "tui/c".into()]])
    );
}

#[test]
fn two_files_are_a_circle_and_a_chain_is_none() {
    let two = [("q/a", "use super::b;"), ("q/b", "use super::a;")];
    assert_eq!(made_up(&two).len(), 1);
    let chain = [("q/a", "use super::b;"), ("q/b", "use super::c;"), ("q/c", "")];
    assert!(made_up(&chain).is_empty());
}

#[test]
fn parents_and_children_are_no_circle() {
    let files = [
        ("tui/a", "mod b; use b::B; use self::c::C;"),
        ("tui/a/b", "use super::{A, c::C};"),
        ("tui/a/c", "use super::A;"),
    ];
    assert!(made_up(&files).is_empty());
}
