//! Changes of the capstone: they move the facts of one variant, and meet the boundaries of a design that
//! has chosen it. Only the milestone that asks for boundaries has changes.

use std::{collections::BTreeSet, sync::Arc};

use super::{facts::Milestone, own::Own, slice::Slice};
use crate::{
    change::Later,
    diagnostic::Diagnostic,
    exercise::{
        Folder,
        answer::Answer,
        cut::Cut,
        kind::{Facts, Files, Knowledge},
        kinds::decomposition::{
            Decomposition,
            changes::{self, Ground},
        },
    },
};

/// The changes of all variants.
pub(super) fn read(
    facts: &Milestone,
    files: &Files<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<Later> {
    let variants = facts.shop.variants.iter();
    let grounds = variants.map(|one| Ground { variant: Some(&one.id), facts: &one.told });
    changes::read(files, &grounds.collect::<Vec<_>>(), found)
}

/// The boundaries of a design under the facts of its variant.
pub(super) fn cut(facts: &Milestone, answer: &Answer) -> Option<Cut> {
    let boundaries = facts.slices().find(|slice| Slice::is_boundaries(slice))?;
    let own = Own::read(&facts.shop, answer);
    let variant = own.variant?;
    let scenario: Arc<dyn Facts> = variant.scenario.clone()?;
    let (variant, answer) = (Some(variant.id.clone()), boundaries.part(answer));
    Some(Cut { kind: &Decomposition, facts: scenario, variant, answer })
}

/// What the designs of each variant disprove about its changes.
pub(super) fn doubts(folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let references = folder.references.iter();
    let first = references.filter(|sample| {
        let cut = folder.exercise.facts.cut(&sample.answer);
        cut.is_some_and(|cut| seen.insert(cut.variant))
    });
    let cuts: Vec<Folder> =
        first.filter_map(|sample| Some(folder.cut(&sample.answer)?.0)).collect();
    cuts.iter().flat_map(|cut| changes::doubts(cut, knowledge)).collect()
}
