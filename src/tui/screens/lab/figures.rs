//! A lab's own drawing: gauges, cells, states, tables, lanes and histograms, each with signs that need
//! no colour.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use ratatui_widgets::sparkline::Sparkline;

use crate::{
    lab::{
        figure::{Cell, Figure, Lane, Sign, Text, Word},
        plot::{Draw, values},
        run::Run,
        value,
    },
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

/// Cells of the names on the left.
const NAME: usize = 14;
/// Cells of a gauge, and of one in a narrow window.
const GAUGE: [u64; 2] = [20, 8];
/// Rows of a histogram's bars.
const BARS: u16 = 7;

/// How a sign looks: in Unicode, in ASCII, its role, and the key of what it means.
fn look(sign: Sign) -> (&'static str, &'static str, Role, &'static str) {
    match sign {
        Sign::Plain => ("", "", Role::Text, ""),
        Sign::Open => ("·", ".", Role::Muted, "open"),
        Sign::Used => ("▮", "#", Role::Accent, "used"),
        Sign::Out => ("▶", ">", Role::Accent, "out"),
        Sign::Done => ("✔", "v", Role::Good, "done"),
        Sign::Failed => ("✘", "x", Role::Bad, "failed"),
        Sign::Undone => ("↶", "u", Role::Warn, "undone"),
        Sign::Twice => ("‼", "2", Role::Bad, "twice"),
        Sign::Starting => ("○", "o", Role::Muted, "starting"),
        Sign::Ready => ("●", "@", Role::Good, "ready"),
        Sign::NotReady => ("◐", "?", Role::Warn, "not-ready"),
        Sign::Dead => ("✘", "x", Role::Bad, "dead"),
        Sign::Down => ("░", ":", Role::Bad, "down"),
        Sign::Locked => ("━", "=", Role::Accent, "locked"),
        Sign::Doubt => ("?", "?", Role::Warn, "doubt"),
    }
}

fn shown(sign: Sign, env: &Environment) -> &'static str {
    let (unicode, ascii, _, _) = look(sign);
    if env.settings.ascii { ascii } else { unicode }
}

/// The signs of figures that mean something, each once, in the order in which they are first drawn.
fn signs(figures: &[Figure]) -> Vec<Sign> {
    let of = |figure: &Figure| -> Vec<Sign> {
        match figure {
            Figure::Cells { cells, .. } => cells.iter().map(|cell| cell.sign).collect(),
            Figure::Lanes { lanes, .. } => {
                lanes.iter().flat_map(|lane| &lane.since).map(|(_, cell)| cell.sign).collect()
            }
            _ => Vec::new(),
        }
    };
    let mut all: Vec<Sign> = Vec::new();
    for sign in figures.iter().flat_map(of).filter(|sign| *sign != Sign::Plain) {
        if !all.contains(&sign) {
            all.push(sign);
        }
    }
    all
}

/// What the signs of figures mean.
fn legend(buffer: &mut Buffer, area: Rect, figures: &[Figure], env: &Environment) {
    let word = |sign| format!(" {}", env.say(&format!("lab.sign.{}", look(sign).3)));
    let all = signs(figures);
    let wide: usize =
        all.iter().map(|sign| text::width(shown(*sign, env)) + text::width(&word(*sign)) + 2).sum();
    // Below the signs, or from the edge where that is too narrow.
    let beside = wide + NAME <= usize::from(area.width) + 2;
    let mut x = area.x + if beside { NAME as u16 } else { 0 };
    for sign in all {
        let (role, word) = (look(sign).2, word(sign));
        let parts = [(shown(sign, env), env.style(role)), (&word, env.style(Role::Muted))];
        x = draw::runs(buffer, x, area.y, area.right().saturating_sub(x), &parts) + 2;
    }
}

fn say(word: Word, env: &Environment) -> String {
    if word.key.is_empty() {
        return String::new();
    }
    let key = format!("lab.word.{}", word.key);
    match word.number {
        Some(number) => format!("{} {number}", env.say(&key)),
        None => env.say(&key).to_owned(),
    }
}

/// Rows that figures take, with a last one that says what their signs mean.
pub(super) fn height(figures: &[Figure]) -> u16 {
    let legend = u16::from(!signs(figures).is_empty());
    figures.iter().map(rows).sum::<u16>() + legend
}

fn rows(figure: &Figure) -> u16 {
    match figure {
        Figure::Gauge { .. } | Figure::Cells { .. } | Figure::States { .. } => 1,
        Figure::Table { rows, .. } => rows.len() as u16 + 1,
        Figure::Lanes { lanes, .. } => lanes.len() as u16 + 1,
        Figure::Histogram { .. } => BARS + 1,
    }
}

