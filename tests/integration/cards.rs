//! Cards of the shipped catalog: how many there are, that each keeps its laws, and that they are asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use archtutor::{
    card::{self, Card, Deck, Setting},
    catalog::Catalog,
    library::Library,
    messages::Messages,
    quiz::{Cue, Guesser, Kind, Mark, Question, Strategy},
    source::Source,
};

fn library() -> Library {
    Library::open(Source::Embedded).expect("the shipped course")
}

fn setting(catalog: &Catalog) -> Setting<'_> {
    Setting { catalog, misconceptions: &[], mixups: &[], words: Messages::english() }
}

fn question(catalog: &Catalog, id: &str, seed: u64) -> Question {
    let card = Card::parse(id).expect("a card");
    card.question(&setting(catalog), seed).expect("a card of the catalog")
}

fn options(question: &Question) -> Vec<String> {
    let Kind::MultipleChoice(choice) = &question.kind else { panic!("a choice") };
    choice.options().map(|option| option.value.clone()).collect()
}

#[test]
fn the_cards_of_the_shipped_catalog_keep_every_law() {
    let library = library();
    let catalog = library.catalog();
    assert_eq!(Deck::of(catalog).cards().len(), 736);
    let found = card::broken(catalog);
    assert!(found.is_empty(), "{} such as {}", found.len(), found[0]);
    for card in Deck::of(catalog).cards() {
        assert!(card.question(&setting(catalog), 0).is_some(), "{}", card.id());
    }
}

#[test]
fn who_knows_nothing_gains_nothing_from_any_kind_of_card() {
    let library = library();
    let catalog = library.catalog();
    let mut kinds: BTreeMap<&str, Vec<Arc<Question>>> = BTreeMap::new();
    for card in Deck::of(catalog).cards() {
        let kind = card::form(&card.id()).expect("a form");
        let posed = (0..8).filter_map(|seed| card.question(&setting(catalog), seed));
        kinds.entry(kind).or_default().extend(posed.map(Arc::new));
    }
    assert_eq!(kinds.len(), 7);
    for (kind, questions) in kinds {
        let guesser = Guesser::new(&questions);
        for cue in [Cue::Length, Cue::Place, Cue::StemWords] {
            let gain = guesser.score(&[Strategy::most(cue)]).gain();
            assert!(gain <= 5.0, "{kind}: {cue:?} gains {gain:.1} points");
        }
    }
}

#[test]
fn a_list_of_cards_tells_them_apart() {
    let library = library();
    let catalog = library.catalog();
    let mut teasers = BTreeMap::new();
    let same_for_many = |card: &Card| matches!(card, Card::Solves(_) | Card::Brings(_));
    for card in Deck::of(catalog).cards().iter().filter(|card| !same_for_many(card)) {
        let teaser = card.question(&setting(catalog), 0).expect("a card").teaser();
        // A fitting pair is asked for and against.
        let other = teasers.insert(teaser.clone(), card.id());
        assert_eq!(other, None, "{teaser}: {}", card.id());
    }
}

#[test]
fn a_card_is_posed_afresh_and_the_same_seed_poses_the_same() {
    let library = library();
    let catalog = library.catalog();
    let id = "card:problem:saga";
    assert_eq!(question(catalog, id, 7), question(catalog, id, 7));
    let posed: BTreeSet<Vec<String>> =
        (0..20).map(|seed| options(&question(catalog, id, seed))).collect();
    assert!(posed.len() > 3, "{posed:?}");
    let meanings: BTreeSet<String> =
        (0..20).map(|seed| question(catalog, id, seed).meaning).collect();
    assert_eq!(meanings.len(), 1, "what is right does not depend on what is drawn");
}

#[test]
fn feedback_is_what_the_catalog_says_of_the_option_that_was_picked() {
    let library = library();
    let catalog = library.catalog();
    for id in ["card:problem:saga", "card:price:saga", "card:needs:circuit-breaker"] {
        let question = Arc::new(question(catalog, id, 3));
        let Kind::MultipleChoice(choice) = &question.kind else { panic!("a choice") };
        let picked = choice.wrong[0].value.clone();
        let verdict = question.pose(3).mark(&archtutor::quiz::Answer::Choice(vec![picked]));
        let [about] = verdict.feedback.as_slice() else { panic!("{verdict:?}") };
        assert!(about.mark == Mark::Wrong && about.text.contains("](pattern:"), "{about:?}");
    }
}

#[test]
fn what_was_mixed_up_before_stands_beside_the_right_one() {
    let library = library();
    let catalog = library.catalog();
    let mixups = [("bulkhead".into(), "gatekeeper".into())];
    let setting = Setting { mixups: &mixups, ..setting(catalog) };
    for seed in 0..10 {
        let card = Card::parse("card:problem:bulkhead").expect("a card");
        let question = card.question(&setting, seed).expect("a question");
        assert!(options(&question).contains(&"Gatekeeper".to_owned()));
    }
}

#[test]
fn two_alternatives_are_asked_in_both_directions() {
    let library = library();
    let catalog = library.catalog();
    let fits = Deck::of(catalog);
    let fits = fits.cards().iter().find(|card| matches!(card, Card::Fits(..))).expect("one");
    let right: BTreeSet<String> =
        (0..20).map(|seed| options(&question(catalog, &fits.id(), seed))[0].clone()).collect();
    assert_eq!(right.len(), 2);
}

#[test]
fn what_no_card_can_be_is_none() {
    let library = library();
    for id in ["card:problem:no-such", "card:needs:monolith", "card:place:saga:infra"] {
        let card = Card::parse(id).expect("an id");
        assert!(card.question(&setting(library.catalog()), 1).is_none(), "{id}");
    }
}
