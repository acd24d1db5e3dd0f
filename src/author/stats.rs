//! Figures of a course that an author wants: how long it is, what it asks, how well it reads, how well it
//! can be guessed, what it leaves out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    library::{Item, Library},
    markdown,
    quiz::{Guesser, Quiz, Strategy},
    source::Part,
};

/// So many letters make a word long.
const LONG: usize = 6;

/// The figures of a course.
#[derive(Debug, Default, Serialize)]
pub struct Stats {
    pub weeks: Vec<WeekStats>,
    /// Questions by type.
    pub types: BTreeMap<&'static str, usize>,
    /// Questions by what they ask for; `none` where they do not say.
    pub levels: BTreeMap<&'static str, usize>,
    pub quizzes: Vec<QuizStats>,
    /// Addresses outside the course, which nobody asks whether they are there.
    pub links_out: usize,
    /// Patterns that no lesson teaches or links to.
    pub unused_patterns: Vec<String>,
}

/// The figures of a week.
#[derive(Debug, Serialize)]
pub struct WeekStats {
    pub id: String,
    pub lessons: usize,
    pub words: usize,
    /// Minutes of reading that its lessons say.
    pub minutes: u32,
    /// Minutes of exercises.
    pub practice_minutes: u32,
    /// Hours of reading that the week itself says, where it does.
    pub says_hours: Option<f64>,
    /// Words of a sentence and percent of long words together, as Björnsson's LIX: below 40 is easy, above
    /// 60 is hard. Source: C. H. Björnsson, Läsbarhet, 1968.
    pub readability: f64,
    pub diagrams: usize,
}

/// The figures of a quiz.
#[derive(Debug, Serialize)]
pub struct QuizStats {
    pub id: String,
    pub questions: usize,
    /// Points of 100 that the best way to guess gains over chance, and of how many questions.
    pub guessing_gain: f64,
    pub guessed: usize,
}

/// Counts a course.
pub fn stats(library: &Library) -> Stats {
    let mut stats = Stats::default();
    let mut used: BTreeSet<String> = BTreeSet::new();
    for week in 0..library.week_count() {
        stats.weeks.extend(week_stats(library, week, &mut used, &mut stats.links_out));
    }
    for (file, text) in library.source().texts(Part::Pools) {
        let Some(quiz) = text.ok().and_then(|text| Quiz::parse(&file, &text).0) else { continue };
        for question in &quiz.questions {
            *stats.types.entry(question.kind.name()).or_default() += 1;
            *stats
                .levels
                .entry(question.level.map_or("none", |level| level.word()))
                .or_default() += 1;
        }
        stats.quizzes.push(quiz_stats(&quiz));
    }
    let patterns = library.catalog().patterns().iter().map(|pattern| pattern.id.to_string());
    stats.unused_patterns = patterns.filter(|id| !used.contains(id)).collect();
    stats
}

fn week_stats(
    library: &Library,
    number: usize,
    used: &mut BTreeSet<String>,
    links_out: &mut usize,
) -> Option<WeekStats> {
    let week = library.week(number)?;
    let lessons = library.lessons(number);
    let mut prose = Prose::default();
    for card in lessons {
        used.extend(card.patterns.iter().map(ToString::to_string));
        let Ok(text) = library.text(card) else { continue };
        let body = text.get(markdown::body_start(&text)..).unwrap_or_default();
        prose.read(body);
        used.extend(linked_patterns(body));
        *links_out += body.matches("](http").count() + body.matches("<http").count();
    }
    let exercises = library.items(number).iter().filter_map(|item| match item {
        Item::Exercise(id) => library.exercise_card(id)?.minutes,
        _ => None,
    });
    Some(WeekStats {
        id: week.id.to_string(),
        lessons: lessons.len(),
        words: prose.words,
        minutes: lessons.iter().map(|card| card.minutes).sum(),
        practice_minutes: exercises.sum(),
        says_hours: week.theory_hours,
        readability: prose.readability(),
        diagrams: prose.diagrams,
    })
}

/// The ids of the patterns that a text links to.
fn linked_patterns(text: &str) -> impl Iterator<Item = String> {
    text.split("pattern:")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect())
}

fn quiz_stats(quiz: &Quiz) -> QuizStats {
    let guesser = Guesser::new(&quiz.questions);
    let scores = Strategy::all().map(|strategy| guesser.score(&[strategy]));
    let best = scores.max_by(|a, b| a.gain().total_cmp(&b.gain()));
    QuizStats {
        id: quiz.id.to_string(),
        questions: quiz.questions.len(),
        guessing_gain: best.as_ref().map_or(0.0, |score| (score.gain() * 10.0).round() / 10.0),
        guessed: best.map_or(0, |score| score.asked),
    }
}

/// What was counted of running text.
#[derive(Default)]
struct Prose {
    words: usize,
    long: usize,
    sentences: usize,
    diagrams: usize,
}

impl Prose {
    /// Counts the prose of a lesson: what stands in fences is none.
    fn read(&mut self, text: &str) {
        let mut fenced = false;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                let language = line.trim_start().trim_start_matches('`').trim();
                self.diagrams += usize::from(fenced && ["mermaid", "diagram"].contains(&language));
                continue;
            }
            if !fenced {
                self.line(line);
            }
        }
    }

    fn line(&mut self, line: &str) {
        let mut ended = false;
        for word in line.split_whitespace() {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            if letters == 0 {
                continue;
            }
            self.words += 1;
            self.long += usize::from(letters > LONG);
            ended =
                word.trim_end_matches([')', '"', '*', '_', '`']).ends_with(['.', '!', '?', ':']);
            self.sentences += usize::from(ended);
        }
        // A heading or an item of a list ends although no full stop says so.
        let alone = line.starts_with('#') || line.trim_start().starts_with(['-', '|']);
        self.sentences += usize::from(alone && !ended);
    }

    fn readability(&self) -> f64 {
        if self.words == 0 {
            return 0.0;
        }
        let words = self.words as f64;
        let lix = words / self.sentences.max(1) as f64 + 100.0 * self.long as f64 / words;
        (lix * 10.0).round() / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_counted_without_what_stands_in_fences() {
        let mut prose = Prose::default();
        prose.read("# A heading\n\nShort words here. Considerably longer sentences.\n\n```mermaid\nflowchart\n```\n");
        assert_eq!((prose.words, prose.long, prose.sentences, prose.diagrams), (8, 3, 3, 1));
        assert_eq!(
            linked_patterns("[a](pattern:saga) pattern:two-phase-commit.").collect::<Vec<_>>(),
            ["saga", "two-phase-commit"]
        );
    }
}
