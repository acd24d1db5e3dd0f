//! The screens, one file each.

pub mod advisor;
pub mod catalog;
pub mod check;
pub mod classify;
pub mod compare;
pub mod exercise;
pub mod help;
pub mod home;
pub mod lesson;
pub mod palette;
pub mod quiz;
pub mod search;
