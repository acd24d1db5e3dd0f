//! Decomposition: cases of others, mutants, laws, hostile input.

mod support;
mod third_party;
