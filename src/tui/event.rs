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

    /// Starts listening to the terminal and to signals.
    ///
    /// # Errors
    /// Where the system gives no thread or no signal handler.
    pub fn listen(&self) -> Result<(), Problem> {
        let failed = |error: std::io::Error| {
            Problem::environment("Cannot listen to the terminal").why(error)
        };
        let sender = self.sender.clone();
        thread::Builder::new()
            .name("input".into())
            .spawn(move || {
                while let Ok(input) = event::read() {
                    if sender.send(Event::Input(input)).is_err() {
                        return;
                    }
                }
                // The terminal is gone.
                let _ = sender.send(Event::Terminate);
            })
            .map_err(failed)?;
        let mut signals =
            Signals::new([consts::SIGTERM, consts::SIGHUP, consts::SIGINT, consts::SIGCONT])
                .map_err(failed)?;
        let sender = self.sender.clone();
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in signals.forever() {
                    let event =
                        if signal == consts::SIGCONT { Event::Resume } else { Event::Terminate };
                    if sender.send(event).is_err() {
                        return;
                    }
                }
            })
            .map_err(failed)?;
        Ok(())
    }
}
