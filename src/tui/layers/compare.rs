//! The learner's answer beside those that prove the exercise: after passing, to see other good ways.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Beside, Layer, Subject, Then, body, picture::Picture, title};
use crate::{
    exercise::Sample,
    problem::Problem,
    role::Role,
    session::ExerciseState,
    text,
    tui::{
        action::Action,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
    verdict::Verdict,
};

/// Opens the comparison if it is allowed yet.
pub fn open<W: Subject>(subject: &W, env: &Environment) -> Then<W> {
    let work = subject.work();
    if !matches!(work.state(&env.session), ExerciseState::Graded { passed: true, .. }) {
        return Then::say(env, "report.compare-later");
    }
    match work.folder.references.first() {
        Some(first) => Then::open(Compare::new(first, subject)),
        None => Then::say(env, "report.no-reference"),
    }
}

/// The comparison with one reference.
struct Compare {
    /// Which of the references.
    at: usize,
    theirs: Verdict,
    rows: Rows,
    area: Rect,
}

impl Compare {
    fn new<W: Subject>(first: &Sample, subject: &W) -> Self {
        let theirs = subject.work().mark(&first.answer);
        Self { at: 0, theirs, rows: Rows::default(), area: Rect::ZERO }
    }

    fn turn<W: Subject>(&mut self, by: isize, subject: &W) {
        let references = &subject.work().folder.references;
        let count = references.len().max(1);
        self.at = (self.at + count).saturating_add_signed(by) % count;
        if let Some(sample) = references.get(self.at) {
            self.theirs = subject.work().mark(&sample.answer);
        }
        self.rows.reset();
    }

    fn write<W: Subject>(&self, width: usize, subject: &W, env: &Environment) -> Vec<Row> {
        let references = &subject.work().folder.references;
        let Some(sample) = references.get(self.at) else { return Vec::new() };
        let mut rows = vec![
            Row::spans(vec![
                (format!("{} ", env.signs.here), Role::Accent),
                (sample.name.clone(), Role::Strong),
                (format!("   {}/{}", self.at + 1, references.len()), Role::Muted),
            ])
            .hit(0),
            Row::blank(),
        ];
        let Beside { numbers, rows: below } = subject.beside(&sample.answer, width, env);
        let mine = subject.work().verdict();
        rows.push(Row::spans(vec![
            (text::pad("", 18), Role::Muted),
            (text::pad(env.say("compare.yours"), 14), Role::Muted),
            (env.say("compare.theirs").to_owned(), Role::Muted),
        ]));
        let count = |verdict: &Verdict| verdict.findings.len() as f64;
        let numbers = [("compare.score", mine.points(), self.theirs.points())]
            .into_iter()
            .chain(numbers)
            .chain([("compare.findings", count(mine), count(&self.theirs))]);
        rows.extend(numbers.map(|(key, mine, theirs)| {
            Row::spans(vec![
                (text::pad(env.say(key), 18), Role::Muted),
                (text::pad(&mine.to_string(), 14), Role::Text),
                (theirs.to_string(), Role::Accent),
            ])
        }));
        rows.push(Row::blank());
        rows.extend(below);
        rows
    }
}

impl<W: Subject> Layer<W> for Compare {
    fn update(
        &mut self,
        action: &Action,
        subject: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        match action {
            Action::Next => self.turn(1, subject),
            Action::Previous => self.turn(-1, subject),
            Action::Move(motion) => drop(self.rows.scroll(*motion)),
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) if self.rows.hit(*at).is_some() => self.turn(1, subject),
            Action::Own("diagram") => {
                let sample = subject.work().folder.references.get(self.at);
                let drawn = sample.and_then(|sample| subject.drawing(&sample.answer));
                let title = subject.work().folder.exercise.title.clone();
                return Ok(match drawn {
                    Some(source) => Then::open(Picture::new(title, source, env)),
                    None => Then::Stay,
                });
            }
            Action::Select => {
                return Ok(Then::say(env, "compare.keys"));
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, subject: &W, env: &Environment) {
        self.area = area;
        let inner = body(area, 100);
        let rows = self.write(usize::from(inner.width), subject, env);
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _subject: &W, env: &Environment) {
        title(buffer, self.area, env.say("compare.with-reference"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["move", "next", "diagram", "back"]
    }
}
