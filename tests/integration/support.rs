//! A learner at work in a terminal that exists only in memory: build one, press keys, read the screen.
//!
//! ```ignore
//! let mut tutor = Tutor::sample().size(80, 24).open(Route::Catalog).start();
//! tutor.press("/").write("saga").press("Enter").expect("Saga");
//! tutor.snapshot("catalog-saga");          // tests/screens/catalog-saga.snap
//! ```

#![allow(dead_code, reason = "a helper may wait for its first test")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, mpsc::Receiver},
    time::{Duration, Instant},
};

use archtutor::{
    clock::{Clock, Timestamp},
    config::Settings,
    exercise::{Kinds, kinds::KINDS},
    id::CourseId,
    library::Library,
    progress::{self, Progress},
    role::Role,
    session::Session,
    source::Source,
    tui::{
        self,
        app::App,
        event::{Event, Jobs},
        painter::Depth,
        route::Route,
        theme::Theme,
    },
};
use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::{buffer::Buffer, layout::Rect};
use tempfile::TempDir;

/// The moment at which every test stands: noon of 2 March 2026, UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_772_452_800_000);
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// A job that takes longer than this is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// The sizes at which every screen has a snapshot.
pub(crate) const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// What a tutor is to start with.
pub(crate) struct Builder {
    source: Source,
    kinds: Kinds,
    folder: TempDir,
    size: (u16, u16),
    theme: &'static str,
    ascii: bool,
    language: &'static str,
    routes: Vec<Route>,
    past: Vec<(i64, Vec<progress::Event>)>,
    data: Option<PathBuf>,
}

/// The program with a learner in front of it.
pub(crate) struct Tutor {
    pub(crate) app: App,
    events: Receiver<Event>,
    buffer: Buffer,
    /// Holds the course, the settings and the progress of this test.
    folder: TempDir,
}

impl Tutor {
    /// The course that ships with the program.
    pub(crate) fn shipped() -> Builder {
        archtutor::clock::stay_in_utc();
        Builder {
            source: Source::Embedded,
            kinds: KINDS,
            folder: tempfile::tempdir().expect("a temporary folder"),
            size: (120, 40),
            theme: "dark",
            ascii: false,
            language: "en",
            routes: Vec::new(),
            past: Vec::new(),
            data: None,
        }
    }

    /// A small course that stays as it is: `tests/fixtures/course`.
    pub(crate) fn sample() -> Builder {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        Builder { source: Source::folder(&root).expect("the sample"), ..Self::shipped() }
    }

    /// A course that is read from somewhere else.
    pub(crate) fn of(source: Source) -> Builder {
        Builder { source, ..Self::shipped() }
    }

