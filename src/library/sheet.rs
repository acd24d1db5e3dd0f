//! Pages that are made from data: the glossary, what the sources had wrong, the tracks.

use super::Library;
use crate::{
    course::Track,
    coverage,
    glossary::{self, Term},
    id::{LessonId, WeekId},
    problem::Problem,
};

/// A page that is made from data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    Glossary,
    /// Every mistake of the sources.
    Errata,
    /// Those that one lesson corrects.
    Cards(LessonId),
    /// Every way through the course.
    Tracks,
    /// One of them, by its id.
    Track(String),
}

/// How the words on a page are said.
pub struct Pen<'a> {
    /// Gives the word of a key such as `errata.repair`.
    pub say: &'a dyn Fn(&str) -> String,
    /// Language of names.
    pub language: &'a str,
}

impl Library {
    /// The page that a word of the command line names.
    pub fn sheet(&self, word: &str) -> Option<Sheet> {
        match word {
            "glossary" => Some(Sheet::Glossary),
            "errata" => Some(Sheet::Errata),
            "tracks" => Some(Sheet::Tracks),
            _ => {
                let known = self.course.tracks.iter().any(|track| track.id == word);
                known.then(|| Sheet::Track(word.to_owned()))
            }
        }
    }

    /// Whether a lesson corrects a mistake of the sources.
    pub fn corrects(&self, lesson: &LessonId) -> bool {
        self.errata().iter().any(|found| found.lesson == lesson.as_str())
    }

    /// A page's title and its Markdown.
    ///
    /// # Errors
    /// Where a track is not in the course, or there is nothing to show.
    pub fn write(&self, sheet: &Sheet, pen: &Pen<'_>) -> Result<(String, String), Problem> {
        let titled = |key: &str, body: String| Ok(((pen.say)(key), body));
        match sheet {
            Sheet::Glossary => {
                let page = glossary::markdown(self.catalog(), &self.terms(), pen.language);
                titled("glossary.title", format!("{}\n\n{page}", (pen.say)("glossary.intro")))
            }
            Sheet::Errata => {
                let errata = self.errata();
                let all: Vec<_> = errata.iter().collect();
                let intro = (pen.say)("errata.intro");
                titled("errata.title", format!("{intro}\n\n{}", coverage::page(&all, pen.say)))
            }
            Sheet::Cards(lesson) => {
                let errata = self.errata();
                let all: Vec<_> =
                    errata.iter().filter(|found| found.lesson == lesson.as_str()).collect();
                if all.is_empty() {
                    return Err(Problem::content((pen.say)("lesson.no-cards")));
                }
                titled("errata.cards", coverage::page(&all, pen.say))
            }
            Sheet::Tracks => {
                let tracks = self.course.tracks.iter();
                let parts =
                    tracks.map(|track| format!("## {}\n\n{}", track.title, self.track(track, pen)));
                titled("track.title", parts.collect())
            }
            Sheet::Track(id) => {
                let track = self.course.tracks.iter().find(|track| track.id == *id);
                let track =
                    track.ok_or_else(|| Problem::content(format!("There is no track `{id}`")))?;
                Ok((track.title.clone(), self.track(track, pen)))
            }
        }
    }

    /// The key terms of the glossary.
    pub fn terms(&self) -> Vec<Term> {
        let text = self.source.read(glossary::FILE);
        text.map(|text| Term::read(glossary::FILE, &text).0).unwrap_or_default()
    }

    fn track(&self, track: &Track, pen: &Pen<'_>) -> String {
        let mut page = format!("{}\n\n", track.about);
        let weeks = track.weeks.iter().filter_map(|id| self.week_of(&WeekId::new(&id.value)));
        let mut hours = (0.0, 0.0);
        for at in weeks {
            let Some(week) = self.week(at) else { continue };
            hours = (hours.0 + week.theory_hours, hours.1 + week.practice_hours);
            let number = week.number().map_or_else(String::new, |number| format!("{number} · "));
            let spent = spent(pen, (week.theory_hours, week.practice_hours));
            page.push_str(&format!("### {number}{}\n\n{spent}\n\n", week.title));
            for (lesson, card) in self.lessons(at).iter().enumerate() {
                let number = self.number(super::Place { week: at, lesson });
                page.push_str(&format!("- [{number} {}](lesson:{})\n", card.title, card.id));
            }
            if let Some(quiz) = &week.quiz {
                page.push_str(&format!("- [{}](quiz:{quiz})\n", (pen.say)("home.quiz")));
            }
            page.push('\n');
        }
        let all = format!("**{}: {}**\n\n", (pen.say)("track.all"), spent(pen, hours));
        page.push_str(&all);
        page
    }
}

fn spent(pen: &Pen<'_>, (theory, practice): (f64, f64)) -> String {
    let hours = [("theory", theory), ("practice", practice), ("sum", theory + practice)];
    hours.iter().fold((pen.say)("track.hours"), |text, (name, hours)| {
        text.replace(&format!("{{{name}}}"), &hours.to_string())
    })
}
