use std::{fs, path::Path, sync::atomic::AtomicUsize};

use super::*;

fn source() -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    Source::folder(&root).unwrap()
}

fn full(source: &Source) -> Index {
    let index = Index::default();
    index.fill(source);
    index
}

fn ask(words: &str) -> Question<'_> {
    Question { words, language: "en", most: 10, cells: 60 }
}

fn find(words: &str) -> Vec<Group> {
    let source = source();
    full(&source).find(&ask(words), &source)
}

/// Every hit as `kind name`.
fn named(words: &str) -> Vec<String> {
    let hits = find(words).into_iter().flat_map(|group| group.hits);
    hits.map(|hit| format!("{} {}", hit.kind.name(), hit.name.text)).collect()
}

fn hit(words: &str, kind: Kind) -> Hit {
    let hits = find(words).into_iter().flat_map(|group| group.hits);
    hits.into_iter().find(|hit| hit.kind == kind).unwrap()
}

fn marks(marked: &Marked) -> Vec<&str> {
    marked.hits.iter().map(|range| &marked.text[range.clone()]).collect()
}

#[test]
fn names_come_before_headings_and_headings_before_prose() {
    assert_eq!(
        named("saga"),
        [
            "pattern Saga",
            "lesson Sagas and compensation",
            "lesson Transactions in one store",
            "question Where does the payment step of a saga belong?",
        ]
    );
    let isolation: Vec<String> = named("isolation");
    assert_eq!(isolation[0], "lesson Transactions in one store");
}

#[test]
fn every_word_must_occur_and_the_last_one_may_be_begun() {
    assert_eq!(named("payment pivot"), ["lesson Sagas and compensation"]);
    assert_eq!(named("payment piv"), ["lesson Sagas and compensation"]);
    assert_eq!(named("pivo payment"), [""; 0]);
    assert_eq!(named("payment dragon"), [""; 0]);
    assert_eq!(named("  "), [""; 0]);
}

#[test]
fn case_and_accents_are_no_matter() {
    for words in ["RESUME of a request", "résumé of a request"] {
        let hit = hit(words, Kind::Lesson);
        assert_eq!(marks(hit.snippet.as_ref().unwrap())[0], "résumé");
    }
    assert_eq!(hit("CAFE", Kind::Lesson).name.text, "Transactions in one store");
}

#[test]
fn a_lesson_opens_at_the_words() {
    let text = source().read("lessons/02-together/01-sagas.md").unwrap();
    let Target::Lesson(id, Some(at)) = hit("payment late", Kind::Lesson).target else { panic!() };
    assert_eq!(id.as_str(), "sagas");
    assert!(text[at..].starts_with("payment late"), "{:?}", &text[at..at + 20]);
    let heading = hit("the pivot", Kind::Lesson);
    let Target::Lesson(_, Some(at)) = heading.target else { panic!() };
    assert!(text[at..].starts_with("The pivot"), "{:?}", &text[at..at + 20]);
    assert_eq!(marks(heading.beside.as_ref().unwrap()), ["The", "pivot"]);
    assert!(heading.snippet.unwrap().text.starts_with("Before the pivot every step"));
}

#[test]
fn a_lesson_found_by_its_name_opens_where_it_was_left() {
    let found = hit("sagas compensation", Kind::Lesson);
    assert_eq!(found.target, Target::Lesson(LessonId::new("sagas"), None));
    assert_eq!(marks(&found.name), ["Sagas", "compensation"]);
}

#[test]
fn words_that_stand_close_together_win() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("lessons/01-a")).unwrap();
    fs::write(dir.path().join("course.toml"), "id = 'a'\ntitle = 'A'\n").unwrap();
    for (file, text) in [
        ("1.md", "green one. Many words stand between this and the leaf; no greens, no greens."),
        ("2.md", "green leaf"),
        ("3.md", "green\n\nother\n\nleaf"),
    ] {
        let text = format!("+++\nid = 'l{}'\ntitle = 'L'\n+++\n{text}\n", &file[..1]);
        fs::write(dir.path().join("lessons/01-a").join(file), text).unwrap();
    }
    let source = Source::folder(dir.path()).unwrap();
    let groups = full(&source).find(&ask("green leaf"), &source);
    let ids: Vec<&str> = groups[0].hits.iter().map(|hit| hit.target.id()).collect();
    assert_eq!(ids, ["l2", "l1", "l3"]);
}

#[test]
fn names_are_found_by_some_of_their_letters_and_in_every_language() {
    assert_eq!(named("cmpnsating")[0], "pattern Compensating Transaction");
    assert_eq!(marks(&hit("idmpotency", Kind::Pattern).name).concat(), "Idmpotency");
    let russian = hit("компенсирующая", Kind::Pattern);
    assert_eq!(russian.name.text, "Compensating Transaction");
    assert_eq!(russian.beside.unwrap().text, "Компенсирующая транзакция");
    assert_eq!(hit("bu tru", Kind::Pattern).beside.unwrap().text, "Giao dịch bù trừ");
    assert_eq!(hit("request token", Kind::Pattern).name.text, "Idempotency Key");
}

#[test]
fn answers_of_questions_stay_hidden() {
    assert_eq!(named("throughput somebody waits"), ["lesson Transactions in one store"]);
    assert_eq!(named("durability log"), [""; 0]);
}

#[test]
fn a_snippet_keeps_to_its_width_and_shows_the_words() {
    let source = source();
    let index = full(&source);
    for cells in [8, 20, 40, 200] {
        let groups = index.find(&Question { cells, ..ask("payment late") }, &source);
        let snippet = groups[0].hits[0].snippet.clone().unwrap();
        assert!(crate::text::width(&snippet.text) <= cells, "{cells}: {}", snippet.text);
        assert!(cells < 20 || marks(&snippet).contains(&"payment"), "{cells}: {}", snippet.text);
    }
}

#[test]
fn a_slip_of_the_fingers_is_answered_with_the_nearest_word() {
    let index = full(&source());
    assert_eq!(index.suggest("payment pivto"), Some("payment pivot".into()));
    assert_eq!(index.suggest("zzzzzz"), None);
    assert_eq!(index.suggest("payment"), None);
}

#[test]
fn an_index_that_is_not_full_answers_with_what_it_has() {
    let source = source();
    let index = Index::default();
    assert!(index.find(&ask("saga"), &source).is_empty());
    assert!(index.claim());
    assert!(!index.claim());
    let watchers: [Arc<AtomicUsize>; 2] = Default::default();
    for grown in &watchers {
        let grown = Arc::clone(grown);
        index.watch(move || {
            grown.fetch_add(1, Ordering::Relaxed);
        });
    }
    index.fill(&source);
    assert!(index.is_full());
    assert!(watchers.iter().all(|grown| grown.load(Ordering::Relaxed) >= 2), "{watchers:?}");
    assert!(index.count() >= 13, "{}", index.count());
}

#[test]
fn the_shipped_course_has_a_saga() {
    let index = full(&Source::Embedded);
    let groups = index.find(&ask("saga"), &Source::Embedded);
    assert_eq!(groups[0].hits[0].name.text, "Saga");
    let lessons = groups.iter().find(|group| group.kind == Kind::Lesson).unwrap();
    assert!(lessons.hits.len() <= 10);
}
