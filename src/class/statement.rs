//! What an event of the log says to a class: an xAPI statement.
//!
//! A statement is a pure function of the event, the class and the code, for ever: it names no version,
//! title or language, because a store refuses the same id in another form.
//!
//! Source: <https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md>

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{code::Code, definition::Class};
use crate::progress::Logged;

const ADL: &str = "http://adlnet.gov/expapi";

/// What is shared of a kind of event: a verb, what it is about, and the type of that.
struct Shared {
    kind: &'static str,
    /// The verb; where there are two, of success and of failure.
    verbs: [&'static str; 2],
    object: &'static str,
    activity: &'static str,
    /// Fields of `data` that become extensions of the context.
    extensions: &'static [(&'static str, Form)],
}

/// What a field must be to be shared.
#[derive(Clone, Copy)]
enum Form {
    Flag,
    Count,
    Text,
    Texts,
    Counts,
}

const SHARED: [Shared; 8] = [
    shared("lesson.opened", "experienced", "lesson", "lesson", &[]),
    shared("lesson.completed", "completed", "lesson", "lesson", &[]),
    shared(
        "question.answered",
        "answered",
        "question",
        "question",
        &[
            ("sure", Form::Flag),
            ("hints", Form::Count),
            ("review", Form::Flag),
            ("again", Form::Flag),
            ("meaning", Form::Text),
            ("tags", Form::Texts),
        ],
    ),
    shared(
        "quiz.started",
        "attempted",
        "quiz",
        "assessment",
        &[("mode", Form::Text), ("drawn", Form::Texts)],
    ),
    Shared {
        verbs: ["passed", "failed"],
        ..shared("quiz.finished", "passed", "quiz", "assessment", &[])
    },
    Shared {
        verbs: ["passed", "failed"],
        ..shared(
            "exercise.graded",
            "passed",
            "exercise",
            "performance",
            &[("findings", Form::Counts)],
        )
    },
    shared("lab.mission", "progressed", "lab", "simulation", &[("mission", Form::Text)]),
    shared("week.known", "mastered", "week", "module", &[]),
];

const fn shared(
    kind: &'static str,
    verb: &'static str,
    object: &'static str,
    activity: &'static str,
    extensions: &'static [(&'static str, Form)],
) -> Shared {
    Shared { kind, verbs: [verb, verb], object, activity, extensions }
}

/// The kinds of events that are shared; an `undo` is if it takes back one of these.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    SHARED.iter().map(|shared| shared.kind)
}

/// Whether a verb can be said of what has this word in its address.
pub(super) fn fits(verb: &str, object: &str) -> bool {
    SHARED.iter().any(|shared| shared.object == object && shared.verbs.contains(&verb))
}

/// The name of a verb of ours from its address.
pub(super) fn verb_name(address: &str) -> Option<&str> {
    address.strip_prefix(ADL)?.strip_prefix("/verbs/")
}

/// The statement of an event as one line of JSON; `None` for what is not shared.
pub fn statement(event: &Logged, class: &Class, code: &Code) -> Option<String> {
    let kind = event.undone.as_deref().filter(|_| event.kind == UNDO).unwrap_or(&event.kind);
    let shared = SHARED.iter().find(|shared| shared.kind == kind)?;
    if event.kind == UNDO {
        return Some(void(event, class, code).to_string());
    }
    let success = event.data.get("success").and_then(Value::as_bool) == Some(true);
    let verb = if success { shared.verbs[0] } else { shared.verbs[1] };
    let course = format!("{}/{}", class.iri, class.course);
    let mut statement = head(event, class, code, verb);
    statement["object"] = json!({
        "objectType": "Activity",
        "id": format!("{course}/{}/{}", shared.object, event.object),
        "definition": { "type": format!("{ADL}/activities/{}", shared.activity) },
    });
    statement["context"] = context(event, class, shared, &course);
    if let Some(result) = result(event, class) {
        statement["result"] = result;
    }
    Some(statement.to_string())
}

const UNDO: &str = "undo";

fn void(event: &Logged, class: &Class, code: &Code) -> Value {
    let mut statement = head(event, class, code, "voided");
    statement["object"] = json!({ "objectType": "StatementRef", "id": event.object });
    statement
}

/// What every statement begins with.
fn head(event: &Logged, class: &Class, code: &Code, verb: &str) -> Value {
    json!({
        "id": event.id,
        "timestamp": event.at.rfc3339_millis(),
        "actor": {
            "objectType": "Agent",
            "account": { "homePage": class.iri, "name": code.as_str() },
        },
        "verb": { "id": format!("{ADL}/verbs/{verb}"), "display": { "en": verb } },
    })
}

fn context(event: &Logged, class: &Class, shared: &Shared, course: &str) -> Value {
    let text = |key: &str| event.data.get(key).and_then(Value::as_str);
    let mut activities = json!({ "grouping": [{ "id": course }] });
    if let Some(quiz) = text("quiz") {
        activities["parent"] = json!([{ "id": format!("{course}/quiz/{quiz}") }]);
    }
    let mut context = json!({
        "platform": "archtutor",
        "contextActivities": activities,
        "extensions": extensions(event, class, shared),
    });
    if !event.revision.is_empty() {
        context["revision"] = json!(event.revision);
    }
    // Of another form it would be no registration to a store.
    if let Some(sitting) = text("sitting").filter(|sitting| Uuid::parse_str(sitting).is_ok()) {
        context["registration"] = json!(sitting);
    }
    context
}

