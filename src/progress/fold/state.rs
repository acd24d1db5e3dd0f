//! What one event changes in the projections, kind by kind. Nothing here depends on the order of
//! events, apart from answers inside one sitting and bookmarks of one place.

use rusqlite::{Connection, Result, ToSql, params};

use crate::{progress::happening::Happening, quiz::SittingMode};

/// Changes the tables by one happening at a moment.
pub(super) fn fold(connection: &Connection, happening: &Happening, at: i64) -> Result<()> {
    let run = |sql: &str, values: &[&dyn ToSql]| -> Result<()> {
        connection.prepare_cached(sql)?.execute(values).map(|_| ())
    };
    let latest = |kind: &str, object: &str| {
        run(
            "insert into latest (one, kind, object, at) values (1, ?1, ?2, ?3)
             on conflict do update set kind = excluded.kind, object = excluded.object,
                 at = excluded.at
             where (excluded.at, excluded.kind, excluded.object) >= (at, kind, object)",
            params![kind, object, at],
        )
    };
    match happening {
        Happening::LessonOpened { lesson, .. } => {
            run(
                "insert into lesson (id, opened_at, seen_at, times) values (?1, ?2, ?2, 1)
                 on conflict do update set times = times + 1,
                     opened_at = min(coalesce(opened_at, excluded.opened_at), excluded.opened_at),
                     seen_at = max(seen_at, excluded.seen_at)",
                params![lesson.as_str(), at],
            )?;
            latest("lesson", lesson.as_str())
        }
        Happening::LessonPosition { lesson, revision, byte, percent, furthest } => {
            let byte = i64::try_from(*byte).unwrap_or(i64::MAX);
            run(
                "insert into lesson (id, seen_at, byte, percent, revision, placed_at, furthest)
                 values (?1, ?2, ?3, ?4, ?5, ?2, max(?4, ?6))
                 on conflict do update set seen_at = max(seen_at, excluded.seen_at),
                     furthest = max(furthest, excluded.furthest)",
                params![lesson.as_str(), at, byte, percent, revision, furthest],
            )?;
            run(
                "update lesson set byte = ?3, percent = ?4, revision = ?5, placed_at = ?2
                 where id = ?1 and (placed_at is null or placed_at <= ?2)",
                params![lesson.as_str(), at, byte, percent, revision],
            )?;
            latest("lesson", lesson.as_str())
        }
        Happening::LessonCompleted { lesson, .. } => run(
            "insert into lesson (id, seen_at, completed_at) values (?1, ?2, ?2)
                 on conflict do update set seen_at = max(seen_at, excluded.seen_at),
                     completed_at = min(coalesce(completed_at, excluded.completed_at),
                                        excluded.completed_at)",
            params![lesson.as_str(), at],
        ),
        Happening::QuestionAnswered {
            question,
            revision,
            response,
            success,
            score,
            sitting,
            quiz,
            ..
        } => {
            run(
                "insert into question (id, seen_at, right, wrong, last_right, revision)
                 values (?1, ?2, ?3, not ?3, ?3, ?4)
                 on conflict do update set right = right + excluded.right,
                     wrong = wrong + excluded.wrong",
                params![question.as_str(), at, success, revision],
            )?;
            run(
                "update question set seen_at = ?2, last_right = ?3, revision = ?4
                 where id = ?1 and seen_at <= ?2",
                params![question.as_str(), at, success, revision],
            )?;
            if let Some(sitting) = sitting {
                let answer = serde_json::to_string(response).unwrap_or_default();
                // In practice the first answer counts, in an exam the last one.
                run(
                    "insert into given (sitting, question, place, revision, answer, right, share)
                     select id, ?2, (select count(*) from given where sitting = ?1), ?3, ?4, ?5, ?6
                     from sitting where id = ?1 and finished_at is null
                     on conflict do update set revision = excluded.revision,
                         answer = excluded.answer, right = excluded.right, share = excluded.share
                     where (select mode from sitting where id = excluded.sitting) = 'exam'",
                    params![sitting, question.as_str(), revision, answer, success, score],
                )?;
            }
            if let Some(quiz) = quiz {
                latest("quiz", quiz.as_str())?;
            }
            Ok(())
        }
        Happening::QuizStarted { quiz, sitting, mode, seed, drawn } => {
            let mode = if *mode == SittingMode::Exam { "exam" } else { "practice" };
            let drawn = serde_json::to_string(drawn).unwrap_or_default();
            let seed = i64::from_ne_bytes(seed.to_ne_bytes());
            run(
                "insert into sitting (id, quiz, mode, seed, drawn, started_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing",
                params![sitting, quiz.as_str(), mode, seed, drawn, at],
            )?;
            latest("quiz", quiz.as_str())
        }
        Happening::QuizFinished { quiz, sitting, right, asked, percent, success } => {
            let first = connection
                .prepare_cached(
                    "update sitting set finished_at = ?2, right = ?3, asked = ?4, percent = ?5,
                         passed = ?6
                     where id = ?1 and finished_at is null",
                )?
                .execute(params![sitting, at, right, asked, percent, success])?;
            if first > 0 {
                run(
                    "insert into quiz (id) values (?1) on conflict do nothing",
                    params![quiz.as_str()],
                )?;
                run(
                    "update quiz set attempts = attempts + 1, best = max(best, ?3),
                         last = iif(last_at <= ?2, ?3, last), last_at = max(last_at, ?2),
                         passed_at = iif(?4, min(coalesce(passed_at, ?2), ?2), passed_at)
                     where id = ?1",
                    params![quiz.as_str(), at, percent, success],
                )?;
            }
            latest("quiz", quiz.as_str())
        }
        Happening::ExerciseDrafted { exercise, draft, .. } => {
            run(
                "insert into exercise (id, draft, draft_at) values (?1, ?2, ?3)
                 on conflict do update set draft = excluded.draft, draft_at = excluded.draft_at
                 where draft_at is null or draft_at <= excluded.draft_at",
                params![exercise.as_str(), draft, at],
            )?;
            latest("exercise", exercise.as_str())
        }
        Happening::ExerciseGraded { exercise, success, score, response, .. } => {
            run(
                "insert into attempt (exercise, at, score, passed, answer)
                 values (?1, ?2, ?3, ?4, ?5)",
                params![exercise.as_str(), at, score, success, response],
            )?;
            run(
                "insert into exercise (id) values (?1) on conflict do nothing",
                params![exercise.as_str()],
            )?;
            run(
                "update exercise set attempts = attempts + 1, best = max(best, ?3),
                     passed_at = iif(?4, min(coalesce(passed_at, ?2), ?2), passed_at)
                 where id = ?1",
                params![exercise.as_str(), at, score, success],
            )?;
            latest("exercise", exercise.as_str())
        }
        Happening::LabMission { lab, mission } => {
            run(
                "insert into mission (lab, mission, done_at) values (?1, ?2, ?3)
                 on conflict do update set done_at = min(done_at, excluded.done_at)",
                params![lab.as_str(), mission, at],
            )?;
            latest("lab", lab.as_str())
        }
        Happening::NoteWritten { about, note, byte, text } => {
            let byte = byte.map(|byte| i64::try_from(byte).unwrap_or(i64::MAX));
            run(
                "insert into note (id, about, byte, body, written_at) values (?1, ?2, ?3, ?4, ?5)
                 on conflict do update set byte = excluded.byte, body = excluded.body, written_at = excluded.written_at
                 where written_at <= excluded.written_at",
                params![note, about, byte, text, at],
            )
        }
        Happening::BookmarkSet { lesson, byte, label, set } => {
            let byte = i64::try_from(*byte).unwrap_or(i64::MAX);
            let lesson = lesson.as_str();
            if *set {
                run(
                    "insert or replace into bookmark (lesson, byte, label, set_at)
                     values (?1, ?2, ?3, ?4)",
                    params![lesson, byte, label, at],
                )?;
            } else {
                run("delete from bookmark where lesson = ?1 and byte = ?2", params![lesson, byte])?;
            }
            Ok(())
        }
        // What an undo takes back is folded again without it; see the parent module.
        Happening::Undo { .. } => Ok(()),
    }
}

/// Keeps only that a lesson was looked at.
pub(super) fn seen(connection: &Connection, lesson: &str, at: i64) -> Result<()> {
    let sql = "insert into lesson (id, seen_at) values (?1, ?2)
               on conflict do update set seen_at = max(seen_at, excluded.seen_at)";
    connection.prepare_cached(sql)?.execute(params![lesson, at]).map(|_| ())
}
