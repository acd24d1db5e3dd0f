//! Rules one by one: small facts, an answer, the points and what fires.

use archtutor::exercise::{File, answer::Key, editor::Editor};

use super::support::{exercise, of_kind, verdict};

/// Points of an answer to some facts, and every rule that fires with the initial of its severity; what
/// is only a remark is left out.
pub(super) fn marked(task: &str, facts: &str, answer: &str) -> String {
    marked_with(task, facts, &[], answer)
}

fn marked_with(task: &str, facts: &str, files: &[File], answer: &str) -> String {
    let verdict = verdict(&exercise(task, facts, files), answer);
    let told = verdict.findings.iter().filter(|one| one.severity.word() != "info");
    let told = told.map(|one| format!(" {}{}", one.rule, &one.severity.word()[..2]));
    format!("{}{}", verdict.points(), told.collect::<String>())
}

#[test]
fn classify_follows_from_all_of_a_condition_and_leaves_no_member_out() {
    let facts = "
        dimension = { cut = { values = ['low', 'high'] }, data = { values = ['own', 'shared'] }, do = { values = ['keep', 'merge'] } }
        item = { a = {}, b = {} }
        constraint = [{ kind = 'implies', when = { cut = ['low'], data = ['shared'] }, then = { do = ['merge'] } }]";
    let answer = |b: &str| {
        format!("place = {{ a = {{ cut = 'low', data = 'shared', do = 'merge' }}, b = {{ {b} }} }}")
    };
    let of = |b: &str| marked("classify", facts, &answer(b));
    assert_eq!(of("cut = 'low', data = 'own', do = 'keep'"), "100");
    assert_eq!(of("cut = 'low', data = 'shared', do = 'keep'"), "0 CL-06ma");
    assert_eq!(of("cut = 'high', data = 'own'"), "0 CL-06ma CL-01mi");
}

#[test]
fn classify_knows_what_can_be_argued_as_no_confusion() {
    let facts = "
        dimension = { d = { values = ['x', 'y'] } }
        item = { a = {}, b = {}, c = {}, e = {} }
        key.a = { d = { value = 'x', also = [{ value = 'y', credit = 0.5 }] } }
        key.b = { d = { value = 'x', also = [{ value = 'y', credit = 0.5 }] } }
        key.c = { d = { value = 'x', also = [{ value = 'y', credit = 0.5 }] } }
        key.e = { d = { value = 'y' } }";
    let answer = |e: &str| {
        format!(
            "place = {{ a = {{ d = 'y' }}, b = {{ d = 'y' }}, c = {{ d = 'y' }}, e = {{ d = '{e}' }} }}"
        )
    };
    // The best that is the same for all is x, which earns 3 of 4.
    assert_eq!(marked("classify", facts, &answer("y")), "0");
    let keyed = "
        dimension = { d = { values = ['x', 'y'], rule = 'first-true' } }
        item = { a = {}, b = {}, c = {}, e = {} }
        key = { a = { d = { value = 'x' } }, b = { d = { value = 'x' } }, c = { d = { value = 'y' } }, e = { d = { value = 'y' } } }";
    let crossed = "place = { a = { d = 'y' }, b = { d = 'y' }, c = { d = 'x' }, e = { d = 'y' } }";
    assert_eq!(marked("classify", keyed, crossed), "0 CL-03mi CL-03mi CL-04mi CL-08mi");
}

const SHOP: &str = "case.shop = { say = { Q1 = 2, Q2 = 1, Q3 = 1, Q8 = 0 }, quiet = ['Q1', 'Q2'] }";

#[test]
fn choose_pattern_takes_what_is_not_said_as_neutral_and_counts_every_add_on() {
    let of = |rest: &str| {
        let text = format!("choice.shop = {{ take = 'event-driven-architecture', {rest} }}");
        marked("choose-pattern", SHOP, &text)
    };
    let not = "not = { microservices = 'Q8' }";
    assert_eq!(of(&format!("because = ['Q3', 'Q8', 'Q1'], {not}")), "100");
    // A mesh that nobody asks for stands on an orchestrator that nobody has.
    let meshed = format!("because = ['Q3', 'Q8'], add = ['service-mesh'], {not}");
    assert_eq!(of(&meshed), "79 CP-05ma CP-06mi");
    assert_eq!(of("because = ['Q3', 'Q8'], not = { microservices = 'Q99' }"), "30 CP-02bl CP-11mi");
    assert_eq!(of("because = ['Q3', 'Q8'], not = { nonsense = 'Q8' }"), "30 CP-02bl CP-11mi");
}

