//! What stands beside the drawing of a run: counters, the mission with its clauses, laws, the log.

use std::fmt::Display;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Lab, chart, figures};
use crate::{
    lab::{
        goal::ClauseState,
        measure::Measure,
        outcome,
        sim::{Column, KeyEvent},
        value,
    },
    role::Role,
    text,
    tui::{
        draw,
        screen::{Environment, Screen},
    },
};

/// Cells of the drawing in a large window at least.
const LEFT: u16 = 72;
/// Rows of the drawing in a window of the usual size.
const DRAWING: u16 = 10;
/// Between two numbers.
const GAP: &str = "   ";

/// Where everything is drawn; what has no room has no height.
#[derive(Default)]
pub(super) struct Places {
    /// The lab's own drawing and its plot.
    pub(super) drawing: Rect,
    /// In a large window: the other plots and figures.
    pub(super) more: Rect,
    pub(super) counters: Rect,
    pub(super) controls: Rect,
    pub(super) mission: Rect,
    pub(super) log: Rect,
}

/// What asks for room.
#[derive(Clone, Copy)]
pub(super) struct Wants {
    /// In a small window: the controls instead of the drawing.
    pub(super) turned_over: bool,
    /// There is a verdict to read.
    pub(super) verdict: bool,
}

/// Takes rows off the top of what is left.
struct Cutter(Rect);

impl Cutter {
    fn take(&mut self, height: u16) -> Rect {
        let height = height.min(self.0.height);
        let taken = Rect { height, ..self.0 };
        self.0.y += height;
        self.0.height -= height;
        taken
    }
}

impl Places {
    /// The places for an area: beside each other in a large window, one side at a time in a small one.
    pub(super) fn of(area: Rect, wants: Wants) -> Self {
        let inner = Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(1),
        };
        match () {
            () if area.width >= 110 && area.height >= 30 => Self::wide(inner),
            () if area.height < 18 => Self::small(inner, wants),
            () => Self::usual(inner, wants.verdict),
        }
    }

    fn usual(inner: Rect, verdict: bool) -> Self {
        let mut rows = Cutter(inner);
        let drawing = rows.take(DRAWING);
        let counters = rows.take(3);
        let log = rows.take(if verdict { 0 } else { 2 });
        let left = rows.0.height;
        let mission = rows.take(if verdict { left.saturating_sub(1) } else { left.div_ceil(2) });
        Self { drawing, counters, log, mission, controls: rows.0, ..Self::default() }
    }

    fn small(inner: Rect, wants: Wants) -> Self {
        let mut rows = Cutter(inner);
        let rest = inner.height.saturating_sub(if wants.verdict { 0 } else { 3 });
        let top = rows.take(if wants.verdict && !wants.turned_over { 0 } else { rest });
        let (drawing, controls) =
            if wants.turned_over { (Rect::default(), top) } else { (top, Rect::default()) };
        Self { drawing, controls, mission: rows.0, ..Self::default() }
    }

    fn wide(inner: Rect) -> Self {
        let left = Rect { width: (inner.width * 3 / 5).max(LEFT), ..inner };
        let right = Rect {
            x: left.right() + 2,
            width: inner.width.saturating_sub(left.width + 2),
            ..inner
        };
        let mut rows = Cutter(left);
        let log_and_counters = 8 + 5;
        let room = left.height.saturating_sub(log_and_counters);
        let drawing = rows.take(room * 3 / 5);
        let more = rows.take(room - room * 3 / 5);
        let counters = rows.take(5);
        let log = rows.0;
        let mut rows = Cutter(right);
        let controls = rows.take(right.height / 2);
        rows.take(1);
        Self { drawing, more, counters, controls, mission: rows.0, log }
    }
}

impl Lab {
    pub(super) fn draw_panels(&self, buffer: &mut Buffer, place: &Places, env: &Environment) {
        self.draw_lab(buffer, place, env);
        self.draw_counters(buffer, place.counters, env);
        self.draw_log(buffer, place.log, env);
        self.draw_mission(buffer, place.mission, env);
    }

