//! Marks a drawing: the weighted share of what must hold, less what was changed without need.

mod machine;

use crate::{
    exercise::{answer::Answer, findings::Findings},
    text::counted,
    verdict::{Evidence, Finding, Severity, Verdict, score::Earned},
};

use super::{
    facts::{Demand, Invariant, Repair, Side},
    graph::{Arrow, FILE, Graph},
};

/// What an edit too many costs, and the most that all of them cost.
const WASTE: f64 = 2.0;
const MOST_WASTE: f64 = 10.0;

/// The verdict on an answer.
pub(super) fn mark(facts: &Repair, answer: &Answer) -> Verdict {
    let graph = match Graph::of(answer) {
        Ok(graph) if !answer.is_empty() => graph,
        Ok(_) => Graph::default(),
        Err(issues) => {
            let finding = Finding::new(
                "DG-01",
                Severity::Blocker,
                ["diagram"],
                "this cannot be read as a drawing",
            );
            let spans =
                issues.into_iter().take(5).map(|issue| Evidence::Words(format!("{FILE}:{issue}")));
            let finding = spans.fold(finding, Finding::evidence);
            return Verdict::judge(Vec::new(), vec![finding]);
        }
    };
    let mut marking = Marking { facts, graph: &graph, findings: Findings::in_file(answer, FILE) };
    marking.nodes();
    marking.bank();
    let results = marking.all();
    let weight = |held: bool| {
        let counted = results.iter().filter(|(holds, _)| *holds || !held);
        counted.map(|(_, weight)| weight).sum::<f64>()
    };
    let (held, all) = (weight(true), weight(false));
    let share = if graph.nodes.is_empty() || all <= 0.0 { 0.0 } else { held / all };
    let waste = (WASTE * facts.edits_too_many(&graph) as f64).min(MOST_WASTE);
    let mut earned = vec![Earned::new("what must hold", 100.0 * share, 100.0)];
    if waste > 0.0 {
        earned.push(Earned { item: "edits without need".into(), points: -waste, of: None });
    }
    Verdict::judge(earned, marking.findings.into_vec())
}

/// What of all that must hold does, in the order of the facts; nothing where there is no drawing.
pub(super) fn held(facts: &Repair, answer: &Answer) -> Vec<bool> {
    let Ok(graph) = Graph::of(answer) else { return Vec::new() };
    let findings = Findings::in_file(answer, FILE);
    let results = Marking { facts, graph: &graph, findings }.all();
    results.into_iter().map(|(holds, _)| holds).collect()
}

struct Marking<'a> {
    facts: &'a Repair,
    graph: &'a Graph,
    findings: Findings<'a>,
}

