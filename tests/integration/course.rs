//! The shipped course as a whole: proved without a complaint, nothing of the sources lost, no mistake
//! of theirs left alone, and questions that one must know something to answer.

use std::{collections::BTreeMap, fs, path::Path};

use archtutor::{
    check,
    diagram::{self, Options, Zoom},
    expression::Expression,
    library::{GeneratedPage, Library},
    quiz::{Kind, Level, Quiz},
    source::Source,
};

/// Weeks with a pool of their own.
const WEEKS: usize = 12;

fn library() -> Library {
    Library::open(Source::Embedded).unwrap()
}

/// The pools of the weeks, without the diagnostic quiz and the exam.
fn pools() -> Vec<Quiz> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        Quiz::parse(path.file_name().unwrap().to_str().unwrap(), &text).0.unwrap()
    };
    let quizzes = paths.iter().map(read);
    let pools: Vec<Quiz> = quizzes
        .filter(|quiz| quiz.pools.is_empty() && quiz.id.as_str() != "diagnostic-quiz")
        .collect();
    assert_eq!(pools.len(), WEEKS);
    pools
}

#[test]
fn the_shipped_course_is_proved_without_an_error_or_a_warning() {
    let root = Source::folder(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let report = check::course(&root);
    let said: Vec<String> = report.diagnostics.iter().map(|found| found.render(false)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    assert_eq!((report.weeks, report.quizzes), (WEEKS + 1, WEEKS + 2));
}

#[test]
fn every_item_of_the_sources_has_its_place_exactly_once() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for row in library().coverage() {
        assert!(seen.insert(row.source.clone()), "{} is there twice", row.source);
        let source = row.source.split('-').next().unwrap().to_owned();
        *counts.entry(source).or_default() += 1;
    }
    let expected = [("000", 85), ("001", 42), ("002", 31), ("003", 36), ("004", 75), ("new", 13)];
    let expected = expected.map(|(source, count)| (source.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn every_mistake_of_the_sources_is_corrected_exactly_once() {
    let library = library();
    let errata = library.errata();
    let ids: Vec<&str> = errata.iter().map(|found| found.id.as_str()).collect();
    let expected: Vec<String> = (1..=161).map(|number| format!("E-{number:03}")).collect();
    assert_eq!(ids, expected);
    for erratum in &errata {
        let lesson = erratum.lesson.as_str().into();
        assert!(library.slot(&lesson).is_some(), "{}: {}", erratum.id, erratum.lesson);
        assert!(!erratum.reference.is_empty(), "{}", erratum.id);
    }
}

#[test]
fn every_pool_is_large_mixed_and_not_only_recall() {
    // The mix that every week has at least.
    let least = [
        ("MultipleChoice", 13),
        ("Ordering", 3),
        ("Matching", 4),
        ("Classify", 3),
        ("Numeric", 4),
        ("ShortAnswer", 2),
        ("FaultLine", 2),
    ];
    for pool in pools() {
        let all = pool.questions.len();
        assert!(all >= 31, "{}: {all}", pool.id);
        let hard = pool
            .questions
            .iter()
            .filter(|question| matches!(question.level, Some(Level::Apply | Level::Analyse)));
        assert!(3 * hard.count() >= all, "{}", pool.id);
        for (kind, count) in least {
            let there = pool.questions.iter().filter(|question| question.kind.name() == kind);
            let there = there.count();
            assert!(there >= count, "{}: {there} of {kind}", pool.id);
        }
        let several = pool.questions.iter().filter(
            |question| matches!(&question.kind, Kind::MultipleChoice(choice) if choice.several),
        );
        assert!(several.count() >= 5, "{}", pool.id);
    }
}

#[test]
fn every_sum_in_a_worked_solution_is_computed_again() {
    let (mut numeric, mut wrong) = (0, BTreeMap::new());
    for question in pools().iter().flat_map(|pool| &pool.questions) {
        let Kind::Numeric(kind) = &question.kind else { continue };
        numeric += 1;
        let worked = &kind.worked.as_ref().unwrap().value;
        assert!(worked.contains("{answer}"), "{}", question.id);
        for seed in 0..40 {
            let posed = question.pose(seed);
            let value = kind.answer.value.with(posed.drawn()).unwrap();
            let solution = posed.mark(&posed.model_answer()).solution;
            let (shown, text) = solution.split_once("\n\n").unwrap();
            let shown = number(shown).unwrap_or_else(|| panic!("{}: {shown}", question.id));
            let digits = kind.decimals.unwrap_or(6) as i32;
            let allowed = kind.tolerance.unwrap_or(0.0).max(0.51 * 10f64.powi(-digits));
            assert!((shown - value).abs() <= allowed, "{}: {solution}", question.id);
            let sums = match sums(text) {
                Ok(sums) if sums.last().is_some_and(|(_, right)| *right == shown) => sums,
                Ok(_) => {
                    wrong.insert(question.id.clone(), format!("the answer is no sum: {text}"));
                    continue;
                }
                Err(sum) => {
                    wrong.insert(question.id.clone(), format!("{sum:?} is no sum: {text}"));
                    continue;
                }
            };
            let last = sums.len() - 1;
            for (at, (left, right)) in sums.into_iter().enumerate() {
                // What stands before the answer may be rounded as it is shown; the answer may not.
                let loose = if at < last { 0.006 * right.abs() } else { 0.0 };
                let allowed = allowed.max(loose);
                let near = |factor: f64| (left * factor - right).abs() <= allowed;
                // A product of shares is shown in percent.
                let percent = kind.unit.as_deref() == Some("%");
                if !(near(1.0) || percent && near(100.0)) {
                    wrong.insert(question.id.clone(), format!("{left} is not {right}: {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(numeric >= 4 * WEEKS);
}

/// The number that a text begins with.
fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !".-".contains(c));
    text[..end.unwrap_or(text.len())].trim_end_matches('.').parse().ok()
}

/// Both sides of every `=` in a text; the left side of one that cannot be computed.
fn sums(text: &str) -> Result<Vec<(f64, f64)>, String> {
    let text = text.replace('×', "*").replace('−', "-").replace('²', "^2").replace(" x ", " * ");
    let mut sums = Vec::new();
    for (at, sign) in text.match_indices(" = ") {
        let left = clause(&text[..at]);
        let right = number(&text[at + sign.len()..]).ok_or_else(|| left.to_owned())?;
        sums.push((computed(left).ok_or_else(|| left.to_owned())?, right));
    }
    Ok(sums)
}

/// The last clause of a text; what separates inside brackets does not count.
fn clause(text: &str) -> &str {
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ':' | '.' | ';' | ',' | '=' if depth == 0 && text[at + 1..].starts_with(' ') => {
                start = at + 1;
            }
            _ => {}
        }
    }
    text[start..].trim()
}

/// What the arithmetic at the end of a clause gives: words may lead to it, not stand inside it.
fn computed(clause: &str) -> Option<f64> {
    const FUNCTIONS: [&str; 5] = ["min(", "max(", "floor(", "ceil(", "ln("];
    let units = ["s", "ms", "min", "days", "bytes", "calls", "proxies"];
    let words: Vec<&str> = clause.split_whitespace().filter(|word| !units.contains(word)).collect();
    let is_word = |word: &&str| {
        let word = word.trim_start_matches('(');
        let function = FUNCTIONS.iter().any(|name| word.starts_with(name));
        !function && word.starts_with(|c: char| c.is_alphabetic())
    };
    let first = words.iter().rposition(is_word).map_or(0, |last| last + 1);
    let (lead, sum) = words.split_at(first);
    if lead.iter().any(|word| word.contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let sum = sum.join(" ").replace(" %", "/100").replace('%', "/100");
    Expression::parse(&sum).ok()?.with(&[]).ok()
}

#[test]
fn every_diagram_of_lessons_and_patterns_is_at_most_eighty_columns_wide() {
    let library = library();
    let mut sources = Vec::new();
    for (_, card) in library.all_lessons() {
        let text = library.text(card).unwrap();
        for part in text.split("```mermaid\n").skip(1) {
            let source = part.split("\n```").next().unwrap();
            sources.push((card.id.to_string(), source.to_owned()));
        }
    }
    assert!(sources.len() >= 100, "{}", sources.len());
    let patterns = library.catalog().patterns().iter();
    sources.extend(patterns.filter_map(|at| Some((at.id.to_string(), at.diagram.clone()?))));
    for (id, source) in sources {
        let drawing = diagram::parse(&source).unwrap_or_else(|issues| panic!("{id}: {issues:?}"));
        let width =
            |zoom| drawing.draw(&Options { width: Some(80), zoom, ..Options::default() }).width;
        assert!(width(Zoom::Full).min(width(Zoom::Compact)) <= 80, "{id}");
    }
}

#[test]
fn the_exam_asks_five_questions_of_each_week() {
    let library = library();
    let exam = library.quiz(&library.exam().unwrap()).unwrap();
    assert_eq!((exam.draw, exam.pools.len()), (60, WEEKS));
    let drawn = archtutor::quiz::draw(&exam, exam.draw, &[], 7);
    for pool in pools() {
        let of = drawn.iter().filter(|id| pool.question(id.as_str()).is_some()).count();
        assert_eq!(of, 5, "{}", pool.id);
    }
}

#[test]
fn pages_from_data_name_everything_they_are_made_of() {
    let library = library();
    let words = archtutor::messages::Messages::default();
    let write = |sheet: &GeneratedPage| library.write(sheet, &words, "en").unwrap().1;
    let glossary = write(&GeneratedPage::Glossary);
    for pattern in library.catalog().patterns() {
        assert!(glossary.contains(&format!("(pattern:{})", pattern.id)), "{}", pattern.id);
        assert!(glossary.contains(&pattern.names.vi.replace('*', "\\*")), "{}", pattern.names.vi);
    }
    let errata = write(&GeneratedPage::Errata);
    for erratum in library.errata() {
        assert!(errata.contains(&erratum.now), "{}", erratum.id);
    }
    let track = write(&GeneratedPage::Track("block-4".into()));
    assert!(track.contains("(lesson:sagas)") && !track.contains("(lesson:retries)"));
    assert!(write(&GeneratedPage::Tracks).contains("(lesson:retries)"));
    assert_eq!(library.generated("block-4"), Some(GeneratedPage::Track("block-4".into())));
    assert_eq!(library.generated("sagas"), None);
}

/// Minutes that a lesson takes by its length, as `docs/content-style.md` counts them.
fn fair_minutes(text: &str) -> f64 {
    let body = text.splitn(3, "+++").nth(2).unwrap();
    let body = body.split("## Sources").next().unwrap();
    let (mut reading, mut answers, mut fence) = (0.0, 0.0, None);
    for line in body.lines() {
        let words = line.split_whitespace().count() as f64;
        if let Some(kind) = line.strip_prefix("```") {
            let opens = fence.is_none();
            reading += if opens && kind == "mermaid" { 2.0 } else { 0.0 };
            fence = opens.then_some(kind);
            continue;
        }
        match fence {
            None => reading += words / 190.0,
            Some("mermaid") => {}
            Some("question") => answers += if line.contains("own-words") { 8.0 } else { 2.5 },
            Some(_) => reading += words / 100.0,
        }
    }
    reading * 1.3 + answers
}

#[test]
fn a_lesson_asks_for_the_minutes_that_its_length_takes() {
    let library = library();
    for (_, card) in library.all_lessons() {
        let fair = fair_minutes(&library.text(card).unwrap());
        let asked = f64::from(card.minutes);
        assert!((asked / fair - 1.0).abs() < 0.2, "{}: {asked} min for {fair:.1}", card.id);
    }
}
