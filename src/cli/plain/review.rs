//! A review on plain lines.

use super::{PlainSession, Turn, line_io::Stop, quiz::Reply};
use crate::{
    progress::Circumstances,
    session::round::{Round, Scope},
};

impl PlainSession {
    /// Reviews what is due, until nothing is left or the learner leaves.
    pub(super) fn review(&mut self, scope: &Scope) -> Result<Turn, Stop> {
        let mut round = self.session.start_round(scope)?;
        self.io.line("")?;
        let title = self.words.get("review.title").to_owned();
        self.markdown("# ", &title)?;
        self.begin_review(&round)?;
        let left = self.ask_round(&mut round);
        if round.asked > 0 {
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("right", &round.right), ("asked", &round.asked)];
            let said = self.words.format("review.end", values);
            self.io.line(&said)?;
        }
        if let Some((day, count)) = self.session.next_review()? {
            let count = self.words.plural("review.count", count);
            let values: &[(&str, &dyn std::fmt::Display)] = &[("count", &count), ("day", &day)];
            let said = self.words.format("review.next", values);
            self.io.line(&said)?;
        }
        left.map(|()| Turn::Back)
    }

    /// Says how much is due.
    fn begin_review(&mut self, round: &Round) -> Result<(), Stop> {
        if let Some(days) = round.away {
            let said = self.words.plural("review.away", days as usize);
            self.io.line(&said)?;
        }
        if round.left() == 0 {
            return self.io.line(self.words.get("review.nothing"));
        }
        let count = self.words.plural("review.count", round.left());
        let minutes = round.minutes.ceil().max(1.0);
        let values: &[(&str, &dyn std::fmt::Display)] = &[("count", &count), ("minutes", &minutes)];
        let key = if round.asked > 0 { "review.goes-on" } else { "review.now" };
        let said = self.words.format(key, values);
        self.io.line(&said)?;
        if round.waiting > 0 {
            let said = self.words.plural("review.waiting", round.waiting);
            self.io.line(&said)?;
        }
        if self.session.habits().asks_sure {
            self.io.line(self.words.get("review.plain-unsure"))?;
        }
        Ok(())
    }

    fn ask_round(&mut self, round: &mut Round) -> Result<(), Stop> {
        while let Some((id, again)) = round.next().map(|(id, again)| (id.clone(), again)) {
            let Ok(posed) = self.session.pose(&id, &self.words) else {
                round.done(None);
                continue;
            };
            self.io.line("")?;
            let said = match again {
                true => self.words.get("review.again").to_owned(),
                false => self.words.plural("review.left", round.left()),
            };
            self.io.line(&said)?;
            let Reply::Answer(answer, how) = self.question(&posed, false)? else { return Ok(()) };
            let how = Circumstances { review: true, again, ..how };
            let verdict = posed.mark(&answer);
            // First on disk, then on the screen.
            self.record(|session| {
                session.record_answer(&posed, &answer, &verdict, None, how.clone())
            })?;
            self.notice()?;
            self.verdict(&posed, &answer, &verdict)?;
            round.done(Some(verdict.right));
        }
        Ok(())
    }
}
