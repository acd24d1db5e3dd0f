//! What one can do with what is on the board: each deed is edits of the design, or a sheet that asks
//! for what is missing.

mod menus;

use self::menus::{applied, piece_menu, service_menu};
use super::{
    bench::Bench,
    board::Board,
    cards::{Holder, Piece, Thing},
    hints::Hints,
    link::LinkForm,
    menu::{Item, Menu, Name},
    picker::Picker,
    picture::Picture,
    replay::Replay,
    report::ReportSheet,
    sheet::{Sheet, Then},
    text_edit,
};
use crate::{
    design::{Edit, Link, Style, architecture::Apply},
    problem::Problem,
    tui::screen::{Effect, Environment},
};

/// Says something in the footer and leaves everything as it is.
fn notice(env: &Environment, key: &str) -> Then {
    Then::Do(Effect::Notice(env.say(key).to_owned()))
}

/// Does a command that is not about the bench's panels.
pub(super) fn command(
    command: &str,
    board: &mut Board,
    bench: &mut Bench,
    env: &mut Environment,
) -> Result<Then, Problem> {
    let service = board.service().map(str::to_owned);
    Ok(match (command, service) {
        ("new", _) => {
            board.linking = None;
            new_service(std::mem::take(&mut board.hand), bench, env)
        }
        ("rename", Some(name)) => rename(name, env),
        ("merge", Some(name)) => merge(name, bench, env),
        ("team", Some(name)) => team(name, bench, env),
        ("rename" | "merge" | "team", None) => notice(env, "bench.on-service"),
        ("delete", _) => delete(board, bench, env),
        ("pattern", _) => {
            Then::Open(Box::new(Picker::new(board.thing(), board.service(), bench, env)))
        }
        ("grade", _) => {
            let report = bench.grade(env)?;
            Then::Open(Box::new(ReportSheet::new(report, bench, env)))
        }
        ("diagram", _) => Then::Open(Box::new(Picture::new(bench.answer(), env))),
        ("replay", _) if bench.facts().transactions.is_empty() => {
            notice(env, "bench.no-transaction")
        }
        ("replay", _) => Then::Open(Box::new(Replay::default())),
        ("hint", _) if bench.folder.exercise.hints.is_empty() => notice(env, "bench.no-hint"),
        ("hint", _) => Then::Open(Box::new(Hints::next(bench))),
        ("edit", _) => Then::Open(Box::new(text_edit::Ask::default())),
        _ => Then::Pass,
    })
}

/// Says what a new revision of the exercise has dropped from the draft.
pub(super) fn told_of_revision(dropped: &[String], env: &Environment) -> Box<dyn Sheet> {
    let mut items = vec![Item::new(env.say("bench.go-on"), "", |_, _| Ok(Then::Close))];
    items.extend(dropped.iter().map(|name| {
        Item::new(name.clone(), env.say("bench.gone").to_owned(), |_, _| Ok(Then::Close))
    }));
    let key = if dropped.is_empty() { "bench.revised-same" } else { "bench.revised" };
    Box::new(Menu::new(env.say(key), items))
}

