//! A plot of a run over virtual time: up to three lines with a word at the end of each, bands of letters
//! under them, and the last key events where they happened.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
    symbols::Marker,
};
use ratatui_widgets::canvas::{Canvas, Points};

use crate::{
    lab::{
        plot::{Band, Draw, Plot, Unit, values},
        run::{Run, SAMPLES},
        value,
    },
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

/// How each line looks: a role, its mark at the end, and a mark where braille is not shown.
const LOOKS: [(Role, &str, char); 3] =
    [(Role::Accent, "─", '*'), (Role::Good, "╌", '+'), (Role::Warn, "·", 'o')];
/// Cells of the numbers beside the plot, and of its axis; in a narrow window the numbers take what they need.
const GUTTER: u16 = 9;
/// Cells of the names beside the plot, and of the gap before them.
const NAMES: u16 = 17;
/// Cells of the lines in a narrow window: where it is narrower still, names are cut.
const LEAST_LINES: u16 = 15;
/// Rows that a plot needs at least: two of lines, and the times.
pub(super) const LEAST_ROWS: u16 = 3;
/// Key events that are shown.
const EVENTS: usize = 3;

/// Parts per million.
const WHOLE: i64 = 1_000_000;
/// Parts per million that an axis of shares shows at least.
const LEAST_SHARE: i64 = 1_000;

/// A line's numbers at the samples so far.
type Values = Vec<Option<i64>>;

/// A line ready to be drawn.
struct Trace {
    color: Color,
    mark: char,
    points: Vec<(f64, f64)>,
}

/// Where the parts of a plot are.
struct Place {
    /// The lines.
    plot: Rect,
    /// Right of them, for the names.
    names: Rect,
}

impl Place {
    /// The places for so many bands, and numbers of so many cells.
    fn of(area: Rect, bands: u16, numbers: u16) -> Self {
        let is_narrow = area.width < 3 * NAMES;
        let gutter = if is_narrow { (numbers + 2).min(GUTTER) } else { GUTTER };
        let names = NAMES.min(area.width.saturating_sub(gutter + LEAST_LINES));
        let width = area.width.saturating_sub(gutter + names);
        // Below stand the bands, and the times.
        let height = area.height.saturating_sub(bands + 1);
        let plot = Rect { x: area.x + gutter, y: area.y, width, height };
        let names = Rect { x: plot.right() + 1, width: names.saturating_sub(1), ..plot };
        Self { plot, names }
    }
}

/// Draws a plot.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, run: &Run, plot: &Plot, env: &Environment) {
    let lines: Vec<Values> = plot.lines.iter().map(|line| values(run, line.draw)).collect();
    let most = top(plot, &lines);
    let scale = scale(plot.unit, most);
    let numbers = scale.iter().map(|number| text::width(number)).max().unwrap_or(0);
    // Lines without their bands say more than nothing.
    let bands = plot.bands.len().min(usize::from(area.height.saturating_sub(LEAST_ROWS)));
    let place = Place::of(area, bands as u16, numbers as u16);
    if place.plot.width < 8 || place.plot.height < 2 {
        return;
    }
    axes(buffer, place.plot, &scale, env);
    if plot.stacked {
        stack(buffer, place.plot, plot, &lines, most, env);
    } else {
        trace(buffer, place.plot, &lines, most, env);
    }
    events(buffer, place.plot, run, env);
    names(buffer, &place, plot, &lines, most, env);
    let mut lettered = false;
    for (row, band) in (place.plot.bottom()..).zip(plot.bands.iter().take(bands)) {
        lettered |= draw_band(buffer, &place, row, run, band, env);
    }
    let bottom = area.bottom().saturating_sub(1);
    times(buffer, &place, bottom, run, env);
    if lettered {
        let (names, letters) = (place.names, env.say("lab.letters"));
        draw::put(buffer, names.x, bottom, names.width, letters, env.style(Role::Muted));
    }
}

/// The number at the top: 1, 2 or 5 times a power of ten.
fn top(plot: &Plot, lines: &[Values]) -> i64 {
    let column = |sample: usize| -> i64 {
        let at = lines.iter().filter_map(|line| line.get(sample).copied().flatten());
        if plot.stacked { at.sum() } else { at.max().unwrap_or(0) }
    };
    let least = match plot.unit {
        _ if plot.lines.iter().any(|line| matches!(line.draw, Draw::Left(_))) => WHOLE,
        Unit::Share => LEAST_SHARE,
        _ => 1,
    };
    let most = (0..SAMPLES as usize).map(column).max().unwrap_or(0).max(least);
    let steps = (0..18).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
    steps.into_iter().find(|step| *step >= most).unwrap_or(most)
}

