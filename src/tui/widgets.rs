//! Pieces that several screens draw with.

pub mod bar;
pub mod checklist;
pub mod column;
pub mod drawing;
pub mod findings;
pub mod footer;
pub mod input;
pub mod items;
pub mod lines;
pub mod list;
pub mod mastery;
pub mod panels;
pub mod prose;
pub mod reader;
pub mod rows;
pub mod spider;
pub mod told;
pub mod too_small;
