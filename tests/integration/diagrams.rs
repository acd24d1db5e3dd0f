//! Diagrams: the corpus with its snapshots, the rules of a legible drawing on random graphs, and
//! input that was never meant to be a diagram.

mod ascii;
mod blocks;
mod cases;
mod command;
mod corpus;
mod garbage;
mod judge;
mod planar;
mod random;
