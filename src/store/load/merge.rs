//! The state of a merge, which its steps share: each adds its functions to it in a file of its own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use anyhow::Result;
use rusqlite::Connection;

use super::atlas_known::AtlasUse;
use super::claims::Retracted;
use super::containment::StatedContainer;
use super::evidence::{EvidenceWriter, RetractedRows};
use super::known::KnownTexts;
use super::names::{Found, Names};
use super::origin::{Labels, Places, ValueLocations};
use super::readings::Codes;
use super::row_shape::{NEW_THING, RecordKey, RowShape};
use crate::catalog::Catalog;
use crate::store::digest::{Input, InputForm, InputSpan, Problems, format_location};
use crate::store::ids::Ids;
use crate::store::queries::{Insertion, Queries};
use crate::store::schema::{CLAIM, FLAG, stored_kinds};

/// The state of a merge.
pub(super) struct Merge<'a, 'c> {
    pub(super) conn: &'a Connection,
    pub(super) catalog: &'c Catalog,
    pub(super) inputs: &'a [Input],
    pub(super) problems: &'a mut Problems,
    pub(super) names: Names,
    pub(super) atlas: AtlasUse<'c>,
    pub(super) codes: Codes,
    /// The levels of places of this load.
    pub(super) levels: HashMap<i64, String>,
    /// The first place of each thing in this load.
    pub(super) first_at: Places,
    pub(super) labels: Labels,
    /// Records of this load and of the base, but for names, by kind and content.
    pub(super) records: HashMap<RecordKey, i64>,
    /// Kinds whose records of the base are among them.
    pub(super) remembered: HashSet<String>,
    /// Things with a name in this load.
    pub(super) named: Ids,
    /// How rows of each kind are written.
    pub(super) shapes: Rc<HashMap<String, RowShape>>,
    /// The statements that add things, and rows of each kind.
    pub(super) new_thing: Insertion<'a>,
    pub(super) new_rows: HashMap<String, Insertion<'a>>,
    /// Things that fields of the current digest lead to, by the address of the field and the name.
    pub(super) found: HashMap<usize, HashMap<String, Found>>,
    /// New things whose rows are not written yet.
    pub(super) blank: Ids,
    /// Things of the base that have claims which are not loaded again.
    pub(super) stood: Ids,
    pub(super) retracted: &'a Retracted,
    /// Whether the base held nothing before.
    pub(super) empty: bool,
    /// Whether the load is large beside the base.
    pub(super) large: bool,
    /// The slugs of the base.
    pub(super) slugs: KnownTexts,
    pub(super) claims: EvidenceWriter<'a>,
    pub(super) flags: EvidenceWriter<'a>,
    pub(super) merged: Merged,
}

/// The results of a merge that are checked afterwards.
#[derive(Default)]
pub(crate) struct Merged {
    /// The places of this load's values, by thing and field.
    pub(crate) origin: ValueLocations,
    /// The containers that rows give for their places.
    pub(super) stated_containers: Vec<StatedContainer>,
    /// All things and records of this load, their names too.
    pub(crate) loaded: Ids,
    /// Things and records whose rows or names may be others than before, beside those of this load.
    pub(super) touched: Ids,
    /// The number of values that compete with recorded ones, because second values are kept.
    pub(super) kept: usize,
    /// Things that are of another kind than before.
    pub(super) other_kind: Vec<i64>,
    /// The first id of this load, and the one after the last.
    pub(super) new: Range<i64>,
}

impl<'a, 'c> Merge<'a, 'c> {
    pub(super) fn new(
        conn: &'a Connection,
        catalog: &'c Catalog,
        (inputs, retracted, [claims, flags]): (&'a [Input], &'a Retracted, [RetractedRows; 2]),
        problems: &'a mut Problems,
    ) -> Result<Self> {
        let last = conn.read_last_id("thing")?;
        let shapes = stored_kinds(catalog)
            .map(|kind| Ok((kind.name.clone(), RowShape::of_kind(catalog, kind)?)));
        Ok(Self {
            conn,
            catalog,
            inputs,
            problems,
            names: Names::with_atlas(catalog),
            atlas: AtlasUse::new(catalog, &retracted.listed),
            codes: Codes::default(),
            levels: HashMap::new(),
            first_at: Places::default(),
            labels: Labels::default(),
            records: HashMap::new(),
            remembered: HashSet::new(),
            named: Ids::default(),
            found: HashMap::new(),
            shapes: Rc::new(shapes.collect::<Result<_>>()?),
            new_thing: Insertion::new(conn, NEW_THING.to_owned()),
            new_rows: HashMap::new(),
            blank: Ids::default(),
            stood: Ids::default(),
            retracted,
            empty: last == 0,
            large: false,
            slugs: KnownTexts::default(),
            claims: EvidenceWriter::new(conn, catalog, CLAIM, claims)?,
            flags: EvidenceWriter::new(conn, catalog, FLAG, flags)?,
            merged: Merged { new: last + 1..last + 1, ..Merged::default() },
        })
    }

    /// Returns the results when all is merged.
    pub(super) fn finish(self) -> Merged {
        self.merged
    }

    /// Checks whether a second value for a field is kept.
    pub(super) fn keeps_second_values(&self, place: &InputSpan) -> bool {
        self.inputs.get(place.file).is_some_and(|input| input.keeps_second_values)
    }

    /// Checks whether a place is in a digest, where the help is about TOML.
    pub(super) fn is_digest(&self, place: &InputSpan) -> bool {
        self.inputs.get(place.file).is_none_or(|input| input.form() == InputForm::Digest)
    }

    /// Writes a place as `file:line`.
    pub(super) fn format_location(&self, place: &InputSpan) -> String {
        format_location(self.inputs, place)
    }
}