    /// A course of some files; `course.toml` is written if it is not among them.
    pub(crate) fn course(files: &[(&str, &str)]) -> Builder {
        let mut builder = Self::shipped();
        let root = builder.folder.path().join("course");
        for (path, text) in [("course.toml", COURSE)].iter().chain(files) {
            write(&root.join(path), text);
        }
        for folder in ["lessons", "quizzes"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        builder.source = Source::folder(&root).expect("a course");
        builder
    }

    /// Presses keys, named as in `keys.toml` and with blanks between them.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.input(Input::Key(key(name)));
        }
        self
    }

    /// Types a text, key by key.
    pub(crate) fn write(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.input(Input::Key(KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE)));
        }
        self
    }

    /// Opens a lesson on top of what is there.
    pub(crate) fn open_again(&mut self, lesson: &str) -> &mut Self {
        self.app.open(Route::Lesson { id: lesson.into(), heading: None });
        self.settle()
    }

    /// Clicks on a cell, from 0.
    pub(crate) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
        self.mouse(MouseEventKind::Up(MouseButton::Left), column, row)
    }

    /// Drags from the first place that shows a text to the first one that shows another.
    pub(crate) fn drag(&mut self, from: &str, to: &str) -> &mut Self {
        let ((column, row), (x, y)) = (self.find(from), self.find(to));
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
        self.mouse(MouseEventKind::Drag(MouseButton::Left), (column + x) / 2, (row + y) / 2);
        self.mouse(MouseEventKind::Drag(MouseButton::Left), x, y);
        self.mouse(MouseEventKind::Up(MouseButton::Left), x, y)
    }

    /// Clicks on the first place that shows a text.
    pub(crate) fn click_on(&mut self, text: &str) -> &mut Self {
        let (column, row) = self.find(text);
        self.click(column, row)
    }

    /// Turns the wheel over the first place that shows a text.
    pub(crate) fn wheel_on(&mut self, text: &str, down: bool) -> &mut Self {
        let (column, row) = self.find(text);
        let kind = if down { MouseEventKind::ScrollDown } else { MouseEventKind::ScrollUp };
        self.mouse(kind, column, row)
    }

    /// Gives the window another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.input(Input::Resize(width, height))
    }

    /// Draws the screen in many sizes, tiny ones too, and with some keys in each; nothing may panic.
    pub(crate) fn squeeze(&mut self) {
        let before = self.buffer.area;
        for (width, height) in [(1, 1), (24, 6), (25, 7), (40, 12), (60, 9), (99, 30), (200, 60)] {
            self.resize(width, height);
            self.press("Down PageDown End Up Home Right Left");
            self.click(width / 2, height / 2);
            self.press("Esc");
            if self.app.ended() {
                return;
            }
        }
        self.resize(before.width, before.height);
    }

    /// The screen as it is drawn now, before anything that waits has been taken.
    pub(crate) fn drawn(&mut self) -> String {
        let mut buffer = Buffer::empty(self.buffer.area);
        self.app.draw(&mut buffer);
        rows(&buffer).map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// The screen as text, without blanks at the ends of lines.
    pub(crate) fn screen(&self) -> String {
        rows(&self.buffer).map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// The runs of text that are drawn as a role.
    pub(crate) fn drawn_as(&self, role: Role) -> Vec<String> {
        let wanted = self.app.env.theme.base().patch(self.app.env.style(role));
        let mut runs = Vec::new();
        for y in self.buffer.area.top()..self.buffer.area.bottom() {
            let mut run = String::new();
            for x in self.buffer.area.left()..self.buffer.area.right() {
                let cell = &self.buffer[(x, y)];
                let same = cell.fg == wanted.fg.unwrap_or_default()
                    && cell.bg == wanted.bg.unwrap_or_default()
                    && cell.modifier == wanted.add_modifier;
                if same {
                    run.push_str(cell.symbol());
                } else if !run.is_empty() {
                    runs.push(std::mem::take(&mut run));
                }
            }
            runs.push(run);
        }
        runs.into_iter().map(|run| run.trim().to_owned()).filter(|run| !run.is_empty()).collect()
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until the screen does not show a text.
    #[track_caller]
    pub(crate) fn expect_no(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| !screen.contains(text))
    }

    /// Compares the screen with `tests/screens/<name>.snap`.
    #[track_caller]
    pub(crate) fn snapshot(&self, name: &str) {
        insta::with_settings!({
            snapshot_path => "../screens",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!(name, self.screen()) });
    }

    /// The folder of the test: `course/`, `config.toml`, `data/`.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Takes everything that jobs have brought so far; the learner pauses.
    pub(crate) fn settle(&mut self) -> &mut Self {
        while let Ok(event) = self.events.try_recv() {
            self.app.handle(event);
        }
        // As in the program, what happened is seen before the learner pauses.
        self.redraw();
        let was_read = self.app.env.session.library().is_read();
        self.app.pause();
        let library = self.app.env.session.library();
        if library.is_being_read() || library.is_read() != was_read {
            // No test depends on how long that takes.
            drop((library.questions(), library.catalog().patterns()));
            self.app.pause();
        }
        self.redraw();
        self
    }

    fn redraw(&mut self) {
        if self.app.dirty() && !self.app.ended() {
            self.buffer.reset();
            self.app.draw(&mut self.buffer);
        }
    }

    fn input(&mut self, input: Input) -> &mut Self {
        if !self.app.ended() {
            self.app.handle(Event::Input(input));
        }
        self.settle()
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        let modifiers = KeyModifiers::NONE;
        self.input(Input::Mouse(MouseEvent { kind, column, row, modifiers }))
    }

    /// The first place that shows a text, in cells.
    #[track_caller]
    fn find(&self, text: &str) -> (u16, u16) {
        for (y, row) in rows(&self.buffer).enumerate() {
            if let Some(at) = row.find(text) {
                return (archtutor::text::width(&row[..at]) as u16, y as u16);
            }
        }
        panic!("{text:?} is not on the screen:\n{}", self.screen());
    }

    #[track_caller]
    fn wait(&mut self, text: &str, fits: impl Fn(&str) -> bool) -> &mut Self {
        self.until(text, |tutor| fits(&tutor.screen()))
    }

    /// Waits until something holds.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        loop {
            self.settle();
            if holds(self) {
                return self;
            }
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => self.app.handle(event),
                Err(_) => panic!("waited in vain for {what:?}:\n{}", self.screen()),
            }
        }
    }
}

impl Builder {
    /// The kinds of exercises that can be read.
    pub(crate) fn kinds(mut self, kinds: Kinds) -> Self {
        self.kinds = kinds;
        self
    }

