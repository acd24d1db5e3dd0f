//! A report as tables for people: which of them there are and what stands in a cell. Plain text and HTML
//! print the same ones.

mod html;
mod tables;
mod text;

pub use html::html;
pub use text::text;
