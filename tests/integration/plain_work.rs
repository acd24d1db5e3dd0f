//! An exercise worked on over plain lines, through a pipe: from the first line to an accepted answer.

use std::{fs, path::Path};

use archtutor::design::Architecture;

use crate::program::{Program, events};

const SHOP: &str = "exercises/split-the-shop/references/five-services.toml";

/// The commands that make a design of the one that an exercise begins with, in which one service holds
/// everything.
fn commands(design: &Architecture) -> String {
    let mut lines = Vec::new();
    for service in &design.services {
        let members = [service.does.join(" "), service.owns.join(" ")].join(" ");
        lines.push(format!("new {} {members}", service.name));
        lines.extend(service.team.iter().map(|team| format!("team {} {team}", service.name)));
    }
    lines.push("dissolve everything".into());
    for link in &design.links {
        let mut line = format!("link {} {} {}", link.from, link.to, link.style.word());
        if !link.with.is_empty() {
            line.push_str(&format!(" with {}", link.with.join(" ")));
        }
        if !link.serves.is_empty() {
            line.push_str(&format!(" for {}", link.serves.join(" ")));
        }
        lines.push(line);
    }
    for apply in &design.applies {
        let mut line = format!("apply {}", apply.pattern);
        let steps: Vec<&str> = apply.compensate.iter().map(|(step, _)| step.as_str()).collect();
        for (word, said) in [
            ("on", apply.on.clone().unwrap_or_default()),
            ("at", apply.at.clone().unwrap_or_default()),
            ("exposing", apply.exposes.join(" ")),
            ("undoing", steps.join(" ")),
        ] {
            if !said.is_empty() {
                line.push_str(&format!(" {word} {said}"));
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn plain(data: &Path, typed: &str) -> String {
    let typed = format!("split-the-shop\n1\n{typed}\nq\nq\nq\n");
    Program::of(["--plain"]).data(data).stdin(typed).run().stdout
}

fn kinds(data: &Path) -> Vec<String> {
    let all = events(data).into_iter();
    all.map(|event| event["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_shop_is_cut_line_by_line_until_it_is_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reference = fs::read_to_string(root.join(SHOP)).unwrap();
    let (design, wrong) = Architecture::read(SHOP, &reference);
    assert_eq!(wrong, []);
    let data = tempfile::tempdir().unwrap();
    let said =
        plain(data.path(), &format!("{}\ncopies payments 2\nshow\ngrade", commands(&design)));
    for text in ["a. customers", "-> card_network sync with timeout", "points, excellent"] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let kinds = kinds(data.path());
    assert!(kinds.iter().any(|kind| kind == "exercise.drafted"), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "exercise.graded").count(), 1);
}

#[test]
fn every_step_is_kept_goes_back_and_on_and_a_slip_costs_nothing() {
    let data = tempfile::tempdir().unwrap();
    let said = plain(data.path(), "new orders place_order Order\nmove 1 b\nnonsense\nmove x y");
    for text in ["a. everything", "“nonsense” is none of these", "There is no such service: x y"]
    {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let said = plain(data.path(), "out register\nundo\nundo\nredo\nfindings\nhint");
    assert!(said.contains("b. orders\n  1. register"), "what was done before is there: {said}");
    assert!(said.contains("1. "), "{said}");
    let said = plain(data.path(), "fix 1\nshow");
    assert!(!said.contains("Please type a number from 1 to"), "{said}");
}

#[test]
fn going_back_tells_what_has_become_other_and_not_the_whole_sheet() {
    let data = tempfile::tempdir().unwrap();
    let begun = plain(data.path(), "new orders place_order Order");
    let sheets = |said: &str| said.matches("third party: card_network").count();
    let said = plain(data.path(), "team orders guests\nteam orders kitchens\nundo\nundo\nredo");
    assert!(sheets(&begun) > 0 && sheets(&said) == 1, "{said}");
    let teams = |team: &str| said.lines().filter(|line| line.contains(team)).count();
    // Set, gone back to, gone back from, set again; set, gone back from.
    assert!(teams("guests") >= 3 && teams("kitchens") >= 1, "{said}");
    // What gives letters another meaning tells them all anew.
    assert_eq!(sheets(&plain(data.path(), "dissolve orders\nundo")), 3);
}

#[test]
fn a_number_means_what_was_told_under_it_or_nothing_is_done() {
    let data = tempfile::tempdir().unwrap();
    let anew = "Nothing was done: the numbers of the ways to mend are these now.";
    let said = plain(data.path(), "new orders place_order Order\nfix 1\nfix 1\nfix 1\nfix 999");
    assert!(said.contains("\nb. orders\n"), "{said}");
    // Not told yet; then told and done; then another one has the number.
    assert_eq!(said.matches(anew).count(), 2, "{said}");
    assert_eq!(said.matches("Please type a number from 1 to").count(), 1, "{said}");
    assert!(!said.contains('`'), "{said}");
    let said = plain(data.path(), "new stock\nnew talk\nrename stock depot\ngrade");
    assert!(said.contains(". depot\n"), "letters are told anew: {said}");
    assert!(!said.contains('`'), "{said}");
}

#[test]
fn a_line_without_its_file_is_taken_where_there_is_one_file_only() {
    let data = tempfile::tempdir().unwrap();
    let typed = "dockerfile-repair\n1\nnew-file z.yaml\nline 1 kind: List\ndelete 1\nq\nq\nq\n";
    let said = Program::of(["--plain"]).data(data.path()).stdin(typed).run().stdout;
    assert_eq!(said.matches("In which file? The answer has").count(), 2, "{said}");
    assert!(!said.contains("   1 kind: List"), "{said}");
}

#[test]
fn files_are_made_filled_renamed_and_taken_away_line_by_line() {
    let data = tempfile::tempdir().unwrap();
    let typed = "dockerfile-repair\n1\nfiles\nnew-file ../x\nnew-file a/b.yaml\nline a/b.yaml:1 kind: List\n\
                 file a/b.yaml\nrename-file a/b.yaml c.yaml\nfiles\nremove-file c.yaml\nfile c.yaml\nundo\n\
                 file c.yaml\nq\nq\nq\n";
    let said = Program::of(["--plain"]).data(data.path()).stdin(typed).run().stdout;
    for text in
        ["A name is a path inside the answer", "   1 kind: List", "c.yaml", "There is no such file"]
    {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    assert_eq!(said.matches("   1 kind: List").count(), 2, "{said}");
}

#[test]
fn an_answer_goes_out_to_a_file_and_comes_back() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("mine.toml");
    let name = file.to_str().unwrap();
    plain(data.path(), &format!("new orders place_order\nwrite {name}"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("[service.orders]"), "{text}");
    fs::write(&file, text.replace("[service.orders]", "[service.sales]")).unwrap();
    let said = plain(data.path(), &format!("read {name}\nundo\nredo"));
    assert!(said.contains("b. sales"), "{said}");
    fs::write(&file, "[service").unwrap();
    let said = plain(data.path(), &format!("read {name}\nshow"));
    assert!(said.contains("error") && said.contains("b. sales"), "{said}");
}

#[test]
fn a_change_is_followed_line_by_line_and_the_accepted_design_stays() {
    let data = tempfile::tempdir().unwrap();
    let reference = "exercises/startup-of-five/references/three-services.toml";
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join(reference);
    let grade = ["exercise", "grade", "startup-of-five", reference.to_str().unwrap()];
    Program::of(grade).data(data.path()).run();
    let opened = Program::of(["--plain"]).data(data.path()).stdin("startup-of-five\nq\nq\n").run();
    let later = "Later: Money, and a second team";
    let line = opened.stdout.lines().find(|line| line.contains(later));
    let number = line.and_then(|line| line.split_once('.')).map(|(number, _)| number);
    let number = number.unwrap_or_else(|| panic!("{}", opened.stdout));
    let typed = format!(
        "startup-of-five\n{number}\nq\n{number}\nnonsense\n2\n1\nteam messages talk\ngrade\nq\nq\nq\nq\n"
    );
    let said = Program::of(["--plain"]).data(data.path()).stdin(typed).run().stdout;
    for text in [
        "Which services will have to move?",
        "Please type numbers from 1 to 3",
        "Sound yesterday, not today",
        "What it cost: 2 (1 of 3 services touched)",
        "to be moved: messages; touched: messages",
        "And then: On television",
    ] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let kinds = kinds(data.path());
    for kind in ["change.predicted", "change.drafted", "change.graded"] {
        assert_eq!(kinds.iter().filter(|known| *known == kind).count(), 1, "{kind}: {kinds:?}");
    }
    assert_eq!(kinds.iter().filter(|kind| *kind == "exercise.graded").count(), 1, "{kinds:?}");
    let exported = Program::of(["progress", "export"]).data(data.path()).run().stdout;
    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("all.jsonl");
    fs::write(&file, exported).unwrap();
    let import = ["progress", "import", file.to_str().unwrap()];
    Program::of(import).data(other.path()).run();
    let again = Program::of(["--plain"]).data(other.path()).stdin("startup-of-five\nq\nq\n").run();
    assert!(again.stdout.contains("Later: Money, and a second team (cost 2, "), "{}", again.stdout);
}

#[test]
fn three_changes_that_were_followed_by_commands_make_a_profile() {
    let data = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/startup-of-five");
    let grade = |file: &str, change: &[&str]| {
        let file = root.join(file);
        let args = ["exercise", "grade", "startup-of-five", file.to_str().unwrap()];
        Program::with(&[&args[..], change].concat()).data(data.path()).run();
    };
    grade("references/three-services.toml", &[]);
    for (folder, change) in [
        ("01-second-team", "second-team"),
        ("02-cards-apart", "cards-apart"),
        ("04-two-people", "two-people"),
    ] {
        grade(&format!("changes/{folder}/three-services.toml"), &["--change", change]);
    }
    let open = |typed: &str| Program::of(["--plain"]).data(data.path()).stdin(typed).run().stdout;
    let said = open("startup-of-five\nq\nq\n");
    let entry = "Your cut under 3 changes, beside the other designs";
    let line = said.lines().find(|line| line.ends_with(entry));
    let number = line.and_then(|line| line.split_once('.')).map(|(number, _)| number);
    let number = number.unwrap_or_else(|| panic!("{said}"));
    assert!(said.contains("closes for later: Two of five are left)"), "{said}");
    let said = open(&format!("startup-of-five\n{number}\nq\nq\n"));
    assert!(said.contains("Money, and a second team: yours 2, others 2 to 16"), "{said}");
}
