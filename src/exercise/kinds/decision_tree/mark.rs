//! Marks a tree by walking every path of it, and every profile through it.

mod profiles;

use std::collections::BTreeSet;

use crate::{
    exercise::{answer::Answer, findings::Findings},
    table::Placed,
    verdict::{Evidence, Finding, Severity, Verdict, score::Earned},
};

use super::{
    facts::{Leaf, Repair},
    reply::{Node, Tree},
};

/// Points of each of the checks of structure.
const CHECK: f64 = 5.0;
const STRUCTURE: [&str; 8] =
    ["DT-01", "DT-02", "DT-03", "DT-04", "DT-05", "DT-06", "DT-07", "DT-09"];
const PROFILES: f64 = 55.0;
const ECONOMY: f64 = 5.0;
/// What an edit too many, a way too deep, a weak question costs of the economy.
const WASTE: f64 = 2.0;
/// A tree with more ways is walked so far.
const MOST_WAYS: usize = 10_000;

/// The verdict on an answer.
pub(super) fn mark(facts: &Repair, answer: &Answer) -> Verdict {
    let (tree, _) = Tree::of(answer);
    let mut marking = Marking { facts, answer, tree: &tree, findings: Findings::of(answer) };
    marking.starts();
    marking.names();
    marking.circles();
    marking.branches();
    let reached = marking.reached();
    marking.leaves(&reached);
    marking.ways();
    marking.twice();
    let passed = marking.profiles();
    marking.settles(&reached, passed);
    let findings = marking.findings.into_vec();
    let broken = |rule: &&str| findings.iter().any(|finding| finding.rule == *rule);
    // Where nothing starts, nothing was looked at: no check is passed.
    let held = if tree.nodes.is_empty() {
        0
    } else {
        STRUCTURE.iter().filter(|rule| !broken(rule)).count()
    };
    let structure = CHECK * held as f64;
    let profiles = PROFILES * passed as f64 / facts.profiles.len().max(1) as f64;
    let slips = findings.iter().filter(|finding| matches!(finding.rule, "DT-10" | "DT-11")).count();
    let waste = WASTE * (facts.edits_too_many(&tree) + slips) as f64;
    let economy = if tree.nodes.is_empty() { 0.0 } else { (ECONOMY - waste).max(0.0) };
    let earned = vec![
        Earned::new("structure", structure, CHECK * STRUCTURE.len() as f64),
        Earned::new("profiles", profiles, PROFILES),
        Earned::new("economy", economy, ECONOMY),
    ];
    Verdict::judge(earned, findings)
}

struct Marking<'a> {
    facts: &'a Repair,
    answer: &'a Answer,
    tree: &'a Tree,
    findings: Findings<'a>,
}

impl<'a> Marking<'a> {
    fn at_node(
        &mut self,
        rule: &'static str,
        severity: Severity,
        node: &Node,
        message: &str,
    ) -> &mut Finding {
        let span = self.findings.span(&node.span);
        let finding = self.findings.add(rule, severity, &[&node.id], message);
        finding.evidence.push(span);
        finding
    }

    fn starts(&mut self) {
        let message = match self.tree.starts.as_slice() {
            [] => "the tree has no start",
            [_] => return,
            _ => "the tree has several starts: which question is asked first?",
        };
        let starts = self.tree.first().collect::<Vec<_>>().join(", ");
        let finding = self.findings.add("DT-01", Severity::Blocker, &["start"], message);
        finding.evidence.push(Evidence::row("start", starts, "one node"));
    }

