//! Mistakes as one Markdown page, by lesson: what was asked, what was picked, what is right and why.

use super::{Exported, Exporter, Wanted};
use crate::{
    library::{Reference, Slot},
    markdown::escape,
    problem::Problem,
    quiz::Answer,
    session::mistakes::Mistake,
};

pub(super) struct Mistakes;

impl Exporter for Mistakes {
    fn name(&self) -> &'static str {
        "mistakes"
    }

    fn about(&self) -> &'static str {
        "what you answered wrongly as Markdown, with what is right"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let library = wanted.session.library();
        let ids: Vec<&str> = wanted.references.iter().map(Reference::id).collect();
        let slot =
            |mistake: &Mistake| mistake.lesson.as_ref().and_then(|lesson| library.slot(lesson));
        let about = |mistake: &Mistake| mistake.lesson.as_ref().map(ToString::to_string);
        let mut mistakes = wanted.session.mistakes(wanted.words)?;
        mistakes.retain(|mistake| {
            ids.is_empty() || about(mistake).is_some_and(|lesson| ids.contains(&lesson.as_str()))
        });
        mistakes.sort_by_key(|mistake| (slot(mistake).is_none(), slot(mistake)));
        let mut page = format!("# {}\n", wanted.words.get("mistakes.title"));
        let mut head: Option<Option<Slot>> = None;
        for mistake in &mistakes {
            let at = slot(mistake);
            if head != Some(at) {
                let name = at.map(|slot| library.item_name(slot, wanted.words));
                let other = || wanted.words.get("mistakes.elsewhere").to_owned();
                page.push_str(&format!("\n## {}\n\n", escape(&name.unwrap_or_else(other))));
                head = Some(at);
            }
            page.push_str(&entry(mistake, wanted));
        }
        if mistakes.is_empty() {
            page.push_str(&format!("\n{}\n", wanted.words.get("mistakes.none")));
        }
        Ok(Exported::Text(page))
    }
}

/// One mistake as an item of a list.
fn entry(mistake: &Mistake, wanted: &Wanted<'_>) -> String {
    let words = wanted.words;
    let mut how = vec![words.plural("mistakes.times", mistake.wrong as usize)];
    how.extend(mistake.sure.then(|| words.get("mistakes.sure").to_owned()));
    let mut text = format!("- {} ({})\n", escape(&mistake.prompt), how.join(", "));
    let mut say = |key: &str, said: &str| {
        let said = said.trim().lines().collect::<Vec<_>>().join("\n  ");
        text.push_str(&format!("\n  {} {said}\n", words.get(key)));
    };
    for picked in &mistake.picked {
        say("mistakes.picked", &escape(picked));
    }
    if let Ok(question) = wanted.session.item(&mistake.id, 0, words) {
        let verdict = question.pose(0).mark(&Answer::DontKnow);
        say("question.solution", &verdict.solution);
        if let Some(explanation) = verdict.explanation {
            say("mistakes.because", &explanation);
        }
    }
    text.push('\n');
    text
}
