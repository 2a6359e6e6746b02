//! What a page's head and foot say: title, body, version.

use std::sync::LazyLock;

use regex::Regex;

/// The first line that says something.
pub(super) fn title(page: &str) -> String {
    let line =
        page.lines().map(|line| line.trim().trim_start_matches(['#', '○', '〇', '◯']).trim());
    let line = line.filter(|line| !line.is_empty()).map(|line| {
        // Converters leave their marks in brackets before the title.
        let behind = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        behind.map_or(line, |(_, title)| title.trim())
    });
    line.into_iter().next().unwrap_or_default().to_owned()
}

static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:東京都|[\p{Han}ヶケのノぁ-んァ-ヴー]{1,12}?(?:市|区|町|村|県|府|庁|省))(?:[\p{Han}]{2,12}課)?").ok()
});

/// The public body that a title begins with.
pub(super) fn body(title: &str) -> Option<String> {
    BODY.as_ref()?.find(title).map(|found| found.as_str().to_owned())
}

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:(?P<before>改正|制定|施行|適用|策定)[\s　:：]*)?(?P<date>(?:(?:平成|令和)\s?(?:[0-9０-９]+|元)|(?:19|20)[0-9]{2})年\s?[0-9０-９]+月\s?[0-9０-９]+日)(?:から)?[ 　]?(?P<after>施行|適用|改正|制定|改定|策定|告示|訓令)?").ok()
});

/// The last date that something is in force from.
pub(super) fn version(page: &str) -> Option<String> {
    let dates = VERSION.as_ref()?.captures_iter(page).filter_map(|found| {
        let act = found.name("after").or(found.name("before"))?.as_str();
        Some(format!("{}{act}", found.name("date")?.as_str()))
    });
    dates.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_read() {
        assert_eq!(title("\n# [PDF] みなと市SNS運用方針\n"), "みなと市SNS運用方針");
        assert_eq!(title("○港町公式LINE運用要領\n"), "港町公式LINE運用要領");
        assert_eq!(body("みなと市広報課SNS運用方針").as_deref(), Some("みなと市広報課"));
        assert_eq!(body("東京都公文書館運用方針").as_deref(), Some("東京都"));
        assert_eq!(body("SNS運用方針"), None);
    }

    #[test]
    fn the_last_date_in_force_is_the_version() {
        for (page, version) in [
            ("制定 平成26年6月6日\n改正 平成29年4月1日", Some("平成29年4月1日改正")),
            ("このポリシーは、令和5年4月1日から施行する。", Some("令和5年4月1日施行")),
            ("2023年10月1日 改定", Some("2023年10月1日改定")),
            ("更新日: 2021年1月15日", None),
        ] {
            assert_eq!(super::version(page).as_deref(), version, "{page}");
        }
    }
}
