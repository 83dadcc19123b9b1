//! Finds the records that the columns of a table seem to give, for its first map: they connect the things named in a column with
//! the thing of the row.

use super::column_sample::ColumnSample;
use super::guess::DraftValue;
use super::headings::{heading_has_link, heading_has_name};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};

/// A record that connects the thing of a row with the thing named in a column.
pub(super) struct DraftRecord<'c> {
    pub(super) kind: &'c Kind,
    /// The field that leads to the thing of the row, and the one that leads to the thing named in the column.
    pub(super) back: &'c str,
    pub(super) to: &'c Field,
    /// A field with the values that it can have here.
    pub(super) only: Option<(&'c str, Vec<&'c str>)>,
    pub(super) column: usize,
    /// The column of a wider place, which settles which of several places with one name is meant.
    pub(super) around: Option<usize>,
    /// Whether the column may just as well say where the thing of the row is.
    pub(super) is_open: bool,
}

impl DraftRecord<'_> {
    /// Checks whether it leads to nothing but places.
    pub(super) fn is_of_places(&self, catalog: &Catalog) -> bool {
        matches!(&self.to.ty, Type::Ref(to) if !to.any && catalog.are_places(to))
    }
}

/// Checks whether a column names participants, such as investors: things that are in places but aren't places themselves.
pub(super) fn has_actors(catalog: &Catalog, columns: &[ColumnSample]) -> bool {
    let names_actors = |(number, column): (usize, &ColumnSample), kind: &Kind| {
        of_link(catalog, kind, (number, column)).is_some_and(|record| {
            let made = kind_to_make(catalog, record.to).and_then(|name| catalog.kind(name));
            made.is_some_and(|made| is_in_places(made) && !catalog.is_places(made))
        })
    };
    let columns = columns.iter().enumerate().filter(|(_, column)| !column.is_of_places());
    { columns }.any(|column| catalog.kinds.iter().any(|kind| names_actors(column, kind)))
}

/// Checks whether things of a kind are in places.
fn is_in_places(kind: &Kind) -> bool {
    let of_place = |f: &Field| matches!(&f.ty, Type::Level(level) if level.of.is_some());
    kind.sort == Sort::Thing && kind.fields.iter().any(of_place)
}

/// Lists the records that columns without another meaning seem to give.
pub(super) fn guess_records<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    columns: &[ColumnSample],
    is_used: &dyn Fn(usize) -> bool,
) -> Vec<DraftRecord<'c>> {
    let open = columns.iter().enumerate();
    let open = open.filter(|(number, column)| !is_used(*number) && column.filled > 0);
    let record = |(number, column): (usize, &ColumnSample)| {
        of_link(catalog, kind, (number, column))
            .or_else(|| of_role(catalog, kind, (number, column)))
            .or_else(|| of_places(catalog, kind, (number, column)))
    };
    open.filter_map(record).collect()
}

/// Takes the levels from the values of a place, and returns the records that put the place there.
pub(super) fn take_containers<'c>(
    catalog: &'c Catalog,
    kind: &Kind,
    values: &mut Vec<DraftValue<'c>>,
) -> Vec<DraftRecord<'c>> {
    let Some(containment) = catalog.containment.as_ref().filter(|c| c.places == kind.name) else {
        return vec![];
    };
    let Some(record) = catalog.kind(&containment.kind) else { return vec![] };
    let Some(to) = record.field(&containment.whole) else { return vec![] };
    let is_level = |value: &DraftValue<'_>| {
        kind.field(&value.heading).is_some_and(|field| field.ty.is_level())
    };
    let (field, certain) = &containment.certain;
    let levels: Vec<DraftValue<'c>> = values.extract_if(.., |value| is_level(value)).collect();
    let (country, others): (Vec<_>, Vec<_>) = levels.iter().partition(|value| {
        containment.country.as_ref().is_some_and(|country| country.level == value.heading)
    });
    let around = country.first().map(|value| value.column);
    let record = |column: usize, around: Option<usize>| DraftRecord {
        kind: record,
        back: &containment.part,
        to,
        only: certain.first().map(|way| (field.as_str(), vec![way.as_str()])),
        column,
        around,
        is_open: false,
    };
    let inside = others.iter().map(|value| record(value.column, around));
    inside.chain(around.map(|column| record(column, None))).collect()
}

