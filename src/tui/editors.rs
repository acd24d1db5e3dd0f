//! Editors of answers, each of them for any kind of exercise: what stands in them is data.

pub mod board;
