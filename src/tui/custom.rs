//! What a learner brings along: keys and themes of their own, in the folder of the settings. They are held
//! to the same diagnostics as those that ship; a file with a mistake is left out, and said.

use std::{path::Path, sync::Arc};

use super::{keymap::Keymap, theme::Theme};
use crate::{config::Settings, diagnostic::Diagnostic, file, problem::Problem};

/// A file of keys or a theme larger than this is none, in bytes.
const LARGEST: u64 = 1 << 20;
/// Themes that are read at most.
const MOST: usize = 100;

/// Keys and themes of one's own.
#[derive(Clone, Debug, Default)]
pub struct Custom {
    /// The bindings of `keys.toml`; those of actions that it does not name stay as they ship.
    pub keys: Keymap,
    /// The themes of `themes/*.toml`, by name.
    pub themes: Vec<Theme>,
    /// The files that were read and are in force.
    pub files: Vec<String>,
    /// Every mistake of the files that are not.
    pub found: Vec<Diagnostic>,
    /// Files that could not be read at all.
    pub unread: Vec<Problem>,
}

impl Custom {
    /// Reads what is in the folder of the settings.
    pub fn load(settings: &Settings) -> Self {
        let mut custom = Self::default();
        if let Some(folder) = settings.file.as_deref().and_then(Path::parent) {
            custom.read_keys(&folder.join("keys.toml"));
            custom.read_themes(&folder.join("themes"));
        }
        custom
    }

    /// How many mistakes there are.
    pub fn mistakes(&self) -> usize {
        self.found.len() + self.unread.len()
    }

    /// The text of a file, if there is one that can be read.
    fn text(&mut self, path: &Path) -> Option<Arc<str>> {
        if std::fs::symlink_metadata(path).is_err() {
            return None;
        }
        file::text(path, LARGEST).map_err(|problem| self.unread.push(problem)).ok().map(Arc::from)
    }

    fn read_keys(&mut self, path: &Path) {
        let Some(text) = self.text(path) else { return };
        let name = path.display().to_string();
        let (keys, found) = Keymap::read_own(&name, &text);
        if found.is_empty() {
            self.keys = keys;
            self.files.push(name);
        }
        self.found.extend(found);
    }

    fn read_themes(&mut self, folder: &Path) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut paths: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
        paths.sort();
        for path in paths.into_iter().take(MOST) {
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            let Some(text) = self.text(&path) else { continue };
            let file = path.display().to_string();
            let (theme, found) = Theme::read(name, &file, &text);
            if found.is_empty() {
                self.themes.push(theme);
                self.files.push(file);
            }
            self.found.extend(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path) -> Settings {
        Settings {
            data_dir: folder.join("data"),
            file: Some(folder.join("config.toml")),
            language: "en".into(),
            ascii: false,
            theme: "auto".into(),
            plain: false,
            habits: Default::default(),
            mouse: true,
            welcomed: true,
        }
    }

    #[test]
    fn what_is_right_is_in_force_and_what_is_wrong_is_said_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        write("keys.toml", "[home]\nstats = ['F9', 'Nope']\nflying = ['f']\n[moon]\nup = ['k']\n")
            .unwrap();
        let mono = include_str!("../../assets/themes/mono.toml");
        write("themes/mine.toml", mono).unwrap();
        write("themes/torn.toml", "[palette]\nred = 'reddish'\n[roles]\n").unwrap();
        let custom = Custom::load(&settings(folder.path()));
        assert_eq!(custom.themes.iter().map(|theme| &theme.name).collect::<Vec<_>>(), ["mine"]);
        let told: Vec<String> = custom.found.iter().map(ToString::to_string).collect();
        let told = told.join("\n");
        for wrong in
            ["`Nope` is no key", "`flying`", "`moon`", "`reddish` is no color", "keys.toml:2"]
        {
            assert!(told.contains(wrong), "{wrong}: {told}");
        }
        assert!(custom.keys.table("home").is_empty(), "a file with a mistake is left out");
        write("keys.toml", "[home]\nstats = ['F9']\n").unwrap();
        let custom = Custom::load(&settings(folder.path()));
        let keys = Keymap::shipped().with(custom.keys);
        let context = super::super::keymap::KeyContext::shared("home");
        assert_eq!(keys.key("stats", context), Some("F9"));
        assert_eq!(keys.key("catalog", context), Some("c"));
    }
}
