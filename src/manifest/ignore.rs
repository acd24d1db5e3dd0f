//! Comments that silence a rule at a line: `# archtutor: ignore K8-42 why`.

use super::{raised::Raised, world::World};

/// The words that begin such a comment.
const BEGINS: &str = "archtutor: ignore";

/// One such comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Silence {
    pub(crate) file: usize,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) rule: String,
    /// Empty where none is given: then nothing is silenced.
    pub(crate) reason: String,
}

/// Every such comment of the files.
pub(crate) fn silences(world: &World) -> Vec<Silence> {
    let mut found = Vec::new();
    for (file, source) in
        world.files.iter().enumerate().filter(|(_, source)| source.text.contains(BEGINS))
    {
        for (number, line) in source.text.lines().enumerate() {
            let comment = line.split_once('#').map_or("", |(_, comment)| comment.trim());
            let Some(rest) = comment.strip_prefix(BEGINS) else { continue };
            let (rule, reason) =
                rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
            let (rule, reason) = (rule.to_owned(), reason.trim().to_owned());
            found.push(Silence { file, line: number + 1, rule, reason });
        }
    }
    found
}

impl Silence {
    /// Whether it silences a finding: on its line, or on the one above.
    pub(crate) fn covers(&self, raised: &Raised, world: &World) -> bool {
        let before = world.text(raised.file).get(..raised.span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let near = self.line == line || self.line + 1 == line;
        !self.reason.is_empty() && self.file == raised.file && self.rule == raised.rule && near
    }
}
