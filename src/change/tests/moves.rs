//! Moves of our own: what no finding offers.

use super::*;
use crate::{change::moves::moves, design::Apply};

const PAGE: &str = "[add.view.page]\nneeds = ['Order', 'Card']\nstaleness_s = 30\n";

/// A shop and its cards, with a page of both that the shop keeps.
fn with_page() -> Architecture {
    let mut design = design(&[
        service("shop", &["buy"], &["Order", "Line"]),
        service("cards", &["pay"], &["Card"]),
    ]);
    let page = |name: &str| vec![name.to_owned()];
    design.links.push(Link {
        from: "cards".into(),
        to: "shop".into(),
        style: Style::Event,
        serves: page("page"),
        with: Vec::new(),
    });
    design.applies.push(Apply {
        pattern: "cqrs".into(),
        on: Some("page".into()),
        at: Some("shop".into()),
        ..Apply::default()
    });
    design
}

#[test]
fn a_page_is_kept_by_another_service_that_has_a_part_of_it() {
    let facts = read(PAGE).0.unwrap().facts;
    let before = with_page();
    let all = moves(&facts, &PatternBook::default(), &before);
    let after: Vec<Architecture> = all.iter().map(|edits| before.with(edits)).collect();
    let moved = after.iter().find(|design| design.applies[0].at.as_deref() == Some("cards"));
    let moved = moved.unwrap_or_else(|| panic!("{all:?}"));
    assert_eq!(moved.applies.len(), 1, "it is not kept twice");
    let fed = moved.links.iter().any(|link| link.to == "shop");
    assert!(!fed, "nothing feeds the page where it is no more: {:?}", moved.links);
}

#[test]
fn only_services_that_talk_or_share_a_team_are_joined() {
    let facts = read(PAGE).0.unwrap().facts;
    let mut design = with_page();
    design.services.push(service("far", &[], &[]));
    let joins = |design: &Architecture| -> Vec<(String, String)> {
        let all = moves(&facts, &PatternBook::default(), design);
        let joined = all.iter().flatten().filter_map(|edit| match edit {
            Edit::Merge { into, other } => Some((into.clone(), other.clone())),
            _ => None,
        });
        joined.collect()
    };
    assert_eq!(joins(&design), [("shop".to_owned(), "cards".to_owned())]);
    for at in [0, 2] {
        design.services[at].team = Some("all".to_owned());
    }
    assert!(joins(&design).contains(&("shop".to_owned(), "far".to_owned())));
}
