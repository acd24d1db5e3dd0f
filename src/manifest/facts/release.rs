//! Releases of Kubernetes, Istio and the Gateway API, and which APIs they serve.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::table::Fields;

/// The table, with the day on which it was read.
const TABLE: &str = include_str!("../../../assets/manifest/served.toml");

/// Which releases the files are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Release {
    pub(crate) kubernetes: (u32, u32),
    pub(crate) istio: (u32, u32),
    pub(crate) gateway_api: (u32, u32),
}

/// What became of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Served {
    /// Since that release nobody serves it, or only another channel than the one that is named; what to
    /// write instead.
    Gone { since: String, now: Option<&'static str>, channel: Option<&'static str> },
    /// Something newer exists.
    Old(&'static str),
    /// Nothing is known against it.
    Yes,
}

#[derive(Debug, Deserialize)]
struct Table {
    newest: Newest,
    api: Vec<Api>,
    old: Vec<Api>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Newest {
    kubernetes: String,
    gateway_api: String,
    istio: String,
}

#[derive(Debug, Deserialize)]
struct Api {
    #[serde(default)]
    product: String,
    version: String,
    kinds: Vec<String>,
    #[serde(default)]
    gone: String,
    /// The only one that does not serve it.
    channel: Option<String>,
    now: Option<String>,
}

impl Api {
    fn is(&self, version: &str, kind: &str) -> bool {
        self.version == version && self.kinds.iter().any(|known| known == "*" || known == kind)
    }
}

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| {
        let empty = || Newest {
            kubernetes: String::new(),
            gateway_api: String::new(),
            istio: String::new(),
        };
        let none = |_| Table { newest: empty(), api: Vec::new(), old: Vec::new() };
        toml::from_str(TABLE).unwrap_or_else(none)
    })
}

impl Default for Release {
    fn default() -> Self {
        let newest = &table().newest;
        let number = |text: &str| number(text).unwrap_or((1, 0));
        Self {
            kubernetes: number(&newest.kubernetes),
            istio: number(&newest.istio),
            gateway_api: number(&newest.gateway_api),
        }
    }
}

impl Release {
    /// The releases of `versions = { … }`; the newest where none is said.
    pub(crate) fn read(root: &Fields<'_, '_>) -> Self {
        let mut release = Self::default();
        let Some(fields) = root.table("versions") else { return release };
        let of = |key| {
            let text = fields.string(key)?;
            let found = number(&text.value);
            if found.is_none() {
                fields.report("bad-version", text.span, "a release is written \"1.36\"");
            }
            found
        };
        release.kubernetes = of("kubernetes").unwrap_or(release.kubernetes);
        release.istio = of("istio").unwrap_or(release.istio);
        release.gateway_api = of("gateway-api").unwrap_or(release.gateway_api);
        release
    }

    /// What became of a kind in that version.
    pub(crate) fn served(&self, version: &str, kind: &str) -> Served {
        let api = table().api.iter().find(|api| api.is(version, kind));
        if let Some(api) = api {
            let now = match api.product.as_str() {
                "istio" => self.istio,
                "gateway-api" => self.gateway_api,
                _ => self.kubernetes,
            };
            if number(&api.gone).is_some_and(|gone| now >= gone) {
                let (now, channel) = (api.now.as_deref(), api.channel.as_deref());
                return Served::Gone { since: api.gone.clone(), now, channel };
            }
        }
        let old = table().old.iter().find(|api| api.is(version, kind));
        old.and_then(|api| api.now.as_deref()).map_or(Served::Yes, Served::Old)
    }

    /// Whether a version stands in the table at all.
    pub(crate) fn names(version: &str) -> bool {
        table().api.iter().chain(&table().old).any(|api| api.version == version)
    }
}

fn number(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_depends_on_the_kind_and_the_release() {
        let newest = Release::default();
        assert_eq!(newest.kubernetes, (1, 37));
        let gone = |release: &Release, version, kind| {
            matches!(release.served(version, kind), Served::Gone { .. })
        };
        assert!(gone(&newest, "networking.k8s.io/v1beta1", "Ingress"));
        assert!(!gone(&newest, "networking.k8s.io/v1beta1", "IPAddress"));
        let before = Release { kubernetes: (1, 21), ..newest.clone() };
        assert!(!gone(&before, "networking.k8s.io/v1beta1", "Ingress"));
        let grant = newest.served("gateway.networking.k8s.io/v1beta1", "ReferenceGrant");
        assert_eq!(grant, Served::Old("gateway.networking.k8s.io/v1"));
    }
}
