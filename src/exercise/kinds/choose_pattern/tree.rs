//! The catalog's decision tree as a marker walks it.

use std::collections::BTreeMap;

use crate::{
    catalog::{Catalog, DecisionTree, Next, tree::Walk},
    id::PatternId,
};

use super::case::Case;

/// A tree with its leaves and questions.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    tree: DecisionTree,
    pub(super) leaves: Vec<String>,
    /// Ids and texts.
    pub(super) questions: Vec<(String, String)>,
}

/// The option that a case says at each question.
type Said = BTreeMap<String, usize>;

impl Tree {
    /// The tree of a catalog.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let tree = catalog.tree.clone();
        let leaves =
            tree.reachable(&Walk::default()).into_iter().map(|id| id.to_string()).collect();
        let questions = tree.questions.iter().map(|one| (one.id.clone(), one.question.clone()));
        Self { questions: questions.collect(), leaves, tree }
    }

    /// Whether there is such a question.
    pub(super) fn has(&self, id: &str) -> bool {
        self.tree.question(id).is_some()
    }

    /// The text of an option.
    pub(super) fn option(&self, question: &str, at: usize) -> &str {
        let choices = self.tree.question(question).map(|question| &question.choices);
        choices.and_then(|choices| choices.get(at)).map_or("", |choice| &choice.answer)
    }

    /// The questions that are met, with the option taken, up to a leaf or to one that is not answered.
    pub(super) fn path(&self, say: &Said) -> Vec<(String, usize)> {
        let mut walk = Walk::default();
        // No question is met twice in a tree that was proved; a bound keeps a broken one from going on.
        while let Some(Next::Question(id)) = self.tree.at(&walk).filter(|_| walk.path.len() < 100) {
            let Some(choice) = say.get(&id) else { break };
            walk.path.push((id, *choice));
        }
        walk.path
    }

    /// The leaf that a case's answers lead to.
    pub(super) fn leaf(&self, say: &Said) -> Option<String> {
        match self.tree.at(&Walk { path: self.path(say) })? {
            Next::Pattern(id) => Some(id.to_string()),
            Next::Question(_) => None,
        }
    }

    /// Every leaf that can be reached when what a case says holds and the rest is free; `other` is said
    /// otherwise.
    pub(super) fn reachable(&self, say: &Said, other: Option<(&str, usize)>) -> Vec<PatternId> {
        let mut leaves = Vec::new();
        let mut open = vec![Walk::default()];
        while let Some(walk) = open.pop().filter(|_| leaves.len() < 1_000) {
            match self.tree.at(&walk) {
                Some(Next::Pattern(id)) => leaves.push(id),
                Some(Next::Question(id)) => {
                    let changed = other.filter(|(question, _)| *question == id).map(|(_, at)| at);
                    let said = changed.or_else(|| say.get(&id).copied());
                    let all = self.tree.question(&id).map_or(0, |question| question.choices.len());
                    let options = said.map_or_else(|| (0..all).collect::<Vec<_>>(), |at| vec![at]);
                    open.extend(options.into_iter().filter(|_| walk.path.len() < 100).map(|at| {
                        let mut walk = walk.clone();
                        walk.path.push((id.clone(), at));
                        walk
                    }));
                }
                None => {}
            }
        }
        leaves
    }

    /// The questions that decide a case: on its way, said aloud, and with another option that leads only
    /// to other leaves.
    pub(super) fn deciding(&self, case: &Case) -> Vec<String> {
        let Some(leaf) = self.leaf(&case.say) else { return Vec::new() };
        let decides = |(id, said): &(String, usize)| {
            let all = self.tree.question(id).map_or(0, |question| question.choices.len());
            !case.quiet.contains(id)
                && (0..all).filter(|other| other != said).any(|other| {
                    let leaves = self.reachable(&case.say, Some((id, other)));
                    !leaves.is_empty() && leaves.iter().all(|other| other.as_str() != leaf)
                })
        };
        self.path(&case.say).into_iter().filter(decides).map(|(id, _)| id).collect()
    }

    /// Whether a question on a case's way speaks against a leaf: it could lead there, and what is said
    /// does not.
    pub(super) fn speaks_against(&self, case: &Case, question: &str, leaf: &str) -> bool {
        let path = self.path(&case.say);
        let Some(at) = path.iter().position(|(id, _)| id == question) else { return false };
        let before = path[..at].to_vec();
        let from = |choice: usize| {
            let mut path = before.clone();
            path.push((question.to_owned(), choice));
            self.tree.reachable(&Walk { path })
        };
        let all = self.tree.question(question).map_or(0, |question| question.choices.len());
        let leads = |choice: usize| from(choice).iter().any(|id| id.as_str() == leaf);
        (0..all).any(leads) && !leads(path[at].1)
    }

    /// The question at which the way to a leaf parts from what a case says.
    pub(super) fn parting(&self, case: &Case, leaf: &str) -> Option<(String, usize)> {
        let path = self.path(&case.say);
        path.into_iter().find(|(id, _)| self.speaks_against(case, id, leaf))
    }
}