/// Draws figures under each other as far as there is room; says which row is free.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, figures: &[Figure], env: &Environment) -> u16 {
    let mut y = area.y;
    for figure in figures {
        let height = rows(figure).min(area.bottom().saturating_sub(y));
        if height == 0 {
            return y;
        }
        one(buffer, Rect { y, height, ..area }, figure, env);
        y += height;
    }
    if y < area.bottom() && !signs(figures).is_empty() {
        legend(buffer, Rect { y, height: 1, ..area }, figures, env);
        y += 1;
    }
    y
}

fn one(buffer: &mut Buffer, area: Rect, figure: &Figure, env: &Environment) {
    match figure {
        Figure::Gauge { name, value, most, digits } => {
            gauge(buffer, area, *name, (*value, *most), *digits, env);
        }
        Figure::Cells { name, cells } => draw_cells(buffer, area, *name, cells, env),
        Figure::States { names, now, of } => states(buffer, area, names, *now, *of, env),
        Figure::Table { head, rows } => table(buffer, area, head, rows, env),
        Figure::Lanes { until, lanes } => draw_lanes(buffer, area, *until, lanes, env),
        Figure::Histogram { counts, width, ticks } => {
            histogram(buffer, area, counts, *width, ticks, env);
        }
    }
}

/// A name on the left; says where the rest begins.
fn name(buffer: &mut Buffer, area: Rect, name: &str, env: &Environment) -> u16 {
    let padded = text::pad(&text::ellipsis(name, NAME - 1), NAME);
    draw::put(buffer, area.x, area.y, area.width, &padded, env.style(Role::Muted))
}

fn gauge(
    buffer: &mut Buffer,
    area: Rect,
    word: Word,
    (parts, most): (u64, u64),
    digits: u32,
    env: &Environment,
) {
    let x = name(buffer, area, &say(word, env), env);
    let cells = GAUGE[usize::from(area.width < 60)];
    let share = u128::from(parts.min(most)) * u128::from(cells);
    let full = usize::try_from(share.checked_div(u128::from(most)).unwrap_or(0)).unwrap_or(0);
    let (on, off) = (env.signs.rating_full, env.signs.rating_empty);
    let bar = format!("{}{}", on.repeat(full), off.repeat(cells as usize - full));
    let shown = |n| value::decimal(n, digits);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &shown(parts)), ("all", &shown(most))];
    let of = format!("  {}", env.words.format("lab.of", &values));
    let parts = [(bar.as_str(), env.style(Role::Accent)), (&of, env.style(Role::Text))];
    draw::runs(buffer, x, area.y, area.right().saturating_sub(x), &parts);
}

fn draw_cells(buffer: &mut Buffer, area: Rect, word: Word, cells: &[Cell], env: &Environment) {
    let mut x = name(buffer, area, &say(word, env), env);
    for cell in cells {
        let whole = format!("{}{}", cell.text, shown(cell.sign, env));
        let wide = text::width(&whole) as u16;
        if x + wide > area.right() {
            draw::put(
                buffer,
                area.right() - 1,
                area.y,
                1,
                env.signs.ellipsis,
                env.style(Role::Muted),
            );
            return;
        }
        draw::put(buffer, x, area.y, wide, &whole, env.style(look(cell.sign).2));
        x += wide + u16::from(wide > 1);
    }
}

/// The current state stands in brackets and capitals.
fn states(
    buffer: &mut Buffer,
    area: Rect,
    names: &[&str],
    now: usize,
    of: Option<(u64, u64)>,
    env: &Environment,
) {
    let mut x = name(buffer, area, env.say("lab.word.state"), env);
    for (place, key) in names.iter().enumerate() {
        let key = format!("lab.word.{key}");
        let word = env.say(&key);
        let (shown, role) = if place == now {
            let how_far = of.map_or_else(String::new, |(n, all)| {
                format!(" {}", env.words.format("lab.of", &[("n", &n), ("all", &all)]))
            });
            (format!("[{}{how_far}]", word.to_uppercase()), Role::Strong)
        } else {
            (format!(" {word} "), Role::Muted)
        };
        x = draw::put(buffer, x, area.y, area.right().saturating_sub(x), &shown, env.style(role))
            + 1;
    }
}

fn table(buffer: &mut Buffer, area: Rect, head: &[Text], rows: &[Vec<Text>], env: &Environment) {
    let shown = |text: &Text| match text {
        Text::Word(word) => say(*word, env),
        Text::Plain(text) => text.clone(),
    };
    let all: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(shown).collect())
        .collect();
    let columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| {
        let cells = all.iter().filter_map(|row| row.get(column));
        cells.map(|cell| text::width(cell)).max().unwrap_or(0)
    };
    for (number, (row, y)) in all.iter().zip(area.y..area.bottom()).enumerate() {
        let mut x = area.x;
        for column in 0..columns {
            let cell = row.get(column).map_or("", String::as_str);
            let role = if number == 0 || column == 0 { Role::Muted } else { Role::Text };
            let room = area.right().saturating_sub(x);
            draw::put(buffer, x, y, room, cell, env.style(role));
            x = (x + wide(column) as u16 + 2).max(if column == 0 {
                area.x + NAME as u16
            } else {
                0
            });
        }
    }
}

