//! The program as a script runs it: arguments and a pipe in, text and an exit code out.
//!
//! ```ignore
//! Program::of(["list", "weeks"]).shows("alone").run();
//! Program::of(["open", "nothing"]).fails(2).complains("Did you mean").run();
//! ```

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// The program that the tests run.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_archtutor");

/// A call that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// One call of the program and what is expected of it.
#[must_use = "nothing happens before run()"]
pub(crate) struct Program {
    binary: PathBuf,
    /// What comes before the arguments.
    lead: Vec<String>,
    args: Vec<String>,
    stdin: Vec<u8>,
    home: TempDir,
    data: Option<PathBuf>,
    course: Option<PathBuf>,
    folder: Option<PathBuf>,
    variables: Vec<(String, String)>,
    code: Option<i32>,
    stdout: Vec<String>,
    stderr: Vec<String>,
}

/// The program while somebody types.
pub(crate) struct Running {
    pub(crate) stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    child: Child,
    _home: TempDir,
}

impl Running {
    /// Reads on until a line has a text.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let read = self.stdout.read_line(&mut line).expect("text");
            assert_ne!(read, 0, "it ended without {text:?}");
        }
    }

    /// What it writes until it ends by itself, with nothing more to read.
    #[track_caller]
    pub(crate) fn ends(self) -> String {
        let Self { stdin, mut stdout, mut child, _home } = self;
        drop(stdin);
        let mut said = String::new();
        stdout.read_to_string(&mut said).expect("text");
        assert!(child.wait().expect("a status").success(), "{said}");
        said
    }
}

/// What the program wrote.
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// The program with arguments, in a home of its own, on the shipped course.
    pub(crate) fn of<const N: usize>(args: [&str; N]) -> Self {
        Self::with(&args)
    }

    /// The same with any number of arguments.
    pub(crate) fn with(args: &[&str]) -> Self {
        Self {
            binary: BINARY.into(),
            lead: Vec::new(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            stdin: Vec::new(),
            home: tempfile::tempdir().expect("a temporary folder"),
            data: None,
            course: None,
            folder: None,
            variables: Vec::new(),
            code: Some(0),
            stdout: Vec::new(),
            stderr: Vec::new(),
        }
    }

    /// The same on the small course that stays as it is.
    pub(crate) fn sample<const N: usize>(args: [&str; N]) -> Self {
        Self::of(args).course(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course"))
    }

    /// Another program than the one that ships, with arguments of its own before the others.
    pub(crate) fn by(mut self, binary: PathBuf, lead: &[&str]) -> Self {
        self.binary = binary;
        self.lead = lead.iter().map(|arg| (*arg).to_owned()).collect();
        self
    }

    /// What is typed.
    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = text.as_ref().to_owned();
        self
    }

    /// Progress in a folder that outlives this call.
    pub(crate) fn data(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_owned());
        self
    }

    /// The course in a folder.
    pub(crate) fn course(mut self, folder: &Path) -> Self {
        self.course = Some(folder.to_owned());
        self
    }

    /// The folder in which it is called.
    pub(crate) fn inside(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// A variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The exit code, if it is not 0.
    pub(crate) fn fails(mut self, code: i32) -> Self {
        self.code = Some(code);
        self
    }

    /// Whatever the exit code is, as long as it ends by itself.
    pub(crate) fn any_code(mut self) -> Self {
        self.code = None;
        self
    }

    /// A home with settings in it.
    pub(crate) fn home(mut self, folder: TempDir) -> Self {
        self.home = folder;
        self
    }

    /// Text that standard output must have.
    pub(crate) fn shows(mut self, text: &str) -> Self {
        self.stdout.push(text.to_owned());
        self
    }

    /// Text that standard error must have.
    pub(crate) fn complains(mut self, text: &str) -> Self {
        self.stderr.push(text.to_owned());
        self
    }

    fn spawn(&self) -> Child {
        let mut command = Command::new(&self.binary);
        command.args(&self.lead);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        if let Some(course) = &self.course {
            command.arg("--course").arg(course);
        }
        let data = self.data.clone().unwrap_or_else(|| self.home.path().join("data"));
        command
            .args(&self.args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("ARCHTUTOR_DATA_DIR", data)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// Starts it and leaves it to whoever types.
    pub(crate) fn start(self) -> Running {
        let mut child = self.spawn();
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        Running { stdin, stdout, child, _home: self.home }
    }

    /// Runs it and holds it to what is expected.
    #[track_caller]
    pub(crate) fn run(self) -> Said {
        let mut child = self.spawn();
        // A program that does not read its input closes it.
        let _ = child.stdin.take().expect("a pipe").write_all(&self.stdin);
        let read = |mut pipe: Box<dyn Read + Send>| {
            let read = move || {
                let mut text = String::new();
                pipe.read_to_string(&mut text).expect("UTF-8");
                text
            };
            std::thread::Builder::new().name("reader".into()).spawn(read).expect("a thread")
        };
        let stdout = read(Box::new(child.stdout.take().expect("a pipe")));
        let stderr = read(Box::new(child.stderr.take().expect("a pipe")));
        let status = ended(&mut child);
        let said =
            Said { stdout: stdout.join().expect("UTF-8"), stderr: stderr.join().expect("UTF-8") };
        let told =
            format!("{:?}\n--- stdout\n{}\n--- stderr\n{}", self.args, said.stdout, said.stderr);
        let status = status.unwrap_or_else(|| panic!("it does not end: {told}"));
        match self.code {
            Some(code) => assert_eq!(status.code(), Some(code), "{told}"),
            None => assert!(matches!(status.code(), Some(0..=3)), "{told}"),
        }
        for text in &self.stdout {
            assert!(said.stdout.contains(text), "{text:?} is not in stdout: {told}");
        }
        for text in &self.stderr {
            assert!(said.stderr.contains(text), "{text:?} is not in stderr: {told}");
        }
        assert!(!said.stderr.contains("panicked"), "{told}");
        said
    }

    /// Runs it and reads standard output as JSON.
    #[track_caller]
    pub(crate) fn json(self) -> serde_json::Value {
        let said = self.run();
        serde_json::from_str(&said.stdout).unwrap_or_else(|error| {
            panic!("{error}: {}", said.stdout);
        })
    }
}

/// Waits for the end of a call; one that hangs is ended, and nothing is said.
fn ended(child: &mut Child) -> Option<ExitStatus> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("the program can be ended");
    child.wait().expect("the program ends");
    None
}

/// A course folder of some files, with a `course.toml`.
pub(crate) fn course(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let course: (&str, &[u8]) =
        ("course.toml", b"id = 'test'\ntitle = 'A test course'\nversion = '1'\n");
    for (path, bytes) in std::iter::once(&course).chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

/// The events of an export, as JSON.
#[track_caller]
pub(crate) fn events(data: &Path) -> Vec<serde_json::Value> {
    let said = Program::of(["progress", "export"]).data(data).run();
    said.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The commands that a help text lists.
pub(crate) fn commands(help: &str) -> Vec<String> {
    let listed = help.split("Commands:").nth(1).unwrap_or_default();
    let listed = listed.split("\n\n").next().unwrap_or_default();
    let rows = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    rows.filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}
