//! Claims and flags: everything has a claim, every inference a note, every claim its place.

use anyhow::Result;

use super::{Checker, REMAKE};
use crate::catalog::{DISTINCT, DISTINCT_FROM, Kind, SAME_AS, SOURCE, Sort};
use crate::store::digest::{ALSO, LONGEST_PHRASE, Literal, NOT_STATED, OPEN_LIST, read_text};
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, FLAG, NAME, quote_ident};
use crate::store::subject::ReportSubject;
use crate::store::supported::split_list;

/// The conditions under which a claim or flag `e` on a source `s` is misplaced, each with its sentence.
const PLACES: [(&str, &str, &str); 5] = [
    (CLAIM, "e.basis <> 'external' AND e.source IS NULL", "names no source"),
    (CLAIM, UNPLACED, "names neither a paragraph nor a place of its source"),
    (CLAIM, BEYOND, "names a paragraph that its source doesn't have"),
    (
        FLAG,
        "e.source IS NULL OR e.paragraph IS NULL OR e.reason IS NULL",
        "doesn't say which paragraph it is about, or why",
    ),
    (FLAG, BEYOND, "names a paragraph that its source doesn't have"),
];

/// A source is evidence for itself and its title; everything else is somewhere in it.
const UNPLACED: &str = "e.source IS NOT NULL AND e.basis <> 'external' AND e.paragraph IS NULL AND e.place_in IS NULL
    AND (e.phrase IS NOT NULL OR e.thing <> e.source
         AND NOT EXISTS (SELECT 1 FROM \"name\" AS n WHERE n.id = e.thing AND n.\"of\" = e.source))";

const BEYOND: &str = "e.paragraph < 1 OR e.paragraph > s.paragraphs";

impl Checker<'_> {
    /// Every thing and record is claimed.
    pub(super) fn check_claimed(&mut self) -> Result<()> {
        for kind in self.catalog.entered_kinds() {
            let sql = format!(
                "SELECT id FROM {} AS r WHERE NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.thing = r.id) ORDER BY id",
                quote_ident(&kind.name)
            );
            let repair = "cite its evidence in a digest (`cite`), and load it";
            self.add_fault_for_each(&sql, "has no claim", repair)?;
        }
        Ok(())
    }

    /// A claim that isn't stated has a note on its reason or origin.
    pub(super) fn check_reasons(&mut self) -> Result<()> {
        let sql = "SELECT id, coalesce(basis, '') FROM claim
             WHERE basis IS NULL OR basis <> 'stated' AND trim(coalesce(note, '')) = '' ORDER BY id";
        for (id, basis) in self.conn.read_all::<(i64, String)>(sql, [])? {
            let sentence = match basis.as_str() {
                "" => "doesn't say how it is known (`basis`)".to_owned(),
                basis => format!("is {basis}, but has no note with the reason or origin"),
            };
            let repair = "add it in its digest (`basis`, `note`), and load it again";
            let subject = self.evidence_subject(CLAIM, id)?;
            self.add_fault(subject, sentence, repair);
        }
        Ok(())
    }

    /// A claim on a document names a paragraph or place of it, and paragraphs are there.
    pub(super) fn check_claim_places(&mut self) -> Result<()> {
        let source = quote_ident(SOURCE);
        for (kind, wrong, sentence) in PLACES {
            let sql = format!(
                "SELECT e.id FROM {} AS e LEFT JOIN {source} AS s ON s.id = e.source WHERE {wrong} ORDER BY e.id",
                quote_ident(kind)
            );
            for id in self.conn.read_column(&sql, [])? {
                let subject = self.evidence_subject(kind, id)?;
                let repair = "correct its `cite` in the digest (`p`), and load it again";
                self.add_fault(subject, sentence, repair);
            }
        }
        Ok(())
    }

    /// Phrases are short: a base holds facts, not sentences.
    pub(super) fn check_phrases(&mut self) -> Result<()> {
        let sql = format!(
            "SELECT id, length(phrase) FROM claim WHERE length(phrase) > {LONGEST_PHRASE} ORDER BY id"
        );
        for (id, length) in self.conn.read_all::<(i64, i64)>(&sql, [])? {
            let sentence =
                format!("has a phrase of {length} characters; the limit is {LONGEST_PHRASE}");
            let subject = self.evidence_subject(CLAIM, id)?;
            self.add_fault(subject, sentence, "shorten it in its digest, and load it again");
        }
        Ok(())
    }

    /// A claim is about a field or link of its thing, and the value that it gives instead can be read.
    pub(super) fn check_claimed_fields(&mut self) -> Result<()> {
        let sql = "SELECT min(c.id), t.kind, c.field, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.field IS NOT NULL OR c.says IS NOT NULL GROUP BY t.kind, c.field, c.says";
        let found: Vec<(i64, String, Option<String>, Option<String>)> =
            self.conn.read_all(sql, [])?;
        for (id, kind, fields, says) in found {
            let Some(kind) = self.catalog.kind(&kind) else { continue };
            let fields: Vec<Option<&str>> = match &fields {
                Some(fields) => split_list(Some(fields)).map(Some).collect(),
                None => vec![None],
            };
            for field in fields {
                if let Some(sentence) = self.claim_mistake(kind, field, says.as_deref())? {
                    let subject = self.evidence_subject(CLAIM, id)?;
                    let repair = "correct its `cite` in the digest, and load it again";
                    self.add_fault(subject, sentence, repair);
                }
            }
        }
        Ok(())
    }

    fn claim_mistake(
        &self,
        kind: &Kind,
        field: Option<&str>,
        says: Option<&str>,
    ) -> Result<Option<String>> {
        let Some(name) = field else {
            return Ok(Some("says another value, but names no field for it".into()));
        };
        if [SAME_AS, DISTINCT_FROM].contains(&name) && kind.sort == Sort::Thing && says.is_some() {
            return Ok(None);
        }
        if name == DISTINCT && kind.sort == Sort::Thing && says.is_none() {
            return Ok(None);
        }
        let Some(field) = kind.field(name) else {
            let sentence = match (kind.link(name), says) {
                (None, _) => Some(format!(
                    "is about `{name}`, which isn't a field or link of `{}`",
                    kind.name
                )),
                (Some(_), None | Some(OPEN_LIST)) => None,
                (Some(_), Some(says)) => Some(format!(
                    "says “{says}” for `{name}`; for a link it can only say `{OPEN_LIST}`"
                )),
            };
            return Ok(sentence);
        };
        let Some(says) = says.filter(|says| *says != NOT_STATED) else { return Ok(None) };
        let also = says.strip_prefix(ALSO).filter(|_| field.ty.has_equivalents());
        Ok(match read_text(field, also.unwrap_or(says), &self.catalog.units) {
            Ok(Literal::Ready(_)) => None,
            Ok(Literal::Ref(slug)) => {
                let known = self.conn.exists("SELECT 1 FROM thing WHERE slug = ?1", [&slug])?;
                (!known).then(|| format!("says `{says}` for `{name}`, but there is no such thing"))
            }
            Err(wrong) => Some(format!(
                "says “{says}” for `{name}`, which can't be read: {}",
                wrong.mistake.sentence
            )),
        })
    }

    /// A mistranslation is confined to the source that made it.
    pub(super) fn check_confined_names(&mut self) -> Result<()> {
        let sql = format!(
            "SELECT id FROM {} WHERE form = 'mistranslation' AND only_in IS NULL OR \"of\" IS NULL OR text IS NULL ORDER BY id",
            quote_ident(NAME)
        );
        let sentence = "isn't a full name: it needs its text and its thing, and a mistranslation its source (`only_in`)";
        self.add_fault_for_each(&sql, sentence, REMAKE)
    }

    fn evidence_subject(&self, kind: &str, id: i64) -> Result<ReportSubject> {
        match self.catalog.kind(kind) {
            Some(kind) => self.member_subject(kind, id),
            None => Ok(ReportSubject::of_table(kind)),
        }
    }
}
