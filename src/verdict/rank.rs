//! Which ways to mend an answer come first, whoever found what is wrong and whatever they edit.

use super::{Finding, Fix, Missing, Severity, TextEdit};

/// One way to mend something, as far as its rank goes.
pub trait Way {
    /// One change that it makes.
    type Edit: PartialEq;

    /// Tenths of points that it brings; nothing where it was not tried.
    fn gain(&self) -> Option<i32>;
    /// What the answer still lacks after it.
    fn leaves(&self) -> Missing;
    /// Whether it comes after every other way.
    fn is_last(&self) -> bool;
    /// Of how many changes the learner would speak.
    fn steps(&self) -> usize;
    /// What it changes; ways that change the same are one.
    fn edits(&self) -> &[Self::Edit];
}

/// Something wrong that a way mends.
pub trait Fault {
    /// How bad it is.
    fn severity(&self) -> Severity;
}

/// The ways that bring most, each once, with the worst fault that it mends; where a cap holds the points
/// down, those after which least stands in the way. `now` is what the answer lacks.
pub fn best<'f, F: Fault, W: Way>(
    all: impl Iterator<Item = (&'f F, &'f W)>,
    now: Missing,
    most: usize,
) -> Vec<(&'f F, &'f W)> {
    let helps = |(fault, way): &(&F, &W)| {
        way.gain().is_some() && fault.severity() < Severity::Info && way.leaves() < now
    };
    let mut all: Vec<(&F, &W)> = all.filter(helps).collect();
    all.sort_by_key(|(fault, way)| {
        let gain = std::cmp::Reverse(way.gain());
        (way.is_last(), gain, way.leaves(), fault.severity(), way.steps())
    });
    let mut seen: Vec<&[W::Edit]> = Vec::new();
    all.retain(|(_, way)| {
        let new = !seen.contains(&way.edits());
        seen.push(way.edits());
        new
    });
    all.truncate(most);
    all
}

impl Fault for Finding {
    fn severity(&self) -> Severity {
        self.severity
    }
}

impl Way for Fix {
    type Edit = TextEdit;

    fn gain(&self) -> Option<i32> {
        self.gain
    }

    fn leaves(&self) -> Missing {
        self.leaves
    }

    fn is_last(&self) -> bool {
        self.last
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn edits(&self) -> &[TextEdit] {
        &self.edits
    }
}
