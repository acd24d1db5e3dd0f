//! What a level gives up for fewer crossings, a step at a time.

use super::plan::{Level, Spot};

/// What a level gives up so that fewer lines cross.
#[derive(Debug, Clone, Default)]
pub(super) struct Ease {
    /// Ranks above which the sources that lead to them have ranks of their own.
    pub opened: Vec<usize>,
    /// Children without a line downwards that stand a rank lower.
    pub lowered: Vec<usize>,
    /// The lines of a fan part at once and not where they must.
    pub parted: bool,
}

impl Ease {
    /// What else could be given up: the parting of fans, or the place of one child that several
    /// lines lead to and none leaves.
    pub(super) fn further(&self, level: &Level) -> Vec<Self> {
        let mut into = vec![0; level.children.len()];
        let mut is_last = vec![true; level.children.len()];
        for link in &level.links {
            if let Spot::Child(child, _) = link.lower {
                into[child] += 1;
            }
            if let Spot::Child(child, _) = link.upper {
                is_last[child] = false;
            }
        }
        let lower = |child: usize| Self {
            lowered: self.lowered.iter().copied().chain([child]).collect(),
            ..self.clone()
        };
        let parted = (!self.parted).then(|| Self { parted: true, ..self.clone() });
        let lowered = (0..into.len()).filter(|&child| into[child] > 1 && is_last[child]).map(lower);
        parted.into_iter().chain(lowered).collect()
    }
}
