//! The command line: what each command prints, its exit code, its JSON, its help.

use std::{fs, path::Path};

use crate::program::{BINARY, Program, commands, events};

#[test]
fn every_command_has_a_help_with_an_example() {
    let help = Program::of(["--help"]).shows("Example: archtutor").run().stdout;
    let found = commands(&help);
    for name in [
        "open",
        "list",
        "show",
        "search",
        "quiz",
        "stats",
        "catalog",
        "progress",
        "check",
        "doctor",
        "completions",
        "man",
    ] {
        assert!(found.iter().any(|command| command == name), "{name}: {help}");
    }
    for name in &found {
        let help = Program::of([name, "--help"]).shows("Example: ").run().stdout;
        assert!(help.contains(&format!("archtutor {name}")), "{help}");
        for inner in commands(&help) {
            Program::of([name, &inner, "--help"])
                .shows(&format!("archtutor {name} {inner}"))
                .shows("Example: ")
                .run();
        }
    }
}

#[test]
fn what_cannot_be_understood_is_a_usage_error_with_a_hint() {
    Program::of(["nonsense"]).fails(2).complains("unrecognized subcommand").run();
    Program::of(["list", "pattrens"]).fails(2).complains("patterns").run();
    Program::sample(["show", "sagass"]).fails(2).complains("Did you mean “sagas”?").run();
    Program::sample(["open", "quiz:none"]).fails(2).complains("Nothing is called “none”").run();
    Program::sample(["quiz", "alone-quizz"]).fails(2).complains("Did you mean").run();
    Program::of(["--theme", "nope", "list"]).fails(2).complains("Themes: auto, dark").run();
    let help = "names of patterns: en, ru, vi. The interface is in: en";
    Program::of(["--help"]).shows(help).run();
    let russian = Program::of(["--lang", "ru", "list", "weeks"]);
    russian.complains("Names of patterns are in ru; the interface is in English.").run();
    Program::of(["--lang", "tlh", "list"]).fails(2).complains("Languages: en, ru, vi").run();
    Program::of(["catalog", "compare", "saga", "sagaa"]).fails(2).complains("saga").run();
}

#[test]
fn without_a_terminal_the_screens_are_refused_with_a_way_out() {
    for args in [vec![], vec!["open", "1.1"]] {
        let program = match args.as_slice() {
            [first, second] => Program::of([first, second]),
            _ => Program::of([]),
        };
        let said = program
            .fails(3)
            .complains("Cannot open the course's screens: there is no terminal here")
            .complains("--plain")
            .run();
        assert_eq!(said.stdout, "");
    }
}

#[test]
fn lists_say_what_the_course_has_as_text_and_as_json() {
    Program::sample(["list", "weeks"]).shows("alone").shows("together").run();
    Program::sample(["list"]).shows("2.1  sagas         Sagas and compensation").run();
    let lessons = Program::sample(["list", "lessons", "--format", "json"]).json();
    let sagas = lessons.as_array().unwrap().iter().find(|row| row["id"] == "sagas").unwrap();
    assert_eq!((&sagas["number"], &sagas["minutes"]), (&"2.1".into(), &15.into()));
    assert_eq!(sagas["state"], "new");
    let quizzes = Program::sample(["list", "quizzes", "--format", "json"]).json();
    assert_eq!(quizzes[0]["id"], "alone-quiz");
    let patterns = Program::of(["list", "patterns", "--format", "json"]).json();
    assert!(patterns.as_array().unwrap().len() >= 223);
    for kind in ["exercises", "labs", "weeks"] {
        assert!(Program::of(["list", kind, "--format", "json"]).json().is_array());
    }
}

#[test]
fn names_of_patterns_come_in_the_language_that_is_asked_for() {
    let name = |language| {
        let rows = Program::of(["--lang", language, "list", "patterns", "--format", "json"]).json();
        let row = rows.as_array().unwrap().iter().find(|row| row["id"] == "monolith").cloned();
        row.unwrap()["title"].as_str().unwrap().to_owned()
    };
    let names = [name("en"), name("ru"), name("vi")];
    assert!(names[0] != names[1] && names[1] != names[2], "{names:?}");
}