    /// The lab's own drawing with its plot; what else there is in a large window.
    fn draw_lab(&self, buffer: &mut Buffer, place: &Places, env: &Environment) {
        let run = self.play.run();
        let (drawn, plots) = (run.figures(), run.spec().plots);
        let (area, more) = (place.drawing, place.more);
        let own = figures::height(&drawn.own);
        let plot = area.height.saturating_sub(own);
        let first = plots.first().filter(|_| plot >= chart::LEAST_ROWS);
        let mut y = area.y;
        if let Some(first) = first {
            chart::draw(buffer, Rect { height: plot, ..area }, run, first, env);
            y += plot;
        }
        figures::draw(
            buffer,
            Rect { y, height: area.bottom().saturating_sub(y), ..area },
            &drawn.own,
            env,
        );
        if more.height == 0 {
            return;
        }
        let y = figures::draw(buffer, Rect { y: more.y, ..more }, &drawn.more, env);
        let rest = Rect { y, height: more.bottom().saturating_sub(y), ..more };
        let second = if first.is_some() { plots.get(1) } else { plots.first() };
        if !self.play.beside().is_empty() {
            figures::beside(buffer, rest, self.play.beside(), env);
        } else if let Some(second) = second.filter(|_| rest.height >= chart::LEAST_ROWS) {
            chart::draw(buffer, rest, run, second, env);
        }
    }

