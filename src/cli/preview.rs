//! `archtutor preview`: a course as its learners see it while it is written.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::Context;
use crate::{
    problem::Problem,
    tui::{self, route::Route},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The course's folder; without it that of --course, or the one you are in.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// What to open first: an id, a number such as 1.2, or a name.
    #[arg(value_name = "REF")]
    reference: Option<String>,
}

/// A folder that goes away with this.
struct Thrown(PathBuf);

impl Drop for Thrown {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Opens the screens; what is answered is thrown away unless a folder for it was named.
pub(super) fn run(args: &Args, mut context: Context, keeps: bool) -> Result<u8, Problem> {
    let named = args.dir.as_deref().filter(|dir| *dir != Path::new(""));
    context.course = context.authored(named)?.into();
    let folder = std::env::temp_dir().join(format!("archtutor-{}", uuid::Uuid::now_v7().simple()));
    let _thrown = Thrown(folder.clone());
    if !keeps {
        context.settings.data_dir = folder;
    }
    let session = context.session()?;
    let mut routes = vec![Route::Home];
    if let Some(reference) = &args.reference {
        routes.push(Route::of(&session.library().resolve(reference)?));
    } else {
        routes.extend(session.library().only_lesson().map(|only| Route::of(&only)));
    }
    tui::preview(session, context.settings, routes)?;
    Ok(0)
}
