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
        ("adr", "written = 'soon'\n", "bad-date"),
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

/// Facts of which two cannot both be, a kind at a time.
#[test]
fn facts_that_contradict_are_told() {
    let two = "[force.f]\n[option.o]\neffect = { f = 1 }\n";
    let shapes = "[option.a]\nhas = ['x']\n[option.b]\n[case.c]\nneeds = ['x']\n";
    let things = "[dimension.d]\nvalues = ['u', 'v']\n[item.i]\n[item.j]\n[item.k]\n";
    let tree = "[question.q]\nvalues = ['y', 'n']\n[leaf.a]\n[leaf.b]\n";
    let flow = "[happening.h]\nby = 'r'\n[happening.g]\n[reaction.r]\nservice = 's'\n[reaction.t]\nservice = 's'\n";
    let pools = "dialect = 'pools'\ntotal = 10\n[dependency.d]\nrate = 100\n";
    let rates = "dialect = 'rates'\n[capacity]\nglobal = 100\n[tier.t]\n";
    let hops = "dialect = 'deadlines'\ntotal_ms = 100\n[hop.a]\np99_ms = 10\n";
    let metric = "attributes = ['speed']\n[metric.m]\nkind = 'ratio'\n";
    let part = "[[part]]\nid = 'a'\ntask = 'plan'\n";
    for (task, facts, code) in [
        ("adr", format!("{two}[option.p]\neffect = {{ f = 3 }}\n"), "out-of-range"),
        ("adr", "[[uses]]\nname = 'n'\ndefault = 5\nrange = [1, 2]\n".into(), "facts-contradict"),
        ("adr", "[[uses]]\nname = 'n'\nrange = [2, 1]\n".into(), "bad-range"),
        ("adr", "[new]\nspeed = 1\n".into(), "unknown-word"),
        ("adr", "[[before]]\nmetric = 'm'\nop = '='\nvalue = 1\nthen = []\n".into(), "unknown-word"),
        ("choose-pattern", format!("{shapes}must = ['saga']\nnever = ['saga']\n"), "facts-contradict"),
        ("choose-pattern", format!("{shapes}duty = ['saga']\n"), "facts-contradict"),
        ("choose-pattern", format!("{shapes}wants = {{ z = 1 }}\n"), "bad-case"),
        (
            "choose-pattern",
            "[case.c]\nsay = { Q1 = 2, Q3 = 1 }\nalternatives = [{ leaf = 'microservices' }, { leaf = 'microservices' }]\n".into(),
            "facts-contradict",
        ),
        ("classify", format!("{things}[key.i.d]\nvalue = 'u'\nnever = ['u']\n"), "facts-contradict"),
        ("classify", format!("{things}[key.i.d]\nvalue = 'u'\nalso = [{{ value = 'u' }}]\n"), "facts-contradict"),
        ("classify", "[dimension.d]\nvalues = ['u', 'u']\n[item.i]\n".into(), "facts-contradict"),
        ("classify", format!("{things}[[constraint]]\nkind = 'apart'\n"), "facts-contradict"),
        (
            "classify",
            format!("{things}[[constraint]]\nkind = 'apart'\nitems = ['i', 'j']\n[[constraint]]\nkind = 'together'\n"),
            "facts-contradict",
        ),
        ("decision-tree", format!("{tree}[profile.o]\nq = 'y'\nleaf = 'a'\n[profile.p]\nleaf = 'b'\n"), "facts-contradict"),
        ("decision-tree", format!("{tree}[profile.o]\nq = 'y'\n"), "missing-key"),
        ("decision-tree", "[question.q]\nvalues = ['y', 'y']\n".into(), "facts-contradict"),
        ("estimate", "[assume.a]\nvalue = 5\nrange = [1, 2]\n".into(), "facts-contradict"),
        ("estimate", "[given.g]\nvalue = 9\ndraw = [1, 3, 1]\n".into(), "facts-contradict"),
        ("estimate", "[ask.a]\nkind = 'choice'\noptions = ['x', 'x']\nright = 'x'\n".into(), "facts-contradict"),
        ("event-flow", format!("never = ['r before t', 't before r']\n{flow}"), "facts-contradict"),
        ("event-flow", format!("never = ['r before t']\n{flow}after = ['h']\n"), "facts-contradict"),
        ("event-flow", format!("{flow}undo_of = 't'\n"), "facts-contradict"),
        ("event-flow", "[happening.h]\nfails_as = 'h'\n[reaction.r]\nservice = 's'\n".into(), "facts-contradict"),
        ("event-flow", format!("{flow}[load.h]\nhottest_key_share = 2\n"), "out-of-range"),
        ("event-flow", format!("{flow}[client.s]\n"), "facts-contradict"),
        ("event-flow", format!("{flow}[private]\nfields = ['card']\n"), "unknown-word"),
        ("event-flow", "[happening.h]\nby = 'r'\n[reaction.r]\nservice = 's'\nafter = ['h']\n".into(), "needs-circle"),
        ("limits", format!("{pools}time_s = 1\n"), "facts-contradict"),
        ("limits", format!("{pools}time_s = 0.01\nhangs_s = 0.001\n"), "facts-contradict"),
        ("limits", format!("{pools}time_s = -1\n"), "out-of-range"),
        ("limits", format!("{rates}needs = 50\n[route.r]\nservice = 's'\n"), "facts-contradict"),
        ("limits", format!("share = 2\n{rates}"), "out-of-range"),
        ("limits", format!("{hops}p50_ms = 20\n"), "facts-contradict"),
        ("limits", format!("{hops}[hop.b]\np99_ms = 1\n"), "facts-contradict"),
        ("limits", "dialect = 'deadlines'\ntotal_ms = 5\n[hop.a]\np99_ms = 10\n".into(), "facts-contradict"),
        ("plan", "[step.a]\nrequired = true\nharm = 'x'\n".into(), "facts-contradict"),
        ("plan", "[step.a]\nneeds = ['b']\n[step.b]\nharm = 'x'\n".into(), "facts-contradict"),
        ("plan", "[step.a]\nremoves = ['b']\n[step.b]\n".into(), "facts-contradict"),
        ("plan", "[step.a]\n[[gate]]\nstep = 'a'\n".into(), "missing-key"),
        ("plan", "[step.a]\n[var.x]\ninit = 'y'\n[var.y]\ninit = 0\n".into(), "facts-contradict"),
        ("scenario-quality", format!("period_days = [9, 1]\n{metric}"), "bad-range"),
        ("scenario-quality", format!("{metric}[count]\nattributes = 2\n"), "facts-contradict"),
        ("scenario-quality", format!("{metric}[place.p]\nsees = []\n"), "facts-contradict"),
        ("scenario-quality", format!("{metric}[metric.n]\nkind = 'ratio'\ncomplement = 'm'\n"), "facts-contradict"),
        ("scenario-quality", format!("{metric}[chain.c]\navailability = 150\n"), "out-of-range"),
        ("series", format!("{part}weight = -1\n{part}"), "missing-file"),
    ] {
        assert!(codes(task, &facts).contains(code), "{task}: {code}, not {:?}: {facts}", codes(task, &facts));
    }
}

