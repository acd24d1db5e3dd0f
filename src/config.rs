//! What a learner has set: folders, language, theme, signs. Flags win over the settings file, the
//! settings file over what the environment suggests.

use std::{
    env, fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

use crate::{
    file,
    problem::Problem,
    review::Habits,
    table::{Document, Fields, Placed},
};

/// The settings in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Where progress lives.
    pub data_dir: PathBuf,
    /// The settings file, whether it exists or not.
    pub file: Option<PathBuf>,
    /// Language of the interface and of pattern names: `en`, `ru` or `vi`.
    pub language: String,
    /// Signs and boxes from ASCII only.
    pub ascii: bool,
    /// Name of the theme; `auto` chooses.
    pub theme: String,
    /// No screens: numbered choices on plain lines.
    pub plain: bool,
    /// How the learner wants to review.
    pub habits: Habits,
    /// Whether the mouse is listened to; without it the terminal selects text as always.
    pub mouse: bool,
    /// Whether the card of the first start was seen.
    pub welcomed: bool,
}

/// What the command line sets; `None` and `false` leave it to the settings file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub data_dir: Option<PathBuf>,
    pub language: Option<String>,
    pub ascii: bool,
    pub theme: Option<String>,
    pub plain: bool,
}

/// The folder of what can be made again; `None` where there is no home folder.
pub fn cache_dir() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("archtutor"))
}

/// A settings file larger than this is none, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// The languages that names are shown in.
pub const LANGUAGES: [&str; 3] = ["en", "ru", "vi"];

impl Settings {
    /// Finds the settings.
    ///
    /// # Errors
    /// Where there is no home folder and none was given, or the settings file has a mistake.
    pub fn load(overrides: Overrides) -> Result<Self, Problem> {
        let strategy = etcetera::choose_base_strategy().ok();
        let data_dir = overrides
            .data_dir
            .or_else(|| {
                env::var_os("ARCHTUTOR_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from)
            })
            .or_else(|| Some(strategy.as_ref()?.data_dir().join("archtutor")))
            .ok_or_else(|| {
                Problem::environment("Cannot tell where to keep your progress")
                    .why("there is no home folder")
                    .hint("Give a folder with --data-dir or ARCHTUTOR_DATA_DIR")
            })?;
        let file = strategy.map(|strategy| strategy.config_dir().join("archtutor/config.toml"));
        let stored = file.as_deref().map_or(Ok(Stored::default()), Stored::read)?;
        let habits = stored.habits();
        let language = overrides.language.or(stored.language).unwrap_or_else(from_locale);
        if !LANGUAGES.contains(&language.as_str()) {
            return Err(Problem::usage(format!("There is no language `{language}`"))
                .hint("Languages: en, ru, vi"));
        }
        Ok(Self {
            data_dir,
            file,
            language,
            ascii: overrides.ascii || stored.ascii.unwrap_or(!speaks_utf8()),
            theme: overrides.theme.or(stored.theme).unwrap_or_else(|| "auto".into()),
            plain: overrides.plain,
            habits,
            mouse: stored.mouse.unwrap_or(true),
            welcomed: stored.welcomed.unwrap_or(false),
        })
    }

    /// Writes one setting to the settings file; what holds for this run only stays out of it.
    ///
    /// # Errors
    /// Where the file has a mistake or cannot be written.
    pub fn store(&self, setting: Setting) -> Result<(), Problem> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut stored = Stored::read(file)?;
        match setting {
            Setting::Language => stored.language = Some(self.language.clone()),
            Setting::Ascii => stored.ascii = Some(self.ascii),
            Setting::Theme => stored.theme = Some(self.theme.clone()),
            Setting::Mouse => stored.mouse = Some(self.mouse),
            Setting::Retention => {
                // As it reads: 0.9 and not the digits of an f32.
                let percent = (f64::from(self.habits.retention) * 100.0).round();
                stored.retention = Some(percent / 100.0);
            }
            Setting::Minutes => stored.minutes = Some(i64::from(self.habits.minutes)),
            Setting::NewDay => stored.new_day = Some(i64::from(self.habits.new_day)),
            Setting::AsksSure => stored.asks_sure = Some(self.habits.asks_sure),
            Setting::Welcomed => stored.welcomed = Some(self.welcomed),
        }
        let failed = |error: std::io::Error| {
            Problem::environment(format!("Cannot write {}", file.display())).why(error)
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(file, stored.text()).map_err(failed)
    }
}

/// What can be set inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Language,
    Ascii,
    Theme,
    Mouse,
    Retention,
    Minutes,
    NewDay,
    AsksSure,
    Welcomed,
}

