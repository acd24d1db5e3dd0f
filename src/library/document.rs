//! What a reference names, as Markdown: to be printed, read without screens, or exported.

use super::{Library, Reference};
use crate::{
    catalog::page,
    course::{self, Week},
    id::{LessonId, PatternId},
    messages::Messages,
    problem::Problem,
};

impl Library {
    /// A lesson, a pattern or a week as one Markdown text with its title.
    ///
    /// # Errors
    /// Where it is not there or cannot be read, or has no text of its own.
    pub fn document(
        &self,
        reference: &Reference,
        words: &Messages,
        language: &str,
    ) -> Result<String, Problem> {
        match reference {
            Reference::Lesson(id) => {
                let card = self.card(id)?;
                let text = self.text(card)?;
                let body = text.get(course::body_start(&text)..).unwrap_or_default();
                Ok(format!("# {}\n\n{body}", card.title))
            }
            Reference::Pattern(id) => self.pattern_text(id, words, language),
            Reference::Week(id) => {
                let week = self.week_of(id).and_then(|at| self.week(at));
                Ok(week.map_or_else(String::new, week_text))
            }
            other => Err(Problem::usage(format!("{} is nothing to print", other.id()))
                .hint(format!("archtutor open {} opens it", other.id()))),
        }
    }

    fn pattern_text(
        &self,
        id: &PatternId,
        words: &Messages,
        language: &str,
    ) -> Result<String, Problem> {
        let (catalog, pattern) = (self.catalog(), self.pattern(id)?);
        let lesson = |id: &str| Some(self.card(&LessonId::new(id)).ok()?.title.clone());
        let pen = page::Pen { say: &|key| words.get(key).to_owned(), language, lesson: &lesson };
        let name = pattern.names.in_language(language);
        Ok(format!("# {name}\n\n{}", page::markdown(catalog, pattern, &pen)))
    }
}

fn week_text(week: &Week) -> String {
    let mut text = format!("# {}\n\n", week.title);
    for outcome in &week.outcomes {
        text.push_str(&format!("- {outcome}\n"));
    }
    for part in week.milestone.iter().chain(&week.next) {
        text.push_str(&format!("\n{part}\n"));
    }
    text
}
