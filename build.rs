//! What is made of files before the program is compiled: the messages of every language as a sorted
//! table, so that a start parses none of them. Tells cargo which files are embedded, too.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    for part in ["course.toml", "lessons", "quizzes", "exercises", "labs", "assets"] {
        println!("cargo:rerun-if-changed={part}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?;
    fs::write(Path::new(&out).join("languages.rs"), languages(Path::new("assets/i18n"))?)?;
    Ok(())
}

/// Rust for a list of languages, English first, each with its messages sorted by key.
fn languages(folder: &Path) -> Result<String, Box<dyn Error>> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = files.collect::<Result<Vec<PathBuf>, Box<dyn Error>>>()?;
    files.retain(|file| file.extension() == Some(OsStr::new("toml")));
    files.sort_by_key(|file| (file.file_stem() != Some(OsStr::new("en")), file.clone()));
    let mut lists = String::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let table: toml::Table =
            text.parse().map_err(|error| format!("{}: {error}", file.display()))?;
        let mut texts = BTreeMap::new();
        collect("", &table, &mut texts);
        let texts: Vec<_> = texts.into_iter().collect();
        let name = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        lists += &format!("({name:?}, &{texts:?}),\n");
    }
    Ok(format!("&[{lists}]"))
}

/// The texts of a table by their dotted keys.
fn collect(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => _ = texts.insert(key, text.clone()),
            toml::Value::Table(inner) => collect(&key, inner, texts),
            _ => {}
        }
    }
}
