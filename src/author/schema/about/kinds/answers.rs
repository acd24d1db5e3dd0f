//! What the keys of the answers to each kind of exercise are for.

use super::Keys;

pub(super) const ADR_ANSWER: Keys = &[
    ("answer", "What the record is about."),
    ("title", "The title of the record."),
    ("decision", "The option that is taken, by name."),
    ("supersedes", "The record that this one takes the place of."),
    ("assume", "A number that is taken for true."),
    ("assume/says", "What the number is."),
    ("gains", "The forces that it serves, by name."),
    ("pays", "The forces that pay for it, by name."),
    ("option", "What is said of each option, by name."),
    ("option/for", "The forces that speak for it."),
    ("option/against", "The forces that speak against it."),
    ("review", "When one looks at the decision again."),
    ("trigger", "What would change the decision."),
    ("trigger/metric", "The measure that it looks at, by name."),
    ("trigger/op", "How it compares: `<`, `>` and so on."),
    ("trigger/then", "The option that it calls for."),
];

pub(super) const CAPSTONE_ANSWER: Keys = &[
    ("answer", "Which design this is."),
    ("service", "The services, by name, as in a decomposition."),
    ("link", "The links between services."),
    ("apply", "The patterns, and where."),
    ("accept", "Findings that are accepted, with the reason."),
    ("assume", "Numbers that are taken for true."),
    ("decision", "What the records decide."),
    ("choice", "What was chosen, case by case."),
    ("option", "What is said of each option."),
    ("trigger", "What would change a decision."),
    ("supersedes", "The record that one takes the place of."),
    ("title", "The title of the record."),
    ("review", "When one looks at the decisions again."),
    ("gains", "The forces that a decision serves."),
    ("pays", "The forces that pay for it."),
    ("style", "How the saga is led: `orchestration` or `choreography`."),
    ("at", "The service that leads the saga."),
    ("step", "The steps of the saga, in order."),
    ("on", "What a service does when it hears an event."),
    ("protect", "What each service does against crashes and duplicates."),
    ("command", "The commands of the flow."),
    ("event", "The events of the flow."),
    ("react", "Who does what on an event."),
    ("scenario", "The quality scenarios, by name."),
    ("order", "The steps of the plan, in order."),
    ("back", "Where there is a way back."),
    ("gate", "What is looked at before a step."),
    ("place", "Where each thing was placed."),
    ("global", "The limit over all."),
    ("route", "The limits of routes."),
    ("tier", "The limits of tiers."),
];

pub(super) const CHOOSE_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("choice", "The choice for each case, by the case's name."),
    ("choice/take", "What is chosen."),
    ("choice/add", "Patterns beside it."),
    ("choice/not", "Patterns that are left out on purpose."),
];

pub(super) const CLASSIFY_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("place", "The value of each item, by item and dimension."),
];

pub(super) const TREE_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("start", "The node that the tree begins with."),
    ("node", "The nodes of the tree."),
    ("node/id", "What others call it."),
    ("node/ask", "The question that it asks, by name."),
    ("node/on", "Where each answer leads: a node or a leaf."),
];

pub(super) const ESTIMATE_ANSWER: Keys = &[
    ("answer", "Which numbers were drawn."),
    ("answer/seed", "The seed that they were drawn by."),
    ("assume", "What the learner assumes, by name."),
    ("value", "The quantities, by name."),
    ("value/is", "The number, or the word."),
    ("value/work", "How one came to it; nothing marks that."),
];

pub(super) const FLOW_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("event", "The events, by name."),
    ("event/of", "The happening that it tells."),
    ("event/owner", "The service that emits it."),
    ("event/carries", "Its fields."),
    ("event/key", "The field that keeps its order."),
    ("event/to", "The services that it is sent to."),
    ("command", "The commands, by name."),
    ("command/to", "The service that it is sent to."),
    ("react", "Who does what on an event."),
    ("react/on", "The event or the command."),
    ("react/does", "The reaction, by name."),
    ("react/emits", "The events that it emits."),
    ("react/asks", "Services that it calls and waits for."),
    ("react/readers", "How many read at once."),
    ("react/until", "How long it is tried again."),
    ("protect", "What each service does against crashes and duplicates, by service."),
    ("protect/outbox", "Whether what it emits is stored with what it writes."),
    ("protect/idempotent", "Whether it drops what it has handled."),
];

