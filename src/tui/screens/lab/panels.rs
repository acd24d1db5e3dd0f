//! What stands beside the chart of a run: controls, counters, the mission with its clauses, the log.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Lab;
use crate::{
    lab::{sim::KeyEvent, value},
    role::Role,
    text,
    tui::{
        draw,
        screen::Environment,
        widgets::{input::Input, rows::Row},
    },
};

/// Where everything is drawn; what has no room has no height.
pub(super) struct Places {
    pub(super) chart: Rect,
    pub(super) counters: Rect,
    pub(super) controls: Rect,
    pub(super) mission: Rect,
    pub(super) log: Rect,
}

impl Places {
    /// The places for an area: beside each other in a large window, one side at a time in a small one.
    pub(super) fn of(area: Rect, turned_over: bool) -> Self {
        let inner = Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(1),
        };
        if area.width >= 110 && area.height >= 30 {
            return Self::wide(inner);
        }
        if area.height < 18 {
            let none = Rect { height: 0, ..inner };
            let (chart, controls) = if turned_over { (none, inner) } else { (inner, none) };
            let mission = Rect { y: inner.bottom().saturating_sub(2), height: 2, ..inner };
            let short = |rect: Rect| Rect { height: rect.height.saturating_sub(2), ..rect };
            return Self {
                chart: short(chart),
                controls: short(controls),
                counters: none,
                mission,
                log: none,
            };
        }
        let mut top = inner.y;
        let mut take = |height: u16| {
            let rect = Rect { y: top, height, ..inner };
            top += height;
            rect
        };
        let chart = take(10);
        let counters = take(3);
        let log = take(2);
        let mission = take(4);
        let controls = Rect { y: top, height: inner.bottom().saturating_sub(top), ..inner };
        Self { chart, counters, controls, mission, log }
    }

    fn wide(inner: Rect) -> Self {
        let left = Rect { width: 72, ..inner };
        let right = Rect { x: left.right() + 2, width: inner.width.saturating_sub(74), ..inner };
        let log = Rect { y: left.bottom().saturating_sub(8), height: 8, ..left };
        let counters = Rect { y: log.y.saturating_sub(6), height: 6, ..left };
        let chart = Rect { height: counters.y.saturating_sub(left.y + 1), ..left };
        let mission = Rect { y: right.bottom().saturating_sub(14), height: 14, ..right };
        let controls = Rect { height: mission.y.saturating_sub(right.y + 1), ..right };
        Self { chart, counters, controls, mission, log }
    }
}

impl Lab {
    /// The parameters that may be turned.
    pub(super) fn controls(&self, area: Rect, env: &Environment) -> Vec<Row> {
        let controls = self.play.controls();
        let params = self.play.guide().entry.spec.params;
        let name = |place: usize| params.get(place).map_or("", |param| param.name);
        let widest = controls.iter().map(|place| text::width(name(*place))).max().unwrap_or(0);
        let (left, right) = if env.settings.ascii { ("<", ">") } else { ("◂", "▸") };
        let row = |(number, place): (usize, &usize)| {
            let focus = number == self.at;
            let live = if params.get(*place).is_some_and(|param| param.live) { "*" } else { " " };
            let typed = self.input.as_ref().filter(|_| focus).map(Input::text);
            let shown = match typed {
                Some(typed) => format!("{typed}_"),
                None => self.play.value(*place).map_or_else(String::new, ToString::to_string),
            };
            let room = usize::from(area.width).saturating_sub(widest + 8);
            let shown = text::ellipsis(&shown, room);
            Row::spans(vec![
                (format!("{}{live} ", text::pad(name(*place), widest)), Role::Text),
                (format!("{left} "), Role::Muted),
                (shown, Role::Strong),
                (format!(" {right}"), Role::Muted),
            ])
            .hit(number)
            .select(focus)
        };
        controls.iter().enumerate().map(row).collect()
    }

    pub(super) fn draw_panels(&self, buffer: &mut Buffer, place: &Places, env: &Environment) {
        self.draw_counters(buffer, place.counters, env);
        self.draw_log(buffer, place.log, env);
        self.draw_mission(buffer, place.mission, env);
    }

