//! P-01: what nothing needs. Links that carry nothing, protections that protect nothing, patterns
//! without an obligation, services without work or data: each is charged, and all of them together say
//! whether most of an answer is needed.

mod need;

use super::{
    Detail, Rule,
    Severity::{Info, Major, Minor},
    Sink,
    patterns::where_it_stands,
};
use crate::design::{
    architecture::{Style, edit::Edit},
    fix::{Fix, sentence},
    model::{Applied, Model, Node, ResolvedLink, Spot},
    scenario::Part,
};
use crate::text::listed;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "P-01",
    name: "everything that is there is needed",
    part: Part::Patterns,
    cites: &["modular-monolith"],
    check: nothing_needs_it,
}];

/// More superfluous items, or a larger share of all, are a major finding.
const MOST_ITEMS: usize = 4;
const MOST_SHARE: f64 = 0.25;
/// One thing too many is never most of an answer, however small that is.
const LEAST_ITEMS: usize = 2;

/// Something that nothing needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Superfluous {
    /// Names that tell it from others.
    pub place: Vec<String>,
    /// The pattern that it is, if it is one.
    pub pattern: Option<String>,
    /// What is wrong with it, a sentence without a full stop.
    pub message: String,
    /// What takes it away.
    pub edits: Vec<Edit>,
    /// An entry in front of one service: worth a word, but no charge.
    pub harmless: bool,
}

/// The items of an answer that are counted: services, links and applied patterns.
pub fn items(model: &Model<'_>) -> usize {
    model.size() + model.answer.links.len() + model.answer.applies.len()
}

fn nothing_needs_it(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return;
    }
    let mut found: Vec<Superfluous> = Vec::new();
    found.extend(model.lines.iter().filter(|l| !model.carrying[l.place]).map(|l| idle(model, l)));
    let carrying = model.lines.iter().filter(|line| model.carrying[line.place]);
    found.extend(carrying.filter_map(|line| decorated(model, line, &sink.owed)));
    let needed = need::needed(model, &sink.owed);
    let applied = model.applied.iter().enumerate();
    let unneeded = applied.filter(|(at, one)| {
        one.written && one.apply.is_some() && !needed.contains(at) && !judged_elsewhere(model, one)
    });
    found.extend(unneeded.map(|(_, one)| unasked(model, one, &needed)));
    found.extend(ghosts(model, &needed));
    for one in &found {
        let severity = if one.harmless { Info } else { Minor };
        sink.raise(severity, one.place.iter().cloned(), || {
            let fix = match one.edits.as_slice() {
                [only] => Fix::single(only.clone()),
                all => {
                    Fix::new(sentence(&format!("leave {} out", listed_place(one))), all.to_vec())
                }
            };
            let detail = Detail::new(one.message.clone()).fix(fix);
            match &one.pattern {
                Some(pattern) => detail.citing([pattern.clone()]),
                None => detail,
            }
        });
    }
    found.retain(|one| !one.harmless);
    most_of_it(model, sink, &found);
    sink.surplus = found;
}

/// One finding for the whole where too much of it is not needed.
fn most_of_it(model: &Model<'_>, sink: &mut Sink<'_>, found: &[Superfluous]) {
    let share = found.len() as f64 / items(model).max(1) as f64;
    let much = found.len() >= LEAST_ITEMS && share > MOST_SHARE;
    if found.len() <= MOST_ITEMS && !much {
        return;
    }
    sink.raise(Major, ["the answer"], || {
        let edits: Vec<Edit> = found.iter().flat_map(|one| one.edits.iter().cloned()).collect();
        Detail::new("Much of this is not needed, and all of it has to be built and run")
            .evidence([format!(
                "{} of {} services, links and patterns, {:.0} %",
                found.len(),
                items(model),
                share * 100.0
            )])
            .fix(Fix::new("Take away all that nothing needs", edits))
    });
}

/// A read model at one owner is for D-09 to judge.
fn judged_elsewhere(model: &Model<'_>, applied: &Applied) -> bool {
    model.book.entry(applied.pattern).id == "cqrs"
        && matches!(applied.spot, Spot::View(view) if model.view_owners(view).len() == 1)
}

