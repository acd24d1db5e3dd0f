//! From words to hits: which entries hold them all, which of those are best, and where to look.

use std::{cmp::Reverse, sync::Arc};

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use super::{
    Group, Hit, Kind, Marked, Question, Target,
    best_snippet::{BestSnippet, Near, step},
    passage::{Passage, closest, each_passage, hits, snippet},
    shard::{Body, Entry, Field, Shard, Unit},
    word::words,
};
use crate::{
    id::{ExerciseId, LabId, LessonId, PatternId, QuestionId, QuizId, WeekId},
    markdown::Document,
    source::Source,
    text,
};

/// Names are compared letter by letter from this many letters on.
const FUZZY_FROM: usize = 3;
/// A name fits if its letters score this much of a perfect match, in percent.
const FUZZY_FITS: u32 = 70;
/// This many hits for each that is listed are read again to find the best.
const READ: usize = 2;

/// How well an entry fits at all; within a class the score decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Prose,
    /// The letters stand in the name, with others between them.
    Letters,
    Heading,
    Name,
}

/// An entry that fits.
#[derive(Clone, Debug)]
struct Candidate<'a> {
    entry: &'a Entry,
    unit: Option<&'a Unit>,
    class: Class,
    /// In a name how much of it was typed, in percent; elsewhere how often the words stand there.
    score: u32,
    /// Number in the course, for those that fit alike.
    order: (usize, u32),
}

/// A candidate that has been read again.
struct Read<'a> {
    candidate: Candidate<'a>,
    hit: Hit,
    near: Near,
}

/// How a unit fits the words so far.
#[derive(Clone, Copy, Default)]
struct Tally {
    words: usize,
    worst: u8,
    now: u8,
    count: u32,
}

/// What fits, group by group.
pub(super) fn find(shards: &[Arc<Shard>], question: &Question<'_>, source: &Source) -> Vec<Group> {
    let wanted = words(question.words);
    if wanted.is_empty() {
        return Vec::new();
    }
    let letters = Letters::new(question.words, &wanted);
    let mut candidates = candidates(shards, &wanted, letters.as_ref());
    candidates.sort_by_key(|found| (Reverse((found.class, found.score)), found.order));
    let mut groups: Vec<((Class, u32, Kind), Group)> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let of_kind: Vec<&Candidate<'_>> =
                candidates.iter().filter(|found| found.entry.kind == kind).collect();
            let mut read: Vec<Read<'_>> = of_kind
                .iter()
                .take(question.most * READ)
                .map(|found| read(found, &wanted, letters.as_ref(), question, source))
                .collect();
            read.sort_by_key(|read| {
                let found = &read.candidate;
                let (together, apart) = match found.class {
                    Class::Prose => (read.near.0, step(read.near, &wanted)),
                    _ => (0, 0),
                };
                (Reverse((found.class, together, Reverse(apart), found.score)), found.order)
            });
            let first = read.first()?;
            let rank = (first.candidate.class, first.candidate.score, kind);
            let hits: Vec<Hit> =
                read.into_iter().take(question.most).map(|read| read.hit).collect();
            Some((rank, Group { kind, more: of_kind.len() - hits.len(), hits }))
        })
        .collect();
    groups.sort_by_key(|((class, score, kind), _)| {
        // How often words stand in prose does not compare between kinds.
        let score = if *class == Class::Name { *score } else { 0 };
        (Reverse((*class, score)), *kind)
    });
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The word nearest to the first one that is nowhere, in place of it.
pub(super) fn suggest(shards: &[Arc<Shard>], asked: &str) -> Option<String> {
    let mut wanted = words(asked);
    let nowhere = |word: &String| shards.iter().all(|shard| shard.starting(word).is_empty());
    let missing = wanted.iter_mut().find(|word| nowhere(word))?;
    let first = missing.chars().next()?;
    let likely = shards.iter().flat_map(|shard| shard.words()).filter(|word| {
        word.starts_with(first) && word.len().abs_diff(missing.len()) <= 2 && word.len() > 2
    });
    *missing = text::nearest(missing, likely)?.to_owned();
    Some(wanted.join(" "))
}

