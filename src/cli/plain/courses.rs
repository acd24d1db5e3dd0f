//! The courses that are here, on plain lines: opening another one, adding, fetching again, removing.

use super::{PlainSession, line_io::Stop};
use crate::{
    courses::{Chosen, Courses, Origin, Record, Wish, standing::Standing},
    id::CourseId,
};

/// What an entry of the menu of courses leads to.
enum Goal {
    Open(CourseId),
    Add,
    Update(Record),
    Remove(Record),
}

impl PlainSession {
    fn store(&self) -> Courses {
        Courses::of(&self.settings.data_dir, self.session.clock())
    }

    /// The courses, until the learner has opened one or goes back.
    pub(super) fn courses(&mut self) -> Result<(), Stop> {
        loop {
            let title = self.words.get("courses.title").to_owned();
            self.heading(2, &title)?;
            let (names, goals): (Vec<String>, Vec<Goal>) = self.course_goals().into_iter().unzip();
            let Some(goal) = self.choose(&names)?.and_then(|at| goals.into_iter().nth(at)) else {
                return Ok(());
            };
            let opened = matches!(goal, Goal::Open(_));
            match self.pursue(goal) {
                Ok(()) if opened => return Ok(()),
                Err(Stop::Failed(problem)) => self.problem(problem)?,
                other => other?,
            }
        }
    }

    fn course_goals(&self) -> Vec<(String, Goal)> {
        let courses = self.store();
        let records = courses.list();
        let mut goals = Vec::new();
        let shipped = Chosen::SHIPPED.library(self.session.library().kinds());
        let shipped = shipped.map(|library| library.course().title.clone()).unwrap_or_default();
        let titles = std::iter::once((CourseId::shipped(), shipped));
        let added =
            records.iter().map(|record| (CourseId::new(&record.name), record.title.clone()));
        for (name, title) in titles.chain(added) {
            goals.push((self.course_line(&courses, &name, &title), Goal::Open(name)));
        }
        goals.push((self.words.get("courses.add").to_owned(), Goal::Add));
        for record in &records {
            for (key, goal) in [
                ("courses.update-it", Goal::Update as fn(Record) -> Goal),
                ("courses.remove-it", Goal::Remove),
            ] {
                goals.push((self.about_course(key, record), goal(record.clone())));
            }
        }
        goals
    }

    /// A course with how far the learner is.
    fn course_line(&self, courses: &Courses, name: &CourseId, title: &str) -> String {
        if name == self.session.progress().course() {
            let standing = Standing::of(&self.session, &self.words).told(&self.words);
            let open = self.words.get("courses.open");
            return format!("{title} ({open}, {standing})");
        }
        let standing = courses.standing(name, self.session.library().kinds(), &self.words);
        match standing {
            Ok(standing) => format!("{title} ({})", standing.told(&self.words)),
            Err(problem) => format!("{title} ({})", problem.in_words(&self.words)),
        }
    }

    fn about_course(&self, key: &str, record: &Record) -> String {
        self.words.format(key, &[("title", &record.title), ("name", &record.name)])
    }

    fn pursue(&mut self, goal: Goal) -> Result<(), Stop> {
        let kinds = self.session.library().kinds();
        match goal {
            Goal::Open(name) => self.open_course(&name),
            Goal::Add => {
                let what = self.words.get("courses.what").to_owned();
                let text = self.io.ask(&format!("{what}:"))?;
                if text.is_empty() || text == "q" {
                    return Ok(());
                }
                let wish = Wish { origin: Origin::parse(&text)?, inside: None, name: None };
                self.fetching(&text)?;
                let added = self.store().add(&wish, kinds)?;
                let said = self.about_course("courses.added", &added.record);
                self.io.line(&said)
            }
            Goal::Update(record) => {
                self.fetching(&record.from)?;
                let updated = self.store().update(&record.name, kinds)?;
                let key = if updated.changed { "courses.updated" } else { "courses.unchanged" };
                let said = self.about_course(key, &updated.record);
                self.io.line(&said)
            }
            Goal::Remove(record) => {
                let question = self.about_course("courses.ask-remove", &record);
                let answer = self.io.ask(&format!("{question} [y/N]"))?;
                if !matches!(answer.to_lowercase().as_str(), "y" | "yes") {
                    return Ok(());
                }
                let record = self.store().remove(&record.name)?;
                let said = self.about_course("courses.removed", &record);
                self.io.line(&said)?;
                match CourseId::new(&record.name) == *self.session.progress().course() {
                    true => self.open_course(&CourseId::shipped()),
                    false => Ok(()),
                }
            }
        }
    }

    fn fetching(&mut self, text: &str) -> Result<(), Stop> {
        let said = self.words.format("courses.fetching", &[("text", &text)]);
        self.io.line(&said)
    }

    /// Goes on in another course, which opens from now on where none is named.
    fn open_course(&mut self, name: &CourseId) -> Result<(), Stop> {
        self.store().enter(name, &mut self.session)?;
        self.notice()
    }
}
