//! Marks choices: the choice 50, add-ons 20, the facts that decide 20, one argued rejection 10.

use crate::{
    catalog::{Catalog, Relation},
    exercise::{
        answer::{Answer, Key},
        findings::Findings,
    },
    table::Placed,
    verdict::{Evidence, Finding, Fix, Severity, Verdict, score::Earned},
};

use super::{
    facts::{Case, Choosing, Means},
    offer,
    reply::{Mine, Reply},
};

/// The rule about names that stand for nothing.
const UNKNOWN: &str = "CP-02";
const CHOICE: f64 = 50.0;
const ADD_ONS: f64 = 20.0;
const REASONS: f64 = 20.0;
const REJECTION: f64 = 10.0;
/// The share of the choice for what fits but is dearer than an equal.
const DEARER: f64 = 0.6;
/// In a set of so many cases the first contradiction is a minor finding.
const SET: usize = 5;

/// The verdict on an answer.
pub(super) fn mark(facts: &Choosing, answer: &Answer, catalog: &Catalog) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, facts));
    let mut marking = Marking { facts, answer, catalog, findings: Findings::of(answer) };
    for name in &reply.unknown {
        let known = facts.cases.iter().map(|case| case.name.as_str());
        marking.findings.unknown(UNKNOWN, name, "no case is called so", known);
    }
    let open =
        reply.choices.iter().filter(|mine| mine.as_ref().is_none_or(|mine| mine.take.is_none()));
    let many = open.count() * 3 > facts.cases.len();
    let most = 100.0 / facts.cases.len().max(1) as f64;
    let mut earned = Vec::new();
    for (case, mine) in facts.cases.iter().zip(&reply.choices) {
        let points = match mine.as_ref().and_then(|mine| Some((mine, mine.take.as_ref()?))) {
            Some((mine, take)) => marking.case(case, mine, take),
            None => {
                let severity = if many { Severity::Blocker } else { Severity::Major };
                let finding =
                    Finding::new("CP-01", severity, [&case.name], "nothing is chosen here");
                marking.findings.push(finding.row(case.text.clone(), "", "a choice"));
                0.0
            }
        };
        earned.push(Earned::new(case.name.clone(), points * most, most));
    }
    marking.soften();
    Verdict::judge(earned, marking.findings.into_vec())
}

struct Marking<'a> {
    facts: &'a Choosing,
    answer: &'a Answer,
    catalog: &'a Catalog,
    findings: Findings<'a>,
}

/// Parts of a case's points: earned, and the most.
#[derive(Default)]
struct Points(f64, f64);

impl Points {
    fn add(&mut self, share: f64, of: f64) {
        self.0 += share * of;
        self.1 += of;
    }
}

