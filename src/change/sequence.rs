//! Which changes an accepted design has met, one after another: the first meets the accepted design, each
//! further one what the one before it left.

use std::fmt;

use crate::id::{self, ExerciseId};

/// Changes of one exercise, at least one, in the order in which they are met.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Sequence {
    pub exercise: ExerciseId,
    /// Ids of changes; none stands twice.
    changes: Vec<String>,
}

impl Sequence {
    /// One change, met by the accepted design.
    pub fn of(exercise: &ExerciseId, change: &str) -> Self {
        Self { exercise: exercise.clone(), changes: vec![change.to_owned()] }
    }

    /// The same with one more behind it; nothing where it was met before.
    #[must_use]
    pub fn then(&self, change: &str) -> Option<Self> {
        let known = self.changes.iter().any(|known| known == change);
        let changes = self.changes.iter().cloned().chain([change.to_owned()]);
        (!known).then(|| Self { exercise: self.exercise.clone(), changes: changes.collect() })
    }

    /// The ids of its changes.
    pub fn changes(&self) -> &[String] {
        &self.changes
    }

    /// The change that is met now.
    pub fn last(&self) -> &str {
        self.changes.last().map_or("", String::as_str)
    }

    /// What was met before the last one; nothing where that is the first.
    pub fn before(&self) -> Option<Self> {
        let (_, before) = self.changes.split_last()?;
        let some = !before.is_empty();
        some.then(|| Self { exercise: self.exercise.clone(), changes: before.to_vec() })
    }

    /// Whether the last one is met by the accepted design.
    pub fn is_single(&self) -> bool {
        self.changes.len() == 1
    }
}

/// `exercise/first+second`, as the log names it.
impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.exercise, self.changes.join("+"))
    }
}

impl From<Sequence> for String {
    fn from(sequence: Sequence) -> Self {
        sequence.to_string()
    }
}

impl TryFrom<String> for Sequence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fault = || format!("`{text}` names no changes of an exercise");
        let (exercise, changes) = text.split_once('/').ok_or_else(fault)?;
        let mut all = changes.split('+');
        let first = all.next().filter(|id| id::fault(id).is_none()).ok_or_else(fault)?;
        all.try_fold(Self::of(&ExerciseId::new(exercise), first), |sequence, change| {
            let fits = id::fault(change).is_none();
            fits.then(|| sequence.then(change)).flatten().ok_or_else(fault)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_comes_back_from_its_name_and_meets_nothing_twice() {
        let one = Sequence::of(&ExerciseId::new("shop"), "lean-year");
        let two = one.then("people-apart").unwrap();
        assert_eq!(two.to_string(), "shop/lean-year+people-apart");
        assert_eq!(Sequence::try_from(two.to_string()), Ok(two.clone()));
        assert_eq!((two.before(), two.last()), (Some(one.clone()), "people-apart"));
        assert_eq!((one.before(), one.then("lean-year")), (None, None));
        for wrong in ["shop", "shop/", "shop/a+a", "shop/A", "shop/a+"] {
            assert!(Sequence::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
