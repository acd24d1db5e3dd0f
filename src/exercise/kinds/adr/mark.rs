//! Marks a record: coherence 40, options and forces 30, consequences 15, triggers 15; never which
//! option won, unless another is better in everything that is cited.

mod coherence;

use crate::{
    catalog::Catalog,
    clock::Day,
    exercise::{answer::Answer, findings::Findings},
    text::counted,
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
            "{}, {} argued",
            if reply.decision.is_some() { "decided" } else { "no decision" },
            counted(argued, "option")
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
    marking.review();
    let (passed, all) = marking.checks;
    let earned = vec![
        Earned::new("coherence", COHERENCE * share(passed, all), COHERENCE),
        Earned::new("claims", CLAIMS * claims, CLAIMS),
        Earned::new("options", OPTIONS * options, OPTIONS),
        Earned::new("gains", GAINS * gains, GAINS),
        Earned::new("what it costs", PAYS * pays, PAYS),
        Earned::new("triggers", TRIGGERS * triggers, TRIGGERS),
        Earned::new("review", if reply.review.is_some() { REVIEW } else { 0.0 }, REVIEW),
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
        self.dearest(decision);
        (gains, share(paid, reply.pays.len()))
    }

    /// Whether what an option costs most is among what is paid; that nothing is paid is told already.
    fn dearest(&mut self, decision: usize) {
        let (facts, pays) = (self.facts, &self.reply.pays);
        let dearest = facts.dearest(decision);
        let paid = pays.iter().map(|force| facts.effect(decision, *force)).fold(0.0, f64::min);
        if paid < 0.0 && paid > dearest {
            let message = "only small prices are named: the record is silent about what gets worst";
            let worst = |force: &usize| facts.effect(decision, *force) == dearest;
            let worst = (0..facts.forces.len()).filter(worst).map(|force| self.force(force));
            let needed = worst.collect::<Vec<_>>().join(" or ");
            let yours = pays.iter().map(|at| self.force(*at)).collect::<Vec<_>>().join(", ");
            let row = Evidence::row("pays", yours, needed);
            self.findings.add("AD-06", Severity::Minor, &["pays"], message).evidence.push(row);
        }
    }

    /// Whether somebody looks at it again, on a day that is still to come.
    fn review(&mut self) {
        let (facts, reply) = (self.facts, self.reply);
        let Some(review) = &reply.review else {
            let message = "a decision that nobody looks at again becomes a fact of nature";
            self.findings.add("AD-10", Severity::Minor, &["review"], message);
            return;
        };
        let over = |day: &Day| Day::parse(review.trim()).is_some_and(|on| on <= *day);
        let past = facts.written.filter(over);
        if let Some(day) = past {
            let message = "this day is over: nobody will look at the decision on it";
            let row = Evidence::row("review", review.clone(), format!("later than {day}"));
            self.findings.add("AD-10", Severity::Minor, &["review"], message).evidence.push(row);
        }
    }

    /// Triggers that come about while all is well.
    fn turned(&mut self) {
        let (facts, reply) = (self.facts, self.reply);
        let is_turned = |trigger: &&Trigger| {
            let op = trigger.op.as_deref().unwrap_or_default();
            facts.measure(&trigger.metric).is_some_and(|measure| measure.is_good_when(op))
        };
        let turned: Vec<&Trigger> = reply.triggers.iter().filter(is_turned).collect();
        let severity = match turned.len() == reply.triggers.len() {
            true => Severity::Major,
            false => Severity::Minor,
        };
        for trigger in turned {
            let message = "this happens on every good day, and is silent when it gets worse";
            let place = ["trigger", trigger.metric.as_str()];
            let yours = trigger.op.clone().unwrap_or_default();
            let needed = if yours.starts_with('<') { ">" } else { "<" };
            let row = Evidence::row(&trigger.metric, yours, needed);
            self.findings.add("AD-15", severity, &place, message).evidence.push(row);
        }
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
        self.turned();
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
