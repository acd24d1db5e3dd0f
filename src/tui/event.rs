//! What happens outside: keys, mouse, resizes, signals, finished jobs. One channel brings them all.

use std::{
    any::Any,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use crossterm::event::{self, Event as Input};
use signal_hook::{consts, iterator::Signals};

use crate::problem::Problem;

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
    /// A job that a screen started has finished; the screen knows the type.
    Done(Box<dyn Any + Send>),
}

/// Starts jobs beside the screen and sends what they bring.
#[derive(Clone)]
pub struct Jobs {
    sender: Sender<Event>,
}

impl Jobs {
    /// A channel for events.
    pub fn channel() -> (Self, Receiver<Event>) {
        let (sender, receiver) = channel();
        (Self { sender }, receiver)
    }

    /// Runs `job` on a thread of that name; what it returns comes back as [`Event::Done`].
    pub fn start<T: Any + Send>(&self, name: &str, job: impl FnOnce() -> T + Send + 'static) {
        let sender = self.sender.clone();
        // Without a thread the job is dropped: whatever a job brings only adds to what is shown.
        let _ = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = sender.send(Event::Done(Box::new(job())));
        });
    }

    /// A way to send several results from one thread.
    pub fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Starts listening to the terminal.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn listen(&self) -> Result<(), Problem> {
        let sender = self.sender.clone();
        let listening = thread::Builder::new().name("input".into()).spawn(move || {
            while let Ok(input) = event::read() {
                if sender.send(Event::Input(input)).is_err() {
                    return;
                }
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
        use consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
        let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH]);
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
    Problem::environment("Cannot listen to the terminal").why(error)
}
