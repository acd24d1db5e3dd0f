//! What `README.md` says about commands and keys is what the program has. After a change of either,
//! `BLESS=1 cargo test --test integration readme` writes it anew.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use archtutor::{library::Library, messages::Messages, source::Source};

use crate::program::{Program, commands};

/// Two tests may write the file.
static WRITING: Mutex<()> = Mutex::new(());

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Holds what stands between two texts of the README to what is wanted there.
#[track_caller]
fn hold(from: &str, to: &str, wanted: &str) {
    let _writing = WRITING.lock().expect("the other test has not failed while writing");
    let readme = fs::read_to_string(path("README.md")).expect("README.md");
    let start = readme.find(from).expect(from);
    let end = start + readme[start..].find(to).expect(to);
    if readme[start..end].trim() == wanted.trim() {
        return;
    }
    assert!(std::env::var_os("BLESS").is_some(), "README.md should say:\n{wanted}");
    let text = format!("{}{}\n\n{}", &readme[..start], wanted.trim(), &readme[end..]);
    fs::write(path("README.md"), text).expect("README.md");
}

#[test]
fn every_command_stands_in_the_readme_as_its_help_says() {
    let mut wanted = String::from(
        "| command | does |\n|---|---|\n| `archtutor` | opens the course where you left it |\n",
    );
    for name in commands(&Program::of(["--help"]).run().stdout) {
        let help = Program::of([&name, "--help"]).run().stdout;
        let about = help.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        wanted.push_str(&format!("| `archtutor {name}` | {about} |\n"));
    }
    hold("| command | does |", "Flags that hold everywhere", &wanted);
}

#[test]
fn every_key_stands_in_the_readme_as_the_keymap_says() {
    let keys = fs::read_to_string(path("assets/keys.toml")).expect("keys.toml");
    let keys: toml::Table = keys.parse().expect("TOML");
    let words = Messages::load("en");
    let mut wanted = String::new();
    for (table, bindings) in &keys {
        let title = words.get(&format!("keys.{table}.title")).to_owned();
        wanted.push_str(&format!("**{title}**\n\n| key | does |\n|---|---|\n"));
        for (action, keys) in bindings.as_table().expect("a table") {
            let own = format!("keys.{table}.{action}");
            let shared = format!("keys.shared.{action}");
            assert!(words.has(&own) || words.has(&shared), "{own} has no words");
            let says = words.get(if words.has(&own) { &own } else { &shared });
            let keys = keys.as_array().expect("a list").iter();
            let keys: Vec<String> =
                keys.map(|key| format!("`{}`", key.as_str().expect("a key"))).collect();
            wanted.push_str(&format!("| {} | {says} |\n", keys.join(" ")));
        }
        wanted.push('\n');
    }
    let first = wanted.lines().next().unwrap_or_default().to_owned();
    hold(&first, "## License", &wanted);
}

#[test]
fn the_hours_that_are_promised_are_those_of_what_ships() {
    let library = Library::open(Source::Embedded).expect("the shipped course");
    let hours = library.hours_of(0..library.week_count());
    for name in ["README.md", "lessons/01-trade-offs/01-what-architecture-decides.md"] {
        let text = fs::read_to_string(path(name)).expect(name);
        // Nobody breaks the line there.
        let (before, rest) = text.split_once(" hours of lessons and ").expect(name);
        let (practice, after) = rest.split_once(" hours of exercises").expect(name);
        let (before, theory) = before.rsplit_once(' ').expect(name);
        let counted = (hours.theory.to_string(), hours.practice.to_string());
        if (theory, practice) == (&counted.0, &counted.1) {
            continue;
        }
        assert!(std::env::var_os("BLESS").is_some(), "{name} should promise {counted:?}");
        let (theory, practice) = counted;
        let text =
            format!("{before} {theory} hours of lessons and {practice} hours of exercises{after}");
        fs::write(path(name), text).expect(name);
    }
    // No page of a week gives hours of its own: they are counted.
    for week in library.weeks() {
        assert_eq!((week.theory_hours, week.practice_hours), (None, None), "{}", week.id);
    }
    let defence = fs::read_to_string(path("lessons/12-observing/05-defence.md")).expect("12.5");
    for text in [&defence, &fs::read_to_string(path("course.toml")).expect("course.toml")] {
        let other = text.split("hours").nth(1);
        assert_eq!(other, None, "hours stand where they are counted");
    }
}
