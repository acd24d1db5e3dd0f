//! Labs: what `archtutor lab` prints and refuses, and what `archtutor check` says about an author's own.

use std::{collections::BTreeMap, fs, path::Path};

use archtutor::{
    check,
    markdown::Target,
    source::{Source, walk},
};
use serde_json::Value;

use crate::program::Program;

/// What a call prints as JSON.
fn json(args: &[&str]) -> Value {
    let args = [&["lab", "run"], args, &["--format", "json"]].concat();
    serde_json::from_str(&Program::with(&args).run().stdout).expect("JSON")
}

#[test]
fn a_run_prints_what_the_published_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schemas/lab-run.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let run = json(&["breaker", "--preset", "hang", "--set", "error=10%@20s"]);
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let required = |value: &Value| -> Vec<String> {
        let names = value["required"].as_array().expect("a list").iter();
        names.map(|name| name.as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(keys(&run), required(&schema));
    for list in ["inputs", "events", "series", "checks"] {
        let shape = required(&schema["properties"][list]["items"]);
        let rows = run[list].as_array().expect("a list");
        assert!(!rows.is_empty(), "{list}");
        rows.iter().for_each(|row| assert_eq!(keys(row), shape, "{list}"));
    }
    assert_eq!(
        run["inputs"][0],
        serde_json::json!({"at_us": 10_000_000, "set": "latency", "to": "30s"})
    );
    assert_eq!(run["counters"]["arrived"], 1_200);
    assert!(run["marks"]["first_open_us"].is_u64());
    assert_eq!(run["series"][0]["values"].as_array().map(Vec::len), Some(120));
}

#[test]
fn the_same_call_prints_the_same_bytes_and_a_recording_replays_to_itself() {
    let args =
        ["lab", "run", "canary", "--seed", "7", "--until", "5m", "--set", "canary_error=9%@2m"];
    let args = [&args[..], &["--format", "json"]].concat();
    let first = Program::with(&args).run().stdout;
    assert_eq!(first, Program::with(&args).run().stdout);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.json");
    fs::write(&file, &first).unwrap();
    let file = file.to_str().unwrap();
    let again = Program::of(["lab", "run", "--replay", file, "--format", "json"]).run().stdout;
    assert_eq!(first, again);
}

#[test]
fn several_seeds_are_one_array_and_csv_has_a_row_a_sample() {
    let runs = json(&["chain", "--seed", "3..5", "--until", "5s"]);
    let seeds: Vec<u64> =
        runs.as_array().expect("an array").iter().filter_map(|run| run["seed"].as_u64()).collect();
    assert_eq!(seeds, [3, 4, 5]);
    assert_eq!(json(&["rate", "--seed", "4..4"]).as_array().map(Vec::len), Some(1));
    let csv = Program::of(["lab", "run", "rate", "--format", "csv"]).run().stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 121);
    assert_eq!(lines[0], "at_us,arrived,accepted,rejected,state");
    assert_eq!(lines[1], "500000,15,10,5,2500");
    assert_eq!(lines[120], "60000000,25,15,10,10000");
}

#[test]
fn a_mission_speaks_for_all_its_seeds() {
    let mission = |args: &[&str]| {
        let run = json(&[&["breaker", "--mission", "2"], args].concat());
        let state = &run["missions"][0];
        (state["met"].as_bool().expect("a truth"), state["because"].to_string())
    };
    // Luck: on seed 2 the start is enough, on seed 1 it is not.
    let (met, because) = mission(&[]);
    assert!(!met && because.contains("seed 1: closed_open = 3"), "{because}");
    assert!(mission(&["--seed", "2"]).0);
    assert!(mission(&["--set", "threshold=80%", "--set", "min_calls=20"]).0);
    let free = json(&["rate", "--set", "script=15@0s"]);
    assert_eq!(free["missions"][0]["id"], "rate.1");
    assert_eq!(free["missions"][0]["because"], "rejected = 5, wanted 0");
    let blocked = json(&["2pc", "--mission", "2"]);
    assert_eq!(blocked["missions"][0]["because"], "resolved = 20.05s, wanted <= 3s");
}

