//! Marks a record: coherence 40, options and forces 30, consequences 15, triggers 15; never which
//! option won, unless another is better in everything that is cited.

use crate::{
    catalog::{Catalog, Relation},
    exercise::{answer::Answer, findings::Findings},
    verdict::{Evidence, Severity, Verdict, score::Earned},
};

use super::{
    facts::Decision,
    reply::{Reply, Trigger},
};

const COHERENCE: f64 = 40.0;
const CLAIMS: f64 = 15.0;
const OPTIONS: f64 = 15.0;
const GAINS: f64 = 7.5;
const PAYS: f64 = 7.5;
const TRIGGERS: f64 = 12.0;
const REVIEW: f64 = 3.0;
/// How far an assumption may be from the number that was computed, as a share.
const SAME: f64 = 0.01;

/// The verdict on an answer.
pub(super) fn mark(facts: &Decision, answer: &Answer, catalog: &Catalog) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, facts));
    let mut marking =
        Marking { facts, reply: &reply, catalog, findings: Findings::of(answer), checks: (0, 0) };
    marking.unknown();
    let argued =
        reply.argued.iter().filter(|one| !(one.pro.is_empty() && one.contra.is_empty())).count();
    if reply.decision.is_none() || argued < 2 {
        let message =
            "a record names what was decided, and at least two options that were really weighed";
        let yours = format!(
            "{}, {argued} options argued",
            if reply.decision.is_some() { "decided" } else { "no decision" }
        );
        marking
            .findings
            .add("AD-01", Severity::Blocker, &["decision"], message)
            .evidence
            .push(Evidence::row("record", yours, "a decision and two options"));
    }
    let Some(decision) = reply.decision else {
        return Verdict::judge(Vec::new(), marking.findings.into_vec());
    };
    marking.coherence(decision);
    let (claims, options) = marking.arguments(decision);
    let (gains, pays) = marking.consequences(decision);
    let triggers = marking.triggers();
    if !reply.review {
        let message = "a decision that nobody looks at again becomes a fact of nature";
        marking.findings.add("AD-10", Severity::Minor, &["review"], message);
    }
    let (passed, all) = marking.checks;
    let earned = vec![
        Earned::new("coherence", COHERENCE * share(passed, all), COHERENCE),
        Earned::new("claims", CLAIMS * claims, CLAIMS),
        Earned::new("options", OPTIONS * options, OPTIONS),
        Earned::new("gains", GAINS * gains, GAINS),
        Earned::new("what it costs", PAYS * pays, PAYS),
        Earned::new("triggers", TRIGGERS * triggers, TRIGGERS),
        Earned::new("review", if reply.review { REVIEW } else { 0.0 }, REVIEW),
    ];
    Verdict::judge(earned, marking.findings.into_vec())
}

