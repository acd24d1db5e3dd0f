//! `diagram-repair`: arrows and labels of a drawing are changed until what must hold does.

mod facts;
mod graph;
mod mark;

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        kind::{Facts, Input, Kind, Knowledge, Mutant, Samples, Shape},
    },
    verdict::Verdict,
};

use facts::{Demand, Repair};
use graph::{Arrow, FILE, Graph};

/// The kind.
pub struct DiagramRepair;

impl Kind for DiagramRepair {
    fn id(&self) -> &'static str {
        "diagram-repair"
    }

    fn shape(&self) -> Shape {
        Shape::File(FILE)
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let start = input.files.text("start/diagram.mmd");
        Some(Arc::new(Repair::read(input.root, start.as_deref())))
    }
}

impl Repair {
    /// Drawings in which a box that must lie in a group lies in none, or in another.
    fn moved(&self, graph: &Graph) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for invariant in &self.invariants {
            let Demand::InGroup { node, group } = &invariant.demand else { continue };
            let Some(at) = graph.node(node) else { continue };
            let mut add = |operator, title| {
                let answer = Answer::of(FILE, graph.moved(at, title).write(&graph.arrows));
                mutants.push(Mutant { operator, name: graph.nodes[at].clone(), answer });
            };
            add("take a box out of its group", None);
            if let Some(other) = graph.other_group(group) {
                add("put a box into another group", Some(other));
            }
        }
        mutants
    }
}

