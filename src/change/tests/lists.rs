//! Lists that a change alters relative to what stands there.

use super::*;

/// The capabilities of the team `all`.
fn team(later: &Later) -> Vec<&str> {
    let facts = &later.facts;
    let team = facts.teams.iter().find(|team| team.name == "all").unwrap();
    team.capabilities.iter().map(|at| facts.capabilities[*at].name.as_str()).collect()
}

#[test]
fn a_list_is_altered_where_it_stands_and_a_plain_list_replaces_it() {
    let patch = "[set.team.all]\ncapabilities = { remove = ['buy'] }\nentities = { add = ['Card'] }\n\
                 [set.capability.pay]\nreads = { add = ['Order'] }\nwrites = { add = ['Line'], remove = ['Card'] }\n";
    let (later, found) = read(patch);
    assert_eq!(found, []);
    let later = later.unwrap();
    assert_eq!(team(&later), ["pay"]);
    let facts = &later.facts;
    let pay = &facts.capabilities[facts.capability("pay").unwrap()];
    let access = pay
        .access
        .iter()
        .map(|one| (facts.entities[one.entity].name.as_str(), one.reads, one.writes));
    assert_eq!(access.collect::<Vec<_>>(), [("Order", true, false), ("Line", false, true)]);
    let plain = read("[set.team.all]\ncapabilities = ['buy']\n").0.unwrap();
    assert_eq!(team(&plain), ["buy"]);
}

#[test]
fn what_is_there_is_not_added_and_what_is_not_there_not_removed() {
    let list = "{ add = ['pay'], remove = ['pya'], ad = ['x'] }";
    let (later, found) = read(&format!("[set.team.all]\ncapabilities = {list}\n"));
    assert!(later.is_none());
    let at = |word: &str| Some((6, 16 + list.find(word).unwrap()));
    let told: Vec<_> = found.iter().map(|(code, at, what)| (*code, *at, what.as_str())).collect();
    let expected = [
        ("doubled-name", at("'pay'"), "`pay` stands in `capabilities` already"),
        ("unknown-name", at("'pya'"), "`capabilities` has no `pya` to remove"),
        ("unknown-key", at("ad ="), "nothing here is called `ad`"),
    ];
    assert_eq!(told, expected);
    let (_, found) = read("[set.capability.buy]\nrate = { add = ['x'] }\n");
    assert_eq!((found[0].0, found[0].1), ("wrong-type", Some((6, 8))));
}

#[test]
fn two_changes_of_one_list_add_up_in_either_order_and_what_is_done_already_stays_done() {
    let add = |name: &str| {
        let team = format!("[set.team.all]\ncapabilities = {{ add = ['{name}'] }}\n");
        read(&format!("[add.capability.{name}]\nreads = ['Card']\n{team}")).0.unwrap()
    };
    let (send, show) = (add("send"), add("show"));
    assert_eq!(team(&show.upon(&send).unwrap()), ["buy", "pay", "send", "show"]);
    assert_eq!(team(&send.upon(&show).unwrap()), ["buy", "pay", "show", "send"]);
    let leaves = read("[set.team.all]\ncapabilities = { remove = ['pay'] }\n").0.unwrap();
    let whole = read("[set.team.all]\ncapabilities = { remove = ['buy', 'pay'] }\n").0.unwrap();
    assert_eq!(team(&whole.upon(&leaves).unwrap()), <[&str; 0]>::default());
    let late = "[add.team.late]\n[set.team.all]\ncapabilities = { remove = ['pay'] }\n";
    let late = read(late).0.unwrap();
    assert_eq!(team(&late.upon(&leaves).unwrap()), ["buy"]);
}
