//! A course in the list: what it is, where it came from, how the learner stands in it.

use crate::{
    courses::standing::Standing,
    id::CourseId,
    problem::Problem,
    role::Role,
    text,
    tui::{screen::Environment, widgets::rows::Row},
};

/// A course that can be opened.
pub(super) struct Entry {
    pub(super) name: CourseId,
    pub(super) title: String,
    /// Where it was taken from; nothing for the one that ships and for one that was not added.
    pub(super) from: Option<String>,
    /// How far the learner is; nothing before it was counted.
    pub(super) standing: Option<Result<Standing, Problem>>,
}

/// The course that comes with the program.
pub(super) fn shipped(env: &Environment) -> Entry {
    let chosen = crate::courses::Chosen::SHIPPED.library(env.session.library().kinds());
    let title = chosen.map(|library| library.course().title.clone()).unwrap_or_default();
    Entry { name: CourseId::shipped(), title, from: None, standing: None }
}

impl Entry {
    /// Its title, where it comes from, and how far the learner is.
    pub(super) fn rows(&self, width: usize, selected: bool, env: &Environment) -> Vec<Row> {
        let open = self.name == *env.session.progress().course();
        let lead = format!(
            "{} {} ",
            if selected { env.signs.here } else { " " },
            if open { env.signs.picked } else { env.signs.unpicked }
        );
        let indent = text::width(&lead);
        let room = width.saturating_sub(indent);
        let title = text::ellipsis(&self.title, room);
        let head = Row::spans(vec![(lead, Role::Accent), (title, Role::Strong)]);
        let from = match &self.from {
            Some(from) => env.words.format("courses.from", &[("from", from)]),
            None => env.say("courses.shipped").to_owned(),
        };
        let about = text::ellipsis(&format!("{}  {}  {from}", self.name, env.signs.dot), room);
        // Its row is there before it is known, so that nothing moves when it comes.
        let (standing, role) = match &self.standing {
            None => (String::new(), Role::Muted),
            Some(Ok(standing)) => (said(standing, env), Role::Muted),
            Some(Err(problem)) => (problem.clone().in_words(&env.words).to_string(), Role::Warn),
        };
        let lines = [(about, Role::Muted), (text::ellipsis(&standing, room), role)];
        let below =
            lines.into_iter().map(|(line, role)| Row::text(line, role).indent(indent as u16));
        std::iter::once(head).chain(below).map(|row| row.select(selected)).collect()
    }
}

/// How far the learner is, and what comes next.
pub(super) fn said(standing: &Standing, env: &Environment) -> String {
    let told = standing.told(&env.words);
    match standing.next.as_ref().filter(|_| standing.begun) {
        Some(next) => {
            format!("{told}  {}  {}: {next}", env.signs.dot, env.say("home.continue"))
        }
        None => told,
    }
}
