//! The bank of questions, the leaves, and the profiles that prove a tree.

use crate::{
    exercise::{answer::Answer, kinds::contradiction},
    table::Fields,
};

use super::reply::Tree;

/// The facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Repair {
    pub(super) questions: Vec<Question>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) profiles: Vec<Profile>,
    /// Questions on one way at most.
    pub(super) max_depth: Option<usize>,
    /// Edits of the shortest repair that is known.
    best_edits: usize,
    pub(super) start: Option<Answer>,
}

/// A question of the bank.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) values: Vec<String>,
    /// Whether it measures little, and why.
    pub(super) weak: bool,
    pub(super) why: String,
}

#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) text: String,
}

/// A case whose answers are known.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) text: String,
    /// Value by question.
    pub(super) says: Vec<(String, String)>,
    /// Leaves that are accepted.
    pub(super) leaves: Vec<String>,
}

impl Profile {
    /// Whether no tree can please both: who says all that another says comes where that one may come.
    fn contradicts(&self, other: &Self) -> bool {
        let says_all =
            |one: &Self, other: &Self| other.says.iter().all(|said| one.says.contains(said));
        let apart = !self.leaves.iter().any(|leaf| other.leaves.contains(leaf));
        let ends = !self.leaves.is_empty() && !other.leaves.is_empty();
        ends && apart && (says_all(self, other) || says_all(other, self))
    }
}

impl Repair {
    /// Reads the facts; `start` is the tree to be mended.
    pub(super) fn read(root: &Fields<'_, '_>, start: Option<Answer>) -> Self {
        let mut facts = Self { start, ..Self::default() };
        for (name, fields) in root.named_tables("question") {
            let values = fields.strings("values");
            contradiction::twice(&values, &fields);
            if values.len() < 2 {
                let message = "a question has two answers or more";
                fields.report("missing-key", name.span.clone(), message);
            }
            let values = values.into_iter().map(|value| value.value).collect();
            let text = |key| fields.string(key).map(|text| text.value).unwrap_or_default();
            // `weak = true`, or the reason at once.
            let weak = fields.value("weak");
            let reason =
                weak.as_ref().filter(|weak| weak.is_string()).and_then(|weak| weak.string());
            let weak = reason.is_some()
                || weak.and_then(|weak| weak.boolean()).is_some_and(|weak| weak.value);
            let why = reason.map_or_else(|| text("why"), |reason| reason.value);
            let text = text("text");
            facts.questions.push(Question { name: name.value, text, values, weak, why });
        }
        for (name, fields) in root.named_tables("leaf") {
            let text = fields.string("text").map(|text| text.value).unwrap_or_default();
            facts.leaves.push(Leaf { name: name.value, text });
        }
        for (name, fields) in root.named_tables("profile") {
            let profile = facts.profile(name.value, &fields);
            if let Some(other) = facts.profiles.iter().find(|other| profile.contradicts(other)) {
                let message = format!("`{}` says the same and ends elsewhere", other.name);
                contradiction::report(&fields, message);
            }
            facts.profiles.push(profile);
        }
        let count = |key| {
            let found = root.integer(key)?;
            usize::try_from(found.value).ok()
        };
        facts.max_depth = count("max_depth");
        facts.best_edits = count("best_edits").unwrap_or_default();
        for (missing, what) in [
            (facts.questions.is_empty(), "questions: [question.NAME]"),
            (facts.leaves.is_empty(), "leaves: [leaf.NAME]"),
            (facts.profiles.is_empty(), "profiles: [profile.NAME]"),
        ] {
            if missing {
                root.report("missing-key", root.span(), format!("a tree is proved by {what}"));
            }
        }
        facts
    }

    /// Reads `[profile.NAME]`.
    fn profile(&self, name: String, fields: &Fields<'_, '_>) -> Profile {
        let leaves = fields.string_or_strings("leaf");
        if leaves.is_empty() && !fields.has("leaf") {
            fields.report("missing-key", fields.span(), "`leaf` is missing here");
        }
        let text = fields.string("text").map(|text| text.value).unwrap_or_default();
        let mut says = Vec::new();
        for key in fields.keys() {
            if matches!(key.value.as_str(), "leaf" | "text") {
                continue;
            }
            let value = fields.any(&key.value).and_then(|value| value.string());
            let known = self.question(&key.value);
            match (value, known) {
                (Some(value), Some(question)) if question.values.contains(&value.value) => {
                    says.push((key.value, value.value));
                }
                (Some(value), Some(_)) => {
                    let message = format!("`{}` is no answer to `{}`", value.value, key.value);
                    fields.report("unknown-word", value.span, message);
                }
                (_, None) => {
                    let message = format!("no question is called `{}`", key.value);
                    fields.report("unknown-word", key.span, message);
                }
                (None, Some(_)) => {}
            }
        }
        let known = |leaf: &String| self.leaves.iter().any(|known| known.name == *leaf);
        let mut accepted = Vec::new();
        for leaf in leaves {
            match known(&leaf.value) {
                true => accepted.push(leaf.value),
                false => {
                    let message = format!("no leaf is called `{}`", leaf.value);
                    fields.report("unknown-word", leaf.span, message);
                }
            }
        }
        Profile { name, text, says, leaves: accepted }
    }

    /// The question of that name.
    pub(super) fn question(&self, name: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.name == name)
    }

    /// Whether there is such a leaf.
    pub(super) fn is_leaf(&self, name: &str) -> bool {
        self.leaves.iter().any(|leaf| leaf.name == name)
    }

    /// Edits beyond what a good repair needs.
    pub(super) fn edits_too_many(&self, tree: &Tree) -> usize {
        /// A repair may take so many edits more than the best that is known.
        const SPARE: usize = 3;
        let edits = self.start.as_ref().map_or(0, |start| Tree::of(start).0.edits_to(tree));
        edits.saturating_sub(self.best_edits + SPARE)
    }
}
