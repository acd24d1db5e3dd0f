//! Grading and par, and how both grow with the number of capabilities.

use std::{fs, sync::LazyLock};

use archtutor::{
    catalog::Catalog,
    change::{adaptation, search},
    design::{
        Architecture, Edit, PatternBook, Scenario, Service, assess, complete::completed, grade, par,
    },
};
use divan::{Bencher, black_box};

static BOOK: LazyLock<PatternBook> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/catalog");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("catalog").filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let files = paths.into_iter().map(|path| {
        let text = fs::read_to_string(&path).expect("a catalog file");
        (path.display().to_string(), text.into())
    });
    PatternBook::new(&Catalog::read(&files.collect::<Vec<_>>()).0)
});

/// Zones of an entity: none, or one for the first entity and another for the rest.
fn zone(is_zoned: bool, module: usize, entity: usize) -> &'static str {
    match (is_zoned, module, entity) {
        (false, ..) => "",
        (true, 0, 0) => "zone = 'apart'\n",
        (true, ..) => "zone = 'rest'\n",
    }
}

/// A system of `n` capabilities: modules of five, each with three entities of its own; every third
/// capability also reads the next module; each pair of modules has a process that spans both.
fn system(n: usize) -> (Scenario, Architecture) {
    let facts = facts(n, false);
    let modules = n.div_ceil(5);
    let services = (0..modules).map(|module| Service {
        name: format!("s{module}"),
        does: (module * 5..(module * 5 + 5).min(n)).map(|at| format!("c{at}")).collect(),
        owns: (0..3).map(|entity| format!("E{module}_{entity}")).collect(),
        team: Some(format!("t{}", module / 2)),
        ..Service::default()
    });
    let cut = Architecture {
        scenario: "bench".into(),
        services: services.collect(),
        ..Architecture::default()
    };
    let answer = completed(&facts, &cut, &BOOK, true);
    (facts, answer)
}

/// The facts of a system of `n` capabilities; `is_zoned` moves one entity into a zone of its own.
fn facts(n: usize, is_zoned: bool) -> Scenario {
    let modules = n.div_ceil(5);
    let mut text = String::from(
        "[scenario]\nid = 'bench'\nops_maturity = 3\n[network]\nhop_ms = 4\nservice_avail = 0.9995\n\
         broker_avail = 0.9999\n",
    );
    for module in 0..modules {
        for entity in 0..3 {
            let zone = zone(is_zoned, module, entity);
            text.push_str(&format!("[entity.E{module}_{entity}]\n{zone}"));
        }
    }
    if is_zoned {
        text.push_str("[zone.apart]\napart_from = ['rest']\n[zone.rest]\n");
    }
    for at in 0..n {
        let module = at / 5;
        let next = (module + 1) % modules;
        let reads = if at % 3 == 0 { format!(", 'E{next}_0'") } else { String::new() };
        text.push_str(&format!(
            "[capability.c{at}]\nreads = ['E{module}_1'{reads}]\nwrites = ['E{module}_{}']\n\
             rate = {}\nreads_stale_s = {}\ncpu_ms = 5\nclients = ['web']\n",
            [0, 2, 0, 2, 0][at % 5],
            1 + at * 7 % 90,
            if at % 2 == 0 { 60 } else { 0 },
        ));
    }
    for pair in 0..modules / 2 {
        let (one, two) = (pair * 10, pair * 10 + 5);
        text.push_str(&format!(
            "[transaction.t{pair}]\nsteps = ['c{one}', 'c{two}']\nconsistency = 'eventual'\n\
             waits = ['c{one}']\nundo = ['c{one}']\navailability = 0.99\np95_ms = 200\n\
             [view.v{pair}]\nneeds = ['E{}_0', 'E{}_0']\nrate = 20\nstaleness_s = 30\n",
            pair * 2,
            pair * 2 + 1,
        ));
    }
    for team in 0..modules.div_ceil(2) {
        let members: Vec<String> =
            (team * 10..(team * 10 + 10).min(n)).map(|at| format!("'c{at}'")).collect();
        let members = members.join(", ");
        text.push_str(&format!("[team.t{team}]\ncapabilities = [{members}]\ncapacity = 3\n"));
    }
    let (facts, found) = Scenario::read("bench.toml", &text);
    assert!(found.is_empty(), "{found:?}");
    // Computed once for a scenario, whatever is graded against it.
    facts.affinity();
    facts
}

