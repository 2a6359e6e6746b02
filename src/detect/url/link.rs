//! One link, taken apart. Source of the parts: RFC 3986, section 3.

/// The suffix of documentation (RFC 2606, section 2). No list knows it, and people who try the
/// program out write it.
const DOCUMENTATION: &str = "example";

/// A link as a browser would read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// In lower case, without `://`; empty where none was written.
    pub scheme: String,
    /// A name or password before `@`, which readers take for the host.
    pub userinfo: String,
    /// In lower case and ASCII (punycode), without a final dot.
    pub host: String,
    /// From the first `/`, `?` or `#` on, as written.
    pub path: String,
}

impl Link {
    /// Takes a link apart. `None` if there is no host.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let host = without_port(host).trim_end_matches('.');
        let host = if host.is_ascii() {
            host.to_ascii_lowercase()
        } else {
            idna::domain_to_ascii(host).ok()?
        };
        (!host.is_empty()).then(|| Self {
            scheme: scheme.to_ascii_lowercase(),
            userinfo: userinfo.to_owned(),
            host,
            path: path.to_owned(),
        })
    }

    /// The first part of the path, without slashes: `invite` in `/invite/AbC`.
    #[must_use]
    pub fn first_segment(&self) -> &str {
        let path = self.path.strip_prefix('/').unwrap_or("");
        path.split(['/', '?', '#']).next().unwrap_or("")
    }

    /// The last part of the path: the file's name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let path = self.path.split(['?', '#']).next().unwrap_or("");
        path.rsplit('/').next().unwrap_or("")
    }

    /// The part of the host that someone registered: `example.co.jp`.
    #[must_use]
    pub fn registrable(&self) -> &str {
        psl::domain_str(&self.host).unwrap_or(&self.host)
    }

    /// The part of the host under which anyone can register: `co.jp`.
    #[must_use]
    pub fn suffix(&self) -> &str {
        psl::suffix_str(&self.host).unwrap_or("")
    }

    /// The last label of the host.
    #[must_use]
    pub fn tld(&self) -> &str {
        self.host.rsplit('.').next().unwrap_or("")
    }

    /// Whether the host ends in a suffix that the Public Suffix List knows, or that of documentation.
    #[must_use]
    pub fn has_known_suffix(&self) -> bool {
        let known = |suffix: psl::Suffix<'_>| {
            suffix.is_known() || suffix.as_bytes() == DOCUMENTATION.as_bytes()
        };
        psl::suffix(self.host.as_bytes()).is_some_and(known)
            && psl::domain(self.host.as_bytes()).is_some()
    }

    /// Whether the host is an address: IPv4 (also as one decimal or hexadecimal number), IPv6.
    #[must_use]
    pub fn is_ip(&self) -> bool {
        let host = self.host.as_str();
        let hexadecimal =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        host.starts_with('[')
            || host.strip_prefix("0x").is_some_and(hexadecimal)
            || (!host.is_empty() && host.bytes().all(|b| b.is_ascii_digit()))
            || host.parse::<std::net::Ipv4Addr>().is_ok()
    }

    /// Whether the address is of a network at home or in the office: it leads nowhere from outside.
    #[must_use]
    pub fn is_private_ip(&self) -> bool {
        self.host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_private() || address.is_loopback())
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => {
            if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str) -> Link {
        Link::parse(url).expect("a link")
    }

    #[test]
    fn parts() {
        let parts = link("HTTPS://user@WWW.Example.co.jp:8080/a/B.exe?x=1#y");
        assert_eq!(parts.scheme, "https");
        assert_eq!(parts.userinfo, "user");
        assert_eq!(parts.host, "www.example.co.jp");
        assert_eq!(parts.registrable(), "example.co.jp");
        assert_eq!(parts.suffix(), "co.jp");
        assert_eq!(parts.first_segment(), "a");
        assert_eq!(parts.file_name(), "B.exe");
        assert_eq!(link("example.com").path, "");
        assert_eq!(Link::parse("https:///x"), None);
    }

    #[test]
    fn hosts_become_punycode() {
        assert_eq!(link("https://日本語.jp/").host, "xn--wgv71a119e.jp");
        assert!(link("https://xn--wgv71a119e.jp").has_known_suffix());
        assert!(link("https://shop.example").has_known_suffix());
        assert!(!link("http://setup.exe").has_known_suffix());
    }

    #[test]
    fn addresses() {
        for url in
            ["http://203.0.113.9/x", "http://3405803785/", "http://0xCB007109/", "http://[::1]:80/"]
        {
            assert!(link(url).is_ip(), "{url}");
        }
        assert!(!link("http://1.2.3.example.com/").is_ip());
        assert!(link("http://192.168.11.1/").is_private_ip());
    }
}
