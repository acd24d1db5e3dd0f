//! The kinds of exercises, a file or folder each.

pub mod decomposition;

use super::kind::Kinds;

/// Every kind that the program knows.
pub const KINDS: Kinds = Kinds(&[&decomposition::Decomposition]);