#[test]
fn a_drawing_that_cannot_keep_all_that_is_demanded_is_told() {
    let edge = "[[invariant]]\nkind = 'edge'\nfrom = 'a'\nto = 'b'\n";
    let step = "[machine]\nstart = 'A'\nsteps = ['A --go--> B'";
    for (facts, code) in [
        (
            format!("{edge}[[invariant]]\nkind = 'no-path'\nfrom = 'A'\nto = 'b'\n"),
            "facts-contradict",
        ),
        (
            format!("{edge}[[invariant]]\nkind = 'degree'\nnode = 'a'\nside = 'out'\nmax = 0\n"),
            "facts-contradict",
        ),
        ("[[invariant]]\nkind = 'degree'\nnode = 'a'\nmin = 2\nmax = 1\n".into(), "bad-range"),
        (
            format!(
                "{edge}[[invariant]]\nkind = 'edge'\nfrom = 'b'\nto = 'a'\n[[invariant]]\nkind = 'acyclic'\n"
            ),
            "facts-contradict",
        ),
        (format!("{edge}label = 'x'\n[edit]\nlabels = ['y']\n"), "facts-contradict"),
        (format!("{step}, 'A --go--> C']\n"), "facts-contradict"),
        (format!("{step}]\n[[trace]]\nevents = ['go']\nstates = ['C']\n"), "facts-contradict"),
    ] {
        assert!(codes("diagram-repair", &facts).contains(code), "{code}: {facts}");
    }
}

#[test]
fn a_part_of_a_series_that_stands_there_already_is_told() {
    let text = "id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = 'series'\n\
                [[part]]\nid = 'a'\ntask = 'plan'\n[[part]]\nid = 'a'\ntask = 'plan'\n";
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files: [File; 1] = [("a.toml".into(), "[step.one]\n".into())];
    let files = Files::new("", &files);
    let (_, wrong) = Exercise::read("exercise.toml", &text.into(), &files, KINDS, &knowledge);
    assert!(wrong.iter().any(|mistake| mistake.code == "facts-contradict"), "{wrong:?}");
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
