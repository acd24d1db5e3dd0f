use super::*;
use crate::{
    exercise::{
        Facts, Kind,
        kind::{Input, Mutant},
    },
    verdict::Verdict,
};

/// A kind that takes any answer of its shape, and a second file of facts.
struct Any(Shape);

#[derive(Debug)]
struct Nothing;

impl Kind for Any {
    fn id(&self) -> &'static str {
        "any"
    }

    fn shape(&self) -> Shape {
        self.0
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        input.files.text("part.toml");
        Some(Arc::new(Nothing))
    }
}

impl Facts for Nothing {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        Vec::new()
    }

    fn starter(&self) -> Answer {
        Answer::of("blank.yaml", "")
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        let bad = answer.texts().filter(|(_, text)| text.contains("bad"));
        bad.map(|(name, text)| Diagnostic::error("bad", name, "bad").at(text, 0..1)).collect()
    }

    fn mark(&self, _answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        Verdict::default()
    }

    fn rules(&self) -> Vec<&'static str> {
        vec!["A-01"]
    }

    fn mutants(&self, _answer: &Answer) -> Vec<Mutant> {
        Vec::new()
    }
}

const TOML: Kinds = Kinds(&[&Any(Shape::Toml)]);
const FILE: Kinds = Kinds(&[&Any(Shape::File("diagram.mmd"))]);
const FOLDER: Kinds = Kinds(&[&Any(Shape::Folder)]);
const EXERCISE: &str = "id = 'x'\ntitle = 'X'\ntask = 'any'\nbrief = 'b'\n";

fn read(kinds: Kinds, files: &[(&str, &str)]) -> (Folder, Vec<String>) {
    let all = [("exercise.toml", EXERCISE)];
    let all = all.iter().chain(files);
    let files: Vec<File> =
        all.map(|(name, text)| (format!("exercises/x/{name}"), (*text).into())).collect();
    let (folder, found) = Folder::read("exercises/x", &files, kinds, &Knowledge::default());
    (folder.unwrap(), found.iter().map(ToString::to_string).collect())
}

fn names(answer: &Answer) -> Vec<&str> {
    answer.texts().map(|(name, _)| name).collect()
}

#[test]
fn an_answer_is_a_toml_file_with_what_is_expected_of_it() {
    let (folder, found) = read(
        TOML,
        &[
            ("references/good.toml", "x = 1\n"),
            ("faulty/wrong.toml", "[expect]\nfires = ['A-01']\nat_most = 30\n"),
            ("start/half.toml", "x = 0\n"),
            ("par.toml", "x = 2\n"),
        ],
    );
    assert_eq!(found, [""; 0]);
    assert_eq!(names(&folder.references[0].answer), [answer::TOML]);
    assert_eq!(folder.references[0].file, "exercises/x/references/good.toml");
    let expect = folder.faulty[0].expect.clone().unwrap();
    assert_eq!((expect.fires, expect.at_most), (vec!["A-01".to_owned()], Some(30.0)));
    assert_eq!(folder.start("half").unwrap().toml_text(), "x = 0\n");
    assert_eq!(folder.start(BLANK), Some(Nothing.starter()));
    assert_eq!(folder.start("other"), None);
    assert!(folder.par.is_some());
}

#[test]
fn an_answer_names_its_own_exercise_and_a_reference_that_is_there() {
    let (_, found) = read(
        TOML,
        &[
            ("references/good.toml", "x = 1\n[answer]\nexercise = 'y'\n"),
            ("faulty/wrong.toml", "[expect]\nof = 'god'\n"),
            ("faulty/other.toml", "[expect]\nof = 'good'\nwithout = ['z', 'x']\n"),
        ],
    );
    let wanted = [
        "references/good.toml:3:12: the answer is for the exercise `y`, not `x`",
        "faulty/wrong.toml:2:6: no reference is called `god`",
        "faulty/other.toml:3:12: the reference has no `z` to leave out",
    ];
    assert_eq!(found, wanted.map(|one| format!("exercises/x/{one}")));
}

