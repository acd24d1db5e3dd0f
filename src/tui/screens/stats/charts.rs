//! The parts of the page of progress: charts by ratatui's own widgets as rows that scroll, figures in words
//! beside them, so that nothing is said by a drawing or a colour alone.

use ratatui::{buffer::Buffer, layout::Rect, symbols::bar, widgets::Widget};
use ratatui_widgets::barchart::{Bar, BarChart, BarGroup};

use crate::{
    clock::Day,
    messages::Messages,
    role::Role,
    session::{effort::Effort, figures::Figures},
    text,
    tui::{
        screen::Environment,
        widgets::{mastery, rows::Row},
    },
};

/// Rows of a chart of bars.
const TALL: u16 = 4;
/// Cells of a bar in a row, and with how many it says something.
const BAR: usize = 16;
const LEAST: usize = 4;
/// Steps of a bar where only ASCII can be shown.
const ASCII: bar::Set<'static> = bar::Set {
    full: "#",
    seven_eighths: "#",
    three_quarters: "#",
    five_eighths: "#",
    half: "#",
    three_eighths: ".",
    one_quarter: ".",
    one_eighth: ".",
    empty: " ",
};

/// A heading over what follows it.
pub(super) fn section(key: &str, rows: Vec<Row>, env: &Environment) -> Vec<Row> {
    if rows.is_empty() {
        return rows;
    }
    let head = [Row::blank(), Row::text(env.say(key), Role::Strong)];
    head.into_iter().chain(rows).collect()
}

/// A bar for each value, the last values where there is no room for all.
fn bars(values: &[u64], width: usize, env: &Environment) -> Vec<Row> {
    let gap = u16::from(values.len() * 2 <= width);
    let step = 1 + usize::from(gap);
    let shown = values.get(values.len().saturating_sub(width / step)..).unwrap_or_default();
    let group: Vec<Bar<'_>> =
        shown.iter().map(|value| Bar::default().value(*value).text_value(String::new())).collect();
    let set = if env.settings.ascii { ASCII } else { bar::NINE_LEVELS };
    let most = shown.iter().copied().max().unwrap_or(0).max(1);
    let chart = BarChart::default()
        .data(BarGroup::default().bars(&group))
        .bar_width(1)
        .bar_gap(gap)
        .bar_set(set)
        .max(most);
    let area = Rect::new(0, 0, (shown.len() * step).min(width) as u16, TALL);
    let mut buffer = Buffer::empty(area);
    chart.render(area, &mut buffer);
    let row = |y: u16| {
        let cells = (0..area.width).map(|x| buffer[(x, y)].symbol().to_owned());
        Row::text(cells.collect::<String>(), Role::Good)
    };
    (0..area.height).map(row).collect()
}

/// What stands below a chart: its two ends.
fn ends(left: &str, right: &str, width: usize) -> Row {
    let gap = width.saturating_sub(text::width(left) + text::width(right)).max(1);
    Row::text(format!("{left}{}{right}", " ".repeat(gap)), Role::Muted)
}

/// Cells that a chart of so many bars takes.
fn chart_width(count: usize, width: usize) -> usize {
    if count * 2 <= width { count * 2 - 1 } else { count.min(width) }
}

fn minutes(minutes: f64, words: &Messages) -> String {
    words.format("home.minutes", &[("n", &minutes.round())])
}

/// A name, a bar of its share of the most, and a figure in words; where there is no room for the bar, the
/// words in rows below the name.
fn line(
    name: &str,
    share: f64,
    said: &str,
    room: usize,
    width: usize,
    env: &Environment,
) -> Vec<Row> {
    let bar = width.saturating_sub(room + 2 + text::width(said) + 2).min(BAR);
    if bar < LEAST {
        let words = text::wrap(said, width.saturating_sub(2).max(8)).into_iter();
        let words = words.map(|line| Row::text(line, Role::Muted).indent(2));
        return std::iter::once(Row::text(name, Role::Text)).chain(words).collect();
    }
    let full = ((share * bar as f64).ceil() as usize).min(bar);
    vec![Row::spans(vec![
        (format!("{}  ", text::pad(name, room)), Role::Text),
        (env.signs.bar_full.repeat(full), Role::Good),
        (env.signs.bar_empty.repeat(bar - full), Role::Faint),
        (format!("  {said}"), Role::Muted),
    ])]
}

/// Minutes of each of the last days, today at the right.
pub(super) fn days(figures: &Figures, today: Day, width: usize, env: &Environment) -> Vec<Row> {
    let known = |day: Day| figures.calendar.iter().find(|found| found.day == day);
    let ago = (42.min(width) as u32).saturating_sub(1);
    let values: Vec<u64> = (0..=ago)
        .rev()
        .map(|ago| known(today.before(ago)).map_or(0, |found| found.minutes.ceil() as u64))
        .collect();
    let shown = values.len().min(width);
    let mut rows = bars(&values, width, env);
    let first = env.words.plural("stats.ago", shown.saturating_sub(1));
    rows.push(ends(&first, env.say("stats.today"), chart_width(shown, width)));
    rows
}

