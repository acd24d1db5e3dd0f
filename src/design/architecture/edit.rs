//! Changes of an answer, each a value: what a workbench does and what a fix offers.

use serde::{Deserialize, Serialize};

use super::{Accept, Apply, Architecture, Link, Service, Style};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Edit {
    /// Gives a capability a home; takes it from every other.
    MoveCapability {
        capability: String,
        to: String,
    },
    /// Gives an entity an owner; takes it from every other.
    MoveEntity {
        entity: String,
        to: String,
    },
    /// Takes a capability out of one service.
    DropCapability {
        capability: String,
        from: String,
    },
    /// Takes an entity out of one service.
    DropEntity {
        entity: String,
        from: String,
    },
    AddService {
        name: String,
    },
    RemoveService {
        name: String,
    },
    Rename {
        from: String,
        to: String,
    },
    /// Joins the second service into the first.
    Merge {
        into: String,
        other: String,
    },
    /// Moves members into a new service.
    Split {
        from: String,
        name: String,
        does: Vec<String>,
        owns: Vec<String>,
    },
    SetTeam {
        service: String,
        team: Option<String>,
    },
    SetReplicas {
        service: String,
        replicas: u32,
    },
    AddLink(Link),
    RemoveLink {
        from: String,
        to: String,
        style: Style,
    },
    /// Changes the style of a link.
    Restyle {
        from: String,
        to: String,
        style: Style,
        into: Style,
    },
    /// Puts a pattern on a link.
    Protect {
        from: String,
        to: String,
        style: Style,
        with: String,
    },
    Unprotect {
        from: String,
        to: String,
        style: Style,
        with: String,
    },
    Apply(Apply),
    /// Takes a pattern away; `on` as it was written.
    Unapply {
        pattern: String,
        on: Option<String>,
    },
    /// Says what undoes a step of the saga on a transaction.
    Compensate {
        transaction: String,
        step: String,
        undo: String,
    },
    /// Puts a service behind every entry that exposes others.
    Expose {
        service: String,
    },
    /// Argues for an exception.
    Accept(Accept),
    /// Takes the exceptions to a rule back.
    Withdraw {
        rule: String,
    },
}

impl Architecture {
    /// The answer with the edits made in order. An edit that names nothing changes nothing.
    #[must_use]
    pub fn with(&self, edits: &[Edit]) -> Self {
        let mut changed = self.clone();
        edits.iter().for_each(|edit| changed.make(edit));
        changed
    }

    /// Makes one change in place.
    pub fn make(&mut self, edit: &Edit) {
        match edit {
            Edit::MoveCapability { capability, to } => {
                if self.service(to).is_none() {
                    return;
                }
                for service in &mut self.services {
                    service.does.retain(|name| name != capability);
                    if service.name == *to {
                        service.does.push(capability.clone());
                    }
                }
            }
            Edit::MoveEntity { entity, to } => {
                if self.service(to).is_none() {
                    return;
                }
                for service in &mut self.services {
                    service.owns.retain(|name| name != entity);
                    if service.name == *to {
                        service.owns.push(entity.clone());
                    }
                }
            }
            Edit::DropCapability { capability, from } => {
                self.each_service(from, |service| service.does.retain(|name| name != capability));
            }
            Edit::DropEntity { entity, from } => {
                self.each_service(from, |service| service.owns.retain(|name| name != entity));
            }
            Edit::AddService { name } => {
                if self.service(name).is_none() {
                    self.services.push(Service { name: name.clone(), ..Service::default() });
                }
            }
            Edit::RemoveService { name } => self.remove_service(name),
            Edit::Rename { from, to } => self.rename(from, to),
            Edit::Merge { into, other } => self.merge(into, other),
            Edit::Split { from, name, does, owns } => self.split(from, name, does, owns),
            Edit::SetTeam { service, team } => {
                self.each_service(service, |service| service.team.clone_from(team));
            }
            Edit::SetReplicas { service, replicas } => {
                self.each_service(service, |service| service.replicas = *replicas);
            }
            Edit::AddLink(link) => self.links.push(link.clone()),
            Edit::RemoveLink { from, to, style } => self
                .links
                .retain(|link| !(link.from == *from && link.to == *to && link.style == *style)),
            Edit::Restyle { from, to, style, into } => {
                self.each_link(from, to, *style, |link| link.style = *into);
            }
            Edit::Protect { from, to, style, with } => self.each_link(from, to, *style, |link| {
                if !link.with.contains(with) {
                    link.with.push(with.clone());
                }
            }),
            Edit::Unprotect { from, to, style, with } => {
                self.each_link(from, to, *style, |link| link.with.retain(|name| name != with));
            }
            Edit::Apply(apply) => self.applies.push(apply.clone()),
            Edit::Unapply { pattern, on } => {
                self.applies.retain(|apply| !(apply.pattern == *pattern && apply.on == *on));
            }
            Edit::Compensate { transaction, step, undo } => {
                let on = self.applies.iter_mut();
                for apply in on.filter(|apply| apply.on.as_deref() == Some(transaction)) {
                    apply.compensate.retain(|(known, _)| known != step);
                    apply.compensate.push((step.clone(), undo.clone()));
                }
            }
            Edit::Expose { service } => {
                for apply in self.applies.iter_mut().filter(|apply| !apply.exposes.is_empty()) {
                    if !apply.exposes.contains(service) {
                        apply.exposes.push(service.clone());
                    }
                }
            }
            Edit::Accept(accept) => self.accepts.push(accept.clone()),
            Edit::Withdraw { rule } => self.accepts.retain(|accept| accept.rule != *rule),
        }
    }

