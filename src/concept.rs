//! The stable vocabulary between detectors and policies.

/// A thing that policies forbid, whatever they call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// The stable name.
    pub name: &'static str,
    /// What a clerk would call it.
    pub title: &'static str,
    /// The same in English.
    pub title_en: &'static str,
}

/// Every concept that detectors may speak of and policies may forbid.
pub const CONCEPTS: [Concept; 24] = [
    concept("illegal_activity", "法令違反", "illegal activity"),
    concept("defamation", "誹謗中傷", "defamation"),
    concept("political_religious", "政治・宗教活動", "political or religious campaigning"),
    concept("intellectual_property", "知的財産の侵害", "infringement of intellectual property"),
    concept("commercial", "広告・営利", "advertising and commerce"),
    concept("discrimination", "差別", "discrimination"),
    concept("public_order", "公序良俗違反", "offence against public order"),
    concept("misinformation", "虚偽・風評", "misinformation"),
    concept("privacy", "個人情報・プライバシー", "privacy"),
    concept("harm", "脅し・妨害・不利益", "threats, obstruction and harm"),
    concept("malware", "有害なプログラム", "harmful programs"),
    concept("obscenity", "わいせつ", "obscenity"),
    concept("off_topic", "記事と無関係", "unrelated to the post"),
    concept("operator_discretion", "運営主体の判断", "operator's discretion"),
    concept("platform_terms", "利用規約違反", "breach of the platform's terms"),
    concept("prohibited_link", "禁止内容へのリンク", "link to prohibited content"),
    concept("impersonation", "なりすまし", "impersonation"),
    concept("crime_incitement", "犯罪の誘発", "incitement to crime"),
    concept("content_alteration", "発信内容の改変", "alteration of the body's content"),
    concept("malicious_solicitation", "悪意あるサイトへの勧誘", "solicitation to malicious sites"),
    concept("insult", "侮辱・非難", "insult"),
    concept("confidential", "秘密情報", "confidential matters"),
    concept("security_threat", "セキュリティへの脅威", "threat to security"),
    concept("unannounced", "公表前の情報", "unannounced matters"),
];

/// The folder of rules that give advice on drafts of the body's own posts. It is no concept: no
/// policy forbids a wrong weekday.
pub const ADVICE: &str = "outgoing";

const fn concept(name: &'static str, title: &'static str, title_en: &'static str) -> Concept {
    Concept { name, title, title_en }
}