fn shown(number: i64, unit: Unit) -> String {
    let parts = number.unsigned_abs();
    match unit {
        Unit::Count => parts.to_string(),
        Unit::PerSecond => format!("{parts}/s"),
        Unit::Share => value::share(parts),
        Unit::Factor => value::decimal(parts, 3),
    }
}

/// The numbers at the top, in the middle and at the bottom; an odd number of whole things has no middle.
fn scale(unit: Unit, most: i64) -> [String; 3] {
    let whole = matches!(unit, Unit::Count | Unit::PerSecond);
    let middle = if whole && most % 2 == 1 { String::new() } else { shown(most / 2, unit) };
    [shown(most, unit), middle, shown(0, unit)]
}

/// The numbers on the left with the axis.
fn axes(buffer: &mut Buffer, plot: Rect, scale: &[String; 3], env: &Environment) {
    let muted = env.style(Role::Muted);
    let axis = if env.settings.ascii { "|" } else { "│" };
    for y in plot.y..plot.bottom() {
        draw::put(buffer, plot.x - 1, y, 1, axis, muted);
    }
    let [top, middle, bottom] = scale;
    let middle = if plot.height > 3 { middle.as_str() } else { "" };
    let half = plot.y + plot.height / 2;
    for (y, number) in
        [(plot.y, top.as_str()), (half, middle), (plot.bottom() - 1, bottom.as_str())]
    {
        draw::put_right(buffer, plot.x - 2, y, GUTTER - 2, number, muted);
    }
}

/// The sample that a column of so many shows, if the run has come so far.
fn sample_at(column: u16, columns: u16, samples: usize) -> Option<usize> {
    let sample = usize::from(column) * SAMPLES as usize / usize::from(columns.max(1));
    (sample < samples).then_some(sample)
}

/// The lines: the first whole, the second dashed, the third dotted.
fn trace(buffer: &mut Buffer, area: Rect, lines: &[Values], most: i64, env: &Environment) {
    let ascii = env.settings.ascii;
    let (fine, tall) = if ascii { (1, 1) } else { (2, 4) };
    let columns = area.width * fine;
    let rows = f64::from(area.height * tall);
    let drawn: Vec<Trace> = lines
        .iter()
        .zip(LOOKS)
        .enumerate()
        .map(|(number, (line, (role, _, mark)))| {
            let color = env.style(role).fg.unwrap_or(Color::Reset);
            Trace { color, mark, points: points(line, number, columns, most as f64 / rows) }
        })
        .collect();
    let ground = env.theme.base().bg.unwrap_or(Color::Reset);
    let canvas = |marker, drawn: &[Trace], buffer: &mut Buffer| {
        use ratatui::widgets::Widget;
        Canvas::default()
            .background_color(ground)
            .marker(marker)
            .x_bounds([0.0, f64::from(columns.saturating_sub(1))])
            .y_bounds([0.0, most as f64])
            .paint(|context| {
                for Trace { color, points, .. } in drawn {
                    context.draw(&Points { coords: points, color: *color });
                }
            })
            .render(area, buffer);
    };
    if ascii {
        drawn.chunks(1).for_each(|one| canvas(Marker::Custom(one[0].mark), one, buffer));
    } else {
        canvas(Marker::Braille, &drawn, buffer);
    }
}

/// A line as points: one a column that its look shows, and all between where it rises or falls, so that no
/// peak is lost between two dots.
fn points(line: &Values, number: usize, columns: u16, row: f64) -> Vec<(f64, f64)> {
    let shown = |column: u16| match number {
        0 => true,
        1 => column % 6 < 4,
        _ => column.is_multiple_of(4),
    };
    let mut points = Vec::new();
    let mut last: Option<f64> = None;
    for column in 0..columns {
        let Some(sample) = sample_at(column, columns, line.len()) else { break };
        let Some(value) = line.get(sample).copied().flatten() else { continue };
        let y = value as f64;
        if let Some(last) = last {
            let (low, high) = (last.min(y), last.max(y));
            let count = ((high - low) / row.max(f64::EPSILON)) as u32;
            points.extend((0..count).map(|k| (f64::from(column), low + row * f64::from(k))));
        }
        if shown(column) {
            points.push((f64::from(column), y));
        }
        last = Some(y);
    }
    points
}

/// Columns of letters on each other.
fn stack(
    buffer: &mut Buffer,
    area: Rect,
    plot: &Plot,
    lines: &[Values],
    most: i64,
    env: &Environment,
) {
    for (column, x) in (area.x..area.right()).enumerate() {
        let samples = lines.first().map_or(0, Vec::len);
        let Some(sample) = sample_at(column as u16, area.width, samples) else { return };
        for (row, y) in (area.y..area.bottom()).rev().enumerate() {
            let level = (2 * row as i64 + 1) * most / (2 * i64::from(area.height));
            let mut below = 0;
            let part = lines.iter().position(|line| {
                below += line.get(sample).copied().flatten().unwrap_or(0);
                below > level
            });
            let Some(part) = part else { break };
            let word = plot.lines.get(part).map_or("", |line| line.word);
            let letter: String = env.say(&format!("lab.word.{word}")).chars().take(1).collect();
            let role = LOOKS.get(part).map_or(Role::Text, |look| look.0);
            draw::put(buffer, x, y, 1, &letter, env.style(role));
        }
    }
}

