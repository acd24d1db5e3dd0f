//! The learner's design beside those that prove the exercise: after passing, to see other good ways.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    design::{Assessment, Model, review},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
        layers::{Layer, body, picture::Picture, title},
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// The comparison with one reference.
pub(super) struct Compare {
    /// Which of the references.
    at: usize,
    count: usize,
    theirs: Assessment,
    rows: Rows,
    area: Rect,
}

impl Compare {
    /// Compares with the first reference.
    pub(super) fn new(work: &Workspace) -> Self {
        let count = work.folder.references.len();
        let theirs = reference(work, 0);
        Self { at: 0, count, theirs, rows: Rows::default(), area: Rect::ZERO }
    }

    fn turn(&mut self, by: isize, work: &Workspace) {
        let count = self.count.max(1);
        self.at = (self.at + count).saturating_add_signed(by) % count;
        self.theirs = reference(work, self.at);
        self.rows.reset();
    }

    fn write(&self, width: usize, work: &Workspace, env: &Environment) -> Vec<Row> {
        let Some(sample) = work.folder.references.get(self.at) else { return Vec::new() };
        let mut rows = vec![
            Row::spans(vec![
                (format!("{} ", env.signs.here), Role::Accent),
                (sample.name.clone(), Role::Strong),
                (format!("   {}/{}", self.at + 1, self.count), Role::Muted),
            ])
            .hit(0),
            Row::blank(),
        ];
        let Some(theirs) = work.references.get(self.at) else { return rows };
        let mine = work.answer();
        rows.push(Row::spans(vec![
            (text::pad("", 18), Role::Muted),
            (text::pad(env.say("compare.yours"), 14), Role::Muted),
            (env.say("compare.theirs").to_owned(), Role::Muted),
        ]));
        let numbers = [
            ("compare.score", work.score.points(), self.theirs.score.points()),
            ("compare.services", mine.services.len() as f64, theirs.services.len() as f64),
            ("compare.links", mine.links.len() as f64, theirs.links.len() as f64),
            ("compare.patterns", mine.applies.len() as f64, theirs.applies.len() as f64),
            ("compare.findings", work.findings.len() as f64, self.theirs.findings.len() as f64),
        ];
        rows.extend(numbers.map(|(key, mine, theirs)| {
            Row::spans(vec![
                (text::pad(env.say(key), 18), Role::Muted),
                (text::pad(&mine.to_string(), 14), Role::Text),
                (theirs.to_string(), Role::Accent),
            ])
        }));
        rows.push(Row::blank());
        let mut say = |indent: u16, line: &str, role: Role| {
            let room = width.saturating_sub(usize::from(indent)).max(10);
            for part in text::wrap(&text::sanitize(line), room) {
                rows.push(Row::text(part, role).indent(indent));
            }
        };
        for service in &theirs.services {
            say(0, &service.name, Role::Heading);
            say(2, &service.does.join(", "), Role::Text);
            say(2, &service.owns.join(", "), Role::Info);
            // Where these members are in the learner's design.
            let homes = service.does.iter().filter_map(|name| mine.home_of(name));
            let owners = service.owns.iter().filter_map(|name| mine.owner_of(name));
            let mut homes: Vec<&str> = homes.chain(owners).collect();
            homes.sort_unstable();
            homes.dedup();
            let key = if homes.len() == 1 { "compare.in-one" } else { "compare.in-many" };
            say(2, &env.words.format(key, &[("what", &homes.join(", "))]), Role::Muted);
        }
        for apply in &theirs.applies {
            let on = apply.on.as_deref().unwrap_or_default();
            say(0, &format!("{} {on}", apply.pattern), Role::Warn);
        }
        rows
    }
}

/// What the rules say about a reference.
fn reference(work: &Workspace, at: usize) -> Assessment {
    let answer = work.references.get(at).unwrap_or(work.answer());
    review(&Model::new(work.facts(), answer, &work.book))
}

impl Layer<Workspace> for Compare {
    fn update(
        &mut self,
        action: &Action,
        work: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Next => self.turn(1, work),
            Action::Previous => self.turn(-1, work),
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) if self.rows.hit(*at).is_some() => self.turn(1, work),
            Action::Own("diagram") => {
                let Some(design) = work.references.get(self.at) else {
                    return Ok(Then::Stay);
                };
                let title = work.folder.exercise.title.clone();
                return Ok(Then::open(Picture::new(title, design.to_mermaid(), env)));
            }
            Action::Select => {
                return Ok(Then::Do(Effect::Notice(env.say("compare.keys").to_owned())));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, work: &Workspace, env: &Environment) {
        self.area = area;
        let inner = body(area, 100);
        let rows = self.write(usize::from(inner.width), work, env);
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        title(buffer, self.area, env.say("compare.with-reference"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["move", "next", "diagram", "back"]
    }
}