#[test]
fn what_a_lab_cannot_do_is_refused_with_its_range_and_its_default() {
    let refused = |args: &[&str], what: &[&str]| {
        let said = Program::with(&[&["lab", "run"], args].concat()).fails(2).run().stderr;
        what.iter().for_each(|what| assert!(said.contains(what), "{args:?}: {said}"));
    };
    refused(&["rate", "--set", "capacity=0"], &["“capacity”", "from 1 to 100000", "default is 10"]);
    refused(&["rate", "--set", "rate=0.0005"], &["three decimals", "default is 5"]);
    refused(&["rate", "--set", "capacty=3"], &["Did you mean “capacity”?"]);
    refused(&["rate", "--set", "capacity"], &["sets nothing"]);
    refused(&["rate", "--set", "algo=tokens"], &["token, leaky, fixed, log, counter"]);
    refused(&["rate", "--set", "capacity=3@10s"], &["cannot change while the lab runs"]);
    refused(&["breaker", "--set", "latency=1s@soon"], &["is no time"]);
    refused(&["breaker", "--set", "outcomes=SFX"], &["S and F"]);
    refused(&["scale", "--set", "load=9s:1,3s:2"], &["rising times"]);
    refused(&["scale", "--set", "min_pods=30"], &["more than max_pods"]);
    refused(&["k8s", "--set", "max_unavailable=0", "--set", "max_surge=0"], &["no rollout"]);
    refused(&["slo", "--set", "fast_short=90s"], &["multiple of tick"]);
    refused(&["slo", "--until", "31d"], &["up to 30d"]);
    refused(&["rate", "--until", "21m"], &["cannot run for 21m", "up to 20m", "default is 1m"]);
    refused(&["rate", "--until", "0"], &["cannot run for 0"]);
    refused(&["rate", "--until", "soon"], &["is no time"]);
    refused(&["rate", "--seed", "9..1"], &["is no seed"]);
    refused(&["rate", "--preset", "calm"], &["burst, steady, edge attack"]);
    refused(&["rate", "--mission", "4"], &["missions 1 to 3"]);
    refused(&["rate", "--mission", "1", "--set", "rate=9"], &["locked", "You may turn: capacity"]);
    refused(&["ratte"], &["Did you mean “rate”?"]);
    refused(&["chain", "--set", "services=50", "--set", "arrivals=100000"], &["calls"]);
    refused(&["canary", "--set", "arrivals=1000"], &["requests"]);
    let forever = ["poison=1", "dlq=off", "work=0"].map(|set| ["--set", set]).concat();
    refused(&[&["queue"], &forever[..]].concat(), &["for ever"]);
}

#[test]
fn a_recording_that_is_damaged_or_of_another_lab_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.json");
    let recording = |text: &str, id: &str, what: &str| {
        fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let ids = [id];
        let id = if id.is_empty() { &[][..] } else { &ids };
        let args = [&["lab", "run", "--replay", file][..], id].concat();
        Program::with(&args).fails(2).complains(what).run();
    };
    let good = r#"{"schema":1,"lab":"rate","seed":1,"until_us":60000000,"inputs":[]}"#;
    recording(good, "chain", "of another lab");
    recording(&good.replace("\"schema\":1", "\"schema\":9"), "", "schema is 9");
    recording(&good.replace("rate", "none"), "", "no lab “none”");
    recording(&good[..40], "", "cannot be read");
    recording(&good.replace("60000000", "-5"), "", "cannot be read");
    recording(&good.replace("60000000", "99000000000000"), "", "cannot run for");
    let input = r#"[{"at_us":0,"set":"capacity","to":"0"}]"#;
    recording(&good.replace("[]", input), "", "“capacity” cannot be “0”");
    let input = r#"[{"at_us":5,"set":"capacity","to":"3"}]"#;
    recording(&good.replace("[]", input), "", "cannot change while the lab runs");
    Program::of(["lab", "run", "--replay", "/nowhere/run.json"]).fails(3).run();
}

