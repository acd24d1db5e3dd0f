//! The screens. One thread owns all state; one channel brings keys, resizes, signals and finished jobs.
//!
//! A key becomes an [`action::Action`] by the keymap, the top screen turns it into a
//! [`screen::Effect`], and the window is drawn again only if something changed.

pub mod action;
pub mod app;
pub mod custom;
pub mod draw;
pub mod editor;
pub mod editors;
pub mod event;
pub mod hint;
mod keyboard;
pub mod keymap;
pub mod layers;
mod open;
mod outside;
pub mod painter;
pub mod preview;
pub mod questions;
pub mod reply;
pub mod route;
pub mod screen;
pub mod screens;
pub mod signs;

pub mod terminal;
pub mod theme;
pub mod widgets;
pub mod workbench;

use std::{
    io::{self, Write},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use crossterm::{clipboard::CopyToClipboard, execute};
use ratatui::layout::Rect;

use crate::{
    class::push,
    config::Settings,
    messages::Messages,
    problem::{Fault, Problem},
    session::Session,
    text,
};
use app::App;
use custom::Custom;
use event::{Event, Jobs};
use keymap::Keymap;
use painter::Painter;
use route::Route;
use screen::Environment;
use signs::Signs;
use theme::Theme;

/// A pause of the learner this long is used for what could wait, such as writing the place to disk: short
/// enough that nothing is lost, long enough that a key held down waits for nothing.
const PAUSE: Duration = Duration::from_millis(50);

/// Runs the screens until the learner leaves. The terminal is given back before this returns.
///
/// # Errors
/// Where there is no terminal, or the first screen cannot be opened.
pub fn run(session: Session, settings: Settings, routes: Vec<Route>) -> Result<(), Problem> {
    show(session, settings, routes, |_, _| Ok(()))
}

/// The same for the author of a course, who sees every change of its files.
///
/// # Errors
/// As for [`run`].
pub fn preview(session: Session, settings: Settings, routes: Vec<Route>) -> Result<(), Problem> {
    show(session, settings, routes, |app, jobs| app.preview(jobs.clone()))
}

fn show(
    session: Session,
    settings: Settings,
    routes: Vec<Route>,
    prepare: impl FnOnce(&mut App, &Jobs) -> Result<(), Problem>,
) -> Result<(), Problem> {
    terminal::usable()?;
    let (jobs, events) = Jobs::channel();
    let depth = theme::depth();
    let custom = Custom::load(&settings);
    let theme = Theme::choose(&settings.theme, depth, &custom.themes)?;
    terminal::listen_to_mouse(settings.mouse);
    let wrong = custom.mistakes();
    let mut env = environment(session, settings, theme, jobs.clone());
    env.keys = Keymap::shipped().with(custom.keys);
    env.themes = custom.themes;
    let mut app = App::new(env, routes)?;
    prepare(&mut app, &jobs)?;
    if wrong > 0 {
        app.say_wrong_settings(wrong);
    }
    jobs.heed_signals()?;
    terminal::take()?;
    let ended = turn(&mut app, Painter::new(io::stdout(), depth), &jobs, &events);
    if ended.is_err() {
        // The terminal is lost; the place in it is not.
        app.pause();
    }
    terminal::release();
    for told in app.take_told() {
        let _ = writeln!(io::stderr(), "archtutor: {}", text::sanitize(&told));
    }
    // The two waits for the disk that this costs keep nobody from the terminal.
    app.close();
    // Leaving needs no freeing of the pages of a large lesson.
    std::mem::forget(app);
    ended
}

/// What the screens share.
pub fn environment(session: Session, settings: Settings, theme: Theme, jobs: Jobs) -> Environment {
    Environment {
        words: Messages::load(&settings.language),
        keys: Keymap::shipped(),
        signs: Signs::of(settings.ascii),
        compared: Vec::new(),
        is_preview: false,
        themes: Vec::new(),
        window: Rect::ZERO,
        session,
        settings,
        theme,
        jobs,
    }
}

/// Draws, waits, takes what happened, and again.
fn turn(
    app: &mut App,
    mut painter: Painter<io::Stdout>,
    jobs: &Jobs,
    events: &Receiver<Event>,
) -> Result<(), Problem> {
    let lost =
        |error: io::Error| Problem::message(Fault::Environment, "terminal.gone", &[]).why(error);
    let (width, height) = terminal::size();
    app.resize(width, height);
    paint(app, &mut painter).map_err(lost)?;
    jobs.listen()?;
    push::start(&app.env.settings.data_dir);
    while !app.ended() {
        match wait(app, events) {
            Ok(event) => take(app, event, &mut painter, jobs)?,
            Err(RecvTimeoutError::Timeout) => app.pause(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
        // What is already waiting is taken before the next drawing: keys held down never lag.
        while let Ok(event) = events.try_recv() {
            take(app, event, &mut painter, jobs)?;
        }
        if let Some(text) = app.take_clipboard() {
            execute!(painter.out(), CopyToClipboard::to_clipboard_from(text)).map_err(lost)?;
        }
        if app.take_suspend() {
            suspend(&mut painter)?;
        }
        if app.take_repaint() {
            painter.forget();
        }
        if app.dirty() && !app.ended() {
            paint(app, &mut painter).map_err(lost)?;
        }
    }
    Ok(())
}

/// Takes an event, and gives the terminal to the learner's editor if that was asked for.
fn take(
    app: &mut App,
    event: Event,
    painter: &mut Painter<io::Stdout>,
    jobs: &Jobs,
) -> Result<(), Problem> {
    let input = matches!(event, Event::Input(_));
    app.handle(event);
    if let Some(request) = app.take_edit() {
        let edited = lent(app, painter, jobs, || editor::run(&request))?;
        app.take_edited(edited.unwrap_or_else(|problem| editor::Edited(Err(problem))));
    }
    if let Some(place) = app.take_place() {
        let edited = lent(app, painter, jobs, || editor::open(&place.file, place.line))?;
        if let Err(problem) = edited.and_then(|edited| edited) {
            app.say(widgets::footer::Notice::Failed(problem));
        }
    }
    jobs.gate().turn(app.hands_over(), input);
    Ok(())
}

/// Lends the terminal to the learner's editor; a problem where somebody else may read it meanwhile.
fn lent<T>(
    app: &mut App,
    painter: &mut Painter<io::Stdout>,
    jobs: &Jobs,
    edit: impl FnOnce() -> T,
) -> Result<Result<T, Problem>, Problem> {
    if !jobs.gate().is_held() {
        return Ok(Err(Problem::message(Fault::Environment, "edit.too-fast", &[])));
    }
    app.pause();
    terminal::release();
    let edited = edit();
    terminal::take()?;
    painter.forget();
    let (width, height) = terminal::size();
    app.resize(width, height);
    Ok(Ok(edited))
}

/// The next event; a time-out if the learner pauses while something is left to do.
fn wait(app: &App, events: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
    if app.busy() {
        events.recv_timeout(PAUSE)
    } else {
        events.recv().map_err(RecvTimeoutError::from)
    }
}

fn paint<W: Write>(app: &mut App, painter: &mut Painter<W>) -> io::Result<()> {
    let scroll = app.take_scroll();
    let window = app.env.window;
    painter.paint(window, scroll, |buffer| app.draw(buffer))
}

/// Gives the terminal back, stops the program, and takes the terminal again when it goes on.
fn suspend(painter: &mut Painter<io::Stdout>) -> Result<(), Problem> {
    #[cfg(unix)]
    {
        terminal::release();
        // Stops the whole program; the shell takes the terminal over.
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
        terminal::take()?;
    }
    painter.forget();
    Ok(())
}