#[test]
fn show_prints_lessons_patterns_weeks_and_files() {
    let said = Program::sample(["show", "2.1", "--width", "60"]).shows("# Sagas and compensation");
    let text = said.run().stdout;
    assert!(text.lines().all(|line| archtutor::text::width(line) <= 60), "{text}");
    assert!(!text.contains('\u{1b}'), "a pipe gets no colours");
    Program::of(["show", "saga"]).shows("# Saga").run();
    Program::sample(["show", "week:alone"]).shows("# ").run();
    Program::of(["show", "-"]).stdin("# Notes\n\n* one\n").shows("• one").run();
    Program::of(["--ascii", "show", "-"]).stdin("* one → two\n").shows("* one -> two").run();
    Program::of(["show", "no-such-file.md"]).fails(3).complains("no-such-file.md").run();
}

#[test]
fn search_finds_names_and_prose_and_says_when_nothing_fits() {
    Program::sample(["search", "compensation"]).shows("lesson sagas").run();
    let hits = Program::sample(["search", "pivot", "--format", "json"]).json();
    assert_eq!(hits[0]["id"], "sagas", "{hits}");
    Program::sample(["search", "xyzzyx"]).fails(1).shows("Nothing fits").run();
    let none = Program::sample(["search", "xyzzyx", "--format", "json"]).fails(1).json();
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn for_ears_one_pattern_is_told_after_the_other_and_no_bar_is_drawn() {
    let said = Program::of(["--plain", "catalog", "compare", "monolith", "microservices"]).run();
    let lines: Vec<&str> = said.stdout.lines().collect();
    let problem = lines.iter().position(|line| *line == "problem").unwrap();
    assert!(lines[problem + 1].starts_with("Monolith: A small team"), "{}", said.stdout);
    assert!(lines.iter().any(|line| line.starts_with("Microservices: ")), "{}", said.stdout);
    let page = Program::of(["--plain", "show", "pattern:monolith"]).shows("/5, 1 is best").run();
    for text in [said.stdout, page.stdout] {
        assert!(!text.contains(['▮', '▯', '≠']), "{text}");
    }
}

#[test]
fn the_catalog_compares_advises_and_classifies() {
    Program::of(["catalog", "compare", "saga", "two-phase-commit"]).shows("Saga").run();
    let both =
        Program::of(["catalog", "compare", "saga", "two-phase-commit", "--format", "json"]).json();
    assert_eq!(both["patterns"], serde_json::json!(["saga", "two-phase-commit"]));
    Program::of(["catalog", "advise"]).shows("1-").shows("Still possible").run();
    Program::of(["catalog", "advise", "--answers", "99"]).fails(2).complains("is no answer").run();
    let advice = Program::of(["catalog", "advise", "--answers", "1", "--format", "json"]).json();
    assert!(advice["still_possible"].is_array());
    let placed = Program::of(["catalog", "classify", "topology=hub", "--format", "json"]).json();
    assert_eq!(placed["coordinates"]["topology"], "hub");
    Program::of(["catalog", "classify", "colour=red"]).fails(2).complains("Dimensions:").run();
}

#[test]
fn a_course_is_checked_with_an_exit_code_of_its_own() {
    let course = crate::program::course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'A'\n"),
        (
            "lessons/01-a/01-one.md",
            b"+++\nid = 'one'\ntitle = 'One'\nneeds = ['none']\n+++\nText\n",
        ),
    ]);
    let path = course.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("01-one.md:4").shows("none").run();
    let report = Program::of(["check", path, "--format", "json"]).fails(1).json();
    assert_eq!(report["diagnostics"][0]["line"], 4, "{report}");
    Program::of(["check", "no-such-folder"]).fails(3).complains("no-such-folder").run();
}

#[test]
fn completions_and_the_manual_name_the_commands() {
    for shell in ["bash", "fish", "zsh"] {
        Program::of(["completions", shell]).shows("progress").run();
    }
    Program::of(["man"]).shows(".TH archtutor").shows("archtutor\\-open(1)").run();
    Program::of(["man", "class", "join"]).shows(".TH archtutor-class-join").shows("earlier").run();
    Program::of(["man", "opne"]).fails(2).complains("Did you mean “open”?").run();
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    let to = ["man", "-o", pages.to_str().unwrap()];
    Program::of(to).run();
    assert!(pages.join("archtutor-open.1").is_file() && pages.join("archtutor.1").is_file());
    Program::of(to).fails(3).complains("Cannot write the manual").run();
    Program::of(["--version"]).shows(env!("CARGO_PKG_VERSION")).run();
}

