//! The chart of a run: up to three series over virtual time, a word at the end of each, and the last key
//! events where they happened.

use ratatui::{
    buffer::Buffer, layout::Rect, style::Style, symbols::Marker, text::Line, widgets::Widget,
};
use ratatui_widgets::chart::{Axis, Chart, Dataset, GraphType};

use crate::{
    lab::{
        run::{Run, SAMPLES},
        value,
    },
    role::Role,
    tui::{draw, screen::Environment},
};

/// Series that one chart can tell apart.
const MOST: usize = 3;
/// How each of them looks: a role, and a mark where braille is not shown.
const LOOKS: [(Role, char); MOST] = [(Role::Accent, '*'), (Role::Good, '+'), (Role::Warn, 'o')];

/// Draws the chart.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, run: &Run, env: &Environment) {
    if area.width < 20 || area.height < 4 {
        return;
    }
    let until = run.plan().until;
    let points: Vec<Vec<(f64, f64)>> = (0..run.spec().series.len().min(MOST))
        .map(|series| {
            let each = run.samples().iter().enumerate();
            each.filter_map(|(i, one)| {
                let at = (i as u64 + 1) * until / SAMPLES;
                Some((at as f64 / 1e6, *one.get(series)? as f64))
            })
            .collect()
        })
        .collect();
    let all = || points.iter().flatten().map(|(_, y)| *y);
    let (least, most) = (all().fold(0.0, f64::min), all().fold(1.0, f64::max));
    // The names stand to the right of the lines.
    let names = 18.min(area.width / 4);
    let plot = Rect { width: area.width - names, ..area };
    let datasets = points.iter().zip(LOOKS).map(|(points, (role, mark))| {
        let marker = if env.settings.ascii { Marker::Custom(mark) } else { Marker::Braille };
        Dataset::default()
            .marker(marker)
            .graph_type(GraphType::Line)
            .style(env.style(role))
            .data(points)
    });
    let muted = env.style(Role::Muted);
    let labels = |ends: [String; 3]| ends.map(|text| Line::styled(text, muted)).to_vec();
    let number = |y: f64| format!("{:.0}", y);
    let time = |part: u64| value::duration(until / 1_000 * part / 2 * 1_000);
    Chart::new(datasets.collect())
        .style(env.theme.base())
        .x_axis(Axis::default().style(muted).bounds([0.0, until as f64 / 1e6]).labels(labels([
            "0".into(),
            time(1),
            time(2),
        ])))
        .y_axis(Axis::default().style(muted).bounds([least, most]).labels(labels([
            number(least),
            number((least + most) / 2.0),
            number(most),
        ])))
        .render(plot, buffer);
    if env.settings.ascii {
        to_ascii(buffer, plot);
    }
    events(buffer, plot, run, env);
    let mut taken = Vec::new();
    for (place, (points, (role, mark))) in points.iter().zip(LOOKS).enumerate() {
        let last = points.last().map_or(0.0, |(_, y)| *y);
        let share = (last - least) / (most - least).max(1.0);
        let rows = f64::from(area.height.saturating_sub(3));
        let mut y = area.bottom().saturating_sub(3).saturating_sub((share * rows) as u16);
        while taken.contains(&y) && y > area.y {
            y -= 1;
        }
        taken.push(y);
        let name = run.spec().series.get(place).map_or("", |series| series.name);
        let sign = if env.settings.ascii { mark } else { '─' };
        let text = format!("{sign} {name}");
        draw::put(buffer, plot.right() + 1, y, names.saturating_sub(1), &text, env.style(role));
    }
}

/// A line with a word where each of the last key events was.
fn events(buffer: &mut Buffer, plot: Rect, run: &Run, env: &Environment) {
    let until = run.plan().until.max(1);
    let style: Style = env.style(Role::Info);
    let sign = if env.settings.ascii { "|" } else { "│" };
    let left = plot.x + 8;
    let room = u64::from(plot.right().saturating_sub(left + 1));
    let mut free = left;
    for event in run.out().events.iter().rev().take(3).rev() {
        let at = left + (u128::from(event.at_us) * u128::from(room) / u128::from(until)) as u16;
        if at < free {
            continue;
        }
        let word = event.kind.rsplit('.').next().unwrap_or_default();
        let end = draw::put(buffer, at, plot.y, plot.right().saturating_sub(at), sign, style);
        free = draw::put(buffer, end, plot.y, plot.right().saturating_sub(end), word, style) + 1;
    }
}

/// What the chart draws with lines is drawn with signs that every terminal has.
fn to_ascii(buffer: &mut Buffer, area: Rect) {
    for position in area.intersection(buffer.area).positions() {
        let Some(cell) = buffer.cell_mut(position) else { continue };
        let sign = match cell.symbol() {
            "│" => "|",
            "─" => "-",
            "└" | "┼" => "+",
            other if other.is_ascii() => continue,
            _ => "*",
        };
        cell.set_symbol(sign);
    }
}