pub(super) const LIMITS_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("global", "The limit over all."),
    ("service", "The limit of each service."),
    ("route", "The limit of each route."),
    ("tier", "The limit of each tier's users."),
    ("pool", "The slots for each dependency."),
    ("pool/kind", "`pool`, `semaphore` or `shared`."),
    ("pool/size", "How many slots."),
    ("hop", "How each hop is called."),
    ("hop/timeout_ms", "Milliseconds after which a call is given up."),
    ("hop/attempts", "Tries in all."),
    ("hop/backoff_ms", "Milliseconds before the second try."),
    ("hop/jitter", "Whether that is spread."),
    ("hop/budget", "The share of calls that may be repeated."),
    ("hop/key", "Whether an idempotency key goes along."),
    ("route/algorithm", "How it counts."),
    ("route/burst", "How many pass at once."),
    ("route/shared", "Whether all instances share the counter."),
    ("service/algorithm", "How it counts."),
    ("service/burst", "How many pass at once."),
    ("service/shared", "Whether all instances share the counter."),
    ("tier/algorithm", "How it counts."),
    ("tier/burst", "How many pass at once."),
    ("tier/shared", "Whether all instances share the counter."),
    ("global/algorithm", "How it counts."),
    ("global/burst", "How many pass at once."),
    ("global/shared", "Whether all instances share the counter."),
];

pub(super) const PLAN_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("order", "The steps in order; a list in it is done in any order."),
    ("back", "Ways back, by the step behind which they lead back."),
    ("back/to", "Where it leads back to."),
    ("gate", "What is looked at before a step, by step."),
    ("gate/measure", "The measure."),
    ("gate/stop_if", "What stops the plan there."),
];

pub(super) const SAGA_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("style", "`orchestration` or `choreography`."),
    ("at", "The service that leads it."),
    ("step", "The steps, in order."),
    ("step/do", "The step, by name."),
    ("step/kind", "`compensatable`, `pivot`, `retriable` or `read`."),
    ("step/undo", "What takes it back, by name."),
    ("on", "What a service does when it hears an event."),
    ("on/event", "The event."),
    ("on/do", "The step or the undo."),
    ("on/emits", "The event after success."),
    ("on/on_refusal", "The event after a refusal."),
    ("protect", "What each service does against crashes and duplicates, by service."),
    ("protect/outbox", "Whether what it sends is stored with what it writes."),
    ("protect/dedupe", "Whether it drops what it has handled."),
    ("protect/store_state", "Whether the leader's log survives a crash."),
    ("protect/retry_undo", "Whether an undo that failed is sent again."),
    ("protect/lock", "Variables that one saga has at a time."),
    ("protect/reread", "Variables that are read anew."),
];

pub(super) const SCENARIOS_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    ("scenario", "A quality scenario, by name (Bass, Clements, Kazman: six parts)."),
    ("scenario/of", "The wish that it answers."),
    ("scenario/attribute", "The quality attribute."),
    ("scenario/source", "Who or what causes it."),
    ("scenario/stimulus", "What happens."),
    ("scenario/environment", "Under which conditions."),
    ("scenario/artifact", "What it happens to."),
    ("scenario/response", "What the system does."),
    ("scenario/metric", "What is measured, by name."),
    ("scenario/op", "How it compares: `<=`, `>=` and so on."),
    ("scenario/percentile", "Of how many percent of the requests."),
    ("scenario/place", "Where it is measured, by name."),
    ("scenario/load", "Under which load."),
];

pub(super) const SERIES_ANSWER: Keys = &[
    ("answer", "Which answer this is."),
    (
        "part",
        "The answers of the parts, by id; of a kind with files they stand in folders beside it.",
    ),
    ("assume", "What is assumed in a part, by name."),
    ("place", "Where each thing of a part was placed."),
    ("order", "The steps of a part, in order."),
    ("back", "Ways back in a part."),
    ("gate", "What is looked at before a step of a part."),
];