    fn draw_counters(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let lines = flowed(self.numbers(env), usize::from(area.width));
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, line, env.style(Role::Text));
        }
    }

    /// The run's counters; in a mission first the counters and marks that it speaks of.
    fn numbers(&self, env: &Environment) -> Vec<String> {
        let run = self.play.run();
        let (spec, out) = (run.spec(), run.out());
        let spoken = |name: &str| self.play.mission().is_some_and(|one| one.speaks_of(name));
        let counters = spec.counters.iter().zip(&out.counters);
        let (asked, others): (Vec<_>, Vec<_>) =
            counters.partition(|(column, _)| spoken(column.name));
        let counter = |(column, value): (&Column, &i64)| outcome::shown(column.name, *value);
        let mark = |(column, at): (&Column, &Option<u64>)| match at {
            Some(at) => outcome::shown(column.name, i64::try_from(*at).unwrap_or(i64::MAX)),
            None => format!("{} {}", Measure::Time.bare(column.name), env.say("lab.page.never")),
        };
        let marks = spec.marks.iter().zip(&out.marks).filter(|(column, _)| spoken(column.name));
        let asked = marks.map(mark).chain(asked.into_iter().map(counter));
        asked.chain(others.into_iter().map(counter)).collect()
    }

    fn draw_log(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let events = &self.play.run().out().events;
        let first = events.len().saturating_sub(usize::from(area.height));
        let until = self.play.run().plan().until;
        let line = |event: &KeyEvent| {
            let at = value::clock(event.at_us, until);
            format!("{at:>10}  {} {}", event.kind, event.what)
        };
        for (event, y) in events.iter().skip(first).zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, &line(event), env.style(Role::Muted));
        }
    }

    fn draw_mission(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let width = usize::from(area.width).max(1);
        let lines = self.mission_lines(area.height >= 8, env);
        let wrapped = lines.into_iter().flat_map(|(line, role)| {
            text::wrap(&line, width).into_iter().map(move |line| (line, role)).collect::<Vec<_>>()
        });
        let mut wrapped: Vec<(String, Role)> = wrapped.collect();
        if wrapped.len() > usize::from(area.height) && self.play.mission().is_some() {
            self.say_where_it_goes_on(&mut wrapped, area, env);
        }
        for ((line, role), y) in wrapped.iter().zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, line, env.style(*role));
        }
    }

    /// Ends the last line that has room with the key of the lab's page, where all of the mission stands.
    fn say_where_it_goes_on(&self, lines: &mut Vec<(String, Role)>, area: Rect, env: &Environment) {
        let Some(key) = env.keys.key("about", self.keys()) else { return };
        let rest = lines.split_off(usize::from(area.height).saturating_sub(1));
        let Some((_, role)) = rest.first().cloned() else { return };
        let more = env.words.format("lab.more", &[("key", &env.signs.key(key))]);
        let rest: Vec<&str> = rest.iter().map(|(line, _)| line.as_str()).collect();
        let room = usize::from(area.width).saturating_sub(text::width(&more) + 1);
        lines.push((format!("{} {more}", text::ellipsis(&rest.join(" "), room)), role));
    }

    pub(super) fn mission_lines(&self, roomy: bool, env: &Environment) -> Vec<(String, Role)> {
        let Some(mission) = self.play.mission() else { return self.free_lines(roomy, env) };
        let number = self.play.mission_number().unwrap_or(0) + 1;
        let all = self.play.guide().missions.len();
        let values: [(&str, &dyn Display); 3] =
            [("n", &number), ("all", &all), ("title", &mission.title)];
        let title = env.words.format("lab.mission-of", &values);
        if self.verdict.as_ref().is_some_and(|state| state.met) {
            return std::iter::once((title, Role::Strong)).chain(self.verdict(env)).collect();
        }
        let clauses = self.play.clauses();
        let mut lines = Vec::new();
        if roomy {
            lines.push((title, Role::Strong));
            lines.extend(clauses.iter().map(|clause| self.signed(clause, env)));
            lines.extend(self.verdict(env));
            lines.push((mission.text.clone(), Role::Text));
        } else {
            let met = clauses.iter().all(|clause| clause.met);
            let signs = clauses.iter().map(|clause| self.signed(clause, env).0);
            let goal = signs.collect::<Vec<_>>().join("  ");
            // What is to be reached stands first: the rest may have no room.
            lines.push((goal, if met && self.has_begun() { Role::Good } else { Role::Muted }));
            lines.push((format!("{title}: {}", mission.text), Role::Strong));
            lines.extend(self.verdict(env));
        }
        if self.trying {
            lines.push((env.say("lab.trying").to_owned(), Role::Info));
        }
        if self.verdict.is_none() && roomy {
            lines.push((self.laws(env), Role::Muted));
        }
        lines
    }

    /// Before anything has happened nothing is met.
    fn has_begun(&self) -> bool {
        self.play.run().handled() > 0
    }

    /// A clause with its sign; where it is decided that it does not hold, with what is there.
    fn signed(&self, clause: &ClauseState, env: &Environment) -> (String, Role) {
        match clause.met && self.has_begun() {
            true => (format!("{} {}", env.signs.done, clause.text), Role::Good),
            false if self.verdict.is_some() => {
                (format!("{} {}", env.signs.wrong, clause.because), Role::Warn)
            }
            false => (format!("{} {}", env.signs.open, clause.text), Role::Muted),
        }
    }

    /// What was predicted, and that all may be turned.
    fn free_lines(&self, roomy: bool, env: &Environment) -> Vec<(String, Role)> {
        let told = self.told.iter().map(|told| {
            let values: [(&str, &dyn Display); 2] = [("said", &told.said), ("was", &told.was)];
            let key = if told.chosen { "lab.told-choice" } else { "lab.told" };
            (env.words.format(key, &values), Role::Info)
        });
        let mut lines: Vec<_> = told.collect();
        lines.push((env.say("lab.free").to_owned(), Role::Muted));
        if roomy {
            lines.push((self.laws(env), Role::Muted));
        }
        lines
    }

    /// Whether the lab's laws hold.
    fn laws(&self, env: &Environment) -> String {
        let run = self.play.run();
        let laws = run.spec().laws.iter().zip(run.laws());
        let broken: Vec<&str> = laws.filter(|(_, holds)| !holds).map(|(law, _)| *law).collect();
        match broken.as_slice() {
            [] => env.words.format("lab.page.hold", &[("n", &run.spec().laws.len())]),
            some => env.words.format("lab.page.broken", &[("laws", &some.join("; "))]),
        }
    }

    /// What there is to say when a run has ended: why it is not met, or what was turned and what to
    /// take away.
    fn verdict(&self, env: &Environment) -> Vec<(String, Role)> {
        let (Some(state), Some(mission)) = (&self.verdict, self.play.mission()) else {
            return Vec::new();
        };
        if !state.met {
            // What fails here stands beside its clause; another seed is told.
            let other = self.play.clauses().iter().all(|clause| clause.met);
            let because = other.then(|| (state.because.clone(), Role::Warn));
            let hint = env.words.format("lab.hint", &[("hint", &mission.hint)]);
            return because.into_iter().chain([(hint, Role::Muted)]).collect();
        }
        let turned: Vec<String> = self
            .play
            .turned()
            .into_iter()
            .map(|(name, was, is)| format!("{name} {was} {} {is}", env.signs.arrow))
            .collect();
        let values: [(&str, &dyn Display); 2] =
            [("turned", &turned.join(", ")), ("cost", &self.play.cost().join(", "))];
        vec![
            (env.say("lab.met").to_owned(), Role::Good),
            (mission.takeaway.clone(), Role::Text),
            (env.words.format("lab.cost", &values), Role::Muted),
            (mission.question.clone(), Role::Info),
        ]
    }
}

/// Cells in lines, each of them whole.
fn flowed(cells: Vec<String>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for cell in cells {
        let room = width.saturating_sub(text::width(&cell) + GAP.len());
        match lines.last_mut().filter(|line| text::width(line) <= room) {
            Some(line) => {
                line.push_str(GAP);
                line.push_str(&cell);
            }
            None => lines.push(cell),
        }
    }
    lines
}
