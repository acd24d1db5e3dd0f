//! The stack of screens, and what happens to it with every event.

mod authored;
mod stack;

use std::any::Any;

use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    action::{Action, Edit},
    draw,
    editor::{self, Edited},
    event::{Event, Ticket},
    keymap::{KeyContext, Keymap},
    open,
    painter::{Hyperlink, Scroll},
    preview::{Place, Preview},
    route::Route,
    screen::{Environment, Screen},
    signs::Signs,
    terminal,
    widgets::{
        footer::{self, Button, Notice},
        too_small,
    },
};
use crate::problem::{Fault, Problem};

/// Columns that are drawn at most …
const WIDEST: u16 = 1_000;

/// … and rows.
const TALLEST: u16 = 500;

/// Lines that one turn of the wheel moves.
const WHEEL_LINES: i16 = 3;

/// The program's state: screens on top of each other, and what they share.
pub struct App {
    pub env: Environment,
    stack: Vec<Shown>,
    /// The ticket that was given last.
    ticket: Ticket,
    /// What lies below the stack and is opened when one comes back to it.
    below: Vec<Route>,
    /// Whether something may be left for the next pause: to do, or to keep in the log.
    busy: bool,
    notice: Option<Notice>,
    /// The hints of the footer as they were drawn last.
    buttons: Vec<Button>,
    told: Vec<String>,
    scroll: Option<Scroll>,
    dirty: bool,
    ended: bool,
    clipboard: Option<String>,
    repaint: bool,
    suspend: bool,
    edit: Option<editor::Request>,
    /// An author's view of the course.
    preview: Option<Preview>,
    /// What an author wants to edit.
    place: Option<Place>,
}

/// A screen on the stack, and the ticket that its jobs carry.
struct Shown {
    ticket: Ticket,
    route: Route,
    screen: Box<dyn Screen>,
}

impl App {
    /// An app that shows the last of some routes; the others lie below it.
    ///
    /// # Errors
    /// Where none of them can be opened.
    pub fn new(mut env: Environment, routes: Vec<Route>) -> Result<Self, Problem> {
        let mut below = routes;
        let mut failed = None;
        let ticket = Ticket::default();
        env.jobs.work_for(ticket);
        let first = loop {
            let Some(route) = below.pop() else {
                return Err(failed
                    .unwrap_or_else(|| Problem::message(Fault::Usage, "problem.no-screen", &[])));
            };
            match open::open(route.clone(), &mut env) {
                Ok(screen) => break Shown { ticket, route, screen },
                Err(problem) => failed = Some(problem),
            }
        };
        let mut app = Self {
            env,
            stack: vec![first],
            ticket,
            below,
            busy: true,
            notice: failed.map(Notice::Failed),
            buttons: Vec::new(),
            told: Vec::new(),
            scroll: None,
            dirty: true,
            ended: false,
            clipboard: None,
            repaint: false,
            suspend: false,
            edit: None,
            preview: None,
            place: None,
        };
        app.tell();
        Ok(app)
    }

    /// Whether something is left to do or to keep once the learner pauses.
    pub fn busy(&self) -> bool {
        self.busy
    }

    /// Does what could wait, and keeps what must not be lost: the learner pauses.
    pub fn pause(&mut self) {
        self.busy = false;
        if let Some((screen, env)) = self.top() {
            let changed = screen.on_idle(env);
            self.dirty |= changed;
        }
        self.save();
        if self.env.session.settle() {
            // The first frame was drawn without it, and what could wait can be counted now.
            (self.dirty, self.busy) = (true, true);
        }
        self.tell();
    }

    /// Closes the learner's log, once the terminal is given back.
    pub fn close(&mut self) {
        self.env.session.close();
    }

    /// Whether the learner has left.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Whether anything looks different since the last drawing.
    pub fn dirty(&self) -> bool {
        self.dirty
    }

    /// What should go to the clipboard, once.
    pub fn take_clipboard(&mut self) -> Option<String> {
        self.clipboard.take()
    }

    /// Whether everything must be painted anew, once.
    pub fn take_repaint(&mut self) -> bool {
        std::mem::take(&mut self.repaint)
    }

