//! Which of what is due is asked today, and in which order.

/// An item that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub id: String,
    /// The lesson that teaches it.
    pub lesson: Option<String>,
    /// The chance of recall today.
    pub recall: f32,
    pub minutes: f64,
}

/// What fits so many minutes, at least one item: what is most likely forgotten first. Where not all fits, what
/// is most likely remembered comes first, since that keeps most alive in a minute. No two of one lesson
/// follow each other unless nothing else is left.
pub fn queue(mut due: Vec<Candidate>, minutes: f64) -> Vec<Candidate> {
    let all: f64 = due.iter().map(|item| item.minutes).sum();
    let backlog = all > minutes;
    due.sort_by(|a, b| {
        let rising = a.recall.total_cmp(&b.recall);
        let order = if backlog { rising.reverse() } else { rising };
        order.then_with(|| a.id.cmp(&b.id))
    });
    let mut spent = 0.0;
    let fits = due.iter().take_while(|item| {
        spent += item.minutes;
        spent <= minutes
    });
    let count = fits.count().max(1);
    due.truncate(count);
    interleaved(due)
}

fn interleaved(mut rest: Vec<Candidate>) -> Vec<Candidate> {
    let mut asked: Vec<Candidate> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let last = asked.last().and_then(|item| item.lesson.as_ref());
        let other = |item: &Candidate| last.is_none() || item.lesson.as_ref() != last;
        let at = rest.iter().position(other).unwrap_or(0);
        asked.push(rest.remove(at));
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(items: &[(&str, &str, f32)]) -> Vec<Candidate> {
        let item = |(id, lesson, recall): &(&str, &str, f32)| Candidate {
            id: (*id).to_owned(),
            lesson: Some((*lesson).to_owned()).filter(|lesson| !lesson.is_empty()),
            recall: *recall,
            minutes: 1.0,
        };
        items.iter().map(item).collect()
    }

    fn ids(items: &[(&str, &str, f32)], minutes: f64) -> String {
        queue(due(items), minutes).into_iter().map(|item| item.id).collect()
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
}
