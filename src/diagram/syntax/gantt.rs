//! `gantt`: sections and tasks, whose times are dates, lengths and other tasks.

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use super::source::{Line, lines};
use crate::diagram::gantt::{DAY, Gantt, Section, Task, date, days};
use crate::diagram::issue::{Issues, MAX_LABEL, MAX_NODES};
use crate::diagram::label;

/// Keywords that say something.
const KEYWORDS: [&str; 6] =
    ["title", "dateFormat", "excludes", "includes", "section", "inclusiveEndDates"];
/// Keywords of lines that say how a chart looks.
const SILENT: [&str; 8] = [
    "axisFormat",
    "tickInterval",
    "todayMarker",
    "inclusiveEndDates",
    "topAxis",
    "click",
    "weekend",
    "weekday",
];
/// Days that an end may be moved by excluded ones.
const MOST_DAYS: usize = 4_000;

/// Reads the lines after the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Gantt, Option<String>) {
    let mut parser = Parser {
        source: source.whole,
        gantt: Gantt::default(),
        drafts: Vec::new(),
        format: "YYYY-MM-DD".to_owned(),
        excluded: Vec::new(),
        inclusive: false,
        title: None,
        issues,
    };
    for line in lines(source.text, at) {
        // A `;` ends a statement.
        parser.line(Line { text: line.text.trim_end_matches(';').trim_end(), ..line });
    }
    parser.settle();
    (parser.gantt, parser.title)
}

/// A time as written.
#[derive(Clone)]
enum Time {
    At(i64),
    /// Seconds from the start.
    Lasting(i64),
    /// The end of the last of these tasks, or for an end the first start of them.
    Of(Vec<String>),
    /// Where the task before ends.
    Before,
}

/// A task whose times may depend on others.
struct Draft {
    section: usize,
    task: Task,
    start: Time,
    end: Time,
    span: Range<usize>,
}

