mod gone;
mod lists;
mod weights;

use std::sync::Arc;

use super::{Later, *};
use crate::{
    chance::Chance,
    design::{Edit, Link, Service, Style, weights::Weight},
};

const EXERCISE: &str = "id = 'shop'\ntitle = 'Shop'\ntask = 'decomposition'\nbrief = 'b'\npar = 90\n\
                        [entity.Order]\naggregate = 'Order'\n[entity.Line]\naggregate = 'Order'\n\
                        [entity.Card]\n[capability.buy]\nwrites = ['Order', 'Line']\nrate = 4\n\
                        cpu_ms = 5\n[capability.pay]\nwrites = ['Card']\n[team.all]\n\
                        capabilities = ['buy', 'pay']\n";

/// A code, a place and a message.
type Told = (&'static str, Option<(usize, usize)>, String);

fn read(patch: &str) -> (Option<Later>, Vec<Told>) {
    let head = "id = 'c'\ntitle = 'C'\nkind = 'load'\nstory = 's'\n";
    let text: Arc<str> = format!("{head}{patch}").into();
    let (later, found) = Later::read("changes/01.toml", &text, EXERCISE);
    let told = found.iter().map(|wrong| (wrong.code, wrong.position(), wrong.message.clone()));
    (later, told.collect())
}

fn facts() -> Scenario {
    Scenario::read("s.toml", EXERCISE).0
}

fn service(name: &str, does: &[&str], owns: &[&str]) -> Service {
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Service { name: name.into(), does: all(does), owns: all(owns), ..Service::default() }
}

fn design(services: &[Service]) -> Architecture {
    Architecture { scenario: "shop".into(), services: services.to_vec(), ..Architecture::default() }
}

fn price(before: &Architecture, after: &Architecture) -> u32 {
    adaptation(&facts(), &PatternBook::default(), before, after).halves
}

#[test]
fn a_change_sets_what_it_names_and_keeps_the_rest() {
    let (later, found) =
        read("[set.capability.buy]\nrate = 400\n[add.view.page]\nneeds = ['Card']\n");
    assert_eq!(found, []);
    let facts = later.unwrap().facts;
    let buy = &facts.capabilities[facts.capability("buy").unwrap()];
    assert_eq!((buy.rate, buy.cpu_ms), (Some(400.0), Some(5.0)));
    assert!(facts.view("page").is_some());
    assert_eq!(facts.par, None, "a par for other facts says nothing");
}

#[test]
fn names_that_stand_for_nothing_are_told_at_their_places() {
    let (later, found) = read(
        "[set.capability.by]\nrate = 1\n[add.entity.Card]\n[remove]\nteam = ['al']\n[sot]\nx = 1\n",
    );
    assert!(later.is_none());
    let told: Vec<_> = found.iter().map(|(code, at, _)| (*code, at.map(|at| at.0))).collect();
    let expected = [
        ("unknown-name", Some(5)),
        ("doubled-name", Some(7)),
        ("unknown-name", Some(9)),
        ("unknown-key", Some(10)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_the_new_facts_contradict_is_told_where_the_change_says_it() {
    let (later, found) = read("[set.capability.pay]\nreads = ['Basket']\n");
    assert!(later.is_none());
    let [(code, at, message)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*code, *at), ("unknown-name", Some((6, 11))));
    assert!(message.starts_with("in the facts after the change"), "{message}");
    let (_, found) = read("[set.capability.pay]\ncpu_ms = 1e300\n");
    assert_eq!(found[0].1, Some((6, 1)), "a number is written in another way: {found:?}");
    let text = "id = 'c'\ntitle = 'C'\nkind = 'load'\nstory = 'Basket'\n[set.capability.pay]\n\
                reads = ['Basket']\n";
    let (_, found) = Later::read("changes/01.toml", &text.into(), EXERCISE);
    assert_eq!(found[0].position(), Some((6, 11)), "not where the story says it: {found:?}");
    let (_, found) = read("[remove]\ncapability = ['pay']\n");
    assert_eq!(found.len(), 1, "the team still names it: {found:?}");
}

#[test]
fn changes_in_sequence_add_up_and_those_that_contradict_each_other_say_where() {
    let busy = read("[set.capability.buy]\nrate = 400\n").0.unwrap();
    let page = read("[add.view.page]\nneeds = ['Card']\n").0.unwrap();
    let both = page.upon(&busy).unwrap();
    let buy = &both.facts.capabilities[both.facts.capability("buy").unwrap()];
    assert_eq!((buy.rate, both.facts.view("page").is_some()), (Some(400.0), true));
    assert_ne!(both.revision, page.revision, "other facts are another revision");
    let gone = "[remove]\ncapability = ['pay']\n[set.team.all]\ncapabilities = ['buy']\n";
    let gone = read(gone).0.unwrap();
    let dear = read("[set.capability.pay]\nrate = 9\n").0.unwrap();
    assert!(gone.upon(&dear).is_ok());
    let found = dear.upon(&gone).unwrap_err();
    let told = found.first().map(|one| (one.code, one.position(), one.message.as_str()));
    let message = "the exercise has no capability `pay`";
    assert_eq!(told, Some(("unknown-name", Some((5, 17)), message)));
    let twice = page.upon(&page).unwrap_err();
    assert_eq!(twice[0].code, "doubled-name");
}

#[test]
fn a_patch_that_turns_on_itself_or_is_huge_is_refused_and_nothing_breaks() {
    let (later, found) = read("[remove]\nteam = ['all']\n[set.team.all]\ncapacity = 1\n");
    assert!(later.is_none() && found[0].0 == "unknown-name", "{found:?}");
    let many = crate::design::scenario::MOST_OF_A_KIND + 1;
    let huge: String = (0..many).map(|at| format!("[add.entity.E{at}]\n")).collect();
    let (later, found) = read(&huge);
    assert!(later.is_none() && !found.is_empty());
}

#[test]
fn another_name_is_free_and_what_moves_is_not() {
    let before = design(&[
        service("shop", &["buy"], &["Order", "Line"]),
        service("cards", &["pay"], &["Card"]),
    ]);
    let renamed = before.with(&[Edit::Rename { from: "shop".into(), to: "orders".into() }]);
    assert_eq!(price(&before, &renamed), 0);
    let moved =
        before.with(&[Edit::MoveCapability { capability: "pay".into(), to: "shop".into() }]);
    assert_eq!(price(&before, &moved), Weight::MoveCapability.usual());
    let merged = before.with(&[Edit::Merge { into: "shop".into(), other: "cards".into() }]);
    assert_eq!(
        price(&before, &merged),
        Weight::MoveCapability.usual()
            + Weight::MoveEntity.usual()
            + Weight::DissolveService.usual()
    );
}

#[test]
fn an_aggregate_moves_as_one() {
    let before = design(&[
        service("shop", &["buy", "a", "b", "c"], &["Order", "Line"]),
        service("cards", &["pay"], &["Card"]),
    ]);
    let mut after = before.clone();
    for entity in ["Order", "Line"] {
        after.make(&Edit::MoveEntity { entity: entity.into(), to: "cards".into() });
    }
    assert_eq!(price(&before, &after), Weight::MoveEntity.usual() + Weight::MoveFurther.usual());
}

#[test]
fn new_things_are_placed_for_nothing_and_a_new_service_is_paid_for() {
    let before = design(&[service("shop", &["buy"], &["Order"])]);
    let placed = design(&[service("shop", &["buy", "pay"], &["Order", "Card"])]);
    assert_eq!(price(&before, &placed), 0);
    let apart =
        design(&[service("shop", &["buy"], &["Order"]), service("new", &["pay"], &["Card"])]);
    assert_eq!(price(&before, &apart), Weight::MakeService.usual());
}

fn random(chance: &mut Chance) -> Architecture {
    let mut below = |most: u64| chance.number() % most;
    let names = ["a", "b", "c", "d"];
    let mut services: Vec<Service> = names.iter().map(|name| service(name, &[], &[])).collect();
    for member in ["buy", "pay", "see", "ask"] {
        services[below(4) as usize].does.push(member.to_owned());
    }
    for member in ["Card", "Basket", "Picture", "Address"] {
        services[below(4) as usize].owns.push(member.to_owned());
    }
    services.retain(|service| !service.does.is_empty() || !service.owns.is_empty());
    design(&services)
}

#[test]
fn the_cost_of_a_cut_is_nothing_only_for_the_same_one_and_a_detour_is_never_cheaper() {
    let mut chance = Chance::new(7);
    let parts = |design: &Architecture| {
        let members = |service: &Service| {
            let mut all: Vec<String> = service.does.iter().chain(&service.owns).cloned().collect();
            all.sort();
            all
        };
        let mut all: Vec<Vec<String>> = design.services.iter().map(members).collect();
        all.sort();
        all
    };
    for _ in 0..300 {
        let [one, two, three] = [random(&mut chance), random(&mut chance), random(&mut chance)];
        assert_eq!(price(&one, &two) == 0, parts(&one) == parts(&two), "{one:?} {two:?}");
        let (direct, detour) = (price(&one, &three), price(&one, &two) + price(&two, &three));
        assert!(direct <= detour, "{direct} > {detour}: {one:?} {two:?} {three:?}");
    }
}

#[test]
fn links_and_styles_have_their_prices() {
    let before = design(&[
        service("shop", &["buy"], &["Order", "Line"]),
        service("cards", &["pay"], &["Card"]),
    ]);
    let link = |style, with: &[&str]| {
        Edit::AddLink(Link {
            from: "shop".into(),
            to: "cards".into(),
            style,
            serves: Vec::new(),
            with: with.iter().map(|name| (*name).to_owned()).collect(),
        })
    };
    let called = before.with(&[link(Style::Sync, &["timeout"])]);
    assert_eq!(price(&before, &called), Weight::Link.usual() + Weight::Protection.usual());
    let queued = before.with(&[link(Style::Async, &["timeout"])]);
    assert_eq!(price(&called, &queued), Weight::LinkStyle.usual());
    let found = adaptation(&facts(), &PatternBook::default(), &called, &queued);
    assert_eq!(found.touched.len(), 2);
    assert_eq!(found.mostly(), Some("turn the sync link shop->cards into async"));
}

/// The codes of what the references disprove; each design is followed by itself.
fn disproved(patches: &[&str], designs: &[(&str, Architecture)]) -> Vec<&'static str> {
    let designs: Vec<(String, Architecture)> =
        designs.iter().map(|(name, design)| ((*name).to_owned(), design.clone())).collect();
    let changes = patches.iter().map(|patch| {
        let (later, found) = read(patch);
        let mut later = later.unwrap_or_else(|| panic!("{found:?}"));
        later.witnesses = designs.iter().cloned().collect();
        later
    });
    let changes: Vec<Later> = changes.collect();
    let found = prove::prove(&changes, &designs, &[], &PatternBook::default());
    found.iter().map(|found| found.code).collect()
}

#[test]
fn a_change_that_teaches_nothing_is_told() {
    let quiet = "[set.capability.buy]\nrate = 5\n";
    let one = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let found = disproved(&[quiet], &[("one", one.clone()), ("same", one)]);
    assert!(found.contains(&"change-decides-nothing"), "{found:?}");
    let found =
        disproved(&["[set.capability.buy]\nrate = 5\n[expect]\nbreaks = ['nobody']\n"], &[]);
    assert!(found.contains(&"change-expectation"), "{found:?}");
    let split: Vec<Service> =
        ["a", "b", "c", "d"].iter().map(|name| service(name, &[], &[])).collect();
    let found = disproved(&[quiet], &[("split", design(&split))]);
    assert!(found.contains(&"change-no-retreat"), "{found:?}");
    assert!(found.contains(&"change-witness"), "nothing is owned, so nothing is sound: {found:?}");
}

#[test]
fn a_reference_that_is_the_cheapest_under_every_change_is_told() {
    let shop = service("shop", &["buy"], &["Order", "Line"]);
    let apart = design(&[shop.clone(), service("cards", &["pay"], &["Card"])]);
    let one = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let mut later = read("[set.capability.buy]\nrate = 5\n").0.unwrap();
    later.witnesses = [("apart", &apart), ("one", &apart)]
        .map(|(name, after)| (name.to_owned(), after.clone()))
        .into();
    let designs = [("apart".to_owned(), apart), ("one".to_owned(), one)];
    let found = prove::prove(&[later], &designs, &[], &PatternBook::default());
    let told = found.iter().find(|found| found.code == "change-one-best");
    assert!(told.is_some_and(|told| told.message.contains("`apart`")), "{found:?}");
}

#[test]
fn a_search_that_finds_nothing_is_followed_by_the_next_one() {
    let patch = "[add.zone.cards]\napart_from = ['shop']\n[add.zone.shop]\n\
                 [set.entity.Card]\nzone = 'cards'\n[set.entity.Order]\nzone = 'shop'\n";
    let later = read(patch).0.unwrap();
    let before = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let none = search::Bounds { depth: 0, ..search::Bounds::USUAL[0] };
    let found = |bounds: &[search::Bounds]| {
        search::cheapest(&later.facts, &PatternBook::default(), &before, bounds)
    };
    assert_eq!(found(&[none]), None);
    assert!(found(&[none, search::Bounds::USUAL[0]]).is_some());
}

/// What is wrong with the order of two changes, `a` and `b`, by the designs that both are stored with.
fn misordered(first: &str, second: &str) -> Vec<String> {
    let shop = |does: &[&str]| design(&[service("shop", does, &["Order", "Line", "Card"])]);
    let (one, lean) = (shop(&["buy", "pay"]), shop(&["buy"]));
    let changes = [("a", first), ("b", second)].map(|(id, patch)| {
        let text = format!("id = '{id}'\ntitle = 'C'\nkind = 'law'\nstory = 's'\n{patch}");
        let (later, found) = Later::read("c.toml", &text.into(), EXERCISE);
        let mut later = later.unwrap_or_else(|| panic!("{found:?}"));
        later.witnesses =
            [("one".to_owned(), one.clone()), ("lean".to_owned(), lean.clone())].into();
        later
    });
    let found = prove::prove(&changes, &[], &[], &PatternBook::default());
    found.into_iter().filter(|one| one.code == "change-order").map(|one| one.message).collect()
}

#[test]
fn a_change_says_which_other_one_it_cannot_follow() {
    let gone = "[remove]\ncapability = ['pay']\n[set.team.all]\ncapabilities = ['buy']\n";
    let dear = "[set.capability.pay]\nrate = 9\n";
    let told = "no stored design is sound after `a`: archtutor exercise change --witness looks for one, and not_after = [\"a\"] says that there is none";
    assert_eq!(misordered(gone, dear), [told]);
    assert_eq!(misordered(gone, &format!("not_after = ['a']\n{dear}")), [""; 0]);
    let both = misordered(dear, &format!("not_after = ['a', 'c', 'b']\n{dear}"));
    let wrong = [
        "there is no other change `c`",
        "there is no other change `b`",
        "it is said not to follow `a`, and can",
    ];
    assert_eq!(both, wrong);
}
