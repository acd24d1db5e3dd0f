//! The program in a real pseudo-terminal, with a screen that shows what a learner would see.
//!
//! ```ignore
//! let mut window = Window::of(["open", "1.1"]).size(80, 24).open();
//! window.expect("Kinds of requirement").press("q").expect_end(0);
//! ```

use std::{
    fs,
    io::{Read, Write},
    num::NonZeroU16,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtyPair, PtySize, native_pty_system};
use tempfile::TempDir;

use crate::program::BINARY;

/// What takes longer than this is stuck.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often is looked.
const GLANCE: Duration = Duration::from_millis(5);

/// What is to be started in a window.
#[must_use = "nothing happens before open()"]
pub(crate) struct Builder {
    program: PathBuf,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    size: (u16, u16),
    home: TempDir,
    data: Option<PathBuf>,
    /// Whether the card of the first start was seen.
    welcomed: bool,
}

/// A program in a terminal.
pub(crate) struct Window {
    pair: PtyPair,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    /// The modes of the terminal before the program began.
    modes: String,
    _home: TempDir,
}

/// What came out of the program.
struct Seen {
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Window {
    /// The program with arguments, on the shipped course.
    pub(crate) fn of<const N: usize>(args: [&str; N]) -> Builder {
        Self::running(Path::new(BINARY), args)
    }

    /// Another program.
    pub(crate) fn running<const N: usize>(program: &Path, args: [&str; N]) -> Builder {
        Builder {
            program: program.to_owned(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            variables: Vec::new(),
            size: (80, 24),
            home: tempfile::tempdir().expect("a temporary folder"),
            data: None,
            welcomed: true,
        }
    }

    /// Types.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
        self.keyboard.flush().expect("typed");
        self
    }

    /// Gives the window another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        let (cols, rows) = cells(width, height);
        self.seen().screen.set_size(rows, cols);
        self.pair.master.resize(size(width, height)).expect("resized");
        self
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.child.process_id().expect("a process").to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill");
        assert!(sent.success(), "kill -{name}");
        self
    }

    /// The number of the process.
    pub(crate) fn process(&self) -> Option<u32> {
        self.child.process_id()
    }

    /// The letter of the process's state, such as `T` for stopped.
    pub(crate) fn state(&self) -> Option<char> {
        let id = self.child.process_id()?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        stat.rsplit(')').next()?.trim().chars().next()
    }

    /// The rows of the screen, without blanks at their ends.
    pub(crate) fn rows(&self) -> Vec<String> {
        let seen = self.seen();
        let (_, columns) = seen.screen.screen().size();
        let rows = seen.screen.screen().rows(0, columns.get());
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    /// Everything that the program has written.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.seen().bytes.clone()
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        self.wait(text, |window| window.rows().iter().any(|row| row.contains(text)))
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, so: impl Fn(&Self) -> bool) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !so(self) {
            assert!(
                Instant::now() < until,
                "waited in vain for {what:?}, state {:?}:\n{}\n{:?}",
                self.state(),
                self.rows().join("\n"),
                String::from_utf8_lossy(self.bytes().last_chunk::<400>().unwrap_or(&[0; 400]))
            );
            thread::sleep(GLANCE);
        }
        self
    }

    /// Waits until the program has ended with a code.
    #[track_caller]
    pub(crate) fn expect_end(&mut self, code: u32) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a state") {
                assert_eq!(status.exit_code(), code, "{status:?}\n{}", self.rows().join("\n"));
                return self;
            }
            assert!(Instant::now() < until, "still running:\n{}", self.rows().join("\n"));
            thread::sleep(GLANCE);
        }
    }

    /// Waits until the terminal is as it was: the first screen, a cursor, no mouse, no pasting, cooked.
    #[track_caller]
    pub(crate) fn expect_restored(&mut self) -> &mut Self {
        self.wait("a terminal as it was", |window| {
            let seen = window.seen();
            let screen = seen.screen.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && window.pair.master.get_termios().map(|modes| format!("{modes:?}")).as_ref()
                    == Some(&window.modes)
        })
    }

    /// Whether the program has the terminal.
    pub(crate) fn is_taken(&self) -> bool {
        self.seen().screen.screen().alternate_screen()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test thread has failed")
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Builder {
    /// Columns and rows.
    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    /// Progress in a folder that outlives this window.
    pub(crate) fn data(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_owned());
        self
    }

    /// The very first start, which shows a card before anything else.
    pub(crate) fn newcomer(mut self) -> Self {
        self.welcomed = false;
        self
    }

    /// A variable of the environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The course in a folder.
    pub(crate) fn course(mut self, folder: &Path) -> Self {
        let folder = folder.to_str().expect("UTF-8").to_owned();
        self.args.splice(0..0, ["--course".to_owned(), folder]);
        self
    }

    /// Opens the window and starts the program in it.
    pub(crate) fn open(self) -> Window {
        let (width, height) = self.size;
        let pair = native_pty_system().openpty(size(width, height)).expect("a pseudo-terminal");
        let data = self.data.clone().unwrap_or_else(|| self.home.path().join("data"));
        let settings = self.home.path().join("settings");
        if self.welcomed {
            fs::create_dir_all(settings.join("archtutor")).expect("a folder");
            fs::write(settings.join("archtutor/config.toml"), "welcomed = true\n").expect("a file");
        }
        let mut command = CommandBuilder::new(&self.program);
        command.env_clear();
        command.args(&self.args);
        command.env("HOME", self.home.path());
        command.env("XDG_CONFIG_HOME", settings);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", "UTC");
        command.env("ARCHTUTOR_DATA_DIR", data);
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        let modes = pair.master.get_termios().map(|modes| format!("{modes:?}"));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keyboard = pair.master.take_writer().expect("a writer");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let (columns, rows) = cells(width, height);
        let screen = vt100::Parser::new(rows, columns, 0);
        let seen = Arc::new(Mutex::new(Seen { screen, bytes: Vec::new() }));
        let shown = Arc::clone(&seen);
        thread::Builder::new()
            .name("screen".into())
            .spawn(move || {
                let mut bytes = [0; 64 * 1024];
                while let Ok(count @ 1..) = reader.read(&mut bytes) {
                    let mut shown = shown.lock().expect("no test thread has failed");
                    shown.screen.process(&bytes[..count]);
                    shown.bytes.extend_from_slice(&bytes[..count]);
                }
            })
            .expect("a thread");
        let modes = modes.expect("a terminal has modes");
        Window { pair, child, keyboard, seen, modes, _home: self.home }
    }
}

fn cells(width: u16, height: u16) -> (NonZeroU16, NonZeroU16) {
    let cells = |number| NonZeroU16::new(number).expect("no window is empty");
    (cells(width), cells(height))
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}