#[test]
fn every_lab_is_listed_and_described() {
    let list = Program::of(["lab", "list", "--format", "json"]).run().stdout;
    let list: Value = serde_json::from_str(&list).unwrap();
    let ids: Vec<&str> =
        list.as_array().unwrap().iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(
        ids,
        [
            "rate", "chain", "breaker", "bulkhead", "queue", "2pc", "saga", "es", "k8s", "canary",
            "scale", "slo"
        ]
    );
    for id in ids {
        let show = Program::of(["lab", "show", id, "--format", "json"]).run().stdout;
        let show: Value = serde_json::from_str(&show).unwrap();
        assert_eq!(show["missions"].as_array().map(Vec::len), Some(3), "{id}");
        Program::of(["lab", "show", id])
            .shows("Parameters")
            .shows(&format!("Mission {id}.1"))
            .run();
    }
}

#[test]
fn fourteen_labs_are_in_weeks_found_and_linked_and_two_of_them_are_screens_of_the_catalog() {
    let list = Program::of(["list", "labs", "--format", "json"]).run().stdout;
    let list: Value = serde_json::from_str(&list).unwrap();
    let rows: Vec<(&str, &str)> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?, row["part"].as_str()?)))
        .collect();
    assert_eq!(rows.len(), 14);
    assert_eq!(rows[0], ("classify", "classifying"));
    assert_eq!(rows[1].0, "tree");
    assert!(rows.iter().all(|(_, part)| !part.is_empty()));
    let search = |words: &str| Program::of(["search", words]).run().stdout;
    assert!(search("edge of a fixed window starts anew").contains("rate"), "by its page");
    assert!(search("Rate limiters").contains("lab"));
    assert!(search("Classify a system").contains("classify"));
}

#[test]
fn numbers_at_the_ends_of_their_ranges_are_taken() {
    for (id, set) in [
        ("saga", "fail_saga=25"),
        ("scale", "min_pods=0"),
        ("scale", "pods=100000"),
        ("slo", "fast_short=0"),
        ("slo", "window=365d"),
        ("es", "writes=0"),
        ("k8s", "max_unavailable=0"),
        ("rate", "window=1ms"),
    ] {
        Program::of(["lab", "run", id, "--set", set]).shows("laws hold").run();
    }
}

#[test]
fn the_pages_of_labs_lead_to_lessons_that_there_are() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lessons = Program::of(["list", "lessons", "--format", "json"]).run().stdout;
    let lessons: Value = serde_json::from_str(&lessons).unwrap();
    let known: Vec<&str> =
        lessons.as_array().unwrap().iter().filter_map(|row| row["id"].as_str()).collect();
    for entry in &archtutor::lab::LABS {
        let page = fs::read_to_string(course.join(walk::lab_page(entry.spec.id))).unwrap();
        let urls = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let lessons: Vec<_> = urls
            .map(|url| match Target::parse(url) {
                Some(Target::Lesson(id)) => id,
                other => panic!("{}: {url} is {other:?}", entry.spec.id),
            })
            .collect();
        assert!(!lessons.is_empty(), "{}", entry.spec.id);
        lessons.iter().for_each(|id| assert!(known.contains(&id.as_str()), "{id}"));
    }
}

const LESSON: &str = "+++\nid = \"first\"\ntitle = \"First\"\nminutes = 5\n+++\nText.\n";
const LAB: &str = r#"
id = "my-limiter"
engine = "rate"
title = "My limiter"
prompt = "Fifteen come."
teaches = "Something."
lessons = ["first"]

[[preset]]
name = "calm"
set = ["traffic=even"]
until = "10s"

[[predict]]
question = "How many pass?"
counter = "accepted"
scale = 1

[[mission]]
title = "All"
text = "All pass."
hint = "Larger."
takeaway = "It is the burst."
question = "And then?"
cost = ["rejected"]
given = ["script=15@0s"]
start = ["capacity=3"]
free = ["capacity"]
goal = "rejected == 0"
seeds = "1..2"
solution = ["capacity=15"]

