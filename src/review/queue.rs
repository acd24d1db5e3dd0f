//! Which of what is due is asked today, and in which order.

/// An item that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub id: String,
    /// The lesson that teaches it.
    pub lesson: Option<String>,
    /// The patterns that it is about.
    pub patterns: Vec<String>,
    /// The chance of recall today; `None` for what was never answered.
    pub recall: Option<f32>,
    pub minutes: f64,
}

/// Two patterns that are to be told apart.
pub type Contrast = (String, String);

/// What fits so many minutes, at least one item: what is most likely forgotten first. Where not all fits, what
/// is most likely remembered comes first, since that keeps most alive in a minute. Patterns to be told apart
/// are asked next to each other in turns; else no two of one lesson follow each other unless nothing else is
/// left. Behind what is due come as many `new` items, in their order, as fit `share` of the minutes.
pub fn queue(
    mut due: Vec<Candidate>,
    new: Vec<Candidate>,
    (minutes, share): (f64, f64),
    contrasts: &[Contrast],
) -> Vec<Candidate> {
    let all: f64 = due.iter().map(|item| item.minutes).sum();
    let backlog = all > minutes;
    due.sort_by(|a, b| {
        let rising = a.chance().total_cmp(&b.chance());
        let order = if backlog { rising.reverse() } else { rising };
        order.then_with(|| a.id.cmp(&b.id))
    });
    let count = fitting(&due, minutes).max(1);
    due.truncate(count);
    let spent: f64 = due.iter().map(|item| item.minutes).sum();
    let asked = interleaved(due, Vec::new(), contrasts);
    let room = (minutes - spent).min(minutes * share);
    let count = fitting(&new, room);
    interleaved(new.into_iter().take(count).collect(), asked, contrasts)
}

/// How many of the first items fit so many minutes.
fn fitting(items: &[Candidate], minutes: f64) -> usize {
    let mut spent = 0.0;
    let fits = items.iter().take_while(|item| {
        spent += item.minutes;
        spent <= minutes
    });
    fits.count()
}

/// Puts items behind those that are asked already.
fn interleaved(
    mut rest: Vec<Candidate>,
    mut asked: Vec<Candidate>,
    contrasts: &[Contrast],
) -> Vec<Candidate> {
    while !rest.is_empty() {
        let last = asked.last();
        let lesson = last.and_then(|item| item.lesson.as_ref());
        let contrasted = rest.iter().position(|item| {
            last.is_some_and(|last| contrasts.iter().any(|pair| last.is_other_side(item, pair)))
        });
        let other = |item: &Candidate| lesson.is_none() || item.lesson.as_ref() != lesson;
        let at = contrasted.or_else(|| rest.iter().position(other)).unwrap_or(0);
        asked.push(rest.remove(at));
    }
    asked
}

impl Candidate {
    fn chance(&self) -> f32 {
        self.recall.unwrap_or_default()
    }

    /// Whether one is about one side of a contrast and the other about its other side only.
    fn is_other_side(&self, other: &Self, (a, b): &Contrast) -> bool {
        let sides = |item: &Self| [a, b].map(|id| item.patterns.contains(id));
        matches!(
            (sides(self), sides(other)),
            ([true, false], [false, true]) | ([false, true], [true, false])
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(items: &[(&str, &str, f32)]) -> Vec<Candidate> {
        let item = |(id, lesson, recall): &(&str, &str, f32)| Candidate {
            id: (*id).to_owned(),
            lesson: Some((*lesson).to_owned()).filter(|lesson| !lesson.is_empty()),
            patterns: Vec::new(),
            recall: Some(*recall),
            minutes: 1.0,
        };
        items.iter().map(item).collect()
    }

    fn ids(items: &[(&str, &str, f32)], minutes: f64) -> String {
        let queue = queue(due(items), Vec::new(), (minutes, 0.33), &[]);
        queue.into_iter().map(|item| item.id).collect()
    }

    #[test]
    fn what_fits_comes_weakest_first_and_a_backlog_strongest_first() {
        let items = [("c", "", 0.5), ("a", "", 0.9), ("b", "", 0.7), ("d", "", 0.7)];
        assert_eq!(ids(&items, 4.0), "cbda");
        assert_eq!(ids(&items, 3.0), "abd");
        assert_eq!(ids(&items, 0.5), "a", "one is always asked");
        assert_eq!(ids(&[], 9.0), "");
    }

    #[test]
    fn two_of_one_lesson_follow_each_other_only_where_nothing_else_is_left() {
        let items =
            [("a", "x", 0.1), ("b", "x", 0.2), ("c", "y", 0.3), ("d", "x", 0.4), ("e", "x", 0.5)];
        assert_eq!(ids(&items, 9.0), "acbde");
    }

    #[test]
    fn new_items_come_behind_what_is_due_and_take_a_part_of_the_minutes() {
        let new = || due(&[("n", "x", 0.0), ("m", "x", 0.0), ("o", "y", 0.0), ("p", "y", 0.0)]);
        let asked = |items: &[(&str, &str, f32)], minutes: f64| -> String {
            let queue = queue(due(items), new(), (minutes, 0.34), &[]);
            queue.into_iter().map(|item| item.id).collect()
        };
        assert_eq!(
            asked(&[("a", "x", 0.1)], 9.0),
            "aonm",
            "three of nine minutes, no lesson twice"
        );
        assert_eq!(asked(&[("a", "", 0.1), ("b", "", 0.2)], 3.0), "abn");
        assert_eq!(asked(&[("a", "", 0.1), ("b", "", 0.2)], 2.0), "ab", "what is due fills it");
        assert_eq!(asked(&[], 3.0), "n");
    }

    #[test]
    fn patterns_to_be_told_apart_are_asked_in_turns() {
        let mut items = due(&[
            ("a", "x", 0.1),
            ("b", "x", 0.2),
            ("c", "y", 0.3),
            ("d", "x", 0.4),
            ("e", "x", 0.5),
        ]);
        for (item, pattern) in items.iter_mut().zip(["saga", "saga", "", "outbox", "outbox"]) {
            item.patterns = vec![pattern.to_owned()];
        }
        let contrast = [("saga".to_owned(), "outbox".to_owned())];
        let queue = queue(items, Vec::new(), (9.0, 0.33), &contrast);
        assert_eq!(queue.into_iter().map(|item| item.id).collect::<String>(), "adbec");
    }

    #[test]
    fn fifty_thousand_due_items_are_bounded_by_the_minutes() {
        let item = |at: usize| Candidate {
            id: format!("q{at:05}"),
            lesson: Some(format!("lesson-{}", at % 80)),
            patterns: vec![format!("pattern-{}", at % 223)],
            recall: Some((at % 997) as f32 / 997.0),
            minutes: 0.4,
        };
        let contrasts = [("pattern-1".to_owned(), "pattern-2".to_owned())];
        let queue = queue((0..50_000).map(item).collect(), Vec::new(), (20.0, 0.33), &contrasts);
        assert_eq!(queue.len(), 50);
        // With such a backlog what is remembered best is kept alive.
        assert!(queue.iter().all(|item| item.recall > Some(0.99)));
    }
}
