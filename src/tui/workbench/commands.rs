//! What one can do with what is on the board: each command is edits of the design, or a layer that asks
//! for what is missing.

mod menus;

use self::menus::{applied, member_menu, service_menu};
use super::{
    board::Board,
    link::LinkForm,
    picker::Picker,
    replay::Replay,
    thing::{Holder, Member, Thing},
    workspace::{Item, Then, Workspace},
};
use crate::{
    design::{Edit, Link, Style, architecture::Apply},
    problem::Problem,
    tui::{
        layers::{
            hints::Hints, menu::Menu, picture::Picture, prompt::Prompt, report::Report, text_edit,
        },
        screen::{Effect, Environment},
    },
};

/// Does a command that is not about the workspace's panels.
pub(super) fn command(
    name: &str,
    board: &mut Board,
    workspace: &mut Workspace,
    env: &mut Environment,
) -> Result<Then, Problem> {
    let service = board.service().map(str::to_owned);
    Ok(match (name, service) {
        ("new", _) => {
            board.editor.end_aim();
            new_service(board.hand(), workspace, env)
        }
        ("rename", Some(name)) => rename(name, env),
        ("merge", Some(name)) => merge(name, workspace, env),
        ("team", Some(name)) => team(name, workspace, env),
        ("rename" | "merge" | "team", None) => Then::say(env, "bench.on-service"),
        ("delete", _) => delete(board, workspace, env),
        ("pattern", _) => Then::open(Picker::new(board.thing(), board.service(), workspace, env)),
        ("grade", _) => Then::open(Report::open(workspace, env)?),
        ("diagram", _) => {
            let title = workspace.work.folder.exercise.title.clone();
            Then::open(Picture::new(title, workspace.design().to_mermaid(), env))
        }
        ("trace", _) if workspace.facts().transactions.is_empty() => {
            Then::say(env, "bench.no-transaction")
        }
        ("trace", _) => Then::open(Replay::default()),
        ("hint", _) => Hints::open(workspace, env),
        ("edit", _) => Then::open(text_edit::Ask::default()),
        _ => Then::Pass,
    })
}

