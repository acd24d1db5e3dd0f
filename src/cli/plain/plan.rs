//! The plan on plain lines: what it is and what comes of it, changed and cleared by answering.

use super::{PlainSession, line_io::Stop};
use crate::{
    clock::Day,
    progress::Plan,
    session::plan::{MINUTES, WEEKDAYS},
};

/// Days of study that are read out.
const SHOWN: usize = 7;

impl PlainSession {
    /// The plan, until the learner leaves it.
    pub(super) fn plan(&mut self) -> Result<(), Stop> {
        loop {
            let kept = self.session.kept_plan()?;
            self.io.line("")?;
            self.heading(1, self.words.get("plan.title").to_owned().as_str())?;
            match &kept {
                Some(plan) => self.outlook(plan)?,
                None => self.io.line(self.words.get("plan.none"))?,
            }
            let mut names = vec![self.words.get("plan.make").to_owned()];
            if kept.is_some() {
                names =
                    ["plan.change", "plan.clear"].map(|key| self.words.get(key).to_owned()).into();
            }
            match self.choose(&names)? {
                Some(0) => self.make_plan()?,
                Some(_) => {
                    self.record(|session| session.clear_plan())?;
                    self.io.line(self.words.get("plan.cleared"))?;
                }
                None => return Ok(()),
            }
        }
    }

    /// A plan, what comes of it, and its first days.
    fn outlook(&mut self, plan: &Plan) -> Result<(), Stop> {
        let outlook = self.session.outlook(plan, &self.words)?;
        self.io.line(&plan.told(&self.words))?;
        for line in outlook.told(&self.words) {
            self.io.line(&line)?;
        }
        for day in outlook.schedule.iter().take(SHOWN) {
            let [day, minutes, parts] = day.told(&self.words);
            self.io.line(&format!("{day}, {minutes}: {parts}"))?;
        }
        Ok(())
    }

    /// Asks for a plan and keeps it; an empty line leaves what stands there.
    fn make_plan(&mut self) -> Result<(), Stop> {
        let mut plan = self.session.plan_to_change()?;
        let today = self.session.today();
        let said = self.words.format("plan.ask-until", &[("until", &plan.until)]);
        let wrong = self.words.format("plan.no-day", &[("today", &today)]);
        let read = |line: &str| Day::parse(line).filter(|day| *day >= today);
        let Some(until) = self.ask_for(&said, &wrong, plan.until, read)? else { return Ok(()) };
        let said = self.words.format("plan.ask-minutes", &[("minutes", &plan.minutes)]);
        let bounds: [(&str, &dyn std::fmt::Display); 2] =
            [("least", MINUTES.start()), ("most", MINUTES.end())];
        let wrong = self.words.format("plan.no-minutes", &bounds);
        let read = |line: &str| line.parse().ok().filter(|minutes| MINUTES.contains(minutes));
        let Some(minutes) = self.ask_for(&said, &wrong, plan.minutes, read)? else {
            return Ok(());
        };
        let days = match plan.days.is_empty() {
            true => self.words.get("plan.every-day").to_owned(),
            false => plan.days.join(","),
        };
        let said = self.words.format("plan.ask-days", &[("days", &days)]);
        let wrong = self.words.get("plan.no-days").to_owned();
        let Some(days) = self.ask_for(&said, &wrong, plan.days.clone(), read_days)? else {
            return Ok(());
        };
        (plan.until, plan.minutes, plan.days) = (until, minutes, days);
        self.record(|session| session.keep_plan(&plan))?;
        self.kept("plan.kept", &[])
    }

    /// Asks until a line can be read; what stands there for an empty one, nothing where the learner leaves.
    fn ask_for<T>(
        &mut self,
        said: &str,
        wrong: &str,
        stands: T,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Stop> {
        loop {
            match self.io.ask(said)?.as_str() {
                "" => return Ok(Some(stands)),
                "q" => return Ok(None),
                line => match read(line) {
                    Some(value) => return Ok(Some(value)),
                    None => self.io.line(wrong)?,
                },
            }
        }
    }
}

/// Days of the week, such as `mon,wed`; all seven, which is none named, for `all`.
fn read_days(line: &str) -> Option<Vec<String>> {
    let line = line.to_lowercase();
    if line == "all" {
        return Some(Vec::new());
    }
    let named: Vec<&str> = line.split([',', ' ']).filter(|name| !name.is_empty()).collect();
    let known = !named.is_empty() && named.iter().all(|name| WEEKDAYS.contains(name));
    let days = WEEKDAYS.into_iter().filter(|day| named.contains(day)).map(str::to_owned);
    known.then(|| days.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_any_order_and_a_word_that_is_none_is_not() {
        assert_eq!(read_days("wed, mon"), Some(vec!["mon".to_owned(), "wed".to_owned()]));
        assert_eq!(read_days("all"), Some(Vec::new()));
        assert_eq!(read_days("Sun"), Some(vec!["sun".to_owned()]));
        for line in ["", ",", "monday", "mon,x"] {
            assert_eq!(read_days(line), None, "{line}");
        }
    }
}
