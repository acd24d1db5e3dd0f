//! The screens as a learner sees them: what is drawn, and what keys and the mouse do.

mod home;
mod lesson;
mod search;
mod workbench;
