//! What an entry must have, and the claims it leaves unsaid: every value, mark and label of a thing ends up
//! with a claim of this digest.

use toml::de::DeTable;

use crate::catalog::{DISTINCT, Sort};

use super::tree::Reader;
use super::{Claim, Entry, Says};

impl<'c> Reader<'c, '_> {
    /// What an entry must have, whatever its kind.
    pub(super) fn check_entry(&mut self, entry: &Entry<'c>, table: &DeTable<'_>) {
        let at = entry.at.span.clone();
        let kind = &entry.kind.name;
        if entry.kind.sort == Sort::Thing && !table.contains_key("id") && !entry.broken {
            self.problem(at.clone(), format!("this {kind} has no `id`"));
        }
        if entry.claims.is_empty() && !table.contains_key("cite") && !entry.broken {
            self.problem(
                at,
                format!("this {kind} has no `cite`: nothing is known without a claim"),
            );
        }
        self.check_name(entry);
    }

    /// Gives every value, mark and label a claim: its own, or that of the entry.
    pub(super) fn complete(
        &mut self,
        entry: &mut Entry<'c>,
        table: &DeTable<'_>,
        silent: &[(String, &'static str)],
    ) {
        let first = entry.claims.iter().find(|c| c.field.is_none()).cloned();
        // In a table the phrase stands for the whole row.
        let cover = if self.tabular { first } else { first.map(|first| first.alone()) };
        mark(entry, silent, cover.as_ref());
        // A record goes as a whole when its claims go, so only a thing's values need claims of their own.
        if let Some(cover) = cover.clone().filter(|_| entry.kind.sort == Sort::Thing) {
            let supports =
                |c: &Claim<'c>, field| c.field.as_deref() == Some(field) && c.says.is_none();
            let fields = entry.given.iter().map(|given| given.field.name.as_str());
            let fields = fields.filter(|field| !entry.claims.iter().any(|c| supports(c, *field)));
            let fields = fields.chain(entry.distinct.then_some(DISTINCT));
            entry.rest = Some((Box::new(cover), fields.collect()));
        }
        self.check_cited(entry, table);
        let all = std::mem::take(&mut entry.claims).into_iter();
        let (mut of_name, others): (Vec<_>, Vec<_>) =
            all.partition(|c| c.field.as_deref() == Some("name"));
        entry.claims = others;
        if let Some(name) = &entry.name {
            for claim in &mut of_name {
                claim.field = None;
            }
            if of_name.is_empty() {
                of_name.extend(cover);
            }
            entry.names.extend(self.label(name, of_name));
        }
    }

    /// A claim about a field must stand behind something: a value, a competing value, a mark.
    fn check_cited(&mut self, entry: &Entry<'c>, table: &DeTable<'_>) {
        for claim in entry.claims.iter().filter(|c| c.says.is_none()) {
            let Some(field) = claim.field.as_ref().filter(|f| entry.kind.field(f).is_some()) else {
                continue;
            };
            if !table.contains_key(field.as_str()) && !entry.broken {
                let helps = vec![format!("give `{field}`, or `says` for a value that competes")];
                let sentence =
                    format!("this stands behind `{field}`, which the entry does not give");
                self.problems.add_with(&claim.at, sentence, helps);
            }
        }
    }
}

/// Marks the claims about fields and links of which the source is silent or its list open.
fn mark<'c>(entry: &mut Entry<'c>, silent: &[(String, &'static str)], cover: Option<&Claim<'c>>) {
    for (about, says) in silent {
        let says = Some(Says::Text((*says).to_owned()));
        let mut marked = false;
        let own = entry.claims.iter_mut().filter(|c| c.field.as_ref() == Some(about));
        for claim in own.filter(|c| c.says.is_none()) {
            claim.says.clone_from(&says);
            marked = true;
        }
        if let Some(cover) = cover.filter(|_| !marked) {
            entry.claims.push(Claim { says, field: Some(about.clone()), ..cover.clone() });
        }
    }
}
