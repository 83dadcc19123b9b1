//! What people write where there is nothing to write. None of it is a value; what is meant by it only its writer knows.

/// Signs that nothing is called by, those of spreadsheets' errors among them.
const SIGNS: [&str; 20] = [
    "-", "--", "---", "–", "—", "―", ".", "..", "...", "…", "/", "*", "n/a", "#n/a", "n.a.",
    "#ref!", "#value!", "#div/0!", "#name?", "#num!",
];

/// Words that may also be a name.
const WORDS: [&str; 31] = [
    "\\n",
    "na",
    "n.a",
    "nan",
    "nil",
    "null",
    "none",
    "tbd",
    "tba",
    "tbc",
    "unknown",
    "undisclosed",
    "not available",
    "not applicable",
    "not disclosed",
    "not known",
    "not recorded",
    "confidential",
    "pending",
    "missing",
    "blank",
    "empty",
    "不详",
    "未知",
    "未披露",
    "未公开",
    "无",
    "待定",
    "暂无",
    "保密",
    "／",
];

/// Whether a text only says that something is missing, and can be nothing else.
fn is_sign(text: &str) -> bool {
    SIGNS.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text may say that something is missing.
pub(crate) fn is_absent(text: &str) -> bool {
    is_sign(text) || WORDS.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text is an open question.
pub(super) fn is_question(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| matches!(c, '?' | '？'))
}

/// What to write where something is missing.
pub(crate) fn helps(text: &str, tabular: bool) -> Vec<String> {
    let empty = if tabular { "leave the cell empty" } else { "leave it out" };
    let mut helps = vec![format!(
        "{empty} if it is not recorded; write `not stated` if the source says nothing of it"
    )];
    if tabular {
        let text = text.trim();
        let text = if text.contains(|c: char| c.is_whitespace() || "*\\#?？'".contains(c)) {
            format!("'{text}'")
        } else {
            text.to_owned()
        };
        helps.push(format!("`--null {text}` reads each such cell as empty"));
    }
    helps
}
