//! Which patterns may stand beside the right one: none that is a second right answer, the likest first.

use std::collections::BTreeSet;

use super::Card;
use crate::{
    catalog::{Catalog, Pattern, Relation, obligation::Effect},
    id::PatternId,
    quiz::shared_words,
};

/// So many patterns of the neighbourhood can be wrong options of a card: few enough to have been read beside
/// the right one.
const READ: usize = 8;
/// The same where data proves that they are wrong.
const PROVED: usize = 16;
/// So many from anywhere else that have words of the question in their names.
const LOOKALIKES: usize = 2;

/// The right pattern of a question, and what it is asked about: an obligation for solves and brings.
pub(super) struct Right<'a> {
    pub(super) card: &'a Card,
    pub(super) pattern: &'a Pattern,
    pub(super) kind: Option<&'a str>,
    /// The question, where the names of patterns are to be compared with it.
    pub(super) prompt: &'a str,
}

/// Patterns that may be wrong options: those mixed up before, then the nearest of the family and a few whose
/// names have as many words of the question as the right one's.
pub(super) fn neighbours<'a>(
    catalog: &'a Catalog,
    right: &Right<'_>,
    mixed: &[&PatternId],
) -> Vec<&'a Pattern> {
    let fits = |other: &&Pattern| may_stand(catalog, right, other);
    let before = mixed.iter().filter_map(|id| catalog.get(id.as_str())).filter(fits);
    let mut found: Vec<&Pattern> = before.collect();
    let pool = match right.card {
        Card::Problem(_) | Card::Price(_) => READ,
        _ => PROVED,
    };
    let all = nearest(catalog, right.pattern);
    let near = all.iter().copied().filter(fits).take(pool);
    let shared = |pattern: &Pattern| shared_words(right.prompt, &pattern.names.en);
    let own = shared(right.pattern);
    let alike = all.iter().copied().filter(|other| own > 0 && shared(other) >= own);
    for other in near.chain(alike.filter(fits).take(LOOKALIKES)) {
        if found.iter().all(|one| one.id != other.id) {
            found.push(other);
        }
    }
    found
}

/// How many cards can offer one of two patterns for the other.
pub fn offering(catalog: &Catalog, one: &str, other: &str) -> usize {
    let (Some(one), Some(other)) = (catalog.get(one), catalog.get(other)) else { return 0 };
    let pairs = [(one, other), (other, one)].into_iter();
    let offered = pairs.flat_map(|(pattern, wrong)| {
        let id = &pattern.id;
        let cards = [Card::Problem(id.clone()), Card::Price(id.clone())].into_iter();
        cards.filter(move |card| {
            may_stand(catalog, &Right { card, pattern, kind: None, prompt: "" }, wrong)
        })
    });
    offered.count() + usize::from(one.related(Relation::AlternativeTo).contains(&other.id))
}

/// All patterns but one: those of its family first, and the nearer in the files the earlier.
fn nearest<'a>(catalog: &'a Catalog, pattern: &Pattern) -> Vec<&'a Pattern> {
    let patterns = catalog.patterns();
    let own = patterns.iter().position(|one| one.id == pattern.id).unwrap_or(0);
    let mut others: Vec<(usize, &Pattern)> =
        patterns.iter().enumerate().filter(|(at, _)| *at != own).collect();
    others.sort_by_key(|(at, one)| (one.family != pattern.family, at.abs_diff(own)));
    others.into_iter().map(|(_, one)| one).collect()
}

/// Whether a pattern may be offered as a wrong option.
fn may_stand(catalog: &Catalog, right: &Right<'_>, other: &Pattern) -> bool {
    let pattern = right.pattern;
    let fits = match right.card {
        Card::Solves(_) => is_graded(other) && !has(&other.grading.solves, right.kind),
        Card::Brings(_) => is_graded(other) && !has(&other.grading.introduces, right.kind),
        Card::Needs(_) => !is_part(catalog, pattern, other),
        _ => true,
    };
    fits && !is_related(pattern, other)
        && !shares_solves(pattern, other)
        && !catalog.cards.never(&right.card.id(), other.id.as_str())
}

/// Whether one is an alternative, a variant or a part of the other, either way.
fn is_related(one: &Pattern, other: &Pattern) -> bool {
    use Relation::{AlternativeTo, Requires, Uses, VariantOf};
    [AlternativeTo, VariantOf, Uses, Requires].into_iter().any(|relation| {
        one.related(relation).contains(&other.id) || other.related(relation).contains(&one.id)
    })
}

fn shares_solves(one: &Pattern, other: &Pattern) -> bool {
    one.grading.solves.iter().any(|effect| has(&other.grading.solves, Some(&effect.kind)))
}

/// Whether the catalog says what a pattern settles and brings; of others nothing follows.
fn is_graded(pattern: &Pattern) -> bool {
    pattern.grading.is_gradable()
}

/// Whether a kind is among effects, with or without condition.
fn has(effects: &[Effect], kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| effects.iter().any(|effect| effect.kind == kind))
}

/// Whether a pattern is required by another, directly or through others, or can stand for one that is.
fn is_part(catalog: &Catalog, whole: &Pattern, other: &Pattern) -> bool {
    let mut open: Vec<&PatternId> = whole.related(Relation::Requires).iter().collect();
    let mut seen: BTreeSet<&PatternId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(part) = catalog.get(id.as_str()).filter(|_| seen.insert(id)) else { continue };
        if part.id == other.id || is_related(part, other) || shares_solves(part, other) {
            return true;
        }
        open.extend(part.related(Relation::Requires));
    }
    false
}