/// The whole report: findings, fixes with their gains, metrics.
#[divan::bench(args = [10, 20, 40, 80])]
fn grading(bencher: Bencher<'_, '_>, n: usize) {
    let (facts, answer) = system(n);
    bencher.bench(|| grade(black_box(&facts), black_box(&answer), &BOOK));
}

/// The whole report at the limits of size, as whoever reads files of others meets it.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn grading_at_the_limits(bencher: Bencher<'_, '_>) {
    let (facts, answer) = system(1_000);
    bencher.bench(|| grade(black_box(&facts), black_box(&answer), &BOOK));
}

/// The cut of a system, and what it is with one to four pairs of modules joined.
fn five(cut: &Architecture) -> Vec<(String, Architecture)> {
    let joined = |pair: usize| Edit::Merge {
        into: format!("s{}", pair * 2),
        other: format!("s{}", pair * 2 + 1),
    };
    let cut = |pairs: usize| cut.with(&Vec::from_iter((0..pairs).map(joined)));
    (0..5).map(|pairs| (format!("{pairs} joined"), cut(pairs))).collect()
}

/// The cheapest ways that are found for five designs to follow a change that parts one entity from the rest.
#[divan::bench(args = [20, 40], sample_count = 1, sample_size = 1)]
fn following_a_change(bencher: Bencher<'_, '_>, n: usize) {
    let ((_, cut), later) = (system(n), facts(n, true));
    let five = five(&cut);
    bencher.bench(|| search::cheapest_of_each(black_box(&later), &BOOK, black_box(&five), []));
}

/// The same where nobody can: every process has to answer sooner than its work takes.
#[divan::bench(args = [20, 40], sample_count = 1, sample_size = 1)]
fn following_a_change_that_nobody_can(bencher: Bencher<'_, '_>, n: usize) {
    let ((_, cut), mut later) = (system(n), facts(n, true));
    later.transactions.iter_mut().for_each(|transaction| transaction.p95_ms = Some(1.0));
    let five = five(&cut);
    bencher.bench(|| search::cheapest_of_each(black_box(&later), &BOOK, black_box(&five), []));
}

/// The cost of an adaptation: the matching of services and the script.
#[divan::bench(args = [10, 20, 40])]
fn cost_of_an_adaptation(bencher: Bencher<'_, '_>, n: usize) {
    let (facts, before) = system(n);
    let moved = Edit::MoveEntity { entity: "E0_0".into(), to: "s1".into() };
    let merged = Edit::Merge { into: "s0".into(), other: "s1".into() };
    let after = before.with(&[moved, merged]);
    bencher.bench(|| adaptation(&facts, &BOOK, black_box(&before), black_box(&after)));
}

/// The score alone, as a search or a live count of findings needs it.
#[divan::bench(args = [10, 20, 40, 80])]
fn scoring(bencher: Bencher<'_, '_>, n: usize) {
    let (facts, answer) = system(n);
    bencher.bench(|| assess(black_box(&facts), black_box(&answer), &BOOK));
}

/// The best answer that the search finds.
#[divan::bench(args = [10, 20, 40, 80], sample_count = 1, sample_size = 1)]
fn par_search(bencher: Bencher<'_, '_>, n: usize) {
    let (facts, _) = system(n);
    bencher.bench(|| par::search(black_box(&facts), &BOOK, &[]));
}

/// How strongly entities belong together, with the best modularity: once a scenario.
#[divan::bench(args = [10, 20, 40, 80])]
fn affinity(bencher: Bencher<'_, '_>, n: usize) {
    let (facts, _) = system(n);
    bencher.bench(|| archtutor::design::scenario::Affinity::of(black_box(&facts)));
}
