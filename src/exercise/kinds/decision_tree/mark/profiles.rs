//! Walks every profile through a tree, and shows the way of one that ends wrong.

use crate::{
    exercise::{
        answer::Key,
        findings::Findings,
        kinds::decision_tree::{
            facts::Profile,
            reply::{Node, Tree},
        },
    },
    verdict::{Evidence, Fix, Severity, TraceStep},
};

use super::{MOST_WAYS, Marking};

impl<'a> Marking<'a> {
    /// How many profiles end where they should.
    pub(super) fn profiles(&mut self) -> usize {
        let circle = self.has_circle();
        let mut passed = 0;
        for profile in &self.facts.profiles {
            let ends = if circle { Vec::new() } else { self.ends(profile) };
            let accepted = |way: &Vec<&str>| {
                way.last().is_some_and(|end| profile.leaves.iter().any(|leaf| leaf == end))
            };
            if !ends.is_empty() && ends.iter().all(accepted) {
                passed += 1;
                continue;
            }
            let wrong = ends.into_iter().find(|way| !accepted(way)).unwrap_or_default();
            let end = wrong.last().copied().unwrap_or("nowhere").to_owned();
            let trace = self.trace(profile, &wrong);
            let fix = self.retarget(profile, &wrong);
            let message = "what this case says leads elsewhere";
            let finding = self.findings.add("DT-08", Severity::Major, &[&profile.name], message);
            let fact = if profile.text.is_empty() { &profile.name } else { &profile.text };
            finding.evidence.push(Evidence::row(fact, end, profile.leaves.join(" or ")));
            finding.evidence.push(Evidence::Trace(trace));
            finding.fixes.extend(fix);
        }
        passed
    }

    /// The ways of a profile; what it leaves open is followed on every branch.
    fn ends(&self, profile: &Profile) -> Vec<Vec<&'a str>> {
        let mut ends = Vec::new();
        let mut open: Vec<Vec<&str>> = self.tree.first().map(|start| vec![start]).collect();
        while let Some(way) = open.pop().filter(|_| ends.len() < MOST_WAYS) {
            let Some(node) = way.last().and_then(|last| self.tree.node(last)) else {
                ends.push(way);
                continue;
            };
            let said = profile.says.iter().find(|(question, _)| *question == node.ask);
            let branches: Vec<&str> = node
                .branches()
                .filter(|(value, _)| said.is_none_or(|(_, said)| said == value))
                .map(|(_, target)| target)
                .collect();
            if branches.is_empty() {
                ends.push(way);
                continue;
            }
            open.extend(branches.into_iter().rev().map(|target| {
                let mut way = way.clone();
                way.push(target);
                way
            }));
        }
        ends
    }

    fn trace(&self, profile: &Profile, way: &[&str]) -> Vec<TraceStep> {
        let step = |id: &&str| match self.tree.node(id) {
            Some(node) => {
                let said = profile.says.iter().find(|(question, _)| *question == node.ask);
                let said = said.map_or("not said", |(_, value)| value.as_str());
                TraceStep {
                    from: node.id.clone(),
                    text: format!("{}: {said}", node.ask),
                    ..TraceStep::default()
                }
            }
            None => TraceStep { text: (*id).to_owned(), ..TraceStep::default() },
        };
        way.iter().map(step).collect()
    }

    /// The last branch of a way turned to an accepted leaf, where that breaks no other profile.
    fn retarget(&self, profile: &Profile, way: &[&str]) -> Option<Fix> {
        let [.., last, end] = way else { return None };
        let leaf = profile.leaves.first()?;
        let at = self.tree.nodes.iter().position(|node| node.id == *last)?;
        let (value, _) = self.tree.nodes[at].branches().find(|(_, target)| target == end)?;
        let path: [Key; 4] = ["node".into(), at.into(), "on".into(), value.into()];
        let changed = self.answer.set(&path, Some(leaf.as_str().into()));
        let text = format!("Let `{value}` at {last} lead to {leaf}");
        let (tree, _) = Tree::of(&changed);
        let again = Marking {
            facts: self.facts,
            answer: &changed,
            tree: &tree,
            findings: Findings::of(&changed),
        };
        let passes = |marking: &Marking<'_>, profile: &Profile| {
            let ends = marking.ends(profile);
            !ends.is_empty()
                && ends.iter().all(|way| {
                    way.last().is_some_and(|end| profile.leaves.iter().any(|leaf| leaf == end))
                })
        };
        let breaks =
            self.facts.profiles.iter().any(|other| passes(self, other) && !passes(&again, other));
        let elsewhere =
            self.tree.nodes.iter().flat_map(Node::branches).filter(|(_, target)| target == end);
        let lost = self.facts.is_leaf(end) && elsewhere.count() < 2;
        let doubled = self.tree.nodes.iter().any(|node| {
            node.id != *last
                && node.ask == self.tree.nodes[at].ask
                && node.branches().any(|(known, target)| {
                    known == value && self.facts.is_leaf(target) && target != leaf
                })
        });
        Some(match breaks || lost || doubled || !passes(&again, profile) {
            true => Fix::words(text),
            false => Fix::edit(text, self.answer.edits_to(&changed)),
        })
    }
}
