//! What an answer says about how well it was remembered. The machine grades; nobody rates themselves.

/// A grade of FSRS. Easy is never given: no answer shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Again,
    Hard,
    Good,
}

/// The share of points, 0 to 1, from which an answer was remembered at all.
const REMEMBERED: f64 = 0.75;

impl Grade {
    /// The grade of an answer: its share of points from 0 to 1, whether the learner was sure, and
    /// whether hints were taken.
    pub fn of(share: f64, sure: bool, hints: u32) -> Self {
        // Written so that what is no number is not remembered.
        if share >= 1.0 && sure && hints == 0 {
            Self::Good
        } else if share >= REMEMBERED {
            Self::Hard
        } else {
            Self::Again
        }
    }

    /// The number of the grade in FSRS, 1 to 3.
    pub fn number(self) -> u32 {
        self as u32 + 1
    }

    /// The grade of a number; `None` for what is none.
    pub fn numbered(number: u32) -> Option<Self> {
        [Self::Again, Self::Hard, Self::Good].into_iter().find(|grade| grade.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_gives_the_grade() {
        for (share, sure, hints, grade) in [
            (0.0, true, 0, Grade::Again),
            (0.749, true, 0, Grade::Again),
            (0.5, false, 3, Grade::Again),
            (0.75, true, 0, Grade::Hard),
            (0.99, true, 0, Grade::Hard),
            (1.0, false, 0, Grade::Hard),
            (1.0, true, 1, Grade::Hard),
            (1.0, true, 0, Grade::Good),
            (f64::NAN, true, 0, Grade::Again),
        ] {
            assert_eq!(Grade::of(share, sure, hints), grade, "{share} {sure} {hints}");
        }
    }

    #[test]
    fn a_grade_survives_being_a_number() {
        for grade in [Grade::Again, Grade::Hard, Grade::Good] {
            assert_eq!(Grade::numbered(grade.number()), Some(grade));
        }
        assert_eq!([Grade::numbered(0), Grade::numbered(4)], [None, None]);
    }
}
