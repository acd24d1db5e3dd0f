//! Which class is meant, where a learner may be in several.

use std::path::Path;

use crate::{
    class::membership::Membership,
    cli::Context,
    problem::{Fault, Problem},
};

/// Which class.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// The id of the class, where you are in several.
    class: Option<String>,
}

/// The learner's place in the class that is meant.
pub(super) fn member(which: &Which, context: &Context) -> Result<Membership, Problem> {
    let data: &Path = &context.settings.data_dir;
    let all = Membership::all(data)?;
    let ids: Vec<&str> = all.iter().map(|mine| mine.class.id.as_str()).collect();
    let ids = ids.join(", ");
    let mut fitting = all
        .into_iter()
        .filter(|mine| which.class.as_ref().is_none_or(|class| mine.class.id == *class));
    match (fitting.next(), fitting.next()) {
        (Some(mine), None) => Ok(mine),
        (Some(_), Some(_)) => {
            Err(Problem::message(Fault::Usage, "class.several", &[("ids", &ids)]))
        }
        (None, _) => Err(Problem::message(Fault::Usage, "class.no-class", &[])),
    }
}