#[test]
fn choose_pattern_knows_the_pattern_behind_an_option() {
    let facts = "
        option.broker = { pattern = 'event-driven-architecture', has = ['replay'] }
        option.calls = { pattern = 'request-response' }
        case.a = { needs = ['replay'], never = ['cdn-cache'] }";
    let of = |add: &str| {
        let text = format!(
            "choice.a = {{ take = 'broker', add = [{add}], because = ['replay'], not = {{ calls = 'replay' }} }}"
        );
        marked("choose-pattern", facts, &text)
    };
    assert_eq!(of(""), "100");
    // What the choice stands on does no harm.
    assert_eq!(of("'publish-subscribe'"), "100");
    let twice = "choice.a = { take = 'calls', add = ['publish-subscribe'], because = ['replay'], not = { broker = 'replay' } }";
    assert_eq!(marked("choose-pattern", facts, twice), "20 CP-04ma CP-09ma CP-06mi CP-11mi");
}

#[test]
fn a_node_of_a_tree_has_an_id_of_its_own() {
    let facts = "
        question = { q = { values = ['a', 'b'] } }
        leaf = { x = {}, y = {} }
        profile = { p = { q = 'a', leaf = ['x'] } }";
    let node = "{ id = 'n', ask = 'q', on = { a = 'x', b = 'y' } }";
    let of =
        |nodes: &str| marked("decision-tree", facts, &format!("start = 'n'\nnode = [{nodes}]"));
    assert_eq!(of(node), "100");
    assert_eq!(of(&format!("{node}, {node}")), "30 DT-01bl");
}

#[test]
fn a_repair_begins_with_the_tree_that_is_to_be_mended() {
    let facts = "
        question = { q = { values = ['a', 'b'] } }
        leaf = { x = {} }
        profile = { p = { q = 'a', leaf = ['x'] } }";
    let broken = "start = 'n'\nnode = [{ id = 'n', ask = 'q', on = { a = 'x' } }]\n";
    let start: File = ("start/tree.toml".into(), broken.into());
    let begun = exercise("decision-tree", facts, &[start]).facts.starter();
    assert!(begun.toml_text().ends_with(broken), "{}", begun.toml_text());
}

#[test]
fn facts_of_a_tree_tell_what_each_profile_is_about() {
    let facts = "
        question = { q = { values = ['a', 'b'] } }
        leaf = { x = {} }
        profile = { p = { text = 'a bought program', q = 'a', leaf = ['x'] } }";
    let notes = exercise("decision-tree", facts, &[]).facts.notes();
    assert!(notes.ends_with("#   p: a bought program\n#     q = a -> x\n"), "{notes}");
}

#[test]
fn facts_of_a_trace_tell_what_each_span_is_about() {
    let facts = "
        [span.page]
        start = 0
        end = 9
        text = 'the whole request'
        [span.read]
        parent = 'page'
        start = 2
        end = 5
        text = 'rows of the basket'
        [ask.long]
        formula = 'page.time'
        unit = 'ms'";
    let notes = exercise("estimate", facts, &[]).facts.notes();
    let spans = "#   page: 0 to 9 ms  the whole request\n#   read: 2 to 5 ms, under page  rows of the basket\n";
    assert!(notes.ends_with(spans), "{notes}");
}

const FLOW: &str = "
    entity = { order = { owner = 'orders', fields = ['total', 'card'] }, pay = { owner = 'bank' } }
    happening = { placed = { entity = 'order' }, charged = { entity = 'pay', by = 'charge', fails_as = 'declined' }, declined = { entity = 'pay' } }
    reaction.charge = { service = 'bank', writes = ['pay'], needs_data = ['card'] }
    reaction.cancel = { service = 'orders', writes = ['order'], after = ['declined'], undo_of = 'charge' }
    client.browser = {}
    private.fields = ['card']";

