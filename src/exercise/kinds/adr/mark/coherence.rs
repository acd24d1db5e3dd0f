//! Coherence: the reasons speak for the decision, and it agrees with the learner's own numbers, with the
//! patterns that are there, and with what has been measured since.

use super::Marking;
use crate::{
    catalog::Relation,
    verdict::{Evidence, Fix, Severity},
};

/// How far an assumption may be from the number that was computed, as a share.
const SAME: f64 = 0.01;

impl Marking<'_> {
    /// Counts the checks that a coherent record passes, and tells of the others.
    pub(super) fn coherence(&mut self, decision: usize) {
        let (facts, reply) = (self.facts, self.reply);
        self.reasons(decision);
        for force in reply.because.clone() {
            let effect = facts.effect(decision, force);
            if !self.check(effect > 0.0) {
                self.wrong_way(decision, force, "because", "speaks for it");
            }
        }
        self.numbers(decision);
        self.pattern(decision);
        self.new_data(decision);
    }

    /// Whether the forces that are cited have decided for the option.
    fn reasons(&mut self, decision: usize) {
        let (facts, cited) = (self.facts, &self.reply.because);
        let found = self.undecided(decision);
        self.check(found.is_none_or(|(severity, ..)| severity != Severity::Major));
        if let Some((severity, other, message)) = found {
            let against = other.map(|other| self.against(decision, other)).unwrap_or_default();
            let against: Vec<&str> =
                against.into_iter().map(|at| facts.forces[at].name.as_str()).collect();
            let other = other.map_or("", |at| facts.options[at].name.as_str());
            let cited: Vec<&str> = cited.iter().map(|at| self.force(*at)).collect();
            let row = Evidence::row("because", cited.join(", "), other);
            let chosen = facts.options[decision].name.as_str();
            let finding = self.findings.add("AD-03", severity, &[chosen], message);
            finding.evidence.push(row);
            if !against.is_empty() {
                let text = format!("Name {} among the reasons, too", against.join(", "));
                finding.fixes.push(Fix::words(text));
            }
        }
    }

    /// Why cited forces have not decided for an option, with another one that they speak for as well.
    fn undecided(&self, decision: usize) -> Option<(Severity, Option<usize>, &'static str)> {
        let (facts, cited) = (self.facts, &self.reply.because);
        let mut better = facts.dominators(decision, cited);
        let better = better.find(|other| !self.is_outweighed(decision, *other));
        if better.is_some() {
            let message =
                "on every force that you cite another option is as good, and on one it is better";
            return Some((Severity::Major, better, message));
        }
        if cited.is_empty() {
            let message = "no force is cited: the decision hangs in the air";
            return Some((Severity::Major, None, message));
        }
        if cited.iter().all(|force| facts.is_level(*force)) {
            let message =
                "what you cite is the same for every option, so none of it can have decided";
            return Some((Severity::Major, None, message));
        }
        let twin = facts.twin(decision, cited)?;
        let message =
            "on what you cite another option is exactly as good: what decided between them?";
        Some((Severity::Minor, Some(twin), message))
    }

    /// Forces that are cited against another option, that speak against it, and less against the one chosen.
    fn against(&self, decision: usize, other: usize) -> Vec<usize> {
        let facts = self.facts;
        let argued = self.reply.argued.iter().filter(|argument| argument.option == other);
        let cited = argued.flat_map(|argument| argument.contra.iter().copied());
        let speaks = |force: &usize| {
            let effect = facts.effect(other, *force);
            effect < 0.0 && effect < facts.effect(decision, *force)
        };
        cited.filter(speaks).collect()
    }

    /// Whether what is cited against a better option outweighs what it is better in. Where the option is
    /// better in every reason, they are reasons for it; where both serve some of them alike, they decided
    /// against third ones.
    fn is_outweighed(&self, decision: usize, other: usize) -> bool {
        let facts = self.facts;
        let gap = |force: &usize| facts.effect(decision, *force) - facts.effect(other, *force);
        let sum = |forces: &[usize]| forces.iter().map(gap).sum::<f64>();
        let cited = &self.reply.because;
        let alike = |force: &usize| gap(force) == 0.0 && facts.effect(other, *force) > 0.0;
        cited.iter().any(alike) && sum(cited) + sum(&self.against(decision, other)) > 0.0
    }

    /// Numbers that the learner computed elsewhere.
    fn numbers(&mut self, decision: usize) {
        let (facts, reply) = (self.facts, self.reply);
        for used in &facts.uses {
            let assumed = reply.assumes.iter().find(|one| one.name == used.name);
            if let (Some(own), Some(assumed)) = (used.value, assumed) {
                let right = own * used.one.value;
                let same = assumed.value.is_some_and(|value| {
                    value.dimension == used.one.dimension
                        && (value.value - right).abs() <= SAME * right.abs() + 1e-9
                });
                let outside = assumed.value.is_some_and(|value| {
                    used.range.is_some_and(|(low, high)| {
                        let count = value.value / used.one.value;
                        count < low || count > high
                    })
                });
                if outside && !assumed.says {
                    let (low, high) = used.range.unwrap_or_default();
                    let message = "outside the range that was agreed, and not a word about why";
                    let needed = format!("{low} to {high} {}, or `says` why", used.unit);
                    self.findings
                        .add("AD-12", Severity::Minor, &[&used.name], message)
                        .evidence
                        .push(Evidence::row(&used.from, assumed.shown.clone(), needed));
                }
                if used.range.is_none() && !self.check(same) {
                    let message = "the record argues with another number than you computed";
                    let needed = format!("{own} {}", used.unit);
                    self.findings
                        .add("AD-04", Severity::Major, &[&used.name], message)
                        .evidence
                        .push(Evidence::row(&used.from, assumed.shown.clone(), needed));
                }
            }
            if used.allows.is_empty() {
                continue;
            }
            if !self.check(used.allows.contains(&decision)) {
                let allows: Vec<&str> =
                    used.allows.iter().map(|at| facts.options[*at].name.as_str()).collect();
                let message = "the decision says one thing and your own design another";
                let own = used.value.map_or_else(String::new, |own| own.to_string());
                let fact = format!("{}: {own} {}", used.name, used.unit);
                let (yours, needed) = (facts.options[decision].name.clone(), allows.join(" or "));
                self.findings
                    .add("AD-05", Severity::Major, &[&used.name], message)
                    .evidence
                    .push(Evidence::row(fact, yours, needed));
            }
        }
    }

    /// What the chosen pattern stands on, and what it cannot stand beside.
    fn pattern(&mut self, decision: usize) {
        let facts = self.facts;
        let Some(id) = facts.options[decision].pattern.as_ref() else { return };
        let Some(pattern) = self.catalog.get(id) else { return };
        let there = |id: &str| facts.grants.iter().any(|grant| grant == id);
        let heavy = |id: &str| {
            let family = self.catalog.get(id).map_or("", |pattern| pattern.family.as_str());
            matches!(family, "architecture" | "architecture-extra")
        };
        let lacks: Vec<String> = pattern
            .related(Relation::Requires)
            .iter()
            .map(ToString::to_string)
            .filter(|id| heavy(id) && !there(id))
            .collect();
        let conflicts: Vec<String> = pattern
            .related(Relation::ConflictsWith)
            .iter()
            .map(ToString::to_string)
            .filter(|id| there(id))
            .collect();
        if !self.check(lacks.is_empty() && conflicts.is_empty()) {
            let message = match lacks.is_empty() {
                false => "the option stands on something that nobody has",
                true => "the option cannot stand beside what is there",
            };
            let words = lacks.into_iter().chain(conflicts).collect::<Vec<_>>().join(", ");
            let place = [facts.options[decision].name.as_str()];
            self.findings
                .add("AD-09", Severity::Major, &place, message)
                .evidence
                .push(Evidence::row(id, words, ""));
        }
    }

    /// Data that have come in since the last record, and that record itself.
    fn new_data(&mut self, decision: usize) {
        let facts = self.facts;
        for trigger in facts.met() {
            if self.check(trigger.then.contains(&decision)) {
                continue;
            }
            let then: Vec<&str> =
                trigger.then.iter().map(|at| facts.options[*at].name.as_str()).collect();
            let unit = facts.measure(&trigger.metric).map_or("", |measure| measure.unit.as_str());
            let found = facts.new.get(&trigger.metric).copied().unwrap_or_default();
            let fact = format!("{} {} {} {unit}", trigger.metric, trigger.op, trigger.value);
            let message = "what you said would change your mind has happened, and the decision takes no note of it";
            let yours =
                format!("measured {found} {unit}, decided {}", facts.options[decision].name);
            let needed = then.join(" or ");
            self.findings
                .add("AD-11", Severity::Major, &[&trigger.metric], message)
                .evidence
                .push(Evidence::row(fact, yours, needed));
        }
        if facts.supersedes.is_none() && facts.before.is_empty() {
            return;
        }
        let named = match (&facts.supersedes, &self.reply.supersedes) {
            (Some(wanted), Some(mine)) => wanted == mine,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if !self.check(named) {
            let message = "two records about one thing: say which of them holds";
            let yours = self.reply.supersedes.clone().unwrap_or_default();
            let needed = facts.supersedes.clone().unwrap_or_else(|| "the record before".to_owned());
            self.findings
                .add("AD-14", Severity::Minor, &["supersedes"], message)
                .evidence
                .push(Evidence::row("supersedes", yours, needed));
        }
    }
}
