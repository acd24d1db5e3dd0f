//! The shipped pools: every question can be answered, every wrong answer teaches, nobody can guess.

use std::{fs, path::Path, sync::Arc};

use archtutor::quiz::{Answer, Form, Guesser, Kind, Question, Quiz, Strategy, lint};

fn pools() -> Vec<Quiz> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let (quiz, mut found) = Quiz::parse(name, &text);
        let quiz = quiz.unwrap_or_else(|| panic!("{name} has no question"));
        found.extend(lint(&quiz, name, &text));
        assert!(found.is_empty(), "{}", found[0].render(false));
        quiz
    };
    assert!(!paths.is_empty());
    paths.iter().map(read).collect()
}

fn questions() -> Vec<Arc<Question>> {
    pools().into_iter().flat_map(|quiz| quiz.questions).collect()
}

#[test]
fn every_shipped_question_accepts_its_right_answer_however_it_is_posed() {
    for question in questions() {
        for seed in 0..20 {
            let posed = question.pose(seed);
            let answer = posed.model_answer();
            assert_eq!(posed.ready(&answer), Ok(()), "{}", question.id);
            let verdict = posed.mark(&answer);
            assert!(verdict.right, "{} at {seed}: {answer:?}", question.id);
            assert!(verdict.explanation.is_some_and(|text| !text.is_empty()), "{}", question.id);
            assert!(!verdict.solution.is_empty(), "{}", question.id);
        }
    }
}

#[test]
fn every_wrong_option_of_a_shipped_question_is_explained() {
    for question in questions() {
        let posed = question.pose(1);
        let (Kind::MultipleChoice(kind), Form::Choice { options, .. }) =
            (&question.kind, &posed.form)
        else {
            continue;
        };
        for option in options.iter().filter(|option| !kind.is_right(option)) {
            let verdict = posed.mark(&Answer::Choice(vec![option.clone()]));
            assert!(!verdict.right);
            let told = verdict.feedback.iter().find(|part| part.about == *option);
            assert!(told.is_some_and(|part| !part.text.is_empty()), "{}: {option}", question.id);
        }
    }
}

/// Points of a hundred that guessing may gain over chance in all pools together, and in one.
const BANK: f64 = 5.0;
const POOL: f64 = 10.0;

#[test]
fn no_way_to_guess_pays_in_the_whole_bank_alone_or_with_another() {
    let guesser = Guesser::new(&questions());
    assert!(guesser.score(&[]).asked >= 110);
    for strategy in Strategy::all() {
        let score = guesser.score(&[strategy]);
        assert!(score.gain() <= BANK, "{strategy:?}: {score:?}");
    }
    for pair in Strategy::pairs() {
        let score = guesser.score(&pair);
        assert!(score.gain() <= BANK, "{pair:?}: {score:?}");
    }
}

#[test]
fn no_way_to_guess_pays_in_one_pool() {
    for pool in pools().iter().filter(|pool| pool.pools.is_empty()) {
        let guesser = Guesser::new(&pool.questions);
        for strategy in Strategy::all() {
            let score = guesser.score(&[strategy]);
            assert!(score.gain() <= POOL, "{}: {strategy:?}: {score:?}", pool.id);
        }
    }
}