#[test]
fn a_dash_is_standard_output_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &["export", "--to", "portfolio", "-o", "-"][..],
        &["exercise", "start", "split-the-shop", "-o", "-"],
        &["progress", "export", "-o", "-"],
        &["class", "new", "x", "--title", "t", "--contact", "c", "-o", "-"],
    ] {
        let said = Program::with(args).inside(folder.path()).run().stdout;
        assert!(!said.contains("new  -") && !said.contains("Wrote"), "{args:?}: {said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_graded_tells_scripts_where_it_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer.toml");
    fs::write(&answer, "[answer]\nservice = 3\n").unwrap();
    let args = ["exercise", "grade", "split-the-shop", answer.to_str().unwrap()];
    let said = Program::with(&[&args[..], &["--format", "json"]].concat()).fails(2).run();
    let error: serde_json::Value = serde_json::from_str(&said.stderr).unwrap();
    let error = &error["error"];
    assert_eq!(error["what"], "The answer cannot be graded");
    assert_eq!(error["mistakes"][1]["line"], 2, "{error}");
    assert_eq!(error["mistakes"][0]["file"], answer.to_str().unwrap());
    Program::of(args).fails(2).complains("answer.toml:2").run();
}

#[test]
fn the_doctor_looks_around() {
    Program::sample(["doctor"]).shows("2 weeks, 3 lessons").run();
    let found = Program::sample(["doctor", "--format", "json"]).json();
    assert!(found.as_array().unwrap().iter().all(|finding| finding["good"] == true), "{found}");
}

#[test]
fn progress_is_exported_merged_copied_restored_and_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // What is read and answered over a pipe is kept.
    Program::sample(["--plain", "open", "sagas"]).data(&one).stdin("\n").run();
    assert_eq!(events(&one).len(), 2, "opened and completed");
    Program::of(["progress", "where"]).data(&one).shows("one/progress.db").run();
    let (export, copy) = (file("export.jsonl"), file("copy.db"));
    Program::of(["progress", "export", "-o", &export]).data(&one).shows("2 events").run();
    Program::of(["progress", "import", &export]).data(&two).shows("2 new events, 0 known").run();
    Program::of(["progress", "import", &export]).data(&two).shows("0 new events, 2 known").run();
    let health = Program::of(["progress", "check", "--format", "json"]).data(&two).json();
    assert_eq!(health["events"], 2);
    Program::of(["progress", "backup", &copy]).data(&two).run();
    Program::of(["progress", "backup", &copy]).data(&two).fails(2).complains("exists").run();
    Program::of(["progress", "reset"]).data(&two).stdin("no\n").run();
    assert_eq!(events(&two).len(), 2, "nobody said yes");
    Program::of(["progress", "reset", "--yes"]).data(&two).shows("earlier progress is in").run();
    assert_eq!(events(&two).len(), 0);
    Program::of(["progress", "restore", &copy]).data(&two).run();
    assert_eq!(events(&two).len(), 2);
    let stats = Program::sample(["stats", "--format", "json"]).data(&two).json();
    assert_eq!(stats["totals"]["lessons_completed"], 1);
    Program::sample(["stats"]).data(&two).shows("Lessons read    1 of 3").run();
    fs::write(folder.path().join("junk"), "junk").unwrap();
    Program::of(["progress", "import", &file("junk")]).data(&two).fails(1).run();
    Program::of(["progress", "import", &file("none")]).data(&two).fails(3).run();
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let script = format!("{BINARY} list patterns | head -1; exit ${{PIPESTATUS[0]}}");
    let home = tempfile::tempdir().unwrap();
    let mut shell = std::process::Command::new("bash");
    let output = shell.args(["-c", &script]).env("HOME", home.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn an_export_is_that_of_one_course_if_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Program::sample(["--plain", "open", "sagas"]).data(&data).stdin("\n").run();
    Program::of(["--plain", "open", "1.1"]).data(&data).stdin("q\n").run();
    let count = |args: [&str; 4]| {
        let said = Program::of(args).data(&data).run().stdout;
        said.lines().filter(|line| line.contains("\"course\":")).count()
    };
    let sample = count(["progress", "export", "--course", "sample"]);
    let shipped = count(["progress", "export", "--course", "archtutor"]);
    assert!(sample >= 2 && shipped >= 1);
    assert_eq!(events(&data).len(), sample + shipped);
    assert_eq!(count(["progress", "export", "--course", "nothing-like-it"]), 0);
    let of_folder = Program::sample(["progress", "export"]).data(&data).run().stdout;
    assert_eq!(of_folder.lines().count(), sample);
}

