//! Error budgets: what may go wrong in a window, how fast it is used, and who is woken.

use std::collections::VecDeque;

use super::{
    DAY, HOUR, Lab, SECOND, Spec,
    chance::{Stream, WHOLE},
    counted,
    figure::{Figure, Figures},
    level,
    param::{Kind, Param, Values},
    plot::{Band, Curve, Draw, MARKED, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
    value::Incident,
};

/// Bad requests times this, over budget share (ppm), rate (thousandths) and µs, is burn in thousandths.
const BURN: u128 = 1_000_000_000_000_000_000;

names! { enum Count, COUNTERS;
    Total = "total",
    Bad = "bad",
    BudgetRequests = "budget_requests",
    BudgetTime = "budget_time_us",
    BudgetUsed = "budget_used_ppm",
    Pages = "pages",
    Tickets = "tickets",
    PageTime = "page_time_us",
    TicketTime = "ticket_time_us",
    Frozen = "frozen",
    MaxBurn = "max_burn_milli",
    FalsePages = "false_pages",
    MissedIncidents = "missed_incidents",
}

names! { enum Mark, MARKS;
    FirstPage = "first_page_us",
    FirstTicket = "first_ticket_us",
    Exhausted = "exhausted_us",
    Freeze = "freeze_us",
    Detection = "detection_us",
}

/// Lengths that ticks must divide.
const LENGTHS: [&str; 7] =
    ["window", "fast_long", "fast_short", "slow_long", "slow_short", "ticket_long", "ticket_short"];

static SPEC: Spec = Spec {
    id: "slo",
    until: 30 * DAY,
    bounded_by: Some("window"),
    params: &[
        Param::share("slo", "99.9%").within(0, WHOLE - 1),
        Param::duration("window", "30d").within(HOUR, super::value::LONGEST_TIME),
        Param::rate("rate", "10"),
        Param::share("base", "0.01%"),
        Param::written("incidents", Kind::Incidents, ""),
        Param::word("noise", &["off", "on"]),
        Param::duration("tick", "60s").within(SECOND, HOUR),
        Param::word_or("page", &["naive", "burn"], "burn"),
        Param::share("naive_limit", "0.5%"),
        Param::factor("fast_burn", "14.4"),
        Param::duration("fast_long", "1h"),
        Param::duration("fast_short", "5m"),
        Param::factor("slow_burn", "6"),
        Param::duration("slow_long", "6h"),
        Param::duration("slow_short", "30m"),
        Param::factor("ticket_burn", "1"),
        Param::duration("ticket_long", "3d"),
        Param::duration("ticket_short", "6h"),
        Param::share("freeze_at", "100%"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[
        counted("bad"),
        level("budget_used_ppm"),
        level("burn_milli"),
        level("page"),
        level("ticket"),
    ],
    plots: &[
        Plot::new(Unit::Share, &[Curve::new("budget-left", Draw::Left("budget_used_ppm"))]).with(
            &[
                Band::new("incident", Draw::Given(incident_in), MARKED),
                Band::new("page", Draw::On("page"), MARKED),
                Band::new("ticket", Draw::On("ticket"), MARKED),
            ],
        ),
        Plot::new(
            Unit::Factor,
            &[
                Curve::new("burn", Draw::Level("burn_milli")),
                Curve::new("fast", Draw::Given(|values, _, _| threshold(values, "fast_burn"))),
                Curve::new("slow", Draw::Given(|values, _, _| threshold(values, "slow_burn"))),
            ],
        ),
    ],
    beside: None,
    laws: &["bad <= total", "budget used never falls"],
    random: |values| values.on("noise"),
    contradiction: |values, _| {
        let tick = values.number("tick");
        let odd = LENGTHS.into_iter().find(|name| !values.number(name).is_multiple_of(tick.max(1)));
        odd.map(|name| format!("{name} is not a multiple of tick"))
    },
};

/// Whether an incident goes on in a time.
fn incident_in(values: &Values, from: u64, to: u64) -> i64 {
    let alive = |one: &Incident| one.at < to && from < one.at + one.duration;
    i64::from(values.incidents("incidents").iter().any(alive))
}

/// A burn that pages, in thousandths.
fn threshold(values: &Values, name: &str) -> i64 {
    i64::try_from(values.number(name)).unwrap_or(i64::MAX)
}

/// The one thing that happens.
pub(super) struct Tick;

impl Ranked for Tick {
    fn rank(&self) -> u8 {
        1
    }
}

/// An alert's burn in thousandths over a long and a short look back, in ticks.
#[derive(Clone, Copy)]
struct Pair {
    burn: u64,
    long: u64,
    short: u64,
}

/// An alert that is on or off.
#[derive(Clone, Copy)]
struct Alert {
    on: bool,
    count: Count,
    time: Count,
    first: Mark,
    kinds: [&'static str; 2],
}

impl Alert {
    /// Takes a tick's state; says whether the alert has just come on.
    fn set(&mut self, on: bool, tick: u64, out: &mut Outputs) -> bool {
        let rises = on && !self.on;
        if on != self.on {
            out.note(self.kinds[usize::from(!on)], "");
        }
        if rises {
            out.count(self.count);
            out.mark(self.first);
        }
        self.on = on;
        out.add(self.time, if on { i64::try_from(tick).unwrap_or(0) } else { 0 });
        rises
    }
}

/// A service with an objective.
pub(super) struct ErrorBudget {
    /// What may fail, in parts per million.
    allowed: u64,
    rate: u64,
    base: u64,
    incidents: Vec<Incident>,
    /// Which of them were paged.
    paged: Vec<bool>,
    noise: Option<Stream>,
    tick: u64,
    naive_limit: Option<u64>,
    fast: Pair,
    slow: Pair,
    ticketing: Pair,
    freeze_at: u64,
    budget: u64,
    budget_time: u64,
    /// Rests of requests and of bad ones.
    rest: u64,
    bad_rest: u64,
    total: u64,
    bad: u64,
    /// Bad requests up to the end of each recent tick, newest last, and one for the start.
    sums: VecDeque<u64>,
    page: Alert,
    ticket: Alert,
    burn: u64,
    fell: bool,
}

impl Lab for ErrorBudget {
    type Event = Tick;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let number = |name: &str| values.number(name);
        let tick = number("tick").max(1);
        let pair = |name: &str| Pair {
            burn: number(&format!("{name}_burn")),
            long: number(&format!("{name}_long")) / tick,
            short: number(&format!("{name}_short")) / tick,
        };
        let allowed = WHOLE - number("slo");
        let (rate, window) = (number("rate"), number("window"));
        let budget =
            u128::from(rate) * u128::from(window) * u128::from(allowed) / 1_000_000_000_000_000;
        let incidents = values.incidents("incidents").to_vec();
        let alert = |count, time, first, kinds| Alert { on: false, count, time, first, kinds };
        Self {
            allowed,
            rate,
            base: number("base"),
            paged: vec![false; incidents.len()],
            incidents,
            noise: values.on("noise").then(|| Stream::new(seed, "noise")),
            tick,
            naive_limit: (values.word("page") == "naive").then(|| number("naive_limit")),
            fast: pair("fast"),
            slow: pair("slow"),
            ticketing: pair("ticket"),
            freeze_at: number("freeze_at"),
            budget: u64::try_from(budget).unwrap_or(u64::MAX),
            budget_time: window / WHOLE * allowed + window % WHOLE * allowed / WHOLE,
            rest: 0,
            bad_rest: 0,
            total: 0,
            bad: 0,
            sums: VecDeque::from([0]),
            page: alert(Count::Pages, Count::PageTime, Mark::FirstPage, ["page.on", "page.off"]),
            ticket: alert(
                Count::Tickets,
                Count::TicketTime,
                Mark::FirstTicket,
                ["ticket.on", "ticket.off"],
            ),
            burn: 0,
            fell: false,
        }
    }

    fn start(&mut self, sim: &mut Sim<Tick>) {
        sim.out.set(Count::BudgetRequests, self.budget);
        sim.out.set(Count::BudgetTime, self.budget_time);
        sim.at(self.tick, Tick);
    }

    fn handle(&mut self, _event: Tick, sim: &mut Sim<Tick>) {
        let began = sim.now() - self.tick;
        let (requests, bad) = self.serve(began, &mut sim.out);
        self.alert(began, requests, bad, &mut sim.out);
        self.spend(&mut sim.out);
        sim.after(self.tick, Tick);
    }

    fn close(&mut self, out: &mut Outputs) {
        let ended = |one: &Incident| one.at + one.duration <= out.now;
        let missed =
            self.incidents.iter().zip(&self.paged).filter(|(one, paged)| ended(one) && !**paged);
        let missed = missed.count();
        out.set(Count::MissedIncidents, missed);
    }

    fn figures(&self, _out: &Outputs) -> Figures {
        let states = Figure::States {
            names: &["quiet", "ticket", "page"],
            now: if self.page.on { 2 } else { usize::from(self.ticket.on) },
            of: None,
        };
        Figures { own: vec![states], more: Vec::new() }
    }

    fn laws(&self, _out: &Outputs) -> Vec<bool> {
        vec![self.bad <= self.total, !self.fell]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        vec![
            out.get(Count::Bad),
            out.get(Count::BudgetUsed),
            i64::try_from(self.burn).unwrap_or(i64::MAX),
            i64::from(self.page.on),
            i64::from(self.ticket.on),
        ]
    }
}

impl ErrorBudget {
    /// One tick's requests and how many of them were bad.
    fn serve(&mut self, began: u64, out: &mut Outputs) -> (u64, u64) {
        let due = u128::from(self.rest) + u128::from(self.rate) * u128::from(self.tick);
        let whole = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        let requests = whole(due / 1_000_000_000);
        self.rest = whole(due % 1_000_000_000);
        let alive = self.incidents.iter().filter(|one| one.alive(began));
        let mut error = self.base + alive.map(|one| one.error).sum::<u64>();
        if let Some(noise) = &mut self.noise {
            error = whole((u128::from(error) * u128::from(noise.exponential())) >> 32);
        }
        let parts = u128::from(self.bad_rest) + u128::from(requests) * u128::from(error.min(WHOLE));
        self.bad_rest = whole(parts % u128::from(WHOLE));
        let bad = whole(parts / u128::from(WHOLE)).min(requests);
        self.total += requests;
        self.bad += bad;
        out.set(Count::Total, self.total);
        out.set(Count::Bad, self.bad);
        self.sums.push_back(self.bad);
        let longest = [self.fast, self.slow, self.ticketing].map(|pair| pair.long.max(pair.short));
        if self.sums.len() as u64 > longest.into_iter().max().unwrap_or(0) + 1 {
            self.sums.pop_front();
        }
        (requests, bad)
    }

    /// Bad requests in the last ticks; before 0 all was well.
    fn recent(&self, ticks: u64) -> u64 {
        let back = usize::try_from(ticks).unwrap_or(usize::MAX);
        let then = self.sums.len().checked_sub(back.saturating_add(1));
        self.bad - then.and_then(|place| self.sums.get(place)).copied().unwrap_or(0)
    }

    /// What a burn of one thousandth over so many ticks comes to.
    fn scale(&self, ticks: u64) -> u128 {
        u128::from(self.allowed) * u128::from(self.rate) * u128::from(ticks) * u128::from(self.tick)
    }

    fn burning(&self, pair: Pair) -> bool {
        [pair.long, pair.short].into_iter().all(|ticks| {
            u128::from(self.recent(ticks)) * BURN >= u128::from(pair.burn) * self.scale(ticks)
        })
    }

    fn alert(&mut self, began: u64, requests: u64, bad: u64, out: &mut Outputs) {
        let burn = (u128::from(self.recent(self.fast.long)) * BURN)
            .checked_div(self.scale(self.fast.long));
        self.burn = burn.map_or(0, |burn| u64::try_from(burn).unwrap_or(u64::MAX));
        out.raise(Count::MaxBurn, self.burn);
        let on = match self.naive_limit {
            Some(limit) => bad * WHOLE >= limit * requests,
            None => self.burning(self.fast) || self.burning(self.slow),
        };
        let rises = self.page.set(on, self.tick, out);
        let mut first_alive = None;
        for (one, paged) in self.incidents.iter().zip(&mut self.paged) {
            if one.alive(began) {
                *paged |= on;
                first_alive = first_alive.or(Some(one.at));
            }
        }
        match first_alive {
            Some(at) if rises => {
                out.mark_as(Mark::Detection, out.now - at);
            }
            None if rises => out.count(Count::FalsePages),
            _ => {}
        }
        let on = self.burning(self.ticketing);
        self.ticket.set(on, self.tick, out);
    }

    fn spend(&mut self, out: &mut Outputs) {
        let used = u128::from(self.bad) * u128::from(WHOLE) / u128::from(self.budget.max(1));
        let used = i64::try_from(used).unwrap_or(i64::MAX);
        self.fell |= used < out.get(Count::BudgetUsed);
        out.set(Count::BudgetUsed, used);
        let reached = |share: u64| used.unsigned_abs() >= share;
        if reached(WHOLE) {
            out.mark(Mark::Exhausted);
        }
        if reached(self.freeze_at) && out.mark(Mark::Freeze) {
            out.set(Count::Frozen, 1);
            out.note("release.freeze", "");
        }
    }
}