struct Parser<'a, 'i> {
    source: &'a str,
    gantt: Gantt,
    drafts: Vec<Draft>,
    format: String,
    /// Names of days and dates that count for no length.
    excluded: Vec<String>,
    /// A task lasts to the end of its last day.
    inclusive: bool,
    title: Option<String>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        if line.text.is_empty() {
            return;
        }
        let word = line.text.split(char::is_whitespace).next().unwrap_or_default();
        let rest = line.text[word.len()..].trim();
        // Keywords are read in any case.
        let known = KEYWORDS.iter().find(|known| known.eq_ignore_ascii_case(word));
        match known.copied().unwrap_or(word) {
            "title" => self.title = Some(label::clean(rest)).filter(|title| !title.is_empty()),
            "dateFormat" => self.format = rest.to_owned(),
            "excludes" => {
                let days = rest.split([' ', '\t', ',']).filter(|day| !day.is_empty());
                self.excluded.extend(days.map(str::to_lowercase));
            }
            "includes" => {}
            "section" => {
                let name = label::clean(rest).replace('\n', " ").chars().take(MAX_LABEL).collect();
                self.gantt.sections.push(Section { name, tasks: Vec::new() });
            }
            "inclusiveEndDates" => self.inclusive = true,
            word if SILENT.contains(&word) => {}
            _ => self.task(line),
        }
    }

    /// `name : tags, id, start, end`
    fn task(&mut self, line: Line<'_>) {
        let Some((name, data)) = line.text.split_once(':') else {
            let help = "a task is written `name : id, 2024-01-01, 3d`";
            return self.issues.help(
                self.source,
                line.span(),
                "a task needs a `:` and its time",
                help,
            );
        };
        if self.drafts.len() >= MAX_NODES {
            return self.issues.add(
                self.source,
                line.span(),
                format!("more than {MAX_NODES} tasks"),
            );
        }
        let name = label::clean(name).replace('\n', " ").chars().take(MAX_LABEL).collect();
        let mut task = Task { name, ..Task::default() };
        let mut parts: Vec<_> = data.split(',').map(str::trim).collect();
        while let Some(first) = parts.first() {
            match *first {
                "active" => task.active = true,
                "done" => task.done = true,
                "crit" => task.critical = true,
                "milestone" | "vert" => task.milestone = true,
                _ => break,
            }
            parts.remove(0);
        }
        let (id, start, end) = match parts[..] {
            [id, start, end] => (id, Some(start), end),
            [start, end] => ("", Some(start), end),
            [end] => ("", None, end),
            _ => {
                let help = "behind tags stand an id, a start and an end";
                return self.issues.help(self.source, line.span(), "cannot read this time", help);
            }
        };
        task.id = if id.is_empty() { format!("task{}", self.drafts.len()) } else { id.to_owned() };
        let start = match start {
            Some(start) => self.start(start),
            None => Some(Time::Before),
        };
        let (Some(start), Some(end)) = (start, self.end(end)) else {
            let help = format!("times are written as `{}`, `3d` or `after id`", self.format);
            return self.issues.help(self.source, line.span(), "cannot read this time", help);
        };
        if self.gantt.sections.is_empty() {
            self.gantt.sections.push(Section::default());
        }
        let section = self.gantt.sections.len() - 1;
        self.drafts.push(Draft { section, task, start, end, span: line.span() });
    }

    fn start(&self, text: &str) -> Option<Time> {
        match text.strip_prefix("after ") {
            Some(ids) => Some(Time::Of(ids.split_whitespace().map(str::to_owned).collect())),
            None => moment(text, &self.format).map(Time::At),
        }
    }

    fn end(&self, text: &str) -> Option<Time> {
        if let Some(ids) = text.strip_prefix("until ") {
            return Some(Time::Of(ids.split_whitespace().map(str::to_owned).collect()));
        }
        let whole = i64::from(self.inclusive) * DAY;
        let moment = || moment(text, &self.format).map(|time| Time::At(time + whole));
        // A milestone may last nothing.
        let none = || matches!(text, "" | "0").then_some(Time::Lasting(0));
        length(text).map(Time::Lasting).or_else(moment).or_else(none)
    }

    /// Finds the times of all tasks, in as many rounds as tasks wait for others.
    fn settle(&mut self) {
        let mut known: HashMap<String, (i64, i64)> = HashMap::new();
        let mut times: Vec<Option<(i64, i64)>> = vec![None; self.drafts.len()];
        for _ in 0..=self.drafts.len() {
            let mut moved = false;
            for at in 0..self.drafts.len() {
                if times[at].is_some() {
                    continue;
                }
                let before = at.checked_sub(1).map_or(Some(0), |at| times[at].map(|(_, end)| end));
                if let Some(found) = self.times(&self.drafts[at], before, &known) {
                    times[at] = Some(found);
                    known.insert(self.drafts[at].task.id.clone(), found);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        for (draft, time) in std::mem::take(&mut self.drafts).into_iter().zip(times) {
            let Some((start, end)) = time else {
                let help = "name a task of this chart that does not wait for this one";
                self.issues.help(self.source, draft.span, "this task has no time", help);
                continue;
            };
            let task = Task { start, end: end.max(start), ..draft.task };
            self.gantt.sections[draft.section].tasks.push(task);
        }
    }

    fn times(
        &self,
        draft: &Draft,
        before: Option<i64>,
        known: &HashMap<String, (i64, i64)>,
    ) -> Option<(i64, i64)> {
        let of = |ids: &[String]| {
            ids.iter().map(|id| known.get(id).copied()).collect::<Option<Vec<_>>>()
        };
        let start = match &draft.start {
            Time::At(time) => *time,
            Time::Of(ids) => of(ids)?.into_iter().map(|(_, end)| end).max()?,
            Time::Before | Time::Lasting(_) => before?,
        };
        let end = match &draft.end {
            Time::At(time) => *time,
            Time::Of(ids) => of(ids)?.into_iter().map(|(start, _)| start).min()?,
            Time::Lasting(seconds) => self.working(start, start.saturating_add(*seconds)),
            Time::Before => start,
        };
        Some((start, end))
    }

    /// The end of a stretch of which only days count that are not excluded.
    fn working(&self, start: i64, mut end: i64) -> i64 {
        if self.excluded.is_empty() {
            return end;
        }
        let mut day = start;
        for _ in 0..MOST_DAYS {
            if day >= end {
                break;
            }
            if self.is_excluded(day) {
                end += DAY;
            }
            day += DAY;
        }
        end
    }

    fn is_excluded(&self, time: i64) -> bool {
        const NAMES: [&str; 7] =
            ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];
        let day = time.div_euclid(DAY);
        // The first day of 1970 was a Thursday.
        let of_week = day.rem_euclid(7) as usize;
        let (year, month, of_month) = date(day);
        let written = format!("{year:04}-{month:02}-{of_month:02}");
        self.excluded.iter().any(|word| {
            (word == "weekends" && matches!(of_week, 2 | 3))
                || word == NAMES[of_week]
                || *word == written
        })
    }
}

/// Seconds of `3d`, `1.5h`, `2w` and their kin; months and years as days of 30 and 365.
fn length(text: &str) -> Option<i64> {
    let unit = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let count: f64 = text[..unit].parse().ok()?;
    let seconds = match &text[unit..] {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        "M" => 2_592_000.0,
        "y" => 31_536_000.0,
        _ => return None,
    };
    let all = count * seconds;
    // Beyond ten thousand years a chart says nothing.
    (all < 3.2e11).then_some(all.round() as i64)
}

/// Reads a time in a format of day.js, or as a date of ISO 8601.
fn moment(text: &str, format: &str) -> Option<i64> {
    formatted(text, format).or_else(|| formatted(text, "YYYY-MM-DD")).or_else(|| {
        let (day, clock) = text.split_once(['T', ' '])?;
        let clock = clock.trim_end_matches('Z');
        let hours = formatted(clock, "HH:mm:ss").or_else(|| formatted(clock, "HH:mm"))?;
        Some(formatted(day, "YYYY-MM-DD")? + hours)
    })
}

/// The parts of a format, longest first, with the digits that they take.
const TOKENS: [(&str, usize); 14] = [
    ("YYYY", 4),
    ("MMM", 3),
    ("SSS", 3),
    ("YY", 2),
    ("MM", 2),
    ("DD", 2),
    ("HH", 2),
    ("mm", 2),
    ("ss", 2),
    ("M", 2),
    ("D", 2),
    ("H", 2),
    ("X", 12),
    ("x", 15),
];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn formatted(text: &str, format: &str) -> Option<i64> {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let mut seconds = 0;
    let (mut text, mut format) = (text, format);
    while !format.is_empty() {
        let Some((token, most)) = TOKENS.iter().find(|(token, _)| format.starts_with(token)) else {
            let c = format.chars().next()?;
            text = text.strip_prefix(c)?;
            format = &format[c.len_utf8()..];
            continue;
        };
        format = &format[token.len()..];
        if *token == "MMM" {
            let name = text.get(..3)?.to_ascii_lowercase();
            month = MONTHS.iter().position(|known| *known == name)? as i64 + 1;
            text = &text[3..];
            continue;
        }
        let digits = text.bytes().take(*most).take_while(u8::is_ascii_digit).count();
        let value: i64 = text[..digits].parse().ok()?;
        text = &text[digits..];
        match *token {
            "YYYY" if digits == 4 => year = value,
            "YY" => year = 2000 + value,
            "MM" | "M" => month = value,
            "DD" | "D" => day = value,
            "HH" | "H" => seconds += value * 3_600,
            "mm" => seconds += value * 60,
            "ss" => seconds += value,
            "SSS" => {}
            "X" => seconds += value,
            "x" => seconds += value / 1_000,
            _ => return None,
        }
    }
    let is_date = text.is_empty() && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then(|| days(year, month, day) * DAY + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_their_format_or_as_dates() {
        assert_eq!(moment("1970-01-02", "YYYY-MM-DD"), Some(DAY));
        assert_eq!(moment("02.01.1970", "DD.MM.YYYY"), Some(DAY));
        assert_eq!(moment("01:30", "HH:mm"), Some(5_400));
        assert_eq!(moment("86400", "X"), Some(DAY));
        assert_eq!(moment("1970-01-02T00:01:00", "X"), Some(DAY + 60));
        assert_eq!(moment("1970-13-02", "YYYY-MM-DD"), None);
        assert_eq!(moment("soon", "YYYY-MM-DD"), None);
    }

    #[test]
    fn lengths_have_a_unit() {
        assert_eq!(
            (length("3d"), length("1.5h"), length("2w")),
            (Some(3 * DAY), Some(5_400), Some(14 * DAY))
        );
        assert_eq!((length("3"), length("d"), length("3 days")), (None, None, None));
    }
}
