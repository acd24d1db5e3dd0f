//! What happens after the answer to an exercise was accepted, over plain lines: the changes, the story and
//! the guess, the work, and what comes behind.

use super::{PlainSession, line_io::Stop};
use crate::{
    change::{Sequence, Told},
    id::ExerciseId,
    problem::Problem,
    progress::ChangeEvent,
    session::{Choice, Meeting, Work},
};

/// What an entry of a change's menu does.
enum Goal {
    Follow,
    Then(Sequence),
}

impl PlainSession {
    /// The names of the changes that an accepted answer may meet, each with how it stands.
    pub(super) fn changes(
        &self,
        exercise: &ExerciseId,
    ) -> Result<Vec<(String, Sequence)>, Problem> {
        if !self.session.meets_changes(exercise) {
            return Ok(Vec::new());
        }
        let (folder, _) = self.session.accepted_cut(exercise)?;
        let first = self.session.choices(&folder).into_iter().map(|choice| {
            let name = self.words.format("change.later-of", &[("title", &choice.title)]);
            (self.offered(name, &choice), choice.sequence)
        });
        let mut all: Vec<(String, Sequence)> = first.collect();
        if let Some((end, _)) = self.session.longest_way(exercise).last() {
            let title = self.session.meeting(end)?.later.change.title;
            let head = self.words.format("change.onward", &[("title", &title)]);
            let behind = self.session.choices_behind(end)?.into_iter().map(|choice| {
                (self.offered(format!("{head}: {}", choice.title), &choice), choice.sequence)
            });
            all.extend(behind);
        }
        Ok(all)
    }

    /// The name of a change that may be chosen, with how it stands and what speaks against it.
    fn offered(&self, name: String, choice: &Choice) -> String {
        let state = self.session.standing(&choice.sequence).told(&self.words);
        let notes = [Some(state), choice.warned(&self.words)].into_iter().flatten();
        let notes: Vec<String> = notes.filter(|note| !note.is_empty()).collect();
        match notes.is_empty() {
            true => name,
            false => format!("{name} ({})", notes.join("; ")),
        }
    }

    /// The name of what the changes that were followed say together, if they are enough to say something.
    pub(super) fn profiled(&self, exercise: &ExerciseId) -> Result<Option<String>, Problem> {
        if !self.session.meets_changes(exercise) {
            return Ok(None);
        }
        let (folder, _) = self.session.accepted_cut(exercise)?;
        let n = self.session.profile(&folder).len();
        Ok((n > 0).then(|| self.words.format("change.profile", &[("n", &n)])))
    }

    /// What the changes that were followed say together about the cut.
    pub(super) fn profile(&mut self, exercise: &ExerciseId) -> Result<(), Stop> {
        let (folder, _) = self.session.accepted_cut(exercise)?;
        let axes = self.session.profile(&folder);
        let said = self.words.format("change.profile", &[("n", &axes.len())]);
        self.heading(2, &said)?;
        self.io.line(self.words.get("change.profile-note"))?;
        axes.iter().try_for_each(|axis| {
            let line = format!("{}: {}", axis.title, axis.told(&self.words));
            self.io.line(&line)
        })
    }

    /// One change, until the learner goes back.
    pub(super) fn change(&mut self, sequence: Sequence) -> Result<(), Stop> {
        let mut next = Some(sequence);
        while let Some(sequence) = next {
            next = self.meet(&sequence)?;
        }
        Ok(())
    }

    /// Meets a change; gives what comes behind it, if the learner goes on.
    fn meet(&mut self, sequence: &Sequence) -> Result<Option<Sequence>, Stop> {
        let meeting = self.session.meeting(sequence)?;
        self.io.line("")?;
        self.heading(2, &meeting.later.change.title)?;
        if !sequence.is_single() {
            let titles = meeting.earlier_titles().join(", ");
            let said = self.words.format("change.after", &[("titles", &titles)]);
            self.io.line(&said)?;
        }
        self.markdown("", &meeting.later.change.story)?;
        if !self.guess(&meeting)? {
            return Ok(None);
        }
        self.broke(&meeting)?;
        loop {
            let (names, goals) = self.goals_of(sequence)?;
            match self.choose(&names)?.and_then(|at| goals.into_iter().nth(at)) {
                None => return Ok(None),
                Some(Goal::Then(next)) => return Ok(Some(next)),
                Some(Goal::Follow) => {
                    let work = Work::follow(sequence, &self.session)?;
                    self.work_on(work)?;
                }
            }
        }
    }

