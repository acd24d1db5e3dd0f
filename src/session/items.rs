//! Items of review: whatever an id names that can be asked, and which cards are taken up.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::Session;
use crate::{
    card::{Card, Deck, Mixup, Setting},
    clock::Day,
    id::{ExerciseId, LessonId, PatternId, QuestionId},
    messages::Messages,
    mini_design::MiniDesign,
    problem::Problem,
    progress::{ItemEvent, Slip, ToldEvent},
    quiz::{Answer, Posed, Question},
    review::Contrast,
};

/// For so many days patterns that were mixed up are asked next to each other.
const MIXED_DAYS: u32 = 60;

/// Two answers with one misconception within so many days are told.
const REPEATED_DAYS: u32 = 30;

/// What the course says of an item.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) lesson: Option<LessonId>,
    pub(super) patterns: Vec<PatternId>,
    pub(super) meaning: String,
}

impl Subject {
    fn of_question(question: &Question) -> Self {
        Self {
            lesson: question.lesson.as_ref().map(|lesson| lesson.value.clone()),
            patterns: question.patterns.iter().map(|pattern| pattern.value.clone()).collect(),
            meaning: question.meaning.clone(),
        }
    }

    fn of_design(design: &MiniDesign) -> Self {
        Self { lesson: design.lesson(), patterns: design.patterns(), meaning: design.meaning() }
    }
}

impl Session {
    /// Poses an item afresh: a question of a pool or a card.
    ///
    /// # Errors
    /// Where the course has no such item any more.
    pub fn pose(&self, id: &QuestionId, words: &Messages) -> Result<Posed, Problem> {
        let seed = self.chance_seed();
        Ok(self.item(id, seed, words)?.pose(seed))
    }

    /// An item as a question; what is drawn follows from the seed.
    ///
    /// # Errors
    /// As for [`Session::pose`].
    pub fn item(
        &self,
        id: &QuestionId,
        seed: u64,
        words: &Messages,
    ) -> Result<Arc<Question>, Problem> {
        if let Some(design) = MiniDesign::parse(id.as_str()) {
            return self.mini_design(&design, seed, words);
        }
        let Some(card) = Card::parse(id.as_str()) else { return self.library.question(id) };
        let mixups = self.mixups()?;
        let setting = Setting {
            catalog: self.library.catalog(),
            misconceptions: self.library.misconceptions(),
            mixups: &mixups,
            words,
        };
        let question = card.question(&setting, seed).map(Arc::new);
        question.ok_or_else(|| Problem::content(format!("There is no card `{id}` in this course")))
    }

    /// What the course has that can be in review, by id.
    pub(super) fn subjects(&self) -> HashMap<String, Subject> {
        let questions = self.library.questions().into_iter();
        let questions =
            questions.map(|question| (question.id.to_string(), Subject::of_question(&question)));
        let cards = self.deck().cards().iter().filter_map(|card| self.subject_of(card));
        let designs = self.library.mini_designs().iter();
        let designs = designs.map(|design| (design.id(), Subject::of_design(design)));
        questions.chain(cards).chain(designs).collect()
    }

    /// A mini-design as a question.
    fn mini_design(
        &self,
        design: &MiniDesign,
        seed: u64,
        words: &Messages,
    ) -> Result<Arc<Question>, Problem> {
        let folder = self.library.exercise(&design.exercise)?;
        let question = design.question(&folder, &self.library.knowledge().patterns, words, seed);
        let lost = || Problem::content(format!("There is no `{}` in this course", design.id()));
        question.map(Arc::new).ok_or_else(lost)
    }

