//! Pages that are made from data: the glossary, what the sources had wrong, the tracks.

use super::{Hours, Library};
use crate::{
    course::Track,
    coverage,
    glossary::{self, Term},
    id::{LessonId, WeekId},
    markdown,
    messages::Messages,
    misconception::Misconception,
    problem::Problem,
};

/// A page that is made from data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneratedPage {
    Glossary,
    /// Everything that people get wrong.
    Misconceptions,
    /// One of these, by its id.
    Misconception(String),
    /// Every mistake of the sources.
    Errata,
    /// Those that one lesson corrects.
    Cards(LessonId),
    /// Every way through the course.
    Tracks,
    /// One of them, by its id.
    Track(String),
}

impl Library {
    /// The page that a word of the command line names.
    pub fn generated(&self, word: &str) -> Option<GeneratedPage> {
        match word {
            "glossary" => Some(GeneratedPage::Glossary),
            "misconceptions" => Some(GeneratedPage::Misconceptions),
            "errata" => Some(GeneratedPage::Errata),
            "tracks" => Some(GeneratedPage::Tracks),
            _ if self.course.tracks.iter().any(|track| track.id == word) => {
                Some(GeneratedPage::Track(word.to_owned()))
            }
            // Last: what most words name is found without reading the misconceptions.
            _ if self.resolve(word).is_err() && self.misconception(word).is_some() => {
                Some(GeneratedPage::Misconception(word.to_owned()))
            }
            _ => None,
        }
    }

    /// Whether a lesson corrects a mistake of the sources.
    pub fn corrects(&self, lesson: &LessonId) -> bool {
        self.errata().iter().any(|found| found.lesson == lesson.as_str())
    }

    /// A page's title and its Markdown, in some words and with the names of a language.
    ///
    /// # Errors
    /// Where a track is not in the course, or there is nothing to show.
    pub fn write(
        &self,
        page: &GeneratedPage,
        words: &Messages,
        language: &str,
    ) -> Result<(String, String), Problem> {
        let say = |key: &str| words.get(key).to_owned();
        let (title, body) = match page {
            GeneratedPage::Glossary => {
                let page = glossary::markdown(self.catalog(), &self.terms(), language);
                (say("glossary.title"), format!("{}\n\n{page}", say("glossary.intro")))
            }
            GeneratedPage::Misconceptions => {
                (say("misconception.title"), self.all_misconceptions(words))
            }
            GeneratedPage::Misconception(id) => {
                let found = self.misconception(id);
                let found =
                    found.ok_or_else(|| Problem::content(format!("Nothing is called `{id}`")))?;
                (say("misconception.heading"), self.misconception_page(found, words))
            }
            GeneratedPage::Errata => {
                let errata = self.errata();
                let all: Vec<_> = errata.iter().collect();
                let page = coverage::page(&all, &say);
                (say("errata.title"), format!("{}\n\n{page}", say("errata.intro")))
            }
            GeneratedPage::Cards(lesson) => {
                let errata = self.errata();
                let all: Vec<_> =
                    errata.iter().filter(|found| found.lesson == lesson.as_str()).collect();
                if all.is_empty() {
                    return Err(Problem::content(say("lesson.no-cards")));
                }
                (say("errata.cards"), coverage::page(&all, &say))
            }
            GeneratedPage::Tracks => {
                let tracks = self.course.tracks.iter();
                let part =
                    |track: &Track| format!("## {}\n\n{}", track.title, self.track(track, words));
                (say("track.title"), tracks.map(part).collect())
            }
            GeneratedPage::Track(id) => {
                let track = self.course.tracks.iter().find(|track| track.id == *id);
                let track =
                    track.ok_or_else(|| Problem::content(format!("There is no track `{id}`")))?;
                (track.title.clone(), self.track(track, words))
            }
        };
        Ok((title, body))
    }

    /// What a misconception says, what is true, and where that is taught.
    fn misconception_page(&self, found: &Misconception, words: &Messages) -> String {
        let slot = self.slot(&LessonId::new(&found.lesson));
        let card = slot.and_then(|slot| Some((self.number(slot), self.at(slot)?)));
        let lesson = card.map_or_else(String::new, |(number, card)| {
            format!("[{number} {}](lesson:{})", markdown::escape(&card.title), card.id)
        });
        let patterns = found.patterns.iter().filter_map(|id| self.catalog().get(id));
        let patterns: Vec<String> = patterns
            .map(|pattern| format!("[{}](pattern:{})", pattern.names.en, pattern.id))
            .collect();
        found.page(words, &lesson, &patterns)
    }

    /// All misconceptions by week.
    fn all_misconceptions(&self, words: &Messages) -> String {
        let slot = |found: &Misconception| self.slot(&LessonId::new(&found.lesson));
        let mut all: Vec<&Misconception> = self.misconceptions().iter().collect();
        all.sort_by_key(|found| slot(found).map_or((true, None), |slot| (false, Some(slot))));
        let mut page = format!("{}\n\n", words.get("misconception.intro"));
        let mut last = None;
        for found in all {
            let week = slot(found).and_then(|slot| self.week(slot.week));
            let title = week.map(|week| week.title.clone());
            if title.is_some() && title != last {
                page.push_str(&format!("## {}\n\n", title.as_deref().unwrap_or_default()));
                last = title;
            }
            page.push_str(&format!("{}\n", self.misconception_page(found, words)));
        }
        page
    }

    /// The key terms of the glossary.
    pub fn terms(&self) -> Vec<Term> {
        let text = self.source.read(glossary::FILE);
        text.map(|text| Term::read(glossary::FILE, &text).0).unwrap_or_default()
    }

    fn track(&self, track: &Track, words: &Messages) -> String {
        let mut page = format!("{}\n\n", track.about);
        let weeks = track.weeks.iter().filter_map(|id| self.week_of(&WeekId::new(&id.value)));
        let weeks: Vec<usize> = weeks.collect();
        for at in weeks.iter().copied() {
            let Some(week) = self.week(at) else { continue };
            let number = week.number().map_or_else(String::new, |number| format!("{number} · "));
            let spent = spent(words, self.hours(at));
            page.push_str(&format!("### {number}{}\n\n{spent}\n\n", week.title));
            for (item, found) in self.items(at).iter().enumerate() {
                let name = self.item_name(super::Slot { week: at, item }, words);
                page.push_str(&format!("- [{name}]({})\n", found.reference()));
            }
            page.push('\n');
        }
        let hours = self.hours_of(weeks.into_iter());
        let all = format!("**{}: {}**\n\n", words.get("track.all"), spent(words, hours));
        page.push_str(&all);
        page
    }
}

fn spent(words: &Messages, hours: Hours) -> String {
    if hours.practice == 0.0 {
        return hours.told(words);
    }
    let sum = hours.sum();
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("theory", &hours.theory), ("practice", &hours.practice), ("sum", &sum)];
    words.format("track.hours", &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn a_word_that_names_something_else_is_found_without_reading_the_misconceptions() {
        let library = Library::open(Source::Embedded).unwrap();
        assert_eq!(library.generated("defence"), None);
        assert_eq!(library.generated("glossary"), Some(GeneratedPage::Glossary));
        assert!(library.misconceptions.get().is_none());
        let id = "limit-per-window-holds-in-any-window";
        assert_eq!(library.generated(id), Some(GeneratedPage::Misconception(id.to_owned())));
        assert_eq!(library.generated("nothing-is-called-so"), None);
    }
}