    fn draw_counters(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let run = self.play.run();
        let counters = run.spec().counters.iter().zip(&run.out().counters);
        let cells: Vec<String> = counters
            .map(|(column, value)| match column.name.strip_suffix("_us") {
                Some(name) => format!("{name} {}", value::duration(value.unsigned_abs())),
                None => format!("{} {value}", column.name),
            })
            .collect();
        let lines = text::wrap(&cells.join("   "), usize::from(area.width).max(1));
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, line, env.style(Role::Text));
        }
    }

    fn draw_log(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let events = &self.play.run().out().events;
        let first = events.len().saturating_sub(usize::from(area.height));
        let line = |event: &KeyEvent| {
            let at = value::decimal(event.at_us / 1_000, 3);
            format!("{at:>10} s  {} {}", event.kind, event.what)
        };
        for (event, y) in events.iter().skip(first).zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, &line(event), env.style(Role::Muted));
        }
    }

    fn draw_mission(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let mut lines: Vec<(String, Role)> = Vec::new();
        let wrap = |line: &str| text::wrap(line, usize::from(area.width).max(1));
        if let Some(mission) = self.play.mission() {
            let number = self.play.mission_number().unwrap_or(0) + 1;
            let title =
                env.words.format("lab.mission", &[("n", &number), ("title", &mission.title)]);
            lines.push((title, Role::Strong));
            let clauses = self.play.clauses();
            let clause = |clause: &crate::lab::goal::ClauseState| {
                let (sign, role) = if clause.met {
                    (env.signs.done, Role::Good)
                } else {
                    (env.signs.open, Role::Muted)
                };
                (format!("{sign} {}", clause.text), role)
            };
            let signs: Vec<(String, Role)> = clauses.iter().map(clause).collect();
            if area.height >= 8 {
                lines.extend(signs);
                lines.extend(wrap(&mission.text).into_iter().map(|line| (line, Role::Text)));
            } else {
                let met = clauses.iter().all(|clause| clause.met);
                let role = if met { Role::Good } else { Role::Muted };
                let line = signs.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("  ");
                lines.extend(wrap(&line).into_iter().map(|line| (line, role)));
                if self.verdict.is_none() {
                    lines.extend(wrap(&mission.text).into_iter().map(|line| (line, Role::Text)));
                }
            }
            lines.extend(self.verdict(env).into_iter().flat_map(|(line, role)| {
                wrap(&line).into_iter().map(move |line| (line, role)).collect::<Vec<_>>()
            }));
        } else {
            for told in &self.told {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("said", &told.said), ("was", &told.was)];
                lines.push((env.words.format("lab.told", &values), Role::Info));
            }
            lines.push((env.say("lab.free").to_owned(), Role::Muted));
        }
        for ((line, role), y) in lines.into_iter().zip(area.y..area.bottom()) {
            draw::put(buffer, area.x, y, area.width, &line, env.style(role));
        }
    }

    /// What there is to say when a run has ended: why it is not met, or what was turned and what to
    /// take away.
    fn verdict(&self, env: &Environment) -> Vec<(String, Role)> {
        let (Some(state), Some(mission)) = (&self.verdict, self.play.mission()) else {
            return Vec::new();
        };
        if !state.met {
            let hint = env.words.format("lab.hint", &[("hint", &mission.hint)]);
            return vec![(state.because.clone(), Role::Warn), (hint, Role::Muted)];
        }
        let turned: Vec<String> = self
            .play
            .turned()
            .into_iter()
            .map(|(name, was, is)| format!("{name} {was} {} {is}", env.signs.arrow))
            .collect();
        let run = self.play.run();
        let columns = run.spec().counters.iter().zip(&run.out().counters);
        let cost: Vec<String> = columns
            .filter(|(column, _)| mission.cost.iter().any(|name| name == column.name))
            .map(|(column, value)| format!("{} {value}", column.name))
            .collect();
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("turned", &turned.join(", ")), ("cost", &cost.join(", "))];
        vec![
            (env.say("lab.met").to_owned(), Role::Good),
            (mission.takeaway.clone(), Role::Text),
            (env.words.format("lab.cost", &values), Role::Muted),
            (mission.question.clone(), Role::Info),
        ]
    }
}