[[mission.wrong]]
set = ["capacity=14"]
because = "One is too many."
"#;

/// A course with a lab that is right.
pub(crate) fn right() -> [(&'static str, &'static str); 5] {
    [
        ("course.toml", "id = \"c\"\ntitle = \"Course\"\n"),
        ("lessons/01-a/week.toml", "id = \"a\"\ntitle = \"A\"\nlabs = [\"my-limiter\"]\n"),
        ("lessons/01-a/01-first.md", LESSON),
        ("labs/my-limiter.toml", LAB),
        ("labs/my-limiter.md", "# My limiter\n"),
    ]
}

/// What `check` says about a course with these files.
fn found(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let all: BTreeMap<&str, &str> = right().into_iter().chain(files.iter().copied()).collect();
    for (path, text) in all.iter().filter(|(_, text)| !text.is_empty()) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let report = check::course(&Source::folder(folder.path()).unwrap());
    report.diagnostics.into_iter().map(|one| (one.code, one.message)).collect()
}

#[test]
fn an_authors_own_lab_is_proved() {
    assert_eq!(found(&[]), []);
    // What is said, what stands in the file, and what is put in its place.
    for (code, from, to) in [
        ("unknown-engine", "engine = \"rate\"", "engine = \"rates\""),
        ("misnamed-file", "id = \"my-limiter\"", "id = \"other\""),
        ("unknown-reference", "lessons = [\"first\"]", "lessons = [\"last\"]"),
        ("unknown-reference", "lessons = [", "dispels = [\"nothing\"]\nlessons = ["),
        ("bad-input", "traffic=even", "traffic=odd"),
        ("bad-input", "until = \"10s\"", "until = \"soon\""),
        ("unproven-preset", "until = \"10s\"", "until = \"1d\""),
        ("unproven-preset", "engine = \"rate\"", "engine = \"rate\"\nuntil = \"1d\""),
        ("unproven-mission", "seeds = \"1..2\"", "seeds = \"1..2\"\nuntil = \"1d\""),
        (
            "unproven-mission",
            "rejected == 0",
            "rejected <= 9000000000000000000 * 9000000000000000000 * 9",
        ),
        ("bad-input", "free = [\"capacity\"]", "free = [\"capacity\", \"script\"]"),
        ("unknown-parameter", "free = [\"capacity\"]", "free = [\"capacity\", \"size\"]"),
        ("unknown-counter", "counter = \"accepted\"", "counter = \"acepted\""),
        ("unknown-counter", "cost = [\"rejected\"]", "cost = [\"rejcted\"]"),
        ("bad-scale", "scale = 1", "scale = 0"),
        ("bad-goal", "rejected == 0", "rejcted == 0"),
        ("bad-goal", "rejected == 0", "rejected == 99999999999999999999999"),
        ("bad-seeds", "1..2", "2..1"),
        ("met-at-start", "start = [\"capacity=3\"]", "start = [\"capacity=30\"]"),
        ("unproven-mission", "solution = [\"capacity=15\"]", "solution = [\"capacity=5\"]"),
        ("wrong-idea-wins", "set = [\"capacity=14\"]", "set = [\"capacity=16\"]"),
        (
            "unproven-prediction",
            "counter = \"accepted\"\nscale = 1",
            "[[predict.option]]\ntext = \"x\"\nwhen = \"rejected == 77\"",
        ),
        ("no-mission", LAB.split_once("[[mission]]").unwrap().1, ""),
    ] {
        assert!(LAB.contains(from), "{from}");
        let lab = LAB.replace(from, to).trim_end_matches("[[mission]]").to_owned();
        let found = found(&[("labs/my-limiter.toml", &lab)]);
        assert!(found.iter().any(|(known, _)| *known == code), "{code}: {found:?}");
    }
    let presets = LAB.replace("engine = \"rate\"", "engine = \"scale\"");
    let (head, _) = presets.split_once("[[preset]]").unwrap();
    let scale = format!("{head}[[preset]]\nname = \"none\"\nset = [\"min_pods=99\"]\n");
    let said = found(&[("labs/my-limiter.toml", &scale)]);
    assert!(said.iter().any(|(code, _)| *code == "no-mission"), "{said:?}");
    let mission =
        LAB.split_once("[[mission]]").unwrap().1.split_once("[[mission.wrong]]").unwrap().0;
    let mission = mission
        .replace("script=15@0s", "load=0s:9")
        .replace("capacity=3", "pods=3")
        .replace("\"capacity\"", "\"pods\"")
        .replace("capacity=15", "pods=9")
        .replace("\"rejected\"", "\"dropped\"")
        .replace("rejected == 0", "pod_seconds >= 2000");
    let said = found(&[("labs/my-limiter.toml", &format!("{scale}\n[[mission]]{mission}"))]);
    assert!(said.iter().any(|(code, _)| *code == "unproven-preset"), "{said:?}");
    assert_eq!(found(&[("labs/my-limiter.md", "")])[0].0, "missing-page");
    let stray = found(&[("labs/notes.txt", "x")]);
    assert_eq!(stray[0].0, "unreached-file");
}

