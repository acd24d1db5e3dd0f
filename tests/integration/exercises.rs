//! Exercises of every kind: examples whose scores were computed by hand, and what every answer of the
//! shipped course must hold.

mod bad_answers;
mod capstone;
mod examples;
mod facts;
mod images;
mod judgement;
mod manifests;
mod mutants;
mod nouns;
mod precedence;
mod rules;
mod slips;
mod starters;

mod proofs;
mod support;
