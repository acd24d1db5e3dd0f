use super::*;

fn meaning(name: &str) -> Option<Value> {
    Some(match name {
        "a" => Value::pure(99.9),
        "n" => Value::pure(3.0),
        "zero" => Value::pure(0.0),
        "wait" => Value::Number(Quantity { value: 2.0, ..Quantity::unit("s")? }),
        "reads" => Value::Symbol("old".into()),
        "old" => Value::Symbol("old".into()),
        "new" => Value::Symbol("new".into()),
        _ => return None,
    })
}

fn number(text: &str) -> Result<f64, ExpressionError> {
    Ok(Expression::parse(text)?.number(&meaning)?.value)
}

#[test]
fn operators_bind_as_in_a_textbook() {
    for (text, expected) in [
        ("1 + 2 * 3", 7.0),
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("10 - 4 − 3", 3.0),
        ("12 ÷ 3 / 2", 2.0),
        ("2 × -3", -6.0),
        ("min(4, max(1, 3), 5)", 3.0),
        ("ceil(7 / 2) + floor(7/2) + round(2.5)", 10.0),
        ("sqrt(16) + abs(-1) + log10(1000) + ln(exp(2))", 10.0),
        ("1e3 + 1_000 + .5", 2000.5),
        ("n · 2", 6.0),
        ("ceil(0.1 * 3 / 0.1)", 3.0),
        ("1 + 1 = 2 and not 1 > 2 or zero", 1.0),
        ("(3 ≤ 2) + (3 >= 3) + (1 ≠ 2)", 2.0),
        ("0.1 + 0.2 <= 0.3", 1.0),
        ("0.1 + 0.2 > 0.3", 0.0),
    ] {
        let found = number(text).unwrap();
        assert!(nearly_equal(found, expected), "{text} = {found}, not {expected}");
    }
    assert!((number("100 * (a/100)^3").unwrap() - 99.700_299_9).abs() < 1e-6);
}

#[test]
fn units_go_through_every_operation() {
    for (text, expected, unit) in [
        ("10 / 2 s", 5.0, "1/s"),
        ("1000 / (wait + 500 ms)", 400.0, "rps"),
        ("3 GiB / 1 min", 3.0 * 1_073_741_824.0 / 60.0, "B/s"),
        ("8 kbit", 1000.0, "B"),
        ("1.20 USD / 1e6 calls * 25e6 calls", 30.0, "USD"),
        ("99.9 % ^ 2", 0.998_001, ""),
        ("0.1 % * 30 d", 2592.0, "s"),
        ("sqrt(9 s * 1 s)", 3.0, "s"),
        ("min(2 s, 100 ms)", 0.1, "s"),
    ] {
        let found = Expression::parse(text).unwrap().number(&meaning).unwrap();
        assert!(nearly_equal(found.value, expected), "{text} = {found:?}, not {expected}");
        assert_eq!(found.dimension, Quantity::compound(unit).unwrap().dimension, "{text}");
    }
    assert_eq!(Quantity::compound("USD/month").unwrap().dimension.to_string(), "USD/s");
    assert_eq!(Quantity::compound("%").unwrap(), Quantity::pure(0.01));
    assert!(matches!(
        Quantity::compound("furlong/s"),
        Err(ExpressionError::UnknownUnit(word)) if word == "furlong"
    ));
}

#[test]
fn what_does_not_measure_the_same_does_not_add_up_or_compare() {
    for text in ["1 s + 1", "1 B < 1 s", "max(1 s, 1)", "1 USD = 1 EUR", "ceil(1 s)", "2 ^ 1 s"] {
        let found = Expression::parse(text).unwrap().number(&meaning);
        assert!(matches!(found, Err(ExpressionError::Dimensions(..))), "{text}: {found:?}");
    }
}

#[test]
fn words_stand_for_themselves_and_equal_only_themselves() {
    assert_eq!(number("reads = old").unwrap(), 1.0);
    assert_eq!(number("reads = new or n = 3").unwrap(), 1.0);
    assert_eq!(number("reads = 3").unwrap(), 0.0);
    assert!(number("reads + 1").is_err());
}

#[test]
fn what_has_no_value_is_an_error_and_never_a_panic() {
    for text in [
        "1 / zero",
        "1 / 0",
        "sqrt(-1)",
        "ln(0)",
        "log10(-1)",
        "0^-1",
        "(-8)^0.5",
        "exp(9999)",
        "unknown + 1",
        "",
        "1 +",
        "(1",
        "1)",
        "2 3",
        "foo(1)",
        "sqrt(1, 2)",
        "min()",
        "1..2",
        "a. b",
        "é",
        "1e999",
        "1 < 2 < 3",
        "and",
        "not",
        "3 furlongs",
        "1e200 * 1e200",
        "%",
    ] {
        assert!(number(text).is_err(), "{text} has a value");
    }
}

#[test]
fn no_expression_can_exhaust_the_stack() {
    for part in ["(", "-", "2^", "1+", "not ", "min(", "1 or "] {
        assert!(Expression::parse(&part.repeat(100_000)).is_err(), "{part}");
        assert!(Expression::parse(&part.repeat(300)).is_err(), "{part}");
    }
}

#[test]
fn it_tells_what_it_is_made_of() {
    let read = Expression::parse("users / (think + 2 s) + users").unwrap();
    assert_eq!(read.names(), ["users", "think"]);
    assert_eq!(read.literals().len(), 1);
    assert!(read.computes());
    assert!(!Expression::parse("-5").unwrap().computes());
    assert!(!Expression::parse("users").unwrap().computes());
}

#[test]
fn an_assignment_sets_adds_or_takes_away() {
    let after = |text: &str, before: Value| {
        Assignment::parse(text).unwrap().apply(&before, &meaning).unwrap()
    };
    assert_eq!(after("reads = new", Value::Symbol("old".into())), Value::Symbol("new".into()));
    assert_eq!(after("n += 2", Value::pure(3.0)), Value::pure(5.0));
    assert_eq!(after("n -= n", Value::pure(3.0)), Value::pure(0.0));
    for text in ["", "= 3", "n", "n 3", "3 = n", "n =", "n == 3 ="] {
        assert!(Assignment::parse(text).is_err(), "{text}");
    }
}
