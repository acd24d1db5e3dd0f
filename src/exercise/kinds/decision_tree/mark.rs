//! Marks a tree by walking every path of it, and every profile through it.

use std::collections::BTreeSet;

use crate::{
    exercise::answer::{Answer, Key, TOML},
    text,
    verdict::{Evidence, Finding, Fix, Severity, TraceStep, Verdict, score::Earned},
};

use super::{
    facts::{Profile, Repair},
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
    let mut marking = Marking { facts, answer, tree: &tree, findings: Vec::new() };
    marking.starts();
    marking.targets();
    marking.circles();
    marking.branches();
    let reached = marking.reached();
    marking.leaves(&reached);
    marking.ways();
    marking.twice();
    let passed = marking.profiles();
    let findings = marking.findings;
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
    findings: Vec<Finding>,
}

impl<'a> Marking<'a> {
    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        place: &[&str],
        message: impl Into<String>,
    ) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding::new(rule, severity, place.iter().copied(), message));
        &mut self.findings[at]
    }

    fn at_node(
        &mut self,
        rule: &'static str,
        severity: Severity,
        node: &Node,
        message: &str,
    ) -> &mut Finding {
        let span = self.answer.span(TOML, node.span.clone());
        let finding = self.add(rule, severity, &[&node.id], message);
        finding.evidence.push(Evidence::Span(span));
        finding
    }

    fn starts(&mut self) {
        let message = match self.tree.starts.as_slice() {
            [] => "the tree has no start",
            [_] => return,
            _ => "the tree has several starts: which question is asked first?",
        };
        let starts = self.tree.starts.join(", ");
        let finding = self.add("DT-01", Severity::Blocker, &["start"], message);
        finding.evidence.push(row("start", starts, "one node"));
    }

    /// Names that stand for nothing.
    fn targets(&mut self) {
        let (tree, facts) = (self.tree, self.facts);
        let known: Vec<&str> = facts.targets(tree);
        let unknown = |target: &str| !known.contains(&target);
        let near = |word: &str, known: &[&str]| {
            text::nearest(word, known.iter().copied()).map(|near| format!("did you mean `{near}`?"))
        };
        for start in tree.starts.iter().filter(|start| tree.node(start).is_none()) {
            let hint = near(start, &known);
            let finding =
                self.add("DT-01", Severity::Blocker, &["start", start], "the start is no node");
            finding.evidence.extend(hint.map(Evidence::Words));
        }
        for node in &tree.nodes {
            for (value, target) in node.on.iter().filter(|(_, target)| unknown(target)) {
                let hint = near(target, &known);
                let message = "the branch leads to nothing that is there";
                let place = [node.id.as_str(), value, target];
                let finding = self.add("DT-01", Severity::Blocker, &place, message);
                finding.evidence.extend(hint.map(Evidence::Words));
            }
            if facts.question(&node.ask).is_none() {
                let bank: Vec<&str> =
                    facts.questions.iter().map(|question| question.name.as_str()).collect();
                let hint = near(&node.ask, &bank);
                let message = "the question is not in the bank";
                let finding = self.add("DT-01", Severity::Blocker, &[&node.id, &node.ask], message);
                finding.evidence.extend(hint.map(Evidence::Words));
            }
        }
    }

    fn circles(&mut self) {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for node in &self.tree.nodes {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let mut open: Vec<&str> = node.on.iter().map(|(_, target)| target.as_str()).collect();
            while let Some(next) = open.pop() {
                if seen.insert(next)
                    && let Some(next) = self.tree.node(next)
                {
                    open.extend(next.on.iter().map(|(_, target)| target.as_str()));
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
            finding.evidence.push(row(&node.ask, yours, needed));
        }
    }

    /// Nodes and leaves that can be reached.
    fn reached(&mut self) -> BTreeSet<&'a str> {
        let tree = self.tree;
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = tree.starts.iter().map(String::as_str).collect();
        while let Some(next) = open.pop() {
            if reached.insert(next)
                && let Some(node) = tree.node(next)
            {
                open.extend(node.on.iter().map(|(_, target)| target.as_str()));
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
            let finding = self.add("DT-04", Severity::Major, &[&leaf.name], message);
            finding.evidence.push(row(&leaf.text, "unreachable", "a way to it"));
        }
    }

    /// Every way from the start: questions twice, and too many of them.
    fn ways(&mut self) {
        if self.has_circle() {
            return;
        }
        let (mut again, mut deepest): (BTreeSet<&str>, Vec<&str>) = (BTreeSet::new(), Vec::new());
        let mut open: Vec<Vec<&str>> =
            self.tree.starts.iter().map(|start| vec![start.as_str()]).collect();
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
            open.extend(node.on.iter().rev().map(|(_, target)| {
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
            let finding = self.add("DT-10", Severity::Minor, &["depth"], message);
            finding.evidence.push(row(
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
                let differs = one.on.iter().find_map(|(value, leaf)| {
                    let (_, second) = other.on.iter().find(|(known, _)| known == value)?;
                    let leaves = facts.is_leaf(leaf) && facts.is_leaf(second);
                    (leaves && leaf != second)
                        .then(|| (value.clone(), format!("{leaf} and {second}")))
                });
                let Some((value, leaves)) = differs else { continue };
                let message =
                    "the same answer to the same question is advised two different things";
                let place = [one.ask.as_str(), &value, &one.id, &other.id];
                let finding = self.add("DT-07", Severity::Major, &place, message);
                finding.evidence.push(row(
                    format!("{} = {value}", one.ask),
                    leaves,
                    "one leaf, or a question more",
                ));
            }
        }
    }

    /// How many profiles end where they should.
    fn profiles(&mut self) -> usize {
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
            let finding = self.add("DT-08", Severity::Major, &[&profile.name], message);
            let fact = if profile.text.is_empty() { &profile.name } else { &profile.text };
            finding.evidence.push(row(fact, end, profile.leaves.join(" or ")));
            finding.evidence.push(Evidence::Trace(trace));
            finding.fixes.extend(fix);
        }
        passed
    }

    /// The ways of a profile; what it leaves open is followed on every branch.
    fn ends(&self, profile: &Profile) -> Vec<Vec<&'a str>> {
        let mut ends = Vec::new();
        let mut open: Vec<Vec<&str>> =
            self.tree.starts.iter().map(|start| vec![start.as_str()]).collect();
        while let Some(way) = open.pop().filter(|_| ends.len() < MOST_WAYS) {
            let Some(node) = way.last().and_then(|last| self.tree.node(last)) else {
                ends.push(way);
                continue;
            };
            let said = profile.says.iter().find(|(question, _)| *question == node.ask);
            let branches: Vec<&str> = node
                .on
                .iter()
                .filter(|(value, _)| said.is_none_or(|(_, said)| said == value))
                .map(|(_, target)| target.as_str())
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
        let (value, _) = self.tree.nodes[at].on.iter().find(|(_, target)| target == end)?;
        let path: [Key; 4] = ["node".into(), at.into(), "on".into(), value.as_str().into()];
        let changed = self.answer.set(&path, Some(leaf.as_str().into()));
        let text = format!("Let `{value}` at {last} lead to {leaf}");
        let (tree, _) = Tree::of(&changed);
        let again =
            Marking { facts: self.facts, answer: &changed, tree: &tree, findings: Vec::new() };
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
            self.tree.nodes.iter().flat_map(|node| &node.on).filter(|(_, target)| target == end);
        let lost = self.facts.is_leaf(end) && elsewhere.count() < 2;
        let doubled = self.tree.nodes.iter().any(|node| {
            node.id != *last
                && node.ask == self.tree.nodes[at].ask
                && node.on.iter().any(|(known, target)| {
                    known == value && self.facts.is_leaf(target) && target != leaf
                })
        });
        Some(match breaks || lost || doubled || !passes(&again, profile) {
            true => Fix::words(text),
            false => Fix::edit(text, self.answer.edits_to(&changed)),
        })
    }
}

fn row(fact: impl Into<String>, yours: impl Into<String>, needed: impl Into<String>) -> Evidence {
    Evidence::Row { fact: fact.into(), yours: yours.into(), needed: needed.into() }
}
