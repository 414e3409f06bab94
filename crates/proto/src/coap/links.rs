//! `/.well-known/core`: what there is here.

use alloc::vec::Vec;

/// A resource as others find it.
struct Link {
    path: &'static str,
    /// Names and values. A value with spaces is a list.
    attributes: &'static [(&'static str, &'static str)],
}

const LINKS: &[Link] = &[
    Link { path: "/calc", attributes: &[("rt", "calculator"), ("ct", "0 50"), ("title", "?2+3, or FETCH")] },
    Link { path: "/stats", attributes: &[("rt", "statistics"), ("ct", "0"), ("title", "FETCH a text")] },
];

/// Writes the links that all the filters admit, in the link format.
///
/// A filter is `name=value` or `name=beginning*`; `href` is the path. One without `=` asks for the name alone.
///
/// Source: RFC 6690, sections 2 and 4.1.
pub(crate) fn write_links(body: &mut Vec<u8>, filters: &[&[u8]]) {
    body.clear();
    for link in LINKS.iter().filter(|link| filters.iter().all(|filter| link.has(filter))) {
        if !body.is_empty() {
            body.push(b',');
        }
        body.extend([b"<", link.path.as_bytes(), b">"].concat());
        for (name, value) in link.attributes {
            body.extend([b";", name.as_bytes(), b"=\"", value.as_bytes(), b"\""].concat());
        }
    }
}

impl Link {
    fn has(&self, filter: &[u8]) -> bool {
        let mut parts = filter.splitn(2, |&byte| byte == b'=');
        let (name, wanted) = (parts.next().unwrap_or_default(), parts.next());
        let is_wanted = |value: &str| match wanted.map(|wanted| (wanted, wanted.strip_suffix(b"*"))) {
            None => true,
            Some((_, Some(beginning))) => value.as_bytes().starts_with(beginning),
            Some((wanted, None)) => value.as_bytes() == wanted,
        };
        if name == b"href" {
            return is_wanted(self.path);
        }
        let is_list = matches!(name, b"rt" | b"if" | b"ct");
        self.attributes
            .iter()
            .filter(|(other, _)| other.as_bytes() == name)
            .any(|(_, value)| is_wanted(value) || (is_list && value.split(' ').any(is_wanted)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    fn links(filters: &[&str]) -> String {
        let mut body = Vec::new();
        write_links(&mut body, &filters.iter().map(|filter| filter.as_bytes()).collect::<Vec<_>>());
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn filters_choose_links() {
        let calculator = r#"</calc>;rt="calculator";ct="0 50";title="?2+3, or FETCH""#;
        let statistics = r#"</stats>;rt="statistics";ct="0";title="FETCH a text""#;
        let all = [calculator, statistics].join(",");
        for (filters, expected) in [
            (&[] as &[&str], all.as_str()),
            (&["rt=calculator"], calculator),
            (&["rt=calc*"], calculator),
            (&["rt=*"], &all),
            (&["href=/stats"], statistics),
            (&["href=/s*"], statistics),
            (&["ct=50"], calculator),
            (&["ct=0"], &all),
            (&["rt"], &all),
            (&["rt=calculator", "ct=0"], calculator),
        ] {
            assert_eq!(links(filters), expected, "{filters:?}");
        }
        for filters in [
            &["rt=thermometer"] as &[&str],
            &["rt=calc"],
            &["href=/"],
            &["if=x"],
            &["ct=5"],
            &["rt=*", "ct=1"],
        ] {
            assert_eq!(links(filters), "", "{filters:?}");
        }
    }
}
