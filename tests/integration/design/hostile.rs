//! T8: input that nobody meant: huge, cyclic, empty, mutated. Never a panic.

use archtutor::design::{Architecture, Model, Scenario, grade, par, replay::replay, review};

use super::support::{BOOK, Decomposed, Designed, folders, path};

/// A small deterministic generator.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(lines.len());
        let other = dice.below(lines.len());
        match dice.below(7) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[other].clone()),
            2 => lines.swap(at, other),
            3 => lines[at] = lines[at].replace('"', ""),
            4 => {
                let digits = [
                    "-1",
                    "0",
                    "1e308",
                    "nan",
                    "9223372036854775808",
                    "true",
                    "[]",
                    "\"\u{202e}\"",
                ];
                if let Some((key, _)) = lines[at].split_once('=') {
                    lines[at] = format!("{key}= {}", digits[dice.below(digits.len())]);
                }
            }
            5 => {
                let words: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
                let (one, two) = (dice.below(words.len()), dice.below(words.len()));
                if let (Some(one), Some(two)) = (words.get(one), words.get(two)) {
                    lines[at] = lines[at].replace(one, two);
                }
            }
            _ => {
                let mut chars: Vec<char> = lines[at].chars().collect();
                if !chars.is_empty() {
                    let place = dice.below(chars.len());
                    chars[place] = ['{', ']', '\u{0}', '=', '.', 'я', '"'][dice.below(7)];
                    lines[at] = chars.into_iter().collect();
                }
            }
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n")
}

/// Mutates facts and answers; what can still be read is graded. Returns how many were graded.
fn fuzz(rounds: usize) -> usize {
    let mut dice = Dice(20);
    let mut graded = 0;
    let texts: Vec<(String, Vec<String>)> = folders()
        .iter()
        .map(|folder| {
            let file = path(&format!("exercises/{}/exercise.toml", folder.exercise.id));
            let answers = folder.references.iter().chain(&folder.faulty);
            let answers = answers.map(|sample| sample.design().to_toml()).collect();
            (std::fs::read_to_string(file).unwrap(), answers)
        })
        .collect();
    for _ in 0..rounds {
        let (facts, answers) = &texts[dice.below(texts.len())];
        let answer = &answers[dice.below(answers.len())];
        let change_facts = dice.below(4) == 0;
        let (facts, answer) = if change_facts {
            (mutated(facts, &mut dice), answer.clone())
        } else {
            (facts.clone(), mutated(answer, &mut dice))
        };
        let (facts, wrong_facts) = Scenario::read("facts.toml", &facts);
        let (answer, _) = Architecture::read("answer.toml", &answer);
        wrong_facts.iter().take(3).for_each(|d| drop(d.render(false)));
        // Even what was read only in part must not harm. Trying every fix takes most of the time.
        let score = match graded % 8 {
            0 => grade(&facts, &answer, &BOOK).score,
            _ => review(&Model::new(&facts, &answer, &BOOK)).score,
        };
        assert!((0..=1000).contains(&score.tenths));
        graded += 1;
    }
    graded
}

#[test]
fn mutated_files_never_panic() {
    assert_eq!(fuzz(300), 300);
}

#[test]
#[ignore = "takes minutes; run it after changing how files are read or graded"]
fn a_hundred_thousand_mutated_files_never_panic() {
    assert_eq!(fuzz(100_000), 100_000);
}

#[test]
fn ten_thousand_entities_are_refused_with_the_limit_named() {
    let mut text = String::from("[scenario]\nid = 'huge'\n");
    (0..10_000).for_each(|at| text.push_str(&format!("[entity.E{at}]\n")));
    let (_, found) = Scenario::read("huge.toml", &text);
    let refused = found.iter().find(|diagnostic| diagnostic.code == "too-many").unwrap();
    assert!(refused.help.as_deref().unwrap().contains("1000"), "{refused:?}");
}

#[test]
fn more_facts_than_can_be_graded_in_a_second_are_refused_with_the_limit_named() {
    let mut text = String::from("[scenario]\nid = 'huge'\n[entity.E]\n");
    (0..1_000).for_each(|at| text.push_str(&format!("[capability.c{at}]\nwrites = ['E']\n")));
    (0..999).for_each(|at| text.push_str(&format!("[view.v{at}]\nneeds = ['E']\n")));
    assert_eq!(Scenario::read("large.toml", &text).1, []);
    text.push_str("[transaction.one]\nsteps = ['c0']\n");
    let (facts, found) = Scenario::read("huge.toml", &text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "too-many");
    assert!(found[0].message.contains("2001"), "{found:?}");
    assert!(found[0].help.as_deref().unwrap().contains("2000"), "{found:?}");
    assert_eq!((facts.transactions.len(), facts.views.len()), (0, 0));
}