/// A name that no service has yet.
fn free_name(bench: &Bench, wanted: &str) -> String {
    let taken = |name: &str| {
        bench.answer().service(name).is_some() || bench.facts().external(name).is_some()
    };
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    numbered.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// What moves pieces into a service, or out of all.
fn moves(hand: &[Piece], to: &str) -> Vec<Edit> {
    let edit = |piece: &Piece| match piece {
        Piece::Capability(name) => {
            Edit::MoveCapability { capability: name.clone(), to: to.to_owned() }
        }
        Piece::Entity(name) => Edit::MoveEntity { entity: name.clone(), to: to.to_owned() },
    };
    hand.iter().map(edit).collect()
}

/// Takes pieces out of every service.
fn drops(hand: &[Piece], bench: &Bench) -> Vec<Edit> {
    let mut edits = Vec::new();
    for service in &bench.answer().services {
        for piece in hand {
            edits.push(match piece {
                Piece::Capability(name) => {
                    Edit::DropCapability { capability: name.clone(), from: service.name.clone() }
                }
                Piece::Entity(name) => {
                    Edit::DropEntity { entity: name.clone(), from: service.name.clone() }
                }
            });
        }
    }
    edits
}

/// Asks for the name of a new service, which takes what is in hand.
fn new_service(hand: Vec<Piece>, bench: &Bench, env: &Environment) -> Then {
    let first = hand.iter().find(|piece| matches!(piece, Piece::Entity(_))).or(hand.first());
    let wanted = first.map_or_else(|| "service".to_owned(), |piece| piece.name().to_lowercase());
    let title = if hand.is_empty() {
        env.say("bench.name-new").to_owned()
    } else {
        env.words.fill("bench.name-for", &[("what", &env.words.count("bench.pieces", hand.len()))])
    };
    let deed = move |name: String, bench: &mut Bench, env: &mut Environment| {
        if free_name(bench, &name) != name {
            return Ok(notice(env, "bench.name-taken"));
        }
        let mut edits = vec![Edit::AddService { name: name.clone() }];
        edits.extend(moves(&hand, &name));
        bench.make(edits);
        Ok(Then::Close)
    };
    Then::Open(Box::new(Name::new(title, &free_name(bench, &wanted), deed)))
}

/// Puts down what is in hand on the card under the cursor.
pub(super) fn put_down(board: &mut Board, bench: &mut Bench, env: &Environment) -> Then {
    let Some(holder) = board.card().map(|card| card.holder.clone()) else { return Then::Stay };
    match holder {
        Holder::Service(name) => {
            let edits = moves(&std::mem::take(&mut board.hand), &name);
            bench.make(edits);
            Then::Stay
        }
        Holder::New => new_service(std::mem::take(&mut board.hand), bench, env),
        Holder::Nowhere => {
            let edits = drops(&std::mem::take(&mut board.hand), bench);
            bench.make(edits);
            Then::Stay
        }
        Holder::External(_) | Holder::Whole => notice(env, "bench.no-drop"),
    }
}

/// Picks a capability up with the data that it writes and that nobody else in its service writes more.
pub(super) fn pick_with_data(board: &mut Board, bench: &Bench) {
    let Some(Thing::Piece(piece)) = board.thing().cloned() else { return };
    if !board.hand.is_empty() && !board.is_home() {
        return;
    }
    if !board.hand.contains(&piece) {
        board.pick(piece.clone());
    }
    let Piece::Capability(name) = piece else { return };
    let facts = bench.facts();
    let found = facts.capability(&name).and_then(|at| facts.capabilities.get(at));
    let home = board.service().and_then(|service| bench.answer().service(service));
    for access in found.into_iter().flat_map(|capability| &capability.access) {
        let Some(entity) = facts.entities.get(access.entity).filter(|_| access.writes) else {
            continue;
        };
        let piece = Piece::Entity(entity.name.clone());
        let here = home.is_none_or(|home| home.owns.contains(&entity.name));
        if here && !board.hand.contains(&piece) {
            board.pick(piece);
        }
    }
}

fn rename(name: String, env: &Environment) -> Then {
    let title = env.words.fill("bench.rename", &[("name", &name)]);
    let old = name.clone();
    let deed = move |to: String, bench: &mut Bench, env: &mut Environment| {
        if to != old && free_name(bench, &to) != to {
            return Ok(notice(env, "bench.name-taken"));
        }
        bench.make(vec![Edit::Rename { from: old.clone(), to }]);
        Ok(Then::Clear)
    };
    Then::Open(Box::new(Name::new(title, &name, deed)))
}

fn merge(name: String, bench: &Bench, env: &Environment) -> Then {
    let others = bench.answer().services.iter().filter(|service| service.name != name);
    let items: Vec<Item> = others
        .map(|service| {
            let (into, other) = (name.clone(), service.name.clone());
            Item::new(service.name.clone(), "", move |bench, _| {
                bench.make(vec![Edit::Merge { into, other }]);
                Ok(Then::Clear)
            })
        })
        .collect();
    if items.is_empty() {
        return notice(env, "bench.no-other");
    }
    Then::Open(Box::new(Menu::new(env.words.fill("bench.merge", &[("name", &name)]), items)))
}

fn team(name: String, bench: &Bench, env: &Environment) -> Then {
    let mut items: Vec<Item> = bench
        .facts()
        .teams
        .iter()
        .map(|team| {
            let (service, team) = (name.clone(), team.name.clone());
            Item::new(team.clone(), "", move |bench, _| {
                bench.make(vec![Edit::SetTeam { service, team: Some(team) }]);
                Ok(Then::Clear)
            })
        })
        .collect();
    if items.is_empty() {
        return notice(env, "bench.no-team");
    }
    let service = name.clone();
    items.push(Item::new(env.say("bench.nobody"), "", move |bench, _| {
        bench.make(vec![Edit::SetTeam { service, team: None }]);
        Ok(Then::Clear)
    }));
    Then::Open(Box::new(Menu::new(env.words.fill("bench.team-of", &[("name", &name)]), items)))
}

/// Takes away what is under the cursor.
fn delete(board: &Board, bench: &mut Bench, env: &Environment) -> Then {
    let edits = match (board.thing(), board.card().map(|card| &card.holder)) {
        (Some(Thing::Head), Some(Holder::Service(name))) => {
            vec![Edit::RemoveService { name: name.clone() }]
        }
        (Some(Thing::Piece(piece)), _) => drops(std::slice::from_ref(piece), bench),
        (Some(Thing::Link(link)), _) => vec![remove(link)],
        (Some(Thing::Applied(apply)), _) => vec![unapply(apply)],
        _ => return notice(env, "bench.nothing-here"),
    };
    bench.make(edits);
    Then::Do(Effect::Notice(env.say("bench.deleted").to_owned()))
}

fn remove(link: &Link) -> Edit {
    Edit::RemoveLink { from: link.from.clone(), to: link.to.clone(), style: link.style }
}

fn unapply(apply: &Apply) -> Edit {
    Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() }
}