/// What the settings file says.
#[derive(Default)]
struct Stored {
    language: Option<String>,
    ascii: Option<bool>,
    theme: Option<String>,
    retention: Option<f64>,
    minutes: Option<i64>,
    new_day: Option<i64>,
    new_share: Option<i64>,
    asks_sure: Option<bool>,
    mouse: Option<bool>,
    welcomed: Option<bool>,
}

/// A number of the settings file that lies in its range; one that does not is reported.
fn ranged<T: PartialOrd + std::fmt::Display>(
    root: &Fields<'_, '_>,
    found: Option<Placed<T>>,
    range: RangeInclusive<T>,
) -> Option<T> {
    let found = found?;
    if !range.contains(&found.value) {
        let message = format!("this is {} to {}", range.start(), range.end());
        root.report("out-of-range", found.span.clone(), message);
    }
    Some(found.value)
}

impl Stored {
    fn read(file: &Path) -> Result<Self, Problem> {
        if fs::symlink_metadata(file).is_err() {
            return Ok(Self::default());
        }
        let text = file::text(file, LARGEST)?;
        let name = file.display().to_string();
        let (stored, found) = Document::new(name, text.as_str()).read(&text, |root| Self {
            language: root.string("language").map(|found| found.value),
            ascii: root.boolean("ascii").map(|found| found.value),
            theme: root.string("theme").map(|found| found.value),
            retention: ranged(&root, root.number("retention"), Habits::RETENTION),
            minutes: ranged(&root, root.integer("minutes"), Habits::MINUTES),
            new_day: ranged(&root, root.integer("new-day"), 0..=23),
            new_share: ranged(&root, root.integer("new-share"), 0..=100),
            asks_sure: root.boolean("asks-sure").map(|found| found.value),
            mouse: root.boolean("mouse").map(|found| found.value),
            welcomed: root.boolean("welcomed").map(|found| found.value),
        });
        match found.first() {
            Some(first) => Err(Problem::environment("Cannot read the settings")
                .why(first)
                .hint("Mend the file, or delete it to go back to the defaults")),
            None => Ok(stored),
        }
    }

    fn text(&self) -> String {
        let language = self.language.as_ref().map(|name| format!("language = {name:?}\n"));
        let theme = self.theme.as_ref().map(|name| format!("theme = {name:?}\n"));
        let retention = self.retention.map(|retention| format!("retention = {retention:?}\n"));
        let numbers =
            [("minutes", self.minutes), ("new-day", self.new_day), ("new-share", self.new_share)];
        let numbers = numbers.map(|(key, value)| value.map(|value| format!("{key} = {value}\n")));
        let flag = |name: &str, on: Option<bool>| on.map(|on| format!("{name} = {on}\n"));
        let ascii = flag("ascii", self.ascii);
        let flags =
            [("asks-sure", self.asks_sure), ("mouse", self.mouse), ("welcomed", self.welcomed)];
        let flags = flags.map(|(name, on)| flag(name, on));
        let first = [language, ascii, theme, retention];
        first.into_iter().chain(numbers).chain(flags).flatten().collect()
    }

    fn habits(&self) -> Habits {
        let usual = Habits::default();
        Habits {
            retention: self.retention.map_or(usual.retention, |retention| retention as f32),
            minutes: self.minutes.map_or(usual.minutes, |minutes| minutes as u32),
            new_day: self.new_day.map_or(usual.new_day, |hour| hour as u8),
            new_share: self.new_share.map_or(usual.new_share, |share| share as u8),
            asks_sure: self.asks_sure.unwrap_or(usual.asks_sure),
        }
    }
}

fn locale() -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
}

/// Whether the locale can show more than ASCII. Nothing set says nothing against it.
pub(crate) fn speaks_utf8() -> bool {
    let locale = locale().to_lowercase();
    !(locale == "c" || locale == "posix" || (locale.contains('.') && !locale.contains("utf")))
}

fn from_locale() -> String {
    let locale = locale();
    let language = locale.get(..2).unwrap_or_default();
    LANGUAGES.iter().find(|known| **known == language).map_or("en", |known| known).to_owned()
}