#[test]
fn what_is_no_number_predicts_none_and_q_leaves_the_question() {
    let data = tempfile::tempdir().unwrap();
    let said = Program::of(["--plain", "open", "lab:breaker"])
        .data(data.path())
        .stdin("run\nq\nq\n")
        .shows("Please type a number")
        .run();
    assert!(!said.stdout.contains("You said"), "{}", said.stdout);
    let events = crate::program::events(data.path());
    assert!(events.iter().all(|event| event["kind"] != "lab.predicted"));
}

#[test]
fn a_lab_is_played_over_plain_lines_from_its_prediction_to_its_third_mission() {
    let data = tempfile::tempdir().unwrap();
    let play = |typed: &str| {
        let typed = format!("{typed}\n\nq\nq\n");
        Program::of(["--plain", "open", "lab:rate"]).data(data.path()).stdin(typed).run().stdout
    };
    let first = play(
        "12\nmission 1\ncapacity=0\nrate=9\nrun\ncapacity=15\nrun\nmission 2\nalgo=leaky\nrun",
    );
    for said in [
        "You said 12, it was 10.",
        "rejected = 5, wanted 0",
        "\u{201c}capacity\u{201d} cannot be \u{201c}0\u{201d}",
        "Met, on every seed.",
        "You turned capacity 10 -> 15.",
        "You turned algo token -> leaky.",
        "Whose timeout is that?",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    // Twenty rows stand for the chart, each with the names of its numbers.
    assert!(first.contains("\n2.85 s: arrived "), "{first}");
    assert!(first.contains("\n3 s: arrived "), "{first}");
    assert!(first.contains("Continue: Rate limiters"), "{first}");
    let again = play("mission 3\nscript=100@9.5s+0.5s,100@10s+0.5s\nrun");
    assert!(again.contains("You go on where you left it"), "{again}");
    assert!(again.contains("Mission 2: Smooth it") && again.contains("algo = leaky"), "{again}");
    assert!(!again.contains("How many of the fifteen"), "asked once: {again}");
    let events = crate::program::events(data.path());
    let count = |kind: &str| events.iter().filter(|event| event["kind"] == kind).count();
    assert_eq!((count("lab.predicted"), count("lab.mission"), count("lab.left")), (1, 3, 2));
}

#[test]
fn the_labs_of_the_catalog_are_walked_over_plain_lines() {
    let data = tempfile::tempdir().unwrap();
    let typed = "1\n".repeat(12);
    let said = Program::of(["--plain", "open", "lab:tree"]).data(data.path()).stdin(typed).run();
    assert!(said.stdout.contains("Architecture advisor"), "{}", said.stdout);
    let events = crate::program::events(data.path());
    assert!(events.iter().any(|event| event["data"]["mission"] == "tree.1"), "{}", said.stdout);
}
