//! What happens outside: keys, mouse, resizes, signals, finished jobs. One channel brings them all.

use std::{
    any::Any,
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use crossterm::event::Event as Input;
use signal_hook::{consts, iterator::Signals};

use super::reply::{Inputs, Terminal};
use crate::{
    diagnostic::Diagnostic,
    problem::{Fault, Problem},
};

/// One thing that happened.
pub enum Event {
    /// A key, the mouse, a paste or a resize.
    Input(Input),
    /// The program is asked to end.
    Terminate,
    /// The window may have another size.
    Resized,
    /// The program is asked to stop until it is called back.
    Suspend,
    /// The program goes on after having been stopped.
    Resume,
    /// The files of the course that is written have changed, or were checked.
    Authored(News),
    /// What a pause of the learner waited for is there.
    Ready,
    /// A job has brought something for the screen that started it; the screen knows the type.
    Done(Ticket, Box<dyn Any + Send>),
}

/// What happens to a course that is being written.
pub enum News {
    /// Files have changed, and whoever wrote them has finished.
    Changed,
    /// What is wrong with the course.
    Checked(Vec<Diagnostic>),
}

/// Which screen something is for, whatever lies on top of it by then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(u64);

impl Ticket {
    /// The ticket after this one; none is given twice.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Starts jobs beside the screens; what they bring goes to the screen that was at work then.
#[derive(Clone)]
pub struct Jobs {
    sender: Sender<Event>,
    at_work: Ticket,
    gate: Arc<Gate>,
}

/// A way back to the screen that was at work when this was made.
#[derive(Clone)]
pub struct Reply {
    sender: Sender<Event>,
    to: Ticket,
}

impl Reply {
    /// Sends one result; it is dropped if the screen is gone by then.
    pub fn send<T: Any + Send>(&self, result: T) {
        let _ = self.sender.send(Event::Done(self.to, Box::new(result)));
    }
}

/// Holds the reader of the terminal back, so that another program can have the terminal: while the gate
/// is closing, the reader waits after each input until it has been dealt with.
#[derive(Default)]
pub struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    closing: bool,
    /// Inputs that were read, and that were dealt with.
    read: u64,
    done: u64,
    /// The reader waits.
    waiting: bool,
}

/// How long the reader may take to come to its stop.
const STOP: Duration = Duration::from_millis(200);

impl Gate {
    fn state(&self) -> std::sync::MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// An input is about to be sent.
    fn reads(&self) {
        self.state().read += 1;
    }

    /// The reader waits here if it must.
    fn pass(&self) {
        let mut state = self.state();
        while state.closing && state.done < state.read {
            state.waiting = true;
            self.changed.notify_all();
            let next = self.changed.wait(state);
            state = next.unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        state.waiting = false;
    }

    /// Whether the reader waits and will not touch the terminal until [`Gate::turn`].
    pub fn is_held(&self) -> bool {
        let state = self.state();
        let held = self.changed.wait_timeout_while(state, STOP, |state| !state.waiting);
        let (state, _) = held.unwrap_or_else(std::sync::PoisonError::into_inner);
        state.closing && state.waiting && state.done + 1 == state.read
    }

    /// Something was dealt with, an `input` or not; `closing` holds the reader after the next input.
    pub fn turn(&self, closing: bool, input: bool) {
        let mut state = self.state();
        state.closing = closing;
        state.done += u64::from(input);
        drop(state);
        self.changed.notify_all();
    }
}

impl Jobs {
    /// A channel for events.
    pub fn channel() -> (Self, Receiver<Event>) {
        let (sender, receiver) = channel();
        (Self { sender, at_work: Ticket::default(), gate: Arc::default() }, receiver)
    }

    /// From now on jobs are started for this screen.
    pub fn work_for(&mut self, screen: Ticket) {
        self.at_work = screen;
    }

    /// Runs `job` on a thread of that name.
    pub fn start(&self, name: &str, job: impl FnOnce() + Send + 'static) {
        // Without a thread the job is dropped: whatever a job brings only adds to what is shown.
        let _ = thread::Builder::new().name(name.to_owned()).spawn(job);
    }

    /// Tells an author's news to the program; whether it still listens.
    pub fn tell(&self, news: News) -> bool {
        self.sender.send(Event::Authored(news)).is_ok()
    }

    /// Has the program pause once more, when something is there that a pause waits for.
    pub fn call_back(&self) {
        let _ = self.sender.send(Event::Ready);
    }

    /// A way for a job to send results to the screen at work.
    pub fn reply(&self) -> Reply {
        Reply { sender: self.sender.clone(), to: self.at_work }
    }

    /// What holds the reader of the terminal back.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Starts listening to the terminal.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn listen(&self) -> Result<(), Problem> {
        let sender = self.sender.clone();
        let gate = Arc::clone(&self.gate);
        let listening = thread::Builder::new().name("input".into()).spawn(move || {
            let mut inputs = Inputs::of(Terminal);
            while let Ok(input) = inputs.read() {
                gate.reads();
                if sender.send(Event::Input(input)).is_err() {
                    return;
                }
                gate.pass();
            }
            // The terminal is gone.
            let _ = sender.send(Event::Terminate);
        });
        listening.map_err(|error| deaf(&error))?;
        self.watch_the_line()
    }

    /// Notices that the terminal is gone where no signal says so: reading would go on for ever.
    #[cfg(unix)]
    fn watch_the_line(&self) -> Result<(), Problem> {
        use rustix::{
            event::{PollFd, PollFlags, poll},
            io::Errno,
        };
        let sender = self.sender.clone();
        let watching = thread::Builder::new().name("line".into()).spawn(move || {
            let terminal = rustix::stdio::stdin();
            // Nothing but a hang-up is waited for.
            let mut line = [PollFd::new(&terminal, PollFlags::empty())];
            while poll(&mut line, None) == Err(Errno::INTR) {}
            let _ = sender.send(Event::Terminate);
        });
        watching.map(drop).map_err(|error| deaf(&error))
    }

    #[cfg(not(unix))]
    fn watch_the_line(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Starts listening to signals; before the terminal is taken, so that none finds it taken, and
    /// before its size is read, so that no change of it is missed.
    ///
    /// # Errors
    /// Where the system gives no thread or no signal handler.
    pub fn heed_signals(&self) -> Result<(), Problem> {
        use consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
        let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]);
        let mut signals = signals.map_err(|error| deaf(&error))?;
        let sender = self.sender.clone();
        let listening = thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                let event = match signal {
                    SIGCONT => Event::Resume,
                    SIGTSTP => Event::Suspend,
                    SIGWINCH => Event::Resized,
                    _ => Event::Terminate,
                };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        listening.map(drop).map_err(|error| deaf(&error))
    }
}

fn deaf(error: &std::io::Error) -> Problem {
    Problem::message(Fault::Environment, "terminal.deaf", &[]).why(error)
}