struct Marking<'a> {
    facts: &'a Decision,
    reply: &'a Reply,
    catalog: &'a Catalog,
    findings: Findings<'a>,
    /// Checks of coherence: passed, and all.
    checks: (usize, usize),
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Marking<'_> {
    fn check(&mut self, holds: bool) -> bool {
        self.checks.1 += 1;
        self.checks.0 += usize::from(holds);
        holds
    }

    fn force(&self, at: usize) -> &str {
        &self.facts.forces[at].name
    }

    fn unknown(&mut self) {
        let facts = self.facts;
        let options = facts.options.iter().map(|option| option.name.as_str());
        let known: Vec<&str> =
            options.chain(facts.forces.iter().map(|force| force.name.as_str())).collect();
        for (name, why) in &self.reply.unknown {
            self.findings.unknown("AD-01", name, why, known.iter().copied());
        }
    }

    fn coherence(&mut self, decision: usize) {
        let (facts, reply) = (self.facts, self.reply);
        let chosen = facts.options[decision].name.clone();
        let dominator = facts.dominator(decision, &reply.because);
        if !self.check(dominator.is_none() && !reply.because.is_empty()) {
            let message = match dominator {
                Some(_) => {
                    "on every force that you cite another option is as good, and on one it is better"
                }
                None => "no force is cited: the decision hangs in the air",
            };
            let other = dominator.map_or_else(String::new, |at| facts.options[at].name.clone());
            let cited: Vec<&str> = reply.because.iter().map(|at| self.force(*at)).collect();
            let cited = cited.join(", ");
            self.findings
                .add("AD-03", Severity::Major, &[&chosen], message)
                .evidence
                .push(Evidence::row("because", cited, other));
        }
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

    fn wrong_way(&mut self, option: usize, force: usize, said: &str, needed: &str) {
        let facts = self.facts;
        let effect = facts.effect(option, force);
        let place = [facts.options[option].name.as_str(), facts.forces[force].name.as_str(), said];
        let message = "this force points the other way, or says nothing about the option";
        let finding = self.findings.add("AD-02", Severity::Major, &place, message);
        finding.evidence.push(Evidence::row(
            &facts.forces[force].fact,
            format!("{said}, though its effect is {effect}"),
            needed,
        ));
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

    /// The shares of claims that are right, and of options that have something for them.
    fn arguments(&mut self, decision: usize) -> (f64, f64) {
        let (facts, reply) = (self.facts, self.reply);
        let (mut right, mut all) = (0, 0);
        for argument in &reply.argued {
            let claims = argument.pro.iter().map(|force| (*force, 1.0, "for", "an effect above 0"));
            let contra =
                argument.contra.iter().map(|force| (*force, -1.0, "against", "an effect below 0"));
            for (force, sign, said, needed) in claims.chain(contra) {
                all += 1;
                if sign * facts.effect(argument.option, force) > 0.0 {
                    right += 1;
                } else {
                    self.wrong_way(argument.option, force, said, needed);
                }
            }
        }
        let with_reason = reply.argued.iter().filter(|argument| !argument.pro.is_empty()).count();
        for argument in
            reply.argued.iter().filter(|one| one.pro.is_empty() && one.option != decision)
        {
            let name = facts.options[argument.option].name.as_str();
            let message = "an option that has nothing for it was never one: say what it would have been good at";
            self.findings
                .add("AD-13", Severity::Minor, &[name], message)
                .evidence
                .push(Evidence::row("for", "", "a force that speaks for it"));
        }
        (share(right, all), share(with_reason, reply.argued.len().max(2)))
    }

    /// The shares of gains and of costs that are real.
    fn consequences(&mut self, decision: usize) -> (f64, f64) {
        let (facts, reply) = (self.facts, self.reply);
        let real = |forces: &[usize], sign: f64| {
            forces.iter().filter(|force| sign * facts.effect(decision, **force) > 0.0).count()
        };
        let gains = share(real(&reply.gains, 1.0), reply.gains.len());
        let paid = real(&reply.pays, -1.0);
        if paid == 0 {
            let costs: Vec<&str> = (0..facts.forces.len())
                .filter(|force| facts.effect(decision, *force) < 0.0)
                .map(|force| self.force(force))
                .collect();
            let yours: Vec<&str> = reply.pays.iter().map(|force| self.force(*force)).collect();
            let (yours, needed) = (yours.join(", "), costs.join(", "));
            let message = "whoever pays nothing has not decided anything: name what gets worse";
            self.findings
                .add("AD-06", Severity::Major, &["pays"], message)
                .evidence
                .push(Evidence::row("pays", yours, needed));
        }
        (gains, share(paid, reply.pays.len()))
    }

    /// The share of triggers that somebody could measure, and that measure something.
    fn triggers(&mut self) -> f64 {
        let (facts, reply) = (self.facts, self.reply);
        if reply.triggers.is_empty() {
            let message = "what would make you change your mind? without a trigger nobody notices";
            self.findings
                .add("AD-07", Severity::Major, &["trigger"], message)
                .evidence
                .push(Evidence::row("trigger", "", "metric, comparison, value, window"));
            return 0.0;
        }
        let weak =
            |trigger: &Trigger| facts.measure(&trigger.metric).is_some_and(|measure| measure.weak);
        let only_weak = reply.triggers.iter().all(weak);
        let mut good = 0;
        for trigger in &reply.triggers {
            let op = trigger.op.as_deref().is_some_and(|op| matches!(op, "<" | "<=" | ">" | ">="));
            let missing: Vec<&str> = [
                (facts.measure(&trigger.metric).is_some(), "a metric that is measured"),
                (op, "a comparison"),
                (trigger.value.is_some(), "a value"),
                (trigger.window.is_some(), "a window"),
            ]
            .iter()
            .filter(|(there, _)| !there)
            .map(|(_, what)| *what)
            .collect();
            let place = ["trigger", trigger.metric.as_str()];
            if !missing.is_empty() {
                let message = "nobody can say whether this has happened";
                let finding = self.findings.add("AD-07", Severity::Major, &place, message);
                let row = Evidence::row(&trigger.metric, "missing", missing.join(", "));
                finding.evidence.push(row);
            }
            if weak(trigger) {
                let severity = if only_weak { Severity::Major } else { Severity::Minor };
                let message =
                    "users and dates move without anything getting harder: watch what hurts";
                self.findings.add("AD-08", severity, &place, message);
            }
            good += usize::from(missing.is_empty() && !weak(trigger));
        }
        share(good, reply.triggers.len())
    }
}
