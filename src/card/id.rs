//! What a card asks, and its id. Nobody types these ids.

use crate::id::PatternId;

/// What a card asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Card {
    /// Which pattern answers a problem.
    Problem(PatternId),
    /// What a pattern costs.
    Price(PatternId),
    /// Which of two alternatives fits; the first id is the lesser.
    Fits(PatternId, PatternId),
    /// Which pattern settles an obligation.
    Solves(PatternId),
    /// Which pattern brings an obligation along.
    Brings(PatternId),
    /// Where an architecture stands on a dimension.
    Place(PatternId, String),
    /// What a pattern does not work properly without.
    Needs(PatternId),
}

/// The kinds as they stand in ids, each with the form that its pace is kept under.
const FORMS: [(&str, &str); 7] = [
    ("card:problem:", "card-problem"),
    ("card:price:", "card-price"),
    ("card:fits:", "card-fits"),
    ("card:solves:", "card-solves"),
    ("card:brings:", "card-brings"),
    ("card:place:", "card-place"),
    ("card:needs:", "card-needs"),
];

/// The form of a card by its id, such as `card-price`; `None` where the id is no card's.
pub fn form(id: &str) -> Option<&'static str> {
    FORMS.iter().find(|(start, _)| id.starts_with(start)).map(|(_, form)| *form)
}

impl Card {
    /// The card of an id; whether the catalog has it is another question.
    pub fn parse(id: &str) -> Option<Self> {
        let parts: Vec<&str> = id.split(':').collect();
        Some(match parts.as_slice() {
            ["card", "problem", pattern] => Self::Problem(PatternId::new(*pattern)),
            ["card", "price", pattern] => Self::Price(PatternId::new(*pattern)),
            ["card", "fits", a, b] => Self::Fits(PatternId::new(*a), PatternId::new(*b)),
            ["card", "solves", pattern] => Self::Solves(PatternId::new(*pattern)),
            ["card", "brings", pattern] => Self::Brings(PatternId::new(*pattern)),
            ["card", "place", pattern, dimension] => {
                Self::Place(PatternId::new(*pattern), (*dimension).to_owned())
            }
            ["card", "needs", pattern] => Self::Needs(PatternId::new(*pattern)),
            _ => return None,
        })
    }

    /// The card's id.
    pub fn id(&self) -> String {
        match self {
            Self::Problem(pattern) => format!("card:problem:{pattern}"),
            Self::Price(pattern) => format!("card:price:{pattern}"),
            Self::Fits(a, b) => format!("card:fits:{a}:{b}"),
            Self::Solves(pattern) => format!("card:solves:{pattern}"),
            Self::Brings(pattern) => format!("card:brings:{pattern}"),
            Self::Place(pattern, dimension) => format!("card:place:{pattern}:{dimension}"),
            Self::Needs(pattern) => format!("card:needs:{pattern}"),
        }
    }

    /// The pattern that it is about; of two the first.
    pub fn pattern(&self) -> &PatternId {
        match self {
            Self::Problem(pattern)
            | Self::Price(pattern)
            | Self::Fits(pattern, _)
            | Self::Solves(pattern)
            | Self::Brings(pattern)
            | Self::Place(pattern, _)
            | Self::Needs(pattern) => pattern,
        }
    }

    /// The other pattern that it is about, where there are two.
    pub fn other(&self) -> Option<&PatternId> {
        match self {
            Self::Fits(_, other) => Some(other),
            _ => None,
        }
    }

    /// The same about other patterns.
    #[must_use]
    pub fn with(self, other: impl Fn(&PatternId) -> PatternId) -> Self {
        match self {
            Self::Problem(pattern) => Self::Problem(other(&pattern)),
            Self::Price(pattern) => Self::Price(other(&pattern)),
            Self::Fits(a, b) => {
                let (a, b) = (other(&a), other(&b));
                if a <= b { Self::Fits(a, b) } else { Self::Fits(b, a) }
            }
            Self::Solves(pattern) => Self::Solves(other(&pattern)),
            Self::Brings(pattern) => Self::Brings(other(&pattern)),
            Self::Place(pattern, dimension) => Self::Place(other(&pattern), dimension),
            Self::Needs(pattern) => Self::Needs(other(&pattern)),
        }
    }

    /// Every pattern that it is about.
    pub fn patterns(&self) -> impl Iterator<Item = &PatternId> {
        std::iter::once(self.pattern()).chain(self.other())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        for id in [
            "card:problem:saga",
            "card:price:saga",
            "card:fits:saga:two-phase-commit",
            "card:solves:saga",
            "card:brings:saga",
            "card:place:monolith:infra",
            "card:needs:saga",
        ] {
            assert_eq!(Card::parse(id).unwrap().id(), id);
            assert!(form(id).is_some());
        }
        for id in ["saga", "card:fits:saga", "card:joke:saga", "design:x:D-03", ""] {
            assert_eq!(Card::parse(id), None, "{id}");
        }
        assert_eq!([form("saga"), form("design:x:D-03")], [None, None]);
    }
}
