//! Fitting a graph to a width: the layouts that are tried, from the roomiest to the tightest.

use super::canvas::Charset;
use super::layout::{self, Scene, Settings};
use super::model::Graph;
use super::paint;
use super::{Drawing, Options, Zoom};

/// Cells at which labels wrap when there is room.
const WRAP: usize = 32;
const EDGE_WRAP: usize = 28;

/// Draws a graph for the options.
pub(crate) fn draw(graph: &Graph, options: &Options) -> Drawing {
    let charset = if options.ambiguous_wide { Charset::Ascii } else { options.charset };
    let natural = natural(graph, charset, options.zoom);
    let scene = layout::lay_out(graph, &natural);
    let size = (scene.width, scene.height);
    let (scene, settings) = match options.width {
        Some(width) if width < size.0 => fit(graph, &natural, scene, width),
        _ => (scene, natural),
    };
    let canvas = paint::paint(graph, &scene, &settings, charset);
    Drawing {
        width: scene.width,
        height: scene.height,
        rows: canvas.rows(),
        nodes: paint::rects(graph, &scene),
        edges: paint::paths(graph, &scene),
        groups: paint::frames(graph, &scene),
        natural: size,
    }
}

fn natural(graph: &Graph, charset: Charset, zoom: Zoom) -> Settings {
    Settings {
        direction: graph.direction,
        wrap: WRAP,
        edge_wrap: EDGE_WRAP,
        bound: None,
        room: 2,
        ascii: charset == Charset::Ascii,
        compact: zoom == Zoom::Compact,
    }
}

/// The first layout that fits; what fits nowhere is drawn as if there were room, to be scrolled.
fn fit(graph: &Graph, natural: &Settings, scene: Scene, width: usize) -> (Scene, Settings) {
    for settings in ladder(natural, width) {
        let scene = layout::lay_out(graph, &settings);
        if scene.width <= width {
            return (scene, settings);
        }
    }
    (scene, *natural)
}

/// Tighter and tighter settings.
fn ladder(natural: &Settings, width: usize) -> Vec<Settings> {
    let tight = Settings { room: 1, ..*natural };
    let mut steps = vec![tight];
    let wraps = [(24, 18), (18, 14), (14, 10)];
    for (wrap, edge_wrap) in wraps {
        steps.push(Settings { wrap, edge_wrap, ..tight });
    }
    let down = if natural.direction.is_sideways() {
        natural.direction.turned()
    } else {
        natural.direction
    };
    for cells in [width, width * 5 / 6, width * 2 / 3, width / 2, width / 3] {
        for (wrap, edge_wrap) in [(WRAP, EDGE_WRAP), (24, 18), (18, 14), (14, 10)] {
            let bound = Some(cells);
            steps.push(Settings { wrap, edge_wrap, bound, direction: down, ..tight });
        }
    }
    for cells in [width * 2 / 3, width / 2, 1] {
        let bound = Some(cells);
        steps.push(Settings { wrap: 10, edge_wrap: 10, bound, direction: down, ..tight });
    }
    steps
}