impl Marking<'_> {
    /// Invariants, machine and traces: whether each holds, and its weight.
    fn all(&mut self) -> Vec<(bool, f64)> {
        let facts = self.facts;
        let mut results: Vec<(bool, f64)> =
            facts.invariants.iter().map(|one| (self.invariant(one), one.weight)).collect();
        let doubled = self.two_exits();
        let machine = facts.machine.iter();
        results.extend(machine.map(|one| (self.machine(one, doubled), one.weight)));
        results.extend(facts.traces.iter().map(|one| (self.trace(one, doubled), one.weight)));
        results
    }

    /// Nodes that were there and must stay, and new ones where none may come.
    fn nodes(&mut self) {
        let Some(start) = &self.facts.start else { return };
        for (name, text) in start.nodes.iter().zip(&start.texts) {
            if !self.graph.nodes.contains(name) {
                let message = "this part of the drawing was not yours to take away";
                self.findings.add("DG-02", Severity::Blocker, &[text], message);
            }
        }
        let new: Vec<&String> =
            self.graph.texts.iter().filter(|text| start.node(text).is_none()).collect();
        if !self.facts.may_add && !new.is_empty() {
            let words = new.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let message = "the parts are given: change arrows and labels";
            self.findings.add("DG-02", Severity::Blocker, &[&words], message);
        }
    }

    fn invariant(&mut self, invariant: &Invariant) -> bool {
        let graph = self.graph;
        let says = |general: &str| {
            if invariant.says.is_empty() { general.to_owned() } else { invariant.says.clone() }
        };
        let node = |text: &String| graph.node(text);
        match &invariant.demand {
            Demand::Edge { from, to, label, config } => {
                let between = graph
                    .arrows
                    .iter()
                    .filter(|arrow| Some(arrow.from) == node(from) && Some(arrow.to) == node(to));
                let between: Vec<_> = between.collect();
                if between
                    .iter()
                    .any(|arrow| label.as_ref().is_none_or(|label| arrow.label == *label))
                {
                    return true;
                }
                let rule = if *config && !between.is_empty() { "DG-08" } else { "DG-03" };
                let message = match rule {
                    "DG-08" => says("the drawing says something else than the configuration"),
                    _ => says("an arrow that must be there is missing"),
                };
                let yours =
                    between.first().map_or("no arrow".to_owned(), |arrow| arrow.label.clone());
                let span = between.first().map(|arrow| self.findings.span(&arrow.span));
                let needed = label.clone().unwrap_or_else(|| "an arrow".to_owned());
                let finding = self.findings.add(rule, Severity::Major, &[from, to], message);
                finding.evidence.push(Evidence::row(format!("{from} -> {to}"), yours, needed));
                finding.evidence.extend(span);
                false
            }
            Demand::NoEdge { from, to } => {
                let found = graph
                    .arrows
                    .iter()
                    .find(|arrow| Some(arrow.from) == node(from) && Some(arrow.to) == node(to));
                let Some(found) = found else { return true };
                let span = self.findings.span(&found.span);
                let label = found.label.clone();
                let finding = self.findings.add(
                    "DG-04",
                    Severity::Major,
                    &[from, to],
                    says("an arrow that must not be"),
                );
                finding.evidence.push(Evidence::row(format!("{from} -> {to}"), label, "no arrow"));
                finding.evidence.push(span);
                false
            }
            Demand::Path { from, to } => {
                let found =
                    node(from).zip(node(to)).and_then(|(from, to)| graph.path(from, to, None));
                if found.is_some() {
                    return true;
                }
                let finding = self.findings.add(
                    "DG-03",
                    Severity::Major,
                    &[from, to],
                    says("no way leads there"),
                );
                finding.evidence.push(Evidence::row(format!("{from} … {to}"), "no way", "a way"));
                false
            }
            Demand::NoPath { from, to } => {
                let found =
                    node(from).zip(node(to)).and_then(|(from, to)| graph.path(from, to, None));
                let Some(found) = found else { return true };
                let way = graph.shown(&found);
                let finding = self.findings.add(
                    "DG-04",
                    Severity::Major,
                    &[from, to],
                    says("a way that must not be"),
                );
                finding.evidence.push(Evidence::row(format!("{from} … {to}"), way, "no way"));
                false
            }
            Demand::OnlyVia { from, to, via } => {
                let ends = node(from).zip(node(to));
                let around = ends.and_then(|(from, to)| graph.path(from, to, node(via)));
                let any = ends.and_then(|(from, to)| graph.path(from, to, None));
                if around.is_none() && any.is_some() {
                    return true;
                }
                let (rule, yours) = match &around {
                    Some(way) => ("DG-04", graph.shown(way)),
                    None => ("DG-03", "no way".to_owned()),
                };
                let finding = self.findings.add(
                    rule,
                    Severity::Major,
                    &[from, to, via],
                    says("there is one gate, and a way around it"),
                );
                finding.evidence.push(Evidence::row(
                    format!("{from} … {to}"),
                    yours,
                    format!("through {via}"),
                ));
                false
            }
            Demand::Acyclic => {
                let holds = graph.is_acyclic();
                if !holds {
                    self.findings.add(
                        "DG-04",
                        Severity::Major,
                        &["circle"],
                        says("something leads back to itself"),
                    );
                }
                holds
            }
            Demand::InGroup { node: name, group } => {
                let holds = node(name).is_some_and(|at| graph.is_in(at, group));
                if !holds {
                    let finding = self.findings.add(
                        "DG-09",
                        Severity::Major,
                        &[name, group],
                        says("this stands in another group"),
                    );
                    finding.evidence.push(Evidence::row(name, "elsewhere", group));
                }
                holds
            }
            Demand::Degree { node: name, side, min, max } => {
                let count = node(name).map_or(0, |at| self.degree(at, *side));
                let holds = (*min..=*max).contains(&count);
                if !holds {
                    let rule = if count < *min { "DG-03" } else { "DG-04" };
                    let most =
                        if *max == usize::MAX { String::new() } else { format!(" to {max}") };
                    let finding = self.findings.add(
                        rule,
                        Severity::Major,
                        &[name],
                        says("too few or too many arrows"),
                    );
                    finding.evidence.push(Evidence::row(
                        name,
                        counted(count, "arrow"),
                        format!("{min}{most}"),
                    ));
                }
                holds
            }
            Demand::Labelled => self.labelled(&invariant.says),
        }
    }

    fn degree(&self, node: usize, side: Side) -> usize {
        let counts = |arrow: &&Arrow| match side {
            Side::In => arrow.to == node,
            Side::Out => arrow.from == node,
            Side::Both => arrow.from == node || arrow.to == node,
        };
        self.graph.arrows.iter().filter(counts).count()
    }

    /// Whether every arrow has a label that may be used.
    fn labelled(&mut self, says: &str) -> bool {
        let graph = self.graph;
        let bare = graph.arrows.iter().filter(|arrow| arrow.label.is_empty());
        let bare: Vec<&Arrow> = bare.collect();
        for arrow in &bare {
            let message = "every arrow says what makes it happen";
            self.label(arrow, if says.is_empty() { message } else { says });
        }
        let strange = graph.arrows.iter().any(|arrow| !self.facts.allows(&arrow.label));
        !graph.arrows.is_empty() && bare.is_empty() && !strange
    }

    /// Labels that are in no bank, where there is one.
    fn bank(&mut self) {
        for arrow in &self.graph.arrows {
            if !arrow.label.is_empty() && !self.facts.allows(&arrow.label) {
                self.label(arrow, "a label is one of the words that are given");
            }
        }
    }

    fn label(&mut self, arrow: &Arrow, message: &str) {
        let (from, to) = (&self.graph.texts[arrow.from], &self.graph.texts[arrow.to]);
        let span = self.findings.span(&arrow.span);
        let finding = self.findings.add("DG-05", Severity::Minor, &[from, to], message);
        let needed = self.facts.labels.join(", ");
        finding.evidence.push(Evidence::row(format!("{from} -> {to}"), &arrow.label, needed));
        finding.evidence.push(span);
    }
}
