//! When an item is due, and how what is due is spread over the days. The first is a function of the item
//! alone; the second is computed when asked and never kept.

use crate::clock::Day;

/// No interval is longer, in days.
const LONGEST: f64 = 36_500.0;

/// From this interval on, in days, an item may be moved.
const MOVABLE: f32 = 7.0;

/// So much of its interval an item may be moved either way, at least a day.
const SLACK: f32 = 0.05;

/// The day on which an item is due: whole days after its last answer, half a day rounded up.
pub fn due(last: Day, interval: f32) -> Day {
    let whole = (f64::from(interval) + 0.5).floor();
    // What is no number is due at once.
    last.after(if whole >= 1.0 { whole.min(LONGEST) as u32 } else { 1 })
}

/// An item that is to be put on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Upcoming {
    pub due: Day,
    /// In days; 0 for one that is not to be moved.
    pub interval: f32,
    pub minutes: f64,
}

/// Puts items, sorted by due day and id, on the days from today on: within what each may be moved the
/// day with the fewest minutes so far, the earlier of two.
pub fn planned(today: Day, items: &[Upcoming]) -> Vec<Day> {
    let mut load: Vec<f64> = Vec::new();
    let mut place = |item: &Upcoming| {
        let (first, last) = window(today, item);
        if load.len() <= last {
            load.resize(last + 1, 0.0);
        }
        let free = load.iter().enumerate().take(last + 1).skip(first);
        let best = free.min_by(|a, b| a.1.total_cmp(b.1)).map_or(first, |(day, _)| day);
        if let Some(minutes) = load.get_mut(best) {
            *minutes += item.minutes;
        }
        today.after(u32::try_from(best).unwrap_or(u32::MAX))
    };
    items.iter().map(&mut place).collect()
}

/// The first and the last day, counted from today, on which an item may be asked.
fn window(today: Day, item: &Upcoming) -> (usize, usize) {
    let ahead = item.due.days_since(today) as usize;
    let late = today.days_since(item.due) as usize;
    if item.interval < MOVABLE {
        return (ahead, ahead);
    }
    let slack = (item.interval * SLACK).floor().clamp(1.0, LONGEST as f32) as usize;
    (ahead.saturating_sub(slack), (ahead + slack).saturating_sub(late))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn due_is_whole_days_after_the_last_answer() {
        let last = day("2026-03-01");
        for (interval, due_on) in [
            (0.212, "2026-03-02"),
            (1.49, "2026-03-02"),
            (1.5, "2026-03-03"),
            (2.5, "2026-03-04"),
            (31.0, "2026-04-01"),
            (f32::NAN, "2026-03-02"),
        ] {
            assert_eq!(due(last, interval).to_string(), due_on, "{interval}");
        }
        assert_eq!(due(last, f32::INFINITY), last.after(36_500));
    }

    fn plan(items: &[(&str, f32)]) -> Vec<String> {
        let upcoming = |(due, interval): &(&str, f32)| Upcoming {
            due: day(due),
            interval: *interval,
            minutes: 1.0,
        };
        let items: Vec<Upcoming> = items.iter().map(upcoming).collect();
        planned(day("2026-03-10"), &items).iter().map(Day::to_string).collect()
    }

    #[test]
    fn short_intervals_stay_and_what_is_overdue_is_today() {
        let days = plan(&[("2026-01-01", 30.0), ("2026-03-09", 3.0), ("2026-03-12", 6.9)]);
        assert_eq!(days, ["2026-03-10", "2026-03-10", "2026-03-12"]);
    }

    #[test]
    fn long_intervals_move_to_the_emptiest_day_of_their_window() {
        // 40 days may move by two; the earlier of two empty days is taken.
        let same = [("2026-03-15", 40.0); 6];
        let days = plan(&same);
        assert_eq!(
            days,
            ["2026-03-13", "2026-03-14", "2026-03-15", "2026-03-16", "2026-03-17", "2026-03-13"]
        );
    }

    #[test]
    fn nothing_moves_before_today_or_past_the_end_of_its_window() {
        let days = plan(&[("2026-03-10", 7.0); 3]);
        assert_eq!(days, ["2026-03-10", "2026-03-11", "2026-03-10"]);
        // One day late with a slack of one: this is the last day of its window.
        assert_eq!(plan(&[("2026-03-09", 7.0); 2]), ["2026-03-10", "2026-03-10"]);
    }

    #[test]
    fn fifty_thousand_overdue_items_stay_today_or_within_their_windows() {
        let today = day("2026-03-10");
        let item = |at: u32| Upcoming {
            due: day("2026-01-01").after(at % 60),
            interval: (at % 400) as f32,
            minutes: 0.4,
        };
        let items: Vec<Upcoming> = (0..50_000).map(item).collect();
        let days = planned(today, &items);
        assert_eq!(days.len(), items.len());
        assert!(days.iter().all(|day| *day >= today && *day <= today.after(20)));
    }
}