/// Minutes and days of study of each month, the latest first.
pub(super) fn months(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let months = figures.months();
    let most = months.iter().map(|(_, sum, _)| *sum).fold(1.0, f64::max);
    let row = |(month, sum, days): &(String, f64, usize)| {
        let days = env.words.plural("stats.day", *days);
        let said = format!("{}, {days}", minutes(*sum, &env.words));
        line(month, sum / most, &said, 7, width, env)
    };
    months.iter().flat_map(row).collect()
}

/// Every week with what is known and what is done of it.
pub(super) fn weeks(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let bar = if width >= 60 { 20 } else { 8 };
    let weeks = figures.weeks.iter().enumerate().map(|(at, week)| {
        let number = env.session.library().week(at).and_then(crate::course::Week::number);
        let number = number.map_or_else(String::new, |number| format!("{number:>2}  "));
        let percent = |share: f64| format!("{:>3} %", (share * 100.0).round());
        let figures = format!("  {}  {}", percent(week.known), percent(week.done));
        let room = width.saturating_sub(bar + 2 + text::width(&figures) + number.len());
        let mut spans = vec![
            (number, Role::Muted),
            (text::pad(&text::ellipsis(&week.title, room), room), Role::Text),
            ("  ".into(), Role::Text),
        ];
        spans.extend(mastery::bar(week.mastery, bar, env));
        spans.push((figures, Role::Muted));
        Row::spans(spans)
    });
    let head = text::ellipsis(env.say("stats.known-done"), width);
    let head = format!("{}{head}", " ".repeat(width.saturating_sub(text::width(&head))));
    std::iter::once(Row::text(head, Role::Muted)).chain(weeks).collect()
}

/// Minutes that come due on each of the coming days.
pub(super) fn forecast(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let all: f64 = figures.forecast.iter().map(|day| day.minutes).sum();
    let Some(last) = figures.forecast.last().filter(|_| all > 0.0) else { return Vec::new() };
    let values: Vec<u64> =
        figures.forecast.iter().map(|day| (day.minutes * 10.0).ceil() as u64).collect();
    let mut rows = bars(&values, width, env);
    let right = last.day.to_string();
    rows.push(ends(env.say("stats.today"), &right, chart_width(values.len(), width)));
    let said = text::wrap(&forecast_words(figures, &env.words), width.max(8)).into_iter();
    rows.extend(said.map(|line| Row::text(line, Role::Muted)));
    rows
}

/// What comes due, in words.
fn forecast_words(figures: &Figures, words: &Messages) -> String {
    let all: f64 = figures.forecast.iter().map(|day| day.minutes).sum();
    let most = figures.forecast.iter().max_by(|a, b| a.minutes.total_cmp(&b.minutes));
    let (day, top) = most.map_or((String::new(), 0.0), |most| (most.day.to_string(), most.minutes));
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("all", &minutes(all, words)), ("most", &minutes(top, words)), ("day", &day)];
    words.format("stats.forecast-words", values)
}

/// What was foretold against what was remembered.
pub(super) fn calibration(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let rows = figures.calibration.iter().filter(|bin| bin.answers > 0).rev().flat_map(|bin| {
        let percent = |share: f64| (share * 100.0).round();
        let name = format!("{:>2}-{}", percent(bin.from), percent(bin.from + 0.1));
        let values: &[(&str, &dyn std::fmt::Display)] = &[
            ("predicted", &percent(bin.predicted)),
            ("recalled", &percent(bin.recalled)),
            ("n", &bin.answers),
        ];
        line(&name, bin.recalled, &env.words.format("stats.bin", values), 6, width, env)
    });
    rows.collect()
}

/// Sure and not sure against right and wrong.
pub(super) fn confidence(figures: &Figures, env: &Environment) -> Vec<Row> {
    let found = figures.confidence;
    let row = |key: &str, right: u64, wrong: u64| {
        let all = right + wrong;
        let percent = (right * 100).checked_div(all).unwrap_or(0);
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("right", &right), ("all", &all), ("percent", &percent)];
        (all > 0).then(|| Row::text(env.words.format(key, values), Role::Text))
    };
    let sure = row("stats.sure", found.sure_right, found.sure_wrong);
    let unsure = row("stats.unsure", found.unsure_right, found.unsure_wrong);
    sure.into_iter().chain(unsure).collect()
}

/// What was taken for what.
pub(super) fn confused(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let row = |pair: &crate::session::figures::Confused| {
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("right", &pair.right), ("given", &pair.given), ("n", &pair.times)];
        let said = text::sanitize(&env.words.format("stats.pair", values)).into_owned();
        text::wrap(&said, width.max(8)).into_iter().map(|line| Row::text(line, Role::Text))
    };
    figures.confused.iter().flat_map(row).collect()
}

/// Minutes by what they were spent on.
pub(super) fn time(effort: Effort, width: usize, env: &Environment) -> Vec<Row> {
    let parts = effort.parts();
    let most = parts.iter().map(|(_, spent)| *spent).fold(1.0, f64::max);
    let name = |part: &str| env.words.get(&format!("stats.time.{part}")).to_owned();
    let room = parts.iter().map(|(part, _)| text::width(&name(part))).max().unwrap_or(0);
    let spent = parts.iter().filter(|(_, spent)| *spent >= 0.5);
    spent
        .flat_map(|(part, spent)| {
            line(&name(part), spent / most, &minutes(*spent, &env.words), room, width, env)
        })
        .collect()
}
