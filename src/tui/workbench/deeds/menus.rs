//! The menus of what lies on the board.

use super::{merge, moves, new_service, notice, rename, team, unapply};
use crate::{
    design::{Edit, Link, Style, architecture::Apply},
    id::PatternId,
    tui::{
        route::Route,
        screen::{Effect, Environment},
        workbench::{
            apply::ApplyForm,
            bench::Bench,
            cards::{Piece, Thing},
            link::LinkForm,
            menu::{Item, Menu, Name},
            picker::Picker,
            sheet::Then,
        },
    },
};

/// What can be done with a service.
pub(super) fn service_menu(name: String, env: &Environment) -> Then {
    let say = |key: &str| env.say(key).to_owned();
    let of = |deed: fn(String, &Bench, &Environment) -> Then| {
        let name = name.clone();
        move |bench: &mut Bench, env: &mut Environment| Ok(deed(name, bench, env))
    };
    let items = vec![
        Item::new(say("bench.menu.connect"), "c", of(link_from)),
        Item::new(
            say("bench.menu.pattern"),
            "p",
            of(|name, bench, env| {
                Then::Swap(Box::new(Picker::new(Some(&Thing::Head), Some(&name), bench, env)))
            }),
        ),
        Item::new(say("bench.menu.rename"), "r", of(|name, _, env| rename(name, env))),
        Item::new(say("bench.menu.team"), "T", of(team)),
        Item::new(say("bench.menu.merge"), "m", of(merge)),
        Item::new(say("bench.menu.replicas"), "", of(replicas)),
        Item::new(say("bench.menu.delete"), "x", {
            let name = name.clone();
            move |bench, _| {
                bench.make(vec![Edit::RemoveService { name }]);
                Ok(Then::Clear)
            }
        }),
    ];
    Then::Open(Box::new(Menu::new(name.clone(), items)))
}

/// Asks where a link from a service should go.
fn link_from(from: String, bench: &Bench, env: &Environment) -> Then {
    let services = bench.answer().services.iter().map(|service| &service.name);
    let externals = bench.facts().externals.iter().map(|external| &external.name);
    let ends = services.chain(externals).filter(|name| **name != from);
    let items: Vec<Item> = ends
        .map(|to| {
            let link =
                Link { from: from.clone(), to: to.clone(), style: Style::Sync, ..Link::default() };
            Item::new(to.clone(), "", move |bench, _| {
                Ok(Then::Swap(Box::new(LinkForm::new(link, None, bench))))
            })
        })
        .collect();
    if items.is_empty() {
        return notice(env, "bench.no-other");
    }
    Then::Swap(Box::new(Menu::new(env.words.fill("bench.link-to", &[("name", &from)]), items)))
}

fn replicas(name: String, bench: &Bench, env: &Environment) -> Then {
    let now = bench.answer().service(&name).map_or(1, |service| service.replicas);
    let title = env.words.fill("bench.replicas", &[("name", &name)]);
    let deed = move |typed: String, bench: &mut Bench, env: &mut Environment| {
        let most = crate::design::scenario::MOST_OF_A_KIND as u32;
        match typed.parse::<u32>().ok().filter(|count| (1..=most).contains(count)) {
            Some(replicas) => {
                bench.make(vec![Edit::SetReplicas { service: name.clone(), replicas }]);
                Ok(Then::Clear)
            }
            None => Ok(notice(env, "bench.no-number")),
        }
    };
    Then::Swap(Box::new(Name::new(title, &now.to_string(), deed)))
}

/// Where a piece may go, as a list: the same as picking it up and putting it down.
pub(super) fn piece_menu(piece: Piece, bench: &Bench, env: &Environment) -> Then {
    let here = match &piece {
        Piece::Capability(name) => bench.answer().home_of(name),
        Piece::Entity(name) => bench.answer().owner_of(name),
    };
    let others = bench.answer().services.iter().filter(|service| Some(&*service.name) != here);
    let mut items: Vec<Item> = others
        .map(|service| {
            let (piece, to) = (piece.clone(), service.name.clone());
            let label = env.words.fill("bench.move-to", &[("to", &to)]);
            Item::new(label, "", move |bench, _| {
                bench.make(moves(&[piece], &to));
                Ok(Then::Clear)
            })
        })
        .collect();
    let alone = piece.clone();
    items.push(Item::new(env.say("bench.move-new"), "", move |bench, env| {
        Ok(match new_service(vec![alone], bench, env) {
            Then::Open(sheet) => Then::Swap(sheet),
            other => other,
        })
    }));
    Then::Open(Box::new(Menu::new(piece.name().to_owned(), items)))
}

/// What can be done with a pattern that is applied.
pub(super) fn applied(apply: &Apply, env: &Environment) -> Then {
    let id = PatternId::new(&apply.pattern);
    let mut items = vec![Item::new(env.say("bench.menu.page"), "", move |_, _| {
        Ok(Then::Leave(Effect::Open(Route::Pattern(id))))
    })];
    let old = apply.clone();
    items.push(Item::new(env.say("bench.menu.change"), "", move |bench, _| {
        Ok(Then::Swap(Box::new(ApplyForm::new(old.clone(), Some(old), bench))))
    }));
    let gone = unapply(apply);
    items.push(Item::new(env.say("bench.menu.unapply"), "x", move |bench, _| {
        bench.make(vec![gone]);
        Ok(Then::Clear)
    }));
    Then::Open(Box::new(Menu::new(apply.pattern.clone(), items)))
}