fn draw_lanes(buffer: &mut Buffer, area: Rect, until: u64, lanes: &[Lane], env: &Environment) {
    let left = area.x + NAME as u16;
    let width = area.width.saturating_sub(NAME as u16 + 1);
    for (lane, y) in lanes.iter().zip(area.y..area.bottom()) {
        name(buffer, Rect { y, ..area }, &say(lane.name, env), env);
        for column in 0..width {
            let at = u128::from(until) * u128::from(column) / u128::from(width.max(1));
            let since = lane.since.iter().rev().find(|(since, _)| u128::from(*since) <= at);
            let Some((_, cell)) = since else { continue };
            let running = cell.sign == Sign::Out && !cell.text.is_empty();
            let letter = if running { cell.text.as_str() } else { shown(cell.sign, env) };
            draw::put(buffer, left + column, y, 1, letter, env.style(look(cell.sign).2));
        }
    }
    let y = area.y + lanes.len() as u16;
    if y < area.bottom() {
        let muted = env.style(Role::Muted);
        draw::put(buffer, left, y, width, "0", muted);
        draw::put_right(buffer, left + width, y, width / 2, &value::readable(until), muted);
    }
}

fn histogram(
    buffer: &mut Buffer,
    area: Rect,
    counts: &[u64],
    bucket: u64,
    ticks: &[(&str, u64)],
    env: &Environment,
) {
    let left = name(buffer, area, env.say("lab.word.latency"), env);
    let bars = Rect {
        x: left,
        width: area.right().saturating_sub(left),
        height: area.height.saturating_sub(1),
        ..area
    };
    // Two cells a bucket, or one; where that is too wide, neighbours stand together: nothing is cut off.
    let cells = usize::from(bars.width).max(1);
    let together = counts.len().div_ceil(cells).max(1);
    let counts: Vec<u64> = counts.chunks(together).map(|some| some.iter().sum()).collect();
    let each = if counts.len() * 2 <= cells { 2 } else { 1 };
    // What is there is seen, however little it is.
    let full = u64::from(bars.height) * 8;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let tall = |count: u64| (count * full / most).max(u64::from(count > 0));
    let data: Vec<u64> = counts.iter().flat_map(|count| vec![tall(*count); each]).collect();
    spark(buffer, bars, &data, full, env);
    let (y, muted) = (bars.bottom(), env.style(Role::Muted));
    let mut free = left;
    for (word, at) in ticks.iter().filter(|(_, at)| *at > 0) {
        let cell = at / bucket.max(1) / together as u64 * each as u64;
        let shown = format!("{word} {}", value::readable(*at));
        let last = area.right().saturating_sub(shown.len() as u16 + 1);
        let x = (left + u16::try_from(cell).unwrap_or(0)).min(last).max(free);
        if x + (shown.len() as u16) < area.right() {
            free = draw::put(buffer, x, y, area.right() - x, &shown, muted) + 1;
        }
    }
}

/// Bars as high as their numbers.
fn spark(buffer: &mut Buffer, area: Rect, data: &[u64], most: u64, env: &Environment) {
    use ratatui::symbols::bar;
    const ASCII: bar::Set<'_> = bar::Set {
        full: "#",
        seven_eighths: "#",
        three_quarters: "#",
        five_eighths: "#",
        half: "+",
        three_eighths: "+",
        one_quarter: "_",
        one_eighth: "_",
        empty: " ",
    };
    let set = if env.settings.ascii { ASCII } else { bar::NINE_LEVELS };
    Sparkline::default()
        .data(data)
        .max(most)
        .bar_set(set)
        .style(env.theme.base().patch(env.style(Role::Accent)))
        .render(area, buffer);
}

/// The runs beside this one, a row each: what passed over time, and how much.
pub(super) fn beside(
    buffer: &mut Buffer,
    area: Rect,
    runs: &[(&'static str, Run)],
    env: &Environment,
) {
    for ((word, run), y) in runs.iter().zip(area.y..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        let left = name(buffer, row, word, env);
        let slots = values(run, Draw::Slot("accepted"));
        let data: Vec<u64> =
            slots.iter().step_by(3).map(|value| value.unwrap_or(0).unsigned_abs()).collect();
        let most = data.iter().copied().max().unwrap_or(0).max(1);
        spark(buffer, Rect { x: left, width: 40.min(area.width / 2), ..row }, &data, most, env);
        let count = |name: &str| {
            let place = run.spec().counters.iter().position(|column| column.name == name);
            place.and_then(|place| run.out().counters.get(place)).copied().unwrap_or(0)
        };
        let passed = format!("{} {}", count("accepted"), env.say("lab.word.passed"));
        draw::put_right(buffer, area.right(), y, 16, &passed, env.style(Role::Text));
    }
}
