//! The decomposition in an exercise, which changes of its facts meet: of a decomposition itself; of a design
//! that grows, its boundaries under the facts of the variant that it has chosen.

use std::sync::Arc;

use super::{Answer, Facts, Folder, Kind, Sample};

/// The decomposition in an answer.
#[derive(Debug)]
pub struct Cut {
    pub kind: &'static dyn Kind,
    pub facts: Arc<dyn Facts>,
    /// The word of the facts in changes, where an exercise has several.
    pub variant: Option<String>,
    /// The answer as one of that kind.
    pub answer: Answer,
}

impl Folder {
    /// The exercise as the changes of an answer see it, and the answer there; nothing where none can meet it.
    pub fn cut(&self, answer: &Answer) -> Option<(Self, Answer)> {
        let facts = &self.exercise.facts;
        let own = facts.cut(answer)?;
        let beside = |sample: &Sample| {
            let cut = facts.cut(&sample.answer).filter(|cut| cut.variant == own.variant)?;
            Some(Sample { answer: cut.answer, ..sample.clone() })
        };
        let mut folder = self.clone();
        folder.references = self.references.iter().filter_map(beside).collect();
        folder.changes.retain(|later| later.change.variant == own.variant);
        (folder.exercise.kind, folder.exercise.facts) = (own.kind, own.facts);
        Some((folder, own.answer))
    }
}
