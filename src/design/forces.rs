//! What pulls services apart: zones, teams, load, change, criticality, secrecy.

use super::{
    limits::Limit,
    model::{Model, Node, Profile, sorted},
    scenario::{Criticality, Load, Part, Scenario, Secrecy},
};

/// A reason for a border between services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Force {
    Zone,
    Team,
    Load,
    Change,
    Criticality,
    Secrecy,
}

impl Force {
    /// Its name for a learner.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zone => "zones",
            Self::Team => "teams",
            Self::Load => "load",
            Self::Change => "change",
            Self::Criticality => "criticality",
            Self::Secrecy => "secrecy",
        }
    }
}

/// The team to which all of some capabilities belong, where it leads one service and not the other.
pub fn one_team<'m>(
    model: &'m Model<'_>,
    capabilities: &[usize],
    own: usize,
    other: usize,
) -> Option<&'m str> {
    let (here, _) = model.leading_team(own)?;
    let there = model.leading_team(other).map(|(team, _)| team);
    let belongs = |c: &usize| model.facts.teams_of(*c).eq([here]);
    let all = !capabilities.is_empty() && capabilities.iter().all(belongs);
    (all && there.is_some_and(|there| there != here)).then(|| model.facts.teams[here].name.as_str())
}

/// The forces that stand behind the border between two services.
pub fn between(model: &Model<'_>, one: usize, two: usize) -> Vec<Force> {
    let (Some(a), Some(b)) = (model.profile(one), model.profile(two)) else { return Vec::new() };
    let mut forces = Vec::new();
    if a.zones.iter().any(|x| b.zones.iter().any(|y| model.facts.apart(*x, *y))) {
        forces.push(Force::Zone);
    }
    if a.team.is_some() && b.team.is_some() && a.team != b.team {
        forces.push(Force::Team);
    }
    if a.loads != b.loads && !a.loads.is_empty() && !b.loads.is_empty() {
        forces.push(Force::Load);
    }
    if a.change != b.change {
        forces.push(Force::Change);
    }
    let guards = |x: &Profile, y: &Profile| {
        x.criticality == Criticality::High
            && (y.criticality == Criticality::Low || (y.fault_prone && !x.fault_prone))
    };
    if guards(a, b) || guards(b, a) {
        forces.push(Force::Criticality);
    }
    let hides = |x: &Profile, y: &Profile| {
        x.secrecy.iter().any(|s| *s >= Secrecy::Pii) && y.secrecy.first() == Some(&Secrecy::Public)
    };
    if hides(a, b) || hides(b, a) {
        forces.push(Force::Secrecy);
    }
    forces
}

/// How many services have a force behind every border that something crosses.
pub fn named(model: &Model<'_>) -> usize {
    if model.size() < 2 {
        return 0;
    }
    let neighbours = |service: usize| {
        let flows = model.flows.iter().filter_map(move |flow| match flow.to {
            Node::Service(to) if flow.from == service => Some(to),
            Node::Service(to) if to == service => Some(flow.from),
            _ => None,
        });
        sorted(flows.collect())
    };
    (0..model.size())
        .filter(|service| {
            let all = neighbours(*service);
            !all.is_empty() && all.iter().all(|other| !between(model, *service, *other).is_empty())
        })
        .count()
}

/// Milliseconds of work a second from which a load is heavy: half a core.
const HEAVY_MS: f64 = 500.0;
/// Requests a second from which there is something to disturb.
const DISTURBED_RATE: f64 = 1.0;

/// Whether two capabilities load a machine so differently that one of them suffers: different kinds,
/// rates ten times apart, the heavier one takes at least half a core, and the other is asked for at
/// least once a second and is critical or waited for. Silent where a number is not known.
pub fn loads_clash(facts: &Scenario, one: usize, two: usize) -> bool {
    clashing(facts, one, two).is_some()
}

