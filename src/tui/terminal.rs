//! The terminal while we have it: modes on, modes off, and off again whatever happens.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::terminal;

use crate::problem::{Fault, Problem};

/// Alternate screen, no cursor, no wrapping, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h";
/// Mouse buttons and wheel.
const MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
const NO_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l";
/// The same undone in reverse, colours reset, a synchronized update ended, the scroll region freed.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[r\x1b]8;;\x1b\\\x1b[m\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?7h\x1b[?25h\x1b[?1049l";

static TAKEN: AtomicBool = AtomicBool::new(false);
static LISTENS: AtomicBool = AtomicBool::new(true);

/// Listens to the mouse or leaves it to the terminal, now if we have it and whenever it is taken.
pub fn listen_to_mouse(listens: bool) {
    LISTENS.store(listens, Ordering::SeqCst);
    if TAKEN.load(Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        // A terminal that is gone is noticed by whoever draws next.
        let _ = out.write_all(if listens { MOUSE } else { NO_MOUSE });
        let _ = out.flush();
    }
}

/// Whether screens can be shown here.
///
/// # Errors
/// Where there is no terminal, or one that can do too little.
pub fn usable() -> Result<(), Problem> {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    if dumb || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let why = if dumb { "terminal.dumb" } else { "terminal.absent" };
        let problem = Problem::message(Fault::Environment, "terminal.unusable", &[]);
        return Err(problem.because(why, &[]));
    }
    Ok(())
}

/// Takes the terminal over.
///
/// # Errors
/// Where there is no terminal, or it refuses raw mode.
pub fn take() -> Result<(), Problem> {
    usable()?;
    terminal::enable_raw_mode().map_err(|error| {
        Problem::message(Fault::Environment, "terminal.not-taken", &[]).why(error)
    })?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout().lock();
    let mouse: &[u8] = if LISTENS.load(Ordering::SeqCst) { MOUSE } else { &[] };
    out.write_all(ENTER).and_then(|()| out.write_all(mouse)).map_err(|error| {
        Problem::message(Fault::Environment, "terminal.not-written", &[]).why(error)
    })
}

/// Gives the terminal back as it was. Does nothing if we do not have it.
pub fn release() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(LEAVE);
        let _ = out.flush();
        let _ = terminal::disable_raw_mode();
    }
}

/// The exit code after a panic: our own mistake.
const PANICKED: i32 = 70;

/// Makes a panic on any thread give the terminal back, report itself and end the program. What was
/// answered is on disk by then.
pub fn release_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        release();
        report(info);
        let _ = writeln!(io::stderr(), "archtutor: this is a mistake of the program, not yours.");
        #[allow(clippy::disallowed_methods, reason = "no thread can go on with the screen")]
        std::process::exit(PANICKED);
    }));
}

/// Width and height in cells.
pub fn size() -> (u16, u16) {
    terminal::size().unwrap_or((80, 24))
}
