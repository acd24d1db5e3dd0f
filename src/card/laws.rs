//! What must hold of the cards of a catalog: no two options are right, none shows by its looks which
//! one is.

use std::{collections::BTreeMap, sync::Arc};

use super::{Card, Deck, Setting};
use crate::{
    catalog::{Catalog, Pattern, Relation, obligation::Effect},
    diagnostic::Diagnostic,
    messages::Messages,
    quiz::{Cue, Guesser, Kind, Question, Strategy},
};

/// So often each card is posed.
const POSES: u64 = 4;

/// Who knows nothing may be right so many points of a hundred more often than chance.
const GAIN: f64 = 5.0;

/// Fewer questions say nothing about guessing.
const ENOUGH: usize = 1_000;

/// Patterns by their names.
type Names<'a> = BTreeMap<&'a str, &'a Pattern>;

/// Everything that breaks a law.
pub fn broken(catalog: &Catalog) -> Vec<Diagnostic> {
    let words = Messages::english();
    let setting = Setting { catalog, misconceptions: &[], mixups: &[], words };
    let names: Names<'_> =
        catalog.patterns().iter().map(|one| (one.names.en.as_str(), one)).collect();
    let mut found = Vec::new();
    let mut posed = Vec::new();
    for card in Deck::of(catalog).cards() {
        let Some(pattern) = catalog.get(card.pattern().as_str()) else { continue };
        let mut wrong = None;
        for seed in 0..POSES {
            // A catalog of few patterns has nothing to stand beside some right ones: no card then.
            let Some(question) = card.question(&setting, seed) else { break };
            wrong = wrong.or_else(|| second_right(card, &question, catalog, &names));
            posed.push(Arc::new(question));
        }
        if let Some(message) = wrong {
            found.push(pattern.diagnostic("bad-card", format!("`{}`: {message}", card.id())));
        }
    }
    found.extend(guessed(catalog, &posed));
    found
}

/// What is wrong with the options of a card: proved by their texts, whatever put them there.
fn second_right(
    card: &Card,
    question: &Question,
    catalog: &Catalog,
    names: &Names<'_>,
) -> Option<String> {
    let Kind::MultipleChoice(choice) = &question.kind else { return None };
    let own = catalog.get(card.pattern().as_str())?;
    let asked = |effects: &[Effect], kind: &str| effects.iter().any(|effect| effect.kind == kind);
    for option in &choice.wrong {
        let other = names.get(option.value.as_str());
        let right = match (card, other) {
            (Card::Fits(..) | Card::Place(..), _) => false,
            (Card::Price(_), _) => own.drawbacks.contains(&option.value),
            (_, None) => true,
            (Card::Needs(_), Some(other)) => own.related(Relation::Requires).contains(&other.id),
            (Card::Solves(_), Some(other)) => {
                own.grading.solves.iter().any(|effect| asked(&other.grading.solves, &effect.kind))
            }
            (Card::Brings(_), Some(other)) => own
                .grading
                .introduces
                .iter()
                .filter(|effect| meant(question, catalog, &effect.kind))
                .any(|effect| asked(&other.grading.introduces, &effect.kind)),
            (Card::Problem(_), Some(other)) => own
                .relations()
                .any(|(relation, id)| relation != Relation::ConflictsWith && *id == other.id),
        };
        if right || choice.is_right(&option.value) {
            return Some(format!("`{}` is right, too", option.value));
        }
    }
    None
}

/// Whether a question asks about an obligation.
fn meant(question: &Question, catalog: &Catalog, kind: &str) -> bool {
    let obligation = catalog.obligations.get(kind);
    obligation.is_some_and(|one| question.prompt.value.contains(one.meaning.trim()))
}

/// Ways to guess that pay over all cards.
fn guessed(catalog: &Catalog, posed: &[Arc<Question>]) -> Vec<Diagnostic> {
    let Some(pattern) = catalog.patterns().first().filter(|_| posed.len() >= ENOUGH) else {
        return Vec::new();
    };
    let guesser = Guesser::new(posed);
    let pays = |cue: Cue| {
        let gain = guesser.score(&[Strategy::most(cue)]).gain();
        let message = format!("guessing by {cue:?} gains {gain:.1} points over all cards");
        (gain > GAIN).then(|| pattern.diagnostic("guessable-cards", message))
    };
    [Cue::Length, Cue::Place, Cue::StemWords].into_iter().filter_map(pays).collect()
}