    fn goals_of(&self, sequence: &Sequence) -> Result<(Vec<String>, Vec<Goal>), Problem> {
        let begun = self.session.begun(sequence);
        let drafted = begun.as_ref().is_some_and(|begun| begun.draft.is_some());
        let key = if drafted { "plain.change.continue" } else { "plain.change.work" };
        let mut ways = vec![(self.words.get(key).to_owned(), Goal::Follow)];
        if begun.is_some_and(|begun| begun.accepted().is_some()) {
            let behind = self.session.choices_behind(sequence)?.into_iter();
            ways.extend(behind.map(|next| {
                (self.offered(next.told(&self.words), &next), Goal::Then(next.sequence))
            }));
        }
        Ok(ways.into_iter().unzip())
    }

    /// Asks once which services will have to move; whether that was said.
    fn guess(&mut self, meeting: &Meeting) -> Result<bool, Stop> {
        let begun = self.session.begun(&meeting.sequence);
        if begun.is_some_and(|begun| begun.predicted.is_some()) {
            return Ok(true);
        }
        let services = meeting.services();
        let asked = self.words.get("change.ask").to_owned();
        self.io.line(&asked)?;
        for (at, service) in services.iter().enumerate() {
            self.io.line(&format!("{}. {service}", at + 1))?;
        }
        let guessed = loop {
            let line = self.io.ask(self.words.get("plain.change.ask"))?;
            if line == "q" {
                return Ok(false);
            }
            if let Some(numbers) = numbers(&line, services.len()) {
                break numbers;
            }
            let said = self.words.format("plain.change.numbers", &[("n", &services.len())]);
            self.io.line(&said)?;
        };
        let guessed: Vec<String> =
            guessed.into_iter().filter_map(|at| services.get(at).cloned()).collect();
        self.record(|session| {
            session.record(ChangeEvent::Predicted {
                sequence: meeting.sequence.clone(),
                revision: meeting.later.revision.clone(),
                services: guessed.clone(),
            })
        })?;
        Ok(true)
    }

    /// Says what the change breaks of the design as it was.
    fn broke(&mut self, meeting: &Meeting) -> Result<(), Stop> {
        let with = self.session.library().knowledge();
        let outcome = meeting.outcome(meeting.before(), None, &with);
        if outcome.broke.is_empty() {
            let said = self.words.get("change.spared").to_owned();
            return self.io.line(&said);
        }
        outcome.told_broke(&self.words).into_iter().try_for_each(|told| match told {
            Told::Head(head) => self.io.line(&head),
            Told::Line(line) => self.io.line(&format!("  {line}")),
        })
    }
}

/// Numbers from 1 to `most` as places from 0; 0 alone stands for none, and everything else for no answer.
fn numbers(line: &str, most: usize) -> Option<Vec<usize>> {
    let words = line.split(|sign: char| sign.is_whitespace() || sign == ',');
    let numbers: Option<Vec<usize>> =
        words.filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect();
    match numbers?.as_slice() {
        [] => None,
        [0] => Some(Vec::new()),
        some => some.iter().map(|n| n.checked_sub(1).filter(|at| *at < most)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_guess_is_numbers_of_services_or_none_at_all() {
        assert_eq!(numbers("1, 3", 3), Some(vec![0, 2]));
        assert_eq!(numbers("0", 3), Some(Vec::new()));
        for wrong in ["", "4", "0 1", "x", "1 x"] {
            assert_eq!(numbers(wrong, 3), None, "{wrong:?}");
        }
    }
}
