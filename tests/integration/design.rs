//! Decomposition: cases of others, mutants, laws, hostile input.

mod absent;
mod advice;
mod command;
mod guide;
mod hostile;
mod imports;
mod judged;
mod labelled;
mod laws;
mod moves;
mod mutants;
mod readings;
mod references;
mod shapes;
mod smells;
mod support;
mod third_party;
mod walks;
mod ways;
