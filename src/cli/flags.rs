//! The flags that every command takes.

use std::path::PathBuf;

use clap::Parser;

use crate::config::Overrides;

/// A course on software architecture that lives in the terminal.
#[derive(Debug, Parser)]
#[command(name = "archtutor", version, about)]
pub(super) struct Flags {
    /// Open the course in this folder instead of the one that ships with the program.
    #[arg(long, value_name = "DIR", global = true)]
    pub course: Option<PathBuf>,
    /// Keep progress in this folder.
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Language of names and of the interface: en, ru or vi.
    #[arg(long, value_name = "LANGUAGE", global = true)]
    pub lang: Option<String>,
    /// Draw with ASCII only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Theme: auto, dark, light, contrast, ansi or mono.
    #[arg(long, value_name = "NAME", global = true)]
    pub theme: Option<String>,
    /// No screens: plain lines and numbered choices.
    #[arg(long, global = true)]
    pub plain: bool,
}

impl Flags {
    /// What the flags set.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            data_dir: self.data_dir.clone(),
            language: self.lang.clone(),
            ascii: self.ascii,
            theme: self.theme.clone(),
            plain: self.plain,
        }
    }
}