fn extensions(event: &Logged, class: &Class, shared: &Shared) -> Map<String, Value> {
    let name = |key: &str| format!("{}/{key}", class.ext);
    let day = event.data.get("learning_day").and_then(Value::as_str).unwrap_or(&event.day);
    let mut extensions = Map::new();
    extensions.insert(name("device"), json!(event.device));
    extensions.insert(name("day"), json!(day));
    for (key, form) in shared.extensions {
        if let Some(value) = event.data.get(*key).and_then(|value| form.of(value)) {
            extensions.insert(name(key), value);
        }
    }
    extensions
}

impl Form {
    /// The value in this form; `None` for what is of another and for lists of nothing.
    fn of(self, value: &Value) -> Option<Value> {
        let list = |each: &dyn Fn(&Value) -> Option<Value>| {
            let found: Vec<Value> = value.as_array()?.iter().filter_map(each).collect();
            (!found.is_empty()).then_some(Value::Array(found))
        };
        match self {
            Self::Flag => value.as_bool().map(Value::Bool),
            Self::Count => value.as_u64().map(Value::from),
            Self::Text => value.as_str().map(Value::from),
            Self::Texts => list(&|item| item.as_str().map(Value::from)),
            Self::Counts => list(&|item| {
                let (rule, times) = (item.get("rule")?.as_str()?, item.get("times")?.as_u64()?);
                Some(json!({ "rule": rule, "times": times }))
            }),
        }
    }
}

/// What came out of it; `None` where nothing did.
fn result(event: &Logged, class: &Class) -> Option<Value> {
    let data = &event.data;
    let success = data.get("success").and_then(Value::as_bool)?;
    let percent = data.get("percent").and_then(Value::as_f64).map(|percent| percent / 100.0);
    let mut result = json!({ "success": success });
    if let Some(share) = data.get("score").and_then(Value::as_f64).or(percent) {
        result["score"] = json!({ "scaled": share });
    }
    if event.kind == "question.answered" {
        if let Some(ms) = data.get("ms").and_then(Value::as_u64) {
            result["duration"] = json!(duration(ms));
        }
        if class.responses
            && let Some(response) = data.get("response")
        {
            result["response"] = json!(response.to_string());
        }
    }
    Some(result)
}

/// Milliseconds as a duration of ISO 8601, in seconds: `PT4.2S`.
fn duration(ms: u64) -> String {
    let seconds = format!("{}.{:03}", ms / 1_000, ms % 1_000);
    format!("PT{}S", seconds.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = include_str!("../../tests/fixtures/class/class.toml");
    const EVENTS: &str = include_str!("../../tests/fixtures/class/events.jsonl");
    const STATEMENTS: &str = include_str!("../../tests/fixtures/class/statements.jsonl");

    fn class() -> Class {
        Class::read("class.toml", TOML).unwrap()
    }

    fn code() -> Code {
        Code::parse("abcdefghijklmnopqrstuvwx23").unwrap()
    }

    /// The events of the fixture, each with the kind of what it takes back.
    fn events() -> Vec<Logged> {
        let mut events: Vec<Logged> =
            EVENTS.lines().map(|line| Logged::from_line(line).unwrap()).collect();
        let kinds: Vec<(String, String)> =
            events.iter().map(|event| (event.id.clone(), event.kind.clone())).collect();
        for event in &mut events {
            let target = kinds.iter().find(|(id, _)| *id == event.object);
            event.undone = target.map(|(_, kind)| kind.clone());
        }
        events
    }

    #[test]
    fn the_statements_of_the_contract_are_made_to_the_byte() {
        let (class, code) = (class(), code());
        let made: Vec<String> =
            events().iter().filter_map(|event| statement(event, &class, &code)).collect();
        let wanted: Vec<&str> = STATEMENTS.lines().collect();
        assert_eq!(made, wanted);
    }

    #[test]
    fn what_was_answered_stays_at_home_where_the_class_does_not_ask_for_it() {
        let class = Class { responses: false, ..class() };
        let all: String = events().iter().filter_map(|e| statement(e, &class, &code())).collect();
        assert!(!all.contains("response") && !all.contains("сага"));
        assert!(all.contains(r#""success":true,"score":{"scaled":1.0},"duration":"PT4.2S""#));
    }

    #[test]
    fn an_undo_is_shared_only_where_what_it_takes_back_is() {
        let mut undo = events().into_iter().find(|event| event.kind == UNDO).unwrap();
        for (undone, shared) in
            [(Some("lesson.completed"), true), (Some("note.written"), false), (None, false)]
        {
            undo.undone = undone.map(str::to_owned);
            assert_eq!(statement(&undo, &class(), &code()).is_some(), shared, "{undone:?}");
        }
    }

    #[test]
    fn durations_have_no_noughts_at_their_end() {
        let all = [0, 5, 4_000, 4_200, 600_000].map(duration);
        assert_eq!(all, ["PT0S", "PT0.005S", "PT4S", "PT4.2S", "PT600S"]);
    }

    #[test]
    fn nothing_private_is_ever_shared() {
        let private = ["note.written", "bookmark.set", "lesson.position", "exercise.drafted"];
        assert!(kinds().all(|kind| !private.contains(&kind)));
        let sitting = |name: &str| {
            let line = EVENTS.lines().nth(4).unwrap();
            Logged::from_line(&line.replace("019ab697-e800-7000-8000-000000000063", name)).unwrap()
        };
        let odd = statement(&sitting("s1"), &class(), &code()).unwrap();
        assert!(!odd.contains("registration"), "{odd}");
    }
}
