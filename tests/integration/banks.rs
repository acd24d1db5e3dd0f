//! Questions go out to other programs and come back: real readers of their formats, and round trips.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archtutor::{
    author::import,
    diagnostic::Severity,
    quiz::{Kind, Question, Quiz},
};

use crate::program::{Program, course};

fn exported(format: &str, args: &[&str]) -> String {
    let all = [&["export", "--to", format], args].concat();
    Program::with(&all).run().stdout
}

/// Where tools of others stand: `.ci/run` puts them there.
fn tool(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools").join(name);
    let there = folder.exists();
    if !there {
        println!("left out: {} is not there", folder.display());
    }
    there.then_some(folder)
}

/// What a tool prints about a file, as JSON.
fn asked(mut command: Command) -> serde_json::Value {
    let said = command.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools").join(name)
}

/// Every question of the shipped course by id.
fn shipped() -> BTreeMap<String, Question> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let Some(quiz) = Quiz::parse(&path.to_string_lossy(), &text).0 else { continue };
        for question in quiz.questions {
            all.insert(question.id.to_string(), Question::clone(&question));
        }
    }
    all
}

/// A bank read back as a quiz.
fn back(file: &str, text: &str) -> Quiz {
    let imported = import::read(file, text, None).unwrap();
    let lost: Vec<String> = imported.lost.iter().map(ToString::to_string).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let text: String = imported.questions.into_iter().map(|(_, text)| text + "\n").collect();
    let (quiz, found) = Quiz::parse("back.toml", &text);
    let errors: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:?}");
    quiz.unwrap()
}

/// What must be the same of a question that its format has a type for.
fn facts(question: &Question) -> Option<String> {
    let said = |text: &str| text.trim().to_owned();
    let kind = match &question.kind {
        Kind::MultipleChoice(kind) => {
            let texts = |all: &[archtutor::table::Placed<String>]| -> Vec<String> {
                all.iter().map(|one| said(&one.value)).collect()
            };
            format!(
                "{:?} {:?} {:?} {}",
                texts(&kind.right),
                texts(&kind.wrong),
                texts(&kind.feedback),
                kind.several
            )
        }
        Kind::ShortAnswer(kind) => {
            let more: Vec<String> = kind.alternatives.iter().map(|one| said(&one.value)).collect();
            let wrong =
                kind.mistakes.iter().map(|one| (said(&one.given.value), said(&one.feedback.value)));
            format!("{} {more:?} {:?}", said(&kind.answer.value), wrong.collect::<Vec<_>>())
        }
        Kind::Matching(kind) => {
            let pairs = kind.pairs.iter().map(|(a, b)| (said(&a.value), said(&b.value)));
            format!("{:?}", pairs.collect::<Vec<_>>())
        }
        _ => return None,
    };
    let stem = format!(
        "{}{}",
        question.preamble.as_deref().map_or(String::new(), |text| format!("{}\n\n", said(text))),
        said(&question.prompt.value)
    );
    Some(format!("{stem}\n{kind}"))
}

#[test]
fn every_question_of_the_course_comes_back_from_gift_and_from_moodle_xml() {
    let shipped = shipped();
    for (format, file) in [("gift", "all.gift"), ("moodle-xml", "all.xml")] {
        let quiz = back(file, &exported(format, &[]));
        let mut same = 0;
        for (id, question) in &shipped {
            let found = quiz.question(id).or_else(|| quiz.question(&format!("{id}-1")));
            let found = found.unwrap_or_else(|| panic!("{format}: {id} did not come back"));
            if let Some(facts) = facts(question) {
                assert_eq!(self::facts(found).as_ref(), Some(&facts), "{format}: {id}");
                same += 1;
            }
        }
        assert!(same > 200, "only {same} are of a type that the format has");
    }
}

/// The questions of a bank by id, each as it is written there.
fn written(format: &str, text: &str) -> BTreeMap<String, String> {
    let (begin, before, after) = match format {
        "gift" => ("// [id:", "// [id:", "]"),
        _ => ("<question type=", "<idnumber>", "</idnumber>"),
    };
    let mut all = BTreeMap::new();
    for block in text.split(begin).skip(1) {
        let block = format!("{begin}{block}");
        let block = block.split("$CATEGORY").next().unwrap().trim_end_matches("</quiz>\n").trim();
        // A category has no id.
        let Some((_, rest)) = block.split_once(before) else { continue };
        let id = rest.split(after).next().unwrap().to_owned();
        all.insert(id, block.to_owned());
    }
    all
}

