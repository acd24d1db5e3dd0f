//! The messages of the interface: every key that the code names has one, and no sentence stands outside
//! their file.

use std::{fs, path::Path};

use archtutor::messages::Messages;

fn keys(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            keys(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("text");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (call, ending) in [
            (".say(\"", ""),
            ("words.get(\"", ""),
            ("words.format(\"", ""),
            ("words.plural(\"", ".one"),
        ] {
            for part in code.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                found.push((format!("{key}{ending}"), path.display().to_string()));
            }
        }
    }
}

#[test]
fn every_key_in_the_code_has_words() {
    let words = Messages::load("en");
    let mut found = Vec::new();
    keys(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "only {} keys were found", found.len());
    let missing: Vec<_> = found.iter().filter(|(key, _)| !words.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Where a learner's sentences may not stand: screens, plain lines, and what is said about progress.
const INTERFACE: [&str; 3] = ["tui", "cli/plain", "progress"];
/// Files of themes and keys have authors, too: what is said about those is a diagnostic.
const FOR_AUTHORS: [&str; 2] = ["tui/theme.rs", "tui/keymap.rs"];
/// Said when the program breaks and nothing can be looked up any more, to the compiler, and by SQLite.
const BY_OTHERS: [&str; 5] = [
    "archtutor: this is a mistake of the program, not yours.",
    "each migration is a format",
    "no such table",
    "no such column",
    "has no column named",
];

#[test]
fn no_sentence_of_the_interface_stands_outside_the_messages() {
    let mut wrong = Vec::new();
    for area in INTERFACE {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(area);
        sentences(&path, &mut wrong);
        sentences(&path.with_extension("rs"), &mut wrong);
    }
    assert!(wrong.is_empty(), "move these to assets/i18n/en.toml:\n{}", wrong.join("\n"));
}

/// The literals of three words and more in the code of a folder or a file.
fn sentences(path: &Path, found: &mut Vec<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder");
        entries.for_each(|entry| sentences(&entry.expect("an entry").path(), found));
        return;
    }
    let name = path.to_string_lossy();
    let tests = name.ends_with("tests.rs") || name.contains("/tests/");
    if tests || path.extension().is_none_or(|end| end != "rs") {
        return;
    }
    let text = fs::read_to_string(path).expect("text");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for literal in literals(code) {
        let exempt = FOR_AUTHORS.iter().any(|file| name.ends_with(file))
            || BY_OTHERS.contains(&literal.as_str());
        if !exempt && !is_sql(&literal) && words_in(&literal) > 2 {
            found.push(format!("{name}: {literal:?}"));
        }
    }
}

/// The contents of the string literals of some code; reasons of attributes are comments.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), String::new());
    for line in code.lines() {
        let line = line.trim_start();
        let comment = line.starts_with("//") || line.starts_with("#[") || line.starts_with("#![");
        rest.push_str(if comment { "" } else { line });
        rest.push('\n');
    }
    let mut characters = rest.chars();
    while let Some(c) = characters.next() {
        // A quote as a character would open a literal.
        if c == '\'' && matches!(characters.clone().next(), Some('"')) {
            characters.nth(1);
        } else if c == '"' {
            let mut literal = String::new();
            loop {
                match characters.next() {
                    None | Some('"') => break,
                    Some('\\') => literal.extend(characters.next()),
                    Some(c) => literal.push(c),
                }
            }
            found.push(literal);
        }
    }
    found
}

fn is_sql(literal: &str) -> bool {
    let first = literal.split_whitespace().next().unwrap_or_default();
    const VERBS: [&str; 12] = [
        "alter", "begin", "create", "delete", "drop", "from", "insert", "order", "pragma",
        "select", "update", "with",
    ];
    VERBS.contains(&first) || first == "where"
}

/// Words of two letters and more, without the names of what is filled in.
fn words_in(literal: &str) -> usize {
    let mut plain = String::new();
    let mut depth = 0;
    for c in literal.chars() {
        depth += i32::from(c == '{');
        plain.push(if depth > 0 { ' ' } else { c });
        depth -= i32::from(c == '}' && depth > 0);
    }
    if !plain.trim().contains(' ') {
        return 0;
    }
    let words = plain.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.chars().count() > 1 && word.is_ascii()).count()
}

#[test]
fn a_sentence_is_told_from_names_and_queries() {
    let code = "// \"a comment\"\nlet a = \"no {thing} of ours here\";\nlet b = '\"';\nsay(\"x\");";
    assert_eq!(literals(code), ["no {thing} of ours here", "x"]);
    assert_eq!(words_in("no {thing} of ours here"), 4);
    assert_eq!(words_in("home.week-of-all"), 0);
    assert!(is_sql("select a from b") && !is_sql("select-a"));
}
