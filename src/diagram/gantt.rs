//! Tasks over time, drawn as bars below one another.

use super::canvas::{Arm, Canvas, Charset, Ink};
use super::{Drawing, NodeRect, Options, Rect, label};

/// One task; times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Task {
    pub id: String,
    pub name: String,
    pub start: i64,
    pub end: i64,
    pub active: bool,
    pub done: bool,
    pub critical: bool,
    pub milestone: bool,
}

/// A stretch of tasks under a name; the first may have none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Section {
    pub name: String,
    pub tasks: Vec<Task>,
}

/// All sections in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Gantt {
    pub sections: Vec<Section>,
}

impl Task {
    /// What is said beside its bar.
    fn tags(&self) -> String {
        let tags = [
            (self.done, "done"),
            (self.active, "active"),
            (self.critical, "crit"),
            (self.milestone, "milestone"),
        ];
        tags.iter().filter(|(on, _)| *on).map(|(_, tag)| *tag).collect::<Vec<_>>().join(" ")
    }

    fn fill(&self, charset: Charset) -> char {
        match (charset, self.done, self.active, self.critical) {
            (Charset::Unicode, true, ..) => '░',
            (Charset::Unicode, _, true, _) => '▓',
            (Charset::Unicode, _, _, true) => '█',
            (Charset::Unicode, ..) => '▒',
            (Charset::Ascii, true, ..) => '.',
            (Charset::Ascii, _, true, _) => '=',
            (Charset::Ascii, _, _, true) => '#',
            (Charset::Ascii, ..) => '-',
        }
    }
}

impl Gantt {
    fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.sections.iter().flat_map(|section| &section.tasks)
    }

    /// First start and last end.
    fn span(&self) -> (i64, i64) {
        let start = self.tasks().map(|task| task.start).min().unwrap_or(0);
        (start, self.tasks().map(|task| task.end).max().unwrap_or(start).max(start + 1))
    }

    /// One line for each section and task.
    pub(crate) fn description(&self) -> Vec<String> {
        let (first, last) = self.span();
        let mut lines = Vec::new();
        for section in &self.sections {
            if !section.name.is_empty() {
                lines.push(section.name.clone());
            }
            for task in &section.tasks {
                let at = |time| stamp(time, last - first);
                let times = if task.milestone {
                    at(task.start)
                } else {
                    format!("{} – {}", at(task.start), at(task.end))
                };
                let tags = task.tags();
                let tags = if tags.is_empty() { tags } else { format!(", {tags}") };
                lines.push(format!("{}: {times}{tags}", task.name));
            }
        }
        lines
    }
}

