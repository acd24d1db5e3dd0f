//! The integration tests, in one binary.

mod screens;
mod support;
