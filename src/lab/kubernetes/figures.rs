//! Nodes with their pods, and what is wanted beside what is there.

use super::{
    Cluster, Count,
    pods::{Pod, Stage},
};
use crate::lab::{
    figure::{Cell, Figure, Figures, Sign, Text, Word},
    sim::Outputs,
};

impl Cluster {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let on = |node: Option<usize>| {
            let pods = self.pods.iter().filter(move |pod| !pod.deleted && pod.node == node);
            pods.map(|pod| Cell::new(pod.version, self.sign(pod))).collect::<Vec<_>>()
        };
        let mut own: Vec<Figure> = (0..self.nodes)
            .map(|node| Figure::Cells {
                name: Word::of("node", node as u64 + 1),
                cells: on(Some(node)),
            })
            .collect();
        let pending = on(None);
        if !pending.is_empty() {
            own.push(Figure::Cells { name: "pending".into(), cells: pending });
        }
        Figures { own, more: vec![self.wanted(out)] }
    }

    fn sign(&self, pod: &Pod) -> Sign {
        match pod.stage {
            _ if self.on_lost_node(pod) => Sign::Dead,
            Stage::Ready if pod.endpoint => Sign::Ready,
            Stage::Ready => Sign::NotReady,
            _ => Sign::Starting,
        }
    }

    fn wanted(&self, out: &Outputs) -> Figure {
        let version = if self.set && !self.paused { 2 } else { 1 };
        let row = |name: &'static str, wanted: Text, there: u64| -> Vec<Text> {
            vec![name.into(), wanted, there.into()]
        };
        let wanted = |version_wanted: u64| -> Text {
            if version == version_wanted { self.replicas } else { 0 }.into()
        };
        let count = |count: Count| out.get(count).unsigned_abs();
        Figure::Table {
            head: vec!["".into(), "desired".into(), "actual".into()],
            rows: vec![
                row("pods", self.replicas.into(), self.live()),
                row("endpoints", self.replicas.into(), self.endpoints()),
                row("version-1", wanted(1), count(Count::Version1)),
                row("version-2", wanted(2), count(Count::Version2)),
            ],
        }
    }
}