impl Facts for Repair {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        let machine = usize::from(self.machine.is_some());
        vec![("exercise.size.rules", self.invariants.len() + self.traces.len() + machine)]
    }

    fn starter(&self) -> Answer {
        Answer::of(FILE, self.start_text.as_str())
    }

    fn notes(&self) -> String {
        let labels = self.labels.join(", ");
        if labels.is_empty() { String::new() } else { format!("%% labels: {labels}\n") }
    }

    /// A drawing that cannot be read is a finding, not an error: its text is what is worked on.
    fn diagnose(&self, _answer: &Answer) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        mark::mark(self, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["DG-01", "DG-02"];
        let any =
            |test: &dyn Fn(&Demand) -> bool| self.invariants.iter().any(|one| test(&one.demand));
        let wanted = |demand: &Demand| {
            matches!(
                demand,
                Demand::Edge { config: false, .. } | Demand::Path { .. } | Demand::OnlyVia { .. }
            ) || matches!(demand, Demand::Degree { min: 1.., .. })
        };
        rules.extend(any(&wanted).then_some("DG-03"));
        let barred = |demand: &Demand| {
            matches!(
                demand,
                Demand::NoEdge { .. }
                    | Demand::NoPath { .. }
                    | Demand::OnlyVia { .. }
                    | Demand::Acyclic
            )
        };
        rules.extend(any(&barred).then_some("DG-04"));
        let labels = !self.labels.is_empty() || any(&|demand| *demand == Demand::Labelled);
        rules.extend(labels.then_some("DG-05"));
        if self.machine.is_some() || !self.traces.is_empty() {
            rules.extend(["DG-06", "DG-11"]);
        }
        rules.extend(
            any(&|demand| matches!(demand, Demand::Edge { config: true, .. })).then_some("DG-08"),
        );
        rules.extend(any(&|demand| matches!(demand, Demand::InGroup { .. })).then_some("DG-09"));
        rules
    }

    fn doubts(&self, samples: &Samples, _knowledge: &Knowledge) -> Vec<String> {
        /// What one begins with breaks so much of what must hold.
        const BROKEN: usize = 3;
        let all = self.invariants.len() + self.traces.len() + usize::from(self.machine.is_some());
        let held = |answer: &Answer| mark::held(self, answer);
        let broken = held(&self.starter()).iter().filter(|held| !**held).count();
        let few = (broken < BROKEN.min(all))
            .then(|| format!("what one begins with breaks {broken} of what must hold, too few"));
        let mutants = samples.references.iter().flat_map(|reference| self.mutants(reference));
        let mutants: Vec<Vec<bool>> = mutants.map(|mutant| held(&mutant.answer)).collect();
        let idle = (0..all).filter(|at| {
            let breaks = |held: &Vec<bool>| held.get(*at).is_some_and(|held| !held);
            !mutants.is_empty() && !mutants.iter().any(breaks)
        });
        let idle =
            idle.map(|at| format!("no broken reference breaks what must hold, number {}", at + 1));
        few.into_iter().chain(idle).collect()
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let Ok(graph) = Graph::of(answer) else { return Vec::new() };
        let mut mutants = Vec::new();
        let mut add = |operator, name: String, arrows: Vec<Arrow>| {
            let answer = Answer::of(FILE, graph.write(&arrows));
            mutants.push(Mutant { operator, name, answer });
        };
        for (at, arrow) in graph.arrows.iter().enumerate() {
            let name =
                format!("{} {} {}", graph.nodes[arrow.from], arrow.label, graph.nodes[arrow.to]);
            let with = |new: Option<Arrow>| {
                let mut arrows = graph.arrows.clone();
                match new {
                    Some(new) => arrows[at] = new,
                    None => drop(arrows.remove(at)),
                }
                arrows
            };
            add("drop an arrow", name.clone(), with(None));
            if arrow.from != arrow.to {
                let turned = Arrow { from: arrow.to, to: arrow.from, ..arrow.clone() };
                add("turn an arrow round", name.clone(), with(Some(turned)));
            }
            let other = Arrow { to: (arrow.to + 1) % graph.nodes.len(), ..arrow.clone() };
            add("re-target an arrow", name.clone(), with(Some(other)));
            if !arrow.label.is_empty() {
                let other = Arrow { label: "something else".into(), ..arrow.clone() };
                add("relabel an arrow", name.clone(), with(Some(other)));
                let twin = Arrow { to: (arrow.to + 1) % graph.nodes.len(), ..arrow.clone() };
                let more = graph.arrows.iter().cloned().chain([twin]).collect();
                add("a second arrow for one event", name, more);
            }
        }
        mutants.extend(self.moved(&graph));
        let unreadable = Answer::of(FILE, "flowchart TD\nA --> [[\n");
        mutants.push(Mutant { operator: "no drawing", name: String::new(), answer: unreadable });
        mutants
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        let without = self.start.as_ref().map(|start| Answer::of(FILE, start.write(&[])));
        without.into_iter().map(|answer| ("no arrows", answer)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{exercise::kind::Files, table::Document};

    const FACTS: &str = "[[invariant]]\nkind = 'in-group'\nnode = 'Orders'\ngroup = 'Core'\n\
                         [[invariant]]\nkind = 'edge'\nfrom = 'Shop'\nto = 'Orders'\n\
                         [[invariant]]\nkind = 'no-edge'\nfrom = 'Orders'\nto = 'Shop'\n";
    const RIGHT: &str = "flowchart TD\nsubgraph e[Edge]\nshop[Shop]\nend\n\
                         subgraph c[Core]\norders[Orders]\nend\nshop --> orders\n";
    const START: &str = "flowchart TD\nsubgraph e[Edge]\nshop[Shop]\norders[Orders]\nend\n\
                         orders --> shop\n";

    #[test]
    fn a_box_that_must_lie_in_a_group_is_moved_out_of_it_and_into_another() {
        let files = [("start/diagram.mmd".to_owned(), START.into())];
        let (files, knowledge) = (Files::new("", &files), Knowledge::default());
        let (facts, wrong) = Document::new("x", FACTS).read(FACTS, |root| {
            let input = Input { id: "x", root: &root, files: &files, knowledge: &knowledge };
            DiagramRepair.read(&input)
        });
        assert_eq!(wrong, []);
        let (facts, right) = (facts.unwrap(), Answer::of(FILE, RIGHT));
        let whole = facts.mark(&right, &knowledge);
        assert_eq!(whole.findings, []);
        let mutants = facts.mutants(&right);
        let moved = mutants.iter().filter(|mutant| mutant.operator.contains("box"));
        let fired = moved.map(|mutant| {
            let verdict = facts.mark(&mutant.answer, &knowledge);
            let rules: Vec<&str> = verdict.findings.iter().map(|finding| finding.rule).collect();
            (mutant.operator, rules, verdict.tenths < whole.tenths)
        });
        let expected = ["take a box out of its group", "put a box into another group"];
        let expected = expected.map(|operator| (operator, vec!["DG-09"], true));
        assert_eq!(fired.collect::<Vec<_>>(), expected);
        let samples = Samples { references: vec![right], starts: Vec::new() };
        assert_eq!(facts.doubts(&samples, &knowledge), Vec::<String>::new());
    }
}
