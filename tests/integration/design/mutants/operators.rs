//! The ways to break an answer.

mod links;
mod machinery;
mod structure;

use archtutor::design::{Architecture, Edit, Model, Scenario, complete::missing_links, forces};

use crate::design::support::BOOK;

/// One way to break an answer.
pub(in crate::design) struct Mutant {
    pub(in crate::design) operator: &'static str,
    pub(in crate::design) answer: Architecture,
    /// Any of these rules must fire.
    pub(in crate::design) rules: &'static [&'static str],
    /// The findings must name this.
    pub(in crate::design) names: String,
    /// What was changed; nothing where the answer was written anew.
    pub(in crate::design) edits: Vec<Edit>,
}

fn relinked(facts: &Scenario, answer: Architecture) -> Architecture {
    let links = missing_links(facts, &answer, &BOOK);
    answer.with(&links)
}

struct Maker<'a> {
    facts: &'a Scenario,
    answer: &'a Architecture,
    mutants: Vec<Mutant>,
}

impl Maker<'_> {
    fn add(
        &mut self,
        operator: &'static str,
        rules: &'static [&'static str],
        names: &str,
        answer: Architecture,
    ) {
        let names = names.to_owned();
        self.mutants.push(Mutant { operator, answer, rules, names, edits: Vec::new() });
    }

    fn edit(
        &mut self,
        operator: &'static str,
        rules: &'static [&'static str],
        names: &str,
        edits: &[Edit],
    ) {
        let (answer, names) = (self.answer.with(edits), names.to_owned());
        self.mutants.push(Mutant { operator, answer, rules, names, edits: edits.to_vec() });
    }

    fn model(&self) -> Model<'_> {
        Model::new(self.facts, self.answer, &BOOK)
    }

    fn other_service(&self, than: &str) -> Option<String> {
        let mut services = self.answer.services.iter().filter(|service| service.name != than);
        services.next().map(|service| service.name.clone())
    }

    fn ownership(&mut self) {
        for service in self.answer.services.clone() {
            let Some(other) = self.other_service(&service.name) else { return };
            for capability in &service.does {
                let edit = Edit::DropCapability {
                    capability: capability.clone(),
                    from: service.name.clone(),
                };
                self.edit("drop capability", &["H-01"], capability, &[edit]);
                let mut doubled = self.answer.clone();
                doubled
                    .services
                    .iter_mut()
                    .find(|s| s.name == other)
                    .unwrap()
                    .does
                    .push(capability.clone());
                self.add("duplicate capability", &["H-01"], capability, doubled);
                let mut typo = self.answer.clone();
                let home = typo.services.iter_mut().find(|s| s.name == service.name).unwrap();
                let place = home.does.iter().position(|name| name == capability).unwrap();
                home.does[place].push('x');
                self.add("typo", &["H-03"], &format!("{capability}x"), typo);
            }
            for entity in &service.owns {
                let mut doubled = self.answer.clone();
                doubled
                    .services
                    .iter_mut()
                    .find(|s| s.name == other)
                    .unwrap()
                    .owns
                    .push(entity.clone());
                self.add("double owner", &["H-02"], entity, doubled);
            }
        }
        for aggregate in &self.facts.aggregates {
            if aggregate.entities.len() < 2 {
                continue;
            }
            let entity = self.facts.entities[aggregate.entities[0]].name.clone();
            let owner = self.answer.owner_of(&entity).unwrap();
            let Some(to) = self.other_service(owner) else { return };
            let moved = self.answer.with(&[Edit::MoveEntity { entity: entity.clone(), to }]);
            self.add("split aggregate", &["H-04"], &entity, relinked(self.facts, moved));
        }
        let model = self.model();
        let mut merged = Vec::new();
        for one in 0..model.size() {
            for two in one + 1..model.size() {
                if forces::between(&model, one, two).contains(&forces::Force::Zone) {
                    merged.push((model.name(one).to_owned(), model.name(two).to_owned()));
                }
            }
        }
        for (into, other) in merged {
            let names = into.clone();
            self.edit("merge zones", &["H-06"], &names, &[Edit::Merge { into, other }]);
        }
    }
}

/// Everything that can be done to an answer.
pub(in crate::design) fn mutants(facts: &Scenario, answer: &Architecture) -> Vec<Mutant> {
    let mut maker = Maker { facts, answer, mutants: Vec::new() };
    maker.ownership();
    let parts = facts.parts();
    if parts.links {
        maker.links();
        maker.torn_writes();
    }
    if parts.patterns {
        maker.patterns();
    }
    if parts.links && parts.patterns && answer.services.len() > 1 {
        maker.machinery();
    }
    maker.structure();
    // What is not asked for is not graded.
    let asked = |mutant: &Mutant| {
        parts.services
            || !["one service per entity", "cut by layers", "all through one", "split a hot pair"]
                .contains(&mutant.operator)
    };
    maker.mutants.retain(asked);
    maker.mutants
}
