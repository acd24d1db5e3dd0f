//! What a change took away is told, and taken out.

use super::*;

/// The design that is left when what stands in the way of it is taken out as its finding offers.
fn taken_out(later: &Later, before: &Architecture, name: &str) -> Architecture {
    let found = crate::design::grade(&later.facts, before, &PatternBook::default()).findings;
    let told = found.iter().find(|one| one.place == [name] && one.rule == "H-03");
    let fixes = &told.unwrap_or_else(|| panic!("{found:?}")).fixes;
    let [out] = fixes.as_slice() else { panic!("{told:?}") };
    assert!(out.text.starts_with(&format!("Take `{name}` out")), "{}", out.text);
    before.with(&out.edits)
}

#[test]
fn what_is_gone_is_a_finding_that_takes_it_out_of_a_design_for_nothing() {
    let gone = "[remove]\ncapability = ['pay']\nentity = ['Card']\n[set.team.all]\n\
                capabilities = ['buy']\n";
    let later = read(gone).0.unwrap();
    let before = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let book = PatternBook::default();
    assert!(!later.holds(&before, &book));
    let after = taken_out(&later, &before, "pay");
    assert_eq!(after.services[0].does, ["buy"]);
    let after = taken_out(&later, &after, "Card");
    assert_eq!(after.services[0].owns, ["Order", "Line"]);
    assert_eq!(adaptation(&later.facts, &book, &before, &after).halves, 0, "it goes free");
}

#[test]
fn a_service_that_did_only_what_is_gone_goes_with_it() {
    let gone = "[remove]\ncapability = ['pay']\n[set.team.all]\ncapabilities = ['buy']\n";
    let later = read(gone).0.unwrap();
    let shop = service("shop", &["buy"], &["Order", "Line", "Card"]);
    let before = design(&[shop.clone(), service("cards", &["pay"], &[])]);
    assert_eq!(taken_out(&later, &before, "pay").services, [shop]);
}

#[test]
fn a_service_whose_team_is_gone_goes_to_the_one_that_does_its_work() {
    let gone = "[remove]\nteam = ['all']\n[add.team.few]\ncapabilities = ['buy', 'pay']\n";
    let later = read(gone).0.unwrap();
    let mut before = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    before.services[0].team = Some("all".to_owned());
    let after = taken_out(&later, &before, "all");
    assert_eq!(after.services[0].team.as_deref(), Some("few"));
}

#[test]
fn links_and_patterns_let_go_of_what_is_gone() {
    let gone = "[remove]\nexternal = ['bank']\nview = ['page']\n[set.capability.pay]\ncalls = []\n";
    let text = format!(
        "{EXERCISE}[external.bank]\n[view.page]\nneeds = ['Card']\n[capability.ask]\n\
         calls = ['bank']\n"
    );
    let head = "id = 'c'\ntitle = 'C'\nkind = 'supplier'\nstory = 's'\n";
    let patch: Arc<str> = format!("{head}{gone}[set.capability.ask]\ncalls = []\n").into();
    let later = Later::read("changes/01.toml", &patch, &text).0.unwrap();
    let all = service("shop", &["buy", "ask"], &["Order", "Line"]);
    let mut before = design(&[all, service("cards", &["pay"], &["Card"])]);
    let link = |from: &str, to: &str, serves: &[&str]| Link {
        from: from.into(),
        to: to.into(),
        serves: serves.iter().map(|name| (*name).to_owned()).collect(),
        ..Link::default()
    };
    before.links = vec![link("shop", "bank", &[]), link("shop", "cards", &["page"])];
    assert_eq!(taken_out(&later, &before, "bank").links, [link("shop", "cards", &["page"])]);
    assert_eq!(taken_out(&later, &before, "page").links, [link("shop", "bank", &[])]);
}

#[test]
fn the_links_and_patterns_of_what_is_gone_cost_nothing() {
    let facts = later_without_a_page();
    let before = with_a_page();
    let bare = design(&before.services);
    let price = adaptation(&facts, &PatternBook::default(), &before, &bare);
    assert_eq!(price.halves, 0, "{:?}", price.edits);
    let mut kept = bare.clone();
    kept.links.push(Link { from: "shop".into(), to: "cards".into(), ..Link::default() });
    assert_eq!(
        adaptation(&facts, &PatternBook::default(), &kept, &bare).halves,
        2,
        "what stands is paid"
    );
}

/// A bank and a page that a change takes away.
fn later_without_a_page() -> Scenario {
    let text = format!("{EXERCISE}[external.bank]\n[view.page]\nneeds = ['Card']\n");
    let patch = "id = 'c'\ntitle = 'C'\nkind = 'supplier'\nstory = 's'\n[remove]\n\
                 external = ['bank']\nview = ['page']\n";
    Later::read("changes/01.toml", &patch.into(), &text).0.unwrap().facts
}

/// A design with links to both, protected, and a pattern on the page.
fn with_a_page() -> Architecture {
    let mut design = design(&[
        service("shop", &["buy"], &["Order", "Line"]),
        service("cards", &["pay"], &["Card"]),
    ]);
    let with = vec!["timeout".to_owned()];
    let link = |to: &str, serves: Vec<String>| Link {
        from: "shop".into(),
        to: to.into(),
        serves,
        with: with.clone(),
        ..Link::default()
    };
    design.links = vec![link("bank", Vec::new()), link("cards", vec!["page".into()])];
    design.applies.push(crate::design::Apply {
        pattern: "cqrs".into(),
        on: Some("page".into()),
        at: Some("shop".into()),
        ..crate::design::Apply::default()
    });
    design
}
