//! Matching: put to each left side the right side that belongs to it.

use crate::table::{Fields, Placed};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::{Chance, Fingerprint},
    form::Form,
    mistake::{WrongPair, feedback_texts},
};

/// A question about what belongs together.
#[derive(Clone, Debug, PartialEq)]
pub struct Matching {
    /// Left and right sides that belong together.
    pub pairs: Vec<(Placed<String>, Placed<String>)>,
    /// Right sides that belong to nothing.
    pub extra: Vec<Placed<String>>,
    /// Why each pair belongs together; none if the author gave none.
    pub feedback: Vec<Placed<String>>,
    /// Wrong pairs that show something.
    pub mixups: Vec<WrongPair>,
}

impl Matching {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let extra = prompt.strings("extra");
        let items = answer.value("pairs").map(|value| value.items()).unwrap_or_default();
        let mut pairs: Vec<(Placed<String>, Placed<String>)> = Vec::new();
        for item in &items {
            let sides: Vec<_> = item.items().into_iter().filter_map(|side| side.string()).collect();
            let Ok([left, right]) = <[Placed<String>; 2]>::try_from(sides) else {
                answer.report("bad-pair", item.span(), "a pair is a list of two texts");
                continue;
            };
            if pairs.iter().any(|(other, _)| other.value == left.value) {
                let message = format!("`{}` stands on the left twice", left.value);
                answer.report("duplicate-option", left.span.clone(), message);
                continue;
            }
            pairs.push((left, right));
        }
        let feedback = feedback_texts(fields, items.len(), "pair");
        if pairs.len() < 2 {
            answer.needs("missing-key", "pairs", "`pairs` needs two pairs or more");
            fields.ignore("mixups");
            return None;
        }
        let left: Vec<&str> = pairs.iter().map(|(left, _)| left.value.as_str()).collect();
        let right = pairs.iter().map(|(_, right)| right).chain(&extra);
        let right: Vec<&str> = right.map(|right| right.value.as_str()).collect();
        let mixups = WrongPair::read(fields, &left, &right);
        Some(Self { pairs, extra, feedback, mixups })
    }

    pub(super) fn pose(&self, chance: &mut Chance) -> Form {
        let mut right: Vec<String> = Vec::new();
        for option in self.pairs.iter().map(|(_, right)| right).chain(&self.extra) {
            if !right.contains(&option.value) {
                right.push(option.value.clone());
            }
        }
        chance.shuffle(&mut right);
        let left = self.pairs.iter().map(|(left, _)| left.value.clone()).collect();
        Form::Matching { left, right }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Pairs(given) if given.len() < self.pairs.len() => Err(Unready::Incomplete),
            Answer::Pairs(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let given: &[(String, String)] =
            if let Answer::Pairs(pairs) = answer { pairs } else { &[] };
        let mut feedback = Vec::new();
        let mut hits = 0;
        let mut solution = String::new();
        for (at, (left, right)) in self.pairs.iter().enumerate() {
            let picked = given.iter().find(|pair| pair.0 == left.value).map(|pair| &pair.1);
            let mark = match picked {
                Some(picked) if *picked == right.value => Mark::Right,
                Some(_) => Mark::Wrong,
                None => Mark::Missed,
            };
            hits += usize::from(mark == Mark::Right);
            let shown = picked.map_or("", |picked| picked.as_str());
            let mixup = WrongPair::find(&self.mixups, &left.value, shown);
            let said = mixup.and_then(|mixup| mixup.feedback.as_ref());
            let text = said.or(self.feedback.get(at)).map_or("", |text| text.value.as_str());
            let found = Feedback::new(mark, format!("{} → {shown}", left.value), text);
            feedback.push(found.tagged(mixup.and_then(|mixup| mixup.tag.as_ref())));
            solution.push_str(&format!("- {} → {}\n", left.value, right.value));
        }
        Marked::of(hits, self.pairs.len(), feedback, solution)
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.texts(self.pairs.iter().flat_map(|(a, b)| [a.value.as_str(), b.value.as_str()]));
        for texts in [&self.extra, &self.feedback] {
            hash.texts(texts.iter().map(|text| text.value.as_str()));
        }
    }
}