    fn each_service(&mut self, name: &str, change: impl Fn(&mut Service)) {
        self.services.iter_mut().filter(|service| service.name == name).for_each(change);
    }

    fn each_link(&mut self, from: &str, to: &str, style: Style, change: impl Fn(&mut Link)) {
        let links = self.links.iter_mut();
        links
            .filter(|link| link.from == from && link.to == to && link.style == style)
            .for_each(change);
    }

    fn remove_service(&mut self, name: &str) {
        self.services.retain(|service| service.name != name);
        self.links.retain(|link| link.from != name && link.to != name);
        for apply in &mut self.applies {
            apply.exposes.retain(|exposed| exposed != name);
        }
        self.applies.retain(|apply| apply.on.as_deref() != Some(name));
        for apply in self.applies.iter_mut().filter(|apply| apply.at.as_deref() == Some(name)) {
            apply.at = None;
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        if from == to || self.service(to).is_some() {
            return;
        }
        self.each_service(from, |service| to.clone_into(&mut service.name));
        self.redirect(from, to);
    }

    /// Makes everything that names one service name another.
    fn redirect(&mut self, from: &str, to: &str) {
        let turn = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        for link in &mut self.links {
            turn(&mut link.from);
            turn(&mut link.to);
        }
        for apply in &mut self.applies {
            apply.at.iter_mut().for_each(turn);
            apply.exposes.iter_mut().for_each(turn);
            if let Some(on) = &mut apply.on {
                match on.split_once("->") {
                    Some((one, two)) => {
                        let (mut one, mut two) = (one.trim().to_owned(), two.trim().to_owned());
                        turn(&mut one);
                        turn(&mut two);
                        *on = format!("{one}->{two}");
                    }
                    None => turn(on),
                }
            }
        }
    }

    fn merge(&mut self, into: &str, other: &str) {
        if into == other || self.service(into).is_none() {
            return;
        }
        let Some(at) = self.services.iter().position(|service| service.name == other) else {
            return;
        };
        let other_service = self.services.remove(at);
        self.each_service(into, |service| {
            service.does.extend(other_service.does.iter().cloned());
            service.owns.extend(other_service.owns.iter().cloned());
            service.replicas = service.replicas.max(other_service.replicas);
        });
        self.redirect(other, into);
        self.tidy();
    }

    fn split(&mut self, from: &str, name: &str, does: &[String], owns: &[String]) {
        let Some(origin) = self.service(from) else { return };
        if self.service(name).is_some() {
            return;
        }
        let part = Service {
            name: name.to_owned(),
            does: origin.does.iter().filter(|member| does.contains(member)).cloned().collect(),
            owns: origin.owns.iter().filter(|member| owns.contains(member)).cloned().collect(),
            team: origin.team.clone(),
            ..Service::default()
        };
        self.each_service(from, |service| {
            service.does.retain(|member| !part.does.contains(member));
            service.owns.retain(|member| !part.owns.contains(member));
        });
        self.services.push(part);
    }

    /// Joins what a merge has doubled and drops links and patterns that lead nowhere.
    fn tidy(&mut self) {
        self.links.retain(|link| link.from != link.to);
        let mut links: Vec<Link> = Vec::with_capacity(self.links.len());
        for link in self.links.drain(..) {
            let same = links.iter_mut().find(|known| {
                known.from == link.from && known.to == link.to && known.style == link.style
            });
            let Some(known) = same else {
                links.push(link);
                continue;
            };
            // A link without `for` serves everything, and a protection holds where both have it.
            if known.serves.is_empty() || link.serves.is_empty() {
                known.serves.clear();
            } else {
                known.serves.extend(link.serves);
                dedup(&mut known.serves);
            }
            known.with.extend(link.with);
            dedup(&mut known.with);
        }
        self.links = links;
        self.applies.retain(|apply| {
            let ends = apply.on.as_deref().and_then(|on| on.split_once("->"));
            ends.is_none_or(|(from, to)| from != to)
        });
        let mut applies: Vec<Apply> = Vec::with_capacity(self.applies.len());
        for mut apply in self.applies.drain(..) {
            dedup(&mut apply.exposes);
            if !applies.contains(&apply) {
                applies.push(apply);
            }
        }
        self.applies = applies;
    }
}

/// Drops later doubles, keeping the order.
fn dedup(items: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    items.retain(|item| seen.insert(item.clone()));
}
