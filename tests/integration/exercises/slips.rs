//! Slips that a reader with experience would name: what a fact forbids as a whole, names that nobody has,
//! numbers that there are not, promises that nobody can keep or miss.

use super::{
    rules::marked,
    support::{KNOWLEDGE, exercise, verdict},
};

#[test]
fn a_zone_that_is_shut_is_shut_on_every_port_that_nothing_needs() {
    let zones = "
        dialect = 'firewall'
        zone = { web = { hosts = ['w'] }, data = { hosts = ['d'] } }
        flow = [
            { from = 'web', to = 'data', port = 5432, allow = true },
            { from = 'web', to = 'data', port = 'any', allow = false },
            { from = 'data', to = 'web', port = 'any', allow = false },
        ]";
    let of = |ports: &str, more: &str| {
        let rules = format!("allow:\n- {{ from: web, to: data, ports: [{ports}] }}\n{more}");
        marked("routes", zones, &rules)
    };
    assert_eq!(of("5432", ""), "100");
    assert!(of("5432, 22", "").ends_with("RT-21ma"), "{}", of("5432, 22", ""));
    let back = "- { from: data, to: web, ports: [53/udp] }\n";
    assert!(of("5432", back).contains("RT-21ma"), "{}", of("5432", back));
}

#[test]
fn an_old_version_goes_on_its_day_or_before() {
    let facts = "
        rules = { versions = ['v1', 'v2'], sunset = '2027-03-31' }
        service.users = { port = 80, methods = ['GET'] }
        request = [{ send = 'GET https://a.example/v1/users', as = 'anonymous', expect = { to = 'users' } }]";
    let of = |day: &str| {
        let retire = if day.is_empty() { String::new() } else { format!("  retire: {day}\n") };
        let table = "routes:\n- name: x\n  match: { path: /v1/users, methods: [GET] }\n  to: users:80\n  timeout: 1s\n";
        marked("routes", facts, &format!("{table}{retire}"))
    };
    assert_eq!(of("2027-03-31"), "100");
    assert_eq!(of("2026-12-31"), "100");
    for none in ["", "2027-04-01", "2039-03-31", "some day"] {
        assert_eq!(of(none), "96 RT-13mi", "{none}");
    }
}

#[test]
fn a_day_in_another_form_is_told_the_form() {
    let facts = "
        rules = { versions = ['v1', 'v2'], sunset = '2027-03-31' }
        service.users = { port = 80, methods = ['GET'] }
        request = [{ send = 'GET https://a.example/v1/users', as = 'anonymous', expect = { to = 'users' } }]";
    let why = |day: &str| {
        let table = format!(
            "routes:\n- name: x\n  match: {{ path: /v1/users, methods: [GET] }}\n  to: users:80\n  timeout: 1s\n  retire: {day}\n"
        );
        let verdict = verdict(&exercise("routes", facts, &[]), &table);
        let found = verdict.findings.iter().find(|one| one.rule == "RT-13");
        found.map(|one| one.message.clone()).unwrap_or_default()
    };
    assert!(why("31.03.2027").contains("YYYY-MM-DD"), "{}", why("31.03.2027"));
    assert!(why("2027-04-01").contains("past its day"), "{}", why("2027-04-01"));
}

#[test]
fn a_name_of_a_saga_that_stands_for_nothing_is_told_with_its_place() {
    let facts = include_str!("../../fixtures/exercises/saga/exercise.toml");
    let good = include_str!("../../fixtures/exercises/saga/references/all.toml");
    let saga = exercise("saga", &facts[facts.find("[var.stock]").unwrap()..], &[]);
    let meant = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let verdict = verdict(&saga, &good.replacen(from, to, 1));
        let told = verdict.findings.iter().filter_map(|one| one.meant());
        told.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(meant("do = \"create\"", "do = \"crate\""), "did you mean `create`?");
    assert_eq!(meant("undo = \"reject\"", "undo = \"rejct\""), "did you mean `reject`?");
    assert_eq!(meant("outbox = [\"orders\"", "outbox = [\"ordrs\""), "did you mean `orders`?");
    assert_eq!(meant("store_state", "store_state"), "");
}

