//! `archtutor class view`: the report of a class to look around in, on the screen or on plain lines.

use std::path::Path;

use super::report::Statements;
use crate::{
    cli::{Context, plain, start},
    problem::{Fault, Problem},
    tui::{route::Route, terminal},
};

/// Opens the report.
pub(super) fn run(args: &Statements, context: Context) -> Result<u8, Problem> {
    if args.from == Path::new("-") {
        return Err(Problem::message(Fault::Usage, "class.view.not-piped", &[]));
    }
    let (class, from, today) = (args.class.clone(), args.from.clone(), args.today());
    let session = context.study()?;
    if context.settings.plain || terminal::usable().is_err() {
        let start = plain::Start::ClassReport { class, from, today };
        return plain::run(session, &context.settings, start);
    }
    let report = Route::ClassReport { class, from, today };
    start(session, context, vec![Route::Home, report])
}