impl Marking<'_> {
    /// In a larger set the first contradiction is forgiven so far that it does not cap the score.
    fn soften(&mut self) {
        if self.facts.cases.len() < SET {
            return;
        }
        let contradicts = |finding: &&mut Finding| {
            matches!(finding.rule, "CP-03" | "CP-09") && finding.severity == Severity::Major
        };
        if let Some(first) = self.findings.iter_mut().find(contradicts) {
            first.severity = Severity::Minor;
        }
    }

    /// The share of a case's points, 0 to 1.
    fn case(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) -> f64 {
        let known: Vec<String> =
            self.facts.choices().into_iter().map(|choice| choice.value).collect();
        let known = || known.iter().map(String::as_str);
        if known().all(|choice| choice != take.value) {
            self.findings.unknown(UNKNOWN, take, "this is none of the choices", known());
            return 0.0;
        }
        let reasons = self.facts.citable();
        let reasons = || reasons.iter().map(String::as_str);
        let cited = mine.because.iter().chain(mine.not.iter().map(|(_, fact)| fact));
        for word in cited.filter(|word| reasons().all(|reason| reason != word.value)) {
            self.findings.unknown(UNKNOWN, word, "this is none of the facts", reasons());
        }
        let is_pattern = |word: &str| self.catalog.get(word).is_some();
        for (word, _) in &mine.not {
            if known().all(|choice| choice != word.value) && !is_pattern(&word.value) {
                self.findings.unknown(UNKNOWN, word, "this is none of the choices", known());
            }
        }
        let mut points = Points::default();
        let facts = self.facts;
        let choice = match &facts.means {
            Means::Tree(_) => self.leaf(case, mine, take),
            Means::Table(_) => self.offer(case, take),
        };
        points.add(choice, CHOICE);
        if facts.asks_add_ons(case) {
            let share = self.add_ons(case, mine, take);
            points.add(share, ADD_ONS);
        }
        self.relations(case, mine, take);
        self.reasons(case, mine, take, &mut points);
        let argued = self.rejections(case, mine, take);
        points.add(argued, REJECTION);
        points.0 / points.1
    }

    fn leaf(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) -> f64 {
        let Means::Tree(tree) = &self.facts.means else { return 0.0 };
        let right = tree.leaf(&case.say).unwrap_or_default();
        if take.value == right {
            return 1.0;
        }
        let cited = |fact: &String| mine.because.iter().any(|word| word.value == *fact);
        let other = case.alternatives.iter().find(|other| other.leaf == take.value);
        let (severity, share, why) = match other {
            Some(other) if other.facts.iter().any(cited) => {
                (Severity::Info, other.credit, other.why.as_str())
            }
            Some(other) => (Severity::Minor, other.credit / 2.0, other.why.as_str()),
            None => (Severity::Major, 0.0, ""),
        };
        let parting = tree.parting(case, &take.value);
        let question = parting.as_ref().map_or("", |(id, _)| id.as_str());
        let said = parting.as_ref().map_or("", |(id, at)| tree.option(id, *at));
        let message = match why {
            "" => format!("the brief says otherwise at {question}: {said}"),
            why => why.to_owned(),
        };
        let span = self.findings.span(&take.span);
        let mut finding = Finding::new("CP-03", severity, [&case.name, &take.value], message)
            .row(question, take.value.clone(), said)
            .evidence(span)
            .cite(take.value.clone());
        if severity == Severity::Major {
            // Reasons and rejections belong to the choice, so one edit alone would mend nothing.
            finding = finding.fix(Fix::words(format!("Follow the brief at {question}")));
        }
        self.findings.push(finding);
        share
    }

    fn offer(&mut self, case: &Case, take: &Placed<String>) -> f64 {
        let Means::Table(offers) = &self.facts.means else { return 0.0 };
        let Some(offer) = offers.iter().find(|offer| offer.name == take.value) else { return 0.0 };
        let broken = offer.broken(case);
        let span = self.findings.span(&take.span);
        if !broken.is_empty() {
            let message = "what the case cannot do without is missing, or a limit is passed";
            let place = [&case.name, &take.value];
            let finding = Finding::new("CP-09", Severity::Major, place, message).evidence(span);
            let rows = broken.into_iter();
            self.findings.push(
                rows.fold(finding, |finding, (name, own, needed)| finding.row(name, own, needed)),
            );
            return 0.0;
        }
        let best = offer::near_best(offers, case, None);
        if best.iter().any(|other| other.name == offer.name) {
            return 1.0;
        }
        let names: Vec<&str> = best.iter().map(|other| other.name.as_str()).collect();
        let message = "this fits, and something else gives the case more for what it costs";
        let value = |name: &str| {
            let offer = offers.iter().find(|offer| offer.name == name);
            offer.map_or(0.0, |offer| offer.value(case, None))
        };
        let finding = Finding::new("CP-10", Severity::Minor, [&case.name, &take.value], message)
            .row(
                "what is wanted, less the cost",
                format!("{} ({})", value(&take.value), take.value),
                format!("{} ({})", names.first().map_or(0.0, |name| value(name)), names.join(", ")),
            );
        self.findings.push(finding.evidence(span));
        DEARER
    }

    /// The share of add-ons that were needed and taken (F1), those that do no harm aside.
    fn add_ons(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) -> f64 {
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
    fn relations(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) {
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

    /// The facts that decide.
    fn reasons(&mut self, case: &Case, mine: &Mine, take: &Placed<String>, points: &mut Points) {
        let mut deciding = match &self.facts.means {
            Means::Tree(tree) => tree.deciding(case),
            Means::Table(offers) => offer::deciding(offers, case),
        };
        let taken = case.alternatives.iter().filter(|other| other.leaf == take.value);
        for fact in taken.flat_map(|other| &other.facts) {
            if !deciding.contains(fact) {
                deciding.push(fact.clone());
            }
        }
        if deciding.is_empty() {
            return;
        }
        // What is true and not said decides nothing, and does no harm where it is cited.
        let said = mine.because.iter().filter(|word| !case.quiet.contains(&word.value));
        let mut cited: Vec<&str> = said.map(|word| word.value.as_str()).collect();
        cited.sort_unstable();
        cited.dedup();
        let hits = cited.iter().filter(|word| deciding.iter().any(|fact| fact == *word)).count();
        let share = f1(hits, cited.len() - hits, deciding.len());
        if share < 1.0 - 1e-9 {
            let message = "a fact decides if changing it alone leads to another choice: cite those, and no others";
            let finding = Finding::new("CP-08", Severity::Minor, [&case.name], message);
            self.findings.push(finding.row("facts", cited.join(", "), deciding.join(", ")));
        }
        points.add(share, REASONS);
    }

    /// The share of rejections that name a fact which speaks against what was turned down.
    fn rejections(&mut self, case: &Case, mine: &Mine, take: &Placed<String>) -> f64 {
        let argued = |(leaf, fact): &&(Placed<String>, Placed<String>)| match &self.facts.means {
            Means::Tree(tree) => tree.speaks_against(case, &fact.value, &leaf.value),
            Means::Table(offers) => {
                let find = |name: &str| offers.iter().find(|offer| offer.name == name);
                let (Some(other), Some(chosen)) = (find(&leaf.value), find(&take.value)) else {
                    return false;
                };
                let wanted = case.wants.contains_key(&fact.value)
                    && chosen.has.contains(&fact.value)
                    && !other.has.contains(&fact.value);
                other.fails(case, &fact.value) || wanted
            }
        };
        let good = mine.not.iter().filter(argued).count();
        let weak: Vec<String> = mine
            .not
            .iter()
            .filter(|one| !argued(one))
            .map(|(leaf, fact)| format!("{}: {}", leaf.value, fact.value))
            .collect();
        if weak.is_empty() && !mine.not.is_empty() {
            return 1.0;
        }
        let message = "turn one choice down with a fact of the brief that speaks against it";
        let finding = Finding::new("CP-11", Severity::Minor, [&case.name], message);
        self.findings.push(finding.row(
            "turned down",
            weak.join(", "),
            "a choice and the fact against it",
        ));
        good as f64 / mine.not.len().max(1) as f64
    }
}

/// The harmonic mean of precision and recall; 1 where nothing is needed and nothing was given.
fn f1(hits: usize, wrong: usize, needed: usize) -> f64 {
    let all = hits + wrong + needed;
    if all == 0 { 1.0 } else { 2.0 * hits as f64 / all as f64 }
}
