//! The title of a group in its frame: on which side, how long, and what gives way to it.

use super::Compose;
use crate::diagram::{
    label,
    layout::{layers::Kind, plan::Side},
};

/// Where a group's title stands and how large its frame must be for it.
pub(super) struct Titled {
    pub extent: i32,
    pub breadth: i32,
    pub at: usize,
    pub width: i32,
}

impl Compose<'_> {
    /// The side of the frame on which its title stands, where layers are rows.
    pub(super) fn titled_side(&self) -> Side {
        if self.level.direction.is_reversed() { Side::Bottom } else { Side::Top }
    }

    /// The title of the group as it is drawn; beside lines that pass it has one row.
    pub(super) fn title_lines(&self) -> Vec<String> {
        let Some(group) = self.index.checked_sub(1) else { return Vec::new() };
        let title = &self.layout.graph.groups[group].title;
        let side = self.titled_side();
        if !self.sideways && self.level.ports.iter().any(|port| port.side == side) {
            return vec![title.replace('\n', " ")];
        }
        let settings = self.layout.settings;
        let limit = if settings.room > 1 { usize::MAX / 4 } else { 2 * settings.wrap };
        label::wrap_words(title, limit)
    }

    pub(super) fn title(&self, width: i32, extent: i32, breadth: i32) -> Titled {
        if self.index == 0 {
            return Titled { extent, breadth, at: 0, width: 0 };
        }
        // Every line that ends at the frame needs a place beside the title and the ports.
        let ports = self.level.ports.len() as i32;
        let ended = if self.level.ended > 0 { self.level.ended + ports } else { 0 };
        let room = if ended > 0 { 2 * ended + 2 } else { 0 };
        let need = if width == 0 { 2 } else { width + 4 + room };
        if self.sideways {
            return Titled {
                extent: extent
                    .max(3)
                    .max(2 + ended * (self.metrics.pin_gap + i32::from(ports > 0))),
                breadth: breadth.max(need),
                at: 1,
                width,
            };
        }
        // Ports on the side with the title must miss it.
        let side = self.titled_side();
        let mut ports: Vec<_> = self
            .layers
            .items
            .iter()
            .filter_map(|item| match item.kind {
                Kind::Port(port) if self.level.ports[port].side == side => {
                    Some(item.at + 1 + self.metrics.pad)
                }
                _ => None,
            })
            .collect();
        ports.sort_unstable();
        let mut at = 1;
        for port in ports {
            if width > 0 && port >= at && port <= at + width + 1 {
                at = port + 1;
            }
        }
        let extent = extent.max(at + width + 3 + room).max(need).max(4);
        // Where the layers around it are columns, lines end at its sides.
        let rows = match self.least {
            Some((true, _)) => 2 + ended * (1 + i32::from(self.layout.settings.ascii)),
            _ => 3,
        };
        Titled { extent, breadth: breadth.max(rows).max(3), at: at as usize, width }
    }
}
