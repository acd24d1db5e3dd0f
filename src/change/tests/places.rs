//! Where a mistake is told: at the line that brought it.

use super::*;

#[test]
fn a_word_of_the_facts_is_found_where_the_patch_has_it_and_not_where_it_is_written_first() {
    let zone = "[set.entity.Card]\nzone = 'c'\n[add.zone.c]\napart_from = ['c']\n";
    let (_, found) = read(zone);
    assert_eq!(found[0].1, Some((7, 11)), "{found:?}");
    let step = "[set.team.all]\ncapacity = 2\ncapabilities = ['buy', 'pay']\n\
                [add.transaction.order]\nsteps = ['buy', 'pay']\nwaits = ['bay']\n";
    let (_, found) = read(step);
    assert_eq!(found[0].1, Some((10, 10)), "{found:?}");
}

#[test]
fn what_is_taken_away_and_still_used_is_told_with_everybody_who_uses_it() {
    let (later, found) = read("[remove]\nentity = ['Card']\n[add.view.page]\nneeds = ['Card']\n");
    assert!(later.is_none());
    let told: Vec<_> = found.iter().map(|(_, at, message)| (*at, message.as_str())).collect();
    let head = "in the facts after the change: there is no entity `Card`";
    let used = format!("{head}, and `capability.pay.writes` still uses it");
    assert_eq!(told, [(Some((6, 11)), used.as_str()), (Some((8, 10)), head)], "{found:?}");
}

#[test]
fn of_too_many_facts_only_that_is_told() {
    let many: String = (0..5001).map(|at| format!("[add.entity.E{at}]\n")).collect();
    let (_, found) = read(&format!("{many}[add.view.page]\nneeds = ['E5000']\n"));
    assert_eq!(found.len(), 1, "{found:?}");
}

/// A file, a place in it, and a message with its way out.
type Doubt = (String, Option<(usize, usize)>, String);

/// What is wrong with a change whose stored adaptation of `one` is `after`.
fn doubts(patch: &str, after: Architecture) -> Vec<Doubt> {
    let one = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let mut later = read(patch).0.unwrap();
    later.witnesses = [("one".to_owned(), after)].into();
    let designs = [("one".to_owned(), one)];
    let found = prove::prove(&[later], &designs, &[], &PatternBook::default());
    let told = found.into_iter().map(|one| {
        let at = one.position();
        (one.file, at, format!("{} ({})", one.message, one.help.unwrap_or_default()))
    });
    told.collect()
}

#[test]
fn what_is_expected_of_nobody_is_told_at_its_name() {
    let whole = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let patch = "[set.capability.buy]\nrate = 5\n[expect]\nbreaks = ['onne']\n";
    let found = doubts(patch, whole);
    let told = (
        "changes/01.toml".to_owned(),
        Some((8, 11)),
        "there is no reference `onne` (did you mean `one`?)".to_owned(),
    );
    assert!(found.contains(&told), "{found:?}");
}

#[test]
fn an_adaptation_that_is_not_sound_is_told_in_its_file_with_the_reason() {
    let found =
        doubts("[set.capability.buy]\nrate = 5\n", design(&[service("shop", &["buy"], &[])]));
    let [(file, _, message)] =
        found.iter().filter(|(file, ..)| file.ends_with("/one.toml")).collect::<Vec<_>>()[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(file, "changes/01/one.toml");
    assert!(
        message.starts_with("the adaptation of `one` is not sound: ") && message.contains("-0")
    );
    let priced = found.iter().any(|(.., message)| message.contains("cheapest under every change"));
    assert!(!priced, "what is not sound has no price: {found:?}");
}
