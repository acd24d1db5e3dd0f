use super::*;

const KINDS: &str = include_str!("../../../tests/fixtures/quiz/kinds.toml");

fn lints(text: &str) -> Vec<Diagnostic> {
    let (quiz, found) = Quiz::parse("q.toml", text);
    assert!(found.is_empty(), "{}", found[0].render(false));
    lint(&quiz.unwrap(), "q.toml", text)
}

/// Lints the fixture with one thing changed.
#[track_caller]
fn changed(from: &str, to: &str) -> Vec<Diagnostic> {
    assert!(KINDS.contains(from), "the fixture does not have {from}");
    lints(&KINDS.replace(from, to))
}

#[track_caller]
fn expect(from: &str, to: &str, code: &str) {
    let found = changed(from, to);
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [code]);
    assert!(found[0].position().is_some());
}

#[test]
fn a_good_quiz_has_nothing_to_complain_about() {
    assert_eq!(lints(KINDS), []);
}

#[test]
fn what_is_not_explained_is_found() {
    expect("context = \"RFC 9110 defines it.\"", "", "no-explanation");
    expect("lesson = \"delivery\"", "", "no-lesson");
    expect("level = \"analyse\"\nprompt.prompt = \"Three", "prompt.prompt = \"Three", "no-level");
    expect(", because = \"It says how well.\"", "", "no-feedback");
    expect("answer.fix = \"COPY Cargo.toml Cargo.lock ./\"", "", "no-feedback");
    expect(
        "  { formula = \"a\", feedback = \"The chain is weaker than {a} %.\" },\n",
        "",
        "no-feedback",
    );
    expect(
        "feedback = [\"A timeout bounds the wait.\", \"A breaker stops useless calls.\", \"A bulkhead splits the pool.\"]",
        "",
        "no-feedback",
    );
}

#[test]
fn ids_are_well_formed_and_the_authors_own() {
    expect("id = \"kinds-quiz\"", "id = \"Kinds quiz\"", "malformed-id");
    expect("id = \"kinds-quiz\"", "", "no-id");
    expect("id = \"k-short\"", "id = \"K_short\"", "malformed-id");
    expect("id = \"k-short\"", "", "no-id");
    expect("[\"saga\"]", "[\"Saga!\"]", "malformed-id");
}

#[test]
fn options_that_say_the_same_are_found() {
    expect("\"A retry\",", "\"a  Compensating transaction\",", "duplicate-option");
    expect("\"build the new part\"", "\"move the traffic\"", "duplicate-option");
    expect("[\"a bigger server\"]", "[\"Timeout\"]", "duplicate-option");
    expect("\"A retry\",", "\"None of the above\",", "all-of-the-above");
}

#[test]
fn mistakes_that_are_right_are_found_over_all_combinations() {
    expect("\"X-RateLimit-Reset\"", "\"RETRY after\"", "mistake-is-right");
    expect("{ answer = \"9\"", "{ answer = \"16\"", "mistake-is-right");
    expect("{ line = 4", "{ line = 2", "mistake-is-right");
    let found = changed("formula = \"100 - (100 - a)/n\"", "formula = \"a^2/100 + (n - 2)*1e3\"");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "mistake-is-right");
    assert!(found[0].message.ends_with("at a = 99.9, n = 2"), "{}", found[0].message);
}

#[test]
fn formulas_are_proved_over_all_combinations() {
    let found = changed("\"100 * (a/100)^n\"", "\"100 / (n - 3)\"");
    assert_eq!(found[0].code, "bad-formula");
    assert_eq!(found[0].message, "division by zero at a = 99.9, n = 3");
    expect("formula = \"a\",", "formula = \"ln(n - 2)\",", "bad-formula");
    expect("answer.tolerance = 0.01", "", "tolerance");
    expect(
        "{ a = [99.9, 99.5], n = { min = 2, max = 4 } }",
        "{ a = { min = 90, max = 99, step = 0.05 }, n = { min = 2, max = 200 } }",
        "too-many-combinations",
    );
}

#[test]
fn marks_without_a_value_are_found() {
    expect("weaker than {a}", "weaker than {b}", "unknown-placeholder");
    expect("{n} services in series", "{answer} services in series", "unknown-placeholder");
}

#[test]
fn code_fits_into_eighty_columns_and_carries_no_escapes() {
    let wide = "x".repeat(81);
    expect("RUN cargo fetch", &wide, "too-wide");
    let fence = format!("context = \"\"\"\n```sh\n{wide}\n```\n\"\"\"");
    expect("context = \"RFC 9110 defines it.\"", &fence, "too-wide");
    let prose = format!("context = \"{}\"", "word ".repeat(40));
    assert_eq!(changed("context = \"RFC 9110 defines it.\"", &prose), []);
    expect("A retry repeats", "A \\u001b[31mretry repeats", "control-character");
}

#[test]
fn an_answer_that_nobody_can_give_is_found() {
    expect(
        "answer.answer = \"Retry-After\"\nanswer.alternatives = [\"retry after\"]",
        "answer.answer = \"\\u200b\"",
        "unanswerable",
    );
}

#[test]
fn guessable_pools_are_found() {
    let pool = |right: &str, more: &str| -> String {
        let mut text = String::from("id = 'p-quiz'\ntitle = 'Pool'\n");
        for number in 0..12 {
            text.push_str(&format!(
                "[[questions]]\nid = 'p-{number}'\nlesson = 'l'\nlevel = 'recall'\ncontext = 'c'\n\
                 type = 'MultipleChoice'\nprompt.prompt = 'Question {number}?'\n{more}\n\
                 prompt.distractors = ['one way', 'two way', 'six way']\n\
                 feedback = ['a', 'b', 'c']\nanswer.answer = '{right}'\n"
            ));
        }
        text
    };
    let codes = |text: &str| -> Vec<&'static str> {
        lints(text).iter().map(|diagnostic| diagnostic.code).collect()
    };
    assert!(codes(&pool("ten way", "")).is_empty());
    assert!(codes(&pool("right, and it is longer", "")).contains(&"right-by-length"));
    assert!(codes(&pool("may often", "")).contains(&"right-by-hedges"));
    assert!(codes(&pool("question?", "")).contains(&"right-repeats-question"));
    assert!(codes(&pool("right since", "")).contains(&"right-by-reasons"));
    assert!(codes(&pool("never so", "")).contains(&"right-by-negations"));
    assert_eq!(codes(&pool("ten way", "prompt.answerIndex = 1")), ["favourite-place"]);
}
