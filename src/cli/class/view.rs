//! `archtutor class view`: the report of a class to look around in, on the screen or on plain lines.

use super::report::Statements;
use crate::{
    cli::{Context, plain, start},
    problem::{Fault, Problem},
    tui::{route::Route, terminal},
};

/// Opens the report.
pub(super) fn run(args: &Statements, context: Context) -> Result<u8, Problem> {
    let place = args.place(&context.settings.data_dir);
    if place.is_stream() {
        return Err(Problem::message(Fault::Usage, "class.view.not-piped", &[]));
    }
    let today = args.today();
    let session = context.study()?;
    if context.settings.plain || terminal::usable().is_err() {
        let start = plain::Start::ClassReport(Box::new(place), today);
        return plain::run(session, &context.settings, start);
    }
    let report = Route::ClassReport(Box::new(place), today);
    start(session, context, vec![Route::Home, report])
}
