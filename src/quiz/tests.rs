use std::sync::Arc;

use super::*;

const KINDS: &str = include_str!("../../tests/fixtures/quiz/kinds.toml");
const MDBOOK: &str = include_str!("../../tests/fixtures/quiz/mdbook.toml");

fn parse(text: &str) -> Quiz {
    let (quiz, found) = Quiz::parse("quizzes/some-quiz.toml", text);
    assert!(found.is_empty(), "{}", found[0].render(false));
    quiz.unwrap()
}

fn codes(text: &str) -> Vec<&'static str> {
    Quiz::parse("q.toml", text).1.iter().map(|diagnostic| diagnostic.code).collect()
}

fn posed(id: &str) -> Posed {
    Arc::clone(parse(KINDS).question(id).unwrap()).pose(1)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn wrong(verdict: &Verdict) -> Vec<&str> {
    let wrong = verdict.feedback.iter().filter(|part| !part.right());
    wrong.map(|part| part.text.as_str()).collect()
}

#[test]
fn a_quiz_of_every_kind_is_read_without_complaint() {
    let quiz = parse(KINDS);
    assert_eq!((quiz.id.as_str(), quiz.draw, quiz.pass), ("kinds-quiz", 5, 70));
    assert_eq!(quiz.questions.len(), 9);
    assert_eq!(quiz.questions[0].lesson.as_ref().unwrap().value.as_str(), "sagas");
    assert_eq!(quiz.questions[0].level, Some(Level::Recall));
}

#[test]
fn an_mdbook_quiz_loads_unchanged() {
    let quiz = parse(MDBOOK);
    assert_eq!((quiz.id.as_str(), quiz.draw, quiz.pass), ("some-quiz", 5, 70));
    assert!(quiz.id_is_derived && quiz.questions[1].id_is_derived);
    assert_eq!(quiz.questions[0].id.as_str(), "18ea4c61-c7c3-433f-add5-d3d3156e3e71");
    assert_eq!(quiz.questions[2].preamble.as_deref(), Some("A queue holds three messages.\n"));
    assert!(crate::id::fault(quiz.questions[1].id.as_str()).is_none());
    let form = |at: usize| quiz.questions[at].pose(5).form;
    let Form::Choice { options, several: false } = form(0) else { panic!() };
    assert_eq!(options, ["1", "3", "2", "**infinity**"]);
    let Form::Choice { options, several: true } = form(1) else { panic!() };
    assert_eq!(options, ["1", "2", "3", "4"]);
    assert_eq!(form(2), Form::Text { response: Response::Code });
    assert!(quiz.questions[3].pose(0).mark(&Answer::FailsAt(3)).right);
    assert!(quiz.questions[4].pose(0).mark(&Answer::Prints("1\n".into())).right);
}

#[test]
fn the_same_seed_poses_the_same_and_another_seed_another() {
    let quiz = parse(KINDS);
    for question in &quiz.questions {
        assert_eq!(question.pose(9), question.pose(9));
    }
    let order = |seed| quiz.questions[0].pose(seed).form;
    assert!((0..20).any(|seed| order(seed) != order(100)));
}

#[test]
fn an_order_is_never_shown_solved() {
    let quiz = parse(KINDS);
    for seed in 0..200 {
        let posed = quiz.question("k-ordering").unwrap().pose(seed);
        let Form::Ordering { items } = &posed.form else { panic!() };
        assert!(!posed.mark(&Answer::Order(items.clone())).right, "seed {seed}");
    }
}

#[test]
fn a_wrong_option_gets_its_own_feedback_whatever_the_order() {
    let quiz = parse(KINDS);
    let question = quiz.question("k-choice").unwrap();
    for seed in 0..10 {
        let verdict = question.pose(seed).mark(&Answer::Choice(texts(&["A retry"])));
        assert!(!verdict.right);
        assert_eq!(wrong(&verdict), ["A retry repeats a step; it takes nothing back."]);
        assert_eq!(verdict.solution, "A compensating transaction");
        assert!(verdict.explanation.unwrap().starts_with("Every step has committed"));
    }
    let right = Answer::Choice(texts(&["A compensating transaction"]));
    assert!(question.pose(3).mark(&right).right);
}

#[test]
fn several_options_are_marked_one_by_one() {
    let posed = posed("k-several");
    let (first, second) =
        ("One with at-least-once delivery", "One that crashed before its acknowledgement");
    let verdict = posed.mark(&Answer::Choice(texts(&[first, "One with at-most-once delivery"])));
    let marks: Vec<Mark> = verdict.feedback.iter().map(|part| part.mark).collect();
    assert_eq!(marks, [Mark::Right, Mark::Wrong, Mark::Missed]);
    assert_eq!(verdict.share, 0.0, "a wrong pick takes away what a right one gives");
    assert_eq!(posed.mark(&Answer::Choice(texts(&[second]))).share, 0.5);
    assert!(posed.mark(&Answer::Choice(texts(&[second, first]))).right);
}

#[test]
fn typed_answers_are_compared_without_case_blanks_and_quotes() {
    let posed = posed("k-short");
    for right in ["retry-after", " RETRY  After ", "“Retry‑After”", "`Retry-After`"] {
        assert!(posed.mark(&Answer::Text(right.into())).right, "{right}");
    }
    let verdict = posed.mark(&Answer::Text("x-ratelimit-reset".into()));
    assert_eq!(wrong(&verdict), ["That one is a custom, not a standard."]);
    assert_eq!(wrong(&posed.mark(&Answer::Text("Wait".into()))), [""]);
    assert_eq!(posed.ready(&Answer::Text("  ".into())), Err(Unready::Empty));
}

#[test]
fn tracing_knows_what_is_printed_and_where_it_fails() {
    let posed = posed("k-tracing");
    assert!(posed.mark(&Answer::Prints("16  \n".into())).right);
    assert_eq!(
        wrong(&posed.mark(&Answer::Prints("9".into()))),
        ["A first try belongs to each retry."]
    );
    assert_eq!(wrong(&posed.mark(&Answer::FailsAt(2))), ["The macro is used as it should be."]);
    assert_eq!(posed.ready(&Answer::FailsAt(4)), Err(Unready::NoSuchLine(3)));
}

#[test]
fn every_broken_neighbourhood_of_an_order_is_explained() {
    let posed = posed("k-ordering");
    let mut items = texts(&[
        "put a facade in front",
        "move the traffic",
        "build the new part",
        "remove the old part",
    ]);
    let verdict = posed.mark(&Answer::Order(items.clone()));
    assert_eq!(wrong(&verdict), ["Traffic needs somewhere to go."]);
    items.swap(1, 2);
    assert!(posed.mark(&Answer::Order(items.clone())).right);
    items.pop();
    assert_eq!(posed.ready(&Answer::Order(items)), Err(Unready::Incomplete));
}

#[test]
fn pairs_and_classes_are_explained_one_by_one() {
    let verdict = posed("k-matching").mark(&Answer::Pairs(pairs(&[
        ("slow neighbour", "timeout"),
        ("failing neighbour", "a bigger server"),
    ])));
    assert_eq!(wrong(&verdict), ["A breaker stops useless calls.", "A bulkhead splits the pool."]);
    assert!((verdict.share - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(verdict.feedback[1].about, "failing neighbour → a bigger server");
    let Form::Matching { left, right } = posed("k-matching").form else { panic!() };
    assert_eq!((left.len(), right.len()), (3, 4));

    let verdict = posed("k-classify").mark(&Answer::Classes(pairs(&[
        ("Orders can be cancelled", "quality"),
        ("99.9 % of requests in 200 ms", "quality"),
        ("Must run on the existing cluster", "constraint"),
    ])));
    assert_eq!(wrong(&verdict), ["It says what the system does."]);
}

#[test]
fn drawn_numbers_stand_in_every_text_and_in_the_answer() {
    let quiz = parse(KINDS);
    let question = quiz.question("k-numeric").unwrap();
    let mut prompts = std::collections::HashSet::new();
    for seed in 0..40 {
        let posed = question.pose(seed);
        prompts.insert(posed.prompt.clone());
        assert!(!posed.prompt.contains('{'));
        let drawn = posed.drawn();
        let (a, n) = (drawn[0].1, drawn[1].1);
        let value = 100.0 * (a / 100.0).powf(n);
        let verdict = posed.mark(&Answer::Number(format!("{value:.2} %").replace('.', ",")));
        assert!(verdict.right, "{}: {value}", posed.prompt);
        assert!(!verdict.solution.contains('{') && verdict.solution.contains('%'));
        assert!(verdict.explanation.unwrap().starts_with(&format!("A chain of {n} is")));
        let verdict = posed.mark(&Answer::Number(a.to_string()));
        assert_eq!(wrong(&verdict), [format!("The chain is weaker than {a} %.")]);
    }
    assert_eq!(prompts.len(), 6, "two values of one and three of the other parameter");
    let posed = question.pose(0);
    assert_eq!(posed.ready(&Answer::Number("many".into())), Err(Unready::NotANumber));
    assert_eq!(posed.ready(&Answer::Number("5 ms".into())), Err(Unready::WrongUnit("%".into())));
}

#[test]
fn the_faulty_line_is_pointed_at() {
    let posed = posed("k-fault");
    assert!(posed.mark(&Answer::Line(2)).right);
    assert_eq!(wrong(&posed.mark(&Answer::Line(1))), ["A version tag is fine."]);
    let verdict = posed.mark(&Answer::Line(3));
    assert_eq!(verdict.solution, "2: `COPY . .`");
    assert_eq!(verdict.fix.as_deref(), Some("COPY Cargo.toml Cargo.lock ./"));
    assert_eq!(posed.ready(&Answer::Line(0)), Err(Unready::NoSuchLine(4)));
    // Of several any is right, and each stands in a row of its own.
    let quiz = parse(&KINDS.replace("answer.line = 2", "answer.lines = [2, 3]"));
    let any = quiz.question("k-fault").unwrap().pose(0);
    assert!(any.mark(&Answer::Line(3)).right);
    assert!(any.mark(&Answer::Line(1)).solution.starts_with("- 2: `COPY . .`\n- 3: `"));
}

#[test]
fn an_answer_of_another_kind_is_refused_and_never_right() {
    let quiz = parse(KINDS);
    for question in &quiz.questions {
        let posed = question.pose(0);
        let other = match question.kind {
            Kind::MultipleChoice(_) => Answer::Line(1),
            _ => Answer::Choice(vec!["x".into()]),
        };
        assert_eq!(posed.ready(&other), Err(Unready::OtherKind), "{}", question.id);
        assert!(!posed.mark(&other).right, "{}", question.id);
    }
}

#[test]
fn the_revision_changes_with_the_content_and_only_then() {
    let quiz = parse(KINDS);
    let spaced = parse(&KINDS.replace("answer.line = 2", "answer.line   =  2 # here"));
    let moved = parse(&KINDS.replace("lesson = \"sagas\"", "lesson = \"two-phase-commit\""));
    let edited = parse(&KINDS.replace("A retry repeats a step", "A retry does a step again"));
    let revisions = |quiz: &Quiz| -> Vec<String> {
        quiz.questions.iter().map(|question| question.revision.clone()).collect()
    };
    assert_eq!(revisions(&quiz), revisions(&spaced));
    assert_eq!(revisions(&quiz), revisions(&moved));
    assert_ne!(revisions(&quiz)[0], revisions(&edited)[0]);
    assert_eq!(revisions(&quiz)[1..], revisions(&edited)[1..]);
    assert_eq!(revisions(&quiz)[0], "b656d00791bfe562", "a new version of the program keeps it");
}

#[test]
fn all_mistakes_of_a_file_are_reported_at_once_and_the_rest_is_kept() {
    let broken = KINDS
        .replace("\"Tracing\"", "\"Traicing\"")
        .replace("class = \"quality\"", "class = \"qualty\"")
        .replace("answer.line = 2", "answer.line = 9")
        .replace("100 * (a/100)^n", "100 * (a/100)^m")
        .replace("\"k-several\"", "\"k-choice\"")
        .replace("  \"A retry repeats a step; it takes nothing back.\",\n", "")
        .replace("draw = 5", "draw = 500");
    let (quiz, found) = Quiz::parse("q.toml", &broken);
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(
        codes,
        [
            "out-of-range",
            "feedback-count",
            "duplicate-id",
            "unknown-word",
            "unknown-class",
            "unknown-parameter",
            "out-of-range",
        ]
    );
    assert_eq!(found[3].help.as_deref(), Some("did you mean `Tracing`?"));
    assert_eq!(quiz.unwrap().questions.len(), 5);
}

#[test]
fn what_is_no_quiz_is_said_to_be_none() {
    assert_eq!(codes(""), ["no-questions"]);
    assert_eq!(codes("questions = 3"), ["wrong-type"]);
    assert_eq!(codes("[[questions]]\ntype = 'ShortAnswer'"), ["missing-key", "missing-key"]);
    assert!(codes("\u{0}\u{1}junk").iter().all(|code| *code == "toml-syntax"));
    let huge = "[[questions]]\n".repeat(20_000);
    assert_eq!(codes(&huge).len(), 20_000);
}

#[test]
fn torn_files_are_reported_and_never_a_panic() {
    let mut chance = Chance::new(11);
    let junk =
        ["\"", "[[", "\n", "=", "{", "}", "'''", "\u{0}", "-1", "1e400", "é", "\\u001b", "["];
    for _ in 0..400 {
        let mut text: Vec<char> = KINDS.chars().collect();
        for _ in 0..=chance.below(4) {
            let at = chance.below(text.len());
            match chance.below(3) {
                0 => drop(text.drain(at..(at + chance.below(40)).min(text.len()))),
                1 => drop(text.splice(at..at, junk[chance.below(junk.len())].chars())),
                _ => text[at] = char::from(u8::try_from(chance.below(128)).unwrap()),
            }
        }
        let text: String = text.into_iter().collect();
        let (quiz, _) = Quiz::parse("q.toml", &text);
        let Some(quiz) = quiz else { continue };
        lint(&quiz, "q.toml", &text);
        for question in &quiz.questions {
            let posed = question.pose(1);
            posed.mark(&posed.model_answer());
            posed.mark(&Answer::Line(usize::MAX));
            posed.mark(&Answer::FailsAt(0));
        }
    }
}

#[test]
fn a_wrong_option_and_a_wrong_pair_show_their_misconceptions() {
    let text = "[[questions]]\nid = 'c'\ntype = 'MultipleChoice'\nprompt.prompt = 'p'\n\
        answer.answer = 'a'\nprompt.distractors = ['b', 'c']\ntags = ['', 'taken-for-c']\n\
        [[questions]]\nid = 'm'\ntype = 'Matching'\nprompt.prompt = 'p'\n\
        answer.pairs = [['x', '1'], ['y', '2']]\n\
        [[questions.mixups]]\nitem = 'x'\nwith = '2'\ntag = 'two-for-one'\nfeedback = 'No.'\n";
    let (quiz, found) = Quiz::parse("q.toml", text);
    assert!(found.is_empty(), "{}", found[0]);
    let quiz = quiz.unwrap();
    let shown = |id: &str, answer: Answer| {
        let verdict = quiz.question(id).unwrap().pose(1).mark(&answer);
        (verdict.tags(), verdict.feedback[0].text.clone())
    };
    let choice = |option: &str| shown("c", Answer::Choice(vec![option.into()])).0;
    assert_eq!([choice("a"), choice("b")], [[""; 0]; 2]);
    assert_eq!(choice("c"), ["taken-for-c"]);
    let pairs = Answer::Pairs(vec![("x".into(), "2".into()), ("y".into(), "2".into())]);
    assert_eq!(shown("m", pairs), (vec!["two-for-one".to_owned()], "No.".to_owned()));
    let tags = |id: &str| quiz.question(id).unwrap().tags().len();
    assert_eq!((tags("c"), tags("m")), (1, 1));
}

#[test]
fn tags_that_are_not_one_for_each_option_and_pairs_of_nothing_are_found() {
    let text = "[[questions]]\nid = 'c'\ntype = 'MultipleChoice'\nprompt.prompt = 'p'\n\
        answer.answer = 'a'\nprompt.distractors = ['b', 'c']\ntags = ['x']\n\
        [[questions]]\nid = 'm'\ntype = 'Matching'\nprompt.prompt = 'p'\n\
        answer.pairs = [['x', '1'], ['y', '2']]\n\
        [[questions.mixups]]\nitem = 'z'\nwith = '2'\n";
    let codes: Vec<&str> = Quiz::parse("q.toml", text).1.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["tag-count", "unknown-side"]);
}
