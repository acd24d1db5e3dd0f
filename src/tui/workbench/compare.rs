//! The learner's design beside those that prove the exercise: after passing, to see other good ways.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    bench::Bench,
    sheet::{Sheet, Then},
};
use crate::{
    design::{Assessment, Model, review},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::Action,
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
    pub(super) fn new(bench: &Bench) -> Self {
        let count = bench.folder.references.len();
        let theirs = reference(bench, 0);
        Self { at: 0, count, theirs, rows: Rows::default(), area: Rect::ZERO }
    }

    fn turn(&mut self, by: isize, bench: &Bench) {
        let count = self.count.max(1);
        self.at = (self.at + count).saturating_add_signed(by) % count;
        self.theirs = reference(bench, self.at);
        self.rows.reset();
    }

    fn write(&self, width: usize, bench: &Bench, env: &Environment) -> Vec<Row> {
        let Some(sample) = bench.folder.references.get(self.at) else { return Vec::new() };
        let mut rows = vec![
            Row::spans(vec![
                (format!("{} ", env.signs.here), Role::Accent),
                (sample.name.clone(), Role::Strong),
                (format!("   {}/{}", self.at + 1, self.count), Role::Muted),
            ])
            .hit(0),
            Row::blank(),
        ];
        let (mine, theirs) = (bench.answer(), &sample.answer);
        rows.push(Row::spans(vec![
            (text::pad("", 18), Role::Muted),
            (text::pad(env.say("compare.yours"), 14), Role::Muted),
            (env.say("compare.theirs").to_owned(), Role::Muted),
        ]));
        let numbers = [
            ("compare.score", bench.score.points(), self.theirs.score.points()),
            ("compare.services", mine.services.len() as f64, theirs.services.len() as f64),
            ("compare.links", mine.links.len() as f64, theirs.links.len() as f64),
            ("compare.patterns", mine.applies.len() as f64, theirs.applies.len() as f64),
            ("compare.findings", bench.findings.len() as f64, self.theirs.findings.len() as f64),
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
            // Where these pieces are in the learner's design.
            let homes = service.does.iter().filter_map(|name| mine.home_of(name));
            let owners = service.owns.iter().filter_map(|name| mine.owner_of(name));
            let mut homes: Vec<&str> = homes.chain(owners).collect();
            homes.sort_unstable();
            homes.dedup();
            let key = if homes.len() == 1 { "compare.in-one" } else { "compare.in-many" };
            say(2, &env.words.fill(key, &[("what", &homes.join(", "))]), Role::Muted);
        }
        for apply in &theirs.applies {
            let on = apply.on.as_deref().unwrap_or_default();
            say(0, &format!("{} {on}", apply.pattern), Role::Warn);
        }
        rows
    }
}

/// What the rules say about a reference.
fn reference(bench: &Bench, at: usize) -> Assessment {
    let answer = bench.folder.references.get(at).map_or(bench.answer(), |sample| &sample.answer);
    review(&Model::new(bench.facts(), answer, &bench.book))
}

impl Sheet for Compare {
    fn update(
        &mut self,
        action: &Action,
        bench: &mut Bench,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Next => self.turn(1, bench),
            Action::Previous => self.turn(-1, bench),
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) if self.rows.hit(*at).is_some() => self.turn(1, bench),
            Action::Own("diagram") => {
                let Some(sample) = bench.folder.references.get(self.at) else {
                    return Ok(Then::Stay);
                };
                let picture = super::picture::Picture::new(&sample.answer, env);
                return Ok(Then::Open(Box::new(picture)));
            }
            Action::Select => {
                return Ok(Then::Do(Effect::Notice(env.say("compare.keys").to_owned())));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, bench: &Bench, env: &Environment) {
        self.area = area;
        let inner = Rect {
            x: area.x + 2,
            y: area.y + 2,
            width: area.width.saturating_sub(4).min(100),
            height: area.height.saturating_sub(2),
        };
        let rows = self.write(usize::from(inner.width), bench, env);
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Bench, env: &Environment) {
        super::title(buffer, self.area, env.say("compare.with-reference"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["move", "next", "diagram", "back"]
    }
}