/// Draws a link from a service to the card under the cursor.
pub(super) fn connect(from: &str, board: &mut Board, bench: &Bench, env: &Environment) -> Then {
    let to = match board.card().map(|card| &card.holder) {
        Some(Holder::Service(name)) if name != from => name.clone(),
        Some(Holder::External(name)) => name.clone(),
        _ => return notice(env, "bench.connect-to"),
    };
    board.linking = None;
    let link = Link { from: from.to_owned(), to, style: Style::Sync, ..Link::default() };
    Then::Open(Box::new(LinkForm::new(link, None, bench)))
}

/// Opens what is under the cursor.
pub(super) fn open(
    board: &mut Board,
    bench: &mut Bench,
    env: &mut Environment,
) -> Result<Then, Problem> {
    let Some(holder) = board.card().map(|card| card.holder.clone()) else { return Ok(Then::Stay) };
    Ok(match (board.thing().cloned(), holder) {
        (Some(Thing::Link(link)), _) => {
            let old = bench.answer().links.iter().position(|known| *known == link);
            Then::Open(Box::new(LinkForm::new(link, old, bench)))
        }
        (Some(Thing::Applied(apply)), _) => applied(&apply, env),
        (Some(Thing::Piece(piece)), _) => piece_menu(piece, bench, env),
        (Some(Thing::Head), Holder::Service(name)) => service_menu(name, env),
        (Some(Thing::Head), Holder::New) => {
            new_service(std::mem::take(&mut board.hand), bench, env)
        }
        _ => notice(env, "bench.nothing-here"),
    })
}
