//! The menus of what lies on the board.

use super::{merge, moves, new_service, rename, team, unapply};
use crate::{
    design::{Edit, Link, Style, architecture::Apply},
    id::PatternId,
    tui::{
        keymap::KeyContext,
        layers::{menu::Menu, prompt::Prompt},
        route::Route,
        screen::{Effect, Environment},
        workbench::{
            apply::ApplyForm,
            link::LinkForm,
            picker::Picker,
            thing::{Member, Thing},
            workspace::{Item, Then, Workspace},
        },
    },
};

/// The keys that do the same as an item.
const KEYS: KeyContext = KeyContext::shared("workbench");

/// What can be done with a service.
pub(super) fn service_menu(name: String, env: &Environment) -> Then {
    let say = |key: &str| env.say(key).to_owned();
    let key = |action: &str| env.keys.key(action, KEYS).unwrap_or_default().to_owned();
    let of = |command: fn(String, &Workspace, &Environment) -> Then| {
        let name = name.clone();
        move |workspace: &mut Workspace, env: &mut Environment| Ok(command(name, workspace, env))
    };
    let items = vec![
        Item::new(say("bench.menu.connect"), key("connect"), of(link_from)),
        Item::new(
            say("bench.menu.pattern"),
            key("pattern"),
            of(|name, workspace, env| {
                Then::swap(Picker::new(Some(&Thing::Head), Some(&name), workspace, env))
            }),
        ),
        Item::new(say("bench.menu.rename"), key("rename"), of(|name, _, env| rename(name, env))),
        Item::new(say("bench.menu.team"), key("team"), of(team)),
        Item::new(say("bench.menu.merge"), key("merge"), of(merge)),
        Item::new(say("bench.menu.replicas"), "", of(replicas)),
        Item::new(say("bench.menu.delete"), key("delete"), {
            let name = name.clone();
            move |workspace, _| {
                workspace.make(vec![Edit::RemoveService { name }]);
                Ok(Then::Clear)
            }
        }),
    ];
    Then::open(Menu::new(name.clone(), items))
}

/// Asks where a link from a service should go.
fn link_from(from: String, workspace: &Workspace, env: &Environment) -> Then {
    let services = workspace.design().services.iter().map(|service| &service.name);
    let externals = workspace.facts().externals.iter().map(|external| &external.name);
    let ends = services.chain(externals).filter(|name| **name != from);
    let items: Vec<Item> = ends
        .map(|to| {
            let link =
                Link { from: from.clone(), to: to.clone(), style: Style::Sync, ..Link::default() };
            Item::new(to.clone(), "", move |workspace, _| {
                Ok(Then::swap(LinkForm::new(link, None, workspace)))
            })
        })
        .collect();
    if items.is_empty() {
        return Then::say(env, "bench.no-other");
    }
    Then::swap(Menu::new(env.words.format("bench.link-to", &[("name", &from)]), items))
}

fn replicas(name: String, workspace: &Workspace, env: &Environment) -> Then {
    let now = workspace.design().service(&name).map_or(1, |service| service.replicas);
    let title = env.words.format("bench.replicas", &[("name", &name)]);
    let command = move |typed: String, workspace: &mut Workspace, env: &mut Environment| {
        let most = crate::design::scenario::MOST_OF_A_KIND as u32;
        match typed.parse::<u32>().ok().filter(|count| (1..=most).contains(count)) {
            Some(replicas) => {
                workspace.make(vec![Edit::SetReplicas { service: name.clone(), replicas }]);
                Ok(Then::Clear)
            }
            None => Ok(Then::say(env, "bench.no-number")),
        }
    };
    Then::swap(Prompt::new(title, &now.to_string(), command))
}

/// Where a member may go, as a list: the same as picking it up and putting it down.
pub(super) fn member_menu(member: Member, workspace: &Workspace, env: &Environment) -> Then {
    let here = match &member {
        Member::Capability(name) => workspace.design().home_of(name),
        Member::Entity(name) => workspace.design().owner_of(name),
    };
    let others = workspace.design().services.iter().filter(|service| Some(&*service.name) != here);
    let mut items: Vec<Item> = others
        .map(|service| {
            let (member, to) = (member.clone(), service.name.clone());
            let label = env.words.format("bench.move-to", &[("to", &to)]);
            Item::new(label, "", move |workspace, _| {
                workspace.make(moves(&[member], &to));
                Ok(Then::Clear)
            })
        })
        .collect();
    let alone = member.clone();
    items.push(Item::new(env.say("bench.move-new"), "", move |workspace, env| {
        Ok(match new_service(vec![alone], workspace, env) {
            Then::Open(layer) => Then::Swap(layer),
            other => other,
        })
    }));
    Then::open(Menu::new(member.name().to_owned(), items))
}

/// What can be done with a pattern that is applied.
pub(super) fn applied(apply: &Apply, env: &Environment) -> Then {
    let id = PatternId::new(&apply.pattern);
    let mut items = vec![Item::new(env.say("bench.menu.page"), "", move |_, _| {
        Ok(Then::Leave(Effect::Open(Route::Pattern(id))))
    })];
    let old = apply.clone();
    items.push(Item::new(env.say("bench.menu.change"), "", move |workspace, _| {
        Ok(Then::swap(ApplyForm::new(old.clone(), Some(old), workspace)))
    }));
    let gone = unapply(apply);
    let key = env.keys.key("delete", KEYS).unwrap_or_default();
    items.push(Item::new(env.say("bench.menu.unapply"), key, move |workspace, _| {
        workspace.make(vec![gone]);
        Ok(Then::Clear)
    }));
    let catalog = env.session.library().catalog();
    let pattern = catalog.get(&apply.pattern);
    let name = pattern.map(|pattern| pattern.names.in_language(&env.settings.language));
    Then::open(Menu::new(name.unwrap_or(&apply.pattern), items))
}