fn idle(model: &Model<'_>, line: &ResolvedLink) -> Superfluous {
    let arrow = model.arrow(line.from, line.to);
    let style = line.style.word();
    Superfluous {
        place: vec![arrow.clone(), style.to_owned()],
        pattern: None,
        message: format!("The {style} link {arrow} carries nothing that anybody needs"),
        edits: vec![Edit::RemoveLink {
            from: model.name(line.from).to_owned(),
            to: model.node_name(line.to).to_owned(),
            style: line.style,
        }],
        harmless: false,
    }
}

/// Protections of a link that protect nothing there.
fn decorated(model: &Model<'_>, line: &ResolvedLink, owed: &[super::Owed]) -> Option<Superfluous> {
    let useless = |pattern: &&usize| !need::protects(model, line, **pattern, owed);
    let useless: Vec<&str> = line
        .with
        .iter()
        .filter(useless)
        .map(|pattern| model.book.entry(*pattern).id.as_str())
        .collect();
    if useless.is_empty() {
        return None;
    }
    let (from, to) = (model.name(line.from), model.node_name(line.to));
    let arrow = model.arrow(line.from, line.to);
    let off = useless.iter().map(|with| Edit::Unprotect {
        from: from.to_owned(),
        to: to.to_owned(),
        style: line.style,
        with: (*with).to_owned(),
    });
    Some(Superfluous {
        place: vec![arrow.clone(), line.style.word().to_owned(), "with".to_owned()],
        pattern: useless.first().map(|id| (*id).to_owned()),
        message: format!(
            "{} on the {} link {arrow} protect{} nothing",
            listed(&useless),
            line.style.word(),
            if useless.len() == 1 { "s" } else { "" }
        ),
        edits: off.collect(),
        harmless: false,
    })
}

/// What is left out, in words.
fn listed_place(one: &Superfluous) -> String {
    let names: Vec<String> = one.place.iter().map(|name| format!("`{name}`")).collect();
    names.join(" on ")
}

fn unasked(model: &Model<'_>, applied: &Applied, needed: &[usize]) -> Superfluous {
    let entry = model.book.entry(applied.pattern);
    let place = where_it_stands(model, applied);
    let on = applied.apply.and_then(|at| model.answer.applies.get(at));
    let gone =
        Edit::Unapply { pattern: entry.id.clone(), on: on.and_then(|apply| apply.on.clone()) };
    // The same pattern is needed there once: what is needed stays.
    let twin = needed.iter().map(|at| &model.applied[*at]).find(|other| {
        other.pattern == applied.pattern && other.spot == applied.spot && other.apply.is_some()
    });
    let kept = twin.and_then(|twin| model.answer.applies.get(twin.apply?));
    Superfluous {
        message: match kept {
            Some(_) => format!("`{}` stands at {place} more than once", entry.id),
            None => format!("Nothing at {place} needs `{}`", entry.id),
        },
        edits: std::iter::once(gone).chain(kept.cloned().map(Edit::Apply)).collect(),
        harmless: model.book.solves(applied.pattern, "many-clients-many-services"),
        pattern: Some(entry.id.clone()),
        place: vec![entry.id.clone(), place],
    }
}

/// Services that do and own nothing, and host nothing that is needed.
fn ghosts(model: &Model<'_>, needed: &[usize]) -> Vec<Superfluous> {
    let hosts = |service: usize| {
        let here = |at: &usize| {
            let applied = &model.applied[*at];
            applied.at == Some(service)
        };
        let relays = model.flows.iter().any(|flow| {
            model.between(flow.from, flow.to).next().is_none()
                && model.detour(flow) == Some(service)
        });
        needed.iter().any(here) || relays
    };
    // A name without anything at it is not valid at all: H-03.
    let named = |service: usize| model.applied.iter().any(|applied| applied.at == Some(service));
    let idle = (0..model.size()).filter(|service| {
        model.does[*service].is_empty()
            && model.owns[*service].is_empty()
            && named(*service)
            && !hosts(*service)
    });
    idle.map(|service| {
        let name = model.name(service).to_owned();
        Superfluous {
            message: format!("`{name}` does nothing, owns nothing and runs nothing that is needed"),
            place: vec![name.clone(), "service".to_owned()],
            pattern: None,
            edits: vec![Edit::RemoveService { name }],
            harmless: false,
        }
    })
    .collect()
}

/// The style of a message cannot use what bounds a call.
const fn is_call(style: Style) -> bool {
    matches!(style, Style::Sync | Style::Db)
}

/// Whether a node is a service of the answer itself.
const fn is_own(node: Node) -> bool {
    matches!(node, Node::Service(_))
}
