//! TOML as a person writes it: what fits in a line stays in one, the rest is wrapped between keys.

use super::toml_string;

/// The most characters of a line, unless a single text is longer.
pub(crate) const LINE: usize = 130;

/// A value of TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TomlNode {
    /// A value as it is written.
    Value(String),
    /// A table in braces.
    Table(Keys),
    /// An array.
    List(Vec<TomlNode>),
}

/// The keys of a table with their values.
pub(crate) type Keys = Vec<(String, TomlNode)>;

impl TomlNode {
    /// Returns a text.
    pub(crate) fn of_text(text: &str) -> Self {
        Self::Value(toml_string(text))
    }

    /// Returns one node as it is, and several as an array.
    pub(crate) fn one_or_list(mut nodes: Vec<Self>) -> Self {
        match nodes.pop() {
            Some(node) if nodes.is_empty() => node,
            last => Self::List(nodes.into_iter().chain(last).collect()),
        }
    }

    /// Checks whether it is a table or an array.
    pub(crate) fn is_nested(&self) -> bool {
        !matches!(self, Self::Value(_))
    }

    /// Writes it in one line.
    pub(crate) fn flat_text(&self) -> String {
        match self {
            Self::Value(text) => text.clone(),
            Self::Table(keys) => {
                let keys: Vec<String> = keys
                    .iter()
                    .map(|(key, node)| format!("{key} = {}", node.flat_text()))
                    .collect();
                format!("{{ {} }}", keys.join(", "))
            }
            Self::List(items) => {
                format!("[{}]", items.iter().map(Self::flat_text).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Writes `key = value`, in several lines if one is too long. A list of tables has a line for each.
    pub(crate) fn keyed_lines(&self, key: &str) -> Vec<String> {
        let tables = |items: &[Self]| items.iter().any(|item| matches!(item, Self::Table(_)));
        let prefix = format!("{key} = ");
        match self {
            Self::List(items) if items.len() > 1 && tables(items) => {
                array_lines(&prefix, items, (0, ""))
            }
            _ => self.lines(&prefix, 0, ""),
        }
    }

    /// Writes it between a prefix and a suffix, in as few lines as are wide enough.
    pub(crate) fn lines(&self, prefix: &str, indent: usize, suffix: &str) -> Vec<String> {
        let fits =
            || indent + count_chars(prefix) + self.flat_width() + count_chars(suffix) <= LINE;
        match self {
            Self::Table(keys) if !fits() => table_lines(prefix, keys, (indent, suffix)),
            Self::List(items) if matches!(items.as_slice(), [Self::Table(_)]) && !fits() => {
                let only =
                    |item: &Self| item.lines(&format!("{prefix}["), indent, &format!("]{suffix}"));
                items.iter().flat_map(only).collect()
            }
            Self::List(items) if !fits() => array_lines(prefix, items, (indent, suffix)),
            _ => vec![format!("{}{prefix}{}{suffix}", " ".repeat(indent), self.flat_text())],
        }
    }

    /// Counts the characters of its one line.
    fn flat_width(&self) -> usize {
        let between = |count: usize| 2 * count.saturating_sub(1);
        match self {
            Self::Value(text) => count_chars(text),
            Self::Table(keys) => {
                let each = keys.iter().map(|(key, node)| count_chars(key) + 3 + node.flat_width());
                4 + between(keys.len()) + each.sum::<usize>()
            }
            Self::List(items) => {
                2 + between(items.len()) + items.iter().map(Self::flat_width).sum::<usize>()
            }
        }
    }
}

/// Writes an array with a line for each item.
fn array_lines(prefix: &str, items: &[TomlNode], (indent, suffix): (usize, &str)) -> Vec<String> {
    let margin = " ".repeat(indent);
    let mut lines = vec![format!("{margin}{prefix}[")];
    lines.extend(items.iter().flat_map(|item| item.lines("", indent + 2, ",")));
    lines.push(format!("{margin}]{suffix}"));
    lines
}

/// Writes a table, with as many keys in each line as fit.
fn table_lines(
    prefix: &str,
    keys: &[(String, TomlNode)],
    (indent, suffix): (usize, &str),
) -> Vec<String> {
    let (mut lines, inner) = (Vec::new(), indent + 2);
    let mut line = format!("{}{prefix}{{", " ".repeat(indent));
    for (number, (key, node)) in keys.iter().enumerate() {
        let end = if number + 1 == keys.len() { format!(" }}{suffix}") } else { ",".to_owned() };
        let piece = format!("{key} = {}{end}", node.flat_text());
        if count_chars(&line) + 1 + count_chars(&piece) <= LINE {
            line = format!("{line} {piece}");
            continue;
        }
        // The first key stays after the brace, unless only its own line has room for more than one text.
        let mut below = node.lines(&format!("{key} = "), inner, &end);
        let behind = below.first().map(|first| format!("{line} {}", first.trim_start()));
        let fits = |behind: &String| count_chars(behind) <= LINE || !node.is_nested();
        match (behind.filter(|behind| number == 0 && fits(behind)), below.first_mut()) {
            (Some(behind), Some(first)) => *first = behind,
            _ => lines.push(line),
        }
        line = below.pop().unwrap_or_default();
        lines.append(&mut below);
    }
    lines.push(line);
    lines
}

fn count_chars(line: &str) -> usize {
    line.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node() -> impl Strategy<Value = TomlNode> {
        let text = "\\PC{0,40}".prop_map(|text| TomlNode::of_text(&text));
        text.prop_recursive(4, 40, 6, |inner| {
            let keys = prop::collection::btree_map("[a-z]{1,12}", inner.clone(), 1..6);
            prop_oneof![
                keys.prop_map(|keys| TomlNode::Table(keys.into_iter().collect())),
                prop::collection::vec(inner, 0..5).prop_map(TomlNode::List),
            ]
        })
    }

    proptest! {
        #[test]
        fn lines_say_the_same_as_one(node in node()) {
            let read = |text: &str| toml::from_str::<toml::Table>(text).unwrap();
            prop_assert_eq!(node.flat_width(), count_chars(&node.flat_text()));
            let lines = node.keyed_lines("key");
            prop_assert_eq!(read(&lines.join("\n")), read(&format!("key = {}", node.flat_text())));
            // Only a single text makes a line too long.
            for line in lines.iter().filter(|line| count_chars(line) > LINE) {
                prop_assert!(line.matches(" = ").count() <= 2, "{}", line);
            }
        }
    }
}
