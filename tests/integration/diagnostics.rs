//! `archtutor check` finds every kind of mistake: one course that is right, broken in one place a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use archtutor::{
    check,
    diagnostic::{Diagnostic, Severity},
    source::Source,
    tui::{keymap::Keymap, theme::Theme},
};

const DIMENSIONS: &str = r#"
[[dimension]]
id = "size"
question = "How large is the unit?"
[[dimension.value]]
id = "small"
test = "it is small"
[[dimension.value]]
id = "large"
test = "default"
[[rating]]
id = "cost"
name = "cost"
lower_is_better = true
"#;

const TREE: &str = r#"
[[question]]
id = "Q1"
question = "Small?"
options = [{ answer = "Yes", next = "one" }, { answer = "No", next = "two" }]
[[profile]]
brief = "a small one"
answers = { Q1 = 0 }
leaf = "one"
add_ons = []
"#;

const PATTERNS: &str = r#"
[[pattern]]
id = "one"
names = { en = "One", ru = "Один", vi = "Một" }
family = "f"
week = 1
problem = "p"
forces = ["f"]
solution = "s"
benefits = ["b"]
drawbacks = ["d"]
when = ["w"]
when_not = ["n"]
implementations = ["i"]
sources = ["s"]
relations = { alternative_to = ["two"] }
coordinates = { size = "small" }
plane = "p"
team = "1"
ratings = { cost = 1 }
[[pattern]]
id = "two"
names = { en = "Two", ru = "Два", vi = "Hai" }
family = "f"
week = 1
problem = "p"
forces = ["f"]
solution = "s"
benefits = ["b"]
drawbacks = ["d"]
when = ["w"]
when_not = ["n"]
implementations = ["i"]
sources = ["s"]
relations = { alternative_to = ["one"] }
coordinates = { size = "large" }
plane = "p"
team = "1"
ratings = { cost = 2 }
"#;

const LESSON: &str = "+++\nid = \"first\"\ntitle = \"First\"\nminutes = 5\n+++\n\
    Text with a [link](pattern:one).\n\n```question\nq-one\n```\n";

const QUIZ: &str = r#"
id = "a-quiz"
title = "Quiz"
[[questions]]
id = "q-one"
type = "ShortAnswer"
lesson = "first"
level = "recall"
prompt.prompt = "What?"
answer.answer = "that"
context = "Because."
mistakes = [{ answer = "this", feedback = "No." }]
"#;

const EXERCISE: &str = r#"
id = "small-cut"
title = "A small cut"
task = "decomposition"
brief = "Cut it."
parts = ["ownership", "services"]
par = 100
one_right = "the zones and the aggregate leave one cut"
[zone.open]
[zone.closed]
apart_from = ["open"]
[entity.Book]
aggregate = "Shelf"
zone = "open"
[entity.Page]
aggregate = "Shelf"
[entity.Key]
zone = "closed"
[capability.print]
writes = ["Book", "Page"]
[capability.lock]
writes = ["Key"]
[aggregate.Shelf]
members = ["Book"]
"#;

const ANSWER: &str = r#"
[answer]
scenario = "small-cut"
[service.books]
does = ["print"]
owns = ["Book", "Page"]
[service.keys]
does = ["lock"]
owns = ["Key"]
"#;

const FAULTY: &str = r#"
[expect]
fires = ["H-02"]
at_most = 30
names = ["Key"]
[answer]
scenario = "small-cut"
[service.books]
does = ["print", "lock"]
owns = ["Book", "Page"]
"#;

/// A course without a mistake.
pub(crate) fn right() -> BTreeMap<&'static str, String> {
    [
        ("course.toml", "id = \"c\"\ntitle = \"Course\"\n"),
        (
            "lessons/01-a/week.toml",
            "id = \"a\"\ntitle = \"A\"\nquiz = \"a-quiz\"\nexercises = [\"small-cut\"]\n",
        ),
        ("lessons/01-a/01-first.md", LESSON),
        ("quizzes/01-a.toml", QUIZ),
        ("assets/catalog/dimensions.toml", DIMENSIONS),
        ("assets/catalog/decision-tree.toml", TREE),
        ("assets/catalog/f.toml", PATTERNS),
        ("exercises/small-cut/exercise.toml", EXERCISE),
        ("exercises/small-cut/par.toml", ANSWER),
        ("exercises/small-cut/references/two.toml", ANSWER),
        ("exercises/small-cut/faulty/ownerless.toml", FAULTY),
    ]
    .map(|(path, text)| (path, text.to_owned()))
    .into()
}

/// What is said about a course.
pub(crate) fn said(files: &BTreeMap<&'static str, String>) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let report = check::course(&Source::folder(folder.path()).expect("a course"));
    for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Warning) {
        assert!(check::STEERED.contains(&found.code), "{}: no course can allow it", found.code);
    }
    report.diagnostics
}

