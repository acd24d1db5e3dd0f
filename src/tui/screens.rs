//! The screens, one file each.

pub mod advisor;
pub mod answer;
pub mod catalog;
pub mod check;
pub mod classify;
pub mod compare;
pub mod exercise;
pub mod help;
pub mod home;
pub mod lab;
pub mod lesson;
pub mod mistakes;
pub mod note;
pub mod notes;
pub mod palette;
pub mod pattern;
pub mod quiz;
pub mod results;
pub mod review;
pub mod search;
pub mod settings;
pub mod sheet;
pub mod stats;
pub mod week;
pub mod welcome;
pub mod written;