fn candidates<'a>(
    shards: &'a [Arc<Shard>],
    wanted: &[String],
    letters: Option<&Letters>,
) -> Vec<Candidate<'a>> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut found = Vec::new();
    for (number, shard) in shards.iter().enumerate() {
        let mut best: Vec<Option<Candidate<'a>>> = vec![None; shard.entries.len()];
        for (unit, tally) in shard.units.iter().zip(tallies(shard, wanted)) {
            if tally.words < wanted.len() {
                continue;
            }
            let at = unit.entry as usize;
            let (Some(entry), Some(best)) = (shard.entries.get(at), best.get_mut(at)) else {
                continue;
            };
            let class = match tally.worst.min(tally.now) {
                class if class == Field::Name as u8 => Class::Name,
                class if class == Field::Heading as u8 => Class::Heading,
                _ => Class::Prose,
            };
            let score = match class {
                Class::Name => entry.names.iter().map(|name| share(name, wanted)).max(),
                _ => None,
            };
            let score = score.unwrap_or(tally.count);
            if best.as_ref().is_none_or(|best| (best.class, best.score) < (class, score)) {
                let order = (number, unit.entry);
                *best = Some(Candidate { entry, unit: Some(unit), class, score, order });
            }
        }
        for (at, (entry, best)) in shard.entries.iter().zip(&mut best).enumerate() {
            let by_words = best.as_ref().map(|found| found.class);
            if entry.kind == Kind::Question || by_words >= Some(Class::Heading) {
                continue;
            }
            let score = letters.and_then(|letters| {
                entry.names.iter().filter_map(|name| letters.score(name, &mut matcher)).max()
            });
            if let Some(score) = score {
                let unit = best.as_ref().and_then(|found| found.unit);
                let (class, order) = (Class::Letters, (number, at as u32));
                *best = Some(Candidate { entry, unit, class, score, order });
            }
        }
        found.extend(best.into_iter().flatten());
    }
    found
}

/// How every unit of a shard fits the words.
fn tallies(shard: &Shard, wanted: &[String]) -> Vec<Tally> {
    let mut tallies = vec![Tally { worst: u8::MAX, ..Tally::default() }; shard.units.len()];
    let last = wanted.len() - 1;
    for (number, word) in wanted.iter().enumerate() {
        let postings = if number == last { shard.starting(word) } else { shard.whole(word) };
        for posting in postings {
            let Some(tally) = tallies.get_mut(posting.unit as usize) else { continue };
            let field = posting.field as u8;
            if tally.words == number {
                if number > 0 {
                    tally.worst = tally.worst.min(tally.now);
                }
                (tally.words, tally.now) = (number + 1, field);
            } else if tally.words == number + 1 {
                tally.now = tally.now.max(field);
            } else {
                continue;
            }
            tally.count = tally.count.saturating_add(u32::from(posting.count));
        }
    }
    tallies
}

/// How much of a name was typed, in percent; nothing where a word is missing in it.
fn share(name: &str, wanted: &[String]) -> u32 {
    let found = hits(name, wanted);
    let (distinct, _) = closest(&found, wanted.len());
    if distinct < wanted.len() {
        return 0;
    }
    let typed: usize = wanted.iter().map(|word| word.chars().count()).sum();
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count().max(1);
    (typed * 100 / letters).min(100) as u32
}

