//! Which statements go into one request: what waits, in the order of arrival, within bounds.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    class::membership::Membership,
    clock::Timestamp,
    problem::Problem,
    progress::{Logged, Mark, Progress, Stage},
};

/// A request has so many statements at most …
const MOST: usize = 200;

/// … and so many bytes.
const LARGEST: usize = 512 * 1024;

/// A statement that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) event: Uuid,
    pub(super) at: Timestamp,
    pub(super) statement: String,
    /// Whether it was given to the store before, and no answer came.
    pub(super) tried: bool,
    /// The event that it takes back.
    target: Option<Uuid>,
}

/// What is left to do.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// Statements that can go now, in the order of arrival.
    pub(super) ready: Vec<Waiting>,
    /// Those that take back one that is still under way, and go after it.
    pub(super) later: Vec<Waiting>,
    /// Events that were taken back before they were sent, and what took them back.
    pub(super) withheld: Vec<Uuid>,
}

impl Outbox {
    /// Looks at the log, and at what became of its events.
    pub(super) fn of(mine: &Membership, progress: &Progress) -> Result<Self, Problem> {
        let stages = progress.stages(&mine.class.id)?;
        Self::read(mine, progress, &stages, |event| mine.statement(event))
    }

    /// The same without the texts, to be counted only.
    pub(super) fn counted(
        mine: &Membership,
        progress: &Progress,
        stages: &HashMap<Uuid, Stage>,
    ) -> Result<Self, Problem> {
        Self::read(mine, progress, stages, |_| Some(String::new()))
    }

    fn read(
        mine: &Membership,
        progress: &Progress,
        stages: &HashMap<Uuid, Stage>,
        text: impl Fn(&Logged) -> Option<String>,
    ) -> Result<Self, Problem> {
        let mut shared = Vec::new();
        mine.shared(progress, |event| {
            if let (Ok(id), Some(statement)) = (Uuid::parse_str(&event.id), text(&event)) {
                let target =
                    event.undone.as_ref().and_then(|_| Uuid::parse_str(&event.object).ok());
                let tried = stages.get(&id) == Some(&Stage::Tried);
                shared.push(Waiting { event: id, at: event.at, statement, tried, target });
            }
        })?;
        Ok(Self::sorted(shared, stages))
    }

    fn sorted(shared: Vec<Waiting>, stages: &HashMap<Uuid, Stage>) -> Self {
        let undone: HashSet<Uuid> = shared.iter().filter_map(|one| one.target).collect();
        let ids: HashSet<Uuid> = shared.iter().map(|one| one.event).collect();
        let mut outbox = Self::default();
        for one in shared {
            if !matches!(stages.get(&one.event), None | Some(Stage::Tried)) {
                continue;
            }
            let never_sent = !stages.contains_key(&one.event);
            match one.target {
                None if never_sent && undone.contains(&one.event) => {
                    outbox.withheld.push(one.event);
                }
                None => outbox.ready.push(one),
                // What it takes back was never shared, so there is nothing to take back.
                Some(target) if !ids.contains(&target) => {}
                Some(target) => match stages.get(&target) {
                    Some(Stage::Sent) => outbox.ready.push(one),
                    Some(Stage::Tried) => outbox.later.push(one),
                    Some(Stage::Refused | Stage::Withheld) | None => {
                        outbox.withheld.push(one.event);
                    }
                },
            }
        }
        outbox
    }

    /// How many statements are still to go, and since when the oldest of them waits.
    pub(super) fn waiting(&self) -> (u64, Option<Timestamp>) {
        let all = || self.ready.iter().chain(&self.later);
        (all().count() as u64, all().map(|one| one.at).min())
    }

    /// The rows of what will not go.
    pub(super) fn withheld_marks(&self) -> Vec<Mark> {
        let mark =
            |event: &Uuid| Mark { event: *event, stage: Stage::Withheld, code: String::new() };
        self.withheld.iter().map(mark).collect()
    }
}

/// The requests that statements are sent in.
pub(super) fn requests(mut rest: &[Waiting]) -> impl Iterator<Item = &[Waiting]> {
    std::iter::from_fn(move || {
        let mut size = 1;
        let fitting = rest.iter().take(MOST).take_while(|one| {
            size += one.statement.len() + 1;
            size <= LARGEST
        });
        // One that is too long goes alone, to hear it from the store.
        let (request, later) = rest.split_at_checked(fitting.count().max(1))?;
        rest = later;
        Some(request)
    })
}

