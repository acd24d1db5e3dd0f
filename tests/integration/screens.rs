//! The screens as a learner sees them: what is drawn, and what keys and the mouse do.

mod answer;
mod cards;
mod catalog;
mod changes;
mod class;
mod class_report;
mod courses;
mod home;
mod keys;
mod lab;
mod lesson;
mod misconceptions;
mod pages;
mod palette;
mod plan;
mod preview;
mod quiz;
mod results;
mod review;
mod search;
mod sheet;
mod workbench;
mod written;