/// A name that no service has yet.
fn free_name(workspace: &Workspace, wanted: &str) -> String {
    let taken = |name: &str| {
        workspace.design().service(name).is_some() || workspace.facts().external(name).is_some()
    };
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    numbered.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// What moves members into a service, or out of all.
fn moves(hand: &[Member], to: &str) -> Vec<Edit> {
    let edit = |member: &Member| match member {
        Member::Capability(name) => {
            Edit::MoveCapability { capability: name.clone(), to: to.to_owned() }
        }
        Member::Entity(name) => Edit::MoveEntity { entity: name.clone(), to: to.to_owned() },
    };
    hand.iter().map(edit).collect()
}

/// Takes members out of every service.
fn drops(hand: &[Member], workspace: &Workspace) -> Vec<Edit> {
    let mut edits = Vec::new();
    for service in &workspace.design().services {
        for member in hand {
            edits.push(match member {
                Member::Capability(name) => {
                    Edit::DropCapability { capability: name.clone(), from: service.name.clone() }
                }
                Member::Entity(name) => {
                    Edit::DropEntity { entity: name.clone(), from: service.name.clone() }
                }
            });
        }
    }
    edits
}

/// Asks for the name of a new service, which takes what is in hand.
fn new_service(hand: Vec<Member>, workspace: &Workspace, env: &Environment) -> Then {
    let first = hand.iter().find(|member| matches!(member, Member::Entity(_))).or(hand.first());
    let wanted = first.map_or_else(|| "service".to_owned(), |member| member.name().to_lowercase());
    let title = if hand.is_empty() {
        env.say("bench.name-new").to_owned()
    } else {
        env.words
            .format("bench.name-for", &[("what", &env.words.plural("bench.pieces", hand.len()))])
    };
    let command = move |name: String, workspace: &mut Workspace, env: &mut Environment| {
        if free_name(workspace, &name) != name {
            return Ok(Then::say(env, "bench.name-taken"));
        }
        let mut edits = vec![Edit::AddService { name: name.clone() }];
        edits.extend(moves(&hand, &name));
        workspace.make(edits);
        workspace.founded = Some(name);
        Ok(Then::Close)
    };
    Then::open(Prompt::new(title, &free_name(workspace, &wanted), command))
}

/// Puts down what is in hand on the card under the cursor.
pub(super) fn put_down(board: &mut Board, workspace: &mut Workspace, env: &Environment) -> Then {
    let Some(holder) = board.holder().cloned() else { return Then::Stay };
    match holder {
        Holder::Service(name) => {
            let edits = moves(&board.take_hand(), &name);
            workspace.make(edits);
            Then::Stay
        }
        Holder::New => new_service(board.hand(), workspace, env),
        Holder::Nowhere => {
            let edits = drops(&board.take_hand(), workspace);
            workspace.make(edits);
            Then::Stay
        }
        Holder::External(_) | Holder::Whole => Then::say(env, "bench.no-drop"),
    }
}

/// Picks a capability up with the data that it writes and that nobody else in its service writes more.
pub(super) fn pick_with_data(board: &mut Board, workspace: &Workspace) {
    let Some(Thing::Member(member)) = board.thing().cloned() else { return };
    if !board.hand().is_empty() && !board.editor.is_home() {
        return;
    }
    if !board.hand().contains(&member) {
        board.editor.lift(member.key());
    }
    let Member::Capability(name) = member else { return };
    let facts = workspace.facts();
    let found = facts.capability(&name).and_then(|at| facts.capabilities.get(at));
    let home = board.service().and_then(|service| workspace.design().service(service));
    for access in found.into_iter().flat_map(|capability| &capability.access) {
        let Some(entity) = facts.entities.get(access.entity).filter(|_| access.writes) else {
            continue;
        };
        let member = Member::Entity(entity.name.clone());
        let here = home.is_none_or(|home| home.owns.contains(&entity.name));
        if here && !board.hand().contains(&member) {
            board.editor.lift(member.key());
        }
    }
}

fn rename(name: String, env: &Environment) -> Then {
    let title = env.words.format("bench.rename", &[("name", &name)]);
    let old = name.clone();
    let command = move |to: String, workspace: &mut Workspace, env: &mut Environment| {
        if to != old && free_name(workspace, &to) != to {
            return Ok(Then::say(env, "bench.name-taken"));
        }
        workspace.make(vec![Edit::Rename { from: old.clone(), to }]);
        Ok(Then::Clear)
    };
    Then::open(Prompt::new(title, &name, command))
}

fn merge(name: String, workspace: &Workspace, env: &Environment) -> Then {
    let others = workspace.design().services.iter().filter(|service| service.name != name);
    let items: Vec<Item> = others
        .map(|service| {
            let (into, other) = (name.clone(), service.name.clone());
            Item::new(service.name.clone(), "", move |workspace, _| {
                workspace.make(vec![Edit::Merge { into, other }]);
                Ok(Then::Clear)
            })
        })
        .collect();
    if items.is_empty() {
        return Then::say(env, "bench.no-other");
    }
    Then::open(Menu::new(env.words.format("bench.merge", &[("name", &name)]), items))
}

fn team(name: String, workspace: &Workspace, env: &Environment) -> Then {
    let mut items: Vec<Item> = workspace
        .facts()
        .teams
        .iter()
        .map(|team| {
            let (service, team) = (name.clone(), team.name.clone());
            Item::new(team.clone(), "", move |workspace, _| {
                workspace.make(vec![Edit::SetTeam { service, team: Some(team) }]);
                Ok(Then::Clear)
            })
        })
        .collect();
    if items.is_empty() {
        return Then::say(env, "bench.no-team");
    }
    let service = name.clone();
    items.push(Item::new(env.say("bench.nobody"), "", move |workspace, _| {
        workspace.make(vec![Edit::SetTeam { service, team: None }]);
        Ok(Then::Clear)
    }));
    Then::open(Menu::new(env.words.format("bench.team-of", &[("name", &name)]), items))
}

/// Takes away what is under the cursor.
fn delete(board: &Board, workspace: &mut Workspace, env: &Environment) -> Then {
    let edits = match (board.thing(), board.holder()) {
        (Some(Thing::Head), Some(Holder::Service(name))) => {
            vec![Edit::RemoveService { name: name.clone() }]
        }
        (Some(Thing::Member(member)), _) => drops(std::slice::from_ref(member), workspace),
        (Some(Thing::Link(link)), _) => vec![remove(link)],
        (Some(Thing::Applied(apply)), _) => vec![unapply(apply)],
        _ => return Then::say(env, "bench.nothing-here"),
    };
    workspace.make(edits);
    Then::Do(Effect::Notice(env.say("bench.deleted").to_owned()))
}

fn remove(link: &Link) -> Edit {
    Edit::RemoveLink { from: link.from.clone(), to: link.to.clone(), style: link.style }
}

fn unapply(apply: &Apply) -> Edit {
    Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() }
}

/// Draws a link from a service to the card under the cursor.
pub(super) fn connect(
    from: &str,
    board: &mut Board,
    workspace: &Workspace,
    env: &Environment,
) -> Then {
    let to = match board.holder() {
        Some(Holder::Service(name)) if name != from => name.clone(),
        Some(Holder::External(name)) => name.clone(),
        _ => return Then::say(env, "bench.connect-to"),
    };
    board.editor.end_aim();
    let link = Link { from: from.to_owned(), to, style: Style::Sync, ..Link::default() };
    Then::open(LinkForm::new(link, None, workspace))
}

/// Opens what is under the cursor.
pub(super) fn open(
    board: &mut Board,
    workspace: &mut Workspace,
    env: &mut Environment,
) -> Result<Then, Problem> {
    let Some(holder) = board.holder().cloned() else { return Ok(Then::Stay) };
    Ok(match (board.thing().cloned(), holder) {
        (Some(Thing::Link(link)), _) => {
            let old = workspace.design().links.iter().position(|known| *known == link);
            Then::open(LinkForm::new(link, old, workspace))
        }
        (Some(Thing::Applied(apply)), _) => applied(&apply, env),
        (Some(Thing::Member(member)), _) => member_menu(member, workspace, env),
        (Some(Thing::Head), Holder::Service(name)) => service_menu(name, env),
        (Some(Thing::Head), Holder::New) => new_service(board.hand(), workspace, env),
        _ => Then::say(env, "bench.nothing-here"),
    })
}