    /// Whether the program should stop until it is called back, once.
    pub fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.suspend)
    }

    /// What should be edited outside, once.
    pub fn take_edit(&mut self) -> Option<editor::Request> {
        self.edit.take()
    }

    /// Whether the next key may give the terminal to another program.
    pub fn hands_over(&self) -> bool {
        self.preview.is_some() || self.stack.last().is_some_and(|top| top.screen.hands_over())
    }

    /// How the rows moved since the last drawing, once.
    pub fn take_scroll(&mut self) -> Option<Scroll> {
        self.scroll.take()
    }

    /// Says that some of the learner's own keys or themes are left out.
    pub fn say_wrong_settings(&mut self, mistakes: usize) {
        let told = self.env.words.plural("settings.wrong", mistakes);
        self.say(Notice::Failed(Problem::environment(told)));
    }

    /// Says something in the footer.
    pub fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
        self.dirty = true;
    }

    /// Takes the window's size. Of one larger than any screen its first cells are used: a terminal may
    /// say anything, and every cell takes memory.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.env.window = Rect::new(0, 0, width.min(WIDEST), height.min(TALLEST));
        self.scroll = None;
        self.dirty = true;
    }

    /// Takes an event.
    pub fn handle(&mut self, event: Event) {
        match event {
            Event::Input(input) => self.input(input),
            Event::Terminate => self.end(),
            Event::Suspend => self.stop(),
            Event::Resized => {
                let (width, height) = terminal::size();
                if (width, height) != (self.env.window.width, self.env.window.height) {
                    self.resize(width, height);
                }
            }
            Event::Resume => {
                self.repaint = true;
                self.dirty = true;
            }
            Event::Ready => self.busy = true,
            Event::Authored(news) => self.take_news(news),
            Event::Done(ticket, result) => self.done(ticket, result),
        }
        self.tell();
    }

    /// Says what the learner must know about how their progress is kept.
    fn tell(&mut self) {
        if let Some(notice) = self.env.session.take_notice() {
            let text = notice.text(&self.env.words);
            self.told.push(text.clone());
            self.say(Notice::Failed(Problem::environment(text)));
        }
    }

    /// What was said about how the progress is kept, to be said again in full behind the screens.
    pub fn take_told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.told)
    }

    /// Gives what a job brings to the screen that started it.
    fn done(&mut self, ticket: Ticket, result: Box<dyn Any + Send>) {
        let Some(shown) = self.stack.iter_mut().find(|shown| shown.ticket == ticket) else {
            return;
        };
        self.env.jobs.work_for(ticket);
        shown.screen.take_result(result, &mut self.env);
        self.dirty = true;
    }

    /// Gives what came back from the learner's editor to the top screen, which sent it there.
    pub fn take_edited(&mut self, edited: Edited) {
        if let Some((screen, env)) = self.top() {
            screen.take_edited(edited, env);
        }
        self.dirty = true;
        self.tell();
    }

    /// The top screen with what it shares; jobs are for it from now on.
    fn top(&mut self) -> Option<(&mut dyn Screen, &mut Environment)> {
        let shown = self.stack.last_mut()?;
        self.env.jobs.work_for(shown.ticket);
        Some((shown.screen.as_mut(), &mut self.env))
    }

    /// The bindings that hold on the top screen.
    fn keys(&self) -> Option<KeyContext> {
        self.stack.last().map(|top| top.screen.keys())
    }

    /// Makes the screen of a route.
    fn make(&mut self, route: Route) -> Result<Shown, Problem> {
        self.ticket = self.ticket.next();
        self.env.jobs.work_for(self.ticket);
        let screen = open::open(route.clone(), &mut self.env)?;
        Ok(Shown { ticket: self.ticket, route, screen })
    }

    fn input(&mut self, input: Input) {
        let action = match input {
            Input::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Input::Mouse(mouse) => self.mouse(mouse),
            Input::Paste(text) => Some(Action::Text(Edit::Insert(text))),
            Input::Resize(width, height) => {
                self.resize(width, height);
                None
            }
            _ => None,
        };
        if let Some(action) = action {
            self.busy = true;
            self.act(action);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Option<Action> {
        if self.notice.take().is_some() {
            self.dirty = true;
        }
        if self.author_key(key) {
            return None;
        }
        let action = self.keys().and_then(|context| self.env.keys.action(key, context));
        let stops = key.code == KeyCode::Char('z') && key.modifiers == KeyModifiers::CONTROL;
        // Where the key takes something back it does nothing else, also where there is nothing to take back.
        if stops && action != Some(Action::Own("undo")) {
            self.stop();
            return None;
        }
        action
    }

    /// What the mouse means; a hint of the footer is what its key is.
    fn mouse(&mut self, mouse: MouseEvent) -> Option<Action> {
        let action = mouse_action(mouse)?;
        if !matches!(action, Action::Click(_)) || mouse.row + 1 != self.env.window.height {
            return Some(action);
        }
        let clicked = self.buttons.iter().find(|button| button.columns.contains(&mouse.column))?;
        Keymap::named(&clicked.action, self.keys()?)
    }

    /// Draws everything.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Vec<Hyperlink> {
        self.dirty = false;
        let window = buffer.area;
        buffer.set_style(window, self.env.theme.base());
        if too_small::applies(window) {
            too_small::draw(buffer, window, &self.env);
            return Vec::new();
        }
        let panel = self.preview.as_ref().map_or(0, |preview| preview.height(window));
        let area = Rect { height: window.height - 1 - panel, ..window };
        let first = self.stack.iter().rposition(|shown| !shown.screen.floats()).unwrap_or(0);
        for Shown { ticket, screen, .. } in self.stack.iter_mut().skip(first) {
            self.env.jobs.work_for(*ticket);
            screen.arrange(area, &self.env);
            screen.view(buffer, area, &self.env);
        }
        if let Some(preview) = &self.preview {
            let below = Rect { y: area.bottom(), height: panel, ..window };
            preview.view(buffer, below, self.asks(), &self.env);
        }
        let Some(top) = self.stack.last() else { return Vec::new() };
        self.buttons =
            footer::draw(buffer, window, top.screen.as_ref(), self.notice.as_ref(), &self.env);
        if self.env.signs == Signs::ASCII {
            draw::in_ascii(buffer);
        }
        top.screen.links()
    }
}

/// What the mouse means anywhere on a screen.
fn mouse_action(mouse: MouseEvent) -> Option<Action> {
    let at = Position::new(mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Action::Click(at)),
        MouseEventKind::Drag(MouseButton::Left) => Some(Action::Drag(at)),
        MouseEventKind::Up(MouseButton::Left) => Some(Action::Release(at)),
        MouseEventKind::ScrollDown => Some(Action::Wheel { at, lines: WHEEL_LINES }),
        MouseEventKind::ScrollUp => Some(Action::Wheel { at, lines: -WHEEL_LINES }),
        _ => None,
    }
}
