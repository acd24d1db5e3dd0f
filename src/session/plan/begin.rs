//! The plan that is offered first: it fits.

use super::{MINUTES, Open};
use crate::{problem::Problem, progress::Plan, session::Session};

/// Minutes are looked for in steps of so many.
const STEP: usize = 5;

impl Session {
    /// The plan that is kept and not over; else one to begin with: a week for each week of the course, and the
    /// minutes that the learner usually studies or, before those are known, the least with which it fits.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn plan_to_change(&self) -> Result<Plan, Problem> {
        if let Some(kept) = self.kept_plan()? {
            return Ok(kept);
        }
        let today = self.today();
        let weeks = u32::try_from(self.library.week_count()).unwrap_or(u32::MAX);
        let least = self.habits.minutes.clamp(*MINUTES.start(), *MINUTES.end());
        let until = today.after(weeks.saturating_mul(7));
        let plan = Plan { from: today, until, minutes: least, days: Vec::new() };
        let minutes = match self.usual_minutes()? {
            Some(usual) => usual.clamp(*MINUTES.start(), *MINUTES.end()),
            None => self.least_that_fits(&plan)?,
        };
        Ok(Plan { minutes, ..plan })
    }

    /// The least minutes, from those of a plan on, with which the course is finished by its end; the most
    /// that there are where none do.
    fn least_that_fits(&self, plan: &Plan) -> Result<u32, Problem> {
        let pace = self.progress.pace()?;
        let open: Vec<Open> = self.open_pieces(&pace).collect();
        let steps: Vec<u32> = (plan.minutes..=*MINUTES.end()).step_by(STEP).collect();
        let (mut low, mut high) = (0, steps.len());
        while low < high {
            let middle = low.midpoint(high);
            let minutes = steps.get(middle).copied().unwrap_or(plan.minutes);
            let tried = Plan { minutes, ..plan.clone() };
            match self.studied(&tried, &open, &pace)?.finished {
                Some(day) if day <= plan.until => high = middle,
                _ => low = middle + 1,
            }
        }
        Ok(steps.get(low).copied().unwrap_or(*MINUTES.end()))
    }
}
