//! How much of what a service owns is used together, after mono2micro.

use std::collections::BTreeMap;

use super::model::Model;

/// The mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// For each service that owns anything used: the mean, over the capabilities that touch it, of the share
/// of its entities that they touch, and how many entities these are.
fn shares_touched(model: &Model<'_>) -> Vec<(f64, usize)> {
    let mut used = vec![false; model.facts.entities.len()];
    let touched = model.facts.capabilities.iter().flat_map(|capability| &capability.access);
    touched.for_each(|access| used[access.entity] = true);
    let mut touched: Vec<Vec<f64>> = vec![Vec::new(); model.size()];
    for capability in &model.facts.capabilities {
        let mut here: BTreeMap<usize, usize> = BTreeMap::new();
        let owners = capability.access.iter().filter_map(|access| model.owner[access.entity]);
        owners.for_each(|owner| *here.entry(owner).or_default() += 1);
        here.into_iter().for_each(|(owner, many)| touched[owner].push(many as f64));
    }
    // What nobody uses holds nothing together and tears nothing apart.
    let owned = model.owns.iter().map(|owns| owns.iter().filter(|entity| used[**entity]).count());
    let owned = owned.zip(touched).filter(|(owned, _)| *owned > 0);
    owned
        .map(|(owned, touched)| {
            let shares: Vec<f64> = touched.iter().map(|many| many / owned as f64).collect();
            (mean(&shares), owned)
        })
        .collect()
}

/// mono2micro's cohesion: the mean of these shares over services.
pub(super) fn cohesion(model: &Model<'_>) -> f64 {
    let shares = shares_touched(model).into_iter().map(|(share, _)| share);
    mean(&shares.collect::<Vec<_>>())
}

/// The same over the services that own more than one entity, for only these keep anything together. In
/// mono2micro's mean an entity alone is a service of perfect cohesion, so that a cut grows better by
/// whatever is taken out of it: measured on two large systems, of 118 such moves 117 were no worse.
pub(super) fn kept_together(model: &Model<'_>) -> f64 {
    let several = shares_touched(model).into_iter().filter(|(_, entities)| *entities > 1);
    mean(&several.map(|(share, _)| share).collect::<Vec<_>>())
}