#[test]
fn a_course_takes_over_what_the_first_release_wrote_without_its_name() {
    let data = tempfile::tempdir().unwrap();
    let log =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/released/two-courses.jsonl");
    Program::of(["progress", "import", log.to_str().unwrap()]).data(data.path()).run();
    // Nobody can be asked over a pipe, but it is said.
    let said = Program::sample(["--plain"]).data(data.path()).stdin("q\n").run();
    assert!(said.stdout.contains("before progress knew courses"), "{}", said.stdout);
    let done = |stats: &serde_json::Value| stats["totals"]["lessons_completed"].clone();
    let stats = || Program::sample(["stats", "--format", "json"]).data(data.path()).json();
    assert_eq!(done(&stats()), 0);
    Program::sample(["progress", "adopt"]).data(data.path()).shows("now belong to sample").run();
    assert_eq!(done(&stats()), 1);
    Program::sample(["progress", "adopt"]).data(data.path()).shows("nothing to take over").run();
    Program::of(["progress", "adopt"]).data(data.path()).shows("nothing to take over").run();
}

#[test]
fn damage_is_listed_and_mended_when_that_is_wanted() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("progress.db");
    let released =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/released/progress.db");
    let mut bytes = fs::read(released).unwrap();
    // The first event stands on this page.
    let at = bytes.windows(13).rposition(|bytes| bytes == b"lesson.opened").unwrap() / 4_096;
    bytes[at * 4_096..(at + 1) * 4_096].fill(0);
    fs::write(&file, bytes).unwrap();
    let said = Program::of(["progress", "check"]).data(data.path()).run();
    assert!(said.stderr.contains("read from it and kept"), "{}", said.stderr);
    assert!(said.stdout.contains("sound"), "what is brought up to date is mended at once");
    let events = events(data.path()).len();
    assert!((60..122).contains(&events), "{events}");
    // Now it is old events of a file that is up to date.
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(15).rposition(|bytes| bytes == b"lesson.position").unwrap() / 4_096;
    bytes[at * 4_096..(at + 1) * 4_096].fill(0);
    fs::write(&file, bytes).unwrap();
    let check = || Program::of(["progress", "check"]).data(data.path());
    check().fails(1).shows("damaged: ").complains("--mend").run();
    let export = Program::of(["progress", "export"]).data(data.path());
    let said = export.complains("cannot be read").run();
    assert!(said.stdout.lines().count() < events);
    let copy = data.path().join("copy.db");
    Program::of(["progress", "backup", copy.to_str().unwrap()]).data(data.path()).fails(3).run();
    assert!(!copy.exists());
    Program::of(["progress", "check", "--mend"]).data(data.path()).shows("sound").run();
    check().shows("sound").run();
}

#[test]
fn a_build_for_tests_follows_the_clock_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clock");
    // Noon of 2 March 2026, UTC.
    std::fs::write(&file, "1772452800000\n").unwrap();
    let lead = format!("ARCHTUTOR_CLOCK={}", file.display());
    let env = std::path::PathBuf::from("/usr/bin/env");
    let review = Program::with(&["review", "--format", "json"]);
    let said = review.by(env, &[&lead, env!("CARGO_BIN_EXE_archtutor")]).json();
    assert!(said["today"].as_str().unwrap().starts_with("2026-03-0"), "{said}");
}

#[test]
fn progress_is_told_in_words_and_in_figures() {
    let data = tempfile::tempdir().unwrap();
    Program::sample(["--plain", "quiz", "together-quiz"]).data(data.path()).stdin("?\n").run();
    let text = Program::sample(["stats"]).data(data.path()).run().stdout;
    for said in ["Week by week", "Month by month", "Not sure: 0 of 1 right", "Quizzes"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let json = Program::sample(["stats", "--format", "json"]).data(data.path()).json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "totals",
            "streak",
            "weeks",
            "days",
            "calendar",
            "time",
            "forecast",
            "calibration",
            "confidence",
            "confused"
        ]
    );
    assert_eq!(json["forecast"].as_array().unwrap().len(), 30);
    assert_eq!(json["calibration"].as_array().unwrap().len(), 10);
    assert_eq!(json["confidence"]["unsure_wrong"], 1, "who says not to know it is sure of nothing");
}