    /// What is in review without an answer, each with the day from which it is, in the order of learning: cards
    /// that are taken up, and the mini-designs of exercises that were graded.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub(super) fn entered(&self) -> Result<Vec<(String, Day)>, Problem> {
        let cards = self.taken_up()?.into_iter().map(|(card, day)| (card.id(), day));
        let (graded, _) = self.progress.practice_done()?;
        let mut graded: Vec<(Day, ExerciseId)> =
            graded.into_iter().map(|(id, day)| (day, ExerciseId::new(id))).collect();
        graded.sort();
        let designs = graded.into_iter().flat_map(|(day, exercise)| {
            let all = self.library.mini_designs().iter();
            let own = all.filter(move |design| design.exercise == exercise);
            own.map(move |design| (design.id(), day))
        });
        // After the clock was put back, or another hour begins the day, what was done bears the date of a day
        // to come.
        let today = self.today();
        Ok(cards.chain(designs).map(|(id, day)| (id, day.min(today))).collect())
    }

    fn subject_of(&self, card: &Card) -> Option<(String, Subject)> {
        let catalog = self.library.catalog();
        let subject = Subject {
            lesson: catalog.get(card.pattern().as_str())?.lesson.clone(),
            patterns: card.patterns().cloned().collect(),
            meaning: card.meaning(catalog)?,
        };
        Some((card.id(), subject))
    }

    /// Every card that the catalog of the course gives.
    pub(super) fn deck(&self) -> &Deck {
        self.deck.get_or_init(|| Deck::of(self.library.catalog()))
    }

    /// The cards that are taken up, each with the day, in the order of learning: those of patterns whose
    /// lesson is completed, of two patterns when both are, and those taken up by hand.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub(super) fn taken_up(&self) -> Result<Vec<(Card, Day)>, Problem> {
        let marks = self.progress.marks()?;
        let mut lessons: Vec<(Day, LessonId)> =
            marks.lessons.into_iter().map(|(lesson, day)| (day, lesson)).collect();
        lessons.sort_by_key(|(day, lesson)| (*day, self.library.slot(lesson)));
        let mut taught: HashMap<PatternId, Day> = HashMap::new();
        let mut found: Vec<(Card, Day)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (day, lesson) in lessons {
            for pattern in self.patterns_of(&lesson) {
                taught.entry(pattern.clone()).or_insert(day);
                for card in self.deck().about(&pattern) {
                    let known = card.patterns().all(|pattern| taught.contains_key(pattern));
                    if known && seen.insert(card.id()) {
                        found.push((card.clone(), day));
                    }
                }
            }
        }
        for (id, day) in marks.cards {
            if let Some(card) = Card::parse(&id).filter(|_| seen.insert(id)) {
                found.push((card, day));
            }
        }
        found.retain(|(card, _)| self.can_be_asked(card));
        Ok(found)
    }

    /// Whether a catalog of few patterns has something to stand beside what is right.
    fn can_be_asked(&self, card: &Card) -> bool {
        let (catalog, words) = (self.library.catalog(), Messages::english());
        let setting = Setting { catalog, misconceptions: &[], mixups: &[], words };
        card.question(&setting, 0).is_some()
    }

    /// The patterns that a lesson teaches, in its order.
    fn patterns_of(&self, lesson: &LessonId) -> Vec<PatternId> {
        let card = self.library.slot(lesson).and_then(|slot| self.library.at(slot));
        let mut patterns = card.map(|card| card.patterns.clone()).unwrap_or_default();
        for pattern in self.library.catalog().patterns() {
            if pattern.lesson.as_ref() == Some(lesson) && !patterns.contains(&pattern.id) {
                patterns.push(pattern.id.clone());
            }
        }
        patterns
    }

    /// Takes up the cards of a pattern that are not in review yet; says how many those are.
    ///
    /// # Errors
    /// Where the log cannot be read or written.
    pub fn take_up(&mut self, pattern: &PatternId) -> Result<usize, Problem> {
        let taken: BTreeSet<String> =
            self.taken_up()?.into_iter().map(|(card, _)| card.id()).collect();
        let ids = self.deck().about(pattern).map(Card::id);
        let new: Vec<String> = ids.filter(|id| !taken.contains(id)).collect();
        let event = |card: &String| ItemEvent::CardAdded { card: card.clone() }.into();
        let events: Vec<_> = new.iter().map(event).collect();
        if !events.is_empty() {
            self.record_all(&events)?;
        }
        Ok(new.len())
    }

    /// The patterns that the learner took for each other lately, the latest first.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn mixups(&self) -> Result<Vec<Mixup>, Problem> {
        let since = self.today().before(MIXED_DAYS);
        let slips = self.progress.slips(since, "card:")?;
        let mut found: Vec<Mixup> = Vec::new();
        for mixup in slips.iter().flat_map(|slip| self.mixups_of(slip)) {
            let (a, b) = &mixup;
            if !found.iter().any(|(c, d)| (a, b) == (c, d) || (a, b) == (d, c)) {
                found.push(mixup);
            }
        }
        Ok(found)
    }

    /// The misconception that an answer has just shown for the second time within a month, if the learner was
    /// not told of it before; now they are.
    ///
    /// # Errors
    /// Where the log cannot be read or written.
    pub fn repeated(&mut self, tags: &[String]) -> Result<Option<String>, Problem> {
        if tags.is_empty() {
            return Ok(None);
        }
        let told = self.progress.marks()?.told;
        let slips = self.progress.slips(self.today().before(REPEATED_DAYS), "card:")?;
        let often = |tag: &&String| slips.iter().filter(|slip| slip.tags.contains(tag)).count() > 1;
        let what = |tag: &String| format!("misconception:{tag}");
        let known = |tag: &&String| self.library.misconception(tag).is_some();
        let mut new = tags.iter().filter(|tag| !told.contains(&what(tag))).filter(known);
        let Some(tag) = new.find(often) else { return Ok(None) };
        self.record(ToldEvent::Told { what: what(tag) })?;
        Ok(Some(tag.clone()))
    }

    /// The patterns that one wrong answer took for each other: what is right, what was given.
    pub(super) fn mixups_of(&self, slip: &Slip) -> Vec<Mixup> {
        let tagged = slip.tags.iter().filter_map(|tag| self.library.misconception(tag));
        let mut found: Vec<Mixup> = tagged
            .filter_map(|found| match found.patterns.as_slice() {
                [a, b] => Some((PatternId::new(a), PatternId::new(b))),
                _ => None,
            })
            .collect();
        let (Some(card), Answer::Choice(picked)) = (Card::parse(&slip.item), &slip.answer) else {
            return found;
        };
        let others = picked.iter().filter_map(|option| self.picked(&card, option));
        found.extend(others.map(|other| (card.pattern().clone(), other)));
        found
    }

    /// The pattern that a wrong option of a card is of, where the card takes one for another.
    fn picked(&self, card: &Card, option: &str) -> Option<PatternId> {
        let mut patterns = self.library.catalog().patterns().iter();
        let found = match card {
            Card::Problem(_) | Card::Solves(_) | Card::Brings(_) => {
                patterns.find(|pattern| pattern.names.en == option)?
            }
            Card::Price(_) => {
                patterns.find(|pattern| pattern.drawbacks.iter().any(|text| text == option))?
            }
            Card::Fits(_, other) => return Some(other.clone()),
            Card::Place(..) | Card::Needs(_) => return None,
        };
        (found.id != *card.pattern()).then(|| found.id.clone())
    }

    /// Patterns to be told apart: those mixed up lately, and those that the catalog names.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub(super) fn contrasts(&self) -> Result<Vec<Contrast>, Problem> {
        let mut found: Vec<Contrast> =
            self.mixups()?.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        for set in &self.library.catalog().cards.contrasts {
            for (at, one) in set.iter().enumerate() {
                let others = set.iter().skip(at + 1);
                found.extend(others.map(|other| (one.to_string(), other.to_string())));
            }
        }
        Ok(found)
    }
}
