//! CM-01: names that a slice uses and no earlier one defines.

use crate::{
    exercise::answer::Answer,
    text,
    verdict::{Evidence, Finding, Severity},
};

use super::super::{facts::Milestone, own::Own, slice::Slice};

/// Names that a slice uses and the boundaries do not have.
pub(super) fn names(facts: &Milestone, own: &Own<'_>, answer: &Answer) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let before = facts.former().find(|slice| slice.is_boundaries());
    if let (Some(before), None) = (before, own.services().next()) {
        let message =
            "there are no services yet: begin with the milestone that draws the boundaries";
        found.push(Finding::new("CM-01", Severity::Blocker, [before.id.as_str()], message));
    }
    for slice in facts.slices().filter(|slice| !slice.is_boundaries()) {
        for name in slice.names(answer).into_iter().filter(|name| !own.has(name)) {
            if !found.iter().any(|one| one.place == [slice.id.as_str(), name.as_str()]) {
                found.push(unknown(slice, &name, own));
            }
        }
    }
    found
}

fn unknown(slice: &Slice, name: &str, own: &Own<'_>) -> Finding {
    let message = format!("`{name}` is used here, and no earlier slice defines it");
    let near = text::nearest(name, own.services());
    let near = near.map(Evidence::meant);
    let known = own.services().collect::<Vec<_>>().join(", ");
    let mut finding = Finding::new("CM-01", Severity::Blocker, [slice.id.as_str(), name], message)
        .row("services of M1", name, known);
    finding.evidence.extend(near);
    finding
}
