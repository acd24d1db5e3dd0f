//! Distances in cells, for layers that are rows and for layers that are columns.

use super::Settings;

/// Distances in cells for one direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metrics {
    /// Blanks between two boxes of a layer, a box and a line, two lines, after a label.
    pub box_gap: i32,
    pub side_gap: i32,
    pub line_gap: i32,
    pub label_gap: i32,
    /// Distance of two pins on one side of a box.
    pub pin_gap: i32,
    /// Cells of a channel between two layers of boxes, and beside labels.
    pub channel: i32,
    pub half: i32,
    /// Distance of two tracks, and the cells before the first and behind the last one.
    pub pitch: i32,
    pub lead: i32,
    /// Blanks between a frame and what is inside, along the layers and across.
    pub pad: i32,
    pub pad_across: i32,
    /// Labels of one fan need not stand beside each other.
    pub apart: bool,
}

impl Metrics {
    pub(super) fn new(settings: &Settings, sideways: bool) -> Self {
        let roomy = i32::from(settings.room > 1);
        if sideways {
            Self {
                box_gap: 1,
                side_gap: roomy,
                line_gap: i32::from(settings.ascii),
                label_gap: i32::from(settings.ascii),
                pin_gap: 1 + i32::from(settings.ascii),
                channel: 3 + roomy,
                half: 2,
                pitch: 2,
                lead: 1,
                pad: 0,
                pad_across: 1,
                apart: settings.apart,
            }
        } else {
            Self {
                box_gap: 2 + roomy,
                side_gap: 1 + roomy,
                line_gap: 1 + roomy,
                label_gap: 1 + roomy,
                pin_gap: 2,
                channel: 2,
                half: 0,
                pitch: 1 + i32::from(settings.ascii),
                lead: i32::from(settings.ascii),
                pad: 1,
                pad_across: 0,
                apart: settings.apart,
            }
        }
    }
}
