//! `archtutor class push`: sends what waits, and says what came of it.

use std::{io::Write, thread, time::Duration};

use uuid::Uuid;

use super::which::{Which, member};
use crate::{
    class::push::{self, Pace},
    cli::{Context, output},
    clock::Clock,
    messages::Messages,
    problem::{Fault, Problem},
};

/// What to send.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,
    /// Print what would be sent, one statement a line, and send nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Sends what waits.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    let mut progress = context.progress()?;
    let Some(host) = mine.class.host().map(str::to_owned) else {
        return Err(Problem::message(Fault::Usage, "class.no-store", &[]));
    };
    if args.dry_run {
        let waiting = push::waiting(&mine, &progress)?;
        let lines: String = waiting.iter().map(|line| format!("{line}\n")).collect();
        let mut out = std::io::stdout().lock();
        output::piped(out.write_all(lines.as_bytes()).and_then(|()| out.flush()))?;
        output::complain(&words.plural("class.would-go", waiting.len()));
        return Ok(0);
    }
    let pushed = paced(&words, |pace| push::push(&mine, &mut progress, Clock::System, pace))?;
    output::print(&(pushed.told(&host, &words).join("\n") + "\n"))?;
    pushed.end.problem(&mine.class.contact).map_or(Ok(0), Err)
}

/// Does something at the pace of a store, and says when it is waited for.
pub(super) fn paced<T>(words: &Messages, act: impl FnOnce(&mut Pace<'_>) -> T) -> T {
    let mut wait = |pause: Duration| {
        let seconds = pause.as_secs() + 1;
        output::complain(&words.format("class.waits", &[("seconds", &seconds)]));
        thread::sleep(pause);
    };
    act(&mut Pace::new(Uuid::new_v4().as_u64_pair().1, &mut wait))
}
