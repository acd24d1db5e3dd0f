//! The files of an answer as its learner makes, names and removes them.

use super::{Answer, MOST_FILES, TOML, misnamed};
use crate::exercise::{folder::EXPECT, kind::Shape};

/// A file's name has at most so many bytes.
const LONGEST: usize = 200;

/// Why a file is not made, renamed or taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The name is no path inside the answer, or too long.
    Name,
    /// There is a file of that name, or a folder.
    Taken,
    /// There is no such file.
    Unknown,
    /// The answer has as many files as it may.
    Full,
    /// The file belongs to the exercise.
    Kept,
    /// Nothing would read it.
    Stray,
}

impl Refused {
    /// The key of what is said about it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "files.bad-name",
            Self::Taken => "files.taken",
            Self::Unknown => "files.unknown",
            Self::Full => "files.full",
            Self::Kept => "files.kept",
            Self::Stray => "files.stray",
        }
    }
}

impl Answer {
    /// The answer with another, empty file.
    ///
    /// # Errors
    /// Where the name cannot stand for a file, or is taken.
    pub fn with_new_file(&self, name: &str, shape: Shape) -> Result<Self, Refused> {
        let name = self.free(name, shape)?;
        if self.texts.len() >= MOST_FILES {
            return Err(Refused::Full);
        }
        Ok(self.clone().with_text(name, ""))
    }

    /// The answer with a file under another name.
    ///
    /// # Errors
    /// Where there is no such file, or the new name cannot stand for one.
    pub fn with_file_renamed(&self, from: &str, to: &str, shape: Shape) -> Result<Self, Refused> {
        let mut rest = self.without_file(from, shape)?;
        let name = rest.free(to, shape)?;
        let text = self.texts.get(&shape.inside(from)).ok_or(Refused::Unknown)?;
        rest.texts.insert(name, text.clone());
        Ok(rest)
    }

    /// The answer without a file.
    ///
    /// # Errors
    /// Where there is no such file, or it belongs to the exercise.
    pub fn without_file(&self, name: &str, shape: Shape) -> Result<Self, Refused> {
        let name = shape.inside(name);
        if name == TOML {
            return Err(Refused::Kept);
        }
        let mut rest = self.clone();
        rest.texts.remove(&name).map(|_| rest).ok_or(Refused::Unknown)
    }

    /// A name that a new file may have.
    fn free(&self, name: &str, shape: Shape) -> Result<String, Refused> {
        let name = shape.inside(name.trim());
        if misnamed(&name).is_some() || name.len() > LONGEST || name == EXPECT {
            return Err(Refused::Name);
        }
        if !shape.has_place(&name) {
            return Err(Refused::Stray);
        }
        // No file is a folder, too.
        let meets = |known: &String| {
            let below =
                |one: &str, other: &str| one.strip_prefix(other)?.strip_prefix('/').map(drop);
            *known == name || below(known, &name).or(below(&name, known)).is_some()
        };
        match name == TOML || self.texts.keys().any(meets) {
            true => Err(Refused::Taken),
            false => Ok(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape::Around("design.toml");

    fn answer() -> Answer {
        [(TOML, "x = 1\n"), ("manifests/shop.yaml", "a: 1\n")].into_iter().collect()
    }

    #[test]
    fn files_come_are_renamed_and_go() {
        let more = answer().with_new_file(" manifests/entry.yaml ", SHAPE).unwrap();
        assert_eq!(more.text("manifests/entry.yaml").map(|text| &**text), Some(""));
        let other = more.with_file_renamed("manifests/shop.yaml", "routes/a.yaml", SHAPE).unwrap();
        assert_eq!(other.text("routes/a.yaml").map(|text| &**text), Some("a: 1\n"));
        assert_eq!(other.text("manifests/shop.yaml"), None);
        let less = other.without_file("routes/a.yaml", SHAPE).unwrap();
        assert_eq!(less.texts().count(), 2);
    }

    #[test]
    fn a_name_stays_inside_the_answer_and_is_no_other_files() {
        let refused = |name: &str| answer().with_new_file(name, SHAPE).unwrap_err();
        let long = "x".repeat(LONGEST + 1);
        for bad in ["", "/etc/passwd", "../up", "a//b", ".git/x", "c:x", "expect.toml", &long, "a/"]
        {
            assert_eq!(refused(bad), Refused::Name, "{bad:?}");
        }
        let taken =
            ["manifests/shop.yaml", "manifests", "manifests/shop.yaml/x", "design.toml", TOML];
        for name in taken {
            assert_eq!(refused(name), Refused::Taken, "{name:?}");
        }
        assert_eq!(refused("manifests/other.toml"), Refused::Stray);
        assert_eq!(answer().without_file("design.toml", SHAPE), Err(Refused::Kept));
        assert_eq!(answer().without_file("a.yaml", SHAPE), Err(Refused::Unknown));
        let onto = answer().with_file_renamed("manifests/shop.yaml", "design.toml", SHAPE);
        assert_eq!(onto, Err(Refused::Taken));
        let full = (0..MOST_FILES).map(|at| (format!("f{at}"), "")).collect::<Answer>();
        assert_eq!(full.with_new_file("one-more", SHAPE), Err(Refused::Full));
    }
}
