//! The screens as a learner sees them: what is drawn, and what keys and the mouse do.

mod home;
mod lesson;
mod pages;
mod search;
mod sheet;