/// Of two loads that clash, the heavier and the other.
pub fn clashing(facts: &Scenario, one: usize, two: usize) -> Option<(usize, usize)> {
    if facts.capabilities[one].load == facts.capabilities[two].load {
        return None;
    }
    let work = |c: usize| {
        let facts = &facts.capabilities[c];
        Some(facts.rate? * facts.cpu_ms?)
    };
    let (heavy, light) = if work(one)? >= work(two)? { (one, two) } else { (two, one) };
    let (a, b) = (&facts.capabilities[heavy], &facts.capabilities[light]);
    let (most, least) = (a.rate?.max(b.rate?), a.rate?.min(b.rate?));
    let waited = || facts.transactions.iter().any(|transaction| transaction.waits_for(light));
    let clash = most >= facts.limits.get(Limit::LoadRatio) * least
        && work(heavy)? >= HEAVY_MS
        && b.rate? >= DISTURBED_RATE
        && (b.criticality == Criticality::High || waited());
    clash.then_some((heavy, light))
}

/// Whether an unimportant capability that fails often could take an important one down.
pub fn criticality_clashes(facts: &Scenario, one: usize, two: usize) -> bool {
    let (a, b) = (&facts.capabilities[one], &facts.capabilities[two]);
    let endangers = |low: &super::scenario::Capability, high: &super::scenario::Capability| {
        low.criticality == Criticality::Low
            && low.fault_prone
            && high.criticality == Criticality::High
    };
    endangers(a, b) || endangers(b, a)
}

/// The first pair of a list for which something holds.
pub fn first_pair(items: &[usize], holds: impl Fn(usize, usize) -> bool) -> Option<(usize, usize)> {
    items.iter().enumerate().find_map(|(at, one)| {
        let two = items.iter().skip(at + 1).find(|two| holds(*one, **two))?;
        Some((*one, *two))
    })
}

/// Whether the facts say anything that could ask for a border or be against one.
pub fn stated(facts: &Scenario) -> bool {
    let of_entities =
        |e: &super::scenario::Entity| e.zone.is_some() || e.change.is_some() || e.secrecy.is_some();
    let of_capabilities = |c: &super::scenario::Capability| {
        c.zone.is_some()
            || c.load != Load::Steady
            || c.change.is_some()
            || c.criticality != Criticality::Normal
            || c.fault_prone
    };
    !facts.teams.is_empty()
        || facts.entities.iter().any(of_entities)
        || facts.capabilities.iter().any(of_capabilities)
}

/// The forces of the scenario itself that ask for more than one service, each with a witness.
pub fn disintegrators(model: &Model<'_>) -> Vec<(Force, String)> {
    let facts = model.facts;
    let mut found = Vec::new();
    let used: Vec<usize> = sorted(facts.entities.iter().filter_map(|entity| entity.zone).collect());
    if let Some((one, two)) = first_pair(&used, |one, two| facts.apart(one, two)) {
        let names = (&facts.zones[one].name, &facts.zones[two].name);
        found.push((Force::Zone, format!("the zones {} and {} must be apart", names.0, names.1)));
    }
    let working = facts.teams.iter().filter(|team| {
        !team.capabilities.is_empty()
            || (!model.parts.asks(Part::Services) && !team.entities.is_empty())
    });
    let teams: Vec<&str> = working.map(|team| team.name.as_str()).collect();
    if teams.len() > 1 {
        found.push((Force::Team, format!("{} teams: {}", teams.len(), teams.join(", "))));
    }
    let all: Vec<usize> = (0..facts.capabilities.len()).collect();
    let names = |one: usize, two: usize| {
        (model.capability(one).to_owned(), model.capability(two).to_owned())
    };
    if let Some((one, two)) = first_pair(&all, |one, two| loads_clash(facts, one, two)) {
        let (one, two) = names(one, two);
        found.push((Force::Load, format!("{one} and {two} load differently")));
    }
    if let Some((one, two)) = first_pair(&all, |one, two| criticality_clashes(facts, one, two)) {
        let (one, two) = names(one, two);
        found.push((Force::Criticality, format!("{one} and {two} differ in criticality")));
    }
    let secret = facts.entities.iter().find(|e| e.secrecy.is_some_and(|s| s >= Secrecy::Pii));
    let public = facts.entities.iter().find(|e| e.secrecy == Some(Secrecy::Public));
    if let (Some(secret), Some(public)) = (secret, public) {
        let row = format!("{} is confidential, {} is public", secret.name, public.name);
        found.push((Force::Secrecy, row));
    }
    found
}
