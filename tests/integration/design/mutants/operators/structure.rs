//! Borders in the wrong place, and services with the wrong owner.

use archtutor::{
    design::{Edit, Model, Style, forces},
    exercise::kinds::decomposition::shapes,
};

use super::{Maker, relinked};
use crate::design::support::BOOK;

impl Maker<'_> {
    pub(super) fn structure(&mut self) {
        let model = self.model();
        let affinity = self.facts.affinity();
        let mut moves = Vec::new();
        for (entity, owner) in model.owner.iter().enumerate() {
            let own = owner.unwrap();
            let facts = &self.facts.entities[entity];
            let whole =
                facts.aggregate.is_some_and(|a| self.facts.aggregates[a].entities.len() > 1);
            let here = affinity.pull(entity, &model.owns[own]);
            if here <= 0.0 || whole {
                continue;
            }
            let others = (0..model.size()).filter(|s| {
                *s != own
                    && !model.owns[*s].is_empty()
                    && !forces::between(&model, own, *s).contains(&forces::Force::Zone)
            });
            let weak = others.min_by(|a, b| {
                let pull = |s: &usize| affinity.pull(entity, &model.owns[*s]);
                pull(a).total_cmp(&pull(b))
            });
            let Some(to) = weak else { continue };
            if affinity.pull(entity, &model.owns[to]) * 1.3 < here {
                moves.push((model.entity(entity).to_owned(), model.name(to).to_owned()));
            }
        }
        let mut merges = Vec::new();
        for one in 0..model.size() {
            for two in one + 1..model.size() {
                let clash = model.does[one].iter().any(|a| {
                    model.does[two].iter().any(|b| forces::loads_clash(self.facts, *a, *b))
                });
                let (a, b) = (model.name(one).to_owned(), model.name(two).to_owned());
                let zones = forces::between(&model, one, two).contains(&forces::Force::Zone);
                let calm = |s: usize| {
                    self.answer.applies.iter().all(|apply| {
                        apply.pattern != "bulkhead" || apply.on.as_deref() != Some(model.name(s))
                    })
                };
                if clash && !zones && calm(one) && calm(two) {
                    merges.push(("merge loads", &["Q-01"][..], a.clone(), b.clone()));
                }
                if unrelated(&model, one, two) && !zones {
                    merges.push(("merge unrelated", &["S-02", "S-03"], a, b));
                }
            }
        }
        let many = model.size() > 1;
        for (entity, to) in moves {
            let edit = Edit::MoveEntity { entity: entity.clone(), to };
            let moved = relinked(self.facts, self.answer.with(&[edit]));
            self.add("move entity", &["S-01"], &entity, moved);
        }
        for (operator, rules, into, other) in merges {
            let names = into.clone();
            let merged = self.answer.with(&[Edit::Merge { into, other }]);
            self.add(operator, rules, &names, relinked(self.facts, merged));
        }
        if many {
            self.whole_cuts();
        }
        self.teams();
    }

    fn whole_cuts(&mut self) {
        let forced = !forces::disintegrators(&self.model()).is_empty();
        if forced {
            let one = shapes::one_service(self.facts, &BOOK);
            self.add("merge all", &["S-04"], &one.services[0].name.clone(), one);
        }
        let entities = shapes::service_per_entity(self.facts, &BOOK);
        self.add("one service per entity", &["S-06", "S-07"], "service", entities);
        let layers = shapes::layers(self.facts, &BOOK);
        self.add("cut by layers", &["S-09"], "logic", layers);
        if let Some(hub) = shapes::through_hub(self.facts, self.answer) {
            let name = hub.services[0].name.clone();
            self.add("all through one", &["I-12"], &name, hub);
        }
        // The data of a busy service moves away from its work.
        let model = self.model();
        let busy = (0..model.size())
            .filter(|s| !model.owns[*s].is_empty() && !model.does[*s].is_empty())
            .max_by_key(|s| model.owns[*s].len());
        let Some(busy) = busy else { return };
        let name = model.name(busy).to_owned();
        let owns = self.answer.services[busy].owns.clone();
        let cut = self.answer.with(&[Edit::Split {
            from: name.clone(),
            name: "hot-store".into(),
            does: vec![],
            owns,
        }]);
        self.add("split a hot pair", &["I-06"], &name, relinked(self.facts, cut));
        let slow: Vec<Edit> = self
            .answer
            .links
            .iter()
            .filter(|link| link.style.is_message())
            .filter(|link| link.serves.iter().any(|name| self.facts.transaction(name).is_some()))
            .map(|link| Edit::Restyle {
                from: link.from.clone(),
                to: link.to.clone(),
                style: link.style,
                into: Style::Sync,
            })
            .collect();
        if !slow.is_empty() {
            self.edit("messages to calls", &["I-07", "I-08", "I-10"], "", &slow);
        }
    }

    fn teams(&mut self) {
        if self.facts.teams.len() < 2 {
            return;
        }
        for service in self.answer.services.clone() {
            let Some(team) = &service.team else { continue };
            let staffed = service.does.iter().any(|name| {
                let capability = self.facts.capability(name).unwrap();
                self.facts.teams_of(capability).next().is_some()
            });
            let other = self.facts.teams.iter().find(|other| other.name != *team).unwrap();
            if staffed {
                let team = Some(other.name.clone());
                let edit = Edit::SetTeam { service: service.name.clone(), team };
                self.edit("reassign team", &["C-01"], &service.name, &[edit]);
            }
        }
    }
}

/// Whether two services share no data, transaction, team or special zone.
fn unrelated(model: &Model<'_>, one: usize, two: usize) -> bool {
    let facts = model.facts;
    let touched = |service: usize| {
        let mut all: Vec<usize> = model.does[service]
            .iter()
            .flat_map(|c| &facts.capabilities[*c].access)
            .map(|access| access.entity)
            .chain(model.owns[service].iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (a, b) = (touched(one), touched(two));
    let users = |entities: &[usize], service: usize| {
        let mut all: Vec<usize> = (0..facts.capabilities.len())
            .filter(|c| {
                model.does[service].contains(c)
                    || facts.capabilities[*c].access.iter().any(|x| entities.contains(&x.entity))
            })
            .collect();
        all.dedup();
        all
    };
    let (x, y) = (users(&a, one), users(&b, two));
    let data = a.iter().any(|entity| b.contains(entity))
        || a.iter().any(|e| b.iter().any(|f| facts.affinity().between(*e, *f) > 0.0));
    let bound = x.iter().any(|c| {
        y.iter().any(|d| {
            c == d
                || facts.share_transaction(*c, *d)
                || facts.teams_of(*c).any(|team| facts.teams_of(*d).any(|other| other == team))
        })
    });
    !data && !bound && !model.does[one].is_empty() && !model.does[two].is_empty()
}
