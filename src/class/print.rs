//! A report for people: which tables there are, what stands in a cell, and what there is to say about one
//! thing. Plain text, HTML and the screens show the same ones.

mod html;
pub mod page;
pub mod tables;
mod text;

pub use html::html;
pub use text::text;
