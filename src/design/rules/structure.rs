//! S: where the borders run.

mod kind;
mod parts;
mod place;
pub(in crate::design::rules) mod recut;
pub(in crate::design::rules) mod size;

use super::Rule;
use crate::design::scenario::Part;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S-01",
        name: "everything sits where it belongs",
        part: Part::Ownership,
        cites: &["bounded-context"],
        check: place::misplaced,
    },
    Rule {
        id: "S-02",
        name: "a service is about one thing",
        part: Part::Ownership,
        cites: &["decompose-by-subdomain"],
        check: parts::unrelated,
    },
    Rule {
        id: "S-03",
        name: "no service does most of the work",
        part: Part::Services,
        cites: &["microservices"],
        check: size::god,
    },
    Rule {
        id: "S-04",
        name: "forces are not ignored",
        part: Part::Ownership,
        cites: &["modular-monolith", "microservices"],
        check: size::monolith,
    },
    Rule {
        id: "S-05",
        name: "a split has a reason",
        part: Part::Services,
        cites: &["modular-monolith"],
        check: size::needless,
    },
    Rule {
        id: "S-06",
        name: "a service is worth its price",
        part: Part::Services,
        cites: &["decompose-by-business-capability"],
        check: size::nano,
    },
    Rule {
        id: "S-07",
        name: "there are no more services than anybody can run",
        part: Part::Services,
        cites: &["service-per-team", "container-orchestration"],
        check: size::too_many,
    },
    Rule {
        id: "S-08",
        name: "a service is more than its table",
        part: Part::Services,
        cites: &["decompose-by-business-capability"],
        check: kind::entity_service,
    },
    Rule {
        id: "S-09",
        name: "services are not layers",
        part: Part::Services,
        cites: &["decompose-by-subdomain"],
        check: kind::layers,
    },
];