#[test]
fn explanations_numbers_and_feedback_come_back_as_they_went_out() {
    for (format, file) in [("gift", "all.gift"), ("moodle-xml", "all.xml")] {
        let first = exported(format, &[]);
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let imported = import::read(file, &first, None).unwrap();
        let questions: String =
            imported.questions.into_iter().map(|(_, text)| text + "\n").collect();
        write("course.toml", "id = 'back'\ntitle = 'Back'\n");
        write("lessons/01-a/week.toml", "id = 'a'\ntitle = 'A'\nquiz = 'back'\n");
        write("quizzes/back.toml", &format!("id = 'back'\ntitle = 'Back'\n{questions}"));
        let args = ["export", "--to", format];
        let again = Program::with(&args).course(folder.path()).run().stdout;
        let (first, again) = (written(format, &first), written(format, &again));
        assert!(first.len() > 500, "{format}: only {}", first.len());
        assert_eq!(first.len(), again.len(), "{format}");
        let mut other = Vec::new();
        for (id, text) in &first {
            if again.get(id) != Some(text) {
                other.push((id, text, &again[id]));
            }
        }
        // A question with several right numbers comes back as texts: ours know one number.
        let several = |text: &str| match format {
            "gift" => {
                text.contains("{#")
                    && text.matches("\n\t=").count() > 1 + text.matches("\n\t=%0%").count()
            }
            _ => text.contains("numerical") && text.matches("fraction=\"100\"").count() > 1,
        };
        let lost: Vec<_> = other.iter().filter(|(_, text, _)| !several(text)).collect();
        assert!(
            lost.is_empty(),
            "{format}: {} of {}: {:#?}",
            lost.len(),
            first.len(),
            lost.first()
        );
        assert!(
            first.len() - other.len() > 500,
            "{format}: {} are the same",
            first.len() - other.len()
        );
    }
}

#[test]
fn an_independent_grammar_reads_all_of_gift() {
    let Some(tool) = tool("gift") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.gift");
    let text = exported("gift", &[]);
    fs::write(&file, &text).unwrap();
    let mut node = Command::new("node");
    node.arg(script("read_gift.mjs")).arg(tool).arg(&file);
    let rows = asked(node);
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), text.matches("\n// [id:").count());
    for row in rows {
        assert!(!row["stem"].as_str().unwrap_or_default().is_empty(), "{row}");
        let weights: Vec<f64> = row["weights"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        if row["type"] == "MC" {
            let right: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
            assert!((right - 100.0).abs() < 0.01, "{row}");
        }
    }
}

#[test]
fn anki_takes_every_card_once_however_often_it_is_imported() {
    let Some(tool) = tool("anki") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.tsv");
    fs::write(&file, exported("anki", &[])).unwrap();
    let mut python = Command::new(tool.join("bin/python"));
    python.arg(script("import_anki.py")).arg(&file);
    let said = asked(python);
    assert_eq!(said["refused"], 0, "{said}");
    assert_eq!(said["lines"], said["notes"], "{said}");
    assert_eq!(said["notes"], said["again"], "{said}");
    assert!(said["notes"].as_u64() > Some(300), "{said}");
}

/// A small bank as others write it.
const GIFT: &str = "$CATEGORY: a/b

