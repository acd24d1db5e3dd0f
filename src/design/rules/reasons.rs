//! Why each rule asks what it asks, in one sentence, and where the course explains it. What one finding
//! concerns in particular, such as a pattern, stands in the finding.

/// Why a rule matters, and the section of a lesson to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    pub rule: &'static str,
    /// A sentence.
    pub why: &'static str,
    /// Id of a lesson.
    pub lesson: &'static str,
    /// Anchor of one of its headings.
    pub section: &'static str,
}

const fn row(
    rule: &'static str,
    why: &'static str,
    lesson: &'static str,
    section: &'static str,
) -> Reason {
    Reason { rule, why, lesson, section }
}

/// One reason for each rule.
pub const REASONS: [Reason; 54] = [
    row(
        "H-01",
        "Work without a home is done by nobody, and work with two homes drifts apart.",
        "capabilities-and-subdomains",
        "first-knife-business-capabilities",
    ),
    row(
        "H-02",
        "Data with two owners has two truths, and nobody can change its shape alone.",
        "data-ownership",
        "one-owner",
    ),
    row(
        "H-03",
        "A name that stands for nothing is a part that nobody will build.",
        "capabilities-and-subdomains",
        "cutting-the-shop-step-by-step",
    ),
    row(
        "H-04",
        "The rules inside an aggregate hold only where one transaction can see all of it.",
        "ownership",
        "data-first",
    ),
    row(
        "H-05",
        "What no link reaches never happens.",
        "request-response-chains",
        "a-request-through-the-platform",
    ),
    row(
        "H-06",
        "What shares a process shares its secrets: one break-in opens both zones.",
        "defence-in-depth",
        "zero-trust",
    ),
    row(
        "H-07",
        "A bought or old system cannot be cut where somebody else decides about its code.",
        "strangler-fig",
        "the-shape",
    ),
    row(
        "D-01",
        "Who reaches into a store depends on its tables, and its owner cannot change them any more.",
        "data-ownership",
        "what-is-a-store-and-whose",
    ),
    row(
        "D-02",
        "Only the owner can keep the rules of its data; who changes it past the owner breaks them.",
        "data-ownership",
        "one-owner",
    ),
    row(
        "D-03",
        "A later step can fail after an earlier one is stored, and then half of the process stands.",
        "sagas",
        "steps-and-compensations",
    ),
    row(
        "D-04",
        "Two stores do not commit as one without locks that everybody waits for.",
        "two-phase-commit",
        "2pc-or-saga",
    ),
    row(
        "D-05",
        "Up to the pivot a saga may have to go back, and it can only undo what says how.",
        "sagas",
        "what-a-compensation-is",
    ),
    row(
        "D-06",
        "Store and broker fail apart: a change without its message, or a message without its change.",
        "delivery",
        "the-sending-end-the-dual-write",
    ),
    row(
        "D-07",
        "A broker delivers at least once, so every effect must bear being asked for again.",
        "delivery",
        "the-receiving-end-idempotent-consumer",
    ),
    row(
        "D-08",
        "No store can join what several services own: somebody asks them all, or keeps a copy that each feeds.",
        "queries-over-services",
        "which-one",
    ),
    row(
        "D-09",
        "A read model is a second store to run, and pays only where reads far outnumber writes.",
        "queries-over-services",
        "the-price",
    ),
    row(
        "D-10",
        "A copy lags by its nature; what must be fresh has to be asked of its owner.",
        "queries-over-services",
        "how-much-lag",
    ),
    row(
        "I-01",
        "In a ring each waits for itself in the end: none can start, deploy or recover alone.",
        "request-response-chains",
        "temporal-coupling",
    ),
    row(
        "I-02",
        "A message that comes back to where it began may start the same work again.",
        "designing-flows",
        "four-questions-for-every-event",
    ),
    row(
        "I-03",
        "A call without a limit waits as long as the slowest answer, and holds its caller with it.",
        "how-systems-fail",
        "timeouts",
    ),
    row(
        "I-04",
        "What is known to fail will fail: the caller needs to stop asking and to know what to do instead.",
        "circuit-breaker",
        "what-the-caller-does-when-it-is-open",
    ),
    row(
        "I-05",
        "A request whose answer is lost may have worked; asked again, it works twice.",
        "retries",
        "making-a-repeat-safe",
    ),
    row(
        "I-06",
        "Two services that must always ask each other are one service with a network inside.",
        "alternatives-to-chains",
        "ask-once-batch",
    ),
    row(
        "I-07",
        "Things that must all be up are up together less often than each of them.",
        "price-of-distribution",
        "availability-of-a-chain-multiplies",
    ),
    row(
        "I-08",
        "Every hop and every step on the waiting path adds to the time of the answer.",
        "price-of-distribution",
        "latency-has-steps-not-a-slope",
    ),
    row(
        "I-09",
        "Each level of waiting adds its failures and its tail to the one above.",
        "request-response-chains",
        "a-deadline-for-every-hop",
    ),
    row(
        "I-10",
        "Who waits for what nobody needs yet fails with it and is slow with it, for nothing.",
        "request-response-chains",
        "waiting-or-messaging",
    ),
    row(
        "I-11",
        "A message brings no answer back by itself, and here somebody waits for one.",
        "alternatives-to-chains",
        "answer-later-asynchronous-request-reply",
    ),
    row(
        "I-12",
        "What everything passes through must change with everything, and takes everything down.",
        "designing-flows",
        "choreography-has-a-size-limit",
    ),
    row(
        "I-13",
        "Where everybody follows everybody's events, nobody can say how far a process has come.",
        "designing-flows",
        "choreography-has-a-size-limit",
    ),
    row(
        "I-14",
        "A burst that arrives unchecked is served by none: the queue grows until all time out.",
        "bulkheads-and-backpressure",
        "when-there-is-too-much",
    ),
    row(
        "I-15",
        "Clients that know every service have to change with each new cut.",
        "gateway-duties",
        "what-it-does",
    ),
    row(
        "I-16",
        "One API for different needs gives each client too much or too little.",
        "bff-and-aggregation",
        "from-aggregation-to-bff",
    ),
    row(
        "I-17",
        "Copies come and go; a fixed address keeps calling one that is gone.",
        "discovery",
        "who-keeps-the-list",
    ),
    row(
        "S-01",
        "What is used together and lives apart makes every use a remote one.",
        "ownership",
        "coupling-and-cohesion-as-numbers",
    ),
    row(
        "S-02",
        "Parts that nothing binds change for different reasons and only get in each other's way.",
        "capabilities-and-subdomains",
        "second-knife-subdomains-and-their-language",
    ),
    row(
        "S-03",
        "A service that does most of the work is the old whole with extra calls.",
        "ownership",
        "four-questions-for-a-candidate",
    ),
    row(
        "S-04",
        "Each force without a border makes somebody pay for somebody else's load, zone or release.",
        "monolith-or-microservices",
        "triggers-instead-of-thresholds",
    ),
    row(
        "S-05",
        "Every border has a price, and here nothing is bought with it.",
        "monolith-or-microservices",
        "the-middle-way",
    ),
    row(
        "S-06",
        "A service costs the same to run whether it does much or little.",
        "ownership",
        "four-questions-for-a-candidate",
    ),
    row(
        "S-07",
        "Every service must be deployed, watched and paged for, by people who are there.",
        "monolith-or-microservices",
        "what-a-checkout-pays",
    ),
    row(
        "S-08",
        "A service whose work and data live apart turns every change into a remote write.",
        "ownership",
        "data-first",
    ),
    row(
        "S-09",
        "Layers change together: each new wish crosses all of them, and so does each request.",
        "capabilities-and-subdomains",
        "cutting-the-shop-step-by-step",
    ),
    row(
        "C-01",
        "A service that several teams change is released by agreement of all of them.",
        "ownership",
        "one-team-each",
    ),
    row(
        "C-02",
        "A team that owns more than it can look after looks after none of it.",
        "conways-law",
        "the-load-one-team-can-carry",
    ),
    row(
        "C-03",
        "Teams talk where their services talk: most of it should stay within one team.",
        "conways-law",
        "turning-the-law-around",
    ),
    row(
        "Q-01",
        "Loads that share a machine are sized for the heaviest and slowed by it.",
        "scaling-and-caching",
        "which-metric",
    ),
    row(
        "Q-02",
        "What changes often drags along, and puts at risk, what could rest.",
        "monolith-or-microservices",
        "triggers-instead-of-thresholds",
    ),
    row(
        "Q-03",
        "What may fail takes down what may not, as long as they share a process.",
        "bulkheads-and-backpressure",
        "the-walls",
    ),
    row(
        "Q-04",
        "Whoever may read the public half is one mistake away from the other half.",
        "defence-in-depth",
        "less-to-steal",
    ),
    row(
        "P-01",
        "Whatever is there has to be built, run and understood, also where nothing needs it.",
        "comparing-and-choosing",
        "spend-novelty-where-it-pays",
    ),
    row(
        "P-02",
        "Two patterns that answer the same question differently leave it unanswered.",
        "comparing-and-choosing",
        "stacks-that-fit",
    ),
    row(
        "P-03",
        "A pattern without what it stands on is only its name.",
        "comparing-and-choosing",
        "stacks-that-fit",
    ),
    row(
        "A-01",
        "An exception is a decision against a rule, and a decision has a reason in the facts.",
        "deciding-and-reviewing",
        "the-record",
    ),
];

/// The reason of a rule.
pub fn reason(rule: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.rule == rule)
}