/// Days of a date since 1970 in the proleptic Gregorian calendar.
///
/// Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a day since 1970: `civil_from_days` of the same source.
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// A time as it is written for a chart that spans so many seconds.
fn stamp(time: i64, span: i64) -> String {
    let (year, month, day) = date(time.div_euclid(DAY));
    let seconds = time.rem_euclid(DAY);
    let clock = format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    match span {
        ..=600 => format!("{clock}:{:02}", seconds % 60),
        601..=DAY => clock,
        86_401..=345_600 => format!("{month:02}-{day:02} {clock}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// Cells of the bars at natural size, and at least.
const BARS: usize = 60;
const LEAST: usize = 16;
/// Cells of a task's name when there is room, and where there is little.
const NAME: usize = 32;
const SHORT: usize = 10;

/// Draws the tasks for the options.
pub(crate) fn draw(gantt: &Gantt, options: &Options) -> Drawing {
    let natural = Columns::new(gantt, NAME, BARS);
    let size = natural.width;
    let columns = match options.width {
        Some(width) if width < size => {
            // Names are shortened before bars become too short to read.
            let mut names = (SHORT..=NAME).rev().map(|name| Columns::new(gantt, name, LEAST));
            let fits = names.find(|columns| columns.width <= width);
            let mut columns = fits.unwrap_or_else(|| Columns::new(gantt, SHORT, LEAST));
            columns.widen(width);
            columns
        }
        _ => natural,
    };
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let height = columns.height(gantt);
    let mut canvas = Canvas::new(columns.width, height, charset);
    let nodes = columns.paint(gantt, &mut canvas, charset);
    let rows = canvas.rows();
    let natural = (size, height);
    Drawing { width: columns.width, height: rows.len(), rows, nodes, natural, ..Drawing::default() }
}

/// Names, bars and tags side by side.
struct Columns {
    /// The lines of each task's name, section by section.
    names: Vec<Vec<Vec<String>>>,
    sections: Vec<Vec<String>>,
    /// Where bars start, and their cells.
    start: usize,
    bars: usize,
    width: usize,
}

impl Columns {
    fn new(gantt: &Gantt, name: usize, bars: usize) -> Self {
        let wrap = |task: &Task| label::wrap(&task.name, name, 0);
        let names: Vec<Vec<_>> =
            gantt.sections.iter().map(|section| section.tasks.iter().map(wrap).collect()).collect();
        let widest = names.iter().flatten().map(|lines| label::width(lines)).max().unwrap_or(0);
        let tags = gantt.tasks().map(|task| task.tags().len()).max().unwrap_or(0);
        let start = widest + 4;
        let width = start + bars + if tags > 0 { tags + 1 } else { 0 };
        let wrap = |section: &Section| label::wrap(&section.name, width.min(start + bars), 0);
        let sections = gantt.sections.iter().map(wrap).collect();
        Self { names, sections, start, bars, width }
    }

    /// Gives the bars what is left of a width.
    fn widen(&mut self, width: usize) {
        let more = width.saturating_sub(self.width);
        self.bars += more;
        self.width += more;
    }

    fn height(&self, gantt: &Gantt) -> usize {
        let mut rows = 2;
        for (at, section) in gantt.sections.iter().enumerate() {
            rows += if section.name.is_empty() { 0 } else { self.sections[at].len() };
            rows += self.names[at].iter().map(|lines| lines.len().max(1)).sum::<usize>();
        }
        rows
    }

    /// The cell of a time, from the first one of the bars.
    fn at(&self, (first, last): (i64, i64), time: i64) -> usize {
        let cells =
            i128::from(time - first) * self.bars as i128 / i128::from((last - first).max(1));
        (cells.max(0) as usize).min(self.bars)
    }

    fn paint(&self, gantt: &Gantt, canvas: &mut Canvas, charset: Charset) -> Vec<NodeRect> {
        let span = gantt.span();
        let mut nodes = Vec::new();
        let mut y = 0;
        for (at, section) in gantt.sections.iter().enumerate() {
            if !section.name.is_empty() {
                canvas.write_lines(0, y, &self.sections[at], Ink::GroupTitle, at);
                y += self.sections[at].len();
            }
            for (task, lines) in section.tasks.iter().zip(&self.names[at]) {
                let owner = nodes.len();
                canvas.write_lines(2, y, lines, Ink::NodeLabel, owner);
                let rect = self.bar(task, span, y, owner, canvas, charset);
                let (id, label) = (task.id.clone(), task.name.clone());
                nodes.push(NodeRect { id, label, rect, link: None });
                canvas.write(self.start + self.bars + 1, y, &task.tags(), Ink::Note, owner);
                y += lines.len().max(1);
            }
        }
        self.axis(span, y, canvas);
        nodes
    }

    fn bar(
        &self,
        task: &Task,
        span: (i64, i64),
        y: usize,
        owner: usize,
        canvas: &mut Canvas,
        charset: Charset,
    ) -> Rect {
        let from = self.at(span, task.start).min(self.bars - 1);
        if task.milestone {
            let middle = self.at(span, i64::midpoint(task.start, task.end)).min(self.bars - 1);
            let sign = if charset == Charset::Ascii { '*' } else { '◆' };
            canvas.put(self.start + middle, y, sign, Ink::Node, owner);
            return Rect { x: self.start + middle, y, width: 1, height: 1 };
        }
        let width = self.at(span, task.end).saturating_sub(from).max(1);
        for x in from..from + width {
            canvas.put(self.start + x, y, task.fill(charset), Ink::Node, owner);
        }
        Rect { x: self.start + from, y, width, height: 1 }
    }

    /// A line under the bars with times where there is room.
    fn axis(&self, (first, last): (i64, i64), y: usize, canvas: &mut Canvas) {
        let end = self.start + self.bars - 1;
        canvas.line((self.start, y), (end, y), Arm::Light, Ink::Edge, 0);
        let cells = stamp(first, last - first).len();
        let ticks = (self.bars / (cells + 2)).max(1);
        for tick in 0..=ticks {
            let time = first + (last - first) / ticks as i64 * tick as i64;
            let time = if tick == ticks { last } else { time };
            let x = self.start + self.at((first, last), time).min(self.bars - 1);
            // The first and the last one do not go beyond the bars.
            let middle = x.saturating_sub(cells / 2).max(self.start);
            let left = middle.min((end + 1).saturating_sub(cells));
            if tick > 0
                && tick < ticks
                && (left < self.start + cells + 1 || left + 2 * cells + 1 > end)
            {
                continue;
            }
            if tick == ticks && self.bars < 2 * cells + 1 {
                continue;
            }
            canvas.arm(x, y, super::canvas::SOUTH, Arm::Light, Ink::Edge, 0);
            canvas.write(left, y + 1, &stamp(time, last - first), Ink::EdgeLabel, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_and_days_are_dates() {
        assert_eq!((days(1970, 1, 1), days(2000, 2, 29), days(1969, 12, 31)), (0, 11_016, -1));
        for day in (-800_000..800_000).step_by(997) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn a_time_is_as_fine_as_the_chart_is_short() {
        let noon = days(2024, 3, 1) * DAY + 43_200;
        assert_eq!(stamp(noon, 60), "12:00:00");
        assert_eq!(stamp(noon, DAY), "12:00");
        assert_eq!(stamp(noon, 2 * DAY), "03-01 12:00");
        assert_eq!(stamp(noon, 30 * DAY), "2024-03-01");
    }
}
