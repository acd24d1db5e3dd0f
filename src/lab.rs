//! The labs: simulations that come with the program and that weeks list by id. Each is a line in
//! [`LABS`]; what it is called stands among the words of the interface.

use crate::id::LabId;

/// One simulation with the goals that a learner can reach in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Lab {
    pub id: &'static str,
    /// Ids of its missions, in the order in which they are offered.
    pub missions: &'static [&'static str],
}

/// Every lab of the program.
pub static LABS: &[Lab] = &[];

/// The lab of that id.
pub fn find(id: &LabId) -> Option<&'static Lab> {
    LABS.iter().find(|lab| lab.id == id.as_str())
}