const FLOW: &str = "
    entity = { order = { owner = 'orders', fields = ['order_id', 'items'] }, hold = { owner = 'stock', fields = ['hold_id'] } }
    client.browser = { trusted = true }
    happening = { placed = { entity = 'order' }, reserved = { entity = 'hold', by = 'reserve' } }
    reaction.reserve = { service = 'stock', writes = ['hold'] }";

#[test]
fn where_the_facts_name_everything_another_name_stands_for_nothing() {
    let of = |world: &str, key: &str, carries: &str, to: &str| {
        let answer = format!(
            "event.Placed = {{ of = 'placed', owner = 'orders', key = '{key}', carries = ['{carries}'] }}
            event.Reserved = {{ of = 'reserved', owner = 'stock', key = 'order_id', to = ['{to}'] }}
            react = [{{ on = 'Placed', service = 'stock', does = 'reserve', emits = ['Reserved'] }}]
            protect = {{ outbox = ['orders', 'stock'], idempotent = ['stock'] }}"
        );
        marked("event-flow", &format!("world = '{world}'\n{FLOW}"), &answer)
    };
    assert_eq!(of("closed", "order_id", "items", "browser"), "100");
    assert_eq!(of("closed", "order", "sent_at", "orders"), "100", "an event may say more");
    let unknown = |told: String| assert!(told.contains("EV-01bl"), "{told}");
    unknown(of("closed", "ordr_id", "items", "orders"));
    unknown(of("closed", "order_id", "itmes", "orders"));
    unknown(of("closed", "order_id", "items", "nobodyatall"));
    assert_eq!(of("open", "ordr_id", "itmes", "nobodyatall"), "100");
}

#[test]
fn an_event_says_by_what_its_reader_finds_the_record() {
    let facts = "
        world = 'closed'
        entity.order = { owner = 'orders', fields = ['order_id', 'items'] }
        entity.hold = { owner = 'stock', fields = ['hold_id'] }
        entity.payment = { owner = 'payments', fields = ['payment_id'] }
        happening.placed = { entity = 'order' }
        happening.reserved = { entity = 'hold', by = 'reserve' }
        happening.paid = { entity = 'payment', by = 'pay', fails_as = 'declined' }
        happening.declined = { entity = 'payment' }
        reaction.reserve = { service = 'stock', writes = ['hold'], needs_data = ['items'] }
        reaction.pay = { service = 'payments', writes = ['payment'], needs_data = ['items'] }
        reaction.release = { service = 'stock', writes = ['hold'], undo_of = 'reserve', after = ['declined'] }";
    let of = |reserved: &str, declined: &str, on: &str| {
        let answer = format!(
            "event.Placed = {{ of = 'placed', owner = 'orders', key = 'order_id' }}
            event.Reserved = {{ of = 'reserved', owner = 'stock', {reserved} }}
            event.Paid = {{ of = 'paid', owner = 'payments', key = 'order_id', to = ['orders'] }}
            event.Declined = {{ of = 'declined', owner = 'payments', {declined}, to = ['orders'] }}
            command.Reserve = {{ to = ['stock'] }}
            react = [
                {{ on = '{on}', service = 'stock', does = 'reserve', emits = ['Reserved'], asks = ['items'] }},
                {{ on = 'Placed', service = 'orders', emits = ['Reserve'] }},
                {{ on = 'Reserved', service = 'payments', does = 'pay', emits = ['Paid', 'Declined'], asks = ['items'] }},
                {{ on = 'Declined', service = 'stock', does = 'release' }},
            ]
            protect = {{ outbox = ['orders', 'stock', 'payments'], idempotent = ['stock', 'payments'] }}"
        );
        let told = marked("event-flow", facts, &answer);
        told.matches("EV-18ma").count()
    };
    let order = "key = 'order_id'";
    assert_eq!(of(order, order, "Placed"), 0);
    assert_eq!(of(order, "key = 'payment_id', carries = ['order_id']", "Placed"), 0);
    assert_eq!(of(order, "key = 'payment_id', carries = ['hold_id']", "Placed"), 0);
    assert_eq!(of(order, "key = 'payment_id'", "Placed"), 1, "stock knows no payment");
    assert_eq!(of("key = 'hold_id'", order, "Placed"), 1, "orders knows no hold");
    assert_eq!(of(order, order, "Reserve"), 0, "a command says what is needed");
}

