//! Classify: put each item into one of a few classes.

use crate::table::{Fields, Placed, did_you_mean};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::{Chance, Fingerprint},
    form::Form,
    mistake::WrongPair,
};

/// A question about which class things are in.
#[derive(Clone, Debug, PartialEq)]
pub struct Classify {
    pub classes: Vec<Placed<String>>,
    pub items: Vec<Item>,
    /// Wrong classes that show something.
    pub mixups: Vec<WrongPair>,
}

/// A thing with its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub item: Placed<String>,
    pub class: String,
    /// Why it is in this class.
    pub because: Option<Placed<String>>,
}

impl Classify {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let classes = prompt.strings("classes");
        let known: Vec<&str> = classes.iter().map(|class| class.value.as_str()).collect();
        let mut items: Vec<Item> = Vec::new();
        for entry in answer.tables("items") {
            let item = entry.required_string("item");
            let class = entry.required_string("class");
            let because = entry.string("because");
            let (Some(item), Some(class)) = (item, class) else { continue };
            // Where no class is known each would be a mistake.
            if !known.is_empty() && !known.contains(&class.value.as_str()) {
                let message = format!("`{}` is not one of the classes", class.value);
                let help = did_you_mean(&class.value, &known);
                entry.report_with_help("unknown-class", class.span, message, help);
                continue;
            }
            if items.iter().any(|other| other.item.value == item.value) {
                entry.report("duplicate-option", item.span, "this item stands here twice");
                continue;
            }
            items.push(Item { item, class: class.value, because });
        }
        if classes.len() < 2 {
            prompt.needs("missing-key", "classes", "`classes` needs two classes or more");
            return None;
        }
        if items.is_empty() {
            answer.lacks("items");
            return None;
        }
        let names: Vec<&str> = items.iter().map(|item| item.item.value.as_str()).collect();
        let mixups = WrongPair::read(fields, &names, &known);
        Some(Self { classes, items, mixups })
    }

    pub(super) fn pose(&self, chance: &mut Chance) -> Form {
        let mut items: Vec<String> =
            self.items.iter().map(|item| item.item.value.clone()).collect();
        chance.shuffle(&mut items);
        let classes = self.classes.iter().map(|class| class.value.clone()).collect();
        Form::Classify { items, classes }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Classes(given) if given.len() < self.items.len() => Err(Unready::Incomplete),
            Answer::Classes(_) => Ok(()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer) -> Marked {
        let given: &[(String, String)] =
            if let Answer::Classes(given) = answer { given } else { &[] };
        let mut feedback = Vec::new();
        let mut hits = 0;
        let mut solution = String::new();
        for Item { item, class, because } in &self.items {
            let picked = given.iter().find(|pair| pair.0 == item.value).map(|pair| &pair.1);
            let mark = match picked {
                Some(picked) if picked == class => Mark::Right,
                Some(_) => Mark::Wrong,
                None => Mark::Missed,
            };
            hits += usize::from(mark == Mark::Right);
            let shown = picked.map_or("", |picked| picked.as_str());
            let mixup = WrongPair::find(&self.mixups, &item.value, shown);
            let said = mixup.and_then(|mixup| mixup.feedback.as_ref());
            let text = said.or(because.as_ref()).map_or("", |text| text.value.as_str());
            let found = Feedback::new(mark, format!("{} → {shown}", item.value), text);
            feedback.push(found.tagged(mixup.and_then(|mixup| mixup.tag.as_ref())));
            solution.push_str(&format!("- {} → {class}\n", item.value));
        }
        Marked::of(hits, self.items.len(), feedback, solution)
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        hash.texts(self.classes.iter().map(|class| class.value.as_str()));
        for Item { item, class, because } in &self.items {
            let because = because.as_ref().map_or("", |because| because.value.as_str());
            hash.texts([item.value.as_str(), class, because]);
        }
    }
}
