//! The words of the interface: every key that the code names has a text.

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
