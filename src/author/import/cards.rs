//! Cards in plain text: `Q:` and `A:`, and `C:` with what is to be filled in between brackets.

use super::{Bank, Importer};
use crate::author::bank::{Entry, Key, Shape};

pub(super) struct Cards;

/// An answer longer than this cannot be typed, in bytes.
pub(super) const TYPED: usize = 200;
/// What stands for what is to be filled in.
pub(super) const GAP: &str = "\\_\\_\\_\\_\\_";

impl Importer for Cards {
    fn name(&self) -> &'static str {
        "cards"
    }

    fn fits(&self, file: &str, text: &str) -> bool {
        file.ends_with(".md")
            && text.lines().any(|line| line.starts_with("Q:") || line.starts_with("C:"))
    }

    fn import(&self, text: &str, bank: &mut Bank) {
        let mut card = Card::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let (mark, rest) = match line.get(..2) {
                Some(mark @ ("Q:" | "A:" | "C:")) => (mark, line.get(2..).unwrap_or_default()),
                _ if line.trim() == "---" => ("-", ""),
                _ => ("", line),
            };
            match mark {
                "A:" => (card.part, card.back) = (Part::Back, rest.to_owned()),
                "" => card.take(rest),
                mark => {
                    std::mem::take(&mut card).finish(bank);
                    card = Card { at, front: rest.to_owned(), ..Card::default() };
                    card.part = match mark {
                        "Q:" => Part::Front,
                        "C:" => Part::Cloze,
                        _ => Part::None,
                    };
                }
            }
            at += line.len();
        }
        card.finish(bank);
    }
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Part {
    #[default]
    None,
    Front,
    Back,
    Cloze,
}

#[derive(Default)]
struct Card {
    part: Part,
    front: String,
    back: String,
    at: usize,
}

impl Card {
    fn take(&mut self, line: &str) {
        match self.part {
            Part::None => {}
            Part::Front | Part::Cloze => self.front.push_str(line),
            Part::Back => self.back.push_str(line),
        }
    }

    fn finish(self, bank: &mut Bank) {
        match self.part {
            Part::None => {}
            Part::Front => bank.lose(self.at, "a question without an answer"),
            Part::Back => match typed("", self.front.trim(), self.back.trim()) {
                Ok(entry) => bank.entries.push(entry),
                Err(why) => bank.lose(self.at, why),
            },
            Part::Cloze => {
                let found = gaps(self.front.trim());
                if found.is_empty() {
                    bank.lose(self.at, "a text with nothing to fill in");
                }
                bank.entries.extend(found);
            }
        }
    }
}

/// A card with two sides as a question whose answer is typed.
///
/// # Errors
/// Where the back is too long to be typed, or empty.
pub(super) fn typed(id: &str, front: &str, back: &str) -> Result<Entry, &'static str> {
    if front.is_empty() || back.is_empty() {
        return Err("a card with an empty side");
    }
    if back.len() > TYPED || back.contains("\n\n") {
        return Err("a card whose back is too long to be typed");
    }
    Ok(Entry {
        id: id.to_owned(),
        question: id.to_owned(),
        lesson: None,
        stem: front.to_owned(),
        shape: Shape::Text(vec![Key::right(back.to_owned())]),
        explanation: String::new(),
    })
}

/// A question for each part of a text between brackets; the others are shown.
fn gaps(text: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('[')).map(|start| start + at) {
        let free = !text.get(..start).is_some_and(|before| before.ends_with(['\\', '!']));
        let Some(end) = text.get(start..).and_then(|rest| rest.find(']')).map(|end| end + start)
        else {
            break;
        };
        at = end + 1;
        let link = text.get(at..).is_some_and(|rest| rest.starts_with('('));
        if free && !link {
            found.push((start, end));
        }
    }
    let bare =
        |text: &str| text.replace("\\[", "\u{1}").replace(['[', ']'], "").replace('\u{1}', "\\[");
    let entry = |(start, end): &(usize, usize)| {
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        let stem = format!("{}{GAP}{}", bare(part(0..*start)), bare(part(*end + 1..text.len())));
        typed("", &stem, part(start + 1..*end).trim()).ok()
    };
    found.iter().filter_map(entry).collect()
}
