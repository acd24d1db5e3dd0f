//! Questions asked line by line: a whole quiz, or one check question of a lesson.

use super::{
    PlainSession, Turn,
    answer::{self, Typed},
    exam::Choice,
    line_io::Stop,
};
use crate::{
    clock::Timestamp,
    id::{QuestionId, QuizId},
    library::Reference,
    progress::{Circumstances, LONGEST_MS},
    quiz::{Answer, Posed, Quiz, Sitting, SittingMode, SittingResult, Unready},
};

/// What came of asking a question.
pub(super) enum Reply {
    Answer(Answer, Circumstances),
    /// Not now.
    Skip,
    Leave,
}

impl PlainSession {
    /// Sits a quiz: a half-finished attempt goes on, else one begins. An exam is asked for by name, and
    /// then begins anew unless an exam is half finished.
    pub(super) fn sit(&mut self, id: &QuizId, mode: Option<SittingMode>) -> Result<Turn, Stop> {
        let quiz = self.session.library().quiz(id)?;
        self.io.line("")?;
        let title = self.session.quiz_title(&quiz, &self.words);
        self.heading(1, &title)?;
        let open = self.session.open_sitting(&quiz)?;
        self.notice()?;
        let exam = mode == Some(SittingMode::Exam);
        let open = open.filter(|open| !exam || open.mode == SittingMode::Exam);
        let sitting = match open {
            Some(open) => {
                let (n, all) = (open.given.len(), open.drawn.len());
                let said = self.words.format("plain.goes-on", &[("n", &n), ("all", &all)]);
                self.io.line(&said)?;
                open
            }
            None => {
                let Some(mode) = self.cover(&quiz, mode)? else { return Ok(Turn::Back) };
                self.record(|session| session.start_sitting(&quiz, mode))?
            }
        };
        self.go_on(&quiz, sitting)
    }

    /// Asks what is left of a sitting, and says how it went.
    pub(super) fn go_on(&mut self, quiz: &Quiz, mut sitting: Sitting) -> Result<Turn, Stop> {
        match self.ask_all(quiz, &mut sitting) {
            Ok(true) => self.finish(quiz, &sitting),
            left => {
                let (n, all) = (sitting.given.len(), sitting.drawn.len());
                self.kept("plain.kept", &[("n", &n), ("all", &all)])?;
                left.map(|_| Turn::Back)
            }
        }
    }