#[test]
fn a_tree_of_one_question_is_none() {
    let facts = "
        best_edits = 0
        question = { wet = { values = ['yes', 'no'] }, warm = { values = ['yes', 'no'] }, big = { values = ['yes', 'no'] } }
        leaf = { a = {}, b = {}, c = {}, d = {}, e = {} }
        profile.one = { wet = 'yes', warm = 'yes', leaf = ['a'] }
        profile.two = { wet = 'yes', warm = 'no', leaf = ['b'] }
        profile.three = { wet = 'no', warm = 'yes', leaf = ['c'] }
        profile.four = { wet = 'no', warm = 'no', big = 'yes', leaf = ['d'] }
        profile.five = { wet = 'no', warm = 'no', big = 'no', leaf = ['e'] }";
    let node = |id: &str, ask: &str, yes: &str, no: &str| {
        format!("[[node]]\nid = '{id}'\nask = '{ask}'\non = {{ yes = '{yes}', no = '{no}' }}\n")
    };
    let of = |nodes: &[String]| {
        marked("decision-tree", facts, &format!("start = 'one'\n{}", nodes.concat()))
    };
    let lone = of(&[node("one", "wet", "a", "c")]);
    assert!(lone.starts_with("30 ") && lone.contains("DT-12bl"), "{lone}");
    let half = of(&[node("one", "wet", "two", "c"), node("two", "warm", "a", "b")]);
    assert!(!half.contains("DT-12"), "{half}");
}

#[test]
fn reasons_weigh_with_what_is_cited_against_the_other() {
    let facts = "
        force = { safe = {}, quick = {}, cheap = {}, near = {} }
        option.keep = { effect = { safe = 2, quick = 2, cheap = 1, near = 1 } }
        option.rent = { effect = { safe = 2, quick = 2, cheap = 2, near = -2 } }
        option.drop = { effect = { safe = -2, quick = 1, cheap = -1, near = 1 } }
        measure.wait = { unit = 's', good = 'down' }
        written = '2026-10-01'";
    let answer = |because: &str, against: &str, op: &str, review: &str| {
        format!(
            "decision = 'keep'
            because = [{because}]
            gains = ['safe']
            review = '{review}'
            option.keep = {{ for = ['safe'] }}
            option.rent = {{ for = ['cheap'], against = [{against}] }}
            option.drop = {{ for = ['quick'], against = ['safe'] }}
            trigger = [{{ metric = 'wait', op = '{op}', value = 3, window = '7 d' }}]"
        )
    };
    let of = |because: &str, against: &str| {
        let told = marked("adr", facts, &answer(because, against, ">", "2027-01-01"));
        told.contains("AD-03ma")
    };
    assert!(!of("'safe', 'near'", ""));
    assert!(of("'safe', 'cheap'", ""));
    assert!(!of("'safe', 'cheap'", "'near'"), "near decides against renting");
    assert!(of("'cheap'", "'near'"), "all that is cited speaks for renting");
    let told = |op: &str, review: &str| {
        marked("adr", facts, &answer("'safe', 'near'", "'near'", op, review))
    };
    assert!(!told(">", "2027-01-01").contains("AD-15"));
    assert!(told("<", "2027-01-01").contains("AD-15ma"), "{}", told("<", "2027-01-01"));
    assert!(!told(">", "in spring").contains("AD-10"));
    assert!(told(">", "1999-01-01").contains("AD-10mi"));
}