/// Reads a candidate again: what to show of it, and where the words stand.
fn read<'a>(
    found: &Candidate<'a>,
    wanted: &[String],
    letters: Option<&Letters>,
    question: &Question<'_>,
    source: &Source,
) -> Read<'a> {
    let mut candidate = found.clone();
    let entry = found.entry;
    let (name, other) = names(entry, wanted, letters, question.language);
    let mut best = BestSnippet::new(wanted, question.cells);
    match &entry.body {
        Body::Texts(texts) => {
            texts.iter().for_each(|text| best.look(&Passage::plain(text)));
            // A name says little to those who do not know it yet.
            if let (None, Some(first)) = (&best.snippet, texts.first()) {
                best.snippet = Some(snippet(first, &[], &(0..0), question.cells));
            }
        }
        // Of a lesson that was found by its name the name says it all.
        Body::File(file) => {
            if let Some(unit) =
                found.unit.filter(|_| matches!(found.class, Class::Prose | Class::Heading))
                && let Ok(text) = source.load(file)
            {
                let mut document = Document::new(text);
                document.index();
                each_passage(&document, unit.pieces.clone(), |passage| best.look(&passage));
            }
            if candidate.class == Class::Heading && best.heading.is_none() {
                // The words stand in several headings, and in none of them together.
                candidate.class = Class::Prose;
            }
        }
    }
    let id = &entry.id;
    let target = match entry.kind {
        Kind::Pattern => Target::Pattern(PatternId::new(id)),
        Kind::Lesson => Target::Lesson(LessonId::new(id), best.place),
        Kind::Exercise => Target::Exercise(ExerciseId::new(id)),
        Kind::Lab => Target::Lab(LabId::new(id)),
        Kind::Week => Target::Week(WeekId::new(id)),
        Kind::Quiz => Target::Quiz(QuizId::new(id)),
        Kind::Question => Target::Question(QuestionId::new(id)),
    };
    let hit = Hit {
        kind: entry.kind,
        target,
        name,
        label: entry.label.clone(),
        beside: other.or(best.heading),
        snippet: best.snippet,
    };
    Read { candidate, hit, near: best.near }
}

/// The name to show, and the one that fits if that is another.
fn names(
    entry: &Entry,
    wanted: &[String],
    letters: Option<&Letters>,
    language: &str,
) -> (Marked, Option<Marked>) {
    let at = match (entry.kind, language) {
        (Kind::Pattern, "ru") => 1,
        (Kind::Pattern, "vi") => 2,
        _ => 0,
    };
    let name = entry.names.get(at).or(entry.names.first()).map_or("", String::as_str);
    let mark = |name: &str| {
        let found = hits(name, wanted);
        if closest(&found, wanted.len()).0 == wanted.len() {
            return Some(Marked::new(name, &found));
        }
        letters.and_then(|letters| letters.marked(name))
    };
    if let Some(shown) = mark(name) {
        return (shown, None);
    }
    let other = entry.names.iter().filter(|other| *other != name).find_map(|other| mark(other));
    (Marked::new(name, &hits(name, wanted)), other)
}

/// Comparing names letter by letter.
struct Letters {
    pattern: Pattern,
    /// The least score that fits.
    least: u32,
}

impl Letters {
    /// Nothing for words that are too short for it.
    fn new(typed: &str, wanted: &[String]) -> Option<Self> {
        if wanted.iter().map(|word| word.chars().count()).sum::<usize>() < FUZZY_FROM {
            return None;
        }
        let (case, marks) = (CaseMatching::Ignore, Normalization::Smart);
        let pattern = Pattern::new(typed, case, marks, AtomKind::Fuzzy);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let perfect = pattern.score(Utf32Str::new(typed, &mut Vec::new()), &mut matcher)?;
        Some(Self { pattern, least: perfect * FUZZY_FITS / 100 })
    }

    fn score(&self, name: &str, matcher: &mut Matcher) -> Option<u32> {
        let score = self.pattern.score(Utf32Str::new(name, &mut Vec::new()), matcher)?;
        (score >= self.least).then_some(score)
    }

    fn marked(&self, name: &str) -> Option<Marked> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        self.score(name, &mut matcher)?;
        let mut places = Vec::new();
        // Places are counted in clusters, as the matcher sees the text.
        self.pattern.indices(Utf32Str::new(name, &mut Vec::new()), &mut matcher, &mut places);
        places.sort_unstable();
        places.dedup();
        let hits = text::clusters(name)
            .scan(0, |at, (cluster, _)| {
                let start = *at;
                *at += cluster.len();
                Some(start..*at)
            })
            .enumerate()
            .filter(|(number, _)| places.binary_search(&(*number as u32)).is_ok());
        Some(Marked { text: name.to_owned(), hits: hits.map(|(_, range)| range).collect() })
    }
}