    /// Names that stand for nothing, or for two things.
    fn names(&mut self) {
        let (tree, facts) = (self.tree, self.facts);
        let known: Vec<&str> = facts.targets(tree);
        for start in tree.starts.iter().filter(|start| tree.node(&start.value).is_none()) {
            let nodes = tree.nodes.iter().map(|node| node.id.as_str());
            self.findings.unknown("DT-01", start, "the start is no node", nodes);
        }
        for (at, node) in tree.nodes.iter().enumerate() {
            for (_, target) in &node.on {
                if !known.contains(&target.value.as_str()) {
                    let message = "the branch leads to nothing that is there";
                    self.findings.unknown("DT-01", target, message, known.iter().copied());
                }
            }
            if facts.question(&node.ask).is_none() {
                let bank = facts.questions.iter().map(|question| question.name.as_str());
                let word = Placed { value: node.ask.clone(), span: node.span.clone() };
                self.findings.unknown("DT-01", &word, "the question is not in the bank", bank);
            }
            if tree.nodes[..at].iter().any(|before| before.id == node.id) {
                let message = "two nodes have one id: where does a branch to it lead?";
                self.at_node("DT-01", Severity::Blocker, node, message);
            }
        }
    }

    fn circles(&mut self) {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for node in &self.tree.nodes {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let mut open: Vec<&str> = node.branches().map(|(_, target)| target).collect();
            while let Some(next) = open.pop() {
                if seen.insert(next)
                    && let Some(next) = self.tree.node(next)
                {
                    open.extend(next.branches().map(|(_, target)| target));
                }
            }
            if seen.contains(node.id.as_str()) && told.is_empty() {
                told.insert(&node.id);
                let message = "who answers so comes back to where they were, and goes on for ever";
                self.at_node("DT-02", Severity::Blocker, node, message);
            }
        }
    }

    /// Whether something leads back to itself.
    fn has_circle(&self) -> bool {
        self.findings.iter().any(|finding| finding.rule == "DT-02")
    }

    fn branches(&mut self) {
        let tree = self.tree;
        for node in &tree.nodes {
            if node.on.is_empty() {
                self.at_node(
                    "DT-03",
                    Severity::Major,
                    node,
                    "a question without a way out: whoever comes here stays",
                );
                continue;
            }
            let Some(question) = self.facts.question(&node.ask) else { continue };
            let mine: Vec<&String> = node.on.iter().map(|(value, _)| value).collect();
            let missing: Vec<&str> = question
                .values
                .iter()
                .filter(|value| !mine.contains(value))
                .map(String::as_str)
                .collect();
            let strange: Vec<&str> = mine
                .into_iter()
                .filter(|value| !question.values.contains(value))
                .map(String::as_str)
                .collect();
            if missing.is_empty() && strange.is_empty() {
                continue;
            }
            let message =
                "every answer has exactly one branch, and no branch is for what nobody answers";
            let yours =
                node.on.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join(", ");
            let needed = question.values.join(", ");
            let finding = self.at_node("DT-05", Severity::Major, node, message);
            finding.evidence.push(Evidence::row(&node.ask, yours, needed));
        }
    }