fn flow(placed: &str, cancel: &str, rest: &str) -> String {
    format!(
        "
        event.{placed}
        event.Charged = {{ of = 'charged', owner = 'bank', key = 'order', to = ['orders'] }}
        event.Declined = {{ of = 'declined', owner = 'bank', key = 'order' }}
        protect = {{ outbox = ['orders', 'bank'], idempotent = ['orders', 'bank'] }}
        [[react]]
        on = 'Placed'
        service = 'bank'
        does = 'charge'
        emits = ['Charged', 'Declined']
        [[react]]
        on = '{cancel}'
        service = 'orders'
        does = 'cancel'
        {rest}"
    )
}

#[test]
fn event_flow_lets_no_client_publish_and_sends_private_fields_to_who_needs_them() {
    let placed = |owner: &str| {
        format!(
            "Placed = {{ of = 'placed', owner = '{owner}', key = 'order', carries = ['card'] }}"
        )
    };
    let of = |text: &str| marked("event-flow", FLOW, text);
    // An undo stands after work that was refused: it is not sure after it.
    assert_eq!(of(&flow(&placed("orders"), "Declined", "")), "79 EV-08ma");
    assert_eq!(of(&flow(&placed("browser"), "Declined", "")), "59 EV-02ma EV-08ma EV-12ma");
    let spied = "[[react]]\non = 'Placed'\nservice = 'stats'";
    assert_eq!(of(&flow(&placed("orders"), "Declined", spied)), "79 EV-08ma EV-17mi");
}

#[test]
fn event_flow_hears_a_refusal_where_it_must_undo() {
    let placed = "Placed = { of = 'placed', owner = 'orders', key = 'order', carries = ['card'] }";
    let found = marked("event-flow", FLOW, &flow(placed, "Charged", ""));
    assert_eq!(found, "72 EV-08ma EV-10ma EV-05mi");
}

#[test]
fn a_limit_without_a_rate_is_missing_and_shares_have_a_usual_size() {
    let facts = "
        dialect = 'rates'
        needs = { free = 5 }
        tier.free = { key = 'user' }
        route.users = { service = 'users' }";
    let of = |tier: &str| {
        let text = format!(
            "global = {{ rate = 100 }}\nservice.users = {{ rate = 95 }}\ntier.free = {{ {tier} }}"
        );
        marked("limits", facts, &text)
    };
    assert_eq!(of("rate = 19"), "100");
    assert!(of("rate = 20").ends_with("RL-02ma"), "{}", of("rate = 20"));
    assert!(of("rate = 4").ends_with("RL-07ma"), "{}", of("rate = 4"));
    assert_eq!(of("burst = 4"), "30 RL-01bl");
}

#[test]
fn deadlines_begin_at_the_hop_that_nobody_calls() {
    let facts = "
        dialect = 'deadlines'
        total_ms = 1000
        hop.db = { p99_ms = 50 }
        hop.mail = { p99_ms = 100, idempotent = true }
        hop.edge = { p99_ms = 10, calls = ['db'], parallel = ['mail'] }";
    let of = |edge: &str, db: &str| {
        let text = format!(
            "hop.db = {{ {db} }}\nhop.mail = {{ timeout_ms = 100 }}\nhop.edge = {{ {edge} }}"
        );
        marked("limits", facts, &text)
    };
    // 10 of its own, 60 for db, and 100 for what goes out beside it.
    assert_eq!(of("timeout_ms = 170", "timeout_ms = 60"), "100");
    assert!(of("timeout_ms = 169", "timeout_ms = 60").ends_with("RL-20ma"));
    let twice = "timeout_ms = 60, attempts = 2, backoff_ms = 1, jitter = true";
    // Who marks what is safe leaves the writes out.
    assert!(
        of("timeout_ms = 300", twice).ends_with("RL-23ma"),
        "{}",
        of("timeout_ms = 300", twice)
    );
}