#[test]
fn an_empty_scenario_and_an_empty_answer_are_reported() {
    let (facts, found) = Scenario::read("empty.toml", "[scenario]\nid = 'empty'\n");
    assert_eq!(found[0].code, "empty-scenario");
    let (answer, found) = Architecture::read("empty.toml", "");
    assert_eq!(found[0].code, "missing-key");
    grade(&facts, &answer, &BOOK);
    assert_eq!(par::search(&facts, &BOOK, &[]).witness.services.len(), 1);
}

#[test]
fn unknown_keys_names_and_doubles_are_reported_at_once() {
    let text = "[scenario]\nid = 'x'\n[entity.Order]\nchnge = 'often'\n[capability.place]\n\
                writes = ['Ordr']\nrate = -1\n[entity.Order.zone]\n";
    let (_, found) = Scenario::read("x.toml", text);
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["unknown-key", "unknown-name", "out-of-range", "wrong-type"]);
    assert_eq!(found[0].help.as_deref(), Some("did you mean `change`?"));
    let (_, found) = Scenario::read("x.toml", "[scenario]\nid = 'x'\n[entity.A]\n[entity.A]\n");
    assert_eq!(found[0].code, "toml-syntax");
}

#[test]
fn an_answer_to_another_scenario_is_not_valid() {
    let source = "[scenario]\nid = 'mine'\n[entity.A]\n";
    let (facts, _) = Scenario::read("mine.toml", source);
    let (answer, _) =
        Architecture::read("a.toml", "[answer]\nscenario = 'other'\n[service.s]\nowns = ['A']\n");
    let report = grade(&facts, &answer, &BOOK);
    assert!(!report.score.valid);
    assert_eq!(report.findings[0].rule, "H-03");
}

#[test]
fn a_name_twice_in_one_service_is_said_so() {
    let source = "[scenario]\nid = 'x'\nparts = ['ownership', 'services']\n[entity.A]\n\
                  [capability.c]\nwrites = ['A']\n";
    let (facts, _) = Scenario::read("x.toml", source);
    let text = "[answer]\nscenario = 'x'\n[service.s]\ndoes = ['c', 'c']\nowns = ['A', 'A']\n";
    let (answer, found) = Architecture::read("a.toml", text);
    assert_eq!(found, []);
    let report = grade(&facts, &answer, &BOOK);
    let said: Vec<&str> = report.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        said,
        ["`c` stands twice in what `s` does", "`A` stands twice in what `s` owns"],
        "and nothing else"
    );
}

#[test]
fn names_may_be_any_unicode() {
    let source = "[scenario]\nid = 'x'\n[entity.'Заказ 注文 🛒']\n[capability.'оформить']\n\
                  writes = ['Заказ 注文 🛒']\n";
    let (facts, found) = Scenario::read("x.toml", source);
    assert_eq!(found, []);
    let text = "[answer]\nscenario = 'x'\n[service.'прилавок']\ndoes = ['оформить']\n\
                owns = ['Заказ 注文 🛒']\n";
    let (answer, found) = Architecture::read("a.toml", text);
    assert_eq!(found, []);
    assert_eq!(grade(&facts, &answer, &BOOK).points(), 100.0);
    let (again, found) = Architecture::read("a.toml", &answer.to_toml());
    assert_eq!((again, found), (answer, vec![]));
}

#[test]
fn a_walk_over_a_transaction_shows_time_and_what_breaks() {
    let folders = folders();
    let shop = folders.iter().find(|f| f.exercise.id.as_str() == "split-the-shop").unwrap();
    let facts = shop.exercise.scenario();
    let design = shop.references[0].design();
    let model = Model::new(facts, &design, &BOOK);
    let checkout = facts.transaction("checkout").unwrap();
    let hops = replay(&model, checkout, None);
    assert_eq!(hops.len(), 5);
    assert!(hops.iter().all(|hop| !hop.fails));
    assert!(hops.windows(2).all(|pair| pair[1].elapsed_ms >= pair[0].elapsed_ms));
    let down = model.home[facts.capability("reserve").unwrap()];
    let broken = replay(&model, checkout, down);
    assert!(broken.iter().any(|hop| hop.fails));
}