    /// Nodes and leaves that can be reached.
    fn reached(&mut self) -> BTreeSet<&'a str> {
        let tree = self.tree;
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = tree.first().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next)
                && let Some(node) = tree.node(next)
            {
                open.extend(node.branches().map(|(_, target)| target));
            }
        }
        for node in tree.nodes.iter().filter(|node| !reached.contains(node.id.as_str())) {
            self.at_node("DT-09", Severity::Minor, node, "nothing leads to this question");
        }
        reached
    }

    fn leaves(&mut self, reached: &BTreeSet<&str>) {
        for leaf in self.facts.leaves.iter().filter(|leaf| !reached.contains(leaf.name.as_str())) {
            let message = "no answers lead here: the tree can never advise it";
            let finding = self.findings.add("DT-04", Severity::Major, &[&leaf.name], message);
            finding.evidence.push(Evidence::row(&leaf.text, "unreachable", "a way to it"));
        }
    }

    /// Whether a tree is one at all: what is left out breaks no rule, so that a single question would be paid
    /// for all that it does not do.
    fn settles(&mut self, reached: &BTreeSet<&str>, passed: usize) {
        let (facts, tree) = (self.facts, self.tree);
        let asked = tree.nodes.iter().filter(|node| reached.contains(node.id.as_str())).count();
        let named = |leaf: &&Leaf| reached.contains(leaf.name.as_str());
        let leaves = facts.leaves.iter().filter(named).count();
        let few = |some: usize, all: usize| some * 2 < all;
        if asked != 1 || !few(leaves, facts.leaves.len()) || !few(passed, facts.profiles.len()) {
            return;
        }
        let message = "one question settles hardly anything: most cases end wrong, most advice is never given";
        let finding = self.findings.add("DT-12", Severity::Blocker, &["tree"], message);
        for (fact, some, all) in [
            ("leaves that are reached", leaves, facts.leaves.len()),
            ("cases that end right", passed, facts.profiles.len()),
        ] {
            finding.evidence.push(Evidence::row(fact, some.to_string(), format!("all {all}")));
        }
    }

    /// Every way from the start: questions twice, and too many of them.
    fn ways(&mut self) {
        if self.has_circle() {
            return;
        }
        let (mut again, mut deepest): (BTreeSet<&str>, Vec<&str>) = (BTreeSet::new(), Vec::new());
        let mut open: Vec<Vec<&str>> = self.tree.first().map(|start| vec![start]).collect();
        let mut walked = 0;
        while let Some(way) = open.pop() {
            walked += 1;
            let Some(node) =
                way.last().and_then(|last| self.tree.node(last)).filter(|_| walked < MOST_WAYS)
            else {
                continue;
            };
            let asked = |id: &&&str| self.tree.asks(id) == Some(node.ask.as_str());
            if way.iter().filter(asked).count() > 1 {
                again.insert(&node.id);
            }
            if way.len() > deepest.len() {
                deepest.clone_from(&way);
            }
            open.extend(node.branches().rev().map(|(_, target)| {
                let mut way = way.clone();
                way.push(target);
                way
            }));
        }
        for id in again {
            let Some(node) = self.tree.node(id) else { continue };
            self.at_node(
                "DT-06",
                Severity::Major,
                node,
                "the same question stands twice on one way: the second answer is known",
            );
        }
        if let Some(most) = self.facts.max_depth.filter(|most| deepest.len() > *most) {
            let message = "more questions than anybody answers with patience";
            let yours = format!("{}: {}", deepest.len(), deepest.join(", "));
            let finding = self.findings.add("DT-10", Severity::Minor, &["depth"], message);
            finding.evidence.push(Evidence::row(
                "questions on the longest way",
                yours,
                format!("at most {most}"),
            ));
        }
        for node in &self.tree.nodes {
            let Some(weak) = self.facts.question(&node.ask).filter(|question| question.weak) else {
                continue;
            };
            let message = match weak.why.as_str() {
                "" => "this question measures little of what it should decide",
                why => why,
            };
            self.at_node("DT-11", Severity::Minor, node, message);
        }
    }

    /// One question at two nodes, and one value that leads to two leaves.
    fn twice(&mut self) {
        let (tree, facts) = (self.tree, self.facts);
        for (at, one) in tree.nodes.iter().enumerate() {
            for other in tree.nodes.iter().skip(at + 1).filter(|other| other.ask == one.ask) {
                let differs = one.branches().find_map(|(value, leaf)| {
                    let (_, second) = other.branches().find(|(known, _)| *known == value)?;
                    let leaves = facts.is_leaf(leaf) && facts.is_leaf(second);
                    (leaves && leaf != second)
                        .then(|| (value.to_owned(), format!("{leaf} and {second}")))
                });
                let Some((value, leaves)) = differs else { continue };
                let message =
                    "the same answer to the same question is advised two different things";
                let place = [one.ask.as_str(), &value, &one.id, &other.id];
                let finding = self.findings.add("DT-07", Severity::Major, &place, message);
                finding.evidence.push(Evidence::row(
                    format!("{} = {value}", one.ask),
                    leaves,
                    "one leaf, or a question more",
                ));
            }
        }
    }
}