#[test]
fn a_write_is_repeated_by_whoever_stands_above_it() {
    let facts = "
        dialect = 'deadlines'
        total_ms = 1000
        hop.edge = { p99_ms = 10, calls = ['orders'], idempotent = true }
        hop.orders = { p99_ms = 10, calls = ['pay'], idempotent = true }
        hop.pay = { p99_ms = 50 }";
    let of = |orders: &str, pay: &str| {
        let text = format!(
            "hop.edge = {{ timeout_ms = 900 }}\nhop.orders = {{ timeout_ms = 100, {orders} }}\nhop.pay = {{ timeout_ms = 60{pay} }}"
        );
        marked("limits", facts, &text)
    };
    let twice = "attempts = 2, backoff_ms = 5, jitter = true";
    assert_eq!(of("attempts = 1", ""), "100");
    assert!(of(twice, "").ends_with("RL-23ma"), "{}", of(twice, ""));
    assert_eq!(of(twice, ", key = true"), "100", "what has a key is done once");
    assert_eq!(of(&format!("{twice}, key = true"), ""), "100", "so is all below what has one");
    for none in ["attempts = 0", "attempts = -1", "attempts = 21", "attempts = 2, backoff_ms = -1"]
    {
        assert!(of(none, "").contains(" RL-01bl"), "{none}: {}", of(none, ""));
    }
}

#[test]
fn what_gateways_do_not_share_lets_through_as_much_as_all_of_them() {
    let facts = "
        dialect = 'rates'
        nodes = 3
        capacity = { global = 120, service = { users = 110 } }
        tier.free = { key = 'user' }
        route.users = { service = 'users' }";
    let of = |global: u32, users: u32| {
        let text = format!(
            "global = {{ rate = {global}, shared = false }}\nservice.users = {{ rate = {users}, shared = false }}\ntier.free = {{ rate = 5 }}"
        );
        marked("limits", facts, &text)
    };
    assert!(of(100, 95).contains("RL-05ma"), "{}", of(100, 95));
    assert!(!of(38, 36).contains("RL-05ma"), "{}", of(38, 36));
}

#[test]
fn of_pools_without_a_size_it_is_only_said_that_they_have_none() {
    let facts = "
        dialect = 'pools'
        total = 10
        dependency = { a = { rate = 10, time_s = 0.1, hangs_s = 9 }, b = { rate = 10, time_s = 0.1 } }";
    let told = "0 RL-01bl RL-01bl RL-10ma RL-10ma";
    assert_eq!(marked("limits", facts, "# nothing"), told);
}

#[test]
fn a_table_that_serves_nobody_has_earned_nothing() {
    let facts = "
        service.users = { port = 80 }
        request = [
            { send = 'GET https://a.example/users', as = 'anonymous', expect = { to = 'users' } },
            { send = 'GET https://a.example/admin', as = 'anonymous', expect = { status = 404 } },
        ]";
    let answer = |to: &str| {
        format!(
            "routes:\n- name: x\n  match: {{ path: /{to}, methods: [GET] }}\n  to: users:80\n  timeout: 1s\n"
        )
    };
    assert_eq!(marked("routes", facts, &answer("users")), "100");
    assert_eq!(marked("routes", facts, &answer("nobody")), "0 RT-15ma");
    let zones = "
        dialect = 'firewall'
        zone = { web = { hosts = ['w'] }, data = { hosts = ['d'] } }
        flow = [
            { from = 'web', to = 'data', port = 5432, allow = true },
            { from = 'data', to = 'web', port = 22, allow = false },
        ]";
    let rule = |port: u16| format!("allow:\n- {{ from: web, to: data, ports: [{port}] }}\n");
    assert_eq!(marked("routes", zones, &rule(5432)), "100");
    assert!(marked("routes", zones, &rule(1)).starts_with("0 RT-20ma"));
}

#[test]
fn a_machine_stays_where_it_is_when_something_else_happens() {
    let start: File =
        ("start/diagram.mmd".into(), "stateDiagram-v2\n[*] --> A\nA --> B: go\n".into());
    let facts = "edit.labels = ['go', 'back']\nmachine = { start = 'A', steps = ['A --go--> B'] }";
    let of = |more: &str| {
        let text = format!("stateDiagram-v2\n[*] --> A\nA --> B: go\n{more}\n");
        marked_with("diagram-repair", facts, std::slice::from_ref(&start), &text)
    };
    assert_eq!(of("B --> B: back"), "100", "what changes no state is no other machine");
    assert_eq!(of("B --> A: back"), "0 DG-06ma");
}