/// The kinds of mistakes that a course has.
pub(crate) fn found(files: &BTreeMap<&'static str, String>) -> Vec<&'static str> {
    said(files).iter().map(|found| found.code).collect()
}

#[test]
fn a_course_that_is_right_has_no_mistake() {
    assert_eq!(found(&right()), [""; 0]);
}

#[test]
fn each_mistake_is_found_where_one_thing_is_wrong() {
    const FIRST: &str = "lessons/01-a/01-first.md";
    const WEEK: &str = "lessons/01-a/week.toml";
    const POOL: &str = "quizzes/01-a.toml";
    const FAMILY: &str = "assets/catalog/f.toml";
    const PLACES: &str = "assets/catalog/dimensions.toml";
    const ADVICE: &str = "assets/catalog/decision-tree.toml";
    // The mistake, the file, what stands there, and what is put in its place.
    let mutual = PATTERNS.replace("alternative_to", "uses");
    let faults = [
        ("toml-syntax", "course.toml", "id = \"c\"", "id = "),
        ("missing-key", "course.toml", "title = \"Course\"", ""),
        ("unknown-key", "course.toml", "title", "titel"),
        ("empty-text", "course.toml", "\"Course\"", "\" \""),
        ("malformed-id", "course.toml", "\"c\"", "\"C c\""),
        ("unknown-week", "course.toml", "title", "weeks.order = [\"09-z\"]\ntitle"),
        ("wrong-type", WEEK, "\"A\"", "7"),
        ("unknown-reference", WEEK, "a-quiz", "b-quiz"),
        ("out-of-range", FIRST, "minutes = 5", "minutes = 0"),
        ("no-front-matter", FIRST, "+++\nid", "id"),
        ("yaml-front-matter", FIRST, "+++\nid", "---\nid"),
        ("unclosed-front-matter", FIRST, "minutes = 5\n+++", "minutes = 5\n"),
        ("unknown-code", "course.toml", "title", "check.allow = [\"to-wide\"]\ntitle"),
        ("unknown-word", "course.toml", "title", "catalog = \"another\"\ntitle"),
        ("unknown-reference", FIRST, "minutes", "needs = [\"none\"]\nminutes"),
        ("cycle", FIRST, "minutes", "needs = [\"first\"]\nminutes"),
        ("dead-link", FIRST, "pattern:one", "pattern:ten"),
        ("dead-link", FIRST, "pattern:one", "../../../secret.md"),
        ("dead-link", FIRST, "pattern:one", "javascript:alert"),
        ("second-title", FIRST, "Text", "# Title\n\nText"),
        ("raw-html", FIRST, "Text", "<b>Text</b>"),
        ("control-character", FIRST, "Text", "\u{1b}[31mText"),
        ("unknown-question", FIRST, "q-one", "q-two"),
        ("dead-link", FIRST, "pattern:one", "#nowhere"),
        ("dead-link", FIRST, "pattern:one", "01-first.md#nowhere"),
        ("dead-link", FIRST, "pattern:one", "week.toml"),
        ("dead-link", FIRST, "[link](pattern:one)", "![image](none.png)"),
        ("unclosed-fence", FIRST, "q-one\n```\n", "q-one\n"),
        (
            "empty-lesson",
            FIRST,
            "Text with a [link](pattern:one).\n\n```question\nq-one\n```\n",
            "<!-- -->\n",
        ),
        ("undefined-note", FIRST, "Text", "Text[^a]"),
        ("unused-note", FIRST, "Text", "[^a]: A note.\n\nText"),
        ("undefined-reference", FIRST, "Text", "[Text][a]"),
        ("unused-definition", FIRST, "Text", "[a]: https://example.org\n\nText"),
        ("not-utf-8", FIRST, "Text", "T\u{fffd}xt"),
        ("control-character", WEEK, "title = \"A\"", "title = \"A\" # \u{202e}"),
        ("unused-exercise", WEEK, "exercises = [\"small-cut\"]\n", ""),
        ("no-such-week", FAMILY, "week = 1", "week = 12"),
        ("unused-group", POOL, "title", "multipart.group = \"All.\"\ntitle"),
        ("unknown-key", POOL, "context", "kontext"),
        ("empty-diagram", FIRST, "Text", "```mermaid\n```\n\nText"),
        ("broken-art", FIRST, "Text", "```diagram\n┌──┐\n│  │\n└───┘\n```\n\nText"),
        (
            "too-wide",
            FIRST,
            "Text",
            "```text\n123456789012345678901234567890123456789012345678901234567890123456789012345678901\n```\n\nText",
        ),
        ("odd-backtick", FIRST, "Text", "Te`xt"),
        ("repeated-sentence", FIRST, "Text", "Said twice in here. Said twice in here."),
        ("no-questions", POOL, QUIZ, "id = \"a-quiz\"\ntitle = \"Quiz\"\n"),
        ("unknown-word", POOL, "recall", "remember"),
        ("unknown-word", POOL, "ShortAnswer", "Essay"),
        ("unknown-reference", POOL, "\"first\"", "\"last\""),
        ("no-explanation", POOL, "context = \"Because.\"\n", ""),
        ("duplicate-id", FAMILY, "id = \"two\"", "id = \"one\""),
        ("duplicate-name", FAMILY, "\"Two\"", "\"One\""),
        ("mutual-use", FAMILY, PATTERNS, mutual.as_str()),
        ("one-sided", FAMILY, "alternative_to = [\"one\"]", "alternative_to = []"),
        (
            "self-relation",
            FAMILY,
            "alternative_to = [\"one\"]",
            "uses = [\"two\"], alternative_to = [\"one\"]",
        ),
        (
            "unknown-pattern",
            FAMILY,
            "alternative_to = [\"one\"]",
            "uses = [\"ten\"], alternative_to = [\"one\"]",
        ),
        (
            "contradiction",
            FAMILY,
            "alternative_to = [\"one\"]",
            "uses = [\"one\"], alternative_to = [\"one\"]",
        ),
        (
            "cycle",
            FAMILY,
            "alternative_to = [\"two\"]",
            "variant_of = \"one\", alternative_to = [\"two\"]",
        ),
        ("same-coordinates", FAMILY, "size = \"large\"", "size = \"small\""),
        ("unknown-value", FAMILY, "size = \"large\"", "size = \"huge\""),
        ("unknown-dimension", FAMILY, "size = \"large\"", "size = \"large\", shape = \"round\""),
        ("missing-value", FAMILY, "{ size = \"large\" }", "{}"),
        ("missing-rating", FAMILY, "ratings = { cost = 2 }", "ratings = {}"),
        ("out-of-range", FAMILY, "cost = 2", "cost = 6"),
        ("too-few-values", PLACES, "[[dimension.value]]\nid = \"large\"\ntest = \"default\"\n", ""),
        ("dead-end", ADVICE, "next = \"two\"", "next = \"ten\""),
        ("no-leaf", ADVICE, "next = \"two\"", "next = \"one\""),
        ("too-few-answers", ADVICE, ", { answer = \"No\", next = \"two\" }", ""),
        ("cycle", ADVICE, "next = \"two\"", "next = \"Q1\""),
        ("profile-astray", ADVICE, "Q1 = 0", "Q1 = 1"),
        (
            "unreachable",
            ADVICE,
            "[[profile]]",
            "[[question]]\nid = \"Q2\"\nquestion = \"More?\"\noptions = [{ answer = \"Y\", next = \"one\" }, { answer = \"N\", next = \"two\" }]\n[[profile]]",
        ),
    ];
    each_is_found(&faults);
}

#[test]
fn each_mistake_of_an_exercise_is_found() {
    const FACTS: &str = "exercises/small-cut/exercise.toml";
    const PAR: &str = "exercises/small-cut/par.toml";
    const GOOD: &str = "exercises/small-cut/references/two.toml";
    const BAD: &str = "exercises/small-cut/faulty/ownerless.toml";
    let faults = [
        ("toml-syntax", FACTS, "[entity.Page]", "[entity.Book]"),
        ("missing-key", FACTS, "brief = \"Cut it.\"\n", ""),
        ("unknown-key", FACTS, "aggregate = \"Shelf\"", "agregate = \"Shelf\""),
        ("unknown-key", FACTS, "par = 100", "par = 100\nlimits = { max_op = 3 }"),
        (
            "missing-key",
            FACTS,
            "par = 100",
            "par = 100\nlimits = { max_ops = { because = \"x\" } }",
        ),
        ("unknown-word", FACTS, "\"decomposition\"", "\"composition\""),
        ("unknown-word", FACTS, "\"services\"", "\"servces\""),
        ("wrong-type", FACTS, "\"Cut it.\"", "7"),
        ("out-of-range", FACTS, "par = 100", "par = 101"),
        ("malformed-id", FACTS, "\"small-cut\"", "\"Small cut\""),
        ("unknown-reference", FACTS, "par = 100", "par = 100\nread = [\"last\"]"),
        ("no-such-week", FACTS, "par = 100", "par = 100\nweek = 7"),
        ("misnamed-folder", FACTS, "\"small-cut\"", "\"tiny-cut\""),
        ("unknown-name", FACTS, "writes = [\"Key\"]", "writes = [\"Kye\"]"),
        ("doubled-name", FACTS, "writes = [\"Key\"]", "writes = [\"Key\", \"Key\"]"),
        ("empty-name", FACTS, "[entity.Key]", "[entity.\" \"]\n[entity.Key]"),
        ("self-apart", FACTS, "apart_from = [\"open\"]", "apart_from = [\"open\", \"closed\"]"),
        (
            "two-aggregates",
            FACTS,
            "members = [\"Book\"]",
            "members = [\"Book\"]\n[aggregate.Pile]\nmembers = [\"Book\"]",
        ),
        (
            "impossible-aggregate",
            FACTS,
            "zone = \"closed\"",
            "zone = \"closed\"\naggregate = \"Shelf\"",
        ),
        ("reference-fails", GOOD, "owns = [\"Key\"]", ""),
        ("unknown-key", GOOD, "owns = [\"Key\"]", "ows = [\"Key\"]"),
        ("out-of-range", GOOD, "owns = [\"Key\"]", "owns = [\"Key\"]\nreplicas = 0"),
        ("faulty-not-caught", BAD, "\"H-02\"", "\"H-07\""),
        ("faulty-not-caught", BAD, "at_most = 30", "at_most = 1"),
        ("faulty-not-caught", BAD, "names = [\"Key\"]", "names = [\"Lock\"]"),
        (
            "faulty-not-caught",
            BAD,
            "[expect]\nfires = [\"H-02\"]\nat_most = 30\nnames = [\"Key\"]",
            "",
        ),
        ("par-witness", PAR, "owns = [\"Key\"]", ""),
        ("par-too-low", FACTS, "par = 100", "par = 90"),
    ];
    each_is_found(&faults);
    let empty = "id = \"small-cut\"\ntitle = \"A\"\ntask = \"decomposition\"\nbrief = \"b\"\n";
    let mut files = right();
    files.insert(FACTS, empty.to_owned());
    assert!(found(&files).contains(&"empty-scenario"));
    let mut files = right();
    files.insert("exercises/small-cut/notes.toml", "words = \"of mine\"\n".to_owned());
    assert_eq!(found(&files), ["unknown-file"]);
    let mut files = right();
    files.insert("exercises/small-cut/references/deep/er.yaml", "a: b\n".to_owned());
    assert_eq!(found(&files), ["unknown-file"]);
    let mut files = right();
    let again = files[FACTS].replace("\"small-cut\"", "\"other-cut\"");
    files.insert("exercises/other-cut/exercise.toml", format!("number = \"EX1.1\"\n{again}"));
    let facts = format!("number = \"EX1.1\"\n{}", files[FACTS]);
    files.insert(FACTS, facts);
    assert!(found(&files).contains(&"double-number"));
}

#[test]
fn what_is_too_much_for_an_exercise_is_refused() {
    let mut files = right();
    let many: String = (0..2_001).map(|at| format!("[entity.E{at}]\n")).collect();
    files.insert("exercises/small-cut/exercise.toml", format!("{EXERCISE}\n{many}"));
    assert!(found(&files).contains(&"too-many"));
}

/// Breaks each file in one place and looks for the mistake that this makes.
fn each_is_found(faults: &[(&str, &'static str, &str, &str)]) {
    let mut missed = Vec::new();
    for (code, file, from, to) in faults {
        let mut files = right();
        let text = files.get_mut(file).expect("the file");
        let broken = text.replacen(from, to, 1);
        assert_ne!(*text, broken, "{code}: nothing was broken in {file}");
        *text = broken;
        let codes = found(&files);
        if !codes.contains(code) {
            missed.push(format!("{code} in {file}: {codes:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// A question of a type, right but for what the test breaks.
fn question(kind: &str, rest: &str) -> String {
    format!(
        "[[questions]]\nid = \"q-two\"\ntype = \"{kind}\"\nlesson = \"first\"\nlevel = \"recall\"\n\
         context = \"Because.\"\n{rest}"
    )
}

#[test]
fn each_mistake_of_a_question_is_found_where_one_thing_is_wrong() {
    let choice = "prompt.prompt = \"Which?\"\nprompt.distractors = [\"b\", \"c\"]\nanswer.answer = \"a\"\n\
                  feedback = [\"No b.\", \"No c.\"]\n";
    let pairs = "prompt.prompt = \"Match.\"\nanswer.pairs = [[\"a\", \"1\"], [\"b\", \"2\"]]\n\
                 feedback = [\"So.\", \"So.\"]\n";
    let classes = "prompt.prompt = \"Sort.\"\nprompt.classes = [\"x\", \"y\"]\nanswer.items = [\n\
                   { item = \"one\", class = \"x\", because = \"It is.\" },\n\
                   { item = \"two\", class = \"y\", because = \"It is.\" },\n]\n";
    let number = "prompt.prompt = \"Double {a}.\"\nprompt.parameters = { a = [2, 3] }\n\
                  answer.formula = \"2 * a\"\nanswer.worked = \"2 x {a} = {answer}\"\nmistakes = [\n\
                  { formula = \"a\", feedback = \"Not doubled.\" },\n\
                  { formula = \"3 * a\", feedback = \"Tripled.\" },\n]\n";
    let kinds = [
        ("MultipleChoice", choice),
        ("Matching", pairs),
        ("Classify", classes),
        ("Numeric", number),
    ];
    let with = |text: &str| {
        let mut files = right();
        files.entry("quizzes/01-a.toml").and_modify(|quiz| quiz.push_str(text));
        found(&files)
    };
    for (kind, rest) in kinds {
        assert_eq!(with(&question(kind, rest)), [""; 0], "{kind}");
    }
    // The mistake, the type of question, what stands there, and what is put in its place.
    let faults = [
        ("all-of-the-above", 0, "\"c\"", "\"All of the above\""),
        ("duplicate-option", 0, "\"c\"", "\"B\""),
        ("feedback-count", 0, ", \"No c.\"", ""),
        ("no-feedback", 0, "feedback = [\"No b.\", \"No c.\"]\n", ""),
        ("no-level", 0, "level = \"recall\"\n", ""),
        ("no-lesson", 0, "lesson = \"first\"\n", ""),
        ("no-id", 0, "id = \"q-two\"\n", ""),
        ("malformed-id", 0, "\"q-two\"", "\"Q two\""),
        ("duplicate-id", 0, "\"q-two\"", "\"q-one\""),
        ("unknown-multipart", 0, "level", "multipart = \"none\"\nlevel"),
        ("control-character", 0, "Which?", "Which\\u001b?"),
        ("unanswerable", 0, "\"a\"", "\" \""),
        ("bad-pair", 1, "[\"b\", \"2\"]", "[\"b\", \"2\"], [\"c\"]"),
        ("unknown-class", 2, "class = \"y\"", "class = \"z\""),
        ("malformed-parameter", 3, "{ a = [2, 3] }", "{ a = [2, 3], answer = [1] }"),
        ("bad-parameter", 3, "[2, 3]", "[]"),
        ("unknown-parameter", 3, "\"2 * a\"", "\"2 * b\""),
        ("bad-formula", 3, "\"2 * a\"", "\"2 * (a\""),
        ("bad-formula", 3, "\"2 * a\"", "\"2 / (a - a)\""),
        ("mistake-is-right", 3, "\"3 * a\"", "\"a + a\""),
        ("unknown-placeholder", 3, "Double {a}", "Double {b}"),
        ("tolerance", 3, "\"2 * a\"", "\"a / 7\"\nanswer.decimals = 1"),
        (
            "too-many-combinations",
            3,
            "{ a = [2, 3] }",
            "{ a = { min = 1, max = 900 }, b = { min = 1, max = 900 } }",
        ),
    ];
    let mut missed = Vec::new();
    for (code, kind, from, to) in faults {
        let right = question(kinds[kind].0, kinds[kind].1);
        let broken = right.replacen(from, to, 1);
        assert_ne!(right, broken, "{code}: nothing was broken");
        let codes = with(&broken);
        if !codes.contains(&code) {
            missed.push(format!("{code}: {codes:?}"));
        }
    }
    let twin = question("MultipleChoice", choice).replace("id = \"q-two\"\n", "");
    let codes = with(&format!("{twin}{twin}"));
    assert!(codes.contains(&"duplicate-question"), "{codes:?}");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn each_mistake_beside_the_lessons_is_found() {
    const EXAM: &str = "quizzes/99-exam.toml";
    const TOP: &str = "course.toml";
    let exam = |pools: &str| format!("id = \"exam\"\ntitle = \"Exam\"\n{pools}");
    let pool = |quiz: &str, draw: u8| format!("[[pool]]\nquiz = \"{quiz}\"\ndraw = {draw}\n");
    let term = |name: &str, lesson: &str| {
        format!(
            "[[term]]\nnames = {{ en = \"{name}\", ru = \"С\", vi = \"T\" }}\n\
             meaning = \"It means so.\"\nlesson = \"{lesson}\"\n"
        )
    };
    let taught = String::from("[[row]]\nsource = \"S 1\"\nlessons = [\"first\"]\n");
    let erratum = |id: &str, lesson: &str| {
        format!(
            "[[erratum]]\nid = \"{id}\"\nsource = \"S 1\"\nwas = \"So.\"\nnow = \"Not so.\"\nwhy = \"Seen.\"\n\
             kind = \"wrong\"\nlesson = \"{lesson}\"\nreference = \"A book.\"\n"
        )
    };
    const GLOSSARY: &str = "assets/glossary.toml";
    const COVERAGE: &str = "assets/coverage/a.toml";
    const ERRATA: &str = "assets/errata/a.toml";
    const CONTRASTS: &str = "assets/catalog/cards.toml";
    const MISCONCEPTIONS: &str = "assets/misconceptions.toml";
    let misconception = |lesson: &str| {
        format!(
            "[[misconception]]\nid = \"m\"\nsays = \"So.\"\ntruth = \"Not so.\"\n\
             lesson = \"{lesson}\"\n"
        )
    };
    const DESIGNS: &str = "assets/mini-designs.toml";
    let design = |exercise: &str, rule: &str| {
        format!("[[design]]\nexercise = \"{exercise}\"\nrules = [\"{rule}\"]\n")
    };
    // The file, its text, and the mistake; nothing where it is right.
    let cases = [
        (EXAM, exam(&pool("a-quiz", 1)), None),
        (EXAM, exam(&pool("a-quiz", 2)), Some("too-few-questions")),
        (EXAM, exam(&pool("a-quiz", 1).repeat(2)), Some("duplicate-pool")),
        (EXAM, exam(&pool("b-quiz", 1)), Some("unknown-reference")),
        (EXAM, exam(&pool("a-quiz", 0)), Some("out-of-range")),
        (
            EXAM,
            exam(&(pool("a-quiz", 1) + &question("ShortAnswer", ""))),
            Some("questions-and-pools"),
        ),
        (GLOSSARY, term("Latency", "first"), None),
        (GLOSSARY, term("Latency", "first").repeat(2), Some("duplicate-term")),
        (GLOSSARY, term("One", "first"), Some("duplicate-term")),
        (GLOSSARY, term("Latency", "last"), Some("unknown-reference")),
        (COVERAGE, taught.clone(), None),
        (COVERAGE, taught.repeat(2), Some("duplicate-id")),
        (COVERAGE, taught.replace("\"first\"", ""), Some("incomplete-row")),
        (COVERAGE, taught.replace("first", "last"), Some("unknown-reference")),
        (CONTRASTS, "[[contrast]]\npatterns = [\"one\"]\n".to_owned(), Some("too-few")),
        (MISCONCEPTIONS, misconception("first"), Some("unmet-misconception")),
        (MISCONCEPTIONS, misconception("last"), Some("week-without-misconceptions")),
        (
            MISCONCEPTIONS,
            misconception("first") + "rules = [\"ZZ-1\"]\n",
            Some("unknown-reference"),
        ),
        (DESIGNS, design("no-such-cut", "D-01"), Some("unknown-reference")),
        (DESIGNS, design("small-cut", "ZZ-1"), Some("unknown-reference")),
        (DESIGNS, design("small-cut", "D-01"), Some("unposed-design")),
        (ERRATA, erratum("E-001", "first"), None),
        (ERRATA, erratum("E-001", "first").repeat(2), Some("duplicate-id")),
        (ERRATA, erratum("E-001", "last"), Some("unknown-reference")),
    ];
    for (file, text, code) in cases {
        let mut files = right();
        files.insert(file, text.clone());
        if file == EXAM {
            files.entry(TOP).and_modify(|top| top.push_str("exam = \"exam\"\n"));
        }
        let codes = found(&files);
        match code {
            Some(code) => assert!(codes.contains(&code), "{code}: {codes:?}\n{text}"),
            None => assert_eq!(codes, [""; 0], "{text}"),
        }
    }
}

#[test]
fn a_misconception_that_one_item_alone_shows_is_found() {
    let shows = |id: &str| {
        question("ShortAnswer", "prompt.prompt = \"Which?\"\nanswer.answer = \"a\"\n")
            .replace("q-two", id)
            + "mistakes = [{ answer = \"b\", feedback = \"No b.\", tag = \"m\" }]\n"
    };
    let with = |ids: &[&str]| {
        let mut files = right();
        files.insert(
            "assets/misconceptions.toml",
            "[[misconception]]\nid = \"m\"\nsays = \"So.\"\ntruth = \"Not so.\"\nlesson = \"first\"\n".into(),
        );
        let more: String = ids.iter().map(|id| shows(id)).collect();
        files.entry("quizzes/01-a.toml").and_modify(|quiz| quiz.push_str(&more));
        found(&files)
    };
    assert_eq!(with(&["q-two"]), ["unmet-misconception"]);
    assert_eq!(with(&["q-two", "q-three"]), [""; 0]);
}

#[test]
fn each_mistake_in_a_theme_or_in_the_keys_is_found() {
    let theme = |text: &str| Theme::read("mine", "mine.toml", &text.into()).1;
    let codes = |found: Vec<Diagnostic>| -> BTreeSet<&str> {
        found.iter().map(|found| found.code).collect()
    };
    let found = codes(theme("[palette]\nred = \"reddish\"\n[roles]\ntext = { fg = \"blue\" }\n"));
    assert_eq!(found, BTreeSet::from(["missing-role", "unknown-colour"]));
    let found = codes(theme("[roles]\ntext = { add = [\"loud\"] }\n"));
    assert_eq!(found, BTreeSet::from(["missing-role", "unknown-word"]));
    let keys = "[lesson]\ncopy = [\"y\", \"hyper-y\"]\n";
    let found = codes(Keymap::read("keys.toml", &keys.into()).1);
    assert_eq!(found, BTreeSet::from(["unknown-key-name"]));
}

/// The sources of the program without their tests.
pub(crate) fn sources() -> Vec<String> {
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .into_iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .map(|file| {
            let text = fs::read_to_string(file).expect("a source");
            text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
        })
        .collect()
}

/// Every code that the sources give a mistake, in one of the ways that they write it.
pub(crate) fn codes(sources: &[String]) -> BTreeSet<&str> {
    let calls =
        ["report(", "report_with_help(", "error(", "warn(", "wrong(", "say(", "found(", "fault("];
    sources
        .iter()
        .flat_map(|text| calls.iter().flat_map(move |call| text.split(call).skip(1)))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'))
        .filter(|(code, rest)| {
            let word =
                |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
            code.split('-').all(word) && rest.starts_with(',')
        })
        .map(|(code, _)| code)
        .collect()
}

#[test]
fn no_mistake_is_without_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    for file in ["src", "tests"].iter().flat_map(|folder| rust_files(&root.join(folder))) {
        let text = fs::read_to_string(&file).expect("a source");
        match file.ends_with("tests.rs") || file.starts_with(root.join("tests")) {
            true => tests.push_str(&text),
            false => tests.push_str(text.split_once("#[cfg(test)]").map_or("", |(_, own)| own)),
        }
    }
    let sources = sources();
    let codes = codes(&sources);
    assert!(codes.len() > 50, "{codes:?}");
    let untested: Vec<&&str> =
        codes.iter().filter(|code| !tests.contains(&format!("\"{code}\""))).collect();
    assert_eq!(untested, [&""; 0]);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

#[test]
fn files_that_are_missing_empty_or_twice_are_named() {
    let mut files = right();
    files.remove("lessons/01-a/week.toml");
    assert!(found(&files).contains(&"unreadable"));
    let mut files = right();
    files.remove("lessons/01-a/01-first.md");
    assert!(found(&files).contains(&"empty-week"));
    let mut files = right();
    files.insert("lessons/01-a/02-again.md", LESSON.into());
    assert!(found(&files).contains(&"duplicate-id"));
    let only = BTreeMap::from([("course.toml", "id = \"c\"\ntitle = \"C\"\n".to_owned())]);
    assert!(found(&only).contains(&"no-weeks"));
}

#[test]
fn what_nothing_reaches_is_named() {
    let lesson = LESSON.replace("first", "other");
    // The file, its text, and what is said about it.
    let cases = [
        ("lessons/loose.md", lesson.as_str(), "unreached-file"),
        ("lessons/01-a/02-other.MD", &lesson, "unreached-file"),
        ("lessons/01-a/02-other.markdown", &lesson, "unreached-file"),
        ("lessons/01-a/more/02-other.md", &lesson, "unreached-file"),
        ("lessons/01.b/02-other.md", &lesson, "unreached-file"),
        ("lessons/01-a/picture.png", "a picture", "unreached-file"),
        ("quizzes/other.yaml", "id: other", "unreached-file"),
        ("quizzes/more/other.toml", QUIZ, "unreached-file"),
        ("quizzes/README.md", "Notes.", "unreached-file"),
        ("exercises/other/facts.toml", EXERCISE, "unreached-file"),
        ("exercises/other.toml", EXERCISE, "unreached-file"),
        ("assets/catalog/more/other.toml", PATTERNS, "unreached-file"),
        ("quizzes/02-b.toml", QUIZ, "unused-quiz"),
    ];
    for (file, text, code) in cases {
        let mut files = right();
        let text = text.replace("a-quiz", "b-quiz").replace("q-one", "q-two");
        files.insert(file, text);
        let said = said(&files);
        let named = said.iter().any(|found| found.code == code && file.starts_with(&found.file));
        assert!(named, "{file}: {said:?}");
    }
    let mut files = right();
    files.insert("lessons/01-a/picture.png", "a picture".into());
    let shown = LESSON.replace("Text", "![Boxes](picture.png)");
    files.insert("lessons/01-a/01-first.md", shown);
    assert_eq!(found(&files), [""; 0], "what a lesson shows is reached");
}

#[test]
fn one_broken_file_is_one_mistake() {
    // The file, what stands there, and what is put in its place.
    for (file, from, to) in [
        ("quizzes/01-a.toml", "id = \"a-quiz\"", "id = \"a-quiz"),
        ("quizzes/01-a.toml", "type = \"ShortAnswer\"", "type = \"Essay\""),
        ("assets/catalog/f.toml", "week = 1", "week = "),
        ("lessons/01-a/01-first.md", "+++\nid", "---\nid"),
        ("lessons/01-a/week.toml", "id = \"a\"", "id = "),
    ] {
        let mut files = right();
        let needs = LESSON.replace("first", "second").replace("min", "needs = [\"first\"]\nmin");
        files.insert("lessons/01-a/02-second.md", needs);
        let track = "[[track]]\nid = \"t\"\ntitle = \"T\"\nweeks = [\"a\"]\n";
        files.entry("course.toml").and_modify(|top| top.push_str(track));
        let text = files.get_mut(file).expect("the file");
        *text = text.replacen(from, to, 1);
        let said = said(&files);
        assert!(said.iter().all(|found| found.file == file), "{file}: {said:?}");
        assert!(!said.is_empty() && said.len() <= 2, "{file}: {said:?}");
    }
}

#[test]
fn a_second_id_is_pointed_at() {
    let mut files = right();
    files.insert("lessons/02-b/week.toml", "title = \"B\"\nid = \"a\"\n".into());
    files.insert("lessons/02-b/01.md", LESSON.replace("\"first\"", "\"other\""));
    files.insert("quizzes/02-b.toml", QUIZ.replace("q-one", "q-two"));
    let said = said(&files);
    let places: Vec<String> = said
        .iter()
        .filter(|found| found.code == "duplicate-id")
        .map(|found| found.to_string())
        .collect();
    assert_eq!(
        places,
        [
            "lessons/02-b/week.toml:2:6: a second week `a`",
            "quizzes/02-b.toml:2:6: a second quiz `a-quiz`"
        ]
    );
}

#[test]
fn places_in_a_fence_of_a_list_or_a_quote_are_those_of_the_file() {
    let mut files = right();
    let art = "> ```diagram\n> ┌──┐\n> │  │\n> └───┘\n> ```\n\n- ```mermaid\n  flowchart TB\n    A -->>\n  ```\n\nText";
    files.insert("lessons/01-a/01-first.md", LESSON.replacen("Text", art, 1));
    let places: Vec<(usize, usize)> =
        said(&files).iter().map(|found| found.position().expect("a place")).collect();
    assert_eq!(places.first(), Some(&(9, 7)), "{:?}", said(&files));
    assert_eq!(places.get(1).map(|place| place.0), Some(14), "{:?}", said(&files));
}

#[test]
fn a_course_says_which_warnings_it_allows_and_which_it_denies() {
    let with = |check: &str| {
        let mut files = right();
        files.insert("lessons/01-a/01-first.md", LESSON.replace("Text", "<b>Text</b>"));
        files.entry("course.toml").and_modify(|top| top.push_str(check));
        said(&files).iter().map(|found| (found.code, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(with("").first(), Some(&("raw-html", Severity::Warning)));
    assert_eq!(with("check.allow = [\"raw-html\"]\n"), []);
    assert_eq!(with("check.deny = [\"raw-html\"]\n").first(), Some(&("raw-html", Severity::Error)));
    assert_eq!(with("check.deny = [\"warnings\"]\n").first(), Some(&("raw-html", Severity::Error)));
}

#[test]
fn a_course_may_share_the_catalog_that_ships_with_the_program() {
    let mut files = right();
    for file in ["assets/catalog/dimensions.toml", "assets/catalog/decision-tree.toml"] {
        files.remove(file);
    }
    let own = "[[pattern]]\nid = \"one\"\nnames = { en = \"One\", ru = \"Один\", vi = \"Một\" }\nfamily = \"own\"\n\
        week = 1\nproblem = \"p\"\nforces = [\"f\"]\nsolution = \"s\"\nbenefits = [\"b\"]\ndrawbacks = [\"d\"]\n\
        when = [\"w\"]\nwhen_not = [\"n\"]\nimplementations = [\"i\"]\nsources = [\"s\"]\n\
        relations = { alternative_to = [\"saga\"] }\n";
    files.insert("assets/catalog/f.toml", own.into());
    files.entry("course.toml").and_modify(|top| top.push_str("catalog = \"archtutor\"\n"));
    let lesson = LESSON.replace("minutes", "patterns = [\"saga\", \"one\"]\nminutes");
    files.insert("lessons/01-a/01-first.md", lesson.replace("(pattern:one)", "(pattern:saga)"));
    assert_eq!(found(&files), [""; 0]);
    files
        .entry("course.toml")
        .and_modify(|top| *top = top.replace("catalog = \"archtutor\"\n", ""));
    assert!(found(&files).contains(&"dead-link"));
}

#[test]
fn code_may_hold_what_looks_like_a_note() {
    let mut files = right();
    let code = LESSON.replace(
        "Text",
        "```text\n[^a-z]\n```\n\nText `[^b]` and [ref][to]\n\n[to]: pattern:one\n\n",
    );
    files.insert("lessons/01-a/01-first.md", code);
    assert_eq!(found(&files), [""; 0]);
}
