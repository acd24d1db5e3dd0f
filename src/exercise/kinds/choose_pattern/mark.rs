//! Marks choices: the choice 50, add-ons 20, the facts that decide 20, one argued rejection 10.

mod add_ons;

use crate::{
    catalog::Catalog,
    exercise::{answer::Answer, findings::Findings},
    table::Placed,
    verdict::{Finding, Fix, Severity, Verdict, score::Earned},
};

use super::{
    case::Case,
    facts::{Choosing, Means},
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
            let message = match &self.facts.means {
                Means::Tree(_) => {
                    "a fact decides if changing it alone leads to another choice: cite those, and no others"
                }
                Means::Table(_) => {
                    "a need or limit decides if some option fails it, and a wish if without it others are best: cite those, and no others"
                }
            };
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