#[test]
fn a_label_comes_from_the_bank_and_the_same_arrow_twice_is_no_choice() {
    let start: File =
        ("start/diagram.mmd".into(), "stateDiagram-v2\n[*] --> A\nA --> B: go\n".into());
    let facts = "edit.labels = ['go']\nmachine = { start = 'A', steps = ['A --go--> B'] }";
    let of = |text: &str| marked_with("diagram-repair", facts, std::slice::from_ref(&start), text);
    let drawing = |more: &str| format!("stateDiagram-v2\n[*] --> A\nA --> B: go\n{more}\n");
    assert_eq!(of(&drawing("")), "100");
    assert_eq!(of(&drawing("A --> B: go")), "100");
    assert_eq!(of(&drawing("B --> A: stop")), "100 DG-05mi");
    assert_eq!(of(&drawing("A --> A: go")), "0 DG-11ma");
}

#[test]
fn a_choice_may_be_a_comparison() {
    let facts = "
        given = { a = { value = 2 }, b = { value = 3 } }
        ask.cheaper = { kind = 'choice', formula = 'a < b', key = true }";
    assert_eq!(marked("estimate", facts, "value.cheaper = { is = true }"), "100");
    assert_eq!(marked("estimate", facts, "value.cheaper = { is = false }"), "0 ES-02ma");
}

#[test]
fn a_plan_knows_yes_and_no_and_a_step_that_harms_is_not_required() {
    let facts = "
        var = { open = { init = false } }
        step = { a = { sets = 'open = true', scaffold = true }, b = { needs = ['a'], sets = ['open = false'], removes = ['a'] }, c = { harm = 'it hurts' } }
        safe = [{ expr = 'open = false or open = true' }]
        crash = [{ after = 'b', then = 'not open' }]";
    assert_eq!(marked("plan", facts, "order = ['a', 'b']"), "100");
    assert_eq!(marked("plan", facts, "order = ['a', 'c', 'b']"), "96 PL-02mi");
}

const WISHES: &str = "
    attributes = ['performance', 'availability']
    count = { scenarios = 1, attributes = 1 }
    metric = { rt = { kind = 'latency', unit = 'ms', good = 'down' }, ok = { kind = 'ratio', good = 'up' } }
    place.gw.sees = ['rt', 'ok']
    wish.w.text = 'quick'
    given.slo = 'p95 < 500 ms'
    chain.shop = { availability = '99.9 %', latency = '180 ms' }";
const SCENARIO: &str = "of = 'w', attribute = 'performance', source = 'guest', stimulus = 'books', environment = 'normal operation', artifact = 'booking', response = 'confirmed', place = 'gw', load = '9 rps'";

#[test]
fn a_scenario_says_what_it_lacks_of_a_measure() {
    let of = |measure: &str| {
        marked("scenario-quality", WISHES, &format!("scenario.s = {{ {SCENARIO}, {measure} }}"))
    };
    let rt = "metric = 'rt', op = '<', value = 500, unit = 'ms', percentile = 95";
    assert_eq!(of(&format!("{rt}, window = '28 d'")), "100");
    assert_eq!(of(&format!("{rt}, window = '5 min'")), "79 QS-04ma");
    assert_eq!(of("metric = 'rt', window = '28 d'"), "79 QS-02ma QS-03ma");
    let below = rt.replace("500", "150");
    assert_eq!(of(&format!("{below}, window = '28 d'")), "79 QS-13ma");
    let ok = "metric = 'ok', op = '>', value = 99.95, unit = '%', window = '28 d'";
    assert_eq!(of(ok), "79 QS-13ma");
}

#[test]
fn a_scenario_that_bounds_the_good_side_promises_nothing() {
    let of = |measure: &str| {
        let measure = format!("{SCENARIO}, {measure}, window = '28 d'");
        marked("scenario-quality", WISHES, &format!("scenario.s = {{ {measure} }}"))
    };
    let rt =
        |op: &str| format!("metric = 'rt', op = '{op}', value = 500, unit = 'ms', percentile = 95");
    let ok = |op: &str| format!("metric = 'ok', op = '{op}', value = 99.5, unit = '%'");
    for right in [rt("<"), rt("<="), rt("≤"), rt("="), ok(">"), ok(">="), ok("≥")] {
        assert_eq!(of(&right), "100", "{right}");
    }
    for wrong in [rt(">"), rt(">="), rt("≥"), ok("<"), ok("<="), ok("≤")] {
        assert_eq!(of(&wrong), "79 QS-02ma", "{wrong}");
    }
}

