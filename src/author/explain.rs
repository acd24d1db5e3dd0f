//! What each code of a diagnostic means, with an example that fails and the same mended. The texts are
//! those of `docs/diagnostics.md`, which is a part of the program.

/// Everything that is explained.
const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// What an author does wrong, and how it is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file in a course that it is a part of.
    pub file: &'static str,
    pub wrong: &'static str,
    pub right: &'static str,
}

/// The codes that are explained, in order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGE.split("\n## ").skip(1).filter_map(|section| section.lines().next())
}

/// What a code means, in Markdown.
pub fn of(code: &str) -> Option<&'static str> {
    let mut sections = PAGE.split("\n## ").skip(1);
    let section = sections.find(|section| section.lines().next() == Some(code))?;
    Some(section.split_once('\n')?.1.trim())
}

/// The examples of a section.
pub fn examples(section: &'static str) -> Vec<Example> {
    let parts = section.split("\nIn `").skip(1);
    let example = |part: &'static str| {
        let (file, rest) = part.split_once('`')?;
        let (wrong, rest) = fenced(rest)?;
        let (right, _) = fenced(rest)?;
        Some(Example { file, wrong, right })
    };
    parts.filter_map(example).collect()
}

/// What stands in the first fence, and what comes behind it.
fn fenced(text: &'static str) -> Option<(&'static str, &'static str)> {
    let text = text.get(text.find("```")?..)?;
    let ticks = text.get(..text.find(|c| c != '`')?)?;
    let (_, inside) = text.split_once('\n')?;
    let end =
        inside.find(&format!("{ticks}\n")).or_else(|| inside.strip_suffix(ticks).map(str::len));
    let (inside, rest) = inside.split_at_checked(end?)?;
    Some((inside, rest.strip_prefix(ticks)?))
}
