//! Names that were meant.

/// The name within two edits, if there is one that is not the name itself.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const EDITS: usize = 2;
    known
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= EDITS && *candidate != name)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= EDITS && candidate.len() > EDITS)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