/// Returns the record of a link that a heading names: `Investor`, `承包商`.
fn of_link<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    kind.links().filter(|_| column.is_of_texts()).find_map(|link| {
        let via = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record)?;
        let to = via.field(link.to.as_deref()?)?;
        let names = [link.name.as_str(), link.one.as_str()];
        if !heading_has_name(catalog, &column.name, &names) {
            return None;
        }
        let only = link
            .only
            .as_ref()
            .map(|(field, values)| (field.as_str(), values.iter().map(String::as_str).collect()));
        Some(DraftRecord {
            kind: via,
            back: link.back.first()?,
            to,
            only,
            column: number,
            around: None,
            is_open: !heading_has_link(catalog, &column.name, &names),
        })
    })
}

/// Returns the record whose role a heading names: `Origin`, `目的地`.
fn of_role<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    let records = catalog.kinds.iter().filter(|record| record.sort == Sort::Record);
    records.flat_map(|record| record.fields.iter().map(move |field| (record, field))).find_map(
        |(record, field)| {
            let Type::Enum(choices) = &field.ty else { return None };
            let mut choices = choices.iter().map(|choice| choice.name.as_str());
            let value =
                choices.find(|choice| heading_has_name(catalog, &column.name, &[choice]))?;
            let (back, to) = record_ends(record, kind).filter(|_| column.is_of_texts())?;
            let only = Some((field.name.as_str(), vec![value]));
            Some(DraftRecord {
                kind: record,
                back,
                to,
                only,
                column: number,
                around: None,
                is_open: false,
            })
        },
    )
}

/// Returns the record that connects a kind with places, if the cells of a column are names or codes of places.
fn of_places<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    if !column.is_of_places() {
        return None;
    }
    kind.links().find_map(|link| {
        let via = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record)?;
        let to = via.field(link.to.as_deref()?)?;
        let Type::Ref(targets) = &to.ty else { return None };
        let values = via.fields.iter().find(|field| matches!(field.ty, Type::Enum(_)));
        let only = values.map(|field| {
            (field.name.as_str(), field.ty.choices().iter().map(|c| c.name.as_str()).collect())
        });
        let back = link.back.first()?;
        let record =
            DraftRecord { kind: via, back, to, only, column: number, around: None, is_open: false };
        (!targets.any && catalog.are_places(targets) && link.only.is_none()).then_some(record)
    })
}

/// Returns the field of a record that leads to a kind, and the other one that leads to a thing.
fn record_ends<'c>(record: &'c Kind, kind: &Kind) -> Option<(&'c str, &'c Field)> {
    let refs = || record.fields.iter().filter(|field| field.ty.is_ref());
    let leads = |field: &&Field| matches!(&field.ty, Type::Ref(to) if !to.any && to.kinds.contains(&kind.name));
    let back = refs().find(leads)?;
    let to = refs().find(|field| field.name != back.name)?;
    (refs().count() == 2).then_some((back.name.as_str(), to))
}

/// Returns the kind of the things that are made for unknown names: the only one that a field leads to, or else the first whose
/// things are in places, as participants are.
pub(super) fn kind_to_make<'c>(catalog: &'c Catalog, field: &'c Field) -> Option<&'c str> {
    let targets = field.ty.targets()?;
    if let Some(one) = targets.only_kind() {
        return Some(one);
    }
    let allowed = |kind: &&Kind| targets.any || targets.kinds.contains(&kind.name);
    let somewhere = catalog.kinds.iter().filter(|kind| is_in_places(kind));
    { somewhere }.find(allowed).map(|kind| kind.name.as_str())
}