// a comment
::Two::What is 2 \\= 1+1? {=two#Yes. ~three#No. ~four####It is two.}

Pick {~%50%a ~%50%b ~%-100%c#Not c.}

::N::How many? {#=3:0.5#Right. =%0%4:0#One too many.}

Between {#1..5}

The sun rises in the east. {T#It does.#Good.}

Match {=a -> 1 =b -> 2 = -> 3}

Grant is {~buried =entombed ~living} in Grant's tomb.

Write an essay. {}

[html]<b>Bold</b> &amp; plain {=x =%50%y}
";

#[test]
fn a_bank_of_moodle_becomes_a_quiz_and_what_has_no_home_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.gift");
    let quiz = folder.path().join("quiz.toml");
    fs::write(&path, GIFT).unwrap();
    let args = ["import", path.to_str().unwrap(), "-o", quiz.to_str().unwrap()];
    let said = Program::with(&args).complains("8 of 8 questions").complains("essay").run();
    let lost = format!("[{}]", "no-home");
    assert!(said.stderr.contains(&lost), "{}", said.stderr);
    assert!(said.stderr.contains("50 % for “y”"), "{}", said.stderr);
    let text = fs::read_to_string(&quiz).unwrap();
    let (read, found) = Quiz::parse("quiz.toml", &text);
    assert!(found.is_empty(), "{}\n{text}", found[0]);
    let read = read.unwrap();
    let names: Vec<_> =
        read.questions.iter().map(|one| (one.id.to_string(), one.kind.name())).collect();
    let expected = [
        ("two", "MultipleChoice"),
        ("pick", "MultipleChoice"),
        ("n", "Numeric"),
        ("between", "Numeric"),
        ("the-sun-rises-in-the-east", "MultipleChoice"),
        ("match", "Matching"),
        ("grant-is-in-grant-s-tomb", "MultipleChoice"),
        ("bold-plain", "ShortAnswer"),
    ];
    assert_eq!(names, expected.map(|(id, kind)| (id.to_owned(), kind)));
    Program::with(&args).complains("0 of 8 questions").run();
    assert_eq!(fs::read_to_string(&quiz).unwrap(), text, "a second import changes nothing");
}

#[test]
fn cards_become_questions_that_are_typed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let cards = write(
        "cards.md",
        "Q: What is CAP?\nA: A theorem\n---\nC: A [saga] undoes by [compensation].\n",
    );
    let said = Program::with(&["import", &cards]).run();
    assert_eq!(said.stdout.matches("[[questions]]").count(), 3, "{}", said.stdout);
    let anki = write(
        "deck.tsv",
        "#separator:tab\n#html:true\n#guid column:1\n#tags column:4\ng1\t<b>Q</b> one\tA &amp; B\tx\n\
         g2\t\"{{c1::Paris::city}} is in {{c2::France}}\"\t\"an \"\"extra\"\"\"\t\ng3\tlong\t\"a\n\nb\"\t\n",
    );
    let said = Program::with(&["import", &anki]).complains("too long to be typed").run();
    for text in ["id = \"g1\"", "**Q** one", "\"A & B\"", "g2-1", "\"France\"", "(city)"] {
        assert!(said.stdout.contains(text), "{text}: {}", said.stdout);
    }
    let csv = write("deck.csv", "front,\"back, too\"\n");
    Program::with(&["import", &csv]).shows("\"back, too\"").run();
}

#[test]
fn what_is_no_bank_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.xml");
    fs::write(&path, "<!DOCTYPE x [<!ENTITY a 'b'>]><quiz>&a;</quiz>").unwrap();
    Program::with(&["import", path.to_str().unwrap()]).fails(1).complains("document type").run();
    let other = folder.path().join("x.pdf");
    fs::write(&other, "x").unwrap();
    Program::with(&["import", other.to_str().unwrap()]).fails(2).complains("--from").run();
}

#[test]
fn a_course_becomes_a_book_that_opens_as_a_course_again() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    let out = book.to_str().unwrap();
    Program::sample(["export", "--to", "mdbook", "-o", out]).run();
    let check = Program::with(&["check", out]).run();
    assert!(!check.stdout.contains("dead-link"), "{}", check.stdout);
    assert!(check.stdout.contains(": 0 errors, 0 warnings"), "{}", check.stdout);
    let mermaid = fs::read_to_string(book.join("src/SUMMARY.md")).unwrap();
    assert!(mermaid.contains("](lesson/"), "{mermaid}");
}

#[test]
fn lessons_become_pages_and_weeks_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    Program::sample(["export", "--to", "html", "-o", pages.to_str().unwrap()]).run();
    let files: Vec<_> = fs::read_dir(pages.join("lesson")).unwrap().collect();
    assert!(!files.is_empty());
    Program::of(["export", "--to", "cheatsheet", "5"]).shows("### Formulas").shows("Price:").run();
    let bare = course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'Bare'\n"),
        ("lessons/01-a/01-one.md", b"+++\nid = 'one'\ntitle = 'One'\n+++\nText.\n"),
        ("lessons/02-b/week.toml", b"id = 'b'\ntitle = 'Kept'\n"),
        ("lessons/02-b/01-two.md", b"+++\nid = 'two'\ntitle = 'Two'\n+++\n| x |\n| - |\n| 1 |\n"),
    ]);
    let sheets = Program::of(["export", "--to", "cheatsheet"]).course(bare.path()).run().stdout;
    assert!(sheets.starts_with("# Kept\n"), "{sheets}");
    let nothing = Program::of(["export", "--to", "cheatsheet", "a"]).course(bare.path());
    nothing.shows("Nothing to keep yet").run();
    Program::of(["export", "--to", "gift", "saga"]).fails(2).complains("has no questions").run();
}

#[test]
fn questions_of_mdbook_quiz_come_as_they_are_with_ids_and_what_they_share() {
    let text = r#"
[multipart]
shop = "A shop has one till."

[[questions]]
id = "till-wait"
type = "MultipleChoice"
multipart = "shop"
prompt.prompt = "Who waits?"
prompt.distractors = ["Nobody"]
answer.answer = "The second"
context = "One at a time."

[[questions]]
type = "Tracing"
prompt.program = "fn main() { println!(\"2\"); }"
answer.doesCompile = true
answer.stdout = "2"

[[questions]]
type = "Essay"
prompt.prompt = "Tell."
"#;
    let imported = import::read("one.toml", text, None).expect("a bank");
    let ids: Vec<&str> = imported.questions.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["till-wait", "question"]);
    let lost: Vec<_> = imported.lost.iter().map(|lost| lost.position().unwrap().0).collect();
    assert_eq!(lost, [20], "{:?}", imported.lost);
    let whole: String = imported.questions.iter().map(|(_, text)| format!("{text}\n")).collect();
    let (quiz, found) = Quiz::parse("quiz.toml", &whole);
    let quiz = quiz.expect("a quiz");
    assert!(found.iter().all(|one| one.severity != Severity::Error), "{found:?}");
    assert_eq!(quiz.questions[0].prompt.value, "A shop has one till.\n\nWho waits?");
    assert_eq!(quiz.questions.len(), 2);
}
