//! What is taken beside the choice, and what all of it stands on.

use crate::{
    catalog::Relation,
    exercise::{
        answer::Key,
        kinds::choose_pattern::{case::Case, facts::Means, reply::Mine},
    },
    table::Placed,
    verdict::{Evidence, Finding, Fix, Severity},
};

use super::{Marking, UNKNOWN, f1};

impl Marking<'_> {
    /// The share of add-ons that were needed and taken (F1), those that do no harm aside.
    pub(super) fn add_ons(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) -> f64 {
        let musts = mine.add.iter().filter(|add| case.must.contains(&add.value));
        let harmless: Vec<String> = self
            .pattern_of(&take.value)
            .into_iter()
            .chain(musts.map(|add| add.value.clone()))
            .flat_map(|id| self.required_by(&id))
            .collect();
        let mut wrong = 0;
        let mut hits = 0;
        for add in &mine.add {
            if case.must.contains(&add.value) {
                hits += 1;
                continue;
            }
            if case.may.contains(&add.value) || harmless.contains(&add.value) {
                continue;
            }
            let Some(pattern) = self.catalog.get(&add.value) else {
                let known = case.must.iter().chain(&case.may).chain(&case.never);
                let message = "the catalog has no such pattern";
                self.findings.unknown(UNKNOWN, add, message, known.map(String::as_str));
                wrong += 1;
                continue;
            };
            wrong += 1;
            let message = pattern.when_not.first().cloned();
            let message =
                message.unwrap_or_else(|| "nothing in the brief asks for this".to_owned());
            let rest: Vec<toml::Value> = mine
                .add
                .iter()
                .filter(|other| other.value != add.value)
                .map(|other| other.value.clone().into())
                .collect();
            let path: [Key; 3] = ["choice".into(), case.name.as_str().into(), "add".into()];
            let changed = self.answer.set(&path, Some(toml::Value::Array(rest)));
            let fix = Fix::edit(format!("Leave {} out", add.value), self.answer.edits_to(&changed));
            let finding = Finding::new("CP-06", Severity::Minor, [&case.name, &add.value], message)
                .evidence(self.findings.span(&add.span))
                .cite(add.value.clone())
                .fix(fix);
            self.findings.push(finding);
        }
        let taken = |id: &&String| !mine.add.iter().any(|add| add.value == **id);
        for missing in case.must.iter().filter(taken) {
            let duty = case.duty.contains(missing);
            let severity = if duty { Severity::Major } else { Severity::Minor };
            let pattern = self.catalog.get(missing);
            let problem = pattern.map(|pattern| pattern.problem.clone());
            let message = match duty {
                true => "the law asks for this, whatever else is chosen".to_owned(),
                false => problem.unwrap_or_else(|| "the brief asks for this".to_owned()),
            };
            let finding = Finding::new("CP-07", severity, [&case.name, missing], message);
            self.findings
                .push(finding.row("add-ons", "missing", missing.clone()).cite(missing.clone()));
        }
        f1(hits, wrong, case.must.len())
    }

    /// What a pattern requires, and what that requires.
    fn required_by(&self, id: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut open = vec![id.to_owned()];
        while let Some(next) = open.pop() {
            let Some(pattern) = self.catalog.get(&next) else { continue };
            for required in pattern.related(Relation::Requires) {
                if !all.iter().any(|known| known == required.as_str()) {
                    all.push(required.to_string());
                    open.push(required.to_string());
                }
            }
        }
        all
    }

    /// The catalog's pattern that a choice stands for.
    fn pattern_of(&self, choice: &str) -> Option<String> {
        match &self.facts.means {
            Means::Tree(_) => Some(choice.to_owned()),
            Means::Table(offers) => {
                offers.iter().find(|offer| offer.name == choice)?.pattern.clone()
            }
        }
    }

    /// Parts that conflict, and what the choice stands on.
    pub(super) fn relations(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) {
        let Some(choice) = self.pattern_of(&take.value) else { return };
        let parts: Vec<&str> = std::iter::once(choice.as_str())
            .chain(mine.add.iter().map(|add| add.value.as_str()))
            .collect();
        let conflict = |one: &str, other: &str| {
            let pattern = self.catalog.get(one);
            pattern.is_some_and(|one| {
                one.related(Relation::ConflictsWith).iter().any(|id| id.as_str() == other)
            })
        };
        for (at, one) in parts.iter().enumerate() {
            for other in &parts[at + 1..] {
                if conflict(one, other) || conflict(other, one) {
                    let message = "these two cannot both be: one undoes what the other is for";
                    let place = [case.name.as_str(), one, other];
                    self.findings.add("CP-04", Severity::Major, &place, message);
                }
            }
        }
        let there = |id: &str| {
            let is = |known: &str| {
                let variant =
                    self.catalog.get(known).map(|known| known.related(Relation::VariantOf));
                known == id || variant.is_some_and(|of| of.iter().any(|of| of.as_str() == id))
            };
            parts.iter().any(|part| is(part)) || case.grants.iter().any(|part| is(part))
        };
        for part in &parts {
            let Some(pattern) = self.catalog.get(part) else { continue };
            let missing = pattern.related(Relation::Requires);
            for required in missing.iter().map(|id| id.as_str()).filter(|id| !there(id)) {
                let family = self.catalog.get(required).map_or("", |one| one.family.as_str());
                let heavy = matches!(family, "architecture" | "architecture-extra");
                let severity = if heavy { Severity::Major } else { Severity::Info };
                let message = "what is taken stands on this, and nobody has it yet";
                let place = [case.name.as_str(), required];
                let finding = self.findings.add("CP-05", severity, &place, message);
                finding.evidence.push(Evidence::row(*part, "missing", required));
                finding.cites.push(required.to_owned());
            }
        }
    }
}