#[test]
fn an_answer_is_a_folder_of_files_nested_and_of_any_ending() {
    let (folder, found) = read(
        FOLDER,
        &[
            ("references/many/shop.yaml", "a: b\n"),
            ("references/many/deep/er/flow.mmd", "graph\n"),
            ("references/one.yaml", "a: b\n"),
            ("references/plain.toml", "x = 1\n"),
            ("faulty/wrong/shop.yaml", "a: c\n"),
            ("faulty/wrong/expect.toml", "fires = ['A-01']\n"),
            ("faulty/other.yaml", "a: c\n"),
            ("faulty/other.expect.toml", "names = ['c']\n"),
            ("start/shop.yaml", "a: d\n"),
            ("start/policies/allow.yaml", "a: e\n"),
        ],
    );
    assert_eq!(found, [""; 0]);
    let references: Vec<_> = folder.references.iter().map(|r| names(&r.answer)).collect();
    assert_eq!(
        references,
        [vec!["deep/er/flow.mmd", "shop.yaml"], vec!["one.yaml"], vec![answer::TOML]]
    );
    assert_eq!(folder.references[0].file, "exercises/x/references/many");
    assert_eq!(names(&folder.faulty[0].answer), ["shop.yaml"]);
    assert_eq!(folder.faulty[0].expect.clone().unwrap().fires, ["A-01"]);
    assert_eq!(folder.faulty[1].expect.clone().unwrap().names, ["c"]);
    assert_eq!(folder.starts.len(), 1);
    assert_eq!(names(&folder.start(BLANK).unwrap()), ["policies/allow.yaml", "shop.yaml"]);
}

#[test]
fn an_answer_is_one_file_of_its_format() {
    let (folder, found) =
        read(FILE, &[("references/good.mmd", "graph\n"), ("start/diagram.mmd", "graph x\n")]);
    assert_eq!(found, [""; 0]);
    assert_eq!(names(&folder.references[0].answer), ["diagram.mmd"]);
    assert_eq!(folder.start(BLANK).unwrap().text("diagram.mmd").unwrap().as_ref(), "graph x\n");
}

#[test]
fn a_file_that_belongs_nowhere_is_a_mistake_at_any_depth() {
    let unknown = |kinds, file| {
        let (_, found) = read(kinds, &[(file, "x = 1\n")]);
        found == [format!("exercises/x/{file}: an exercise has no place for this file")]
    };
    for file in ["notes.md", "other.toml", "references/deep/er.toml", "more/a.toml", "start/a.md"] {
        assert!(unknown(TOML, file), "{file}");
    }
    assert!(unknown(FOLDER, "more/a.yaml"));
    assert!(unknown(FOLDER, "references/a/b:c.yaml"));
    assert_eq!(read(TOML, &[("part.toml", "x = 1\n")]).1, [""; 0], "a part of the facts");
}

#[test]
fn a_file_of_an_answer_that_nothing_reads_is_a_mistake() {
    let told = |kinds, file: &str, what: &str| {
        let (_, found) = read(kinds, &[(file, "x = 1\n")]);
        let what = format!("exercises/x/{file}: an answer has no place for this file: {what}");
        assert_eq!(found, [what]);
    };
    told(FOLDER, "references/many/second.toml", "its tables stand in answer.toml");
    told(FILE, "references/many/other.toml", "it is diagram.mmd alone");
}

#[test]
fn mistakes_of_an_answer_stand_at_its_file() {
    let (_, found) = read(FOLDER, &[("faulty/w/a/b.yaml", "bad"), ("references/c.yaml", "bad")]);
    assert_eq!(
        found,
        ["exercises/x/references/c.yaml:1:1: bad", "exercises/x/faulty/w/a/b.yaml:1:1: bad"]
    );
    let (_, found) = read(TOML, &[("references/a.toml", "x = [")]);
    assert!(found[0].starts_with("exercises/x/references/a.toml:1:"), "{found:?}");
}

#[test]
fn comments_do_not_change_the_revision_and_facts_do() {
    let revision = |exercise: &str, part: &str| {
        let files: Vec<File> = vec![
            ("exercises/x/exercise.toml".into(), exercise.into()),
            ("exercises/x/part.toml".into(), part.into()),
        ];
        let read = Folder::read("exercises/x", &files, TOML, &Knowledge::default());
        read.0.unwrap().exercise
    };
    let one = revision(EXERCISE, "x = 1\n");
    let commented = revision(&format!("# of mine\n\n{EXERCISE}# end\n"), "x = 1\n");
    assert_eq!(one.revision, commented.revision);
    assert_ne!(one.revision, revision(&EXERCISE.replace("'b'", "'c'"), "x = 1\n").revision);
    assert_ne!(one.revision, revision(EXERCISE, "x = 2\n").revision);
    assert!(one.is_revision(&one.revision));
    assert!(one.is_revision(&crate::hash::fingerprint(EXERCISE)), "as the first release made it");
    assert!(!one.is_revision("other"));
}
