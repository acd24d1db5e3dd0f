//! What is known of an image beside its Dockerfile: the folder that it is built from, and what commands make.

use crate::table::Fields;

/// What is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Image {
    /// Every file that lies in the folder.
    pub(crate) folder: Vec<String>,
    /// What may lie there, too, on somebody's machine.
    pub(crate) perhaps: Vec<String>,
    /// Files and folders of it that only building needs.
    pub(crate) building: Vec<String>,
    pub(crate) commands: Vec<Command>,
}

/// A command that makes something where it runs.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) run: String,
    /// Without these it fails.
    pub(crate) needs: Vec<String>,
    /// Whether it needs the packages for development, too.
    pub(crate) development: bool,
    pub(crate) makes: Vec<String>,
}

impl Image {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Self {
        let words = |key| words(fields, key);
        Self {
            folder: words("folder"),
            perhaps: words("perhaps"),
            building: words("building"),
            commands: fields.tables("command").iter().filter_map(Command::read).collect(),
        }
    }

    /// Whether only building needs a file of the folder.
    pub(crate) fn is_for_building(&self, file: &str) -> bool {
        let inside = |known: &String| {
            file.strip_prefix(known.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.building.iter().any(inside)
    }
}

impl Command {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let run = fields.string("run");
        if run.is_none() {
            fields.report("missing-key", fields.span(), "`run` says which command it is");
        }
        let development = fields.boolean("development").is_some_and(|is| is.value);
        let (needs, makes) = (words(fields, "needs"), words(fields, "makes"));
        Some(Self { run: run?.value, needs, development, makes })
    }
}

fn words(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    fields.strings(key).into_iter().map(|word| word.value).collect()
}