#[test]
fn a_measure_behind_a_division_is_told_to_stand_in_parentheses() {
    let facts = "
        given.queue = { value = 8000 }
        ask.wait = { formula = '8000 / (50 / s)', unit = 's', key = true }";
    let of = |work: &str| {
        let answer = format!("value.wait = {{ is = 160, unit = 's', work = '{work}' }}");
        let verdict = verdict(&exercise("estimate", facts, &[]), &answer);
        verdict.findings.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join(" ")
    };
    assert!(
        of("8000 requests / 50 requests/s").contains("write (50 requests/s)"),
        "{}",
        of("8000 requests / 50 requests/s")
    );
    assert_eq!(of("8000 requests / (50 requests/s)"), "");
}

#[test]
fn a_promise_can_be_kept_and_can_be_missed() {
    let facts = "
        count = { scenarios = 1, attributes = 1 }
        attributes = ['performance']
        metric.paper = { kind = 'duration', unit = 'min', good = 'down', takes = [10, 120], always = 1440 }
        place.desk.sees = ['paper']
        wish.w.text = 'a word'";
    let of = |value: u32, more: &str| {
        let answer = format!(
            "scenario.s = {{ of = 'w', attribute = 'performance', source = 'guest', stimulus = 'asks', environment = 'peak', artifact = 'papers', response = 'told', metric = 'paper', op = '<=', value = {value}, unit = 'min', place = 'desk', load = '9 rps'{more} }}"
        );
        marked("scenario-quality", facts, &answer)
    };
    assert_eq!(of(150, ""), "100");
    assert_eq!(of(60, ", percentile = 50"), "100", "half of them may be quick");
    assert_eq!(of(60, ""), "79 QS-13ma");
    assert_eq!(of(5, ", percentile = 95"), "79 QS-13ma");
    assert_eq!(of(9000, ""), "79 QS-07ma");
    for none in ["950", "100", "0", "-5"] {
        let told = of(150, &format!(", percentile = {none}"));
        assert!(told.ends_with(" QS-02ma"), "{none}: {told}");
    }
}

#[test]
fn a_secret_from_an_argument_is_kept_in_the_environment() {
    let facts = "
        world = 'closed'
        keep = ['file/Dockerfile']
        must = [{ from = 'internet', send = 'GET http://x.example/', reaches = 'x' }]";
    let of = |line: &str| {
        let file =
            format!("FROM node:24\nARG NPM_TOKEN\nARG PORT\n{line}\nUSER 1000\nCMD [\"x\"]\n");
        marked_file(facts, &file)
    };
    assert!(of("ENV NPM_TOKEN=$NPM_TOKEN").contains("DF-11ma"));
    assert!(of("ENV CREDENTIALS=${NPM_TOKEN}").contains("DF-11ma"));
    assert!(!of("ENV PORT=$PORT").contains("DF-11"));
    assert!(!of("ENV NPM_TOKEN=$OTHER").contains("DF-11"));
}

fn marked_file(facts: &str, dockerfile: &str) -> String {
    let facts = exercise("manifest", facts, &[]);
    let answer = archtutor::exercise::answer::Answer::of("Dockerfile", dockerfile.to_owned());
    let found = facts.facts.mark(&answer, &KNOWLEDGE).findings;
    found.iter().map(|one| format!(" {}{}", one.rule, &one.severity.word()[..2])).collect()
}

#[test]
fn a_word_that_is_nearly_a_name_is_told_as_one() {
    let facts = "
        given.pool = { value = 20 }
        given.copies = { value = 5 }
        ask.all = { formula = 'pool * copies' }
        ask.enough = { kind = 'choice', options = ['one', 'two'], formula = '1' }";
    let answer = "value.all = { is = 100, work = 'poool * copies' }\nvalue.enough = { is = 'tow' }";
    let verdict = verdict(&exercise("estimate", facts, &[]), answer);
    let said = |rule: &str| {
        let found = verdict.findings.iter().find(|one| one.rule == rule);
        found.map(|one| format!("{} {:?}", one.message, one.evidence)).unwrap_or_default()
    };
    assert!(said("ES-06").contains("`poool`: did you mean `pool`?"), "{}", said("ES-06"));
    assert!(said("ES-02").contains("did you mean `two`?"), "{}", said("ES-02"));
    assert!(said("ES-02").contains("Span"), "{}", said("ES-02"));
}
