//! Reads a course into shards: names first, then lessons in study order.

use std::ops::Range;

use super::{
    Kind,
    passage::each_passage,
    shard::{Body, Draft, Entry, Field, Shard},
};
use crate::{
    id::{ExerciseId, LabId},
    library::{Item, Library, Slot},
    markdown::Document,
    messages::Messages,
    quiz::Quiz,
    source::{Part, Source},
};

/// A shard is finished at this many bytes of text, the first one much earlier …
const FIRST: usize = 64 << 10;
/// … and none is larger than this.
const LARGEST: usize = 4 << 20;
/// Pieces of a lesson that are searched as one: some 64 KB, so that most lessons are one unit.
const PIECES: usize = 16;

/// Hands out the shards of a course, one after another.
pub(super) fn gather(source: &Source, hand: impl FnMut(Shard)) {
    let Ok(library) = Library::open(source.clone()) else { return };
    let mut gather =
        Gather { draft: Draft::default(), limit: FIRST, words: Messages::load("en"), hand };
    gather.patterns(&library);
    for week in 0..library.week_count() {
        gather.week(&library, week);
    }
    for id in library.unlisted_exercises() {
        gather.exercise(&library, id);
    }
    gather.hand_out();
    gather.questions(source);
    gather.hand_out();
}

struct Gather<F: FnMut(Shard)> {
    draft: Draft,
    limit: usize,
    /// Names of the program's own screens.
    words: Messages,
    hand: F,
}

impl<F: FnMut(Shard)> Gather<F> {
    fn hand_out(&mut self) {
        (self.hand)(std::mem::take(&mut self.draft).finish());
        self.limit = (self.limit * 2).min(LARGEST);
    }

    fn grown(&mut self) {
        if self.draft.size >= self.limit {
            self.hand_out();
        }
    }

    /// Adds something whose texts are at hand.
    fn add(&mut self, entry: Entry) {
        let texts = match &entry.body {
            Body::Texts(texts) => texts.clone(),
            Body::File(_) => Vec::new(),
        };
        let entry = self.draft.entry(entry);
        self.draft.unit(entry, 0..0);
        for text in texts {
            self.draft.add(&text, Field::Prose);
        }
        self.grown();
    }

    fn patterns(&mut self, library: &Library) {
        for pattern in library.catalog().patterns() {
            self.add(Entry {
                kind: Kind::Pattern,
                id: pattern.id.to_string(),
                names: pattern.all_names().map(str::to_owned).collect(),
                label: pattern.family.clone(),
                body: Body::Texts(vec![pattern.problem.clone(), pattern.solution.clone()]),
            });
        }
    }

    fn week(&mut self, library: &Library, number: usize) {
        let Some(week) = library.week(number) else { return };
        let mut texts = week.outcomes.clone();
        texts.extend(week.milestone.clone());
        self.add(Entry {
            kind: Kind::Week,
            id: week.id.to_string(),
            names: vec![week.title.clone()],
            label: week.number().map(|number| number.to_string()).unwrap_or_default(),
            body: Body::Texts(texts),
        });
        for (item, found) in library.items(number).iter().enumerate() {
            match found {
                Item::Lesson(_) => self.lesson(library, Slot { week: number, item }),
                Item::Exercise(id) => self.exercise(library, id),
                Item::Lab(id) => self.lab(library, id),
                // A quiz comes with its questions.
                Item::Quiz(_) => {}
            }
        }
    }

    fn lesson(&mut self, library: &Library, place: Slot) {
        let Some(card) = library.at(place) else { return };
        let entry = self.draft.entry(Entry {
            kind: Kind::Lesson,
            id: card.id.to_string(),
            names: vec![card.title.clone()],
            label: library.number(place),
            body: Body::File(card.file.clone()),
        });
        match library.load(card) {
            Ok(text) => self.pieces(entry, Document::new(text)),
            // It can still be found by its name.
            Err(_) => self.draft.unit(entry, 0..0),
        }
        self.grown();
    }

    fn exercise(&mut self, library: &Library, id: &ExerciseId) {
        let Some(card) = library.exercise_card(id) else { return };
        let mut brief = Document::new(card.brief.clone());
        brief.index();
        let mut texts = Vec::new();
        each_passage(&brief, 0..brief.chunks().len(), |passage| texts.push(passage.text));
        self.add(Entry {
            kind: Kind::Exercise,
            id: id.to_string(),
            names: [&card.title, &card.number]
                .into_iter()
                .filter(|name| !name.is_empty())
                .cloned()
                .collect(),
            label: card.number.clone(),
            body: Body::Texts(texts),
        });
    }

    /// A lab by its words and its page; a screen of the catalog by its name.
    fn lab(&mut self, library: &Library, id: &LabId) {
        let mut texts = Vec::new();
        if let Ok(guide) = library.lab(id) {
            texts.extend([guide.prompt.clone(), guide.teaches.clone()]);
            texts.extend(guide.missions.iter().map(|one| format!("{}: {}", one.title, one.text)));
        }
        let mut page = Document::new(library.lab_page(id).to_string());
        page.index();
        each_passage(&page, 0..page.chunks().len(), |passage| texts.push(passage.text));
        self.add(Entry {
            kind: Kind::Lab,
            id: id.to_string(),
            names: vec![library.lab_name(id, &self.words)],
            label: String::new(),
            body: Body::Texts(texts),
        });
    }

    fn pieces(&mut self, entry: u32, mut document: Document) {
        document.index();
        for pieces in parts(document.chunks().len()) {
            self.draft.unit(entry, pieces.clone());
            each_passage(&document, pieces, |passage| {
                let field = if passage.heading { Field::Heading } else { Field::Prose };
                self.draft.add(&passage.text, field);
            });
        }
    }

    fn questions(&mut self, source: &Source) {
        for (file, text) in source.texts(Part::Pools) {
            let quiz = text.ok().and_then(|text| Quiz::parse(&file, &text).0);
            let Some(quiz) = quiz else { continue };
            let entry = |kind, id: String, name: String, label: String| Entry {
                kind,
                id,
                names: vec![name],
                label,
                body: Body::Texts(Vec::new()),
            };
            let title = quiz.title.clone();
            self.add(entry(Kind::Quiz, quiz.id.to_string(), title.clone(), String::new()));
            for question in &quiz.questions {
                let topic = question.teaser();
                if !topic.is_empty() {
                    let id = question.id.to_string();
                    self.add(entry(Kind::Question, id, topic, title.clone()));
                }
            }
        }
    }
}

/// The units of a document by its pieces; an empty one is one unit.
fn parts(pieces: usize) -> impl Iterator<Item = Range<usize>> {
    (0..pieces.div_ceil(PIECES).max(1))
        .map(move |part| part * PIECES..((part + 1) * PIECES).min(pieces))
}