/// What takes back every statement that is at the store, or may be.
pub(super) fn voids(mine: &Membership, progress: &Progress) -> Result<Vec<Waiting>, Problem> {
    let stages = progress.stages(&mine.class.id)?;
    let (mut sent, mut undone) = (Vec::new(), HashSet::new());
    mine.shared(progress, |event| {
        let Ok(id) = Uuid::parse_str(&event.id) else { return };
        let is_there = matches!(stages.get(&id), Some(Stage::Sent | Stage::Tried));
        match Uuid::parse_str(&event.object).ok().filter(|_| event.undone.is_some()) {
            Some(target) if is_there => {
                undone.insert(target);
            }
            None if is_there => sent.push((id, event)),
            _ => {}
        }
    })?;
    let voids =
        sent.into_iter().filter(|(id, _)| !undone.contains(id)).filter_map(|(id, event)| {
            let void = event.taken_back();
            let statement = mine.statement(&void)?;
            let event = Uuid::parse_str(&void.id).ok()?;
            Some(Waiting { event, at: void.at, statement, tried: false, target: Some(id) })
        });
    Ok(voids.collect())
}

/// The body of a request.
pub(super) fn body(batch: &[Waiting]) -> Vec<u8> {
    let statements: Vec<&str> = batch.iter().map(|one| one.statement.as_str()).collect();
    format!("[{}]", statements.join(",")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: u128, target: Option<u128>, size: usize) -> Waiting {
        let statement = "x".repeat(size);
        let (event, target) = (Uuid::from_u128(id), target.map(Uuid::from_u128));
        Waiting { event, at: Timestamp(0), statement, tried: false, target }
    }

    fn sorted(shared: &[Waiting], stages: &[(u128, Stage)]) -> (Vec<u128>, Vec<u128>, Vec<u128>) {
        let stages = stages.iter().map(|(id, stage)| (Uuid::from_u128(*id), *stage)).collect();
        let outbox = Outbox::sorted(shared.to_vec(), &stages);
        let ids = |all: &[Waiting]| all.iter().map(|one| one.event.as_u128()).collect();
        let withheld = outbox.withheld.iter().map(Uuid::as_u128).collect();
        (ids(&outbox.ready), ids(&outbox.later), withheld)
    }

    #[test]
    fn what_was_taken_back_before_it_was_sent_is_withheld_with_what_took_it_back() {
        let shared = [one(1, None, 1), one(2, None, 1), one(3, Some(1), 1)];
        assert_eq!(sorted(&shared, &[]), (vec![2], vec![], vec![1, 3]));
        let withheld = [(1, Stage::Withheld), (3, Stage::Withheld)];
        assert_eq!(sorted(&shared, &withheld), (vec![2], vec![], vec![]));
        assert_eq!(sorted(&shared, &[(1, Stage::Withheld)]), (vec![2], vec![], vec![3]));
    }

    #[test]
    fn a_void_goes_after_its_target_was_sent_and_not_beside_it() {
        let shared = [one(1, None, 1), one(3, Some(1), 1)];
        assert_eq!(sorted(&shared, &[(1, Stage::Tried)]), (vec![1], vec![3], vec![]));
        assert_eq!(sorted(&shared, &[(1, Stage::Sent)]), (vec![3], vec![], vec![]));
        assert_eq!(sorted(&shared, &[(1, Stage::Refused)]), (vec![], vec![], vec![3]));
        let done = [(1, Stage::Sent), (3, Stage::Sent)];
        assert_eq!(sorted(&shared, &done), (vec![], vec![], vec![]));
    }

    #[test]
    fn what_was_never_shared_is_not_taken_back() {
        assert_eq!(sorted(&[one(3, Some(1), 1)], &[]), (vec![], vec![], vec![]));
    }

    #[test]
    fn a_request_has_200_statements_and_512_kib_at_most() {
        let all = |sizes: &[usize]| -> Vec<Waiting> {
            (0..).zip(sizes).map(|(id, size)| one(id, None, *size)).collect()
        };
        for (sizes, counts) in [
            (vec![1; 500], vec![200, 200, 100]),
            (vec![LARGEST / 4; 9], vec![3, 3, 3]),
            (vec![LARGEST * 2, 1], vec![1, 1]),
            (vec![1, LARGEST, 1], vec![1, 1, 1]),
            (vec![], vec![]),
        ] {
            let all = all(&sizes);
            let found: Vec<&[Waiting]> = requests(&all).collect();
            assert_eq!(found.iter().map(|request| request.len()).collect::<Vec<_>>(), counts);
            assert!(found.iter().all(|one| one.len() == 1 || body(one).len() <= LARGEST));
        }
        assert_eq!(body(&[one(1, None, 1), one(2, None, 2)]), b"[x,xx]");
    }
}
