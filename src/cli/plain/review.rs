//! A review on plain lines.

use super::{PlainSession, Turn, line_io::Stop, quiz::Reply};
use crate::{
    library::Reference,
    progress::Circumstances,
    quiz::Posed,
    session::round::{Round, Scope},
};

/// What comes after a wrong answer.
enum Missed {
    On,
    /// The answer was a slip.
    TakeBack,
    Leave(Turn),
}

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
            for said in self.session.end_of_review(&round, &self.words)? {
                self.io.line(&said)?;
            }
        }
        if let Some(said) = self.session.next_review_told(&self.words)? {
            self.io.line(&said)?;
        }
        left
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

    /// Asks what is left; where the learner goes from there.
    fn ask_round(&mut self, round: &mut Round) -> Result<Turn, Stop> {
        // What was taken back is posed as it was, and cannot be taken back again.
        let mut back: Option<Posed> = None;
        while let Some((id, again)) = round.next().map(|(id, again)| (id.clone(), again)) {
            let once = back.is_none();
            let Some(posed) = back.take().or_else(|| self.session.pose(&id, &self.words).ok())
            else {
                round.done(None);
                continue;
            };
            self.io.line("")?;
            let said = match again {
                true => self.words.get("review.again").to_owned(),
                false => self.words.plural("review.left", round.left()),
            };
            self.io.line(&said)?;
            let Reply::Answer(answer, how) = self.question(&posed, false)? else {
                return Ok(Turn::Back);
            };
            let how = Circumstances { review: true, again, ..how };
            let verdict = posed.mark(&answer);
            // First on disk, then on the screen.
            let event = self.record(|session| {
                session.record_answer(&posed, &answer, &verdict, None, how.clone())
            })?;
            self.notice()?;
            self.verdict(&posed, &answer, &verdict)?;
            if verdict.right {
                round.done(Some(true));
                continue;
            }
            match self.missed_one(&posed, once)? {
                Missed::On => round.done(Some(false)),
                Missed::TakeBack => {
                    self.record(|session| session.take_back(event, &id))?;
                    self.io.line(self.words.get("question.undone"))?;
                    back = Some(posed);
                }
                Missed::Leave(turn) => {
                    round.done(Some(false));
                    return Ok(turn);
                }
            }
        }
        Ok(Turn::Back)
    }

    /// What the learner wants after a wrong answer.
    fn missed_one(&mut self, posed: &Posed, may_take_back: bool) -> Result<Missed, Stop> {
        loop {
            let line = match self.io.ask(self.words.get("review.plain-missed")) {
                // The answer stands; nobody is there to say more.
                Err(Stop::End) => return Ok(Missed::Leave(Turn::Back)),
                line => line?,
            };
            match line.as_str() {
                "" => return Ok(Missed::On),
                "z" if may_take_back => return Ok(Missed::TakeBack),
                "z" => self.io.line(self.words.get("question.no-undo"))?,
                "q" => return Ok(Missed::Leave(Turn::Back)),
                "l" => match &posed.question.lesson {
                    Some(lesson) => {
                        let lesson = Reference::Lesson(lesson.value.clone());
                        return Ok(Missed::Leave(Turn::Open(lesson)));
                    }
                    None => self.unknown("l")?,
                },
                line => self.unknown(line)?,
            }
        }
    }
}