#[test]
fn of_more_scenarios_than_are_required_the_best_count() {
    let whole =
        "metric = 'rt', op = '<', value = 500, unit = 'ms', percentile = 95, window = '28 d'";
    let two = format!(
        "scenario.s = {{ {SCENARIO}, {whole} }}\nscenario.t = {{ of = 'w', load = '1 rps' }}"
    );
    assert_eq!(marked("scenario-quality", WISHES, &two), "79 QS-02ma QS-05ma QS-01mi");
}

#[test]
fn a_trigger_can_be_weak_and_unmeasurable_at_once() {
    let facts = "
        force = { team = {}, queue = {} }
        option.mono = { pattern = 'modular-monolith', effect = { team = 2, queue = -1 } }
        option.micro = { effect = { team = -2, queue = 2 } }
        measure = { lead = { unit = 'd' }, users = { weak = true } }
        uses = [{ name = 'services', allows = ['micro'] }]";
    let of = |decision: &str, trigger: &str| {
        let text = format!(
            "
            decision = '{decision}'
            because = ['{}']
            gains = ['{0}']
            pays = ['{}']
            review = 'yearly'
            option = {{ mono = {{ for = ['team'] }}, micro = {{ for = ['queue'] }} }}
            trigger = [{{ {trigger} }}]",
            if decision == "mono" { "team" } else { "queue" },
            if decision == "mono" { "queue" } else { "team" },
        );
        marked("adr", facts, &text)
    };
    let lead = "metric = 'lead', op = '>', value = 5, window = '28 d'";
    assert_eq!(of("micro", lead), "100");
    // Without a number of one's own the design still allows only one of the options.
    assert_eq!(of("mono", lead), "79 AD-05ma");
    assert_eq!(of("micro", "metric = 'users', op = '>', value = 50000"), "79 AD-07ma AD-08ma");
}

#[test]
fn a_series_is_edited_part_by_part() {
    let mut series = of_kind("series");
    let folder = series.find(|folder| folder.exercise.id.as_str() == "replay-new-projection");
    let folder = folder.unwrap();
    let answer = &folder.references[0].answer;
    let editor = folder.exercise.facts.editor(answer);
    let Editor::Parts(parts) = &editor else { panic!("{editor:?}") };
    let ids: Vec<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    assert_eq!(ids, ["order", "numbers"]);
    let order = editor.order().unwrap();
    let moved = order.arrange(answer, &[vec!["tell".to_owned()]]);
    assert_eq!(moved.value(&["part", "order", "order"].map(Key::from)), Some(vec!["tell"].into()));
    let numbers = ["part", "numbers", "value"].map(Key::from);
    assert_eq!(moved.value(&numbers), answer.value(&numbers));
}

#[test]
fn a_drawing_in_a_series_leaves_the_other_parts_their_editors() {
    let facts = "
        [[part]]
        id = 'sort'
        task = 'classify'
        [[part]]
        id = 'draw'
        task = 'diagram-repair'";
    let files: [File; 3] = [
        (
            "sort.toml".into(),
            "dimension.d.values = ['x', 'y']\nitem.a = {}\nkey.a.d.value = 'x'".into(),
        ),
        ("draw.toml".into(), "invariant = [{ kind = 'edge', from = 'A', to = 'B' }]".into()),
        ("draw/start/diagram.mmd".into(), "flowchart TB\n    B --> A\n".into()),
    ];
    let exercise = exercise("series", facts, &files);
    let editor = exercise.facts.editor(&exercise.facts.starter());
    let Editor::Parts(parts) = &editor else { panic!("{editor:?}") };
    assert!(matches!(parts[0].editor, Editor::Board(_)), "{:?}", parts[0]);
    assert_eq!(parts[1].editor, Editor::Text);
}
