//! An editor for each kind of exercise.

pub mod decomposition;
