//! The drawing of a design that somebody has drawn and that no longer says what the design says: the
//! arrows that are true, and the same drawing with a few that are not.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::design::architecture::{Style, mermaid};

use super::own::Own;

/// Who sends requests.
const CLIENTS: &str = "the clients";
/// What an arrow from clients says.
const ASKS: &str = "asks";
/// What an arrow to a store says.
const DATA: &str = "data";
/// What an invariant weighs that forbids an arrow, beside one that asks for it.
const FORBIDS: f64 = 0.2;

/// An arrow by the texts of its ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    label: &'static str,
}

impl Arrow {
    fn new(from: &str, to: &str, label: &'static str) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), label }
    }

    fn turned(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), label: self.label }
    }
}

/// The store of a service.
fn store(service: &str) -> String {
    format!("data of {service}")
}

fn word(style: Style) -> &'static str {
    match style {
        Style::Sync => "call",
        Style::Async => "message",
        Style::Event => "event",
        Style::Db => DATA,
    }
}

/// The boxes of a design, each with its shape.
fn boxes(own: &Own<'_>) -> Vec<(String, [&'static str; 2])> {
    let mut all = vec![(CLIENTS.to_owned(), ["([", "])"])];
    all.extend(own.services().map(|name| (name.to_owned(), ["[", "]"])));
    all.extend(own.owners().map(|name| (store(name), ["[(", ")]"])));
    for link in &own.boundaries.links {
        if !all.iter().any(|(name, _)| *name == link.to) {
            all.push((link.to.clone(), ["([", "])"]));
        }
    }
    all
}

/// What the design says.
fn truth(own: &Own<'_>) -> Vec<Arrow> {
    let mut all: Vec<Arrow> =
        own.front().map(|service| Arrow::new(CLIENTS, service, ASKS)).collect();
    let links = own.boundaries.links.iter().filter(|link| own.has(&link.from));
    for link in links {
        let arrow = Arrow::new(&link.from, &link.to, word(link.style));
        if !all.contains(&arrow) {
            all.push(arrow);
        }
    }
    all.extend(own.owners().map(|owner| Arrow::new(owner, &store(owner), DATA)));
    all
}

/// What the drawing says that is to be mended: one arrow is missing, one points the other way, one says
/// something else, clients go round a service, and one service reads what another owns.
fn lies(own: &Own<'_>, truth: &[Arrow]) -> Vec<Arrow> {
    let mut drawn = truth.to_vec();
    let is_link = |arrow: &Arrow| ![ASKS, DATA].contains(&arrow.label);
    let turned = drawn.iter().rposition(is_link).or(drawn.len().checked_sub(1));
    if let Some(arrow) = turned.and_then(|at| drawn.get_mut(at)) {
        *arrow = arrow.turned();
    }
    let among = drawn.iter_mut().filter(|arrow| truth.contains(arrow) && is_link(arrow));
    let between = among.filter(|arrow| own.has(&arrow.to));
    if let Some(arrow) = between.last() {
        arrow.label = if arrow.label == "call" { "event" } else { "call" };
    }
    let first = drawn.iter().position(|arrow| truth.contains(arrow) && arrow.label != ASKS);
    if let Some(first) = first {
        drawn.remove(first);
    }
    let owners: Vec<&str> = own.owners().collect();
    if let Some(first) = owners.first() {
        drawn.push(Arrow::new(CLIENTS, &store(first), DATA));
    }
    if let [first, .., last] = owners.as_slice() {
        drawn.push(Arrow::new(last, &store(first), DATA));
    }
    drawn
}

fn mermaid(own: &Own<'_>, arrows: &[Arrow]) -> String {
    let boxes = boxes(own);
    let id = |name: &str| boxes.iter().position(|(known, _)| known == name).unwrap_or_default();
    let mut text = String::from("flowchart LR\n");
    for (at, (name, [open, close])) in boxes.iter().enumerate() {
        text.push_str(&format!("  n{at}{open}\"{}\"{close}\n", mermaid::label(name)));
    }
    for arrow in arrows {
        let (from, to) = (id(&arrow.from), id(&arrow.to));
        text.push_str(&format!("  n{from} -->|{}| n{to}\n", arrow.label));
    }
    text
}

/// The drawing that is to be mended.
pub(super) fn start(own: &Own<'_>) -> String {
    mermaid(own, &lies(own, &truth(own)))
}

/// What must hold of it, as facts of its kind.
pub(super) fn facts(own: &Own<'_>) -> Table {
    let truth = truth(own);
    let demand = |kind: &str, arrow: &Arrow, says: &str, weight: f64| {
        let texts = [("kind", kind), ("from", &arrow.from), ("to", &arrow.to), ("says", says)];
        let mut table: Table =
            texts.into_iter().map(|(key, text)| (key.to_owned(), text.into())).collect();
        table.insert("weight".to_owned(), weight.into());
        table
    };
    let says = "the design has this arrow, and the drawing has not";
    let mut all: Vec<Value> = truth
        .iter()
        .map(|arrow| {
            let mut table = demand("edge", arrow, says, 1.0);
            table.insert("label".to_owned(), arrow.label.into());
            Value::Table(table)
        })
        .collect();
    let says = "the design has no such arrow";
    let none = untrue(own, &truth).into_iter();
    all.extend(none.map(|arrow| Value::Table(demand("no-edge", &arrow, says, FORBIDS))));
    all.extend(boxes(own).iter().map(|(name, _)| Value::Table(degree(name, &truth))));
    let lies = lies(own, &truth);
    let apart = |these: &[Arrow], those: &[Arrow]| {
        these.iter().filter(|arrow| !those.contains(arrow)).count()
    };
    let best = apart(&truth, &lies).max(apart(&lies, &truth));
    Table::from_iter([
        ("invariant".to_owned(), Value::Array(all)),
        ("best_edits".to_owned(), Value::from(best as i64)),
    ])
}

/// As many arrows leave a box as the design has.
fn degree(name: &str, truth: &[Arrow]) -> Table {
    let leave = truth.iter().filter(|arrow| arrow.from == name).count() as i64;
    let says = "more arrows leave this box, or fewer, than the design has";
    let texts = [("kind", "degree"), ("node", name), ("side", "out"), ("says", says)];
    let mut table: Table =
        texts.into_iter().map(|(key, text)| (key.to_owned(), text.into())).collect();
    table.insert("min".to_owned(), leave.into());
    table.insert("max".to_owned(), leave.into());
    table.insert("weight".to_owned(), FORBIDS.into());
    table
}

/// Arrows that would be lies: round a service, against a link, and into what another owns.
fn untrue(own: &Own<'_>, truth: &[Arrow]) -> Vec<Arrow> {
    let is_true =
        |arrow: &Arrow| truth.iter().any(|one| one.from == arrow.from && one.to == arrow.to);
    let mut all = BTreeSet::new();
    for owner in own.owners() {
        all.insert(Arrow::new(CLIENTS, &store(owner), DATA));
        let others = own.services().filter(|other| *other != owner);
        all.extend(others.map(|other| Arrow::new(other, &store(owner), DATA)));
    }
    all.extend(truth.iter().map(Arrow::turned));
    all.into_iter().filter(|arrow| !is_true(arrow)).collect()
}
