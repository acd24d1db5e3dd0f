//! `routes`: tables replayed with requests. Dialects: `gateway` (routes of an HTTP gateway) and `firewall`
//! (what one zone may open in another).

mod document;
mod firewall;
mod gateway;

use std::sync::Arc;

use crate::exercise::{
    Answer,
    kind::{Facts, Input, Kind, Shape},
};

/// The kind.
pub struct Routes;

/// What an answer's only file is called.
const FILE: &str = "routes.yaml";

/// Names of the services that the routes of an answer lead to.
pub fn services(answer: &Answer) -> Vec<String> {
    gateway::services(answer)
}

#[derive(Clone, Copy, Debug)]
enum Dialect {
    Gateway,
    Firewall,
}

impl Kind for Routes {
    fn id(&self) -> &'static str {
        "routes"
    }

    fn shape(&self) -> Shape {
        Shape::File(FILE)
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let dialects = [("gateway", Dialect::Gateway), ("firewall", Dialect::Firewall)];
        let dialect = input.root.one_of("dialect", &dialects);
        match dialect.map_or(Dialect::Gateway, |dialect| dialect.value) {
            Dialect::Gateway => Some(Arc::new(gateway::Gateway::read(input.root))),
            Dialect::Firewall => Some(Arc::new(firewall::Firewall::read(input.root))),
        }
    }
}