    /// Says what the quiz is and asks how it is to be taken, unless that is known.
    fn cover(
        &mut self,
        quiz: &Quiz,
        mode: Option<SittingMode>,
    ) -> Result<Option<SittingMode>, Stop> {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("all", &quiz.questions.len()), ("pass", &quiz.pass)];
        let said = self.words.plural_with("quiz.cover", quiz.draw, &values);
        self.markdown("", &said)?;
        if quiz.id.tested_week().is_some() {
            self.markdown("", self.words.get("test-out.about").to_owned().as_str())?;
            return Ok(Some(SittingMode::Exam));
        }
        if mode.is_some() {
            return Ok(mode);
        }
        let modes = ["plain.practice", "plain.exam"].map(|key| self.words.get(key).to_owned());
        Ok(match self.choose(&modes)? {
            Some(0) => Some(SittingMode::Practice),
            Some(_) => Some(SittingMode::Exam),
            None => None,
        })
    }

    /// Asks what is not answered yet; whether the sitting is at its end now.
    fn ask_all(&mut self, quiz: &Quiz, sitting: &mut Sitting) -> Result<bool, Stop> {
        let mut next = sitting.next(quiz);
        loop {
            while let Some(at) = next {
                if !self.ask_at(quiz, sitting, at)? {
                    return Ok(false);
                }
                next = sitting.onward(quiz, at);
            }
            if sitting.mode == SittingMode::Practice {
                return Ok(true);
            }
            next = match self.overview(quiz, sitting)? {
                Choice::Question(at) => Some(at),
                Choice::HandIn => return Ok(true),
                Choice::Leave => return Ok(false),
            };
        }
    }

    /// Asks the question at a place, which an exam may leave open; whether the sitting goes on.
    fn ask_at(&mut self, quiz: &Quiz, sitting: &mut Sitting, at: usize) -> Result<bool, Stop> {
        let Some(posed) = sitting.pose(quiz, at) else { return Ok(true) };
        let (n, all) = (at + 1, sitting.drawn.len());
        let said = self.words.format("plain.question", &[("n", &n), ("all", &all)]);
        self.io.line("")?;
        self.io.line(&said)?;
        let exam = sitting.mode == SittingMode::Exam;
        if let Some(given) = sitting.given(&posed.question.id) {
            self.given(&given.answer)?;
        }
        let (answer, how) = match self.question(&posed, exam)? {
            Reply::Answer(answer, how) => (answer, how),
            Reply::Skip => return Ok(true),
            Reply::Leave => return Ok(false),
        };
        // First on disk, then on the screen.
        let mut longer = sitting.clone();
        let verdict = longer.answer(&posed, &answer);
        self.record(|session| {
            session.record_answer(&posed, &answer, &verdict, Some(&longer), how.clone())
        })?;
        *sitting = longer;
        self.notice()?;
        if !exam {
            self.verdict(&posed, &answer, &verdict)?;
        }
        Ok(true)
    }

    /// Says which answer was given, unless it was that one does not know.
    fn given(&mut self, answer: &Answer) -> Result<(), Stop> {
        if *answer == Answer::DontKnow {
            return Ok(());
        }
        let said = self.words.format("plain.you-said", &[("answer", &answer.summary())]);
        self.io.line(&said)
    }

    /// Asks one question until it is answered, skipped or left.
    pub(super) fn question(&mut self, posed: &Posed, may_skip: bool) -> Result<Reply, Stop> {
        if let Some(preamble) = &posed.question.preamble {
            self.markdown("", preamble)?;
            self.io.line("")?;
        }
        if posed.prompt.trim().is_empty() {
            self.io.line(self.words.get("question.trace"))?;
        } else {
            self.markdown("", &posed.prompt)?;
        }
        self.io.line("")?;
        for offer in answer::offers(&posed.form) {
            if offer.code {
                self.io.raw(&format!("{}{}", offer.label, answer::code(&offer.text)))?;
            } else if offer.label.is_empty() {
                self.io.line("")?;
            } else {
                self.markdown(&offer.label, &offer.text)?;
            }
        }
        let how = answer::how(&posed.form, &self.words);
        let key = if may_skip { "plain.answer-or-skip" } else { "plain.answer" };
        let prompt = self.words.format(key, &[("how", &how)]);
        let shown = self.session.clock().now();
        loop {
            let line = self.io.ask(&prompt)?;
            let (line, sure) = self.surely(line);
            match line.as_str() {
                "" if may_skip => return Ok(Reply::Skip),
                "" => self.io.line(self.words.get("plain.empty"))?,
                "q" => return Ok(Reply::Leave),
                "?" => return Ok(Reply::Answer(Answer::DontKnow, self.circumstances(shown, sure))),
                line => match answer::read(&posed.form, line) {
                    Typed::Unclear => self.io.line(self.words.get("plain.unclear"))?,
                    Typed::Answer(answer) => match posed.ready(&answer) {
                        Ok(()) => {
                            return Ok(Reply::Answer(answer, self.circumstances(shown, sure)));
                        }
                        Err(unready) => self.unready(&unready)?,
                    },
                },
            }
        }
    }

    /// A line without the sign that the learner is not sure, and whether they are.
    fn surely(&self, line: String) -> (String, bool) {
        let unsure = line.strip_suffix(" ?").filter(|_| self.session.habits().asks_sure);
        match unsure {
            Some(rest) => (rest.trim_end().to_owned(), false),
            None => (line, true),
        }
    }

    fn circumstances(&self, shown: Timestamp, sure: bool) -> Circumstances {
        let ms = self.session.clock().now().0.saturating_sub(shown.0);
        let ms = u64::try_from(ms).unwrap_or(0).min(LONGEST_MS);
        Circumstances { sure, ms: Some(ms), ..Circumstances::default() }
    }

    fn unready(&mut self, unready: &Unready) -> Result<(), Stop> {
        let said = match unready {
            Unready::Empty | Unready::OtherKind => self.words.get("plain.empty").to_owned(),
            Unready::Incomplete => self.words.get("plain.incomplete").to_owned(),
            Unready::NotANumber => self.words.get("question.not-a-number").to_owned(),
            Unready::WrongUnit(unit) => self.words.format("question.wrong-unit", &[("unit", unit)]),
            Unready::NoSuchLine(last) => self.words.plural("question.no-such-line", *last),
        };
        self.io.line(&said)
    }

    /// A check question where it stands in a lesson; whether the lesson goes on.
    pub(super) fn check(&mut self, id: &QuestionId) -> Result<bool, Stop> {
        self.io.line("")?;
        if let Some(task) = self.session.library().task(id) {
            return self.written(&task);
        }
        let posed = match self.session.pose(id, &self.words) {
            Ok(posed) => posed,
            Err(problem) => {
                self.problem(problem)?;
                return Ok(true);
            }
        };
        self.io.line(self.words.get("check.title"))?;
        if self.session.check_state(id) == Some(true) {
            self.io.line(self.words.get("plain.known"))?;
        }
        match self.question(&posed, true)? {
            Reply::Leave => Ok(false),
            Reply::Skip => Ok(true),
            Reply::Answer(answer, how) => {
                let verdict = posed.mark(&answer);
                self.record(|session| {
                    session.record_answer(&posed, &answer, &verdict, None, how.clone())
                })?;
                self.notice()?;
                self.verdict(&posed, &answer, &verdict)?;
                Ok(true)
            }
        }
    }

    fn finish(&mut self, quiz: &Quiz, sitting: &Sitting) -> Result<Turn, Stop> {
        let result = sitting.result(quiz);
        self.record(|session| session.finish_sitting(sitting, &result))?;
        if sitting.mode == SittingMode::Exam {
            self.explain(quiz, sitting)?;
        }
        self.outcome(quiz, sitting)
    }

    /// Says how a sitting went, and where one can go from there.
    pub(super) fn outcome(&mut self, quiz: &Quiz, sitting: &Sitting) -> Result<Turn, Stop> {
        let result = sitting.result(quiz);
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("right", &result.right),
            ("asked", &result.asked),
            ("percent", &result.percent),
            ("pass", &quiz.pass),
        ];
        let word = match (&sitting.retry, result.passed) {
            (Some(_), _) => "quiz.retried",
            (None, true) => "quiz.passed",
            (None, false) => "quiz.not-yet",
        };
        for key in [word, "quiz.score"] {
            let said = self.words.format(key, &values);
            self.io.line(&said)?;
        }
        if result.passed && quiz.id.tested_week().is_some() {
            self.io.line(self.words.get("test-out.known"))?;
        }
        let lessons = self.missed(quiz, sitting, &result)?;
        loop {
            match self.io.ask(self.words.get("plain.result"))?.as_str() {
                "" | "q" => return Ok(Turn::Back),
                "m" => return self.retry(quiz, sitting),
                "a" => return self.sit(&quiz.id, Some(sitting.mode)),
                line => {
                    let number = line.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                    if let Some(Some(lesson)) = number.and_then(|at| lessons.get(at)) {
                        return Ok(Turn::Open(lesson.clone()));
                    }
                    self.unknown(line)?;
                }
            }
        }
    }

    /// Every question with its answer and the verdict, such as an exam held back.
    pub(super) fn explain(&mut self, quiz: &Quiz, sitting: &Sitting) -> Result<(), Stop> {
        for (at, id) in sitting.drawn.iter().enumerate() {
            let Some(posed) = sitting.pose(quiz, at) else { continue };
            let Some(given) = sitting.given(id) else { continue };
            self.io.line("")?;
            let (n, all) = (at + 1, sitting.drawn.len());
            let said = self.words.format("plain.question", &[("n", &n), ("all", &all)]);
            self.io.line(&said)?;
            self.markdown("", &posed.prompt)?;
            self.given(&given.answer)?;
            let verdict = posed.mark(&given.answer);
            self.verdict(&posed, &given.answer, &verdict)?;
        }
        Ok(())
    }

    /// Lists what was missed, numbered, and gives the lessons to read again.
    fn missed(
        &mut self,
        quiz: &Quiz,
        sitting: &Sitting,
        result: &SittingResult,
    ) -> Result<Vec<Option<Reference>>, Stop> {
        let mut lessons = Vec::new();
        if !result.missed.is_empty() {
            self.io.line("")?;
            self.io.line(self.words.get("quiz.missed"))?;
        }
        for (at, missed) in result.missed.iter().enumerate() {
            let prompt = sitting.title(quiz, &missed.question, &self.words);
            self.io.line(&format!("{}. {prompt}", at + 1))?;
            let library = self.session.library();
            let slot = missed.lesson.as_ref().and_then(|lesson| library.slot(lesson));
            let card = slot.and_then(|slot| Some((library.number(slot), library.at(slot)?)));
            let found = card.map(|(number, card)| (format!("{number} {}", card.title), card));
            let lesson = found.as_ref().map(|(_, card)| Reference::Lesson(card.id.clone()));
            let said = found.map(|(name, _)| name);
            if let Some(said) = said {
                self.io.line(&format!("   {said}"))?;
            }
            lessons.push(lesson);
        }
        self.io.line("")?;
        Ok(lessons)
    }

    /// Says that a line was not understood.
    pub(super) fn unknown(&mut self, line: &str) -> Result<(), Stop> {
        let said = self.words.format("plain.unknown", &[("line", &line)]);
        self.io.line(&said)
    }
}
