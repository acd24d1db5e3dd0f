//! One event of each kind.

use super::*;

/// One event of every kind.
pub(in crate::progress) fn one_of_each() -> Vec<Event> {
    vec![
        LessonEvent::Opened { lesson: "sagas".into(), revision: "r1".into() }.into(),
        LessonEvent::Position {
            lesson: "sagas".into(),
            revision: "r1".into(),
            byte: 1_234,
            percent: 40,
            furthest: 60,
        }
        .into(),
        LessonEvent::Completed { lesson: "sagas".into(), revision: "r1".into() }.into(),
        QuizEvent::Started {
            quiz: "sagas-quiz".into(),
            sitting: "s1".into(),
            mode: SittingMode::Exam,
            seed: (1 << 53) - 1,
            drawn: vec!["q1".into(), "q2".into()],
            retry: None,
        }
        .into(),
        QuestionEvent::Answered {
            question: "q1".into(),
            revision: "r2".into(),
            response: Answer::Choice(vec!["a".into()]),
            success: false,
            score: 0.5,
            seed: 7,
            sitting: Some("s1".into()),
            quiz: Some("sagas-quiz".into()),
            circumstances: Circumstances {
                review: true,
                again: true,
                sure: false,
                hints: 1,
                ms: Some(2_500),
                tags: vec!["outbox-is-a-saga".into()],
                meaning: Some("0123456789abcdef".into()),
            },
        }
        .into(),
        QuizEvent::Finished {
            quiz: "sagas-quiz".into(),
            sitting: "s1".into(),
            right: 1,
            asked: 2,
            percent: 50,
            success: false,
        }
        .into(),
        QuizEvent::Marked {
            quiz: "sagas-quiz".into(),
            sitting: "s1".into(),
            question: "q2".into(),
            marked: true,
        }
        .into(),
        ExerciseEvent::Drafted {
            exercise: "split-the-shop".into(),
            revision: "r3".into(),
            draft: "[service]\n".into(),
        }
        .into(),
        ExerciseEvent::Graded {
            exercise: "split-the-shop".into(),
            revision: "r3".into(),
            response: "[service]\n".into(),
            success: true,
            score: 0.9,
            findings: vec![RuleCount { rule: "D-03".into(), times: 2 }],
        }
        .into(),
        ChangeEvent::Predicted {
            sequence: lean_year(),
            revision: "r3".into(),
            services: vec!["orders".into()],
        }
        .into(),
        ChangeEvent::Drafted {
            sequence: lean_year(),
            revision: "r3".into(),
            draft: "[service]\n".into(),
        }
        .into(),
        ChangeEvent::Graded {
            sequence: lean_year(),
            revision: "r3".into(),
            response: "[service]\n".into(),
            success: true,
            score: 0.9,
            cost: 7.5,
        }
        .into(),
        LabEvent::Mission { lab: "rate".into(), mission: "burst".into(), recording: None }.into(),
        LabEvent::Predicted { lab: "rate".into(), question: 1, said: "2".into() }.into(),
        LabEvent::Left { lab: "rate".into(), kept: serde_json::json!({"events": 3}) }.into(),
        NoteEvent::Written {
            about: "sagas".into(),
            note: "n1".into(),
            byte: Some(10),
            text: "Ask Ann".into(),
        }
        .into(),
        BookmarkEvent::Set { lesson: "sagas".into(), byte: 99, label: "here".into(), set: true }
            .into(),
        CourseEvent::Adopted { course: "archtutor".into(), objects: vec!["sagas".into()] }.into(),
        ItemEvent::Hidden { item: "q1".into() }.into(),
        ItemEvent::Restored { item: "q1".into() }.into(),
        ItemEvent::CardAdded { card: "card:problem:saga".into() }.into(),
        WeekEvent::Known {
            week: "sagas".into(),
            lessons: vec!["sagas".into()],
            items: vec!["q3".into()],
        }
        .into(),
        PlanEvent::Cleared { course: "archtutor".into() }.into(),
        PlanEvent::Set {
            course: "archtutor".into(),
            until: "2026-06-01".into(),
            minutes: 30,
            days: vec!["mon".into()],
        }
        .into(),
        ToldEvent::Told { what: "misconception:outbox-is-a-saga".into() }.into(),
        TuningEvent::Tuned {
            model: "fsrs-6".into(),
            parameters: fsrs_parameters(),
            before: Fit { log_loss: 0.4, rmse: 0.1 },
            after: Fit { log_loss: 0.3, rmse: 0.05 },
            reviews: 400,
        }
        .into(),
        UndoEvent::TakenBack { event: "018f0000-0000-7000-8000-000000000000".into() }.into(),
    ]
}

fn lean_year() -> crate::change::Sequence {
    crate::change::Sequence::of(&"split-the-shop".into(), "lean-year")
}
