//! Cards: questions that nobody typed, made from the catalog and posed afresh each time. What may stand
//! beside the right option follows from the relations of patterns and from what reading has excluded; it
//! is proved here. Knows no learner and no file.

mod balance;
mod deck;
mod id;
mod laws;
mod neighbours;
mod pose;

pub use deck::Deck;
pub use id::{Card, form};
pub use laws::broken;
pub use neighbours::offering;
pub use pose::{Mixup, Setting};
