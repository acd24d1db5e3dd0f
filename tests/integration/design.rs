//! Decomposition: cases of others, mutants, laws, hostile input.

mod smells;
mod support;
mod third_party;
