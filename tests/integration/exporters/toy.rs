//! A toy format: the titles of what the course teaches, shouted.

use archtutor::{
    author::export::{Exported, Exporter, Wanted},
    problem::Problem,
};

pub(super) struct Toy;

impl Exporter for Toy {
    fn name(&self) -> &'static str {
        "toy"
    }

    fn about(&self) -> &'static str {
        "titles of lessons, shouted"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let lessons = wanted.session.library().all_lessons();
        let titles: Vec<String> = lessons.map(|(_, card)| card.title.to_uppercase()).collect();
        Ok(Exported::Text(titles.join("\n")))
    }
}
