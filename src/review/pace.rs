//! How long one item takes: the learner's own median for its form, or an estimate before that is known.

use std::collections::HashMap;

/// So many answers make a median.
const ENOUGH: u32 = 10;

/// The form of an answer that does not show it.
pub const UNKNOWN: &str = "unknown";

/// The minutes that an item of a form is estimated to take.
pub fn estimate(form: &str) -> f64 {
    match form {
        "number" => 1.5,
        "design" => 2.0,
        form if form.starts_with("card-") => 0.4,
        _ => 0.7,
    }
}

/// The times that a learner took, by form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace(HashMap<String, f64>);

impl Pace {
    /// From how many answers took so many tenths of a second, sorted by form and tenths.
    pub fn of(counts: &[(String, u32, u32)]) -> Self {
        let forms = counts.chunk_by(|a, b| a.0 == b.0);
        let median = |form: &[(String, u32, u32)]| {
            let all: u32 = form.iter().map(|(_, _, count)| count).sum();
            let at = |place: u32| {
                let mut passed = 0;
                let found = form.iter().find(|(_, _, count)| {
                    passed += count;
                    passed > place
                });
                found.map(|(_, tenths, _)| f64::from(*tenths))
            };
            let (name, ..) = form.first().filter(|_| all >= ENOUGH)?;
            Some((name.clone(), (at((all - 1) / 2)? + at(all / 2)?) / 2.0 / 600.0))
        };
        Self(forms.filter_map(median).collect())
    }

    /// The minutes that an item of a form takes.
    pub fn minutes(&self, form: &str) -> f64 {
        self.0.get(form).copied().unwrap_or_else(|| estimate(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_answers_make_a_median() {
        let counts = |answers: u32| [("choice".to_owned(), 60, answers), ("choice".into(), 600, 1)];
        assert_eq!(Pace::of(&counts(8)).minutes("choice"), 0.7, "nine are too few");
        assert_eq!(Pace::of(&counts(9)).minutes("choice"), 0.1);
        let even = [("number".to_owned(), 300, 5), ("number".into(), 900, 5)];
        assert_eq!(Pace::of(&even).minutes("number"), 1.0);
        assert_eq!(Pace::of(&even).minutes("card-price"), 0.4);
    }
}
