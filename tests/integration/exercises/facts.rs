//! Facts that contradict themselves: each kind of mistake an author can make is told.

use std::collections::BTreeSet;

use archtutor::{
    exercise::{Exercise, File, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
};

/// The codes of what is wrong with the facts of an exercise.
fn codes(task: &str, facts: &str) -> BTreeSet<&'static str> {
    let text = format!("id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = '{task}'\n{facts}");
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files: [File; 0] = [];
    let files = Files::new("", &files);
    let (_, wrong) = Exercise::read("exercise.toml", &text.into(), &files, KINDS, &knowledge);
    wrong.into_iter().map(|mistake| mistake.code).collect()
}

#[test]
fn each_mistake_in_facts_is_told() {
    let steps = "[step.a]\n[step.b]\n";
    for (task, facts, code) in [
        ("adr", "[force.f]\n[option.o]\n", "dominated"),
        ("adr", "[[uses]]\nname = 'n'\nanswer = 'nowhere'\n", "bad-reference"),
        ("choose-pattern", "[case.c]\nsay = { Q99 = 0 }\n", "bad-case"),
        ("estimate", "[given.g]\nvalue = 1\nunit = 'furlong'\n", "unknown-unit"),
        ("estimate", "[given.g]\nvalue = 1\ndraw = [1, 2]\n", "bad-draw"),
        ("estimate", "[assume.a]\nvalue = 1\nrange = [2, 1]\n", "bad-range"),
        ("estimate", "[ask.a]\nformula = '1 +'\n", "bad-formula"),
        ("event-flow", "never = ['charge first']\n", "bad-rule"),
        ("diagram-repair", "[[invariant]]\nkind = 'acyclic'\n", "missing-start"),
        ("diagram-repair", "[machine]\nstart = 'A'\nsteps = ['A to B']\n", "bad-step"),
        ("diagram-repair", "[[trace]]\nevents = ['e']\nstates = []\n", "bad-trace"),
        (
            "series",
            "[[part]]\nid = 'a'\ntask = 'plan'\n[[part]]\nid = 'b'\ntask = 'plan'\n",
            "missing-file",
        ),
        ("plan", "[step.a]\nneeds = ['b']\n[step.b]\nneeds = ['a']\n", "needs-circle"),
        ("plan", &format!("{steps}[[safe]]\nexpr = '1 s = 1'\n"), "bad-formula"),
        ("saga", "[step.a]\nservice = 's'\nneeds = ['b']\n", "unknown-word"),
        ("saga", "[step.a]\nservice = 's'\ndoes = ['x += 1']\n", "unknown-word"),
        ("saga", "[step.a]\nservice = 's'\nneeds = ['a']\n", "needs-circle"),
        ("saga", "[step.a]\nservice = 's'\nreads = ['x']\n", "bad-read"),
        (
            "saga",
            "[step.a]\nservice = 's'\ndoes = ['x = 1']\nrepeat = 'adds'\n[var.x]\n",
            "bad-repeat",
        ),
        ("manifest", "[versions]\nkubernetes = 'new'\n", "bad-version"),
        ("manifest", "keep = ['web']\n", "bad-name"),
        ("saga", "[step.a]\nservice = 's'\n[var.x]\ninit = 9999999999\n", "too-large"),
        ("saga", "[step.a]\nservice = 's'\n[always]\ni = 'total(x) = 1'\n[var.x]\n", "bad-formula"),
        (
            "saga",
            "[var.x]\n[step.a]\nservice = 's'\ndoes = ['x += 1']\nrepeat = 'sets'\n",
            "bad-repeat",
        ),
        ("saga", "[step.a]\nservice = 's'\n[world]\nsagas = 9\n", "too-many"),
        ("routes", "[service.s]\nport = 80\n", "missing-key"),
        ("routes", "[[request]]\nsend = 'GET'\nexpect = { status = 404 }\n", "bad-request"),
        ("routes", "[[request]]\nsend = 'GET http://a/'\nexpect = { to = 's' }\n", "unknown-word"),
        (
            "routes",
            "dialect = 'firewall'\n[zone.a]\n[[flow]]\nfrom = 'b'\nto = 'a'\nport = 1\n",
            "unknown-word",
        ),
        (
            "routes",
            "dialect = 'firewall'\n[zone.a]\n[[flow]]\nfrom = 'a'\nto = 'a'\nport = 0\n",
            "bad-port",
        ),
    ] {
        assert!(codes(task, facts).contains(code), "{task}: {code}, not {:?}", codes(task, facts));
    }
}

#[test]
fn a_drawing_to_mend_that_cannot_be_read_is_a_mistake_of_the_author() {
    let text = "id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = 'diagram-repair'\n[[invariant]]\nkind = 'acyclic'\n";
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files: [File; 1] = [("start/diagram.mmd".into(), "flowchart TD\nA --> [[\n".into())];
    let files = Files::new("", &files);
    let (_, wrong) = Exercise::read("exercise.toml", &text.into(), &files, KINDS, &knowledge);
    assert!(wrong.iter().any(|mistake| mistake.code == "bad-start"), "{wrong:?}");
}