/// A word at the end of each line, at its height.
fn names(
    buffer: &mut Buffer,
    place: &Place,
    plot: &Plot,
    lines: &[Values],
    most: i64,
    env: &Environment,
) {
    let rows = f64::from(place.plot.height.saturating_sub(1));
    let mut taken = Vec::new();
    let mut below = 0.0;
    for (line, (values, (role, sign, mark))) in plot.lines.iter().zip(lines.iter().zip(LOOKS)) {
        let last = values.iter().rev().find_map(|value| *value).unwrap_or(0) as f64;
        let height = if plot.stacked { below + last / 2.0 } else { last };
        below += last;
        let up = (height / most as f64 * rows) as u16;
        let mut y = place.plot.bottom().saturating_sub(1 + up).max(place.plot.y);
        while taken.contains(&y) {
            y = if y > place.plot.y { y - 1 } else { place.plot.bottom() - 1 };
        }
        taken.push(y);
        let word = env.say(&format!("lab.word.{}", line.word)).to_owned();
        let sign = match (plot.stacked, env.settings.ascii) {
            (true, _) => word.chars().take(1).collect(),
            (_, true) => mark.to_string(),
            (_, false) => sign.to_owned(),
        };
        let text = format!("{sign} {word}");
        draw::put(buffer, place.names.x, y, place.names.width, &text, env.style(role));
        if taken.len() >= usize::from(place.plot.height) {
            return;
        }
    }
}

/// A row of letters, one a column; says whether letters stand for numbers in it.
fn draw_band(
    buffer: &mut Buffer,
    place: &Place,
    y: u16,
    run: &Run,
    band: &Band,
    env: &Environment,
) -> bool {
    let values = values(run, band.draw);
    let letters: Vec<char> = band.letters.chars().collect();
    let letter = |value: i64| {
        let at = usize::try_from(value).unwrap_or(0).min(letters.len().saturating_sub(1));
        let letter = letters.get(at).copied().unwrap_or(' ');
        if env.settings.ascii && letter == '·' { '.' } else { letter }
    };
    let width = place.plot.width;
    // Of the samples of a column the largest, so that nothing short is lost.
    let column = |column: u16| {
        let first = sample_at(column, width, values.len())?;
        let next = sample_at(column + 1, width, values.len()).unwrap_or(values.len());
        let samples = values.get(first..next.max(first + 1))?;
        Some(samples.iter().flatten().copied().max().map_or(' ', letter))
    };
    let row: String = (0..width).map_while(column).collect();
    draw::put(buffer, place.plot.x, y, width, &row, env.style(Role::Info));
    let key = format!("lab.word.{}", band.word);
    let word = env.say(&key);
    draw::put(buffer, place.names.x, y, place.names.width, word, env.style(Role::Muted));
    row.contains(|letter: char| letter.is_ascii_lowercase())
}

/// Times under the plot.
fn times(buffer: &mut Buffer, place: &Place, y: u16, run: &Run, env: &Environment) {
    let (until, muted) = (run.plan().until, env.style(Role::Muted));
    let plot = place.plot;
    let half = value::readable(until / 2);
    draw::put(buffer, plot.x, y, plot.width, "0", muted);
    if plot.width > 24 {
        draw::put(buffer, plot.x + plot.width / 2, y, plot.width / 2, &half, muted);
    }
    draw::put_right(buffer, plot.right(), y, 12, &value::duration(until), muted);
}

/// A line with a word where each of the last key events was.
fn events(buffer: &mut Buffer, plot: Rect, run: &Run, env: &Environment) {
    let until = u128::from(run.plan().until.max(1));
    let style: Style = env.style(Role::Info);
    let sign = if env.settings.ascii { "|" } else { "│" };
    let mut free = plot.x;
    for event in run.out().events.iter().rev().take(EVENTS).rev() {
        let column = u128::from(event.at_us) * u128::from(plot.width.saturating_sub(1)) / until;
        let at = plot.x + u16::try_from(column).unwrap_or(0);
        let word = event.kind.rsplit('.').next().unwrap_or_default();
        if at < free || at + word.len() as u16 >= plot.right() {
            continue;
        }
        let end = draw::put(buffer, at, plot.y, 1, sign, style);
        free = draw::put(buffer, end, plot.y, plot.right() - end, word, style) + 1;
    }
}
