//! Claims: what `cite` and the claim keys of `names` say, with what they leave out filled in, so that every value, mark and
//! label of a thing has a claim of its digest.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::catalog::{DISTINCT, Kind, Sort, Type};
use crate::value::suggest;

use super::literal::{NOT_STATED, OPEN_LIST, is_not_stated};
use super::problem::did_you_mean;
use super::reader::{Reader, Toml, tables};
use super::{Claim, Entry, Literal, Says, Word};

/// The keys of a claim in a digest.
pub(super) const CLAIM_KEYS: [&str; 10] = [
    "p",
    "place_in",
    "phrase",
    "read_as",
    "read_reason",
    "basis",
    "confidence",
    "note",
    "says",
    "key",
];

const STATED: &str = "stated";
const EXTERNAL: &str = "external";
/// How many characters a phrase may have.
pub(crate) const LONGEST_PHRASE: usize = 60;

impl<'c> Reader<'c, '_> {
    /// All claims of a `cite`: those about the entry as a whole first, then those about its fields.
    pub(super) fn cites(&mut self, kind: &'c Kind, value: &Toml<'_>) -> Vec<Claim<'c>> {
        let (cites, others) = tables(value);
        let mut whole = Vec::new();
        let mut parts = Vec::new();
        for other in others {
            whole.extend(self.plain_cite(other, None));
        }
        for (span, table) in cites {
            if let Some(says) = table.get("says") {
                self.problem(says.span(), "`says` stands under the field it is about");
            }
            let own = table.keys().any(|key| CLAIM_KEYS.contains(&key.get_ref().as_ref()));
            if own || whole.is_empty() {
                whole.extend(self.claim(&span, table, None));
            }
            let near = whole.last().filter(|c| c.paragraph.is_some() || c.place_in.is_some());
            let near = near.or(whole.first()).cloned();
            for (key, value) in table {
                if !CLAIM_KEYS.contains(&key.get_ref().as_ref()) {
                    parts.extend(self.field_cites(
                        kind,
                        key.get_ref(),
                        key.span(),
                        value,
                        near.as_ref(),
                    ));
                }
            }
        }
        whole.append(&mut parts);
        whole
    }

    /// The claims about one field or link: a phrase, a table, or several of them.
    fn field_cites(
        &mut self,
        kind: &'c Kind,
        key: &str,
        at: Range<usize>,
        value: &Toml<'_>,
        near: Option<&Claim<'c>>,
    ) -> Vec<Claim<'c>> {
        let Some(about) = self.about(kind, key, at) else { return vec![] };
        let (cites, others) = tables(value);
        let mut claims: Vec<Claim<'c>> =
            others.into_iter().filter_map(|other| self.plain_cite(other, near)).collect();
        for (span, table) in cites {
            for key in table.keys().filter(|k| !CLAIM_KEYS.contains(&k.get_ref().as_ref())) {
                self.unknown_claim_key(key.get_ref(), key.span());
            }
            let Some(mut claim) = self.claim(&span, table, near) else { continue };
            claim.says = table.get("says").and_then(|says| self.says(kind, &about, says));
            claims.push(claim);
        }
        for claim in &mut claims {
            claim.field = Some(about.clone());
        }
        claims
    }

    /// The field, link or `name` that a key of `cite` is about.
    fn about(&mut self, kind: &'c Kind, key: &str, at: Range<usize>) -> Option<String> {
        if kind.field(key).is_some() || key == "name" && kind.sort == crate::catalog::Sort::Thing {
            return Some(key.to_owned());
        }
        if let Some(link) = kind.link(key) {
            return Some(link.name.clone());
        }
        let known = CLAIM_KEYS.into_iter().chain(kind.fields.iter().map(|f| f.name.as_str()));
        let known = known.chain(kind.links.iter().map(|l| l.name.as_str()));
        let helps = did_you_mean(&suggest(key, known), '`');
        let sentence =
            format!("`{key}` is neither part of a claim nor a field or link of `{}`", kind.name);
        self.problem_with(at, sentence, helps);
        None
    }

    fn unknown_claim_key(&mut self, key: &str, at: Range<usize>) {
        let helps = did_you_mean(&suggest(key, CLAIM_KEYS.into_iter()), '`');
        self.problem_with(at, format!("`{key}` is not part of a claim"), helps);
    }

    /// A claim written as a plain text: a phrase where there is a document, else a note.
    fn plain_cite(&mut self, value: &Toml<'_>, near: Option<&Claim<'c>>) -> Option<Claim<'c>> {
        let text = self.string("cite", value)?;
        let mut claim = self.blank(value.span());
        if self.sourced {
            let Some(near) = near else {
                let help = "write `cite = { p = 1, phrase = \"…\" }`".into();
                self.problem_with(value.span(), "a claim needs its paragraph", vec![help]);
                return None;
            };
            claim.paragraph = near.paragraph;
            claim.place_in.clone_from(&near.place_in);
            claim.phrase = Some(text);
        } else {
            claim.note = Some(text);
        }
        self.check_claim(&claim, value.span());
        Some(claim)
    }

    /// A claim from its keys; `says` and others are left to the caller. It stands in the paragraph of the
    /// claim `near` it unless it says otherwise.
    pub(super) fn claim(
        &mut self,
        span: &Range<usize>,
        table: &DeTable<'_>,
        near: Option<&Claim<'c>>,
    ) -> Option<Claim<'c>> {
        let mut claim = self.blank(span.clone());
        // What a row says of its evidence covers all of the row.
        if let Some(near) = near.filter(|_| self.tabular) {
            claim.basis.clone_from(&near.basis);
            claim.confidence.clone_from(&near.confidence);
            claim.note.clone_from(&near.note);
        }
        for (key, value) in table {
            let key = key.get_ref().as_ref();
            match key {
                "p" => claim.paragraph = self.paragraph(value),
                "place_in" => claim.place_in = self.string(key, value),
                "phrase" => claim.phrase = self.string(key, value),
                "read_as" => claim.read_as = self.string(key, value),
                "read_reason" => claim.read_reason = self.word(key, value),
                "basis" => claim.basis = self.word(key, value)?,
                "confidence" => claim.confidence = self.word(key, value)?,
                "note" => claim.note = self.string(key, value),
                "key" => claim.key = self.string(key, value),
                _ => {}
            }
        }
        let placed = table.contains_key("p") || table.contains_key("place_in");
        if !placed
            && claim.basis != EXTERNAL
            && let Some(near) = near
        {
            claim.paragraph = near.paragraph;
            claim.place_in.clone_from(&near.place_in);
        }
        claim.sourced = self.sourced && (claim.basis != EXTERNAL || placed);
        if placed && claim.paragraph.is_none() && claim.place_in.is_none() {
            return Some(claim);
        }
        // In a table the parts of a claim stand far apart.
        let part = table.get("phrase").or_else(|| table.get("basis"));
        let at = part.filter(|_| self.tabular).map_or(span.clone(), toml::Spanned::span);
        self.check_claim(&claim, at);
        Some(claim)
    }

    fn blank(&self, span: Range<usize>) -> Claim<'c> {
        Claim {
            at: self.place(span),
            field: None,
            paragraph: None,
            place_in: None,
            phrase: None,
            read_as: None,
            read_reason: None,
            basis: if self.sourced { STATED } else { EXTERNAL }.into(),
            confidence: "high".into(),
            note: None,
            says: None,
            key: None,
            sourced: self.sourced,
        }
    }

    /// The claim a source is for itself.
    pub(super) fn own_claim(&self, span: Range<usize>) -> Claim<'c> {
        self.blank(span)
    }

    fn check_claim(&mut self, claim: &Claim<'c>, span: Range<usize>) {
        if claim.basis != STATED && claim.note.is_none() {
            let what = if claim.basis == EXTERNAL { "from where it is known" } else { "from what" };
            self.problem(
                span.clone(),
                format!("a claim that is {} says {what} in `note`", claim.basis),
            );
        }
        if !self.sourced && claim.basis != EXTERNAL {
            let sentence = "a digest without [source] holds only what is known from outside";
            self.problem(span.clone(), sentence);
        } else if claim.basis != EXTERNAL && claim.paragraph.is_none() && claim.place_in.is_none() {
            let p = if self.tabular { "`paragraph`" } else { "`p` (the paragraph)" };
            let help = format!("give {p} or `place_in`");
            self.problem_with(span.clone(), "a claim needs its paragraph", vec![help]);
        }
        let length = claim.phrase.as_ref().map_or(0, |phrase| phrase.chars().count());
        if length > LONGEST_PHRASE {
            let sentence =
                format!("a phrase has {LONGEST_PHRASE} characters at most; this one has {length}");
            self.problem(span, sentence);
        }
    }

    /// One of the values of an enum of the engine's own kind of claims.
    fn word(&mut self, key: &str, value: &Toml<'_>) -> Option<String> {
        let field = self.catalog.kind(super::super::schema::CLAIM)?.field(key)?;
        match self.value(field, value) {
            Ok(Literal::Ready(stored)) => return Some(stored.shown),
            Ok(Literal::Ref(_)) => {}
            Err(wrong) => self.problem_with(value.span(), wrong.sentence, wrong.helps),
        }
        None
    }

    /// What a claim says instead: a value of the field, or the mark of a silent source.
    fn says(&mut self, kind: &'c Kind, about: &str, value: &Toml<'_>) -> Option<Says<'c>> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        };
        let Some(field) = kind.field(about) else {
            if text != Some(OPEN_LIST) {
                self.problem(value.span(), format!("of a link a claim can only say `{OPEN_LIST}`"));
            }
            return Some(Says::Text(OPEN_LIST.into()));
        };
        if text.is_some_and(is_not_stated) {
            return Some(Says::Text(NOT_STATED.into()));
        }
        match self.value(field, value) {
            Ok(Literal::Ready(stored)) => Some(Says::Text(stored.shown)),
            Ok(Literal::Ref(text)) => {
                let Type::Ref(targets) = &field.ty else { return None };
                Some(Says::Ref(Word { at: self.place(value.span()), text }, targets))
            }
            Err(wrong) => {
                let span = wrong.at.map_or(value.span(), |at| self.inside(value, &at));
                self.problem_with(span, wrong.sentence, wrong.helps);
                None
            }
        }
    }
}

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