    /// The size of the window.
    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    /// The name of the theme.
    pub(crate) fn theme(mut self, name: &'static str) -> Self {
        self.theme = name;
        self
    }

    /// Signs from ASCII only.
    pub(crate) fn ascii(mut self) -> Self {
        self.ascii = true;
        self
    }

    /// The language of names.
    pub(crate) fn language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// A screen on top of the map and of those before.
    pub(crate) fn open(mut self, route: Route) -> Self {
        self.routes.push(route);
        self
    }

    /// What the learner did some days before.
    pub(crate) fn days_ago<E: Into<progress::Event>>(
        mut self,
        days: i64,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        self.past.push((days, events.into_iter().map(Into::into).collect()));
        self
    }

    /// Progress in a folder that outlives this tutor, to start another one on it.
    pub(crate) fn data(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_owned());
        self
    }

    /// Starts the program and draws its first frame.
    pub(crate) fn start(self) -> Tutor {
        let clock = Clock::Fixed(NOW);
        let data_dir = self.data.clone().unwrap_or_else(|| self.folder.path().join("data"));
        let library = Library::with_kinds(self.source, self.kinds).expect("a course");
        let course = CourseId::new(&library.course().id);
        for (days, events) in &self.past {
            let then = Clock::Fixed(Timestamp(NOW.0 - days * DAY));
            let mut progress = Progress::open(&data_dir, course.clone(), then).expect("progress");
            progress.record_all(events).expect("recorded");
        }
        let mut progress = if self.past.is_empty() && self.data.is_none() {
            Progress::in_memory(course.clone(), clock)
        } else {
            Progress::open(&data_dir, course.clone(), clock).expect("progress")
        };
        progress.name_in_order(1_000 * (1_000 * draws() + starts_on(&data_dir)));
        let settings = Settings {
            data_dir,
            file: Some(self.folder.path().join("config.toml")),
            language: self.language.into(),
            ascii: self.ascii,
            theme: self.theme.into(),
            plain: false,
            habits: Default::default(),
            mouse: true,
            welcomed: true,
        };
        let session = Session::new(library, progress, clock);
        let (jobs, events) = Jobs::channel();
        let theme = Theme::choose(self.theme, Depth::True, &[]).expect("a theme");
        let env = tui::environment(session, settings, theme, jobs);
        let routes = std::iter::once(Route::Home).chain(self.routes).collect();
        let mut app = App::new(env, routes).expect("a first screen");
        let (width, height) = self.size;
        app.resize(width, height);
        let buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let mut tutor = Tutor { app, events, buffer, folder: self.folder };
        tutor.settle();
        tutor
    }
}

/// Decides what is drawn. No test may need one of its values; `TUTOR_DRAWS=7 cargo test` hunts for one that does.
fn draws() -> u64 {
    std::env::var("TUTOR_DRAWS").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// How many tutors were started on a folder before, so that names are given once.
fn starts_on(data: &Path) -> u64 {
    static STARTS: Mutex<BTreeMap<PathBuf, u64>> = Mutex::new(BTreeMap::new());
    let mut starts = STARTS.lock().expect("the starts");
    let before = starts.entry(data.to_owned()).or_default();
    *before += 1;
    *before - 1
}

const COURSE: &str = "id = 'test'\ntitle = 'A test course'\nversion = '1'\n";

/// Compares a screen of the sample at every size with its snapshot, `<name>-<width>x<height>`.
#[track_caller]
pub(crate) fn snapshots(name: &str, build: impl Fn(Builder) -> Tutor) {
    for (width, height) in SIZES {
        let tutor = build(Tutor::sample().size(width, height));
        tutor.snapshot(&format!("{name}-{width}x{height}"));
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = String> + '_ {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(move |y| (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect())
}

/// A key by its name.
#[track_caller]
fn key(name: &str) -> KeyEvent {
    let (name, modifiers) = match name.split_once('-') {
        Some(("Ctrl", rest)) => (rest, KeyModifiers::CONTROL),
        Some(("Alt", rest)) => (rest, KeyModifiers::ALT),
        Some(("Shift", rest)) => (rest, KeyModifiers::SHIFT),
        _ => (name, KeyModifiers::NONE),
    };
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" if modifiers == KeyModifiers::SHIFT => KeyCode::BackTab,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "F1" | "F3" | "F4" | "F5" | "F6" => KeyCode::F(name[1..].parse().expect("a number")),
        one if one.chars().count() == 1 => KeyCode::Char(one.chars().next().unwrap_or_default()),
        other => panic!("{other:?} is no key"),
    };
    KeyEvent::new(code, modifiers)
}
